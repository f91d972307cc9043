//! `SendMessageToRecipient` 2.1: a question or an answer from care, through Intygstjänsten.

use jiff::civil::Date;

use super::{Message, head, last_reply_date, start, write_head, write_last_reply_date};
use crate::{
    contract::{ContractError, Problem, sequence},
    interaction::Interaction,
    names::EXTENSION_32,
    types::{HosPersonal, hos_personal, write_hos_personal},
    xml::{Document, Element, WriteError},
};

/// The request of `SendMessageToRecipient`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageToRecipient {
    /// What it says.
    pub message: Message,
    /// Who sends it.
    pub sent_by: HosPersonal,
    /// `sistaDatumForSvar`: the last day for an answer, inclusive; no part of an answer.
    pub last_reply_date: Option<Date>,
}

/// Writes a request: one element, without XML declaration, that declares all its prefixes.
///
/// # Errors
/// [`WriteError`] if a text holds a character that XML cannot hold.
pub fn write_message_to_recipient(request: &MessageToRecipient) -> Result<String, WriteError> {
    let mut writer = start(Interaction::SendMessageToRecipient);
    if !request.sent_by.licensed_professions.is_empty() {
        writer.namespace("e", EXTENSION_32);
    }
    write_head(&mut writer, &request.message);
    write_hos_personal(&mut writer, "rc:skickatAv", &request.sent_by);
    write_last_reply_date(&mut writer, request.last_reply_date);
    writer.finish()
}

/// Reads a document whose outermost element is `SendMessageToRecipient`.
///
/// # Errors
/// [`ContractError`] with the place, for whatever a validation against the schema would refuse.
pub fn parse_message_to_recipient(
    document: &Document<'_>,
) -> Result<MessageToRecipient, ContractError> {
    read_message_to_recipient(document.root())
}

/// Reads the element `SendMessageToRecipient`, such as the one in a SOAP body.
///
/// # Errors
/// As [`parse_message_to_recipient`].
pub fn read_message_to_recipient(
    element: Element<'_, '_>,
) -> Result<MessageToRecipient, ContractError> {
    let contract = Interaction::SendMessageToRecipient;
    let namespace = contract.namespace();
    if !element.is(namespace, contract.name()) {
        return Err(ContractError::new(
            element,
            Problem::OtherElement(contract.name()),
        ));
    }
    let mut children = sequence(element)?;
    let message = head(&mut children, namespace)?;
    let sent_by = hos_personal(children.required(namespace, "skickatAv")?)?;
    let last_reply_date = last_reply_date(&mut children, namespace)?;
    children.end_tolerant(namespace)?;
    Ok(MessageToRecipient {
        message,
        sent_by,
        last_reply_date,
    })
}
