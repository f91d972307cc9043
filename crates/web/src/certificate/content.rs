//! The certificate read-only: question by question, with what the recipient asks at each. Source: ui 6.9, 6.13, acceptance A68.

use std::collections::BTreeSet;

use askama::Template;
use intyg_app::{CertificateView, MessagePoint};
use intyg_catalog::view::{SectionView, Shown, sections};
use intyg_core::conversation::Subject;

/// What the recipient wants to know at a question of the form.
struct Asked {
    /// Number of the question.
    question: String,
    words: String,
}

/// The sections.
#[derive(Template)]
#[template(path = "certificate/sections.html")]
pub(crate) struct ContentPart {
    sections: Vec<SectionPart>,
}

struct SectionPart {
    number: Option<u8>,
    heading: &'static str,
    ruled_out_because: &'static str,
    /// Questions that are not shown, which links may lead to all the same.
    hidden: Vec<String>,
    /// What is asked about those.
    asked: Vec<String>,
    pairs: Vec<PairPart>,
}

struct PairPart {
    /// Empty = another part of the same question has it.
    anchor: String,
    question: String,
    asked: Vec<String>,
    answer: Shown,
}

impl Asked {
    /// `None` for a point that the form has no place for.
    fn of(point: &MessagePoint) -> Option<Self> {
        point.place.as_ref().map(|_| Self {
            question: point.question.trim().to_owned(),
            words: point.text.clone(),
        })
    }
}

/// What the recipient waits for.
fn asked(view: &CertificateView) -> Vec<Asked> {
    let questions = view.conversation.iter().map(|thread| &thread.question);
    questions
        .filter(|question| question.subject == Subject::Complement && question.handled.is_none())
        .flat_map(|question| &question.points)
        .filter_map(Asked::of)
        .collect()
}

/// Returns where the question with this number stands on a page with a [`ContentPart`].
pub(crate) fn anchor(question: &str) -> String {
    format!("fraga-{}", question.trim())
}

impl ContentPart {
    pub(crate) fn of(view: &CertificateView) -> Self {
        let mut builder = Builder {
            view,
            asked: asked(view),
            placed: BTreeSet::new(),
        };
        let parts = sections(&view.content())
            .into_iter()
            .enumerate()
            .map(|(index, section)| builder.section(index, section));
        Self {
            sections: parts.collect(),
        }
    }
}

struct Builder<'a> {
    view: &'a CertificateView,
    asked: Vec<Asked>,
    /// Questions that have their anchor.
    placed: BTreeSet<String>,
}

impl Builder<'_> {
    fn section(&mut self, index: usize, section: SectionView) -> SectionPart {
        let mut pairs = Vec::new();
        for (row, pair) in section.pairs.into_iter().enumerate() {
            let number = match pair.element {
                Some(element) => element.wire().map(|(svar, _)| svar.to_string()),
                None => self.view.additional.get(row).map(|(id, _)| id.clone()),
            };
            // The first part of a question stands for all of it.
            let first = number.filter(|number| self.placed.insert(number.clone()));
            pairs.push(PairPart {
                anchor: first.as_deref().map(anchor).unwrap_or_default(),
                asked: first.map(|number| self.words(&number)).unwrap_or_default(),
                question: pair.question,
                answer: pair.answer,
            });
        }
        let elements = self.view.ctype.sections.get(index);
        let numbers: BTreeSet<u16> = elements
            .iter()
            .flat_map(|section| section.elements)
            .filter_map(|element| element.id.wire().map(|(svar, _)| svar))
            .collect();
        let hidden: Vec<String> = numbers
            .into_iter()
            .map(|number| number.to_string())
            .filter(|number| self.placed.insert(number.clone()))
            .collect();
        SectionPart {
            number: section.number,
            heading: section.heading,
            ruled_out_because: section.ruled_out_because,
            asked: hidden
                .iter()
                .flat_map(|number| self.words(number))
                .collect(),
            hidden: hidden.iter().map(|number| anchor(number)).collect(),
            pairs,
        }
    }

    fn words(&self, number: &str) -> Vec<String> {
        let here = self.asked.iter().filter(|asked| asked.question == number);
        here.map(|asked| asked.words.clone()).collect()
    }
}
