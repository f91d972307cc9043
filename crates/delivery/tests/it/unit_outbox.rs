//! Enhetens utkorg: what is under FEL says why, and is sent again or written off. Source: acceptance S92, S93, D11, A89, A90, N05.

use intyg_app::{
    Consent, DeliveryState as State, Error, OutboxActKind, OutboxRequest, PageRequest, Reason,
    ResendScope, UnitOutbox,
};
use intyg_core::actor::{Actor, Role};
use intyg_core::ids::{CertificateId, OutboxId};
use intyg_simulator::{Fault, Interactions, Rule};
use intyg_testkit::store_test;
use jiff::SignedDuration;

use crate::support::{Scene, worker};

pub(crate) fn everything() -> OutboxRequest {
    let page = PageRequest {
        number: 1,
        size: 100,
    };
    OutboxRequest {
        kind: None,
        patient: None,
        failed: page,
        open: page,
        done: page,
    }
}

impl Scene {
    async fn outbox(&self, actor: &Actor) -> UnitOutbox {
        self.t
            .app
            .unit_outbox(actor, &everything())
            .await
            .expect("the role has the page")
    }

    fn fail(&self, interaction: Interactions, fault: Fault) {
        self.simulator
            .add_fault(Rule::new(interaction, fault, None));
    }

    async fn colleague(&self, role: Role) -> Actor {
        let there = |actor: &Actor| actor.unit() == self.doctor.unit();
        let all = self.t.actors(role).await;
        all.into_iter().find(there).expect("somebody on the unit")
    }

    /// The only message of a certificate under FEL.
    async fn failed(&self, id: CertificateId) -> OutboxId {
        let page = self.outbox(&self.doctor).await;
        let of_it = page.failed.rows.iter().find(|row| row.certificate == id);
        of_it.expect("a message under FEL").line.message
    }

    async fn resend(&self, id: OutboxId) -> intyg_app::Resent {
        let resent = self.t.app.resend(&self.doctor, id, ResendScope::One).await;
        resent.expect("sent again")
    }
}

store_test!(
    away_for_61_minutes_then_sent_again_it_arrives_once_with_the_same_bytes,
    async |store| {
        let scene = Scene::on(store).await;
        scene.fail(Interactions::All, Fault::CutBefore);
        let id = scene.sign(Consent::Given).await;
        scene.run().await;
        scene.pass(61).await;
        let page = scene.outbox(&scene.doctor).await;
        let row = &page.failed.rows[0];
        assert_eq!((page.failed.total, page.open.total), (1, 1));
        assert_eq!(
            row.line.cause.as_deref(),
            Some("Det gick inte att nå Intygstjänsten.")
        );
        let tries = row.attempts.len();
        assert!((16..=19).contains(&tries), "{tries} attempts, with jitter");
        let hour = row.attempts[tries - 1].started_at - row.attempts[0].started_at;
        assert!(hour.total(jiff::Unit::Minute).expect("minutes") >= 60.0);
        let held = &page.open.rows[0].line;
        assert_eq!(held.cause.as_deref(), Some("Väntar på Care certificate."));
        assert_eq!(
            held.held_by.as_deref(),
            Some("Det gick inte att nå Intygstjänsten."),
            "the sending behind it says why it will not go"
        );

        scene.simulator.clear_faults();
        let resent = scene.resend(row.line.message).await;
        assert_eq!((resent.count, resent.with_earlier), (1, false));
        let again = scene.resend(row.line.message).await;
        assert_eq!(again.count, 0, "a second press has no effect");
        scene.pass(1).await;
        assert_eq!(scene.states(id).await, [State::Delivered, State::Delivered]);
        assert_eq!(scene.effects(id), (1, 1));
        let page = scene.outbox(&scene.doctor).await;
        let done = page
            .done
            .rows
            .iter()
            .find(|done| done.line.message == row.line.message);
        let done = done.expect("among those sent");
        assert_eq!(
            done.attempts.len(),
            tries + 1,
            "numbers go on over the hours"
        );
        assert_eq!(done.acts.len(), 1);
        assert_eq!(done.acts[0].kind, OutboxActKind::Resent);
        assert_eq!(done.acts[0].name, scene.doctor.staff.name);
        assert!(page.receivers.is_empty());
    }
);

