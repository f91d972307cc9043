//! A message comes in: once, whole, or not at all. Source: exchange 3.3.

use super::*;
use intyg_store::{AuditOutcome, OutboxRow};

impl Scene {
    async fn answered(&self, message: IncomingMessage) -> Receipt {
        self.t.app.receive(&message).await.expect("answered")
    }

    async fn refuses(&self, message: IncomingMessage, expected: Rejection) {
        let id = message.message_id.clone();
        let before = self.stored(&id).await;
        let receipt = self.answered(message.clone()).await;
        assert_eq!(receipt, Receipt::Rejected(expected), "{message:?}");
        assert_eq!(self.stored(&id).await, before, "nothing is stored");
    }

    async fn lane(&self) -> Vec<OutboxRow> {
        let mut tx = self.reading().await;
        tx.outbox_of_certificate(self.id).await.expect("the lane")
    }
}

store_test!(each_row_of_the_table_answers_as_it_says, async |store| {
    let s = Scene::on(store).await;
    let mine = s.ask(Subject::Contact).await;
    let q = || s.question("m", "KONTKT");
    let draft = s.t.complete_draft(&s.doctor, s.key).await.expect("a draft");
    let elsewhere = s.t.actors(Role::Doctor).await;
    let elsewhere = elsewhere
        .iter()
        .find(|other| other.unit() != s.doctor.unit())
        .expect("another unit")
        .unit()
        .id
        .as_str()
        .to_owned();
    s.take(s.request("fk-1")).await;
    for (expected, message) in [
        (
            Rejection::UnknownAddress,
            IncomingMessage {
                address: "SE-NOWHERE".to_owned(),
                ..q()
            },
        ),
        (
            Rejection::UnknownAddress,
            IncomingMessage {
                address: "å".to_owned(),
                ..q()
            },
        ),
        (Rejection::UnusableId, s.question("", "KONTKT")),
        (
            Rejection::UnusableId,
            s.question(&"x".repeat(201), "KONTKT"),
        ),
        (Rejection::Duplicate, s.question("fk-1", "KONTKT")),
        (Rejection::UnknownSubject, s.question("m", "ANNAT")),
        (
            Rejection::UnknownSender,
            IncomingMessage {
                sender: "HSVARD".to_owned(),
                ..q()
            },
        ),
        (
            Rejection::Blank,
            IncomingMessage {
                text: " \n".to_owned(),
                ..q()
            },
        ),
        (
            Rejection::PointsWithoutRequest,
            IncomingMessage {
                points: s.request("m").points,
                ..q()
            },
        ),
        (Rejection::ReminderMismatch, s.question("m", "PAMINN")),
        (
            Rejection::ReminderMismatch,
            IncomingMessage {
                reminds_of: Some("fk-1".to_owned()),
                ..q()
            },
        ),
        (
            Rejection::AnswerWithDate,
            IncomingMessage {
                reply_by: Some(date(2026, 12, 6)),
                ..s.answer("m", "KONTKT", mine)
            },
        ),
        (
            Rejection::UnknownCertificate,
            IncomingMessage {
                certificate: "ffffffff-ffff-4fff-8fff-ffffffffffff".to_owned(),
                ..q()
            },
        ),
        (
            Rejection::UnknownCertificate,
            IncomingMessage {
                certificate: "x' OR 1=1".to_owned(),
                ..q()
            },
        ),
        (
            Rejection::NotSigned,
            IncomingMessage {
                certificate: draft.to_text(),
                ..q()
            },
        ),
        (
            Rejection::OtherPatient,
            IncomingMessage {
                patient: "201212121212".to_owned(),
                ..q()
            },
        ),
        (
            Rejection::OtherUnit,
            IncomingMessage {
                unit: elsewhere,
                ..q()
            },
        ),
        (
            Rejection::UnknownAnswered,
            IncomingMessage {
                answers: Some("unknown".to_owned()),
                ..q()
            },
        ),
        (
            Rejection::UnknownAnswered,
            IncomingMessage {
                answers: Some("fk-1".to_owned()),
                ..q()
            },
        ),
        (Rejection::OtherSubject, s.answer("m", "OVRIGT", mine)),
        (Rejection::UnknownReminded, s.reminder("m", "unknown")),
        (Rejection::UnknownReminded, s.reminder("m", &mine.to_text())),
    ] {
        s.refuses(message, expected).await;
    }
    s.take(s.answer("fk-2", "KONTKT", mine)).await;
    s.refuses(s.answer("m", "KONTKT", mine), Rejection::AnsweredBefore)
        .await;
    // Two patients who differ in the century only; a certificate's id in any case.
    let upper = IncomingMessage {
        certificate: s.id.to_text().to_uppercase(),
        ..s.question("fk-3", "OVRIGT")
    };
    s.take(upper).await;
});

