//! What the buttons inside the form do. Without script each is a post of the whole form that saves it and comes back.

use std::collections::BTreeMap;

use intyg_app::Fold;
use intyg_catalog::answers::Answers;
use intyg_catalog::element::{CertificateType, Element, Kind};

use crate::editor::fields::{CODE, DATE, TEXT, WHAT, row_key};

/// What a button does, from its field `gor`.
#[derive(Debug, Clone)]
pub(in crate::editor) enum Step {
    /// Something with a row.
    Row(RowStep),
    /// Folds or unfolds the information text.
    Information(Fold),
    /// Gives fields the texts back that another answer took away.
    Undo(Vec<(String, String)>),
}

/// Something with a row of diagnoses or investigations.
#[derive(Debug, Clone)]
pub(in crate::editor) struct RowStep {
    pub(in crate::editor) element: &'static Element,
    pub(in crate::editor) kind: RowStepKind,
    rows: Rows,
}

/// The rows of an element.
#[derive(Debug, Clone, Copy)]
struct Rows {
    /// At most this many.
    max: usize,
    /// Parts of a row, the one that takes the focus first.
    parts: &'static [&'static str],
    /// They can be moved and filled from registers.
    are_diagnoses: bool,
}

impl Rows {
    fn of(element: &Element) -> Option<Self> {
        match element.kind {
            Kind::Diagnoses { max, .. } => Some(Self {
                max,
                parts: &[CODE, TEXT],
                are_diagnoses: true,
            }),
            Kind::Investigations { max, .. } => Some(Self {
                max,
                parts: &[WHAT, DATE, TEXT],
                are_diagnoses: false,
            }),
            Kind::Tick { .. }
            | Kind::YesNo
            | Kind::Date { .. }
            | Kind::Text { .. }
            | Kind::Number { .. }
            | Kind::Code { .. }
            | Kind::Codes { .. }
            | Kind::DatedBasis { .. }
            | Kind::Periods { .. }
            | Kind::UnitContact => None,
        }
    }
}

/// What; rows count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::editor) enum RowStepKind {
    /// Lägg till.
    Add,
    /// Ta bort.
    Remove(usize),
    /// Flytta upp.
    MoveUp(usize),
    /// Flytta ner.
    MoveDown(usize),
    /// Sök, without script.
    Search(usize),
    /// The journal square, without script.
    Journal(usize),
}

/// Begins the value of the button Ångra.
const UNDO: &str = "tillbaka:";

/// Returns the value of the button Ångra, which gives fields their texts back.
///
/// # Errors
/// When the pairs cannot be written as a form.
pub(in crate::editor) fn undo_value(
    fields: &[(String, String)],
) -> Result<String, serde_html_form::ser::Error> {
    Ok(format!("{UNDO}{}", serde_html_form::to_string(fields)?))
}

impl Step {
    /// Parses `{step}:{element}`, `{step}:{element}:{row}`, `text:dolj`, `text:visa` and what [`undo_value`] makes.
    pub(super) fn parse(ctype: &CertificateType, value: &str) -> Option<Self> {
        match value {
            "text:dolj" => Some(Self::Information(Fold::Away)),
            "text:visa" => Some(Self::Information(Fold::Open)),
            _ => match value.strip_prefix(UNDO) {
                Some(pairs) => serde_html_form::from_str(pairs).ok().map(Self::Undo),
                None => RowStep::parse(ctype, value).map(Self::Row),
            },
        }
    }
}

impl RowStep {
    fn parse(ctype: &CertificateType, value: &str) -> Option<Self> {
        let mut parts = value.split(':');
        let (word, id) = (parts.next()?, parts.next()?);
        let element = ctype.element(id)?;
        let rows = Rows::of(element)?;
        let row = parts
            .next()
            .and_then(|row| row.parse().ok())
            .filter(|row| (1..=rows.max).contains(row));
        let kind = match word {
            "lagg-till" => RowStepKind::Add,
            "ta-bort" => RowStepKind::Remove(row?),
            _ if !rows.are_diagnoses => return None,
            "upp" => RowStepKind::MoveUp(row.filter(|row| *row > 1)?),
            "ner" => RowStepKind::MoveDown(row.filter(|row| *row < rows.max)?),
            "sok" => RowStepKind::Search(row?),
            "journal" => RowStepKind::Journal(row?),
            _ => return None,
        };
        Some(Self {
            element,
            kind,
            rows,
        })
    }

    /// Does to the posted answers what concerns the rows.
    pub(super) fn apply(&self, answers: &mut Answers) {
        match self.kind {
            RowStepKind::Remove(row) => {
                for row in row..=self.rows.max {
                    self.copy_row(answers, row + 1, row);
                }
            }
            RowStepKind::MoveUp(row) => self.swap(answers, row, row - 1),
            RowStepKind::MoveDown(row) => self.swap(answers, row, row + 1),
            RowStepKind::Add | RowStepKind::Search(_) | RowStepKind::Journal(_) => {}
        }
    }

    fn swap(&self, answers: &mut Answers, row: usize, other: usize) {
        for part in self.rows.parts {
            let a = row_key(self.element, row, part);
            let b = row_key(self.element, other, part);
            let (of_a, of_b) = (answers.get(&a).to_owned(), answers.get(&b).to_owned());
            answers.set(a, of_b);
            answers.set(b, of_a);
        }
    }

    fn copy_row(&self, answers: &mut Answers, from: usize, to: usize) {
        for part in self.rows.parts {
            let text = answers.get(&row_key(self.element, from, part)).to_owned();
            answers.set(row_key(self.element, to, part), text);
        }
    }

    /// Adjusts how many rows are open.
    pub(in crate::editor) fn adjust(&self, open_rows: &mut BTreeMap<String, usize>) {
        let rows = open_rows
            .entry(self.element.id.as_str().to_owned())
            .or_insert(1);
        match self.kind {
            RowStepKind::Add => *rows += 1,
            RowStepKind::Remove(_) => *rows = rows.saturating_sub(1).max(1),
            RowStepKind::MoveUp(_)
            | RowStepKind::MoveDown(_)
            | RowStepKind::Search(_)
            | RowStepKind::Journal(_) => {}
        }
    }

    /// Returns the key of the field that gets the focus afterwards.
    pub(in crate::editor) fn focus(&self, open_rows: &BTreeMap<String, usize>) -> String {
        let row = match self.kind {
            RowStepKind::Add => open_rows
                .get(self.element.id.as_str())
                .copied()
                .unwrap_or(1),
            RowStepKind::Remove(row) | RowStepKind::MoveUp(row) => row.saturating_sub(1).max(1),
            RowStepKind::MoveDown(row) => row + 1,
            RowStepKind::Search(row) | RowStepKind::Journal(row) => row,
        };
        let first = self.rows.parts.first().copied().unwrap_or(TEXT);
        row_key(self.element, row, first)
    }
}
