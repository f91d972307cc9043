//! The rule that ties the first meeting to what the statement is based on, for drafts and for messages.
//! Source: certificate-types 7.2 `KAT_1`.

use jiff::ToSpan as _;

use super::{BASIS, KNOWN_SINCE, codes};
use crate::element::{Breach, Rule, RuleInput};
use crate::finding::Severity;
use crate::transport::WireRule;
use crate::value::Value;

/// What the doctor has from her own meeting with the patient, or the patient's family.
const FROM_MEETING: &[&str] = &[codes::EXAMINATION, codes::RELATIVE];

pub(in crate::types) static RULES: &[Rule] = &[Rule {
    number: "K1",
    sentence: "Läkaren kan inte ha börjat känna patienten efter undersökningen eller anhörigs beskrivning.",
    source: "certificate-types 7.2 KAT_1",
    remedy: "Ändra ett av datumen.",
    looks_at: &[KNOWN_SINCE, BASIS],
    leads_to: None,
    break_it: |answers, today| {
        for code in FROM_MEETING {
            answers.set(format!("{BASIS}.{code}"), "true");
            answers.set(
                format!("{BASIS}.{code}.datum"),
                today.saturating_sub(2.days()).to_string(),
            );
        }
        answers.set(KNOWN_SINCE.0, today.to_string());
    },
    severity: Severity::Stop,
    check: known_before,
}];

/// The same rule for messages.
pub(in crate::types) const fn known_before_examination() -> WireRule {
    WireRule::NotAfter {
        date: 2,
        rows: 1,
        codes: FROM_MEETING,
    }
}

/// A first meeting in the future is told of by its own rule.
fn known_before(input: &RuleInput<'_>) -> Vec<Breach> {
    let (Some(Value::Date(since)), Some(Value::DatedBasis(rows))) =
        (input.values.get(KNOWN_SINCE), input.values.get(BASIS))
    else {
        return Vec::new();
    };
    rows.iter()
        .filter(|_| *since <= input.today)
        .filter(|row| FROM_MEETING.contains(&row.code.code) && *since > row.date)
        .map(|row| Breach {
            element: KNOWN_SINCE,
            field: KNOWN_SINCE.0.to_owned(),
            text: format!(
                "Ange ett datum som är tidigare än eller samma som för {}.",
                row.code.label
            ),
        })
        .collect()
}
