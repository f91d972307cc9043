//! Measures the diagnosis registers: `cargo run --release -p intyg-journal --example search_time -- FILE…`
//!
//! Imports the files, saves and loads them, and times a search for every beginning of some titles, as someone types them:
//! the whole, its words turned round, and with a letter left out.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use intyg_core::diagnosis::CodeSystem;
use intyg_journal::{Registers, registers};

#[expect(clippy::print_stdout, reason = "the figures are what it is for")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let files: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let started = Instant::now();
    let imported = registers::import(&files)?;
    println!("import   {:?}", started.elapsed());

    let dir = tempfile::tempdir()?;
    registers::save(dir.path(), &imported)?;
    let before = resident_kb();
    let loaded = Registers::load(dir.path())?;
    println!("resident {:?} -> {:?} kB", before, resident_kb());
    for _ in 0..5 {
        let started = Instant::now();
        Registers::load(dir.path())?;
        println!("load     {:?}", started.elapsed());
    }

    let system = CodeSystem::Icd10Se;
    let entries = imported
        .registers
        .get(&system)
        .map(|r| r.entries.as_slice());
    let titles = entries.unwrap_or_default().iter().step_by(97);
    let mut times: Vec<(Duration, String)> = Vec::new();
    for entry in titles {
        for text in typed(&entry.title, &entry.code) {
            // The best of three, so that other programs on the machine do not count.
            let runs = [(); 3].map(|()| {
                let started = Instant::now();
                std::hint::black_box(loaded.search(system, &text, 18));
                started.elapsed()
            });
            let took = runs.into_iter().min().unwrap_or_default();
            times.push((took, text));
        }
    }
    times.sort();
    for (name, permille) in [("p50", 500), ("p95", 950), ("p99", 990), ("max", 1000)] {
        let at = (times.len() * permille / 1000).saturating_sub(1);
        println!("{name}      {:?} of {}", times.get(at), times.len());
    }
    Ok(())
}

fn typed(title: &str, code: &str) -> Vec<String> {
    let turned: Vec<&str> = title.split(' ').rev().collect();
    let turned = turned.join(" ");
    let slipped: String = title
        .chars()
        .enumerate()
        .filter(|(at, _)| *at != 4)
        .map(|(_, c)| c)
        .collect();
    let beginnings = [title, &turned, &slipped, code].map(|text| {
        let ends: Vec<usize> = text
            .char_indices()
            .skip(1)
            .map(|(at, _)| at)
            .take(40)
            .collect();
        ends.into_iter()
            .filter_map(|end| text.get(..end).map(str::to_owned))
            .collect::<Vec<_>>()
    });
    beginnings.into_iter().flatten().collect()
}

fn resident_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
