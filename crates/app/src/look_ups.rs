//! What the module is not told: Intygstjänsten is asked what has become of a certificate that lies there unsent, when somebody opens it.
//! Source: exchange 2.6.
//!
//! That a certificate is asked for at most so often is a rule of the database, since several processes may share it. What waits lies in
//! memory alone: a look-up that is lost changes nothing, and the next opening asks again.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use intyg_core::event::EventKind;
use intyg_core::ids::{CertificateId, HsaId};
use intyg_core::outbox::{OutboxKind, OutboxState};
use intyg_core::time::{date_and_time, from_local};
use intyg_store::{CertificateRow, CertificateState, OutboxRow, Tx};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;

use crate::complement::{Answered, Closer, hold_original};
use crate::conversation::reception::system_event;
use crate::error::Error;
use crate::outbox::OutcomeClass;
use crate::overview::type_of;
use crate::signing::INTYGSTJANSTEN_NAME;
use crate::state::App;

/// A certificate is not asked for more often than this. Source: exchange 2.6.
const EVERY: SignedDuration = SignedDuration::from_mins(10);
/// Look-ups that wait; more are not ordered, and the next opening asks again.
const MOST_WAITING: usize = 100;
/// Name of look-ups among the kinds of attempts.
const KIND: &str = "look_up";

/// A certificate that Intygstjänsten is to be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookUpOrder {
    /// The certificate.
    pub certificate: CertificateId,
    /// The unit that issued it.
    pub unit: HsaId,
    /// Intygstjänsten's logical address.
    pub logical_address: String,
}

/// How a look-up ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookUp {
    /// Intygstjänsten has the certificate and tells this of it.
    Found(Stated),
    /// Intygstjänsten says that it has no such certificate.
    NotFound,
    /// It did not come to an answer.
    Failed(OutcomeClass),
    /// It was not made: nobody is called now.
    NotMade,
}

/// What Intygstjänsten states, in Swedish local time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stated {
    /// Codes of those who have got it, and when.
    pub sent: Vec<(String, DateTime)>,
    /// When it was taken back.
    pub revoked: Option<DateTime>,
}

/// The look-ups that wait or are under way in this process.
#[derive(Debug, Default)]
pub(crate) struct LookUps {
    waiting: Mutex<Waiting>,
    wake: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    queue: VecDeque<LookUpOrder>,
    open: BTreeSet<CertificateId>,
}

impl LookUps {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
    fn has_room(&self) -> bool {
        self.lock().queue.len() < MOST_WAITING
    }
    fn push(&self, order: LookUpOrder) {
        let mut waiting = self.lock();
        waiting.open.insert(order.certificate);
        waiting.queue.push_back(order);
        drop(waiting);
        self.wake.notify_one();
    }
    /// Tells whether a look-up has not come to its end.
    pub(crate) fn is_open(&self, id: CertificateId) -> bool {
        self.lock().open.contains(&id)
    }
}

impl App {
    /// Waits for the next look-up to be made. One task calls this; whoever takes an order ends it with [`App::finish_look_up`].
    pub async fn next_look_up(&self) -> LookUpOrder {
        loop {
            if let Some(order) = self.take_look_up() {
                return order;
            }
            self.look_ups().wake.notified().await;
        }
    }

    /// Returns the next look-up to be made, if one waits.
    pub fn take_look_up(&self) -> Option<LookUpOrder> {
        self.look_ups().lock().queue.pop_front()
    }

    /// Notes that a certificate that is opened is to be asked for, where it lies at Intygstjänsten, has not been sent on, and no message
    /// of its lane is on its way. To be handed to [`App::make_look_up`] after the commit.
    pub(crate) async fn order_look_up(
        &self,
        tx: &mut Tx,
        row: &CertificateRow,
        lane: &[OutboxRow],
    ) -> Result<Option<LookUpOrder>, Error> {
        let is_done =
            |m: &OutboxRow| matches!(m.state, OutboxState::Delivered | OutboxState::Cancelled);
        let is_wanted = row.state == CertificateState::Signed
            && row.registered_at.is_some()
            && row.sent_at.is_none()
            && lane.iter().all(is_done);
        if !is_wanted || !self.look_ups().has_room() {
            return Ok(None);
        }
        let now = self.now();
        let is_ordered = tx.order_look_up(row.id, now, now - EVERY).await?;
        Ok(is_ordered.then(|| LookUpOrder {
            certificate: row.id,
            unit: row.issuing_unit().clone(),
            logical_address: self.settings().it_logical_address.clone(),
        }))
    }

    /// Has a look-up made that has been noted.
    pub(crate) fn make_look_up(&self, order: Option<LookUpOrder>) {
        if let Some(order) = order {
            self.look_ups().push(order);
        }
    }

