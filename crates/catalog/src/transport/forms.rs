//! The forms of single values. Source: certificate-types 3 E5–E9, 5.4 DX10–DX13.

use jiff::civil::Date;

/// Takes away the blanks that XML counts as white space, and no others.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

/// Reads a truth value in any accepted form.
pub fn truth(text: &str) -> Option<bool> {
    match trimmed(text) {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// Reads a date; white space or a time zone after it is accepted, white space before it is not.
pub fn lenient_date(text: &str) -> Option<Date> {
    let (date, rest) = text.split_at_checked(10)?;
    let rest = trimmed(rest);
    (rest.is_empty() || is_time_zone(rest))
        .then(|| strict_date(date))
        .flatten()
}

/// Reads the end of a period: white space after it is accepted, a time zone is not.
pub fn period_date(text: &str) -> Option<Date> {
    strict_date(text.trim_end_matches([' ', '\t', '\r', '\n']))
}

fn strict_date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let in_form = bytes.len() == 10
        && bytes.iter().enumerate().all(|(i, b)| match i {
            4 | 7 => *b == b'-',
            _ => b.is_ascii_digit(),
        });
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<i16>().ok();
    let narrow = |n: i16| i8::try_from(n).ok();
    if !in_form || text.starts_with("0000") {
        return None;
    }
    Date::new(part(0, 4)?, narrow(part(5, 7)?)?, narrow(part(8, 10)?)?).ok()
}

fn is_time_zone(text: &str) -> bool {
    let bytes = text.as_bytes();
    match bytes {
        b"Z" => true,
        [b'+' | b'-', h1, h2, b':', m1, m2] => {
            let digits = [h1, h2, m1, m2].iter().all(|b| b.is_ascii_digit());
            let hour = (h1.wrapping_sub(b'0'), h2.wrapping_sub(b'0'));
            let in_range = hour < (1, 4) && *m1 < b'6';
            digits && (in_range || (hour == (1, 4) && (*m1, *m2) == (b'0', b'0')))
        }
        _ => false,
    }
}

/// Tells whether `text` holds `pattern` somewhere, a dot in it standing for any character: the national rules use the code
/// system as a pattern.
pub(super) fn holds_pattern(text: &str, pattern: &str) -> bool {
    let (text, pattern) = (text.as_bytes(), pattern.as_bytes());
    pattern.is_empty()
        || text.windows(pattern.len()).any(|window| {
            window
                .iter()
                .zip(pattern)
                .all(|(sign, wanted)| sign == wanted || *wanted == b'.')
        })
}

/// Tells whether a code has the form of a diagnosis code: a letter and two digits, then letters, digits or dashes, of which
/// there must be at least one after F and Z73. Any case. The length is not looked at.
/// Source: certificate-types 5.4 DX10.
pub fn is_diagnosis_code(code: &str) -> bool {
    let [letter, tens, ones, rest @ ..] = code.as_bytes() else {
        return false;
    };
    let letter = letter.to_ascii_uppercase();
    let needs_more = letter == b'F' || (letter == b'Z' && (*tens, *ones) == (b'7', b'3'));
    letter.is_ascii_uppercase()
        && tens.is_ascii_digit()
        && ones.is_ascii_digit()
        && rest.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-')
        && !(needs_more && rest.is_empty())
}
