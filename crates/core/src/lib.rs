//! The domain: persons, staff, units, access decisions and states. Pure: no IO, no async, no clock, no logging.

pub mod access;
pub mod actor;
pub mod conversation;
pub mod diagnosis;
pub mod event;
pub mod ids;
mod keyed;
pub mod lifecycle;
pub mod organisation;
pub mod outbox;
pub mod patient;
pub mod person;
pub mod print_code;
pub mod revocation;
pub mod sick_leave;
pub mod text;
pub mod time;
