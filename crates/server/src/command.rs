//! The command line.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};
use intyg_journal::registers;

use crate::config::Config;
use crate::outbox::{self, Outbox};
use crate::wiring;
use crate::{demo, inbox, legacy, serve, validate};

/// Nationella intyg: write, sign and send medical certificates.
#[derive(Debug, Parser)]
#[command(name = "nationella-intyg", version)]
pub(crate) struct Arguments {
    /// The configuration file; without it the defaults of config.example.toml.
    #[arg(long, short, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the web pages and deliver the outbox.
    Serve {
        /// Allow the login with user name and password of the demo journal; refused on anything but loopback.
        #[arg(long)]
        unsafe_dev_login: bool,
    },
    /// Start simulator and server with demo data.
    Demo(demo::Options),
    /// Bring the database to the schema of this program.
    Migrate,
    /// Say what is wrong with the configuration.
    CheckConfig,
    /// Diagnosis registers.
    #[command(subcommand)]
    Diagnoses(Diagnoses),
    /// Certificates from before June 2018.
    #[command(subcommand)]
    Legacy(Legacy),
    /// What came in for the units.
    #[command(subcommand)]
    Inbox(inbox::Inbox),
    /// Stored records.
    #[command(subcommand)]
    Record(Record),
    /// Messages on their way; an SQLite database has room for one process, so that the server must be stopped first.
    #[command(subcommand)]
    Outbox(Outbox),
    /// Judge `RegisterCertificate` files by the receivers' rules: exit code 0 all pass, 1 some fail, 2 some unreadable.
    Validate {
        /// Files to judge.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
enum Diagnoses {
    /// Import ICD-10-SE (three files, or the official single file) or KSH97-P; replaces what was imported before.
    Import {
        /// Files of one or several registers.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
enum Legacy {
    /// Import `RegisterMedicalCertificate` 3.1 files, to be read in the module Läkarintyg; a file that is there already changes nothing.
    ///
    /// Exit code 0 all are there, 1 some are refused, 2 some are unreadable.
    Import(legacy::Import),
}

#[derive(Debug, Subcommand)]
enum Record {
    /// Print the stored record of a certificate; the access log gets an entry.
    Show(RecordShow),
}

#[derive(Debug, Args)]
struct RecordShow {
    /// Id of the certificate.
    id: String,
    /// Why, for the access log.
    #[arg(long, default_value = "record show")]
    reason: String,
}

/// Runs a command.
pub(crate) fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let config = || match &arguments.config {
        Some(path) => Config::read(path),
        None => Ok(Config::default()),
    };
    match arguments.command {
        Command::Validate { files } => validate::validate(&files),
        Command::CheckConfig => check_config(&config()?),
        Command::Diagnoses(Diagnoses::Import { files }) => import_diagnoses(&config()?, &files),
        Command::Legacy(Legacy::Import(import)) => {
            runtime()?.block_on(legacy::run(&config()?, &import))
        }
        Command::Inbox(inbox) => runtime()?.block_on(inbox::run(&config()?, inbox)),
        Command::Migrate => runtime()?.block_on(migrate(&config()?)),
        Command::Outbox(command) => runtime()?.block_on(outbox::run(&config()?, command)),
        Command::Record(Record::Show(show)) => runtime()?.block_on(record_show(&config()?, &show)),
        Command::Serve { unsafe_dev_login } => {
            runtime()?.block_on(serve::serve(&usable(config()?)?, unsafe_dev_login))
        }
        Command::Demo(options) => runtime()?.block_on(demo::run(config()?, options)),
    }
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")
}

/// Refuses a configuration with faults, all of them in one line.
pub(crate) fn usable(config: Config) -> anyhow::Result<Config> {
    let faults = config.faults();
    if faults.is_empty() {
        Ok(config)
    } else {
        Err(anyhow::anyhow!(
            "the configuration cannot be used: {}",
            faults.join("; ")
        ))
    }
}

fn check_config(config: &Config) -> anyhow::Result<ExitCode> {
    let faults = config.faults();
    let mut out = std::io::stdout().lock();
    if faults.is_empty() {
        writeln!(out, "the configuration can be used")?;
        return Ok(ExitCode::SUCCESS);
    }
    for fault in faults {
        writeln!(out, "{fault}")?;
    }
    Ok(ExitCode::FAILURE)
}

async fn migrate(config: &Config) -> anyhow::Result<ExitCode> {
    let store = wiring::open_store(config).await?;
    let migrated = store
        .migrate()
        .await
        .context("cannot migrate the database")?;
    writeln!(
        std::io::stdout(),
        "schema {} -> {}",
        migrated.from,
        migrated.to
    )?;
    Ok(ExitCode::SUCCESS)
}

fn import_diagnoses(config: &Config, files: &[PathBuf]) -> anyhow::Result<ExitCode> {
    let imported = registers::import(files)?;
    std::fs::create_dir_all(&config.data_dir)
        .with_context(|| format!("cannot make {}", config.data_dir.display()))?;
    registers::save(&config.data_dir, &imported)?;
    let mut out = std::io::stdout().lock();
    for file in &imported.reports {
        writeln!(
            out,
            "{}: {} codes, {} rows left out",
            file.path.display(),
            file.codes,
            file.left_out
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns the user of this machine who runs the command, for the access log.
pub(crate) fn operator() -> String {
    std::env::var("SUDO_USER")
        .or_else(|_| std::env::var("USER"))
        .unwrap_or_else(|_| "unknown".to_owned())
}

async fn record_show(config: &Config, show: &RecordShow) -> anyhow::Result<ExitCode> {
    let id = show.id.parse().context("not the id of a certificate")?;
    let app = wiring::app(config, wiring::Login::None).await?;
    let record = app.record(id, &operator(), &show.reason).await?;
    let mut out = std::io::stdout().lock();
    for (field, text) in record {
        writeln!(out, "{field}: {text}")?;
    }
    Ok(ExitCode::SUCCESS)
}
