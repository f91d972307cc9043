//! A message that a person writes for Försäkringskassan.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use serde::Deserialize;

use super::{CERTIFICATE, Frame, choices, kept, rendered, words};
use crate::{
    Point,
    api::{MOST_COPIES, whole},
    compose::subject_text,
    director::{Order, OrderError, OrderKind},
    scenario::{Mistake, Subject},
    server::Shared,
};

/// The kinds of messages that refer to another one.
const ANSWER: (&str, &str) = ("SVAR", "Svar på en fråga från vården");
const REMINDER: (&str, &str) = ("PAMINN", "Påminnelse");

/// What has been typed; everything is kept as it is until it is right.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Letter {
    intyg: String,
    typ: String,
    galler: String,
    text: String,
    fraga1: String,
    rad1: String,
    vad1: String,
    fraga2: String,
    rad2: String,
    vad2: String,
    fraga3: String,
    rad3: String,
    vad3: String,
    datum: String,
    felaktigt: String,
    antal: String,
    okontrollerat: Option<String>,
}

impl Letter {
    fn is_odd(&self) -> bool {
        !self.felaktigt.is_empty() || self.okontrollerat.is_some() || self.antal != "1"
    }

    fn rows(&self) -> [Row; 3] {
        let row = |number, question: &str, instance: &str, text: &str| Row {
            number,
            question: question.trim().to_owned(),
            instance: instance.trim().to_owned(),
            text: text.to_owned(),
        };
        [
            row(1, &self.fraga1, &self.rad1, &self.vad1),
            row(2, &self.fraga2, &self.rad2, &self.vad2),
            row(3, &self.fraga3, &self.rad3, &self.vad3),
        ]
    }
}

struct Row {
    number: usize,
    question: String,
    instance: String,
    text: String,
}

/// A fault: the field that it belongs to, and what is wrong.
type Fault = (&'static str, &'static str);

#[derive(Template)]
#[template(path = "write.html")]
struct Page {
    frame: Frame,
    faults: Vec<Fault>,
    certificates: Vec<(String, String)>,
    /// What the certificate asks; empty when none is chosen.
    questions: String,
    kinds: Vec<(&'static str, &'static str)>,
    messages: Vec<(String, String)>,
    mistakes: Vec<(String, &'static str)>,
    rows: [Row; 3],
    letter: Letter,
}

#[derive(Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    intyg: String,
}

pub(super) async fn page(
    State(shared): State<Arc<Shared>>,
    Query(chosen): Query<Chosen>,
) -> Response {
    let letter = Letter {
        intyg: chosen.intyg,
        typ: Subject::Komplt.code().to_owned(),
        antal: "1".to_owned(),
        ..Letter::default()
    };
    rendered(&Page::of(&shared, letter, Vec::new()))
}

pub(super) async fn send(
    State(shared): State<Arc<Shared>>,
    Form(letter): Form<Letter>,
) -> Response {
    let order = match read(&letter) {
        Ok(order) => order,
        Err(faults) => return refused(&shared, letter, faults),
    };
    let address = format!("{CERTIFICATE}{}", order.certificate);
    let sent = whole(Arc::clone(&shared), async move |shared| {
        shared.order(order).await
    })
    .await;
    let fault = match sent {
        Ok(id) => return kept(Ok(id), &address),
        Err(OrderError::Keep(error)) => return kept::<()>(Err(error), &address),
        Err(OrderError::UnknownCertificate) => ("intyg", "Intyget finns inte längre"),
        Err(OrderError::NotSent) => ("intyg", "Intyget har inte skickats till Försäkringskassan"),
        Err(OrderError::UnknownMessage) => ("galler", "Meddelandet hör inte till intyget"),
        Err(OrderError::Text(_)) => ("text", "Texten har ett tecken som inte kan skickas"),
    };
    refused(&shared, letter, vec![fault])
}

