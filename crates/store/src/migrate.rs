//! Numbered migrations. Each runs in its own transaction together with the row that says so.

use sqlx::AssertSqlSafe;

use crate::error::Error;
use crate::fields::{Columns, Fields, number};
use crate::rows::Frozen;
use crate::store::{Migrated, Store};
use crate::tx::{Conn, Tx, execute, fetch_all, fetch_optional};

struct Migration {
    number: i64,
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! migration {
    ($number:literal, $name:literal) => {
        Migration {
            number: $number,
            name: $name,
            sqlite: include_str!(concat!("../migrations/", $name, ".sql")),
            postgres: include_str!(concat!("../migrations/", $name, ".sql")),
        }
    };
    ($number:literal, $name:literal, pair) => {
        Migration {
            number: $number,
            name: $name,
            sqlite: include_str!(concat!("../migrations/", $name, ".sqlite.sql")),
            postgres: include_str!(concat!("../migrations/", $name, ".postgres.sql")),
        }
    };
}

/// Every migration; one that has been released is never edited.
static MIGRATIONS: &[Migration] = &[
    migration!(1, "0001_tables"),
    migration!(2, "0002_guards", pair),
    migration!(3, "0003_legacy", pair),
    migration!(4, "0004_life_of_a_certificate", pair),
    migration!(5, "0005_prints", pair),
    migration!(6, "0006_conversation", pair),
    migration!(7, "0007_unit_work", pair),
    migration!(8, "0008_periods", pair),
    migration!(9, "0009_waiting"),
    migration!(10, "0010_printers"),
    migration!(11, "0011_taken_over_units", pair),
    migration!(12, "0012_look_ups"),
];

/// Names the lock under which PostgreSQL runs one migration at a time.
const ADVISORY_LOCK: i64 = 0x1171_0001;

pub(crate) fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |migration| migration.number)
}

/// Returns a hash over every migration for both databases: two programs with the same one make the same tables.
pub fn schema_fingerprint() -> String {
    let all: String = MIGRATIONS
        .iter()
        .flat_map(|migration| [migration.sqlite, migration.postgres])
        .collect();
    Frozen::new(all).sha256().to_owned()
}

pub(crate) async fn version(store: &Store) -> Result<i64, Error> {
    let mut tx = store.begin_read().await?;
    let found = if has_version_table(&mut tx).await? {
        applied(&mut tx).await?.last().map_or(0, |row| row.0)
    } else {
        0
    };
    if found > newest() {
        return Err(Error::NewerSchema {
            found,
            known: newest(),
        });
    }
    Ok(found)
}

pub(crate) async fn run(store: &Store) -> Result<Migrated, Error> {
    let from = version(store).await?;
    while run_next(store).await? {}
    Ok(Migrated { from, to: newest() })
}

/// Runs the first missing migration; tells whether there was one.
async fn run_next(store: &Store) -> Result<bool, Error> {
    let mut tx = store.begin_write().await?;
    if matches!(tx.conn, Conn::Postgres(_)) {
        execute!(tx, "SELECT pg_advisory_xact_lock($1)", ADVISORY_LOCK)?;
    }
    execute!(
        tx,
        "CREATE TABLE IF NOT EXISTS schema_version (
            number BIGINT NOT NULL CONSTRAINT schema_version_pk PRIMARY KEY,
            name TEXT NOT NULL,
            sha256 TEXT NOT NULL)"
    )?;
    let done = applied(&mut tx).await?;
    for migration in MIGRATIONS {
        let sha256 = Frozen::new(text_for(&tx, migration)).sha256().to_owned();
        match done.iter().find(|(number, _)| *number == migration.number) {
            Some((_, stored)) if *stored == sha256 => {}
            Some(_) => return Err(Error::ChangedMigration(migration.number)),
            None => {
                apply(&mut tx, migration, &sha256).await?;
                tx.commit().await?;
                tracing::info!(
                    number = migration.number,
                    name = migration.name,
                    "migration run"
                );
                return Ok(true);
            }
        }
    }
    Ok(false)
}

async fn apply(tx: &mut Tx, migration: &Migration, sha256: &str) -> Result<(), Error> {
    let sql = AssertSqlSafe(text_for(tx, migration));
    let result = match &mut tx.conn {
        Conn::Sqlite(c) => sqlx::raw_sql(sql).execute(&mut **c).await.map(|_| ()),
        Conn::Postgres(c) => sqlx::raw_sql(sql).execute(&mut **c).await.map(|_| ()),
    };
    tx.checked(result)?;
    execute!(
        tx,
        "INSERT INTO schema_version (number, name, sha256) VALUES ($1, $2, $3)",
        migration.number,
        migration.name,
        sha256
    )?;
    Ok(())
}

/// Returns the text of a migration for the database that is open.
fn text_for(tx: &Tx, migration: &Migration) -> String {
    match tx.conn {
        Conn::Sqlite(_) => in_dialect(migration.sqlite, "/*sqlite "),
        Conn::Postgres(_) => in_dialect(migration.postgres, "/*postgres "),
    }
}

/// Takes the marks away from what stands in comments for this database alone; the other comments stay comments.
fn in_dialect(sql: &str, mark: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some((before, marked)) = rest.split_once(mark) {
        let (inside, after) = marked.split_once("*/").unwrap_or((marked, ""));
        text.push_str(before);
        text.push_str(inside);
        rest = after;
    }
    text.push_str(rest);
    text
}

async fn has_version_table(tx: &mut Tx) -> Result<bool, Error> {
    let sql = tx.pick(
        "SELECT COUNT(*) AS n FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'",
        "SELECT COUNT(*) AS n FROM pg_catalog.pg_class WHERE oid = to_regclass('schema_version')",
    );
    Ok(fetch_optional!(tx, number, sql)?.unwrap_or(0) > 0)
}

async fn applied(tx: &mut Tx) -> Result<Vec<(i64, String)>, Error> {
    fetch_all!(
        tx,
        version_row,
        "SELECT number, sha256 FROM schema_version ORDER BY number"
    )
}

fn version_row(row: &impl Fields) -> Result<(i64, String), Error> {
    let row = Columns::new(row, "schema_version", "sha256");
    Ok((row.int("number")?, row.text("sha256")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_database_reads_what_is_marked_for_it() {
        let sql = "a /*sqlite INTEGER*/ /*postgres BIGINT*/ /* other */) /*sqlite WITHOUT ROWID*/;";
        for (mark, expected) in [
            (
                "/*sqlite ",
                "a INTEGER /*postgres BIGINT*/ /* other */) WITHOUT ROWID;",
            ),
            (
                "/*postgres ",
                "a /*sqlite INTEGER*/ BIGINT /* other */) /*sqlite WITHOUT ROWID*/;",
            ),
            ("/*none ", sql),
        ] {
            assert_eq!(in_dialect(sql, mark), expected, "{mark}");
        }
    }

    #[test]
    fn migrations_are_numbered_upwards_as_their_files() {
        assert!(MIGRATIONS.is_sorted_by(|one, next| one.number < next.number));
        for migration in MIGRATIONS {
            assert!(
                migration
                    .name
                    .starts_with(&format!("{:04}_", migration.number))
            );
        }
    }
}
