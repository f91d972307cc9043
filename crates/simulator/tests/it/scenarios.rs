//! Scenarios and the clock: the same file and seed give the same messages at the same times.

use intyg_rivta::{
    certificate::{Relation, write_register},
    names,
    types::{Code, MessageReference},
};
use intyg_simulator::{
    Clock, ClockMove, Config, MessageState, RunningSimulator, Snapshot, StepOutcome, scenario,
    start,
};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::{
    care::Care,
    client::{
        MESSAGE, REGISTER, REVOKE, SEND, Seen, advance, call, config, http, order, start_scenario,
    },
    samples::{
        ID, PATIENT, QUESTION, answer_to, message, register, register_for, revoke, send, written,
    },
};

const OTHER: &str = "b7c0d1a2-0000-4000-8000-000000000003";

/// What N06 asks for, and an answer to every question within a day.
const SCENARIO: &str = r#"
[[scenario]]
id = "n06"
title = "N06"

[[scenario.step]]
id = "request"
when = "delivered"
after = "2d"
at = "09:00"
spread = "30m"
[scenario.step.do.ask]
subject = "KOMPLT"
text = "Komplettera."
reply_within_days = 14
points = [{ question = "27", text = "Vad?" }, { position = 9, text = "Och vad?" }]

[[scenario.step]]
id = "reminder"
when = "sent:request"
after = "7d"
unless_answered = "request"
do.remind = { of = "request", text = "Vi väntar.", reply_within_days = 3 }

[[scenario.step]]
id = "accepted"
when = "answered:request"
do = "accept"

[[scenario.step]]
id = "answer"
when = "asked"
after = "1h"
copies = 2
do.answer = { text = "Ja." }
"#;

async fn deliver(simulator: &RunningSimulator, id: &str) {
    call(simulator, REGISTER, &register(id, PATIENT)).await;
    assert_eq!(
        call(simulator, SEND, &send(id, PATIENT, "FKASSA")).await,
        Seen::ok()
    );
}

/// Completes a certificate by another one, which answers this question.
async fn complete(simulator: &RunningSimulator, question: &str) {
    let mut register = register_for(OTHER, PATIENT);
    register.reply_to = Some(MessageReference {
        message_id: question.to_owned(),
        reference_id: None,
    });
    register.certificate.relations = vec![Relation {
        kind: Code::new("KOMPLT", names::RELATION, "Kompletterar"),
        certificate: register_for(ID, PATIENT).certificate.id,
    }];
    call(simulator, REGISTER, &write_register(&register).unwrap()).await;
    call(simulator, SEND, &send(OTHER, PATIENT, "FKASSA")).await;
}

/// Plays the whole scenario once.
async fn play(seed: u64) -> (Snapshot, Vec<crate::care::Arrived>) {
    let (care, simulator) = Care::with_simulator(SCENARIO).await;
    start_scenario(&simulator, "n06", seed).await;
    deliver(&simulator, ID).await;
    call(&simulator, MESSAGE, &written(&message())).await;
    advance(&simulator, "10d").await;
    let question = simulator
        .snapshot()
        .messages
        .into_iter()
        .find(|message| message.subject == "KOMPLT")
        .unwrap();
    complete(&simulator, &question.id).await;
    advance(&simulator, "30d").await;
    (simulator.snapshot(), care.arrived())
}

#[tokio::test]
async fn the_same_file_and_seed_give_the_same_messages_at_the_same_times() {
    let (first, arrived) = play(7).await;
    let (second, arrived_again) = play(7).await;
    assert_eq!(first, second);
    assert_eq!(arrived, arrived_again);

    let told: Vec<_> = arrived
        .iter()
        .filter_map(|arrived| arrived.request.as_ref())
        .map(|request| {
            let message = &request.message;
            (message.sent_at.to_string(), message.subject.code.as_str())
        })
        .collect();
    let answer = ("2026-03-02T09:20:00".to_owned(), "KONTKT");
    assert_eq!(told.len(), 4, "{told:?}");
    assert_eq!(told[..2], [answer.clone(), answer]);
    // Two days later at nine, and up to half an hour after that.
    assert_eq!(told[2].1, "KOMPLT");
    assert!(told[2].0.starts_with("2026-03-04T09:"), "{told:?}");
    assert_eq!(told[3].1, "PAMINN");
    assert_eq!(told[3].0.replace("03-11", "03-04"), told[2].0);
    let request = arrived[2].request.as_ref().unwrap();
    assert_eq!(request.last_reply_date, Some("2026-03-18".parse().unwrap()));
    let points: Vec<_> = request
        .points
        .iter()
        .map(|p| p.question_id.as_str())
        .collect();
    // The certificate has a single question, which is then the last one.
    assert_eq!(points, ["27", "25"]);
    let done: Vec<_> = first.runs[0]
        .done
        .iter()
        .map(|d| d.occurrence.step)
        .collect();
    assert_eq!(done, [3, 0, 1, 2]);

    let (other, _) = play(8).await;
    assert_ne!(first.messages, other.messages);
}

