//! Ny kopia, and what binds certificates together. Source: acceptance S61–S66, S70, A40, A46.

use super::*;

store_test!(a_copy_goes_on_where_the_sick_leave_ends, async |store| {
    let scene = Scene::on(store).await;
    let original = scene.signed(Consent::Given).await;
    let source = scene.t.app.certificate(&scene.doctor, original).await;
    let source = source.expect("shown");
    let copy = scene.copy(original).await.expect("a copy");
    let draft = scene
        .t
        .app
        .open_draft(&scene.doctor, copy)
        .await
        .expect("it can be changed");
    let next_day = (scene.t.app.today() + 13.days()).to_string();
    let period = draft.ctype.period_element.expect("periods");
    let from: Vec<&str> = draft
        .answers
        .iter()
        .filter(|(field, _)| {
            field.starts_with(period.as_str()) && field.split('.').next_back() == Some("from")
        })
        .map(|(_, text)| text)
        .collect();
    assert_eq!(from, [next_day.as_str()]);
    assert!(
        draft
            .period_line
            .contains(&(scene.t.app.today() + 12.days()).to_string()),
        "{}",
        draft.period_line
    );
    let kin = draft.original.expect("an original");
    assert_eq!(
        (kin.id, kin.side, kin.state),
        (original, KinSide::Original, KinState::Signed)
    );
    assert!(
        draft.is_untouched && draft.advice.is_empty(),
        "{:?}",
        draft.advice
    );
    // Signed, both say so, and the receivers are told.
    scene.finish(copy).await;
    scene
        .t
        .sign(&scene.doctor, copy, Consent::NotGiven)
        .await
        .expect("signed");
    let xml = scene.xml(copy).await;
    assert!(
        xml.contains("FRLANG") && xml.contains(&original.to_text()),
        "{xml}"
    );
    let after = scene.t.app.certificate(&scene.doctor, original).await;
    let after = after.expect("shown");
    assert_eq!(after.answers, source.answers, "the original is unchanged");
    assert_eq!(
        (after.kin[0].id, after.kin[0].side, after.kin[0].state),
        (copy, KinSide::Copy, KinState::Signed)
    );
    let overview = scene.t.app.overview(&scene.doctor, scene.key).await;
    let rows = overview.expect("shown").current;
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row.kin.len() == 1));
});

store_test!(
    another_degree_in_an_extension_begins_the_day_after_too,
    async |store| {
        let scene = Scene::on(store).await;
        let original = scene.signed(Consent::NotGiven).await;
        let copy = scene.copy(original).await.expect("a copy");
        let app = &scene.t.app;
        let draft = app.open_draft(&scene.doctor, copy).await.expect("open");
        let last = app.today() + 12.days();
        assert_eq!(draft.extended_end, Some(last));
        let period = draft.ctype.period_element.expect("periods").as_str();
        let tick = draft
            .ctype
            .elements()
            .flat_map(intyg_catalog::fields::fields)
            .filter(|field| field.key.starts_with(period))
            .filter_map(|field| field.key.strip_suffix(".from").map(str::to_owned))
            .find(|tick| !draft.answers.is_ticked(tick))
            .expect("a degree that the original lacks");
        let from_field = format!("{tick}.from");
        let request = intyg_app::SaveRequest {
            fetched: Vec::new(),
            rev: Some(draft.rev),
            kind: intyg_app::SaveKind::Auto,
            submitted: intyg_app::Submitted::Changed(vec![(tick, "true".to_owned())]),
        };
        let saved = app.save_draft(&scene.doctor, copy, request).await;
        let saved = saved.expect("saved").draft;
        assert_eq!(
            saved.answers.get(&from_field),
            (last + 1.day()).to_string(),
            "A19"
        );
    }
);

