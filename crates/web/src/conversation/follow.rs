//! How far the own messages have come, which a page asks for by itself. Source: ui 4.4 (8), 6.13.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use intyg_app::{ConversationView, DeliveryLine, DeliveryState};
use intyg_core::ids::{CertificateId, OutboxId};
use intyg_core::outbox::OutboxKind;

use super::all;
use crate::certificate::delivery_words;
use crate::error::WebError;
use crate::extract::Address;
use crate::session::SignedIn;
use crate::shell::page;
use crate::state::WebState;
use crate::urls;

/// The state of one own message.
#[derive(Template)]
#[template(path = "conversation/sent.html")]
pub(super) struct Sent {
    id: OutboxId,
    state: String,
    look: &'static str,
    cause: String,
    /// Enhetens utkorg, for what is under FEL; empty = nothing is to be done there.
    outbox: &'static str,
    message: String,
    is_update: bool,
}

/// The place that asks; empty address = nothing moves.
#[derive(Template)]
#[template(path = "conversation/poll.html")]
pub(super) struct Poll {
    address: String,
}

#[derive(Template)]
#[template(path = "conversation/delivery.html")]
struct Update {
    poll: Poll,
    sent: Vec<Sent>,
}

impl Sent {
    pub(super) fn of(certificate: CertificateId, line: &DeliveryLine) -> Self {
        let (state, look) = match line.state {
            // The certificate goes first; what it waits for is its cause.
            DeliveryState::Blocked => ("Väntar på att skickas".to_owned(), "info"),
            _ => delivery_words(line),
        };
        Self {
            id: line.message,
            state,
            look,
            cause: line.cause.clone().unwrap_or_default(),
            outbox: match line.state {
                DeliveryState::Failed => urls::OUTBOX,
                _ => "",
            },
            message: urls::message(certificate, line.message),
            is_update: false,
        }
    }
}

impl Poll {
    pub(super) fn of_view(view: &ConversationView) -> Self {
        Self::of(
            view.id,
            all(view).filter_map(|shown| shown.delivery.as_ref()),
        )
    }

    fn of<'a>(id: CertificateId, lines: impl IntoIterator<Item = &'a DeliveryLine>) -> Self {
        let moves = |line: &DeliveryLine| {
            use DeliveryState::{Blocked, Sending, Waiting};
            matches!(line.state, Waiting | Blocked | Sending)
        };
        Self {
            address: if lines.into_iter().any(moves) {
                urls::conversation_delivery(id)
            } else {
                String::new()
            },
        }
    }
}

/// `GET /intyg/{i}/konversation/leverans`.
pub(super) async fn delivery(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
) -> Result<Response, WebError> {
    let view = web.app.delivery(user.actor(), id).await?;
    let own = || {
        view.lines
            .iter()
            .filter(|line| line.kind == OutboxKind::Message)
    };
    page(&Update {
        poll: Poll::of(id, own()),
        sent: own()
            .map(|line| Sent {
                is_update: true,
                ..Sent::of(id, line)
            })
            .collect(),
    })
}
