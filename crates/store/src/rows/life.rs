//! How certificates come from one another, and how they are taken back.

use intyg_core::ids::{CertificateId, HsaId};
use intyg_core::lifecycle::CopyKind;
use intyg_core::revocation::RevocationReason;
use jiff::Timestamp;

use super::{CertificateState, StaffRef};

/// From which certificate a new draft is made.
#[derive(Debug, Clone)]
pub struct NewOrigin {
    /// The draft.
    pub certificate: CertificateId,
    /// The original.
    pub parent: CertificateId,
    /// What the draft is to it.
    pub kind: CopyKind,
    /// What the form says above the periods about the original; empty = nothing.
    pub period_line: String,
}

/// A certificate that was made from another one, with what both are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginRow {
    /// The certificate that was made.
    pub certificate: CertificateId,
    /// Its state.
    pub state: CertificateState,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was signed, unless it is a draft.
    pub signed_at: Option<Timestamp>,
    /// The original.
    pub parent: CertificateId,
    /// The original's state.
    pub parent_state: CertificateState,
    /// When the original was created.
    pub parent_created_at: Timestamp,
    /// The unit that issued the original.
    pub parent_unit: HsaId,
    /// What the one is to the other.
    pub kind: CopyKind,
    /// What the form says above the periods about the original; empty = nothing.
    pub period_line: String,
}

/// A signed certificate about to be taken back.
#[derive(Debug, Clone)]
pub struct NewRevocation {
    /// Why.
    pub reason: RevocationReason,
    /// What the doctor says of it; empty = nothing.
    pub comment: String,
    /// Who.
    pub by: StaffRef,
    /// When.
    pub at: Timestamp,
}

/// A certificate that was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevocationRow {
    /// Which one.
    pub certificate: CertificateId,
    /// Why.
    pub reason: RevocationReason,
    /// What the doctor said of it; empty = nothing.
    pub comment: String,
    /// Who.
    pub by: StaffRef,
    /// When.
    pub at: Timestamp,
    /// When Intygstjänsten confirmed it.
    pub confirmed_at: Option<Timestamp>,
}
