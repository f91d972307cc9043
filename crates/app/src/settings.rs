//! What the installation decides about the use cases.

use intyg_catalog::offering::Offering;
use intyg_core::ids::HsaId;
use intyg_core::outbox::RetrySchedule;
use intyg_journal::DemoLogin;
use jiff::SignedDuration;

/// Setting of a staff member: code of the type that Ny opens.
pub(crate) const PRESET: &str = "preset";

/// A printer that a unit has beside those of its computers. Source: acceptance D09, ui 6.10.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printer {
    /// The unit that may use it.
    pub unit: HsaId,
    /// What the print dialog calls it; no two of a unit have the same.
    pub name: String,
    /// Where it is, as the installation has written it.
    pub address: String,
}

/// Settings of the use cases.
#[derive(Debug, Clone)]
pub struct Settings {
    /// A session ends after this time without a user action. Source: reliability-security R36.
    pub session_idle: SignedDuration,
    /// A session ends after this time in any case.
    pub session_absolute: SignedDuration,
    /// Intygstjänsten's logical address.
    pub it_logical_address: String,
    /// The recipient's logical address, which stands in the messages to it.
    pub recipient_logical_address: String,
    /// Which later versions of forms Ny offers, and from when.
    pub offering: Offering,
    /// When messages are tried again.
    pub retry: RetrySchedule,
    /// Days after which a draft cannot be changed any more; `None` = never. Source: acceptance A47.
    pub lock_drafts_after: Option<u16>,
    /// The units' printers, in the order of the print dialog.
    pub printers: Vec<Printer>,
    /// The demo login, when there is one; certificates signed in its sessions are marked and never leave loopback (R18).
    pub demo_login: Option<DemoLogin>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            session_idle: SignedDuration::from_mins(30),
            session_absolute: SignedDuration::from_hours(10),
            it_logical_address: String::new(),
            recipient_logical_address: String::new(),
            offering: Offering::default(),
            retry: RetrySchedule::default(),
            lock_drafts_after: None,
            printers: Vec::new(),
            demo_login: None,
        }
    }
}
