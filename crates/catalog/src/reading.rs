//! Answers read by their kinds: typed values, and what is wrong with the rest.

mod contact;
mod diagnoses;
mod investigations;
mod rows;
mod texts;

use intyg_core::diagnosis::DiagnosisTitles;
use jiff::civil::Date;

use crate::answers::Answers;
use crate::element::{CertificateType, CodeSet, Element, Kind, Section};
use crate::finding::{Fault, Finding, Severity};
use crate::general;
use crate::messages;
use crate::value::{Value, Values};
use crate::visibility::visible_elements;

pub(crate) use texts::whole_number;

pub use contact::FIELDS as CONTACT_FIELDS;
pub(crate) use diagnoses::{is_blank as no_diagnosis_typed, system as diagnosis_system};
pub(crate) use investigations::last_used as last_investigation;

/// What could be read, and what could not.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The elements that are asked, with their sections, in screen order.
    pub asked: Vec<(&'static Section, &'static Element)>,
    /// Readable answers of the elements that are asked.
    pub values: Values,
    /// What is wrong with the answers that are there, in screen order.
    pub findings: Vec<Finding>,
}

/// Reads the answers of the elements that are asked. Nothing is demanded here; [`crate::validation::validate`] does that.
pub fn read(
    ty: &CertificateType,
    answers: &Answers,
    today: Date,
    titles: &dyn DiagnosisTitles,
) -> Reading {
    let mut reading = Reading {
        asked: visible_elements(ty, answers, today),
        ..Reading::default()
    };
    for (_, element) in &reading.asked {
        let mut reader = Reader {
            element,
            answers,
            today,
            titles,
            findings: Vec::new(),
        };
        if let Some(value) = reader.value() {
            reading.values.insert(element.id, value);
        }
        reading.findings.append(&mut reader.findings);
    }
    reading
}

/// Reads one element.
struct Reader<'a> {
    element: &'static Element,
    answers: &'a Answers,
    today: Date,
    titles: &'a dyn DiagnosisTitles,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn value(&mut self) -> Option<Value> {
        match &self.element.kind {
            Kind::Tick { .. } | Kind::YesNo => self.yes_or_no(),
            Kind::Date { span } => self.day(*span).map(Value::Date),
            Kind::Text { limit } => self.text(self.element.id.0, *limit).map(Value::Text),
            Kind::Number { min, max } => self.number(*min, *max),
            Kind::Code { set, .. } => self.code(set),
            Kind::Codes {
                set,
                max,
                exclusive,
            } => self.codes(set, *max, *exclusive),
            Kind::DatedBasis { set, described } => self.basis(set, described),
            Kind::Investigations { set, max, origin } => self.investigations(set, *max, origin),
            Kind::Periods { set } => self.periods(set),
            Kind::Diagnoses {
                max,
                text_limit,
                systems,
                rules,
            } => self.diagnoses(*max, *text_limit, systems, *rules),
            Kind::UnitContact => Some(self.contact()),
        }
    }

    fn yes_or_no(&mut self) -> Option<Value> {
        match self.answers.get(self.element.id.0) {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            "" => None,
            _ => {
                self.wrong(
                    self.element.id.0,
                    general::CHOOSE_KNOWN,
                    messages::CHOOSE_ONE,
                );
                None
            }
        }
    }

    fn code(&mut self, set: &'static CodeSet) -> Option<Value> {
        let typed = self.answers.get(self.element.id.0);
        let code = set.find(typed);
        if code.is_none() && !typed.is_empty() {
            self.wrong(
                self.element.id.0,
                general::CHOOSE_KNOWN,
                messages::CHOOSE_ONE,
            );
        }
        code.map(Value::Code)
    }

    fn codes(
        &mut self,
        set: &'static CodeSet,
        max: usize,
        exclusive: Option<&'static str>,
    ) -> Option<Value> {
        let id = self.element.id;
        let chosen: Vec<_> = set
            .codes
            .iter()
            .filter(|code| self.answers.is_ticked(&format!("{id}.{}", code.code)))
            .collect();
        let alone = exclusive.and_then(|code| chosen.iter().find(|c| c.code == code));
        if let Some(alone) = alone.filter(|_| chosen.len() > 1) {
            let text = format!("{} kan inte kombineras med andra val.", alone.label);
            self.wrong(&format!("{id}.{}", alone.code), general::CHOOSE_ALONE, text);
        } else if let Some(first_over) = chosen.get(max) {
            let text = format!("Välj högst {max} alternativ.");
            self.wrong(
                &format!("{id}.{}", first_over.code),
                general::CHOOSE_AT_MOST,
                text,
            );
        }
        (!chosen.is_empty()).then_some(Value::Codes(chosen))
    }

    fn wrong(&mut self, field: &str, rule: &'static str, text: impl Into<String>) {
        self.found(field, rule, Fault::Wrong, text.into());
    }

    fn missing(&mut self, field: &str, rule: &'static str, text: impl Into<String>) {
        self.found(field, rule, Fault::Missing, text.into());
    }

    fn found(&mut self, field: &str, rule: &'static str, fault: Fault, text: String) {
        self.findings.push(Finding {
            element: self.element.id,
            field: field.to_owned(),
            rule,
            severity: Severity::Stop,
            fault,
            text,
        });
    }
}
