//! Login, choice of unit, sessions.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

use intyg_core::actor::{Actor, Assignment, Role, Staff};
use intyg_core::organisation::CareUnit;
use intyg_store::{SessionAssignment, SessionRow, TokenHash};
use jiff::{SignedDuration, Timestamp};

use crate::error::Error;
use crate::state::App;

/// Setting of a staff member: the unit that is chosen at every login.
const ALWAYS_UNIT: &str = "unit";

/// How long a one-time key answers a repeated form. Source: reliability-security R114.
const FORM_KEYS_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// Failed logins of one address within [`ATTEMPT_WINDOW`] before it has to wait. Source: reliability-security R63.
const MOST_ATTEMPTS: usize = 10;
const ATTEMPT_WINDOW: SignedDuration = SignedDuration::from_mins(1);

/// A login that the server knows.
#[derive(Debug, Clone)]
pub struct Session {
    /// Who.
    pub staff: Staff,
    /// In which assignment; `None` until one is chosen.
    pub actor: Option<Actor>,
    /// What every form of this session carries.
    pub csrf: String,
    /// When it ends unless the user does something.
    pub expires_at: Timestamp,
    row: SessionRow,
}

impl Session {
    /// Returns who acts.
    ///
    /// # Errors
    /// [`Error::NoAssignment`] until a unit is chosen.
    pub fn actor(&self) -> Result<&Actor, Error> {
        self.actor.as_ref().ok_or(Error::NoAssignment)
    }
}

/// Whether a request prolongs the session. Source: reliability-security R37.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Touch {
    /// The user did something.
    UserAction,
    /// The page asked by itself.
    Background,
}

/// Why nobody was logged in.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// User name and password do not fit.
    #[error("wrong user name or password")]
    Wrong,
    /// Too many attempts from this address.
    #[error("too many attempts, wait {minutes} min")]
    TooMany {
        /// How long to wait, at least 1.
        minutes: i64,
    },
    /// Something else.
    #[error(transparent)]
    Failed(#[from] Error),
}

/// A login that has just been made.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// For the cookie; only its hash is stored.
    pub token: String,
    /// Whether a unit has been chosen already (only one, or the user's own preset).
    pub has_unit: bool,
}

/// One of the user's assignments, for the page that chooses.
#[derive(Debug, Clone)]
pub struct UnitChoice {
    /// Its place in the user's list, from 0.
    pub index: usize,
    /// Where.
    pub unit: CareUnit,
    /// In which role.
    pub role: Role,
    /// Name of the assignment.
    pub assignment: String,
    /// Drafts on the unit.
    pub drafts: i64,
    /// Outgoing messages in FEL on the unit.
    pub failed: i64,
    /// Whether it is the one that the session works in.
    pub is_current: bool,
}

/// Failed logins by address, in the memory of this process: they slow guessing down, nothing rests on them.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<HashMap<IpAddr, Vec<Timestamp>>>);

impl Attempts {
    fn wait(&self, address: IpAddr, now: Timestamp) -> Option<i64> {
        let mut failures = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        failures.retain(|_, times| {
            times.retain(|at| now.duration_since(*at) < ATTEMPT_WINDOW);
            !times.is_empty()
        });
        (failures.get(&address).map_or(0, Vec::len) >= MOST_ATTEMPTS).then_some(1)
    }
    fn failed(&self, address: IpAddr, now: Timestamp) {
        let mut failures = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        failures.entry(address).or_default().push(now);
    }
}

impl App {
    /// Logs a user in with the demo login; absent without it.
    ///
    /// # Errors
    /// [`LoginError`].
    pub async fn log_in(
        &self,
        user: &str,
        password: &str,
        address: IpAddr,
    ) -> Result<NewSession, LoginError> {
        let now = self.clock().unmoved();
        if let Some(minutes) = self.attempts().wait(address, now) {
            return Err(LoginError::TooMany { minutes });
        }
        let staff = self
            .settings()
            .demo_login
            .as_ref()
            .and_then(|login| login.staff_by_login(user, password));
        let Some(staff) = staff else {
            self.attempts().failed(address, now);
            self.record_failed_login().await?;
            return Err(LoginError::Wrong);
        };
        let assignments = self.assignments(&staff).await?;
        let preset = {
            let mut tx = self.store().single_read().await.map_err(Error::from)?;
            tx.setting(&staff.id, ALWAYS_UNIT)
                .await
                .map_err(Error::from)?
        };
        let chosen = match assignments.as_slice() {
            [only] => Some(only),
            several => several.iter().find(|a| Some(assignment_key(a)) == preset),
        };
        let token = self.ids().secret();
        let row = SessionRow {
            token: TokenHash::of(token.as_bytes()),
            staff_id: staff.id.clone(),
            assignment: chosen.map(session_assignment),
            csrf: self.ids().secret(),
            created_at: now,
            last_seen_at: now,
            authenticated_at: now,
        };
        let mut tx = self.store().begin_write().await.map_err(Error::from)?;
        tx.remove_expired_sessions(
            now - self.settings().session_idle,
            now - self.settings().session_absolute,
            100,
        )
        .await
        .map_err(Error::from)?;
        tx.remove_form_keys_before(now - FORM_KEYS_KEPT, 100)
            .await
            .map_err(Error::from)?;
        tx.insert_session(&row).await.map_err(Error::from)?;
        tx.commit().await.map_err(Error::from)?;
        Ok(NewSession {
            token,
            has_unit: chosen.is_some(),
        })
    }

