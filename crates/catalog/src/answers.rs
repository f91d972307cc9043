//! Answers as they were typed: a flat map from field to text, whatever is in it.
//!
//! Field keys by kind, `{e}` being the element id and `{C}` a code of its set:
//!
//! | kind | fields |
//! |---|---|
//! | tick, yes/no | `{e}` = `true` or `false`; absent = untouched |
//! | text, number | `{e}` |
//! | one code | `{e}` = the code |
//! | several codes | `{e}.{C}` = `true` or `false` |
//! | dated basis | `{e}.{C}` = `true`, `{e}.{C}.datum`, and `{e}.{C}.text` for the described code |
//! | date | `{e}` |
//! | investigations | `{e}.{i}.typ` = the code, `{e}.{i}.datum`, `{e}.{i}.text` with row `i` from 1 |
//! | periods | `{e}.{C}` = `true`, `{e}.{C}.from`, `{e}.{C}.tom` |
//! | diagnoses | `{e}.kodverk` = key of the register where there are several, `{e}.{i}.kod`, `{e}.{i}.text` with row `i` from 1 |
//! | unit contact | `{e}.adress`, `{e}.postnummer`, `{e}.postort`, `{e}.telefon` |
//!
//! In HTML the `name` of a field is its key and its `id` is [`html_id`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The answers of a draft, as typed. An empty text and an absent field are the same.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<String, String>);

impl Answers {
    /// Returns what was typed in a field; empty when nothing was.
    pub fn get(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str)
    }
    /// Sets a field; an empty text removes it.
    pub fn set(&mut self, field: impl Into<String>, text: impl Into<String>) {
        let (field, text) = (field.into(), text.into());
        if text.is_empty() {
            self.0.remove(&field);
        } else {
            self.0.insert(field, text);
        }
    }
    /// Tells whether a tick is set.
    pub fn is_ticked(&self, field: &str) -> bool {
        self.get(field) == "true"
    }
    /// Returns every field with a text, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(field, text)| (field.as_str(), text.as_str()))
    }
    /// Tells whether nothing has been typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// Returns the keys of the fields that differ between two drafts, in order.
    pub fn differing_fields(&self, other: &Self) -> Vec<String> {
        let mut keys: Vec<&String> = self.0.keys().chain(other.0.keys()).collect();
        keys.sort_unstable();
        keys.dedup();
        keys.into_iter()
            .filter(|key| self.get(key) != other.get(key))
            .cloned()
            .collect()
    }
}

impl FromIterator<(String, String)> for Answers {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(fields: I) -> Self {
        Self(
            fields
                .into_iter()
                .filter(|(_, text)| !text.is_empty())
                .collect(),
        )
    }
}

/// Returns the HTML id of a field: `f-` and its key with dots as dashes and in lower case, e.g. `f-32-helt_nedsatt-tom`.
pub fn html_id(field: &str) -> String {
    format!("f-{}", field.replace('.', "-").to_lowercase())
}
