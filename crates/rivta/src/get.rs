//! `GetCertificate` 2.1: asks Intygstjänsten for a certificate and what has become of it.
//!
//! Source: `GetCertificateResponder` 2.1.

use crate::{
    certificate::{Certificate, Status, intyg, status},
    contract::{ContractError, Problem, sequence},
    interaction::Interaction,
    names::{CORE, EXTENSION_32, PART, TYPES},
    soap::Fault,
    types::{Code, IntygId, intyg_id, restricted_code, write_code, write_intyg_id},
    xml::{Document, Element, WriteError, Writer},
};

/// The part of care staff. Source: `KV_Part`.
pub const CARE: &str = "HSVARD";
/// The status of a certificate that Intygstjänsten has. Source: the list of statuses, exchange 1.3.
pub const RECEIVED: &str = "RECEIV";
/// The status of a certificate that has been passed on to its part.
pub const SENT: &str = "SENTTO";
/// The status of a certificate that has been taken back.
pub const REVOKED: &str = "CANCEL";

const CONTRACT: Interaction = Interaction::GetCertificate;
/// Words by which a fault says that there is no such certificate, in lower case. The contract has none; these are our own choice.
const NOT_FOUND: [&str; 3] = ["not found", "does not exist", "unknown certificate"];

/// The request of `GetCertificate`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Get {
    /// The certificate, with the id it was registered under.
    pub certificate: IntygId,
    /// Who asks, code system [`PART`]; decides which statuses are told.
    pub party: Code,
}

/// What the answer tells of a certificate. Its content is not read: whoever asks has it signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The certificate that the answer is about.
    pub certificate: IntygId,
    /// What has become of it, in the order of the answer.
    pub statuses: Vec<Status>,
}

/// Writes a request: one element, without XML declaration, that declares all its prefixes.
///
/// # Errors
/// [`WriteError`] if a text holds a character that XML cannot hold.
pub fn write_get(get: &Get) -> Result<String, WriteError> {
    let mut writer = Writer::fragment();
    writer.start("rc:GetCertificate");
    writer.namespace("rc", CONTRACT.namespace());
    writer.namespace("t", TYPES);
    write_intyg_id(&mut writer, "rc:intygs-id", &get.certificate);
    write_code(&mut writer, "rc:part", &get.party);
    writer.finish()
}

/// Reads a document whose outermost element is `GetCertificate`.
///
/// # Errors
/// [`ContractError`] with the place, for whatever a validation against the schema would refuse.
pub fn parse_get(document: &Document<'_>) -> Result<Get, ContractError> {
    read_get(document.root())
}

/// Reads the element `GetCertificate`, such as the one in a SOAP body.
///
/// # Errors
/// As [`parse_get`].
pub fn read_get(element: Element<'_, '_>) -> Result<Get, ContractError> {
    let namespace = CONTRACT.namespace();
    expect(element, CONTRACT.name())?;
    let mut children = sequence(element)?;
    let certificate = intyg_id(children.required(namespace, "intygs-id")?)?;
    let party = restricted_code(children.required(namespace, "part")?, PART)?;
    children.end_tolerant(namespace)?;
    Ok(Get { certificate, party })
}

/// Writes an answer: one element, without XML declaration, that declares all its prefixes. `signature` is one element `Signature` that
/// declares its own prefixes; it is inserted verbatim.
///
/// # Errors
/// [`WriteError`] if a text holds a character that XML cannot hold.
pub fn write_got(certificate: &Certificate, signature: Option<&str>) -> Result<String, WriteError> {
    let mut writer = Writer::fragment();
    writer.start("rc:GetCertificateResponse");
    writer.namespace("rc", CONTRACT.namespace());
    writer.namespace("c", CORE);
    writer.namespace("t", TYPES);
    if !certificate.created_by.licensed_professions.is_empty() {
        writer.namespace("e", EXTENSION_32);
    }
    writer.start("rc:intyg");
    intyg(&mut writer, certificate, signature);
    writer.finish()
}

/// Reads what an answer tells of a certificate. The rest of the certificate may break its schema.
///
/// # Errors
/// [`ContractError`] with the place, if it is no answer of this contract, or if the id or a status breaks the schema.
pub fn read_standing(element: Element<'_, '_>) -> Result<Standing, ContractError> {
    expect(element, CONTRACT.response_name())?;
    let missing = |parent, name| ContractError::new(parent, Problem::Missing(name));
    let certificate = element
        .child(CONTRACT.namespace(), "intyg")
        .ok_or_else(|| missing(element, "intyg"))?;
    let id = certificate
        .child(CORE, "intygs-id")
        .ok_or_else(|| missing(certificate, "intygs-id"))?;
    Ok(Standing {
        certificate: intyg_id(id)?,
        statuses: certificate
            .children()
            .filter(|child| child.is(CORE, "status"))
            .map(status)
            .collect::<Result<_, _>>()?,
    })
}

/// Tells whether a fault says that there is no such certificate: a plain fault of the server whose text says so, and none of the service
/// platform, which begin with `VP`.
///
/// Source: `spec/exchange.md` 1.9.
pub fn is_not_found(fault: &Fault) -> bool {
    let text = fault.text.to_lowercase();
    fault.code == "Server"
        && !text.trim_start().starts_with("vp")
        && !text.contains("marshalling error")
        && NOT_FOUND.iter().any(|words| text.contains(words))
}

fn expect(element: Element<'_, '_>, name: &'static str) -> Result<(), ContractError> {
    if element.is(CONTRACT.namespace(), name) {
        Ok(())
    } else {
        Err(ContractError::new(element, Problem::OtherElement(name)))
    }
}
