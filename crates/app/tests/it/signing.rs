//! Signing: one effect, whoever presses how often, and nothing without a signature.

use intyg_app::{Consent, DeliveryState, Error, Reason, RowStatus, SignRequest, SignatureCheck};
use intyg_core::actor::{Actor, Role};
use intyg_core::ids::CertificateId;
use intyg_core::outbox::OutboxKind;
use intyg_testkit::app::TestApp;
use intyg_testkit::store_test;

async fn ready_to_sign(t: &TestApp) -> (Actor, CertificateId) {
    let doctor = t.actor(Role::Doctor).await;
    let key = t.open(&doctor, &t.ordinary_person().await).await;
    let id = t
        .complete_draft(&doctor, key)
        .await
        .expect("a complete draft");
    (doctor, id)
}

async fn request(t: &TestApp, doctor: &Actor, id: CertificateId, consent: Consent) -> SignRequest {
    let shown = t.app.consent_view(doctor, id).await.expect("the dialog");
    SignRequest {
        rev: Some(shown.rev),
        content_hash: shown.content_hash,
        consent,
        form_key: t.app.new_form_key(),
    }
}

async fn kinds(t: &TestApp, doctor: &Actor, id: CertificateId) -> Vec<OutboxKind> {
    t.app
        .delivery(doctor, id)
        .await
        .expect("delivery")
        .lines
        .iter()
        .map(|line| line.kind)
        .collect()
}

store_test!(
    with_consent_two_messages_wait_and_the_second_waits_for_the_first,
    async |store| {
        let t = TestApp::on(store);
        let (doctor, id) = ready_to_sign(&t).await;
        t.sign(&doctor, id, Consent::Given).await.expect("signed");
        let view = t.app.certificate(&doctor, id).await.expect("shown");
        let states: Vec<_> = view
            .delivery
            .lines
            .iter()
            .map(|line| (line.kind, line.state))
            .collect();
        assert_eq!(
            states,
            [
                (OutboxKind::Register, DeliveryState::Waiting),
                (OutboxKind::Send, DeliveryState::Blocked)
            ]
        );
        assert_eq!(view.delivery.status, RowStatus::WaitingToSend);
        assert!(matches!(
            view.signed.expect("signed").check,
            SignatureCheck::Valid { .. }
        ));
        assert!(view.refused.send.is_some());
    }
);

store_test!(
    without_consent_only_one_message_waits_and_consent_can_follow_once,
    async |store| {
        let t = TestApp::on(store);
        let (doctor, id) = ready_to_sign(&t).await;
        t.sign(&doctor, id, Consent::NotGiven)
            .await
            .expect("signed");
        assert_eq!(kinds(&t, &doctor, id).await, [OutboxKind::Register]);
        assert!(
            t.app
                .certificate(&doctor, id)
                .await
                .expect("shown")
                .refused
                .send
                .is_none()
        );

        let missing = t
            .app
            .send_consent(&doctor, id, Consent::NotGiven, t.app.new_form_key())
            .await;
        assert!(
            matches!(missing, Err(Error::Refused(Reason::ConsentMissing))),
            "{missing:?}"
        );
        let (a, b) = tokio::join!(
            t.app
                .send_consent(&doctor, id, Consent::Given, t.app.new_form_key()),
            t.app
                .send_consent(&doctor, id, Consent::Given, t.app.new_form_key())
        );
        let refused = [a, b]
            .into_iter()
            .filter(|r| matches!(r, Err(Error::Refused(Reason::AlreadySent { .. }))))
            .count();
        assert_eq!(refused, 1, "the second one is told that it has been done");
        assert_eq!(
            kinds(&t, &doctor, id).await,
            [OutboxKind::Register, OutboxKind::Send]
        );
    }
);