#[tokio::test]
async fn nothing_is_reminded_of_that_has_been_answered() {
    for by_certificate in [true, false] {
        let (care, simulator) = Care::with_simulator(SCENARIO).await;
        start_scenario(&simulator, "n06", 1).await;
        deliver(&simulator, ID).await;
        advance(&simulator, "3d").await;
        let question = care.requests()[0].message.id.clone();
        if by_certificate {
            complete(&simulator, &question).await;
        } else {
            let answer = answer_to("answer", "KOMPLT", &question);
            assert_eq!(
                call(&simulator, MESSAGE, &written(&answer)).await,
                Seen::ok()
            );
        }
        advance(&simulator, "8d").await;
        assert_eq!(care.arrived().len(), 1, "nor is what completes asked about");
        let runs = simulator.snapshot().runs;
        let outcomes: Vec<_> = runs[0].done.iter().map(|done| &done.outcome).collect();
        assert!(matches!(outcomes[0], StepOutcome::Sent { .. }));
        assert_eq!(outcomes[1..], [&StepOutcome::Done, &StepOutcome::Skipped]);
    }
}

#[tokio::test]
async fn a_revoked_certificate_is_not_asked_about() {
    let (care, simulator) = Care::with_simulator(SCENARIO).await;
    start_scenario(&simulator, "n06", 1).await;
    deliver(&simulator, ID).await;
    call(&simulator, REVOKE, &revoke(ID, PATIENT)).await;
    advance(&simulator, "30d").await;
    assert_eq!(care.arrived(), []);
}

#[tokio::test]
async fn a_scenario_concerns_what_comes_after_its_start_or_the_one_chosen() {
    let (care, simulator) = Care::with_simulator(SCENARIO).await;
    deliver(&simulator, ID).await;
    advance(&simulator, "1s").await;
    start_scenario(&simulator, "n06", 1).await;
    advance(&simulator, "5d").await;
    assert_eq!(care.arrived(), [], "it came before");
    let chosen = json!({ "scenario": "n06", "certificate": ID });
    let (status, text) = order(&simulator, "/api/scenarios/start", &chosen).await;
    assert_eq!((status, text.as_str()), (200, "{\"run\":2}"));
    advance(&simulator, "1d").await;
    assert_eq!(
        order(&simulator, "/api/runs/2/stop", &Value::Null).await.0,
        204
    );
    advance(&simulator, "30d").await;
    assert_eq!(care.arrived(), [], "it was stopped");
    for (path, body, expected) in [
        ("/api/scenarios/start", json!({ "scenario": "x" }), 422),
        (
            "/api/scenarios/start",
            json!({ "scenario": "n06", "certificate": "x" }),
            422,
        ),
        ("/api/runs/9/stop", Value::Null, 404),
        ("/api/clock/advance", json!({ "seconds": -1 }), 422),
        ("/api/clock/advance", json!({ "seconds": 40_000_000 }), 422),
        ("/api/clock/step", Value::Null, 409),
    ] {
        assert_eq!(order(&simulator, path, &body).await.0, expected, "{path}");
    }
}

#[tokio::test]
async fn a_step_goes_to_the_next_event_and_no_further() {
    let (care, simulator) = Care::with_simulator(SCENARIO).await;
    start_scenario(&simulator, "n06", 1).await;
    deliver(&simulator, ID).await;
    for expected in ["KOMPLT", "PAMINN"] {
        let (status, _) = order(&simulator, "/api/clock/step", &Value::Null).await;
        assert_eq!(status, 200);
        let last = care.requests().pop().unwrap();
        assert_eq!(last.message.subject.code, expected);
    }
    assert_eq!(care.arrived().len(), 2);
    assert_eq!(
        order(&simulator, "/api/clock/step", &Value::Null).await.0,
        409
    );
}

#[tokio::test]
async fn who_follows_the_clock_has_followed_before_the_event() {
    let care = Care::default();
    let (follower, mut moves) = mpsc::channel::<ClockMove>(1);
    let simulator = start(Config {
        care: Some(care.serve().await),
        scenarios: scenario::read(SCENARIO).unwrap(),
        follower: Some(follower),
        ..config()
    })
    .await
    .unwrap();
    let seen = tokio::spawn({
        let care = care.clone();
        async move {
            let mut seen = Vec::new();
            while let Some(moved) = moves.recv().await {
                seen.push((moved.offset.as_hours(), care.arrived().len()));
                moved.followed.send(()).unwrap();
            }
            seen
        }
    });
    start_scenario(&simulator, "n06", 1).await;
    deliver(&simulator, ID).await;
    advance(&simulator, "10d").await;
    assert_eq!(simulator.clock_offset().as_hours(), 240);
    simulator.shutdown().await;
    // The request at nine after two days, the reminder seven days later, and the day that was asked for.
    assert_eq!(seen.await.unwrap(), [(49, 0), (217, 1), (240, 2)]);
}

