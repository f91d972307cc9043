//! Diagnosis rows: register, code with the journal square, text. Source: ui 5.7.

use askama::Template;
use intyg_catalog::answers::html_id;
use intyg_catalog::element::{ElementId, WireSystem};
use intyg_core::diagnosis::CodeSystem;

use super::{Asked, Control, Remarks, Slot, group, render};
use crate::editor::Rendered;
use crate::editor::fields::{CODE, REGISTER, TEXT, key, row_key};

#[derive(Template)]
#[template(path = "editor/kinds/diagnoses.html")]
struct Diagnoses {
    element: ElementId,
    system_name: String,
    /// Empty when the type has one register only.
    systems: Vec<Register>,
    rows: Vec<DiagnosisRow>,
    /// Rows that are seen, at least 1.
    open: usize,
    text_limit: usize,
    /// What there is to say of the chosen register.
    notice: String,
}

struct Register {
    id: String,
    code: &'static str,
    label: &'static str,
    chosen: bool,
}

struct DiagnosisRow {
    id: String,
    number: usize,
    legend: String,
    code: Slot,
    text: Slot,
    remarks: Remarks,
    described: String,
}

impl DiagnosisRow {
    fn is_invalid(&self) -> bool {
        self.remarks.is_stop()
    }
}

pub(super) fn diagnoses(
    asked: &Asked<'_>,
    max: usize,
    text_limit: usize,
    systems: &'static [WireSystem],
) -> Rendered<Control> {
    let rows: Vec<DiagnosisRow> = (1..=max).map(|number| row(asked, number)).collect();
    let is_used = |row: &&DiagnosisRow| {
        !row.code.value.is_empty() || !row.text.value.is_empty() || row.remarks.is_any()
    };
    let last_used = rows.iter().rfind(is_used).map_or(1, |row| row.number);
    let opened = asked.context.open_rows.get(asked.element.id.as_str());
    let chosen = chosen(asked, systems);
    let notice = asked
        .context
        .register_notices
        .iter()
        .find(|(system, _)| Some(*system) == chosen);
    let html = render(&Diagnoses {
        notice: notice.map(|(_, text)| text.clone()).unwrap_or_default(),
        element: asked.element.id,
        system_name: key(asked.element, REGISTER),
        systems: registers(asked, systems),
        open: opened.copied().unwrap_or(1).max(last_used).min(max),
        rows,
        text_limit,
    })?;
    Ok(group(asked, html, asked.remarks_besides_rows()))
}

fn registers(asked: &Asked<'_>, systems: &'static [WireSystem]) -> Vec<Register> {
    if systems.len() < 2 {
        return Vec::new();
    }
    let field = key(asked.element, REGISTER);
    let chosen = chosen(asked, systems);
    systems
        .iter()
        .map(|system| Register {
            id: html_id(&format!("{field}.{}", system.system.key())),
            code: system.system.key(),
            label: system.system.label(),
            chosen: chosen == Some(system.system),
        })
        .collect()
}

/// Returns the register that the rows are in: the preset one until another is chosen.
fn chosen(asked: &Asked<'_>, systems: &[WireSystem]) -> Option<CodeSystem> {
    let typed = asked.answers().get(&key(asked.element, REGISTER));
    let found = systems.iter().find(|system| system.system.key() == typed);
    found.or(systems.first()).map(|system| system.system)
}

fn row(asked: &Asked<'_>, number: usize) -> DiagnosisRow {
    let code = asked.slot(row_key(asked.element, number, CODE));
    let text = asked.slot(row_key(asked.element, number, TEXT));
    let whole_row = format!("{}.{number}", asked.element.id);
    let remarks = asked.remarks_at(&[&code.name, &text.name]);
    DiagnosisRow {
        id: html_id(&whole_row),
        legend: if number == 1 {
            "Huvuddiagnos".to_owned()
        } else {
            format!("Diagnos {number}")
        },
        described: remarks.reference().unwrap_or_default().to_owned(),
        number,
        code,
        text,
        remarks,
    }
}
