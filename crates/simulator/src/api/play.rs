//! The clock, the scenarios and the messages of Försäkringskassan.

use std::{io, sync::Arc};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    Point,
    agenda::{Duty, Planned},
    director::{FARTHEST, Order, OrderError, OrderKind},
    scenario::{Mistake, Scenario, Subject},
    server::Shared,
    world::{Event, Occurrence},
};

/// A message is not sent more often than this by one order.
pub(crate) const MOST_COPIES: u32 = 5;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/api/clock", get(clock))
        .route("/api/clock/advance", post(advance))
        .route("/api/clock/step", post(step))
        .route("/api/scenarios", get(scenarios))
        .route("/api/scenarios/start", post(start))
        .route("/api/runs/{number}/stop", post(stop))
        .route("/api/messages", post(send))
}

/// Something that cannot be done, with the reason in English.
pub(crate) struct Refusal(StatusCode, String);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, self.1).into_response()
    }
}

impl Refusal {
    fn unprocessable(text: impl Into<String>) -> Self {
        Self(StatusCode::UNPROCESSABLE_ENTITY, text.into())
    }
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        tracing::error!(%error, "a change could not be kept");
        Self(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the change could not be kept".to_owned(),
        )
    }
}

#[derive(Serialize)]
struct ClockState {
    now: Timestamp,
    /// How far the clock has been moved on in all.
    offset_seconds: i64,
    agenda: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<Occurrence>,
}

impl From<Planned> for Item {
    fn from(planned: Planned) -> Self {
        let (message, step) = match planned.duty {
            Duty::Bring(message) => (Some(message), None),
            Duty::Step(occurrence) => (None, Some(occurrence)),
        };
        Self {
            at: planned.at,
            message,
            step,
        }
    }
}

async fn clock(State(shared): State<Arc<Shared>>) -> Json<ClockState> {
    Json(state_of_clock(&shared))
}

