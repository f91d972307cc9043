//! Investigation rows: what, when, and where it can be had. Source: ui 5.6.

use askama::Template;
use intyg_catalog::answers::html_id;
use intyg_catalog::element::{CodeSet, ElementId, RowText};

use super::rows::date_field;
use super::{Asked, Control, Remarks, Slot, group, render};
use crate::editor::Rendered;
use crate::editor::fields::{DATE, TEXT, WHAT, row_key};
use crate::editor::view::controls::DateField;

#[derive(Template)]
#[template(path = "editor/kinds/investigations.html")]
struct Investigations {
    anchor: String,
    element: ElementId,
    rows: Vec<Row>,
    /// Rows that are seen, at least 1.
    open: usize,
    origin: &'static RowText,
}

struct Row {
    id: String,
    number: usize,
    what: Slot,
    /// Codes with their labels.
    options: Vec<(&'static str, &'static str)>,
    date: DateField,
    origin: Slot,
    remarks: Remarks,
    described: String,
}

impl Row {
    fn has_remarks(&self) -> bool {
        self.remarks.is_any()
    }
    fn is_used(&self) -> bool {
        let typed = [&self.what.value, &self.date.value, &self.origin.value];
        self.has_remarks() || typed.iter().any(|typed| !typed.is_empty())
    }
}

pub(super) fn investigations(
    asked: &Asked<'_>,
    set: &'static CodeSet,
    max: usize,
    origin: &'static RowText,
) -> Rendered<Control> {
    let rows: Vec<Row> = (1..=max).map(|number| row(asked, set, number)).collect();
    let last_used = rows
        .iter()
        .rfind(|row| row.is_used())
        .map_or(1, |row| row.number);
    let opened = asked.context.open_rows.get(asked.element.id.as_str());
    let html = render(&Investigations {
        anchor: asked.anchor.clone(),
        element: asked.element.id,
        open: opened.copied().unwrap_or(1).max(last_used).min(max),
        rows,
        origin,
    })?;
    let in_rows: Vec<String> = (1..=max)
        .flat_map(|number| [WHAT, DATE, TEXT].map(|part| row_key(asked.element, number, part)))
        .collect();
    Ok(group(asked, html, asked.remarks_besides(&in_rows)))
}

fn row(asked: &Asked<'_>, set: &'static CodeSet, number: usize) -> Row {
    let what = asked.slot(row_key(asked.element, number, WHAT));
    let date_key = row_key(asked.element, number, DATE);
    let origin = asked.slot(row_key(asked.element, number, TEXT));
    let remarks = asked.remarks_at(&[&what.name, &date_key, &origin.name]);
    let of = format!("utredning {number}");
    Row {
        id: html_id(&format!("{}.{number}", asked.element.id)),
        number,
        options: set
            .codes
            .iter()
            .map(|code| (code.code, asked.code_label(code)))
            .collect(),
        date: date_field(asked, &of, &date_key, "Datum", &remarks),
        described: remarks.reference().unwrap_or_default().to_owned(),
        what,
        origin,
        remarks,
    }
}
