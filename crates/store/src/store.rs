//! The open database.

use std::sync::Arc;

use sqlx::{PgPool, Postgres, SqlitePool, Transaction};

use crate::address::DatabaseUrl;
use crate::disk::{Disk, Room};
use crate::error::Error;
use crate::sqlite::FileLock;
use crate::tx::{Conn, Pooled, SqliteConn, Tx};
use crate::writer::Writer;
use crate::{migrate, postgres, sqlite};

/// An open database; clones share it.
#[derive(Clone)]
pub struct Store {
    pools: Pools,
    disk: Disk,
}

#[derive(Clone)]
enum Pools {
    Sqlite {
        /// One connection, since SQLite has one writer anyway: waiting here is fair and costs no busy loop.
        writer: Writer,
        readers: SqlitePool,
        /// Held as long as any clone lives.
        lock: Arc<FileLock>,
    },
    Postgres(PgPool),
}

/// Which migrations were run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migrated {
    /// Schema before, 0 for an empty database.
    pub from: i64,
    /// Schema now.
    pub to: i64,
}

impl Store {
    /// Opens the database, takes the file lock (SQLite) and reads back the settings on which durability rests. Runs no migration.
    ///
    /// # Errors
    /// [`Error::AlreadyInUse`], [`Error::NewerSchema`], [`Error::Setting`], [`Error::File`] and [`Error::Unavailable`] each want another
    /// word to the operator.
    ///
    /// Source: reliability-security R78–R80.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, Error> {
        let pools = match url {
            DatabaseUrl::Sqlite(path) => {
                let (writer, readers, lock) = sqlite::open(path).await?;
                Pools::Sqlite {
                    writer,
                    readers,
                    lock: Arc::new(lock),
                }
            }
            DatabaseUrl::Postgres(options) => Pools::Postgres(postgres::open(options).await?),
        };
        let store = Self {
            pools,
            disk: Disk::new(),
        };
        store.schema_version().await?;
        Ok(store)
    }

    /// Begins a transaction that changes something; on SQLite it is the only one at a time.
    ///
    /// For what must go on as long as it can: the access log, sessions, the outcome of attempts. A user's change begins with
    /// [`Store::begin_change`].
    pub async fn begin_write(&self) -> Result<Tx, Error> {
        let conn = match &self.pools {
            Pools::Sqlite { writer, .. } => writer
                .begin()
                .await
                .map(|turn| Conn::Sqlite(SqliteConn::Writing(turn))),
            Pools::Postgres(pool) => pool.begin().await.map(within_postgres).map_err(Error::from),
        };
        self.begun(conn)
    }

    /// Begins a transaction for a user's change.
    ///
    /// # Errors
    /// [`Error::NoRoom`] while the disk is short of room, before anything is done.
    pub async fn begin_change(&self) -> Result<Tx, Error> {
        self.disk.demand_room()?;
        self.begin_write().await
    }

    /// Begins a transaction that only reads, and sees one state of the database throughout.
    pub async fn begin_read(&self) -> Result<Tx, Error> {
        let conn = match &self.pools {
            Pools::Sqlite { readers, .. } => readers
                .begin_with("BEGIN")
                .await
                .map(|tx| Conn::Sqlite(SqliteConn::Reading(Pooled::Within(tx)))),
            Pools::Postgres(pool) => pool
                .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                .await
                .map(within_postgres),
        };
        self.begun(conn.map_err(Error::from))
    }

    /// Takes a connection for one query, which sees one state of the database without a transaction around it. For a second query
    /// that must agree with the first take [`Store::begin_read`].
    pub async fn single_read(&self) -> Result<Tx, Error> {
        let conn = match &self.pools {
            Pools::Sqlite { readers, .. } => readers
                .acquire()
                .await
                .map(|one| Conn::Sqlite(SqliteConn::Reading(Pooled::Single(one)))),
            Pools::Postgres(pool) => pool
                .acquire()
                .await
                .map(|one| Conn::Postgres(Pooled::Single(one))),
        };
        self.begun(conn.map_err(Error::from))
    }

    fn begun(&self, conn: Result<Conn, Error>) -> Result<Tx, Error> {
        Ok(Tx::new(self.disk.note(conn)?, self.disk.clone()))
    }

    /// Says whether the disk has room for new work; it has until something else is said. Source: reliability-security R88.
    pub fn set_room(&self, room: Room) {
        self.disk.set_room(room);
    }

    /// Resolves when the disk has failed, at once when it already has: the process must then end. Source: reliability-security R81.
    pub async fn disk_failed(&self) {
        self.disk.failed().await;
    }

    /// Runs the migrations that are missing; safe to run twice, at once, or to interrupt.
    pub async fn migrate(&self) -> Result<Migrated, Error> {
        migrate::run(self).await
    }

    /// Returns the number of the newest migration that has been run, 0 for an empty database.
    ///
    /// # Errors
    /// [`Error::NewerSchema`] when this program does not know it.
    pub async fn schema_version(&self) -> Result<i64, Error> {
        migrate::version(self).await
    }

    /// Stops a program that would run on an older schema.
    ///
    /// # Errors
    /// [`Error::NotMigrated`].
    pub async fn require_current_schema(&self) -> Result<(), Error> {
        let found = self.schema_version().await?;
        let needed = migrate::newest();
        if found == needed {
            Ok(())
        } else {
            Err(Error::NotMigrated { found, needed })
        }
    }

    /// Closes every connection after the running transactions and, on SQLite, folds the log into the file.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite {
                writer,
                readers,
                lock,
            } => {
                readers.close().await;
                writer.close().await;
                lock.release();
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }

    /// Tells which database it is, for the log.
    pub fn backend(&self) -> &'static str {
        match self.pools {
            Pools::Sqlite { .. } => "sqlite",
            Pools::Postgres(_) => "postgres",
        }
    }
}

fn within_postgres(tx: Transaction<'static, Postgres>) -> Conn {
    Conn::Postgres(Pooled::Within(tx))
}
