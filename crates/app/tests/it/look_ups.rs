//! What the module is not told. Source: exchange 2.6.

use std::sync::Arc;

use intyg_app::{
    Claim, Consent, DeliveryState, Error, INTYGSTJANSTEN, LookUp, LookUpOrder, Outcome,
    OutcomeClass, Reason, RowStatus, Stated, UnitTakeover,
};
use intyg_core::actor::{Actor, Role};
use intyg_core::ids::CertificateId;
use intyg_core::outbox::{Delivery, OutboxKind, Verdict};
use intyg_core::time::{from_local, local};
use intyg_testkit::app::TestApp;
use intyg_testkit::store_test;
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Barrier;

const WORKER: &str = "worker";

struct Scene {
    t: TestApp,
    doctor: Actor,
}

impl Scene {
    async fn on(store: intyg_store::Store) -> Self {
        let t = TestApp::on(store);
        let doctor = t.actor(Role::Doctor).await;
        Self { t, doctor }
    }

    async fn signed(&self) -> CertificateId {
        let key = self
            .t
            .open(&self.doctor, &self.t.ordinary_person().await)
            .await;
        let id = self.t.complete_draft(&self.doctor, key).await;
        let id = id.expect("a draft");
        let signed = self.t.sign(&self.doctor, id, Consent::NotGiven).await;
        signed.expect("signed");
        id
    }

    /// Sends the next message, which ends so.
    async fn send(&self, verdict: Verdict, class: OutcomeClass) {
        let app = &self.t.app;
        let lease = SignedDuration::from_mins(3);
        let claimed = app
            .claim_outbox(WORKER, INTYGSTJANSTEN, 1, Claim::AllDue, lease)
            .await
            .expect("claimed");
        let attempt = app.start_attempt(WORKER, &claimed[0], "http://127.0.0.1:1");
        let attempt = attempt.await.expect("started");
        let outcome = Outcome {
            verdict,
            class,
            http_status: None,
            result_code: None,
            error_id: None,
            text: String::new(),
            duration: SignedDuration::ZERO,
        };
        app.finish_attempt(WORKER, &claimed[0], attempt, outcome)
            .await
            .expect("finished");
    }

    /// A certificate that Intygstjänsten has and the recipient has not.
    async fn registered(&self) -> CertificateId {
        let id = self.signed().await;
        self.send(Verdict::Delivered(Delivery::Now), OutcomeClass::Ok)
            .await;
        id
    }

    async fn open(&self, id: CertificateId) -> intyg_app::CertificateView {
        let view = self.t.app.certificate(&self.doctor, id).await;
        view.expect("shown")
    }

    /// Opens the certificate, and takes the order that comes of it.
    async fn ordered(&self, id: CertificateId) -> LookUpOrder {
        self.open(id).await;
        self.t.app.take_look_up().expect("it is asked for")
    }

    async fn finish(&self, order: &LookUpOrder, ended: LookUp) {
        let done = self.t.app.finish_look_up(order, ended).await;
        done.expect("written down");
    }

    /// The recipient has had it since so long ago.
    fn sent(&self, ago: SignedDuration) -> LookUp {
        self.sent_to("FKASSA", local(self.t.app.now() - ago))
    }

    #[expect(clippy::unused_self, reason = "reads like the other one")]
    fn sent_to(&self, party: &str, at: DateTime) -> LookUp {
        LookUp::Found(Stated {
            sent: vec![(party.to_owned(), at)],
            revoked: None,
        })
    }

    async fn consent(&self, id: CertificateId) -> Result<(), Error> {
        let key = self.t.app.new_form_key();
        let app = &self.t.app;
        app.send_consent(&self.doctor, id, Consent::Given, key)
            .await
    }

    async fn lane(&self, id: CertificateId) -> Vec<(OutboxKind, DeliveryState, u32)> {
        let view = self.t.app.delivery(&self.doctor, id).await;
        let lines = view.expect("delivery").lines;
        lines
            .iter()
            .map(|line| (line.kind, line.state, line.attempts))
            .collect()
    }

    /// What the access log has of look-ups, by whom.
    async fn audit(&self) -> Vec<String> {
        let mut tx = self.t.app.store().begin_read().await.expect("a read");
        let all = tx.audit_after(0, 10_000).await.expect("the access log");
        let entries = all.into_iter().map(|record| record.entry);
        entries
            .filter(|entry| entry.action == "look_up")
            .inspect(|entry| assert!(entry.staff_id.is_none() && entry.patient.is_some()))
            .map(|entry| entry.staff_title)
            .collect()
    }
}

fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

store_test!(
    it_is_asked_for_when_it_is_opened_and_not_again_for_ten_minutes,
    async |store| {
        let s = Scene::on(store).await;
        let id = s.signed().await;
        s.open(id).await;
        assert_eq!(s.t.app.take_look_up(), None, "nothing has been registered");
        s.send(Verdict::Delivered(Delivery::Now), OutcomeClass::Ok)
            .await;

        let view = s.open(id).await;
        assert!(!view.delivery.is_settled, "the page asks for the answer");
        let order = s.t.app.take_look_up().expect("it is asked for");
        assert_eq!((order.certificate, &order.unit), (id, &s.doctor.unit().id));
        assert_eq!(order.logical_address, "5565594230");
        s.finish(&order, LookUp::Failed(OutcomeClass::Timeout))
            .await;
        for (wait, expected) in [
            (minutes(0), false),
            (minutes(9), false),
            (SignedDuration::from_secs(59), false),
            (SignedDuration::from_secs(1), true),
            (minutes(9), false),
            (minutes(1), true),
        ] {
            s.t.clock.advance(wait);
            let view = s.open(id).await;
            let order = s.t.app.take_look_up();
            assert_eq!(order.is_some(), expected, "after {wait}");
            assert_eq!(view.delivery.is_settled, !expected);
            if let Some(order) = order {
                s.finish(&order, LookUp::NotFound).await;
            }
        }
        let view = s.open(id).await;
        assert_eq!(
            (view.delivery.status, view.delivery.available_at_1177),
            (RowStatus::SentToIt, true),
            "what failed changed nothing"
        );
        assert!(view.refused.send.is_none() && view.delivery.is_settled);
        assert!(s.audit().await.is_empty());
        let health = s.t.app.outbox_health().await.expect("health");
        let counts: Vec<_> = health
            .attempts
            .iter()
            .filter(|count| count.kind == "look_up")
            .map(|count| (count.class, count.count))
            .collect();
        assert_eq!(counts, [("application", 2), ("timeout", 1)]);
    }
);

store_test!(
    many_pages_at_once_ask_once_also_in_another_process,
    async |store| {
        let s = Scene::on(store.clone()).await;
        let id = s.registered().await;
        let other = TestApp::by_clock(store, s.t.clock.clone());
        let barrier = Arc::new(Barrier::new(8));
        let opened: Vec<_> = (0..8)
            .map(|n| {
                let app = if n % 2 == 0 { &s.t.app } else { &other.app }.clone();
                let (doctor, barrier) = (s.doctor.clone(), Arc::clone(&barrier));
                tokio::spawn(async move {
                    barrier.wait().await;
                    app.certificate(&doctor, id).await.map(drop)
                })
            })
            .collect();
        for task in opened {
            task.await.expect("no panic").expect("shown");
        }
        let orders = [s.t.app.take_look_up(), other.app.take_look_up()];
        assert_eq!(orders.iter().flatten().count(), 1);
    }
);

store_test!(
    it_is_asked_for_under_the_unit_that_issued_it,
    async |store| {
        let s = Scene::on(store).await;
        let id = s.registered().await;
        let theirs = s.doctor.unit().clone();
        let doctors = s.t.actors(Role::Doctor).await;
        let other = doctors
            .into_iter()
            .find(|other| other.unit().provider.id != theirs.provider.id)
            .expect("another care provider");
        let takeover = UnitTakeover {
            unit: theirs.id.clone(),
            by: other.unit().id.clone(),
        };
        let taken = s.t.app.take_over_unit(&takeover).await;
        taken.expect("taken over");
        s.t.open(&other, &s.t.ordinary_person().await).await;
        let view = s.t.app.certificate(&other, id).await;
        view.expect("shown");
        let order = s.t.app.take_look_up().expect("it is asked for");
        assert_eq!(order.unit, theirs.id);
    }
);

store_test!(what_has_gone_another_way_is_not_asked_for, async |store| {
    let s = Scene::on(store).await;
    let id = s.registered().await;
    s.consent(id).await.expect("queued");
    s.open(id).await;
    assert_eq!(s.t.app.take_look_up(), None, "a message is on its way");
    s.send(Verdict::Failed, OutcomeClass::Validation).await;
    s.open(id).await;
    assert_eq!(s.t.app.take_look_up(), None, "a message is under FEL");

    let sent = s.registered().await;
    s.consent(sent).await.expect("queued");
    s.send(Verdict::Delivered(Delivery::Now), OutcomeClass::Ok)
        .await;
    s.open(sent).await;
    assert_eq!(s.t.app.take_look_up(), None, "the recipient has it");
});

