//! Nytt meddelande: a question or an answer. Source: exchange 3.5.

use intyg_convert::MessageOrder;
use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::conversation::{
    Event, Handling, ItemState, LONGEST_MESSAGE, MessageKind, Offer, Standing, Subject,
    is_answerable, offer, step,
};
use intyg_core::event::EventKind;
use intyg_core::ids::{CertificateId, FormKey, MessageId};
use intyg_core::outbox::OutboxKind;
use intyg_core::text;
use intyg_store::{
    CertificateRow, Frozen, HandledMark, MessageRow, NewMessage, NewOutboxMessage, Tx,
    WrittenMessage,
};
use jiff::Timestamp;

use super::closing::{close, mark_reminders};
use super::{Slot, as_message, as_question, impossible, no_message, standing};
use crate::content;
use crate::conversation::MessageReason as M;
use crate::error::{Error, Reason};
use crate::form_key::{Used, use_key};
use crate::guard::{Permitted, staff_ref};
use crate::patients::certificate_resource;
use crate::signing::INTYGSTJANSTEN;
use crate::state::App;

/// A message to the recipient.
#[derive(Debug, Clone)]
pub struct WriteMessage {
    /// About what; an answer has its question's.
    pub subject: Option<Subject>,
    /// The question that it answers. Where one alone waits for an answer it need not be named.
    pub question: Option<MessageId>,
    /// The words.
    pub text: String,
    /// One-time key of the form.
    pub form_key: FormKey,
}

/// A message that is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The message.
    pub message: MessageId,
}

/// What is about to be written.
pub(super) struct Outgoing<'a> {
    pub(super) kind: MessageKind,
    pub(super) subject: Subject,
    pub(super) question: Option<&'a MessageRow>,
    pub(super) text: &'a str,
    pub(super) at: Timestamp,
}

