//! Kinds with a row per code: what the certificate is based on, and the periods per degree.

use askama::Template;
use intyg_catalog::dates;
use intyg_catalog::element::{Code, CodeSet, DescribedCode};
use intyg_catalog::summary;
use intyg_catalog::value::Period;

use super::{Asked, CheckBox, Control, Remarks, group, render, text_area};
use crate::editor::Rendered;
use crate::editor::fields::{DATE, FROM, TEXT, TO, key, row_key};
use crate::editor::view::controls::{DateField, join_ids};

/// A tick with its date, and for one code a text.
struct BasisRow {
    id: String,
    tick: CheckBox,
    date: DateField,
    text: Option<Described>,
    remarks: Remarks,
}

impl BasisRow {
    fn is_invalid(&self) -> bool {
        self.remarks.is_stop()
    }
}

struct Described {
    id: String,
    label: &'static str,
    control: String,
}

#[derive(Template)]
#[template(path = "editor/kinds/dated_basis.html")]
struct DatedBasis {
    anchor: String,
    rows: Vec<BasisRow>,
}

pub(super) fn dated_basis(
    asked: &Asked<'_>,
    set: &'static CodeSet,
    described: &'static DescribedCode,
) -> Rendered<Control> {
    let rows = set
        .codes
        .iter()
        .map(|code| basis_row(asked, code, described))
        .collect::<Rendered<Vec<_>>>()?;
    let anchor = asked.anchor.clone();
    let html = render(&DatedBasis { anchor, rows })?;
    Ok(group(asked, html, asked.remarks_besides_rows()))
}

fn basis_row(
    asked: &Asked<'_>,
    code: &'static Code,
    described: &'static DescribedCode,
) -> Rendered<BasisRow> {
    let date_key = row_key(asked.element, code.code, DATE);
    let text_key = row_key(asked.element, code.code, TEXT);
    let remarks = asked.remarks_at(&[&date_key, &text_key]);
    let mut tick = asked.tick(code);
    tick.data = Some("data-tick");
    let text = if code.code == described.code {
        let area = text_area(asked, text_key, described.limit, false, &remarks);
        Some(Described {
            id: area.id.clone(),
            label: described.label,
            control: render(&area)?,
        })
    } else {
        None
    };
    Ok(BasisRow {
        id: tick.id.clone(),
        date: date_field(asked, asked.code_label(code), &date_key, "Datum", &remarks),
        tick,
        text,
        remarks,
    })
}

/// A degree with its period.
struct PeriodRow {
    id: String,
    tick: CheckBox,
    from: DateField,
    to: DateField,
    /// "31 dagar", or nothing.
    days: String,
    /// Per cent of the working time that is left at this degree.
    rest_percent: u16,
    remarks: Remarks,
}

impl PeriodRow {
    fn is_invalid(&self) -> bool {
        self.remarks.is_stop()
    }
}

#[derive(Template)]
#[template(path = "editor/kinds/periods.html")]
struct Periods {
    anchor: String,
    rows: Vec<PeriodRow>,
    covered: String,
}

pub(super) fn periods(asked: &Asked<'_>, set: &'static CodeSet) -> Rendered<Control> {
    let ticked = |code: &&Code| asked.answers().is_ticked(&key(asked.element, code.code));
    let periods: Vec<Period> = set
        .codes
        .iter()
        .filter(ticked)
        .filter_map(|code| period(asked, code))
        .collect();
    let rows = set
        .codes
        .iter()
        .map(|code| period_row(asked, code, periods.iter().find(|p| p.degree == code)))
        .collect();
    let html = render(&Periods {
        anchor: asked.anchor.clone(),
        rows,
        covered: summary::days_line(&periods).unwrap_or_default(),
    })?;
    Ok(group(asked, html, asked.remarks_besides_rows()))
}

fn period_row(asked: &Asked<'_>, code: &'static Code, period: Option<&Period>) -> PeriodRow {
    let from_key = row_key(asked.element, code.code, FROM);
    let to_key = row_key(asked.element, code.code, TO);
    let remarks = asked.remarks_at(&[&from_key, &to_key]);
    let mut tick = asked.tick(code);
    tick.data = Some("data-tick");
    let degree = asked.code_label(code);
    let from = date_field(asked, degree, &from_key, "Från och med", &remarks);
    let mut to = date_field(asked, degree, &to_key, "Till och med", &remarks);
    to.from = Some(from.id.clone());
    PeriodRow {
        id: tick.id.clone(),
        days: period
            .map(|period| summary::days(period.days()))
            .unwrap_or_default(),
        rest_percent: 100_u16.saturating_sub(code.figure),
        tick,
        from,
        to,
        remarks,
    }
}

pub(super) fn date_field(
    asked: &Asked<'_>,
    of: &str,
    field: &str,
    label: &'static str,
    row: &Remarks,
) -> DateField {
    let slot = asked.slot(field.to_owned());
    let form = format!("{}-form", asked.anchor);
    DateField {
        id: slot.id,
        name: slot.name,
        value: slot.value,
        invalid: slot.invalid,
        label,
        of: of.to_owned(),
        required: false,
        from: None,
        described: join_ids([Some(form.as_str()), row.reference()]),
    }
}

/// Returns the period of a row, when both its dates can be read and are in order.
fn period(asked: &Asked<'_>, degree: &'static Code) -> Option<Period> {
    let typed = |part| {
        asked
            .answers()
            .get(&row_key(asked.element, degree.code, part))
    };
    let from = dates::read(typed(FROM), asked.context.today).ok()?;
    let to = dates::read_end(typed(TO), Some(from), asked.context.today).ok()?;
    (from <= to).then_some(Period { degree, from, to })
}
