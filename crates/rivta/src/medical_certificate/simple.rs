//! Values of the simple XML types, read more strictly than a general reader of dates would.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::Moment;
use crate::contract::{ContractError, Problem, plain_text};
use crate::xml::Element;

const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];

/// `xs:date`; a time zone is accepted and dropped.
pub(super) fn date(element: Element<'_, '_>) -> Result<Date, ContractError> {
    let text = plain_text(element)?;
    parse_date(text.trim_matches(BLANK))
        .ok_or_else(|| ContractError::new(element, Problem::Value("a date of the form YYYY-MM-DD")))
}

/// `xs:dateTime`, with or without fraction and time zone.
pub(super) fn moment(element: Element<'_, '_>) -> Result<Moment, ContractError> {
    let text = plain_text(element)?;
    parse_moment(text.trim_matches(BLANK)).ok_or_else(|| {
        ContractError::new(
            element,
            Problem::Value("a time of the form YYYY-MM-DDThh:mm:ss"),
        )
    })
}

fn parse_date(text: &str) -> Option<Date> {
    let (day, zone) = text.split_at_checked(10)?;
    let fits = has_form(day, "dddd-dd-dd") && (zone.is_empty() || is_zone(zone));
    day.parse()
        .ok()
        .filter(|_| fits && !day.starts_with("0000"))
}

fn parse_moment(text: &str) -> Option<Moment> {
    let (time, rest) = text.split_at_checked(19)?;
    // A second 60 and the year 0 are no XML times, but would be read as something else.
    let real = !time.ends_with("60") && !time.starts_with("0000");
    let (fraction, zone) = rest.split_at(rest.find(['Z', '+', '-']).unwrap_or(rest.len()));
    let digits = fraction.strip_prefix('.');
    let fits = has_form(time, "dddd-dd-ddTdd:dd:dd")
        && real
        && (fraction.is_empty() || digits.is_some_and(is_digits))
        && (zone.is_empty() || is_zone(zone));
    if !fits {
        return None;
    }
    // Whole seconds: a fraction may have more digits than a time can hold.
    if zone.is_empty() {
        time.parse::<DateTime>().ok().map(Moment::Local)
    } else {
        let instant: Timestamp = format!("{time}{zone}").parse().ok()?;
        Some(Moment::Instant(instant))
    }
}

fn has_form(text: &str, form: &str) -> bool {
    text.len() == form.len()
        && text.bytes().zip(form.bytes()).all(|pair| match pair {
            (byte, b'd') => byte.is_ascii_digit(),
            (byte, wanted) => byte == wanted,
        })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// `Z`, or hours up to 14 and minutes.
fn is_zone(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['+', '-']) else {
        return text == "Z";
    };
    has_form(rest, "dd:dd") && rest <= "14:00" && rest.get(3..).is_some_and(|m| m < "60")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_days_of_the_calendar_with_or_without_a_zone() {
        for good in [
            "2017-04-24",
            "2016-02-29",
            "2017-04-24Z",
            "2017-04-24+02:00",
        ] {
            assert_eq!(
                parse_date(good),
                good.get(..10).and_then(|day| day.parse().ok()),
                "{good}"
            );
        }
        for bad in [
            "",
            "2017-02-29",
            "2017-4-24",
            "20170424",
            "2017-04-24 ",
            "2017-04-24+15:00",
            "2017-04-24T00:00:00",
            "0000-01-01",
            "2017-04-2å",
        ] {
            assert_eq!(parse_date(bad), None, "{bad}");
        }
    }

    #[test]
    fn times_keep_their_zone() {
        let local = |text: &str| Some(Moment::Local(text.parse().expect("a time")));
        let instant = |text: &str| Some(Moment::Instant(text.parse().expect("an instant")));
        for (text, expected) in [
            ("2017-04-24T10:42:00", local("2017-04-24T10:42:00")),
            ("2017-04-24T10:42:00.123", local("2017-04-24T10:42:00")),
            ("2017-04-24T10:42:00Z", instant("2017-04-24T10:42:00Z")),
            (
                "2017-04-24T10:42:00.5+02:00",
                instant("2017-04-24T08:42:00Z"),
            ),
            ("2017-04-24", None),
            ("2017-04-24 10:42:00", None),
            ("2017-04-24T10:42", None),
            ("2017-04-24T10:42:60", None),
            ("2017-04-24T25:00:00", None),
            ("2017-04-24T10:42:00.", None),
            ("2017-04-24T10:42:00+2:00", None),
            ("2017-04-24T10:42:00[Europe/Stockholm]", None),
        ] {
            assert_eq!(parse_moment(text), expected, "{text}");
        }
    }
}
