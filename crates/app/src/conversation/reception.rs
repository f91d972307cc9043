//! A message comes in. It is stored once, with its effect, or refused; nobody is told before the commit. Source: exchange 3.2, 3.3.

use intyg_catalog::registry;
use intyg_core::conversation::reception::{
    self, Accepted, Address, Id, Incoming, Known, KnownCertificate, Referenced, Rejection,
    RejectionClass, Same, Sender, Stage,
};
use intyg_core::conversation::{AnswerState, Event, ItemState, MessageKind, Party, step};
use intyg_core::event::EventKind;
use intyg_core::ids::{CertificateId, HsaId, MessageId};
use intyg_core::outbox::OutboxKind;
use intyg_core::time;
use intyg_journal::LookupError;
use intyg_store::{
    AuditOutcome, CertificateRow, CertificateState, EventRow, MessageRow, NewMessage, PointRow,
    StaffRef, Tx,
};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::{as_question, impossible};
use crate::error::Error;
use crate::overview::type_of;
use crate::state::App;

/// Who delivers messages, in the access log.
const DELIVERED_BY: &str = "Intygstjänsten";

/// A message as it came in, valid by its schema.
#[derive(Debug, Clone)]
pub struct IncomingMessage {
    /// The unit in the envelope.
    pub address: String,
    /// `meddelande-id`, as given.
    pub message_id: String,
    /// `referens-id`.
    pub reference_id: Option<String>,
    /// `skickatTidpunkt`, Swedish local time.
    pub sent_at: DateTime,
    /// Id of the certificate; its root varies and says nothing.
    pub certificate: String,
    /// The patient's number.
    pub patient: String,
    /// The unit in the message.
    pub unit: String,
    /// Code of the subject.
    pub subject: String,
    /// Code of the sender's part.
    pub sender: String,
    /// `rubrik`.
    pub heading: Option<String>,
    /// What it says.
    pub text: String,
    /// `meddelande-id` of the message that it reminds of.
    pub reminds_of: Option<String>,
    /// `meddelande-id` of the message that it answers.
    pub answers: Option<String>,
    /// Whom to turn to, line by line.
    pub contact_lines: Vec<String>,
    /// What is to be completed.
    pub points: Vec<IncomingPoint>,
    /// Last day for an answer, included.
    pub reply_by: Option<Date>,
}

/// One thing that a certificate lacks.
#[derive(Debug, Clone)]
pub struct IncomingPoint {
    /// Number of the answer in the certificate.
    pub question: String,
    /// Which one of an answer that repeats, from 1.
    pub instance: Option<i32>,
    /// What the sender wants to know.
    pub text: String,
}

/// What became of an incoming message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// It is stored.
    Stored,
    /// It is not, for this reason.
    Rejected(Rejection),
}

