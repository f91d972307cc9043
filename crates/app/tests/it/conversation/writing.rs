//! Nytt meddelande: questions, answers, drafts, and Kan inte komplettera. Source: exchange 1.7, 3.5, 3.6.

use super::*;
use intyg_app::{Cannot, CannotComplete, SaveMessage, Slot};
use intyg_core::conversation::LONGEST_MESSAGE;
use intyg_core::outbox::OutboxKind;

store_test!(
    a_question_is_queued_and_waits_for_its_answer,
    async |store| {
        let s = Scene::on(store).await;
        let mine = s.ask(Subject::Coordination).await;
        let row = s.row(mine).await;
        assert_eq!((row.party, row.kind), (Party::Care, MessageKind::Question));
        assert_eq!(row.state, Some(ItemState::PendingExternal));
        let body = s.last_body(s.id).await;
        for part in [
            format!("<rc:meddelande-id>{mine}</rc:meddelande-id>"),
            "<rc:logiskAdressMottagare>2021005521</rc:logiskAdressMottagare>".to_owned(),
            "<t:code>AVSTMN</t:code>".to_owned(),
            "<rc:rubrik>Avstämningsmöte</rc:rubrik>".to_owned(),
            "<rc:meddelande>Vi hör av oss.</rc:meddelande>".to_owned(),
            s.person.digits().to_owned(),
        ] {
            assert!(body.contains(&part), "{part} in {body}");
        }
        for absent in ["svarPa", "sistaDatumForSvar", "referens-id", "paminnelse"] {
            assert!(!body.contains(absent), "{absent}");
        }
        let mut tx = s.t.app.store().begin_read().await.expect("a transaction");
        let lane = tx.outbox_of_certificate(s.id).await.expect("the lane");
        let last = lane.last().expect("a message");
        assert_eq!(last.kind, OutboxKind::Message);
        assert_eq!(last.idempotency_key, format!("message {mine}"));
        let shown = &s.view().await.questions[0].question;
        assert!(shown.delivery.is_some());
        assert!(s.log().await.contains(&("ask_question".to_owned(), true)));
    }
);

store_test!(
    an_answer_has_its_questions_subject_heading_and_reference,
    async |store| {
        let s = Scene::on(store).await;
        for (n, code) in ["AVSTMN", "KONTKT", "OVRIGT"].into_iter().enumerate() {
            let asked = IncomingMessage {
                heading: (n == 1).then(|| "FK:s rubrik".to_owned()),
                ..s.question(&format!("fk {n}"), code)
            };
            let row = s.take(asked).await;
            // Whatever subject is asked for, the answer has its question's.
            let written = s.write(&s.admin, Some(Subject::Other), Some(row.id)).await;
            let id = written.expect("answered").message;
            let answer = s.row(id).await;
            assert_eq!(
                (answer.kind, answer.subject),
                (MessageKind::Answer, row.subject)
            );
            assert_eq!((answer.question, answer.state), (Some(row.id), None));
            let body = s.last_body(s.id).await;
            assert!(body.contains(&format!("<t:code>{code}</t:code>")));
            assert!(body.contains(&format!("<c:meddelande-id>fk {n}</c:meddelande-id>")));
            assert!(body.contains(&format!("<c:referens-id>FK fk {n}</c:referens-id>")));
            assert_eq!(body.contains("FK:s rubrik"), n == 1);
            assert_eq!(s.state(row.id).await, Some(ItemState::Closed));
            assert_eq!(s.how(row.id).await, Some(Handling::Answer));
        }
    }
);

store_test!(the_answer_takes_its_reminders_with_it, async |store| {
    let s = Scene::on(store).await;
    let row = s.take(s.question("fk 1", "KONTKT")).await;
    let reminder = s.take(s.reminder("fk 2", "fk 1")).await;
    s.write(&s.admin, None, Some(row.id))
        .await
        .expect("answered");
    assert_eq!(s.how(reminder.id).await, Some(Handling::Answer));
});