    /// Finds the session of a cookie; `None` when there is none or it has ended.
    pub async fn session(&self, token: &str, touch: Touch) -> Result<Option<Session>, Error> {
        let hash = TokenHash::of(token.as_bytes());
        let row = {
            let mut tx = self.store().single_read().await?;
            tx.session(&hash).await?
        };
        let now = self.clock().unmoved();
        let Some(row) = row else { return Ok(None) };
        let expires_at = self.expiry(&row);
        if now >= expires_at {
            return Ok(None);
        }
        let Ok(staff) = self.journal().staff(&row.staff_id).await else {
            return Ok(None);
        };
        let assignments = self.assignments(&staff).await?;
        let assignment = row.assignment.as_ref().and_then(|wanted| {
            assignments
                .into_iter()
                .find(|a| session_assignment(a) == *wanted)
        });
        if touch == Touch::UserAction && now.duration_since(row.last_seen_at) >= TOUCH_EVERY {
            let mut tx = self.store().begin_write().await?;
            tx.touch_session(&row.token, now).await?;
            tx.commit().await?;
        }
        let actor = assignment.map(|assignment| Actor {
            staff: staff.clone(),
            assignment,
        });
        Ok(Some(Session {
            staff,
            actor,
            csrf: row.csrf.clone(),
            expires_at,
            row,
        }))
    }

    /// Returns the user's assignments with what waits on each unit.
    pub async fn unit_choices(&self, session: &Session) -> Result<Vec<UnitChoice>, Error> {
        let assignments = self.assignments(&session.staff).await?;
        let mut choices = Vec::with_capacity(assignments.len());
        for (index, assignment) in assignments.into_iter().enumerate() {
            let counts = self.counts_as_seen_by(&session.staff, &assignment).await?;
            choices.push(UnitChoice {
                index,
                role: assignment.role,
                is_current: session
                    .actor
                    .as_ref()
                    .is_some_and(|actor| actor.assignment == assignment),
                assignment: assignment.name,
                unit: assignment.unit,
                drafts: counts.drafts,
                failed: counts.failed,
            });
        }
        Ok(choices)
    }

    /// Chooses an assignment and returns the token that replaces the old one (R16).
    ///
    /// # Errors
    /// [`Error::NotFound`] for an assignment that the user does not have.
    pub async fn choose_unit(
        &self,
        session: &Session,
        index: usize,
        always: Always,
    ) -> Result<String, Error> {
        let assignments = self.assignments(&session.staff).await?;
        let assignment = assignments.get(index).ok_or(Error::NotFound)?;
        let token = self.ids().secret();
        let row = SessionRow {
            token: TokenHash::of(token.as_bytes()),
            assignment: Some(session_assignment(assignment)),
            csrf: self.ids().secret(),
            last_seen_at: self.clock().unmoved(),
            ..session.row.clone()
        };
        let mut tx = self.store().begin_write().await?;
        tx.choose_assignment(&session.row.token, &row).await?;
        match always {
            Always::Yes => {
                tx.set_setting(&session.staff.id, ALWAYS_UNIT, &assignment_key(assignment))
                    .await?;
            }
            Always::No => tx.remove_setting(&session.staff.id, ALWAYS_UNIT).await?,
        }
        tx.commit().await?;
        Ok(token)
    }

    /// Ends the session at once.
    pub async fn log_out(&self, session: &Session) -> Result<(), Error> {
        let mut tx = self.store().begin_write().await?;
        tx.end_session(&session.row.token).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn assignments(&self, staff: &Staff) -> Result<Vec<Assignment>, Error> {
        self.journal()
            .assignments(&staff.id)
            .await
            .map_err(|_| Error::JournalUnavailable)
    }

    fn expiry(&self, row: &SessionRow) -> Timestamp {
        let idle = row.last_seen_at + self.settings().session_idle;
        idle.min(row.created_at + self.settings().session_absolute)
    }

    async fn record_failed_login(&self) -> Result<(), Error> {
        let mut entry = self.command_entry("log_in", "", "");
        entry.staff_title = String::new();
        entry.resource_type = String::new();
        entry.outcome = intyg_store::AuditOutcome::Refused;
        let mut tx = self.store().begin_write().await?;
        tx.append_audit(&entry).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Whether a unit is to be chosen at every login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Always {
    /// From now on.
    Yes,
    /// Ask again next time.
    No,
}

/// A user action within this time of the last one is not written down: the idle limit is counted in minutes.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_secs(15);

fn session_assignment(assignment: &Assignment) -> SessionAssignment {
    SessionAssignment {
        unit_id: assignment.unit.id.clone(),
        role: assignment.role,
        name: assignment.name.clone(),
    }
}

fn assignment_key(assignment: &Assignment) -> String {
    format!("{} {}", assignment.unit.id, assignment.role.key())
}
