//! The check of a part by what it should hold.

use jiff::civil::Date;

use super::check::Faults;
use super::forms::{holds_pattern, is_diagnosis_code, lenient_date, period_date, trimmed, truth};
use super::message::{Cv, Part, Period};
use super::table::{ContentForm, PartForm};
use crate::element::{CodeSet, WireSystem};

/// Longest diagnosis code. Source: certificate-types 5.4 DX11.
const LONGEST_CODE: usize = 5;

pub(super) fn check(form: &PartForm, part: &Part<'_>, faults: &mut Faults) {
    match form.content {
        ContentForm::Bool => faults
            .unless(part.elements == 0 && truth(&part.text).is_some(), || {
                format!("Delsvar {} ska vara true eller false.", form.id)
            }),
        ContentForm::Text => text(part, faults),
        ContentForm::Date => faults.unless(
            part.elements == 0 && lenient_date(&part.text).is_some(),
            || {
                format!(
                    "Delsvar {} ska vara ett datum i formen ÅÅÅÅ-MM-DD.",
                    form.id
                )
            },
        ),
        ContentForm::Period => period(form, part, faults),
        ContentForm::Code(set) => code(form, set, part, faults),
        ContentForm::DiagnosisCode(systems) => diagnosis_code(form, systems, part, faults),
        ContentForm::Free => any(part, faults),
    }
}

/// What no rule looks at: the national schema still wants a coded value and a period to be whole. Source: certificate-types 10.5.
pub(super) fn any(part: &Part<'_>, faults: &mut Faults) {
    let whole_cv = part.cv.first.as_ref().is_none_or(is_whole_cv);
    faults.unless(whole_cv, || {
        format!("Det kodade värdet i delsvar {} är inte helt.", part.id)
    });
    // The schema takes white space on both sides of a date.
    let is_whole = |period| is_whole_period(period, |text| period_date(trimmed(text)));
    let whole_period = part.period.first.as_ref().is_none_or(is_whole);
    faults.unless(whole_period, || {
        format!("Perioden i delsvar {} har inte två giltiga datum.", part.id)
    });
}

pub(super) fn text(part: &Part<'_>, faults: &mut Faults) {
    faults.unless(
        part.elements == 0 && !trimmed(&part.text).is_empty(),
        || format!("Delsvar {} ska vara en text som inte är tom.", part.id),
    );
}

fn period(form: &PartForm, part: &Part<'_>, faults: &mut Faults) {
    let (start, end) = part.ends();
    let is_whole = |period| is_whole_period(period, period_date);
    let whole = part.period.only().is_some_and(is_whole);
    faults.unless(whole, || {
        format!(
            "Delsvar {} ska vara en period med två giltiga datum.",
            form.id
        )
    });
    faults.unless(trimmed(start) <= trimmed(end), || {
        format!("Perioden i delsvar {} slutar före den börjar.", form.id)
    });
}

fn is_whole_period(period: &Period<'_>, date: impl Fn(&str) -> Option<Date>) -> bool {
    [&period.start, &period.end].iter().all(|end| {
        end.only()
            .is_some_and(|leaf| leaf.elements == 0 && date(&leaf.text).is_some())
    })
}

fn code(form: &PartForm, set: &CodeSet, part: &Part<'_>, faults: &mut Faults) {
    if whole_cv(form, part, faults).is_none() {
        return;
    }
    faults.unless(part.system() == set.system, || {
        format!("Kodverket i delsvar {} ska vara {}.", form.id, set.system)
    });
    faults.unless(set.find(trimmed(part.code())).is_some(), || {
        format!("Koden i delsvar {} finns inte i {}.", form.id, set.system)
    });
}

fn diagnosis_code(form: &PartForm, systems: &[WireSystem], part: &Part<'_>, faults: &mut Faults) {
    if whole_cv(form, part, faults).is_none() {
        return;
    }
    let system = trimmed(part.system());
    faults.unless(
        systems.iter().any(|known| holds_pattern(system, known.oid)),
        || format!("Kodverket i delsvar {} är inget diagnosregister.", form.id),
    );
    let code = trimmed(part.code());
    faults.unless(is_diagnosis_code(code), || {
        format!(
            "Delsvar {} är ingen diagnoskod med tillräckligt många positioner.",
            form.id
        )
    });
    faults.unless(code.chars().count() <= LONGEST_CODE, || {
        format!(
            "Diagnoskoden i delsvar {} är längre än {LONGEST_CODE} tecken.",
            form.id
        )
    });
}

fn whole_cv<'p>(form: &PartForm, part: &'p Part<'_>, faults: &mut Faults) -> Option<&'p Cv<'p>> {
    let cv = part.cv.only().filter(|cv| is_whole_cv(cv));
    faults.unless(cv.is_some(), || {
        format!(
            "Delsvar {} ska vara ett kodat värde med kod och kodverk.",
            form.id
        )
    });
    cv
}

fn is_whole_cv(cv: &Cv<'_>) -> bool {
    let plain = [&cv.code, &cv.system]
        .iter()
        .all(|leaf| leaf.only().is_some_and(|leaf| leaf.elements == 0));
    plain && cv.names <= 1
}
