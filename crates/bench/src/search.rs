//! Diagnosis search over the whole Swedish ICD-10, where it is at hand.

use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use intyg_core::diagnosis::CodeSystem;
use intyg_journal::{Registers, registers};

use crate::{Aim, note, report};

/// What people type, letter by letter: codes, words, several words, slips.
const TYPED: &[&str] = &[
    "m54.5",
    "f32",
    "s82",
    "z73",
    "j06.9",
    "lumbago",
    "depression",
    "depresiv episod",
    "ångest",
    "angestsyndrom",
    "stressreaktion",
    "utmattning",
    "fraktur underben",
    "smärta rygg",
    "influensa",
    "höft artros",
    "axel smarta",
    "hjärninfarkt",
    "bröstcancer",
    "migrän med aura",
    "karpaltunnel",
    "diskbrok ländrygg",
    "xyzzy",
    "a",
    "be",
];

pub(crate) fn run() -> anyhow::Result<()> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/icd-10-se");
    if !data.is_dir() {
        writeln!(
            std::io::stdout(),
            "left out: diagnosis search, the register is not at hand"
        )?;
        return Ok(());
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&data)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending != "md") {
            files.push(path);
        }
    }
    files.sort();
    let registers = Registers::with(&registers::import(&files)?);
    let prefixes: Vec<String> = TYPED
        .iter()
        .flat_map(|text| (1..=text.chars().count()).map(|n| text.chars().take(n).collect()))
        .collect();
    let mut times = Vec::new();
    for _ in 0..40 {
        for prefix in &prefixes {
            let start = Instant::now();
            let found = registers.search(CodeSystem::Icd10Se, prefix, intyg_app::MOST_HITS);
            times.push(start.elapsed());
            std::hint::black_box(found);
        }
    }
    times.sort_unstable();
    let at = |share: usize| {
        times
            .get(times.len() * share / 100)
            .map_or(0.0, |t| t.as_secs_f64() * 1000.0)
    };
    note(
        &format!(
            "search, median of {} over {} codes",
            times.len(),
            registers.count(CodeSystem::Icd10Se)
        ),
        at(50) * 1000.0,
        "us",
    )?;
    report("diagnosis search, p99", at(99), "ms", &Aim::Below(1.0))
}
