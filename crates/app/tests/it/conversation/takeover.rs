//! A unit answers for what another one issued. Source: exchange 3.3, row 13.

use super::*;
use intyg_app::{Claim, INTYGSTJANSTEN, UnitTakeover};
use intyg_core::actor::Actor;
use intyg_store::{AuditRecord, CertificateRow, TakenOver};

/// A scene, and a doctor of another care provider.
async fn scene(store: intyg_store::Store) -> (Scene, Actor) {
    let s = Scene::on(store).await;
    let theirs = s.doctor.unit().provider.id.clone();
    let doctors = s.t.actors(Role::Doctor).await;
    let other = doctors
        .into_iter()
        .find(|other| other.unit().provider.id != theirs)
        .expect("another care provider");
    s.t.open(&other, &s.person).await;
    (s, other)
}

impl Scene {
    async fn take_over(&self, unit: &Actor, by: &Actor) -> Result<TakenOver, Error> {
        let takeover = UnitTakeover {
            unit: unit.unit().id.clone(),
            by: by.unit().id.clone(),
        };
        self.t.app.take_over_unit(&takeover).await
    }

    async fn certificate(&self, id: CertificateId) -> CertificateRow {
        let mut tx = self.reading().await;
        tx.certificate(id).await.expect("readable").expect("there")
    }

    async fn takeovers_in_the_log(&self) -> Vec<AuditRecord> {
        let mut tx = self.reading().await;
        let mut log = tx.audit_after(0, 1000).await.expect("the log");
        log.retain(|record| record.entry.action == "take_over_unit");
        log
    }

    /// A message that names a unit in the envelope and in itself.
    fn to_unit(&self, message_id: &str, unit: &str) -> IncomingMessage {
        IncomingMessage {
            address: unit.to_owned(),
            unit: unit.to_owned(),
            ..self.question(message_id, "KONTKT")
        }
    }

    /// What waits may have arrived from now on, so that it has to be taken back.
    async fn begin_all_attempts(&self) {
        let lease = SignedDuration::from_mins(5);
        let claimed = self
            .t
            .app
            .claim_outbox("a worker", INTYGSTJANSTEN, 32, Claim::AllDue, lease);
        for message in claimed.await.expect("claimed") {
            let started = self
                .t
                .app
                .start_attempt("a worker", &message, "there")
                .await;
            started.expect("started");
        }
    }

    async fn waits_at(&self, actor: &Actor) -> Vec<MessageId> {
        let page = self
            .t
            .app
            .inbox(actor, &waiting())
            .await
            .expect("the inbox");
        page.messages.rows.iter().map(|row| row.id).collect()
    }
}

store_test!(what_comes_goes_to_the_unit_that_answers, async |store| {
    let (s, other) = scene(store).await;
    let (old, new) = (s.doctor.unit().id.as_str(), other.unit().id.as_str());
    let asked = s.ask(Subject::Contact).await;
    let before = s.take(s.question("fk-1", "AVSTMN")).await;
    let seen = s.t.app.conversation(&other, s.id).await;
    assert!(matches!(seen, Err(Error::NotFound)), "{seen:?}");
    let refused = s.t.app.receive(&s.to_unit("fk-2", new)).await;
    let refused = refused.expect("answered");
    assert_eq!(refused, Receipt::Rejected(Rejection::OtherUnit));

    s.take_over(&s.doctor, &other).await.expect("taken over");

    // The recipient knows only the unit that issued the certificate, which may be closed by now.
    let by_old = s.take(s.to_unit("fk-2", old)).await;
    let by_new = s.take(s.to_unit("fk-3", new)).await;
    assert_eq!(by_old.unit_id.as_str(), new);
    assert_eq!(s.waits_at(&other).await, [before.id, by_old.id, by_new.id]);
    assert_eq!(s.waits_at(&s.doctor).await, []);
    let answer = IncomingMessage {
        address: old.to_owned(),
        unit: old.to_owned(),
        ..s.answer("fk-4", "KONTKT", asked)
    };
    s.take(answer).await;
    let shown = s.t.app.conversation(&other, s.id).await.expect("shown");
    assert_eq!(shown.questions.len(), 4);
    let hidden = s.t.app.conversation(&s.doctor, s.id).await;
    assert!(matches!(hidden, Err(Error::NotFound)), "{hidden:?}");
});

