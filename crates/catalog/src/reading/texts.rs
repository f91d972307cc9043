//! Free text and numbers.

use intyg_core::text;

use super::Reader;
use crate::general;
use crate::messages;
use crate::value::Value;

impl Reader<'_> {
    /// Returns a text that is not blank, and reports what is wrong with it.
    pub(super) fn text(&mut self, field: &str, limit: usize) -> Option<String> {
        let typed = self.answers.get(field);
        if typed.is_empty() {
            return None;
        }
        if typed.trim().is_empty() {
            if !self.element.folded {
                self.wrong(field, general::TEXT_BLANK, messages::BLANK);
            }
            return None;
        }
        self.check_text(field, typed, limit);
        Some(typed.to_owned())
    }

    pub(super) fn number(&mut self, min: u16, max: u16) -> Option<Value> {
        let field = self.element.id.0;
        let typed = self.answers.get(field);
        if typed.trim().is_empty() {
            return None;
        }
        let number = whole_number(typed).filter(|number| (min..=max).contains(number));
        if number.is_none() {
            self.wrong(
                field,
                general::NUMBER_RANGE,
                messages::out_of_range(min, max),
            );
        }
        number.map(Value::Number)
    }

    /// Reports signs that cannot be sent, each once, and a text that is too long, counted in Unicode code points.
    pub(super) fn check_text(&mut self, field: &str, typed: &str, limit: usize) {
        for sign in text::unsendable(typed) {
            self.wrong(field, general::TEXT_SIGNS, messages::unsendable(sign));
        }
        let over = typed.chars().count().saturating_sub(limit);
        if over > 0 {
            self.wrong(field, general::TEXT_LIMIT, messages::too_long(over));
        }
    }
}

/// Reads digits with surrounding blanks; `None` when the text is something else.
pub(crate) fn whole_number(text: &str) -> Option<u16> {
    let digits = text.trim();
    digits
        .parse()
        .ok()
        .filter(|_| digits.bytes().all(|b| b.is_ascii_digit()))
}
