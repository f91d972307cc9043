//! Certificate types as data. Form, draft validation, XML, view and summary all derive from the values in this crate; no other code
//! names a certificate type, an element or a code of a value set.

pub mod age;
pub mod aids;
pub mod answers;
pub mod cases;
pub mod condition;
pub mod dates;
pub mod difference;
pub mod element;
pub mod explanation;
pub mod fields;
pub mod finding;
pub mod general;
mod kind;
mod messages;
pub mod offering;
pub mod progress;
pub mod reading;
pub mod registry;
pub mod renewal;
pub mod retired;
mod rule;
pub mod sending;
pub mod summary;
pub mod surroundings;
pub mod transport;
pub mod types;
pub mod validation;
pub mod value;
pub mod view;
pub mod visibility;
pub mod wire;
