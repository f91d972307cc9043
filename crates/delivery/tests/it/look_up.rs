//! The question to Intygstjänsten and what comes of each answer, over a real socket. Source: exchange 1.9, 2.6.

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::post;
use intyg_app::{Consent, RowStatus};
use intyg_core::ids::CertificateId;
use intyg_rivta::interaction::Interaction;
use intyg_rivta::xml::limits;
use intyg_simulator::{Fault, Interactions, Rule};
use intyg_testkit::store_test;
use jiff::SignedDuration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::support::{Scene, worker};

const CONTRACT: &str = "GetCertificate";

impl Scene {
    /// A certificate that Intygstjänsten has and the recipient has not.
    async fn registered(&self) -> CertificateId {
        let id = self.sign(Consent::NotGiven).await;
        self.run().await;
        assert_eq!(self.effects(id), (1, 0));
        id
    }

    /// Opens the certificate and lets what is ordered then be looked up.
    async fn open(&self, id: CertificateId) {
        self.shown(id).await;
        self.worker.look_up_due().await.expect("the database works");
    }

    fn send_as_patient(&self, id: CertificateId) {
        let sent = self.simulator.send_as_patient(&id.to_text());
        assert!(sent.expect("kept"), "the patient can send it");
    }

    fn questions(&self) -> usize {
        let calls = self.simulator.snapshot().transmissions;
        calls.iter().filter(|t| t.interaction == CONTRACT).count()
    }

    async fn class(&self) -> Vec<&'static str> {
        let health = self.t.app.outbox_health().await.expect("health");
        let counts = health.attempts.into_iter();
        counts
            .filter(|count| count.kind == "look_up")
            .map(|count| count.class)
            .collect()
    }
}

store_test!(
    what_the_patient_has_sent_is_found_with_its_time,
    async |store| {
        let scene = Scene::on(store).await;
        let id = scene.registered().await;
        scene.open(id).await;
        assert_eq!(scene.questions(), 1);
        assert_eq!(scene.shown(id).await.delivery.status, RowStatus::SentToIt);

        scene.t.clock.advance(SignedDuration::from_mins(5));
        scene.send_as_patient(id);
        let at = scene.t.app.now();
        scene.open(id).await;
        assert_eq!(scene.questions(), 1, "it was asked for five minutes ago");
        scene.t.clock.advance(SignedDuration::from_mins(5));
        scene.open(id).await;
        let view = scene.shown(id).await;
        assert_eq!(view.delivery.status, RowStatus::SentToRecipient);
        assert_eq!(view.delivery.sent_by_patient, Some(at));
        assert_eq!(scene.effects(id), (1, 1));
        scene.consent(id).await.expect_err("it is there");
        scene.run().await;
        assert_eq!(scene.effects(id), (1, 1), "nothing is sent twice");
        assert_eq!(scene.class().await, ["ok"]);
    }
);

store_test!(
    a_consent_that_comes_before_the_answer_meets_already_sent,
    async |store| {
        let scene = Scene::on(store).await;
        let id = scene.registered().await;
        scene.send_as_patient(id);
        scene.consent(id).await.expect("nobody knows yet");
        let round = scene.run().await;
        assert_eq!((round.delivered, round.retried, round.failed), (1, 0, 0));
        let view = scene.shown(id).await;
        assert_eq!(view.delivery.status, RowStatus::SentToRecipient);
        assert_eq!(scene.effects(id), (1, 1));
        let sent = &scene.simulator.snapshot().forsakringskassan[0];
        assert_eq!(sent.sent_by, None, "the patient's is the only one there");
    }
);

store_test!(a_look_up_that_fails_changes_nothing, async |store| {
    let scene = Scene::on(store).await;
    let id = scene.registered().await;
    scene.send_as_patient(id);
    let before = scene.shown(id).await;
    scene.t.app.take_look_up();
    let soap = |text: &str| Fault::SoapFault {
        text: text.to_owned(),
    };
    for (fault, class) in [
        (Fault::TechnicalError, "technical"),
        (soap("VP004 No such address"), "unknown_address"),
        (soap("VP007 Not authorised"), "identity_refused"),
        (soap("Certificate 'x' not found"), "application"),
        (Fault::Html { status: 503 }, "technical"),
        (Fault::Html { status: 404 }, "unknown_address"),
        (Fault::Html { status: 200 }, "technical"),
        (Fault::EmptyBody, "technical"),
        (Fault::CutBefore, "no_connection"),
        (Fault::CutAfter, "no_connection"),
    ] {
        scene.t.clock.advance(SignedDuration::from_mins(10));
        let rule = Rule::new(Interactions::GetCertificate, fault.clone(), Some(1));
        scene.simulator.add_fault(rule);
        scene.open(id).await;
        assert!(scene.class().await.contains(&class), "{fault:?}");
        let view = scene.shown(id).await;
        assert_eq!(view.delivery.status, RowStatus::SentToIt, "{fault:?}");
        assert!(view.delivery.is_settled && view.refused.send.is_none());
        assert_eq!(view.events, before.events, "{fault:?}");
    }
    assert!(scene.simulator.snapshot().intygstjansten.len() == 1);
    scene.t.clock.advance(SignedDuration::from_mins(10));
    scene.open(id).await;
    let view = scene.shown(id).await;
    assert_eq!(view.delivery.status, RowStatus::SentToRecipient);
});

