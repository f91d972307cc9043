//! A deleted certificate at the receivers, whatever was under way. Source: exchange 2.5, acceptance scenarios 10–12, S71–S73.

use intyg_app::{Consent, Correction, DeliveryState as State, RevokeRequest, RowStatus, Told};
use intyg_core::ids::CertificateId;
use intyg_core::revocation::RevocationReason;
use intyg_simulator::{Fault, Interactions, Rule};
use intyg_testkit::store_test;
use jiff::SignedDuration;

use crate::support::Scene;

pub(crate) async fn revoke(scene: &Scene, id: CertificateId) -> Told {
    let request = RevokeRequest {
        reason: Some(RevocationReason::OtherSeriousError),
        comment: "Fel datum.".to_owned(),
        correction: Correction::Leave,
        form_key: scene.t.app.new_form_key(),
    };
    let revoked = scene.t.app.revoke(&scene.doctor, id, request).await;
    revoked.expect("revoked").told
}

/// Whether Intygstjänsten and Försäkringskassan have it as revoked; `None` = they do not have it.
fn revoked(scene: &Scene, id: CertificateId) -> (Option<bool>, Option<bool>) {
    let snapshot = scene.simulator.snapshot();
    let text = id.to_text();
    let at_it = snapshot.intygstjansten.iter().find(|c| c.id == text);
    let at_fk = snapshot
        .forsakringskassan
        .iter()
        .find(|d| d.certificate == text);
    (
        at_it.map(|c| c.revoked_at.is_some()),
        at_fk.map(|d| d.revoked_at.is_some()),
    )
}

fn interactions(scene: &Scene, id: CertificateId) -> Vec<String> {
    let text = id.to_text();
    let all = scene.simulator.snapshot().transmissions;
    all.into_iter()
        .filter(|t| t.certificate.as_deref() == Some(text.as_str()))
        .map(|t| t.interaction)
        .collect()
}

async fn status(scene: &Scene, id: CertificateId) -> RowStatus {
    let view = scene.t.app.delivery(&scene.doctor, id).await;
    view.expect("delivery").status
}

store_test!(
    what_was_sent_to_both_is_revoked_at_both_by_one_message,
    async |store| {
        let scene = Scene::on(store).await;
        let id = scene.sign(Consent::Given).await;
        scene.run().await;
        assert_eq!(revoke(&scene, id).await, Told::Both);
        assert_eq!(status(&scene, id).await, RowStatus::RevokedWaiting);
        scene.run().await;
        assert_eq!(revoked(&scene, id), (Some(true), Some(true)));
        assert_eq!(
            interactions(&scene, id),
            [
                "RegisterCertificate",
                "SendCertificateToRecipient",
                "RevokeCertificate"
            ]
        );
        assert_eq!(status(&scene, id).await, RowStatus::Revoked);
        let view = scene.t.app.certificate(&scene.doctor, id).await;
        let view = view.expect("shown");
        assert!(view.revocation_confirmed && view.was_sent);
        let there = &scene.simulator.snapshot().intygstjansten[0];
        assert_eq!(
            there.revocation.as_deref(),
            Some("Annat allvarligt fel Fel datum.")
        );
    }
);

store_test!(without_consent_only_intygstjansten_is_told, async |store| {
    let scene = Scene::on(store).await;
    let id = scene.sign(Consent::NotGiven).await;
    scene.run().await;
    assert_eq!(revoke(&scene, id).await, Told::Intygstjansten);
    scene.run().await;
    assert_eq!(revoked(&scene, id), (Some(true), None));
});

store_test!(
    revoked_before_the_first_attempt_nothing_is_sent,
    async |store| {
        let scene = Scene::on(store).await;
        let id = scene.sign(Consent::Given).await;
        assert_eq!(revoke(&scene, id).await, Told::Nobody);
        scene.pass(1).await;
        assert!(interactions(&scene, id).is_empty());
        assert_eq!(status(&scene, id).await, RowStatus::Revoked);
    }
);

