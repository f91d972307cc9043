//! What differs between two certificates, answer by answer and word by word. Source: ui 5.16, acceptance N02.

use similar::{ChangeTag, TextDiff};

use crate::element::ElementId;
use crate::view::{Content, Pair, SectionView, plain, sections};

/// Two certificates compared.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    /// The sections of the newer one, and last what only the older one has.
    pub sections: Vec<SectionDifference>,
    /// How many answers are not the same.
    pub changed: usize,
}

/// A section of the newer certificate.
#[derive(Debug, PartialEq, Eq)]
pub struct SectionDifference {
    /// Its number, if it has one.
    pub number: Option<u8>,
    /// Its heading.
    pub heading: &'static str,
    /// Its answers.
    pub answers: Vec<AnswerDifference>,
}

/// An answer in both certificates.
#[derive(Debug, PartialEq, Eq)]
pub struct AnswerDifference {
    /// Whose answer.
    pub element: Option<ElementId>,
    /// The question.
    pub question: String,
    /// What has happened to it.
    pub change: Change,
    /// Both texts in one, in reading order; empty when neither has an answer.
    pub parts: Vec<Part>,
}

/// What has happened to an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    Unchanged,
    /// Other words.
    Changed,
    /// The older one had no answer.
    Added,
    /// The newer one has no answer.
    Removed,
}

/// A piece of the text of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The words, with the blanks and line breaks between them.
    pub text: String,
    /// In which of the two they stand.
    pub stands: Stands,
}

/// In which of two texts words stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// In both.
    InBoth,
    /// In the older one only ("borttaget").
    Before,
    /// In the newer one only ("tillagt").
    Now,
}

/// Compares two certificates of the same type or of two versions of it.
pub fn difference(older: &Content<'_>, newer: &Content<'_>) -> Difference {
    let mut before: Vec<Pair> = sections(older)
        .into_iter()
        .flat_map(|section| section.pairs)
        .collect();
    let mut all: Vec<SectionDifference> = sections(newer)
        .into_iter()
        .map(|section| compared(section, &mut before))
        .collect();
    let gone: Vec<AnswerDifference> = before
        .into_iter()
        .filter(|pair| !plain(&pair.answer).is_empty())
        .map(|pair| answer(pair.element, pair.question, &plain(&pair.answer), ""))
        .collect();
    if !gone.is_empty() {
        all.push(SectionDifference {
            number: None,
            heading: "Besvaras inte längre",
            answers: gone,
        });
    }
    let answers = all.iter().flat_map(|section| &section.answers);
    Difference {
        changed: answers
            .filter(|answer| answer.change != Change::Unchanged)
            .count(),
        sections: all,
    }
}

/// Takes the older answers of a section out of `before`.
fn compared(section: SectionView, before: &mut Vec<Pair>) -> SectionDifference {
    let mut take = |pair: &Pair| {
        let is_same = |other: &Pair| match pair.element {
            Some(id) => other.element == Some(id),
            None => other.element.is_none() && other.question == pair.question,
        };
        let at = before.iter().position(is_same)?;
        Some(plain(&before.remove(at).answer))
    };
    let answers = section.pairs.into_iter().map(|pair| {
        let old = take(&pair).unwrap_or_default();
        let new = plain(&pair.answer);
        answer(pair.element, pair.question, &old, &new)
    });
    SectionDifference {
        number: section.number,
        heading: section.heading,
        answers: answers.collect(),
    }
}

fn answer(element: Option<ElementId>, question: String, old: &str, new: &str) -> AnswerDifference {
    let change = match (old.is_empty(), new.is_empty()) {
        _ if old == new => Change::Unchanged,
        (true, _) => Change::Added,
        (_, true) => Change::Removed,
        (false, false) => Change::Changed,
    };
    AnswerDifference {
        element,
        question,
        change,
        parts: parts(old, new),
    }
}

fn parts(old: &str, new: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for change in TextDiff::from_words(old, new).iter_all_changes() {
        let stands = match change.tag() {
            ChangeTag::Equal => Stands::InBoth,
            ChangeTag::Delete => Stands::Before,
            ChangeTag::Insert => Stands::Now,
        };
        match parts.last_mut() {
            Some(last) if last.stands == stands => last.text.push_str(change.value()),
            _ => parts.push(Part {
                text: change.value().to_owned(),
                stands,
            }),
        }
    }
    parts
}
