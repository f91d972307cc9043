//! Why there is no PDF.

use std::fmt;

/// The document could not be made.
///
/// What the layout engine said may quote the certificate, so that it is kept out of `Display` and `Debug`, and thereby out of logs.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("the PDF could not be made: {stage}")]
pub struct Error {
    stage: Stage,
    detail: String,
}

/// Where it went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Before the layout.
    Data,
    /// Laying out.
    Layout,
    /// Writing the file.
    Export,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Data => "its data cannot be passed on",
            Self::Layout => "the layout failed",
            Self::Export => "the file breaks its standard",
        })
    }
}

impl Error {
    pub(crate) fn new(stage: Stage, detail: String) -> Self {
        Self { stage, detail }
    }

    /// Returns what the layout engine said. It may quote the certificate: for tests, never for logs.
    pub fn detail(&self) -> &str {
        &self.detail
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("stage", &self.stage)
            .finish_non_exhaustive()
    }
}
