//! The fields that an element owns: a form takes these and no others.

use intyg_core::diagnosis::CodeSystem;
use intyg_core::organisation::Contact;

use crate::answers::Answers;
use crate::element::{CertificateType, Element, Kind};
use crate::reading::CONTACT_FIELDS;

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its key in [`Answers`].
    pub key: String,
    /// What is typed in it.
    pub role: FieldRole,
}

/// What is typed in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldRole {
    /// A check box: `true` or nothing.
    Tick,
    /// Radio buttons or a drop-down: one of several values.
    Choice,
    /// Text of one line.
    Line,
    /// Text of several lines.
    Text,
    /// A date.
    Date,
    /// A date, or a length counted from the from-date.
    EndDate,
    /// A diagnosis code.
    DiagnosisCode,
    /// A whole number.
    Number,
}

/// Returns the fields of an element, in the order of the screen.
pub fn fields(element: &Element) -> Vec<Field> {
    let id = element.id;
    let field = |part: &str, role| Field {
        key: if part.is_empty() {
            id.0.to_owned()
        } else {
            format!("{id}.{part}")
        },
        role,
    };
    match &element.kind {
        Kind::Tick { .. } => vec![field("", FieldRole::Tick)],
        Kind::YesNo | Kind::Code { .. } => vec![field("", FieldRole::Choice)],
        Kind::Date { .. } => vec![field("", FieldRole::Date)],
        Kind::Text { .. } => vec![field("", FieldRole::Text)],
        Kind::Number { .. } => vec![field("", FieldRole::Number)],
        Kind::Codes { set, .. } => set
            .codes
            .iter()
            .map(|code| field(code.code, FieldRole::Tick))
            .collect(),
        Kind::DatedBasis { set, described } => set
            .codes
            .iter()
            .flat_map(|code| {
                let text = (code.code == described.code)
                    .then(|| field(&format!("{}.text", code.code), FieldRole::Text));
                [
                    field(code.code, FieldRole::Tick),
                    field(&format!("{}.datum", code.code), FieldRole::Date),
                ]
                .into_iter()
                .chain(text)
            })
            .collect(),
        Kind::Investigations { max, .. } => (1..=*max)
            .flat_map(|row| {
                [
                    field(&format!("{row}.typ"), FieldRole::Choice),
                    field(&format!("{row}.datum"), FieldRole::Date),
                    field(&format!("{row}.text"), FieldRole::Line),
                ]
            })
            .collect(),
        Kind::Periods { set } => set
            .codes
            .iter()
            .flat_map(|code| {
                [
                    field(code.code, FieldRole::Tick),
                    field(&format!("{}.from", code.code), FieldRole::Date),
                    field(&format!("{}.tom", code.code), FieldRole::EndDate),
                ]
            })
            .collect(),
        // With one register there is nothing to choose.
        Kind::Diagnoses { max, systems, .. } => (systems.len() > 1)
            .then(|| field("kodverk", FieldRole::Choice))
            .into_iter()
            .chain((1..=*max).flat_map(|row| {
                [
                    field(&format!("{row}.kod"), FieldRole::DiagnosisCode),
                    field(&format!("{row}.text"), FieldRole::Line),
                ]
            }))
            .collect(),
        Kind::UnitContact => CONTACT_FIELDS
            .iter()
            .map(|(part, _)| field(part, FieldRole::Line))
            .collect(),
    }
}

/// Tells whether a type has a field of this key.
pub fn is_field_of(ty: &CertificateType, key: &str) -> bool {
    ty.elements()
        .filter(|element| element.id.owns(key))
        .any(|element| fields(element).iter().any(|field| field.key == key))
}

/// Returns what was chosen in a field in words; `None` for what is typed, and for what cannot be chosen.
pub fn in_words(ty: &CertificateType, key: &str, text: &str) -> Option<&'static str> {
    let of_field = |element: &'static Element| {
        let field = fields(element).into_iter().find(|field| field.key == key)?;
        Some((element, field.role))
    };
    let mut owners = ty.elements().filter(|element| element.id.owns(key));
    let (element, role) = owners.find_map(of_field)?;
    match (role, &element.kind) {
        (FieldRole::Tick, _) | (FieldRole::Choice, Kind::YesNo) => match text {
            "true" => Some("Ja"),
            "false" => Some("Nej"),
            _ => None,
        },
        (FieldRole::Choice, Kind::Diagnoses { .. }) => {
            CodeSystem::from_key(text).map(CodeSystem::label)
        }
        (FieldRole::Choice, kind) => Some(kind.code_set()?.find(text)?.label),
        _ => None,
    }
}

/// Returns the answers of a new draft: empty but for the unit's contact details.
pub fn new_draft(ty: &CertificateType, contact: &Contact) -> Answers {
    let mut answers = Answers::default();
    for element in ty.elements() {
        if matches!(element.kind, Kind::UnitContact) {
            set_contact(&mut answers, element, contact);
        }
    }
    answers
}

pub(crate) fn set_contact(answers: &mut Answers, element: &Element, contact: &Contact) {
    let texts = [
        &contact.address,
        &contact.postcode,
        &contact.city,
        &contact.telephone,
    ];
    for ((part, _), text) in CONTACT_FIELDS.iter().zip(texts) {
        answers.set(format!("{}.{part}", element.id), text.as_str());
    }
}
