//! `SendCertificateToRecipient` at Intygstjänsten, which passes the certificate on to Försäkringskassan.

use intyg_rivta::{
    result::{ErrorId, ResultType},
    send::{Send, SentBy},
    types::{Code, IntygId, PersonId},
};
use jiff::Timestamp;

use super::{Decision, supported};
use crate::world::{Certificate, Delivery, Effect, World};

/// Decides about an order that the patient gives on 1177.se, to the one recipient that takes certificates of the type.
pub(crate) fn sent_by_patient(
    world: &World,
    known: &Certificate,
    now: Timestamp,
    decided_at: jiff::civil::DateTime,
) -> Decision {
    let patient = PersonId {
        root: known.facts.patient_root.clone(),
        extension: known.patient.clone(),
    };
    let order = Send {
        sent_at: decided_at,
        certificate: IntygId {
            root: known.facts.root.clone(),
            extension: known.id.clone(),
        },
        patient: patient.clone(),
        recipient: Code {
            code: supported::recipient_of(&known.certificate_type)
                .unwrap_or_default()
                .to_owned(),
            code_system: intyg_rivta::names::PART.to_owned(),
            display_name: None,
        },
        sent_by: SentBy::Citizen(patient),
    };
    send(world, order, now)
}

/// Decides about an order to send.
pub(crate) fn send(world: &World, order: Send, now: Timestamp) -> Decision {
    let id = order.certificate.extension;
    let known = world
        .certificate(&id)
        .filter(|known| known.patient == order.patient.extension);
    let Some(known) = known else {
        return Decision::without_effect(ResultType::error(
            ErrorId::Application,
            format!("Unknown certificate ID: {id}"),
        ));
    };
    if known.is_test {
        return Decision::without_effect(ResultType::error(
            ErrorId::Validation,
            format!("Certificate '{id}' is a test certificate and cannot be sent"),
        ));
    }
    if known.revoked_at.is_some() {
        return Decision::without_effect(ResultType::info(format!(
            "Certificate '{id}' has been revoked."
        )));
    }
    let recipient = order.recipient.code;
    if !supported::recipient(&known.certificate_type, &recipient) {
        return Decision::without_effect(ResultType::error(
            ErrorId::Technical,
            format!("Certificate '{id}' couldn't be sent to recipient"),
        ));
    }
    if world.has_delivered(&id, &recipient) {
        return Decision::without_effect(ResultType::info(format!(
            "Certificate '{id}' already sent to '{recipient}'."
        )));
    }
    Decision {
        result: ResultType::ok(),
        effect: Some(Effect::Delivered {
            delivery: Delivery {
                certificate: id,
                recipient,
                received_at: now,
                decided_at: order.sent_at.to_string(),
                sent_by: match order.sent_by {
                    SentBy::Staff(staff) => Some(staff.personal_id),
                    SentBy::Citizen(_) => None,
                },
                revoked_at: None,
            },
        }),
    }
}
