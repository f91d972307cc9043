//! How far the messages of a certificate have come.

use askama::Template;
use intyg_app::{DeliveryLine, DeliveryState, DeliveryView};
use intyg_core::ids::CertificateId;
use intyg_core::time::date_and_time;

use super::Event;
use super::actions::Actions;
use crate::tag::{self, Tag};
use crate::{text, urls};

/// Tag and boxes on top of Visa.
pub(super) struct State {
    pub(super) tag: Tag,
    /// What went wrong for good.
    pub(super) failures: Vec<String>,
    pub(super) is_available_at_1177: bool,
    /// That the patient has sent it; empty = she has not.
    pub(super) sent_by_patient: String,
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

/// What replaces these and Händelser while they change.
#[derive(Template)]
#[template(path = "certificate/delivery_fragment.html")]
pub(super) struct Fragment {
    pub(super) state: State,
    pub(super) delivery: Delivery,
    pub(super) events: Vec<Event>,
    /// The action bar as it is now that nothing more changes by itself.
    pub(super) actions: Option<Actions>,
}

impl State {
    pub(super) fn of(id: CertificateId, view: &DeliveryView, is_draft: bool) -> Self {
        Self {
            tag: tag::of(view.status),
            failures: failures(view),
            is_available_at_1177: view.available_at_1177,
            sent_by_patient: view
                .sent_by_patient
                .map(text::sent_by_patient)
                .unwrap_or_default(),
            is_draft,
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
        let (state, look) = words(line);
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

/// How far a message has come: words and look.
pub(crate) fn words(line: &DeliveryLine) -> (String, &'static str) {
    match line.state {
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
    use intyg_app::RowStatus;
    use intyg_core::ids::OutboxId;
    use intyg_core::outbox::OutboxKind;

    fn line(kind: OutboxKind, state: DeliveryState) -> DeliveryLine {
        DeliveryLine {
            message: OutboxId::from_random_bytes([1; 16]),
            kind,
            recipient: "Intygstjänsten".to_owned(),
            state,
            attempts: 3,
            next_attempt: Some("2026-11-22T09:42:00Z".parse().expect("a time")),
            delivered_at: None,
            class: None,
            held_by: None,
            cause: Some("Det gick inte att nå Intygstjänsten.".to_owned()),
            technical: Some("<b>fel</b>".to_owned()),
        }
    }

    fn fragment(status: RowStatus, lines: Vec<DeliveryLine>, is_settled: bool) -> String {
        let id = CertificateId::from_random_bytes([2; 16]);
        let view = DeliveryView {
            status,
            available_at_1177: false,
            sent_by_patient: None,
            lines,
            is_settled,
        };
        let fragment = Fragment {
            state: State::of(id, &view, false),
            delivery: Delivery::of(id, &view),
            events: Vec::new(),
            actions: None,
        };
        fragment.render().expect("rendered")
    }

    #[test]
    fn what_was_given_up_says_why_and_is_not_asked_for_any_more() {
        let html = fragment(
            RowStatus::Failed,
            vec![line(OutboxKind::Register, DeliveryState::Failed)],
            true,
        );
        assert!(html.contains("Gick inte att skicka (FEL): Det gick inte att nå Intygstjänsten."));
        assert!(html.contains("tag-err") && html.contains(">FEL<"));
        assert!(!html.contains("hx-get"));
        assert!(!html.contains("<b>fel"), "what a receiver says is text");
    }

    #[test]
    fn what_is_tried_again_says_when_and_is_asked_for() {
        let html = fragment(
            RowStatus::Retrying,
            vec![
                line(OutboxKind::Register, DeliveryState::Waiting),
                line(OutboxKind::Send, DeliveryState::Blocked),
            ],
            false,
        );
        assert!(html.contains("Försöker igen 2026-11-22 kl. 10.42") && html.contains("3 försök"));
        assert!(html.contains("hx-trigger=\"every 2s\""));
        assert!(html.contains("<span lang=\"en\">Care certificate send</span>"));
        assert!(!html.contains("box-error"));
    }
}
