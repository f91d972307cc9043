//! `SendMessageToCare` at Intygstjänsten, which checks what Försäkringskassan writes before the care system gets it.
//!
//! The unit is not among the checks: `logiskAdressMottagare` is used for routing as it stands.
//! Source: `spec/exchange.md` 3.2.

use intyg_rivta::{
    message::{MessageKind, MessageToCare, parse_message_to_care},
    xml,
};

use super::{REMINDER, SUBJECTS, listed, supported};
use crate::world::World;

/// Checks the body of a message.
///
/// # Errors
/// The text of Intygstjänsten's refusal.
pub(crate) fn check(world: &World, body: &str) -> Result<(), String> {
    let document = xml::parse(body.as_bytes()).map_err(|error| error.to_string())?;
    let request = parse_message_to_care(&document).map_err(|error| error.fault_text())?;
    let mut faults = faults_of_message(world, &request);
    faults.extend(faults_of_certificate(world, &request));
    if faults.is_empty() {
        Ok(())
    } else {
        Err(listed(&faults))
    }
}

fn faults_of_message(world: &World, request: &MessageToCare) -> Vec<&'static str> {
    let message = &request.message;
    let messages = world.messages();
    let subject = message.subject.code.as_str();
    let is_reminder = subject == REMINDER;
    let reminded = message.reminder_of.as_deref();
    let question = message
        .reply_to
        .as_ref()
        .map(|question| messages.stored(&question.message_id));
    let checks = [
        (
            !supported::is_recipient(&request.sender.code),
            "SkickatAv part code is not valid",
        ),
        (!SUBJECTS.contains(&subject), "SUBJECT_NOT_SUPPORTED_ERROR"),
        (
            message.kind() == MessageKind::Answer && request.last_reply_date.is_some(),
            "MESSAGE_TYPE_CONSISTENCY_ERROR",
        ),
        (
            !request.points.is_empty() && subject != "KOMPLT",
            "KOMPLETTERING_INCONSISTENCY_ERROR",
        ),
        (
            message.id.is_empty() || messages.stored(&message.id).is_some(),
            "MEDDELANDE_ID_NOT_UNIQUE_ERROR",
        ),
        (
            is_reminder != reminded.is_some(),
            "PAMINNELSE_ID_INCONSISTENCY_ERROR",
        ),
        (
            reminded.is_some_and(|id| messages.stored(id).is_none()) || question == Some(None),
            "REFERENCED_MESSAGE_NOT_FOUND_ERROR",
        ),
        (
            question
                .flatten()
                .is_some_and(|question| question.subject != subject),
            "SUBJECT_CONSISTENCY_ERROR",
        ),
    ];
    failed(checks)
}

fn faults_of_certificate(world: &World, request: &MessageToCare) -> Vec<&'static str> {
    let message = &request.message;
    let Some(certificate) = world.certificate(&message.certificate.extension) else {
        return vec!["CERTIFICATE_NOT_FOUND_ERROR"];
    };
    failed([
        (
            message.patient.extension != certificate.patient,
            "CIVIC_REGISTRATION_NUMBER_INCONSISTENCY_ERROR",
        ),
        (
            certificate.revoked_at.is_some(),
            "CERTIFICATE_REVOKED_ERROR",
        ),
        (certificate.is_test, "TEST_CERTIFICATE"),
    ])
}

fn failed<const N: usize>(checks: [(bool, &'static str); N]) -> Vec<&'static str> {
    checks
        .into_iter()
        .filter_map(|(failed, text)| failed.then_some(text))
        .collect()
}