#[tokio::test]
async fn after_a_restart_everything_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let care = Care::default();
    let address = care.serve().await;
    let kept = || Config {
        state: Some(folder.path().join("state.jsonl")),
        care: Some(address.clone()),
        scenarios: scenario::read(SCENARIO).unwrap(),
        ..config()
    };
    let simulator = start(kept()).await.unwrap();
    start_scenario(&simulator, "n06", 7).await;
    deliver(&simulator, ID).await;
    call(&simulator, MESSAGE, &written(&message())).await;
    advance(&simulator, "3d").await;
    let before = simulator.snapshot();
    simulator.shutdown().await;

    // The scenarios of the file no longer matter to a run that has begun.
    let simulator = start(Config {
        scenarios: Vec::new(),
        ..kept()
    })
    .await
    .unwrap();
    assert_eq!(simulator.snapshot(), before);
    assert_eq!(simulator.clock_offset().as_hours(), 72);
    advance(&simulator, "10d").await;
    let (played, _) = play(7).await;
    let after = simulator.snapshot().messages;
    assert_eq!(after, played.messages[..after.len()]);
    assert_eq!(after.last().unwrap().subject, "PAMINN");

    // The clock does not go back for those who have followed it.
    order(&simulator, "/api/reset", &Value::Null).await;
    assert_eq!(simulator.snapshot().messages, []);
    simulator.shutdown().await;
    let simulator = start(kept()).await.unwrap();
    assert_eq!(simulator.clock_offset().as_hours(), 13 * 24);
}

/// Time that passes by itself brings events about too.
#[tokio::test]
async fn what_is_due_happens_without_anyone_moving_the_clock() {
    const AT_ONCE: &str = r#"
[[scenario]]
id = "at-once"
title = "x"
[[scenario.step]]
id = "ask"
when = "delivered"
do.ask = { subject = "KONTKT", text = "?" }
"#;
    let (care, simulator) = Care::with_simulator(AT_ONCE).await;
    start_scenario(&simulator, "at-once", 1).await;
    deliver(&simulator, ID).await;
    let deadline = std::time::Duration::from_secs(20);
    tokio::time::timeout(deadline, async {
        while care.arrived().is_empty() {
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap();
    assert_eq!(care.requests()[0].message.subject.code, "KONTKT");
}

/// Each scenario that comes along is played to its end, with a care system that asks and answers.
#[tokio::test]
async fn the_scenarios_that_come_along_can_be_played() {
    for scenario in scenario::ready_made().unwrap() {
        let care = Care::default();
        let simulator = start(Config {
            care: Some(care.serve().await),
            scenarios: scenario::ready_made().unwrap(),
            ..config()
        })
        .await
        .unwrap();
        start_scenario(&simulator, &scenario.id, 1).await;
        deliver(&simulator, ID).await;
        call(&simulator, MESSAGE, &written(&message())).await;
        advance(&simulator, "40d").await;
        let snapshot = simulator.snapshot();
        for done in &snapshot.runs[0].done {
            assert!(
                !matches!(done.outcome, StepOutcome::Impossible { .. }),
                "{}: {done:?}",
                scenario.id
            );
        }
        assert!(!snapshot.runs[0].done.is_empty(), "{}", scenario.id);
        for message in &snapshot.messages {
            assert!(message.state.is_delivered(), "{}: {message:?}", scenario.id);
        }
    }
}

/// While Försäkringskassan is away for two hours, messages are refused; then they are taken.
#[tokio::test]
async fn faults_come_and_go_as_a_scenario_says() {
    let simulator = start(Config {
        scenarios: scenario::ready_made().unwrap(),
        ..config()
    })
    .await
    .unwrap();
    start_scenario(&simulator, "borta", 1).await;
    deliver(&simulator, ID).await;
    advance(&simulator, "2m").await;
    let Seen::Fault(_) = call(&simulator, MESSAGE, &written(&message())).await else {
        panic!("it is away");
    };
    advance(&simulator, "2h").await;
    assert_eq!(
        call(&simulator, MESSAGE, &written(&message())).await,
        Seen::ok()
    );
    assert_eq!(simulator.snapshot().messages[0].id, QUESTION);
    assert_eq!(
        simulator.snapshot().messages[0].state,
        MessageState::Accepted
    );
}

#[tokio::test]
async fn the_clock_and_the_scenarios_can_be_looked_at() {
    let simulator = start(Config {
        scenarios: scenario::read(SCENARIO).unwrap(),
        ..Config::loopback(Clock::standing(Timestamp::UNIX_EPOCH))
    })
    .await
    .unwrap();
    let get = async |path: &str| -> Value {
        let answer = http()
            .get(format!("{}{path}", simulator.url()))
            .send()
            .await
            .unwrap();
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    };
    advance(&simulator, "61m").await;
    assert_eq!(
        get("/api/clock").await,
        json!({ "now": "1970-01-01T01:01:00Z", "offset_seconds": 3660, "agenda": [] })
    );
    start_scenario(&simulator, "n06", 1).await;
    deliver(&simulator, ID).await;
    let clock = get("/api/clock").await;
    assert_eq!(clock["agenda"].as_array().unwrap().len(), 1);
    assert_eq!(clock["agenda"][0]["step"]["certificate"], ID);
    assert_eq!(get("/api/scenarios").await[0]["id"], "n06");
}
