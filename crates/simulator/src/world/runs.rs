//! The scenarios that run, and which of their steps are done.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::scenario::Scenario;

/// A scenario that has been started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Number, from 1.
    pub number: u64,
    /// The scenario as it was when it was started.
    pub scenario: Scenario,
    /// What ids and scattered times follow from.
    pub seed: u64,
    /// The one certificate that it concerns; without it every certificate that arrives from then on.
    pub certificate: Option<String>,
    /// When it was started.
    pub started_at: Timestamp,
    /// When it was stopped.
    pub stopped_at: Option<Timestamp>,
    /// What has been done, in order.
    pub done: Vec<DoneStep>,
}

/// A step that is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoneStep {
    /// Which one.
    pub occurrence: Occurrence,
    /// When.
    pub at: Timestamp,
    /// What came of it.
    pub outcome: StepOutcome,
}

/// One time that a step comes about: a step can be called for by several certificates and several questions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Occurrence {
    /// Number of the run.
    pub run: u64,
    /// Place of the step in the scenario, from 0.
    pub step: usize,
    /// The certificate.
    pub certificate: String,
    /// The message that called for it; empty for none.
    pub cause: String,
}

/// What came of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum StepOutcome {
    /// A message was written; what became of it stands there.
    Sent {
        /// `meddelande-id`.
        message: String,
    },
    /// It was done.
    Done,
    /// There was no reason for it any more.
    Skipped,
    /// It could not be done.
    Impossible {
        /// Why, in English.
        text: String,
    },
}

impl Run {
    /// Finds what came of a step for a certificate, whatever called for it.
    pub(crate) fn done_step(&self, step: usize, certificate: &str) -> Option<&DoneStep> {
        self.done
            .iter()
            .find(|done| done.occurrence.step == step && done.occurrence.certificate == certificate)
    }

    pub(crate) fn is_done(&self, occurrence: &Occurrence) -> bool {
        self.done.iter().any(|done| done.occurrence == *occurrence)
    }
}

/// All runs.
#[derive(Debug, Default)]
pub(super) struct Runs {
    all: Vec<Run>,
}

impl Runs {
    pub(super) fn all(&self) -> &[Run] {
        &self.all
    }

    pub(super) fn start(
        &mut self,
        scenario: Scenario,
        seed: u64,
        certificate: Option<String>,
        at: Timestamp,
    ) {
        let number = self.all.last().map_or(1, |run| run.number + 1);
        self.all.push(Run {
            number,
            scenario,
            seed,
            certificate,
            started_at: at,
            stopped_at: None,
            done: Vec::new(),
        });
    }

    pub(super) fn stop(&mut self, number: u64, at: Timestamp) {
        if let Some(run) = self.find(number) {
            run.stopped_at.get_or_insert(at);
        }
    }

    pub(super) fn done(&mut self, occurrence: Occurrence, at: Timestamp, outcome: StepOutcome) {
        if let Some(run) = self.find(occurrence.run) {
            run.done.push(DoneStep {
                occurrence,
                at,
                outcome,
            });
        }
    }

    fn find(&mut self, number: u64) -> Option<&mut Run> {
        self.all.iter_mut().find(|run| run.number == number)
    }
}
