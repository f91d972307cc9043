//! The content of a certificate in the terms of the old contract, its codes and its gist.

use std::fmt;

use jiff::civil::Date;

use super::{RetiredType, Shows};
use crate::element::CodeSet;
use crate::summary::Summary;

/// What a certificate says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    /// Ticked boxes.
    pub boxes: Vec<Boxed>,
    /// Contacts with the patient.
    pub contacts: Vec<Dated>,
    /// What else it rests on.
    pub references: Vec<Dated>,
    /// The course of the illness.
    pub history: Option<String>,
    /// Diagnoses in words, as received.
    pub diagnosis_text: Option<String>,
    /// Code of the main diagnosis.
    pub diagnosis: Option<DiagnosisCode>,
    /// Impaired functions.
    pub functions: Vec<Function>,
    /// What else there is to say.
    pub comment: Option<String>,
    /// Swedish local date of the signature.
    pub signed_on: Date,
    /// Who issued it.
    pub issuer: Issuer,
}

/// A ticked box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boxed {
    /// Its code.
    pub code: String,
    /// The text beside it.
    pub text: Option<String>,
}

/// Something on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// Its code.
    pub code: String,
    /// The day.
    pub on: Option<Date>,
}

/// A diagnosis code as received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiagnosisCode {
    /// The code.
    pub code: String,
    /// Name of the register; its id where the name is missing; empty when neither is there.
    pub register: String,
}

/// An impaired function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its kind.
    pub kind: String,
    /// The description.
    pub text: Option<String>,
    /// The ability to work.
    pub ability: Option<Ability>,
}

/// The ability to work.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ability {
    /// Why longer than the guidance says.
    pub reason: Option<String>,
    /// Whether it comes back.
    pub prognosis: Option<String>,
    /// Duties in the present work.
    pub duties: Option<String>,
    /// Periods.
    pub reductions: Vec<Reduction>,
    /// What it is judged against.
    pub occupations: Vec<String>,
}

/// A period of reduced ability.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reduction {
    /// Code of the degree.
    pub degree: String,
    /// First day.
    pub from: Date,
    /// Last day, inclusive.
    pub to: Date,
}

/// Who issued a certificate and where; what is not known is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Issuer {
    /// Name of the doctor.
    pub name: String,
    /// Name of the unit.
    pub unit: String,
    /// Street, postal code and town of the unit, one line each.
    pub address: Vec<String>,
    /// Telephone of the unit.
    pub telephone: String,
    /// Förskrivarkod.
    pub prescriber_code: String,
    /// Arbetsplatskod.
    pub workplace_code: String,
}

/// An element that holds a code which the type does not have. The code itself is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownCode(pub &'static str);

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Okänd kod i {}.", self.0)
    }
}

pub(super) fn unknown_codes(ty: &RetiredType, content: &Content) -> Vec<UnknownCode> {
    let known = Known::of(ty);
    let abilities = || content.functions.iter().filter_map(|f| f.ability.as_ref());
    let codes: [(&'static str, &[&str], Vec<&str>); 7] = [
        (
            "aktivitetskod",
            &known.boxes,
            content.boxes.iter().map(|b| b.code.as_str()).collect(),
        ),
        (
            "vardkontakttyp",
            &known.contacts,
            content.contacts.iter().map(|c| c.code.as_str()).collect(),
        ),
        (
            "referenstyp",
            &known.references,
            content.references.iter().map(|r| r.code.as_str()).collect(),
        ),
        (
            "typAvFunktionstillstand",
            &known.functions,
            content.functions.iter().map(|f| f.kind.as_str()).collect(),
        ),
        (
            "nedsattningsgrad",
            &known.degrees,
            abilities()
                .flat_map(|a| a.reductions.iter().map(|r| r.degree.as_str()))
                .collect(),
        ),
        (
            "typAvSysselsattning",
            &known.occupations,
            abilities()
                .flat_map(|a| a.occupations.iter().map(String::as_str))
                .collect(),
        ),
        (
            "prognosangivelse",
            &known.prognoses,
            abilities().filter_map(|a| a.prognosis.as_deref()).collect(),
        ),
    ];
    codes
        .into_iter()
        .filter(|(_, known, found)| found.iter().any(|code| !known.contains(code)))
        .map(|(element, _, _)| UnknownCode(element))
        .collect()
}

/// The codes that the fields of a type show; every code has a field.
#[derive(Default)]
struct Known {
    boxes: Vec<&'static str>,
    contacts: Vec<&'static str>,
    references: Vec<&'static str>,
    functions: Vec<&'static str>,
    degrees: Vec<&'static str>,
    occupations: Vec<&'static str>,
    prognoses: Vec<&'static str>,
}

impl Known {
    fn of(ty: &RetiredType) -> Self {
        let mut known = Self::default();
        let all = |set: &'static CodeSet| set.codes.iter().map(|code| code.code);
        for field in ty.fields {
            match &field.shows {
                Shows::Ticked(code) => known.boxes.push(code),
                Shows::OneOf(set) | Shows::Boxes(set) => known.boxes.extend(all(set)),
                Shows::Function(kind) => known.functions.push(kind),
                Shows::Basis {
                    contacts,
                    references,
                } => {
                    known.contacts.extend(all(contacts));
                    known.references.extend(all(references));
                }
                Shows::Occupations { set, .. } => known.occupations.extend(all(set)),
                Shows::Reductions { set, .. } => known.degrees.extend(all(set)),
                Shows::Prognosis(set) => known.prognoses.extend(all(set)),
                Shows::Diagnosis { .. }
                | Shows::History
                | Shows::Reason
                | Shows::Comment
                | Shows::SignedOn
                | Shows::Issuer
                | Shows::IssuerCodes => {}
            }
        }
        known
    }
}

pub(super) fn summary(ty: &RetiredType, content: &Content) -> Summary {
    let mut periods: Vec<&Reduction> = content
        .functions
        .iter()
        .filter_map(|function| function.ability.as_ref())
        .flat_map(|ability| &ability.reductions)
        .collect();
    periods.sort_by_key(|period| period.from);
    let degrees = ty.fields.iter().find_map(|field| match &field.shows {
        Shows::Reductions { set, .. } => Some(*set),
        _ => None,
    });
    let first = periods.first().map(|period| period.from);
    let last = periods.iter().map(|period| period.to).max();
    Summary {
        period: first.zip(last),
        degrees: periods
            .iter()
            .filter_map(|period| Some(degrees?.find(&period.degree)?.figure))
            .collect(),
        diagnosis: content.diagnosis.as_ref().map(|d| d.code.clone()),
        periods: Vec::new(),
    }
}