store_test!(
    sent_again_by_many_at_once_while_the_worker_is_sending_it_arrives_once,
    async |store| {
        let scene = Scene::on(store).await;
        scene.fail(Interactions::All, Fault::ValidationError);
        let mut ids = Vec::new();
        for _ in 0..3 {
            ids.push(scene.sign(Consent::Given).await);
        }
        scene.run().await;
        scene.simulator.clear_faults();
        let first = scene.failed(ids[0]).await;
        let app = &scene.t.app;
        // Each person presses "Skicka alla" twice, and in between the worker takes what is due.
        let press = || app.resend(&scene.doctor, first, ResendScope::SameCause);
        let pressed = futures_util::future::join_all((0..6).map(|_| press()));
        let work = async {
            for _ in 0..6 {
                scene.run().await;
                tokio::task::yield_now().await;
            }
        };
        let (pressed, ()) = futures_util::future::join(pressed, work).await;
        scene.run().await;
        let counts = pressed
            .into_iter()
            .map(|done| done.expect("answered").count);
        assert_eq!(counts.sum::<usize>(), 3, "each is taken out of FEL once");
        assert_eq!(scene.audit("resend").await.len(), 3);
        for id in ids {
            assert_eq!(scene.effects(id), (1, 1));
            assert_eq!(scene.states(id).await, [State::Delivered, State::Delivered]);
        }
        let page = scene.outbox(&scene.doctor).await;
        assert_eq!((page.failed.total, page.open.total), (0, 0));
        assert_eq!(page.done.total, 6, "no second row");
    }
);

store_test!(a_resend_begins_a_new_hour, async |store| {
    let scene = Scene::on(store).await;
    scene.fail(Interactions::All, Fault::CutBefore);
    let id = scene.sign(Consent::NotGiven).await;
    scene.run().await;
    scene.pass(62).await;
    scene.resend(scene.failed(id).await).await;
    scene.run().await;
    scene.pass(59).await;
    assert_eq!(scene.states(id).await, [State::Waiting]);
    scene.pass(3).await;
    assert_eq!(scene.states(id).await, [State::Failed]);
});

store_test!(
    three_faults_have_three_explanations_and_those_alike_go_together,
    async |store| {
        let scene = Scene::on(store).await;
        let mut ids = Vec::new();
        for fault in [
            Fault::ValidationError,
            Fault::ApplicationError,
            Fault::SoapFault {
                text: "Unmarshalling Error: x".to_owned(),
            },
            Fault::ValidationError,
        ] {
            scene.fail(Interactions::SendCertificateToRecipient, fault);
            ids.push(scene.sign(Consent::Given).await);
            scene.run().await;
            scene.simulator.clear_faults();
        }
        let page = scene.outbox(&scene.doctor).await;
        let rows = &page.failed.rows;
        let causes: Vec<_> = rows
            .iter()
            .filter_map(|row| row.line.cause.clone())
            .collect();
        assert_eq!(causes.len(), 4);
        let different: std::collections::BTreeSet<_> = causes.iter().collect();
        assert_eq!(different.len(), 3, "{causes:?}");
        let of = |id: CertificateId| {
            rows.iter()
                .find(|row| row.certificate == id)
                .expect("a row")
        };
        let alike: Vec<_> = ids.iter().map(|id| of(*id).same_cause).collect();
        assert_eq!(alike, [2, 1, 1, 2]);
        let resent = scene
            .t
            .app
            .resend(
                &scene.doctor,
                of(ids[0]).line.message,
                ResendScope::SameCause,
            )
            .await
            .expect("sent again");
        assert_eq!(resent.count, 2);
        scene.run().await;
        for (id, expected) in ids.iter().zip([(1, 1), (1, 0), (1, 0), (1, 1)]) {
            assert_eq!(scene.effects(*id), expected);
        }
        assert_eq!(scene.outbox(&scene.doctor).await.failed.total, 2);
    }
);

store_test!(
    a_recipients_technical_error_names_the_recipient_and_a_silent_one_is_on_top,
    async |store| {
        let scene = Scene::on(store).await;
        scene.fail(
            Interactions::SendCertificateToRecipient,
            Fault::TechnicalError,
        );
        let id = scene.sign(Consent::Given).await;
        scene.run().await;
        assert_eq!(
            scene.causes(id).await[1].as_deref(),
            Some("Försäkringskassan har ett tillfälligt fel.")
        );
        assert!(
            scene.outbox(&scene.doctor).await.receivers.is_empty(),
            "who answers is not away"
        );
        scene.simulator.clear_faults();
        scene.fail(Interactions::All, Fault::CutBefore);
        scene.t.clock.advance(SignedDuration::from_secs(10));
        let since = scene.t.app.now();
        scene.run().await;
        scene.pass(5).await;
        let page = scene.outbox(&scene.doctor).await;
        let away = &page.receivers[0];
        assert_eq!((away.name.as_str(), away.since), ("Intygstjänsten", since));
        assert_eq!((away.waiting, away.is_paused), (1, false));
        assert!(
            scene
                .t
                .app
                .outbox_health()
                .await
                .expect("read")
                .away()
                .is_empty()
        );
        scene.pass(6).await;
        let health = scene.t.app.outbox_health().await.expect("read");
        assert_eq!(health.away(), [(intyg_app::INTYGSTJANSTEN, since)]);
        assert!(scene.t.app.is_ready().await.is_ok(), "away is not unready");
        assert!(
            health
                .attempts
                .iter()
                .any(|c| c.class == "no_connection" && c.count > 1)
        );
        scene.simulator.clear_faults();
        scene.pass(6).await;
        assert!(
            scene
                .t
                .app
                .outbox_health()
                .await
                .expect("read")
                .away()
                .is_empty()
        );
    }
);