store_test!(
    a_send_that_waits_never_reaches_the_recipient,
    async |store| {
        let scene = Scene::on(store).await;
        scene.simulator.add_fault(Rule::new(
            Interactions::SendCertificateToRecipient,
            Fault::CutBefore,
            None,
        ));
        let id = scene.sign(Consent::Given).await;
        scene.run().await;
        scene.simulator.clear_faults();
        revoke(&scene, id).await;
        scene.run().await;
        assert_eq!(revoked(&scene, id), (Some(true), None));
        assert_eq!(
            scene.states(id).await,
            [State::Delivered, State::Cancelled, State::Delivered]
        );
    }
);

store_test!(
    a_send_whose_answer_was_lost_is_revoked_where_it_arrived,
    async |store| {
        let scene = Scene::on(store).await;
        scene.simulator.add_fault(Rule::new(
            Interactions::SendCertificateToRecipient,
            Fault::CutAfter,
            Some(1),
        ));
        let id = scene.sign(Consent::Given).await;
        scene.run().await;
        assert_eq!(revoke(&scene, id).await, Told::Both);
        scene.run().await;
        assert_eq!(revoked(&scene, id), (Some(true), Some(true)));
    }
);

store_test!(
    a_registration_in_doubt_is_repeated_and_then_revoked,
    async |store| {
        let scene = Scene::on(store).await;
        scene.simulator.add_fault(Rule::new(
            Interactions::RegisterCertificate,
            Fault::CutAfter,
            Some(1),
        ));
        let id = scene.sign(Consent::Given).await;
        scene.run().await;
        assert_eq!(revoke(&scene, id).await, Told::Intygstjansten);
        scene.pass(1).await;
        assert_eq!(revoked(&scene, id), (Some(true), None));
        assert_eq!(
            interactions(&scene, id),
            [
                "RegisterCertificate",
                "RegisterCertificate",
                "RevokeCertificate"
            ]
        );
    }
);

store_test!(
    a_registration_under_fel_gets_a_new_hour_when_it_may_be_there,
    async |store| {
        let scene = Scene::on(store).await;
        scene.simulator.add_fault(Rule::new(
            Interactions::RegisterCertificate,
            Fault::TechnicalError,
            None,
        ));
        let id = scene.sign(Consent::NotGiven).await;
        scene.run().await;
        scene.pass(62).await;
        assert_eq!(scene.states(id).await, [State::Failed]);
        scene.simulator.clear_faults();
        assert_eq!(revoke(&scene, id).await, Told::Intygstjansten);
        scene.run().await;
        assert_eq!(scene.states(id).await, [State::Delivered, State::Delivered]);
        assert_eq!(revoked(&scene, id), (Some(true), None));
    }
);

store_test!(
    a_registration_that_was_refused_for_good_is_just_dropped,
    async |store| {
        let scene = Scene::on(store).await;
        scene.simulator.add_fault(Rule::new(
            Interactions::RegisterCertificate,
            Fault::ValidationError,
            None,
        ));
        let id = scene.sign(Consent::Given).await;
        scene.run().await;
        assert_eq!(revoke(&scene, id).await, Told::Nobody);
        assert_eq!(scene.states(id).await, [State::Cancelled, State::Cancelled]);
    }
);

