//! Personnummer and samordningsnummer.

use std::fmt;

use jiff::civil::Date;

/// A valid personnummer or samordningsnummer in its canonical form of 12 digits.
///
/// `Debug` masks it and there is no `Display`, so that it does not reach a log by mistake (R67).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(String);

/// Why a text is no person id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PersonIdError {
    /// Not 10 or 12 digits with an optional separator, or another century than 19 and 20.
    #[error("not in the form of a person id")]
    Form,
    /// The digits name no day of the calendar.
    #[error("no such day")]
    Day,
    /// The last digit does not fit the others.
    #[error("wrong check digit")]
    CheckDigit,
}

impl PersonId {
    /// Parses 10 or 12 digits with an optional `-` or `+` before the last four. `today` decides the century of the short form.
    ///
    /// # Errors
    /// [`PersonIdError`] names the first thing that is wrong.
    ///
    /// Source: certificate-types 15.1–15.3.
    pub fn parse(text: &str, today: Date) -> Result<Self, PersonIdError> {
        let text = text.trim();
        let (head, tail) = text
            .split_at_checked(text.len().saturating_sub(4))
            .ok_or(PersonIdError::Form)?;
        let (head, plus) = match head.strip_suffix('+') {
            Some(rest) => (rest, true),
            None => (head.strip_suffix('-').unwrap_or(head), false),
        };
        let digits = format!("{head}{tail}");
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(PersonIdError::Form);
        }
        let full = match digits.len() {
            12 if digits.starts_with("19") || digits.starts_with("20") => digits,
            10 => format!("{:02}{digits}", century(&digits, plus, today)),
            _ => return Err(PersonIdError::Form),
        };
        Self::from_canonical(&full)
    }

    /// Parses the stored form of 12 digits.
    ///
    /// # Errors
    /// As [`PersonId::parse`].
    pub fn from_canonical(digits: &str) -> Result<Self, PersonIdError> {
        if digits.len() != 12 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(PersonIdError::Form);
        }
        birth_date_of(digits).ok_or(PersonIdError::Day)?;
        let last = digits.bytes().last().map(|b| u32::from(b - b'0'));
        if last != digits.get(2..11).map(check_digit) {
            return Err(PersonIdError::CheckDigit);
        }
        Ok(Self(digits.to_owned()))
    }

    /// Returns the 12 digits: for storage and the wire, never for a log, an address or a title.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// Returns `YYYYMMDD-NNNN`, the form that people read.
    pub fn formatted(&self) -> String {
        let (day, number) = self.0.split_at(8);
        format!("{day}-{number}")
    }

    /// Tells whether the tens digit of the day is 6 or more, which alone makes it a samordningsnummer.
    pub fn is_coordination_number(&self) -> bool {
        self.0.as_bytes().get(6).is_some_and(|b| *b >= b'6')
    }

    /// Returns the day of birth; for a samordningsnummer the day less 60.
    pub fn birth_date(&self) -> Date {
        birth_date_of(&self.0).unwrap_or(Date::MIN)
    }

    /// Returns whole years lived on `today`; 0 for a day before the birth.
    pub fn age_on(&self, today: Date) -> i16 {
        let birth = self.birth_date();
        let had_birthday = (today.month(), today.day()) >= (birth.month(), birth.day());
        (today.year() - birth.year() - i16::from(!had_birthday)).max(0)
    }
}

impl fmt::Debug for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[personnummer]")
    }
}

fn birth_date_of(digits: &str) -> Option<Date> {
    let year = digits.get(..4)?.parse().ok()?;
    let month = digits.get(4..6)?.parse().ok()?;
    let day: i8 = digits.get(6..8)?.parse().ok()?;
    Date::new(year, month, if day > 60 { day - 60 } else { day }).ok()
}

fn century(ten_digits: &str, plus: bool, today: Date) -> i16 {
    let yy: i16 = ten_digits
        .get(..2)
        .and_then(|yy| yy.parse().ok())
        .unwrap_or(0);
    (today.year() - yy) / 100 - i16::from(plus)
}

/// Luhn over nine digits without the century, weights 2,1,2,… Source: certificate-types 15.3.
fn check_digit(nine: &str) -> u32 {
    let sum: u32 = nine
        .bytes()
        .zip([2, 1].into_iter().cycle())
        .map(|(b, weight)| {
            let product = u32::from(b - b'0') * weight;
            product / 10 + product % 10
        })
        .sum();
    (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 22);

    fn check(input: &str, expected: Result<&str, PersonIdError>) {
        let found = PersonId::parse(input, TODAY);
        assert_eq!(
            found.as_ref().map(PersonId::digits).map_err(|e| *e),
            expected,
            "{input}"
        );
    }

    #[test]
    fn every_written_form_gives_the_same_twelve_digits() {
        for input in [
            "19121212-1212",
            "191212121212",
            "19121212+1212",
            "121212+1212",
            " 121212+1212 ",
        ] {
            check(input, Ok("191212121212"));
        }
        check("121212-1212", Ok("201212121212"));
        check("701063-2391", Ok("197010632391"));
    }

    #[test]
    fn what_is_no_person_id_is_refused_with_its_reason() {
        check("", Err(PersonIdError::Form));
        check("1912321212", Err(PersonIdError::Day));
        check("18121212-1212", Err(PersonIdError::Form));
        check("19121212-121T", Err(PersonIdError::Form));
        check("19120230-1212", Err(PersonIdError::Day));
        check("19121212-1213", Err(PersonIdError::CheckDigit));
        check("å9121212-1212", Err(PersonIdError::Form));
    }

    #[test]
    fn a_samordningsnummer_has_its_day_less_sixty() {
        let id = PersonId::from_canonical("197010632391").expect("valid");
        assert!(id.is_coordination_number());
        assert_eq!(id.birth_date(), date(1970, 10, 3));
        assert_eq!(
            (id.age_on(date(2026, 10, 2)), id.age_on(date(2026, 10, 3))),
            (55, 56)
        );
    }

    #[test]
    fn ages_are_right_over_a_hundred_and_on_the_leap_day() {
        let old = PersonId::parse("121212+1212", TODAY).expect("valid");
        assert_eq!(old.age_on(TODAY), 113);
        let leap = PersonId::parse("000229-9816", TODAY).expect("valid");
        assert_eq!(leap.digits(), "200002299816");
        for (day, age) in [
            (date(2024, 2, 28), 23),
            (date(2024, 2, 29), 24),
            (date(2026, 2, 28), 25),
            (date(2026, 3, 1), 26),
        ] {
            assert_eq!(leap.age_on(day), age, "{day}");
        }
        check("20010229-9816", Err(PersonIdError::Day));
    }

    #[test]
    fn debug_never_shows_the_digits() {
        let id = PersonId::from_canonical("191212121212").expect("valid");
        assert_eq!(format!("{id:?}"), "[personnummer]");
    }
}
