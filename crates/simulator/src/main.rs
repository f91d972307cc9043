//! `intyg-simulator`: Intygstjänsten and Försäkringskassan on a loopback address.

use std::{
    io::Write as _,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use clap::Parser;
use intyg_simulator::{
    Clock, ClockMove, Config,
    scenario::{self, Scenario},
    start,
};
use jiff::Timestamp;
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::mpsc,
};

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
    /// Base address of the care system, which Försäkringskassan's messages go to.
    #[arg(long, value_name = "URL")]
    care: Option<String>,
    /// File of scenarios instead of the ones that come along; see docs/simulator.md.
    #[arg(long, value_name = "FILE")]
    scenarios: Option<PathBuf>,
    /// The clock starts at this time, such as 2026-03-02T08:00:00Z, and stands still until it is moved on.
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
    /// Tells on standard output how far the clock has been moved on, and waits each time for a line on standard input.
    #[arg(long)]
    tell_clock: bool,
}

/// Before the number of milliseconds by which the clock has been moved on.
const CLOCK: &str = "simulator clock moved on by ";

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
    let follower = options.tell_clock.then(tell_clock);
    let simulator = start(Config {
        listen: options.listen,
        state: options.state,
        care: options.care,
        scenarios: scenarios(options.scenarios.as_deref())?,
        follower,
        ..Config::loopback(options.at.map_or_else(machine_clock, Clock::standing))
    })
    .await?;
    if options.tell_clock {
        tell(&format!("{CLOCK}{}", simulator.clock_offset().as_millis()))?;
    }
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

/// Reads a file of scenarios, or the ones that come along.
fn scenarios(file: Option<&Path>) -> anyhow::Result<Vec<Scenario>> {
    let Some(file) = file else {
        return Ok(scenario::ready_made()?);
    };
    let text =
        std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    scenario::read(&text).with_context(|| format!("in {}", file.display()))
}

/// Tells each move of the clock to whoever has started the program, and waits for the answer.
fn tell_clock() -> mpsc::Sender<ClockMove> {
    let (sender, mut moves) = mpsc::channel::<ClockMove>(1);
    // A thread of its own: it may wait for input when the program ends.
    std::thread::spawn(move || {
        let mut answers = std::io::stdin().lines();
        while let Some(moved) = moves.blocking_recv() {
            let told = tell(&format!("{CLOCK}{}", moved.offset.as_millis()));
            let answered = told.is_ok() && matches!(answers.next(), Some(Ok(_)));
            if !answered {
                return;
            }
            // Nobody waits any more if it took too long.
            _ = moved.followed.send(());
        }
    });
    sender
}

/// Tells where the simulator listens, for whoever has started it.
fn announce(url: &str) -> anyhow::Result<()> {
    tell(&format!("simulator listening on {url}"))
}

fn tell(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()?;
    Ok(())
}
