//! Outgoing messages and the attempts to send them.

use intyg_core::ids::{CertificateId, HsaId, OutboxId, RequestId};
use intyg_core::outbox::{Delivery, OutboxKind, OutboxState};
use jiff::Timestamp;

use super::Frozen;

/// A message about to be queued last in its certificate's lane.
#[derive(Debug, Clone)]
pub struct NewOutboxMessage {
    /// Its id.
    pub id: OutboxId,
    /// The certificate it is about: messages of one certificate leave one after the other.
    pub certificate: CertificateId,
    /// What is sent.
    pub kind: OutboxKind,
    /// Which receiver's settings apply when it is sent.
    pub destination: String,
    /// The same order twice has the same key. Source: reliability-security R95.
    pub idempotency_key: String,
    /// The whole body, unchanged in every attempt (R94).
    pub body: Frozen,
    /// The logical address in the envelope.
    pub logical_address: String,
    /// The unit in whose Utkorg it is shown.
    pub unit_id: HsaId,
    /// Who ordered it.
    pub created_by: HsaId,
    /// When; it is due at once.
    pub created_at: Timestamp,
    /// The recipient whose consent allows it. A [`OutboxKind::Send`] without a recorded consent is refused by the database (R107).
    pub consent_recipient: Option<String>,
}

/// What became of an order to queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Enqueued {
    /// A new row, at this position of its lane.
    New {
        /// Counted from 1.
        seq: i64,
    },
    /// The same order was there already.
    Existing(Box<OutboxRow>),
}

/// An outgoing message without its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Its id.
    pub id: OutboxId,
    /// The certificate it is about.
    pub certificate: CertificateId,
    /// Position in the certificate's lane, from 1.
    pub seq: i64,
    /// What is sent.
    pub kind: OutboxKind,
    /// Which receiver.
    pub destination: String,
    /// The key that makes it unique.
    pub idempotency_key: String,
    /// SHA-256 of the body.
    pub body_sha256: String,
    /// The logical address in the envelope.
    pub logical_address: String,
    /// The unit in whose Utkorg it is shown.
    pub unit_id: HsaId,
    /// Who ordered it.
    pub created_by: HsaId,
    /// When.
    pub created_at: Timestamp,
    /// State; whether it is blocked is computed from the lane.
    pub state: OutboxState,
    /// When the next attempt may start.
    pub due_at: Timestamp,
    /// Attempts since it was made.
    pub attempts: u32,
    /// Attempts since `window_start`.
    pub attempts_in_window: u32,
    /// When the first attempt of the current hour started; none before the first attempt and after a resend.
    pub window_start: Option<Timestamp>,
    /// When the hour ends.
    pub deadline: Option<Timestamp>,
    /// How the last attempt ended.
    pub last: Option<LastOutcome>,
    /// When and how it arrived.
    pub delivered: Option<(Timestamp, Delivery)>,
    /// When it was dropped.
    pub cancelled_at: Option<Timestamp>,
    /// The recipient whose consent allows it.
    pub consent_recipient: Option<String>,
}

/// How the last attempt ended, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastOutcome {
    /// What kind of answer or fault, a key of the sender's own table.
    pub class: String,
    /// Result code or HTTP status; empty = none.
    pub code: String,
    /// Text without personal data, at most 500 characters; empty = none.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// Which messages a worker asks for.
#[derive(Debug, Clone)]
pub struct ClaimRequest<'a> {
    /// The present.
    pub now: Timestamp,
    /// Name of the worker, unique among all processes.
    pub owner: &'a str,
    /// Until when the worker has them for itself; longer than the call's time limit.
    pub lease_until: Timestamp,
    /// At most so many.
    pub limit: u32,
    /// Only for this receiver; `None` = for any.
    pub destination: Option<&'a str>,
    /// Only messages whose hour has ended: while the receiver is known to be away, the others wait for a probe (R101).
    pub last_attempts_only: bool,
}

/// A message that a worker may send, with its body.
#[derive(Debug, Clone)]
pub struct ClaimedMessage {
    /// The row as claimed, in state sending.
    pub row: OutboxRow,
    pub(crate) body: String,
}

/// An attempt about to start; committed before the first byte leaves (R96).
#[derive(Debug, Clone)]
pub struct StartAttempt<'a> {
    /// Which message.
    pub message: OutboxId,
    /// The worker that has claimed it.
    pub owner: &'a str,
    /// When.
    pub at: Timestamp,
    /// End of the hour, used when this is the first attempt of it.
    pub deadline: Timestamp,
    /// Where to.
    pub endpoint: &'a str,
    /// The attempt in logs on both sides.
    pub correlation: RequestId,
}

/// The end of an attempt.
#[derive(Debug, Clone)]
pub struct FinishAttempt<'a> {
    /// Which message.
    pub message: OutboxId,
    /// The worker that has claimed it.
    pub owner: &'a str,
    /// Number of the attempt, as [`StartAttempt`] gave it.
    pub number: u32,
    /// When it ended.
    pub at: Timestamp,
    /// HTTP status, if there was an answer.
    pub http_status: Option<u16>,
    /// Result code of the answer.
    pub result_code: Option<String>,
    /// Error id of the answer.
    pub error_id: Option<String>,
    /// What kind of answer or fault, a key of the sender's own table.
    pub class: String,
    /// Text without personal data; cut to 500 characters.
    pub text: String,
    /// How long it took, in milliseconds.
    pub duration_ms: i64,
    /// What happens now.
    pub next: NextStep,
}

/// What happens to a message after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
    /// It has arrived.
    Delivered(Delivery),
    /// It is tried again then.
    RetryAt(Timestamp),
    /// It is given up: FEL.
    Failed,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AttemptOutcome {
    /// The receiver has the effect.
    Delivered,
    /// To be tried again.
    Retry,
    /// Given up.
    Failed,
    /// Okänt utfall: the process ended before the answer came.
    Unknown,
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptRow {
    /// Which message.
    pub message: OutboxId,
    /// Number, from 1, over all hours.
    pub number: u32,
    /// When it started.
    pub started_at: Timestamp,
    /// Where to.
    pub endpoint: String,
    /// The attempt in logs on both sides.
    pub correlation: RequestId,
    /// When it ended, unless it goes on.
    pub finished_at: Option<Timestamp>,
    /// HTTP status, if there was an answer.
    pub http_status: Option<u16>,
    /// Result code of the answer.
    pub result_code: Option<String>,
    /// Error id of the answer.
    pub error_id: Option<String>,
    /// What kind of answer or fault; empty while it goes on.
    pub class: String,
    /// Text without personal data, at most 500 characters.
    pub text: String,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<i64>,
    /// How it ended, unless it goes on.
    pub outcome: Option<AttemptOutcome>,
}

/// How many messages are in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StateCounts {
    /// Waiting, the blocked ones included.
    pub waiting: i64,
    /// Being sent.
    pub sending: i64,
    /// Delivered.
    pub delivered: i64,
    /// Under FEL.
    pub failed: i64,
    /// Dropped.
    pub cancelled: i64,
}