store_test!(
    a_refused_message_about_a_certificate_is_in_the_access_log,
    async |store| {
        let s = Scene::on(store).await;
        let other = IncomingMessage {
            patient: "201212121212".to_owned(),
            ..s.question("m", "KONTKT")
        };
        s.refuses(other, Rejection::OtherPatient).await;
        s.take(s.question("n", "KONTKT")).await;
        let mut tx = s.t.app.store().begin_read().await.expect("a transaction");
        let log = tx.audit_after(0, 1000).await.expect("the log");
        let received: Vec<_> = log
            .iter()
            .filter(|record| record.entry.action == "receive_message")
            .collect();
        let outcomes: Vec<_> = received.iter().map(|r| r.entry.outcome).collect();
        assert_eq!(outcomes, [AuditOutcome::Refused, AuditOutcome::Done]);
        for record in received {
            assert_eq!(record.entry.staff_id, None);
            assert_eq!(record.entry.resource_id, s.id.to_text());
            assert_eq!(record.entry.patient.as_ref(), Some(&s.person));
        }
    }
);

store_test!(a_question_opens_an_item, async |store| {
    let s = Scene::on(store).await;
    for (n, subject) in ["KOMPLT", "AVSTMN", "KONTKT", "OVRIGT"]
        .into_iter()
        .enumerate()
    {
        let message = IncomingMessage {
            reply_by: Some(date(2026, 12, 6)),
            heading: Some("Rubrik".to_owned()),
            ..s.question(&format!("fk {n}"), subject)
        };
        let row = s.take(message.clone()).await;
        assert_eq!(row.kind, MessageKind::Question);
        assert_eq!(row.subject.code(), subject);
        assert_eq!(row.state, Some(ItemState::PendingInternal));
        assert_eq!(row.handled, None);
        assert_eq!(row.certificate, Some(s.id));
        assert_eq!(row.reference_id, message.reference_id);
        assert_eq!((row.heading.as_str(), &row.text), ("Rubrik", &message.text));
        assert_eq!(row.reply_by, message.reply_by);
    }
    let view = s.view().await;
    assert_eq!((view.requests.len(), view.questions.len()), (1, 3));
    let newest = &view.questions[0].question;
    assert_eq!(newest.subject, Subject::Other, "the latest event first");
    assert_eq!(newest.contact_lines, ["Kontoret"]);
    let overview = s.t.app.overview(&s.doctor, s.key).await.expect("the list");
    assert!(overview.current[0].is_in_conversation);
    assert!(
        s.events(s.id)
            .await
            .contains(&"message_received".to_owned())
    );
});

store_test!(an_answer_is_linked_to_its_question, async |store| {
    let s = Scene::on(store).await;
    let mine = s.ask(Subject::Coordination).await;
    assert_eq!(s.state(mine).await, Some(ItemState::PendingExternal));
    // Our id comes back in upper case.
    let answer = IncomingMessage {
        answers: Some(mine.to_text().to_uppercase()),
        ..s.question("fk-1", "AVSTMN")
    };
    let row = s.take(answer).await;
    assert_eq!((row.kind, row.question), (MessageKind::Answer, Some(mine)));
    assert_eq!((row.state, row.handled), (None, None));
    assert_eq!(s.state(mine).await, Some(ItemState::Answered));
    assert_eq!(s.row(mine).await.latest_event_at, s.t.app.now());
});

store_test!(
    an_answer_to_a_question_closed_by_hand_surfaces,
    async |store| {
        let s = Scene::on(store).await;
        let mine = s.ask(Subject::Other).await;
        s.tick(&s.admin, mine).await.expect("closed by hand");
        assert_eq!(s.state(mine).await, Some(ItemState::Closed));
        s.take(s.answer("fk-1", "OVRIGT", mine)).await;
        assert_eq!(s.state(mine).await, Some(ItemState::Answered));
    }
);

store_test!(
    a_reminder_moves_the_last_day_and_nothing_else,
    async |store| {
        let s = Scene::on(store).await;
        let request = s.take(s.request("fk-1")).await;
        let reminder = s.take(s.reminder("fk-2", "fk-1")).await;
        assert_eq!(reminder.question, Some(request.id));
        let after = s.row(request.id).await;
        assert_eq!(after.state, request.state);
        assert_eq!(after.reply_by, Some(date(2026, 12, 24)));
        assert_eq!(after.latest_event_at, reminder.created_at);
        // A reminder of what has been closed stays unhandled, and the question closed. Without a day of its own it moves none.
        s.tick(&s.doctor, request.id).await.expect("ticked");
        let late = IncomingMessage {
            reply_by: None,
            ..s.reminder("fk-3", "fk-1")
        };
        let late = s.take(late).await;
        assert_eq!(late.handled, None);
        let after = s.row(request.id).await;
        assert_eq!(after.state, Some(ItemState::Closed));
        assert_eq!(after.reply_by, Some(date(2026, 12, 24)));
        // Trap 25: the same reminder once more.
        s.refuses(s.reminder("fk-3", "fk-1"), Rejection::Duplicate)
            .await;
    }
);

