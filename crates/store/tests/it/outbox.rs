use intyg_core::outbox::{Delivery, OutboxState};
use intyg_store::{Enqueued, NextStep};
use intyg_testkit::store_test;

use crate::support::{
    at, attempt, certificate_id, claim, doctor, hsa, message_id, patient_key, put_lane, put_signed,
    register, send, unit,
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
        let failed = tx
            .outbox_of_unit(&unit(), OutboxState::Failed, 10)
            .await
            .unwrap();
        assert_eq!(
            failed.iter().map(|row| row.certificate).collect::<Vec<_>>(),
            [certificate_id(2)]
        );
        let delivered = tx
            .outbox_of_unit(&unit(), OutboxState::Delivered, 10)
            .await
            .unwrap();
        assert_eq!(
            delivered[0].delivered,
            Some((at(101), Delivery::AlreadyThere))
        );
        assert!(
            tx.outbox_of_unit(&hsa("SE1-OTHER"), OutboxState::Waiting, 10)
                .await
                .unwrap()
                .is_empty()
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
