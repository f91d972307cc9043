//! Reading of `delsvar`: kept as it stands, checked as the schema does for elements that it knows.

use super::Delsvar;
use crate::{
    contract::{ContractError, Problem, only_attributes, plain_text, required_attribute, sequence},
    names::{CORE, TYPES},
    types::{date, is_number, timestamp},
    xml::{Element, copy_content},
};

type Result<T> = std::result::Result<T, ContractError>;

pub(super) fn delsvar(element: Element<'_, '_>) -> Result<Delsvar> {
    only_attributes(element, &["id"])?;
    let id = required_attribute(element, "id")?;
    if !is_part_id(id) {
        return Err(ContractError::new(
            element,
            Problem::Value("an id of digits, dot and digits"),
        ));
    }
    for child in element.children() {
        if child.namespace().is_empty() || child.namespace() == CORE {
            return Err(ContractError::new(element, Problem::Unexpected));
        }
        if child.namespace() == TYPES {
            typed(child)?;
        }
    }
    Ok(Delsvar {
        id: id.to_owned(),
        content: copy_content(element),
    })
}

fn is_part_id(id: &str) -> bool {
    id.split_once('.')
        .is_some_and(|(question, part)| is_number(question) && is_number(part))
}

/// Checks an element of the types namespace; the schema is lax and lets names pass that it does not know.
fn typed(element: Element<'_, '_>) -> Result<()> {
    match element.name() {
        "cv" => texts(
            element,
            &["code", "codeSystem"],
            &[
                "codeSystemName",
                "codeSystemVersion",
                "displayName",
                "originalText",
            ],
        ),
        "ii" => texts(element, &["root"], &["extension"]),
        "datePeriod" => period(element, |child| date(child).map(drop)),
        "timePeriod" => period(element, |child| timestamp(child).map(drop)),
        "date" => date(element).map(drop),
        "timestamp" => timestamp(element).map(drop),
        "partialDate" => partial_date(element),
        "pq" => {
            let mut children = sequence(element)?;
            number(children.required(TYPES, "value")?)?;
            children.required_text(TYPES, "unit")?;
            children.end()
        }
        "pqInterval" => {
            let mut children = sequence(element)?;
            children.optional(TYPES, "low").map(number).transpose()?;
            children.optional(TYPES, "high").map(number).transpose()?;
            children.required_text(TYPES, "unit")?;
            children.end()
        }
        _ => Ok(()),
    }
}

fn texts(
    element: Element<'_, '_>,
    required: &[&'static str],
    optional: &[&'static str],
) -> Result<()> {
    let mut children = sequence(element)?;
    for name in required {
        children.required_text(TYPES, name)?;
    }
    for name in optional {
        children.optional_text(TYPES, name)?;
    }
    children.end()
}

fn period(element: Element<'_, '_>, check: fn(Element<'_, '_>) -> Result<()>) -> Result<()> {
    let mut children = sequence(element)?;
    children.optional(TYPES, "start").map(check).transpose()?;
    children.optional(TYPES, "end").map(check).transpose()?;
    children.end()
}

fn partial_date(element: Element<'_, '_>) -> Result<()> {
    let mut children = sequence(element)?;
    let format = children.required(TYPES, "format")?;
    if !matches!(&*plain_text(format)?, "YYYY-MM-DD" | "YYYY-MM" | "YYYY") {
        return Err(ContractError::new(
            format,
            Problem::Value("a form of a date"),
        ));
    }
    let value = children.required(TYPES, "value")?;
    if !is_partial_date(&plain_text(value)?) {
        return Err(ContractError::new(
            value,
            Problem::Value("a year, month or date"),
        ));
    }
    children.end()
}

/// Source: types 3.2, `PartialDateTypeValue`. The calendar is not consulted.
fn is_partial_date(text: &str) -> bool {
    let mut pieces = text.split('-');
    let year = pieces.next().is_some_and(|year| {
        year.len() == 4 && year.starts_with(['1', '2']) && year.bytes().all(|b| b.is_ascii_digit())
    });
    let within = |piece: Option<&str>, last: u8| {
        piece.is_none_or(|piece| {
            piece.len() == 2
                && piece.bytes().all(|b| b.is_ascii_digit())
                && piece
                    .parse()
                    .is_ok_and(|number: u8| (1..=last).contains(&number))
        })
    };
    year && within(pieces.next(), 12) && within(pieces.next(), 31) && pieces.next().is_none()
}

fn number(element: Element<'_, '_>) -> Result<()> {
    let text = plain_text(element)?;
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let is_decimal = text
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E'))
        && text.parse::<f64>().is_ok();
    if is_decimal || matches!(text, "INF" | "-INF" | "NaN") {
        Ok(())
    } else {
        Err(ContractError::new(element, Problem::Value("a number")))
    }
}
