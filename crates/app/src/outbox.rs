//! What the outbox worker needs: claim, start, finish. The effect of a delivery is in the transaction of its outcome.

use intyg_core::event::EventKind;
use intyg_core::ids::RequestId;
use intyg_core::outbox::{Delivery, OutboxKind, Verdict};
use intyg_store::{
    ClaimRequest, ClaimedMessage, EventRow, FinishAttempt, NextStep, StaffRef, StartAttempt,
};
use jiff::{SignedDuration, Timestamp};

use crate::error::Error;
use crate::state::App;

mod cause;

pub use cause::OutcomeClass;
pub(crate) use cause::{Said, technical};

/// Which of the due messages a worker asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// All.
    AllDue,
    /// Those whose hour has come to its end, while the receiver is known to be away.
    LastAttempts,
}

/// How an attempt ended.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What it means.
    pub verdict: Verdict,
    /// What kind of answer or fault.
    pub class: OutcomeClass,
    /// HTTP status, if there was an answer.
    pub http_status: Option<u16>,
    /// Result code of the answer.
    pub result_code: Option<String>,
    /// Error id of the answer.
    pub error_id: Option<String>,
    /// Text of the answer without person numbers, at most 500 characters.
    pub text: String,
    /// How long it took.
    pub duration: SignedDuration,
}

/// An attempt that has been written down and may now be sent.
#[derive(Debug, Clone, Copy)]
pub struct StartedAttempt {
    /// Its number, from 1.
    pub number: u32,
    /// The attempt in logs on both sides.
    pub correlation: RequestId,
    window_start: Timestamp,
}

impl App {
    /// Claims messages that are due, the oldest open one of each certificate.
    ///
    /// `lease` must be longer than the time limit of a call.
    pub async fn claim_outbox(
        &self,
        owner: &str,
        destination: &str,
        limit: u32,
        which: Claim,
        lease: SignedDuration,
    ) -> Result<Vec<ClaimedMessage>, Error> {
        let now = self.now();
        let mut tx = self.store().begin_write().await?;
        for certificate in tx.release_expired_leases(now).await? {
            // What a dead worker had may be superfluous by now.
            self.settle_revoked(&mut tx, certificate, now).await?;
        }
        let request = ClaimRequest {
            now,
            owner,
            lease_until: now + lease,
            limit,
            destination: Some(destination),
            last_attempts_only: which == Claim::LastAttempts,
        };
        let claimed = tx.claim_due(&request).await?;
        tx.commit().await?;
        Ok(claimed)
    }

    /// Writes an attempt down, before the first byte leaves.
    pub async fn start_attempt(
        &self,
        owner: &str,
        message: &ClaimedMessage,
        endpoint: &str,
    ) -> Result<StartedAttempt, Error> {
        let at = self.now();
        let correlation = self.new_request_id();
        let window_start = message.row.window_start.unwrap_or(at);
        let start = StartAttempt {
            message: message.row.id,
            owner,
            at,
            deadline: window_start + self.settings().retry.give_up_after,
            endpoint,
            correlation,
        };
        let mut tx = self.store().begin_write().await?;
        let number = tx.start_attempt(&start).await?;
        tx.commit().await?;
        Ok(StartedAttempt {
            number,
            correlation,
            window_start,
        })
    }

    /// Writes down how an attempt ended, what it means for the certificate, and what happens next.
    pub async fn finish_attempt(
        &self,
        owner: &str,
        message: &ClaimedMessage,
        attempt: StartedAttempt,
        outcome: Outcome,
    ) -> Result<NextStep, Error> {
        let at = self.now();
        let row = &message.row;
        let next = match outcome.verdict {
            Verdict::Delivered(delivery) => NextStep::Delivered(delivery),
            Verdict::Failed => NextStep::Failed,
            Verdict::Retry => {
                let retry = &self.settings().retry;
                retry
                    .next_attempt(
                        attempt.window_start,
                        row.attempts_in_window + 1,
                        at,
                        self.ids().jitter(),
                    )
                    .map_or(NextStep::Failed, NextStep::RetryAt)
            }
        };
        let finish = FinishAttempt {
            message: row.id,
            owner,
            number: attempt.number,
            at,
            http_status: outcome.http_status,
            result_code: outcome.result_code,
            error_id: outcome.error_id,
            class: outcome.class.key().to_owned(),
            text: outcome.text,
            duration_ms: i64::try_from(outcome.duration.as_millis()).unwrap_or(i64::MAX),
            next,
        };
        let mut tx = self.store().begin_write().await?;
        tx.lock_certificate(row.certificate).await?;
        tx.finish_attempt(&finish).await?;
        match outcome.class.tells_of_the_receiver() {
            Some(true) => tx.note_answer(&row.destination).await?,
            Some(false) => tx.note_silence(&row.destination, at).await?,
            None => {}
        }
        if let Some(kind) = effect(row.kind, next) {
            match kind {
                Effect::Registered => tx.mark_registered(row.certificate, at).await?,
                Effect::Sent => tx.mark_sent(row.certificate, at).await?,
                Effect::Revoked => tx.confirm_revocation(row.certificate, at).await?,
                Effect::MessageDelivered | Effect::Failed | Effect::NothingSent => {}
            }
            tx.append_event(&EventRow {
                certificate: row.certificate,
                at,
                kind: kind.event(row.kind).key().to_owned(),
                by: StaffRef {
                    id: row.created_by.clone(),
                    name: String::new(),
                },
                unit: String::new(),
                detail: String::new(),
            })
            .await?;
        }
        self.settle_revoked(&mut tx, row.certificate, at).await?;
        tx.commit().await?;
        self.attempt_counts().add(row.kind.key(), outcome.class);
        if matches!(next, NextStep::Delivered(_)) {
            self.wake_outbox();
        }
        Ok(next)
    }

