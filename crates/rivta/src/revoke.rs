//! `RevokeCertificate` 2.1: tells Intygstjänsten that a registered certificate has been taken back; it tells the recipients.
//!
//! Source: `RevokeCertificateResponder` 2.1.

use jiff::civil::DateTime;

use crate::{
    contract::{ContractError, Problem, sequence},
    interaction::Interaction,
    names::{CORE, EXTENSION_32, TYPES},
    types::{
        HosPersonal, IntygId, PersonId, hos_personal, intyg_id, person_id, timestamp,
        write_hos_personal, write_intyg_id, write_person_id, write_timestamp,
    },
    xml::{Document, Element, WriteError, Writer},
};

/// The request of `RevokeCertificate`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoke {
    /// `meddelande`: the reason, in words.
    pub message: Option<String>,
    /// `skickatTidpunkt`: when the user decided, Swedish local time in whole seconds.
    pub sent_at: DateTime,
    /// The certificate, with the id it was registered under.
    pub certificate: IntygId,
    /// The patient of the certificate.
    pub patient: PersonId,
    /// Who takes it back.
    pub sent_by: HosPersonal,
}

/// Writes a request: one element, without XML declaration, that declares all its prefixes.
///
/// # Errors
/// [`WriteError`] if a text holds a character that XML cannot hold.
pub fn write_revoke(revoke: &Revoke) -> Result<String, WriteError> {
    let mut writer = Writer::fragment();
    writer.start("rc:RevokeCertificate");
    writer.namespace("rc", Interaction::RevokeCertificate.namespace());
    writer.namespace("c", CORE);
    writer.namespace("t", TYPES);
    if !revoke.sent_by.licensed_professions.is_empty() {
        writer.namespace("e", EXTENSION_32);
    }
    if let Some(message) = &revoke.message {
        writer.element("rc:meddelande", message);
    }
    write_timestamp(&mut writer, "rc:skickatTidpunkt", revoke.sent_at);
    write_intyg_id(&mut writer, "rc:intygs-id", &revoke.certificate);
    write_person_id(&mut writer, "rc:patientPerson-id", &revoke.patient);
    write_hos_personal(&mut writer, "rc:skickatAv", &revoke.sent_by);
    writer.finish()
}

/// Reads a document whose outermost element is `RevokeCertificate`.
///
/// # Errors
/// [`ContractError`] with the place, for whatever a validation against the schema would refuse.
pub fn parse_revoke(document: &Document<'_>) -> Result<Revoke, ContractError> {
    read_revoke(document.root())
}

/// Reads the element `RevokeCertificate`, such as the one in a SOAP body.
///
/// # Errors
/// As [`parse_revoke`].
pub fn read_revoke(element: Element<'_, '_>) -> Result<Revoke, ContractError> {
    let contract = Interaction::RevokeCertificate;
    let namespace = contract.namespace();
    if !element.is(namespace, contract.name()) {
        return Err(ContractError::new(
            element,
            Problem::OtherElement(contract.name()),
        ));
    }
    let mut children = sequence(element)?;
    let message = children.optional_text(namespace, "meddelande")?;
    let sent_at = timestamp(children.required(namespace, "skickatTidpunkt")?)?;
    let certificate = intyg_id(children.required(namespace, "intygs-id")?)?;
    let patient = person_id(children.required(namespace, "patientPerson-id")?)?;
    let sent_by = hos_personal(children.required(namespace, "skickatAv")?)?;
    children.end_tolerant(namespace)?;
    Ok(Revoke {
        message: message.map(std::borrow::Cow::into_owned),
        sent_at,
        certificate,
        patient,
        sent_by,
    })
}
