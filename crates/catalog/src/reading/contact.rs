//! The issuing unit's contact details. Source: certificate-types 5.6.

use intyg_core::organisation::Contact;

use super::Reader;
use crate::general;
use crate::messages;
use crate::value::Value;

/// Longest text of a field; the receivers name none.
const LIMIT: usize = 100;

/// The fields after the element's id, with their names on the screen.
pub const FIELDS: [(&str, &str); 4] = [
    ("adress", "Postadress"),
    ("postnummer", "Postnummer"),
    ("postort", "Postort"),
    ("telefon", "Telefon"),
];

impl Reader<'_> {
    pub(super) fn contact(&mut self) -> Value {
        let [address, postcode, city, telephone] =
            FIELDS.map(|(part, name)| self.contact_field(part, name));
        if !postcode.is_empty() && !is_postcode(&postcode) {
            let field = format!("{}.postnummer", self.element.id);
            self.wrong(&field, general::UNIT_POSTCODE, messages::POSTCODE);
        }
        if !telephone.is_empty() && !is_telephone(&telephone) {
            let field = format!("{}.telefon", self.element.id);
            self.wrong(&field, general::UNIT_TELEPHONE, messages::TELEPHONE);
        }
        Value::UnitContact(Contact {
            address,
            postcode,
            city,
            telephone,
            email: String::new(),
        })
    }

    fn contact_field(&mut self, part: &str, name: &str) -> String {
        let field = format!("{}.{part}", self.element.id);
        let typed = self.answers.get(&field).trim();
        if typed.is_empty() {
            self.missing(&field, general::UNIT_FIELD, messages::fill_in(name));
        }
        self.check_text(&field, typed, LIMIT);
        typed.to_owned()
    }
}

/// Three digits, an optional blank, two digits.
fn is_postcode(text: &str) -> bool {
    let (head, tail) = text.split_at_checked(3).unwrap_or(("", ""));
    let tail = tail.strip_prefix(' ').unwrap_or(tail);
    tail.len() == 2 && head.bytes().chain(tail.bytes()).all(|b| b.is_ascii_digit())
}

/// Digits, with the signs that people group them by.
fn is_telephone(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-' | '(' | ')' | '/' | ','))
}
