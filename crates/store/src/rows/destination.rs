//! What is known of a receiver.

use jiff::Timestamp;

/// A receiver that has been paused or has been silent at some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DestinationRow {
    /// Its name in the outbox.
    pub name: String,
    /// Since when, by whom and why nothing is sent to it.
    pub paused: Option<Pause>,
    /// Since when no call to it has been answered.
    pub silent_since: Option<Timestamp>,
}

/// A receiver to which nothing is sent for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Since when.
    pub at: Timestamp,
    /// By whom: an operator of the installation.
    pub by: String,
    /// Why.
    pub reason: String,
}
