//! What certificates do to questions: completing, extending, deleting. Source: exchange 3.5, 3.6, 4.2.

use super::*;
use intyg_app::{Complement, SaveKind, SaveRequest, Submitted};
use intyg_app::{LookUp, LookUpOrder, Stated};
use intyg_core::lifecycle::CopyKind;

impl Scene {
    async fn complement(&self, actor: &Actor) -> Result<Complement, Error> {
        let key = self.t.app.new_form_key();
        self.t.app.complement(actor, self.id, key).await
    }

    async fn begun(&self) -> CertificateId {
        match self.complement(&self.doctor).await {
            Ok(Complement::Begun(id)) => id,
            other => panic!("{other:?}"),
        }
    }

    async fn sign(&self, id: CertificateId, consent: Consent) {
        self.t.clock.advance(SignedDuration::from_secs(1));
        self.t
            .sign(&self.doctor, id, consent)
            .await
            .expect("signed");
    }

    async fn document(&self, id: CertificateId) -> String {
        let mut tx = self.reading().await;
        let document = tx.document(id).await.expect("intact").expect("signed");
        document.xml.text().to_owned()
    }

    async fn shown(&self, id: CertificateId) -> intyg_app::CertificateView {
        let view = self.t.app.certificate(&self.doctor, id).await;
        view.expect("shown")
    }
}

store_test!(
    a_completion_has_everything_and_answers_what_was_asked,
    async |store| {
        let s = Scene::on(store).await;
        let before = s.shown(s.id).await;
        assert_eq!(before.refused.complement, Some(Reason::NoCompletionAsked));
        let first = s.take(s.request("fk 1")).await;
        // Sent later by its own account, although it came first.
        let latest = s.take(IncomingMessage {
            sent_at: time::local(s.t.app.now() + SignedDuration::from_mins(5)),
            ..s.request("fk 2")
        });
        let latest = latest.await;
        let contact = s.take(s.question("fk 3", "KONTKT")).await;
        assert!(matches!(
            s.complement(&s.admin).await,
            Err(Error::Forbidden)
        ));
        let draft = s.begun().await;
        assert_ne!(draft, s.id);
        let opened = s.t.app.open_draft(&s.doctor, draft).await.expect("open");
        let original = opened.original.expect("an original");
        assert_eq!((original.id, original.kind), (s.id, CopyKind::Complement));
        assert_eq!(opened.answers, before.answers, "dates included");
        // Nothing is closed by a draft, nor by what the recipient does not get.
        assert_eq!(s.state(first.id).await, Some(ItemState::PendingInternal));
        s.sign(draft, Consent::Given).await;
        let xml = s.document(draft).await;
        assert!(xml.contains("KOMPLT") && xml.contains(&s.id.to_text()));
        assert!(xml.contains("meddelande-id>fk 2<") && xml.contains("referens-id>FK fk 2<"));
        for request in [&first, &latest] {
            let row = s.row(request.id).await;
            assert_eq!(row.state, Some(ItemState::Closed));
            let mark = row.handled.expect("a mark");
            assert_eq!(
                (mark.how, mark.through),
                (Handling::Complement, Some(draft))
            );
        }
        assert_eq!(s.state(contact.id).await, Some(ItemState::PendingInternal));
        assert_eq!(
            refused(s.untick(&s.doctor, first.id).await),
            about(MessageReason::RequestAnswered)
        );
        assert!(s.events(s.id).await.contains(&"request_closed".to_owned()));
        // What is registered holds the reference although the signature does not cover it.
        let mut tx = s.t.app.store().begin_read().await.expect("a transaction");
        let lane = tx.outbox_of_certificate(draft).await.expect("the lane");
        let body = tx
            .outbox_body(lane[0].id)
            .await
            .expect("intact")
            .expect("a body");
        assert_eq!(body.text(), xml);
    }
);

store_test!(without_consent_the_request_waits_for_it, async |store| {
    let s = Scene::on(store).await;
    let request = s.take(s.request("fk 1")).await;
    let reminder = s.take(s.reminder("fk 2", "fk 1")).await;
    let draft = s.begun().await;
    s.sign(draft, Consent::NotGiven).await;
    assert!(s.document(draft).await.contains("meddelande-id>fk 1<"));
    assert_eq!(s.state(request.id).await, Some(ItemState::PendingInternal));
    // The completion exists; what it lacks is the consent.
    assert_eq!(
        refused(s.complement(&s.doctor).await),
        Reason::Completed { by: draft }
    );
    let key = s.t.app.new_form_key();
    let sent =
        s.t.app
            .send_consent(&s.doctor, draft, Consent::Given, key)
            .await;
    sent.expect("sent");
    assert_eq!(s.how(request.id).await, Some(Handling::Complement));
    assert_eq!(s.how(reminder.id).await, Some(Handling::Complement));
});

