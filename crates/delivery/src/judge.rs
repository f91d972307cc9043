//! What an answer means: one table for all that can come back. Source: exchange 2.3, reliability-security R97.

use intyg_app::OutcomeClass;
use intyg_core::outbox::{Delivery, OutboxKind, Verdict};
use intyg_rivta::result::{ErrorId, ResultCode, ResultType};
use intyg_rivta::soap::Fault;

use crate::client::Observation;

/// Judges what came back for a message of this kind; `attempt` counts all that were made, from 1.
pub fn judge(kind: OutboxKind, attempt: u32, seen: &Observation) -> (Verdict, OutcomeClass) {
    match seen {
        Observation::Answered(result) => answered(kind, attempt, result),
        other => unanswered(other),
    }
}

/// Judges what came back instead of an answer.
pub(crate) fn unanswered<A>(seen: &Observation<A>) -> (Verdict, OutcomeClass) {
    match seen {
        Observation::Fault(fault) => faulted(fault),
        Observation::Http(401 | 403) => (Verdict::Retry, OutcomeClass::IdentityRefused),
        Observation::Http(404) => (Verdict::Retry, OutcomeClass::UnknownAddress),
        Observation::Answered(_) | Observation::Http(_) | Observation::Unreadable(_) => {
            (Verdict::Retry, OutcomeClass::Technical)
        }
        Observation::NoConnection => (Verdict::Retry, OutcomeClass::NoConnection),
        Observation::Timeout => (Verdict::Retry, OutcomeClass::Timeout),
    }
}

fn answered(kind: OutboxKind, attempt: u32, result: &ResultType) -> (Verdict, OutcomeClass) {
    match (result.code, &result.error_id) {
        (ResultCode::Ok, _) => (Verdict::Delivered(Delivery::Now), OutcomeClass::Ok),
        (ResultCode::Info, _) => match kind {
            OutboxKind::Send if says(result, "revoked") => revoked(),
            OutboxKind::Send | OutboxKind::Register | OutboxKind::Message | OutboxKind::Revoke => {
                already_there()
            }
        },
        // An earlier attempt had arrived, and its answer was lost on the way.
        (ResultCode::Error, Some(ErrorId::Validation))
            if kind == OutboxKind::Message
                && attempt > 1
                && says(result, "meddelandeid is not globally unique") =>
        {
            already_there()
        }
        (ResultCode::Error, Some(ErrorId::Validation)) => {
            (Verdict::Failed, OutcomeClass::Validation)
        }
        (ResultCode::Error, Some(ErrorId::Application)) => match kind {
            // Sent before the registration was known there: right by itself as soon as it is.
            OutboxKind::Send if says(result, "unknown certificate") => {
                (Verdict::Retry, OutcomeClass::Application)
            }
            OutboxKind::Revoke | OutboxKind::Message if says(result, "does not exist") => {
                (Verdict::Retry, OutcomeClass::Application)
            }
            OutboxKind::Send | OutboxKind::Register | OutboxKind::Message | OutboxKind::Revoke => {
                (Verdict::Failed, OutcomeClass::Application)
            }
        },
        (ResultCode::Error, Some(ErrorId::Revoked)) => match kind {
            OutboxKind::Send => revoked(),
            OutboxKind::Revoke => already_there(),
            OutboxKind::Register | OutboxKind::Message => (Verdict::Failed, OutcomeClass::Revoked),
        },
        (ResultCode::Error, Some(ErrorId::Technical | ErrorId::Unknown(_)) | None) => {
            (Verdict::Retry, OutcomeClass::Technical)
        }
    }
}

fn already_there() -> (Verdict, OutcomeClass) {
    (
        Verdict::Delivered(Delivery::AlreadyThere),
        OutcomeClass::AlreadyThere,
    )
}

fn revoked() -> (Verdict, OutcomeClass) {
    (
        Verdict::Delivered(Delivery::RevokedThere),
        OutcomeClass::Revoked,
    )
}

