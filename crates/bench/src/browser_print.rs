//! Chromium's print of Visa, as a counterpart of our own paper.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context as _;

use crate::note;
use crate::processor::children_seconds;

const PRINTS: u32 = 5;
const PLACES: [&str; 3] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
];

/// Returns how many prints of a page Chromium makes per second of one core, being started for each; `None` without Chromium.
pub(crate) fn per_second(page: &str) -> anyhow::Result<Option<f64>> {
    let Some(program) = PLACES.iter().map(Path::new).find(|place| place.exists()) else {
        note(
            "Chromium's print: left out, since there is no Chromium",
            0.0,
            "",
        )?;
        return Ok(None);
    };
    let folder = tempfile::tempdir()?;
    let html = folder.path().join("visa.html");
    std::fs::write(&html, page)?;
    let before = children_seconds()?;
    for number in 0..PRINTS {
        print(program, &html, &folder.path().join(format!("{number}.pdf")))?;
    }
    Ok(Some(f64::from(PRINTS) / (children_seconds()? - before)))
}

fn print(program: &Path, html: &Path, pdf: &PathBuf) -> anyhow::Result<()> {
    let profile = tempfile::tempdir()?;
    let status = Command::new(program)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-pdf-header-footer",
        ])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("--print-to-pdf={}", pdf.display()))
        .arg(html)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    let size = std::fs::metadata(pdf)
        .context("Chromium wrote no file")?
        .len();
    anyhow::ensure!(status.success() && size > 1_000, "Chromium could not print");
    Ok(())
}
