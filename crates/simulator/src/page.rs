//! The page that shows what both authorities have, in Swedish.

use std::sync::Arc;

use askama::Template;
use axum::{
    Router,
    extract::State,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use jiff::{Timestamp, tz::TimeZone};

use crate::{
    pretty::indented,
    server::Shared,
    world::{Certificate, Signature, World},
};

/// Certificates that are shown under each heading.
const SHOWN: usize = 100;

const STYLE: &str = include_str!("../assets/simulator.css");

/// Nothing runs on the page and nothing comes from elsewhere.
const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
    ),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    ),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/", get(page))
        .route("/simulator.css", get(style))
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page {
    registered: Section,
    delivered: Section,
}

/// What one authority has, the newest first.
struct Section {
    total: usize,
    shown: usize,
    items: Vec<Item>,
}

struct Item {
    patient: String,
    type_text: String,
    version: String,
    id: String,
    state: String,
    /// Why it was revoked; empty = not told, or not revoked.
    reason: String,
    time: String,
    transmissions: usize,
    signature: String,
    xml: String,
}

async fn page(State(shared): State<Arc<Shared>>) -> Response {
    let page = {
        let inner = shared.lock();
        Page::of(&inner.world)
    };
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

impl Page {
    fn of(world: &World) -> Self {
        let registered = world.certificates().iter().rev().take(SHOWN);
        let registered = registered.map(|certificate| {
            let transmissions = world.counts(&certificate.id).register;
            Item::of(
                certificate,
                certificate.received_at,
                certificate.revoked_at,
                transmissions,
            )
        });
        let delivered = world.deliveries().iter().rev().take(SHOWN);
        let delivered = delivered.filter_map(|delivery| {
            let certificate = world.certificate(&delivery.certificate)?;
            let transmissions = world.counts(&certificate.id).send;
            Some(Item::of(
                certificate,
                delivery.received_at,
                delivery.revoked_at,
                transmissions,
            ))
        });
        Self {
            registered: Section::new(world.certificates().len(), registered),
            delivered: Section::new(world.deliveries().len(), delivered),
        }
    }
}

impl Section {
    fn new(total: usize, items: impl Iterator<Item = Item>) -> Self {
        let items: Vec<_> = items.collect();
        Self {
            total,
            shown: items.len(),
            items,
        }
    }
}

impl Item {
    fn of(
        certificate: &Certificate,
        received_at: Timestamp,
        revoked_at: Option<Timestamp>,
        transmissions: usize,
    ) -> Self {
        Self {
            patient: with_hyphen(&certificate.patient),
            type_text: certificate.type_text.clone(),
            version: certificate.version.clone(),
            id: certificate.id.clone(),
            reason: revoked_at
                .and(certificate.revocation.clone())
                .unwrap_or_default(),
            state: match revoked_at {
                None => "Mottaget".to_owned(),
                Some(at) => format!("Makulerat {}", swedish_time(at)),
            },
            time: swedish_time(received_at),
            transmissions,
            signature: in_words(&certificate.signature),
            xml: indented(&certificate.xml),
        }
    }
}

fn with_hyphen(number: &str) -> String {
    match number.split_at_checked(8) {
        Some((date, rest)) => format!("{date}-{rest}"),
        None => number.to_owned(),
    }
}

fn in_words(signature: &Signature) -> String {
    match signature {
        Signature::Missing => "Saknas".to_owned(),
        Signature::Valid {
            signer,
            name: Some(name),
        } => format!("Giltig, undertecknad av {name} ({signer})"),
        Signature::Valid { signer, name: None } => format!("Giltig, undertecknad av {signer}"),
        Signature::Invalid { reason } => format!("Ogiltig ({reason})"),
    }
}

fn swedish_time(at: Timestamp) -> String {
    match TimeZone::get("Europe/Stockholm") {
        Ok(zone) => at.to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S").to_string(),
        Err(_) => at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
    }
}
