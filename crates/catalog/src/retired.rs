//! Certificate types that are only read any more: their labels and codes, and how their content is shown.
//!
//! They are no [`crate::element::CertificateType`]: nobody fills them in, validates or sends them, and their old contract knows boxes
//! and texts where the others have svar. What all of them have in common with the others is that everything derives from data here.

mod content;
mod fk7263;
mod show;

pub use content::{
    Ability, Boxed, Content, Dated, DiagnosisCode, Function, Issuer, Reduction, UnknownCode,
};
pub use show::{Answer, Pair, Shown};

use jiff::civil::Date;

use crate::element::CodeSet;
use crate::registry;
use crate::summary::Summary;

/// Every type that is only read.
pub static ALL: &[&RetiredType] = &[&fk7263::TYPE];

/// The type that `RegisterMedicalCertificate` 3.1 carries; the contract has no other.
pub static MEDICAL_CERTIFICATE: &RetiredType = &fk7263::TYPE;

/// Finds a type by its code, in any case and with blanks around it.
pub fn find(code: &str) -> Option<&'static RetiredType> {
    ALL.iter()
        .copied()
        .find(|retired| retired.code.eq_ignore_ascii_case(code.trim()))
}

/// A certificate type that is only read.
#[derive(Debug)]
pub struct RetiredType {
    /// Code in storage and in the generic format of certificate stores.
    pub code: &'static str,
    /// Name without number.
    pub name: &'static str,
    /// Form number as lists show it.
    pub form_number: &'static str,
    /// Code of the type that replaced it.
    pub replaced_by: &'static str,
    /// First day on which none was issued any more.
    pub issued_before: Date,
    /// Fields in the order of the form.
    pub fields: &'static [Field],
    /// What the national rules demand of it in the generic format.
    pub message: MessageForm,
}

impl RetiredType {
    /// Returns name and number as lists show them.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.name, self.form_number)
    }

    /// Returns name and number of the type that replaced it; empty when the product does not have it.
    pub fn successor(&self) -> String {
        registry::ALL
            .iter()
            .rev()
            .find(|ty| ty.code == self.replaced_by)
            .map(|ty| ty.full_name())
            .unwrap_or_default()
    }

    /// Returns every field with its answers.
    pub fn show(&self, content: &Content) -> Vec<Shown> {
        self.fields
            .iter()
            .map(|field| show::show(field, content))
            .collect()
    }

    /// Returns the elements that hold a code which the type does not have.
    pub fn unknown_codes(&self, content: &Content) -> Vec<UnknownCode> {
        content::unknown_codes(self, content)
    }

    /// Returns the gist for lists.
    pub fn summary(&self, content: &Content) -> Summary {
        content::summary(self, content)
    }
}

/// What the generic format demands: periods, each with its degree. Source: certificate-types 14.4.
#[derive(Debug)]
pub struct MessageForm {
    /// Major version.
    pub major: u8,
    /// The svar that holds the periods.
    pub periods: u16,
    /// Their degrees.
    pub degrees: &'static CodeSet,
}

/// A numbered field of the form.
#[derive(Debug)]
pub struct Field {
    /// Label of the official form.
    pub label: &'static str,
    /// What it shows.
    pub shows: Shows,
    /// Where the field comes from.
    pub source: &'static str,
}

/// What a field shows of the content.
#[derive(Debug)]
pub enum Shows {
    /// Whether this box is ticked.
    Ticked(&'static str),
    /// Which of these boxes is ticked.
    OneOf(&'static CodeSet),
    /// The boxes that are ticked, with their texts.
    Boxes(&'static CodeSet),
    /// Code and text of the diagnoses, under labels of their own.
    Diagnosis {
        /// Label of the code.
        code: &'static str,
        /// Label of the text.
        text: &'static str,
    },
    /// The course of the illness.
    History,
    /// The description of a kind of function.
    Function(&'static str),
    /// What the certificate rests on, with days.
    Basis {
        /// Contacts with the patient.
        contacts: &'static CodeSet,
        /// What else.
        references: &'static CodeSet,
    },
    /// What the ability is judged against.
    Occupations {
        /// The occupations.
        set: &'static CodeSet,
        /// The one that the duties belong to.
        duties_of: &'static str,
    },
    /// The periods with their degrees, under these headers.
    Reductions {
        /// The degrees.
        set: &'static CodeSet,
        /// Degree, first day, last day.
        headers: &'static [&'static str],
    },
    /// Why longer than the guidance says.
    Reason,
    /// Whether the ability comes back.
    Prognosis(&'static CodeSet),
    /// What else there is to say.
    Comment,
    /// The day of the signature.
    SignedOn,
    /// Who issued it and where.
    Issuer,
    /// Prescriber code and workplace code.
    IssuerCodes,
}
