//! How far a draft has come, section by section, for the Navigator. Source: ui 5.10.

use jiff::civil::Date;

use crate::answers::Answers;
use crate::condition::Situation;
use crate::element::{CertificateType, Section};
use crate::finding::{Finding, Severity};
use crate::validation::is_unanswered;

/// A section and how far it has come.
#[derive(Debug, Clone)]
pub struct SectionProgress {
    /// Which.
    pub section: &'static Section,
    /// How far.
    pub state: SectionState,
}

/// How far a section has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SectionState {
    /// All that must be answered is ("klart").
    Done,
    /// This many fields are missing or wrong ("{n} saknas").
    Missing(usize),
    /// Nothing is demanded and nothing answered ("frivilligt").
    Optional,
    /// Not filled in, and why ("visas inte").
    RuledOut(&'static str),
}

/// Returns the state of every section in screen order, given all findings on the draft.
pub fn section_states(
    ty: &CertificateType,
    answers: &Answers,
    findings: &[Finding],
    today: Date,
) -> Vec<SectionProgress> {
    let in_ = Situation { ty, answers, today };
    ty.sections
        .iter()
        .map(|section| SectionProgress {
            section,
            state: state(section, findings, in_),
        })
        .collect()
}

fn state(section: &'static Section, findings: &[Finding], in_: Situation<'_>) -> SectionState {
    if !section.shown.holds(in_) {
        return SectionState::RuledOut(section.ruled_out_because);
    }
    let stops = findings
        .iter()
        .filter(|f| f.severity == Severity::Stop)
        .filter(|f| {
            section
                .elements
                .iter()
                .any(|element| element.id == f.element)
        })
        .count();
    if stops > 0 {
        return SectionState::Missing(stops);
    }
    let answered = section
        .elements
        .iter()
        .filter(|element| element.shown.holds(in_))
        .any(|element| !is_unanswered(element, in_.answers));
    if answered {
        SectionState::Done
    } else {
        SectionState::Optional
    }
}
