//! What the filters of the unit's lists have in common. Source: ui 5.14.

use intyg_app::{Assigned, StaffRef};
use intyg_core::ids::HsaId;
use jiff::civil::Date;

/// Value of the filter Tilldelat for what is nobody's.
const NOBODY: &str = "ingen";

/// A choice of a list box.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) words: String,
    pub(crate) is_chosen: bool,
}

impl Choice {
    pub(crate) fn new(value: &str, words: &str, chosen: &str) -> Self {
        Self {
            value: value.to_owned(),
            words: words.to_owned(),
            is_chosen: value == chosen,
        }
    }
}

/// Returns the people that can be chosen.
pub(crate) fn people(staff: &[StaffRef], chosen: &str) -> Vec<Choice> {
    staff
        .iter()
        .map(|staff| Choice::new(staff.id.as_str(), &staff.name, chosen))
        .collect()
}

/// Returns the same, and nobody.
pub(crate) fn assignees(staff: &[StaffRef], chosen: &str) -> Vec<Choice> {
    let mut all = people(staff, chosen);
    all.push(Choice::new(NOBODY, "Ingen", chosen));
    all
}

/// Reads the choice among [`assignees`]; what is none of them is not asked for.
pub(crate) fn assigned(value: &str) -> Option<Assigned> {
    match value {
        NOBODY => Some(Assigned::Nobody),
        id => HsaId::parse(id).ok().map(Assigned::To),
    }
}

/// A day as åååå-mm-dd; what is none is not asked for.
pub(crate) fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}
