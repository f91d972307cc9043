//! When messages lie under FEL for the same cause.

use std::collections::BTreeMap;

use intyg_store::OutboxRow;

use crate::outbox::{OutcomeClass, Said};
use crate::patients::LookedUp;

/// What makes two messages lie under FEL for the same cause: whose answer it was, what kind, and its words where they are the cause.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cause {
    class: String,
    is_recipients: bool,
    words: String,
}

impl Cause {
    pub(crate) fn of(row: &OutboxRow) -> Option<Self> {
        let last = row.last.as_ref()?;
        let class = OutcomeClass::from_key(&last.class);
        let said = Said {
            kind: row.kind,
            recipient: "",
            code: &last.code,
            text: &last.text,
            reference: "",
        };
        let is_words = matches!(
            class,
            Some(OutcomeClass::Validation | OutcomeClass::Application)
        );
        Some(Self {
            class: last.class.clone(),
            is_recipients: class.is_some_and(|class| class.is_the_recipients(&said)),
            words: if is_words {
                last.text.clone()
            } else {
                String::new()
            },
        })
    }
}

pub(super) fn causes(failed: &[(OutboxRow, LookedUp)]) -> BTreeMap<Cause, usize> {
    let mut counts = BTreeMap::new();
    for cause in failed.iter().filter_map(|(row, _)| Cause::of(row)) {
        *counts.entry(cause).or_default() += 1;
    }
    counts
}
