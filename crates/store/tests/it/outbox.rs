use intyg_core::outbox::{Delivery, OutboxKind, OutboxState};
use intyg_store::{
    Enqueued, Error, NextStep, OutboxAct, OutboxActKind, OutboxPart, OutboxSearch, Pause,
    UnitOutboxQuery,
};
use intyg_testkit::store_test;

use crate::support::{
    PERSON, at, attempt, certificate_id, claim, doctor, hsa, message_id, patient_key, put_lane,
    put_signed, register, send, unit,
};

store_test!(
    a_message_is_read_back_as_it_was_queued,
    async |store: intyg_store::Store| {
        put_lane(&store, 1).await;
        let mut tx = store.begin_read().await.unwrap();
        let row = tx.outbox_message(message_id(2)).await.unwrap().unwrap();
        let wanted = register(1, 2);
        assert_eq!(
            (row.id, row.certificate, row.seq),
            (wanted.id, wanted.certificate, 1)
        );
        assert_eq!(
            (row.kind, row.destination, row.logical_address),
            (wanted.kind, wanted.destination, wanted.logical_address)
        );
        assert_eq!(
            (row.idempotency_key, row.unit_id, row.created_by),
            (wanted.idempotency_key, wanted.unit_id, wanted.created_by)
        );
        assert_eq!(
            (row.state, row.due_at, row.created_at),
            (OutboxState::Waiting, at(100), at(100))
        );
        assert_eq!(
            (
                row.attempts,
                row.attempts_in_window,
                row.window_start,
                row.deadline
            ),
            (0, 0, None, None)
        );
        assert_eq!(
            (row.last, row.delivered, row.consent_recipient),
            (None, None, None)
        );
        let body = tx.outbox_body(message_id(2)).await.unwrap().unwrap();
        assert_eq!(
            (body.text(), body.sha256()),
            (wanted.body.text(), row.body_sha256.as_str())
        );
        let lane = tx.outbox_of_certificate(certificate_id(1)).await.unwrap();
        assert_eq!(
            lane.iter().map(|row| (row.id, row.seq)).collect::<Vec<_>>(),
            [(message_id(2), 1), (message_id(3), 2)]
        );
        assert_eq!(tx.outbox_message(message_id(9)).await.unwrap(), None);
    }
);

store_test!(
    a_message_that_is_the_signed_document_reads_its_bytes_from_there,
    async |store: intyg_store::Store| {
        let mut tx = store.begin_write().await.unwrap();
        put_signed(&mut tx, 1).await;
        let mut message = register(1, 2);
        message.body = tx.document(certificate_id(1)).await.unwrap().unwrap().xml;
        tx.enqueue(&message).await.unwrap();
        tx.enqueue(&send(1, 3)).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin_read().await.unwrap();
        for wanted in [&message, &send(1, 3)] {
            let body = tx.outbox_body(wanted.id).await.unwrap().unwrap();
            assert_eq!(body, wanted.body);
        }
        assert_eq!(tx.outbox_body(message_id(9)).await.unwrap(), None);
        drop(tx);
        let claimed = claim(&store, "w", 100, 1).await;
        assert_eq!(claimed[0].body().unwrap(), message.body.text());
    }
);

store_test!(
    the_messages_of_a_patient_come_certificate_by_certificate,
    async |store: intyg_store::Store| {
        for n in [2, 1] {
            put_lane(&store, n).await;
        }
        let mut tx = store.begin_read().await.unwrap();
        let places = |rows: Vec<intyg_store::OutboxRow>| -> Vec<_> {
            rows.iter().map(|row| (row.certificate, row.seq)).collect()
        };
        let all = tx.outbox_of_patient(patient_key(1), &unit()).await.unwrap();
        let (one, two) = (certificate_id(1), certificate_id(2));
        assert_eq!(places(all), [(one, 1), (one, 2), (two, 1), (two, 2)]);
        for (patient, of) in [(1, hsa("SE1-OTHER")), (2, unit())] {
            let others = tx
                .outbox_of_patient(patient_key(patient), &of)
                .await
                .unwrap();
            assert_eq!(places(others), []);
        }
    }
);

store_test!(
    the_same_order_again_makes_no_second_row_and_names_who_was_first,
    async |store: intyg_store::Store| {
        put_lane(&store, 1).await;
        let mut again = send(1, 99);
        again.created_by = hsa("SE1-LATE");
        let mut tx = store.begin_write().await.unwrap();
        let Enqueued::Existing(first) = tx.enqueue(&again).await.unwrap() else {
            panic!("a second row");
        };
        tx.commit().await.unwrap();
        assert_eq!((first.id, first.created_by), (message_id(3), doctor().id));
        let mut tx = store.begin_read().await.unwrap();
        assert_eq!(
            tx.outbox_of_certificate(certificate_id(1))
                .await
                .unwrap()
                .len(),
            2
        );
        assert_eq!(tx.outbox_message(message_id(99)).await.unwrap(), None);
    }
);

