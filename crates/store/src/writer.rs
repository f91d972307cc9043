//! The one writer of an SQLite file.
//!
//! Transactions run one after the other. When one is done and others wait, it is not flushed at once: the next one goes on in the
//! same transaction of the database, behind a savepoint, and one `COMMIT` makes all of them last. Each is answered only after that
//! `COMMIT`, so that nobody is told of anything that is not on stable storage (R78), and one that is given up takes nothing of the
//! others with it. A flush costs the same for one as for many.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sqlx::{Connection as _, SqliteConnection};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard, oneshot};

use crate::Error;

/// How long a transaction waits for its turn.
const TURN_TIMEOUT: Duration = Duration::from_secs(30);

/// Transactions that one flush makes last, at most.
const MOST_TOGETHER: usize = 32;

type Turn = OwnedMappedMutexGuard<Option<Desk>, Desk>;

/// Gives out turns, first come first served; clones share the connection.
#[derive(Clone)]
pub(crate) struct Writer {
    /// `None` once it is closed.
    desk: Arc<Mutex<Option<Desk>>>,
    /// Transactions that wait for their first turn.
    waiting: Arc<AtomicUsize>,
}

/// What the holder of a turn works on.
struct Desk {
    connection: SqliteConnection,
    stage: Stage,
    /// Whoever is done and waits for the flush.
    done: Vec<oneshot::Sender<Result<(), Error>>>,
}

/// What is open in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// No transaction.
    Idle,
    /// A transaction in which everybody is done.
    Between,
    /// A transaction with somebody at work in it who began it.
    Alone,
    /// A transaction with somebody at work in it behind a savepoint.
    Behind,
}

/// A turn: to whoever has it, a transaction of its own. Dropping it gives up what was done in it.
pub(crate) struct WriteTurn {
    turn: Turn,
    writer: Writer,
}

impl Writer {
    pub(crate) fn new(connection: SqliteConnection) -> Self {
        let desk = Desk {
            connection,
            stage: Stage::Idle,
            done: Vec::new(),
        };
        Self {
            desk: Arc::new(Mutex::new(Some(desk))),
            waiting: Arc::new(AtomicUsize::new(0)),
        }
    }

    /// Waits for a turn and begins.
    pub(crate) async fn begin(&self) -> Result<WriteTurn, Error> {
        let turn = {
            let _counted = Counted::new(&self.waiting);
            tokio::time::timeout(TURN_TIMEOUT, self.turn())
                .await
                .map_err(|_| Error::Unavailable(sqlx::Error::PoolTimedOut))??
        };
        let mut turn = WriteTurn {
            turn,
            writer: self.clone(),
        };
        turn.turn.begin().await?;
        Ok(turn)
    }

    /// Makes last what is done, gives up what is not, and closes the connection.
    pub(crate) async fn close(&self) {
        let desk = self.desk.lock().await.take();
        if let Some(mut desk) = desk {
            desk.tidy_up().await;
            if let Err(error) = desk.connection.close().await {
                tracing::warn!(%error, "the database could not be closed in order");
            }
        }
    }

    async fn turn(&self) -> Result<Turn, Error> {
        let desk = Arc::clone(&self.desk).lock_owned().await;
        OwnedMutexGuard::try_map(desk, Option::as_mut)
            .map_err(|_| Error::Unavailable(sqlx::Error::PoolClosed))
    }

    /// Waits until somebody has flushed; when the own turn comes round again and nobody has, it does so for all.
    async fn flushed(&self, mut told: oneshot::Receiver<Result<(), Error>>) -> Result<(), Error> {
        tokio::select! {
            biased;
            result = &mut told => return result.unwrap_or_else(|_| Err(lost())),
            turn = self.turn() => {
                if let Ok(mut turn) = turn {
                    turn.tidy_up().await;
                }
            }
        }
        told.await.unwrap_or_else(|_| Err(lost()))
    }
}

impl WriteTurn {
    /// Makes what was done last. Runs to its end even if the caller goes away, since others may wait for the same flush.
    pub(crate) async fn commit(self) -> Result<(), Error> {
        tokio::spawn(self.finish())
            .await
            .unwrap_or_else(|_| Err(lost()))
    }

    async fn finish(mut self) -> Result<(), Error> {
        self.turn.end().await?;
        let alone = self.writer.waiting.load(Ordering::Acquire) == 0;
        if alone || self.turn.done.len() >= MOST_TOGETHER {
            return self.turn.flush().await;
        }
        let (tell, told) = oneshot::channel();
        self.turn.done.push(tell);
        let writer = self.writer.clone();
        drop(self);
        writer.flushed(told).await
    }
}

