//! The certificate types, one module per type and major version.

mod common;
pub mod fk7800;
pub mod fk7801;
pub mod fk7802;
pub mod fk7804;
mod statement;

// A further form, to prove that a type is one module and one line: only the tests are built with it.
#[cfg(feature = "trial")]
#[path = "../tests/trial/fk7210.rs"]
pub mod fk7210;
