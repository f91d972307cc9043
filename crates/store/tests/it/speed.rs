//! Claiming stays fast however many messages wait. The limit is far above what is measured, so that a slow machine does not fail it.

use std::time::{Duration, Instant};

use intyg_core::outbox::Delivery;
use intyg_store::{ClaimRequest, NextStep, Store};
use intyg_testkit::store_test;

use crate::support::{
    at, attempt, certificate_id, claim, finish, message_id, put_signed, register, send, start,
};

const LANES: u64 = 5000;

async fn fill(store: &Store) {
    let mut tx = store.begin_write().await.unwrap();
    for n in 0..LANES {
        put_signed(&mut tx, n).await;
        tx.enqueue(&register(n, 2 * n)).await.unwrap();
        tx.enqueue(&send(n, 2 * n + 1)).await.unwrap();
    }
    tx.commit().await.unwrap();
}

store_test!(
    a_claim_among_ten_thousand_waiting_messages_is_fast,
    async |store: Store| {
        fill(&store).await;
        put_half_off(&store).await;
        let mut times = Vec::new();
        for _ in 0..20 {
            let started = Instant::now();
            let claimed = claim(&store, "w", 200, 4).await;
            times.push(started.elapsed());
            assert_eq!(claimed.len(), 4);
            for message in claimed {
                attempt(
                    &store,
                    "w",
                    message.row.id,
                    201,
                    NextStep::Delivered(Delivery::Now),
                )
                .await;
            }
        }
        times.sort_unstable();
        println!(
            "{}: claim of 4 among 10 000: median {:?}, worst {:?}",
            store.backend(),
            times[10],
            times[19]
        );
        assert!(times[10] < Duration::from_millis(100), "{times:?}");
        let mut tx = store.begin_read().await.unwrap();
        let lane = tx.outbox_of_certificate(certificate_id(0)).await.unwrap();
        assert_eq!((lane[0].id, lane[1].attempts), (message_id(0), 0));
    }
);

/// Half of the registers have been tried once and wait for later: their sends must not be in the way.
async fn put_half_off(store: &Store) {
    let mut tx = store.begin_write().await.unwrap();
    let claimed = tx
        .claim_due(&ClaimRequest {
            now: at(100),
            owner: "w",
            lease_until: at(200),
            limit: u32::try_from(LANES / 2).unwrap(),
            destination: None,
            last_attempts_only: false,
        })
        .await
        .unwrap();
    for message in claimed {
        let id = message.row.id;
        let number = tx.start_attempt(&start(id, "w", 101)).await.unwrap();
        tx.finish_attempt(&finish(id, "w", number, 101, NextStep::RetryAt(at(10_000))))
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}
