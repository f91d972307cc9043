//! One attempt in words.

use intyg_core::outbox::OutboxKind;
use intyg_store::{AttemptOutcome, AttemptRow};
use jiff::{SignedDuration, Timestamp};

use crate::outbox::{OutcomeClass, Said, technical};

/// An attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptView {
    /// Its number, from 1, over all hours.
    pub number: u32,
    /// When it started.
    pub started_at: Timestamp,
    /// How it ended; `None` while it goes on.
    pub outcome: Option<AttemptOutcome>,
    /// What kind of answer or fault.
    pub class: Option<OutcomeClass>,
    /// The cause in plain Swedish; empty = nothing to explain.
    pub cause: String,
    /// What the receiver said, word for word; empty = nothing.
    pub technical: String,
    /// How long it took.
    pub duration: Option<SignedDuration>,
}

pub(super) fn attempt_view(attempt: &AttemptRow, kind: OutboxKind, recipient: &str) -> AttemptView {
    let class = OutcomeClass::from_key(&attempt.class);
    let reference = attempt.correlation.to_text();
    let code = attempt
        .result_code
        .clone()
        .or_else(|| attempt.http_status.map(|status| status.to_string()))
        .unwrap_or_default();
    let said = Said {
        kind,
        recipient,
        code: &code,
        text: &attempt.text,
        reference: reference.get(..8).unwrap_or_default(),
    };
    AttemptView {
        number: attempt.number,
        started_at: attempt.started_at,
        outcome: attempt.outcome,
        class,
        cause: class.map(|class| class.cause(&said)).unwrap_or_default(),
        technical: technical(class, &code, &attempt.text),
        duration: attempt.duration_ms.map(SignedDuration::from_millis),
    }
}
