//! Opening an SQLite file: the lock, the settings, one writer and several readers.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Row as _, SqliteConnection, SqlitePool};

use crate::Error;
use crate::writer::Writer;

/// Readers beside the one writer. Each has a thread of its own.
const READERS: u32 = 4;

/// How long a statement waits for a lock of another connection. Source: reliability-security R78.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Pages in the log before they are folded into the file (16 MB): four times SQLite's own figure, so that a page that many
/// transactions change is written to the file less often.
const CHECKPOINT_PAGES: &str = "4000";

/// How long a reading transaction waits for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(30);

/// The oldest SQLite that loses nothing when a checkpoint and a write meet. Source: reliability-security R79.
const OLDEST_SQLITE: [u32; 3] = [3, 51, 3];

pub(crate) async fn open(path: &Path) -> Result<(Writer, SqlitePool, FileLock), Error> {
    let lock = FileLock::take(path)?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("trusted_schema", "OFF")
        .pragma("mmap_size", "0")
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
        .statement_cache_capacity(300);
    let mut writer = options.connect().await?;
    check_version(&mut writer).await?;
    check_settings(&mut writer).await?;
    let readers = SqlitePoolOptions::new()
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .max_connections(READERS)
        .connect_with(options.pragma("query_only", "ON"))
        .await?;
    check_settings(&mut *readers.acquire().await?).await?;
    Ok((Writer::new(writer), readers, lock))
}

async fn check_version(connection: &mut SqliteConnection) -> Result<(), Error> {
    let row = sqlx::query("SELECT sqlite_version()")
        .fetch_one(connection)
        .await?;
    let found: String = row.try_get(0)?;
    if is_new_enough(&found) {
        return Ok(());
    }
    Err(Error::Setting {
        name: "the SQLite library",
        found,
        needed: "3.51.3 or newer",
    })
}

fn is_new_enough(version: &str) -> bool {
    let parts: Option<Vec<u32>> = version.split('.').map(|part| part.parse().ok()).collect();
    parts.is_some_and(|parts| parts.as_slice() >= OLDEST_SQLITE.as_slice())
}

/// Reads back what was asked for: a driver or a file system may have refused it in silence.
async fn check_settings(connection: &mut SqliteConnection) -> Result<(), Error> {
    for (sql, name, needed) in [
        ("PRAGMA journal_mode", "journal_mode", "wal"),
        ("PRAGMA foreign_keys", "foreign_keys", "1"),
        ("PRAGMA synchronous", "synchronous", "2"),
        ("PRAGMA trusted_schema", "trusted_schema", "0"),
        ("PRAGMA busy_timeout", "busy_timeout", "10000"),
        ("PRAGMA mmap_size", "mmap_size", "0"),
    ] {
        let row = sqlx::query(sql).fetch_optional(&mut *connection).await?;
        // A library built without memory mapping answers nothing to mmap_size.
        let found = match &row {
            None => "0".to_owned(),
            Some(row) => row
                .try_get::<String, _>(0)
                .or_else(|_| row.try_get::<i64, _>(0).map(|n| n.to_string()))?,
        };
        if found != needed {
            return Err(Error::Setting {
                name,
                found,
                needed,
            });
        }
    }
    Ok(())
}

/// Keeps every other process away from the database. The operating system lets go of it when the process ends, however it ends.
/// Source: reliability-security R80.
pub(crate) struct FileLock {
    file: File,
}

impl FileLock {
    fn take(database: &Path) -> Result<Self, Error> {
        let path = lock_path(database).map_err(|e| Error::File(database.to_owned(), e))?;
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(|e| Error::File(path.clone(), e))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { file }),
            Err(TryLockError::WouldBlock) => Err(Error::AlreadyInUse(database.to_owned())),
            Err(TryLockError::Error(e)) => Err(Error::File(path, e)),
        }
    }

    pub(crate) fn release(&self) {
        if let Err(error) = self.file.unlock() {
            tracing::warn!(%error, "the database lock could not be released before the end of the process");
        }
    }
}

/// Returns one lock file per database, by whatever way the path names it.
fn lock_path(database: &Path) -> std::io::Result<PathBuf> {
    let real = match std::fs::canonicalize(database) {
        Ok(real) => real,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            let folder = match database.parent() {
                Some(parent) if !parent.as_os_str().is_empty() => parent,
                _ => Path::new("."),
            };
            std::fs::canonicalize(folder)?.join(database.file_name().unwrap_or_default())
        }
        Err(e) => return Err(e),
    };
    let mut name = real.into_os_string();
    name.push(".lock");
    Ok(PathBuf::from(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        for (version, expected) in [
            ("3.51.3", true),
            ("3.51.10", true),
            ("3.54.1", true),
            ("4.0", true),
            ("3.51.2", false),
            ("3.9.99", false),
            ("3.51", false),
            ("", false),
            ("newest", false),
        ] {
            assert_eq!(is_new_enough(version), expected, "{version}");
        }
    }
}
