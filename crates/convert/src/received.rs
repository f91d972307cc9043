//! `RegisterCertificate` to values. What the national rules let through is taken as it is. Source: certificate-types 19.

use intyg_catalog::element::{CertificateType, Kind};
use intyg_catalog::registry;
use intyg_catalog::transport::period_date;
use intyg_catalog::value::{Value, Values};
use intyg_catalog::wire::{self, Content, absorb};
use intyg_catalog::{answers::Answers, fields};
use intyg_core::organisation::Contact;
use intyg_core::person::PersonId;
use intyg_rivta::certificate::{Certificate, Delsvar, Register, parse_register};
use intyg_rivta::contract::ContractError;
use intyg_rivta::types::Enhet;
use intyg_rivta::xml::{self, XmlError};
use jiff::civil::DateTime;

use crate::relation::{Relation, RelationKind};

/// A certificate that has been read.
#[derive(Debug, Clone)]
pub struct Received {
    /// Its type and major version.
    pub ty: &'static CertificateType,
    /// Its text version, with minor part.
    pub text_version: String,
    /// Its answers as if they had been typed, for a renewal.
    pub answers: Answers,
    /// Its answers, for reading.
    pub values: Values,
    /// Answers to additional questions, as id and text.
    pub additional: Vec<(String, String)>,
    /// What surrounds the answers.
    pub facts: Facts,
}

/// What surrounds the answers of a certificate. Name and address of the patient are not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Id as it stands.
    pub id: String,
    /// When it was signed, Swedish local time.
    pub signed_at: Option<DateTime>,
    /// The patient, if the number is right.
    pub patient: Option<PersonId>,
    /// HSA-id of the issuer.
    pub issuer_id: String,
    /// Name of the issuer.
    pub issuer_name: String,
    /// Positions of the issuer, by name; by code where the name is missing.
    pub positions: Vec<String>,
    /// Specialities of the issuer.
    pub specialities: Vec<String>,
    /// HSA-id of the unit.
    pub unit_id: String,
    /// Name of the unit.
    pub unit_name: String,
    /// Arbetsplatskod.
    pub workplace_code: String,
    /// Where the unit is reached.
    pub contact: Contact,
    /// HSA-id of the care provider.
    pub provider_id: String,
    /// Name of the care provider.
    pub provider_name: String,
    /// The first relation, which is the one that counts.
    pub relation: Option<Relation>,
}

/// Why a certificate cannot be read. No message quotes the document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiveError {
    /// Not XML that we take.
    #[error("the document cannot be parsed")]
    Xml(#[from] XmlError),
    /// Not `RegisterCertificate`.
    #[error("the message breaks its contract")]
    Contract(#[from] ContractError),
    /// The type or its version is not known.
    #[error("the certificate type or its version is not known")]
    Type,
}

/// Reads a document that holds `RegisterCertificate`.
///
/// # Errors
/// [`ReceiveError`] says what is in the way.
pub fn from_bytes(bytes: &[u8]) -> Result<Received, ReceiveError> {
    from_wire(&parse_register(&xml::parse(bytes)?)?)
}

/// Reads a message.
///
/// # Errors
/// [`ReceiveError::Type`] for a type or text version that the product does not have.
pub fn from_wire(register: &Register) -> Result<Received, ReceiveError> {
    let certificate = &register.certificate;
    let (ty, text_version) = type_of(certificate).ok_or(ReceiveError::Type)?;
    let svar: Vec<wire::Svar> = certificate.answers.iter().filter_map(svar).collect();
    let mut absorbed = absorb(ty, &svar);
    let contact = contact(&certificate.created_by.unit);
    for element in ty
        .elements()
        .filter(|e| matches!(e.kind, Kind::UnitContact))
    {
        absorbed
            .values
            .insert(element.id, Value::UnitContact(contact.clone()));
    }
    for (field, text) in fields::new_draft(ty, &contact).iter() {
        absorbed.answers.set(field, text);
    }
    Ok(Received {
        ty,
        text_version,
        answers: absorbed.answers,
        values: absorbed.values,
        additional: additional(ty, certificate),
        facts: facts(certificate, contact),
    })
}

/// A version without minor part is the first one. Source: certificate-types 1.2.
fn type_of(certificate: &Certificate) -> Option<(&'static CertificateType, String)> {
    let version = certificate.version.trim();
    let version = if version.contains('.') {
        version.to_owned()
    } else {
        format!("{version}.0")
    };
    let major = version.split_once('.')?.0.parse().ok()?;
    let ty = registry::find(certificate.certificate_type.code.trim(), major)?;
    ty.has_text_version(&version).then_some((ty, version))
}

fn svar(read: &intyg_rivta::certificate::Svar) -> Option<wire::Svar> {
    Some(wire::Svar {
        id: read.id.parse().ok()?,
        instance: read.instance.and_then(|number| u32::try_from(number).ok()),
        parts: read.parts.iter().filter_map(part).collect(),
    })
}

fn part(read: &Delsvar) -> Option<wire::Part> {
    let (_, number) = read.id.split_once('.')?;
    Some(wire::Part {
        number: number.parse().ok()?,
        content: content(read)?,
    })
}

fn content(read: &Delsvar) -> Option<Content> {
    if let Some(code) = read.code() {
        return Some(Content::Code {
            code: code.code.trim().to_owned(),
            system: code.code_system.trim().to_owned(),
            name: code.display_name,
        });
    }
    match read.period() {
        Some(period) => Some(Content::Period {
            from: period_date(period.start?.trim_start())?,
            to: period_date(period.end?.trim_start())?,
        }),
        None => Some(Content::Text(read.own_text().into_owned())),
    }
}

fn additional(ty: &CertificateType, certificate: &Certificate) -> Vec<(String, String)> {
    let known = |id: &str| {
        ty.elements()
            .filter_map(|element| element.id.wire())
            .any(|(svar, _)| id.parse() == Ok(svar))
    };
    certificate
        .answers
        .iter()
        .filter(|svar| !known(&svar.id))
        .filter_map(|svar| Some((svar.id.clone(), svar.parts.first()?.own_text().into_owned())))
        .collect()
}

fn contact(unit: &Enhet) -> Contact {
    Contact {
        address: unit.postal_address.clone(),
        postcode: unit.postal_code.clone(),
        city: unit.city.clone(),
        telephone: unit.phone.clone(),
        email: unit.email.clone().unwrap_or_default(),
    }
}

fn facts(certificate: &Certificate, contact: Contact) -> Facts {
    let staff = &certificate.created_by;
    Facts {
        id: certificate.id.extension.clone(),
        signed_at: certificate.signed_at,
        patient: PersonId::from_canonical(&certificate.patient.extension).ok(),
        issuer_id: staff.personal_id.clone(),
        issuer_name: staff.full_name.clone(),
        positions: staff
            .positions
            .iter()
            .map(|code| {
                code.display_name
                    .clone()
                    .unwrap_or_else(|| code.code.clone())
            })
            .collect(),
        specialities: staff
            .specialities
            .iter()
            .filter_map(|speciality| speciality.display_name.clone())
            .collect(),
        unit_id: staff.unit.id.clone(),
        unit_name: staff.unit.name.clone(),
        workplace_code: staff.unit.workplace_code.clone(),
        contact,
        provider_id: staff.unit.care_provider.id.clone(),
        provider_name: staff.unit.care_provider.name.clone(),
        relation: certificate.relations.iter().find_map(|relation| {
            Some(Relation {
                kind: RelationKind::from_code(&relation.kind.code)?,
                certificate: relation.certificate.extension.clone(),
            })
        }),
    }
}
