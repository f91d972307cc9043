//! Deleting, copying and what binds certificates together.

use std::sync::Arc;

use intyg_app::{
    Consent, Correction, DeliveryState, Error, KinSide, KinState, Reason, RevokeRequest, Revoked,
    RowStatus, Told,
};
use intyg_core::actor::{Actor, Role};
use intyg_core::ids::{CertificateId, PatientKey};
use intyg_core::outbox::OutboxKind;
use intyg_core::revocation::RevocationReason;
use intyg_testkit::app::TestApp;
use intyg_testkit::store_test;
use jiff::{SignedDuration, ToSpan as _};
use tokio::sync::Barrier;

struct Scene {
    t: TestApp,
    doctor: Actor,
    key: PatientKey,
}

impl Scene {
    async fn on(store: intyg_store::Store) -> Self {
        let t = TestApp::on(store);
        let doctor = t.actor(Role::Doctor).await;
        let key = t.open(&doctor, &t.ordinary_person().await).await;
        Self { t, doctor, key }
    }

    async fn draft(&self) -> CertificateId {
        self.t
            .complete_draft(&self.doctor, self.key)
            .await
            .expect("a draft")
    }

    async fn signed(&self, consent: Consent) -> CertificateId {
        let id = self.draft().await;
        self.t
            .sign(&self.doctor, id, consent)
            .await
            .expect("signed");
        id
    }

    async fn administrator(&self) -> Actor {
        let admins = self.t.actors(Role::CareAdmin).await;
        admins
            .into_iter()
            .find(|admin| admin.unit() == self.doctor.unit())
            .expect("an administrator there")
    }

    fn request(&self) -> RevokeRequest {
        RevokeRequest {
            reason: Some(RevocationReason::OtherSeriousError),
            comment: "Fel datum.".to_owned(),
            correction: Correction::Leave,
            form_key: self.t.app.new_form_key(),
        }
    }

    async fn revoke(&self, id: CertificateId) -> Revoked {
        let request = self.request();
        let revoked = self.t.app.revoke(&self.doctor, id, request).await;
        revoked.expect("revoked")
    }

    async fn copy(&self, id: CertificateId) -> Result<CertificateId, Error> {
        let key = self.t.app.new_form_key();
        self.t.app.copy(&self.doctor, id, key).await
    }

    async fn lane(&self, id: CertificateId) -> Vec<(OutboxKind, DeliveryState)> {
        let view = self.t.app.delivery(&self.doctor, id).await;
        let lines = view.expect("delivery").lines;
        lines.iter().map(|line| (line.kind, line.state)).collect()
    }

    async fn answers(&self, id: CertificateId) -> intyg_catalog::answers::Answers {
        let draft = self.t.app.open_draft(&self.doctor, id).await;
        draft.expect("a draft").answers
    }

    async fn finish(&self, id: CertificateId) {
        let today = self.t.app.today();
        let example = (self.t.ctype().example)(today, today + 20.days());
        let draft = self.t.app.open_draft(&self.doctor, id).await.expect("open");
        let fields = example
            .iter()
            .map(|(field, text)| (field.to_owned(), text.to_owned()))
            .collect();
        let request = intyg_app::SaveRequest {
            rev: Some(draft.rev),
            kind: intyg_app::SaveKind::Manual,
            submitted: intyg_app::Submitted::Changed(fields),
        };
        self.t
            .app
            .save_draft(&self.doctor, id, request)
            .await
            .expect("saved");
    }

    async fn xml(&self, id: CertificateId) -> String {
        let mut tx = self
            .t
            .app
            .store()
            .begin_read()
            .await
            .expect("a transaction");
        let document = tx.document(id).await.expect("intact").expect("signed");
        document.xml.text().to_owned()
    }
}

