//! Logins. Limits of time are the caller's; the store keeps what they count from. Source: reliability-security 4.

use intyg_core::actor::Role;
use intyg_core::ids::HsaId;
use jiff::Timestamp;

use super::ms;
use crate::Error;
use crate::fields::{Columns, Fields};
use crate::keys::role_from_key;
use crate::rows::{SessionAssignment, SessionRow, TokenHash};
use crate::tx::{Tx, execute, fetch_all, fetch_optional, one_row};

/// So many sessions a user can have at once. Source: reliability-security R43.
const MOST_SESSIONS: i64 = 5;

impl Tx {
    /// Stores a new session and ends the user's oldest ones beyond five; returns how many were ended.
    pub async fn insert_session(&mut self, session: &SessionRow) -> Result<u64, Error> {
        self.put_session(session).await?;
        execute!(
            self,
            "DELETE FROM session WHERE staff_id = $1 AND token_sha256 <> $2 AND token_sha256 NOT IN (
                SELECT token_sha256 FROM session WHERE staff_id = $1 AND token_sha256 <> $2
                ORDER BY last_seen_at DESC, created_at DESC, token_sha256 LIMIT $3)",
            session.staff_id.as_str(),
            session.token.as_str(),
            MOST_SESSIONS - 1
        )
    }

    /// Returns the session of a token.
    pub async fn session(&mut self, token: &TokenHash) -> Result<Option<SessionRow>, Error> {
        fetch_optional!(
            self,
            session_row,
            "SELECT token_sha256, staff_id, unit_id, role, assignment, csrf, created_at, last_seen_at, authenticated_at
             FROM session WHERE token_sha256 = $1",
            token.as_str()
        )
    }

    /// Returns a user's sessions, the last used first.
    pub async fn sessions_of(&mut self, staff: &HsaId) -> Result<Vec<SessionRow>, Error> {
        fetch_all!(
            self,
            session_row,
            "SELECT token_sha256, staff_id, unit_id, role, assignment, csrf, created_at, last_seen_at, authenticated_at
             FROM session WHERE staff_id = $1 ORDER BY last_seen_at DESC, token_sha256",
            staff.as_str()
        )
    }

    /// Notes an action of the user; time never goes back.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the session has ended.
    pub async fn touch_session(&mut self, token: &TokenHash, at: Timestamp) -> Result<(), Error> {
        one_row(execute!(
            self,
            "UPDATE session SET last_seen_at = CASE WHEN last_seen_at < $2 THEN $2 ELSE last_seen_at END
             WHERE token_sha256 = $1",
            token.as_str(),
            ms(at)
        )?)
    }

    /// Replaces a session: the old token stops working with this transaction (R35).
    ///
    /// # Errors
    /// [`Error::Conflict`] when the old session has ended.
    pub async fn choose_assignment(
        &mut self,
        old: &TokenHash,
        new: &SessionRow,
    ) -> Result<(), Error> {
        self.end_session(old).await?;
        self.put_session(new).await
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it has ended.
    pub async fn end_session(&mut self, token: &TokenHash) -> Result<(), Error> {
        one_row(execute!(
            self,
            "DELETE FROM session WHERE token_sha256 = $1",
            token.as_str()
        )?)
    }

    /// Ends every session of a user and returns how many there were.
    pub async fn end_sessions_of(&mut self, staff: &HsaId) -> Result<u64, Error> {
        execute!(
            self,
            "DELETE FROM session WHERE staff_id = $1",
            staff.as_str()
        )
    }

    /// Removes at most `limit` sessions last used before `seen_before` or made before `created_before`.
    pub async fn remove_expired_sessions(
        &mut self,
        seen_before: Timestamp,
        created_before: Timestamp,
        limit: u32,
    ) -> Result<u64, Error> {
        execute!(
            self,
            "DELETE FROM session WHERE token_sha256 IN (
                SELECT token_sha256 FROM session WHERE last_seen_at < $1 OR created_at < $2 LIMIT $3)",
            ms(seen_before),
            ms(created_before),
            i64::from(limit)
        )
    }

    async fn put_session(&mut self, session: &SessionRow) -> Result<(), Error> {
        let assignment = session.assignment.as_ref();
        one_row(execute!(
            self,
            "INSERT INTO session (token_sha256, staff_id, unit_id, role, assignment, csrf, created_at, last_seen_at,
                authenticated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (token_sha256) DO NOTHING",
            session.token.as_str(),
            session.staff_id.as_str(),
            assignment.map(|a| a.unit_id.as_str()),
            assignment.map(|a| Role::key(a.role)),
            assignment.map(|a| a.name.as_str()),
            session.csrf.as_str(),
            ms(session.created_at),
            ms(session.last_seen_at),
            ms(session.authenticated_at)
        )?)
    }
}

fn session_row(row: &impl Fields) -> Result<SessionRow, Error> {
    let row = Columns::new(row, "session", "staff_id");
    let assignment = match row.opt_hsa("unit_id")? {
        None => None,
        Some(unit_id) => Some(SessionAssignment {
            unit_id,
            role: row.parsed("role", role_from_key)?,
            name: row.text("assignment")?,
        }),
    };
    Ok(SessionRow {
        token: TokenHash::stored(row.text("token_sha256")?),
        staff_id: row.hsa("staff_id")?,
        assignment,
        csrf: row.text("csrf")?,
        created_at: row.time("created_at")?,
        last_seen_at: row.time("last_seen_at")?,
        authenticated_at: row.time("authenticated_at")?,
    })
}
