//! Which fields a question has on the page, and what may stand in them. The keys are those of `intyg_catalog::answers`.

use intyg_catalog::element::{CodeSet, Element, Kind};
use intyg_catalog::fields::{Field, FieldRole, fields};

/// Longest text that a field takes, whatever its own limit. Source: reliability-security R63.
pub(super) const LONGEST_TEXT: usize = 10_000;

/// Parts of a dated basis row, a period row, a diagnosis row and an investigation row.
pub(super) const DATE: &str = "datum";
pub(super) const TEXT: &str = "text";
pub(super) const FROM: &str = "from";
pub(super) const TO: &str = "tom";
pub(super) const REGISTER: &str = "kodverk";
pub(super) const CODE: &str = "kod";
pub(super) const WHAT: &str = "typ";

/// What may stand in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// `true` or `false`.
    Box,
    /// One of these words, or nothing.
    OneOf(Vec<&'static str>),
    /// One of these words. The first is the one that nothing means, so that an untouched form stays untouched.
    Preset(Vec<&'static str>),
    /// What somebody types, whatever it is.
    Typed,
}

/// Returns the key of a part of an element's answer.
pub(super) fn key(element: &Element, part: &str) -> String {
    format!("{}.{part}", element.id)
}

/// Returns the key of a part of a row.
pub(super) fn row_key(element: &Element, row: impl std::fmt::Display, part: &str) -> String {
    format!("{}.{row}.{part}", element.id)
}

/// Returns what may stand in a field of an element.
pub(super) fn shape(element: &Element, field: &Field) -> Shape {
    match field.role {
        FieldRole::Tick => Shape::Box,
        FieldRole::Choice => choice(&element.kind),
        FieldRole::Line
        | FieldRole::Text
        | FieldRole::Date
        | FieldRole::EndDate
        | FieldRole::DiagnosisCode
        | FieldRole::Number => Shape::Typed,
    }
}

fn choice(kind: &Kind) -> Shape {
    match kind {
        Kind::YesNo => Shape::OneOf(vec!["true", "false"]),
        Kind::Diagnoses { systems, .. } => {
            Shape::Preset(systems.iter().map(|system| system.system.key()).collect())
        }
        Kind::Tick { .. }
        | Kind::Date { .. }
        | Kind::Text { .. }
        | Kind::Number { .. }
        | Kind::Code { .. }
        | Kind::Codes { .. }
        | Kind::DatedBasis { .. }
        | Kind::Investigations { .. }
        | Kind::Periods { .. }
        | Kind::UnitContact => Shape::OneOf(kind.code_set().map(words).unwrap_or_default()),
    }
}

fn words(set: &'static CodeSet) -> Vec<&'static str> {
    set.codes.iter().map(|code| code.code).collect()
}

/// Returns the keys of the fields that can take the focus for a finding, the question's first one first.
pub(super) fn focusable(element: &Element) -> Vec<String> {
    let register = key(element, REGISTER);
    fields(element)
        .into_iter()
        .map(|field| field.key)
        .filter(|key| *key != register)
        .collect()
}
