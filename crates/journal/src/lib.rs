//! What the record system around us knows: patients, their diagnoses, staff and units; and the diagnosis registers.

mod demo;
mod journal;
pub mod registers;

pub use demo::{DemoFileError, DemoJournal, DemoLogin, DemoLoginInfo, DemoPatientInfo, Story};
pub use journal::{Journal, JournalDiagnosis, LookupError};
pub use registers::Registers;
