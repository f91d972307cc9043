//! 25.1 as it is sent: the two motivations, which have no svar of their own, before the author's own text.
//! Source: certificate-types 6.3, 13.3.

use super::{EARLY_START, NO_EXAMINATION, OTHER};
use crate::element::ElementId;
use crate::value::{Value, Values};

const NO_EXAMINATION_PREFIX: &str =
    "Motivering till varför utlåtandet inte baseras på undersökning av patienten: ";
const EARLY_START_PREFIX: &str = "Orsak för att starta perioden mer än 7 dagar bakåt i tiden: ";

/// Returns the parts that are there, one per line; `None` when there is none.
pub(super) fn other_information(values: &Values) -> Option<String> {
    let parts: Vec<String> = [
        (NO_EXAMINATION, NO_EXAMINATION_PREFIX),
        (EARLY_START, EARLY_START_PREFIX),
        (OTHER, ""),
    ]
    .into_iter()
    .filter_map(|(id, prefix)| Some(format!("{prefix}{}", text(values, id)?)))
    .collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}

/// Takes away the lines that hold the motivations of the certificate that is renewed.
pub(in crate::types::fk7804) fn without_motivations(received: &str) -> String {
    received
        .split('\n')
        .filter(|line| {
            !line.starts_with(NO_EXAMINATION_PREFIX) && !line.starts_with(EARLY_START_PREFIX)
        })
        .collect::<Vec<_>>()
        .join("\n")
}

fn text(values: &Values, id: ElementId) -> Option<&str> {
    match values.get(id) {
        Some(Value::Text(text)) if !text.trim().is_empty() => Some(text),
        _ => None,
    }
}