store_test!(
    what_has_ended_is_not_extended_whatever_is_asked,
    async |store| {
        let scene = Scene::on(store).await;
        let id = scene.signed(Consent::NotGiven).await;
        let deleted = scene.signed(Consent::NotGiven).await;
        scene.revoke(deleted).await;
        let draft = scene.draft().await;
        let rev = scene.t.app.open_draft(&scene.doctor, draft).await;
        let rev = rev.expect("open").rev;
        let app = &scene.t.app;
        app.delete_draft(&scene.doctor, draft, rev)
            .await
            .expect("deleted");
        let last = app.today() + 12.days();
        // On its last day it is still running (D02).
        scene.t.clock.advance(SignedDuration::from_hours(12 * 24));
        assert_eq!(app.today(), last);
        assert!(app.copy_view(&scene.doctor, id).await.is_ok());
        scene.t.clock.advance(SignedDuration::from_hours(24));
        for id in [id, deleted, draft] {
            let ended = Reason::Ended { on: last };
            assert_eq!(refused(scene.copy(id).await), ended);
            assert_eq!(refused(app.copy_view(&scene.doctor, id).await), ended);
        }
        let overview = app.overview(&scene.doctor, scene.key).await.expect("shown");
        assert!(overview.drafts.is_empty(), "nothing was made");
    }
);

