//! Ny kopia: the answers of a new draft, made from those of a certificate. Source: certificate-types 10.6, 13.1–13.4.

use intyg_core::organisation::Contact;
use jiff::ToSpan as _;

use crate::answers::Answers;
use crate::element::{
    CertificateType, Element, ElementId, Kind, LastPeriodWords, Renewal, WireSystem,
};
use crate::fields::{fields, new_draft};
use crate::value::{Period, Value, Values};

/// Where the answers of the certificate come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The draft from which it was signed.
    Draft,
    /// Its XML, in which some answers are merged.
    Received,
}

/// The new draft, and what it says of the old certificate.
#[derive(Debug, Clone, PartialEq)]
pub struct Renewed {
    /// Its answers.
    pub answers: Answers,
    /// The old certificate's period that ends last.
    pub last_period: Option<Period>,
    words: Option<LastPeriodWords>,
}

impl Renewed {
    /// Returns the line above the periods: when the old certificate ends, and its degree. Source: certificate-types 13.3, 13.4.
    pub fn line(&self) -> Option<String> {
        let (last, words) = (self.last_period.as_ref()?, self.words?);
        Some(format!(
            "På det ursprungliga intyget var slutdatumet för den {} {} och {} var {}.",
            words.period, last.to, words.degree, last.degree.label
        ))
    }
}

/// Tells whether certificates of `from` may be renewed to `to`.
pub fn can_renew(from: &CertificateType, to: &CertificateType) -> bool {
    to.renews.contains(&(from.code, from.major))
}

/// Makes the answers of a renewing draft of type `ty`. Elements, codes and diagnoses that it lacks are dropped.
pub fn renew(
    ty: &CertificateType,
    answers: &Answers,
    values: &Values,
    origin: Origin,
    contact: &Contact,
) -> Renewed {
    let mut renewed = new_draft(ty, contact);
    let last_period = values
        .iter()
        .filter_map(|(_, value)| match value {
            Value::Periods(periods) => periods.iter().max_by_key(|period| period.to),
            _ => None,
        })
        .max_by_key(|period| period.to)
        .cloned();
    let mut words = None;
    for element in ty.elements() {
        match element.renewal {
            Renewal::Keep => keep(element, answers, origin, &mut renewed),
            Renewal::Clear => {}
            Renewal::SetFalse => renewed.set(element.id.0, "false"),
            Renewal::NextPeriod(own_words) => {
                words = Some(own_words);
                if let Some(last) = &last_period {
                    next_period(element, last, &mut renewed);
                }
            }
        }
    }
    Renewed {
        answers: renewed,
        last_period,
        words,
    }
}

/// Makes the answers of a draft of type `ty` that corrects a deleted certificate: all of them as they were, dates included; elements and
/// codes that the type lacks are dropped. Source: acceptance D07.
pub fn correct(ty: &CertificateType, answers: &Answers, contact: &Contact) -> Answers {
    let mut corrected = new_draft(ty, contact);
    for field in ty.elements().flat_map(fields) {
        let text = answers.get(&field.key);
        if !text.is_empty() {
            corrected.set(field.key.as_str(), text);
        }
    }
    corrected
}

fn keep(element: &Element, answers: &Answers, origin: Origin, renewed: &mut Answers) {
    let id = element.id;
    match &element.kind {
        // Codes of a register that the type does not take mean nothing in another.
        Kind::Diagnoses { systems, .. } if is_of_other_register(answers, id, systems) => return,
        Kind::Code { set, .. } if set.find(answers.get(id.0)).is_none() => return,
        _ => {}
    }
    for field in fields(element) {
        let text = answers.get(&field.key);
        match element.from_received.filter(|_| origin == Origin::Received) {
            Some(cleaned) => renewed.set(field.key.as_str(), cleaned(text)),
            None => renewed.set(field.key.as_str(), text),
        }
    }
}

fn is_of_other_register(answers: &Answers, id: ElementId, systems: &[WireSystem]) -> bool {
    let key = answers.get(&format!("{id}.kodverk"));
    !key.is_empty() && systems.iter().all(|known| known.system.key() != key)
}

fn next_period(element: &Element, last: &Period, renewed: &mut Answers) {
    let ElementId(id) = element.id;
    let known =
        matches!(element.kind, Kind::Periods { set } if set.find(last.degree.code).is_some());
    if let Some(from) = last.to.checked_add(1.day()).ok().filter(|_| known) {
        renewed.set(format!("{id}.{}", last.degree.code), "true");
        renewed.set(format!("{id}.{}.from", last.degree.code), from.to_string());
    }
}
