//! Values to `RegisterCertificate`. Source: certificate-types 2.2, exchange 1.4.

use intyg_catalog::element::CertificateType;
use intyg_catalog::value::{Value, Values};
use intyg_catalog::wire::{self, Content};
use intyg_core::actor::Actor;
use intyg_core::ids::CertificateId;
use intyg_core::organisation::Contact;
use intyg_core::person::PersonId;
use intyg_core::time;
use intyg_rivta::certificate::{Certificate, Delsvar, Register, Svar};
use intyg_rivta::names;
use intyg_rivta::types::{Code, IntygId, PersonId as WirePersonId};
use jiff::Timestamp;
use jiff::civil::DateTime;

use crate::staff::hos_personal;

/// What surrounds the answers of a certificate that is being signed.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    /// Id of the certificate.
    pub id: CertificateId,
    /// Text version, e.g. `1.3`.
    pub text_version: &'a str,
    /// When the signing began.
    pub signed_at: Timestamp,
    /// The patient.
    pub patient: &'a PersonId,
    /// The doctor who signs, on the issuing unit.
    pub actor: &'a Actor,
}

/// Makes the message that registers a certificate with these values. Name and address of the patient are no part of it.
pub fn to_wire(ty: &CertificateType, values: &Values, envelope: &Envelope<'_>) -> Register {
    let signed_at = whole_seconds(envelope.signed_at);
    Register {
        reply_to: None,
        certificate: Certificate {
            id: IntygId {
                root: envelope.actor.unit().id.as_str().to_owned(),
                extension: envelope.id.to_text(),
            },
            recipients: Vec::new(),
            certificate_type: Code::new(ty.code, ty.code_system, ty.wire_name),
            version: envelope.text_version.to_owned(),
            signed_at: Some(signed_at),
            sent_at: Some(signed_at),
            patient: person(envelope.patient),
            created_by: hos_personal(
                envelope.actor,
                contact(values),
                ty.transport.envelope.licensed_profession,
            ),
            relations: Vec::new(),
            statuses: Vec::new(),
            answers: wire::emit(ty, values).into_iter().map(svar).collect(),
        },
    }
}

/// Returns the time in Sweden without its fraction, the form of the contract.
pub(crate) fn whole_seconds(at: Timestamp) -> DateTime {
    let local = time::local(at);
    local.with().subsec_nanosecond(0).build().unwrap_or(local)
}

pub(crate) fn person(id: &PersonId) -> WirePersonId {
    let root = if id.is_coordination_number() {
        names::SAMORDNINGSNUMMER
    } else {
        names::PERSONNUMMER
    };
    WirePersonId {
        root: root.to_owned(),
        extension: id.digits().to_owned(),
    }
}

fn contact(values: &Values) -> Option<&Contact> {
    values.iter().find_map(|(_, value)| match value {
        Value::UnitContact(contact) => Some(contact),
        _ => None,
    })
}

fn svar(made: wire::Svar) -> Svar {
    let id = made.id;
    Svar {
        id: id.to_string(),
        instance: made.instance.and_then(|number| i32::try_from(number).ok()),
        parts: made
            .parts
            .into_iter()
            .map(|part| delsvar(format!("{id}.{}", part.number), part.content))
            .collect(),
    }
}

fn delsvar(id: String, content: Content) -> Delsvar {
    match content {
        Content::Text(text) => Delsvar::text(id, text),
        Content::Code { code, system, name } => Delsvar::cv(
            id,
            Code {
                code,
                code_system: system,
                display_name: name,
            },
        ),
        Content::Period { from, to } => {
            Delsvar::date_period(id, Some(from.to_string()), Some(to.to_string()))
        }
    }
}
