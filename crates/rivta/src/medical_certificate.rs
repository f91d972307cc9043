//! `RegisterMedicalCertificate` 3.1: read, never written.
//!
//! The patient's name is no part of the model: what is read is dropped, and [`without_names`] makes a document that does not hold it.
//! Codes are kept as they stand; what they mean and which there are is not known here.
//! Source: insuranceprocess:healthreporting, `RegisterMedicalCertificateResponder` 3.1, MU7263-RIV 3.1 and core components 2.0.

mod read;
mod redact;
mod simple;

pub use read::{find, read_register};
pub use redact::{Redacted, without_names};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

/// A certificate (`lakarutlatande`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MedicalCertificate {
    /// `lakarutlatande-id`: whatever the issuing system gave.
    pub id: String,
    /// `kommentar`.
    pub comment: Option<String>,
    /// `signeringsdatum`.
    pub signed_at: Moment,
    /// `skickatDatum`.
    pub sent_at: Moment,
    /// `patient/person-id`.
    pub patient: PatientId,
    /// `skapadAvHosPersonal`.
    pub issuer: Issuer,
    /// `vardkontakt`.
    pub contacts: Vec<Contact>,
    /// `referens`, at most two.
    pub references: Vec<Reference>,
    /// `aktivitet`.
    pub activities: Vec<Activity>,
    /// `bedomtTillstand/beskrivning`.
    pub history: Option<String>,
    /// `medicinsktTillstand`.
    pub condition: Option<Condition>,
    /// `funktionstillstand`, at most two.
    pub functions: Vec<Function>,
}

/// A time as `xs:dateTime` has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Without a zone: local time of the sender.
    Local(DateTime),
    /// With a zone.
    Instant(Timestamp),
}

/// The patient's number and the register that it belongs to.
#[derive(Clone, PartialEq, Eq)]
pub struct PatientId {
    /// [`crate::names::PERSONNUMMER`] or [`crate::names::SAMORDNINGSNUMMER`].
    pub root: String,
    /// The number as it stands, by contract `YYYYMMDD-NNNN`.
    pub extension: String,
}

impl std::fmt::Debug for PatientId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[personnummer]")
    }
}

/// Who issued it, on which unit (`hosPersonalType`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// HSA-id of the person.
    pub id: String,
    /// First and last name; missing for a person with protected identity.
    pub name: Option<String>,
    /// `forskrivarkod`.
    pub prescriber_code: Option<String>,
    /// The unit.
    pub unit: Unit,
}

/// A care unit (`enhetType`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// HSA-id.
    pub id: String,
    /// `arbetsplatskod`.
    pub workplace_code: Option<String>,
    /// Name.
    pub name: String,
    /// Street or box.
    pub postal_address: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// HSA-id of the care provider; the contract lets it be missing.
    pub provider_id: Option<String>,
}

/// A contact with the patient (`vardkontaktType`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// `vardkontakttyp`.
    pub kind: String,
    /// `vardkontaktstid`.
    pub on: Date,
}

/// What else the certificate rests on (`referensType`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// `referenstyp`.
    pub kind: String,
    /// `datum`.
    pub on: Option<Date>,
}

/// A ticked box (`aktivitetType`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// `aktivitetskod`.
    pub code: String,
    /// `beskrivning`.
    pub text: Option<String>,
}

/// The illness (`medicinsktTillstandType`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// `beskrivning`.
    pub text: Option<String>,
    /// `tillstandskod`.
    pub code: Option<ConditionCode>,
}

/// A code with the names of its system (`CD`); every part may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConditionCode {
    /// `code`.
    pub code: Option<String>,
    /// `codeSystem`.
    pub system: Option<String>,
    /// `codeSystemName`.
    pub system_name: Option<String>,
    /// `displayName`.
    pub display_name: Option<String>,
}

/// A function of the patient's that is impaired (`funktionstillstandType`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// `beskrivning`.
    pub text: Option<String>,
    /// `typAvFunktionstillstand`.
    pub kind: String,
    /// `arbetsformaga`.
    pub ability: Option<Ability>,
}

/// The ability to work (`arbetsformagaType`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ability {
    /// `motivering`.
    pub reason: Option<String>,
    /// `prognosangivelse`.
    pub prognosis: Option<String>,
    /// `arbetsuppgift/typAvArbetsuppgift`.
    pub duties: Option<String>,
    /// `arbetsformagaNedsattning`, one to four.
    pub reductions: Vec<Reduction>,
    /// `sysselsattning/typAvSysselsattning`, at most three.
    pub occupations: Vec<String>,
}

/// A period of reduced ability (`arbetsformagaNedsattningType`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reduction {
    /// `varaktighetFrom`, inclusive.
    pub from: Date,
    /// `varaktighetTom`, inclusive; the contract does not say that it follows `from`.
    pub to: Date,
    /// `nedsattningsgrad`.
    pub degree: String,
}
