//! Diagnosis rows. Source: certificate-types 5.4.

use intyg_core::diagnosis::{CodeSystem, needs_four_characters, normalise_code};

use super::Reader;
use crate::answers::Answers;
use crate::element::{ElementId, WireSystem};
use crate::general;
use crate::messages;
use crate::transport::is_diagnosis_code;
use crate::value::{Diagnoses, Diagnosis, Value};

/// Longest code of any register.
const LONGEST_CODE: usize = 5;

/// Tells whether no row has anything in it.
pub(crate) fn is_blank(answers: &Answers, id: ElementId, max: usize) -> bool {
    (1..=max).all(|row| is_row_blank(answers, id, row))
}

fn is_row_blank(answers: &Answers, id: ElementId, row: usize) -> bool {
    ["kod", "text"]
        .iter()
        .all(|part| answers.get(&format!("{id}.{row}.{part}")).trim().is_empty())
}

/// Returns the register that the answers are in: the preset one when none is chosen.
pub(crate) fn system(
    answers: &Answers,
    id: ElementId,
    systems: &[WireSystem],
) -> Option<CodeSystem> {
    let key = answers.get(&format!("{id}.kodverk"));
    if key.is_empty() {
        return systems.first().map(|s| s.system);
    }
    systems.iter().map(|s| s.system).find(|s| s.key() == key)
}

impl Reader<'_> {
    pub(super) fn diagnoses(
        &mut self,
        max: usize,
        text_limit: usize,
        systems: &'static [WireSystem],
    ) -> Option<Value> {
        let id = self.element.id;
        let Some(system) = system(self.answers, id, systems) else {
            self.wrong(
                &format!("{id}.kodverk"),
                general::CHOOSE_KNOWN,
                messages::CHOOSE_ONE,
            );
            return None;
        };
        if is_blank(self.answers, id, max) {
            return None;
        }
        if is_row_blank(self.answers, id, 1) {
            self.wrong(
                &format!("{id}.1.kod"),
                general::DIAGNOSIS_MAIN,
                messages::DIAGNOSIS_MAIN,
            );
            return None;
        }
        let rows: Vec<Diagnosis> = (1..=max)
            .filter(|row| !is_row_blank(self.answers, id, *row))
            .filter_map(|row| self.diagnosis(row, text_limit, system))
            .collect();
        (!rows.is_empty()).then_some(Value::Diagnoses(Diagnoses { system, rows }))
    }

    fn diagnosis(
        &mut self,
        row: usize,
        text_limit: usize,
        system: CodeSystem,
    ) -> Option<Diagnosis> {
        let code = self.diagnosis_code(&format!("{}.{row}.kod", self.element.id), system);
        let text_field = format!("{}.{row}.text", self.element.id);
        let text = if self.answers.get(&text_field).trim().is_empty() {
            self.missing(
                &text_field,
                general::DIAGNOSIS_TEXT,
                messages::fill_in("Diagnos"),
            );
            None
        } else {
            self.text(&text_field, text_limit)
        };
        let (code, title) = code?;
        Some(Diagnosis {
            code,
            text: text?,
            title: Some(title),
        })
    }

    /// Returns the code and its title in the register.
    fn diagnosis_code(&mut self, field: &str, system: CodeSystem) -> Option<(String, String)> {
        let typed = self.answers.get(field);
        let code = normalise_code(typed);
        let length = code.chars().count();
        if code.is_empty() {
            self.missing(
                field,
                general::DIAGNOSIS_CODE,
                messages::fill_in("Diagnoskod"),
            );
            return None;
        }
        if needs_four_characters(&code) && length < 4 {
            let text = format!("Koden {code} behöver fyra tecken.");
            self.wrong(field, general::DIAGNOSIS_FOUR, text);
            return None;
        }
        if length < 3 {
            self.wrong(field, general::DIAGNOSIS_THREE, messages::DIAGNOSIS_THREE);
            return None;
        }
        let title = (length <= LONGEST_CODE && is_diagnosis_code(&code))
            .then(|| self.titles.title(system, &code))
            .flatten();
        if title.is_none() {
            let text = format!("{} finns inte i diagnosregistret.", typed.trim());
            self.wrong(field, general::DIAGNOSIS_KNOWN, text);
        }
        title.map(|title| (code, title))
    }
}
