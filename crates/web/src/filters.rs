//! Filters of the templates.

#![expect(
    unreachable_pub,
    reason = "the macro for filters makes items of its own that are public"
)]

use std::fmt::{Display, Write as _};

use askama::filters::{Html, Safe, escape};

/// Bytes of a date as åååå-mm-dd.
const DATE: usize = 10;

/// Writes a text whose dates are not broken at their hyphens.
///
/// # Errors
/// None; the signature is that of filters.
#[askama::filter_fn]
pub(crate) fn dates(text: impl Display, _: &dyn askama::Values) -> askama::Result<Safe<String>> {
    let escaped = escape(text, Html)?.0.to_string();
    let mut rest = escaped.as_str();
    let mut html = String::with_capacity(rest.len());
    while let Some((before, date, after)) = next_date(rest) {
        write!(html, "{before}<span class=\"nowrap\">{date}</span>")?;
        rest = after;
    }
    html.push_str(rest);
    Ok(Safe(html))
}

fn next_date(text: &str) -> Option<(&str, &str, &str)> {
    let at = text
        .as_bytes()
        .windows(DATE)
        .position(|window| is_date(window))?;
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
    use askama::Template;

    use crate::filters;

    #[derive(Template)]
    #[template(source = "{{ text|dates }}", ext = "html")]
    struct Page<'a> {
        text: &'a str,
    }

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
                "26-12-02 åäö-åä-öå 2026-1-02",
                "26-12-02 åäö-åä-öå 2026-1-02",
            ),
        ] {
            assert_eq!(Page { text }.render().expect("rendered"), html);
        }
    }
}
