//! Every check and every test in one order: what fails fast comes first.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::counts::{Counts, Runner};
use crate::run::{command, is_there, run, run_tests};
use crate::{border, conformance, ladder, snapshots};

/// A conformance test is one in a module of these names at the top of a crate's `tests/it`.
const CONFORMANCE: [&str; 2] = ["conformance::", "national::"];

/// Runs every step and stops at the first that fails. `counts` gets what ran up to there.
///
/// # Errors
/// What the failed step said.
pub(crate) fn everything(root: &Path, counts: &mut Counts) -> Result<()> {
    static_checks(root)?;
    let references = fresh_file(root, "snapshots-used.txt")?;
    step("tests", || tests(root, &references, counts))?;
    step("a further type", || further_type(root, counts))?;
    step("documentation tests", || {
        let arguments = [CARGO_TEST, &["--doc"]].concat();
        run_tests(
            &mut command(root, "cargo", &arguments),
            Runner::Libtest,
            counts,
        )
    })?;
    step("snapshots", || snapshots::check(root, &references))?;
    national_cases(root)?;
    step("browser journeys", || journeys(root, counts))?;
    step("browser journeys on PostgreSQL", || {
        journeys_on_postgres(root, counts)
    })
}

/// Runs the national cases: the tests in [`CONFORMANCE`], then the comparison of verdicts.
///
/// # Errors
/// What the failed step said.
pub(crate) fn conformance(root: &Path, counts: &mut Counts) -> Result<()> {
    step("conformance tests", || {
        let filter = format!("kind(test) and test(/^({})/)", CONFORMANCE.join("|"));
        let (arguments, runner) = if has_nextest() {
            ([NEXTEST, &["-E", &filter]].concat(), Runner::Nextest)
        } else {
            let only = [&["--test", "*", "--"], &CONFORMANCE[..]].concat();
            ([CARGO_TEST, &only].concat(), Runner::Libtest)
        };
        run_tests(&mut command(root, "cargo", &arguments), runner, counts)
    })?;
    national_cases(root)
}

const NEXTEST: &[&str] = &[
    "nextest",
    "run",
    "--workspace",
    "--locked",
    "--profile",
    "ci",
];
const CARGO_TEST: &[&str] = &["test", "--workspace", "--locked", "--no-fail-fast"];

fn static_checks(root: &Path) -> Result<()> {
    let cargo = |arguments: &[&str]| command(root, "cargo", arguments);
    step("format", || run(&mut cargo(&["fmt", "--all", "--check"])))?;
    step("ladder", || ladder::check(root))?;
    step("catalogue border", || border::check(root))?;
    step("lints", || {
        let targets = ["clippy", "--workspace", "--all-targets", "--locked"];
        run(cargo(&targets).args(["--", "-D", "warnings"]))
    })?;
    step("documentation", || {
        let doc = ["doc", "--workspace", "--no-deps", "--locked"];
        run(cargo(&doc).env("RUSTDOCFLAGS", "-D warnings"))
    })
}

/// Runs unit and integration tests; insta notes in `references` which snapshots they used.
fn tests(root: &Path, references: &Path, counts: &mut Counts) -> Result<()> {
    let (arguments, runner) = if has_nextest() {
        (NEXTEST.to_vec(), Runner::Nextest)
    } else {
        let targets = ["--lib", "--bins", "--tests"];
        ([CARGO_TEST, &targets].concat(), Runner::Libtest)
    };
    let mut tests = command(root, "cargo", &arguments);
    tests
        .env("INSTA_UPDATE", "no")
        .env(snapshots::REFERENCES, references);
    run_tests(&mut tests, runner, counts)
}

/// Runs the tests of what derives from the catalogue with one more type in it. National rules and cases exist for real types only.
fn further_type(root: &Path, counts: &mut Counts) -> Result<()> {
    let (mut arguments, runner) = if has_nextest() {
        let only = "not test(/^(cases::|conformance::.*rules)/)";
        (
            vec!["nextest", "run", "--profile", "ci", "-E", only],
            Runner::Nextest,
        )
    } else {
        (
            vec!["test", "--no-fail-fast", "--lib", "--tests"],
            Runner::Libtest,
        )
    };
    arguments.extend(["--locked", "--features", "intyg-catalog/trial"]);
    for name in ["intyg-catalog", "intyg-convert", "intyg-pdf", "intyg-web"] {
        arguments.extend(["-p", name]);
    }
    if runner == Runner::Libtest {
        arguments.extend(["--", "--skip", "cases::", "--skip", "conformance::"]);
    }
    let mut tests = command(root, "cargo", &arguments);
    run_tests(tests.env("INSTA_UPDATE", "no"), runner, counts)
}

/// Builds both programs, which the journeys need too, and compares verdicts.
fn national_cases(root: &Path) -> Result<()> {
    step("programs", || {
        // The whole workspace, so that the dependencies keep the features that the tests were built with.
        let build = ["build", "--workspace", "--bins", "--locked"];
        run(&mut command(root, "cargo", &build))
    })?;
    step("national cases", || {
        conformance::check(root, &program(root, "nationella-intyg"))
    })
}

/// Runs a step and says how long it took.
fn step(name: &str, action: impl FnOnce() -> Result<()>) -> Result<()> {
    println!("== {name}");
    let begun = Instant::now();
    action().with_context(|| format!("== {name}: failed"))?;
    println!("== {name}: fine, {} s", begun.elapsed().as_secs());
    Ok(())
}

fn has_nextest() -> bool {
    is_there("cargo", &["nextest", "--version"])
}

/// Journeys that are run on PostgreSQL too: a certificate's whole life. With `JOURNEYS_DATABASE=postgres` all of them can be.
const ON_POSTGRES: &[&str] = &["day", "life", "unit-drafts"];

/// Runs the journeys against the programs just built.
fn journeys(root: &Path, counts: &mut Counts) -> Result<()> {
    let mut node = Command::new("node");
    node.arg("journeys/run.mjs");
    run_journeys(root, &mut node, counts)
}

/// Runs [`ON_POSTGRES`].
fn journeys_on_postgres(root: &Path, counts: &mut Counts) -> Result<()> {
    let mut node = Command::new("node");
    node.arg("journeys/run.mjs")
        .args(
            ON_POSTGRES
                .iter()
                .map(|name| format!("journeys/{name}.journey.mjs")),
        )
        .env("JOURNEYS_DATABASE", "postgres");
    run_journeys(root, &mut node, counts)
}

/// The runner leaves the counts in a file: `passed failed`.
fn run_journeys(root: &Path, node: &mut Command, counts: &mut Counts) -> Result<()> {
    let report = fresh_file(root, "journeys.txt")?;
    node.current_dir(root)
        .env("NATIONELLA_INTYG_BIN", program(root, "nationella-intyg"))
        .env("JOURNEYS_REPORT", &report);
    let outcome = run(node);
    let text = std::fs::read_to_string(&report).unwrap_or_default();
    let numbers: Vec<u64> = text
        .split_whitespace()
        .filter_map(|n| n.parse().ok())
        .collect();
    if let [passed, failed] = numbers[..] {
        *counts += Counts { passed, failed };
    }
    outcome
}

fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir))
}

fn program(root: &Path, name: &str) -> PathBuf {
    target(root).join("debug").join(name)
}

/// Returns the path of a file in the build folder that is not there yet.
fn fresh_file(root: &Path, name: &str) -> Result<PathBuf> {
    let path = target(root).join(name);
    match std::fs::remove_file(&path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(e).with_context(|| format!("removing {}", path.display()))
        }
        _ => Ok(path),
    }
}
