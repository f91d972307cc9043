use std::collections::BTreeSet;

use intyg_core::outbox::{Delivery, OutboxState};
use intyg_store::{AttemptOutcome, ClaimRequest, Error, NextStep};
use intyg_testkit::store_test;

use crate::support::{
    at, attempt, certificate_id, claim, finish, message_id, put_lane, register, request_id, start,
};

store_test!(
    an_attempt_is_there_before_it_ends_and_has_its_outcome_after,
    async |store: intyg_store::Store| {
        put_lane(&store, 1).await;
        let claimed = claim(&store, "w", 100, 5).await;
        assert_eq!(claimed.len(), 1, "the send waits for the register");
        assert_eq!(claimed[0].row.state, OutboxState::Sending);
        assert_eq!(claimed[0].body().unwrap(), register(1, 2).body.text());

        let mut tx = store.begin_write().await.unwrap();
        assert_eq!(
            tx.start_attempt(&start(message_id(2), "w", 101))
                .await
                .unwrap(),
            1
        );
        tx.commit().await.unwrap();
        let mut tx = store.begin_read().await.unwrap();
        let attempts = tx.outbox_attempts(message_id(2)).await.unwrap();
        assert_eq!(
            (attempts.len(), attempts[0].number, attempts[0].started_at),
            (1, 1, at(101))
        );
        assert_eq!((attempts[0].outcome, attempts[0].finished_at), (None, None));
        assert_eq!(
            (attempts[0].correlation, attempts[0].endpoint.as_str()),
            (request_id(7), "http://127.0.0.1/register")
        );
        drop(tx);

        let mut end = finish(message_id(2), "w", 1, 102, NextStep::RetryAt(at(107)));
        end.text = "å".repeat(700);
        end.result_code = None;
        end.http_status = Some(503);
        let mut tx = store.begin_write().await.unwrap();
        tx.finish_attempt(&end).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin_read().await.unwrap();
        let row = tx.outbox_message(message_id(2)).await.unwrap().unwrap();
        assert_eq!(
            (row.state, row.due_at, row.attempts, row.attempts_in_window),
            (OutboxState::Waiting, at(107), 1, 1)
        );
        assert_eq!(
            (row.window_start, row.deadline),
            (Some(at(101)), Some(at(101 + 3600)))
        );
        let last = row.last.unwrap();
        assert_eq!(
            (
                last.class.as_str(),
                last.code.as_str(),
                last.text.chars().count(),
                last.at
            ),
            ("result", "503", 500, at(102))
        );
        let attempts = tx.outbox_attempts(message_id(2)).await.unwrap();
        assert_eq!(
            (
                attempts[0].outcome,
                attempts[0].http_status,
                attempts[0].duration_ms
            ),
            (Some(AttemptOutcome::Retry), Some(503), Some(12))
        );
        assert_eq!(attempts[0].text.chars().count(), 500);
    }
);

store_test!(
    the_hour_starts_with_the_first_attempt_and_stays,
    async |store: intyg_store::Store| {
        put_lane(&store, 1).await;
        for second in [200, 210] {
            assert_eq!(claim(&store, "w", second, 5).await.len(), 1);
            attempt(
                &store,
                "w",
                message_id(2),
                second,
                NextStep::RetryAt(at(second + 5)),
            )
            .await;
        }
        let mut tx = store.begin_read().await.unwrap();
        let row = tx.outbox_message(message_id(2)).await.unwrap().unwrap();
        assert_eq!(
            (row.window_start, row.deadline, row.attempts),
            (Some(at(200)), Some(at(3800)), 2)
        );
    }
);

store_test!(
    messages_are_claimed_when_due_the_oldest_first_and_for_the_asked_receiver,
    async |store: intyg_store::Store| {
        for n in 1..=3 {
            put_lane(&store, n).await;
        }
        assert!(claim(&store, "w", 99, 5).await.is_empty(), "too early");
        let mut tx = store.begin_write().await.unwrap();
        let mut request = ClaimRequest {
            now: at(100),
            owner: "w",
            lease_until: at(220),
            limit: 5,
            destination: Some("fk"),
            last_attempts_only: false,
        };
        assert!(
            tx.claim_due(&request).await.unwrap().is_empty(),
            "another receiver"
        );
        request.destination = Some("it");
        request.limit = 2;
        let two: Vec<_> = tx
            .claim_due(&request)
            .await
            .unwrap()
            .iter()
            .map(|m| m.row.certificate)
            .collect();
        tx.commit().await.unwrap();
        assert_eq!(two, [certificate_id(1), certificate_id(2)]);
        attempt(
            &store,
            "w",
            message_id(2),
            101,
            NextStep::Delivered(Delivery::Now),
        )
        .await;
        let rest: BTreeSet<_> = claim(&store, "w", 101, 5)
            .await
            .iter()
            .map(|m| m.row.id)
            .collect();
        assert_eq!(rest, BTreeSet::from([message_id(3), message_id(6)]));
    }
);

