//! What time it is here: the machine's time, and how far the clock has been moved on.

use std::{fmt, sync::Arc};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use tokio::sync::oneshot;

/// Tells the time that the clock is moved on from.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// Makes a clock of a function.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Makes a clock that stands still until it is moved on.
    pub fn standing(at: Timestamp) -> Self {
        Self::new(move || at)
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// Tells whoever follows the clock how far it has been moved on in all, and waits until it has been followed.
#[derive(Debug)]
pub struct ClockMove {
    /// How far in all.
    pub offset: SignedDuration,
    /// Is told, or dropped, when the clock has been followed.
    pub followed: oneshot::Sender<()>,
}

/// Returns the time zone of all times that people read or write.
pub(crate) fn swedish_zone() -> TimeZone {
    TimeZone::get("Europe/Stockholm").unwrap_or(TimeZone::UTC)
}
