//! The certificate types, versions and recipients that Intygstjänsten knows. They are data, not code.

use std::str::SplitAsciiWhitespace;

const TYPES: &str = include_str!("../../supported-types.txt");

/// Tells whether a version of a type is known; both are compared exactly.
pub(super) fn version(code: &str, version: &str) -> bool {
    words_of(code).is_some_and(|mut words| {
        words.next();
        words.any(|known| known == version)
    })
}

/// Tells whether a recipient accepts certificates of a type.
pub(super) fn recipient(code: &str, recipient: &str) -> bool {
    words_of(code).is_some_and(|mut words| words.next() == Some(recipient))
}

/// Returns the recipient that accepts certificates of a type.
pub(super) fn recipient_of(code: &str) -> Option<&'static str> {
    words_of(code)?.next()
}

/// Tells whether any type of certificate is sent to this recipient.
pub(super) fn is_recipient(recipient: &str) -> bool {
    lines().any(|mut words| words.nth(1) == Some(recipient))
}

fn lines() -> impl Iterator<Item = SplitAsciiWhitespace<'static>> {
    TYPES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(str::split_ascii_whitespace)
}

fn words_of(code: &str) -> Option<impl Iterator<Item = &'static str>> {
    lines().find_map(|mut words| (words.next() == Some(code)).then_some(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_listed_versions_and_recipients_are_known() {
        for (code, known, expected) in [
            ("LISJP", "1.3", true),
            ("LISJP", "1.4", false),
            ("LISJP", "FKASSA", false),
            ("lisjp", "1.3", false),
            ("LUAE_FS", "1.2", false),
            ("#", "certificate", false),
        ] {
            assert_eq!(version(code, known), expected, "{code} {known}");
        }
        assert!(recipient("LUSE", "FKASSA"));
        assert!(!recipient("LUSE", "1.0"));
        assert!(!recipient("X", "FKASSA"));
        assert!(is_recipient("FKASSA"));
        assert!(!is_recipient("LISJP"));
        assert!(!is_recipient("1.3"));
    }
}
