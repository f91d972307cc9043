//! The order to pass a registered certificate on. Source: exchange 1.5.

use intyg_catalog::element::Recipient;
use intyg_catalog::transport::Stated;
use intyg_core::actor::Actor;
use intyg_core::ids::{CertificateId, HsaId};
use intyg_core::person::PersonId;
use intyg_rivta::names;
use intyg_rivta::send::{Send, SentBy, write_send};
use intyg_rivta::types::{Code, IntygId};
use intyg_rivta::xml::WriteError;
use jiff::Timestamp;

use crate::envelope::{person, whole_seconds};
use crate::staff::hos_personal;

/// Who passes which certificate on to whom.
#[derive(Debug, Clone, Copy)]
pub struct SendOrder<'a> {
    /// The certificate.
    pub id: CertificateId,
    /// The unit that issued it.
    pub unit: &'a HsaId,
    /// The patient.
    pub patient: &'a PersonId,
    /// The receiver.
    pub recipient: Recipient,
    /// Who decided it.
    pub sent_by: &'a Actor,
    /// When.
    pub at: Timestamp,
}

/// Writes the request of `SendCertificateToRecipient`.
///
/// # Errors
/// [`WriteError`] if a name holds a character that XML cannot hold.
pub fn send_request(order: &SendOrder<'_>) -> Result<String, WriteError> {
    write_send(&Send {
        sent_at: whole_seconds(order.at),
        certificate: IntygId {
            root: order.unit.as_str().to_owned(),
            extension: order.id.to_text(),
        },
        patient: person(order.patient),
        recipient: Code::new(order.recipient.code, names::PART, order.recipient.name),
        sent_by: SentBy::Staff(Box::new(hos_personal(order.sent_by, None, Stated::No))),
    })
}