    /// Ends a look-up: what is news is written down in one transaction; one that failed changes nothing.
    ///
    /// # Errors
    /// Only when the database fails.
    pub async fn finish_look_up(&self, order: &LookUpOrder, ended: LookUp) -> Result<(), Error> {
        let (class, noted) = match ended {
            LookUp::Found(stated) => {
                let noted = self.note_stated(order.certificate, &stated).await;
                (Some(OutcomeClass::Ok), noted)
            }
            LookUp::NotFound => {
                tracing::warn!(
                    certificate.id = %order.certificate,
                    "Intygstjänsten does not know a certificate that was registered there"
                );
                (Some(OutcomeClass::Application), Ok(()))
            }
            LookUp::Failed(class) => (Some(class), Ok(())),
            LookUp::NotMade => (None, Ok(())),
        };
        if let Some(class) = class {
            self.attempt_counts().add(KIND, class);
        }
        self.look_ups().lock().open.remove(&order.certificate);
        noted
    }

    async fn note_stated(&self, id: CertificateId, stated: &Stated) -> Result<(), Error> {
        if stated.sent.is_empty() && stated.revoked.is_none() {
            return Ok(());
        }
        let at = self.now();
        let mut tx = self.store().begin_write().await?;
        let origin = hold_original(&mut tx, id).await?;
        tx.lock_certificate(id).await?;
        let row = tx.certificate(id).await?.ok_or(Error::NotFound)?;
        let is_sent = note_found_sent(&mut tx, &row, stated, at).await?;
        if is_sent && let Some(origin) = &origin {
            // What a completion answers is answered by whoever sends it.
            let closer = Closer::patient(&row);
            self.close_answered(&mut tx, &closer, origin, Answered::SentOn, at)
                .await?;
        }
        let is_revoked = note_found_revoked(&mut tx, &row, stated, at).await?;
        if is_sent || is_revoked {
            tx.append_audit(&self.system_entry("look_up", INTYGSTJANSTEN_NAME, &row))
                .await?;
            tx.commit().await?;
            self.wake_outbox();
        }
        Ok(())
    }
}

/// The recipient has it although nothing of ours is known to have arrived. An order of ours that has not left need not leave any more;
/// one that is being sent finds out by itself.
async fn note_found_sent(
    tx: &mut Tx,
    row: &CertificateRow,
    stated: &Stated,
    at: Timestamp,
) -> Result<bool, Error> {
    let recipient = type_of(row)?.recipient.code;
    let sent = stated.sent.iter().find(|(party, _)| party == recipient);
    let (Some((_, local)), None, Some((_, signed_at)), CertificateState::Signed) =
        (sent, row.sent_at, &row.signed, row.state)
    else {
        return Ok(false);
    };
    let sent_at = instant(*local, at).max(*signed_at);
    let lane = tx.hold_lane(row.id).await?;
    let own = lane.iter().find(|m| m.kind == OutboxKind::Send);
    let kind = match own {
        Some(own) if own.state == OutboxState::Sending => return Ok(false),
        // It may be what has arrived.
        Some(own) if own.attempts > 0 => {
            tx.mark_sent(row.id, sent_at).await?;
            EventKind::FoundSent
        }
        Some(_) | None => {
            tx.mark_sent_by_patient(row.id, sent_at).await?;
            EventKind::SentByPatient
        }
    };
    if let Some(own) = own {
        tx.settle_delivered(own.id, at).await?;
    }
    tx.append_event(&system_event(row, at, kind, &date_and_time(sent_at)))
        .await?;
    tracing::info!(certificate.id = %row.id, kind = kind.key(), "a look-up found that a certificate has been sent");
    Ok(true)
}

/// Another system has taken the certificate back. Who did it and why is not told, so that it is not deleted here; the event says it once.
async fn note_found_revoked(
    tx: &mut Tx,
    row: &CertificateRow,
    stated: &Stated,
    at: Timestamp,
) -> Result<bool, Error> {
    let Some(local) = stated.revoked else {
        return Ok(false);
    };
    let kind = EventKind::RevokedElsewhere;
    let events = tx.events_of(row.id).await?;
    let is_known = events.iter().any(|event| event.kind == kind.key());
    if is_known || row.state != CertificateState::Signed {
        return Ok(false);
    }
    let when = date_and_time(instant(local, at));
    tx.append_event(&system_event(row, at, kind, &when)).await?;
    tracing::warn!(certificate.id = %row.id, "a look-up found that a certificate has been revoked by another system");
    Ok(true)
}

/// The instant that is stated, which has come.
fn instant(local: DateTime, now: Timestamp) -> Timestamp {
    from_local(local).map_or(now, |at| at.min(now))
}
