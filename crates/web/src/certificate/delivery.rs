//! How far the messages of a certificate have come.

use askama::Template;
use intyg_app::{CertificateView, DeliveryLine, DeliveryState, DeliveryView, RowStatus};
use intyg_core::ids::CertificateId;
use intyg_core::outbox::OutboxKind;
use intyg_core::time::date_and_time;

use crate::tag::{self, Tag};
use crate::{text, urls};

/// Tag and boxes on top of Visa.
pub(super) struct State {
    pub(super) tag: Tag,
    /// What went wrong for good.
    pub(super) failures: Vec<String>,
    pub(super) is_available_at_1177: bool,
    pub(super) is_draft: bool,
    /// Where it is asked for while it may change; empty = it does not.
    pub(super) poll: String,
}

/// The panel "Leverans".
pub(super) struct Delivery {
    pub(super) lines: Vec<Line>,
}

pub(super) struct Line {
    pub(super) recipient: String,
    pub(super) type_name: &'static str,
    pub(super) state: String,
    pub(super) look: &'static str,
    pub(super) attempts: String,
    pub(super) cause: String,
    pub(super) technical: String,
    pub(super) message: String,
}

/// What replaces the two while they change.
#[derive(Template)]
#[template(path = "certificate/delivery_fragment.html")]
pub(super) struct Fragment {
    pub(super) state: State,
    pub(super) delivery: Delivery,
}

impl State {
    pub(super) fn of(view: &CertificateView) -> Self {
        Self {
            tag: tag::of(view.status),
            failures: failures(&view.delivery),
            is_available_at_1177: view.available_at_1177,
            is_draft: view.is_draft,
            poll: poll(view.id, &view.delivery),
        }
    }

    pub(super) fn of_signed(id: CertificateId, view: &DeliveryView) -> Self {
        let (status, is_available_at_1177) = status(view);
        Self {
            tag: tag::of(status),
            failures: failures(view),
            is_available_at_1177,
            is_draft: false,
            poll: poll(id, view),
        }
    }
}

impl Delivery {
    pub(super) fn of(id: CertificateId, view: &DeliveryView) -> Self {
        Self {
            lines: view.lines.iter().map(|line| Line::of(id, line)).collect(),
        }
    }
}

impl Line {
    fn of(id: CertificateId, line: &DeliveryLine) -> Self {
        let (state, look) = match line.state {
            DeliveryState::Waiting => match line.next_attempt {
                Some(at) => (format!("Försöker igen {}", date_and_time(at)), "warn"),
                None => ("Väntar på att skickas".to_owned(), "info"),
            },
            DeliveryState::Blocked => ("Väntar".to_owned(), "info"),
            DeliveryState::Sending => ("Skickas".to_owned(), "info"),
            DeliveryState::Delivered => (
                line.delivered_at.map_or("Skickat".to_owned(), |at| {
                    format!("Skickat {}", date_and_time(at))
                }),
                "ok",
            ),
            DeliveryState::Failed => ("FEL".to_owned(), "err"),
            DeliveryState::Cancelled => ("Avbrutet".to_owned(), "gone"),
        };
        Self {
            recipient: line.recipient.clone(),
            type_name: line.kind.type_name(),
            state,
            look,
            attempts: match line.attempts {
                0 => String::new(),
                n => format!("{n} försök"),
            },
            cause: line.cause.clone().unwrap_or_default(),
            technical: line.technical.clone().unwrap_or_default(),
            message: urls::message(id, line.message),
        }
    }
}

/// Returns the tag of a signed certificate by its messages alone, and whether the patient handles it on 1177.se.
pub(super) fn status(view: &DeliveryView) -> (RowStatus, bool) {
    let is_open = |line: &&DeliveryLine| {
        matches!(
            line.state,
            DeliveryState::Waiting | DeliveryState::Blocked | DeliveryState::Sending
        )
    };
    let is_sent_on = view.lines.iter().any(|line| line.kind == OutboxKind::Send);
    if view
        .lines
        .iter()
        .any(|line| line.state == DeliveryState::Failed)
    {
        (RowStatus::Failed, false)
    } else if view
        .lines
        .iter()
        .filter(is_open)
        .any(|line| line.next_attempt.is_some() || line.attempts > 1)
    {
        (RowStatus::Retrying, false)
    } else if view.lines.iter().any(|line| is_open(&line)) {
        (RowStatus::WaitingToSend, false)
    } else if is_sent_on {
        (RowStatus::SentToRecipient, false)
    } else {
        (RowStatus::SentToIt, true)
    }
}

fn failures(view: &DeliveryView) -> Vec<String> {
    let failed = view
        .lines
        .iter()
        .filter(|line| line.state == DeliveryState::Failed);
    failed
        .map(|line| text::failed(line.cause.as_deref().unwrap_or_default()))
        .collect()
}

fn poll(id: CertificateId, view: &DeliveryView) -> String {
    if view.is_settled {
        String::new()
    } else {
        urls::delivery(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use intyg_core::ids::OutboxId;

    fn line(kind: OutboxKind, state: DeliveryState, attempts: u32) -> DeliveryLine {
        DeliveryLine {
            message: OutboxId::from_random_bytes([1; 16]),
            kind,
            recipient: "Intygstjänsten".to_owned(),
            state,
            attempts,
            next_attempt: None,
            delivered_at: None,
            cause: None,
            technical: None,
        }
    }

    #[test]
    fn the_tag_follows_the_messages() {
        use DeliveryState::{Blocked, Delivered, Failed, Sending, Waiting};
        use OutboxKind::{Register, Send};
        let check = |lines: Vec<DeliveryLine>, expected: (RowStatus, bool)| {
            assert_eq!(
                status(&DeliveryView {
                    lines,
                    is_settled: false
                }),
                expected
            );
        };
        check(
            vec![line(Register, Waiting, 0), line(Send, Blocked, 0)],
            (RowStatus::WaitingToSend, false),
        );
        check(
            vec![line(Register, Sending, 1), line(Send, Blocked, 0)],
            (RowStatus::WaitingToSend, false),
        );
        check(
            vec![line(Register, Sending, 2)],
            (RowStatus::Retrying, false),
        );
        check(
            vec![line(Register, Delivered, 1), line(Send, Waiting, 0)],
            (RowStatus::WaitingToSend, false),
        );
        check(
            vec![line(Register, Delivered, 1), line(Send, Delivered, 1)],
            (RowStatus::SentToRecipient, false),
        );
        check(
            vec![line(Register, Delivered, 1)],
            (RowStatus::SentToIt, true),
        );
        check(
            vec![line(Register, Delivered, 1), line(Send, Failed, 18)],
            (RowStatus::Failed, false),
        );
    }
}
