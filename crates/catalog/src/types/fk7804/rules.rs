//! Rules on the periods that all versions share.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::PERIODS;
use crate::answers::Answers;
use crate::element::{Breach, Rule, RuleInput};
use crate::finding::Severity;
use crate::value::{Period, Value};

pub(super) const AT_MOST_SIX_MONTHS: Rule = Rule {
    number: "A14",
    sentence: "En sjukskrivning längre än 6 månader är ovanlig; kontrollera slutdatumet.",
    source: "certificate-types 6.4 P5, acceptance A14",
    remedy: "Kontrollera året i slutdatumet. Stämmer det kan det stå kvar.",
    looks_at: &[PERIODS],
    leads_to: None,
    break_it: |answers, today| set_dates(answers, "tom", today.saturating_add(8.months())),
    severity: Severity::Warning,
    check: at_most_six_months,
};

/// Sets the first or the last day (`from`, `tom`) of every ticked period.
pub(super) fn set_dates(answers: &mut Answers, part: &str, day: Date) {
    let ticked: Vec<String> = answers
        .iter()
        .filter(|(field, text)| *text == "true" && field.starts_with(&format!("{PERIODS}.")))
        .map(|(field, _)| format!("{field}.{part}"))
        .collect();
    for field in ticked {
        answers.set(field, day.to_string());
    }
}

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
