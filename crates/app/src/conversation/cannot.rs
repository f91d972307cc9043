//! Kan inte komplettera: the answer that a certificate cannot be completed. Source: exchange 3.6, acceptance A69.

use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::conversation::{
    Event, Handling, LONGEST_CANNOT_COMPLETE, MessageKind, Standing, Subject, is_open_request,
};
use intyg_core::event::EventKind;
use intyg_core::ids::{CertificateId, FormKey};
use intyg_core::text;
use intyg_store::{CertificateRow, MessageRow};

use super::closing::close_requests;
use super::writing::{Outgoing, Written, answered, checked, written_before};
use super::{Slot, as_message, standing};
use crate::content;
use crate::conversation::MessageReason as M;
use crate::drafts::refuse;
use crate::error::{Error, Reason};
use crate::form_key::{Used, use_key};
use crate::guard::Permitted;
use crate::patients::{LookedUp, certificate_resource};
use crate::state::App;

/// The answer that a certificate cannot be completed.
#[derive(Debug, Clone)]
pub struct CannotComplete {
    /// Why; required.
    pub reason: Option<Cannot>,
    /// Further words, possibly none.
    pub text: String,
    /// One-time key of the form.
    pub form_key: FormKey,
}

/// Why a certificate cannot be completed. Source: acceptance A69.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cannot {
    /// There is no more medical information.
    NoMoreInformation,
    /// Nobody on the unit can answer for the content.
    NobodyToAnswer,
}

impl Cannot {
    /// Both, in the order of the form.
    pub const ALL: [Self; 2] = [Self::NoMoreInformation, Self::NobodyToAnswer];

    /// Returns the name in forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::NoMoreInformation => "no_more_information",
            Self::NobodyToAnswer => "nobody_to_answer",
        }
    }
    /// Parses [`Cannot::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.key() == key)
    }
    /// Returns the words that people and the recipient read.
    pub fn label(self) -> &'static str {
        match self {
            Self::NoMoreInformation => "Det finns inga fler medicinska uppgifter",
            Self::NobodyToAnswer => "Ingen på enheten kan svara för innehållet",
        }
    }
}

impl App {
    /// Answers every open request to complete a certificate at once: it cannot be done. The latest of them is named in the answer.
    ///
    /// # Errors
    /// [`Error::Refused`] when nothing is asked for, or nothing can be sent.
    pub async fn cannot_complete(
        &self,
        actor: &Actor,
        id: CertificateId,
        request: CannotComplete,
    ) -> Result<Written, Error> {
        let action = Action::HandleRequest;
        let Permitted {
            looked_up,
            resource,
            permit,
            ..
        } = self.permitted(actor, id, |_| action).await?;
        let words = words(&request)?;
        let claim = self.form_claim(
            actor,
            request.form_key,
            &format!("cannot complete {id} {words}"),
        );
        let at = self.now();
        let tx = self.store().begin_change().await?;
        let mut tx = match use_key(tx, &claim).await? {
            Used::First(tx) => tx,
            Used::Before(location) => return written_before(&location),
        };
        tx.lock_certificate(id).await?;
        let row = tx.certificate(id).await?.ok_or(Error::NotFound)?;
        self.permit_again(actor, action, &certificate_resource(id, &row), &looked_up)?;
        let messages = tx.messages_of_certificate(id).await?;
        refuse(cannot_refused(&row, &looked_up, &messages))?;
        let question = messages
            .iter()
            .filter(|row| is_open_request(&as_message(row)))
            .max_by_key(|row| (row.sent_at, row.created_at))
            .ok_or(Error::Refused(Reason::NoCompletionAsked))?;
        let outgoing = Outgoing {
            kind: MessageKind::Answer,
            subject: Subject::Complement,
            question: Some(question),
            text: &words,
            at,
        };
        let written = self.send_message(&mut tx, actor, &row, &outgoing).await?;
        let mark = answered(actor, Handling::CannotComplete, at);
        close_requests(&mut tx, id, Event::CannotComplete, &mark).await?;
        tx.touch_question(question.id, at, None).await?;
        tx.append_event(&content::event(
            actor,
            id,
            at,
            EventKind::CannotComplete,
            "",
        ))
        .await?;
        tx.remove_message_draft(id, &Slot::CannotComplete.key())
            .await?;
        tx.answer_form_key(request.form_key, &written.message.to_text())
            .await?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        tx.commit().await?;
        self.wake_outbox();
        Ok(written)
    }
}

/// Why it cannot be answered that a certificate cannot be completed.
pub(super) fn cannot_refused(
    row: &CertificateRow,
    patient: &LookedUp,
    messages: &[MessageRow],
) -> Option<Reason> {
    match standing(row, patient) {
        Standing::Draft => Some(Reason::NotSigned),
        Standing::NotSent => Some(Reason::NotSent),
        Standing::Deleted => Some(Reason::Message(M::ConversationClosed)),
        Standing::Test => Some(Reason::TestPerson),
        Standing::Sent => {
            let is_asked = messages.iter().any(|row| is_open_request(&as_message(row)));
            (!is_asked).then_some(Reason::NoCompletionAsked)
        }
    }
}

fn words(request: &CannotComplete) -> Result<String, Error> {
    let reason = request
        .reason
        .ok_or(Error::Refused(Reason::Message(M::CannotReasonMissing)))?;
    let words = text::normalise(&request.text);
    let label = reason.label();
    if words.trim().is_empty() {
        return Ok(format!("{label}."));
    }
    let words = checked(&words, LONGEST_CANNOT_COMPLETE)?;
    Ok(format!("{label}. {}", words.trim()))
}
