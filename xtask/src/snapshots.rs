//! Snapshot files that no test compares with any more.
//!
//! insta appends every file that it compares with to the file named by [`REFERENCES`].

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Environment variable that makes insta note which files it used.
pub(crate) const REFERENCES: &str = "INSTA_SNAPSHOT_REFERENCES_FILE";

/// Compares the snapshot files with those that the tests used.
///
/// # Errors
/// Names every file that no test used, and every one that waits for review.
pub(crate) fn check(root: &Path, references: &Path) -> Result<()> {
    let mut files = Vec::new();
    for folder in ["crates", "xtask"] {
        crate::border::walk(&root.join(folder), &mut files)?;
    }
    let used = match std::fs::read_to_string(references) {
        Ok(text) => text.lines().map(canonical).collect(),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => BTreeSet::new(),
        Err(e) => return Err(e).context("reading the list of used snapshots"),
    };
    crate::none_of("snapshots:", &unused(&files, &used))
}

fn canonical(path: &str) -> PathBuf {
    Path::new(path)
        .canonicalize()
        .unwrap_or_else(|_| PathBuf::from(path))
}

fn unused(files: &[PathBuf], used: &BTreeSet<PathBuf>) -> Vec<String> {
    let mut findings = Vec::new();
    for file in files {
        match file.extension().and_then(|e| e.to_str()) {
            Some("snap") if !used.contains(file) => {
                findings.push(format!("{} is compared with by no test", file.display()));
            }
            Some("new") if file.to_string_lossy().ends_with(".snap.new") => {
                findings.push(format!("{} waits for review", file.display()));
            }
            _ => {}
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_snapshots_that_no_test_used_are_named() {
        let files = ["/x/a.snap", "/x/b.snap", "/x/b.rs", "/x/c.snap.new"].map(PathBuf::from);
        let used = BTreeSet::from([PathBuf::from("/x/a.snap")]);
        assert_eq!(
            unused(&files, &used),
            [
                "/x/b.snap is compared with by no test",
                "/x/c.snap.new waits for review"
            ]
        );
    }
}
