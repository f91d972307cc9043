//! Claiming stays fast however many messages wait. The limits are far above what is measured, so that a slow machine does not fail
//! them; a claim that reads everything would.

use std::time::{Duration, Instant};

use intyg_store::DatabaseUrl;
use intyg_testkit::databases::TestDatabase;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use crate::support::{at, attempt, claim};
use intyg_core::outbox::Delivery;
use intyg_store::NextStep;

const LIMIT: Duration = Duration::from_secs(1);

/// 5 000 lanes of two messages each, due at `at(100)`. `$1` is the state of the first ones.
macro_rules! lanes {
    ($id:literal, $state:literal) => {
        concat!(
            "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 5000),
             m (n, seq) AS (SELECT n, 1 FROM n UNION ALL SELECT n, 2 FROM n)
             INSERT INTO outbox_message (id, order_key, seq, kind, destination, idempotency_key, body_sha256,
                logical_address, unit_id, created_by, created_at, state, due_at, attempts, attempts_in_window, last_code,
                last_text)
             SELECT '0000000' || seq || '-0000-4000-8000-' || ",
            $id,
            ", '00000000-0000-4000-8000-' || ",
            $id,
            ", seq, 'register', 'it', seq || '-' || n, 'x', 'SE-IT', 'SE1-UNIT', 'SE1-DOC', 1790000100123,
                CASE WHEN seq = 1 AND n <= 4900 THEN '",
            $state,
            "' ELSE 'waiting' END, 1790000100123, 0, 0, '', '' FROM m; ANALYZE"
        )
    };
}

async fn fill(url: &DatabaseUrl, sqlite: &'static str, postgres: &'static str) {
    match url {
        DatabaseUrl::Sqlite(path) => {
            let options = SqliteConnectOptions::new().filename(path);
            let mut connection = options.connect().await.unwrap();
            sqlx::raw_sql(sqlite)
                .execute(&mut connection)
                .await
                .unwrap();
        }
        DatabaseUrl::Postgres(options) => {
            let mut connection = options.connect().await.unwrap();
            for statement in postgres.split("; ") {
                sqlx::raw_sql(statement)
                    .execute(&mut connection)
                    .await
                    .unwrap();
            }
        }
    }
}

/// Claims four messages twenty times, delivers them, and returns the median and the worst time of a claim.
async fn claim_often(database: &TestDatabase) -> (Duration, Duration) {
    let mut times = Vec::new();
    for _ in 0..20 {
        let started = Instant::now();
        let claimed = claim(&database.store, "w", 200, 4).await;
        times.push(started.elapsed());
        assert_eq!(claimed.len(), 4);
        for message in claimed {
            let done = NextStep::Delivered(Delivery::Now);
            attempt(&database.store, "w", message.row.id, 201, done).await;
        }
    }
    let mut tx = database.store.begin_read().await.unwrap();
    let started = Instant::now();
    for _ in 0..10 {
        assert_eq!(tx.next_due_at().await.unwrap(), Some(at(100)));
    }
    let next = started.elapsed() / 10;
    times.sort_unstable();
    let backend = database.store.backend();
    println!(
        "{backend}: median {:?}, worst {:?}; next due {next:?}",
        times[10], times[19]
    );
    (times[10], next)
}

async fn check(database: TestDatabase, sqlite: &'static str, postgres: &'static str) {
    fill(&database.url, sqlite, postgres).await;
    let (claim, next) = claim_often(&database).await;
    assert!(claim < LIMIT, "{claim:?}");
    assert!(next < LIMIT, "{next:?}");
    database.remove().await;
}

const WAITING: (&str, &str) = (
    lanes!("printf('%012d', n)", "waiting"),
    lanes!("lpad(n::text, 12, '0')", "waiting"),
);
/// All but a hundred lanes stand still under FEL, and their second messages are due for ever.
const FAILED: (&str, &str) = (
    lanes!("printf('%012d', n)", "failed"),
    lanes!("lpad(n::text, 12, '0')", "failed"),
);

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_among_ten_thousand_waiting_messages_is_fast_on_sqlite() {
    check(TestDatabase::sqlite().await, WAITING.0, WAITING.1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_among_ten_thousand_waiting_messages_is_fast_on_postgres() {
    if let Some(database) = TestDatabase::postgres().await {
        check(database, WAITING.0, WAITING.1).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_behind_thousands_of_blocked_messages_is_fast_on_sqlite() {
    check(TestDatabase::sqlite().await, FAILED.0, FAILED.1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_behind_thousands_of_blocked_messages_is_fast_on_postgres() {
    if let Some(database) = TestDatabase::postgres().await {
        check(database, FAILED.0, FAILED.1).await;
    }
}
