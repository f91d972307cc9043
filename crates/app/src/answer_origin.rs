//! Where each answer of a draft comes from. It follows from the draft's saved states, so that it survives everything and is never sent.
//! Source: ui 5.17, acceptance N08.

use std::collections::BTreeMap;

use intyg_catalog::answers::Answers;
use intyg_catalog::element::{CertificateType, Element, ElementId, Kind, Renewal};
use intyg_catalog::fields::{FieldRole, fields};
use intyg_core::diagnosis::normalise_code;
use intyg_core::ids::HsaId;
use intyg_core::lifecycle::CopyKind;
use intyg_store::StaffRef;
use jiff::Timestamp;
use jiff::civil::Date;

/// Where an answer comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerOrigin {
    /// Fetched from the patient's record, where it was written on this day.
    Journal {
        /// Day in the record.
        recorded_on: Date,
    },
    /// As it was in the certificate that the draft was made from.
    Copied {
        /// Day on which that one was created.
        from: Date,
    },
    /// Copied, and changed since.
    Changed {
        /// By whom.
        by: String,
        /// When.
        at: Timestamp,
    },
    /// Written by a colleague.
    Written {
        /// By whom.
        by: String,
        /// When.
        at: Timestamp,
    },
}

/// A saved state of the draft.
pub(crate) struct State {
    pub(crate) answers: Answers,
    pub(crate) by: StaffRef,
    pub(crate) at: Timestamp,
}

/// What origins follow from.
pub(crate) struct Past<'a> {
    /// Every saved state, the oldest first; none is needed of a draft that one person has written from nothing.
    pub(crate) states: &'a [State],
    /// When the certificate was created that it was made from, and what the draft is to it.
    pub(crate) copied: Option<(Date, CopyKind)>,
    /// Diagnoses that were fetched from the record: code, and day in the record.
    pub(crate) fetched: &'a [(String, Date)],
}

/// Returns the origins that are worth a line; what the reader wrote herself in a new draft has none.
pub(crate) fn origins(
    ctype: &CertificateType,
    answers: &Answers,
    past: &Past<'_>,
    reader: &HsaId,
) -> BTreeMap<ElementId, AnswerOrigin> {
    if past.states.is_empty() && past.fetched.is_empty() {
        return BTreeMap::new();
    }
    ctype
        .elements()
        .filter(|element| !matches!(element.kind, Kind::UnitContact))
        .filter_map(|element| Some((element.id, origin(element, answers, past, reader)?)))
        .collect()
}

fn origin(
    element: &'static Element,
    answers: &Answers,
    past: &Past<'_>,
    reader: &HsaId,
) -> Option<AnswerOrigin> {
    let keys: Vec<String> = fields(element).into_iter().map(|field| field.key).collect();
    let is_same = |a: &Answers, b: &Answers| keys.iter().all(|key| a.get(key) == b.get(key));
    let is_answered = |a: &Answers| keys.iter().any(|key| !a.get(key).is_empty());
    let first = past.states.first().map(|state| &state.answers);
    let copied = past.copied.zip(first).filter(|((_, kind), first)| {
        is_answered(first) && (*kind != CopyKind::Renewal || element.renewal == Renewal::Keep)
    });
    if let Some(((from, _), _)) = copied.filter(|(_, first)| is_same(first, answers)) {
        return Some(AnswerOrigin::Copied { from });
    }
    if let Some(recorded_on) = fetched(element, answers, past.fetched) {
        return Some(AnswerOrigin::Journal { recorded_on });
    }
    let (_, last) = past
        .states
        .iter()
        .zip(past.states.iter().skip(1))
        .rev()
        .find(|(before, after)| !is_same(&before.answers, &after.answers))?;
    let (by, at) = (last.by.name.clone(), last.at);
    if copied.is_some() {
        Some(AnswerOrigin::Changed { by, at })
    } else if last.by.id != *reader && is_answered(answers) {
        Some(AnswerOrigin::Written { by, at })
    } else {
        None
    }
}

/// The day in the record of the first diagnosis that was fetched from there and still stands.
fn fetched(element: &Element, answers: &Answers, fetched: &[(String, Date)]) -> Option<Date> {
    let codes = fields(element)
        .into_iter()
        .filter(|field| field.role == FieldRole::DiagnosisCode)
        .map(|field| normalise_code(answers.get(&field.key)));
    let mut days = codes.filter(|code| !code.is_empty()).filter_map(|code| {
        let latest = fetched.iter().rev().find(|(known, _)| *known == code)?;
        Some(latest.1)
    });
    days.next()
}
