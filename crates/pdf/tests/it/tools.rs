//! The programs that read what we have written. `make test` installs them.

use std::path::Path;
use std::process::Command;

/// A PDF on disk.
pub(crate) struct Paper {
    folder: tempfile::TempDir,
}

impl Paper {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("paper.pdf"), bytes).expect("written");
        Self { folder }
    }

    fn run(&self, program: &str, before: &[&str], after: &[&str]) -> String {
        let file = self.folder.path().join("paper.pdf");
        let output = Command::new(program)
            .args(before)
            .arg(Path::new(&file))
            .args(after)
            .output()
            .unwrap_or_else(|error| panic!("{program} is missing, install it: {error}"));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{program}: {text}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        text
    }

    /// The text in reading order, as it stands in the lines.
    pub(crate) fn raw_text(&self) -> String {
        self.run("pdftotext", &["-enc", "UTF-8", "-raw"], &["-"])
    }

    /// The text with single blanks, words that were divided at the end of a line put together again, and pages' heads and feet in between.
    pub(crate) fn text(&self) -> String {
        plain(&self.raw_text())
    }

    /// The words with their right ends, in points from the left edge of the page.
    pub(crate) fn words(&self) -> Vec<(String, f64)> {
        let boxes = self.run("pdftotext", &["-enc", "UTF-8", "-bbox"], &["-"]);
        let word = |line: &str| {
            let (_, rest) = line.split_once("xMax=\"")?;
            let (right, rest) = rest.split_once('"')?;
            let (_, text) = rest.split_once('>')?;
            Some((text.split('<').next()?.to_owned(), right.parse().ok()?))
        };
        boxes.lines().filter_map(word).collect()
    }

    pub(crate) fn pages(&self) -> usize {
        let info = self.run("pdfinfo", &[], &[]);
        let pages = info.lines().find_map(|line| line.strip_prefix("Pages:"));
        pages.and_then(|n| n.trim().parse().ok()).expect("pages")
    }

    pub(crate) fn info(&self) -> String {
        self.run("pdfinfo", &["-meta"], &[]) + &self.run("pdfinfo", &[], &[])
    }

    pub(crate) fn structure(&self) -> String {
        self.run("pdfinfo", &["-struct-text"], &[])
    }

    /// Its objects in the open.
    pub(crate) fn objects(&self) -> String {
        self.run("qpdf", &["--qdf", "--object-streams=disable"], &["-"])
    }

    pub(crate) fn check(&self) {
        let told = self.run("qpdf", &["--check"], &[]);
        assert!(
            told.contains("No syntax or stream encoding errors"),
            "{told}"
        );
    }
}

/// Without blanks, line ends, and the signs that only allow or mark a division: what is the same text gives the same.
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .filter(|sign| !sign.is_whitespace() && !matches!(sign, '\u{200b}' | '-' | '\u{ad}'))
        .collect()
}
