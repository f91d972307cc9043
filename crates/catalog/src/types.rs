//! The certificate types, one module per type and major version.

pub mod fk7804;
