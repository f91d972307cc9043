//! Who may what, and that every access leaves its entry.

use intyg_app::{Consent, Error};
use intyg_core::actor::Role;
use intyg_store::AuditOutcome;
use intyg_testkit::app::TestApp;
use intyg_testkit::store_test;

store_test!(care_staff_prepare_and_doctors_sign, async |store| {
    let t = TestApp::on(store);
    for role in [Role::CareStaff, Role::CareAdmin] {
        let actor = t.actor(role).await;
        let key = t.open(&actor, &t.ordinary_person().await).await;
        let id = t
            .complete_draft(&actor, key)
            .await
            .expect("care staff write drafts");
        assert!(
            matches!(t.app.consent_view(&actor, id).await, Err(Error::Forbidden)),
            "{role:?}"
        );
        let signed = t.sign(&actor, id, Consent::Given).await;
        assert!(signed.is_err(), "{role:?}");
    }
});

store_test!(another_units_certificate_does_not_exist, async |store| {
    let t = TestApp::on(store);
    let doctors = t.actors(Role::Doctor).await;
    let owner = &doctors[0];
    let other = doctors
        .iter()
        .find(|d| d.unit() != owner.unit())
        .expect("a doctor elsewhere");
    let key = t.open(owner, &t.ordinary_person().await).await;
    let id = t.complete_draft(owner, key).await.expect("a draft");
    assert!(matches!(
        t.app.certificate(other, id).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        t.app.open_draft(other, id).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        t.app.delivery(other, id).await,
        Err(Error::NotFound)
    ));
    assert!(
        t.app
            .sign(
                other,
                id,
                intyg_app::SignRequest {
                    rev: Some(2),
                    content_hash: String::new(),
                    consent: Consent::Given,
                    form_key: t.app.new_form_key(),
                }
            )
            .await
            .is_err()
    );
});

store_test!(a_protected_patient_is_for_doctors, async |store| {
    let t = TestApp::on(store);
    let protected = t
        .person(|p| p.protection.is_protected() && !p.life.is_deceased())
        .await;
    let doctor = t.actor(Role::Doctor).await;
    let key = t.open(&doctor, &protected).await;
    let id = t.complete_draft(&doctor, key).await.expect("a draft");
    assert!(
        t.app
            .patient(&doctor, key)
            .await
            .expect("the doctor sees her")
            .name
            .is_none()
    );
    let admins = t.actors(Role::CareAdmin).await;
    let admin = admins
        .iter()
        .find(|a| a.unit() == doctor.unit())
        .expect("an administrator there");
    assert!(matches!(
        t.app.overview(admin, key).await,
        Err(Error::Forbidden)
    ));
    assert!(matches!(
        t.app.open_draft(admin, id).await,
        Err(Error::Forbidden)
    ));
    assert!(t.app.find_patient(admin, protected.digits()).await.is_err());
    // Another unit's doctor sees patients with protected identity of her own unit, and nothing of this one.
    let elsewhere = t.actors(Role::Doctor).await;
    let elsewhere = elsewhere.iter().find(|a| a.unit() != doctor.unit());
    let elsewhere = elsewhere.expect("a doctor of another unit");
    let hers = t.open(elsewhere, &protected).await;
    t.complete_draft(elsewhere, hers).await.expect("her own");
    let foreign = t.app.open_draft(elsewhere, id).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    t.app.open_draft(&doctor, id).await.expect("the unit's own");
});

store_test!(no_count_tells_of_a_protected_patient, async |store| {
    let t = TestApp::on(store);
    let doctor = t.actor(Role::Doctor).await;
    let protected = t
        .person(|p| p.protection.is_protected() && !p.life.is_deceased())
        .await;
    for person in [t.ordinary_person().await, protected] {
        let key = t.open(&doctor, &person).await;
        t.complete_draft(&doctor, key).await.expect("a draft");
        let signed = t.complete_draft(&doctor, key).await.expect("a draft");
        t.sign(&doctor, signed, Consent::NotGiven)
            .await
            .expect("signed");
    }
    for (role, drafts, waiting) in [
        (Role::Doctor, 2, 2),
        (Role::CareAdmin, 1, 1),
        (Role::CareStaff, 1, 1),
        (Role::UnitAdmin, 0, 2),
        (Role::LogReviewer, 0, 0),
    ] {
        for actor in t.actors(role).await {
            if actor.unit() == doctor.unit() {
                let counts = t.app.counts(&actor).await.expect("counts");
                assert_eq!(
                    (counts.drafts, counts.waiting),
                    (drafts, waiting),
                    "{role:?}"
                );
            }
        }
    }
});

store_test!(
    when_the_register_is_silent_doctors_work_on_and_nobody_else_does,
    async |store| {
        let t = TestApp::on(store);
        let doctor = t.actor(Role::Doctor).await;
        let admins = t.actors(Role::CareAdmin).await;
        let admin = admins
            .iter()
            .find(|a| a.unit() == doctor.unit())
            .expect("an administrator there");
        let key = t.open(&doctor, &t.ordinary_person().await).await;
        let id = t.complete_draft(&doctor, key).await.expect("a draft");
        t.journal.set_available(false);
        let view = t.app.certificate(&doctor, id).await.expect("doctors go on");
        assert!(view.patient.name.is_none() && view.patient.protection.is_protected());
        t.sign(&doctor, id, Consent::Given)
            .await
            .expect("also with signing");
        assert!(matches!(
            t.app.overview(admin, key).await,
            Err(Error::Forbidden)
        ));
    }
);

store_test!(
    every_access_and_every_refusal_is_in_the_log,
    async |store| {
        let t = TestApp::on(store);
        let doctor = t.actor(Role::Doctor).await;
        let admins = t.actors(Role::CareAdmin).await;
        let admin = admins
            .iter()
            .find(|a| a.unit() == doctor.unit())
            .expect("an administrator there");
        let person = t.ordinary_person().await;
        let key = t.open(&doctor, &person).await;
        let id = t.complete_draft(&doctor, key).await.expect("a draft");
        let denied = t.app.consent_view(admin, id).await;
        assert!(matches!(denied, Err(Error::Forbidden)));
        t.sign(&doctor, id, Consent::Given).await.expect("signed");
        t.app.certificate(&doctor, id).await.expect("shown");

        let mut tx = t.app.store().begin_read().await.expect("a transaction");
        let log = tx.audit_of_patient(&person).await.expect("the log");
        let seen: Vec<_> = log
            .iter()
            .map(|r| {
                (
                    r.entry.action.as_str(),
                    r.entry.activity.as_str(),
                    r.entry.outcome,
                )
            })
            .collect();
        let done = |action, activity| (action, activity, AuditOutcome::Done);
        assert_eq!(
            seen,
            [
                done("list_certificates", "Läsa"),
                done("create_draft", "Skriva"),
                done("view_draft", "Läsa"),
                done("save_draft", "Skriva"),
                ("sign", "Signera", AuditOutcome::Refused),
                done("sign", "Signera"),
                done("send", "Utskrift"),
                done("view_certificate", "Läsa"),
            ]
        );
        assert!(
            log.iter()
                .all(|r| r.entry.resource_unit.as_ref() == Some(&doctor.unit().id))
        );
    }
);