store_test!(
    two_users_who_send_at_once_make_one_row,
    async |store: intyg_store::Store| {
        let mut tx = store.begin_write().await.unwrap();
        put_signed(&mut tx, 1).await;
        tx.commit().await.unwrap();
        let tasks: Vec<_> = (0..10)
            .map(|n| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut tx = store.begin_write().await.unwrap();
                    let queued = tx.enqueue(&send(1, 100 + n)).await.unwrap();
                    tx.commit().await.unwrap();
                    matches!(queued, Enqueued::New { .. })
                })
            })
            .collect();
        let mut new = 0;
        for task in tasks {
            new += i32::from(task.await.unwrap());
        }
        assert_eq!(new, 1);
        let mut tx = store.begin_read().await.unwrap();
        assert_eq!(
            tx.outbox_of_certificate(certificate_id(1))
                .await
                .unwrap()
                .len(),
            1
        );
    }
);

store_test!(
    counts_follow_the_states,
    async |store: intyg_store::Store| {
        for n in 1..=3 {
            put_lane(&store, n).await;
        }
        for message in claim(&store, "w", 100, 3).await {
            let next = match message.row.certificate {
                id if id == certificate_id(1) => NextStep::Delivered(Delivery::AlreadyThere),
                id if id == certificate_id(2) => NextStep::Failed,
                _ => continue,
            };
            attempt(&store, "w", message.row.id, 101, next).await;
        }
        let mut tx = store.begin_read().await.unwrap();
        let counts = tx.outbox_counts().await.unwrap();
        assert_eq!(
            (
                counts.waiting,
                counts.sending,
                counts.delivered,
                counts.failed,
                counts.cancelled
            ),
            (3, 1, 1, 1, 0)
        );
        let unit_counts = tx.unit_counts(&unit()).await.unwrap();
        assert_eq!((unit_counts.waiting, unit_counts.failed), (4, 1));
        let by_patient = tx.unit_counts_by_patient(&unit()).await.unwrap();
        assert_eq!(by_patient.len(), 1);
        assert_eq!(by_patient[0].1, unit_counts);
        let other = hsa("SE1-OTHER");
        let everything = UnitOutboxQuery {
            unit: &unit(),
            part: OutboxPart::Failed,
            kind: None,
            patient: None,
            since: at(0),
        };
        for (query, expected) in [
            (everything.clone(), vec![4]),
            (
                UnitOutboxQuery {
                    part: OutboxPart::Open,
                    ..everything.clone()
                },
                vec![3, 5, 6, 7],
            ),
            (
                UnitOutboxQuery {
                    part: OutboxPart::Done,
                    ..everything.clone()
                },
                vec![2],
            ),
            (
                UnitOutboxQuery {
                    part: OutboxPart::Done,
                    since: at(101),
                    ..everything.clone()
                },
                vec![],
            ),
            (
                UnitOutboxQuery {
                    part: OutboxPart::Open,
                    kind: Some(OutboxKind::Register),
                    ..everything.clone()
                },
                vec![6],
            ),
            (
                UnitOutboxQuery {
                    patient: Some(patient_key(1)),
                    ..everything.clone()
                },
                vec![4],
            ),
            (
                UnitOutboxQuery {
                    patient: Some(patient_key(2)),
                    ..everything.clone()
                },
                vec![],
            ),
            (
                UnitOutboxQuery {
                    unit: &other,
                    ..everything.clone()
                },
                vec![],
            ),
        ] {
            let found = tx.unit_outbox(&query).await.unwrap().rows;
            assert!(found.iter().all(|(_, patient)| patient.digits() == PERSON));
            let mut ids: Vec<_> = found.iter().map(|(row, _)| row.id).collect();
            ids.sort();
            let expected: Vec<_> = expected.into_iter().map(message_id).collect();
            assert_eq!(ids, expected, "{query:?}");
        }
        let row = tx.outbox_message(message_id(2)).await.unwrap().unwrap();
        assert_eq!(row.delivered, Some((at(101), Delivery::AlreadyThere)));
        let newest = tx
            .find_outbox(&OutboxSearch {
                destination: Some("it".to_owned()),
                limit: 4,
                ..OutboxSearch::default()
            })
            .await
            .unwrap();
        assert_eq!(newest.len(), 4);
        let depth: Vec<_> = tx
            .outbox_depth()
            .await
            .unwrap()
            .into_iter()
            .map(|row| (row.destination, row.kind, row.state, row.count, row.oldest))
            .collect();
        let row = |kind, state, count| ("it".to_owned(), kind, state, count, at(100));
        assert_eq!(
            depth,
            [
                row(OutboxKind::Register, OutboxState::Failed, 1),
                row(OutboxKind::Register, OutboxState::Sending, 1),
                row(OutboxKind::Send, OutboxState::Waiting, 3),
            ]
        );
    }
);

