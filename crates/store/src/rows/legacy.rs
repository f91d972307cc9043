//! Certificates from before June 2018.

use intyg_core::ids::{CertificateId, HsaId, PatientKey};
use intyg_core::person::PersonId;
use jiff::Timestamp;

use super::{Frozen, StaffRef, Summary};

/// A certificate from before June 2018, without its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegacyRow {
    /// Its id in addresses: its own one where that is a UUID.
    pub id: CertificateId,
    /// Its own id as the issuing system gave it.
    pub document_id: String,
    /// Type code.
    pub type_code: String,
    /// The patient.
    pub patient: PatientKey,
    /// Her number.
    pub person_id: PersonId,
    /// The issuing unit.
    pub unit_id: HsaId,
    /// Its name then.
    pub unit_name: String,
    /// Its care provider.
    pub provider_id: HsaId,
    /// Who signed; the name is empty for a person with protected identity.
    pub issuer: StaffRef,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// What lists show.
    pub summary: Summary,
    /// When it was imported.
    pub imported_at: Timestamp,
    /// SHA-256 of the stored document.
    pub sha256: String,
}

/// A certificate to be imported.
#[derive(Debug, Clone)]
pub struct NewLegacy {
    /// The row; its hash is taken from the document.
    pub row: LegacyRow,
    /// The document without the patient's name.
    pub document: Frozen,
}
