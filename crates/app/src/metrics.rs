//! What operators watch: how deep the outbox is, who does not answer, how attempts end. Source: reliability-security R154, R155.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use intyg_core::outbox::{OutboxKind, OutboxState};
use intyg_store::{DestinationRow, OutboxDepth};
use jiff::{SignedDuration, Timestamp};

use crate::error::Error;
use crate::outbox::OutcomeClass;
use crate::state::App;

/// A receiver that has been silent for so long is told of as degraded.
const AWAY_AFTER: SignedDuration = SignedDuration::from_mins(10);

/// Attempts that have ended since the program started, by kind and class.
#[derive(Debug, Default)]
pub(crate) struct AttemptCounts(Mutex<BTreeMap<(&'static str, &'static str), u64>>);

impl AttemptCounts {
    pub(crate) fn add(&self, kind: &'static str, class: OutcomeClass) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry((kind, class.key())).or_default() += 1;
    }

    fn all(&self) -> Vec<AttemptCount> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts
            .iter()
            .map(|((kind, class), count)| AttemptCount {
                kind,
                class,
                count: *count,
            })
            .collect()
    }
}

/// How often attempts of one kind have ended in one way since the program started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttemptCount {
    /// Key of the [`OutboxKind`], or `look_up`.
    pub kind: &'static str,
    /// Key of the [`OutcomeClass`].
    pub class: &'static str,
    /// How often.
    pub count: u64,
}

/// The outbox as operators see it; nothing in it tells of a person, a patient or a unit.
#[derive(Debug, Clone)]
pub struct OutboxHealth {
    /// When it was read.
    pub at: Timestamp,
    /// What has not arrived.
    pub depth: Vec<OutboxDepth>,
    /// Attempts since the program started.
    pub attempts: Vec<AttemptCount>,
    /// Receivers that have been paused or silent at some time.
    pub destinations: Vec<DestinationRow>,
}

impl OutboxHealth {
    /// Returns the receivers that have not answered for ten minutes, with since when.
    pub fn away(&self) -> Vec<(&str, Timestamp)> {
        self.destinations
            .iter()
            .filter_map(|row| Some((row.name.as_str(), row.silent_since?)))
            .filter(|(_, since)| self.at.duration_since(*since) >= AWAY_AFTER)
            .collect()
    }

    /// Returns the receivers to which nothing is sent for a while.
    pub fn paused(&self) -> Vec<&DestinationRow> {
        self.destinations
            .iter()
            .filter(|row| row.paused.is_some())
            .collect()
    }

    /// Returns how long the oldest message of each kind to each receiver has waited, those under FEL not counted.
    pub fn oldest_waiting(&self) -> Vec<(&str, OutboxKind, SignedDuration)> {
        let mut oldest: BTreeMap<(&str, OutboxKind), Timestamp> = BTreeMap::new();
        for row in &self.depth {
            if row.state != OutboxState::Failed {
                let since = oldest
                    .entry((&row.destination, row.kind))
                    .or_insert(row.oldest);
                *since = row.oldest.min(*since);
            }
        }
        oldest
            .into_iter()
            .map(|((name, kind), since)| (name, kind, self.at.duration_since(since)))
            .collect()
    }
}

impl App {
    /// Returns the outbox as operators see it. No access to anybody's data.
    pub async fn outbox_health(&self) -> Result<OutboxHealth, Error> {
        let mut tx = self.store().begin_read().await?;
        Ok(OutboxHealth {
            at: self.now(),
            depth: tx.outbox_depth().await?,
            destinations: tx.destinations().await?,
            attempts: self.attempt_counts().all(),
        })
    }

    /// Tells whether the database can be written to and has its schema; a receiver that is away does not count (R154).
    ///
    /// # Errors
    /// Why it is not ready.
    pub async fn is_ready(&self) -> Result<(), Error> {
        self.store().require_current_schema().await?;
        let mut tx = self.store().begin_change().await?;
        tx.touch_readiness(self.now()).await?;
        tx.commit().await?;
        Ok(())
    }
}