store_test!(
    the_next_time_is_that_of_the_first_message_that_may_leave,
    async |store: intyg_store::Store| {
        let next = async || {
            store
                .begin_read()
                .await
                .unwrap()
                .next_due_at()
                .await
                .unwrap()
        };
        assert_eq!(next().await, None);
        put_lane(&store, 1).await;
        assert_eq!(next().await, Some(at(100)));
        claim(&store, "w", 100, 1).await;
        assert_eq!(next().await, None, "the send is held back");
        attempt(&store, "w", message_id(2), 101, NextStep::RetryAt(at(106))).await;
        assert_eq!(next().await, Some(at(106)));
        claim(&store, "w", 106, 1).await;
        attempt(&store, "w", message_id(2), 106, NextStep::Failed).await;
        assert_eq!(next().await, None, "the lane waits for a person");
    }
);

store_test!(
    only_a_sending_under_fel_is_written_off_and_what_people_did_is_kept,
    async |store: intyg_store::Store| {
        put_lane(&store, 1).await;
        claim(&store, "w", 100, 1).await;
        attempt(&store, "w", message_id(2), 100, NextStep::Failed).await;
        let mut tx = store.begin_write().await.unwrap();
        for id in [message_id(2), message_id(3), message_id(9)] {
            assert!(
                matches!(tx.write_off(id, at(200)).await, Err(Error::Conflict)),
                "a registration, and a sending that waits"
            );
        }
        tx.reopen_message(message_id(2), at(150)).await.unwrap();
        tx.commit().await.unwrap();
        claim(&store, "w", 200, 1).await;
        attempt(
            &store,
            "w",
            message_id(2),
            200,
            NextStep::Delivered(Delivery::Now),
        )
        .await;
        claim(&store, "w", 200, 1).await;
        attempt(&store, "w", message_id(3), 200, NextStep::Failed).await;
        let act = |kind, staff, comment: &str| OutboxAct {
            message: message_id(3),
            at: at(300),
            kind,
            staff,
            name: "Åsa Östlund".to_owned(),
            comment: comment.to_owned(),
        };
        let acts = [
            act(OutboxActKind::Resent, None, ""),
            act(
                OutboxActKind::WrittenOff,
                Some(doctor().id),
                "Skickat med post.",
            ),
        ];
        let mut tx = store.begin_write().await.unwrap();
        tx.write_off(message_id(3), at(300)).await.unwrap();
        for act in &acts {
            tx.append_outbox_act(act).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut tx = store.begin_write().await.unwrap();
        let row = tx.outbox_message(message_id(3)).await.unwrap().unwrap();
        assert_eq!(
            (row.state, row.cancelled_at),
            (OutboxState::Cancelled, Some(at(300)))
        );
        assert_eq!(tx.outbox_acts(message_id(3)).await.unwrap(), acts);
        assert!(tx.outbox_acts(message_id(2)).await.unwrap().is_empty());
        assert!(matches!(
            tx.write_off(message_id(3), at(301)).await,
            Err(Error::Conflict)
        ));
        let wordless = act(OutboxActKind::WrittenOff, None, "Post.");
        assert!(
            tx.append_outbox_act(&wordless).await.is_err(),
            "nine characters say too little"
        );
    }
);

store_test!(
    a_paused_receiver_gets_nothing_and_the_first_silence_stays,
    async |store: intyg_store::Store| {
        put_lane(&store, 1).await;
        let pause = Pause {
            at: at(50),
            by: "root".to_owned(),
            reason: "byte av certifikat".to_owned(),
        };
        let mut tx = store.begin_write().await.unwrap();
        assert!(matches!(
            tx.resume_destination("it").await,
            Err(Error::Conflict)
        ));
        tx.note_answer("it").await.unwrap();
        assert!(tx.destinations().await.unwrap().is_empty());
        tx.pause_destination("it", &pause).await.unwrap();
        assert!(matches!(
            tx.pause_destination("it", &pause).await,
            Err(Error::Conflict)
        ));
        tx.note_silence("it", at(60)).await.unwrap();
        tx.note_silence("it", at(70)).await.unwrap();
        tx.commit().await.unwrap();
        assert!(claim(&store, "w", 100, 9).await.is_empty());
        let mut tx = store.begin_write().await.unwrap();
        let row = tx.destinations().await.unwrap().remove(0);
        assert_eq!(
            (row.name.as_str(), row.paused, row.silent_since),
            ("it", Some(pause), Some(at(60)))
        );
        tx.resume_destination("it").await.unwrap();
        tx.note_answer("it").await.unwrap();
        tx.commit().await.unwrap();
        let row = store
            .begin_read()
            .await
            .unwrap()
            .destinations()
            .await
            .unwrap()
            .remove(0);
        assert_eq!((row.paused, row.silent_since), (None, None));
        assert_eq!(claim(&store, "w", 100, 9).await.len(), 1);
    }
);