// Source: acceptance S74, S77, S78–S80, A72.
store_test!(
    what_can_be_written_follows_from_the_conversation,
    async |store| {
        let s = Scene::on(store).await;
        let write = async |subject, question| s.write(&s.admin, subject, question).await;
        assert_eq!(
            refused(write(None, None).await),
            about(MessageReason::SubjectMissing)
        );
        for wrong in [Subject::Complement, Subject::Reminder] {
            assert_eq!(
                refused(write(Some(wrong), None).await),
                about(MessageReason::SubjectMissing)
            );
        }
        assert_eq!(s.view().await.new_message, Ok(NewMessageOffer::Question));
        let mine = s.ask(Subject::Other).await;
        // An own question waits.
        let ongoing = about(MessageReason::ConversationOngoing);
        assert_eq!(refused(write(Some(Subject::Contact), None).await), ongoing);
        assert_eq!(s.view().await.new_message, Err(ongoing.clone()));
        let answer = s.take(s.answer("fk 1", "OVRIGT", mine)).await;
        assert_eq!(refused(write(Some(Subject::Contact), None).await), ongoing);
        s.tick(&s.admin, answer.id).await.expect("read");
        assert_eq!(s.view().await.new_message, Ok(NewMessageOffer::Question));
        // A request to complete.
        let request = s.take(s.request("fk 2")).await;
        let by_certificate = about(MessageReason::CompletionRequested);
        assert_eq!(
            refused(write(Some(Subject::Contact), None).await),
            by_certificate
        );
        assert_eq!(refused(write(None, Some(request.id)).await), by_certificate);
        // Two questions: which one? One of a kind: that one.
        let contact = s.take(s.question("fk 3", "KONTKT")).await;
        let other = s.take(s.question("fk 4", "OVRIGT")).await;
        let expected = NewMessageOffer::Answer(vec![contact.id, other.id]);
        assert_eq!(s.view().await.new_message, Ok(expected));
        assert_eq!(
            refused(write(None, None).await),
            about(MessageReason::QuestionNotChosen)
        );
        assert_eq!(
            refused(write(Some(Subject::Coordination), None).await),
            ongoing
        );
        let answered = write(Some(Subject::Contact), None).await.expect("answered");
        assert_eq!(s.row(answered.message).await.question, Some(contact.id));
        let answered = write(None, None).await.expect("the only one left");
        assert_eq!(s.row(answered.message).await.question, Some(other.id));
        // A closed question is not answered; what is no question neither.
        let closed = s.take(s.question("fk 5", "KONTKT")).await;
        s.tick(&s.admin, closed.id).await.expect("ticked");
        assert_eq!(
            refused(write(None, Some(closed.id)).await),
            about(MessageReason::QuestionClosed)
        );
        assert_eq!(
            refused(write(None, Some(answer.id)).await),
            about(MessageReason::NothingToHandle)
        );
    }
);

store_test!(
    nothing_is_written_before_the_recipient_has_the_certificate,
    async |store| {
        let s = Scene::on(store).await;
        let unsent = s.t.complete_draft(&s.doctor, s.key).await.expect("a draft");
        let write = async |id| {
            let request = WriteMessage {
                subject: Some(Subject::Contact),
                question: None,
                text: "Hej".to_owned(),
                form_key: s.t.app.new_form_key(),
            };
            s.t.app.write_message(&s.doctor, id, request).await
        };
        assert_eq!(refused(write(unsent).await), Reason::NotSigned);
        s.t.sign(&s.doctor, unsent, Consent::Given)
            .await
            .expect("signed");
        assert_eq!(refused(write(unsent).await), Reason::NotSent);
        let view =
            s.t.app
                .conversation(&s.doctor, unsent)
                .await
                .expect("opened");
        assert_eq!(view.new_message, Err(Reason::NotSent));
    }
);

store_test!(the_words_are_checked, async |store| {
    let s = Scene::on(store).await;
    let write = async |text: &str| {
        let request = WriteMessage {
            subject: Some(Subject::Contact),
            question: None,
            text: text.to_owned(),
            form_key: s.t.app.new_form_key(),
        };
        s.t.app.write_message(&s.admin, s.id, request).await
    };
    assert_eq!(
        refused(write(" \n\t").await),
        about(MessageReason::MessageMissing)
    );
    assert_eq!(
        refused(write(&"å".repeat(LONGEST_MESSAGE + 2)).await),
        about(MessageReason::MessageTooLong { over: 2 })
    );
    assert_eq!(
        refused(write("Hej 😀→😀").await),
        about(MessageReason::MessageUnsendable {
            signs: "😀→".to_owned()
        })
    );
    let longest = format!("{} & <b>", "å".repeat(LONGEST_MESSAGE - 6));
    let written = write(&longest).await.expect("exactly so many");
    assert_eq!(s.row(written.message).await.text, longest);
    assert!(s.last_body(s.id).await.contains(" &amp; &lt;b"));
});

store_test!(a_form_sent_twice_writes_once, async |store| {
    let s = Scene::on(store).await;
    let request = WriteMessage {
        subject: Some(Subject::Contact),
        question: None,
        text: "Hej".to_owned(),
        form_key: s.t.app.new_form_key(),
    };
    let first = s.t.app.write_message(&s.admin, s.id, request.clone()).await;
    let second = s.t.app.write_message(&s.admin, s.id, request).await;
    assert_eq!(first.expect("written"), second.expect("the same"));
    assert_eq!(s.view().await.questions.len(), 1);
});

store_test!(two_who_answer_at_once_send_one_answer, async |store| {
    let s = Arc::new(Scene::on(store).await);
    let row = s.take(s.question("fk", "KONTKT")).await;
    let barrier = Arc::new(Barrier::new(2));
    let tasks: Vec<_> = [s.doctor.clone(), s.admin.clone()]
        .into_iter()
        .map(|actor| {
            let (s, barrier) = (s.clone(), barrier.clone());
            tokio::spawn(async move {
                barrier.wait().await;
                s.write(&actor, None, Some(row.id)).await
            })
        })
        .collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.expect("no panic"));
    }
    let (done, not): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    assert_eq!((done.len(), not.len()), (1, 1));
    let why = refused(not.into_iter().next().expect("one"));
    assert_eq!(why, about(MessageReason::AnsweredAlready));
    assert_eq!(s.view().await.questions[0].followers.len(), 1);
});

