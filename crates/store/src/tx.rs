//! A transaction on either database.
//!
//! Each query is one portable text; the macros expand it once per database, so that the compiler checks both.

use std::ops::{Deref, DerefMut};

use sqlx::pool::PoolConnection;
use sqlx::{Database, Postgres, Sqlite, SqliteConnection, Transaction};

use crate::Error;
use crate::disk::Disk;
use crate::writer::WriteTurn;

/// A transaction. Dropping it rolls back.
pub struct Tx {
    pub(crate) conn: Conn,
    pub(crate) is_broken: bool,
    disk: Disk,
}

pub(crate) enum Conn {
    Sqlite(SqliteConn),
    Postgres(Pooled<Postgres>),
}

/// A connection to SQLite: one of the readers, or the writer.
pub(crate) enum SqliteConn {
    Reading(Pooled<Sqlite>),
    Writing(WriteTurn),
}

/// A connection of a pool.
pub(crate) enum Pooled<D: Database> {
    /// In a transaction.
    Within(Transaction<'static, D>),
    /// For one statement that reads, which is a transaction by itself.
    Single(PoolConnection<D>),
}

impl<D: Database> Pooled<D> {
    async fn commit(self) -> Result<(), Error> {
        match self {
            Self::Within(tx) => Ok(tx.commit().await?),
            Self::Single(_) => Ok(()),
        }
    }
}

impl<D: Database> Deref for Pooled<D> {
    type Target = D::Connection;
    fn deref(&self) -> &D::Connection {
        match self {
            Self::Within(tx) => tx,
            Self::Single(connection) => connection,
        }
    }
}

impl<D: Database> DerefMut for Pooled<D> {
    fn deref_mut(&mut self) -> &mut D::Connection {
        match self {
            Self::Within(tx) => tx,
            Self::Single(connection) => connection,
        }
    }
}

impl Deref for SqliteConn {
    type Target = SqliteConnection;
    fn deref(&self) -> &SqliteConnection {
        match self {
            Self::Reading(pooled) => pooled,
            Self::Writing(turn) => turn,
        }
    }
}

impl DerefMut for SqliteConn {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        match self {
            Self::Reading(pooled) => pooled,
            Self::Writing(turn) => turn,
        }
    }
}

/// Runs a statement and returns how many rows it changed.
macro_rules! execute {
    ($tx:expr, $sql:expr $(, $bind:expr)* $(,)?) => {{
        let sql: &'static str = $sql;
        let done = match &mut $tx.conn {
            $crate::tx::Conn::Sqlite(c) => sqlx::query(sql)$(.bind($bind))*
                .execute(&mut **c).await.map(|done| done.rows_affected()),
            $crate::tx::Conn::Postgres(c) => sqlx::query(sql)$(.bind($bind))*
                .execute(&mut **c).await.map(|done| done.rows_affected()),
        };
        $tx.checked(done)
    }};
}

/// Runs a query and reads every row with `$read`.
macro_rules! fetch_all {
    ($tx:expr, $read:expr, $sql:expr $(, $bind:expr)* $(,)?) => {{
        let sql: &'static str = $sql;
        match &mut $tx.conn {
            $crate::tx::Conn::Sqlite(c) => {
                let rows = sqlx::query(sql)$(.bind($bind))*.fetch_all(&mut **c).await;
                $tx.checked(rows).and_then(|rows| rows.iter().map($read).collect::<Result<Vec<_>, _>>())
            }
            $crate::tx::Conn::Postgres(c) => {
                let rows = sqlx::query(sql)$(.bind($bind))*.fetch_all(&mut **c).await;
                $tx.checked(rows).and_then(|rows| rows.iter().map($read).collect::<Result<Vec<_>, _>>())
            }
        }
    }};
}

/// Runs a query that gives at most one row and reads it with `$read`.
macro_rules! fetch_optional {
    ($tx:expr, $read:expr, $sql:expr $(, $bind:expr)* $(,)?) => {{
        let sql: &'static str = $sql;
        match &mut $tx.conn {
            $crate::tx::Conn::Sqlite(c) => {
                let row = sqlx::query(sql)$(.bind($bind))*.fetch_optional(&mut **c).await;
                $tx.checked(row).and_then(|row| row.as_ref().map($read).transpose())
            }
            $crate::tx::Conn::Postgres(c) => {
                let row = sqlx::query(sql)$(.bind($bind))*.fetch_optional(&mut **c).await;
                $tx.checked(row).and_then(|row| row.as_ref().map($read).transpose())
            }
        }
    }};
}

pub(crate) use {execute, fetch_all, fetch_optional};

impl Tx {
    pub(crate) fn new(conn: Conn, disk: Disk) -> Self {
        Self {
            conn,
            is_broken: false,
            disk,
        }
    }

    /// Makes everything done in the transaction last; when it returns, it is on stable storage (R78).
    ///
    /// # Errors
    /// [`Error::Broken`] when an operation failed in the database before: PostgreSQL would answer such a commit with a silent
    /// rollback. [`Error::Fatal`] when the disk failed.
    pub async fn commit(self) -> Result<(), Error> {
        if self.is_broken {
            return Err(Error::Broken);
        }
        let done = match self.conn {
            Conn::Sqlite(SqliteConn::Writing(turn)) => turn.commit().await,
            Conn::Sqlite(SqliteConn::Reading(pooled)) => pooled.commit().await,
            Conn::Postgres(pooled) => pooled.commit().await,
        };
        self.disk.note(done)
    }

    /// Takes note of a failed statement.
    pub(crate) fn checked<T>(&mut self, result: Result<T, sqlx::Error>) -> Result<T, Error> {
        self.is_broken |= result.is_err();
        self.disk.note(result.map_err(Error::from))
    }

    /// Picks the text where the two databases need different ones.
    pub(crate) fn pick(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self.conn {
            Conn::Sqlite(_) => sqlite,
            Conn::Postgres(_) => postgres,
        }
    }
}

/// Tells a compare-and-set that changed its one row from one that came too late.
pub(crate) fn one_row(changed: u64) -> Result<(), Error> {
    if changed == 1 {
        Ok(())
    } else {
        Err(Error::Conflict)
    }
}