fn faulted(fault: &Fault) -> (Verdict, OutcomeClass) {
    let text = &fault.text;
    if text.contains("Unmarshalling Error") || text.contains("Marshalling Error") {
        return (Verdict::Failed, OutcomeClass::Validation);
    }
    let class = match platform_code(text) {
        Some("VP002" | "VP003" | "VP007" | "VP011" | "VP013") => OutcomeClass::IdentityRefused,
        Some("VP001" | "VP004" | "VP005" | "VP015") => OutcomeClass::UnknownAddress,
        _ => OutcomeClass::Technical,
    };
    (Verdict::Retry, class)
}

/// The code of the service platform at the start of a fault's text, e.g. `VP004`.
fn platform_code(text: &str) -> Option<&str> {
    let start = text.find("VP0")?;
    text.get(start..start + 5)
}

fn says(result: &ResultType, words: &str) -> bool {
    result
        .text
        .as_deref()
        .is_some_and(|text| text.to_lowercase().contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use OutboxKind::{Message, Register, Revoke, Send};
    use OutcomeClass as Class;

    const DONE: Verdict = Verdict::Delivered(Delivery::Now);
    const THERE: Verdict = Verdict::Delivered(Delivery::AlreadyThere);
    const REVOKED: Verdict = Verdict::Delivered(Delivery::RevokedThere);

    fn fault(text: &str) -> Observation {
        Observation::Fault(Fault {
            code: "Server".into(),
            text: text.into(),
        })
    }

    #[test]
    fn every_row_of_the_table_has_its_class() {
        let error = |id, text: &str| Observation::Answered(ResultType::error(id, text));
        let info = |text: &str| Observation::Answered(ResultType::info(text));
        let no_id = Observation::Answered(ResultType {
            error_id: None,
            ..ResultType::error(ErrorId::Technical, "")
        });
        let cases = [
            (
                Observation::Answered(ResultType::ok()),
                (DONE, Class::Ok),
                (DONE, Class::Ok),
                (DONE, Class::Ok),
            ),
            (
                info("Certificate already exists"),
                (THERE, Class::AlreadyThere),
                (THERE, Class::AlreadyThere),
                (THERE, Class::AlreadyThere),
            ),
            (
                info("Certificate 'x' has been revoked."),
                (THERE, Class::AlreadyThere),
                (REVOKED, Class::Revoked),
                (THERE, Class::AlreadyThere),
            ),
            (
                error(ErrorId::Validation, "Certificate already exists"),
                (Verdict::Failed, Class::Validation),
                (Verdict::Failed, Class::Validation),
                (Verdict::Failed, Class::Validation),
            ),
            (
                error(ErrorId::Application, "Unknown certificate ID: x"),
                (Verdict::Failed, Class::Application),
                (Verdict::Retry, Class::Application),
                (Verdict::Failed, Class::Application),
            ),
            (
                error(ErrorId::Application, "no"),
                (Verdict::Failed, Class::Application),
                (Verdict::Failed, Class::Application),
                (Verdict::Failed, Class::Application),
            ),
            (
                error(ErrorId::Revoked, ""),
                (Verdict::Failed, Class::Revoked),
                (REVOKED, Class::Revoked),
                (THERE, Class::AlreadyThere),
            ),
            (
                error(ErrorId::Technical, ""),
                (Verdict::Retry, Class::Technical),
                (Verdict::Retry, Class::Technical),
                (Verdict::Retry, Class::Technical),
            ),
            (
                error(ErrorId::Unknown("NEW".into()), ""),
                (Verdict::Retry, Class::Technical),
                (Verdict::Retry, Class::Technical),
                (Verdict::Retry, Class::Technical),
            ),
            (
                no_id,
                (Verdict::Retry, Class::Technical),
                (Verdict::Retry, Class::Technical),
                (Verdict::Retry, Class::Technical),
            ),
            (
                error(
                    ErrorId::Application,
                    "Certificate x does not exist for patient.",
                ),
                (Verdict::Failed, Class::Application),
                (Verdict::Failed, Class::Application),
                (Verdict::Retry, Class::Application),
            ),
        ];
        for (seen, register, send, revoke) in cases {
            assert_eq!(judge(Register, 1, &seen), register, "register {seen:?}");
            assert_eq!(judge(Send, 1, &seen), send, "send {seen:?}");
            assert_eq!(judge(Revoke, 1, &seen), revoke, "revoke {seen:?}");
        }
    }

    #[test]
    fn what_is_no_answer_is_tried_again_unless_the_schema_is_broken() {
        for (seen, expected) in [
            (
                fault("Unmarshalling Error: cvc-complex-type"),
                (Verdict::Failed, Class::Validation),
            ),
            (
                fault("Marshalling Error"),
                (Verdict::Failed, Class::Validation),
            ),
            (
                fault("VP004 No logical address"),
                (Verdict::Retry, Class::UnknownAddress),
            ),
            (
                fault("VP007 Authorization missing"),
                (Verdict::Retry, Class::IdentityRefused),
            ),
            (fault("something"), (Verdict::Retry, Class::Technical)),
            (
                Observation::Http(403),
                (Verdict::Retry, Class::IdentityRefused),
            ),
            (
                Observation::Http(404),
                (Verdict::Retry, Class::UnknownAddress),
            ),
            (Observation::Http(429), (Verdict::Retry, Class::Technical)),
            (Observation::Http(503), (Verdict::Retry, Class::Technical)),
            (
                Observation::Unreadable(200),
                (Verdict::Retry, Class::Technical),
            ),
            (
                Observation::NoConnection,
                (Verdict::Retry, Class::NoConnection),
            ),
            (Observation::Timeout, (Verdict::Retry, Class::Timeout)),
        ] {
            assert_eq!(judge(Register, 1, &seen), expected, "{seen:?}");
            assert_eq!(judge(Send, 1, &seen), expected, "{seen:?}");
            assert_eq!(judge(Message, 1, &seen), expected, "{seen:?}");
            assert_eq!(judge(Revoke, 1, &seen), expected, "{seen:?}");
        }
    }

    /// Source: exchange 2.2, 2.3, scenario 7.
    #[test]
    fn a_message_that_is_known_there_has_arrived_only_if_it_was_sent_before() {
        let error = |id, text: &str| Observation::Answered(ResultType::error(id, text));
        let twice = "[MeddelandeId is not globally unique]";
        let failed = |class| (Verdict::Failed, class);
        for (seen, first, second) in [
            (
                Observation::Answered(ResultType::ok()),
                (DONE, Class::Ok),
                (DONE, Class::Ok),
            ),
            (
                Observation::Answered(ResultType::info("")),
                (THERE, Class::AlreadyThere),
                (THERE, Class::AlreadyThere),
            ),
            (
                error(ErrorId::Validation, twice),
                failed(Class::Validation),
                (THERE, Class::AlreadyThere),
            ),
            (
                error(
                    ErrorId::Validation,
                    "[Certificate is not sent to recipient]",
                ),
                failed(Class::Validation),
                failed(Class::Validation),
            ),
            (
                error(ErrorId::Application, twice),
                failed(Class::Application),
                failed(Class::Application),
            ),
            (
                error(ErrorId::Application, "Intyg does not exist"),
                (Verdict::Retry, Class::Application),
                (Verdict::Retry, Class::Application),
            ),
            (
                error(ErrorId::Revoked, ""),
                failed(Class::Revoked),
                failed(Class::Revoked),
            ),
            (
                error(ErrorId::Technical, ""),
                (Verdict::Retry, Class::Technical),
                (Verdict::Retry, Class::Technical),
            ),
        ] {
            assert_eq!(judge(Message, 1, &seen), first, "{seen:?}");
            assert_eq!(judge(Message, 2, &seen), second, "{seen:?}");
        }
        // The words turn no other error into success.
        let seen = error(ErrorId::Validation, twice);
        assert_eq!(judge(Register, 2, &seen), failed(Class::Validation));
    }
}
