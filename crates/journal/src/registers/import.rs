//! Import of published registers. Each file's form is recognised by what stands in it; nothing is half-imported.

mod icd_positions;
mod icd_single;
pub(super) mod ksh97p;
mod table;

use std::collections::BTreeMap;
use std::collections::btree_map;
use std::fmt;
use std::path::{Path, PathBuf};

use intyg_core::diagnosis::CodeSystem;

/// The published registers have a few megabytes.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// A code and what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Upper case, without dot and without dagger or asterisk.
    pub code: String,
    /// The title on one line.
    pub title: String,
}

/// Registers that have been read from files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// What was read, per register.
    pub registers: BTreeMap<CodeSystem, ImportedRegister>,
    /// One report per file, in the order in which the files were given.
    pub reports: Vec<FileReport>,
}

/// One register out of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportedRegister {
    /// Names of the files that it comes from, without their folders.
    pub files: Vec<String>,
    /// Its codes, ascending.
    pub entries: Vec<Entry>,
}

/// What was found in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileReport {
    /// Which file.
    pub path: PathBuf,
    /// The form in which it is written.
    pub form: FileForm,
    /// Codes taken in.
    pub codes: usize,
    /// Rows left out, since they are no codes or not valid.
    pub left_out: usize,
}

/// The forms in which registers are published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileForm {
    /// ICD-10-SE in three files by length of the code: code, mark and title, separated by tabs, UTF-8.
    IcdPositions,
    /// ICD-10-SE in one file: quoted fields separated by tabs, with a line of headings, UTF-8.
    IcdSingle,
    /// KSH97-P: code in columns 1–5, title from column 8, ISO 8859-1.
    Ksh97P,
}

impl FileForm {
    /// Returns the register that has this form.
    pub fn system(self) -> CodeSystem {
        match self {
            Self::IcdPositions | Self::IcdSingle => CodeSystem::Icd10Se,
            Self::Ksh97P => CodeSystem::Ksh97P,
        }
    }
}

impl fmt::Display for FileReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, codes, .. } = self;
        let system = self.form.system().label();
        write!(f, "{}: {system}, {codes} codes", path.display())?;
        match self.left_out {
            0 => Ok(()),
            n => write!(f, ", {n} rows left out"),
        }
    }
}

/// Why nothing was imported: the first fault, on one line.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.line_of_text())]
pub struct ImportError {
    /// In which file.
    pub path: PathBuf,
    /// In which line, from 1, where there is one.
    pub line: Option<usize>,
    /// What is wrong.
    pub problem: ImportProblem,
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum ImportProblem {
    /// The file cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(std::io::Error),
    /// No published register is as large.
    #[error("is larger than {} MB", MAX_BYTES / 1024 / 1024)]
    TooLarge,
    /// None of the forms.
    #[error("is neither ICD-10-SE (three files, or one with headings, UTF-8) nor KSH97-P")]
    UnknownForm,
    /// Broken UTF-8.
    #[error("is not UTF-8")]
    NotUtf8,
    /// A row with another number of fields.
    #[error("has {0} fields instead of 3")]
    Fields(usize),
    /// Not a code of the register.
    #[error("{0:?} is not a code of this register")]
    Code(String),
    /// Neither dagger nor asterisk.
    #[error("{0:?} is neither a dagger nor an asterisk")]
    Mark(String),
    /// A code without title.
    #[error("the code {0} has no title")]
    NoTitle(String),
    /// A valid-from that is no date.
    #[error("{0:?} is not a date")]
    Date(String),
    /// A code that was there before.
    #[error("the code {code} was already in {first}")]
    Twice {
        /// Which code.
        code: String,
        /// Where it was first.
        first: Occurrence,
    },
    /// A code that is in the file twice, valid from the same day, with different titles.
    #[error("the code {code} stands on line {line} too, with another title")]
    Ambiguous {
        /// Which code.
        code: String,
        /// The other line.
        line: usize,
    },
    /// A column is missing.
    #[error("has no column {0}")]
    Column(&'static str),
    /// A quotation mark without its other half.
    #[error("has a quotation mark that is not closed")]
    OpenQuote,
    /// Something between a closing quotation mark and the next tab.
    #[error("has text after a closing quotation mark")]
    AfterQuote,
    /// One of the three files was not given.
    #[error("is one of three files: the one with codes of {0} positions is missing")]
    Incomplete(usize),
    /// Nothing but left-out rows.
    #[error("has no codes")]
    NoCodes,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// Which file.
    pub path: PathBuf,
    /// Which line, from 1.
    pub line: usize,
}

impl fmt::Display for Occurrence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} line {}", self.path.display(), self.line)
    }
}

impl ImportError {
    fn line_of_text(&self) -> String {
        let path = self.path.display();
        match self.line {
            Some(line) => format!("{path}: line {line}: {}", self.problem),
            None => format!("{path}: {}", self.problem),
        }
    }
}

/// What the readers of the forms return and refuse with.
type Rows = (Vec<Row>, LeftOut);
type LeftOut = usize;
type Fault = (Option<usize>, ImportProblem);

/// A code in a file.
struct Row {
    line: usize,
    entry: Entry,
}

