//! What Försäkringskassan does by itself: choosing, starting, stepping and stopping.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{Frame, choices, kept, name_of, rendered, words};
use crate::{
    agenda::{Duty, Planned},
    api::{start_run, stop_run, whole},
    scenario::{Action, Scenario, Step},
    server::Shared,
    world::{DoneStep, Occurrence, Run, StepOutcome, World},
};

/// Events that are shown of the agenda.
const SHOWN_EVENTS: usize = 20;

#[derive(Template)]
#[template(path = "scenarios.html")]
struct Page {
    frame: Frame,
    fault: &'static str,
    scenarios: Vec<Scenario>,
    certificates: Vec<(String, String)>,
    chosen: String,
    certificate: String,
    seed: String,
    agenda: Vec<(String, String)>,
    runs: Vec<Item>,
}

struct Item {
    number: u64,
    title: String,
    started: String,
    seed: u64,
    scope: String,
    /// Empty for not stopped.
    stopped: String,
    done: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Order {
    #[serde(default)]
    scenario: String,
    #[serde(default)]
    intyg: String,
    #[serde(default)]
    fro: String,
}

pub(super) async fn page(State(shared): State<Arc<Shared>>) -> Response {
    let order = Order {
        scenario: String::new(),
        intyg: String::new(),
        fro: "1".to_owned(),
    };
    rendered(&Page::of(&shared, order, ""))
}

pub(super) async fn start(State(shared): State<Arc<Shared>>, Form(order): Form<Order>) -> Response {
    let Ok(seed) = order.fro.trim().parse() else {
        return refused(&shared, order, "Fröet är ett heltal från 0");
    };
    let certificate = Some(order.intyg.clone()).filter(|id| !id.is_empty());
    let is_known = certificate
        .as_ref()
        .is_none_or(|id| shared.lock().world.certificate(id).is_some());
    if !is_known {
        return refused(&shared, order, "Intyget finns inte längre");
    }
    match start_run(&shared, &order.scenario, certificate, seed) {
        Ok(false) => refused(&shared, order, "Välj ett scenario"),
        started => kept(started, "/scenario"),
    }
}

fn refused(shared: &Shared, order: Order, fault: &'static str) -> Response {
    let page = rendered(&Page::of(shared, order, fault));
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

#[derive(Deserialize)]
pub(super) struct Number {
    nummer: u64,
}

pub(super) async fn stop(State(shared): State<Arc<Shared>>, Form(order): Form<Number>) -> Response {
    kept(stop_run(&shared, order.nummer), "/scenario")
}

pub(super) async fn step(State(shared): State<Arc<Shared>>) -> Response {
    let stepped = whole(shared, async move |shared| shared.step().await).await;
    kept(stepped, "/scenario")
}

impl Page {
    fn of(shared: &Shared, order: Order, fault: &'static str) -> Self {
        let frame = Frame::of(shared, "/scenario");
        let agenda = shared.agenda();
        let inner = shared.lock();
        let world = &inner.world;
        Self {
            frame,
            fault,
            scenarios: shared.scenarios.clone(),
            certificates: choices(world),
            chosen: order.scenario,
            certificate: order.intyg,
            seed: order.fro,
            agenda: agenda
                .iter()
                .take(SHOWN_EVENTS)
                .map(|planned| (words::swedish_time(planned.at), event(world, planned)))
                .collect(),
            runs: world
                .runs()
                .iter()
                .rev()
                .map(|run| Item::of(world, run))
                .collect(),
        }
    }
}

impl Item {
    fn of(world: &World, run: &Run) -> Self {
        Self {
            number: run.number,
            title: run.scenario.title.clone(),
            started: words::swedish_time(run.started_at),
            seed: run.seed,
            scope: match &run.certificate {
                None => "Gäller alla intyg som kommer.".to_owned(),
                Some(id) => format!("Gäller {}.", certificate(world, id)),
            },
            stopped: run.stopped_at.map(words::swedish_time).unwrap_or_default(),
            done: run.done.iter().map(|done| told(world, run, done)).collect(),
        }
    }
}

fn event(world: &World, planned: &Planned) -> String {
    match &planned.duty {
        Duty::Bring(id) => world.messages().find(id).map_or_else(
            || "Skickar igen".to_owned(),
            |message| format!("Skickar igen: {}", words::title(message)),
        ),
        Duty::Step(occurrence) => format!(
            "{} ({})",
            step_of(world, occurrence).map_or("Steget finns inte", action),
            certificate(world, &occurrence.certificate)
        ),
    }
}

fn step_of<'a>(world: &'a World, occurrence: &Occurrence) -> Option<&'a Step> {
    let run = world
        .runs()
        .iter()
        .find(|run| run.number == occurrence.run)?;
    run.scenario.steps.get(occurrence.step)
}

fn certificate(world: &World, id: &str) -> String {
    world.certificate(id).map_or_else(|| id.to_owned(), name_of)
}

fn told(world: &World, run: &Run, done: &DoneStep) -> String {
    let step = run.scenario.steps.get(done.occurrence.step);
    let what = step.map_or("Steget finns inte", action);
    let outcome = match &done.outcome {
        StepOutcome::Sent { message } => world
            .messages()
            .find(message)
            .map_or_else(String::new, |message| words::state(&message.state)),
        StepOutcome::Done => "Klart".to_owned(),
        StepOutcome::Skipped => "Behövdes inte".to_owned(),
        StepOutcome::Impossible { text } => format!("Gick inte ({text})"),
    };
    let at = words::swedish_time(done.at);
    let about = certificate(world, &done.occurrence.certificate);
    format!("{at} – {what} ({about}): {outcome}")
}

const fn action(step: &Step) -> &'static str {
    match &step.action {
        Action::Ask(_) => "Frågar",
        Action::Remind(_) => "Påminner",
        Action::Answer(_) => "Svarar",
        Action::Accept => "Godtar",
        Action::Fault(_) => "Börjar göra fel",
        Action::ClearFaults => "Slutar göra fel",
    }
}
