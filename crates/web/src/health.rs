//! Health and metrics for those who run the installation. No person, patient or unit is named. Source: reliability-security R154, R155.

use std::fmt::Write as _;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use intyg_app::{App, OutboxHealth};
use intyg_core::outbox::OutboxState;
use serde_json::{Value, json};

use crate::state::WebState;

/// The addresses that stand beside the pages.
pub(crate) fn routes() -> Router<WebState> {
    Router::new().route("/halsa/levande", get(alive)).route(
        "/halsa/redo",
        get(async |State(web): State<WebState>| ready(&web.app).await),
    )
}

/// Everything for the listener of those who run the installation, which must be reached from this machine alone.
pub fn admin_router(app: App) -> Router {
    Router::new()
        .route("/halsa/levande", get(alive))
        .route(
            "/halsa/redo",
            get(async |State(app): State<App>| ready(&app).await),
        )
        .route("/halsa/detaljer", get(details))
        .route("/metrics", get(metrics))
        .with_state(app)
}

async fn alive() -> &'static str {
    "levande\n"
}

/// A receiver that is away does not make us unready.
async fn ready(app: &App) -> Response {
    match app.is_ready().await {
        Ok(()) => "redo\n".into_response(),
        Err(error) => unavailable(&error),
    }
}

async fn details(State(app): State<App>) -> Response {
    let ready = app.is_ready().await;
    match app.outbox_health().await {
        Ok(health) => Json(described(&health, ready.is_ok())).into_response(),
        Err(error) => unavailable(&error),
    }
}

async fn metrics(State(app): State<App>) -> Response {
    match app.outbox_health().await {
        Ok(health) => {
            let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
            (kind, exposition(&health)).into_response()
        }
        Err(error) => unavailable(&error),
    }
}

fn unavailable(error: &intyg_app::Error) -> Response {
    tracing::error!(error = error as &dyn std::error::Error, "not ready");
    (StatusCode::SERVICE_UNAVAILABLE, "inte redo\n").into_response()
}

fn described(health: &OutboxHealth, is_ready: bool) -> Value {
    let away = health.away();
    let receivers: Vec<Value> = health
        .destinations
        .iter()
        .map(|row| {
            json!({
                "name": row.name,
                "silent_since": row.silent_since.map(|at| at.to_string()),
                "is_away": away.iter().any(|(name, _)| *name == row.name),
                "paused_since": row.paused.as_ref().map(|pause| pause.at.to_string()),
            })
        })
        .collect();
    let outbox: Vec<Value> = health
        .depth
        .iter()
        .map(|row| {
            json!({
                "destination": row.destination,
                "kind": row.kind.key(),
                "state": row.state.key(),
                "count": row.count,
                "oldest": row.oldest.to_string(),
            })
        })
        .collect();
    let is_degraded = !away.is_empty() || !health.paused().is_empty();
    json!({
        "status": match (is_ready, is_degraded) {
            (false, _) => "not_ready",
            (true, true) => "degraded",
            (true, false) => "ok",
        },
        "receivers": receivers,
        "outbox": outbox,
    })
}

