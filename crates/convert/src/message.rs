//! Questions and answers from a unit to the recipient of a certificate. Source: exchange 1.7.

use intyg_catalog::transport::Stated;
use intyg_core::actor::Actor;
use intyg_core::conversation::Subject;
use intyg_core::ids::{CertificateId, HsaId, MessageId};
use intyg_core::person::PersonId;
use intyg_rivta::contract::ContractError;
use intyg_rivta::message::{
    Message, MessageToRecipient, parse_message_to_recipient, write_message_to_recipient,
};
use intyg_rivta::names;
use intyg_rivta::types::{Code, IntygId, MessageReference};
use intyg_rivta::xml::{self, WriteError, XmlError};
use jiff::Timestamp;

use crate::envelope::{person, whole_seconds};
use crate::staff::hos_personal;

/// Who writes what to whom about which certificate.
#[derive(Debug, Clone, Copy)]
pub struct MessageOrder<'a> {
    /// The message.
    pub id: MessageId,
    /// The certificate.
    pub certificate: CertificateId,
    /// The unit that issued it.
    pub unit: &'a HsaId,
    /// The patient.
    pub patient: &'a PersonId,
    /// The recipient's logical address.
    pub recipient: &'a str,
    /// About what; an answer has its question's.
    pub subject: Subject,
    /// Heading of an answer: its question's. Otherwise, and where that had none, the subject's.
    pub heading: Option<&'a str>,
    /// The words.
    pub text: &'a str,
    /// The question that is answered: its `meddelande-id` and `referens-id`.
    pub answers: Option<(&'a str, Option<&'a str>)>,
    /// Who writes.
    pub sent_by: &'a Actor,
    /// When.
    pub at: Timestamp,
}

/// A message that cannot be sent.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// A text holds a character that XML cannot hold.
    #[error("the message could not be written")]
    Write(#[from] WriteError),
    /// What was written could not be read.
    #[error("the written message could not be read")]
    Xml(#[from] XmlError),
    /// What was written breaks its contract.
    #[error("the written message breaks its contract")]
    Contract(#[from] ContractError),
    /// What was written says something else than was asked for.
    #[error("the written message says something else")]
    Differs,
}

/// Writes the request of `SendMessageToRecipient`, and reads it back before it is given away (R74).
///
/// # Errors
/// [`MessageError`]; nothing can be sent then.
pub fn message_request(order: &MessageOrder<'_>) -> Result<String, MessageError> {
    let subject = order.subject;
    let request = MessageToRecipient {
        message: Message {
            id: order.id.to_text(),
            reference_id: None,
            sent_at: whole_seconds(order.at),
            certificate: IntygId {
                root: order.unit.as_str().to_owned(),
                extension: order.certificate.to_text(),
            },
            patient: person(order.patient),
            logical_address: order.recipient.to_owned(),
            subject: Code::new(subject.code(), names::SUBJECT, subject.wire_name()),
            heading: Some(order.heading.unwrap_or(subject.wire_name()).to_owned()),
            text: order.text.to_owned(),
            reminder_of: None,
            reply_to: order
                .answers
                .map(|(id, reference)| reference_to(id, reference)),
        },
        sent_by: hos_personal(order.sent_by, None, Stated::No),
        last_reply_date: None,
    };
    let body = write_message_to_recipient(&request)?;
    if parse_message_to_recipient(&xml::parse(body.as_bytes())?)? == request {
        Ok(body)
    } else {
        Err(MessageError::Differs)
    }
}

/// Makes the reference to a question that a certificate or a message answers (`svarPa`).
pub fn reference_to(message_id: &str, reference_id: Option<&str>) -> MessageReference {
    MessageReference {
        message_id: message_id.to_owned(),
        reference_id: reference_id.map(str::to_owned),
    }
}
