//! `intyg-simulator`: Intygstjänsten and Försäkringskassan on a loopback address.

use std::{io::Write as _, net::SocketAddr, path::PathBuf};

use anyhow::Context as _;
use clap::Parser;
use intyg_simulator::{Clock, Config, start};
use tokio::signal::unix::{SignalKind, signal};

/// Simulates Intygstjänsten and Försäkringskassan, for demonstrations and tests.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// Loopback address to listen on; port 0 takes any free one.
    #[arg(long, default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// File that keeps what was received, so that the next start finds it.
    #[arg(long)]
    state: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("INTYG_LOG")
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn")),
        )
        .with_writer(std::io::stderr)
        .init();
    let options = Options::parse();
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot wait for Ctrl-C")?;
    let mut terminate = signal(SignalKind::terminate()).context("cannot wait for SIGTERM")?;
    let simulator = start(Config {
        listen: options.listen,
        state: options.state,
        clock: machine_clock(),
    })
    .await?;
    announce(&simulator.url())?;
    tokio::select! {
        _ = interrupt.recv() => (),
        _ = terminate.recv() => (),
    }
    simulator.shutdown().await;
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "here the machine's clock becomes the injected one"
)]
fn machine_clock() -> Clock {
    Clock::new(jiff::Timestamp::now)
}

/// Tells where the simulator listens, for whoever has started it.
fn announce(url: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "simulator listening on {url}")?;
    out.flush()?;
    Ok(())
}