store_test!(
    what_the_patient_has_sent_is_sent_and_nobody_sends_it_again,
    async |store| {
        let s = Scene::on(store).await;
        let id = s.registered().await;
        s.t.clock.advance(minutes(60));
        let order = s.ordered(id).await;
        let at = s.t.app.now() - minutes(20);
        s.finish(&order, s.sent(minutes(20))).await;

        let view = s.open(id).await;
        assert_eq!(view.delivery.status, RowStatus::SentToRecipient);
        assert_eq!(view.delivery.sent_by_patient, Some(at));
        assert!(view.was_sent && view.delivery.is_settled && !view.delivery.available_at_1177);
        assert_eq!(view.refused.send, Some(Reason::SentByPatient { at }));
        assert_eq!(
            view.events[0].what,
            "Patienten skickade intyget till Försäkringskassan 2026-11-22 kl. 11.22"
        );
        assert_eq!(
            (&view.events[0].by, view.events[0].at),
            (&None, s.t.app.now())
        );
        assert_eq!(s.audit().await, ["Intygstjänsten"]);
        assert_eq!(s.t.app.take_look_up(), None);

        let told = s.consent(id).await.expect_err("it is there");
        assert!(
            matches!(told, Error::Refused(Reason::SentByPatient { at: said }) if said == at),
            "{told:?}"
        );
        let told = s.t.app.consent_view(&s.doctor, id).await;
        assert!(matches!(
            told,
            Err(Error::Refused(Reason::SentByPatient { .. }))
        ));
        assert_eq!(s.lane(id).await.len(), 1, "nothing is queued");

        s.finish(&order, s.sent(minutes(1))).await;
        let again = s.open(id).await;
        assert_eq!(again.delivery.sent_by_patient, Some(at), "the first stays");
        assert_eq!(again.events.len(), view.events.len());
    }
);

store_test!(what_is_stated_is_taken_for_what_it_can_be, async |store| {
    let s = Scene::on(store).await;
    let long_ago: DateTime = "1900-01-01T00:00:00".parse().expect("a time");
    let ahead: DateTime = "9999-12-31T23:59:59".parse().expect("a time");
    for (party, at, expected) in [
        ("SKV", local(s.t.app.now()), None),
        ("HSVARD", local(s.t.app.now()), None),
        ("FKASSA", ahead, Some(0)),
        ("FKASSA", long_ago, Some(-60)),
        ("FKASSA", local(s.t.app.now() + minutes(29)), Some(-1)),
    ] {
        let id = s.registered().await;
        let signed = s.t.app.now();
        assert_eq!(from_local(local(signed)), Some(signed));
        s.t.clock.advance(minutes(60));
        let order = s.ordered(id).await;
        let at = if expected == Some(-1) {
            local(signed + minutes(59))
        } else {
            at
        };
        s.finish(&order, s.sent_to(party, at)).await;
        let now: Timestamp = s.t.app.now();
        assert_eq!(
            s.open(id).await.delivery.sent_by_patient,
            expected.map(|ago| now + minutes(ago)),
            "{party} {at}"
        );
        s.t.app.take_look_up();
    }
});

store_test!(
    a_consent_that_waits_need_not_leave_any_more_and_one_that_has_left_is_not_the_patients,
    async |store| {
        let s = Scene::on(store).await;
        let retry = |class| (Verdict::Retry, class);
        for (attempts, state, sent_by_patient, event) in [
            (
                vec![],
                DeliveryState::Delivered,
                true,
                "Patienten skickade intyget till Försäkringskassan",
            ),
            (
                vec![retry(OutcomeClass::Timeout)],
                DeliveryState::Delivered,
                false,
                "Försäkringskassan har intyget enligt Intygstjänsten",
            ),
            (
                vec![(Verdict::Failed, OutcomeClass::Validation)],
                DeliveryState::Delivered,
                false,
                "Försäkringskassan har intyget enligt Intygstjänsten",
            ),
        ] {
            let id = s.registered().await;
            let order = s.ordered(id).await;
            s.consent(id).await.expect("queued");
            let made = u32::try_from(attempts.len()).expect("few");
            for (verdict, class) in attempts {
                s.send(verdict, class).await;
            }
            s.finish(&order, s.sent(minutes(0))).await;
            let view = s.open(id).await;
            assert_eq!(s.lane(id).await[1], (OutboxKind::Send, state, made));
            assert_eq!(view.delivery.status, RowStatus::SentToRecipient);
            assert_eq!(view.delivery.sent_by_patient.is_some(), sent_by_patient);
            assert!(view.events[0].what.starts_with(event), "{:?}", view.events);
        }
    }
);

