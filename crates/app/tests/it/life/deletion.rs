//! Radera. Source: acceptance S67–S73, A49.

use super::*;

store_test!(
    a_certificate_that_never_left_is_deleted_without_a_word_to_anybody,
    async |store| {
        let scene = Scene::on(store).await;
        let id = scene.signed(Consent::Given).await;
        let revoked = scene.revoke(id).await;
        assert_eq!((revoked.told, revoked.correction), (Told::Nobody, None));
        assert_eq!(
            scene.lane(id).await,
            [
                (OutboxKind::Register, DeliveryState::Cancelled),
                (OutboxKind::Send, DeliveryState::Cancelled)
            ]
        );
        let overview = scene
            .t
            .app
            .overview(&scene.doctor, scene.key)
            .await
            .expect("shown");
        assert!(overview.current.is_empty());
        let row = &overview.deleted[0];
        assert_eq!((row.id, row.status), (id, RowStatus::Revoked));
        let deleted = row.deleted.as_ref().expect("deleted");
        assert_eq!(deleted.reason, Some(RevocationReason::OtherSeriousError));
        let view = scene
            .t
            .app
            .certificate(&scene.doctor, id)
            .await
            .expect("a deleted one can be shown");
        assert_eq!(view.revocation_comment, "Fel datum.");
        assert!(view.signed.is_some() && !view.is_draft);
        assert_eq!(view.refused.delete, Some(Reason::Deleted));
        assert_eq!(view.refused.edit, Some(Reason::Deleted));
        assert_eq!(view.refused.send, Some(Reason::Deleted));
    }
);

store_test!(
    the_reason_is_asked_for_and_must_say_something,
    async |store| {
        let scene = Scene::on(store).await;
        let id = scene.signed(Consent::NotGiven).await;
        let revoke = async |change: fn(&mut RevokeRequest)| {
            let mut request = scene.request();
            change(&mut request);
            scene.t.app.revoke(&scene.doctor, id, request).await
        };
        assert_eq!(
            refused(revoke(|r| r.reason = None).await),
            Reason::RevocationReasonMissing
        );
        assert_eq!(
            refused(revoke(|r| r.comment = " \n\t".to_owned()).await),
            Reason::CommentMissing
        );
        assert_eq!(
            refused(revoke(|r| r.comment = "x".repeat(3501)).await),
            Reason::CommentTooLong
        );
        assert_eq!(
            refused(revoke(|r| r.comment = "fel \u{1f600}\u{65e5}".to_owned()).await),
            Reason::CommentUnsendable {
                signs: "\u{1f600}\u{65e5}".to_owned()
            }
        );
        let view = scene.t.app.certificate(&scene.doctor, id).await;
        assert!(
            view.expect("shown").deleted.is_none(),
            "nothing has changed"
        );
        let wrong_patient = revoke(|r| {
            r.reason = Some(RevocationReason::WrongPatient);
            r.comment = String::new();
        });
        assert!(wrong_patient.await.is_ok(), "which says enough");
    }
);

store_test!(a_certificate_is_deleted_once, async |store| {
    let scene = Scene::on(store).await;
    let id = scene.signed(Consent::NotGiven).await;
    let request = scene.request();
    let again = request.clone();
    let first = scene
        .t
        .app
        .revoke(&scene.doctor, id, request)
        .await
        .expect("revoked");
    let second = scene
        .t
        .app
        .revoke(&scene.doctor, id, again)
        .await
        .expect("the answer of the first time");
    assert_eq!(first, second);
    let other = scene.t.app.revoke(&scene.doctor, id, scene.request()).await;
    assert_eq!(refused(other), Reason::Deleted);
    let draft = scene.draft().await;
    let not_signed = scene
        .t
        .app
        .revoke(&scene.doctor, draft, scene.request())
        .await;
    assert_eq!(refused(not_signed), Reason::NotSigned);
});

store_test!(only_doctors_delete_what_is_signed, async |store| {
    let scene = Scene::on(store).await;
    let admin = scene.administrator().await;
    let id = scene.signed(Consent::NotGiven).await;
    let denied = scene.t.app.revoke(&admin, id, scene.request()).await;
    assert!(matches!(denied, Err(Error::Forbidden)), "{denied:?}");
    let overview = scene
        .t
        .app
        .overview(&admin, scene.key)
        .await
        .expect("shown");
    assert_eq!(
        overview.current[0].refused.delete,
        Some(Reason::MayNotRevoke)
    );
    let draft = scene.draft().await;
    let shown = scene
        .t
        .app
        .open_draft(&admin, draft)
        .await
        .expect("a draft");
    scene
        .t
        .app
        .delete_draft(&admin, draft, shown.rev)
        .await
        .expect("drafts are everybody's");
    assert_eq!(
        refused(scene.t.app.delete_draft(&admin, draft, shown.rev).await),
        Reason::Deleted
    );
});
