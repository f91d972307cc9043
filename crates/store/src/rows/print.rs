//! Prints of certificates.

use intyg_core::ids::CertificateId;
use intyg_core::print_code::PrintCode;
use jiff::Timestamp;

use super::{CertificateState, StaffRef};

/// Where a print went.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PrintTarget {
    /// The printer of the user's own computer.
    Computer,
    /// A PDF file.
    File,
    /// The unit's printer of this name.
    Printer(String),
}

impl PrintTarget {
    /// Returns the kind in storage and the printer's name.
    pub(crate) fn to_columns(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Computer => ("computer", None),
            Self::File => ("file", None),
            Self::Printer(name) => ("computer", Some(name)),
        }
    }

    /// Parses [`Self::to_columns`].
    pub(crate) fn from_columns(kind: &str, printer: Option<String>) -> Option<Self> {
        match (kind, printer) {
            ("computer", None) => Some(Self::Computer),
            ("file", None) => Some(Self::File),
            ("computer", Some(name)) => Some(Self::Printer(name)),
            _ => None,
        }
    }
}

/// One print. Never changed and never deleted. Source: acceptance N12.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintRow {
    /// The code that the paper bears.
    pub code: PrintCode,
    /// What was printed.
    pub certificate: CertificateId,
    /// When.
    pub printed_at: Timestamp,
    /// By whom.
    pub by: StaffRef,
    /// On which unit.
    pub unit_name: String,
    /// Why, 1–200 characters.
    pub reason: String,
    /// Where it went.
    pub target: PrintTarget,
    /// What the certificate was then.
    pub state: CertificateState,
    /// SHA-256 of what was printed: of the signed document, or of a draft's answers.
    pub content_sha256: String,
}
