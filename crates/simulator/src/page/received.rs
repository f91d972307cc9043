//! What each authority has.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, response::Response};
use jiff::Timestamp;

use super::{
    Frame, SHOWN, rendered,
    words::{swedish_time, with_hyphen},
};
use crate::{
    pretty::indented,
    server::Shared,
    world::{Certificate, Signature, World},
};

#[derive(Template)]
#[template(path = "received.html")]
struct Page {
    frame: Frame,
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
    messages: usize,
    signature: String,
    digest: String,
    xml: String,
}

pub(super) async fn page(State(shared): State<Arc<Shared>>) -> Response {
    let frame = Frame::of(&shared, "/");
    let page = Page::of(frame, &shared.lock().world);
    rendered(&page)
}

impl Page {
    fn of(frame: Frame, world: &World) -> Self {
        let registered = world.certificates().iter().rev().take(SHOWN);
        let registered = registered.map(|certificate| {
            let transmissions = world.counts(&certificate.id).register;
            Item::of(
                world,
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
                world,
                certificate,
                delivery.received_at,
                delivery.revoked_at,
                transmissions,
            ))
        });
        Self {
            frame,
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
        world: &World,
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
            messages: world.messages().about(&certificate.id).count(),
            signature: in_words(&certificate.signature),
            digest: certificate.digest.clone(),
            xml: indented(&certificate.xml),
        }
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
