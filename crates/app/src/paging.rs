//! A page of a unit's list, made of the rows that the actor may see.

use std::collections::BTreeMap;

use intyg_core::access::{self, Action, Reach};
use intyg_core::actor::Actor;
use intyg_core::person::PersonId;

use crate::guard::Resource;
use crate::patients::LookedUp;
use crate::state::App;

/// Which page of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageRequest {
    /// From 1; one beyond the last is answered with the last.
    pub number: usize,
    /// Rows on a page, at least 1.
    pub size: usize,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paged<T> {
    /// Rows on all pages.
    pub total: usize,
    /// This page, from 1.
    pub number: usize,
    /// Pages, at least 1.
    pub pages: usize,
    /// The rows of this page.
    pub rows: Vec<T>,
}

impl<T> Paged<T> {
    /// Cuts a page out of rows that the actor may see.
    pub(crate) fn of(rows: Vec<T>, request: PageRequest) -> Self {
        let size = request.size.max(1);
        let total = rows.len();
        let pages = total.div_ceil(size).max(1);
        let number = request.number.clamp(1, pages);
        Self {
            total,
            number,
            pages,
            rows: rows
                .into_iter()
                .skip((number - 1) * size)
                .take(size)
                .collect(),
        }
    }
}

/// Rows of a list, each with what the register says of its patient.
pub(crate) type Seen<T> = Vec<(T, LookedUp)>;

impl App {
    /// Cuts a page out of what the actor may see. One row that is not hers never turns the list into an error, and no count tells of it.
    /// Source: reliability-security R31.
    pub(crate) async fn page_of<T>(
        &self,
        actor: &Actor,
        action: Action,
        rows: Vec<(T, PersonId)>,
        request: PageRequest,
    ) -> Paged<(T, LookedUp)> {
        // Where the answer is the same for every patient, only those on the page are asked for.
        if access::reach(actor.role(), action) == Reach::EveryPatient {
            let page = Paged::of(rows, request);
            let (total, number, pages) = (page.total, page.number, page.pages);
            let rows = self.seen(actor, action, page.rows).await;
            return Paged {
                total,
                number,
                pages,
                rows,
            };
        }
        Paged::of(self.seen(actor, action, rows).await, request)
    }

    /// Returns those rows that the actor may see; each patient is asked for once.
    pub(crate) async fn seen<T>(
        &self,
        actor: &Actor,
        action: Action,
        rows: Vec<(T, PersonId)>,
    ) -> Seen<T> {
        let resource = Resource::patient(actor);
        let mut known: BTreeMap<PersonId, Option<LookedUp>> = BTreeMap::new();
        let mut seen = Vec::with_capacity(rows.len());
        for (row, person) in rows {
            if !known.contains_key(&person) {
                let looked_up = self.look_up(person.clone()).await;
                let may = self.may(actor, action, &resource, &looked_up).is_ok();
                known.insert(person.clone(), may.then_some(looked_up));
            }
            if let Some(Some(looked_up)) = known.get(&person) {
                seen.push((row, looked_up.clone()));
            }
        }
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_beyond_the_end_is_the_last_one() {
        for (rows, number, size, expected) in [
            (0, 1, 10, (0, 1, 1, vec![])),
            (0, 7, 10, (0, 1, 1, vec![])),
            (3, 1, 2, (3, 1, 2, vec![0, 1])),
            (3, 2, 2, (3, 2, 2, vec![2])),
            (3, 9, 2, (3, 2, 2, vec![2])),
            (3, 0, 0, (3, 1, 3, vec![0])),
        ] {
            let page = Paged::of((0..rows).collect(), PageRequest { number, size });
            assert_eq!(
                (page.total, page.number, page.pages, page.rows),
                expected,
                "{rows} {number} {size}"
            );
        }
    }
}
