//! What can go wrong between the program and its database.

use std::path::PathBuf;

/// An operation that did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address of the database cannot be understood.
    #[error("the database address is not understood: {0}")]
    Address(String),
    /// The database cannot be reached or does not answer; later it may.
    #[error("the database is not available")]
    Unavailable(#[source] sqlx::Error),
    /// Somebody else was first: the row is not in the expected state, or the key is taken.
    #[error("the stored state is another than expected")]
    Conflict,
    /// A rule of the database forbids it.
    #[error("refused by the database rule {0}")]
    Refused(String),
    /// Something stored cannot be read.
    #[error("{table}.{column} of {id} cannot be read")]
    Inconsistent {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
        /// Key of the row; never a personnummer.
        id: String,
    },
    /// Something stored is not what was stored: its hash differs.
    #[error("{table} {id} is not what was stored")]
    Integrity {
        /// Table.
        table: &'static str,
        /// Key of the row.
        id: String,
    },
    /// Another process has the SQLite file. Source: reliability-security R80.
    #[error("the database {0} is already used by another process")]
    AlreadyInUse(PathBuf),
    /// The lock file cannot be made or the folder cannot be written.
    #[error("the file {0} cannot be used")]
    File(PathBuf, #[source] std::io::Error),
    /// The database was made by a newer program.
    #[error("the database has schema {found}, this program knows {known}")]
    NewerSchema {
        /// Number in the database.
        found: i64,
        /// Newest number that the program knows.
        known: i64,
    },
    /// Migrations wait to be run.
    #[error("the database has schema {found}, this program needs {needed}")]
    NotMigrated {
        /// Number in the database, 0 for an empty one.
        found: i64,
        /// Number that the program needs.
        needed: i64,
    },
    /// A migration that has been run is not the one that this program has.
    #[error("migration {0} has been changed after it was run")]
    ChangedMigration(i64),
    /// A setting on which durability rests is not in force. Source: reliability-security R78, R79.
    #[error("{name} is {found}, needed is {needed}")]
    Setting {
        /// Setting.
        name: &'static str,
        /// As read back.
        found: String,
        /// As it must be.
        needed: &'static str,
    },
    /// No room left: nothing was written.
    #[error("the disk is full")]
    StorageFull(#[source] sqlx::Error),
    /// The disk is short of room, so that no new work is begun. Source: reliability-security R88.
    #[error("the disk is short of room")]
    NoRoom,
    /// The disk failed: the process must stop and not try again. Source: reliability-security R81.
    #[error("the disk failed")]
    Fatal(#[source] sqlx::Error),
    /// An earlier operation of the transaction failed, so that it cannot be committed.
    #[error("the transaction has failed")]
    Broken,
    /// The program asked for something that the database does not understand.
    #[error("the database does not understand the program")]
    Query(#[source] sqlx::Error),
}

impl Error {
    /// Tells whether the process must stop (R81).
    pub fn is_fatal(&self) -> bool {
        matches!(self, Self::Fatal(_))
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        match &error {
            E::Database(database) => match class_of(&database.code().unwrap_or_default()) {
                Class::Conflict => Self::Conflict,
                Class::Refused => Self::Refused(rule_of(database.as_ref())),
                Class::Full => Self::StorageFull(error),
                Class::Disk => Self::Fatal(error),
                Class::Busy => Self::Unavailable(error),
                Class::Other => Self::Query(error),
            },
            E::Io(_) | E::Tls(_) | E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed => {
                Self::Unavailable(error)
            }
            _ => Self::Query(error),
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Class {
    Conflict,
    Refused,
    Full,
    Disk,
    Busy,
    Other,
}

/// Tells the classes apart by `SQLSTATE` (five characters) or SQLite's result code (a number).
fn class_of(code: &str) -> Class {
    if code.len() == 5 {
        return match code {
            "23505" | "40001" | "40P01" => Class::Conflict,
            "53100" => Class::Full,
            "58030" => Class::Disk,
            "55P03" => Class::Busy,
            code if code.starts_with("23") => Class::Refused,
            code if ["08", "53", "57"].iter().any(|c| code.starts_with(c)) => Class::Busy,
            _ => Class::Other,
        };
    }
    let number: i32 = code.parse().unwrap_or_default();
    match (number & 0xff, number) {
        (19, 1555 | 2067) => Class::Conflict,
        (19, _) => Class::Refused,
        (13, _) => Class::Full,
        (10, _) => Class::Disk,
        (5 | 6, _) => Class::Busy,
        _ => Class::Other,
    }
}

/// Returns the name of the constraint or the trigger's own words, never the values.
fn rule_of(error: &dyn sqlx::error::DatabaseError) -> String {
    error
        .constraint()
        .map_or_else(|| error.message().to_owned(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source: SQLite, Result and Error Codes; PostgreSQL 15, Appendix A.
    #[test]
    fn the_databases_codes_mean_the_same_here() {
        for (codes, expected) in [
            (
                &["1555", "2067", "23505", "40001", "40P01"][..],
                Class::Conflict,
            ),
            (
                &[
                    "275", "787", "1299", "1811", "23001", "23502", "23503", "23514",
                ],
                Class::Refused,
            ),
            (&["13", "53100"], Class::Full),
            (
                &["10", "266", "522", "778", "1034", "1290", "58030"],
                Class::Disk,
            ),
            (
                &[
                    "5", "6", "261", "517", "55P03", "57P01", "57P03", "53300", "08006",
                ],
                Class::Busy,
            ),
            (&["1", "8", "11", "", "42P01", "25P02"], Class::Other),
        ] {
            for code in codes {
                assert_eq!(class_of(code), expected, "{code}");
            }
        }
    }

    #[test]
    fn a_failed_disk_stops_the_process_and_nothing_else_does() {
        assert!(Error::Fatal(sqlx::Error::WorkerCrashed).is_fatal());
        for other in [
            Error::Conflict,
            Error::Unavailable(sqlx::Error::PoolTimedOut),
            Error::StorageFull(sqlx::Error::PoolTimedOut),
        ] {
            assert!(!other.is_fatal(), "{other}");
        }
    }
}
