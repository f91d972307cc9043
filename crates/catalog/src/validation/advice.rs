//! Remarks that answers alone give rise to and that hold for every type; they stop nothing. Source: ui 6.6.

use jiff::civil::Date;

use crate::element::{CertificateType, Element, ElementId};
use crate::finding::{Fault, Finding, Severity};
use crate::general;
use crate::surroundings::SHORTEST_SAME_TEXT;
use crate::value::{Period, Value, Values};

const DEGREES: [u16; 4] = [25, 50, 75, 100];
const END_WORDS: [&str; 4] = ["till och med ", "t.o.m. ", "t o m ", "tom "];

pub(super) fn on(ty: &CertificateType, values: &Values) -> Vec<Finding> {
    let texts: Vec<(&Element, &str)> = ty
        .elements()
        .filter_map(|element| match values.get(element.id) {
            Some(Value::Text(text)) => Some((element, text.trim())),
            _ => None,
        })
        .collect();
    let mut findings = same_texts(&texts);
    if let Some(Value::Periods(periods)) = ty.period_element.and_then(|id| values.get(id)) {
        for (element, text) in &texts {
            findings.extend(other_degree(element.id, text, periods));
            findings.extend(other_end(element.id, text, periods));
        }
    }
    findings
}

fn same_texts(texts: &[(&Element, &str)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (i, (element, text)) in texts.iter().enumerate() {
        let earlier = texts.iter().take(i).find(|(_, other)| other == text);
        if let Some((other, _)) = earlier.filter(|_| text.chars().count() >= SHORTEST_SAME_TEXT) {
            findings.push(remark(
                element.id,
                general::SAME_TEXT,
                Severity::Note,
                format!("Texten är densamma som i {}. Stämmer det?", other.name),
            ));
        }
    }
    findings
}

/// Only texts that speak of work or sick leave: a share of something else is no degree.
fn other_degree(id: ElementId, text: &str, periods: &[Period]) -> Option<Finding> {
    let lower = text.to_lowercase();
    if !["sjukskriv", "arbet"]
        .iter()
        .any(|word| lower.contains(word))
    {
        return None;
    }
    let named = DEGREES.into_iter().find(|degree| {
        names_degree(text, *degree) && !periods.iter().any(|p| p.degree.figure == *degree)
    })?;
    let words = format!("Texten nämner {named} procent, men ingen period har den graden.");
    Some(remark(id, general::OTHER_DEGREE, Severity::Warning, words))
}

fn names_degree(text: &str, degree: u16) -> bool {
    let figure = degree.to_string();
    text.match_indices(&figure).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + figure.len()..).unwrap_or("").trim_start();
        !before.is_some_and(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
            && (after.starts_with('%') || after.starts_with("procent"))
    })
}

fn other_end(id: ElementId, text: &str, periods: &[Period]) -> Option<Finding> {
    let lower = text.to_lowercase();
    let named = END_WORDS
        .iter()
        .flat_map(|words| lower.match_indices(words))
        .filter_map(|(at, words)| {
            lower
                .get(at + words.len()..)?
                .trim_start()
                .get(..10)?
                .parse::<Date>()
                .ok()
        })
        .find(|end| !periods.iter().any(|p| p.to == *end))?;
    let words = format!("Texten nämner slutdatumet {named}, men ingen period slutar då.");
    Some(remark(id, general::OTHER_END, Severity::Warning, words))
}

fn remark(element: ElementId, rule: &'static str, severity: Severity, text: String) -> Finding {
    Finding {
        element,
        field: element.0.to_owned(),
        rule,
        severity,
        fault: Fault::Wrong,
        text,
    }
}
