//! `demo`: simulator and server with demo data, for anyone who wants to try the product. Ctrl-C ends both; what was written stays.

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};

use anyhow::Context as _;
use clap::Args;
use intyg_app::{App, Clock};
use intyg_journal::{DemoJournal, DemoLogin, registers};
use jiff::SignedDuration;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio_util::sync::CancellationToken;

use crate::command::usable;
use crate::config::{Config, DiskConfig};
use crate::wiring::{self, Login};
use crate::{logging, seed, serve};

/// What every simulator prints when it listens.
const SIMULATOR_LISTENS: &str = "simulator listening on ";
/// What it prints when its clock has been moved on, before the milliseconds in all; it then waits for a line.
const SIMULATOR_CLOCK: &str = "simulator clock moved on by ";

/// Options of the demo.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// Folder for the demo's files.
    #[arg(long, default_value = "demo-data")]
    data: PathBuf,
    /// Port of the product; 0 = any free one.
    #[arg(long, default_value_t = 8470)]
    port: u16,
    /// Port of the simulator; 0 = any free one.
    #[arg(long, default_value_t = 8471)]
    simulator_port: u16,
    /// Folder or files of diagnosis registers to import first.
    #[arg(long, value_name = "PATH")]
    diagnoses: Vec<PathBuf>,
    /// Address of a database to use instead of a file in that folder, e.g. of PostgreSQL.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Start without certificates.
    #[arg(long)]
    empty: bool,
}

/// Runs the demo until Ctrl-C.
pub(crate) async fn run(config: Config, options: Options) -> anyhow::Result<ExitCode> {
    // Whoever tries the product reads the addresses and the logins, not every request.
    logging::start("warn");
    std::fs::create_dir_all(&options.data)
        .with_context(|| format!("cannot make {}", options.data.display()))?;
    let loopback = |port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
    let mut config = Config {
        listen: loopback(options.port),
        database: options
            .database
            .clone()
            .unwrap_or_else(|| format!("sqlite:{}", options.data.join("intyg.db").display())),
        data_dir: options.data.clone(),
        // A demo is worth no reserve.
        disk: DiskConfig {
            reserve_megabytes: 0,
        },
        ..config
    };
    import(&config, &options.diagnoses)?;
    let listener = serve::bind(&config)
        .await
        .context("use --port to choose another")?;
    let care = format!("http://{}", listener.local_addr()?);
    let Simulator {
        mut process,
        url: simulator_url,
        ahead,
        lines,
    } = start_simulator(&options, &care).await?;
    config.intygstjansten.url.clone_from(&simulator_url);
    let config = usable(config)?;
    let store = wiring::open_store(&config).await?;
    store
        .migrate()
        .await
        .context("cannot migrate the database")?;
    let app = wiring::with_store(&config, Login::Demo, Clock::ahead(ahead), store)?;
    if !options.empty {
        seed::seed(&app)
            .await
            .context("cannot write the demo's certificates")?;
    }
    let answers = process.stdin.take().context("the simulator has no input")?;
    tokio::spawn(follow_clock(app.clone(), ahead, lines, answers));
    announce(&format!("{care}/"), &simulator_url)?;

    let stop = CancellationToken::new();
    tokio::spawn(serve::stop_on_signal(stop.clone()));
    let served = serve::run(&config, app, listener, stop).await;
    // The simulator shares our terminal and may have had the same Ctrl-C.
    if process.try_wait()?.is_none() {
        process.kill().await.context("cannot end the simulator")?;
    }
    served?;
    Ok(ExitCode::SUCCESS)
}

fn import(config: &Config, paths: &[PathBuf]) -> anyhow::Result<()> {
    if paths.is_empty() {
        return Ok(());
    }
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            files.extend(files_in(path)?);
        } else {
            files.push(path.clone());
        }
    }
    let imported = registers::import(&files)?;
    registers::save(&config.data_dir, &imported)?;
    Ok(())
}

fn files_in(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|p| p.is_file())
        .collect();
    files.retain(|file| file.extension().is_none_or(|ending| ending != "md"));
    files.sort();
    Ok(files)
}

/// A simulator that listens.
struct Simulator {
    process: Child,
    url: String,
    /// How far its clock is ahead of the machine's.
    ahead: SignedDuration,
    /// What it prints from now on.
    lines: Lines<BufReader<ChildStdout>>,
}

async fn start_simulator(options: &Options, care: &str) -> anyhow::Result<Simulator> {
    let program = std::env::current_exe()
        .context("cannot tell where this program is")?
        .with_file_name("intyg-simulator");
    let mut child = Command::new(&program)
        .args([
            "--listen",
            &format!("127.0.0.1:{}", options.simulator_port),
            "--care",
            care,
            "--tell-clock",
            "--state",
        ])
        .arg(options.data.join("simulator.jsonl"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("cannot start {}", program.display()))?;
    let stdout = child.stdout.take().context("the simulator has no output")?;
    let mut lines = BufReader::new(stdout).lines();
    let mut ahead = SignedDuration::ZERO;
    while let Some(line) = lines.next_line().await? {
        if let Some(by) = told_clock(&line) {
            ahead = by;
        } else if let Some(url) = line.strip_prefix(SIMULATOR_LISTENS) {
            let url = url.trim().trim_end_matches('/').to_owned();
            return Ok(Simulator {
                process: child,
                url,
                ahead,
                lines,
            });
        }
    }
    anyhow::bail!(
        "the simulator did not start; is port {} taken? choose another with --simulator-port",
        options.simulator_port
    )
}

fn told_clock(line: &str) -> Option<SignedDuration> {
    let milliseconds = line.strip_prefix(SIMULATOR_CLOCK)?.trim().parse().ok()?;
    Some(SignedDuration::from_millis(milliseconds))
}

/// Moves our clock with the simulator's, which waits until we have followed: what happens there afterwards is not early here.
async fn follow_clock(
    app: App,
    mut ahead: SignedDuration,
    mut lines: Lines<BufReader<ChildStdout>>,
    mut answers: ChildStdin,
) {
    while let Ok(Some(line)) = lines.next_line().await {
        let Some(now_ahead) = told_clock(&line) else {
            continue;
        };
        match app.advance_clock(now_ahead.saturating_sub(ahead)).await {
            Ok(()) => ahead = now_ahead,
            Err(error) => tracing::error!(
                error = &error as &dyn std::error::Error,
                "the simulator's clock could not be followed"
            ),
        }
        if answers.write_all(b"followed\n").await.is_err() {
            return;
        }
    }
}

fn announce(address: &str, simulator: &str) -> anyhow::Result<()> {
    let demo = DemoJournal::embedded()?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "Nationella intyg: {address}")?;
    writeln!(out, "Simulator: {simulator}/")?;
    writeln!(out)?;
    writeln!(out, "Logga in som (användarnamn / lösenord):")?;
    for login in DemoLogin::new(demo.clone()).demo_logins() {
        writeln!(
            out,
            "  {:<10} / {:<6} {}, {} ({}), {}",
            login.user,
            login.password,
            login.name,
            login.title,
            login.roles.join(", "),
            login.units.join(", ")
        )?;
    }
    writeln!(out)?;
    writeln!(out, "Patienter:")?;
    for patient in demo.patients() {
        writeln!(out, "  {}  {}", patient.id.formatted(), patient.note)?;
    }
    writeln!(out)?;
    writeln!(out, "Avsluta med Ctrl-C.")?;
    out.flush()?;
    Ok(())
}
