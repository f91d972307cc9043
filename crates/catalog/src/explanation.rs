//! "Varför?": the rule behind a remark, the answers that it looked at, and what would satisfy it. Source: ui 5.11, acceptance N15.

use crate::answers::Answers;
use crate::condition::Condition;
use crate::element::{CertificateType, Element, ElementId};
use crate::fields::{Field, FieldRole, fields, in_words};
use crate::finding::{Fault, Finding};
use crate::general;

/// Longer texts are cut where they are only named.
const LONGEST_QUOTE: usize = 60;

/// Why a remark is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The rule in one sentence.
    pub sentence: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// Number of the rule.
    pub number: &'static str,
    /// The answers that make the question mandatory, e.g. "Nuvarande arbete är ikryssat"; empty when none do.
    pub because: String,
    /// The answers that it looked at, question by question.
    pub answers: Vec<String>,
    /// What would satisfy it.
    pub remedy: &'static str,
}

/// A rule as people read it, whether it holds for every type or for some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// Its number.
    pub number: &'static str,
    /// The rule in one sentence.
    pub sentence: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// What to do so that it is kept.
    pub remedy: &'static str,
}

/// Returns every rule of a type: its own, then those that follow from the kinds of its questions.
pub fn rules(ty: &CertificateType) -> impl Iterator<Item = Told> {
    let own = ty.rules.iter().map(|rule| Told {
        number: rule.number,
        sentence: rule.sentence,
        source: rule.source,
        remedy: rule.remedy,
    });
    own.chain(general::ALL.iter().map(|rule| Told {
        number: rule.number,
        sentence: rule.sentence,
        source: rule.source,
        remedy: rule.remedy,
    }))
}

/// Explains a finding on these answers; `None` for a rule that the type does not have.
pub fn explain(ty: &CertificateType, answers: &Answers, finding: &Finding) -> Option<Explanation> {
    let told = rules(ty).find(|rule| rule.number == finding.rule)?;
    let own = ty.rules.iter().find(|rule| rule.number == finding.rule);
    let element = ty.element(finding.element.0)?;
    let because = match finding.fault {
        Fault::Missing => because(ty, &[element.shown, element.required]),
        Fault::Wrong => String::new(),
    };
    let looked_at = match own {
        Some(rule) if !rule.looks_at.is_empty() => rule
            .looks_at
            .iter()
            .filter_map(|id| ty.element(id.0))
            .filter_map(|element| quoted(ty, element, answers, |_| true))
            .collect(),
        _ => quoted(ty, element, answers, |field| is_near(field, &finding.field))
            .into_iter()
            .collect(),
    };
    Some(Explanation {
        sentence: told.sentence,
        source: told.source,
        number: told.number,
        because,
        answers: looked_at,
        remedy: told.remedy,
    })
}

/// Returns the question in which what is found is put right, when that is another one than where it lies.
pub fn leads_to(ty: &CertificateType, finding: &Finding) -> Option<ElementId> {
    let rule = ty.rules.iter().find(|rule| rule.number == finding.rule)?;
    rule.leads_to
}

fn because(ty: &CertificateType, conditions: &[Condition]) -> String {
    let told: Vec<String> = conditions
        .iter()
        .map(|condition| condition.explain(ty))
        .filter(|told| !told.is_empty())
        .collect();
    told.join(" och ")
}

/// The fields of one row belong together: what stands before the last dot is the same.
fn is_near(field: &str, other: &str) -> bool {
    let row = |key: &str| {
        key.rsplit_once('.')
            .map_or(String::new(), |(row, _)| row.to_owned())
    };
    field == other
        || field == row(other)
        || row(field) == other
        || (!row(field).is_empty() && row(field) == row(other))
}

/// Returns "{fältnamn}: {svar}, {svar}" for the fields that are wanted; `None` when nothing is answered.
pub(crate) fn quoted(
    ty: &CertificateType,
    element: &'static Element,
    answers: &Answers,
    is_wanted: impl Fn(&str) -> bool,
) -> Option<String> {
    let texts: Vec<String> = fields(element)
        .iter()
        .filter(|field| is_wanted(&field.key))
        .filter_map(|field| said(ty, element, field, answers.get(&field.key)))
        .collect();
    (!texts.is_empty()).then(|| format!("{}: {}", element.name, texts.join(", ")))
}

fn said(
    ty: &CertificateType,
    element: &'static Element,
    field: &Field,
    text: &str,
) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    let code = field.key.rsplit_once('.').map(|(_, code)| code);
    let ticked = code.and_then(|code| element.kind.code_set()?.find(code));
    match (field.role, ticked) {
        (FieldRole::Tick, Some(code)) => (text == "true").then(|| code.label.to_owned()),
        _ => Some(in_words(ty, &field.key, text).map_or_else(|| cut(text), str::to_owned)),
    }
}

fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST_QUOTE {
        return text.to_owned();
    }
    let start: String = text.chars().take(LONGEST_QUOTE).collect();
    format!("{}…", start.trim_end())
}
