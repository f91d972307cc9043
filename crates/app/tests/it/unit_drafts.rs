//! Utkast på enheten, Tilldela, and drafts that have become too old. Source: acceptance A47, A54, A77.

use intyg_app::{
    Assigned, Consent, DraftOrder, DraftsRequest, Error, OpenRequests, PageRequest, ReadyRequest,
    Reason, RowStatus, SaveKind, SaveRequest, Submitted, UnitDrafts,
};
use intyg_core::actor::{Actor, Role};
use intyg_core::ids::CertificateId;
use intyg_testkit::app::TestApp;
use intyg_testkit::store_test;
use jiff::SignedDuration;

fn all() -> DraftsRequest {
    DraftsRequest {
        status: None,
        saved_by: None,
        assigned: None,
        patient: None,
        from: None,
        to: None,
        order: DraftOrder::Saved,
        is_descending: true,
        page: PageRequest {
            number: 1,
            size: 100,
        },
    }
}

async fn list(t: &TestApp, actor: &Actor, request: &DraftsRequest) -> UnitDrafts {
    let page = t.app.unit_drafts(actor, request).await;
    page.expect("the role has the page")
}

fn ids(page: &UnitDrafts) -> Vec<CertificateId> {
    page.drafts.rows.iter().map(|row| row.id).collect()
}

async fn colleague(t: &TestApp, of: &Actor, role: Role) -> Actor {
    let all = t.actors(role).await;
    let there = |actor: &Actor| actor.unit() == of.unit() && actor.staff.id != of.staff.id;
    all.into_iter().find(there).expect("somebody on the unit")
}

store_test!(
    the_units_drafts_are_filtered_sorted_and_cut_into_pages,
    async |store| {
        let t = TestApp::on(store);
        let doctor = t.actor(Role::Doctor).await;
        let nurse = colleague(&t, &doctor, Role::CareAdmin).await;
        let key = t.open(&doctor, &t.ordinary_person().await).await;
        let first = t.complete_draft(&doctor, key).await.expect("a draft");
        t.clock.advance(SignedDuration::from_hours(24));
        let second = t.complete_draft(&nurse, key).await.expect("a draft");
        let ctype = t.ctype().code;
        t.clock.advance(SignedDuration::from_hours(24));
        let third = t
            .app
            .create_draft(&doctor, key, ctype, t.app.new_form_key())
            .await;
        let third = third.expect("a draft");
        let signed = t.complete_draft(&doctor, key).await.expect("a draft");
        t.sign(&doctor, signed, Consent::NotGiven)
            .await
            .expect("signed");

        let page = list(&t, &doctor, &all()).await;
        assert_eq!(ids(&page), [third, second, first]);
        let rows = &page.drafts.rows;
        assert_eq!(
            (rows[0].status, rows[1].status),
            (RowStatus::Begun, RowStatus::Draft)
        );
        assert!(rows[0].missing > 5 && rows[1].missing == 0);
        assert_eq!(page.savers.len(), 2);
        let today = t.app.today();
        let yesterday = today.yesterday().expect("a day");
        for (request, expected) in [
            (
                DraftsRequest {
                    is_descending: false,
                    ..all()
                },
                vec![first, second, third],
            ),
            (
                DraftsRequest {
                    status: Some(RowStatus::Begun),
                    ..all()
                },
                vec![third],
            ),
            (
                DraftsRequest {
                    saved_by: Some(nurse.staff.id.clone()),
                    ..all()
                },
                vec![second],
            ),
            (
                DraftsRequest {
                    from: Some(yesterday),
                    ..all()
                },
                vec![third, second],
            ),
            (
                DraftsRequest {
                    to: Some(yesterday),
                    ..all()
                },
                vec![second, first],
            ),
            (
                DraftsRequest {
                    patient: Some(key),
                    to: Some(today),
                    ..all()
                },
                vec![third, second, first],
            ),
            (
                DraftsRequest {
                    page: PageRequest { number: 2, size: 2 },
                    ..all()
                },
                vec![first],
            ),
        ] {
            assert_eq!(
                ids(&list(&t, &doctor, &request).await),
                expected,
                "{request:?}"
            );
        }
        let nothing = DraftsRequest {
            status: Some(RowStatus::ReadyToSign),
            ..all()
        };
        assert!(list(&t, &doctor, &nothing).await.hides_some);
    }
);

store_test!(a_protected_patients_drafts_are_for_doctors, async |store| {
    let t = TestApp::on(store);
    let doctor = t.actor(Role::Doctor).await;
    let nurse = colleague(&t, &doctor, Role::CareAdmin).await;
    let since = t.app.now();
    t.clock.advance(SignedDuration::from_secs(1));
    let protected = t
        .person(|p| p.protection.is_protected() && !p.life.is_deceased())
        .await;
    let key = t.open(&doctor, &protected).await;
    let id = t.complete_draft(&doctor, key).await.expect("a draft");
    assert_eq!(ids(&list(&t, &doctor, &all()).await), [id]);
    let page = list(&t, &nurse, &all()).await;
    assert_eq!(
        (page.drafts.total, page.savers.len(), page.hides_some),
        (0, 0, false)
    );
    let news = async |actor| t.app.drafts_news(actor, since).await.expect("counted");
    assert_eq!((news(&doctor).await, news(&nurse).await), (1, 0));
    assert!(
        t.app
            .patient_to_filter_by(&nurse, protected.digits())
            .await
            .is_err()
    );
    assert!(matches!(
        t.app.assign_view(&nurse, id).await,
        Err(Error::Forbidden)
    ));
    for role in [Role::UnitAdmin, Role::LogReviewer] {
        let actor = colleague(&t, &doctor, role).await;
        assert!(matches!(
            t.app.unit_drafts(&actor, &all()).await,
            Err(Error::Forbidden)
        ));
    }
});

