//! Which certificates the lists of the start page show. Source: acceptance A79.

use intyg_app::{ListRow, Overview, RowStatus};
use intyg_catalog::registry;

use super::Sorting;
use crate::urls;

/// The filter, from the address; by itself it takes everything.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Filter {
    show: Show,
    /// Form number; empty = every form.
    form: String,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Show {
    #[default]
    All,
    InForce,
    Past,
}

impl Show {
    const ALL: [Self; 3] = [Self::All, Self::InForce, Self::Past];

    fn key(self) -> &'static str {
        match self {
            Self::All => "",
            Self::InForce => "gallande",
            Self::Past => "tidigare",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::All => "Alla intyg",
            Self::InForce => "Utkast och gällande",
            Self::Past => "Kompletterade, förlängda, avslutade och raderade",
        }
    }
}

/// A choice of a drop-down.
pub(super) struct Choice {
    pub(super) value: &'static str,
    pub(super) label: &'static str,
    pub(super) is_chosen: bool,
}

impl Filter {
    /// Reads the address; what it does not understand filters nothing.
    pub(super) fn of(sorting: &Sorting) -> Self {
        let show = Show::ALL
            .into_iter()
            .find(|show| show.key() == sorting.visa)
            .unwrap_or_default();
        let is_form = registry::ALL
            .iter()
            .any(|ctype| ctype.form_number == sorting.blankett);
        Self {
            show,
            form: if is_form {
                sorting.blankett.clone()
            } else {
                String::new()
            },
        }
    }

    /// Tells whether a row is shown.
    pub(super) fn takes(&self, row: &ListRow) -> bool {
        let is_past = matches!(
            row.status,
            RowStatus::Completed
                | RowStatus::Renewed
                | RowStatus::Ended
                | RowStatus::Revoked
                | RowStatus::RevokedWaiting
                | RowStatus::RevokedFailed
                | RowStatus::DeletedDraft
        );
        let is_of_form = self.form.is_empty() || self.form == row.form_number;
        is_of_form
            && match self.show {
                Show::All => true,
                Show::InForce => !is_past,
                Show::Past => is_past,
            }
    }

    /// Tells whether it may hide something.
    pub(super) fn is_set(&self) -> bool {
        *self != Self::default()
    }

    /// Returns what stands for it in an address, after other values.
    pub(super) fn query(&self) -> String {
        let mut query = String::new();
        for (name, value) in [("visa", self.show.key()), ("blankett", &self.form)] {
            if !value.is_empty() {
                query.extend(["&", name, "=", &urls::encode(value)]);
            }
        }
        query
    }

    pub(super) fn shows(&self) -> Vec<Choice> {
        Show::ALL
            .into_iter()
            .map(|show| Choice {
                value: show.key(),
                label: show.label(),
                is_chosen: self.show == show,
            })
            .collect()
    }

    /// Returns the forms that the patient has certificates of; one is no choice.
    pub(super) fn forms(&self, overview: &Overview) -> Vec<Choice> {
        let lists = [
            &overview.drafts,
            &overview.current,
            &overview.earlier,
            &overview.deleted,
        ];
        let mut numbers: Vec<&'static str> = lists
            .into_iter()
            .flatten()
            .map(|row| row.form_number)
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        if numbers.len() < 2 {
            return Vec::new();
        }
        let all = Choice {
            value: "",
            label: "Alla blanketter",
            is_chosen: self.form.is_empty(),
        };
        let one = |number| Choice {
            value: number,
            label: number,
            is_chosen: self.form == number,
        };
        std::iter::once(all)
            .chain(numbers.into_iter().map(one))
            .collect()
    }
}
