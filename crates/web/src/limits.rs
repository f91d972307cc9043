//! The limits on what a browser may send. Source: reliability-security R63.

use std::time::Duration;

/// Longest address (path and query) in bytes.
pub(crate) const URI_BYTES: usize = 2 * 1024;
/// Longest request line and headers together, in bytes.
pub(crate) const HEADER_BYTES: usize = 16 * 1024;
/// Most header lines.
pub(crate) const HEADER_COUNT: usize = 64;
/// Longest body in bytes.
pub(crate) const BODY_BYTES: usize = 1024 * 1024;
/// Most fields in a form.
pub(crate) const FORM_FIELDS: usize = 10_000;
/// How long a request may be worked on.
pub(crate) const HANDLING: Duration = Duration::from_secs(30);
/// Requests per second and session, and how many may come at once.
pub(crate) const SESSION_RATE: Rate = Rate {
    count: 50,
    per: Duration::from_secs(1),
    burst: 100,
};
/// Attempts to log in per address.
pub(crate) const LOGIN_RATE: Rate = Rate {
    count: 10,
    per: Duration::from_mins(1),
    burst: 10,
};
/// Signings per user.
pub(crate) const SIGN_RATE: Rate = Rate {
    count: 20,
    per: Duration::from_mins(1),
    burst: 20,
};

/// Codes of prints that a user may check: enough for a pile of papers, too few to guess one.
pub(crate) const CHECK_RATE: Rate = Rate {
    count: 20,
    per: Duration::from_mins(1),
    burst: 20,
};
/// Documents that are laid out at the same time; the others wait.
pub(crate) const PRESSES: usize = 2;

/// A rate with a reserve.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rate {
    /// This many …
    pub(crate) count: u32,
    /// … in this time.
    pub(crate) per: Duration,
    /// This many at once after a pause.
    pub(crate) burst: u32,
}
