//! Messages are stored once; what was written stays, what is done about it changes.

use intyg_core::conversation::{Handling, ItemState, MessageKind, Party, Subject};
use intyg_core::ids::MessageId;
use intyg_core::outbox::OutboxKind;
use intyg_store::{
    Enqueued, Error, Frozen, HandledMark, InboxFilter, InboxStatus, Matter, NewMessage,
    NewOutboxMessage, PointRow, SaveMessageDraft, Store, Tx, WrittenMessage,
};
use intyg_testkit::store_test;
use jiff::civil::date;

use crate::support::{
    PERSON, at, certificate_id, doctor, hsa, message_id, nurse, person, put_draft, put_lane,
    put_signed, register, unit,
};

pub(crate) fn key(n: u8) -> MessageId {
    MessageId::from_random_bytes([n; 16])
}

/// A request to complete certificate 1.
pub(crate) fn request(n: u8) -> NewMessage {
    NewMessage {
        id: key(n),
        kind: MessageKind::Question,
        subject: Subject::Complement,
        message_id: format!("FK-{n} åäö"),
        reference_id: Some("ref".to_owned()),
        certificate: Some(certificate_id(1)),
        stated_certificate: certificate_id(1).to_text(),
        person_id: person(PERSON),
        unit_id: unit(),
        sent_at: at(i64::from(n)),
        at: at(100 + i64::from(n)),
        heading: "Komplettering".to_owned(),
        text: "Beskriv <närmare> & mer.".to_owned(),
        reply_by: Some(date(2026, 12, 1)),
        question: None,
        state: Some(ItemState::PendingInternal),
        written: None,
        contact_lines: vec!["Handläggaren".to_owned(), "010-000 00 00".to_owned()],
        points: vec![
            PointRow {
                question: "29".to_owned(),
                instance: None,
                text: "Vad?".to_owned(),
            },
            PointRow {
                question: "32".to_owned(),
                instance: Some(2),
                text: "När?".to_owned(),
            },
        ],
    }
}

pub(crate) fn answer_of_care(n: u8, question: u8, outbox: u64) -> NewMessage {
    NewMessage {
        kind: MessageKind::Answer,
        subject: Subject::Contact,
        message_id: key(n).to_text(),
        question: Some(key(question)),
        state: None,
        reply_by: None,
        written: Some(WrittenMessage {
            by: nurse(),
            outbox: message_id(outbox),
        }),
        contact_lines: Vec::new(),
        points: Vec::new(),
        ..request(n)
    }
}

pub(crate) async fn queue(tx: &mut Tx, outbox: u64) {
    let queued = tx
        .enqueue(&NewOutboxMessage {
            kind: OutboxKind::Message,
            idempotency_key: format!("message {outbox}"),
            body: Frozen::new("<message/>".to_owned()),
            ..register(1, outbox)
        })
        .await
        .unwrap();
    assert!(matches!(queued, Enqueued::New { .. }));
}

fn mark(how: Handling) -> HandledMark {
    HandledMark {
        at: at(500),
        by: doctor(),
        how,
        through: None,
    }
}

async fn put(tx: &mut Tx, message: &NewMessage) {
    assert!(tx.insert_message(message).await.unwrap());
}

store_test!(a_message_is_read_back_as_it_came, async |store| {
    let mut tx = store.begin_write().await.unwrap();
    put_signed(&mut tx, 1).await;
    let new = request(1);
    put(&mut tx, &new).await;
    tx.commit().await.unwrap();
    let mut tx = store.begin_read().await.unwrap();
    let row = tx.message(key(1)).await.unwrap().unwrap();
    assert_eq!(
        (row.party, row.kind, row.subject, row.state),
        (Party::Recipient, new.kind, new.subject, new.state)
    );
    assert_eq!(row.message_id, new.message_id);
    assert_eq!(row.reference_id, new.reference_id);
    assert_eq!(row.text, new.text);
    assert_eq!(row.reply_by, new.reply_by);
    assert_eq!((row.sent_at, row.created_at), (new.sent_at, new.at));
    assert_eq!(row.read_in_at, Some(new.at));
    assert_eq!((row.handled.clone(), row.is_answered), (None, false));
    let by_wire = tx.message_by_wire_id(Party::Recipient, "FK-1 åäö").await;
    assert_eq!(by_wire.unwrap(), Some(row.clone()));
    assert_eq!(
        tx.message_by_wire_id(Party::Care, "FK-1 åäö")
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        tx.messages_of_certificate(certificate_id(1)).await.unwrap(),
        [row]
    );
    let points = tx.points_of_certificate(certificate_id(1)).await.unwrap();
    assert_eq!(
        points,
        new.points.map_to(key(1)),
        "in their order, with their instance"
    );
    let lines = tx
        .contact_lines_of_certificate(certificate_id(1))
        .await
        .unwrap();
    assert_eq!(lines, new.contact_lines.map_to(key(1)));
});

