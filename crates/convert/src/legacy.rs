//! Certificates of the old contract: taken in without the patient's name, and read again.

use intyg_catalog::retired::{
    self, Ability, Boxed, Content, Dated, DiagnosisCode, Function, Issuer, Reduction, RetiredType,
};
use intyg_core::ids::HsaId;
use intyg_core::person::PersonId;
use intyg_core::time;
use intyg_rivta::medical_certificate::{self as wire, MedicalCertificate, Moment};
use intyg_rivta::xml;
use jiff::Timestamp;

/// Longest id of a certificate, in characters; a UUID has 36.
const LONGEST_ID: usize = 200;

/// A certificate from before June 2018.
#[derive(Debug, Clone)]
pub struct Legacy {
    /// Its type.
    pub ty: &'static RetiredType,
    /// Its own id as it stands.
    pub document_id: String,
    /// The patient.
    pub patient: PersonId,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// Who signed.
    pub issuer_id: HsaId,
    /// Her name; empty when the certificate does not tell it.
    pub issuer_name: String,
    /// The issuing unit.
    pub unit_id: HsaId,
    /// Its name.
    pub unit_name: String,
    /// Its care provider.
    pub provider_id: HsaId,
    /// What it says.
    pub content: Content,
}

/// A certificate that can be stored.
#[derive(Debug, Clone)]
pub struct TakenIn {
    /// The certificate.
    pub certificate: Legacy,
    /// The document to store: as it came, but for what may name the patient.
    pub document: String,
    /// Whether a name was taken out.
    pub had_names: bool,
}

/// Why a document is not taken. No message quotes it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LegacyError {
    /// It is no XML that we take, or no certificate of this contract.
    #[error("{0}")]
    Unreadable(String),
    /// It is a certificate that cannot be stored; there is at least one reason, in Swedish.
    #[error("{}", .0.join(" "))]
    Refused(Vec<String>),
}

/// Reads a document that is to be stored, and takes the patient's name out of it.
///
/// # Errors
/// [`LegacyError`] says what is in the way.
pub fn take_in(bytes: &[u8]) -> Result<TakenIn, LegacyError> {
    let document = parse(bytes)?;
    let read = certificate(&document)?;
    let redacted = wire::without_names(&document);
    // What is stored must say the same as what came.
    if certificate(&parse(redacted.text.as_bytes())?)? != read {
        return Err(LegacyError::Unreadable(
            "the document says something else without the patient's name".to_owned(),
        ));
    }
    let certificate = legacy(read)?;
    let faults = faults(&certificate);
    if !faults.is_empty() {
        return Err(LegacyError::Refused(faults));
    }
    Ok(TakenIn {
        certificate,
        document: redacted.text,
        had_names: redacted.had_names,
    })
}

/// Reads a stored document.
///
/// # Errors
/// As [`take_in`].
pub fn read_legacy(bytes: &[u8]) -> Result<Legacy, LegacyError> {
    legacy(certificate(&parse(bytes)?)?)
}

fn parse(bytes: &[u8]) -> Result<xml::Document<'_>, LegacyError> {
    xml::parse(bytes).map_err(|error| LegacyError::Unreadable(error.to_string()))
}

fn certificate(document: &xml::Document<'_>) -> Result<MedicalCertificate, LegacyError> {
    let element = wire::find(document).ok_or_else(|| {
        LegacyError::Unreadable("no RegisterMedicalCertificate in the document".to_owned())
    })?;
    wire::read_register(element).map_err(|error| LegacyError::Unreadable(error.to_string()))
}

/// What the type and the module demand beside the contract.
fn faults(certificate: &Legacy) -> Vec<String> {
    let ty = certificate.ty;
    let mut faults: Vec<String> = ty
        .unknown_codes(&certificate.content)
        .iter()
        .map(ToString::to_string)
        .collect();
    if certificate.content.signed_on >= ty.issued_before {
        faults.push(format!(
            "Intyget är signerat {} eller senare, då blanketten inte längre användes.",
            ty.issued_before
        ));
    }
    if certificate.document_id.chars().count() > LONGEST_ID {
        faults.push(format!("Intygets id är längre än {LONGEST_ID} tecken."));
    }
    faults
}

