//! Conditions as data: they can be evaluated, explained and listed.

use crate::element::ElementId;

/// When an element is asked or must be answered.
#[derive(Debug, Clone, Copy)]
pub enum Condition {
    /// Always.
    Always,
    /// Never.
    Never,
    /// The tick or yes/no question has this answer. An untouched one counts as `false` for a tick, as neither for yes/no.
    Is(ElementId, bool),
    /// The code is chosen (a degree: its row is ticked).
    Has(ElementId, &'static str),
    /// The degree is ticked and its period is valid (both dates, from ≤ to).
    HasValidPeriod(ElementId, &'static str),
    /// The earliest from-date lies at least this many days before today.
    StartsDaysAgo(ElementId, i32),
    /// All of them.
    All(&'static [Condition]),
    /// At least one of them.
    Any(&'static [Condition]),
    /// Not this.
    Not(&'static Condition),
}
