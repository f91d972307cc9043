//! Wire contracts: the XML reader and writer, SOAP, and one module per interaction. Parse and write only, no network; the crate
//! knows nothing of the domain around it.
//!
//! - [`mod@xml`] holds the one reader for all XML, with its limits, and the one writer
//! - [`mod@soap`] holds envelopes and faults
//! - [`mod@interaction`] holds names, actions and paths of the contracts
//! - [`mod@certificate`] holds `intyg` and `RegisterCertificate`
//! - [`mod@medical_certificate`] holds `RegisterMedicalCertificate`, which is read only
//! - [`mod@send`] holds `SendCertificateToRecipient`
//! - [`mod@revoke`] holds `RevokeCertificate`
//! - [`mod@message`] holds `SendMessageToCare` and `SendMessageToRecipient`
//! - [`mod@get`] holds `GetCertificate`
//! - [`mod@result`] holds the answers to them
//! - [`mod@types`] and [`mod@names`] hold what the contracts share

pub mod certificate;
pub mod contract;
pub mod get;
pub mod interaction;
pub mod medical_certificate;
pub mod message;
pub mod names;
pub mod result;
pub mod revoke;
pub mod send;
pub mod soap;
pub mod types;
pub mod xml;
