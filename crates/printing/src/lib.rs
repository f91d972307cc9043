//! Sends a document to a printer of the unit, by IPP over HTTP. Knows neither what is printed nor who prints it and why.
//!
//! Source: RFC 8010 (encoding) and RFC 8011 (operations); ui 6.10; decision 60.

mod address;
mod ipp;

use std::time::Duration;

pub use address::{InvalidAddress, PrinterAddress};
pub use ipp::Job;

/// Until the connection stands.
const CONNECT: Duration = Duration::from_secs(5);
/// Until the printer has taken the document: well within the time that a page may take (R63), since somebody waits for the answer.
const ANSWERED: Duration = Duration::from_secs(20);
/// Longest answer that is read, in bytes; a printer sends a few hundred.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Why the printer did not take a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    /// Nobody was reached, so there is no paper.
    #[error("the printer does not answer")]
    NoAnswer,
    /// It answered that it does not take the document, so there is no paper; with the status of IPP, or of HTTP where there was no IPP.
    #[error("the printer refuses with status {0:#06x}")]
    Refused(u16),
    /// The document has left, and what has become of it is not known.
    #[error("the printer has not said what became of the document")]
    Unclear,
}

/// Sends a document to a printer and waits until it is taken; the paper comes later.
///
/// # Errors
/// [`PrintError`]; only after [`PrintError::Unclear`] there may be a paper all the same.
pub async fn print(printer: &PrinterAddress, job: &Job<'_>) -> Result<(), PrintError> {
    // A client for every document: prints are rare, and no connection is kept that a printer may have dropped.
    let client = reqwest::Client::builder()
        .connect_timeout(CONNECT)
        .timeout(ANSWERED)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .map_err(|_| PrintError::NoAnswer)?;
    let mut answer = client
        .post(printer.http_url())
        .header("Content-Type", ipp::CONTENT_TYPE)
        .body(ipp::print_job(printer, job))
        .send()
        .await
        .map_err(|error| {
            if error.is_connect() {
                PrintError::NoAnswer
            } else {
                PrintError::Unclear
            }
        })?;
    let status = answer.status();
    if !status.is_success() {
        return Err(PrintError::Refused(status.as_u16()));
    }
    let mut bytes = Vec::new();
    while bytes.len() < LONGEST_ANSWER {
        match answer.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(_) => return Err(PrintError::Unclear),
        }
    }
    match ipp::read_answer(&bytes) {
        Some(status) if ipp::is_taken(status) => Ok(()),
        Some(status) => Err(PrintError::Refused(status)),
        None => Err(PrintError::Unclear),
    }
}
