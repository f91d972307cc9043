//! What follows from the kinds of a type's elements, worked out once per type.

use std::sync::LazyLock;

use crate::element::{CertificateType, CodeSet, Element, Kind, Wire, WireSystem};
use crate::registry;

use super::demands::{Judgement, Parts, Reach};
use super::message::{Part, Svar};

static TABLES: LazyLock<Vec<(&'static CertificateType, Table)>> = LazyLock::new(|| {
    registry::ALL
        .iter()
        .map(|ty| (*ty, Table::of(ty)))
        .collect()
});

/// Calls `use_it` with the table of a type; types outside the registry get one made for the occasion.
pub(super) fn with_table<R>(ty: &CertificateType, use_it: impl FnOnce(&Table) -> R) -> R {
    match TABLES.iter().find(|(known, _)| std::ptr::eq(*known, ty)) {
        Some((_, table)) => use_it(table),
        None => use_it(&Table::of(ty)),
    }
}

/// Every svar of a type.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) svar: Vec<SvarForm>,
}

/// A svar.
#[derive(Debug)]
pub(super) struct SvarForm {
    pub(super) number: u16,
    /// Most that may stand, where the national rules say so.
    pub(super) max: Option<usize>,
    /// What is said of the number of its parts.
    pub(super) counting: Parts,
    /// What its kind demands of all svar with this number together.
    pub(super) group: Group,
    pub(super) parts: Vec<PartForm>,
}

/// What a kind demands of its svar as a whole.
#[derive(Debug, Clone, Copy)]
pub(super) enum Group {
    /// One svar.
    Single,
    /// Numbered svar whose codes are all different.
    Repeated {
        /// A code that rules out all others.
        exclusive: Option<&'static str>,
        /// The code that needs part 3.
        described: Option<&'static str>,
    },
    /// Numbered svar with all parts; the same code may stand in several.
    Rows,
    /// Numbered svar whose codes are all different and whose periods do not overlap.
    Periods,
    /// Rows of text and code.
    Diagnoses,
}

/// A part.
#[derive(Debug)]
pub(super) struct PartForm {
    pub(super) number: u16,
    /// `svar.part`, for messages.
    pub(super) id: String,
    pub(super) mandatory: bool,
    pub(super) content: ContentForm,
}

/// What a part holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum ContentForm {
    Bool,
    Text,
    Date,
    Period,
    Code(&'static CodeSet),
    DiagnosisCode(&'static [WireSystem]),
    Free,
}

impl Table {
    fn of(ty: &CertificateType) -> Self {
        let mut svar: Vec<SvarForm> = Vec::new();
        for element in ty.elements() {
            let Some((number, part)) = element.id.wire() else {
                continue;
            };
            if matches!(element.wire, Wire::Never) {
                continue;
            }
            let Some((counting, judgement)) = reach_of(ty, number) else {
                continue;
            };
            let (by_kind, most, parts) = form(element, part);
            let (group, max) = match (ty.transport.reach, judgement) {
                (Reach::Everything, _) => (by_kind, Some(most)),
                (Reach::Only(_), Judgement::Free) => (Group::Single, None),
                (Reach::Only(_), Judgement::ByKind) => {
                    let is_repeated = !matches!(by_kind, Group::Single);
                    (by_kind, Some(most).filter(|_| is_repeated))
                }
            };
            let parts = parts.into_iter().map(|(part, content)| PartForm {
                number: part.into(),
                id: format!("{number}.{part}"),
                mandatory: is_mandatory(by_kind, part),
                content: match judgement {
                    Judgement::ByKind => content,
                    Judgement::Free => ContentForm::Free,
                },
            });
            if let Some(known) = svar.iter_mut().find(|s| s.number == number) {
                known.parts.extend(parts);
            } else {
                let parts = parts.collect();
                svar.push(SvarForm {
                    number,
                    max,
                    counting,
                    group,
                    parts,
                });
            }
        }
        Self { svar }
    }

    pub(super) fn find(&self, svar: &Svar<'_>) -> Option<&SvarForm> {
        self.svar.iter().find(|form| svar.is(form.number))
    }

    /// Finds what a part should hold by its whole id, in whichever svar it stands.
    pub(super) fn find_part(&self, part: &Part<'_>) -> Option<&PartForm> {
        let (svar, number) = part.numbers()?;
        let form = self.svar.iter().find(|form| form.number == svar)?;
        form.parts.iter().find(|part| part.number == number)
    }
}

/// Returns how far a svar of the type is judged; `None` = not at all.
fn reach_of(ty: &CertificateType, number: u16) -> Option<(Parts, Judgement)> {
    match ty.transport.reach {
        Reach::Everything => Some((Parts::Closed, Judgement::ByKind)),
        Reach::Only(judged) => judged
            .iter()
            .find(|judged| judged.svar == number)
            .map(|judged| (judged.parts, judged.content)),
    }
}

fn is_mandatory(group: Group, part: u8) -> bool {
    match group {
        Group::Single => part == 1,
        Group::Rows => true,
        Group::Repeated { .. } | Group::Periods | Group::Diagnoses => part <= 2,
    }
}

fn form(element: &Element, part: u8) -> (Group, usize, Vec<(u8, ContentForm)>) {
    let single = |content| (Group::Single, 1, vec![(part, content)]);
    match &element.kind {
        Kind::Tick { .. } | Kind::YesNo => single(ContentForm::Bool),
        Kind::Date { .. } => single(ContentForm::Date),
        // The national rules of the one type that asks for a number let any text pass.
        Kind::Text { .. } | Kind::Number { .. } => single(ContentForm::Text),
        Kind::Code { set, .. } => single(ContentForm::Code(set)),
        Kind::Codes {
            set,
            max,
            exclusive,
        } => (
            Group::Repeated {
                exclusive: *exclusive,
                described: None,
            },
            *max,
            vec![(1, ContentForm::Code(set))],
        ),
        Kind::DatedBasis { set, described } => (
            Group::Repeated {
                exclusive: None,
                described: Some(described.code),
            },
            set.codes.len(),
            vec![
                (1, ContentForm::Code(set)),
                (2, ContentForm::Date),
                (3, ContentForm::Text),
            ],
        ),
        Kind::Investigations { set, max, .. } => (
            Group::Rows,
            *max,
            vec![
                (1, ContentForm::Code(set)),
                (2, ContentForm::Date),
                (3, ContentForm::Text),
            ],
        ),
        Kind::Periods { set } => (
            Group::Periods,
            set.codes.len(),
            vec![(1, ContentForm::Code(set)), (2, ContentForm::Period)],
        ),
        Kind::Diagnoses { max, systems, .. } => (
            Group::Diagnoses,
            1,
            (1..=u8::try_from(*max).unwrap_or(u8::MAX / 2))
                .flat_map(|row| {
                    [
                        (2 * row - 1, ContentForm::Text),
                        (2 * row, ContentForm::DiagnosisCode(systems)),
                    ]
                })
                .collect(),
        ),
        Kind::UnitContact => (Group::Single, 0, Vec::new()),
    }
}
