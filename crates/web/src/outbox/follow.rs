//! What the page asks for by itself: states of what is on its way, and whether there is news. Source: ui 4.4 (8).

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use intyg_app::{DeliveryState, OutboxLine};
use intyg_core::ids::OutboxId;
use serde::Deserialize;

use super::rows::{Cell, Words, cell};
use crate::error::WebError;
use crate::extract::Query;
use crate::news::{NewsBox, Since};
use crate::session::SignedIn;
use crate::shell::{Shell, page};
use crate::state::WebState;
use crate::urls;

/// Most messages that one page follows: their ids have to find room in an address.
const MOST_FOLLOWED: usize = 40;

#[derive(Template)]
#[template(path = "outbox/states.html")]
struct States {
    poll: String,
    cells: Vec<Cell>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Followed {
    m: String,
}

/// Where the states of those among the messages that may change are asked for; empty = none may.
pub(super) fn poll_address(lines: &[OutboxLine]) -> String {
    let ids: Vec<String> = lines
        .iter()
        .filter(|line| {
            matches!(
                line.line.state,
                DeliveryState::Waiting | DeliveryState::Blocked | DeliveryState::Sending
            )
        })
        .take(MOST_FOLLOWED)
        .map(|line| line.line.message.to_text())
        .collect();
    if ids.is_empty() {
        String::new()
    } else {
        format!("{}/lage?m={}", urls::OUTBOX, ids.join("."))
    }
}

/// `GET /enhet/utkorg/lage`.
pub(super) async fn states(
    State(web): State<WebState>,
    user: SignedIn,
    Query(followed): Query<Followed>,
) -> Result<Response, WebError> {
    let ids: Vec<OutboxId> = followed
        .m
        .split('.')
        .filter_map(|id| id.parse().ok())
        .take(MOST_FOLLOWED)
        .collect();
    let lines = web.app.outbox_lines(user.actor(), &ids).await?;
    let words = Words {
        today: web.app.today(),
        turn_to: Shell::new(&web, user.current(), "").turn_to(),
        csrf: String::new(),
        shows_patients: false,
    };
    let update = |line: &OutboxLine| Cell {
        is_update: true,
        ..cell(line, &words)
    };
    page(&States {
        poll: poll_address(&lines),
        cells: lines.iter().map(update).collect(),
    })
}

/// `GET /enhet/utkorg/nya`.
pub(super) async fn news(
    State(web): State<WebState>,
    user: SignedIn,
    Query(since): Query<Since>,
) -> Result<Response, WebError> {
    let at = since.at()?;
    let count = web.app.outbox_news(user.actor(), at).await?;
    page(&NewsBox::new(urls::OUTBOX, at, count))
}
