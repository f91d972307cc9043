//! `legacy import`: certificates from before June 2018, file by file.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use intyg_app::{App, LegacyImport};

use crate::command::operator;
use crate::config::Config;
use crate::validate::read;
use crate::wiring;

/// What `legacy import` is told.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Files to import.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Why, for the access log.
    #[arg(long, default_value = "legacy import")]
    reason: String,
}

/// Imports the files, each on its own: what is wrong with one does not touch the others.
pub(crate) async fn run(config: &Config, import: &Import) -> anyhow::Result<ExitCode> {
    let app = wiring::app(config, wiring::Login::None).await?;
    let mut out = std::io::stdout().lock();
    let mut worst = 0;
    for file in &import.files {
        let done = import_file(&app, file, &import.reason).await?;
        worst = worst.max(report(&mut out, file, &done)?);
    }
    Ok(ExitCode::from(worst))
}

async fn import_file(app: &App, file: &Path, reason: &str) -> anyhow::Result<LegacyImport> {
    match read(file) {
        Ok(bytes) => Ok(app.import_legacy(&bytes, &operator(), reason).await?),
        Err(error) => Ok(LegacyImport::Unreadable(error.to_string())),
    }
}

/// Writes one line and returns the exit code that it asks for.
fn report(out: &mut impl Write, file: &Path, done: &LegacyImport) -> std::io::Result<u8> {
    let name = file.display();
    match done {
        LegacyImport::Imported(id) => writeln!(out, "imported {name}: {id}").map(|()| 0),
        LegacyImport::AlreadyThere(id) => writeln!(out, "already there {name}: {id}").map(|()| 0),
        LegacyImport::Refused { first, more: 0 } => {
            writeln!(out, "refused {name}: {first}").map(|()| 1)
        }
        LegacyImport::Refused { first, more } => {
            writeln!(out, "refused {name}: {first} (+{more} more)").map(|()| 1)
        }
        LegacyImport::Unreadable(reason) => {
            writeln!(out, "unreadable {name}: {reason}").map(|()| 2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_line_and_the_worst_one_decides() {
        let id = "9f0e8f2a-3c11-4c6e-9d43-0f5c1f1c2b3a"
            .parse()
            .expect("an id");
        let refused = |more| LegacyImport::Refused {
            first: "Okänd kod.".to_owned(),
            more,
        };
        for (done, line, code) in [
            (
                LegacyImport::Imported(id),
                "imported a.xml: 9f0e8f2a-3c11-4c6e-9d43-0f5c1f1c2b3a",
                0,
            ),
            (
                LegacyImport::AlreadyThere(id),
                "already there a.xml: 9f0e8f2a-3c11-4c6e-9d43-0f5c1f1c2b3a",
                0,
            ),
            (refused(0), "refused a.xml: Okänd kod.", 1),
            (refused(2), "refused a.xml: Okänd kod. (+2 more)", 1),
            (
                LegacyImport::Unreadable("XML_DTD".to_owned()),
                "unreadable a.xml: XML_DTD",
                2,
            ),
        ] {
            let mut out = Vec::new();
            let found = report(&mut out, Path::new("a.xml"), &done).expect("written");
            assert_eq!(String::from_utf8(out).expect("text"), format!("{line}\n"));
            assert_eq!(found, code);
        }
    }

    #[test]
    fn a_folder_or_a_missing_file_is_unreadable() {
        let folder = std::env::temp_dir();
        assert!(read(&folder).is_err());
        assert!(read(&folder.join("nationella-intyg/missing.xml")).is_err());
    }
}
