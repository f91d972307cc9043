//! Diagnosis registers: which codes there are, what they are called, and how they are found while one types.

mod import;
mod index;
mod persist;
mod search;
mod slip;
mod words;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use intyg_core::diagnosis::{CodeSystem, DiagnosisTitles, normalise_code};

use index::{CodeAndTitle, Index};

pub use import::{
    Entry, FileForm, FileReport, ImportError, ImportProblem, Imported, Occurrence, import,
};
pub use persist::{LoadError, SaveError, save};
pub use search::{Hit, SearchResult};

const BUILTIN_ICD: &str = include_str!("../data/icd-10-se.tsv");
const BUILTIN_KSH: &str = include_str!("../data/ksh-97-p.tsv");

/// The diagnosis registers. Cheap to clone; every clone shares the same data.
#[derive(Clone)]
pub struct Registers(Arc<[Register; 2]>);

struct Register {
    source: Source,
    index: Index,
}

/// Where the codes of a register come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The small register of our own.
    Builtin,
    /// An import, from files of these names.
    Imported(Vec<String>),
}

impl Registers {
    /// Returns the small registers that are built into the program.
    pub fn builtin() -> Self {
        Self::from_each(|_| None)
    }

    /// Reads what [`save`] has written in a directory. A register that was never imported is the built-in one.
    ///
    /// # Errors
    /// [`LoadError`] when the file is there and cannot be read or is damaged.
    pub fn load(dir: &Path) -> Result<Self, LoadError> {
        persist::with_stored(dir, |stored| {
            Self::from_each(|system| {
                let register = stored.get(&system)?;
                let entries = register.entries.iter().copied();
                Some(Register::imported(&register.files, entries))
            })
        })
    }

    /// Returns the registers of an import, and the built-in one for what it does not have.
    pub fn with(imported: &Imported) -> Self {
        Self::from_each(|system| {
            let register = imported.registers.get(&system)?;
            let entries = register.entries.iter();
            let entries = entries.map(|entry| (entry.code.as_str(), entry.title.as_str()));
            Some(Register::imported(&register.files, entries))
        })
    }

    fn from_each(imported: impl Fn(CodeSystem) -> Option<Register>) -> Self {
        Self(Arc::new(CodeSystem::ALL.map(|system| {
            imported(system).unwrap_or_else(|| Register::builtin(system))
        })))
    }

    /// Finds the codes that fit a text, best first.
    ///
    /// A text in the form of a code, in any case and with or without dot, finds the codes that begin with it. Any other text
    /// finds the titles that have all its words in any order, where a word may be cut short, and accents and case do not
    /// count. When nothing fits, one slip of the hand per word is forgiven. Never more than `limit` hits.
    pub fn search(&self, system: CodeSystem, text: &str, limit: usize) -> SearchResult {
        search::search(&self.register(system).index, text, limit)
    }

    /// Tells whether only the small built-in register is there.
    pub fn is_builtin(&self, system: CodeSystem) -> bool {
        *self.source(system) == Source::Builtin
    }

    /// Returns where the codes come from.
    pub fn source(&self, system: CodeSystem) -> &Source {
        &self.register(system).source
    }

    /// Returns the number of codes.
    pub fn count(&self, system: CodeSystem) -> usize {
        self.register(system).index.count()
    }

    /// Returns one Swedish sentence or two for the page: what the register is, and what to do when it is the small one.
    pub fn source_description(&self, system: CodeSystem) -> String {
        let name = system.label();
        match self.source(system) {
            Source::Builtin => format!(
                "Ett litet inbyggt register används. Läs in {name} med kommandot nationella-intyg diagnoses import."
            ),
            Source::Imported(files) => {
                let count = self.count(system);
                format!("{name}: {count} koder inlästa ur {}.", files.join(", "))
            }
        }
    }

    fn register(&self, system: CodeSystem) -> &Register {
        let [icd, ksh] = &*self.0;
        match system {
            CodeSystem::Icd10Se => icd,
            CodeSystem::Ksh97P => ksh,
        }
    }
}

impl DiagnosisTitles for Registers {
    fn title(&self, system: CodeSystem, code: &str) -> Option<String> {
        let index = &self.register(system).index;
        index.title_of(&normalise_code(code)).map(str::to_owned)
    }
}

impl fmt::Debug for Registers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = CodeSystem::ALL.map(|system| (system.key(), self.count(system)));
        f.debug_map().entries(counts).finish()
    }
}

impl Register {
    fn builtin(system: CodeSystem) -> Self {
        let text = match system {
            CodeSystem::Icd10Se => BUILTIN_ICD,
            CodeSystem::Ksh97P => BUILTIN_KSH,
        };
        let entries = builtin_lines(text).filter_map(|line| line.split_once('\t'));
        Self {
            source: Source::Builtin,
            index: Index::build(entries),
        }
    }

    fn imported<'a>(files: &[String], entries: impl Iterator<Item = CodeAndTitle<'a>>) -> Self {
        Self {
            source: Source::Imported(files.to_vec()),
            index: Index::build(entries),
        }
    }
}

fn builtin_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests;