impl Drop for WriteTurn {
    /// Gives the lock of the database back soon, not only when the next one comes.
    fn drop(&mut self) {
        let is_unfinished = matches!(self.turn.stage, Stage::Alone | Stage::Behind);
        if let (true, Ok(runtime)) = (is_unfinished, Handle::try_current()) {
            let writer = self.writer.clone();
            runtime.spawn(async move {
                if let Ok(mut turn) = writer.turn().await {
                    turn.give_up().await;
                }
            });
        }
    }
}

impl Deref for WriteTurn {
    type Target = SqliteConnection;
    fn deref(&self) -> &SqliteConnection {
        &self.turn.connection
    }
}

impl DerefMut for WriteTurn {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.turn.connection
    }
}

impl Desk {
    /// The stage is noted before the statement runs: if the caller goes away meanwhile, what may have begun is given up.
    async fn begin(&mut self) -> Result<(), Error> {
        self.give_up().await;
        if self.stage == Stage::Between {
            self.stage = Stage::Behind;
            self.run("SAVEPOINT turn").await
        } else {
            self.stage = Stage::Alone;
            self.run("BEGIN IMMEDIATE").await
        }
    }

    /// Ends the work of a turn without flushing it.
    async fn end(&mut self) -> Result<(), Error> {
        if self.stage == Stage::Behind
            && let Err(error) = self.run("RELEASE turn").await
        {
            self.fail(&error).await;
            return Err(error);
        }
        self.stage = Stage::Between;
        Ok(())
    }

    /// Makes everything that is done last, and tells everybody.
    async fn flush(&mut self) -> Result<(), Error> {
        if let Err(error) = self.run("COMMIT").await {
            self.fail(&error).await;
            return Err(error);
        }
        self.stage = Stage::Idle;
        for done in self.done.drain(..) {
            tell(done, Ok(()));
        }
        Ok(())
    }

    /// Undoes what somebody has left unfinished. What others had done before stays, unless the database itself has given up the
    /// whole transaction: then it failed for them too.
    async fn give_up(&mut self) {
        match self.stage {
            Stage::Idle | Stage::Between => {}
            Stage::Alone => self.roll_back().await,
            Stage::Behind => {
                let mut undone = self.run("ROLLBACK TO turn").await;
                if undone.is_ok() {
                    undone = self.run("RELEASE turn").await;
                }
                match undone {
                    Ok(()) => self.stage = Stage::Between,
                    Err(error) => self.fail(&error).await,
                }
            }
        }
    }

    async fn tidy_up(&mut self) {
        self.give_up().await;
        if self.stage == Stage::Between
            && let Err(error) = self.flush().await
        {
            // Everybody concerned has been told.
            tracing::warn!(%error, "transactions could not be committed");
        }
    }

    async fn fail(&mut self, error: &Error) {
        self.roll_back().await;
        for done in self.done.drain(..) {
            tell(done, Err(same(error)));
        }
    }

    /// The database may have rolled back by itself, after a full disk for instance; then there is nothing to do.
    async fn roll_back(&mut self) {
        let _rolled_back_already = self.run("ROLLBACK").await;
        self.stage = Stage::Idle;
    }

    async fn run(&mut self, sql: &'static str) -> Result<(), Error> {
        sqlx::query(sql).execute(&mut self.connection).await?;
        Ok(())
    }
}

/// Counts a transaction as waiting until it is dropped, however the waiting ends.
struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    fn new(counter: &'a AtomicUsize) -> Self {
        counter.fetch_add(1, Ordering::AcqRel);
        Self(counter)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Whoever has gone away meanwhile need not be told.
fn tell(done: oneshot::Sender<Result<(), Error>>, result: Result<(), Error>) {
    let _gone = done.send(result);
}

fn lost() -> Error {
    Error::Unavailable(sqlx::Error::WorkerCrashed)
}

/// Returns the error of a common flush for another one whom it concerns.
fn same(error: &Error) -> Error {
    let cause = sqlx::Error::Protocol(format!("the common commit failed: {error}"));
    match error {
        Error::Fatal(_) => Error::Fatal(cause),
        Error::StorageFull(_) => Error::StorageFull(cause),
        _ => Error::Unavailable(cause),
    }
}

#[cfg(test)]
mod tests;
