//! The word that a registered certificate has been taken back. Source: exchange 1.6.

use intyg_catalog::transport::Stated;
use intyg_core::actor::Actor;
use intyg_core::ids::{CertificateId, HsaId};
use intyg_core::person::PersonId;
use intyg_rivta::revoke::{Revoke, write_revoke};
use intyg_rivta::types::IntygId;
use intyg_rivta::xml::WriteError;
use jiff::Timestamp;

use crate::envelope::{person, whole_seconds};
use crate::staff::hos_personal;

/// Who takes which certificate back, and why.
#[derive(Debug, Clone, Copy)]
pub struct RevokeOrder<'a> {
    /// The certificate.
    pub id: CertificateId,
    /// The unit that issued it.
    pub unit: &'a HsaId,
    /// The patient.
    pub patient: &'a PersonId,
    /// The reason, in words.
    pub message: &'a str,
    /// Who decided it.
    pub revoked_by: &'a Actor,
    /// When.
    pub at: Timestamp,
}

/// Writes the request of `RevokeCertificate`.
///
/// # Errors
/// [`WriteError`] if a text holds a character that XML cannot hold.
pub fn revoke_request(order: &RevokeOrder<'_>) -> Result<String, WriteError> {
    write_revoke(&Revoke {
        message: Some(order.message.to_owned()),
        sent_at: whole_seconds(order.at),
        certificate: IntygId {
            root: order.unit.as_str().to_owned(),
            extension: order.id.to_text(),
        },
        patient: person(order.patient),
        sent_by: hos_personal(order.revoked_by, None, Stated::No),
    })
}
