//! The operations on [`crate::Tx`], by subject.

mod audit;
mod certificate;
mod claim;
mod desk;
mod destination;
mod draft;
mod event;
mod inbox;
mod legacy;
mod life;
mod message;
mod message_draft;
mod outbox;
mod patient;
mod print;
mod session;
mod signed;
mod takeover;
mod unit_outbox;

/// Milliseconds since 1970, the stored form of an instant.
fn ms(at: jiff::Timestamp) -> i64 {
    at.as_millisecond()
}