store_test!(
    a_doctor_writes_a_sending_off_with_a_comment_that_stays,
    async |store| {
        let scene = Scene::on(store).await;
        scene.fail(
            Interactions::SendCertificateToRecipient,
            Fault::ValidationError,
        );
        let id = scene.sign(Consent::Given).await;
        scene.run().await;
        let message = scene.failed(id).await;
        let app = &scene.t.app;
        let nurse = scene.colleague(Role::CareAdmin).await;
        assert!(matches!(
            app.write_off(&nurse, message, "Skickat med post i dag.")
                .await,
            Err(Error::Forbidden)
        ));
        for short in ["", "   Post.       "] {
            assert!(matches!(
                app.write_off(&scene.doctor, message, short).await,
                Err(Error::Refused(Reason::WriteOffCommentMissing))
            ));
        }
        app.write_off(&scene.doctor, message, "Skickat med post i dag.")
            .await
            .expect("written off");
        assert!(matches!(
            app.write_off(&scene.doctor, message, "Skickat med post i dag.")
                .await,
            Err(Error::Refused(Reason::NotFailed))
        ));
        assert!(matches!(
            app.resend(&nurse, message, ResendScope::One).await,
            Err(Error::Refused(Reason::WrittenOff { .. }))
        ));
        scene.simulator.clear_faults();
        scene.pass(70).await;
        assert_eq!(scene.states(id).await, [State::Delivered, State::Cancelled]);
        assert_eq!(scene.effects(id), (1, 0));
        let history = scene.shown(id).await.events;
        assert!(
            history.iter().any(|e| e.what.contains("Avskrivet")
                && e.what.contains("Skickat med post i dag.")
                && e.by.as_deref() == Some(scene.doctor.staff.name.as_str())),
            "{history:?}"
        );
        let page = scene.outbox(&scene.doctor).await;
        assert_eq!(page.failed.total, 0);
        let row = page
            .done
            .rows
            .iter()
            .find(|row| row.line.message == message);
        assert_eq!(
            row.expect("among those done").acts[0].kind,
            OutboxActKind::WrittenOff
        );
    }
);

store_test!(
    neither_a_registration_nor_a_revocation_is_written_off,
    async |store| {
        let scene = Scene::on(store).await;
        scene.fail(Interactions::RegisterCertificate, Fault::ValidationError);
        let id = scene.sign(Consent::NotGiven).await;
        scene.run().await;
        let message = scene.failed(id).await;
        assert!(matches!(
            scene
                .t
                .app
                .write_off(&scene.doctor, message, "Skickat med post i dag.")
                .await,
            Err(Error::Refused(Reason::NeverWrittenOff))
        ));
        let row = &scene.outbox(&scene.doctor).await.failed.rows[0];
        assert!(row.may_resend && row.may_print && !row.may_write_off);
    }
);

store_test!(
    each_role_sees_of_the_outbox_what_the_matrix_says,
    async |store| {
        let scene = Scene::on(store).await;
        scene.fail(Interactions::All, Fault::ValidationError);
        let protected = scene
            .t
            .person(|p| p.protection.is_protected() && !p.life.is_deceased())
            .await;
        let secret = scene.sign_for(&protected, Consent::NotGiven).await;
        let open = scene.sign(Consent::Given).await;
        scene.run().await;
        let of_secret = scene.failed(secret).await;
        let of_open = scene.failed(open).await;
        let app = &scene.t.app;
        for (role, expected) in [
            (Role::Doctor, 2),
            (Role::CareAdmin, 1),
            (Role::CareStaff, 1),
            (Role::UnitAdmin, 2),
        ] {
            let actor = scene.colleague(role).await;
            let page = scene.outbox(&actor).await;
            assert_eq!(page.failed.total, expected, "{role:?}");
            let sees = role != Role::UnitAdmin;
            assert_eq!(page.shows_patients, sees);
            assert!(
                page.failed
                    .rows
                    .iter()
                    .all(|row| row.patient.is_some() == sees)
            );
            assert!(page.failed.rows.iter().all(|row| row.may_resend));
            assert!(
                page.failed
                    .rows
                    .iter()
                    .all(|row| row.same_cause == expected)
            );
        }
        let reviewer = scene.colleague(Role::LogReviewer).await;
        assert!(matches!(
            app.unit_outbox(&reviewer, &everything()).await,
            Err(Error::Forbidden)
        ));
        let nurse = scene.colleague(Role::CareAdmin).await;
        assert!(matches!(
            app.resend(&nurse, of_secret, ResendScope::One).await,
            Err(Error::Forbidden)
        ));
        let elsewhere = scene.t.actors(Role::Doctor).await;
        let elsewhere = elsewhere.iter().find(|a| a.unit() != scene.doctor.unit());
        assert!(matches!(
            app.resend(elsewhere.expect("another unit"), of_open, ResendScope::One)
                .await,
            Err(Error::NotFound)
        ));
        let resent = app.resend(&nurse, of_open, ResendScope::SameCause).await;
        assert_eq!(resent.expect("sent again").count, 1, "hers alone");
        let administrator = scene.colleague(Role::UnitAdmin).await;
        let resent = app
            .resend(&administrator, of_secret, ResendScope::One)
            .await;
        assert_eq!(resent.expect("sent again").count, 1);
        let entries = scene.audit("resend").await;
        assert_eq!(entries.len(), 4, "two done and two refused: {entries:?}");
    }
);