impl Scene {
    async fn cannot(
        &self,
        actor: &Actor,
        reason: Option<Cannot>,
        text: &str,
    ) -> Result<Written, Error> {
        let request = CannotComplete {
            reason,
            text: text.to_owned(),
            form_key: self.t.app.new_form_key(),
        };
        self.t.app.cannot_complete(actor, self.id, request).await
    }
}

store_test!(
    what_cannot_be_completed_is_answered_by_a_doctor,
    async |store| {
        let s = Scene::on(store).await;
        let why = Some(Cannot::NoMoreInformation);
        assert_eq!(
            refused(s.cannot(&s.doctor, why, "").await),
            Reason::NoCompletionAsked
        );
        let first = s.take(s.request("fk 1")).await;
        let latest = s.take(s.request("fk 2")).await;
        let reminder = s.take(s.reminder("fk 3", "fk 1")).await;
        assert!(matches!(
            s.cannot(&s.admin, why, "").await,
            Err(Error::Forbidden)
        ));
        assert_eq!(
            refused(s.cannot(&s.doctor, None, "x").await),
            about(MessageReason::CannotReasonMissing)
        );
        assert_eq!(
            refused(s.cannot(&s.doctor, why, &"x".repeat(501)).await),
            about(MessageReason::MessageTooLong { over: 1 })
        );
        let written = s
            .cannot(&s.doctor, why, "Ring oss.")
            .await
            .expect("answered");
        let body = s.last_body(s.id).await;
        assert!(body.contains("<t:code>KOMPLT</t:code>"));
        assert!(body.contains("Det finns inga fler medicinska uppgifter. Ring oss."));
        assert!(
            body.contains("<c:meddelande-id>fk 2</c:meddelande-id>"),
            "{body}"
        );
        assert_eq!(s.row(written.message).await.question, Some(latest.id));
        for id in [first.id, latest.id, reminder.id] {
            assert_eq!(s.how(id).await, Some(Handling::CannotComplete));
        }
        assert_eq!(s.state(first.id).await, Some(ItemState::Closed));
        assert_eq!(
            refused(s.untick(&s.doctor, first.id).await),
            about(MessageReason::RequestAnswered)
        );
    }
);

store_test!(
    what_is_being_written_is_kept_until_it_is_sent,
    async |store| {
        let s = Scene::on(store).await;
        let save = async |actor: &Actor, text: &str, rev| {
            let save = SaveMessage {
                slot: Slot::Question,
                subject: Some(Subject::Contact),
                text: text.to_owned(),
                rev,
            };
            s.t.app.save_message(actor, s.id, save).await
        };
        // Also what cannot be sent as it stands is kept.
        assert_eq!(save(&s.admin, "😀 påbörjat", 0).await.expect("saved"), 1);
        assert_eq!(save(&s.admin, "Hej", 1).await.expect("saved"), 2);
        let draft = &s.view().await.drafts[0];
        assert_eq!(
            (draft.slot, draft.text.as_str(), draft.rev),
            (Slot::Question, "Hej", 2)
        );
        assert_eq!(draft.subject, Some(Subject::Contact));
        match save(&s.doctor, "Annat", 1).await {
            Err(Error::ChangedSinceShown { by, .. }) => assert_eq!(by, s.admin.staff.name),
            other => panic!("{other:?}"),
        }
        s.ask(Subject::Contact).await;
        assert_eq!(s.view().await.drafts, []);
        assert_eq!(
            refused(save(&s.admin, "för sent", 2).await),
            about(MessageReason::MessageDraftGone)
        );
        // Thrown away.
        let row = s.take(s.question("fk", "OVRIGT")).await;
        let slot = Slot::Answer(row.id);
        let answer = SaveMessage {
            slot,
            subject: None,
            text: "Svar".to_owned(),
            rev: 0,
        };
        s.t.app
            .save_message(&s.admin, s.id, answer)
            .await
            .expect("saved");
        assert_eq!(s.view().await.drafts[0].slot, slot);
        s.t.app
            .discard_message(&s.admin, s.id, slot)
            .await
            .expect("gone");
        assert_eq!(s.view().await.drafts, []);
        // For doctors, and for a question of this certificate.
        let cannot = SaveMessage {
            slot: Slot::CannotComplete,
            subject: None,
            text: "x".to_owned(),
            rev: 0,
        };
        let refused = s.t.app.save_message(&s.admin, s.id, cannot).await;
        assert!(matches!(refused, Err(Error::Forbidden)));
        let unknown = Slot::Answer(MessageId::from_random_bytes([7; 16]));
        let stray = SaveMessage {
            slot: unknown,
            subject: None,
            text: "x".to_owned(),
            rev: 0,
        };
        let refused = s.t.app.save_message(&s.admin, s.id, stray).await;
        assert!(matches!(refused, Err(Error::NotFound)));
        for slot in [Slot::Question, Slot::CannotComplete, unknown] {
            assert_eq!(Slot::from_key(&slot.key()), Some(slot));
        }
    }
);
