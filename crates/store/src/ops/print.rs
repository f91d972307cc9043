//! Prints: each is written down before its paper can exist.

use intyg_core::ids::CertificateId;
use intyg_core::print_code::PrintCode;

use super::ms;
use crate::Error;
use crate::fields::{Columns, Fields, number};
use crate::rows::{CertificateState, PrintRow, PrintTarget};
use crate::tx::{Tx, execute, fetch_optional, one_row};

impl Tx {
    /// Writes down a print.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the code is taken.
    pub async fn insert_print(&mut self, print: &PrintRow) -> Result<(), Error> {
        let (target, printer) = print.target.to_columns();
        one_row(execute!(
            self,
            "INSERT INTO certificate_print (code, certificate_id, printed_at, printed_by, printed_by_name, unit_name, reason, target,
             certificate_state, content_sha256, printer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (code) DO NOTHING",
            print.code.to_text(),
            print.certificate.to_text(),
            ms(print.printed_at),
            print.by.id.as_str(),
            print.by.name.as_str(),
            print.unit_name.as_str(),
            print.reason.as_str(),
            target,
            print.state.key(),
            print.content_sha256.as_str(),
            printer
        )?)
    }

    /// Finds a print by its code.
    pub async fn print(&mut self, code: PrintCode) -> Result<Option<PrintRow>, Error> {
        fetch_optional!(
            self,
            print_row,
            "SELECT code, certificate_id, printed_at, printed_by, printed_by_name, unit_name, reason, target, certificate_state,
             content_sha256, printer FROM certificate_print WHERE code = $1",
            code.to_text()
        )
    }

    /// Tells whether a certificate or draft has been printed.
    pub async fn is_printed(&mut self, id: CertificateId) -> Result<bool, Error> {
        let prints = fetch_optional!(
            self,
            number,
            "SELECT COUNT(*) AS n FROM certificate_print WHERE certificate_id = $1",
            id.to_text()
        )?;
        Ok(prints.unwrap_or(0) > 0)
    }
}

fn print_row(row: &impl Fields) -> Result<PrintRow, Error> {
    let row = Columns::new(row, "certificate_print", "code");
    let printer = row.opt_text("printer")?;
    Ok(PrintRow {
        code: row.id("code")?,
        certificate: row.id("certificate_id")?,
        printed_at: row.time("printed_at")?,
        by: row.staff("printed_by", "printed_by_name")?,
        unit_name: row.text("unit_name")?,
        reason: row.text("reason")?,
        target: row.parsed("target", |kind| PrintTarget::from_columns(kind, printer))?,
        state: row.parsed("certificate_state", CertificateState::from_key)?,
        content_sha256: row.text("content_sha256")?,
    })
}
