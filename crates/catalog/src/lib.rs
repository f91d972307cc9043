//! Certificate types as data. Form, draft validation, XML, view and summary all derive from the values in this crate; no other code
//! names a certificate type, an element or a code of a value set.

pub mod answers;
pub mod condition;
pub mod element;
pub mod finding;
pub mod registry;
pub mod types;
pub mod value;
