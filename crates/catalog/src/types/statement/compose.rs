//! 25.1 as it is sent: the motivation, which has no svar of its own, before the author's own text.
//! Source: certificate-types 7.3, 13.3.

use super::{NO_EXAMINATION, OTHER};
use crate::element::ElementId;
use crate::value::{Value, Values};

const PREFIX: &str =
    "Motivering till varför utlåtandet inte baseras på undersökning av patienten: ";

/// Returns what there is of motivation and text, one per line; `None` when there is neither.
pub(super) fn other_information(values: &Values) -> Option<String> {
    let motivation = text(values, NO_EXAMINATION).map(|text| format!("{PREFIX}{text}"));
    match (motivation, text(values, OTHER)) {
        (Some(motivation), Some(text)) => Some(format!("{motivation}\n{text}")),
        (motivation, text) => motivation.or(text.map(str::to_owned)),
    }
}

/// Takes away the line that holds the motivation of the certificate that is renewed.
pub(super) fn without_motivation(received: &str) -> String {
    received
        .split('\n')
        .filter(|line| !line.starts_with(PREFIX))
        .collect::<Vec<_>>()
        .join("\n")
}

fn text(values: &Values, id: ElementId) -> Option<&str> {
    match values.get(id) {
        Some(Value::Text(text)) if !text.trim().is_empty() => Some(text),
        _ => None,
    }
}
