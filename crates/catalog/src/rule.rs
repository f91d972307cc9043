//! Rules that a type has beside those that follow from its elements.

use jiff::civil::Date;

use crate::answers::Answers;
use crate::element::ElementId;
use crate::finding::Severity;
use crate::value::Values;

/// A rule that concerns several elements, or one that no kind knows.
#[derive(Debug)]
pub struct Rule {
    /// Number, e.g. `R21`, unique in the type.
    pub number: &'static str,
    /// The rule in one Swedish sentence.
    pub sentence: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// What to do so that it is kept.
    pub remedy: &'static str,
    /// The elements whose answers it compares.
    pub looks_at: &'static [ElementId],
    /// Where that is done, when it is not at the element that the breach names.
    pub leads_to: Option<ElementId>,
    /// Makes a complete certificate of `today` break it, for [`crate::cases`].
    pub break_it: fn(&mut Answers, Date),
    /// What a breach means.
    pub severity: Severity,
    /// Returns a finding per breach.
    pub check: fn(&RuleInput<'_>) -> Vec<Breach>,
}

/// What a rule looks at.
#[derive(Debug)]
pub struct RuleInput<'a> {
    /// The answers as typed.
    pub answers: &'a Answers,
    /// The answers that could be read, of visible elements only.
    pub values: &'a Values,
    /// Local date in Sweden.
    pub today: Date,
}

/// A breach of a [`Rule`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// At which element.
    pub element: ElementId,
    /// At which field, as [`crate::answers`] names them.
    pub field: String,
    /// What is wrong and what to do.
    pub text: String,
}
