//! The pages, in Swedish and without script: what the authorities have, and what they are to do.

mod certificate;
mod faults;
mod received;
mod scenarios;
mod words;
mod write;

use std::sync::Arc;

use askama::Template;
use axum::{
    Form, Router,
    extract::State,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::from_fn,
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use jiff::SignedDuration;
use serde::Deserialize;

use crate::{
    api::{refuse_other_sites, whole},
    director::FARTHEST,
    server::Shared,
    world::{Certificate, World},
};

/// Certificates that are shown under each heading.
const SHOWN: usize = 100;

const STYLE: &str = include_str!("../assets/simulator.css");

/// Nothing runs on the pages and nothing comes from elsewhere.
const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        ),
    ),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    ),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

/// The pages in the menu.
const PLACES: [(&str, &str); 4] = [
    ("/", "Mottaget"),
    ("/scenario", "Scenario"),
    ("/skicka", "Skicka som Försäkringskassan"),
    ("/fel", "Fel"),
];

/// The page of a certificate, before its id.
const CERTIFICATE: &str = "/intyg/";

/// How far the buttons move the clock on, in seconds.
const MOVES: [(i64, &str); 3] = [
    (60, "+1 min"),
    (61 * 60, "+61 min"),
    (24 * 60 * 60, "+1 dygn"),
];

pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/", get(received::page))
        .route("/intyg/{id}", get(certificate::page))
        .route("/intyg/{id}/skicka", post(certificate::send))
        .route("/scenario", get(scenarios::page).post(scenarios::start))
        .route("/scenario/stoppa", post(scenarios::stop))
        .route("/stega", post(scenarios::step))
        .route("/fel", get(faults::page).post(faults::save))
        .route("/skicka", get(write::page).post(write::send))
        .route("/tid", post(advance))
        .route_layer(from_fn(refuse_other_sites))
        .route("/simulator.css", get(style))
}

/// What every page shows around its content.
struct Frame {
    /// The place in the menu; empty for none.
    here: &'static str,
    /// Where a move of the clock leads back to.
    back: String,
    time: String,
    machine_time: String,
    /// How far the clock has been moved on; empty for not at all.
    ahead: String,
}

impl Frame {
    fn of(shared: &Shared, here: &'static str) -> Self {
        let now = shared.now();
        Self {
            here,
            back: here.to_owned(),
            time: words::swedish_time(now),
            machine_time: now.to_string(),
            ahead: words::ahead(shared.offset()),
        }
    }

    #[expect(clippy::unused_self, reason = "called by the template")]
    const fn places(&self) -> &'static [(&'static str, &'static str)] {
        &PLACES
    }

    #[expect(clippy::unused_self, reason = "called by the template")]
    const fn moves(&self) -> &'static [(i64, &'static str)] {
        &MOVES
    }
}

#[derive(Deserialize)]
struct Move {
    sekunder: i64,
    till: String,
}

async fn advance(State(shared): State<Arc<Shared>>, Form(order): Form<Move>) -> Response {
    let by = SignedDuration::from_secs(order.sekunder);
    if by.is_negative() || by > FARTHEST {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    }
    let moved = whole(shared, async move |shared| shared.advance(by).await).await;
    let is_own = PLACES.iter().any(|(address, _)| *address == order.till)
        || order.till.strip_prefix(CERTIFICATE).is_some_and(is_id);
    kept(moved, if is_own { &order.till } else { "/" })
}

fn is_id(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Goes to a page after a change, if it could be kept.
fn kept<T>(result: std::io::Result<T>, address: &str) -> Response {
    match result {
        Ok(_) => Redirect::to(address).into_response(),
        Err(error) => {
            tracing::error!(%error, "a change could not be kept");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The certificates that Försäkringskassan has, the newest first: id and what they are called in a list.
fn choices(world: &World) -> Vec<(String, String)> {
    let delivered = world.deliveries().iter().rev().take(SHOWN);
    delivered
        .filter_map(|delivery| world.certificate(&delivery.certificate))
        .map(|certificate| (certificate.id.clone(), name_of(certificate)))
        .collect()
}

fn name_of(certificate: &Certificate) -> String {
    format!(
        "{} {}, {}",
        words::with_hyphen(&certificate.patient),
        certificate.certificate_type,
        words::swedish_time(certificate.received_at)
    )
}

fn rendered(page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (HEADERS, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the page could not be made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn style() -> Response {
    let content_type = HeaderValue::from_static("text/css; charset=utf-8");
    ([(header::CONTENT_TYPE, content_type)], STYLE).into_response()
}
