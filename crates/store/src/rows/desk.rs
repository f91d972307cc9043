//! What a user has around her: recent patients, open tabs, form keys, who else is in a draft.

use intyg_core::ids::{CertificateId, FormKey, HsaId, PatientKey};
use intyg_core::person::PersonId;
use jiff::Timestamp;

use super::StaffRef;

/// A patient whom a user has had open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentPatientRow {
    /// The patient in addresses.
    pub patient: PatientKey,
    /// Who it is.
    pub person_id: PersonId,
    /// When last.
    pub at: Timestamp,
}

/// A certificate that a user has open beside the start page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenTabRow {
    /// Which patient.
    pub patient: PatientKey,
    /// Which certificate.
    pub certificate: CertificateId,
    /// Since when.
    pub opened_at: Timestamp,
}

/// A one-time key about to be used (R114).
#[derive(Debug, Clone)]
pub struct NewFormKey {
    /// The key from the form.
    pub key: FormKey,
    /// Who sent it.
    pub staff_id: HsaId,
    /// A hash of what was sent.
    pub digest: String,
    /// Where it leads; empty as long as nobody knows.
    pub location: String,
    /// When.
    pub at: Timestamp,
}

/// Whether a one-time key is new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormKeyClaim {
    /// First use: go on, and where it was not known where the key leads, then [`crate::Tx::answer_form_key`] in the same transaction.
    New,
    /// The same form again: give this answer.
    Same {
        /// Where the first use led.
        location: String,
    },
    /// The same key with another content or from another user.
    Mismatch,
}

/// Somebody who has a draft open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresenceRow {
    /// Who.
    pub staff: StaffRef,
    /// When last heard of.
    pub seen_at: Timestamp,
}
