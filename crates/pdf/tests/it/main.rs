//! The paper of every type, read back with other programs: `pdftotext`, `pdfinfo` and `qpdf`.

#[cfg(test)]
mod paper;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod texts;
#[cfg(test)]
mod tools;
