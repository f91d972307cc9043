//! The national cases, judged by the national rules and by the product, file by file.
//!
//! They lie in `../shared`, beside the repository, and are no part of it. A checkout elsewhere has none and says so.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::border::words::Words;

/// Names the Python that has lxml and saxonche; set by the Makefile.
const PYTHON: &str = "PYTHON";

/// Judges every national case. The name of a case tells the verdict: `pass-…` or `fail-…`.
/// `product` judges those whose type is in the catalogue, the national rules judge all.
///
/// # Errors
/// Names every case with another verdict than its name. A missing folder is an error only when `CI` is `true`.
pub(crate) fn check(root: &Path, product: &Path) -> Result<()> {
    let shared = root.join("../shared");
    if !shared.is_dir() {
        ensure!(
            std::env::var("CI").as_deref() != Ok("true"),
            "the national cases are missing: {} is no folder",
            shared.display()
        );
        println!("left out: the national cases, as ../shared is missing");
        return Ok(());
    }
    let python = std::env::var(PYTHON).unwrap_or_else(|_| "python3".to_owned());
    let known = Words::of_catalogue(root)?;
    let (mut judged, mut by_product, mut wrong) = (0, 0, Vec::new());
    for folder in folders(&shared.join("cases/transport"))? {
        let kind = file_name(&folder);
        let cases = cases(&folder)?;
        judged += cases.len();
        let rules = shared.join(format!("rules/{kind}.v1.sch"));
        let mut oracle = Command::new(&python);
        oracle.arg(shared.join("tools/schematron.py")).arg(rules);
        wrong.extend(misjudged("national rules", &mut oracle, &cases)?);
        if known.is_code(&kind.to_uppercase()) {
            by_product += cases.len();
            let mut ours = Command::new(product);
            ours.arg("validate");
            wrong.extend(misjudged("product", &mut ours, &cases)?);
        }
    }
    ensure!(judged > 0, "no national case was found");
    println!(
        "{judged} national cases judged by the national rules, {by_product} of them also by the product"
    );
    crate::none_of("verdicts that differ from the case's name:", &wrong)
}

fn folders(parent: &Path) -> Result<BTreeSet<PathBuf>> {
    entries(parent, Path::is_dir)
}

fn cases(folder: &Path) -> Result<BTreeSet<PathBuf>> {
    entries(folder, |path| path.extension().is_some_and(|e| e == "xml"))
}

fn entries(parent: &Path, wanted: impl Fn(&Path) -> bool) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    for entry in
        std::fs::read_dir(parent).with_context(|| format!("reading {}", parent.display()))?
    {
        let path = entry?.path();
        if wanted(&path) {
            found.insert(path);
        }
    }
    Ok(found)
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// Runs a judge over the cases and returns what it judged otherwise than the names say.
fn misjudged(judge: &str, command: &mut Command, cases: &BTreeSet<PathBuf>) -> Result<Vec<String>> {
    let output = command
        .args(cases)
        .output()
        .with_context(|| format!("could not start the {judge}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    if text.is_empty() || !matches!(output.status.code(), Some(0 | 1)) {
        bail!("the {judge} failed ({}):\n{text}{errors}", output.status);
    }
    let names: Vec<String> = cases.iter().map(|case| file_name(case)).collect();
    Ok(differences(judge, &names, &text))
}

/// Compares lines `pass FILE` and `fail FILE: reason` with the names of the files, in the same order.
fn differences(judge: &str, names: &[String], verdicts: &str) -> Vec<String> {
    let mut lines = verdicts.lines();
    let mut wrong = Vec::new();
    for name in names {
        let expected = name.split('-').next().unwrap_or_default();
        let line = lines.next().unwrap_or("no verdict");
        if !line.contains(name.as_str()) || line.split(' ').next() != Some(expected) {
            wrong.push(format!("{judge}, {name}: {line}"));
        }
    }
    wrong.extend(lines.map(|line| format!("{judge}, one line too many: {line}")));
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_must_be_what_the_name_says() {
        let names = ["fail-a.xml", "pass-b.xml"].map(String::from);
        for (verdicts, wrong) in [
            ("fail x/fail-a.xml: why\npass x/pass-b.xml", 0),
            ("pass x/fail-a.xml\npass x/pass-b.xml", 1),
            ("fail x/fail-a.xml: why\nfail x/pass-b.xml: why", 1),
            ("fail x/fail-a.xml: why", 1),
            ("", 2),
            ("pass x/pass-b.xml\nfail x/fail-a.xml: why", 2),
            (
                "fail x/fail-a.xml: why\npass x/pass-b.xml\npass x/pass-b.xml",
                1,
            ),
        ] {
            assert_eq!(
                differences("judge", &names, verdicts).len(),
                wrong,
                "{verdicts}"
            );
        }
    }
}