store_test!(
    what_is_signed_keeps_the_unit_that_issued_it,
    async |store| {
        let (s, other) = scene(store).await;
        let (old, new) = (s.doctor.unit(), other.unit());
        let draft = s.t.complete_draft(&s.doctor, s.key).await.expect("a draft");
        let kept = s.t.complete_draft(&s.doctor, s.key).await.expect("a draft");
        s.t.sign(&s.doctor, kept, Consent::NotGiven)
            .await
            .expect("signed");

        s.take_over(&s.doctor, &other).await.expect("taken over");

        let signed = s.certificate(s.id).await;
        assert_eq!(
            (signed.unit_id.clone(), signed.provider_id.clone()),
            (new.id.clone(), new.provider.id.clone())
        );
        assert_eq!(*signed.issuing_unit(), old.id);
        assert_eq!(signed.unit_name, old.name);
        let begun = s.certificate(draft).await;
        assert_eq!((&begun.unit_id, &begun.unit_name), (&new.id, &new.name));
        assert_eq!(*begun.issuing_unit(), new.id);
        let events = s.events(s.id).await;
        assert_eq!(events.last().map(String::as_str), Some("taken_over"));

        // The new unit signs what was begun, completes, and takes back, each under the certificate's own id.
        s.t.sign(&other, draft, Consent::Given)
            .await
            .expect("signed");
        s.take(s.request("fk-1")).await;
        let completion =
            s.t.app
                .complement(&other, s.id, s.t.app.new_form_key())
                .await
                .expect("a completion");
        let completion = completion.draft();
        s.t.complete(&other, completion).await.expect("complete");
        s.t.sign(&other, completion, Consent::Given)
            .await
            .expect("signed");
        let asked = s.write(&other, Some(Subject::Contact), None).await;
        asked.expect("asked");
        let root = format!("<t:root>{}</t:root>", old.id);
        let body = s.last_body(s.id).await;
        assert!(body.contains(&root), "{body}");
        let key = s.t.app.new_form_key();
        let sent = s.t.app.send_consent(&other, kept, Consent::Given, key);
        sent.await.expect("sent");
        let body = s.last_body(kept).await;
        assert!(
            body.contains("SendCertificateToRecipient") && body.contains(&root),
            "{body}"
        );
        s.begin_all_attempts().await;
        let request = RevokeRequest {
            reason: Some(RevocationReason::WrongPatient),
            comment: String::new(),
            correction: Correction::Leave,
            form_key: s.t.app.new_form_key(),
        };
        let revoked = s.t.app.revoke(&other, kept, request);
        revoked.await.expect("revoked");
        let body = s.last_body(kept).await;
        assert!(
            body.contains("RevokeCertificate") && body.contains(&root),
            "{body}"
        );
    }
);

store_test!(
    it_is_done_once_and_may_be_done_the_other_way_round,
    async |store| {
        let (s, other) = scene(store).await;
        s.t.legacy().await;
        let taken = s.take_over(&s.doctor, &other).await.expect("taken over");
        assert_eq!(
            (
                taken.certificates,
                taken.messages,
                taken.outgoing,
                taken.legacy
            ),
            (1, 0, 2, 1)
        );
        let again = s.take_over(&s.doctor, &other).await.expect("nothing left");
        assert_eq!(again, TakenOver::default());
        assert_eq!(s.takeovers_in_the_log().await.len(), 1);
        let back = s.take_over(&other, &s.doctor).await.expect("taken back");
        assert_eq!(back, taken);
        let row = s.certificate(s.id).await;
        assert_eq!(row.unit_id, s.doctor.unit().id);
        assert_eq!(*row.issuing_unit(), s.doctor.unit().id);
        assert_eq!(s.takeovers_in_the_log().await.len(), 2);
        s.take(s.question("fk-1", "KONTKT")).await;
    }
);

store_test!(an_unknown_unit_takes_nothing_over, async |store| {
    let s = Scene::on(store).await;
    let takeover = UnitTakeover {
        unit: s.doctor.unit().id.clone(),
        by: intyg_core::ids::HsaId::parse("SE-NOWHERE").expect("an id"),
    };
    let done = s.t.app.take_over_unit(&takeover).await;
    assert!(matches!(done, Err(Error::NotFound)), "{done:?}");
    assert_eq!(s.certificate(s.id).await.unit_id, s.doctor.unit().id);
});