fn state_of_clock(shared: &Shared) -> ClockState {
    ClockState {
        now: shared.now(),
        offset_seconds: shared.offset().as_secs(),
        agenda: shared.agenda().into_iter().map(Item::from).collect(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    seconds: i64,
}

async fn advance(
    State(shared): State<Arc<Shared>>,
    Json(advance): Json<Advance>,
) -> Result<Json<ClockState>, Refusal> {
    let by = SignedDuration::from_secs(advance.seconds);
    if by.is_negative() || by > FARTHEST {
        return Err(Refusal::unprocessable(
            "seconds: the clock goes forward, by a year at most",
        ));
    }
    whole(Arc::clone(&shared), async move |shared| {
        shared.advance(by).await
    })
    .await?;
    Ok(Json(state_of_clock(&shared)))
}

/// Moves the clock to the next event.
async fn step(State(shared): State<Arc<Shared>>) -> Result<Json<ClockState>, Refusal> {
    let happened = whole(Arc::clone(&shared), async move |shared| shared.step().await).await?;
    if happened {
        Ok(Json(state_of_clock(&shared)))
    } else {
        Err(Refusal(
            StatusCode::CONFLICT,
            "nothing is on the agenda".to_owned(),
        ))
    }
}

/// Does something to its end, also when the one who asked for it has gone.
pub(crate) async fn whole<T, E, F, W>(shared: Arc<Shared>, work: W) -> Result<T, E>
where
    T: Send + 'static,
    E: From<io::Error> + Send + 'static,
    F: Future<Output = Result<T, E>> + Send + 'static,
    W: FnOnce(Arc<Shared>) -> F,
{
    match tokio::spawn(work(shared)).await {
        Ok(result) => result,
        Err(error) => Err(io::Error::other(error).into()),
    }
}

async fn scenarios(State(shared): State<Arc<Shared>>) -> Json<Vec<Scenario>> {
    Json(shared.scenarios.clone())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Start {
    scenario: String,
    #[serde(default)]
    certificate: Option<String>,
    #[serde(default = "first_seed")]
    seed: u64,
}

const fn first_seed() -> u64 {
    1
}

#[derive(Serialize)]
struct Started {
    run: Option<u64>,
}

async fn start(
    State(shared): State<Arc<Shared>>,
    Json(order): Json<Start>,
) -> Result<Json<Started>, Refusal> {
    if let Some(id) = &order.certificate
        && shared.lock().world.certificate(id).is_none()
    {
        return Err(Refusal::unprocessable(
            "certificate: the certificate is not known",
        ));
    }
    if !start_run(&shared, &order.scenario, order.certificate, order.seed)? {
        return Err(Refusal::unprocessable("scenario: there is none such"));
    }
    let run = shared.lock().world.runs().last().map(|run| run.number);
    Ok(Json(Started { run }))
}

/// Starts a scenario; tells whether there is one with this id.
pub(crate) fn start_run(
    shared: &Shared,
    scenario: &str,
    certificate: Option<String>,
    seed: u64,
) -> io::Result<bool> {
    let Some(scenario) = shared.scenarios.iter().find(|known| known.id == scenario) else {
        return Ok(false);
    };
    let at = shared.now();
    shared.lock().keep(Event::RunStarted {
        scenario: Box::new(scenario.clone()),
        seed,
        certificate,
        at,
    })?;
    shared.wake();
    Ok(true)
}

async fn stop(
    State(shared): State<Arc<Shared>>,
    Path(number): Path<u64>,
) -> Result<StatusCode, Refusal> {
    if stop_run(&shared, number)? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal(
            StatusCode::NOT_FOUND,
            "there is no such run".to_owned(),
        ))
    }
}

/// Stops a run; tells whether there is one.
pub(crate) fn stop_run(shared: &Shared, number: u64) -> io::Result<bool> {
    let at = shared.now();
    let mut inner = shared.lock();
    if !inner.world.runs().iter().any(|run| run.number == number) {
        return Ok(false);
    }
    inner.keep(Event::RunStopped { run: number, at })?;
    Ok(true)
}

/// An order to send a message: one of `ask`, `reminder_of` and `reply_to` tells what it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Letter {
    certificate: String,
    #[serde(default)]
    ask: Option<Subject>,
    #[serde(default)]
    reminder_of: Option<String>,
    #[serde(default)]
    reply_to: Option<String>,
    text: String,
    #[serde(default)]
    points: Vec<Point>,
    #[serde(default)]
    last_reply_date: Option<Date>,
    #[serde(default = "once")]
    copies: u32,
    #[serde(default)]
    mistake: Option<Mistake>,
    #[serde(default)]
    unchecked: bool,
}

const fn once() -> u32 {
    1
}

async fn send(
    State(shared): State<Arc<Shared>>,
    Json(letter): Json<Letter>,
) -> Result<Json<crate::Message>, Refusal> {
    if letter.copies == 0 || letter.copies > MOST_COPIES {
        return Err(Refusal::unprocessable("copies: not 1 to 5"));
    }
    let kind = match (letter.ask, letter.reminder_of, letter.reply_to) {
        (Some(subject), None, None) => OrderKind::Question(subject, letter.points),
        (None, Some(of), None) => OrderKind::Reminder(of),
        (None, None, Some(to)) => OrderKind::Answer(to),
        _ => {
            return Err(Refusal::unprocessable(
                "exactly one of ask, reminder_of and reply_to is needed",
            ));
        }
    };
    let order = Order {
        certificate: letter.certificate,
        kind,
        text: letter.text,
        last_reply_date: letter.last_reply_date,
        copies: letter.copies,
        mistake: letter.mistake,
        unchecked: letter.unchecked,
    };
    let sent = whole(Arc::clone(&shared), async move |shared| {
        shared.order(order).await
    })
    .await;
    let id = match sent {
        Ok(id) => id,
        Err(OrderError::Keep(error)) => return Err(error.into()),
        Err(error) => return Err(Refusal::unprocessable(error.to_string())),
    };
    let message = shared.lock().world.messages().find(&id).cloned();
    message.map(Json).ok_or_else(|| {
        Refusal(
            StatusCode::CONFLICT,
            "the message has been forgotten".to_owned(),
        )
    })
}
