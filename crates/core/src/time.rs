//! Swedish local time. Instants are UTC everywhere else; this is the one module that knows the zone.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

static STOCKHOLM: LazyLock<TimeZone> =
    LazyLock::new(|| TimeZone::get("Europe/Stockholm").unwrap_or(TimeZone::UTC));

/// Returns the local date in Sweden, the "today" of every rule.
pub fn local_date(at: Timestamp) -> Date {
    local(at).date()
}

/// Returns the local date and time in Sweden.
pub fn local(at: Timestamp) -> DateTime {
    STOCKHOLM.to_datetime(at)
}

/// Returns the instant of a local time in Sweden: the first of two when the clock was put back, an hour later when it was put forward.
pub fn from_local(local: DateTime) -> Option<Timestamp> {
    STOCKHOLM.to_ambiguous_timestamp(local).compatible().ok()
}

/// Returns `YYYY-MM-DDThh:mm:ss` in local time, the form on the wire. Source: exchange 1.3.
pub fn wire_timestamp(at: Timestamp) -> String {
    local(at).strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// Returns `2026-11-22 kl. 10.42`. Source: ui 8.3.
pub fn date_and_time(at: Timestamp) -> String {
    local(at).strftime("%Y-%m-%d kl. %H.%M").to_string()
}

/// Returns `10.42`.
pub fn clock_time(at: Timestamp) -> String {
    local(at).strftime("%H.%M").to_string()
}

/// Returns `10.42.07`.
pub fn clock_time_with_seconds(at: Timestamp) -> String {
    local(at).strftime("%H.%M.%S").to_string()
}

/// Cuts an instant to whole milliseconds, so that a value read back equals the value written.
pub fn whole_milliseconds(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_data_is_in_the_program() {
        let winter: Timestamp = "2026-01-15T23:30:00Z".parse().expect("timestamp");
        let summer: Timestamp = "2026-07-15T22:30:00Z".parse().expect("timestamp");
        assert_eq!(wire_timestamp(winter), "2026-01-16T00:30:00");
        assert_eq!(date_and_time(summer), "2026-07-16 kl. 00.30");
    }

    #[test]
    fn a_local_time_is_an_instant_also_where_the_clock_changes() {
        for (local, instant) in [
            ("2017-04-24T10:42:00", "2017-04-24T08:42:00Z"),
            ("2017-10-29T02:30:00", "2017-10-29T00:30:00Z"),
            ("2017-03-26T02:30:00", "2017-03-26T01:30:00Z"),
        ] {
            let local: DateTime = local.parse().expect("a local time");
            let expected: Timestamp = instant.parse().expect("an instant");
            assert_eq!(from_local(local), Some(expected), "{local}");
        }
    }
}
