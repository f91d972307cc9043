//! The paper of every type, read back with other programs: `pdftotext`, `pdfinfo` and `qpdf`.

mod paper;
mod samples;
mod texts;
mod tools;
