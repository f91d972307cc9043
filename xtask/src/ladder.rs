//! The dependency ladder: which crate may know which, compared with what their `Cargo.toml` files say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};
use serde::Deserialize;

/// May stand under `[dev-dependencies]` only…
const TESTS_ONLY: &str = "testkit";
/// … but for this crate, which is no part of the product.
const MEASURES: &str = "bench";

type Edges = BTreeMap<String, BTreeSet<String>>;

/// The edges between the crates of the workspace, by crate name without prefix.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ladder {
    /// Edges of the product (and of build scripts).
    depends: Edges,
    /// Edges of tests alone.
    tests: Edges,
}

/// Compares `xtask/ladder.toml` with the workspace.
///
/// # Errors
/// Names every edge that is used but not allowed, or allowed but not used.
pub(crate) fn check(root: &Path) -> Result<()> {
    let file = root.join("xtask/ladder.toml");
    let text =
        std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    let allowed: Ladder =
        toml::from_str(&text).with_context(|| format!("reading {}", file.display()))?;
    let metadata = MetadataCommand::new()
        .manifest_path(root.join("Cargo.toml"))
        .no_deps()
        .exec()
        .context("running cargo metadata")?;
    crate::none_of(
        "the crates' dependencies and xtask/ladder.toml differ:",
        &differences(&allowed, &used(&metadata)),
    )
}

/// Reads the edges between workspace crates.
fn used(metadata: &Metadata) -> Ladder {
    let mut used = Ladder::default();
    for package in metadata.workspace_packages() {
        let name = short(&package.name);
        used.depends.entry(name.clone()).or_default();
        for dependency in package.dependencies.iter().filter(|d| d.path.is_some()) {
            let edges = match dependency.kind {
                DependencyKind::Development => &mut used.tests,
                _ => &mut used.depends,
            };
            edges
                .entry(name.clone())
                .or_default()
                .insert(short(&dependency.name));
        }
    }
    used
}

fn short(package: &str) -> String {
    package.strip_prefix("intyg-").unwrap_or(package).to_owned()
}

fn differences(allowed: &Ladder, used: &Ladder) -> Vec<String> {
    let mut findings = Vec::new();
    for name in used.depends.keys() {
        if !allowed.depends.contains_key(name) {
            findings.push(format!("{name} is not on the ladder"));
        }
    }
    for name in allowed.depends.keys() {
        if !used.depends.contains_key(name) {
            findings.push(format!("the ladder names {name}, which is no crate"));
        }
    }
    for (name, edges) in allowed.depends.iter().chain(&used.depends) {
        if name != MEASURES && edges.contains(TESTS_ONLY) {
            findings.push(format!(
                "{name} → {TESTS_ONLY}: {TESTS_ONLY} may be a dev-dependency only"
            ));
        }
    }
    compare("", &allowed.depends, &used.depends, &mut findings);
    compare(" (tests)", &allowed.tests, &used.tests, &mut findings);
    findings.sort_unstable();
    findings.dedup();
    findings
}

fn compare(kind: &str, allowed: &Edges, used: &Edges, findings: &mut Vec<String>) {
    let pairs = |edges: &Edges| -> BTreeSet<(String, String)> {
        edges
            .iter()
            .flat_map(|(from, to)| to.iter().map(|to| (from.clone(), to.clone())))
            .collect()
    };
    let (allowed, used) = (pairs(allowed), pairs(used));
    for (from, to) in used.difference(&allowed) {
        findings.push(format!("{from} → {to}{kind}: used, but not on the ladder"));
    }
    for (from, to) in allowed.difference(&used) {
        findings.push(format!("{from} → {to}{kind}: on the ladder, but not used"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ladder(text: &str) -> Ladder {
        toml::from_str(text).unwrap()
    }

    fn check(allowed: &str, used: &str, expected: &[&str]) {
        assert_eq!(differences(&ladder(allowed), &ladder(used)), expected);
    }

    #[test]
    fn equal_edges_in_any_order_pass() {
        check(
            "[depends]\ncore = []\nweb = ['app', 'core']\napp = ['core']\n[tests]\nweb = ['testkit']",
            "[depends]\napp = ['core']\ncore = []\nweb = ['core', 'app']\n[tests]\nweb = ['testkit']",
            &[],
        );
    }

    #[test]
    fn every_difference_is_named() {
        for (allowed, used, expected) in [
            (
                "[depends]\nweb = []\nrivta = []\n[tests]",
                "[depends]\nweb = ['rivta']\nrivta = []\n[tests]",
                "web → rivta: used, but not on the ladder",
            ),
            (
                "[depends]\nweb = ['core']\ncore = []\n[tests]",
                "[depends]\nweb = []\ncore = []\n[tests]",
                "web → core: on the ladder, but not used",
            ),
            (
                "[depends]\n[tests]",
                "[depends]\npdf = []\n[tests]",
                "pdf is not on the ladder",
            ),
            (
                "[depends]\npdf = []\n[tests]",
                "[depends]\n[tests]",
                "the ladder names pdf, which is no crate",
            ),
            (
                "[depends]\nweb = []\n[tests]",
                "[depends]\nweb = []\n[tests]\nweb = ['rivta']",
                "web → rivta (tests): used, but not on the ladder",
            ),
        ] {
            check(allowed, used, &[expected]);
        }
    }

    #[test]
    fn an_edge_of_tests_is_no_edge_of_the_product() {
        check(
            "[depends]\nstore = []\n[tests]\nstore = ['rivta']",
            "[depends]\nstore = ['rivta']\n[tests]",
            &[
                "store → rivta (tests): on the ladder, but not used",
                "store → rivta: used, but not on the ladder",
            ],
        );
    }

    #[test]
    fn testkit_is_refused_outside_tests_and_bench_even_when_the_ladder_names_it() {
        check(
            "[depends]\nbench = ['testkit']\nweb = ['testkit']\n[tests]",
            "[depends]\nbench = ['testkit']\nweb = ['testkit']\n[tests]",
            &["web → testkit: testkit may be a dev-dependency only"],
        );
    }
}
