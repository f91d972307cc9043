//! The check of a type that is only read, in the generic format: its periods and nothing else. Source: certificate-types 14.4.

use super::check::{Faults, TransportFault};
use super::forms::{lenient_date, trimmed};
use super::message::{Message, Part};
use crate::retired::MessageForm;

/// Returns everything for which the national rules would refuse the message; nothing when they take it.
pub fn check_retired(form: &MessageForm, message: &Message<'_>) -> Vec<TransportFault> {
    let mut faults = Faults::default();
    let svar = form.periods;
    let periods = || message.svar.iter().filter(|found| found.is(svar));
    faults.unless(periods().next().is_some(), || {
        format!("Svar {svar} saknas.")
    });
    for period in periods() {
        for number in [1, 2] {
            let count = period.parts.iter().filter(|p| p.is(svar, number)).count();
            faults.unless(count == 1, || {
                format!("Delsvar {svar}.{number} ska förekomma en gång i svar {svar}.")
            });
        }
    }
    // Wherever they stand.
    for part in message.svar.iter().flat_map(|svar| &svar.parts) {
        if part.is(svar, 1) {
            degree(form, part, &mut faults);
        } else if part.is(svar, 2) {
            days(form, part, &mut faults);
        }
    }
    faults.0
}

fn degree(form: &MessageForm, part: &Part<'_>, faults: &mut Faults) {
    let set = form.degrees;
    let cv = part
        .cv
        .only()
        .filter(|cv| cv.code.only().is_some() && cv.system.only().is_some());
    faults.unless(cv.is_some(), || {
        format!(
            "Delsvar {} ska vara ett kodat värde med kod och kodverk.",
            part.id
        )
    });
    if cv.is_none() {
        return;
    }
    faults.unless(part.system() == set.system, || {
        format!("Kodverket i delsvar {} ska vara {}.", part.id, set.system)
    });
    faults.unless(set.find(trimmed(part.code())).is_some(), || {
        format!("Koden i delsvar {} finns inte i {}.", part.id, set.system)
    });
}

/// Two days of the calendar; their order is not looked at.
fn days(form: &MessageForm, part: &Part<'_>, faults: &mut Faults) {
    let is_whole = part.period.only().is_some_and(|period| {
        [&period.start, &period.end].iter().all(|end| {
            end.only()
                .is_some_and(|leaf| lenient_date(trimmed(&leaf.text)).is_some())
        })
    });
    faults.unless(is_whole, || {
        format!(
            "Delsvar {}.2 ska vara en period med två giltiga datum.",
            form.periods
        )
    });
}
