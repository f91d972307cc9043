//! Dates as people type them.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

/// Days of a "month" in the end-date shorthand. Source: certificate-types 6.4.
const DAYS_OF_A_MONTH: i32 = 31;

/// Why a typed text is no date that can stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateFault {
    /// Not in the form of a date.
    Form,
    /// In the form of a date, but no day of the calendar.
    NoSuchDay,
    /// On or before 1900-01-01, or on or after 2099-12-12. Source: certificate-types 5.2 D3.
    OutOfRange,
}

/// Reads a typed date: `2026-04-01`, `20260401`, `260401`, `idag`, `igår` or `imorgon`, with surrounding blanks and in any case.
///
/// # Errors
/// [`DateFault`] says what is wrong.
///
/// Source: ui 5.6.
pub fn read(text: &str, today: Date) -> Result<Date, DateFault> {
    let day = match text.trim().to_lowercase().as_str() {
        "idag" | "i dag" => today,
        "igår" | "i går" => today.yesterday().map_err(|_| DateFault::OutOfRange)?,
        "imorgon" | "i morgon" => today.tomorrow().map_err(|_| DateFault::OutOfRange)?,
        digits => by_digits(digits, today)?,
    };
    if is_reasonable(day) {
        Ok(day)
    } else {
        Err(DateFault::OutOfRange)
    }
}

/// Reads a typed end date: as [`read`], or a length counted from `from`, both days included: `7d`, `d7`, `2v`, `v2`, `1m`, `m3`
/// (a month being 31 days) or `+14`.
///
/// # Errors
/// As [`read`]; a length without a from-date is [`DateFault::Form`].
pub fn read_end(text: &str, from: Option<Date>, today: Date) -> Result<Date, DateFault> {
    let Some(days) = length(text) else {
        return read(text, today);
    };
    let end = from
        .ok_or(DateFault::Form)?
        .checked_add((days - 1).days())
        .map_err(|_| DateFault::OutOfRange)?;
    if is_reasonable(end) {
        Ok(end)
    } else {
        Err(DateFault::OutOfRange)
    }
}

/// Reads a length in days, at least 1; `None` when the text is none.
pub fn length(text: &str) -> Option<i32> {
    let text = text.trim().to_lowercase();
    if let Some(days) = text.strip_prefix('+') {
        return number(days);
    }
    for (unit, days) in [('d', 1), ('v', 7), ('m', DAYS_OF_A_MONTH)] {
        let rest = text.strip_prefix(unit).or_else(|| text.strip_suffix(unit));
        if let Some(count) = rest.and_then(number) {
            return Some(count * days);
        }
    }
    None
}

fn number(digits: &str) -> Option<i32> {
    let digits = digits.trim();
    let is_short = (1..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|n| is_short && *n > 0)
}

fn by_digits(text: &str, today: Date) -> Result<Date, DateFault> {
    let bytes = text.as_bytes();
    let all_digits = bytes.iter().all(u8::is_ascii_digit);
    let dashed = bytes.len() == 10
        && bytes.iter().enumerate().all(|(i, b)| {
            if matches!(i, 4 | 7) {
                *b == b'-'
            } else {
                b.is_ascii_digit()
            }
        });
    let part = |from: usize, to: usize| -> Result<i16, DateFault> {
        text.get(from..to)
            .and_then(|part| part.parse().ok())
            .ok_or(DateFault::Form)
    };
    let (year, month, day) = match bytes.len() {
        10 if dashed => (part(0, 4)?, part(5, 7)?, part(8, 10)?),
        8 if all_digits => (part(0, 4)?, part(4, 6)?, part(6, 8)?),
        6 if all_digits => (full_year(part(0, 2)?, today), part(2, 4)?, part(4, 6)?),
        _ => return Err(DateFault::Form),
    };
    let narrow = |n: i16| i8::try_from(n).map_err(|_| DateFault::NoSuchDay);
    Date::new(year, narrow(month)?, narrow(day)?).map_err(|_| DateFault::NoSuchDay)
}

/// Two digits of a year are at most 20 years ahead.
fn full_year(two_digits: i16, today: Date) -> i16 {
    let year = 2000 + two_digits;
    if year > today.year() + 20 {
        year - 100
    } else {
        year
    }
}

fn is_reasonable(day: Date) -> bool {
    day > date(1900, 1, 1) && day < date(2099, 12, 12)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = date(2026, 3, 31);

    #[test]
    fn every_accepted_form_of_a_date() {
        for (typed, expected) in [
            ("2026-04-01", Ok(date(2026, 4, 1))),
            ("20260401", Ok(date(2026, 4, 1))),
            ("260401", Ok(date(2026, 4, 1))),
            ("470101", Ok(date(1947, 1, 1))),
            (" IDAG ", Ok(TODAY)),
            ("igår", Ok(date(2026, 3, 30))),
            ("i morgon", Ok(date(2026, 4, 1))),
            ("1900-01-02", Ok(date(1900, 1, 2))),
            ("2099-12-11", Ok(date(2099, 12, 11))),
            ("1900-01-01", Err(DateFault::OutOfRange)),
            ("2099-12-12", Err(DateFault::OutOfRange)),
            ("2026-02-31", Err(DateFault::NoSuchDay)),
            ("20261301", Err(DateFault::NoSuchDay)),
            ("2026-4-1", Err(DateFault::Form)),
            ("2026/04/01", Err(DateFault::Form)),
            ("åååå-mm-dd", Err(DateFault::Form)),
            ("å60401", Err(DateFault::Form)),
            ("", Err(DateFault::Form)),
        ] {
            assert_eq!(read(typed, TODAY), expected, "{typed:?}");
        }
    }

    #[test]
    fn a_length_counts_both_days() {
        let from = date(2026, 4, 1);
        for (typed, expected) in [
            ("7d", Ok(date(2026, 4, 7))),
            ("D7", Ok(date(2026, 4, 7))),
            ("1d", Ok(from)),
            ("2v", Ok(date(2026, 4, 14))),
            ("v2", Ok(date(2026, 4, 14))),
            ("1m", Ok(date(2026, 5, 1))),
            ("m3", Ok(date(2026, 7, 2))),
            ("+14", Ok(date(2026, 4, 14))),
            ("+ 14", Ok(date(2026, 4, 14))),
            ("260410", Ok(date(2026, 4, 10))),
            ("0d", Err(DateFault::Form)),
            ("d", Err(DateFault::Form)),
            ("-3d", Err(DateFault::Form)),
            ("99999d", Err(DateFault::Form)),
            ("9999m", Err(DateFault::OutOfRange)),
        ] {
            assert_eq!(read_end(typed, Some(from), TODAY), expected, "{typed:?}");
        }
        assert_eq!(read_end("7d", None, TODAY), Err(DateFault::Form));
    }
}