store_test!(
    the_same_ok_pressed_many_times_at_once_signs_once,
    async |store| {
        let t = TestApp::on(store);
        let (doctor, id) = ready_to_sign(&t).await;
        let request = request(&t, &doctor, id, Consent::Given).await;
        let presses: Vec<_> = (0..10)
            .map(|_| {
                let (t, doctor, request) = (t.clone(), doctor.clone(), request.clone());
                tokio::spawn(async move { t.app.sign(&doctor, id, request).await })
            })
            .collect();
        for press in presses {
            press
                .await
                .expect("no panic")
                .expect("every press gets the answer of the first");
        }
        assert_eq!(
            kinds(&t, &doctor, id).await,
            [OutboxKind::Register, OutboxKind::Send]
        );
    }
);

store_test!(two_people_who_sign_at_once_sign_once, async |store| {
    let t = TestApp::on(store);
    let (doctor, id) = ready_to_sign(&t).await;
    let first = request(&t, &doctor, id, Consent::NotGiven).await;
    let second = request(&t, &doctor, id, Consent::NotGiven).await;
    let (a, b) = tokio::join!(
        t.app.sign(&doctor, id, first),
        t.app.sign(&doctor, id, second)
    );
    let outcomes = [a, b];
    assert_eq!(
        outcomes.iter().filter(|r| r.is_ok()).count(),
        1,
        "{outcomes:?}"
    );
    assert!(outcomes.iter().any(|r| matches!(
        r,
        Err(Error::Refused(Reason::Signed { .. }) | Error::ChangedSinceShown { .. })
    )));
    assert_eq!(kinds(&t, &doctor, id).await, [OutboxKind::Register]);
});

store_test!(
    what_has_changed_since_it_was_shown_is_not_signed,
    async |store| {
        let t = TestApp::on(store);
        let (doctor, id) = ready_to_sign(&t).await;
        let shown = request(&t, &doctor, id, Consent::Given).await;
        let wrong_hash = SignRequest {
            content_hash: "0".repeat(64),
            ..shown.clone()
        };
        assert!(matches!(
            t.app.sign(&doctor, id, wrong_hash).await,
            Err(Error::ChangedSinceShown { .. })
        ));
        let old_rev = SignRequest {
            rev: Some(1),
            ..shown.clone()
        };
        assert!(matches!(
            t.app.sign(&doctor, id, old_rev).await,
            Err(Error::ChangedSinceShown { .. })
        ));
        let no_rev = SignRequest { rev: None, ..shown };
        assert!(matches!(
            t.app.sign(&doctor, id, no_rev).await,
            Err(Error::NoRevision)
        ));
        assert!(
            t.app
                .certificate(&doctor, id)
                .await
                .expect("shown")
                .is_draft
        );
        assert!(kinds(&t, &doctor, id).await.is_empty());
    }
);

store_test!(
    an_incomplete_draft_is_not_signed_and_all_that_is_missing_is_named,
    async |store| {
        let t = TestApp::on(store);
        let doctor = t.actor(Role::Doctor).await;
        let key = t.open(&doctor, &t.ordinary_person().await).await;
        let id = t
            .app
            .create_draft(&doctor, key, t.ctype().code, t.app.new_form_key())
            .await
            .expect("a draft");
        let Err(Error::Incomplete(findings)) = t.app.consent_view(&doctor, id).await else {
            panic!("it is empty")
        };
        assert!(findings.len() > 5, "{findings:?}");
    }
);

store_test!(
    nothing_goes_to_the_recipient_for_a_test_person,
    async |store| {
        let t = TestApp::on(store);
        let doctor = t.actor(Role::Doctor).await;
        let person = t
            .person(|p| p.test_indicated && !p.life.is_deceased())
            .await;
        let key = t.open(&doctor, &person).await;
        let id = t
            .complete_draft(&doctor, key)
            .await
            .expect("a complete draft");
        let refused = t
            .app
            .sign(&doctor, id, request(&t, &doctor, id, Consent::Given).await)
            .await;
        assert!(
            matches!(refused, Err(Error::Refused(Reason::TestPerson))),
            "{refused:?}"
        );
        t.sign(&doctor, id, Consent::NotGiven)
            .await
            .expect("signed");
        assert_eq!(kinds(&t, &doctor, id).await, [OutboxKind::Register]);
    }
);