trait MapTo<T> {
    fn map_to(self, id: MessageId) -> Vec<(MessageId, T)>;
}

impl<T> MapTo<T> for Vec<T> {
    fn map_to(self, id: MessageId) -> Vec<(MessageId, T)> {
        self.into_iter().map(|part| (id, part)).collect()
    }
}

store_test!(an_id_is_taken_once_and_compared_as_given, async |store| {
    let mut tx = store.begin_write().await.unwrap();
    put_signed(&mut tx, 1).await;
    put(&mut tx, &request(1)).await;
    let again = NewMessage {
        id: key(2),
        text: "Något annat".to_owned(),
        ..request(1)
    };
    assert!(!tx.insert_message(&again).await.unwrap());
    assert_eq!(tx.message(key(2)).await.unwrap(), None);
    let upper = NewMessage {
        id: key(3),
        message_id: "fk-1 åäö".to_owned(),
        ..request(1)
    };
    put(&mut tx, &upper).await;
    tx.commit().await.unwrap();
});

store_test!(a_question_has_one_answer, async |store| {
    put_lane(&store, 1).await;
    let mut tx = store.begin_write().await.unwrap();
    put(&mut tx, &request(1)).await;
    for outbox in [91, 92] {
        queue(&mut tx, outbox).await;
    }
    put(&mut tx, &answer_of_care(2, 1, 91)).await;
    let question = tx.message(key(1)).await.unwrap().unwrap();
    assert!(question.is_answered);
    let found = tx.message_in_outbox(message_id(91)).await.unwrap().unwrap();
    assert_eq!((found.id, found.party), (key(2), Party::Care));
    let second = tx.insert_message(&answer_of_care(3, 1, 92)).await;
    assert!(matches!(second, Err(Error::Conflict)), "{second:?}");
});

store_test!(
    state_and_mark_are_compared_before_they_are_set,
    async |store| {
        use ItemState::{Closed, PendingInternal};
        let mut tx = store.begin_write().await.unwrap();
        put_signed(&mut tx, 1).await;
        put(&mut tx, &request(1)).await;
        tx.move_question(key(1), PendingInternal, Closed)
            .await
            .unwrap();
        let late = tx.move_question(key(1), PendingInternal, Closed).await;
        assert!(matches!(late, Err(Error::Conflict)));
        assert!(
            tx.mark_handled(key(1), &mark(Handling::Mark))
                .await
                .unwrap()
        );
        assert!(
            !tx.mark_handled(key(1), &mark(Handling::Answer))
                .await
                .unwrap()
        );
        let row = tx.message(key(1)).await.unwrap().unwrap();
        assert_eq!(
            row.handled,
            Some(mark(Handling::Mark)),
            "the first one stays"
        );
        assert!(tx.unmark_handled(key(1)).await.unwrap());
        assert!(!tx.unmark_handled(key(1)).await.unwrap());
        // A reminder moves the last day, an answer does not.
        tx.touch_question(key(1), at(900), None).await.unwrap();
        let row = tx.message(key(1)).await.unwrap().unwrap();
        assert_eq!(
            (row.latest_event_at, row.reply_by),
            (at(900), Some(date(2026, 12, 1)))
        );
        let later = date(2026, 12, 24);
        tx.touch_question(key(1), at(901), Some(later))
            .await
            .unwrap();
        let row = tx.message(key(1)).await.unwrap().unwrap();
        assert_eq!((row.latest_event_at, row.reply_by), (at(901), Some(later)));
    }
);

