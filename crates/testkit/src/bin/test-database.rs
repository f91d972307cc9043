//! A PostgreSQL database for a program that is tested from outside: prints its address, and removes it when standard input ends.

use std::io::Write as _;

use anyhow::Context as _;
use intyg_store::DatabaseUrl;
use intyg_testkit::databases::TestDatabase;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let database = TestDatabase::postgres()
        .await
        .context("PostgreSQL is not installed")?;
    writeln!(std::io::stdout(), "{}", address(&database.url)?)?;
    tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink()))
        .await??;
    database.remove().await;
    Ok(())
}

/// As the configuration has it.
fn address(url: &DatabaseUrl) -> anyhow::Result<String> {
    let DatabaseUrl::Postgres(options) = url else {
        anyhow::bail!("not PostgreSQL");
    };
    let folder = options.get_socket().context("a socket")?;
    Ok(format!(
        "postgres:///{}?host={}&user={}",
        options.get_database().context("a database")?,
        folder.display(),
        options.get_username()
    ))
}