fn refused(shared: &Shared, letter: Letter, faults: Vec<Fault>) -> Response {
    let page = rendered(&Page::of(shared, letter, faults));
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

impl Page {
    fn of(shared: &Shared, letter: Letter, faults: Vec<Fault>) -> Self {
        let frame = Frame::of(shared, "/skicka");
        let inner = shared.lock();
        let world = &inner.world;
        let questions = world
            .certificate(&letter.intyg)
            .map(|certificate| {
                let mut ids: Vec<_> = certificate
                    .facts
                    .questions
                    .iter()
                    .map(|(id, _)| id.as_str())
                    .collect();
                ids.dedup();
                ids.join(", ")
            })
            .unwrap_or_default();
        let messages = world
            .messages()
            .all()
            .iter()
            .rev()
            .filter(|message| letter.intyg.is_empty() || message.certificate == letter.intyg)
            .take(super::SHOWN)
            .map(|message| {
                let time = words::swedish_time(message.at);
                (
                    message.id.clone(),
                    format!("{time} {}", words::title(message)),
                )
            })
            .collect();
        Self {
            frame,
            faults,
            certificates: choices(world),
            questions,
            kinds: Subject::ALL
                .into_iter()
                .map(|subject| (subject.code(), subject_text(subject.code())))
                .chain([ANSWER, REMINDER])
                .collect(),
            messages,
            mistakes: Mistake::ALL
                .into_iter()
                .map(|mistake| (key(mistake), words::mistake(mistake)))
                .collect(),
            rows: letter.rows(),
            letter,
        }
    }
}

/// The word for a mistake, as in a scenario.
fn key(mistake: Mistake) -> String {
    serde_json::to_value(mistake)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn read(letter: &Letter) -> Result<Order, Vec<Fault>> {
    let mut faults = Vec::new();
    if letter.intyg.is_empty() {
        faults.push(("intyg", "Välj intyg"));
    }
    let points = points(letter).unwrap_or_else(|fault| {
        faults.push(fault);
        Vec::new()
    });
    let kind = kind(letter, points).unwrap_or_else(|fault| {
        faults.push(fault);
        None
    });
    let mistake = Mistake::ALL
        .into_iter()
        .find(|mistake| key(*mistake) == letter.felaktigt);
    if letter.text.trim().is_empty() && mistake != Some(Mistake::EmptyText) {
        faults.push(("text", "Skriv en text"));
    }
    let date = letter.datum.trim();
    let last_reply_date: Option<Date> = date.parse().ok();
    if last_reply_date.is_none() && !date.is_empty() {
        faults.push(("datum", "Skriv datumet som åååå-mm-dd"));
    }
    let copies = letter.antal.trim().parse().unwrap_or(0);
    if copies == 0 || copies > MOST_COPIES {
        faults.push(("antal", "Antalet är 1 till 5"));
    }
    match kind {
        Some(kind) if faults.is_empty() => Ok(Order {
            certificate: letter.intyg.clone(),
            kind,
            // A form sends CR LF, the contract has LF.
            text: letter.text.replace("\r\n", "\n"),
            last_reply_date,
            copies,
            mistake,
            unchecked: letter.okontrollerat.is_some(),
        }),
        _ => Err(faults),
    }
}

fn kind(letter: &Letter, points: Vec<Point>) -> Result<Option<OrderKind>, Fault> {
    let subject = Subject::ALL
        .into_iter()
        .find(|subject| subject.code() == letter.typ);
    let refers = !letter.galler.is_empty();
    match (subject, refers) {
        (Some(subject), _) => Ok(Some(OrderKind::Question(subject, points))),
        (None, true) if letter.typ == ANSWER.0 => {
            Ok(Some(OrderKind::Answer(letter.galler.clone())))
        }
        (None, true) if letter.typ == REMINDER.0 => {
            Ok(Some(OrderKind::Reminder(letter.galler.clone())))
        }
        (None, false) if letter.typ == ANSWER.0 || letter.typ == REMINDER.0 => Err((
            "galler",
            "Välj meddelandet som svaret eller påminnelsen gäller",
        )),
        (None, _) => Err(("typ", "Välj typ")),
    }
}

fn points(letter: &Letter) -> Result<Vec<Point>, Fault> {
    let rows = letter.rows();
    let filled = rows.iter().filter(|row| {
        !row.question.is_empty() || !row.instance.is_empty() || !row.text.trim().is_empty()
    });
    filled
        .map(|row| {
            let is_number =
                !row.question.is_empty() && row.question.bytes().all(|byte| byte.is_ascii_digit());
            if !is_number {
                return Err(("punkter", "Frågan är ett nummer"));
            }
            let instance = match row.instance.as_str() {
                "" => None,
                text => match text.parse() {
                    Ok(instance) if instance > 0 => Some(instance),
                    _ => return Err(("punkter", "Raden är ett nummer från 1")),
                },
            };
            Ok(Point {
                question: row.question.clone(),
                instance,
                text: row.text.clone(),
            })
        })
        .collect()
}
