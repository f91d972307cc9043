//! `SendMessageToRecipient` at Intygstjänsten, which checks a message and passes it on to Försäkringskassan.

use intyg_rivta::{
    message::{MessageKind, MessageToRecipient},
    result::{ErrorId, ResultType},
};
use jiff::Timestamp;

use super::{Decision, REMINDER, SUBJECTS, listed};
use crate::world::{Certificate, Direction, Effect, Message, MessageState, NewMessage, World};

/// Decides about a message; `xml` is its element as received.
pub(crate) fn message(
    world: &World,
    request: MessageToRecipient,
    xml: &str,
    now: Timestamp,
) -> Decision {
    let Some(certificate) = world.certificate(&request.message.certificate.extension) else {
        return Decision::without_effect(ResultType::error(
            ErrorId::Application,
            "Intyg does not exist",
        ));
    };
    if certificate.is_test {
        return Decision::without_effect(ResultType::ok());
    }
    let faults = faults(world, certificate, &request);
    if !faults.is_empty() {
        return Decision::without_effect(ResultType::error(ErrorId::Validation, listed(&faults)));
    }
    Decision {
        result: ResultType::ok(),
        effect: Some(Effect::Messaged {
            message: Box::new(kept(request, xml, now)),
        }),
    }
}

/// Runs all checks. Source: `spec/exchange.md` 2.2.
fn faults(
    world: &World,
    certificate: &Certificate,
    request: &MessageToRecipient,
) -> Vec<&'static str> {
    let message = &request.message;
    let messages = world.messages();
    let subject = message.subject.code.as_str();
    let is_reminder = subject == REMINDER;
    let question = message.reply_to.as_ref();
    let stored_question = question.map(|question| messages.stored(&question.message_id));
    let reminded = message.reminder_of.as_deref();
    let checks = [
        (!SUBJECTS.contains(&subject), "Invalid amneskod"),
        (
            request.last_reply_date.is_some() && message.kind() != MessageKind::Question,
            "SistaDatumForSvar is only valid on Questions",
        ),
        (
            messages.stored(&message.id).is_some(),
            "MeddelandeId is not globally unique",
        ),
        (
            reminded.is_some() && !is_reminder,
            "paminnelseMeddelandeId should only be present if amne is PAMINN",
        ),
        (
            is_reminder && reminded.is_none(),
            "PAMINN should define paminnelseMeddelandeId",
        ),
        (
            reminded.is_some_and(|id| messages.stored(id).is_none()),
            "Paminnelse Meddelande does not exist",
        ),
        (
            stored_question == Some(None),
            "SvarPa Meddelande does not exist",
        ),
        (
            stored_question
                .flatten()
                .is_some_and(|question| question.subject != subject),
            "Svar amne is not consistent with question",
        ),
        (
            message.patient.extension != certificate.patient,
            "PatientPersonId is not consistent with certificate",
        ),
        (
            !world.is_sent(&certificate.id),
            "Certificate is not sent to recipient",
        ),
        (certificate.revoked_at.is_some(), "Certificate is revoked"),
    ];
    checks
        .into_iter()
        .filter_map(|(failed, text)| failed.then_some(text))
        .collect()
}

fn kept(request: MessageToRecipient, xml: &str, now: Timestamp) -> NewMessage {
    let message = request.message;
    NewMessage {
        logical_address: message.logical_address,
        message: Message {
            id: message.id,
            direction: Direction::ToRecipient,
            certificate: message.certificate.extension,
            subject: message.subject.code,
            reference: message.reference_id,
            heading: message.heading,
            text: message.text,
            points: Vec::new(),
            reply_to: message.reply_to.map(|question| question.message_id),
            reminder_of: message.reminder_of,
            last_reply_date: request.last_reply_date,
            at: now,
            state: MessageState::Accepted,
            unchecked: false,
            attempts: Vec::new(),
            xml: xml.to_owned(),
        },
    }
}
