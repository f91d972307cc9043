//! What a revocation does to the messages of its certificate: what is dropped, what is sent after all, and who is told. Source: exchange 2.5.

use intyg_core::actor::Actor;
use intyg_core::event::EventKind;
use intyg_core::ids::CertificateId;
use intyg_core::outbox::{OutboxKind, OutboxState};
use intyg_core::revocation::{LaneMessage, LaneStep, Withdrawal, withdraw};
use intyg_store::{CertificateRow, CertificateState, NewOutboxMessage, OutboxRow, Tx};
use jiff::Timestamp;

use crate::content;
use crate::error::Error;
use crate::outbox::OutcomeClass;
use crate::state::App;

/// Who is told of a revocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Nobody: nothing has left the module.
    Nobody,
    /// Intygstjänsten.
    Intygstjansten,
    /// Intygstjänsten, which tells the recipient.
    Both,
}

impl Told {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Intygstjansten => "it",
            Self::Both => "both",
        }
    }
    pub(super) fn from_key(key: &str) -> Option<Self> {
        [Self::Nobody, Self::Intygstjansten, Self::Both]
            .into_iter()
            .find(|told| told.key() == key)
    }
}

impl App {
    /// Drops what need not be sent any more and queues the revocation behind the rest, where there is anything to revoke.
    pub(super) async fn withdraw_lane(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        row: &CertificateRow,
        revocation: NewOutboxMessage,
        at: Timestamp,
    ) -> Result<Told, Error> {
        let lane = tx.hold_lane(row.id).await?;
        let withdrawal = withdraw(&lane_messages(tx, &lane).await?);
        for (message, step) in lane.iter().zip(&withdrawal.steps) {
            match step {
                LaneStep::Keep => {}
                LaneStep::Cancel => tx.cancel_message(message.id, at).await?,
                LaneStep::Reopen => tx.reopen_message(message.id, at).await?,
            }
        }
        if withdrawal.must_tell {
            tx.enqueue(&revocation).await?;
        } else {
            tx.append_event(&content::event(
                actor,
                row.id,
                at,
                EventKind::NothingLeft,
                "",
            ))
            .await?;
        }
        Ok(told(row, &lane, &withdrawal))
    }

    /// After an attempt: drops what a revocation has made superfluous meanwhile. Does nothing for other certificates. What cannot be read is
    /// left as it is: it must hold up neither this attempt's outcome nor other certificates.
    pub(crate) async fn settle_revoked(
        &self,
        tx: &mut Tx,
        id: CertificateId,
        at: Timestamp,
    ) -> Result<(), Error> {
        let is_revoked = match tx.certificate(id).await {
            Ok(row) => row.is_some_and(|row| row.state == CertificateState::Revoked),
            Err(error @ intyg_store::Error::Inconsistent { .. }) => {
                tracing::error!(%error, "a certificate cannot be read while its messages are sent");
                false
            }
            Err(error) => return Err(error.into()),
        };
        if !is_revoked {
            return Ok(());
        }
        let lane = tx.hold_readable_lane(id).await?;
        let withdrawal = withdraw(&lane_messages(tx, &lane).await?);
        for (message, step) in lane.iter().zip(&withdrawal.steps) {
            if *step == LaneStep::Cancel {
                tx.cancel_message(message.id, at).await?;
            }
        }
        tx.hasten_lane(id, at).await?;
        Ok(())
    }
}

/// The lane as a revocation looks at it.
pub(super) async fn lane_messages(
    tx: &mut Tx,
    lane: &[OutboxRow],
) -> Result<Vec<LaneMessage>, Error> {
    let mut messages = Vec::with_capacity(lane.len());
    for row in lane {
        let is_final = matches!(row.state, OutboxState::Delivered | OutboxState::Cancelled);
        let attempts = if is_final || row.attempts == 0 {
            Vec::new()
        } else {
            tx.outbox_attempts(row.id).await?
        };
        messages.push(LaneMessage {
            kind: row.kind,
            state: row.state,
            attempts: row.attempts,
            is_refused: !attempts.is_empty()
                && attempts
                    .iter()
                    .all(|attempt| attempt.class == OutcomeClass::Validation.key()),
        });
    }
    Ok(messages)
}

/// Who is told: the recipient too when it has the certificate or may have it.
pub(super) fn told(
    certificate: &CertificateRow,
    lane: &[OutboxRow],
    withdrawal: &Withdrawal,
) -> Told {
    let is_on_its_way = |row: &OutboxRow| {
        row.kind == OutboxKind::Send && (row.attempts > 0 || row.state == OutboxState::Sending)
    };
    let may_be_there = certificate.sent_at.is_some() || lane.iter().any(is_on_its_way);
    match (withdrawal.must_tell, may_be_there) {
        (false, _) => Told::Nobody,
        (true, false) => Told::Intygstjansten,
        (true, true) => Told::Both,
    }
}
