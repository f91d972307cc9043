//! Diagnosis rows. Source: certificate-types 5.4, 10.3.

use intyg_core::diagnosis::{CodeSystem, normalise_code};

use super::Reader;
use crate::answers::Answers;
use crate::element::{DiagnosisRules, ElementId, WireSystem};
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

/// Returns the register that the answers are in: the preset one when none is chosen, or where there is no choice.
pub(crate) fn system(
    answers: &Answers,
    id: ElementId,
    systems: &[WireSystem],
) -> Option<CodeSystem> {
    let key = answers.get(&format!("{id}.kodverk"));
    if key.is_empty() || systems.len() == 1 {
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
        rules: DiagnosisRules,
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
        let is_filled = |row: &usize| !is_row_blank(self.answers, id, *row);
        let last = (1..=max).rfind(is_filled).unwrap_or(1);
        let asked: Vec<usize> = match rules {
            DiagnosisRules::Positions => (1..=last).filter(is_filled).collect(),
            DiagnosisRules::Register => (1..=last).collect(),
        };
        let rows: Vec<Diagnosis> = asked
            .into_iter()
            .filter_map(|row| self.diagnosis(row, text_limit, system, rules))
            .collect();
        (!rows.is_empty()).then_some(Value::Diagnoses(Diagnoses { system, rows }))
    }

    fn diagnosis(
        &mut self,
        row: usize,
        text_limit: usize,
        system: CodeSystem,
        rules: DiagnosisRules,
    ) -> Option<Diagnosis> {
        let code = self.diagnosis_code(&format!("{}.{row}.kod", self.element.id), system, rules);
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
    fn diagnosis_code(
        &mut self,
        field: &str,
        system: CodeSystem,
        rules: DiagnosisRules,
    ) -> Option<(String, String)> {
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
        if rules.is_too_short(&code) {
            let text = format!("Koden {code} behöver fyra tecken.");
            self.wrong(field, general::DIAGNOSIS_FOUR, text);
            return None;
        }
        if rules == DiagnosisRules::Positions && length < 3 {
            self.wrong(field, general::DIAGNOSIS_THREE, messages::DIAGNOSIS_THREE);
            return None;
        }
        let is_in_form = rules == DiagnosisRules::Register
            || (length <= LONGEST_CODE && is_diagnosis_code(&code));
        let title = is_in_form
            .then(|| self.titles.title(system, &code))
            .flatten();
        if title.is_none() {
            let text = format!("{} finns inte i diagnosregistret.", typed.trim());
            self.wrong(field, general::DIAGNOSIS_KNOWN, text);
        }
        title.map(|title| (code, title))
    }
}
