//! Opening a PostgreSQL database.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgPool, Row as _};

use crate::Error;

const CONNECTIONS: u32 = 10;
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(30);

pub(crate) async fn open(options: &PgConnectOptions) -> Result<PgPool, Error> {
    let options = options
        .clone()
        .application_name("nationella-intyg")
        .statement_cache_capacity(300)
        .options([("synchronous_commit", "on"), ("lock_timeout", "10s")]);
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_with(options)
        .await?;
    check_settings(&pool).await?;
    Ok(pool)
}

/// Source: reliability-security R78.
async fn check_settings(pool: &PgPool) -> Result<(), Error> {
    for (sql, name, needed) in [
        ("SHOW fsync", "fsync", "on"),
        ("SHOW full_page_writes", "full_page_writes", "on"),
        ("SHOW synchronous_commit", "synchronous_commit", "on"),
        ("SHOW server_encoding", "server_encoding", "UTF8"),
    ] {
        let found: String = sqlx::query(sql).fetch_one(pool).await?.try_get(0)?;
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
