//! Two people on one draft: fields that only one of them changed are merged, for the others the user chooses.

use intyg_catalog::answers::Answers;
use intyg_catalog::element::CertificateType;
use intyg_store::CertificateRow;
use jiff::Timestamp;

/// Somebody else saved in between, and both changed the same fields.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// The revision to save the choice against.
    pub current_rev: i64,
    /// Who saved.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The fields that both changed.
    pub fields: Vec<ConflictField>,
    /// The stored answers with all that only this user changed.
    pub merged: Answers,
}

/// A field that both changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictField {
    /// Its key.
    pub field: String,
    /// Name of its question.
    pub label: String,
    /// What this user typed.
    pub mine: String,
    /// What is stored.
    pub theirs: String,
}

impl Conflict {
    pub(super) fn new(
        row: &CertificateRow,
        fields: Vec<ConflictField>,
        base: &Answers,
        stored: &Answers,
        mine: &Answers,
    ) -> Self {
        let mut merged = stored.clone();
        for field in mine.differing_fields(base) {
            if !fields.iter().any(|conflict| conflict.field == field) {
                merged.set(field.as_str(), mine.get(&field));
            }
        }
        Self {
            current_rev: row.rev,
            by: row.updated_by.name.clone(),
            at: row.updated_at,
            fields,
            merged,
        }
    }
}

/// What became of two changes.
pub(super) struct Merged {
    pub(super) answers: Answers,
    /// Somebody else had changed other fields.
    pub(super) others_changed: bool,
}

/// Merges `mine` into `stored`, both having started from `base`.
///
/// # Errors
/// The fields that both changed to different texts.
pub(super) fn three_way(
    ctype: &CertificateType,
    base: &Answers,
    stored: &Answers,
    mine: &Answers,
) -> Result<Merged, Vec<ConflictField>> {
    let theirs = stored.differing_fields(base);
    let mut answers = stored.clone();
    let mut conflicts = Vec::new();
    for field in mine.differing_fields(base) {
        if theirs.contains(&field) && stored.get(&field) != mine.get(&field) {
            conflicts.push(ConflictField {
                label: label(ctype, &field),
                mine: mine.get(&field).to_owned(),
                theirs: stored.get(&field).to_owned(),
                field,
            });
        } else {
            answers.set(field.as_str(), mine.get(&field));
        }
    }
    if conflicts.is_empty() {
        Ok(Merged {
            answers,
            others_changed: !theirs.is_empty(),
        })
    } else {
        Err(conflicts)
    }
}

/// The name of the question that a field belongs to: the longest element id that begins its key.
fn label(ctype: &CertificateType, field: &str) -> String {
    ctype
        .elements()
        .filter(|element| element.id.owns(field))
        .max_by_key(|element| element.id.as_str().len())
        .map_or_else(String::new, |element| element.name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(fields: &[(&str, &str)]) -> Answers {
        fields
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect()
    }

    #[test]
    fn changes_of_different_fields_are_merged_and_of_the_same_field_are_not() {
        let ctype = intyg_catalog::registry::ALL.first().expect("a type");
        let base = answers(&[("a", "1"), ("b", "1"), ("c", "1")]);
        let stored = answers(&[("a", "2"), ("b", "1"), ("c", "1")]);

        let merged = three_way(ctype, &base, &stored, &answers(&[("a", "1"), ("b", "3")]))
            .unwrap_or_else(|_| panic!("no conflict"));
        assert_eq!(merged.answers, answers(&[("a", "2"), ("b", "3")]));
        assert!(merged.others_changed);

        let same = three_way(ctype, &base, &stored, &stored)
            .unwrap_or_else(|_| panic!("both typed the same"));
        assert_eq!(same.answers, stored);

        let conflicts = three_way(
            ctype,
            &base,
            &stored,
            &answers(&[("a", "3"), ("b", "1"), ("c", "1")]),
        )
        .err();
        let seen: Vec<_> = conflicts
            .into_iter()
            .flatten()
            .map(|c| (c.field, c.mine, c.theirs))
            .collect();
        assert_eq!(seen, [("a".to_owned(), "3".to_owned(), "2".to_owned())]);
    }
}
