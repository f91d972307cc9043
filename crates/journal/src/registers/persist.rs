//! The imported registers on disk: one file, replaced as a whole.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::hash::Hasher as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use intyg_core::diagnosis::CodeSystem;

use super::import::{Entry, Imported, ImportedRegister};
use super::index::{CodeAndTitle, Fnv};

const FILE: &str = "diagnoses.tsv";
const HEADING: &str = "nationella-intyg diagnosis registers 1";

/// Why the imported registers could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The file system refused.
    #[error("cannot write {path}")]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// What was imported before cannot be read, so that it cannot be kept beside the new.
    #[error("the registers imported before cannot be kept")]
    Before(#[from] LoadError),
}

/// Why the imported registers could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file system refused.
    #[error("cannot read {path}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file is not what was written.
    #[error("{path} is damaged ({what}): remove it and import the diagnosis registers again")]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What does not fit.
        what: &'static str,
    },
}

/// Writes an import to a directory, which is made when it is missing. A register that was imported before and is not part of
/// this import stays. Whenever the machine stops, either the old or the new file is there. Returns the path of the file.
///
/// # Errors
/// [`SaveError`]; the old file is then untouched.
pub fn save(dir: &Path, imported: &Imported) -> Result<PathBuf, SaveError> {
    let mut registers = imported.registers.clone();
    let all_new = CodeSystem::ALL.iter().all(|s| registers.contains_key(s));
    // A damaged file is no hindrance when nothing of it is to be kept.
    if !all_new {
        with_stored(dir, |stored| {
            for (system, register) in stored {
                let before = registers.entry(*system);
                before.or_insert_with(|| register.to_imported());
            }
        })?;
    }
    let path = dir.join(FILE);
    replace(dir, &path, written(&registers).as_bytes()).map_err(|source| SaveError::Io {
        path: path.clone(),
        source,
    })?;
    Ok(path)
}

/// A register in the file.
pub(super) struct Stored<'a> {
    pub(super) files: Vec<String>,
    pub(super) entries: Vec<CodeAndTitle<'a>>,
}

impl Stored<'_> {
    fn to_imported(&self) -> ImportedRegister {
        let entries = self.entries.iter().map(|(code, title)| Entry {
            code: (*code).to_owned(),
            title: (*title).to_owned(),
        });
        ImportedRegister {
            files: self.files.clone(),
            entries: entries.collect(),
        }
    }
}

/// Calls `read` with what [`save`] has written; with nothing when there is no file.
pub(super) fn with_stored<T>(
    dir: &Path,
    read: impl FnOnce(&BTreeMap<CodeSystem, Stored<'_>>) -> T,
) -> Result<T, LoadError> {
    let path = dir.join(FILE);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(read(&BTreeMap::new())),
        Err(source) => return Err(LoadError::Io { path, source }),
    };
    match parsed(&bytes) {
        Ok(stored) => Ok(read(&stored)),
        Err(what) => Err(LoadError::Damaged { path, what }),
    }
}

fn replace(dir: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    let new = dir.join(format!("{FILE}.{}.new", std::process::id()));
    let written = write_synced(&new, bytes).and_then(|()| fs::rename(&new, path));
    if written.is_err() {
        // What was wrong is the error to report, also when this fails too.
        drop(fs::remove_file(&new));
    }
    written?;
    File::open(dir)?.sync_all()
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Heading, checksum of the rest, then per register its key, its number of codes and its file names, and a line per code.
fn written(registers: &BTreeMap<CodeSystem, ImportedRegister>) -> String {
    let mut body = String::new();
    for (system, register) in registers {
        body.push_str(system.key());
        // Writing to a String cannot fail.
        let _ = write!(body, "\t{}", register.entries.len());
        for file in &register.files {
            body.push('\t');
            body.push_str(file);
        }
        body.push('\n');
        for Entry { code, title } in &register.entries {
            body.push_str(code);
            body.push('\t');
            body.push_str(title);
            body.push('\n');
        }
    }
    format!("{HEADING}\n{:016x}\n{body}", checksum(body.as_bytes()))
}

fn parsed(bytes: &[u8]) -> Result<BTreeMap<CodeSystem, Stored<'_>>, &'static str> {
    let text = str::from_utf8(bytes).map_err(|_| "not UTF-8")?;
    let body = text
        .strip_prefix(HEADING)
        .and_then(|t| t.strip_prefix('\n'));
    let (sum, body) = body
        .and_then(|body| body.split_once('\n'))
        .ok_or("another heading")?;
    if u64::from_str_radix(sum, 16) != Ok(checksum(body.as_bytes())) {
        return Err("wrong checksum");
    }
    let mut registers = BTreeMap::new();
    let mut lines = body.lines();
    while let Some(line) = lines.next() {
        let mut fields = line.split('\t');
        let system = fields.next().and_then(CodeSystem::from_key);
        let count = fields.next().and_then(|count| count.parse().ok());
        let (Some(system), Some(count)) = (system, count) else {
            return Err("not a register");
        };
        let files = fields.map(str::to_owned).collect();
        let entries = lines.by_ref().take(count);
        let entries: Option<Vec<_>> = entries.map(|line| line.split_once('\t')).collect();
        let entries = entries.filter(|entries| entries.len() == count);
        let entries = entries.ok_or("not a code")?;
        registers.insert(system, Stored { files, entries });
    }
    Ok(registers)
}

/// Against damage, not against malice.
fn checksum(bytes: &[u8]) -> u64 {
    let mut hasher = Fnv::default();
    hasher.write(bytes);
    hasher.finish()
}
