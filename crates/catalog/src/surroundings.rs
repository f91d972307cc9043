//! What lies around a draft: the patient's other certificates, and the one that it was made from. Remarks that compare with them warn
//! and advise, and never stop. Source: acceptance A12, N11, ui 6.6.

use intyg_core::sick_leave::{Stretch, shared_days};
use jiff::civil::Date;

use crate::answers::Answers;
use crate::element::{CertificateType, ElementId, Kind};
use crate::finding::{Fault, Finding, Severity};
use crate::general;
use crate::summary;
use crate::value::{Period, Value, Values};

/// A pause is spoken of when it is so short that both certificates belong to one sick leave. Source: ui 5.15.
const LONGEST_PAUSE: i32 = 5;
/// Shorter texts are alike by chance.
pub(crate) const SHORTEST_SAME_TEXT: usize = 20;

/// What a draft is compared with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The patient's other certificates with periods, of those that are signed.
    pub others: Vec<Neighbour>,
    /// The certificate that it was made from.
    pub original: Option<Original>,
}

/// Another certificate with periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighbour {
    /// Day on which it was created.
    pub created_on: Date,
    /// Its periods.
    pub periods: Vec<Stretch>,
    /// The draft extends it.
    pub is_extended: bool,
}

/// The certificate that a draft was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// Day on which it was created.
    pub created_on: Date,
    /// Its answers as they were typed.
    pub answers: Answers,
}

pub(crate) fn findings(
    ty: &CertificateType,
    values: &Values,
    surroundings: &Surroundings,
) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(element) = ty.period_element {
        let mut periods: Vec<&Period> = summary::periods(ty, values).iter().collect();
        periods.sort_by_key(|period| period.from);
        for other in &surroundings.others {
            found.extend(overlap(element, &periods, other));
        }
        found.extend(pause(element, &periods, &surroundings.others));
    }
    if let Some(original) = &surroundings.original {
        found.extend(texts_as_before(ty, values, original));
    }
    found
}

fn overlap(element: ElementId, periods: &[&Period], other: &Neighbour) -> Option<Finding> {
    let own: Vec<Stretch> = periods.iter().map(|period| stretch(period)).collect();
    let days = shared_days(&own, &other.periods);
    let shares = |period: &&&Period| shared_days(&[stretch(period)], &other.periods) > 0;
    let first = periods.iter().find(shares)?;
    let (from, to) = other.span()?;
    let text = format!(
        "Överlappar intyget {}, {from}–{to}, med {}.",
        other.created_on,
        summary::days(days)
    );
    Some(at_start(
        element,
        first,
        general::OTHER_CERTIFICATE,
        Severity::Warning,
        text,
    ))
}

/// The free days since the latest certificate that had ended: of any length after the extended one, else a pause within a sick leave.
fn pause(element: ElementId, periods: &[&Period], others: &[Neighbour]) -> Option<Finding> {
    let first = periods.first()?;
    let (before, last) = others
        .iter()
        .filter_map(|other| Some((other, other.span()?.1)))
        .filter(|(_, last)| *last < first.from)
        .max_by_key(|(other, last)| (*last, other.is_extended))?;
    let free = (first.from - last).get_days() - 1;
    if free < 1 || (free > LONGEST_PAUSE && !before.is_extended) {
        return None;
    }
    let text = format!(
        "Uppehåll på {} sedan intyget {} tog slut {last}.",
        summary::days(free),
        before.created_on
    );
    Some(at_start(
        element,
        first,
        general::PAUSE,
        Severity::Note,
        text,
    ))
}

fn texts_as_before(ty: &CertificateType, values: &Values, original: &Original) -> Vec<Finding> {
    let texts = ty
        .elements()
        .filter(|element| matches!(element.kind, Kind::Text { .. }));
    texts
        .filter(|element| match values.get(element.id) {
            Some(Value::Text(text)) => {
                text.trim() == original.answers.get(element.id.0).trim()
                    && text.chars().count() >= SHORTEST_SAME_TEXT
            }
            _ => false,
        })
        .map(|element| Finding {
            element: element.id,
            field: element.id.0.to_owned(),
            rule: general::TEXT_AS_BEFORE,
            severity: Severity::Note,
            fault: Fault::Wrong,
            text: format!(
                "Texten är densamma som i intyget {}. Stämmer den fortfarande?",
                original.created_on
            ),
        })
        .collect()
}

fn at_start(
    element: ElementId,
    period: &Period,
    rule: &'static str,
    severity: Severity,
    text: String,
) -> Finding {
    Finding {
        element,
        field: format!("{element}.{}.from", period.degree.code),
        rule,
        severity,
        fault: Fault::Wrong,
        text,
    }
}

fn stretch(period: &Period) -> Stretch {
    Stretch {
        from: period.from,
        to: period.to,
    }
}

impl Neighbour {
    fn span(&self) -> Option<(Date, Date)> {
        let from = self.periods.iter().map(|period| period.from).min()?;
        let to = self.periods.iter().map(|period| period.to).max()?;
        Some((from, to))
    }
}
