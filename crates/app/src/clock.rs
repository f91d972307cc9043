//! What time it is. Tests move it.

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
}

impl Clock {
    /// Returns a clock that stands still at `at`.
    pub fn manual(at: Timestamp) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(at.as_millisecond())))
    }
    /// Returns the time, cut to whole milliseconds.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => system_time(),
            Self::Manual(at) => {
                Timestamp::from_millisecond(at.load(Ordering::Acquire)).unwrap_or(Timestamp::MAX)
            }
        }
    }
    /// Moves the clock on; the machine's own does not move.
    pub fn advance(&self, by: SignedDuration) {
        let millis = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        match self {
            Self::System => {}
            Self::Manual(at) => {
                at.fetch_add(millis, Ordering::AcqRel);
            }
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the machine is asked for the time"
)]
fn system_time() -> Timestamp {
    whole_milliseconds(Timestamp::now())
}
