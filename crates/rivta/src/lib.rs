//! Wire contracts: the XML reader and writer, SOAP, and one module per interaction. Parse and write only, no network; the crate
//! knows nothing of the domain around it.
//!
//! - [`xml`]: one reader for all XML, with its limits, and one writer
//! - [`soap`]: envelopes and faults
//! - [`interaction`]: names, actions and paths of the contracts
//! - [`certificate`]: `intyg` and RegisterCertificate
//! - [`send`]: SendCertificateToRecipient
//! - [`result`]: the answers to both
//! - [`types`], [`names`]: what the contracts share

pub mod certificate;
pub mod contract;
pub mod interaction;
pub mod names;
pub mod result;
pub mod send;
pub mod soap;
pub mod types;
pub mod xml;
