//! Writing of `RegisterCertificate`. The same value always gives the same bytes.

use super::{Certificate, Register, Svar};
use crate::{
    interaction::Interaction,
    names::{CORE, EXTENSION_32, TYPES},
    types::{
        write_code, write_hos_personal, write_intyg_id, write_message_reference, write_person_id,
        write_timestamp,
    },
    xml::{WriteError, Writer},
};

/// Prefixes for the content of `delsvar`.
const CONTENT_PREFIXES: &[(&str, &str)] = &[("t", TYPES)];

/// Writes an unsigned `RegisterCertificate`: one element, without XML declaration, that declares all its prefixes.
///
/// # Errors
/// [`WriteError`] if a text holds a character that XML cannot hold.
pub fn write_register(register: &Register) -> Result<String, WriteError> {
    write(register, None)
}

/// Writes a `RegisterCertificate` with a signature, which is inserted verbatim as the content of `underskrift`, the last child of `intyg`.
///
/// `signature` is one element `Signature` that declares its own prefixes.
///
/// # Errors
/// As [`write_register`].
pub fn write_signed_register(register: &Register, signature: &str) -> Result<String, WriteError> {
    write(register, Some(signature))
}

/// Writes the element `intyg` of an unsigned `RegisterCertificate` on its own, for signing.
///
/// # Errors
/// As [`write_register`].
pub fn write_certificate(certificate: &Certificate) -> Result<String, WriteError> {
    let mut writer = Writer::fragment();
    writer.start("rc:intyg");
    namespaces(&mut writer, certificate);
    intyg(&mut writer, certificate, None);
    writer.finish()
}

fn write(register: &Register, signature: Option<&str>) -> Result<String, WriteError> {
    let mut writer = Writer::fragment();
    writer.start("rc:RegisterCertificate");
    namespaces(&mut writer, &register.certificate);
    if let Some(reference) = &register.reply_to {
        write_message_reference(&mut writer, "rc:svarPa", reference);
    }
    writer.start("rc:intyg");
    intyg(&mut writer, &register.certificate, signature);
    writer.finish()
}

fn namespaces(writer: &mut Writer, certificate: &Certificate) {
    writer.namespace("rc", Interaction::RegisterCertificate.namespace());
    writer.namespace("c", CORE);
    writer.namespace("t", TYPES);
    if !certificate.created_by.licensed_professions.is_empty() {
        writer.namespace("e", EXTENSION_32);
    }
}

/// Writes the content and the end of an element `intyg` that has begun.
pub(crate) fn intyg(writer: &mut Writer, certificate: &Certificate, signature: Option<&str>) {
    write_intyg_id(writer, "c:intygs-id", &certificate.id);
    for recipient in &certificate.recipients {
        write_code(writer, "c:mottagare", recipient);
    }
    write_code(writer, "c:typ", &certificate.certificate_type);
    writer.element("c:version", &certificate.version);
    if let Some(at) = certificate.signed_at {
        write_timestamp(writer, "c:signeringstidpunkt", at);
    }
    if let Some(at) = certificate.sent_at {
        write_timestamp(writer, "c:skickatTidpunkt", at);
    }
    patient(writer, certificate);
    write_hos_personal(writer, "c:skapadAv", &certificate.created_by);
    for relation in &certificate.relations {
        writer.start("c:relation");
        write_code(writer, "c:typ", &relation.kind);
        write_intyg_id(writer, "c:intygs-id", &relation.certificate);
        writer.end();
    }
    for status in &certificate.statuses {
        writer.start("c:status");
        write_code(writer, "c:part", &status.party);
        write_code(writer, "c:status", &status.status);
        write_timestamp(writer, "c:tidpunkt", status.at);
        writer.end();
    }
    for answer in &certificate.answers {
        svar(writer, answer);
    }
    if let Some(signature) = signature {
        writer.start("e:underskrift");
        writer.namespace("e", EXTENSION_32);
        writer.verbatim(signature);
        writer.end();
    }
    writer.end();
}

/// Writes the number alone. The elements for name and address are demanded by the schema and stay empty.
///
/// Source: `spec/reliability-security.md` R75.
fn patient(writer: &mut Writer, certificate: &Certificate) {
    writer.start("c:patient");
    write_person_id(writer, "c:person-id", &certificate.patient);
    for name in [
        "c:fornamn",
        "c:efternamn",
        "c:postadress",
        "c:postnummer",
        "c:postort",
    ] {
        writer.element(name, "");
    }
    writer.end();
}

fn svar(writer: &mut Writer, answer: &Svar) {
    writer.start("c:svar");
    writer.attribute("id", &answer.id);
    if let Some(instance) = answer.instance {
        writer.element("c:instans", &instance.to_string());
    }
    for part in &answer.parts {
        writer.start("c:delsvar");
        writer.attribute("id", &part.id);
        writer.content(&part.content, CONTENT_PREFIXES);
        writer.end();
    }
    writer.end();
}
