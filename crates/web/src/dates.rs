//! Dates in running text.

use std::fmt::Display;

use askama::filters::{Html, escape};

/// Bytes of a date as åååå-mm-dd.
const DATE: usize = 10;

/// Returns a text as HTML whose dates are not broken at their hyphens.
pub(crate) fn unbroken(text: impl Display) -> String {
    let Ok(escaped) = escape(text, Html);
    let escaped = escaped.0.to_string();
    let mut rest = escaped.as_str();
    let mut html = String::with_capacity(rest.len());
    while let Some((before, date, after)) = next_date(rest) {
        html.push_str(before);
        html.push_str("<span class=\"nowrap\">");
        html.push_str(date);
        html.push_str("</span>");
        rest = after;
    }
    html.push_str(rest);
    html
}

fn next_date(text: &str) -> Option<(&str, &str, &str)> {
    let at = text.as_bytes().windows(DATE).position(is_date)?;
    let (before, rest) = text.split_at_checked(at)?;
    let (date, after) = rest.split_at_checked(DATE)?;
    Some((before, date, after))
}

fn is_date(window: &[u8]) -> bool {
    window.iter().enumerate().all(|(at, byte)| match at {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_kept_together_and_the_rest_is_as_it_was() {
        for (text, html) in [
            ("", ""),
            ("Ingen sista dag", "Ingen sista dag"),
            ("2026-12-02", r#"<span class="nowrap">2026-12-02</span>"#),
            (
                "Från 2026-01-01–2026-12-02.",
                r#"Från <span class="nowrap">2026-01-01</span>–<span class="nowrap">2026-12-02</span>."#,
            ),
            ("<b>å</b>", "&#60;b&#62;å&#60;/b&#62;"),
            (
                "26-12-02 åäö-åä-äöå 2026-1-02",
                "26-12-02 åäö-åä-äöå 2026-1-02",
            ),
        ] {
            assert_eq!(unbroken(text), html);
        }
    }
}