store_test!(a_deleted_certificate_takes_answers_only, async |store| {
    let s = Scene::on(store).await;
    let mine = s.ask(Subject::Contact).await;
    s.take(s.request("fk-1")).await;
    s.revoke(s.id).await;
    s.refuses(s.question("m", "KONTKT"), Rejection::Revoked)
        .await;
    s.refuses(s.reminder("m", "fk-1"), Rejection::Revoked).await;
    let answer = s.take(s.answer("fk-2", "KONTKT", mine)).await;
    assert_eq!(answer.handled, None);
    assert_eq!(s.state(mine).await, Some(ItemState::Answered));
    s.tick(&s.admin, answer.id).await.expect("read");
    assert_eq!(s.state(mine).await, Some(ItemState::Closed));
});

store_test!(
    a_message_proves_that_the_certificate_arrived,
    async |store| {
        use intyg_core::outbox::{OutboxKind, OutboxState};
        let t = TestApp::on(store);
        let doctor = t.actor(Role::Doctor).await;
        let admin = doctor.clone();
        let person = t.ordinary_person().await;
        let key = t.open(&doctor, &person).await;
        let id = t.complete_draft(&doctor, key).await.expect("a draft");
        t.sign(&doctor, id, Consent::Given).await.expect("signed");
        let s = Scene {
            t,
            doctor,
            admin,
            key,
            person,
            id,
        };
        s.take(s.question("fk-1", "KONTKT")).await;
        let lane: Vec<_> = s.lane().await.iter().map(|m| (m.kind, m.state)).collect();
        assert_eq!(
            lane,
            [
                (OutboxKind::Register, OutboxState::Waiting),
                (OutboxKind::Send, OutboxState::Delivered)
            ]
        );
        assert!(s.events(s.id).await.contains(&"proved_sent".to_owned()));
        let shown = s.t.app.certificate(&s.doctor, s.id).await.expect("shown");
        assert!(shown.was_sent);
        assert!(s.view().await.new_message.is_ok());
    }
);

store_test!(
    the_same_message_at_the_same_instant_is_stored_once,
    async |store| {
        let s = Arc::new(Scene::on(store).await);
        for round in 0..4 {
            let barrier = Arc::new(Barrier::new(4));
            let message = s.question(&format!("fk {round}"), "KONTKT");
            let tasks: Vec<_> = (0..4)
                .map(|_| {
                    let (s, barrier, message) = (s.clone(), barrier.clone(), message.clone());
                    tokio::spawn(async move {
                        barrier.wait().await;
                        s.t.app.receive(&message).await.expect("answered")
                    })
                })
                .collect();
            let mut receipts = Vec::new();
            for task in tasks {
                receipts.push(task.await.expect("no panic"));
            }
            let stored = receipts.iter().filter(|r| **r == Receipt::Stored).count();
            let before = receipts
                .iter()
                .filter(|r| **r == Receipt::Rejected(Rejection::Duplicate))
                .count();
            assert_eq!((stored, before), (1, 3));
        }
        let view = s.view().await;
        assert_eq!(view.questions.len(), 4);
        let received = s.events(s.id).await;
        assert_eq!(
            received.iter().filter(|e| *e == "message_received").count(),
            4
        );
    }
);

store_test!(
    one_id_about_two_certificates_at_once_is_stored_once,
    async |store| {
        let s = Arc::new(Scene::on(store).await);
        let other = s.t.complete_draft(&s.doctor, s.key).await.expect("a draft");
        s.t.sign(&s.doctor, other, Consent::Given)
            .await
            .expect("signed");
        s.arrive(other).await;
        let barrier = Arc::new(Barrier::new(2));
        let tasks: Vec<_> = [s.id, other]
            .into_iter()
            .map(|id| {
                let (s, barrier) = (s.clone(), barrier.clone());
                let message = IncomingMessage {
                    certificate: id.to_text(),
                    ..s.question("fk", "KONTKT")
                };
                tokio::spawn(async move {
                    barrier.wait().await;
                    s.t.app.receive(&message).await.expect("answered")
                })
            })
            .collect();
        let mut receipts = Vec::new();
        for task in tasks {
            receipts.push(task.await.expect("no panic"));
        }
        receipts.sort_by_key(|receipt| *receipt == Receipt::Stored);
        assert_eq!(
            receipts,
            [Receipt::Rejected(Rejection::Duplicate), Receipt::Stored]
        );
    }
);

store_test!(nothing_is_taken_while_the_database_is_away, async |store| {
    let s = Scene::on(store).await;
    s.t.app.store().close().await;
    let done = s.t.app.receive(&s.question("fk-1", "KONTKT")).await;
    assert!(done.is_err(), "{done:?}");
});
