use std::process::Command;

use intyg_store::{DatabaseUrl, Error, Migrated, Store};
use intyg_testkit::databases::TestDatabase;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

/// Set in the process that this test starts of itself.
const SECOND_PROCESS: &str = "INTYG_STORE_SECOND_PROCESS";

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_on_the_same_file_is_refused() {
    if let Ok(path) = std::env::var(SECOND_PROCESS) {
        let refused = matches!(
            Store::open(&DatabaseUrl::sqlite(path)).await,
            Err(Error::AlreadyInUse(_))
        );
        std::process::exit(if refused { 3 } else { 0 });
    }
    let database = TestDatabase::sqlite().await;
    let DatabaseUrl::Sqlite(path) = &database.url else {
        panic!("an SQLite file");
    };
    let link = path.with_file_name("other-name.db");
    std::os::unix::fs::symlink(path, &link).unwrap();
    for name in [path, &link] {
        let second = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "opening::a_second_process_on_the_same_file_is_refused",
            ])
            .env(SECOND_PROCESS, name)
            .output()
            .unwrap();
        assert_eq!(second.status.code(), Some(3), "{}", name.display());
    }
    database.store.close().await;
    Store::open(&database.url)
        .await
        .expect("free after closing");
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_a_store_twice_in_one_process_is_refused() {
    let database = TestDatabase::sqlite().await;
    let second = Store::open(&database.url).await;
    assert!(matches!(second, Err(Error::AlreadyInUse(_))));
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_made_is_named() {
    let url = DatabaseUrl::sqlite("/nonexistent/folder/intyg.db");
    assert!(
        matches!(Store::open(&url).await, Err(Error::File(path, _)) if path.starts_with("/nonexistent"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_answer_is_unavailable() {
    let folder = tempfile::tempdir().unwrap();
    let line = format!(
        "postgres://nobody@localhost/none?host={}",
        folder.path().display()
    );
    let url: DatabaseUrl = line.parse().unwrap();
    assert!(matches!(
        Store::open(&url).await,
        Err(Error::Unavailable(_))
    ));
}

/// A server that was set up where another alphabet is usual.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_in_another_alphabet_is_refused() {
    let Some(database) = TestDatabase::postgres().await else {
        return;
    };
    let DatabaseUrl::Postgres(options) = &database.url else {
        panic!("a PostgreSQL database");
    };
    let name = format!("latin_{}", std::process::id());
    let run = async |sql: String| {
        let mut connection = options.connect().await.unwrap();
        let done = sqlx::raw_sql(sqlx::AssertSqlSafe(sql));
        done.execute(&mut connection).await.unwrap();
    };
    run(format!(
        "CREATE DATABASE {name} ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
    ))
    .await;
    let other = (**options).clone().database(&name);
    let other = DatabaseUrl::Postgres(Box::new(other));
    let opened = Store::open(&other).await.err();
    run(format!("DROP DATABASE {name} WITH (FORCE)")).await;
    assert!(
        matches!(
            opened,
            Some(Error::Setting {
                name: "server_encoding",
                ..
            })
        ),
        "{opened:?}"
    );
    database.remove().await;
}

/// The highest number of a file of migrations.
pub(crate) fn newest_migration() -> i64 {
    std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations"))
        .unwrap()
        .filter_map(|entry| {
            let name = entry.unwrap().file_name();
            name.to_str()?.get(..4)?.parse().ok()
        })
        .max()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_file_waits_for_its_migrations() {
    let folder = tempfile::tempdir().unwrap();
    let url = DatabaseUrl::sqlite(folder.path().join("intyg.db"));
    let store = Store::open(&url).await.unwrap();
    assert_eq!(store.schema_version().await.unwrap(), 0);
    let newest = newest_migration();
    assert!(matches!(
        store.require_current_schema().await,
        Err(Error::NotMigrated { found: 0, needed }) if needed == newest
    ));
    for from in [0, newest] {
        let migrated = store.migrate().await.unwrap();
        assert_eq!(migrated, Migrated { from, to: newest });
    }
    store.require_current_schema().await.unwrap();
    store.close().await;
}

async fn sqlite(url: &DatabaseUrl, sql: &'static str) {
    let DatabaseUrl::Sqlite(path) = url else {
        panic!("an SQLite file");
    };
    let mut connection = SqliteConnectOptions::new()
        .filename(path)
        .connect()
        .await
        .unwrap();
    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_newer_program_is_left_alone() {
    let database = TestDatabase::sqlite().await;
    database.store.close().await;
    sqlite(
        &database.url,
        "INSERT INTO schema_version (number, name, sha256) VALUES (999, 'x', 'x')",
    )
    .await;
    let found = Store::open(&database.url).await;
    assert!(matches!(
        found,
        Err(Error::NewerSchema { found: 999, known }) if known == newest_migration()
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_that_was_changed_after_it_was_run_is_found() {
    let database = TestDatabase::sqlite().await;
    sqlite(
        &database.url,
        "UPDATE schema_version SET sha256 = 'x' WHERE number = 1",
    )
    .await;
    assert!(matches!(
        database.store.migrate().await,
        Err(Error::ChangedMigration(1))
    ));
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_that_migrate_postgres_at_once_run_each_migration_once() {
    let Some(database) = TestDatabase::postgres().await else {
        return;
    };
    let DatabaseUrl::Postgres(options) = &database.url else {
        panic!("a PostgreSQL database");
    };
    let mut connection = options.connect().await.unwrap();
    sqlx::raw_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        .execute(&mut connection)
        .await
        .unwrap();
    let other = Store::open(&database.url).await.unwrap();
    let (a, b) = tokio::join!(database.store.migrate(), other.migrate());
    assert_eq!(
        (a.unwrap().to, b.unwrap().to),
        (newest_migration(), newest_migration())
    );
    other.close().await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_committed_is_there_after_opening_again() {
    let database = TestDatabase::sqlite().await;
    let mut tx = database.store.begin_write().await.unwrap();
    let staff = crate::support::hsa("SE1-DOC");
    tx.set_setting(&staff, "preset", "a").await.unwrap();
    tx.commit().await.unwrap();
    database.store.close().await;
    let store = Store::open(&database.url).await.unwrap();
    let mut tx = store.begin_read().await.unwrap();
    assert_eq!(
        tx.setting(&staff, "preset").await.unwrap().as_deref(),
        Some("a")
    );
}
