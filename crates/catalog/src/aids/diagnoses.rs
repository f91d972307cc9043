//! Diagnosis rows: code and text belong together. Source: ui 5.7.

use intyg_core::diagnosis::normalise_code;

use super::{Notice, Save, take};
use crate::answers::Answers;
use crate::element::{Element, WireSystem};
use crate::reading::diagnosis_system;

pub(super) fn rows(
    element: &Element,
    max: usize,
    systems: &[WireSystem],
    answers: &mut Answers,
    save: &Save<'_>,
) -> Option<Notice> {
    let id = element.id;
    let mut removed = Vec::new();
    let system = diagnosis_system(answers, id, systems);
    let other_register = system != diagnosis_system(save.previous, id, systems);
    for row in 1..=max {
        let (code_field, text_field) = (format!("{id}.{row}.kod"), format!("{id}.{row}.text"));
        let code = normalise_code(answers.get(&code_field));
        answers.set(code_field.as_str(), code.as_str());
        let same_code = code == normalise_code(save.previous.get(&code_field));
        let same_text = answers.get(&text_field) == save.previous.get(&text_field);
        if other_register && same_code {
            take(answers, &code_field, &mut removed);
            take(answers, &text_field, &mut removed);
        } else if !same_code && (same_text || answers.get(&text_field).trim().is_empty()) {
            let title = system.and_then(|system| save.titles.title(system, &code));
            answers.set(text_field, title.unwrap_or_default());
        }
    }
    if !removed.is_empty() {
        let register = format!("{id}.kodverk");
        let before = save.previous.get(&register).to_owned();
        removed.push((register, before));
    }
    (!removed.is_empty()).then(|| Notice {
        element: id,
        text: "Diagnoserna togs bort när kodverket byttes.".to_owned(),
        removed,
    })
}