// Exchange 2.6: the recipient has what it asked for, whoever sent it.
store_test!(
    a_completion_that_the_patient_sends_answers_the_request,
    async |store| {
        let s = Scene::on(store).await;
        let request = s.take(s.request("fk 1")).await;
        let draft = s.begun().await;
        s.sign(draft, Consent::NotGiven).await;
        let order = LookUpOrder {
            certificate: draft,
            unit: s.doctor.unit().id.clone(),
            logical_address: String::new(),
        };
        let stated = |sent| {
            LookUp::Found(Stated {
                sent,
                revoked: None,
            })
        };
        let now = time::local(s.t.app.now());
        for (sent, expected) in [
            (vec![], None),
            (vec![("FKASSA".to_owned(), now)], Some(Handling::Complement)),
        ] {
            let done = s.t.app.finish_look_up(&order, stated(sent)).await;
            done.expect("written down");
            assert_eq!(s.how(request.id).await, expected);
        }
        let handled = s.row(request.id).await.handled.expect("handled");
        assert_eq!(handled.by.name, "patienten på 1177.se");
        assert_eq!(handled.through, Some(draft));
        assert_eq!(s.events(s.id).await.last().expect("one"), "request_closed");
        s.revoke(draft).await;
        assert_eq!(
            s.state(request.id).await,
            Some(ItemState::PendingInternal),
            "and taking it back opens it again"
        );
    }
);

store_test!(a_begun_completion_is_continued, async |store| {
    let s = Arc::new(Scene::on(store).await);
    s.take(s.request("fk 1")).await;
    let barrier = Arc::new(Barrier::new(3));
    let tasks: Vec<_> = (0..3)
        .map(|_| {
            let (s, barrier) = (s.clone(), barrier.clone());
            tokio::spawn(async move {
                barrier.wait().await;
                s.complement(&s.doctor).await.expect("a draft")
            })
        })
        .collect();
    let mut drafts = Vec::new();
    for task in tasks {
        drafts.push(task.await.expect("no panic"));
    }
    let begun = drafts
        .iter()
        .filter(|draft| matches!(draft, Complement::Begun(_)))
        .count();
    assert_eq!(begun, 1);
    let mut ids: Vec<_> = drafts.iter().map(|draft| draft.draft()).collect();
    ids.dedup();
    assert_eq!(ids.len(), 1, "one draft for all");
    // Deleted: as it was.
    let draft = s.t.app.open_draft(&s.doctor, ids[0]).await.expect("open");
    let deleted = s.t.app.delete_draft(&s.doctor, ids[0], draft.rev).await;
    deleted.expect("deleted");
    s.begun().await;
});

store_test!(
    a_request_that_comes_while_one_signs_is_noticed,
    async |store| {
        let s = Scene::on(store).await;
        s.take(s.request("fk 1")).await;
        let draft = s.begun().await;
        // Between showing and signing nothing stands; the request comes before the signing reads.
        s.take(s.request("fk 2")).await;
        s.sign(draft, Consent::Given).await;
        assert!(s.document(draft).await.contains("meddelande-id>fk 2<"));
        // A later one makes a further completion possible.
        let third = s.take(s.request("fk 3")).await;
        let further = s.begun().await;
        s.sign(further, Consent::Given).await;
        assert!(s.document(further).await.contains("meddelande-id>fk 3<"));
        let through = s.row(third.id).await.handled.expect("a mark").through;
        assert_eq!(through, Some(further));
    }
);

// Trap 28, exchange 3.6.
store_test!(
    a_deleted_completion_opens_its_requests_again,
    async |store| {
        let s = Scene::on(store).await;
        let first = s.take(s.request("fk 1")).await;
        let by_hand = s.take(s.request("fk 2")).await;
        s.tick(&s.doctor, by_hand.id).await.expect("ticked");
        let reminder = s.take(s.reminder("fk 3", "fk 1")).await;
        let draft = s.begun().await;
        s.sign(draft, Consent::Given).await;
        s.revoke(draft).await;
        assert_eq!(s.state(first.id).await, Some(ItemState::PendingInternal));
        assert_eq!(
            (s.how(first.id).await, s.how(reminder.id).await),
            (None, None)
        );
        assert_eq!(
            s.how(by_hand.id).await,
            Some(Handling::Mark),
            "not its doing"
        );
        assert!(
            s.events(s.id)
                .await
                .contains(&"request_reopened".to_owned())
        );
        s.begun().await;
    }
);

