//! Intygstjänsten and Försäkringskassan, simulated, with faults on request.
//!
//! The simulator answers `RegisterCertificate` and `SendCertificateToRecipient` as the national services do, keeps what it got and every
//! single transmission, and shows it on a page. It stands on the wire contracts alone and knows nothing of the product that calls it, so
//! that an error in the product's mapping is not mirrored here.
//! Source: `spec/exchange.md` 2.2.

mod api;
mod connection;
mod faults;
mod journal;
mod page;
mod pretty;
mod server;
mod services;
mod soap;
mod world;

pub use faults::{Fault, Interactions, Rule};
pub use journal::JournalError;
pub use server::{Clock, Config, RunningSimulator, StartError, start};
pub use world::{Certificate, Delivery, Outcome, Signature, Snapshot, Transmission};
