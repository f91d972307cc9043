//! What the server does with typed answers when they are saved, so that the aids of the form work without script too.
//!
//! Texts are normalised, dates written as ISO 8601, lengths made end dates, diagnosis texts filled, and ticks that rule out
//! others carried through. What cannot be understood is kept as typed. Source: ui 5.6, 5.7, certificate-types 6.4.

mod diagnoses;
mod rows;

use intyg_core::diagnosis::DiagnosisTitles;
use intyg_core::text;
use jiff::civil::Date;

use crate::answers::Answers;
use crate::element::{CertificateType, CodeSet, Element, ElementId, Kind};
use crate::messages;
use crate::reading;

/// What a save is compared with and may take from.
pub struct Save<'a> {
    /// The answers before the save.
    pub previous: &'a Answers,
    /// Local date in Sweden.
    pub today: Date,
    /// Last day of the certificate that the draft was copied from, if it was.
    pub copied_end: Option<Date>,
    /// The diagnosis registers.
    pub titles: &'a dyn DiagnosisTitles,
}

/// Something that was taken away because of another answer, said to the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// At which element.
    pub element: ElementId,
    /// What happened, e.g. "Övriga val togs bort."
    pub text: String,
    /// Fields with the texts that they had; setting them again undoes it.
    pub removed: Vec<(String, String)>,
}

/// Rewrites typed answers to the form in which they are kept. Doing it twice changes nothing more.
pub fn canonical_input(
    ty: &CertificateType,
    answers: &mut Answers,
    save: &Save<'_>,
) -> Vec<Notice> {
    *answers = answers
        .iter()
        .map(|(field, typed)| (field.to_owned(), text::normalise(typed)))
        .collect();
    let mut notices = Vec::new();
    for element in ty.elements() {
        match &element.kind {
            Kind::Tick { .. } => tick(element, answers, save),
            Kind::Codes { set, exclusive, .. } => {
                notices.extend(codes(element, set, *exclusive, answers, save));
            }
            Kind::DatedBasis { set, described } => {
                rows::basis(element, set, described, answers, save);
            }
            Kind::Date { .. } => rows::day(element, answers, save),
            Kind::Investigations { max, .. } => rows::investigations(element, *max, answers, save),
            Kind::Periods { set } => rows::periods(element, set, answers, save),
            Kind::Diagnoses { max, systems, .. } => {
                notices.extend(diagnoses::rows(element, *max, systems, answers, save));
            }
            Kind::Number { .. } => number(element, answers),
            Kind::YesNo | Kind::Text { .. } | Kind::Code { .. } | Kind::UnitContact => {}
        }
    }
    notices
}

/// A box that somebody has touched and that is empty now says "no", not nothing: the two are kept apart (trap 23).
fn tick(element: &Element, answers: &mut Answers, save: &Save<'_>) {
    let field = element.id.0;
    if answers.get(field).is_empty() && !save.previous.get(field).is_empty() {
        answers.set(field, "false");
    }
}

/// Writes a number without blanks and leading zeros; what is no number stays as typed.
fn number(element: &Element, answers: &mut Answers) {
    let field = element.id.0;
    if let Some(number) = reading::whole_number(answers.get(field)) {
        answers.set(field, number.to_string());
    }
}

fn codes(
    element: &Element,
    set: &CodeSet,
    exclusive: Option<&str>,
    answers: &mut Answers,
    save: &Save<'_>,
) -> Option<Notice> {
    let field = |code: &str| format!("{}.{code}", element.id);
    for code in set.codes {
        if answers.get(&field(code.code)) == "false" {
            answers.set(field(code.code), "");
        }
    }
    let alone = set.find(exclusive?)?;
    let alone_field = field(alone.code);
    let others: Vec<String> = set
        .codes
        .iter()
        .filter(|code| code.code != alone.code)
        .map(|code| field(code.code))
        .filter(|field| answers.is_ticked(field))
        .collect();
    if !answers.is_ticked(&alone_field) || others.is_empty() {
        return None;
    }
    let other_is_new = others.iter().any(|field| !save.previous.is_ticked(field));
    let (text, gone) = match (save.previous.is_ticked(&alone_field), other_is_new) {
        (false, false) => (messages::OTHERS_REMOVED.to_owned(), others),
        (true, true) => (format!("{} togs bort.", alone.label), vec![alone_field]),
        // Both came at once, or both were there: nobody can tell which was meant, and validation says so.
        _ => return None,
    };
    for field in &gone {
        answers.set(field.clone(), "");
    }
    Some(Notice {
        element: element.id,
        text,
        removed: gone
            .into_iter()
            .map(|field| (field, "true".to_owned()))
            .collect(),
    })
}

/// Takes the text out of a field, and tells what was there.
fn take(answers: &mut Answers, field: &str, removed: &mut Vec<(String, String)>) {
    let typed = answers.get(field).to_owned();
    if !typed.is_empty() {
        answers.set(field, "");
        removed.push((field.to_owned(), typed));
    }
}
