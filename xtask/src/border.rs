//! The catalogue's border: no code outside `crates/catalog` names a certificate type, an element or a code of a value set.
//!
//! What may not be named is read from the catalogue's own source, so that a new type needs no change here. Looked at are Rust
//! sources without their comments and tests, and templates, scripts, style sheets and SQL.

mod source;
pub(crate) mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

use words::Words;

/// `xtask/border.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exceptions {
    /// Crates that are not looked at, each with a reason.
    #[serde(default)]
    exempt: BTreeMap<String, String>,
    /// Single words.
    #[serde(default)]
    allow: Vec<Allowed>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Allowed {
    /// File, from the root of the repository.
    path: String,
    /// The word.
    word: String,
    /// Why it stands there.
    #[serde(rename = "reason")]
    _reason: String,
}

/// A forbidden word in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Breach {
    /// File, from the root of the repository.
    path: String,
    /// Line, from 1.
    line: usize,
    /// The word.
    word: String,
}

/// Looks through all crates.
///
/// # Errors
/// Names every forbidden word with its file and line, and every exception that is not needed.
pub(crate) fn check(root: &Path) -> Result<()> {
    let file = root.join("xtask/border.toml");
    let text =
        std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    let exceptions: Exceptions =
        toml::from_str(&text).with_context(|| format!("reading {}", file.display()))?;
    let words = Words::of_catalogue(root)?;

    let mut breaches = Vec::new();
    let mut files = Vec::new();
    for entry in std::fs::read_dir(root.join("crates")).context("reading crates/")? {
        let folder = entry?.path();
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        if !exceptions.exempt.contains_key(name.as_ref()) {
            walk(&folder, &mut files)?;
        }
    }
    for file in files.iter().filter(|file| is_product(file)) {
        let path = file.strip_prefix(root).unwrap_or(file);
        let path = path.to_string_lossy().into_owned();
        let Some(language) = source::Language::of(file) else {
            continue;
        };
        let text = std::fs::read_to_string(file).with_context(|| format!("reading {path}"))?;
        let found = source::forbidden(language, &text, &words)
            .with_context(|| format!("reading {path}"))?;
        breaches.extend(found.into_iter().map(|(line, word)| Breach {
            path: path.clone(),
            line,
            word,
        }));
    }
    crate::none_of(
        "what the catalogue defines is named outside it (or xtask/border.toml is out of date):",
        &findings(breaches, &exceptions.allow),
    )
}

/// Collects the files below a folder, tests and browser packages included.
pub(crate) fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// Tells whether a file is neither a test nor a benchmark.
fn is_product(file: &Path) -> bool {
    let is_test = |part: &std::ffi::OsStr| {
        ["tests", "benches", "examples", "tests.rs"].contains(&&*part.to_string_lossy())
    };
    !file.iter().any(is_test)
}

fn findings(breaches: Vec<Breach>, allow: &[Allowed]) -> Vec<String> {
    let mut needed = BTreeSet::new();
    let mut findings = Vec::new();
    for breach in BTreeSet::from_iter(breaches) {
        let allowed = allow
            .iter()
            .position(|a| a.path == breach.path && a.word == breach.word);
        match allowed {
            Some(index) => {
                needed.insert(index);
            }
            None => findings.push(format!("{}:{}: {}", breach.path, breach.line, breach.word)),
        }
    }
    for (index, allowed) in allow.iter().enumerate() {
        if !needed.contains(&index) {
            findings.push(format!(
                "border.toml allows {} in {}, where it does not stand",
                allowed.word, allowed.path
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breach(path: &str, line: usize, word: &str) -> Breach {
        Breach {
            path: path.into(),
            line,
            word: word.into(),
        }
    }

    fn allowed(path: &str, word: &str) -> Allowed {
        Allowed {
            path: path.into(),
            word: word.into(),
            _reason: String::new(),
        }
    }

    #[test]
    fn an_exception_covers_its_word_in_its_file_only() {
        let breaches = vec![
            breach("a.rs", 1, "27"),
            breach("a.rs", 9, "27"),
            breach("a.rs", 2, "28"),
            breach("b.rs", 3, "27"),
        ];
        assert_eq!(
            findings(breaches, &[allowed("a.rs", "27")]),
            ["a.rs:2: 28", "b.rs:3: 27"]
        );
    }

    #[test]
    fn an_exception_that_is_not_needed_is_named() {
        assert_eq!(
            findings(vec![], &[allowed("a.rs", "27")]),
            ["border.toml allows 27 in a.rs, where it does not stand"]
        );
    }

    #[test]
    fn tests_and_benchmarks_are_not_looked_at() {
        for (path, product) in [
            ("crates/web/src/form.rs", true),
            ("crates/web/templates/form.html", true),
            ("crates/web/tests/it/main.rs", false),
            ("crates/core/src/access/tests.rs", false),
            ("crates/store/benches/x.rs", false),
        ] {
            assert_eq!(is_product(Path::new(path)), product, "{path}");
        }
    }
}
