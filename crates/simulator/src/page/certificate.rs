//! The messages about one certificate, in order.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::{
    CERTIFICATE, Frame, kept, rendered,
    words::{self, swedish_time, with_hyphen},
};
use crate::{
    pretty::indented,
    server::Shared,
    world::{Certificate, Delivery, Direction, Message, World},
};

#[derive(Template)]
#[template(path = "certificate.html")]
struct Page {
    frame: Frame,
    id: String,
    type_text: String,
    patient: String,
    unit: String,
    state: String,
    /// How it came to Försäkringskassan; empty = it has not.
    sent: String,
    /// The patient can send it on 1177.se.
    can_be_sent: bool,
    messages: Vec<Item>,
}

struct Item {
    id: String,
    title: String,
    side: &'static str,
    time_label: &'static str,
    time: String,
    state: String,
    /// The message that it answers or reminds of.
    about: String,
    last_date: String,
    reference: String,
    text: String,
    points: Vec<String>,
    attempts: Vec<String>,
    xml: String,
}

pub(super) async fn page(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    let frame = Frame {
        back: format!("{CERTIFICATE}{id}"),
        ..Frame::of(&shared, "")
    };
    let inner = shared.lock();
    let Some(certificate) = inner.world.certificate(&id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    rendered(&Page::of(frame, &inner.world, certificate))
}

/// The patient sends the certificate to Försäkringskassan on 1177.se; nothing comes of it when that is not possible any more.
pub(super) async fn send(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    if shared.lock().world.certificate(&id).is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    kept(shared.send_as_patient(&id), &format!("{CERTIFICATE}{id}"))
}

impl Page {
    fn of(frame: Frame, world: &World, certificate: &Certificate) -> Self {
        let delivery = world.delivery(&certificate.id);
        let messages = world.messages().about(&certificate.id);
        Self {
            frame,
            id: certificate.id.clone(),
            type_text: certificate.type_text.clone(),
            patient: with_hyphen(&certificate.patient),
            unit: certificate.facts.unit.clone(),
            state: certificate.revoked_at.map_or_else(
                || "Mottaget".to_owned(),
                |at| format!("Makulerat {}", swedish_time(at)),
            ),
            sent: delivery.map(sent).unwrap_or_default(),
            can_be_sent: delivery.is_none()
                && certificate.revoked_at.is_none()
                && !certificate.is_test,
            messages: messages.map(|message| Item::of(world, message)).collect(),
        }
    }
}

fn sent(delivery: &Delivery) -> String {
    let by = match delivery.sent_by {
        Some(_) => "vården",
        None => "patienten på 1177.se",
    };
    format!("{}, av {by}", swedish_time(delivery.received_at))
}

impl Item {
    fn of(world: &World, message: &Message) -> Self {
        let about = message.reminder_of.as_ref().or(message.reply_to.as_ref());
        let (side, time_label) = match message.direction {
            Direction::ToCare => ("from-authority", "Skrivet"),
            Direction::ToRecipient => ("from-care", "Mottaget"),
        };
        Self {
            id: message.id.clone(),
            title: words::title(message),
            side,
            time_label,
            time: swedish_time(message.at),
            state: words::state(&message.state),
            about: about.map_or_else(String::new, |id| {
                world
                    .messages()
                    .find(id)
                    .map_or_else(|| id.clone(), words::title)
            }),
            last_date: message
                .last_reply_date
                .map(|date| date.to_string())
                .unwrap_or_default(),
            reference: message.reference.clone().unwrap_or_default(),
            text: message.text.clone(),
            points: message
                .points
                .iter()
                .map(|point| match point.instance {
                    Some(row) => format!("Fråga {}, rad {row}: {}", point.question, point.text),
                    None => format!("Fråga {}: {}", point.question, point.text),
                })
                .collect(),
            attempts: message
                .attempts
                .iter()
                .map(|attempt| {
                    format!(
                        "{} – {}",
                        swedish_time(attempt.at),
                        words::state(&attempt.state)
                    )
                })
                .collect(),
            xml: indented(&message.xml),
        }
    }
}
