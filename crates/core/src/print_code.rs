//! The code on a print, by which its paper can be checked afterwards. Source: acceptance N12.

use std::fmt;
use std::str::FromStr;

use crate::ids::InvalidId;

/// Digits and letters that are not taken for one another, without vowels but A and E, so that few words come out.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Signs of a code, the last being the check sign.
const LENGTH: usize = 12;
/// Signs of a group as it is written.
const GROUP: usize = 4;

/// The code of one print: eleven random signs of 32 (55 bits) and a check sign, which tells every single wrong sign. That decision is our own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrintCode([u8; LENGTH]);

impl PrintCode {
    /// Makes a code from random bytes.
    pub fn from_random_bytes(bytes: [u8; 16]) -> Self {
        let mut values = [0; LENGTH];
        for (value, byte) in values.iter_mut().zip(bytes).take(LENGTH - 1) {
            *value = byte % 32;
        }
        if let Some((check, rest)) = values.split_last_mut() {
            *check = check_value(rest);
        }
        Self(values)
    }

    /// Parses what was typed, in any case, with blanks and dashes; O is taken for 0, I and L for 1.
    ///
    /// # Errors
    /// [`InvalidId`] for another length, a sign that no code has, or a check sign that does not fit.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let mut values = [0; LENGTH];
        let mut signs = text.chars().filter(|sign| !matches!(sign, ' ' | '-' | '–'));
        for value in &mut values {
            *value = signs.next().and_then(value_of).ok_or(InvalidId)?;
        }
        let fits = values
            .split_last()
            .is_some_and(|(check, rest)| *check == check_value(rest));
        if signs.next().is_none() && fits {
            Ok(Self(values))
        } else {
            Err(InvalidId)
        }
    }

    /// Returns the twelve signs without dashes, the form in storage and in addresses.
    pub fn to_text(self) -> String {
        self.0.iter().map(|value| sign_of(*value)).collect()
    }
}

/// As it is printed: `7K3M-9QXA-2FHT`.
impl fmt::Display for PrintCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, value) in self.0.iter().enumerate() {
            if index > 0 && index % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{}", sign_of(*value))?;
        }
        Ok(())
    }
}

impl FromStr for PrintCode {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Self::parse(text)
    }
}

fn sign_of(value: u8) -> char {
    ALPHABET
        .get(usize::from(value))
        .map_or('0', |sign| char::from(*sign))
}

fn value_of(sign: char) -> Option<u8> {
    let sign = match sign.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET
        .iter()
        .position(|known| char::from(*known) == sign)?;
    u8::try_from(place).ok()
}

/// Luhn's rule for 32 signs: each second value, from the right, counts twice, and the sum of both digits of what comes out counts.
fn check_value(values: &[u8]) -> u8 {
    let sum: u32 = values
        .iter()
        .rev()
        .enumerate()
        .map(|(index, value)| {
            let value = u32::from(*value);
            if index % 2 == 0 {
                value * 2 / 32 + value * 2 % 32
            } else {
                value
            }
        })
        .sum();
    u8::try_from((32 - sum % 32) % 32).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(seed: u8) -> PrintCode {
        PrintCode::from_random_bytes(std::array::from_fn(|index| {
            seed.wrapping_mul(37)
                .wrapping_add(u8::try_from(index * 53 % 256).unwrap_or(0))
        }))
    }

    #[test]
    fn a_code_is_read_back_however_it_was_typed() {
        for seed in 0..=255 {
            let code = code(seed);
            for typed in [
                code.to_text(),
                code.to_string(),
                format!(" {} ", code.to_string().to_lowercase()),
                code.to_string().replace('-', " "),
                code.to_text().replace('0', "o").replace('1', "l"),
            ] {
                assert_eq!(PrintCode::parse(&typed), Ok(code), "{typed}");
            }
        }
    }

    #[test]
    fn one_wrong_sign_is_told() {
        for seed in 0..32 {
            let right = code(seed).to_text();
            for (place, sign) in right.char_indices() {
                for wrong in ALPHABET
                    .iter()
                    .map(|b| char::from(*b))
                    .filter(|w| *w != sign)
                {
                    let mut typed = right.clone();
                    typed.replace_range(place..=place, &wrong.to_string());
                    assert_eq!(PrintCode::parse(&typed), Err(InvalidId), "{typed}");
                }
            }
        }
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let right = code(7).to_text();
        let long = format!("{right}0");
        for bad in [
            "",
            "7K3M",
            &right[1..],
            &long,
            "7K3M-9QXA-2FHU",
            "åäö",
            "7K3M_9QXA_2FHT",
        ] {
            assert_eq!(PrintCode::parse(bad), Err(InvalidId), "{bad}");
        }
    }
}
