//! Certificate types as data. Form, draft validation, XML, view and summary all derive from the values in this crate; no other code
//! names a certificate type, an element or a code of a value set.

pub mod answers;
pub mod condition;
pub mod dates;
pub mod element;
pub mod finding;
mod kind;
pub mod registry;
mod rule;
pub mod transport;
pub mod types;
pub mod value;
pub mod visibility;
