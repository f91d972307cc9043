//! The national files beside the repository, and the tools that judge by them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use intyg_catalog::element::CertificateType;

/// Returns the folder with the national files, or says in one line that a test is left out. With `CI=true` a missing folder fails.
pub(crate) fn shared(test: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    if folder.is_dir() {
        return Some(folder);
    }
    leave_out(test, "no national files beside the repository");
    None
}

/// Returns the name by which the national files call a type: its code in lower case.
pub(crate) fn folder_of(ty: &CertificateType) -> String {
    ty.code.to_lowercase()
}

/// Returns the file with the national rules for a type.
pub(crate) fn rules_of(ty: &CertificateType) -> String {
    format!("{}.v{}.sch", folder_of(ty), ty.major)
}

fn leave_out(test: &str, why: &str) {
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "{test}: {why}"
    );
    eprintln!("left out: {test} ({why})");
}

/// Lists the XML files of a folder whose names begin so, sorted.
pub(crate) fn files(folder: &Path, prefix: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            name(path).starts_with(prefix) && path.extension().is_some_and(|e| e == "xml")
        })
        .collect();
    files.sort();
    files
}

pub(crate) fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Writes documents to a folder as `00000.xml` and so on, so that the tools take them in one go.
pub(crate) fn write_all(folder: &Path, documents: &[String]) -> Vec<PathBuf> {
    documents
        .iter()
        .enumerate()
        .map(|(i, document)| {
            let path = folder.join(format!("{i:05}.xml"));
            std::fs::write(&path, document).expect("writable");
            path
        })
        .collect()
}

/// Files that the tools get at a time, so that neither their memory nor the command line overflows.
const BATCH: usize = 1000;

/// Judges files by the national Schematron rules, one line per file in the same order: `pass …`, `fail …` or `unreadable …`.
pub(crate) fn schematron(shared: &Path, rules: &str, files: &[PathBuf]) -> Option<Vec<String>> {
    let mut lines = Vec::new();
    for batch in files.chunks(BATCH) {
        lines.extend(judge(shared, rules, batch)?);
    }
    Some(lines)
}

fn judge(shared: &Path, rules: &str, files: &[PathBuf]) -> Option<Vec<String>> {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let run = Command::new(&python)
        .arg(shared.join("tools/schematron.py"))
        .arg(shared.join("rules").join(rules))
        .args(files)
        .output();
    match run {
        Ok(output) if output.stdout.is_empty() => {
            leave_out("schematron", &String::from_utf8_lossy(&output.stderr));
            None
        }
        Ok(output) => {
            // The reason of an `unreadable` quotes the document, line breaks included.
            let is_verdict = |line: &&str| {
                ["pass /", "fail /", "unreadable /"]
                    .iter()
                    .any(|start| line.starts_with(start))
            };
            let lines: Vec<String> = String::from_utf8_lossy(&output.stdout)
                .lines()
                .filter(is_verdict)
                .map(ToOwned::to_owned)
                .collect();
            assert_eq!(lines.len(), files.len(), "one line per file");
            Some(lines)
        }
        Err(error) => {
            leave_out("schematron", &format!("{python}: {error}"));
            None
        }
    }
}

/// Returns what `xmllint` says against files by the schema of `RegisterCertificate`; empty when all are valid.
pub(crate) fn schema_faults(shared: &Path, files: &[PathBuf]) -> Option<String> {
    let lines = xmllint(shared, files)?;
    let faults = lines.lines().filter(|line| !line.ends_with(" validates"));
    Some(faults.collect::<Vec<_>>().join("\n"))
}

/// Returns the files that are not valid by the schema of `RegisterCertificate`.
pub(crate) fn invalid_by_schema(shared: &Path, files: &[PathBuf]) -> Option<BTreeSet<PathBuf>> {
    let lines = xmllint(shared, files)?;
    let failed = |line: &str| line.strip_suffix(" fails to validate").map(PathBuf::from);
    Some(lines.lines().filter_map(failed).collect())
}

fn xmllint(shared: &Path, files: &[PathBuf]) -> Option<String> {
    files
        .chunks(BATCH)
        .map(|batch| xmllint_batch(shared, batch))
        .collect()
}

fn xmllint_batch(shared: &Path, files: &[PathBuf]) -> Option<String> {
    let schema = "rivta/clinicalprocess-healthcond-certificate/interactions/RegisterCertificateInteraction/RegisterCertificateResponder_3.1.xsd";
    let run = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(shared.join(schema))
        .args(files)
        .output();
    match run {
        Ok(output) => Some(String::from_utf8_lossy(&output.stderr).into_owned()),
        Err(error) => {
            leave_out("schema validation", &format!("xmllint: {error}"));
            None
        }
    }
}
