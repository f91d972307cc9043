//! Hanterat, on and off. Source: exchange 3.7, acceptance S83–S86, D12.

use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::conversation::{
    Event, Handling, ItemState, MessageKind, Party, Subject, is_open_request, step,
};
use intyg_core::event::EventKind;
use intyg_core::ids::{CertificateId, MessageId};
use intyg_store::{CertificateState, HandledMark, MessageRow, Tx};
use jiff::Timestamp;

use super::{as_pending, as_question, impossible, waiting_for_mark};
use crate::content;
use crate::conversation::MessageReason as M;
use crate::error::{Error, Reason};
use crate::guard::{Permitted, staff_ref};
use crate::patients::certificate_resource;
use crate::state::App;

/// What is done to the mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handle {
    /// It is set.
    Done,
    /// It is taken away.
    Undone,
}

/// A message whose mark is as it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handled {
    /// Its certificate.
    pub certificate: CertificateId,
    /// When the mark was set or taken away.
    pub at: Timestamp,
}

/// What Hanterat does for a certificate as a whole. Source: ui 6.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandleOnly {
    /// The only message that waited is marked.
    Done(Handled),
    /// The only one is a request to complete that nobody has answered: it is asked about first.
    Asks(MessageId),
    /// Several wait, and somebody must say which.
    Several,
}

impl App {
    /// Marks the only message about a certificate that has come in and waits.
    ///
    /// # Errors
    /// As [`App::handle_message`], and [`Error::Refused`] when nothing waits.
    pub async fn handle_only_message(
        &self,
        actor: &Actor,
        id: CertificateId,
    ) -> Result<HandleOnly, Error> {
        self.permitted(actor, id, |_| Action::MarkHandled).await?;
        let mut tx = self.store().single_read().await?;
        let pending = tx.pending_of_certificate(id).await?;
        drop(tx);
        let mut waiting = waiting_for_mark(id, &pending);
        match (waiting.next(), waiting.next()) {
            (None, _) => Err(Error::Refused(Reason::Message(M::NothingToHandle))),
            (Some(_), Some(_)) => Ok(HandleOnly::Several),
            (Some(only), None) if is_open_request(&as_pending(only)) => {
                Ok(HandleOnly::Asks(only.id))
            }
            (Some(only), None) => {
                let handled = self.handle_message(actor, only.id, Handle::Done).await?;
                Ok(HandleOnly::Done(handled))
            }
        }
    }

    /// Sets or takes away Hanterat of a message. A mark that is so already stays, with its name and time.
    ///
    /// # Errors
    /// [`Error::Refused`] for a message that nobody handles, an answered completion request, or a deleted certificate.
    pub async fn handle_message(
        &self,
        actor: &Actor,
        message: MessageId,
        handle: Handle,
    ) -> Result<Handled, Error> {
        let (row, id) = self.message_on_certificate(message).await?;
        let action = handling_action(&row);
        let Permitted {
            looked_up,
            resource,
            permit,
            ..
        } = self.permitted(actor, id, |_| action).await?;
        let at = self.now();
        let mut tx = self.store().begin_change().await?;
        tx.lock_certificate(id).await?;
        let certificate = tx.certificate(id).await?.ok_or(Error::NotFound)?;
        self.permit_again(
            actor,
            action,
            &certificate_resource(id, &certificate),
            &looked_up,
        )?;
        let row = tx.message(message).await?.ok_or(Error::NotFound)?;
        let changed = match handle {
            Handle::Done => tick(&mut tx, &row, &by_hand(actor, at)).await?,
            Handle::Undone if certificate.state == CertificateState::Revoked => {
                return Err(Error::Refused(Reason::Message(M::ConversationClosed)));
            }
            Handle::Undone => untick(&mut tx, &row).await?,
        };
        if !changed {
            // Somebody else's mark may be part of the same flush.
            tx.commit().await?;
            let at = row.handled.map_or(at, |mark| mark.at);
            return Ok(Handled {
                certificate: id,
                at,
            });
        }
        let kind = match handle {
            Handle::Done => EventKind::MessageHandled,
            Handle::Undone => EventKind::MessageUnhandled,
        };
        tx.append_event(&content::event(actor, id, at, kind, &named(&row)))
            .await?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        tx.commit().await?;
        Ok(Handled {
            certificate: id,
            at,
        })
    }

