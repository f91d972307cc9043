use std::path::Path;
use std::sync::atomic::AtomicUsize;

use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use tokio::task::JoinHandle;

use super::*;

/// A writer on a new file, and how often its database has committed.
struct Bench {
    folder: tempfile::TempDir,
    writer: Writer,
    commits: Arc<AtomicUsize>,
}

impl Bench {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = options(folder.path()).connect().await.unwrap();
        sqlx::query("CREATE TABLE word (word TEXT NOT NULL)")
            .execute(&mut connection)
            .await
            .unwrap();
        let commits = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&commits);
        connection
            .lock_handle()
            .await
            .unwrap()
            .set_commit_hook(move || {
                counter.fetch_add(1, Ordering::Relaxed);
                true
            });
        Self {
            folder,
            writer: Writer::new(connection),
            commits,
        }
    }

    /// Starts a transaction that writes a word and ends in `end`; returns once it waits for its turn.
    async fn queue<E, F>(&self, word: &'static str, end: E) -> JoinHandle<Result<(), Error>>
    where
        E: FnOnce(WriteTurn) -> F + Send + 'static,
        F: Future<Output = Result<(), Error>> + Send,
    {
        let before = self.writer.waiting.load(Ordering::Acquire);
        let writer = self.writer.clone();
        let task = tokio::spawn(async move {
            let mut turn = writer.begin().await?;
            write(&mut turn, word).await?;
            end(turn).await
        });
        while self.writer.waiting.load(Ordering::Acquire) == before {
            tokio::task::yield_now().await;
        }
        task
    }

    async fn words(&self) -> Vec<String> {
        let mut connection = options(self.folder.path()).connect().await.unwrap();
        sqlx::query_scalar("SELECT word FROM word ORDER BY word")
            .fetch_all(&mut connection)
            .await
            .unwrap()
    }

    fn commits(&self) -> usize {
        self.commits.load(Ordering::Relaxed)
    }
}

fn options(folder: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(folder.join("words.db"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
}

async fn write(turn: &mut WriteTurn, word: &'static str) -> Result<(), Error> {
    sqlx::query("INSERT INTO word (word) VALUES ($1)")
        .bind(word)
        .execute(&mut **turn)
        .await?;
    Ok(())
}

async fn keep(turn: WriteTurn) -> Result<(), Error> {
    turn.commit().await
}

async fn give_up(turn: WriteTurn) -> Result<(), Error> {
    drop(turn);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_wait_are_flushed_together() {
    let bench = Bench::new().await;
    let mut first = bench.writer.begin().await.unwrap();
    write(&mut first, "a").await.unwrap();
    let others = [bench.queue("b", keep).await, bench.queue("c", keep).await];
    assert_eq!(bench.commits(), 0);
    first.commit().await.unwrap();
    for other in others {
        other.await.unwrap().unwrap();
    }
    assert_eq!(bench.words().await, ["a", "b", "c"]);
    assert_eq!(bench.commits(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_alone_is_flushed_at_once() {
    let bench = Bench::new().await;
    for (n, word) in (1..).zip(["a", "b", "c"]) {
        let mut turn = bench.writer.begin().await.unwrap();
        write(&mut turn, word).await.unwrap();
        turn.commit().await.unwrap();
        assert_eq!(bench.commits(), n);
    }
    assert_eq!(bench.words().await, ["a", "b", "c"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_given_up_takes_nothing_of_the_others_with_it() {
    let bench = Bench::new().await;
    let mut first = bench.writer.begin().await.unwrap();
    write(&mut first, "a").await.unwrap();
    let second = bench.queue("b", give_up).await;
    let third = bench.queue("c", keep).await;
    let fourth = bench.queue("d", give_up).await;
    first.commit().await.unwrap();
    for task in [second, third, fourth] {
        task.await.unwrap().unwrap();
    }
    assert_eq!(bench.words().await, ["a", "c"]);

    let mut alone = bench.writer.begin().await.unwrap();
    write(&mut alone, "e").await.unwrap();
    drop(alone);
    bench.writer.begin().await.unwrap().commit().await.unwrap();
    assert_eq!(bench.words().await, ["a", "c"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_goes_away_leaves_the_flush_to_nobody_else() {
    let bench = Bench::new().await;
    let first = bench.writer.begin().await.unwrap();
    let second = bench.queue("b", keep).await;
    let third = bench.queue("c", give_up).await;
    let leaving = tokio::spawn(async move {
        let mut first = first;
        write(&mut first, "a").await?;
        first.commit().await
    });
    while bench.writer.waiting.load(Ordering::Acquire) == 2 {
        tokio::task::yield_now().await;
    }
    leaving.abort();
    second.await.unwrap().unwrap();
    third.await.unwrap().unwrap();
    bench.writer.close().await;
    assert_eq!(bench.words().await, ["a", "b"]);
}

/// Filling the database makes it give up the whole transaction: those who were done are told, and the next ones can work again.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_fails_everybody_in_the_transaction_and_nobody_after_it() {
    let bench = Bench::new().await;
    let mut first = bench.writer.begin().await.unwrap();
    write(&mut first, "a").await.unwrap();
    let second = bench
        .queue("b", async |mut turn| {
            sqlx::query("PRAGMA max_page_count = 3")
                .execute(&mut *turn)
                .await?;
            sqlx::query("INSERT INTO word (word) VALUES (zeroblob(100000))")
                .execute(&mut *turn)
                .await?;
            turn.commit().await
        })
        .await;
    let told = first.commit().await;
    let own = second.await.unwrap();
    assert!(matches!(own, Err(Error::StorageFull(_))), "{own:?}");
    assert!(told.is_err());
    assert_eq!(bench.words().await, [""; 0]);

    let mut after = bench.writer.begin().await.unwrap();
    write(&mut after, "c").await.unwrap();
    after.commit().await.unwrap();
    assert_eq!(bench.words().await, ["c"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_begins_after_the_end() {
    let bench = Bench::new().await;
    bench.writer.close().await;
    assert!(matches!(
        bench.writer.begin().await,
        Err(Error::Unavailable(sqlx::Error::PoolClosed))
    ));
}
