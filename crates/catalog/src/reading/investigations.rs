//! Rows of investigations: what, when, and where it can be had. Source: certificate-types 7.2 `KAT_1`.

use super::Reader;
use crate::answers::Answers;
use crate::element::{Code, CodeSet, ElementId, RowText};
use crate::general;
use crate::messages;
use crate::value::{Investigation, Value};

/// Returns the number of the last row that has anything in it.
pub(crate) fn last_used(answers: &Answers, id: ElementId, max: usize) -> Option<usize> {
    (1..=max).rfind(|row| !is_row_blank(answers, id, *row))
}

fn is_row_blank(answers: &Answers, id: ElementId, row: usize) -> bool {
    ["typ", "datum", "text"]
        .iter()
        .all(|part| answers.get(&format!("{id}.{row}.{part}")).trim().is_empty())
}

impl Reader<'_> {
    /// Empty rows after the last used one are none; those before it are rows that lack everything.
    pub(super) fn investigations(
        &mut self,
        set: &'static CodeSet,
        max: usize,
        origin: &'static RowText,
    ) -> Option<Value> {
        let id = self.element.id;
        let last = last_used(self.answers, id, max)?;
        if is_row_blank(self.answers, id, 1) {
            let field = format!("{id}.1.typ");
            self.wrong(&field, general::ROW_FIRST, messages::ROW_FIRST);
        }
        let rows: Vec<Investigation> = (1..=last)
            .filter_map(|row| self.investigation(&format!("{id}.{row}"), set, origin))
            .collect();
        (!rows.is_empty()).then_some(Value::Investigations(rows))
    }

    fn investigation(
        &mut self,
        row: &str,
        set: &'static CodeSet,
        origin: &'static RowText,
    ) -> Option<Investigation> {
        let code = self.investigation_code(&format!("{row}.typ"), set);
        let date = self.past_date(&format!("{row}.datum"), general::ROW_WHOLE);
        let text_field = format!("{row}.text");
        let text = if self.answers.get(&text_field).trim().is_empty() {
            let words = messages::fill_in(origin.name);
            self.missing(&text_field, general::ROW_WHOLE, words);
            None
        } else {
            self.text(&text_field, origin.limit)
        };
        Some(Investigation {
            code: code?,
            date: date?,
            origin: text?,
        })
    }

    fn investigation_code(&mut self, field: &str, set: &'static CodeSet) -> Option<&'static Code> {
        let typed = self.answers.get(field).trim();
        let code = set.find(typed);
        if typed.is_empty() {
            self.missing(field, general::ROW_WHOLE, messages::CHOOSE_ONE);
        } else if code.is_none() {
            self.wrong(field, general::CHOOSE_KNOWN, messages::CHOOSE_ONE);
        }
        code
    }
}