store_test!(a_draft_is_assigned_to_somebody_of_the_unit, async |store| {
    let t = TestApp::on(store);
    let doctor = t.actor(Role::Doctor).await;
    let nurse = colleague(&t, &doctor, Role::CareAdmin).await;
    let key = t.open(&doctor, &t.ordinary_person().await).await;
    let id = t.complete_draft(&nurse, key).await.expect("a draft");
    let ready = t.complete_draft(&nurse, key).await.expect("a draft");
    let to = &doctor.staff.id;
    t.app.assign(&nurse, id, Some(to)).await.expect("assigned");
    let rev = t.app.open_draft(&nurse, ready).await.expect("a draft").rev;
    let request = ReadyRequest {
        rev: Some(rev),
        doctor: Some(to.clone()),
        note: String::new(),
    };
    t.app
        .mark_ready(&nurse, ready, request)
        .await
        .expect("ready");
    let hers = DraftsRequest {
        assigned: Some(Assigned::To(to.clone())),
        ..all()
    };
    let page = list(&t, &nurse, &hers).await;
    assert_eq!(page.drafts.total, 2, "who is to sign it has it too");
    assert!(
        page.drafts
            .rows
            .iter()
            .all(|row| row.assigned == doctor.staff.name)
    );
    let stranger = t.actors(Role::Doctor).await;
    let stranger = stranger
        .iter()
        .find(|a| a.unit() != doctor.unit() && a.staff.id != *to);
    if let Some(stranger) = stranger {
        let refused = t.app.assign(&nurse, id, Some(&stranger.staff.id)).await;
        assert!(matches!(refused, Err(Error::NotFound)));
    }
    t.app.assign(&nurse, id, None).await.expect("nobody's");
    let nobodys = DraftsRequest {
        assigned: Some(Assigned::Nobody),
        ..all()
    };
    assert_eq!(ids(&list(&t, &nurse, &nobodys).await), [id]);
    let events = t.app.certificate(&nurse, id).await.expect("shown").events;
    let what: Vec<_> = events.iter().map(|event| event.what.as_str()).collect();
    assert!(what.contains(&"Tilldelningen borttagen"), "{what:?}");
    t.sign(&doctor, id, Consent::NotGiven)
        .await
        .expect("signed");
    assert!(matches!(
        t.app.assign(&nurse, id, Some(to)).await,
        Err(Error::Refused(Reason::Signed { .. }))
    ));
});

store_test!(
    an_old_draft_is_locked_and_its_copy_has_no_relation,
    async |store| {
        let t = TestApp::locking_drafts_after(store, 14);
        let doctor = t.actor(Role::Doctor).await;
        let key = t.open(&doctor, &t.ordinary_person().await).await;
        let id = t.complete_draft(&doctor, key).await.expect("a draft");
        let draft = t.app.open_draft(&doctor, id).await.expect("still open");
        t.clock.advance(SignedDuration::from_hours(13 * 24));
        t.app.open_draft(&doctor, id).await.expect("still open");
        t.clock.advance(SignedDuration::from_hours(24));
        let since = t.app.today();
        let locked = |error: Error| {
            assert!(
                matches!(&error, Error::Refused(Reason::Locked { since: found }) if *found == since),
                "{error:?}"
            );
        };
        locked(t.app.open_draft(&doctor, id).await.expect_err("locked"));
        locked(t.app.consent_view(&doctor, id).await.expect_err("locked"));
        locked(t.app.assign(&doctor, id, None).await.expect_err("locked"));
        let save = SaveRequest {
            rev: Some(draft.rev),
            kind: SaveKind::Auto,
            fetched: Vec::new(),
            submitted: Submitted::Changed(Vec::new()),
        };
        locked(
            t.app
                .save_draft(&doctor, id, save)
                .await
                .expect_err("locked"),
        );
        let view = t.app.certificate(&doctor, id).await.expect("readable");
        assert_eq!(view.delivery.status, RowStatus::LockedDraft);
        assert!(view.refused.copy.is_none() && view.refused.delete.is_none());
        let request = DraftsRequest {
            status: Some(RowStatus::LockedDraft),
            ..all()
        };
        assert_eq!(ids(&list(&t, &doctor, &request).await), [id]);

        let copy = t
            .app
            .copy(&doctor, id, OpenRequests::Ask, t.app.new_form_key())
            .await;
        let copy = copy.expect("a copy");
        let again = t
            .app
            .copy(&doctor, id, OpenRequests::Ask, t.app.new_form_key())
            .await;
        assert!(matches!(again, Err(Error::Refused(Reason::CopyBegun { draft })) if draft == copy));
        t.sign(&doctor, copy, Consent::NotGiven)
            .await
            .expect("signed");
        let mut tx = t.app.store().begin_read().await.expect("a transaction");
        let xml = tx.document(copy).await.expect("intact").expect("signed");
        assert!(
            !xml.xml.text().contains(":relation>"),
            "no relation is sent"
        );
        drop(tx);
        let rev = t.app.delete_view(&doctor, id).await.expect("deletable").rev;
        t.app.delete_draft(&doctor, id, rev).await.expect("deleted");
    }
);

store_test!(without_the_setting_no_draft_is_locked, async |store| {
    let t = TestApp::on(store);
    let doctor = t.actor(Role::Doctor).await;
    let key = t.open(&doctor, &t.ordinary_person().await).await;
    let id = t.complete_draft(&doctor, key).await.expect("a draft");
    t.clock.advance(SignedDuration::from_hours(400 * 24));
    t.app.open_draft(&doctor, id).await.expect("still open");
});