store_test!(what_is_to_be_done_is_found, async |store| {
    let mut tx = store.begin_write().await.unwrap();
    put_signed(&mut tx, 1).await;
    for n in 1..=3 {
        put(&mut tx, &request(n)).await;
    }
    let reminder = NewMessage {
        kind: MessageKind::Reminder,
        subject: Subject::Reminder,
        question: Some(key(1)),
        state: None,
        ..request(4)
    };
    put(&mut tx, &reminder).await;
    let pending = async |tx: &mut Tx| -> Vec<MessageId> {
        let rows = tx.pending_of_certificate(certificate_id(1)).await.unwrap();
        rows.into_iter().map(|row| row.id).collect()
    };
    assert_eq!(pending(&mut tx).await, [key(1), key(2), key(3), key(4)]);
    // Closed and handled; closed and not handled; handled and not closed; a reminder handled.
    for n in [1, 2] {
        tx.move_question(key(n), ItemState::PendingInternal, ItemState::Closed)
            .await
            .unwrap();
    }
    for n in [1, 3, 4] {
        tx.mark_handled(key(n), &mark(Handling::Mark))
            .await
            .unwrap();
    }
    assert_eq!(pending(&mut tx).await, [key(2), key(3)]);
    let patient = tx.certificate(certificate_id(1)).await.unwrap().unwrap();
    let rows = tx
        .pending_of_patient(patient.patient, &unit())
        .await
        .unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(
        tx.pending_of_patient(patient.patient, &hsa("SE1-OTHER"))
            .await
            .unwrap(),
        []
    );
});

async fn inbox(tx: &mut Tx, filter: InboxFilter) -> Vec<MessageId> {
    let rows = tx.inbox(&unit(), &filter).await.unwrap();
    assert!(rows.iter().all(|(_, patient)| *patient == person(PERSON)));
    rows.into_iter().map(|(id, _)| id).collect()
}

/// Five messages: 1 with an early last day, 2 without, 3 handled, 4 a reminder, 5 for another unit.
async fn fill_inbox(store: &Store) -> Tx {
    let mut tx = store.begin_write().await.unwrap();
    put_signed(&mut tx, 1).await;
    put(&mut tx, &request(1)).await;
    let contact = NewMessage {
        subject: Subject::Contact,
        reply_by: None,
        ..request(2)
    };
    put(&mut tx, &contact).await;
    put(&mut tx, &request(3)).await;
    tx.mark_handled(key(3), &mark(Handling::Mark))
        .await
        .unwrap();
    let reminder = NewMessage {
        kind: MessageKind::Reminder,
        subject: Subject::Reminder,
        question: Some(key(1)),
        state: None,
        reply_by: Some(date(2026, 11, 30)),
        ..request(4)
    };
    put(&mut tx, &reminder).await;
    let elsewhere = NewMessage {
        unit_id: hsa("SE1-OTHER"),
        ..request(5)
    };
    put(&mut tx, &elsewhere).await;
    tx
}

store_test!(an_inbox_is_filtered_and_sorted, async |store| {
    let mut tx = fill_inbox(&store).await;
    let all = InboxFilter {
        status: InboxStatus::All,
        ..InboxFilter::default()
    };
    assert_eq!(
        inbox(&mut tx, InboxFilter::default()).await,
        [key(4), key(1), key(2)]
    );
    assert_eq!(
        inbox(&mut tx, all.clone()).await,
        [key(4), key(1), key(3), key(2)]
    );
    for (filter, expected) in [
        (
            InboxFilter {
                status: InboxStatus::Done,
                ..all.clone()
            },
            vec![key(3)],
        ),
        (
            InboxFilter {
                matter: Some(Matter::Question(Subject::Contact)),
                ..all.clone()
            },
            vec![key(2)],
        ),
        (
            InboxFilter {
                matter: Some(Matter::Reminder),
                ..all.clone()
            },
            vec![key(4)],
        ),
        (
            InboxFilter {
                matter: Some(Matter::Answer),
                ..all.clone()
            },
            vec![],
        ),
        (
            InboxFilter {
                issuer: Some(nurse().id),
                ..all.clone()
            },
            vec![],
        ),
        (
            InboxFilter {
                person: Some(person(crate::support::OTHER_PERSON)),
                ..all.clone()
            },
            vec![],
        ),
        (
            InboxFilter {
                from: Some(at(102)),
                before: Some(at(103)),
                ..all.clone()
            },
            vec![key(2)],
        ),
    ] {
        assert_eq!(inbox(&mut tx, filter.clone()).await, expected, "{filter:?}");
    }
    let issuer = InboxFilter {
        issuer: Some(doctor().id),
        person: Some(person(PERSON)),
        ..all.clone()
    };
    let found = inbox(&mut tx, issuer).await;
    assert_eq!(found.get(1..3), Some([key(1), key(3)].as_slice()));
    let row = tx.inbox_message(key(1)).await.unwrap().unwrap();
    assert_eq!(row.issuer, Some(doctor()));
    assert_eq!(row.ctype, Some(("TYPE".to_owned(), 1)));
    assert_eq!(tx.inbox_issuers(&unit()).await.unwrap(), [doctor()]);
    assert_eq!(tx.inbox_assignees(&unit()).await.unwrap(), []);
    assert_eq!(tx.inbox_count(&unit()).await.unwrap(), 3);
    assert_eq!(
        tx.inbox_count_by_patient(&unit()).await.unwrap(),
        [(person(PERSON), 3)]
    );
    assert_eq!(
        tx.units_with_inbox().await.unwrap(),
        [hsa("SE1-OTHER"), unit()]
    );
});

