//! What Försäkringskassan writes, by order of a person or of a step.

use std::io;

use intyg_rivta::xml::WriteError;
use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};

use crate::{
    agenda::question_of,
    compose::{Content, Letter, compose},
    scenario::{Action, Ask, AskedPoint, Mistake, Step, Subject},
    seed,
    world::{Certificate, NewMessage, Occurrence, Point, World},
};

/// A message that a person orders Försäkringskassan to send.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) certificate: String,
    pub(crate) kind: OrderKind,
    pub(crate) text: String,
    pub(crate) last_reply_date: Option<Date>,
    pub(crate) copies: u32,
    pub(crate) mistake: Option<Mistake>,
    pub(crate) unchecked: bool,
}

/// What kind of message.
#[derive(Debug, Clone)]
pub(crate) enum OrderKind {
    Question(Subject, Vec<Point>),
    /// Of the message with this id.
    Reminder(String),
    /// To the message with this id.
    Answer(String),
}

/// A message could not be ordered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OrderError {
    #[error("the certificate is not known")]
    UnknownCertificate,
    #[error("the certificate has not been sent to Försäkringskassan")]
    NotSent,
    #[error("the message that it refers to is not known")]
    UnknownMessage,
    #[error(transparent)]
    Text(#[from] WriteError),
    #[error("the message could not be kept")]
    Keep(#[from] io::Error),
}

/// Writes the message of a step.
///
/// # Errors
/// Why it cannot be written, in English.
pub(super) fn write_step(
    world: &World,
    occurrence: &Occurrence,
    step: &Step,
    at: Timestamp,
    zone: &TimeZone,
) -> Result<NewMessage, String> {
    let certificate = world.certificate(&occurrence.certificate);
    let delivery = world.delivery(&occurrence.certificate);
    let (certificate, delivery) = certificate
        .zip(delivery)
        .ok_or("the certificate is not known any more")?;
    let seed = world
        .runs()
        .iter()
        .find(|run| run.number == occurrence.run)
        .map_or(0, |run| run.seed);
    let within = |days: Option<u16>| days.and_then(|days| day_after(at, days, zone));
    let (content, text, last_reply_date) = match &step.action {
        Action::Ask(ask) => (
            asking(ask, certificate)?,
            &ask.text,
            within(ask.reply_within_days),
        ),
        Action::Remind(remind) => {
            let asked = question(world, occurrence, &remind.of)
                .ok_or("nothing has been asked that could be reminded of")?;
            let last = within(remind.reply_within_days);
            (Content::Reminder(asked), &remind.text, last)
        }
        Action::Answer(answer) => {
            let asked = world
                .messages()
                .find(&occurrence.cause)
                .ok_or("the question is not known any more")?;
            (Content::Answer(asked), &answer.text, None)
        }
        Action::Accept | Action::Fault(_) | Action::ClearFaults => {
            return Err("the step sends nothing".to_owned());
        }
    };
    let run = occurrence.run.to_string();
    let parts = [
        "message",
        &run,
        &step.id,
        &certificate.id,
        &occurrence.cause,
    ];
    let letter = Letter {
        certificate,
        sender: &delivery.recipient,
        id: seed::uuid(seed, &parts),
        seed,
        at,
        text: text.clone(),
        content,
        last_reply_date,
        mistake: step.mistake,
    };
    let mut new = compose(&letter, zone).map_err(|error| error.to_string())?;
    new.message.unchecked = step.unchecked;
    Ok(new)
}

fn asking<'a>(ask: &Ask, certificate: &Certificate) -> Result<Content<'a>, String> {
    let points: Option<Vec<_>> = ask
        .points
        .iter()
        .map(|point| point_in(point, certificate))
        .collect();
    Ok(Content::Question {
        subject: ask.subject.code(),
        points: points.ok_or("the certificate has nothing that could be completed")?,
    })
}

fn point_in(point: &AskedPoint, certificate: &Certificate) -> Option<Point> {
    let questions = &certificate.facts.questions;
    let (question, instance) = match (&point.question, point.position) {
        (Some(question), _) => (question.clone(), point.instance),
        (None, position) => {
            let at = position.unwrap_or(1).min(questions.len());
            let (question, instance) = questions.get(at.checked_sub(1)?)?;
            (question.clone(), point.instance.or(*instance))
        }
    };
    Some(Point {
        question,
        instance,
        text: point.text.clone(),
    })
}

fn day_after(at: Timestamp, days: u16, zone: &TimeZone) -> Option<Date> {
    let today = at.to_zoned(zone.clone()).date();
    today.checked_add(i64::from(days).days()).ok()
}

/// Writes the message of an order.
pub(super) fn ordered(
    world: &World,
    order: Order,
    at: Timestamp,
    zone: &TimeZone,
) -> Result<NewMessage, OrderError> {
    let certificate = world
        .certificate(&order.certificate)
        .ok_or(OrderError::UnknownCertificate)?;
    let delivery = world
        .delivery(&order.certificate)
        .ok_or(OrderError::NotSent)?;
    let find = |id: &str| {
        world
            .messages()
            .find(id)
            .filter(|message| message.certificate == certificate.id)
            .ok_or(OrderError::UnknownMessage)
    };
    let content = match &order.kind {
        OrderKind::Question(subject, points) => Content::Question {
            subject: subject.code(),
            points: points.clone(),
        },
        OrderKind::Reminder(of) => Content::Reminder(find(of)?),
        OrderKind::Answer(to) => Content::Answer(find(to)?),
    };
    let number = world.messages().all().len().to_string();
    let letter = Letter {
        certificate,
        sender: &delivery.recipient,
        id: seed::uuid(0, &["order", &number, &certificate.id]),
        seed: 0,
        at,
        text: order.text,
        content,
        last_reply_date: order.last_reply_date,
        mistake: order.mistake,
    };
    Ok(compose(&letter, zone)?)
}

/// Finds the message by which another step of the same run has asked about the same certificate.
pub(super) fn question<'a>(
    world: &'a World,
    occurrence: &Occurrence,
    step: &str,
) -> Option<&'a crate::Message> {
    let run = world
        .runs()
        .iter()
        .find(|run| run.number == occurrence.run)?;
    question_of(world, run, step, &occurrence.certificate)
}