store_test!(
    a_paused_receiver_is_told_of_and_gets_everything_afterwards,
    async |store| {
        let scene = Scene::on(store).await;
        let app = &scene.t.app;
        let name = intyg_app::INTYGSTJANSTEN;
        let paused = app
            .pause_destination(name, "root", "byte av certifikat")
            .await;
        assert!(paused.expect("a receiver"));
        let again = app.pause_destination(name, "root", "igen").await;
        assert!(!again.expect("a receiver"), "it was paused already");
        assert!(matches!(
            app.pause_destination("okand", "root", "x").await,
            Err(Error::NotFound)
        ));
        let id = scene.sign(Consent::Given).await;
        assert_eq!(scene.run().await, intyg_delivery::Round::default());
        let after_restart = worker(&scene.t, &scene.simulator.url());
        let round = after_restart.run_due().await.expect("the database works");
        assert_eq!(round, intyg_delivery::Round::default(), "it stays paused");
        let page = scene.outbox(&scene.doctor).await;
        assert!(page.receivers[0].is_paused && page.receivers[0].waiting == 2);
        assert!(
            app.resume_destination(name, "root", "klart")
                .await
                .expect("a receiver")
        );
        scene.run().await;
        assert_eq!(scene.effects(id), (1, 1));
        assert_eq!(scene.audit("pause_destination").await.len(), 2);
        assert_eq!(scene.audit("resume_destination").await.len(), 1);
    }
);

store_test!(
    an_operator_sends_again_and_the_unit_sees_who,
    async |store| {
        let scene = Scene::on(store).await;
        scene.fail(
            Interactions::SendCertificateToRecipient,
            Fault::ValidationError,
        );
        let id = scene.sign(Consent::Given).await;
        scene.run().await;
        scene.simulator.clear_faults();
        let app = &scene.t.app;
        let failed = app.failed_to(None).await.expect("read");
        let resent = app.resend_by_command(&failed, "root", "rättat").await;
        assert_eq!(resent.expect("sent again").count, 1);
        scene.run().await;
        assert_eq!(scene.effects(id), (1, 1));
        let record = app.outbox_record(failed[0]).await.expect("known");
        assert_eq!(record.attempts.len(), 2);
        assert_eq!(record.acts[0].name, "operator root");
        let entries = scene.audit("resend").await;
        assert_eq!(entries.len(), 1);
        let entry = &entries[0].entry;
        assert_eq!(entry.activity, "Skriva");
        assert_eq!(
            entry.patient.as_ref(),
            Some(&scene.t.ordinary_person().await),
            "it is found among those about her"
        );
    }
);

store_test!(news_are_counted_for_those_who_may_see_them, async |store| {
    let scene = Scene::on(store).await;
    let app = &scene.t.app;
    let since = app.now();
    scene.t.clock.advance(SignedDuration::from_secs(1));
    scene.fail(Interactions::All, Fault::ValidationError);
    scene.sign(Consent::NotGiven).await;
    let protected = scene
        .t
        .person(|p| p.protection.is_protected() && !p.life.is_deceased());
    scene.sign_for(&protected.await, Consent::NotGiven).await;
    let nurse = scene.colleague(Role::CareAdmin).await;
    let news = async |actor: &Actor, since| app.outbox_news(actor, since).await.expect("counted");
    assert_eq!(news(&scene.doctor, since).await, 2);
    assert_eq!(news(&nurse, since).await, 1);
    let since = app.now();
    assert_eq!(news(&scene.doctor, since).await, 0);
    scene.t.clock.advance(SignedDuration::from_secs(1));
    scene.run().await;
    assert_eq!(news(&scene.doctor, since).await, 2, "given up since");
});
