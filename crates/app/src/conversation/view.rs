//! The conversation about a certificate as a page shows it.

use intyg_catalog::element::CertificateType;
use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::conversation::{MessageKind, Offer, Subject, is_answerable, is_ongoing, offer};
use intyg_core::ids::{CertificateId, MessageId};
use intyg_core::lifecycle::Act;
use intyg_store::{CertificateRow, MessageRow, OriginRow, OutboxRow, PointRow, Tx};
use jiff::Timestamp;
use jiff::civil::Date;

use super::cannot::cannot_refused;
use super::drafts::MessageDraft;
use super::shown::{MessageShown, Shown};
use super::{Slot, as_message, no_message, standing};
use crate::certificates::delivery_lines;
use crate::error::{Error, Reason};
use crate::guard::Permitted;
use crate::overview::type_of;
use crate::patients::{LookedUp, PatientView};
use crate::possible::Possible;
use crate::state::App;

/// The conversation about a certificate.
#[derive(Debug, Clone)]
pub struct ConversationView {
    /// The certificate.
    pub id: CertificateId,
    /// Its patient.
    pub patient: PatientView,
    /// Its type.
    pub ctype: &'static CertificateType,
    /// When it was created.
    pub created_at: Timestamp,
    /// Name of its unit.
    pub unit: String,
    /// Whether the conversation goes on.
    pub state: ConversationState,
    /// Begäran om komplettering, the one with the latest event first.
    pub requests: Vec<Thread>,
    /// Frågor och svar, the same.
    pub questions: Vec<Thread>,
    /// What Nytt meddelande makes, or why nothing.
    pub new_message: Result<NewMessageOffer, Reason>,
    /// Why Komplettering is not possible, if so.
    pub complement_refused: Option<Reason>,
    /// Why Kan inte komplettera is not possible, if so.
    pub cannot_refused: Option<Reason>,
    /// What is being written.
    pub drafts: Vec<MessageDraft>,
    /// Local date in Sweden.
    pub today: Date,
}

/// Whether a conversation goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConversationState {
    /// Ingen konversation.
    None,
    /// Pågående.
    Ongoing,
    /// Avslutad.
    Ended,
}

/// A question with what belongs to it.
#[derive(Debug, Clone)]
pub struct Thread {
    /// The question.
    pub question: MessageShown,
    /// Reminders and answers, the oldest first.
    pub followers: Vec<MessageShown>,
}

/// What Nytt meddelande makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewMessageOffer {
    /// A new question about one of [`Subject::ASKED_BY_CARE`].
    Question,
    /// The answer to one of these, at least one.
    Answer(Vec<MessageId>),
}

/// Everything that is stored about a conversation.
pub(crate) struct Stored {
    pub(crate) messages: Vec<MessageRow>,
    pub(super) contact_lines: Vec<(MessageId, String)>,
    pub(super) points: Vec<(MessageId, PointRow)>,
    pub(super) origins: Vec<OriginRow>,
    pub(crate) lane: Vec<OutboxRow>,
}

impl Stored {
    pub(crate) async fn read(tx: &mut Tx, id: CertificateId) -> Result<Self, Error> {
        Ok(Self {
            messages: tx.messages_of_certificate(id).await?,
            contact_lines: tx.contact_lines_of_certificate(id).await?,
            points: tx.points_of_certificate(id).await?,
            origins: tx.origins_around(id).await?,
            lane: tx.outbox_of_certificate(id).await?,
        })
    }
}

impl App {
    /// Opens the conversation about a certificate. One entry in the access log.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not the actor's to see.
    pub async fn conversation(
        &self,
        actor: &Actor,
        id: CertificateId,
    ) -> Result<ConversationView, Error> {
        let Permitted {
            looked_up,
            resource,
            permit,
            ..
        } = self
            .permitted(actor, id, |_| Action::ReadConversation)
            .await?;
        let mut tx = self.store().begin_read().await?;
        let row = tx.certificate(id).await?.ok_or(Error::NotFound)?;
        let stored = Stored::read(&mut tx, id).await?;
        let pending = tx.pending_of_certificate(id).await?;
        let drafts = drafts(&mut tx, id, &stored.messages).await?;
        drop(tx);
        self.write_entries(&[self.audit_entry(actor, &permit, &resource)])
            .await?;
        let possible = Possible {
            actor,
            row: &row,
            patient: &looked_up,
            lane: &stored.lane,
            consent: None,
            origins: &stored.origins,
            pending: &pending,
            days: self.days(),
        };
        let mut view = self.conversation_view(actor, &row, &looked_up, &stored)?;
        view.complement_refused = possible.refused(Act::Complement);
        view.drafts = drafts;
        Ok(view)
    }

