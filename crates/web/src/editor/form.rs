//! Posted forms. Only fields that the catalogue lists are taken; everything else in a post is the form's own or ignored.

mod steps;

use std::collections::{BTreeMap, BTreeSet};

use intyg_catalog::answers::Answers;
use intyg_catalog::element::CertificateType;
use intyg_catalog::fields::{fields, is_field_of};
use intyg_catalog::registry;
use intyg_core::text;
use jiff::civil::Date;

use super::fields::{LONGEST_TEXT, Shape, shape};
use super::view::Checked;

pub(super) use steps::{RowStepKind, Step, undo_value};

/// The day in the record of a diagnosis that has been fetched from there; empty for one that has not.
const JOURNAL: &str = "journal";

/// A text that is longer than any field takes. Source: reliability-security R63.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("field {field} holds more than {LONGEST_TEXT} characters")]
pub(super) struct TextTooLong {
    pub(super) field: String,
}

/// The names and values of a post, in their order.
pub(super) type Pairs<'a> = [(&'a str, &'a str)];

/// What stands in a post beside the answers.
#[derive(Debug, Clone, Default)]
pub(super) struct Envelope {
    /// Revision that the form was read at.
    pub(super) rev: Option<i64>,
    pub(super) checked: Checked,
    /// Utkast is ticked.
    pub(super) keep_as_draft: bool,
    /// A button inside the form.
    pub(super) step: Option<Step>,
    /// The field that somebody is typing in.
    pub(super) typing_in: Option<String>,
    /// Rows that are open, by element id.
    pub(super) open_rows: BTreeMap<String, usize>,
    /// Days in the record of diagnoses that have just been fetched from there.
    pub(super) fetched: Vec<Date>,
    /// Fingerprints of what the page has, by fragment id.
    pub(super) known: BTreeMap<String, String>,
}

impl Envelope {
    /// Reads the form's own fields.
    pub(super) fn parse(ctype: &CertificateType, pairs: &Pairs<'_>) -> Self {
        let last = |name: &str| {
            let found = pairs.iter().rev().find(|(n, _)| *n == name);
            found.map(|(_, value)| *value)
        };
        Self {
            rev: last("rev").and_then(|value| value.parse().ok()),
            checked: Checked::parse(last("visa").unwrap_or_default()),
            keep_as_draft: last("utkast") == Some("true"),
            step: last("gor").and_then(|value| Step::parse(ctype, value)),
            typing_in: last("skriver")
                .filter(|value| !value.is_empty())
                .map(str::to_owned),
            open_rows: pairs
                .iter()
                .filter(|(name, _)| *name == "rader")
                .filter_map(|(_, value)| open_rows(value))
                .collect(),
            fetched: pairs
                .iter()
                .filter(|(name, _)| *name == JOURNAL)
                .filter_map(|(_, value)| value.parse().ok())
                .collect(),
            known: last("har").map(fingerprints).unwrap_or_default(),
        }
    }
}

/// Finds the type that a form is made for, from its field `typ`: code and major version.
pub(super) fn type_of(pairs: &Pairs<'_>) -> Option<&'static CertificateType> {
    let (_, value) = pairs.iter().find(|(name, _)| *name == "typ")?;
    type_of_key(value)
}

/// Finds a type by code and major version, e.g. as in the field `typ`.
pub(super) fn type_of_key(key: &str) -> Option<&'static CertificateType> {
    let (code, major) = key.split_once(' ')?;
    registry::find(code, major.parse().ok()?)
}

/// Parses `{element}:{rows}`.
pub(super) fn open_rows(value: &str) -> Option<(String, usize)> {
    let (element, rows) = value.rsplit_once(':')?;
    let rows = rows.parse().ok().filter(|rows| *rows <= 99)?;
    Some((element.to_owned(), rows))
}

fn fingerprints(list: &str) -> BTreeMap<String, String> {
    list.split(' ')
        .filter_map(|pair| pair.split_once(':'))
        .map(|(id, hash)| (id.to_owned(), hash.to_owned()))
        .collect()
}

/// The answers of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answered {
    /// Every question was on the form.
    Whole(Answers),
    /// Single fields; an empty text means that the field has been emptied.
    Changed(Vec<(String, String)>),
}

/// Reads the answers of a post. A question whose id is among the values of `fraga` was on the form as a whole, so that a missing field
/// of it is an empty one; other fields count only when they are there.
///
/// # Errors
/// [`TextTooLong`] for the first text that no field takes.
pub(super) fn answers(
    ctype: &CertificateType,
    pairs: &Pairs<'_>,
    step: Option<&Step>,
) -> Result<Answered, TextTooLong> {
    let mut on_form = BTreeSet::new();
    let mut values: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in pairs {
        if *name == "fraga" {
            on_form.insert(*value);
        } else {
            values.entry(name).or_default().push(value);
        }
    }
    let mut answers = Answers::default();
    let mut touched = BTreeSet::new();
    for element in ctype.elements() {
        let is_on_form = on_form.contains(element.id.as_str());
        for field in fields(element) {
            let given = values
                .get(field.key.as_str())
                .map_or(&[][..], Vec::as_slice);
            if given.is_empty() && !is_on_form {
                continue;
            }
            let text = value(&field.key, &shape(element, &field), given)?;
            answers.set(field.key.as_str(), text.unwrap_or_default());
            touched.insert(field.key);
        }
    }
    match step {
        Some(Step::Row(step)) => step.apply(&mut answers),
        Some(Step::Undo(given_back)) => {
            for (key, text) in given_back {
                if is_field_of(ctype, key) {
                    answers.set(key.as_str(), text.as_str());
                    touched.insert(key.clone());
                }
            }
        }
        Some(Step::Information(_)) | None => {}
    }
    if ctype
        .elements()
        .all(|element| on_form.contains(element.id.as_str()))
    {
        return Ok(Answered::Whole(answers));
    }
    let changed = touched.into_iter().map(|key| {
        let text = answers.get(&key).to_owned();
        (key, text)
    });
    Ok(Answered::Changed(changed.collect()))
}

/// Reads one field; `None` when what was posted cannot stand in it.
fn value(key: &str, shape: &Shape, given: &[&str]) -> Result<Option<String>, TextTooLong> {
    let word = |words: &[&'static str]| {
        let last = given.last()?;
        words
            .iter()
            .find(|word| *word == last)
            .map(|word| (*word).to_owned())
    };
    match shape {
        // A hidden `false` goes before the box, so that one that has been unticked is told from one that nobody has touched.
        Shape::Box => Ok(word(&["true", "false"])),
        Shape::OneOf(words) => Ok(word(words)),
        Shape::Preset(words) => {
            Ok(word(words).filter(|word| words.first() != Some(&word.as_str())))
        }
        Shape::Typed => {
            let text = given.last().map(|value| text::normalise(value));
            if text
                .as_ref()
                .is_some_and(|text| text.chars().count() > LONGEST_TEXT)
            {
                return Err(TextTooLong {
                    field: key.to_owned(),
                });
            }
            Ok(text)
        }
    }
}

#[cfg(test)]
mod tests;
