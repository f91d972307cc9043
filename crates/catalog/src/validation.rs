//! Draft validation: everything that is wrong or missing, always all of it, in screen order.

mod advice;

use intyg_core::diagnosis::DiagnosisTitles;
use jiff::civil::Date;

use crate::answers::Answers;
use crate::element::{CertificateType, Element, ElementId, Kind, RuleInput, Section};
use crate::fields::fields;
use crate::finding::{Fault, Finding, Severity};
use crate::general;
use crate::messages;
use crate::reading::{self, Reading};
use crate::surroundings::{self, Surroundings};
use crate::visibility::is_required;

/// Returns every finding on a draft; without stops it may be signed.
pub fn validate(
    ty: &CertificateType,
    answers: &Answers,
    today: Date,
    titles: &dyn DiagnosisTitles,
) -> Vec<Finding> {
    validate_among(ty, answers, today, titles, &Surroundings::default())
}

/// As [`validate`], with the remarks that compare with other certificates; none of those stops.
pub fn validate_among(
    ty: &CertificateType,
    answers: &Answers,
    today: Date,
    titles: &dyn DiagnosisTitles,
    surroundings: &Surroundings,
) -> Vec<Finding> {
    let reading = reading::read(ty, answers, today, titles);
    validate_read(ty, answers, today, &reading, surroundings)
}

/// As [`validate_among`], of answers that have been read: `reading` is what [`reading::read`] makes of them on that day.
pub fn validate_read(
    ty: &CertificateType,
    answers: &Answers,
    today: Date,
    reading: &Reading,
    surroundings: &Surroundings,
) -> Vec<Finding> {
    let mut findings = reading.findings.clone();
    for (_, element) in &reading.asked {
        if is_required(ty, element, answers, today) && is_unanswered(element, answers) {
            findings.retain(|f| f.element != element.id || f.rule != general::TEXT_BLANK);
            findings.extend(missing(element));
        }
    }
    findings.extend(unanswered_sections(ty, answers, &reading.asked));
    let input = RuleInput {
        answers,
        values: &reading.values,
        today,
    };
    for rule in ty.rules {
        findings.extend((rule.check)(&input).into_iter().map(|breach| Finding {
            element: breach.element,
            field: breach.field,
            rule: rule.number,
            severity: rule.severity,
            fault: Fault::Wrong,
            text: breach.text,
        }));
    }
    findings.extend(advice::on(ty, &reading.values));
    findings.extend(surroundings::findings(ty, &reading.values, surroundings));
    let order: Vec<ElementId> = ty.elements().map(|element| element.id).collect();
    findings.sort_by_key(|f| order.iter().position(|id| *id == f.element));
    findings
}

/// A section of which something must be answered, and nothing is. The finding lies at its first question.
fn unanswered_sections(
    ty: &CertificateType,
    answers: &Answers,
    asked: &[(&'static Section, &'static Element)],
) -> Vec<Finding> {
    let missing = |section: &&Section| {
        let asked: Vec<_> = asked
            .iter()
            .filter(|(of, _)| std::ptr::eq(*of, *section))
            .map(|(_, element)| *element)
            .collect();
        let first = asked.first()?;
        let is_empty = asked.iter().all(|element| is_unanswered(element, answers));
        is_empty.then(|| Finding {
            element: first.id,
            field: fields(first)
                .first()
                .map_or_else(String::new, |f| f.key.clone()),
            rule: general::ANSWER_SOME,
            severity: Severity::Stop,
            fault: Fault::Missing,
            text: section.at_least_one.to_owned(),
        })
    };
    ty.sections
        .iter()
        .filter(|section| !section.at_least_one.is_empty())
        .filter_map(|section| missing(&section))
        .collect()
}

/// Tells whether a draft with these findings may be signed.
pub fn may_be_signed(findings: &[Finding]) -> bool {
    findings.iter().all(|f| f.severity != Severity::Stop)
}

/// Tells whether nothing is answered, so that only "missing" can be said.
pub(crate) fn is_unanswered(element: &Element, answers: &Answers) -> bool {
    let id = element.id;
    let ticked = |code: &str| answers.is_ticked(&format!("{id}.{code}"));
    match &element.kind {
        Kind::Tick { .. }
        | Kind::YesNo
        | Kind::Date { .. }
        | Kind::Text { .. }
        | Kind::Number { .. }
        | Kind::Code { .. } => answers.get(id.0).trim().is_empty(),
        Kind::Codes { set, .. } | Kind::DatedBasis { set, .. } | Kind::Periods { set } => {
            !set.codes.iter().any(|code| ticked(code.code))
        }
        Kind::Investigations { max, .. } => {
            reading::last_investigation(answers, id, *max).is_none()
        }
        Kind::Diagnoses { max, .. } => reading::no_diagnosis_typed(answers, id, *max),
        Kind::UnitContact => reading::CONTACT_FIELDS
            .iter()
            .all(|(part, _)| answers.get(&format!("{id}.{part}")).trim().is_empty()),
    }
}

/// Unit contact details are demanded field by field when they are read.
fn missing(element: &Element) -> Option<Finding> {
    let id = element.id;
    let first_of = |codes: &[crate::element::Code]| {
        codes
            .first()
            .map_or_else(|| id.0.to_owned(), |code| format!("{id}.{}", code.code))
    };
    let (field, rule, text) = match &element.kind {
        Kind::Text { .. } | Kind::Number { .. } => (
            id.0.to_owned(),
            general::TEXT_REQUIRED,
            messages::fill_in(element.name),
        ),
        Kind::Date { .. } => (
            id.0.to_owned(),
            general::DATE_MANDATORY,
            messages::DATE_MISSING.to_owned(),
        ),
        Kind::Investigations { .. } => (
            format!("{id}.1.typ"),
            general::ROW_WHOLE,
            messages::fill_in(element.name),
        ),
        Kind::Tick { .. } | Kind::YesNo | Kind::Code { .. } => (
            id.0.to_owned(),
            general::CHOOSE_ONE,
            messages::CHOOSE_ONE.to_owned(),
        ),
        Kind::Codes { set, .. } | Kind::DatedBasis { set, .. } | Kind::Periods { set } => (
            first_of(set.codes),
            general::CHOOSE_SOME,
            messages::CHOOSE_SOME.to_owned(),
        ),
        Kind::Diagnoses { .. } => (
            format!("{id}.1.kod"),
            general::DIAGNOSIS_REQUIRED,
            messages::DIAGNOSIS_MISSING.to_owned(),
        ),
        Kind::UnitContact => return None,
    };
    Some(Finding {
        element: id,
        field,
        rule,
        severity: Severity::Stop,
        fault: Fault::Missing,
        text,
    })
}