/// Reads registers from files, all of them or none.
///
/// # Errors
/// [`ImportError`] names the first fault with file and line.
pub fn import(files: &[PathBuf]) -> Result<Imported, ImportError> {
    let mut merged: BTreeMap<CodeSystem, Merged> = BTreeMap::new();
    let mut reports = Vec::new();
    for path in files {
        let fail = |(line, problem)| ImportError {
            path: path.clone(),
            line,
            problem,
        };
        let (form, (rows, left_out)) = read_file(path).map_err(fail)?;
        reports.push(FileReport {
            path: path.clone(),
            form,
            codes: rows.len(),
            left_out,
        });
        let register = merged.entry(form.system()).or_default();
        register.add(path, rows).map_err(fail)?;
    }
    require_all_three(&reports, &merged)?;
    let registers = merged.into_iter().map(|(s, register)| (s, register.into()));
    Ok(Imported {
        registers: registers.collect(),
        reports,
    })
}

fn read_file(path: &Path) -> Result<(FileForm, Rows), Fault> {
    let unreadable = |error| (None, ImportProblem::Unreadable(error));
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > MAX_BYTES {
        return Err((None, ImportProblem::TooLarge));
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    let (form, rows) = read_bytes(&bytes)?;
    if rows.0.is_empty() {
        return Err((None, ImportProblem::NoCodes));
    }
    Ok((form, rows))
}

fn read_bytes(bytes: &[u8]) -> Result<(FileForm, Rows), Fault> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if ksh97p::looks_like(bytes) {
        return Ok((FileForm::Ksh97P, ksh97p::read(bytes)?));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or(&[]);
        let line = before.split(|b| *b == b'\n').count();
        (Some(line), ImportProblem::NotUtf8)
    })?;
    if icd_single::looks_like(text) {
        Ok((FileForm::IcdSingle, icd_single::read(text)?))
    } else if icd_positions::looks_like(text) {
        Ok((FileForm::IcdPositions, icd_positions::read(text)?))
    } else {
        Err((None, ImportProblem::UnknownForm))
    }
}

/// A register while its files are put together.
#[derive(Default)]
struct Merged {
    files: Vec<String>,
    codes: BTreeMap<String, (String, Occurrence)>,
}

impl Merged {
    fn add(&mut self, path: &Path, rows: Vec<Row>) -> Result<(), Fault> {
        let name = path.file_name().unwrap_or(path.as_os_str());
        // The name is kept in a line of tabs.
        self.files
            .push(name.to_string_lossy().replace(char::is_control, " "));
        for row in rows {
            let occurrence = Occurrence {
                path: path.to_owned(),
                line: row.line,
            };
            match self.codes.entry(row.entry.code) {
                btree_map::Entry::Vacant(place) => {
                    place.insert((row.entry.title, occurrence));
                }
                btree_map::Entry::Occupied(place) => {
                    let code = place.key().clone();
                    let first = place.get().1.clone();
                    return Err((Some(row.line), ImportProblem::Twice { code, first }));
                }
            }
        }
        Ok(())
    }
}

impl From<Merged> for ImportedRegister {
    fn from(merged: Merged) -> Self {
        let entries = merged.codes.into_iter();
        Self {
            files: merged.files,
            entries: entries
                .map(|(code, (title, _))| Entry { code, title })
                .collect(),
        }
    }
}

/// The categories alone look like a register, but Försäkringskassan wants four positions for psychiatric diagnoses.
fn require_all_three(
    reports: &[FileReport],
    merged: &BTreeMap<CodeSystem, Merged>,
) -> Result<(), ImportError> {
    let part = reports
        .iter()
        .find(|report| report.form == FileForm::IcdPositions);
    let (Some(part), Some(register)) = (part, merged.get(&CodeSystem::Icd10Se)) else {
        return Ok(());
    };
    for positions in 3..=5 {
        if !register.codes.keys().any(|code| code.len() == positions) {
            return Err(ImportError {
                path: part.path.clone(),
                line: None,
                problem: ImportProblem::Incomplete(positions),
            });
        }
    }
    Ok(())
}

/// Returns the text on one line, every run of white space as one blank.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line.retain(|c| !c.is_control());
    line
}

/// Returns a text from a file short enough for an error message.
fn shown(text: &str) -> String {
    text.chars().take(20).collect()
}

/// Returns the entry of a row, unless the title is empty.
fn entry(line: usize, code: String, title: &str) -> Result<Row, Fault> {
    let title = one_line(title);
    if title.is_empty() {
        return Err((Some(line), ImportProblem::NoTitle(code)));
    }
    Ok(Row {
        line,
        entry: Entry { code, title },
    })
}

/// Tells whether a code without dot has the form of ICD-10-SE. Source: certificate-types 4.15.
pub(super) fn is_icd_code(code: &str) -> bool {
    match code.as_bytes() {
        [letter, d1, d2, rest @ ..] => {
            letter.is_ascii_uppercase()
                && d1.is_ascii_digit()
                && d2.is_ascii_digit()
                && match rest {
                    [] => true,
                    [last] => is_digit_or_letter(*last),
                    [fourth, last] => fourth.is_ascii_digit() && is_digit_or_letter(*last),
                    _ => false,
                }
        }
        _ => false,
    }
}

fn is_digit_or_letter(byte: u8) -> bool {
    byte.is_ascii_digit() || byte.is_ascii_uppercase()
}