store_test!(
    a_running_attempt_is_waited_for_and_not_repeated,
    async |store| {
        let scene = Scene::on(store).await;
        let id = scene.sign(Consent::Given).await;
        scene.simulator.add_fault(Rule::new(
            Interactions::SendCertificateToRecipient,
            Fault::CutBefore,
            Some(1),
        ));
        // The registration has arrived; the send is on its way in another process while the doctor deletes.
        let claim = async || {
            let claimed = scene.t.app.claim_outbox(
                "another process",
                intyg_app::INTYGSTJANSTEN,
                1,
                intyg_app::Claim::AllDue,
                SignedDuration::from_mins(3),
            );
            claimed.await.expect("claimed").remove(0)
        };
        let outcome = |verdict| intyg_app::Outcome {
            verdict,
            class: intyg_app::OutcomeClass::Timeout,
            http_status: None,
            result_code: None,
            error_id: None,
            text: String::new(),
            duration: SignedDuration::ZERO,
        };
        let finish = async |message: &intyg_app::ClaimedMessage, verdict| {
            let app = &scene.t.app;
            let attempt = app
                .start_attempt("another process", message, "http://127.0.0.1:1")
                .await
                .expect("started");
            (attempt, outcome(verdict))
        };
        let register = claim().await;
        let delivered = intyg_core::outbox::Verdict::Delivered(intyg_core::outbox::Delivery::Now);
        let (attempt, ended) = finish(&register, delivered).await;
        let app = &scene.t.app;
        app.finish_attempt("another process", &register, attempt, ended)
            .await
            .expect("ended");
        let send = claim().await;
        let (attempt, ended) = finish(&send, intyg_core::outbox::Verdict::Retry).await;
        assert_eq!(revoke(&scene, id).await, Told::Both);
        assert_eq!(
            scene.states(id).await,
            [State::Delivered, State::Sending, State::Blocked]
        );
        app.finish_attempt("another process", &send, attempt, ended)
            .await
            .expect("ended");
        assert_eq!(
            scene.states(id).await,
            [State::Delivered, State::Cancelled, State::Waiting],
            "no second attempt, and the revocation may go"
        );
        assert_eq!(
            claim().await.row.kind,
            intyg_core::outbox::OutboxKind::Revoke,
            "at once"
        );
    }
);

store_test!(
    what_a_dead_process_was_sending_is_not_sent_after_a_revocation,
    async |store| {
        let scene = Scene::on(store).await;
        let id = scene.sign(Consent::NotGiven).await;
        scene.run().await;
        scene.consent(id).await.expect("consent");
        let app = &scene.t.app;
        let claimed = app
            .claim_outbox(
                "a dead process",
                intyg_app::INTYGSTJANSTEN,
                1,
                intyg_app::Claim::AllDue,
                SignedDuration::from_mins(3),
            )
            .await
            .expect("claimed");
        app.start_attempt("a dead process", &claimed[0], "http://127.0.0.1:1")
            .await
            .expect("started");
        revoke(&scene, id).await;
        app.recover_outbox().await.expect("recovered");
        scene.run().await;
        assert_eq!(
            interactions(&scene, id),
            ["RegisterCertificate", "RevokeCertificate"]
        );
        assert_eq!(revoked(&scene, id), (Some(true), None));
    }
);

store_test!(
    a_revocation_that_is_lost_or_early_is_repeated,
    async |store| {
        let scene = Scene::on(store).await;
        let id = scene.sign(Consent::Given).await;
        scene.run().await;
        for fault in [Fault::TechnicalError, Fault::CutAfter] {
            scene
                .simulator
                .add_fault(Rule::new(Interactions::RevokeCertificate, fault, Some(1)));
        }
        revoke(&scene, id).await;
        scene.pass(1).await;
        assert_eq!(revoked(&scene, id), (Some(true), Some(true)));
        assert_eq!(scene.effects(id), (1, 1));
        assert_eq!(status(&scene, id).await, RowStatus::Revoked);
    }
);

store_test!(
    a_revocation_that_is_refused_is_under_fel_for_all_to_see,
    async |store| {
        let scene = Scene::on(store).await;
        let id = scene.sign(Consent::NotGiven).await;
        scene.run().await;
        scene.simulator.add_fault(Rule::new(
            Interactions::RevokeCertificate,
            Fault::ValidationError,
            None,
        ));
        revoke(&scene, id).await;
        scene.run().await;
        assert_eq!(scene.states(id).await, [State::Delivered, State::Failed]);
        assert_eq!(status(&scene, id).await, RowStatus::RevokedFailed);
    }
);