    /// Reads a message that is on a certificate.
    pub(super) async fn message_on_certificate(
        &self,
        id: MessageId,
    ) -> Result<(MessageRow, CertificateId), Error> {
        let mut tx = self.store().single_read().await?;
        let row = tx.message(id).await?.ok_or(Error::NotFound)?;
        let certificate = row.certificate.ok_or(Error::NotFound)?;
        Ok((row, certificate))
    }
}

fn by_hand(actor: &Actor, at: Timestamp) -> HandledMark {
    HandledMark {
        at,
        by: staff_ref(actor),
        how: Handling::Mark,
        through: None,
    }
}

/// Doctors alone handle a request to complete. Source: acceptance D14.
pub(super) fn handling_action(row: &MessageRow) -> Action {
    match (row.kind, row.subject) {
        (MessageKind::Question, Subject::Complement) => Action::HandleRequest,
        _ => Action::MarkHandled,
    }
}

/// What a message is called in the certificate's events.
pub(super) fn named(row: &MessageRow) -> String {
    match row.kind {
        MessageKind::Question | MessageKind::Reminder => row.subject.heading().to_owned(),
        MessageKind::Answer => format!("Svar, {}", row.subject.heading()),
    }
}

/// Why the mark of a message cannot be set.
pub(super) fn tick_refused(row: &MessageRow) -> Option<Reason> {
    let waits = row.state == Some(ItemState::PendingExternal);
    (row.party == Party::Care && !waits).then_some(Reason::Message(M::NothingToHandle))
}

/// Why the mark of a message cannot be taken away.
pub(super) fn untick_refused(row: &MessageRow) -> Option<Reason> {
    if row.party == Party::Care && row.kind != MessageKind::Question {
        return Some(Reason::Message(M::NothingToHandle));
    }
    let refused = as_question(row).and_then(|question| step(question, Event::Unticked).err())?;
    match impossible(refused) {
        Error::Refused(reason) => Some(reason),
        _ => Some(Reason::Message(M::QuestionClosed)),
    }
}

async fn tick(tx: &mut Tx, row: &MessageRow, mark: &HandledMark) -> Result<bool, Error> {
    if row.handled.is_some() {
        return Ok(false);
    }
    if let Some(reason) = tick_refused(row) {
        return Err(Error::Refused(reason));
    }
    move_on(tx, row, Event::Ticked).await?;
    Ok(tx.mark_handled(row.id, mark).await?)
}

async fn untick(tx: &mut Tx, row: &MessageRow) -> Result<bool, Error> {
    if row.handled.is_none() {
        return Ok(false);
    }
    if let Some(reason) = untick_refused(row) {
        return Err(Error::Refused(reason));
    }
    move_on(tx, row, Event::Unticked).await?;
    Ok(tx.unmark_handled(row.id).await?)
}

/// The state follows the mark: a question's own, or for an answer its question's. A reminder moves nothing.
async fn move_on(tx: &mut Tx, row: &MessageRow, event: Event) -> Result<(), Error> {
    let question = match (row.kind, row.question) {
        (MessageKind::Question, _) => Some(row.clone()),
        (MessageKind::Answer, Some(id)) => tx.message(id).await?,
        (MessageKind::Answer, None) | (MessageKind::Reminder, _) => None,
    };
    let Some((question, id)) =
        question.and_then(|question| Some((as_question(&question)?, question.id)))
    else {
        return Ok(());
    };
    let next = step(question, event).map_err(impossible)?;
    if next != question.state {
        tx.move_question(id, question.state, next).await?;
    }
    Ok(())
}
