//! A fresh, migrated database per test, on SQLite and on PostgreSQL.

#![expect(
    clippy::expect_used,
    reason = "a fixture that cannot be made ends the test"
)]

mod server;

use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use intyg_store::{DatabaseUrl, Store};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use tempfile::TempDir;

pub use server::is_installed as postgres_is_installed;

/// A database of one test's own.
pub struct TestDatabase {
    /// Where it is, to open it once more.
    pub url: DatabaseUrl,
    /// Open and migrated.
    pub store: Store,
    kept: Kept,
}

enum Kept {
    /// Removed with the value.
    Folder(TempDir),
    /// Name of the database on the test server.
    Database(String),
}

impl TestDatabase {
    /// Makes an SQLite file in a folder of its own.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn sqlite() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let url = DatabaseUrl::sqlite(folder.path().join("intyg.db"));
        let store = Store::open(&url).await.expect("an SQLite database");
        store.migrate().await.expect("migrations");
        Self {
            url,
            store,
            kept: Kept::Folder(folder),
        }
    }

    /// Makes a copy of a migrated template on the test server; `None` where PostgreSQL is not installed.
    ///
    /// # Panics
    /// When it cannot be made, or is not installed although `CI` is `true`.
    pub async fn postgres() -> Option<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        if !server::is_installed() {
            assert!(
                std::env::var("CI").as_deref() != Ok("true"),
                "PostgreSQL is not installed"
            );
            eprintln!("left out: PostgreSQL is not installed");
            return None;
        }
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", process::id());
        let url = server::make_database(&name)
            .await
            .expect("a PostgreSQL database");
        let store = Store::open(&url).await.expect("the PostgreSQL database");
        Some(Self {
            url,
            store,
            kept: Kept::Database(name),
        })
    }

    /// Runs SQL past the store, as a damaged disk, a newer program or a careless operator would.
    ///
    /// # Panics
    /// When the database refuses it.
    pub async fn run_sql(&self, sql: &'static str) {
        match &self.url {
            DatabaseUrl::Sqlite(path) => {
                let options = SqliteConnectOptions::new().filename(path);
                let mut connection = options.connect().await.expect("a connection");
                sqlx::raw_sql(sql).execute(&mut connection).await.map(drop)
            }
            DatabaseUrl::Postgres(options) => {
                let mut connection = options.connect().await.expect("a connection");
                sqlx::raw_sql(sql).execute(&mut connection).await.map(drop)
            }
        }
        .expect("the database does it");
    }

    /// Closes the database and removes it. A test that fails leaves a PostgreSQL database behind until the server starts the next time.
    ///
    /// # Panics
    /// When it cannot be removed.
    pub async fn remove(self) {
        self.store.close().await;
        match self.kept {
            Kept::Folder(folder) => folder.close().expect("the folder goes"),
            Kept::Database(name) => server::drop_database(&name)
                .await
                .expect("the database goes"),
        }
    }
}

/// Runs a test on SQLite; what [`store_test!`](crate::store_test) expands to.
///
/// # Panics
/// When the test does.
pub fn on_sqlite(test: impl AsyncFnOnce(Store)) {
    run(async {
        let database = TestDatabase::sqlite().await;
        test(database.store.clone()).await;
        database.remove().await;
    });
}

/// Runs a test on PostgreSQL, where it is installed; what [`store_test!`](crate::store_test) expands to.
///
/// # Panics
/// When the test does.
pub fn on_postgres(test: impl AsyncFnOnce(Store)) {
    run(async {
        if let Some(database) = TestDatabase::postgres().await {
            test(database.store.clone()).await;
            database.remove().await;
        }
    });
}

fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(test);
}

/// Makes two tests of one async closure over an open and migrated `Store`: `name::on_sqlite` and `name::on_postgres`.
#[macro_export]
macro_rules! store_test {
    ($(#[$meta:meta])* $name:ident, $test:expr $(,)?) => {
        $(#[$meta])*
        mod $name {
            #[expect(unused_imports, reason = "a test may need nothing of its module")]
            use super::*;

            #[test]
            fn on_sqlite() {
                $crate::databases::on_sqlite($test);
            }

            #[test]
            fn on_postgres() {
                $crate::databases::on_postgres($test);
            }
        }
    };
}
