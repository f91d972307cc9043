//! Random orders of claims, results, crashes and time: messages of one certificate never overtake each other, and none is lost.

use std::collections::BTreeMap;

use intyg_core::ids::{CertificateId, OutboxId};
use intyg_core::outbox::{Delivery, OutboxState};
use intyg_store::{NextStep, Store};
use intyg_testkit::databases::TestDatabase;
use proptest::prelude::{Just, Strategy, any};
use proptest::prop_oneof;
use proptest::test_runner::{Config, TestRunner};

use crate::support::{at, attempt, certificate_id, claim, put_lane, start};

const LANES: u64 = 4;

#[derive(Debug, Clone)]
enum Step {
    Claim { worker: bool, limit: u32 },
    End { which: usize, how: How },
    Crash { worker: bool },
    Pass { seconds: i64 },
}

#[derive(Debug, Clone, Copy)]
enum How {
    Deliver,
    Retry,
    Fail,
}

fn step() -> impl Strategy<Value = Step> {
    let how = prop_oneof![4 => Just(How::Deliver), 2 => Just(How::Retry), 1 => Just(How::Fail)];
    prop_oneof![
        4 => (any::<bool>(), 1..4_u32).prop_map(|(worker, limit)| Step::Claim { worker, limit }),
        5 => (any::<usize>(), how).prop_map(|(which, how)| Step::End { which, how }),
        1 => any::<bool>().prop_map(|worker| Step::Crash { worker }),
        3 => (1..200_i64).prop_map(|seconds| Step::Pass { seconds }),
    ]
}

fn owner(worker: bool) -> &'static str {
    if worker { "a" } else { "b" }
}

/// Runs the steps and checks after each that the lanes are in order.
async fn play(store: &Store, steps: &[Step]) {
    for n in 0..LANES {
        put_lane(store, n).await;
    }
    let mut now = 100;
    let mut held: Vec<(OutboxId, CertificateId, &'static str)> = Vec::new();
    for step in steps {
        match step {
            Step::Claim { worker, limit } => {
                let claimed = claim(store, owner(*worker), now, *limit).await;
                let by = owner(*worker);
                held.extend(claimed.iter().map(|m| (m.row.id, m.row.certificate, by)));
            }
            Step::End { which, how } if !held.is_empty() => {
                let (message, _, owner) = held.swap_remove(which % held.len());
                let next = match how {
                    How::Deliver => NextStep::Delivered(Delivery::Now),
                    How::Retry => NextStep::RetryAt(at(now + 30)),
                    How::Fail => NextStep::Failed,
                };
                attempt(store, owner, message, now, next).await;
            }
            Step::End { .. } => {}
            Step::Crash { worker } => {
                let mut tx = store.begin_write().await.unwrap();
                for (message, ..) in held.iter().filter(|(.., by)| *by == owner(*worker)) {
                    tx.start_attempt(&start(*message, owner(*worker), now))
                        .await
                        .unwrap();
                }
                tx.commit().await.unwrap();
                held.retain(|(.., by)| *by != owner(*worker));
            }
            Step::Pass { seconds } => {
                now += seconds;
                let mut tx = store.begin_write().await.unwrap();
                let released = tx.release_expired_leases(at(now)).await.unwrap();
                tx.commit().await.unwrap();
                held.retain(|(_, certificate, _)| !released.contains(certificate));
            }
        }
        check_lanes(store).await;
    }
}

async fn check_lanes(store: &Store) {
    let mut tx = store.begin_read().await.unwrap();
    let mut seen = BTreeMap::new();
    for n in 0..LANES {
        let lane = tx.outbox_of_certificate(certificate_id(n)).await.unwrap();
        assert_eq!(lane.len(), 2, "none is lost");
        let (register, send) = (&lane[0], &lane[1]);
        if register.state != OutboxState::Delivered {
            assert_eq!(
                (send.state, send.attempts),
                (OutboxState::Waiting, 0),
                "a send has overtaken its register"
            );
        }
        for row in &lane {
            let attempts = tx.outbox_attempts(row.id).await.unwrap();
            assert_eq!(attempts.len(), usize::try_from(row.attempts).unwrap());
            let open = attempts.iter().filter(|a| a.outcome.is_none()).count();
            assert!(open <= usize::from(row.state == OutboxState::Sending));
            *seen.entry(row.state.key()).or_insert(0) += 1;
        }
    }
    let counts = tx.outbox_counts().await.unwrap();
    for (state, n) in [
        ("waiting", counts.waiting),
        ("sending", counts.sending),
        ("delivered", counts.delivered),
        ("failed", counts.failed),
    ] {
        assert_eq!(seen.get(state).copied().unwrap_or(0), n, "{state}");
    }
}

fn lanes_stay_in_order(cases: u32, make: impl AsyncFn() -> Option<TestDatabase>) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&proptest::collection::vec(step(), 1..40), |steps| {
            runtime.block_on(async {
                if let Some(database) = make().await {
                    play(&database.store, &steps).await;
                    database.remove().await;
                }
            });
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_messages_of_a_certificate_never_overtake_each_other_on_sqlite() {
    lanes_stay_in_order(24, async || Some(TestDatabase::sqlite().await));
}

#[test]
fn the_messages_of_a_certificate_never_overtake_each_other_on_postgres() {
    lanes_stay_in_order(8, TestDatabase::postgres);
}