/// The text that Prometheus reads.
fn exposition(health: &OutboxHealth) -> String {
    let mut out = String::new();
    family(
        &mut out,
        "outbox_messages",
        "gauge",
        "Messages that have not arrived.",
    );
    for row in &health.depth {
        let labels = [
            ("destination", row.destination.as_str()),
            ("kind", row.kind.key()),
            ("state", row.state.key()),
        ];
        sample(&mut out, "outbox_messages", &labels, row.count);
    }
    family(&mut out, "fel_messages", "gauge", "Messages under FEL.");
    for row in health
        .depth
        .iter()
        .filter(|row| row.state == OutboxState::Failed)
    {
        let labels = [
            ("destination", row.destination.as_str()),
            ("kind", row.kind.key()),
        ];
        sample(&mut out, "fel_messages", &labels, row.count);
    }
    let oldest = "outbox_oldest_waiting_seconds";
    family(
        &mut out,
        oldest,
        "gauge",
        "Age of the oldest message that waits.",
    );
    for (destination, kind, age) in health.oldest_waiting() {
        let labels = [("destination", destination), ("kind", kind.key())];
        sample(&mut out, oldest, &labels, age.as_secs());
    }
    let attempts = "outbox_attempts_total";
    family(
        &mut out,
        attempts,
        "counter",
        "Attempts since the start, by outcome.",
    );
    for count in &health.attempts {
        let labels = [("kind", count.kind), ("class", count.class)];
        sample(&mut out, attempts, &labels, count.count);
    }
    let silent = "outbox_destination_silent_seconds";
    family(
        &mut out,
        silent,
        "gauge",
        "How long a receiver has not answered.",
    );
    let paused = "outbox_destination_paused";
    for row in &health.destinations {
        let age = row
            .silent_since
            .map_or(0, |since| health.at.duration_since(since).as_secs());
        sample(&mut out, silent, &[("destination", &row.name)], age);
    }
    family(
        &mut out,
        paused,
        "gauge",
        "1 while nothing is sent to a receiver.",
    );
    for row in &health.destinations {
        let is_paused = i64::from(row.paused.is_some());
        sample(&mut out, paused, &[("destination", &row.name)], is_paused);
    }
    out
}

fn family(out: &mut String, name: &str, kind: &str, help: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn sample(out: &mut String, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
    let labels: Vec<String> = labels
        .iter()
        .map(|(label, text)| format!("{label}=\"{}\"", text.replace(['"', '\\', '\n'], "_")))
        .collect();
    let _ = writeln!(out, "{name}{{{}}} {value}", labels.join(","));
}

#[cfg(test)]
mod tests {
    use super::*;
    use intyg_app::{AttemptCount, DestinationRow, OutboxDepth};
    use intyg_core::outbox::OutboxKind;
    use jiff::{SignedDuration, Timestamp};

    fn health(silent: SignedDuration) -> OutboxHealth {
        let at: Timestamp = "2026-11-22T09:42:00Z".parse().expect("a time");
        let depth = |state, count, age| OutboxDepth {
            destination: "it".to_owned(),
            kind: OutboxKind::Register,
            state,
            count,
            oldest: at - SignedDuration::from_secs(age),
        };
        OutboxHealth {
            at,
            depth: vec![
                depth(OutboxState::Failed, 2, 9000),
                depth(OutboxState::Sending, 1, 30),
                depth(OutboxState::Waiting, 3, 700),
            ],
            attempts: vec![AttemptCount {
                kind: "register",
                class: "ok",
                count: 7,
            }],
            destinations: vec![DestinationRow {
                name: "it".to_owned(),
                paused: None,
                silent_since: Some(at - silent),
            }],
        }
    }

    #[test]
    fn metrics_tell_depth_age_and_outcomes() {
        let text = exposition(&health(SignedDuration::from_mins(11)));
        for line in [
            "outbox_messages{destination=\"it\",kind=\"register\",state=\"waiting\"} 3",
            "fel_messages{destination=\"it\",kind=\"register\"} 2",
            "outbox_oldest_waiting_seconds{destination=\"it\",kind=\"register\"} 700",
            "outbox_attempts_total{kind=\"register\",class=\"ok\"} 7",
            "outbox_destination_silent_seconds{destination=\"it\"} 660",
            "outbox_destination_paused{destination=\"it\"} 0",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in {text}");
        }
    }

    #[test]
    fn a_receiver_is_away_after_ten_minutes() {
        for (minutes, expected) in [(9, "ok"), (10, "degraded")] {
            let told = described(&health(SignedDuration::from_mins(minutes)), true);
            assert_eq!(told["status"], expected, "{minutes}");
            assert_eq!(told["receivers"][0]["is_away"], minutes == 10);
        }
        let told = described(&health(SignedDuration::ZERO), false);
        assert_eq!(told["status"], "not_ready");
    }
}