impl App {
    /// Takes a message in: checks it row by row, and stores it with its effect in one transaction.
    ///
    /// # Errors
    /// Only when nothing can be known or stored; the sender shall try again then.
    pub async fn receive(&self, message: &IncomingMessage) -> Result<Receipt, Error> {
        let at = self.now();
        let served = self.is_served(&message.address).await;
        let certificate: Option<CertificateId> = message.certificate.trim().parse().ok();
        let mut tx = self.store().begin_change().await?;
        let row = match certificate {
            None => None,
            Some(id) => {
                tx.lock_certificate(id).await?;
                tx.certificate(id).await?
            }
        };
        let address = match (served, HsaId::parse(&message.address), &row) {
            (_, Ok(address), Some(row))
                if address == row.unit_id || address == *row.issuing_unit() =>
            {
                Address::Served
            }
            (Ok(()), ..) => Address::Served,
            (Err(LookupError::NotFound), ..) => Address::Elsewhere,
            // A unit that may be ours: the sender tries again.
            (Err(LookupError::Unavailable), ..) => return Err(Error::JournalUnavailable),
        };
        let before = tx
            .message_by_wire_id(Party::Recipient, &message.message_id)
            .await?;
        let answered = own_question(&mut tx, message).await?;
        let reminded = match &message.reminds_of {
            None => None,
            Some(id) => tx.message_by_wire_id(Party::Recipient, id).await?,
        };
        let known = Known {
            address,
            id: if before.is_some() {
                Id::Received
            } else {
                Id::New
            },
            sender: sender(message, row.as_ref())?,
            certificate: row.as_ref().map(known_certificate),
            answered: answered.as_ref().map(|to| referenced(to, certificate)),
            reminded: reminded.as_ref().map(|to| referenced(to, certificate)),
        };
        let accepted = match reception::check(&incoming(message), &known) {
            Ok(accepted) => accepted,
            Err(rejection) => {
                return self.reject(tx, rejection, message, before, row).await;
            }
        };
        let row = row.ok_or(Error::NotFound)?;
        let question = match accepted.kind {
            MessageKind::Question => None,
            MessageKind::Answer => answered,
            MessageKind::Reminder => reminded,
        };
        let new = self.stored(message, accepted, &row, question.as_ref(), at);
        if !tx.insert_message(&new).await? {
            // The same message about another certificate, at the same instant.
            return self
                .reject(tx, Rejection::Duplicate, message, None, Some(row))
                .await;
        }
        take_effect(&mut tx, message, accepted, question.as_ref(), at).await?;
        if accepted.proves_sending {
            self.note_sent(&mut tx, &row, at).await?;
        }
        let what = match accepted.kind {
            MessageKind::Answer => format!("Svar, {}", accepted.subject.heading()),
            MessageKind::Question | MessageKind::Reminder => accepted.subject.heading().to_owned(),
        };
        tx.append_event(&system_event(&row, at, EventKind::MessageReceived, &what))
            .await?;
        tx.append_audit(&self.system_entry("receive_message", DELIVERED_BY, &row))
            .await?;
        tx.commit().await?;
        tracing::info!(certificate.id = %row.id, message.key = %new.id, "a message came in");
        Ok(Receipt::Stored)
    }

    async fn is_served(&self, address: &str) -> Result<(), LookupError> {
        let unit = HsaId::parse(address).map_err(|_| LookupError::NotFound)?;
        self.journal().unit(&unit).await.map(|_| ())
    }

    /// Answers no. A message that was there already is answered after a commit: its own may be part of the same flush.
    async fn reject(
        &self,
        mut tx: Tx,
        rejection: Rejection,
        message: &IncomingMessage,
        before: Option<MessageRow>,
        row: Option<CertificateRow>,
    ) -> Result<Receipt, Error> {
        match rejection.class() {
            RejectionClass::AlreadyReceived => {
                let differs = before.is_some_and(|before| {
                    before.text != message.text || before.stated_certificate != message.certificate
                });
                if differs {
                    tracing::warn!(
                        "a message came again with the same id and another content; the first one stays"
                    );
                }
            }
            RejectionClass::Validation | RejectionClass::Application => {
                tracing::warn!(row = rejection.row(), ?rejection, "a message was refused");
                if let Some(row) = row {
                    let mut entry = self.system_entry("receive_message", DELIVERED_BY, &row);
                    entry.outcome = AuditOutcome::Refused;
                    entry.reason = format!("{rejection:?}");
                    tx.append_audit(&entry).await?;
                }
            }
        }
        tx.commit().await?;
        Ok(Receipt::Rejected(rejection))
    }

    fn stored(
        &self,
        message: &IncomingMessage,
        accepted: Accepted,
        row: &CertificateRow,
        question: Option<&MessageRow>,
        at: Timestamp,
    ) -> NewMessage {
        NewMessage {
            id: self.new_message_id(),
            kind: accepted.kind,
            subject: accepted.subject,
            message_id: message.message_id.clone(),
            reference_id: message.reference_id.clone(),
            certificate: Some(row.id),
            stated_certificate: message.certificate.clone(),
            person_id: row.person_id.clone(),
            unit_id: row.unit_id.clone(),
            sent_at: time::from_local(message.sent_at).unwrap_or(at),
            at,
            heading: message.heading.clone().unwrap_or_default(),
            text: message.text.clone(),
            reply_by: message.reply_by,
            question: question.map(|question| question.id),
            state: (accepted.kind == MessageKind::Question).then_some(ItemState::PendingInternal),
            written: None,
            contact_lines: message.contact_lines.clone(),
            points: message
                .points
                .iter()
                .map(|point| PointRow {
                    question: point.question.clone(),
                    instance: point.instance,
                    text: point.text.clone(),
                })
                .collect(),
        }
    }

