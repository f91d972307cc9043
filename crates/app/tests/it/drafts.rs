//! Drafts: what is typed is kept, two people do not overwrite each other, and what is no draft is not changed.

use intyg_app::{DraftMark, Error, Reason, SaveKind, SaveRequest, Submitted};
use intyg_core::actor::{Actor, Role};
use intyg_core::ids::CertificateId;
use intyg_testkit::app::TestApp;
use intyg_testkit::store_test;

fn changed(rev: i64, fields: &[(&str, &str)]) -> SaveRequest {
    SaveRequest {
        fetched: Vec::new(),
        rev: Some(rev),
        kind: SaveKind::Auto,
        submitted: Submitted::Changed(
            fields
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect(),
        ),
    }
}

async fn new_draft(t: &TestApp, actor: &Actor) -> CertificateId {
    let key = t.open(actor, &t.ordinary_person().await).await;
    t.app
        .create_draft(actor, key, t.ctype().code, t.app.new_form_key())
        .await
        .expect("a draft")
}

store_test!(
    fields_that_the_type_does_not_have_are_left_out_of_every_kind_of_save,
    async |store: intyg_store::Store| {
        let t = TestApp::on(store);
        let doctor = t.actor(Role::Doctor).await;
        let id = new_draft(&t, &doctor).await;
        let (known, _) = contact_fields(&t);
        let sent = [(known.as_str(), "Storgatan 1"), ("999", "x"), ("", "x")];
        let whole = SaveRequest {
            fetched: Vec::new(),
            submitted: Submitted::Whole(
                sent.iter()
                    .map(|(field, text)| ((*field).to_owned(), (*text).to_owned()))
                    .collect(),
            ),
            ..changed(1, &[])
        };
        let saved = t.app.save_draft(&doctor, id, whole).await.expect("saved");
        let fields: Vec<_> = saved.draft.answers.iter().collect();
        assert_eq!(fields, [(known.as_str(), "Storgatan 1")]);

        let again = changed(
            saved.draft.rev,
            &[(known.as_str(), "Storgatan 2"), ("999", "x")],
        );
        let saved = t.app.save_draft(&doctor, id, again).await.expect("saved");
        let fields: Vec<_> = saved.draft.answers.iter().collect();
        assert_eq!(fields, [(known.as_str(), "Storgatan 2")]);
    }
);

/// Two fields of the unit's contact details, which every type has.
fn contact_fields(t: &TestApp) -> (String, String) {
    let keys: Vec<String> = t
        .ctype()
        .elements()
        .filter(|e| matches!(e.kind, intyg_catalog::element::Kind::UnitContact))
        .flat_map(intyg_catalog::fields::fields)
        .map(|field| field.key)
        .collect();
    (keys[0].clone(), keys[2].clone())
}

store_test!(what_was_typed_is_stored_whatever_it_is, async |store| {
    let t = TestApp::on(store);
    let doctor = t.actor(Role::Doctor).await;
    let id = new_draft(&t, &doctor).await;
    let (field, _) = contact_fields(&t);
    let saved = t
        .app
        .save_draft(&doctor, id, changed(1, &[(&field, "  <b>&]]>😀  ")]))
        .await
        .expect("saved");
    assert_eq!(saved.draft.answers.get(&field), "  <b>&]]>😀  ");
    let opened = t.app.open_draft(&doctor, id).await.expect("opened");
    assert_eq!(opened.answers.get(&field), "  <b>&]]>😀  ");
    assert_eq!((opened.rev, opened.mark), (2, DraftMark::Begun));
});

store_test!(
    fields_that_only_one_changed_are_merged_and_the_other_is_told_about_the_rest,
    async |store| {
        let t = TestApp::on(store);
        let doctor = t.actor(Role::Doctor).await;
        let admin = t
            .actors(Role::CareAdmin)
            .await
            .into_iter()
            .find(|a| a.unit() == doctor.unit())
            .expect("an administrator");
        let id = new_draft(&t, &doctor).await;
        let (first, second) = contact_fields(&t);

        t.app
            .save_draft(&admin, id, changed(1, &[(&first, "av administratören")]))
            .await
            .expect("first");
        let merged = t
            .app
            .save_draft(&doctor, id, changed(1, &[(&second, "av läkaren")]))
            .await
            .expect("merged");
        assert_eq!(merged.draft.answers.get(&first), "av administratören");
        assert_eq!(merged.draft.answers.get(&second), "av läkaren");
        assert!(merged.merged_with.is_some() && merged.adjusted.contains(&first));

        let error = t
            .app
            .save_draft(
                &doctor,
                id,
                changed(1, &[(&first, "av läkaren"), (&second, "av läkaren")]),
            )
            .await;
        let Err(Error::Conflict(conflict)) = error else {
            panic!("both changed {first}: {error:?}")
        };
        assert_eq!((conflict.fields.len(), conflict.current_rev), (1, 3));
        assert_eq!(
            (
                conflict.fields[0].mine.as_str(),
                conflict.fields[0].theirs.as_str()
            ),
            ("av läkaren", "av administratören")
        );
        let kept = t.app.open_draft(&doctor, id).await.expect("opened");
        assert_eq!(
            kept.answers.get(&first),
            "av administratören",
            "nothing is overwritten without a choice"
        );

        let chosen = t
            .app
            .save_draft(&doctor, id, changed(3, &[(&first, "valt")]))
            .await
            .expect("the choice is saved");
        assert_eq!(chosen.draft.answers.get(&first), "valt");
    }
);

