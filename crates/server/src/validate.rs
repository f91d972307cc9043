//! The command `validate`: one line per file, in the order of the arguments.
//!
//! The lines and the exit code are those of the usual Schematron runners: `pass`, `fail` with the first reason, `unreadable` with the
//! reason; 0 = all pass, 1 = some fail, 2 = some cannot be judged.

use std::fs::File;
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use intyg_convert::Verdict;

/// Bytes of a file that are read at most: one more than a document may have, so that the judge sees that it is too large.
/// A file that never ends, such as a device, is therefore no danger.
const MOST: u64 = intyg_convert::LARGEST_DOCUMENT as u64 + 1;

/// Judges files by the receivers' rules, on all processors.
pub(crate) fn validate(files: &[PathBuf]) -> anyhow::Result<ExitCode> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut worst = 0;
    let mut written = Ok(());
    intyg_convert::validate_all(
        files,
        |file| read(file).map_err(|error| error.to_string()),
        |file, verdict| {
            worst = worst.max(code(&verdict));
            if written.is_ok() {
                written = line(&mut out, file, &verdict);
            }
        },
    );
    written?;
    out.flush()?;
    Ok(ExitCode::from(worst))
}

/// Reads a file, but not more than shows that it is too large.
pub(crate) fn read(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?.take(MOST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn code(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Pass => 0,
        Verdict::Fail { .. } => 1,
        Verdict::Unreadable(_) => 2,
    }
}

fn line(out: &mut impl Write, file: &Path, verdict: &Verdict) -> io::Result<()> {
    let name = file.display();
    match verdict {
        Verdict::Pass => writeln!(out, "pass {name}"),
        Verdict::Fail { first, more: 0 } => writeln!(out, "fail {name}: {first}"),
        Verdict::Fail { first, more } => writeln!(out, "fail {name}: {first} (+{more} more)"),
        Verdict::Unreadable(reason) => writeln!(out, "unreadable {name}: {reason}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_verdict_has_its_line_and_its_code() {
        let fail = |more| Verdict::Fail {
            first: "Svar 6 saknas.".to_owned(),
            more,
        };
        for (verdict, expected, exit) in [
            (Verdict::Pass, "pass a b.xml\n", 0),
            (fail(0), "fail a b.xml: Svar 6 saknas.\n", 1),
            (fail(2), "fail a b.xml: Svar 6 saknas. (+2 more)\n", 1),
            (
                Verdict::Unreadable("no such file".to_owned()),
                "unreadable a b.xml: no such file\n",
                2,
            ),
        ] {
            let mut out = Vec::new();
            line(&mut out, Path::new("a b.xml"), &verdict).expect("memory is not full");
            assert_eq!(String::from_utf8(out).expect("UTF-8"), expected);
            assert_eq!(code(&verdict), exit);
        }
    }

    #[test]
    fn a_file_is_read_no_further_than_a_document_may_reach() {
        let bytes = read(Path::new("/dev/zero")).expect("a device");
        assert_eq!(bytes.len(), intyg_convert::LARGEST_DOCUMENT + 1);
        assert!(matches!(
            intyg_convert::validate_file(&bytes),
            Verdict::Unreadable(_)
        ));
        let folder = std::env::temp_dir();
        assert!(read(&folder).is_err(), "a folder");
    }
}