    /// The recipient can only have the certificate because it was sent: our own record lagged (row 15).
    async fn note_sent(
        &self,
        tx: &mut Tx,
        row: &CertificateRow,
        at: Timestamp,
    ) -> Result<(), Error> {
        tracing::warn!(
            certificate.id = %row.id,
            "a message came about a certificate whose sending had not been confirmed; it is confirmed now"
        );
        tx.mark_sent(row.id, at).await?;
        for message in tx.hold_lane(row.id).await? {
            if message.kind == OutboxKind::Send {
                tx.settle_delivered(message.id, at).await?;
            }
        }
        tx.append_event(&system_event(row, at, EventKind::ProvedSent, ""))
            .await?;
        Ok(())
    }
}

/// The message of ours that is answered. Our ids are lower-case UUIDs, however they are written back.
async fn own_question(tx: &mut Tx, message: &IncomingMessage) -> Result<Option<MessageRow>, Error> {
    let Some(id) = &message.answers else {
        return Ok(None);
    };
    let id = id
        .trim()
        .parse()
        .map_or_else(|_| id.clone(), MessageId::to_text);
    Ok(tx.message_by_wire_id(Party::Care, &id).await?)
}

async fn take_effect(
    tx: &mut Tx,
    message: &IncomingMessage,
    accepted: Accepted,
    question: Option<&MessageRow>,
    at: Timestamp,
) -> Result<(), Error> {
    let Some(row) = question else {
        return Ok(());
    };
    if accepted.kind == MessageKind::Answer
        && let Some(asked) = as_question(row)
    {
        let next = step(asked, Event::RecipientAnswers).map_err(impossible)?;
        tx.move_question(row.id, asked.state, next).await?;
        // Closed by hand before: what has come now is not handled.
        tx.unmark_handled(row.id).await?;
    }
    tx.touch_question(row.id, at, message.reply_by).await?;
    Ok(())
}

fn incoming(message: &IncomingMessage) -> Incoming<'_> {
    Incoming {
        id: &message.message_id,
        subject: &message.subject,
        text: &message.text,
        points: message.points.len(),
        names_reminded: message.reminds_of.is_some(),
        names_answered: message.answers.is_some(),
        reply_by: message.reply_by,
        patient: &message.patient,
        unit: &message.unit,
    }
}

/// The sender must be the recipient of the certificate, or of some certificate while that one is not known.
fn sender(message: &IncomingMessage, row: Option<&CertificateRow>) -> Result<Sender, Error> {
    let is_recipient = match row {
        Some(row) => type_of(row)?.recipient.code == message.sender,
        None => registry::ALL
            .iter()
            .any(|ctype| ctype.recipient.code == message.sender),
    };
    Ok(if is_recipient {
        Sender::Recipient
    } else {
        Sender::Stranger
    })
}

fn known_certificate(row: &CertificateRow) -> KnownCertificate<'_> {
    KnownCertificate {
        stage: match row.state {
            CertificateState::Draft | CertificateState::DeletedDraft => Stage::Draft,
            CertificateState::Revoked => Stage::Revoked,
            CertificateState::Signed if row.sent_at.is_some() => Stage::Sent,
            CertificateState::Signed => Stage::NotSent,
        },
        patient: row.person_id.digits(),
        issuing_unit: row.issuing_unit().as_str(),
        unit: row.unit_id.as_str(),
    }
}

fn referenced(row: &MessageRow, certificate: Option<CertificateId>) -> Referenced {
    Referenced {
        certificate: if row.certificate.is_some() && row.certificate == certificate {
            Same::Yes
        } else {
            Same::No
        },
        from: row.party,
        kind: row.kind,
        subject: row.subject,
        answer: if row.is_answered {
            AnswerState::Given
        } else {
            AnswerState::None
        },
    }
}

/// An event that no staff member caused.
pub(crate) fn system_event(
    row: &CertificateRow,
    at: Timestamp,
    kind: EventKind,
    detail: &str,
) -> EventRow {
    EventRow {
        certificate: row.id,
        at,
        kind: kind.key().to_owned(),
        by: StaffRef {
            id: row.unit_id.clone(),
            name: String::new(),
        },
        unit: String::new(),
        detail: detail.to_owned(),
    }
}
