//! What arrives, once, and what is refused. Source: exchange 8, acceptance scenarios 1–12.

use intyg_app::{Consent, DeliveryState as State, RowStatus};
use intyg_simulator::{Fault, Interactions, Outcome, Rule, Signature};
use intyg_testkit::store_test;
use jiff::SignedDuration;

use crate::support::Scene;

store_test!(with_consent_it_reaches_both_in_order, async |store| {
    let scene = Scene::on(store).await;
    let id = scene.sign(Consent::Given).await;
    let round = scene.run().await;
    assert_eq!((round.delivered, round.retried, round.failed), (2, 0, 0));
    assert_eq!(scene.states(id).await, [State::Delivered, State::Delivered]);
    assert_eq!(scene.effects(id), (1, 1));
    let order: Vec<_> = scene
        .simulator
        .snapshot()
        .transmissions
        .into_iter()
        .map(|t| t.interaction)
        .collect();
    assert_eq!(order, ["RegisterCertificate", "SendCertificateToRecipient"]);
    let view = scene.shown(id).await;
    assert_eq!(view.delivery.status, RowStatus::SentToRecipient);
    assert!(!view.delivery.available_at_1177 && view.delivery.is_settled);
    let there = &scene.simulator.snapshot().intygstjansten[0];
    let Signature::Valid { signer, .. } = &there.signature else {
        panic!("{:?}", there.signature)
    };
    assert_eq!(signer, scene.doctor.staff.id.as_str());
});

store_test!(
    without_consent_it_reaches_intygstjansten_only_until_consent_comes,
    async |store| {
        let scene = Scene::on(store).await;
        let id = scene.sign(Consent::NotGiven).await;
        scene.run().await;
        assert_eq!(scene.effects(id), (1, 0));
        let view = scene.shown(id).await;
        assert_eq!(
            (view.delivery.status, view.delivery.available_at_1177),
            (RowStatus::SentToIt, true)
        );
        scene.consent(id).await.expect("sent");
        scene.run().await;
        assert_eq!(scene.effects(id), (1, 1));
        let view = scene.shown(id).await;
        assert!(!view.delivery.available_at_1177);
    }
);

store_test!(
    a_lost_answer_is_repeated_with_the_same_bytes_and_has_one_effect,
    async |store| {
        let scene = Scene::on(store).await;
        for interaction in [
            Interactions::RegisterCertificate,
            Interactions::SendCertificateToRecipient,
        ] {
            scene
                .simulator
                .add_fault(Rule::new(interaction, Fault::CutAfter, Some(1)));
        }
        let id = scene.sign(Consent::Given).await;
        assert_eq!(scene.run().await.retried, 1);
        scene.pass(1).await;
        assert_eq!(scene.states(id).await, [State::Delivered, State::Delivered]);
        assert_eq!(scene.effects(id), (1, 1));
        let repeated =
            |t: &intyg_simulator::Transmission| matches!(t.outcome, Outcome::Repeated { .. });
        assert_eq!(
            scene
                .simulator
                .snapshot()
                .transmissions
                .iter()
                .filter(|t| repeated(t))
                .count(),
            2
        );
    }
);

store_test!(
    a_permanent_refusal_goes_to_fel_at_once_with_its_cause,
    async |store| {
        let scene = Scene::on(store).await;
        scene.simulator.add_fault(Rule::new(
            Interactions::RegisterCertificate,
            Fault::ValidationError,
            None,
        ));
        let id = scene.sign(Consent::Given).await;
        let round = scene.run().await;
        assert_eq!((round.delivered, round.retried, round.failed), (0, 0, 1));
        assert_eq!(scene.states(id).await, [State::Failed, State::Blocked]);
        let causes = scene.causes(id).await;
        assert!(
            causes[0]
                .as_deref()
                .is_some_and(|c| c.starts_with("Intygstjänsten godtog inte innehållet: ")),
            "{causes:?}"
        );
        assert_eq!(causes[1].as_deref(), Some("Väntar på Care certificate."));
        scene.pass(5).await;
        assert_eq!(scene.effects(id), (0, 0), "nothing more is tried by itself");
    }
);

store_test!(
    one_poisoned_certificate_does_not_hold_up_the_others,
    async |store| {
        let scene = Scene::on(store).await;
        let poisoned = scene.sign(Consent::Given).await;
        let rule = Rule {
            certificate: Some(poisoned.to_text()),
            ..Rule::new(Interactions::All, Fault::TechnicalError, None)
        };
        scene.simulator.add_fault(rule);
        let mut others = Vec::new();
        for _ in 0..5 {
            others.push(scene.sign(Consent::Given).await);
        }
        scene.run().await;
        for id in others {
            assert_eq!(scene.effects(id), (1, 1));
        }
        assert_eq!(scene.effects(poisoned), (0, 0));
        assert_eq!(
            scene.causes(poisoned).await[0].as_deref(),
            Some("Intygstjänsten har ett tillfälligt fel.")
        );
    }
);

store_test!(
    every_fault_that_may_pass_is_tried_again_and_then_delivered,
    async |store| {
        let scene = Scene::on(store).await;
        let faults = [
            Fault::TechnicalError,
            Fault::UnnamedError,
            Fault::SoapFault {
                text: "VP007 Authorization missing".to_owned(),
            },
            Fault::Html { status: 503 },
            Fault::Html { status: 200 },
            Fault::EmptyBody,
            Fault::CutBefore,
        ];
        for fault in faults {
            scene.simulator.add_fault(Rule::new(
                Interactions::RegisterCertificate,
                fault.clone(),
                Some(1),
            ));
            let id = scene.sign(Consent::NotGiven).await;
            let round = scene.run().await;
            assert_eq!((round.delivered, round.retried), (0, 1), "{fault:?}");
            scene.t.clock.advance(SignedDuration::from_secs(6));
            scene.run().await;
            assert_eq!(scene.effects(id), (1, 0), "{fault:?}");
        }
    }
);

store_test!(
    what_was_being_sent_when_the_program_died_is_sent_again,
    async |store| {
        let scene = Scene::on(store).await;
        let id = scene.sign(Consent::Given).await;
        let claimed = scene
            .t
            .app
            .claim_outbox(
                "a dead process",
                intyg_app::INTYGSTJANSTEN,
                4,
                intyg_app::Claim::AllDue,
                SignedDuration::from_mins(3),
            )
            .await
            .expect("claimed");
        scene
            .t
            .app
            .start_attempt("a dead process", &claimed[0], "http://127.0.0.1:1")
            .await
            .expect("started");
        assert_eq!(
            scene.run().await.delivered,
            0,
            "the lane belongs to the one who died"
        );
        assert_eq!(scene.t.app.recover_outbox().await.expect("recovered"), 1);
        scene.run().await;
        assert_eq!(scene.effects(id), (1, 1));
        let attempts = {
            let mut tx = scene
                .t
                .app
                .store()
                .begin_read()
                .await
                .expect("a transaction");
            tx.outbox_attempts(claimed[0].row.id)
                .await
                .expect("attempts")
        };
        let outcomes: Vec<_> = attempts.iter().map(|a| a.class.as_str()).collect();
        assert_eq!(outcomes, ["unknown", "ok"]);
    }
);
