//! The certificate (`intyg`) and `RegisterCertificate` 3.1.
//!
//! The patient's name and address are no part of the model: what is written leaves the elements empty, and what is read is dropped.
//! Source: clinicalprocess:healthcond:certificate, `RegisterCertificateResponder` 3.1 and core components 3.3.

mod answer;
mod part;
mod read;
mod write;

pub(crate) use answer::own_text;
pub use answer::{DatePeriod, Delsvar, Svar};
pub(crate) use read::status;
pub use read::{parse_register, read_certificate, read_register};
pub(crate) use write::intyg;
pub use write::{write_certificate, write_register, write_signed_register};

use jiff::civil::DateTime;

use crate::types::{Code, HosPersonal, IntygId, MessageReference, PersonId};

/// The request of `RegisterCertificate`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    /// The question that the certificate completes (`svarPa`).
    pub reply_to: Option<MessageReference>,
    /// The certificate.
    pub certificate: Certificate,
}

/// A certificate (`Intyg`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// `intygs-id`.
    pub id: IntygId,
    /// `mottagare`; never set by us.
    pub recipients: Vec<Code>,
    /// `typ`, code system [`crate::names::CERTIFICATE_TYPE`].
    pub certificate_type: Code,
    /// `version`, such as `1.3`.
    pub version: String,
    /// `signeringstidpunkt`, Swedish local time in whole seconds.
    pub signed_at: Option<DateTime>,
    /// `skickatTidpunkt`, Swedish local time in whole seconds. Not covered by the signature.
    pub sent_at: Option<DateTime>,
    /// `patient/person-id`.
    pub patient: PersonId,
    /// `skapadAv`.
    pub created_by: HosPersonal,
    /// `relation`. Not covered by the signature.
    pub relations: Vec<Relation>,
    /// `status`, filled in by Intygstjänsten in its answers. Not covered by the signature.
    pub statuses: Vec<Status>,
    /// `svar`, in document order.
    pub answers: Vec<Svar>,
}

/// A relation to another certificate.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Relation {
    /// The kind, code system [`crate::names::RELATION`].
    pub kind: Code,
    /// The other certificate.
    pub certificate: IntygId,
}

/// A status that Intygstjänsten has recorded.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Status {
    /// Who the status concerns, code system [`crate::names::PART`].
    pub party: Code,
    /// The status, code system [`crate::names::STATUS`].
    pub status: Code,
    /// When, Swedish local time.
    pub at: DateTime,
}