    fn conversation_view(
        &self,
        actor: &Actor,
        row: &CertificateRow,
        looked_up: &LookedUp,
        stored: &Stored,
    ) -> Result<ConversationView, Error> {
        let ctype = type_of(row)?;
        let resource = crate::patients::certificate_resource(row.id, row);
        let may = |action| self.may(actor, action, &resource, looked_up).is_ok();
        let (requests, questions) = self
            .threads(actor, row, looked_up, stored)?
            .into_iter()
            .partition(|thread| thread.question.subject == Subject::Complement);
        let all: Vec<_> = stored.messages.iter().map(as_message).collect();
        let new_message = match offer(standing(row, looked_up), &all) {
            Err(why) => Err(no_message(why)),
            Ok(Offer::Question) => Ok(NewMessageOffer::Question),
            Ok(Offer::Answer) => Ok(NewMessageOffer::Answer(
                stored
                    .messages
                    .iter()
                    .filter(|row| is_answerable(&as_message(row)))
                    .map(|row| row.id)
                    .collect(),
            )),
        };
        let cannot = cannot_refused(row, looked_up, &stored.messages);
        Ok(ConversationView {
            id: row.id,
            patient: self.patient_view(row.patient, looked_up),
            ctype,
            created_at: row.created_at,
            unit: row.unit_name.clone(),
            state: if stored.messages.is_empty() {
                ConversationState::None
            } else if is_ongoing(&all) {
                ConversationState::Ongoing
            } else {
                ConversationState::Ended
            },
            requests,
            questions,
            new_message,
            complement_refused: None,
            cannot_refused: if may(Action::HandleRequest) {
                cannot
            } else {
                Some(Reason::MayNotComplement)
            },
            drafts: Vec::new(),
            today: self.today(),
        })
    }

    /// The questions with what belongs to each, the one with the latest event first.
    pub(crate) fn threads(
        &self,
        actor: &Actor,
        row: &CertificateRow,
        looked_up: &LookedUp,
        stored: &Stored,
    ) -> Result<Vec<Thread>, Error> {
        let ctype = type_of(row)?;
        let shown = Shown {
            app: self,
            actor,
            row,
            looked_up,
            stored,
            ctype,
            version: ctype.text_version(&row.text_version),
            lines: delivery_lines(ctype, row, &stored.lane),
        };
        let mut questions: Vec<&MessageRow> = stored
            .messages
            .iter()
            .filter(|message| message.kind == MessageKind::Question)
            .collect();
        questions
            .sort_by_key(|question| std::cmp::Reverse((question.latest_event_at, question.id)));
        Ok(questions
            .into_iter()
            .map(|question| Thread {
                question: shown.message(question),
                followers: stored
                    .messages
                    .iter()
                    .filter(|message| message.question == Some(question.id))
                    .map(|message| shown.message(message))
                    .collect(),
            })
            .collect())
    }
}

async fn drafts(
    tx: &mut Tx,
    id: CertificateId,
    messages: &[MessageRow],
) -> Result<Vec<MessageDraft>, Error> {
    let answers = messages
        .iter()
        .filter(|row| is_answerable(&as_message(row)))
        .map(|row| Slot::Answer(row.id));
    let slots: Vec<Slot> = [Slot::Question, Slot::CannotComplete]
        .into_iter()
        .chain(answers)
        .collect();
    let mut drafts = Vec::new();
    for slot in slots {
        if let Some(draft) = tx.message_draft(id, &slot.key()).await? {
            drafts.push(MessageDraft::of(slot, draft));
        }
    }
    Ok(drafts)
}
