//! The certificate types, one module per type and major version.

mod common;
pub mod fk7800;
pub mod fk7801;
pub mod fk7802;
pub mod fk7804;
mod statement;
