//! A unit that answers for what another one issued.

use intyg_core::ids::HsaId;
use jiff::Timestamp;

/// What was one unit's becomes another's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Takeover {
    /// The unit that had it.
    pub unit: HsaId,
    /// The unit that answers for it from now on.
    pub by: HsaId,
    /// Its name.
    pub name: String,
    /// Its care provider.
    pub provider: HsaId,
    /// When.
    pub at: Timestamp,
}

/// How much was taken over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TakenOver {
    /// Certificates and drafts.
    pub certificates: u64,
    /// Messages in conversations.
    pub messages: u64,
    /// Messages in the outbox, sent ones included.
    pub outgoing: u64,
    /// Certificates from before June 2018.
    pub legacy: u64,
}
