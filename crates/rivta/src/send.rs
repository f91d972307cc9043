//! `SendCertificateToRecipient` 2.1: asks Intygstjänsten to pass a registered certificate on to a recipient.
//!
//! Source: `SendCertificateToRecipientResponder` 2.1.

use jiff::civil::DateTime;

use crate::{
    contract::{ContractError, Problem, sequence},
    interaction::Interaction,
    names::{CORE, PART, TYPES},
    types::{
        Code, HosPersonal, IntygId, PersonId, hos_personal, intyg_id, person_id, restricted_code,
        timestamp, write_code, write_hos_personal, write_intyg_id, write_person_id,
        write_timestamp,
    },
    xml::{Document, Element, WriteError, Writer},
};

/// The request of `SendCertificateToRecipient`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Send {
    /// `skickatTidpunkt`: when the user decided, Swedish local time in whole seconds.
    pub sent_at: DateTime,
    /// The certificate, with the id it was registered under.
    pub certificate: IntygId,
    /// The patient of the certificate.
    pub patient: PersonId,
    /// The recipient, code system [`crate::names::PART`].
    pub recipient: Code,
    /// Who sends.
    pub sent_by: SentBy,
}

/// Who sends a certificate. Care staff is the only kind that is written by us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentBy {
    /// Care staff.
    Staff(Box<HosPersonal>),
    /// The patient.
    Citizen(PersonId),
}

/// Writes a request: one element, without XML declaration, that declares all its prefixes.
///
/// # Errors
/// [`WriteError`] if a text holds a character that XML cannot hold.
pub fn write_send(send: &Send) -> Result<String, WriteError> {
    let mut writer = Writer::fragment();
    writer.start("rc:SendCertificateToRecipient");
    writer.namespace("rc", Interaction::SendCertificateToRecipient.namespace());
    writer.namespace("c", CORE);
    writer.namespace("t", TYPES);
    if let SentBy::Staff(staff) = &send.sent_by
        && !staff.licensed_professions.is_empty()
    {
        writer.namespace("e", crate::names::EXTENSION_32);
    }
    write_timestamp(&mut writer, "rc:skickatTidpunkt", send.sent_at);
    write_intyg_id(&mut writer, "rc:intygs-id", &send.certificate);
    write_person_id(&mut writer, "rc:patientPerson-id", &send.patient);
    write_code(&mut writer, "rc:mottagare", &send.recipient);
    writer.start("rc:skickatAv");
    match &send.sent_by {
        SentBy::Staff(staff) => write_hos_personal(&mut writer, "rc:hosPersonal", staff),
        SentBy::Citizen(person) => write_person_id(&mut writer, "rc:person-id", person),
    }
    writer.finish()
}

/// Reads a document whose outermost element is `SendCertificateToRecipient`.
///
/// # Errors
/// [`ContractError`] with the place, for whatever a validation against the schema would refuse.
pub fn parse_send(document: &Document<'_>) -> Result<Send, ContractError> {
    read_send(document.root())
}

/// Reads the element `SendCertificateToRecipient`, such as the one in a SOAP body.
///
/// # Errors
/// As [`parse_send`].
pub fn read_send(element: Element<'_, '_>) -> Result<Send, ContractError> {
    let contract = Interaction::SendCertificateToRecipient;
    let namespace = contract.namespace();
    if !element.is(namespace, contract.name()) {
        return Err(ContractError::new(
            element,
            Problem::OtherElement(contract.name()),
        ));
    }
    let mut children = sequence(element)?;
    let sent_at = timestamp(children.required(namespace, "skickatTidpunkt")?)?;
    let certificate = intyg_id(children.required(namespace, "intygs-id")?)?;
    let patient = person_id(children.required(namespace, "patientPerson-id")?)?;
    let recipient = restricted_code(children.required(namespace, "mottagare")?, PART)?;
    let sent_by = sent_by(children.required(namespace, "skickatAv")?)?;
    children.end_tolerant(namespace)?;
    Ok(Send {
        sent_at,
        certificate,
        patient,
        recipient,
        sent_by,
    })
}

fn sent_by(element: Element<'_, '_>) -> Result<SentBy, ContractError> {
    let namespace = Interaction::SendCertificateToRecipient.namespace();
    let mut children = sequence(element)?;
    let sent_by = if let Some(staff) = children.optional(namespace, "hosPersonal") {
        SentBy::Staff(Box::new(hos_personal(staff)?))
    } else if let Some(person) = children.optional(namespace, "person-id") {
        SentBy::Citizen(person_id(person)?)
    } else {
        return Err(ContractError::new(
            element,
            Problem::MissingChoice("hosPersonal, person-id"),
        ));
    };
    children.end()?;
    Ok(sent_by)
}
