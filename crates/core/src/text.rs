//! Text as people type it, and what the receivers can take.

use unicode_normalization::UnicodeNormalization as _;

/// Normalises typed text: NFC, LF as the only line break, no control characters but TAB and LF, and typographic
/// look-alikes replaced by signs of ISO 8859-1. Nothing is trimmed.
///
/// Source: reliability-security R65, exchange 1.7.
pub fn normalise(text: &str) -> String {
    if text.chars().all(is_normal) {
        return text.to_owned();
    }
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut out = String::with_capacity(lines.len());
    for c in lines.nfc() {
        match look_alike(c) {
            Some(replacement) => out.push_str(replacement),
            None if c.is_control() && c != '\t' && c != '\n' => {}
            None => out.push(c),
        }
    }
    // What a removed sign kept apart may now be one character.
    out.nfc().collect()
}

/// Returns the characters of `text` that cannot be sent, each once, in order of appearance.
/// Source: certificate-types 5.3 T4.
pub fn unsendable(text: &str) -> Vec<char> {
    let mut found = Vec::new();
    for c in text.chars() {
        if !is_sendable(c) && !found.contains(&c) {
            found.push(c);
        }
    }
    found
}

/// Tells whether the receivers take the character: TAB, LF, CR, U+0020–007E and U+00A0–00FF.
pub fn is_sendable(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{a0}'..='\u{ff}')
}

/// Tells whether the character stays as it is whatever stands around it. Nothing that can be sent combines with another sign.
fn is_normal(c: char) -> bool {
    is_sendable(c) && c != '\r' && look_alike(c).is_none()
}

/// Folds text for search: lower case, å and ä to a, ö to o, other accents removed, everything but letters and digits to one blank.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfd().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            out.push(match c {
                'ø' => 'o',
                'æ' => 'a',
                other => other,
            });
        } else if !unicode_normalization::char::is_combining_mark(c)
            && !out.ends_with(' ')
            && !out.is_empty()
        {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn look_alike(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' | '\u{2032}' | '\u{2039}'
        | '\u{203a}' => "'",
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{2033}' => "\"",
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' => "-",
        '\u{2022}' | '\u{2023}' | '\u{25aa}' | '\u{25cf}' => "\u{b7}",
        '\u{2026}' => "...",
        '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => " ",
        '\u{2028}' | '\u{2029}' => "\n",
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => "",
        '\u{20ac}' => "EUR",
        '\u{2122}' => "TM",
        '\u{2264}' => "<=",
        '\u{2265}' => ">=",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_are_replaced_and_nothing_is_trimmed() {
        for (input, expected) in [
            (
                " \u{201c}Ja\u{201d} \u{2013} nej\u{2026} ",
                " \"Ja\" - nej... ",
            ),
            ("a\r\nb\rc", "a\nb\nc"),
            ("a\u{ad}b\u{200b}c\0d\te", "abcd\te"),
            ("A\u{30a}ngest", "Ångest"),
            ("😀", "😀"),
            ("e\u{ad}\u{301}", "é"),
        ] {
            assert_eq!(normalise(input), expected);
            assert_eq!(
                normalise(expected),
                expected,
                "normalising twice changes nothing"
            );
        }
    }

    #[test]
    fn what_stays_as_it_is_needs_no_normalising() {
        let normal: String = (0..0x250)
            .filter_map(char::from_u32)
            .filter(|c| is_normal(*c))
            .collect();
        assert_eq!(normal.nfc().collect::<String>(), normal);
        assert!(!normal.contains(|c: char| c.is_control() && c != '\t' && c != '\n'));
        assert!(normal.contains('ö') && !normal.contains(['\r', '\u{ad}', 'ā']));
    }

    #[test]
    fn each_character_that_cannot_be_sent_is_named_once() {
        assert_eq!(unsendable("åäö é ½ 😀 → 😀\t\n"), ['😀', '→']);
    }

    #[test]
    fn folding_takes_away_case_accents_and_signs() {
        assert_eq!(fold("  Ångest, UNS (ø)  "), "angest uns o");
        assert_eq!(fold("Öron-näsa"), "oron nasa");
    }
}