store_test!(an_earlier_completion_opens_nothing, async |store| {
    let s = Scene::on(store).await;
    let first = s.take(s.request("fk 1")).await;
    let earlier = s.begun().await;
    s.sign(earlier, Consent::Given).await;
    let second = s.take(s.request("fk 2")).await;
    let later = s.begun().await;
    s.sign(later, Consent::Given).await;
    s.revoke(earlier).await;
    assert_eq!(s.state(first.id).await, Some(ItemState::Closed));
    s.revoke(later).await;
    assert_eq!(s.state(second.id).await, Some(ItemState::PendingInternal));
});

// A45: whoever extends has been told, and the request is handled when the copy is signed.
store_test!(an_extension_handles_the_request, async |store| {
    let s = Scene::on(store).await;
    let request = s.take(s.request("fk 1")).await;
    let contact = s.take(s.question("fk 2", "KONTKT")).await;
    let view = s.t.app.copy_view(&s.doctor, s.id).await.expect("asked");
    assert_eq!(view.open_requests, 1);
    let key = s.t.app.new_form_key();
    let copy =
        s.t.app
            .copy(&s.doctor, s.id, OpenRequests::Handle, key)
            .await
            .expect("a copy");
    let draft = s.t.app.open_draft(&s.doctor, copy).await.expect("open");
    let today = s.t.app.today();
    let example = (s.t.ctype().example)(today, jiff::civil::date(2026, 12, 24));
    let fields = example
        .iter()
        .map(|(field, text)| (field.to_owned(), text.to_owned()))
        .collect();
    let save = SaveRequest {
        rev: Some(draft.rev),
        kind: SaveKind::Manual,
        fetched: Vec::new(),
        submitted: Submitted::Changed(fields),
    };
    s.t.app
        .save_draft(&s.doctor, copy, save)
        .await
        .expect("saved");
    assert_eq!(s.state(request.id).await, Some(ItemState::PendingInternal));
    s.sign(copy, Consent::NotGiven).await;
    assert_eq!(s.how(request.id).await, Some(Handling::Renewal));
    assert_eq!(s.state(contact.id).await, Some(ItemState::PendingInternal));
    let xml = s.document(copy).await;
    assert!(xml.contains("FRLANG") && !xml.contains("svarPa"));
    // Not answered, so it can be taken up again.
    s.untick(&s.doctor, request.id).await.expect("unticked");
});

// A50.
store_test!(
    deleting_closes_everything_and_says_so_first,
    async |store| {
        let s = Scene::on(store).await;
        let mine = s.ask(Subject::Contact).await;
        let answer = s.take(s.answer("fk 1", "KONTKT", mine)).await;
        let request = s.take(s.request("fk 2")).await;
        let reminder = s.take(s.reminder("fk 3", "fk 2")).await;
        let other = s.take(s.question("fk 4", "OVRIGT")).await;
        s.tick(&s.admin, other.id).await.expect("ticked");
        let dialog = s.t.app.delete_view(&s.doctor, s.id).await.expect("asked");
        assert_eq!(dialog.open_messages, 4);
        s.revoke(s.id).await;
        for id in [mine, request.id] {
            assert_eq!(s.state(id).await, Some(ItemState::Closed));
        }
        for id in [answer.id, request.id, reminder.id, mine] {
            assert_eq!(s.how(id).await, Some(Handling::Revocation));
        }
        assert_eq!(
            s.how(other.id).await,
            Some(Handling::Mark),
            "handled before"
        );
        let closed = about(MessageReason::ConversationClosed);
        assert_eq!(refused(s.untick(&s.doctor, request.id).await), closed);
        assert_eq!(
            refused(s.write(&s.admin, Some(Subject::Contact), None).await),
            closed
        );
        assert_eq!(s.t.app.inbox_count(&s.doctor).await.expect("counted"), 0);
        // What had not left is dropped.
        let mut tx = s.t.app.store().begin_read().await.expect("a transaction");
        let lane = tx.outbox_of_certificate(s.id).await.expect("the lane");
        let message = lane
            .iter()
            .find(|m| m.kind == intyg_core::outbox::OutboxKind::Message)
            .expect("the question");
        assert_eq!(message.state, intyg_core::outbox::OutboxState::Cancelled);
    }
);

store_test!(what_cannot_be_completed_says_why, async |store| {
    let s = Scene::on(store).await;
    assert_eq!(
        refused(s.complement(&s.doctor).await),
        Reason::NoCompletionAsked
    );
    let draft = s.t.complete_draft(&s.doctor, s.key).await.expect("a draft");
    let key = s.t.app.new_form_key();
    let of_draft = s.t.app.complement(&s.doctor, draft, key).await;
    assert_eq!(refused(of_draft), Reason::NotSigned);
    s.take(s.request("fk 1")).await;
    s.revoke(s.id).await;
    assert_eq!(refused(s.complement(&s.doctor).await), Reason::Deleted);
});