store_test!(
    a_save_without_revision_or_of_something_signed_changes_nothing,
    async |store| {
        let t = TestApp::on(store);
        let doctor = t.actor(Role::Doctor).await;
        let key = t.open(&doctor, &t.ordinary_person().await).await;
        let id = t
            .complete_draft(&doctor, key)
            .await
            .expect("a complete draft");
        let (field, _) = contact_fields(&t);
        let without = SaveRequest {
            fetched: Vec::new(),
            rev: None,
            ..changed(0, &[(&field, "x")])
        };
        assert!(matches!(
            t.app.save_draft(&doctor, id, without).await,
            Err(Error::NoRevision)
        ));

        t.sign(&doctor, id, intyg_app::Consent::NotGiven)
            .await
            .expect("signed");
        let before = t.app.certificate(&doctor, id).await.expect("shown").answers;
        let refused = t
            .app
            .save_draft(&doctor, id, changed(2, &[(&field, "x")]))
            .await;
        assert!(
            matches!(refused, Err(Error::Refused(Reason::Signed { .. }))),
            "{refused:?}"
        );
        assert_eq!(
            t.app.certificate(&doctor, id).await.expect("shown").answers,
            before
        );
    }
);

store_test!(
    an_untouched_draft_leaves_nothing_behind_and_a_touched_one_stays,
    async |store| {
        let t = TestApp::on(store);
        let doctor = t.actor(Role::Doctor).await;
        let untouched = new_draft(&t, &doctor).await;
        let key = t.app.close_draft(&doctor, untouched).await.expect("closed");
        assert!(
            t.app
                .overview(&doctor, key)
                .await
                .expect("overview")
                .is_empty()
        );

        let touched = new_draft(&t, &doctor).await;
        let (field, _) = contact_fields(&t);
        t.app
            .save_draft(&doctor, touched, changed(1, &[(&field, "x")]))
            .await
            .expect("saved");
        t.app.close_draft(&doctor, touched).await.expect("closed");
        assert_eq!(
            t.app
                .overview(&doctor, key)
                .await
                .expect("overview")
                .drafts
                .len(),
            1
        );
    }
);

store_test!(the_same_form_key_makes_one_draft, async |store| {
    let t = TestApp::on(store);
    let doctor = t.actor(Role::Doctor).await;
    let key = t.open(&doctor, &t.ordinary_person().await).await;
    let form_key = t.app.new_form_key();
    let code = t.ctype().code;
    let (a, b) = tokio::join!(
        t.app.create_draft(&doctor, key, code, form_key),
        t.app.create_draft(&doctor, key, code, form_key)
    );
    assert_eq!(a.expect("first"), b.expect("second"));
    assert_eq!(
        t.app
            .overview(&doctor, key)
            .await
            .expect("overview")
            .drafts
            .len(),
        1
    );
});

store_test!(
    a_draft_marked_ready_goes_back_to_draft_when_it_is_changed,
    async |store| {
        let t = TestApp::on(store);
        let admin = t.actor(Role::CareAdmin).await;
        let id = new_draft(&t, &admin).await;
        let ready = intyg_app::ReadyRequest {
            rev: Some(1),
            doctor: None,
            note: String::new(),
        };
        t.app
            .mark_ready(&admin, id, ready.clone())
            .await
            .expect("ready");
        let stale = t.app.mark_ready(&admin, id, ready).await;
        assert!(
            matches!(stale, Err(Error::ChangedSinceShown { .. })),
            "{stale:?}"
        );
        let (field, _) = contact_fields(&t);
        let saved = t
            .app
            .save_draft(&admin, id, changed(2, &[(&field, "x")]))
            .await
            .expect("saved");
        assert_eq!(saved.draft.mark, DraftMark::Saved);
    }
);

store_test!(nothing_new_is_made_for_the_dead, async |store| {
    let t = TestApp::on(store);
    let doctor = t.actor(Role::Doctor).await;
    let dead = t.person(|p| p.life.is_deceased()).await;
    let key = t.open(&doctor, &dead).await;
    let refused = t
        .app
        .create_draft(&doctor, key, t.ctype().code, t.app.new_form_key())
        .await;
    assert!(
        matches!(refused, Err(Error::Refused(Reason::Deceased))),
        "{refused:?}"
    );
});
