//! A disk short of room: nothing new is begun, and whatever is refused has changed nothing. Source: reliability-security R88.

use intyg_app::{
    Consent, Correction, Error, OpenRequests, ReadyRequest, RevokeRequest, SaveKind, SaveRequest,
    Submitted,
};
use intyg_core::actor::Role;
use intyg_core::revocation::RevocationReason;
use intyg_store::Room;
use intyg_testkit::app::TestApp;
use intyg_testkit::store_test;

store_test!(no_change_is_begun_and_reading_goes_on, async |store| {
    let t = TestApp::on(store.clone());
    let app = &t.app;
    let doctor = &t.actor(Role::Doctor).await;
    let key = t.open(doctor, &t.ordinary_person().await).await;
    let draft = t.complete_draft(doctor, key).await.expect("a draft");
    let signed = t.complete_draft(doctor, key).await.expect("a draft");
    t.sign(doctor, signed, Consent::NotGiven)
        .await
        .expect("signed");
    let rev = app.open_draft(doctor, draft).await.expect("open").rev;
    let consent = app.consent_view(doctor, draft).await.expect("the dialog");
    let code = t.ctype().code;
    let form_key = || app.new_form_key();

    store.set_room(Room::Short);
    let save = SaveRequest {
        fetched: Vec::new(),
        rev: Some(rev),
        kind: SaveKind::Manual,
        submitted: Submitted::Changed(vec![("25".to_owned(), "Nytt".to_owned())]),
    };
    let ready = ReadyRequest {
        rev: Some(rev),
        doctor: None,
        note: String::new(),
    };
    let sign = intyg_app::SignRequest {
        rev: Some(rev),
        content_hash: consent.content_hash,
        consent: Consent::Given,
        form_key: form_key(),
    };
    let revoke = RevokeRequest {
        reason: Some(RevocationReason::WrongPatient),
        comment: String::new(),
        correction: Correction::Leave,
        form_key: form_key(),
    };
    let refusals = [
        app.create_draft(doctor, key, code, form_key()).await.err(),
        app.save_draft(doctor, draft, save).await.err(),
        app.mark_ready(doctor, draft, ready).await.err(),
        app.delete_draft(doctor, draft, rev).await.err(),
        app.restore_draft(doctor, draft, Some(rev), 1).await.err(),
        app.sign(doctor, draft, sign).await.err(),
        app.send_consent(doctor, signed, Consent::Given, form_key())
            .await
            .err(),
        app.copy(doctor, signed, OpenRequests::Ask, form_key())
            .await
            .err(),
        app.revoke(doctor, signed, revoke).await.err(),
        app.choose_preset(doctor, Some(code)).await.err(),
    ];
    for (number, refusal) in refusals.iter().enumerate() {
        assert!(
            matches!(refusal, Some(Error::StorageFull)),
            "{number}: {refusal:?}"
        );
    }
    let shown = app.overview(doctor, key).await.expect("reading goes on");
    assert_eq!((shown.drafts.len(), shown.current.len()), (1, 1));
    assert_eq!(app.open_draft(doctor, draft).await.expect("open").rev, rev);
});
