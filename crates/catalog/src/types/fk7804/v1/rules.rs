//! Rules that concern several elements and do not follow from them.

use jiff::ToSpan as _;

use super::super::PERIODS;
use super::super::rules::{AT_MOST_SIX_MONTHS, periods, set_dates};
use super::{EARLY_START, INFECTION};
use crate::element::{Breach, Rule, RuleInput};
use crate::finding::Severity;
use crate::value::Value;

pub(super) static RULES: &[Rule] = &[
    Rule {
        number: "A13",
        sentence: "Börjar sjukskrivningen mer än 7 dagar bakåt i tiden ska orsaken anges.",
        source: "certificate-types 6.4 P5–P6, acceptance A13",
        remedy: "Skriv orsaken. Finns ingen särskild orsak kan datumet stå kvar.",
        looks_at: &[PERIODS, EARLY_START],
        leads_to: None,
        break_it: |answers, today| set_dates(answers, "from", today.saturating_sub(8.days())),
        severity: Severity::Warning,
        check: early_start_has_a_reason,
    },
    AT_MOST_SIX_MONTHS,
];

/// "Mer än 7 dagar" is read as 7 days or more, like the question that asks for the reason (6.4 P6). With smittskydd the
/// question is not asked.
fn early_start_has_a_reason(input: &RuleInput<'_>) -> Vec<Breach> {
    let Some(first) = periods(input).iter().map(|period| period.from).min() else {
        return Vec::new();
    };
    let early = input
        .today
        .checked_sub(7.days())
        .is_ok_and(|limit| first <= limit);
    let asked = input.values.get(INFECTION) != Some(&Value::Bool(true));
    if !early || !asked || input.values.get(EARLY_START).is_some() {
        return Vec::new();
    }
    vec![Breach {
        element: EARLY_START,
        field: EARLY_START.0.to_owned(),
        text: "Perioden börjar mer än 7 dagar bakåt. Skriv orsaken.".to_owned(),
    }]
}
