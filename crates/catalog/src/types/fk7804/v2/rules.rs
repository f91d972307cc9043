//! Rules that concern several elements and do not follow from them.

use jiff::ToSpan as _;

use super::super::rules::{AT_MOST_SIX_MONTHS, periods, set_dates};
use super::{OTHER, PERIODS};
use crate::element::{Breach, Rule, RuleInput};
use crate::finding::Severity;

pub(super) static RULES: &[Rule] = &[
    Rule {
        number: "A13",
        sentence: "Börjar sjukskrivningen mer än 7 dagar bakåt i tiden ska orsaken anges under Övriga upplysningar.",
        source: "certificate-types 6.4 P6, 10.3, acceptance A13",
        remedy: "Skriv orsaken under Övriga upplysningar. Står den där redan, eller finns ingen särskild orsak, kan datumet stå kvar.",
        looks_at: &[PERIODS],
        leads_to: Some(OTHER),
        break_it: |answers, today| set_dates(answers, "from", today.saturating_sub(8.days())),
        severity: Severity::Warning,
        check: early_start,
    },
    AT_MOST_SIX_MONTHS,
];

/// No answer takes the message away: only the author knows whether what stands under Övriga upplysningar is the reason.
fn early_start(input: &RuleInput<'_>) -> Vec<Breach> {
    let first = periods(input).iter().min_by_key(|period| period.from);
    let Some(first) = first.filter(|first| {
        input
            .today
            .checked_sub(7.days())
            .is_ok_and(|limit| first.from < limit)
    }) else {
        return Vec::new();
    };
    vec![Breach {
        element: PERIODS,
        field: format!("{PERIODS}.{}.from", first.degree.code),
        text: "Du har angett att sjukskrivningsperioden startar mer än 7 dagar bakåt i tiden. Ange orsaken till detta i fältet \"Övriga upplysningar\".".to_owned(),
    }]
}
