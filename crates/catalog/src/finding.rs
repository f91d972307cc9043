//! What validation finds.

use crate::element::ElementId;
use crate::general;

/// What a finding means. Source: ui 5.11.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Missing or wrong: stops signing ("Fel:").
    Stop,
    /// Does not stop ("Kontrollera:").
    Warning,
    /// Advice ("Tips:").
    Note,
}

/// Whether an answer is missing or wrong; before the first check only wrong ones are shown in red.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// A mandatory answer is not there.
    Missing,
    /// An answer is there and cannot stand.
    Wrong,
}

/// One remark on a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// At which element.
    pub element: ElementId,
    /// At which field: a key of [`crate::answers::Answers`], where the focus goes.
    pub field: String,
    /// Number of the rule.
    pub rule: &'static str,
    /// What it means.
    pub severity: Severity,
    /// Missing or wrong.
    pub fault: Fault,
    /// The text of ui 8.1, the same in field, summary and Navigator.
    pub text: String,
}

impl Finding {
    /// Tells whether it concerns its section as a whole, and not the question at which it lies.
    pub fn is_of_section(&self) -> bool {
        self.rule == general::ANSWER_SOME
    }
}