store_test!(
    nobody_asks_a_receiver_that_is_paused_or_away,
    async |store| {
        let scene = Scene::on(store).await;
        let id = scene.registered().await;
        let app = &scene.t.app;
        let name = intyg_app::INTYGSTJANSTEN;
        app.pause_destination(name, "op", "test")
            .await
            .expect("paused");
        scene.open(id).await;
        assert_eq!(scene.questions(), 0);
        assert!(
            scene.shown(id).await.delivery.is_settled,
            "the page does not wait"
        );
        app.resume_destination(name, "op", "test")
            .await
            .expect("resumed");

        let away = Rule::new(Interactions::RegisterCertificate, Fault::CutBefore, None);
        scene.simulator.add_fault(away);
        for _ in 0..5 {
            scene.sign(Consent::NotGiven).await;
        }
        scene.run().await;
        scene.t.clock.advance(SignedDuration::from_mins(10));
        scene.open(id).await;
        assert_eq!(scene.questions(), 0, "it is known to be away");
        assert!(scene.class().await.is_empty(), "no call, no outcome");

        scene.simulator.clear_faults();
        scene.pass(2).await;
        scene.t.clock.advance(SignedDuration::from_mins(10));
        scene.open(id).await;
        assert_eq!(scene.questions(), 1);
    }
);

store_test!(
    the_running_worker_looks_up_beside_what_it_sends,
    async |store| {
        let scene = Scene::on(store).await;
        let id = scene.registered().await;
        scene.send_as_patient(id);
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(worker(&scene.t, &scene.simulator.url()).run(async move {
            stopped.await.expect("the test stops it");
        }));
        scene.shown(id).await;
        let deadline = Instant::now() + Duration::from_secs(30);
        let delivery = async || {
            let view = scene.t.app.delivery(&scene.doctor, id).await;
            view.expect("delivery")
        };
        while !delivery().await.is_settled {
            assert!(Instant::now() < deadline, "no answer");
            tokio::task::yield_now().await;
        }
        assert_eq!(delivery().await.status, RowStatus::SentToRecipient);
        stop.send(()).expect("the worker runs");
        running.await.expect("an orderly end");
    }
);

/// A receiver that answers every question with these bytes.
async fn answering(bytes: Vec<u8>) -> String {
    let handler = move || {
        let bytes = bytes.clone();
        async move { Response::new(Body::from(bytes)) }
    };
    let router = Router::new().route(Interaction::GetCertificate.path(), post(handler));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

fn envelope(body: &str) -> String {
    intyg_rivta::soap::write_response(body).expect("written")
}

store_test!(an_answer_that_is_none_changes_nothing, async |store| {
    let scene = Scene::on(store).await;
    let id = scene.registered().await;
    let namespace = Interaction::GetCertificate.namespace();
    let core = intyg_rivta::names::CORE;
    let types = intyg_rivta::names::TYPES;
    let (part, statuses) = (intyg_rivta::names::PART, intyg_rivta::names::STATUS);
    let answer = |id: &str, rest: &str| {
        envelope(&format!(
            "<r:GetCertificateResponse xmlns:r=\"{namespace}\" xmlns:c=\"{core}\" xmlns:t=\"{types}\"><r:intyg>\
             <c:intygs-id><t:root>x</t:root><t:extension>{id}</t:extension></c:intygs-id>\
             <c:status><c:part><t:code>FKASSA</t:code><t:codeSystem>{part}</t:codeSystem></c:part>\
             <c:status><t:code>SENTTO</t:code><t:codeSystem>{statuses}</t:codeSystem></c:status>\
             <c:tidpunkt>2026-11-22T10:42:00</c:tidpunkt></c:status>{rest}</r:intyg></r:GetCertificateResponse>"
        ))
    };
    let own = id.to_text();
    let padding = " ".repeat(limits::TEXT);
    let oversized = format!("<c:x>{padding}</c:x>").repeat(15);
    let many = "<c:x/>".repeat(limits::ELEMENTS);
    let deep = "<c:x>".repeat(limits::DEPTH);
    for (what, bytes) in [
        (
            "about another certificate",
            answer("b7c0d1a2-0000-4000-8000-000000000002", ""),
        ),
        ("about none", answer("", "")),
        ("larger than the limit", answer(&own, &oversized)),
        ("with too many elements", answer(&own, &many)),
        (
            "nested too deeply",
            answer(&own, &format!("{deep}{}", "</c:x>".repeat(limits::DEPTH))),
        ),
        (
            "with a document type",
            answer(&own, "").replacen("<soap:Envelope", "<!DOCTYPE a><soap:Envelope", 1),
        ),
        ("cut", answer(&own, "").split_at(500).0.to_owned()),
        (
            "with a time that is none",
            answer(&own, "").replace("10:42:00", "10:42:61"),
        ),
        (
            "of another contract",
            answer(&own, "").replace("GetCertificate", "RevokeCertificate"),
        ),
        ("in words", "SENTTO FKASSA".to_owned()),
    ] {
        scene.t.clock.advance(SignedDuration::from_mins(10));
        scene.shown(id).await;
        let base = answering(bytes.into_bytes()).await;
        worker(&scene.t, &base).look_up_due().await.expect(what);
        let view = scene.shown(id).await;
        assert_eq!(view.delivery.status, RowStatus::SentToIt, "{what}");
        assert!(view.delivery.is_settled, "{what}");
    }
    scene.t.clock.advance(SignedDuration::from_mins(10));
    scene.shown(id).await;
    let base = answering(answer(&own, "").into_bytes()).await;
    worker(&scene.t, &base)
        .look_up_due()
        .await
        .expect("looked up");
    let view = scene.shown(id).await;
    assert_eq!(
        view.delivery.status,
        RowStatus::SentToRecipient,
        "but this one does"
    );
});