async fn log_of(tx: &mut intyg_store::Tx, id: CertificateId) -> Vec<intyg_store::AuditRecord> {
    let mut log = tx.audit_after(0, 1000).await.expect("the log");
    log.retain(|record| record.entry.resource_id == id.to_text());
    log
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> Reason {
    match result {
        Err(Error::Refused(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

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
                t.app.copy(&actor, id, key).await
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
        let first = app.copy(&scene.doctor, id, key).await.expect("a copy");
        let second = app.copy(&scene.doctor, id, key).await.expect("the same");
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
        let copied = app.copy(stranger, id, app.new_form_key()).await;
        assert!(matches!(copied, Err(Error::NotFound)), "{copied:?}");
        let revoked = app.revoke(stranger, id, scene.request()).await;
        assert!(matches!(revoked, Err(Error::NotFound)), "{revoked:?}");
        let shown = app.delete_view(stranger, id).await;
        assert!(matches!(shown, Err(Error::NotFound)), "{shown:?}");
    }
);

store_test!(the_preset_is_kept_and_can_be_none, async |store| {
    let scene = Scene::on(store).await;
    let app = &scene.t.app;
    let code = scene.t.ctype().code;
    let preset = async || {
        app.preset(&scene.doctor)
            .await
            .expect("read")
            .map(|t| t.code)
    };
    app.choose_preset(&scene.doctor, None)
        .await
        .expect("chosen");
    assert_eq!(preset().await, None);
    app.choose_preset(&scene.doctor, Some(code))
        .await
        .expect("chosen");
    assert_eq!(preset().await, Some(code));
    let unknown = app.choose_preset(&scene.doctor, Some("X")).await;
    assert_eq!(refused(unknown), Reason::TypeNotOffered);
    assert_eq!(preset().await, Some(code), "nothing has changed");
});

store_test!(
    every_saved_state_can_be_brought_back_and_that_can_be_undone,
    async |store| {
        let scene = Scene::on(store).await;
        let app = &scene.t.app;
        let id = scene.draft().await;
        let full = scene.answers(id).await;
        let draft = app.open_draft(&scene.doctor, id).await.expect("open");
        let cleared = intyg_app::SaveRequest {
            rev: Some(draft.rev),
            kind: intyg_app::SaveKind::Auto,
            submitted: intyg_app::Submitted::Whole(intyg_catalog::answers::Answers::default()),
        };
        app.save_draft(&scene.doctor, id, cleared)
            .await
            .expect("cleared by mistake");
        let history = app.history(&scene.doctor, id, Some(2)).await;
        let history = history.expect("the history");
        let revs: Vec<i64> = history.states.iter().map(|state| state.rev).collect();
        assert_eq!(revs, [3, 2, 1], "newest first");
        assert!(
            history.states[0].changed.len() > 5,
            "{:?}",
            history.states[0]
        );
        assert!(history.states[2].changed.is_empty(), "the first one");
        let shown = history.shown.expect("the second one");
        assert_eq!((shown.older, shown.newer), (Some(1), Some(3)));
        assert_eq!(shown.answers, full);

        app.restore_draft(&scene.doctor, id, Some(3), 2)
            .await
            .expect("restored");
        assert_eq!(
            scene.answers(id).await,
            full,
            "every field, dates and ticks too"
        );
        app.restore_draft(&scene.doctor, id, Some(4), 3)
            .await
            .expect("undone");
        assert_ne!(scene.answers(id).await, full);
        let late = app.restore_draft(&scene.doctor, id, Some(4), 2).await;
        assert!(
            matches!(late, Err(Error::ChangedSinceShown { .. })),
            "{late:?}"
        );
        let unknown = app.restore_draft(&scene.doctor, id, Some(5), 99).await;
        assert!(matches!(unknown, Err(Error::NotFound)), "{unknown:?}");
        let mut tx = app.store().begin_read().await.expect("a transaction");
        let log = log_of(&mut tx, id).await;
        let restored = log
            .iter()
            .filter(|record| record.entry.reason.starts_with("restored revision"))
            .count();
        assert_eq!(restored, 2);
    }
);

store_test!(
    the_history_tells_what_when_by_whom_and_where,
    async |store| {
        let scene = Scene::on(store).await;
        let id = scene.signed(Consent::Given).await;
        scene.copy(id).await.expect("a copy");
        scene.revoke(id).await;
        let history = scene.t.app.history(&scene.doctor, id, None).await;
        let history = history.expect("the history");
        let what: Vec<&str> = history.events.iter().map(|e| e.what.as_str()).collect();
        assert_eq!(
            what,
            [
                "Skapat",
                "Sparat som utkast",
                "Signerat",
                "Samtycke registrerat, skickas till Försäkringskassan",
                "Kopierat",
                "Raderat: Annat allvarligt fel",
                "Ingenting hade skickats, så ingen mottagare behöver meddelas",
            ]
        );
        for event in &history.events {
            assert_eq!(event.by.as_deref(), Some(scene.doctor.staff.name.as_str()));
            assert_eq!(
                event.unit.as_deref(),
                Some(scene.doctor.unit().name.as_str())
            );
        }
        assert_eq!(history.restore_refused, Some(Reason::Deleted));
        let restored = scene
            .t
            .app
            .restore_draft(&scene.doctor, id, Some(2), 1)
            .await;
        assert_eq!(refused(restored), Reason::Deleted);
    }
);