store_test!(what_is_just_being_sent_finds_out_by_itself, async |store| {
    let s = Scene::on(store).await;
    let id = s.registered().await;
    let order = s.ordered(id).await;
    s.consent(id).await.expect("queued");
    let lease = minutes(3);
    let claimed =
        s.t.app
            .claim_outbox(WORKER, INTYGSTJANSTEN, 1, Claim::AllDue, lease)
            .await
            .expect("claimed");
    assert_eq!(claimed.len(), 1);
    s.finish(&order, s.sent(minutes(0))).await;
    let view = s.open(id).await;
    assert_eq!(view.delivery.sent_by_patient, None);
    assert!(!view.was_sent);
    assert_eq!(s.lane(id).await[1].1, DeliveryState::Sending);
    assert!(s.audit().await.is_empty());
});

store_test!(
    the_patient_and_the_doctor_at_once_end_in_one_sending,
    async |store| {
        let s = Scene::on(store).await;
        for _ in 0..4 {
            let id = s.registered().await;
            let order = s.ordered(id).await;
            let barrier = Arc::new(Barrier::new(2));
            let found = {
                let (app, ended) = (s.t.app.clone(), s.sent(minutes(0)));
                let (order, barrier) = (order.clone(), Arc::clone(&barrier));
                tokio::spawn(async move {
                    barrier.wait().await;
                    app.finish_look_up(&order, ended).await
                })
            };
            let consented = {
                let (app, doctor) = (s.t.app.clone(), s.doctor.clone());
                let key = app.new_form_key();
                tokio::spawn(async move {
                    barrier.wait().await;
                    app.send_consent(&doctor, id, Consent::Given, key).await
                })
            };
            found.await.expect("no panic").expect("written down");
            let view = s.open(id).await;
            assert!(view.was_sent && view.delivery.sent_by_patient.is_some());
            match consented.await.expect("no panic") {
                // Queued first, and settled before it left.
                Ok(()) => assert_eq!(
                    s.lane(id).await[1],
                    (OutboxKind::Send, DeliveryState::Delivered, 0)
                ),
                Err(Error::Refused(Reason::SentByPatient { .. })) => {
                    assert_eq!(s.lane(id).await.len(), 1);
                }
                Err(other) => panic!("{other:?}"),
            }
        }
    }
);

store_test!(
    a_revocation_by_another_system_is_told_once_and_deletes_nothing_here,
    async |store| {
        let s = Scene::on(store).await;
        let id = s.registered().await;
        let revoked = LookUp::Found(Stated {
            sent: Vec::new(),
            revoked: Some(local(s.t.app.now())),
        });
        for _ in 0..2 {
            let order = s.ordered(id).await;
            s.finish(&order, revoked.clone()).await;
            s.t.clock.advance(minutes(10));
        }
        let view = s.open(id).await;
        let told = "Intyget är makulerat hos Intygstjänsten av ett annat system sedan 2026-11-22 kl. 10.42";
        let times = view.events.iter().filter(|event| event.what == told);
        assert_eq!(times.count(), 1, "{:?}", view.events);
        assert_eq!(view.delivery.status, RowStatus::SentToIt);
        assert_eq!(s.audit().await.len(), 1);
    }
);

store_test!(
    what_was_deleted_here_meanwhile_stays_as_it_is,
    async |store| {
        let s = Scene::on(store).await;
        let id = s.registered().await;
        let order = s.ordered(id).await;
        let request = intyg_app::RevokeRequest {
            reason: Some(intyg_core::revocation::RevocationReason::OtherSeriousError),
            comment: "Fel datum.".to_owned(),
            correction: intyg_app::Correction::Leave,
            form_key: s.t.app.new_form_key(),
        };
        let revoked = s.t.app.revoke(&s.doctor, id, request).await;
        revoked.expect("revoked");
        s.finish(&order, s.sent(minutes(0))).await;
        let view = s.open(id).await;
        assert!(view.deleted.is_some() && !view.was_sent);
        assert_eq!(s.t.app.take_look_up(), None);
    }
);