fn legacy(read: MedicalCertificate) -> Result<Legacy, LegacyError> {
    let mut faults = Vec::new();
    let mut need = |found: bool, words: &str| {
        if !found {
            faults.push(words.to_owned());
        }
    };
    let hsa = |id: &str| HsaId::parse(id).ok();
    let patient = person(&read.patient.extension);
    let signed_at = match read.signed_at {
        Moment::Local(local) => time::from_local(local),
        Moment::Instant(at) => Some(at),
    };
    let issuer_id = hsa(&read.issuer.id);
    let unit_id = hsa(&read.issuer.unit.id);
    let provider_id = read.issuer.unit.provider_id.as_deref().and_then(hsa);
    need(
        patient.is_some(),
        "Patientens personnummer är inte giltigt.",
    );
    need(signed_at.is_some(), "Tiden för signeringen är inte giltig.");
    need(issuer_id.is_some(), "Utfärdarens HSA-id är inte giltigt.");
    need(unit_id.is_some(), "Enhetens HSA-id är inte giltigt.");
    // Without it nobody could be allowed to read the certificate.
    need(
        provider_id.is_some(),
        "Vårdgivarens HSA-id saknas eller är inte giltigt.",
    );
    match (patient, signed_at, issuer_id, unit_id, provider_id) {
        (Some(patient), Some(signed_at), Some(issuer_id), Some(unit_id), Some(provider_id)) => {
            Ok(Legacy {
                ty: retired::MEDICAL_CERTIFICATE,
                document_id: read.id.clone(),
                patient,
                signed_at,
                issuer_id,
                issuer_name: read.issuer.name.clone().unwrap_or_default(),
                unit_id,
                unit_name: read.issuer.unit.name.clone(),
                provider_id,
                content: content(read, signed_at),
            })
        }
        _ => Err(LegacyError::Refused(faults)),
    }
}

/// `YYYYMMDD-NNNN`, by contract with its dash; a plus is that of a person of 100 years. Source: certificate-types 15.1 PN4.
fn person(number: &str) -> Option<PersonId> {
    let (day, rest) = number.split_at_checked(8)?;
    let last = rest.strip_prefix(['-', '+']).unwrap_or(rest);
    PersonId::from_canonical(&format!("{day}{last}")).ok()
}

fn content(read: MedicalCertificate, signed_at: Timestamp) -> Content {
    let (diagnosis_text, code) = read
        .condition
        .map_or((None, None), |condition| (condition.text, condition.code));
    let diagnosis = code.and_then(|code| {
        Some(DiagnosisCode {
            code: code.code?,
            register: code.system_name.or(code.system).unwrap_or_default(),
        })
    });
    Content {
        boxes: read
            .activities
            .into_iter()
            .map(|box_| Boxed {
                code: box_.code,
                text: box_.text,
            })
            .collect(),
        contacts: read
            .contacts
            .into_iter()
            .map(|contact| Dated {
                code: contact.kind,
                on: Some(contact.on),
            })
            .collect(),
        references: read
            .references
            .into_iter()
            .map(|reference| Dated {
                code: reference.kind,
                on: reference.on,
            })
            .collect(),
        history: read.history,
        diagnosis_text,
        diagnosis,
        functions: read.functions.into_iter().map(function).collect(),
        comment: read.comment,
        signed_on: time::local_date(signed_at),
        issuer: issuer(read.issuer),
    }
}

fn function(read: wire::Function) -> Function {
    Function {
        kind: read.kind,
        text: read.text,
        ability: read.ability.map(|ability| Ability {
            reason: ability.reason,
            prognosis: ability.prognosis,
            duties: ability.duties,
            reductions: ability
                .reductions
                .into_iter()
                .map(|reduction| Reduction {
                    degree: reduction.degree,
                    from: reduction.from,
                    to: reduction.to,
                })
                .collect(),
            occupations: ability.occupations,
        }),
    }
}

fn issuer(read: wire::Issuer) -> Issuer {
    let unit = read.unit;
    let town = [unit.postal_code, unit.city]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    Issuer {
        name: read.name.unwrap_or_default(),
        unit: unit.name,
        address: unit
            .postal_address
            .into_iter()
            .chain(Some(town).filter(|town| !town.is_empty()))
            .collect(),
        telephone: unit.phone.unwrap_or_default(),
        prescriber_code: read.prescriber_code.unwrap_or_default(),
        workplace_code: unit.workplace_code.unwrap_or_default(),
    }
}
