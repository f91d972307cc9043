//! Which elements are asked, given the answers so far.

use jiff::civil::Date;

use crate::answers::Answers;
use crate::condition::Situation;
use crate::element::{CertificateType, Element, Section};

/// Tells whether an element is asked: its section is filled in and its own condition holds.
pub fn is_shown(element: &Element, in_: Situation<'_>) -> bool {
    in_.ty
        .place_of(element.id)
        .is_some_and(|(section, _)| in_.shows(section, element))
}

/// Returns the elements that are asked, with their sections, in screen order.
pub fn visible_elements(
    ty: &CertificateType,
    answers: &Answers,
    today: Date,
) -> Vec<(&'static Section, &'static Element)> {
    let in_ = Situation { ty, answers, today };
    ty.sections
        .iter()
        .filter(|section| section.shown.holds(in_))
        .flat_map(|section| {
            section
                .elements
                .iter()
                .map(move |element| (section, element))
        })
        .filter(|(_, element)| element.shown.holds(in_))
        .collect()
}

/// Tells whether an element must be answered, given that it is asked.
pub fn is_required(
    ty: &CertificateType,
    element: &Element,
    answers: &Answers,
    today: Date,
) -> bool {
    element.required.holds(Situation { ty, answers, today })
}
