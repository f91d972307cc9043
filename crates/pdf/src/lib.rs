//! A certificate on paper. One function makes a PDF of any type: it lays out what [`intyg_catalog::view`] shows, in that order, and knows
//! no type, no element and no clock. The same input gives the same bytes.

mod error;
mod print;
mod sheet;
mod text;
mod world;

pub use error::Error;
pub use print::{Print, Signature, State};

/// Makes the PDF: tagged PDF/A-2a and PDF/UA-1, A4, in Swedish. Takes some ten milliseconds, the first time several hundred more; not for a
/// thread that serves other requests meanwhile.
///
/// # Errors
/// [`Error`] when the layout or the export fails, which no text that was typed can cause.
pub fn render(print: &Print<'_>) -> Result<Vec<u8>, Error> {
    world::compile(&sheet::sheet(print), print.stamp())
}
