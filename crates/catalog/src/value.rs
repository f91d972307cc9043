//! Answers that could be read: the typed values of visible elements.

use std::collections::BTreeMap;

use intyg_core::diagnosis::CodeSystem;
use intyg_core::organisation::Contact;
use jiff::civil::Date;

use crate::element::{Code, ElementId};

/// The readable answers of a draft or certificate, by element, and those to additional questions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values {
    elements: BTreeMap<ElementId, Value>,
    additional: BTreeMap<u16, String>,
}

impl Values {
    /// Returns an answer.
    pub fn get(&self, id: ElementId) -> Option<&Value> {
        self.elements.get(&id)
    }
    /// Sets an answer.
    pub fn insert(&mut self, id: ElementId, value: Value) {
        self.elements.insert(id, value);
    }
    /// Returns every answer, by element id.
    pub fn iter(&self) -> impl Iterator<Item = (ElementId, &Value)> {
        self.elements.iter().map(|(id, value)| (*id, value))
    }
    /// Sets the answer to an additional question, by its svar number.
    pub fn insert_additional(&mut self, number: u16, text: String) {
        self.additional.insert(number, text);
    }
    /// Returns every answer to an additional question with its svar number, lowest first.
    pub fn additional(&self) -> impl Iterator<Item = (u16, &str)> {
        self.additional
            .iter()
            .map(|(number, text)| (*number, text.as_str()))
    }
}

/// A typed answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Tick or yes/no that somebody has touched.
    Bool(bool),
    /// A day.
    Date(Date),
    /// Free text, never empty.
    Text(String),
    /// A whole number within the limits of its question.
    Number(u16),
    /// One code.
    Code(&'static Code),
    /// Several codes in screen order, never empty.
    Codes(Vec<&'static Code>),
    /// Basis rows in screen order, never empty.
    DatedBasis(Vec<BasisRow>),
    /// Investigations in the order of their rows, never empty.
    Investigations(Vec<Investigation>),
    /// Periods in screen order of the degrees, never empty.
    Periods(Vec<Period>),
    /// Diagnoses, the main one first, never empty.
    Diagnoses(Diagnoses),
    /// The issuing unit's contact details.
    UnitContact(Contact),
}

/// One thing that a certificate is based on.
#[derive(Debug, Clone, PartialEq)]
pub struct BasisRow {
    /// What.
    pub code: &'static Code,
    /// When.
    pub date: Date,
    /// The text of the described code.
    pub text: Option<String>,
}

/// An investigation that a certificate is also based on.
#[derive(Debug, Clone, PartialEq)]
pub struct Investigation {
    /// What.
    pub code: &'static Code,
    /// When.
    pub date: Date,
    /// Where it can be had.
    pub origin: String,
}

/// A period of sick leave, both days included.
#[derive(Debug, Clone, PartialEq)]
pub struct Period {
    /// The degree.
    pub degree: &'static Code,
    /// First day.
    pub from: Date,
    /// Last day, not before the first.
    pub to: Date,
}

impl Period {
    /// Returns the number of days, at least 1.
    pub fn days(&self) -> i32 {
        (self.to - self.from).get_days() + 1
    }
}

/// The diagnoses of a certificate, all from one register.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnoses {
    /// The register.
    pub system: CodeSystem,
    /// Rows, the main one first.
    pub rows: Vec<Diagnosis>,
}

/// One diagnosis.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    /// Code without dot, upper case.
    pub code: String,
    /// The text as the author has it.
    pub text: String,
    /// The register's own title, sent as `displayName`.
    pub title: Option<String>,
}