store_test!(two_copies_at_once_make_one_draft, async |store| {
    let scene = Scene::on(store).await;
    let id = scene.signed(Consent::NotGiven).await;
    let others = scene.t.actors(Role::Doctor).await;
    let colleague = others
        .into_iter()
        .find(|other| {
            other.unit() == scene.doctor.unit() && other.staff.id != scene.doctor.staff.id
        })
        .unwrap_or(scene.administrator().await);
    let barrier = Arc::new(Barrier::new(2));
    let copies: Vec<_> = [scene.doctor.clone(), colleague]
        .into_iter()
        .map(|actor| {
            let (t, barrier) = (scene.t.clone(), Arc::clone(&barrier));
            tokio::spawn(async move {
                let key = t.app.new_form_key();
                barrier.wait().await;
                t.app.copy(&actor, id, OpenRequests::Ask, key).await
            })
        })
        .collect();
    let mut made = Vec::new();
    let mut led_to = Vec::new();
    for copy in copies {
        match copy.await.expect("no panic") {
            Ok(id) => made.push(id),
            Err(Error::Refused(Reason::CopyBegun { draft })) => led_to.push(draft),
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(made.len(), 1);
    assert_eq!(
        made, led_to,
        "the second one is led to the first one's draft"
    );
    let overview = scene.t.app.overview(&scene.doctor, scene.key).await;
    let overview = overview.expect("shown");
    assert_eq!(overview.drafts.len(), 1);
    assert_eq!(
        overview.current[0].refused.copy,
        Some(Reason::CopyBegun { draft: made[0] })
    );
});

store_test!(
    the_same_press_gives_the_same_copy_and_an_untouched_one_leaves_nothing,
    async |store| {
        let scene = Scene::on(store).await;
        let id = scene.signed(Consent::NotGiven).await;
        let app = &scene.t.app;
        let key = app.new_form_key();
        let first = app
            .copy(&scene.doctor, id, OpenRequests::Ask, key)
            .await
            .expect("a copy");
        let second = app
            .copy(&scene.doctor, id, OpenRequests::Ask, key)
            .await
            .expect("the same");
        assert_eq!(first, second);
        app.close_draft(&scene.doctor, first).await.expect("closed");
        let overview = app.overview(&scene.doctor, scene.key).await.expect("shown");
        assert!(overview.drafts.is_empty());
        assert_eq!(overview.current[0].refused.copy, None);
    }
);

store_test!(
    a_deleted_certificate_is_copied_as_a_correction_without_relation,
    async |store| {
        let scene = Scene::on(store).await;
        let id = scene.draft().await;
        let answers = scene.answers(id).await;
        scene
            .t
            .sign(&scene.doctor, id, Consent::Given)
            .await
            .expect("signed");
        let mut request = scene.request();
        request.correction = Correction::Make;
        let revoked = scene
            .t
            .app
            .revoke(&scene.doctor, id, request)
            .await
            .expect("revoked");
        let copy = revoked.correction.expect("a copy");
        assert_eq!(
            refused(scene.copy(id).await),
            Reason::CopyBegun { draft: copy }
        );
        let draft = scene.t.app.open_draft(&scene.doctor, copy).await;
        let draft = draft.expect("it can be changed");
        assert_eq!(
            draft.answers, answers,
            "every answer as it was, dates included"
        );
        assert_eq!(draft.period_line, "");
        scene
            .t
            .sign(&scene.doctor, copy, Consent::NotGiven)
            .await
            .expect("signed");
        let xml = scene.xml(copy).await;
        assert!(!xml.contains(&id.to_text()), "no relation: {xml}");
    }
);

store_test!(a_deleted_draft_is_copied_with_every_answer, async |store| {
    let scene = Scene::on(store).await;
    let draft = scene.draft().await;
    let answers = scene.answers(draft).await;
    let rev = scene.t.app.open_draft(&scene.doctor, draft).await;
    let app = &scene.t.app;
    app.delete_draft(&scene.doctor, draft, rev.expect("open").rev)
        .await
        .expect("deleted");
    let copy = scene.copy(draft).await.expect("a copy");
    assert_eq!(scene.answers(copy).await, answers);
});

store_test!(
    a_copy_whose_original_is_deleted_meanwhile_is_signed_without_relation,
    async |store| {
        let scene = Scene::on(store).await;
        let original = scene.signed(Consent::NotGiven).await;
        let copy = scene.copy(original).await.expect("a copy");
        scene.finish(copy).await;
        scene.revoke(original).await;
        let draft = scene.t.app.open_draft(&scene.doctor, copy).await;
        let kin = draft.expect("it stays").original.expect("an original");
        assert_eq!(kin.state, KinState::Deleted);
        scene
            .t
            .sign(&scene.doctor, copy, Consent::NotGiven)
            .await
            .expect("signed");
        let xml = scene.xml(copy).await;
        assert!(!xml.contains(&original.to_text()), "{xml}");
    }
);

store_test!(
    deleting_and_signing_at_once_never_leaves_a_relation_to_a_deleted_one,
    async |store| {
        let scene = Scene::on(store).await;
        let original = scene.signed(Consent::NotGiven).await;
        let copy = scene.copy(original).await.expect("a copy");
        scene.finish(copy).await;
        let shown = scene.t.app.consent_view(&scene.doctor, copy).await;
        let shown = shown.expect("the dialog");
        let request = intyg_app::SignRequest {
            rev: Some(shown.rev),
            content_hash: shown.content_hash,
            consent: Consent::NotGiven,
            form_key: scene.t.app.new_form_key(),
        };
        let (signed, revoked) = tokio::join!(
            scene.t.app.sign(&scene.doctor, copy, request),
            scene.t.app.revoke(&scene.doctor, original, scene.request())
        );
        revoked.expect("revoked");
        match signed {
            Ok(_) => {
                let related = scene.xml(copy).await.contains(&original.to_text());
                let mut tx = scene
                    .t
                    .app
                    .store()
                    .begin_read()
                    .await
                    .expect("a transaction");
                let mut seq = async |id: CertificateId, action: &str| {
                    let log = log_of(&mut tx, id).await;
                    let entry = log.into_iter().find(|record| record.entry.action == action);
                    entry.expect("an entry").seq
                };
                let signed_first = seq(copy, "sign").await < seq(original, "revoke").await;
                assert_eq!(
                    related, signed_first,
                    "related while the original stood, and only then"
                );
            }
            Err(Error::Refused(Reason::OriginalDeleted)) => {
                let view = scene.t.app.certificate(&scene.doctor, copy).await;
                assert!(view.expect("shown").is_draft, "nothing is signed");
            }
            Err(other) => panic!("{other:?}"),
        }
    }
);

store_test!(
    another_units_certificate_is_neither_copied_nor_deleted,
    async |store| {
        let scene = Scene::on(store).await;
        let id = scene.signed(Consent::NotGiven).await;
        let doctors = scene.t.actors(Role::Doctor).await;
        let stranger = doctors
            .iter()
            .find(|other| other.unit() != scene.doctor.unit())
            .expect("a doctor elsewhere");
        let app = &scene.t.app;
        let copied = app
            .copy(stranger, id, OpenRequests::Ask, app.new_form_key())
            .await;
        assert!(matches!(copied, Err(Error::NotFound)), "{copied:?}");
        let revoked = app.revoke(stranger, id, scene.request()).await;
        assert!(matches!(revoked, Err(Error::NotFound)), "{revoked:?}");
        let shown = app.delete_view(stranger, id).await;
        assert!(matches!(shown, Err(Error::NotFound)), "{shown:?}");
    }
);
