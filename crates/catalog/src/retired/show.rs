//! Fields as question–answer pairs, one way of showing per kind of content.

use jiff::civil::Date;

use super::{Ability, Boxed, Content, Dated, Field, Shows};
use crate::element::CodeSet;

/// A field with its answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Label of the field.
    pub heading: &'static str,
    /// What it says.
    pub pairs: Vec<Pair>,
}

/// A question and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Empty when the field's label is the question.
    pub question: &'static str,
    /// The answer.
    pub answer: Answer,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// None was given.
    Missing,
    /// Text with its line breaks.
    Text(String),
    /// One line each.
    Lines(Vec<String>),
    /// Rows under column headers; the first column names the row.
    Table {
        /// The headers.
        headers: &'static [&'static str],
        /// The rows.
        rows: Vec<Vec<String>>,
    },
}

pub(super) fn show(field: &'static Field, content: &Content) -> Shown {
    let pairs = match &field.shows {
        Shows::Diagnosis { code, text } => diagnosis(content, code, text),
        other => vec![Pair {
            question: "",
            answer: answer(other, content),
        }],
    };
    Shown {
        heading: field.label,
        pairs,
    }
}

fn answer(shows: &Shows, content: &Content) -> Answer {
    match shows {
        Shows::Ticked(code) => {
            let ticked = content.boxes.iter().any(|b| b.code == *code);
            text(ticked.then(|| "Ja".to_owned()))
        }
        Shows::OneOf(set) | Shows::Boxes(set) => lines(boxes(&content.boxes, set)),
        Shows::History => text(content.history.clone()),
        Shows::Function(kind) => joined(
            content
                .functions
                .iter()
                .filter(|function| function.kind == *kind)
                .filter_map(|function| function.text.clone()),
        ),
        Shows::Basis {
            contacts,
            references,
        } => lines(
            dated(&content.contacts, contacts)
                .chain(dated(&content.references, references))
                .collect(),
        ),
        Shows::Occupations { set, duties_of } => lines(occupations(content, set, duties_of)),
        Shows::Reductions { set, headers } => reductions(content, set, headers),
        Shows::Reason => joined(abilities(content).filter_map(|a| a.reason.clone())),
        Shows::Prognosis(set) => lines(
            abilities(content)
                .filter_map(|ability| set.find(ability.prognosis.as_deref()?))
                .map(|code| code.label.to_owned())
                .collect(),
        ),
        Shows::Comment => text(content.comment.clone()),
        Shows::SignedOn => Answer::Text(content.signed_on.to_string()),
        Shows::Issuer => issuer(content),
        Shows::IssuerCodes => {
            let codes = [
                &content.issuer.prescriber_code,
                &content.issuer.workplace_code,
            ];
            let filled: Vec<&str> = codes
                .into_iter()
                .map(String::as_str)
                .filter(|code| !code.is_empty())
                .collect();
            text(Some(filled.join(" - ")))
        }
        // Answered under labels of its own.
        Shows::Diagnosis { .. } => Answer::Missing,
    }
}

fn diagnosis(content: &Content, code: &'static str, words: &'static str) -> Vec<Pair> {
    let found = content.diagnosis.as_ref().map(|diagnosis| {
        if diagnosis.register.is_empty() {
            diagnosis.code.clone()
        } else {
            format!("{} ({})", diagnosis.code, diagnosis.register)
        }
    });
    vec![
        Pair {
            question: code,
            answer: text(found),
        },
        Pair {
            question: words,
            answer: text(content.diagnosis_text.clone()),
        },
    ]
}

/// In the order of the form, whatever order they were sent in.
fn boxes(ticked: &[Boxed], set: &'static CodeSet) -> Vec<String> {
    let line = |label: &str, ticked: &Boxed| match &ticked.text {
        Some(text) => format!("{label}: {text}"),
        None => label.to_owned(),
    };
    set.codes
        .iter()
        .flat_map(|code| {
            ticked
                .iter()
                .filter(|ticked| ticked.code == code.code)
                .map(|ticked| line(code.label, ticked))
        })
        .collect()
}

fn dated<'a>(items: &'a [Dated], set: &'static CodeSet) -> impl Iterator<Item = String> + use<'a> {
    let line = |label: &str, on: Option<Date>| match on {
        Some(day) => format!("{label} {day}"),
        None => label.to_owned(),
    };
    set.codes.iter().flat_map(move |code| {
        items
            .iter()
            .filter(|item| item.code == code.code)
            .map(move |item| line(code.label, item.on))
    })
}

fn occupations(content: &Content, set: &'static CodeSet, duties_of: &str) -> Vec<String> {
    let chosen =
        |wanted: &str| abilities(content).any(|a| a.occupations.iter().any(|o| o == wanted));
    let duties: Vec<&str> = abilities(content)
        .filter_map(|ability| ability.duties.as_deref())
        .collect();
    let mut lines: Vec<String> = set
        .codes
        .iter()
        .filter(|code| chosen(code.code))
        .map(|code| {
            if code.code == duties_of && !duties.is_empty() {
                format!("{}: {}", code.label, duties.join("; "))
            } else {
                code.label.to_owned()
            }
        })
        .collect();
    // Duties without the box they belong to are shown all the same.
    if !chosen(duties_of) {
        lines.extend(duties.into_iter().map(ToOwned::to_owned));
    }
    lines
}

fn reductions(
    content: &Content,
    set: &'static CodeSet,
    headers: &'static [&'static str],
) -> Answer {
    let rows: Vec<Vec<String>> = set
        .codes
        .iter()
        .flat_map(|degree| {
            abilities(content)
                .flat_map(|ability| &ability.reductions)
                .filter(|period| period.degree == degree.code)
                .map(|period| {
                    vec![
                        degree.label.to_owned(),
                        period.from.to_string(),
                        period.to.to_string(),
                    ]
                })
        })
        .collect();
    if rows.is_empty() {
        Answer::Missing
    } else {
        Answer::Table { headers, rows }
    }
}

fn issuer(content: &Content) -> Answer {
    let issuer = &content.issuer;
    let telephone = Some(&issuer.telephone)
        .filter(|number| !number.is_empty())
        .map(|number| format!("Telefon {number}"));
    lines(
        [issuer.name.clone(), issuer.unit.clone()]
            .into_iter()
            .chain(issuer.address.iter().cloned())
            .chain(telephone)
            .filter(|line| !line.is_empty())
            .collect(),
    )
}

fn abilities(content: &Content) -> impl Iterator<Item = &Ability> + Clone {
    content
        .functions
        .iter()
        .filter_map(|function| function.ability.as_ref())
}

fn joined(texts: impl Iterator<Item = String>) -> Answer {
    text(Some(texts.collect::<Vec<_>>().join("\n")))
}

fn text(text: Option<String>) -> Answer {
    text.filter(|text| !text.trim().is_empty())
        .map_or(Answer::Missing, Answer::Text)
}

fn lines(lines: Vec<String>) -> Answer {
    if lines.is_empty() {
        Answer::Missing
    } else {
        Answer::Lines(lines)
    }
}