    /// Takes back what a dead process of this installation was sending; called before the worker starts, where one process owns the
    /// database.
    pub async fn recover_outbox(&self) -> Result<usize, Error> {
        let now = self.now();
        let mut tx = self.store().begin_write().await?;
        let released = tx.release_all_leases(now).await?;
        for certificate in &released {
            self.settle_revoked(&mut tx, *certificate, now).await?;
        }
        tx.commit().await?;
        Ok(released.len())
    }

    /// Moves the times of open messages by `jump`, after the clock has jumped (R100).
    pub async fn shift_outbox(&self, jump: SignedDuration) -> Result<(), Error> {
        let mut tx = self.store().begin_write().await?;
        tx.shift_schedule(jump).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Moves the clock on, where it can be moved: hours pass, and the outbox sees to what has become due. Attempts that are running are not
    /// taken for lost.
    pub async fn advance_clock(&self, by: SignedDuration) -> Result<(), Error> {
        let mut tx = self.store().begin_write().await?;
        tx.extend_leases(by).await?;
        tx.commit().await?;
        self.clock().advance(by);
        self.wake_outbox();
        Ok(())
    }

    /// Returns when the next message is due, if one waits.
    pub async fn next_outbox_due(&self) -> Result<Option<Timestamp>, Error> {
        let mut tx = self.store().single_read().await?;
        Ok(tx.next_due_at().await?)
    }
}

/// What the end of an attempt means for the certificate. Source: exchange 2.8.
#[derive(Debug, Clone, Copy)]
enum Effect {
    Registered,
    Sent,
    NothingSent,
    Revoked,
    MessageDelivered,
    Failed,
}

impl Effect {
    fn event(self, kind: OutboxKind) -> EventKind {
        match (self, kind) {
            (Self::Registered, _) => EventKind::Registered,
            (Self::Sent, _) => EventKind::Sent,
            (Self::NothingSent, _) => EventKind::RevokedThere,
            (Self::Revoked, _) => EventKind::RevocationConfirmed,
            (Self::MessageDelivered, _) => EventKind::MessageDelivered,
            (Self::Failed, OutboxKind::Register) => EventKind::RegisterFailed,
            (Self::Failed, OutboxKind::Send) => EventKind::SendFailed,
            (Self::Failed, OutboxKind::Message) => EventKind::MessageFailed,
            (Self::Failed, OutboxKind::Revoke) => EventKind::RevokeFailed,
        }
    }
}

fn effect(kind: OutboxKind, next: NextStep) -> Option<Effect> {
    match (kind, next) {
        (_, NextStep::RetryAt(_)) => None,
        (_, NextStep::Failed) => Some(Effect::Failed),
        (OutboxKind::Register, NextStep::Delivered(_)) => Some(Effect::Registered),
        (OutboxKind::Revoke, NextStep::Delivered(_)) => Some(Effect::Revoked),
        (OutboxKind::Message, NextStep::Delivered(_)) => Some(Effect::MessageDelivered),
        (OutboxKind::Send, NextStep::Delivered(Delivery::RevokedThere)) => {
            Some(Effect::NothingSent)
        }
        (OutboxKind::Send, NextStep::Delivered(Delivery::Now | Delivery::AlreadyThere)) => {
            Some(Effect::Sent)
        }
    }
}
