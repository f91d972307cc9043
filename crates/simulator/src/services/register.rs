//! `RegisterCertificate` at Intygstjänsten.

use intyg_rivta::{
    certificate::{Register, parse_register},
    result::{ErrorId, ResultType},
    xml::{self, Document},
};
use intyg_signing::{VerifyError, verify_document};
use jiff::{Timestamp, tz::TimeZone};

use super::{Decision, supported};
use crate::world::{Certificate, Effect, Facts, Signature, World};

/// A registration that could be read.
pub(crate) struct Registration<'a> {
    /// The request.
    pub(crate) register: Register,
    /// The element of the request, as received.
    pub(crate) xml: &'a str,
    /// SHA-256 of the element `intyg`.
    pub(crate) digest: String,
    /// Whether the signature holds.
    pub(crate) signature: Signature,
}

impl<'a> Registration<'a> {
    pub(crate) fn new(
        document: &Document<'_>,
        register: Register,
        xml: &'a str,
        digest: String,
        now: Timestamp,
    ) -> Self {
        let signature = judge(document, &register, now);
        Self {
            register,
            xml,
            digest,
            signature,
        }
    }
}

/// Decides about a registration.
pub(crate) fn register(world: &World, registration: Registration<'_>, now: Timestamp) -> Decision {
    let facts = facts(&registration.register);
    let certificate = registration.register.certificate;
    let id = certificate.id.extension;
    let patient = certificate.patient.extension;
    let kind = certificate.certificate_type;
    let refuse =
        |text: String| Decision::without_effect(ResultType::error(ErrorId::Validation, text));
    if !has_right_check_digit(&patient) {
        return refuse("The personal identity number is not valid".to_owned());
    }
    if !supported::version(&kind.code, &certificate.version) {
        return refuse(format!(
            "Certificate with type: {} does not support version: {}",
            kind.code, certificate.version
        ));
    }
    if let Some(known) = world.certificate(&id) {
        let exists = "Certificate already exists".to_owned();
        return if known.patient == patient {
            Decision::without_effect(ResultType::info(exists))
        } else {
            refuse(exists)
        };
    }
    Decision {
        result: ResultType::ok(),
        effect: Some(Effect::Registered {
            certificate: Box::new(Certificate {
                id,
                patient,
                type_text: kind.display_name.unwrap_or_else(|| kind.code.clone()),
                certificate_type: kind.code,
                version: certificate.version,
                received_at: now,
                signature: registration.signature,
                revoked_at: None,
                revocation: None,
                facts,
                is_test: false,
                digest: registration.digest,
                xml: registration.xml.to_owned(),
            }),
        }),
    }
}

/// Reads the facts again from a request, for a certificate of a time when they were not kept.
pub(crate) fn facts_of(xml: &str) -> Option<Facts> {
    let document = xml::parse(xml.as_bytes()).ok()?;
    parse_register(&document)
        .ok()
        .map(|register| facts(&register))
}

/// What Försäkringskassan needs of a certificate to write about it.
fn facts(register: &Register) -> Facts {
    let certificate = &register.certificate;
    Facts {
        root: certificate.id.root.clone(),
        patient_root: certificate.patient.root.clone(),
        unit: certificate.created_by.unit.id.clone(),
        questions: certificate
            .answers
            .iter()
            .map(|answer| (answer.id.clone(), answer.instance))
            .collect(),
        reply_to: register
            .reply_to
            .as_ref()
            .map(|question| question.message_id.clone()),
        completes: certificate
            .relations
            .iter()
            .find(|relation| relation.kind.code == "KOMPLT")
            .map(|relation| relation.certificate.extension.clone()),
    }
}

/// The control digit over the last ten of twelve digits.
fn has_right_check_digit(number: &str) -> bool {
    let digits = number.chars().skip(2).filter_map(|c| c.to_digit(10));
    let sum: u32 = digits
        .enumerate()
        .map(|(at, digit)| {
            let weighted = if at % 2 == 0 { digit * 2 } else { digit };
            weighted / 10 + weighted % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Judges the signature at the time that the certificate tells. The national service does not, but whoever looks at the page wants to know.
fn judge(document: &Document<'_>, register: &Register, now: Timestamp) -> Signature {
    let at = register
        .certificate
        .signed_at
        .and_then(|local| {
            let zone = TimeZone::get("Europe/Stockholm").ok()?;
            zone.to_ambiguous_timestamp(local).compatible().ok()
        })
        .unwrap_or(now);
    match verify_document(document, None, at) {
        Ok(verified) => Signature::Valid {
            signer: verified.signer_serial_number,
            name: verified.signer_name,
        },
        Err(VerifyError::Unsigned) => Signature::Missing,
        Err(error) => Signature::Invalid {
            reason: error.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_is_computed_over_ten_digits() {
        for (number, expected) in [
            ("191212121212", true),
            ("191212121213", false),
            ("197010632391", true),
            ("197010632392", false),
        ] {
            assert_eq!(has_right_check_digit(number), expected, "{number}");
        }
    }
}