impl App {
    /// Writes a question, or the answer to a question from the recipient, and queues it. Answering marks the question as handled.
    ///
    /// # Errors
    /// [`Error::Refused`] with the reason; nothing is sent then.
    pub async fn write_message(
        &self,
        actor: &Actor,
        id: CertificateId,
        request: WriteMessage,
    ) -> Result<Written, Error> {
        let action = match (request.question, self.expects_answer(id).await?) {
            (None, false) => Action::AskQuestion,
            (Some(_), _) | (None, true) => Action::AnswerQuestion,
        };
        let Permitted {
            looked_up,
            resource,
            permit,
            ..
        } = self.permitted(actor, id, |_| action).await?;
        let words = checked(&request.text, LONGEST_MESSAGE)?;
        let claim = self.form_claim(
            actor,
            request.form_key,
            &format!(
                "message {id} {:?} {:?} {words}",
                request.subject, request.question
            ),
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
        let question = chosen(&request, standing(&row, &looked_up), &messages)?;
        let outgoing = match question {
            None => Outgoing {
                kind: MessageKind::Question,
                subject: request
                    .subject
                    .filter(|subject| subject.is_answered_by_message())
                    .ok_or(Error::Refused(Reason::Message(M::SubjectMissing)))?,
                question: None,
                text: &words,
                at,
            },
            Some(question) => Outgoing {
                kind: MessageKind::Answer,
                subject: question.subject,
                question: Some(question),
                text: &words,
                at,
            },
        };
        let written = self.send_message(&mut tx, actor, &row, &outgoing).await?;
        if let Some(question) = question {
            let mark = answered(actor, Handling::Answer, at);
            close(&mut tx, question, Event::CareAnswers, &mark).await?;
            mark_reminders(&mut tx, question.id, &messages, &mark).await?;
            tx.touch_question(question.id, at, None).await?;
        }
        let (kind, slot) = match question {
            None => (EventKind::QuestionAsked, Slot::Question),
            Some(question) => (EventKind::QuestionAnswered, Slot::Answer(question.id)),
        };
        let about = outgoing.subject.heading();
        tx.append_event(&content::event(actor, id, at, kind, about))
            .await?;
        tx.remove_message_draft(id, &slot.key()).await?;
        tx.answer_form_key(request.form_key, &written.message.to_text())
            .await?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        tx.commit().await?;
        self.wake_outbox();
        Ok(written)
    }

    async fn expects_answer(&self, id: CertificateId) -> Result<bool, Error> {
        let mut tx = self.store().single_read().await?;
        let pending = tx.pending_of_certificate(id).await?;
        Ok(pending
            .iter()
            .map(super::as_pending)
            .any(|m| is_answerable(&m)))
    }

    /// Freezes a message, queues it and stores it in the conversation.
    pub(super) async fn send_message(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        row: &CertificateRow,
        outgoing: &Outgoing<'_>,
    ) -> Result<Written, Error> {
        let id = self.new_message_id();
        let heading = outgoing
            .question
            .map(|question| question.heading.as_str())
            .filter(|heading| !heading.trim().is_empty());
        let body = intyg_convert::message_request(&MessageOrder {
            id,
            certificate: row.id,
            unit: row.issuing_unit(),
            patient: &row.person_id,
            recipient: &self.settings().recipient_logical_address,
            subject: outgoing.subject,
            heading,
            text: outgoing.text,
            answers: outgoing.question.map(|question| {
                (
                    question.message_id.as_str(),
                    question.reference_id.as_deref(),
                )
            }),
            sent_by: actor,
            at: outgoing.at,
        })?;
        let outbox = self.new_outbox_id();
        tx.enqueue(&NewOutboxMessage {
            id: outbox,
            certificate: row.id,
            kind: OutboxKind::Message,
            destination: INTYGSTJANSTEN.to_owned(),
            idempotency_key: format!("message {id}"),
            body: Frozen::new(body),
            logical_address: self.settings().it_logical_address.clone(),
            unit_id: row.unit_id.clone(),
            created_by: actor.staff.id.clone(),
            created_at: outgoing.at,
            consent_recipient: None,
        })
        .await?;
        let is_question = outgoing.kind == MessageKind::Question;
        let stored = tx
            .insert_message(&NewMessage {
                id,
                kind: outgoing.kind,
                subject: outgoing.subject,
                message_id: id.to_text(),
                reference_id: None,
                certificate: Some(row.id),
                stated_certificate: row.id.to_text(),
                person_id: row.person_id.clone(),
                unit_id: row.unit_id.clone(),
                sent_at: outgoing.at,
                at: outgoing.at,
                heading: heading.unwrap_or(outgoing.subject.wire_name()).to_owned(),
                text: outgoing.text.to_owned(),
                reply_by: None,
                question: outgoing.question.map(|question| question.id),
                state: is_question.then_some(ItemState::PendingExternal),
                written: Some(WrittenMessage {
                    by: staff_ref(actor),
                    outbox,
                }),
                contact_lines: Vec::new(),
                points: Vec::new(),
            })
            .await?;
        if stored {
            Ok(Written { message: id })
        } else {
            Err(Error::Inconsistent(format!("message {id} exists already")))
        }
    }
}

pub(super) fn answered(actor: &Actor, how: Handling, at: Timestamp) -> HandledMark {
    HandledMark {
        at,
        by: staff_ref(actor),
        how,
        through: None,
    }
}

/// Finds the question that is answered; `None` for a new question.
fn chosen<'a>(
    request: &WriteMessage,
    standing: Standing,
    messages: &'a [MessageRow],
) -> Result<Option<&'a MessageRow>, Error> {
    let all: Vec<_> = messages.iter().map(as_message).collect();
    let offered = offer(standing, &all);
    if let Some(id) = request.question {
        let row = messages
            .iter()
            .find(|row| row.id == id)
            .ok_or(Error::NotFound)?;
        let question =
            as_question(row).ok_or(Error::Refused(Reason::Message(M::NothingToHandle)))?;
        if standing != Standing::Sent {
            offered.map_err(|why| Error::Refused(no_message(why)))?;
        }
        step(question, Event::CareAnswers).map_err(impossible)?;
        return Ok(Some(row));
    }
    match offered.map_err(|why| Error::Refused(no_message(why)))? {
        Offer::Question => Ok(None),
        Offer::Answer => {
            let mut answerable = messages.iter().filter(|row| {
                is_answerable(&as_message(row))
                    && request.subject.is_none_or(|subject| subject == row.subject)
            });
            match (answerable.next(), answerable.next()) {
                (Some(only), None) => Ok(Some(only)),
                (Some(_), Some(_)) => Err(Error::Refused(Reason::Message(M::QuestionNotChosen))),
                // Questions wait, and none of them about this.
                (None, _) => Err(Error::Refused(Reason::Message(M::ConversationOngoing))),
            }
        }
    }
}

/// Checks what was typed; nothing is trimmed.
pub(super) fn checked(typed: &str, longest: usize) -> Result<String, Error> {
    let words = text::normalise(typed);
    if words.trim().is_empty() {
        return Err(Error::Refused(Reason::Message(M::MessageMissing)));
    }
    let over = words.chars().count().saturating_sub(longest);
    if over > 0 {
        return Err(Error::Refused(Reason::Message(M::MessageTooLong { over })));
    }
    let signs: String = text::unsendable(&words).into_iter().collect();
    if signs.is_empty() {
        Ok(words)
    } else {
        Err(Error::Refused(Reason::Message(M::MessageUnsendable {
            signs,
        })))
    }
}

pub(super) fn written_before(location: &str) -> Result<Written, Error> {
    let message = location.parse().map_err(|_| Error::KeyReused)?;
    Ok(Written { message })
}