store_test!(
    a_lane_that_waits_or_has_failed_holds_back_only_itself,
    async |store: intyg_store::Store| {
        for n in 1..=3 {
            put_lane(&store, n).await;
        }
        claim(&store, "w", 100, 2).await;
        attempt(&store, "w", message_id(2), 101, NextStep::Failed).await;
        attempt(&store, "w", message_id(4), 101, NextStep::RetryAt(at(400))).await;
        let claimed: Vec<_> = claim(&store, "w", 200, 10)
            .await
            .iter()
            .map(|m| m.row.id)
            .collect();
        assert_eq!(claimed, [message_id(6)]);
        attempt(
            &store,
            "w",
            message_id(6),
            201,
            NextStep::Delivered(Delivery::Now),
        )
        .await;
        let claimed: Vec<_> = claim(&store, "w", 400, 10)
            .await
            .iter()
            .map(|m| m.row.id)
            .collect();
        assert_eq!(claimed, [message_id(7), message_id(4)]);
        attempt(
            &store,
            "w",
            message_id(4),
            401,
            NextStep::Delivered(Delivery::Now),
        )
        .await;
        let claimed: Vec<_> = claim(&store, "w", 401, 10)
            .await
            .iter()
            .map(|m| m.row.id)
            .collect();
        assert_eq!(claimed, [message_id(5)]);
    }
);

store_test!(
    workers_that_claim_at_once_never_share_a_message,
    async |store: intyg_store::Store| {
        for n in 1..=40 {
            put_lane(&store, n).await;
        }
        let tasks: Vec<_> = ["a", "b", "c", "d"]
            .into_iter()
            .map(|owner| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut mine = Vec::new();
                    for _ in 0..10 {
                        mine.extend(claim(&store, owner, 100, 3).await.iter().map(|m| m.row.id));
                    }
                    mine
                })
            })
            .collect();
        let mut all = Vec::new();
        for task in tasks {
            all.extend(task.await.unwrap());
        }
        assert_eq!(all.len(), 40);
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 40);
    }
);

store_test!(
    a_worker_without_the_lease_changes_nothing,
    async |store: intyg_store::Store| {
        put_lane(&store, 1).await;
        let mut tx = store.begin_write().await.unwrap();
        assert!(
            matches!(
                tx.start_attempt(&start(message_id(2), "w", 100)).await,
                Err(Error::Conflict)
            ),
            "not claimed"
        );
        tx.commit().await.unwrap();
        claim(&store, "w", 100, 1).await;
        let mut tx = store.begin_write().await.unwrap();
        assert!(matches!(
            tx.start_attempt(&start(message_id(2), "thief", 100)).await,
            Err(Error::Conflict)
        ));
        assert_eq!(
            tx.start_attempt(&start(message_id(2), "w", 100))
                .await
                .unwrap(),
            1
        );
        let stolen = tx
            .finish_attempt(&finish(
                message_id(2),
                "thief",
                1,
                101,
                NextStep::Delivered(Delivery::Now),
            ))
            .await;
        assert!(matches!(stolen, Err(Error::Conflict)));
        tx.commit().await.unwrap();
        let mut tx = store.begin_read().await.unwrap();
        assert_eq!(
            tx.outbox_message(message_id(2))
                .await
                .unwrap()
                .unwrap()
                .state,
            OutboxState::Sending
        );
        assert_eq!(
            tx.outbox_attempts(message_id(2)).await.unwrap()[0].outcome,
            None
        );
    }
);

store_test!(
    a_lease_that_ran_out_gives_the_message_back_with_unknown_outcome,
    async |store: intyg_store::Store| {
        put_lane(&store, 1).await;
        put_lane(&store, 2).await;
        claim(&store, "gone", 100, 1).await;
        let mut tx = store.begin_write().await.unwrap();
        tx.start_attempt(&start(message_id(2), "gone", 100))
            .await
            .unwrap();
        assert!(
            tx.release_expired_leases(at(219)).await.unwrap().is_empty(),
            "the lease runs to 220"
        );
        assert_eq!(
            tx.release_expired_leases(at(220)).await.unwrap(),
            [certificate_id(1)]
        );
        let attempts = tx.outbox_attempts(message_id(2)).await.unwrap();
        assert_eq!(
            (attempts[0].outcome, attempts[0].finished_at),
            (Some(AttemptOutcome::Unknown), Some(at(220)))
        );
        let late = tx
            .finish_attempt(&finish(message_id(2), "gone", 1, 221, NextStep::Failed))
            .await;
        assert!(
            matches!(late, Err(Error::Conflict)),
            "the late result no longer counts"
        );
        tx.commit().await.unwrap();
        let again: Vec<_> = claim(&store, "new", 230, 5)
            .await
            .iter()
            .map(|m| (m.row.id, m.body().unwrap().to_owned()))
            .collect();
        assert!(
            again.contains(&(message_id(2), register(1, 2).body.text().to_owned())),
            "the same bytes"
        );
        let mut tx = store.begin_write().await.unwrap();
        assert_eq!(
            tx.start_attempt(&start(message_id(2), "new", 230))
                .await
                .unwrap(),
            2
        );
        tx.commit().await.unwrap();
    }
);

store_test!(
    at_the_start_of_the_only_process_every_lease_is_taken_back,
    async |store: intyg_store::Store| {
        put_lane(&store, 1).await;
        claim(&store, "before", 100, 1).await;
        let mut tx = store.begin_write().await.unwrap();
        assert_eq!(
            tx.release_all_leases(at(101)).await.unwrap(),
            [certificate_id(1)]
        );
        tx.commit().await.unwrap();
        let claimed = claim(&store, "after", 101, 1).await;
        assert_eq!(
            (claimed[0].row.id, claimed[0].row.attempts),
            (message_id(2), 0)
        );
    }
);
