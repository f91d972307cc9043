//! Two at once: one effect, and the other is told. Both wait at a barrier, so that the order is nobody's. Source: issue "The life of a
//! certificate", check 3.

use intyg_app::{SaveKind, SaveRequest, SignRequest, Submitted};

use super::*;

/// Runs both at once.
async fn together<A, B>(
    a: impl Future<Output = A> + Send + 'static,
    b: impl Future<Output = B> + Send + 'static,
) -> (A, B)
where
    A: Send + 'static,
    B: Send + 'static,
{
    let barrier = Arc::new(Barrier::new(2));
    let other = Arc::clone(&barrier);
    let first = tokio::spawn(async move {
        barrier.wait().await;
        a.await
    });
    let second = tokio::spawn(async move {
        other.wait().await;
        b.await
    });
    (
        first.await.expect("no panic"),
        second.await.expect("no panic"),
    )
}

store_test!(two_people_write_the_same_answer_at_once, async |store| {
    let scene = Scene::on(store).await;
    let id = scene.draft().await;
    let draft = scene
        .t
        .app
        .open_draft(&scene.doctor, id)
        .await
        .expect("open");
    let (field, _) = draft
        .answers
        .iter()
        .filter(|(_, text)| *text != "true" && !text.is_empty())
        .max_by_key(|(_, text)| text.len())
        .expect("a text");
    let save = |actor: Actor, text: &str| {
        let (app, rev) = (scene.t.app.clone(), draft.rev);
        let fields = vec![(field.to_owned(), text.to_owned())];
        Box::pin(async move {
            let request = SaveRequest {
                rev: Some(rev),
                kind: SaveKind::Auto,
                submitted: Submitted::Changed(fields),
                fetched: Vec::new(),
            };
            app.save_draft(&actor, id, request).await
        })
    };
    let administrator = scene.administrator().await;
    let (a, b) = together(
        save(scene.doctor.clone(), "Läkarens svar."),
        save(administrator, "Administratörens svar."),
    )
    .await;
    let (stored, told) = match (a, b) {
        (Ok(saved), Err(error)) | (Err(error), Ok(saved)) => (saved, error),
        other => panic!("{other:?}"),
    };
    let Error::Conflict(conflict) = told else {
        panic!("{told:?}");
    };
    assert_eq!(conflict.fields.len(), 1);
    let now = scene.answers(id).await;
    assert_eq!(now.get(field), stored.draft.answers.get(field));
    assert_eq!(
        conflict.fields[0].theirs,
        now.get(field),
        "the other is told what stands"
    );
});

store_test!(the_same_draft_is_signed_twice_at_once, async |store| {
    let scene = Scene::on(store).await;
    let id = scene.draft().await;
    let app = &scene.t.app;
    let shown = app.consent_view(&scene.doctor, id).await.expect("complete");
    let sign = || {
        let (app, doctor) = (app.clone(), scene.doctor.clone());
        let request = SignRequest {
            rev: Some(shown.rev),
            content_hash: shown.content_hash.clone(),
            consent: Consent::Given,
            form_key: app.new_form_key(),
        };
        Box::pin(async move { app.sign(&doctor, id, request).await })
    };
    let (a, b) = together(sign(), sign()).await;
    let told = match (a, b) {
        (Ok(_), Err(error)) | (Err(error), Ok(_)) => error,
        other => panic!("{other:?}"),
    };
    assert!(
        matches!(
            told,
            Error::Refused(Reason::Signed { .. }) | Error::ChangedSinceShown { .. }
        ),
        "{told:?}"
    );
    let lane = scene.lane(id).await;
    let kinds: Vec<OutboxKind> = lane.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(
        kinds,
        [OutboxKind::Register, OutboxKind::Send],
        "each message once"
    );
});

store_test!(consent_is_given_twice_at_once, async |store| {
    let scene = Scene::on(store).await;
    let id = scene.signed(Consent::NotGiven).await;
    let send = || {
        let (app, doctor) = (scene.t.app.clone(), scene.doctor.clone());
        let key = app.new_form_key();
        async move { app.send_consent(&doctor, id, Consent::Given, key).await }
    };
    let (a, b) = together(send(), send()).await;
    let told = match (a, b) {
        (Ok(()), Err(error)) | (Err(error), Ok(())) => error,
        other => panic!("{other:?}"),
    };
    let Error::Refused(Reason::AlreadySent { by, .. }) = told else {
        panic!("{told:?}");
    };
    assert_eq!(by, scene.doctor.staff.name);
    let lane = scene.lane(id).await;
    assert_eq!(
        lane.iter()
            .filter(|(kind, _)| *kind == OutboxKind::Send)
            .count(),
        1
    );
});

store_test!(
    the_original_is_deleted_while_its_copy_is_being_written,
    async |store| {
        let scene = Scene::on(store).await;
        let original = scene.signed(Consent::NotGiven).await;
        let copy = scene.copy(original).await.expect("a copy");
        scene.finish(copy).await;
        let app = &scene.t.app;
        let shown = app
            .consent_view(&scene.doctor, copy)
            .await
            .expect("complete");
        let request = SignRequest {
            rev: Some(shown.rev),
            content_hash: shown.content_hash,
            consent: Consent::NotGiven,
            form_key: app.new_form_key(),
        };
        let revocation = scene.request();
        let (signer, deleter) = (app.clone(), app.clone());
        let (doctor, other) = (scene.doctor.clone(), scene.doctor.clone());
        let (signed, revoked) = together(
            Box::pin(async move { signer.sign(&doctor, copy, request).await }),
            Box::pin(async move { deleter.revoke(&other, original, revocation).await }),
        )
        .await;
        revoked.expect("deleting the original always works");
        match signed {
            Ok(_) => {
                let view = app.certificate(&scene.doctor, copy).await.expect("shown");
                let says_so = scene.xml(copy).await.contains("FRLANG");
                // Either it was signed first and extends what was valid then, or it was signed afterwards and says nothing of it.
                let kin = view.kin.first().expect("its original");
                assert_eq!(kin.state, KinState::Deleted);
                if says_so {
                    let after = app
                        .certificate(&scene.doctor, original)
                        .await
                        .expect("shown");
                    let deleted_at = after.deleted.expect("deleted").at;
                    assert!(view.signed.expect("signed").at <= deleted_at);
                }
            }
            Err(Error::Refused(Reason::OriginalDeleted)) => {
                let draft = app
                    .open_draft(&scene.doctor, copy)
                    .await
                    .expect("still a draft");
                assert!(!draft.answers.is_empty(), "nothing is lost");
                assert_eq!(scene.lane(copy).await, []);
            }
            Err(other) => panic!("{other:?}"),
        }
    }
);
