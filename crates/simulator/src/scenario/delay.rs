//! How long after: days of the calendar and a time by the clock.

use jiff::{Span, Timestamp, ToSpan as _, civil::Time, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// A delay such as `2d`, `90m` or `1d 2h`. A day ends at the same time of day, also when the clocks are changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Delay {
    days: u16,
    seconds: u32,
}

impl Delay {
    /// Returns the delay in seconds, with days of 24 hours.
    pub(crate) fn seconds(self) -> u64 {
        u64::from(self.days) * 24 * 60 * 60 + u64::from(self.seconds)
    }

    /// Returns the time that is so much later, and from there the first one with this time of day.
    pub(crate) fn after(self, from: Timestamp, zone: &TimeZone, at: Option<Time>) -> Timestamp {
        self.later(from, zone, at).unwrap_or(Timestamp::MAX)
    }

    fn later(
        self,
        from: Timestamp,
        zone: &TimeZone,
        at: Option<Time>,
    ) -> Result<Timestamp, jiff::Error> {
        let later = from
            .to_zoned(zone.clone())
            .checked_add(i64::from(self.days).days())?
            .checked_add(i64::from(self.seconds).seconds())?;
        let Some(time) = at else {
            return Ok(later.timestamp());
        };
        let that_day = later.with().time(time).build()?;
        if that_day < later {
            Ok(that_day.checked_add(1.day())?.timestamp())
        } else {
            Ok(that_day.timestamp())
        }
    }
}

impl TryFrom<String> for Delay {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let wrong = || format!("{text}: not a delay such as 2d, 90m or 1d 2h");
        let span: Span = text.parse().map_err(|_| wrong())?;
        let has_other_parts = span.get_years() != 0
            || span.get_months() != 0
            || span.get_milliseconds() != 0
            || span.get_microseconds() != 0
            || span.get_nanoseconds() != 0;
        if span.is_negative() || has_other_parts {
            return Err(wrong());
        }
        let days = i64::from(span.get_weeks()) * 7 + i64::from(span.get_days());
        let seconds = i64::from(span.get_hours())
            .checked_mul(3600)
            .and_then(|sum| sum.checked_add(span.get_minutes().checked_mul(60)?))
            .and_then(|sum| sum.checked_add(span.get_seconds()))
            .ok_or_else(wrong)?;
        Ok(Self {
            days: u16::try_from(days).map_err(|_| wrong())?,
            seconds: u32::try_from(seconds).map_err(|_| wrong())?,
        })
    }
}

impl From<Delay> for String {
    fn from(delay: Delay) -> Self {
        format!("{}d {}s", delay.days, delay.seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stockholm() -> TimeZone {
        TimeZone::get("Europe/Stockholm").unwrap()
    }

    #[test]
    fn delays_are_read_and_others_refused() {
        for (text, expected) in [
            ("2d", Some((2, 0))),
            ("1w", Some((7, 0))),
            ("90m", Some((0, 5400))),
            ("1d 2h", Some((1, 7200))),
            ("0s", Some((0, 0))),
            ("1mo", None),
            ("-2d", None),
            ("500ms", None),
            ("2", None),
            ("", None),
            ("70000d", None),
        ] {
            let read = Delay::try_from(text.to_owned()).ok();
            let expected = expected.map(|(days, seconds)| Delay { days, seconds });
            assert_eq!(read, expected, "{text}");
            if let Some(delay) = read {
                assert_eq!(Delay::try_from(String::from(delay)), Ok(delay));
            }
        }
    }

    #[test]
    fn a_day_ends_at_the_same_time_of_day() {
        for (from, delay, at, expected) in [
            // Across the change to summer time on 29 March 2026.
            ("2026-03-28T09:00:00Z", "1d", None, "2026-03-29T08:00:00Z"),
            ("2026-03-28T09:00:00Z", "24h", None, "2026-03-29T09:00:00Z"),
            (
                "2026-03-02T09:00:00Z",
                "2d",
                Some("08:00"),
                "2026-03-05T07:00:00Z",
            ),
            (
                "2026-03-02T06:00:00Z",
                "2d",
                Some("08:00"),
                "2026-03-04T07:00:00Z",
            ),
            (
                "2026-03-02T07:00:00Z",
                "2d",
                Some("08:00"),
                "2026-03-04T07:00:00Z",
            ),
        ] {
            let delay = Delay::try_from(delay.to_owned()).unwrap();
            let at = at.map(|time: &str| time.parse().unwrap());
            let later = delay.after(from.parse().unwrap(), &stockholm(), at);
            assert_eq!(later, expected.parse().unwrap(), "{from} {at:?}");
        }
    }
}
