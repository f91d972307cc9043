//! Reading of `RegisterCertificate`, with the checks of its schema.

use super::{Certificate, Register, Relation, Status, Svar, part::delsvar};
use crate::{
    contract::{ContractError, Problem, required_attribute, sequence, sequence_with_attributes},
    interaction::Interaction,
    names::{ADDRESS_SOURCE, CORE, EXTENSION_32, PART, RELATION, SIGNATURE, STATUS},
    types::{
        PersonId, hos_personal, instance, intyg_id, is_number, message_reference, person_id,
        restricted_code, sequence_of_code, timestamp,
    },
    xml::{Document, Element},
};

type Result<T> = std::result::Result<T, ContractError>;

/// Reads a document whose outermost element is `RegisterCertificate`.
///
/// # Errors
/// [`ContractError`] with the place, for whatever a validation against the schema would refuse.
pub fn parse_register(document: &Document<'_>) -> Result<Register> {
    read_register(document.root())
}

/// Reads the element `RegisterCertificate`, such as the one in a SOAP body.
///
/// # Errors
/// As [`parse_register`].
pub fn read_register(element: Element<'_, '_>) -> Result<Register> {
    let contract = Interaction::RegisterCertificate;
    let namespace = contract.namespace();
    if !element.is(namespace, contract.name()) {
        return Err(ContractError::new(
            element,
            Problem::OtherElement(contract.name()),
        ));
    }
    let mut children = sequence(element)?;
    let reply_to = children
        .optional(namespace, "svarPa")
        .map(message_reference)
        .transpose()?;
    let certificate = read_certificate(children.required(namespace, "intyg")?)?;
    children.end_tolerant(namespace)?;
    Ok(Register {
        reply_to,
        certificate,
    })
}

/// Reads an element of the type `Intyg`, whatever its own name is.
///
/// # Errors
/// As [`parse_register`].
pub fn read_certificate(element: Element<'_, '_>) -> Result<Certificate> {
    let mut children = sequence(element)?;
    let id = intyg_id(children.required(CORE, "intygs-id")?)?;
    let recipients = children.repeated(CORE, "mottagare", |code| restricted_code(code, PART))?;
    let certificate_type = sequence_of_code(children.required(CORE, "typ")?)?;
    let version = children.required_text(CORE, "version")?.into_owned();
    let signed_at = children
        .optional(CORE, "signeringstidpunkt")
        .map(timestamp)
        .transpose()?;
    let sent_at = children
        .optional(CORE, "skickatTidpunkt")
        .map(timestamp)
        .transpose()?;
    let patient = patient(children.required(CORE, "patient")?)?;
    let created_by = hos_personal(children.required(CORE, "skapadAv")?)?;
    let relations = children.repeated(CORE, "relation", relation)?;
    let statuses = children.repeated(CORE, "status", status)?;
    let answers = children.repeated(CORE, "svar", svar)?;
    if let Some(signature) = children.optional(EXTENSION_32, "underskrift") {
        let mut inside = sequence(signature)?;
        inside.required(SIGNATURE, "Signature")?;
        inside.end()?;
    }
    children.end()?;
    Ok(Certificate {
        id,
        recipients,
        certificate_type,
        version,
        signed_at,
        sent_at,
        patient,
        created_by,
        relations,
        statuses,
        answers,
    })
}

/// Reads the number alone: name and address are checked for their place and dropped.
fn patient(element: Element<'_, '_>) -> Result<PersonId> {
    let mut children = sequence(element)?;
    let id = person_id(children.required(CORE, "person-id")?)?;
    children.required_text(CORE, "fornamn")?;
    children.required_text(CORE, "efternamn")?;
    children.optional_text(CORE, "mellannamn")?;
    children.required_text(CORE, "postadress")?;
    children.required_text(CORE, "postnummer")?;
    children.required_text(CORE, "postort")?;
    if let Some(source) = children.optional(EXTENSION_32, "kallaAdressuppgifter") {
        restricted_code(source, ADDRESS_SOURCE)?;
    }
    children.end()?;
    Ok(id)
}

fn relation(element: Element<'_, '_>) -> Result<Relation> {
    let mut children = sequence(element)?;
    let kind = restricted_code(children.required(CORE, "typ")?, RELATION)?;
    let certificate = intyg_id(children.required(CORE, "intygs-id")?)?;
    children.end_tolerant(CORE)?;
    Ok(Relation { kind, certificate })
}

pub(crate) fn status(element: Element<'_, '_>) -> Result<Status> {
    let mut children = sequence(element)?;
    let party = restricted_code(children.required(CORE, "part")?, PART)?;
    let status = restricted_code(children.required(CORE, "status")?, STATUS)?;
    let at = timestamp(children.required(CORE, "tidpunkt")?)?;
    children.end_tolerant(CORE)?;
    Ok(Status { party, status, at })
}

fn svar(element: Element<'_, '_>) -> Result<Svar> {
    let mut children = sequence_with_attributes(element, &["id"])?;
    let id = required_attribute(element, "id")?;
    if !is_number(id) {
        return Err(ContractError::new(
            element,
            Problem::Value("an id of digits"),
        ));
    }
    let instance = children
        .optional(CORE, "instans")
        .map(instance)
        .transpose()?;
    let parts = children.repeated(CORE, "delsvar", delsvar)?;
    if parts.is_empty() {
        return Err(ContractError::new(element, Problem::Missing("delsvar")));
    }
    children.end_tolerant(CORE)?;
    Ok(Svar {
        id: id.to_owned(),
        instance,
        parts,
    })
}
