//! Rules on the periods that all versions share.

use jiff::ToSpan as _;

use super::PERIODS;
use crate::element::{Breach, Rule, RuleInput};
use crate::finding::Severity;
use crate::value::{Period, Value};

pub(super) const AT_MOST_SIX_MONTHS: Rule = Rule {
    number: "A14",
    sentence: "En sjukskrivning längre än 6 månader är ovanlig; kontrollera slutdatumet.",
    source: "certificate-types 6.4 P5, acceptance A14",
    severity: Severity::Warning,
    check: at_most_six_months,
};

pub(super) fn periods<'a>(input: &RuleInput<'a>) -> &'a [Period] {
    match input.values.get(PERIODS) {
        Some(Value::Periods(periods)) => periods,
        _ => &[],
    }
}

fn at_most_six_months(input: &RuleInput<'_>) -> Vec<Breach> {
    let periods = periods(input);
    let first = periods.iter().map(|period| period.from).min();
    let last = periods.iter().max_by_key(|period| period.to);
    let (Some(first), Some(last)) = (first, last) else {
        return Vec::new();
    };
    if first
        .checked_add(6.months())
        .is_ok_and(|limit| last.to < limit)
    {
        return Vec::new();
    }
    vec![Breach {
        element: PERIODS,
        field: format!("{PERIODS}.{}.tom", last.degree.code),
        text: format!(
            "Sjukskrivningen är längre än 6 månader. Stämmer slutdatumet {}?",
            last.to
        ),
    }]
}