store_test!(
    a_message_is_read_in_once_and_assigned_again_and_again,
    async |store| {
        let mut tx = store.begin_write().await.unwrap();
        put_signed(&mut tx, 1).await;
        let lost = NewMessage {
            certificate: None,
            ..request(1)
        };
        put(&mut tx, &lost).await;
        let row = tx.message(key(1)).await.unwrap().unwrap();
        assert_eq!((row.certificate, row.read_in_at), (None, None));
        let waiting = inbox(&mut tx, InboxFilter::default()).await;
        assert_eq!(waiting, [key(1)]);
        let found = tx.inbox_message(key(1)).await.unwrap().unwrap();
        assert_eq!(found.ctype, None);
        tx.read_in_message(key(1), certificate_id(1), at(200))
            .await
            .unwrap();
        let again = tx.read_in_message(key(1), certificate_id(1), at(201)).await;
        assert!(matches!(again, Err(Error::Conflict)));
        for assignee in [Some(doctor()), Some(nurse()), None] {
            tx.assign_message(key(1), assignee.as_ref()).await.unwrap();
            let row = tx.message(key(1)).await.unwrap().unwrap();
            assert_eq!(row.assigned_to, assignee);
        }
    }
);

store_test!(
    a_draft_of_a_message_is_saved_by_one_at_a_time,
    async |store| {
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 1).await;
        let save = |text: &'static str, rev| SaveMessageDraft {
            certificate: certificate_id(1),
            slot: "question",
            subject: "KONTKT",
            text,
            rev,
            by: doctor(),
            at: at(rev),
        };
        assert_eq!(tx.save_message_draft(&save("a", 0)).await.unwrap(), 1);
        assert_eq!(tx.save_message_draft(&save("b", 1)).await.unwrap(), 2);
        for stale in [0, 1, 3] {
            let refused = tx.save_message_draft(&save("c", stale)).await;
            assert!(matches!(refused, Err(Error::Conflict)), "{stale}");
        }
        let other = SaveMessageDraft {
            slot: "cannot_complete",
            ..save("d", 0)
        };
        assert_eq!(tx.save_message_draft(&other).await.unwrap(), 1);
        let draft = tx
            .message_draft(certificate_id(1), "question")
            .await
            .unwrap()
            .unwrap();
        assert_eq!((draft.text.as_str(), draft.rev), ("b", 2));
        tx.remove_message_draft(certificate_id(1), "question")
            .await
            .unwrap();
        // Gone: who saved it before has to notice.
        let gone = tx.save_message_draft(&save("e", 2)).await;
        assert!(matches!(gone, Err(Error::Conflict)));
        assert_eq!(
            tx.message_draft(certificate_id(1), "question")
                .await
                .unwrap(),
            None
        );
    }
);

store_test!(a_sending_that_is_proved_is_delivered, async |store| {
    put_lane(&store, 1).await;
    let mut tx = store.begin_write().await.unwrap();
    tx.settle_delivered(message_id(3), at(300)).await.unwrap();
    tx.settle_delivered(message_id(3), at(301)).await.unwrap();
    let row = tx.outbox_message(message_id(3)).await.unwrap().unwrap();
    let how = intyg_core::outbox::Delivery::AlreadyThere;
    assert_eq!(row.delivered, Some((at(300), how)), "the first time stays");
    tx.commit().await.unwrap();
});
