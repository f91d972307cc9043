//! `SendMessageToCare` 2.0: a question, an answer or a reminder from the recipient, through Intygstjänsten.

use jiff::civil::Date;

use super::{Message, head, last_reply_date, start, write_head, write_last_reply_date};
use crate::{
    contract::{ContractError, Problem, plain_text, sequence},
    interaction::Interaction,
    names::PART,
    types::{Code, instance, is_number, restricted_code, write_code},
    xml::{Document, Element, WriteError},
};

/// The request of `SendMessageToCare`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageToCare {
    /// What it says.
    pub message: Message,
    /// `skickatAv/part`: the sender, code system [`PART`].
    pub sender: Code,
    /// `skickatAv/kontaktInfo`: lines that tell whom to turn to.
    pub contact_lines: Vec<String>,
    /// `komplettering`: what is to be completed, in the order given.
    pub points: Vec<ComplementPoint>,
    /// `sistaDatumForSvar`: the last day for an answer, inclusive.
    pub last_reply_date: Option<Date>,
}

/// One thing that a certificate lacks (`komplettering`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplementPoint {
    /// `frage-id`: digits, the id of a `svar` in the certificate.
    pub question_id: String,
    /// `instans`: which one of a `svar` that repeats, from 1.
    pub instance: Option<i32>,
    /// What the sender wants to know.
    pub text: String,
}

/// Writes a request: one element, without XML declaration, that declares all its prefixes.
///
/// # Errors
/// [`WriteError`] if a text holds a character that XML cannot hold.
pub fn write_message_to_care(request: &MessageToCare) -> Result<String, WriteError> {
    let mut writer = start(Interaction::SendMessageToCare);
    write_head(&mut writer, &request.message);
    writer.start("rc:skickatAv");
    write_code(&mut writer, "rc:part", &request.sender);
    for line in &request.contact_lines {
        writer.element("rc:kontaktInfo", line);
    }
    writer.end();
    for point in &request.points {
        writer.start("rc:komplettering");
        writer.element("rc:frage-id", &point.question_id);
        if let Some(instance) = point.instance {
            writer.element("rc:instans", &instance.to_string());
        }
        writer.element("rc:text", &point.text);
        writer.end();
    }
    write_last_reply_date(&mut writer, request.last_reply_date);
    writer.finish()
}

/// Reads a document whose outermost element is `SendMessageToCare`.
///
/// # Errors
/// [`ContractError`] with the place, for whatever a validation against the schema would refuse.
pub fn parse_message_to_care(document: &Document<'_>) -> Result<MessageToCare, ContractError> {
    read_message_to_care(document.root())
}

/// Reads the element `SendMessageToCare`, such as the one in a SOAP body.
///
/// # Errors
/// As [`parse_message_to_care`].
pub fn read_message_to_care(element: Element<'_, '_>) -> Result<MessageToCare, ContractError> {
    let contract = Interaction::SendMessageToCare;
    let namespace = contract.namespace();
    if !element.is(namespace, contract.name()) {
        return Err(ContractError::new(
            element,
            Problem::OtherElement(contract.name()),
        ));
    }
    let mut children = sequence(element)?;
    let message = head(&mut children, namespace)?;
    let (sender, contact_lines) = sent_by(children.required(namespace, "skickatAv")?, namespace)?;
    let points = children.repeated(namespace, "komplettering", |element| {
        point(element, namespace)
    })?;
    let last_reply_date = last_reply_date(&mut children, namespace)?;
    children.end_tolerant(namespace)?;
    Ok(MessageToCare {
        message,
        sender,
        contact_lines,
        points,
        last_reply_date,
    })
}

fn sent_by(
    element: Element<'_, '_>,
    namespace: &str,
) -> Result<(Code, Vec<String>), ContractError> {
    let mut children = sequence(element)?;
    let sender = restricted_code(children.required(namespace, "part")?, PART)?;
    let contact_lines = children.repeated(namespace, "kontaktInfo", |line| {
        plain_text(line).map(std::borrow::Cow::into_owned)
    })?;
    children.end_tolerant(namespace)?;
    Ok((sender, contact_lines))
}

fn point(element: Element<'_, '_>, namespace: &str) -> Result<ComplementPoint, ContractError> {
    let mut children = sequence(element)?;
    let question = children.required(namespace, "frage-id")?;
    let question_id = plain_text(question)?.into_owned();
    if !is_number(&question_id) {
        return Err(ContractError::new(
            question,
            Problem::Value("an id of digits"),
        ));
    }
    let instance = children
        .optional(namespace, "instans")
        .map(instance)
        .transpose()?;
    let text = children.required_text(namespace, "text")?.into_owned();
    children.end_tolerant(namespace)?;
    Ok(ComplementPoint {
        question_id,
        instance,
        text,
    })
}
