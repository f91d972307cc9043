//! Logins.

use intyg_core::actor::Role;
use intyg_core::ids::HsaId;
use jiff::Timestamp;

use super::frozen::sha256_hex;

/// SHA-256 of a session's token: the token itself is never stored (R35).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenHash(String);

impl TokenHash {
    /// Hashes the token from the cookie.
    pub fn of(token: &[u8]) -> Self {
        Self(sha256_hex(token))
    }
    pub(crate) fn stored(hex: String) -> Self {
        Self(hex)
    }
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

/// The assignment that a session works in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionAssignment {
    /// Where.
    pub unit_id: HsaId,
    /// In which role.
    pub role: Role,
    /// Name of the assignment.
    pub name: String,
}

/// A login.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// What it is found by.
    pub token: TokenHash,
    /// Who.
    pub staff_id: HsaId,
    /// None until an assignment has been chosen.
    pub assignment: Option<SessionAssignment>,
    /// What forms of this session carry.
    pub csrf: String,
    /// When it was made: the absolute limit counts from here, over replacements of the token.
    pub created_at: Timestamp,
    /// Last action of the user.
    pub last_seen_at: Timestamp,
    /// When she last proved who she is.
    pub authenticated_at: Timestamp,
}

impl std::fmt::Debug for SessionRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionRow")
            .field("staff_id", &self.staff_id)
            .field("assignment", &self.assignment)
            .finish_non_exhaustive()
    }
}
