//! What the catalogue defines, read from its source.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::source::{Token, tokens};

/// The names that belong to the catalogue.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// Codes of types and value sets, and code systems, e.g. `HELT_NEDSATT`, `KV_FKMU_0001`.
    codes: BTreeSet<String>,
    /// Element ids, e.g. `27`, `33.2`.
    elements: BTreeSet<String>,
}

impl Words {
    /// Reads the source of `crates/catalog`.
    ///
    /// # Errors
    /// When it cannot be read, or defines nothing: then the check would pass whatever stands elsewhere.
    pub(crate) fn of_catalogue(root: &Path) -> Result<Self> {
        let mut files = Vec::new();
        super::walk(&root.join("crates/catalog/src"), &mut files)?;
        let mut words = Self::default();
        for file in files.iter().filter(|file| super::is_product(file)) {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("reading {}", file.display()))?;
            words
                .add(&text)
                .with_context(|| format!("reading {}", file.display()))?;
        }
        ensure!(
            !words.codes.is_empty() && !words.elements.is_empty(),
            "no code or no element was found in the catalogue's source"
        );
        Ok(words)
    }

    /// Adds what a Rust source defines: each `ElementId("…")`, and each text that looks like a code.
    pub(super) fn add(&mut self, source: &str) -> Result<()> {
        let tokens = tokens(source)?;
        let before = |index: usize, back| Some(&tokens.get(usize::checked_sub(index, back)?)?.what);
        for (index, token) in tokens.iter().enumerate() {
            let Token::Text(text) = &token.what else {
                continue;
            };
            let is_id = before(index, 1) == Some(&Token::Sign('('))
                && before(index, 2) == Some(&Token::Name("ElementId".to_owned()));
            if is_id && is_telling(text) {
                self.elements.insert(text.clone());
            } else if is_code(text) {
                self.codes.insert(text.clone());
            }
        }
        Ok(())
    }

    /// Tells whether the catalogue defines this code.
    pub(crate) fn is_code(&self, word: &str) -> bool {
        self.codes.contains(word)
    }

    /// Tells whether this is an element's id.
    pub(super) fn is_element(&self, text: &str) -> bool {
        self.elements.contains(text)
    }

    /// Finds the form number or the code in a text, without regard to case.
    ///
    /// A number is looked for in all forms, also those that the catalogue does not have yet.
    pub(super) fn named_in(&self, text: &str) -> Vec<String> {
        let words: Vec<&str> = text
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .filter(|word| !word.is_empty())
            .collect();
        let mut found = Vec::new();
        for (index, word) in words.iter().enumerate() {
            let next = words.get(index + 1).copied().unwrap_or_default();
            let two = format!("{word}{next}");
            if is_form_number(word) || self.is_code(word) {
                found.push((*word).to_owned());
            } else if word.eq_ignore_ascii_case("fk") && is_form_number(&two) {
                found.push(format!("{word} {next}"));
            }
        }
        found
    }

    /// Tells whether a name in code is that of a type or a code, e.g. `Fk7804`, `validate_lisjp`, `HELT_NEDSATT`.
    pub(super) fn names(&self, identifier: &str) -> bool {
        let upper = identifier.to_uppercase();
        self.is_code(identifier)
            || upper
                .split('_')
                .any(|part| is_form_number(part) || self.is_code(part))
    }
}

/// `FK` and four digits, in any case.
fn is_form_number(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() == 6
        && bytes
            .get(..2)
            .is_some_and(|fk| fk.eq_ignore_ascii_case(b"FK"))
        && bytes.iter().skip(2).all(u8::is_ascii_digit)
}

/// Upper case with digits and underscores, at least four characters.
fn is_code(text: &str) -> bool {
    text.len() >= 4
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// Tells whether an id is recognised as one when it stands alone: `33.2`, `27`, `ej-undersokning`; but not `1` and `enhet`,
/// which mean other things elsewhere.
fn is_telling(id: &str) -> bool {
    id.contains(['.', '-']) || (id.len() > 1 && id.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let mut words = Words::default();
        words
            .add(
                r#"
                /// Not this: "I_KOMMENTAR".
                pub static BASIS: CodeSet = CodeSet {
                    system: "KV_FKMU_0001",
                    codes: &[Code { code: "ANNAT", wire_name: "Annat", label: "annat", figure: 0 }],
                };
                const CONTACT: ElementId = ElementId("26.1");
                const WHY: ElementId = ElementId("ej-undersokning");
                const UNIT: ElementId = ElementId("enhet");
                const VERSION: &str = "1.3";
                static T: CertificateType = CertificateType { code: "LISJP", form_number: "FK7804" };
                #[cfg(test)]
                mod tests { const X: &str = "I_TESTEN"; }
                "#,
            )
            .unwrap();
        words
    }

    #[test]
    fn codes_and_elements_are_read_from_the_source() {
        let words = words();
        for code in ["KV_FKMU_0001", "ANNAT", "LISJP", "FK7804"] {
            assert!(words.is_code(code), "{code}");
        }
        for other in ["I_KOMMENTAR", "I_TESTEN", "Annat", "26.1"] {
            assert!(!words.is_code(other), "{other}");
        }
        assert!(words.is_element("26.1") && words.is_element("ej-undersokning"));
        for other in ["annat", "enhet", "1.3"] {
            assert!(!words.is_element(other), "{other}");
        }
    }

    #[test]
    fn texts_that_name_a_type_or_code_are_found() {
        for (text, expected) in [
            ("Läkarintyg FK7804", vec!["FK7804"]),
            ("Läkarintyg FK 7804.", vec!["FK 7804"]),
            ("/intyg/fk7800", vec!["fk7800"]),
            ("kod ANNAT eller", vec!["ANNAT"]),
            ("annat, FK och 7804 dagar", vec![]),
            ("FK78041", vec![]),
        ] {
            assert_eq!(words().named_in(text), expected, "{text}");
        }
    }

    #[test]
    fn names_in_code_that_name_a_type_or_code_are_found() {
        for (name, expected) in [
            ("Lisjp", true),
            ("validate_lisjp", true),
            ("fk7804", true),
            ("FK7804_V1", true),
            ("KV_FKMU_0001", true),
            ("validate", false),
            ("fk", false),
        ] {
            assert_eq!(words().names(name), expected, "{name}");
        }
    }
}
