//! Messages about a certificate: `SendMessageToCare` 2.0 from the recipient and `SendMessageToRecipient` 2.1 to it.
//!
//! Both carry the same [`Message`]; they differ in who sends it and in the points that only a recipient can ask about.
//! Source: `SendMessageToCareResponder` 2.0, `SendMessageToRecipientResponder` 2.1 and core components 3.3.

mod to_care;
mod to_recipient;

pub use to_care::{
    ComplementPoint, MessageToCare, parse_message_to_care, read_message_to_care,
    write_message_to_care,
};
pub use to_recipient::{
    MessageToRecipient, parse_message_to_recipient, read_message_to_recipient,
    write_message_to_recipient,
};

use std::borrow::Cow;

use jiff::civil::{Date, DateTime};

use crate::{
    contract::{ContractError, Sequence},
    interaction::Interaction,
    names::{CORE, SUBJECT, TYPES},
    types::{
        Code, IntygId, MessageReference, PersonId, date, intyg_id, message_reference, person_id,
        restricted_code, timestamp, write_code, write_intyg_id, write_message_reference,
        write_person_id, write_timestamp,
    },
    xml::{Element, Writer},
};

/// What a message says, whoever sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// `meddelande-id`: the sender's id of this message, unique in the nation; compared as given.
    pub id: String,
    /// `referens-id`: the sender's own reference; an answer repeats it.
    pub reference_id: Option<String>,
    /// `skickatTidpunkt`, Swedish local time in whole seconds.
    pub sent_at: DateTime,
    /// The certificate. Only its `extension` identifies it; the root varies.
    pub certificate: IntygId,
    /// The patient of the certificate.
    pub patient: PersonId,
    /// `logiskAdressMottagare`: whom the message is for, a unit or an authority.
    pub logical_address: String,
    /// `amne`, code system [`SUBJECT`].
    pub subject: Code,
    /// `rubrik`.
    pub heading: Option<String>,
    /// `meddelande`.
    pub text: String,
    /// `paminnelseMeddelande-id`: the message that this one reminds of.
    pub reminder_of: Option<String>,
    /// `svarPa`: the question that this message answers.
    pub reply_to: Option<MessageReference>,
}

/// What a message is, by what it refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageKind {
    /// It refers to no other message.
    Question,
    /// It answers a question.
    Answer,
    /// It reminds of a message.
    Reminder,
}

impl Message {
    /// Returns what the message is: a reference to a message reminded of decides before one to a question answered.
    ///
    /// Source: `spec/exchange.md` 1.8.
    pub const fn kind(&self) -> MessageKind {
        if self.reminder_of.is_some() {
            MessageKind::Reminder
        } else if self.reply_to.is_some() {
            MessageKind::Answer
        } else {
            MessageKind::Question
        }
    }
}

/// Reads what both contracts begin with: everything before `skickatAv`.
fn head<'a, 'i, I: Iterator<Item = Element<'a, 'i>>>(
    children: &mut Sequence<'a, 'i, I>,
    namespace: &str,
) -> Result<Message, ContractError> {
    Ok(Message {
        id: children
            .required_text(namespace, "meddelande-id")?
            .into_owned(),
        reference_id: children
            .optional_text(namespace, "referens-id")?
            .map(Cow::into_owned),
        sent_at: timestamp(children.required(namespace, "skickatTidpunkt")?)?,
        certificate: intyg_id(children.required(namespace, "intygs-id")?)?,
        patient: person_id(children.required(namespace, "patientPerson-id")?)?,
        logical_address: children
            .required_text(namespace, "logiskAdressMottagare")?
            .into_owned(),
        subject: restricted_code(children.required(namespace, "amne")?, SUBJECT)?,
        heading: children
            .optional_text(namespace, "rubrik")?
            .map(Cow::into_owned),
        text: children
            .required_text(namespace, "meddelande")?
            .into_owned(),
        reminder_of: children
            .optional_text(namespace, "paminnelseMeddelande-id")?
            .map(Cow::into_owned),
        reply_to: children
            .optional(namespace, "svarPa")
            .map(message_reference)
            .transpose()?,
    })
}

/// Reads `sistaDatumForSvar`.
fn last_reply_date<'a, 'i, I: Iterator<Item = Element<'a, 'i>>>(
    children: &mut Sequence<'a, 'i, I>,
    namespace: &str,
) -> Result<Option<Date>, ContractError> {
    children
        .optional(namespace, "sistaDatumForSvar")
        .map(date)
        .transpose()
}

/// Begins a request and declares the prefixes that both contracts use.
fn start(contract: Interaction) -> Writer {
    let mut writer = Writer::fragment();
    writer.start(&["rc:", contract.name()].concat());
    writer.namespace("rc", contract.namespace());
    writer.namespace("c", CORE);
    writer.namespace("t", TYPES);
    writer
}

/// Writes everything before `skickatAv`.
fn write_head(writer: &mut Writer, message: &Message) {
    writer.element("rc:meddelande-id", &message.id);
    if let Some(reference) = &message.reference_id {
        writer.element("rc:referens-id", reference);
    }
    write_timestamp(writer, "rc:skickatTidpunkt", message.sent_at);
    write_intyg_id(writer, "rc:intygs-id", &message.certificate);
    write_person_id(writer, "rc:patientPerson-id", &message.patient);
    writer.element("rc:logiskAdressMottagare", &message.logical_address);
    write_code(writer, "rc:amne", &message.subject);
    if let Some(heading) = &message.heading {
        writer.element("rc:rubrik", heading);
    }
    writer.element("rc:meddelande", &message.text);
    if let Some(reminded) = &message.reminder_of {
        writer.element("rc:paminnelseMeddelande-id", reminded);
    }
    if let Some(question) = &message.reply_to {
        write_message_reference(writer, "rc:svarPa", question);
    }
}

fn write_last_reply_date(writer: &mut Writer, date: Option<Date>) {
    if let Some(date) = date {
        writer.element(
            "rc:sistaDatumForSvar",
            &date.strftime("%Y-%m-%d").to_string(),
        );
    }
}
