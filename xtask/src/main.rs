//! Checks of the repository: `cargo xtask ci` runs all of them, cheap ones first.
#![expect(
    clippy::print_stdout,
    reason = "a command-line tool that speaks to whoever runs it"
)]

mod border;
mod ci;
mod conformance;
mod counts;
mod ladder;
mod run;
mod snapshots;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;

use counts::Counts;

/// Checks of the repository.
#[derive(Parser)]
enum Command {
    /// Runs every check and every test, cheap ones first.
    Ci,
    /// Runs the national cases alone.
    Conformance,
    /// Compares the crates' dependencies with xtask/ladder.toml.
    Ladder,
    /// Looks for certificate types, elements and codes outside the catalogue.
    CatalogueBorder,
}

fn main() -> ExitCode {
    let mut counts = None;
    let outcome = root().and_then(|root| match Command::parse() {
        Command::Ci => ci::everything(&root, counts.insert(Counts::default())),
        Command::Conformance => ci::conformance(&root, counts.insert(Counts::default())),
        Command::Ladder => ladder::check(&root),
        Command::CatalogueBorder => border::check(&root),
    });
    if let Err(error) = &outcome {
        println!("{error:#}");
    }
    if let Some(Counts { passed, failed }) = counts {
        println!("{passed} passed, {failed} failed");
    }
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Returns the folder of the workspace.
fn root() -> Result<PathBuf> {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_path_buf)
        .context("xtask lies in no workspace")
}

/// Fails with all findings under a heading; passes when there are none.
fn none_of(heading: &str, findings: &[String]) -> Result<()> {
    anyhow::ensure!(
        findings.is_empty(),
        "{heading}\n  {}",
        findings.join("\n  ")
    );
    Ok(())
}
