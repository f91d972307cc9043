//! What time it is. Tests and the demo move it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use intyg_core::time::whole_milliseconds;
use jiff::{SignedDuration, Timestamp};

/// The clock of the installation.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's.
    System,
    /// One that stands still until it is moved, for tests; milliseconds since the epoch.
    Manual(Arc<AtomicI64>),
    /// The machine's, moved on by so many milliseconds, for the demo.
    Ahead(Arc<AtomicI64>),
}

impl Clock {
    /// Returns a clock that stands still at `at`.
    pub fn manual(at: Timestamp) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(at.as_millisecond())))
    }
    /// Returns a clock that is so far ahead of the machine's.
    pub fn ahead(by: SignedDuration) -> Self {
        Self::Ahead(Arc::new(AtomicI64::new(milliseconds(by))))
    }
    /// Returns the time, cut to whole milliseconds.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => system_time(),
            Self::Manual(at) => {
                Timestamp::from_millisecond(at.load(Ordering::Acquire)).unwrap_or(Timestamp::MAX)
            }
            Self::Ahead(by) => {
                let by = SignedDuration::from_millis(by.load(Ordering::Acquire));
                system_time().saturating_add(by).unwrap_or(Timestamp::MAX)
            }
        }
    }
    /// Returns the time as it has really passed, however far the clock of the demo is ahead. Logins last by it, and the outbox tells by it
    /// whether the machine's clock has jumped.
    pub fn unmoved(&self) -> Timestamp {
        match self {
            Self::System | Self::Ahead(_) => system_time(),
            Self::Manual(_) => self.now(),
        }
    }
    /// Moves the clock on; the machine's own does not move.
    pub fn advance(&self, by: SignedDuration) {
        match self {
            Self::System => {}
            Self::Manual(millis) | Self::Ahead(millis) => {
                millis.fetch_add(milliseconds(by), Ordering::AcqRel);
            }
        }
    }
}

fn milliseconds(duration: SignedDuration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the machine is asked for the time"
)]
fn system_time() -> Timestamp {
    whole_milliseconds(Timestamp::now())
}
