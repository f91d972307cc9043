//! The conversation about a certificate as a page shows it.

use intyg_catalog::element::{CertificateType, TextVersion};
use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::conversation::{
    Handling, ItemState, MessageKind, Offer, Party, Subject, Todo, is_answerable, is_ongoing,
    offer, todo,
};
use intyg_core::ids::{CertificateId, MessageId};
use intyg_core::lifecycle::Act;
use intyg_store::{CertificateRow, HandledMark, MessageRow, OriginRow, OutboxRow, PointRow, Tx};
use jiff::Timestamp;
use jiff::civil::Date;

use super::drafts::MessageDraft;
use super::handling::{handling_action, tick_refused, untick_refused};
use super::writing::cannot_refused;
use super::{Slot, as_message, no_message, standing};
use crate::certificates::{DeliveryLine, delivery_lines};
use crate::conversation::MessageReason as M;
use crate::error::{Error, Reason};
use crate::guard::{Permitted, Resource};
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

/// A message.
#[derive(Debug, Clone)]
pub struct MessageShown {
    /// Its name in addresses.
    pub id: MessageId,
    /// Who wrote it.
    pub from: Party,
    /// What it is to the others.
    pub kind: MessageKind,
    /// About what; a reminder has its question's subject in [`Thread::question`].
    pub subject: Subject,
    /// When it was sent, by its own account.
    pub sent_at: Timestamp,
    /// When it came here, or was written.
    pub at: Timestamp,
    /// Who wrote it on the unit; empty for the recipient.
    pub writer: String,
    /// Heading; empty = none.
    pub heading: String,
    /// What it says.
    pub text: String,
    /// Whom to turn to, line by line.
    pub contact_lines: Vec<String>,
    /// What is to be completed.
    pub points: Vec<MessagePoint>,
    /// Last day for an answer.
    pub reply_by: Option<Date>,
    /// State of a question.
    pub state: Option<ItemState>,
    /// What is expected; `None` when nothing.
    pub todo: Option<Todo>,
    /// Its mark.
    pub handled: Option<HandledMark>,
    /// When the certificate was created through which it was handled.
    pub through_created_at: Option<Timestamp>,
    /// What can be done to the mark.
    pub tick: Tick,
    /// How far an own message has come.
    pub delivery: Option<DeliveryLine>,
    /// Who is to deal with it; empty = nobody in particular.
    pub assigned_to: String,
}

/// What can be done to a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tick {
    /// It can be set or taken away.
    Possible,
    /// It stays as it is, for this reason.
    Refused(Reason),
    /// The message has none.
    None,
}

/// One thing that the recipient wants completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessagePoint {
    /// Number of the answer in the certificate, as given.
    pub question: String,
    /// Which one of an answer that repeats, from 1.
    pub instance: Option<i32>,
    /// What the recipient wants to know.
    pub text: String,
    /// Where it is in the form; `None` = Övriga uppgifter.
    pub place: Option<PointPlace>,
}

/// A question of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointPlace {
    /// Id of the element, the first one where a question has several; `None` for a question that the recipient has added.
    pub element: Option<&'static str>,
    /// Number of its section.
    pub section: Option<u8>,
    /// Heading of the section, or the added question.
    pub heading: &'static str,
}

/// Everything that is stored about a conversation.
pub(crate) struct Stored {
    pub(crate) messages: Vec<MessageRow>,
    contact_lines: Vec<(MessageId, String)>,
    points: Vec<(MessageId, PointRow)>,
    origins: Vec<OriginRow>,
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
        let mut tx = self.store().begin_write().await?;
        let row = tx.certificate(id).await?.ok_or(Error::NotFound)?;
        let stored = Stored::read(&mut tx, id).await?;
        let pending = tx.pending_of_certificate(id).await?;
        let drafts = drafts(&mut tx, id, &stored.messages).await?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        tx.commit().await?;
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
            lines: delivery_lines(ctype, &stored.lane),
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

struct Shown<'a> {
    app: &'a App,
    actor: &'a Actor,
    row: &'a CertificateRow,
    looked_up: &'a LookedUp,
    stored: &'a Stored,
    ctype: &'static CertificateType,
    version: Option<&'static TextVersion>,
    /// What has become of the certificate's outgoing messages.
    lines: Vec<DeliveryLine>,
}

impl Shown<'_> {
    fn message(&self, row: &MessageRow) -> MessageShown {
        let stored = self.stored;
        let of = |id: &MessageId| *id == row.id;
        let reminded = stored
            .messages
            .iter()
            .find(|message| row.question == Some(message.id))
            .map(as_message);
        let delivery = row.written.as_ref().and_then(|written| {
            let line = self
                .lines
                .iter()
                .find(|line| line.message == written.outbox);
            line.cloned()
        });
        MessageShown {
            id: row.id,
            from: row.party,
            kind: row.kind,
            subject: row.subject,
            sent_at: row.sent_at,
            at: row.created_at,
            writer: row
                .written
                .as_ref()
                .map_or(String::new(), |written| written.by.name.clone()),
            heading: row.heading.clone(),
            text: row.text.clone(),
            contact_lines: stored
                .contact_lines
                .iter()
                .filter(|(id, _)| of(id))
                .map(|(_, line)| line.clone())
                .collect(),
            points: stored
                .points
                .iter()
                .filter(|(id, _)| of(id))
                .map(|(_, point)| message_point(self.ctype, self.version, point))
                .collect(),
            reply_by: row.reply_by,
            state: row.state,
            todo: todo(&as_message(row), reminded.as_ref()),
            handled: row.handled.clone(),
            through_created_at: self.created_through(row),
            tick: self.tick(row),
            delivery,
            assigned_to: row
                .assigned_to
                .as_ref()
                .map_or(String::new(), |staff| staff.name.clone()),
        }
    }

    fn created_through(&self, row: &MessageRow) -> Option<Timestamp> {
        let through = row.handled.as_ref()?.through?;
        let mut origins = self.stored.origins.iter();
        let origin = origins.find(|origin| origin.certificate == through)?;
        Some(origin.created_at)
    }

    fn tick(&self, row: &MessageRow) -> Tick {
        let resource: Resource = crate::patients::certificate_resource(self.row.id, self.row);
        let action = handling_action(row);
        let is_permitted = self
            .app
            .may(self.actor, action, &resource, self.looked_up)
            .is_ok();
        let is_deleted = self.row.state == intyg_store::CertificateState::Revoked;
        let refused = match &row.handled {
            None => tick_refused(row),
            Some(mark) if is_deleted || mark.how == Handling::Revocation => {
                Some(Reason::Message(M::ConversationClosed))
            }
            Some(_) => untick_refused(row),
        };
        match refused {
            Some(Reason::Message(M::NothingToHandle)) => Tick::None,
            Some(reason) => Tick::Refused(reason),
            None if is_permitted => Tick::Possible,
            None => Tick::Refused(Reason::MayNotComplement),
        }
    }
}

/// A stored point with its place in the form.
pub(crate) fn message_point(
    ctype: &'static CertificateType,
    version: Option<&'static TextVersion>,
    point: &PointRow,
) -> MessagePoint {
    MessagePoint {
        question: point.question.clone(),
        instance: point.instance,
        text: point.text.clone(),
        place: place(ctype, version, &point.question),
    }
}

/// Finds the question of the form that a point asks about. Source: exchange 3.3.
pub(crate) fn place(
    ctype: &'static CertificateType,
    version: Option<&'static TextVersion>,
    question: &str,
) -> Option<PointPlace> {
    let number: u16 = question.trim().parse().ok()?;
    if let Some(added) = version.and_then(|version| version.additional_question(number)) {
        return Some(PointPlace {
            element: None,
            section: None,
            heading: added.label,
        });
    }
    ctype.sections.iter().find_map(|section| {
        let element = section
            .elements
            .iter()
            .find(|element| element.id.wire().is_some_and(|(svar, _)| svar == number))?;
        Some(PointPlace {
            element: Some(element.id.as_str()),
            section: section.number,
            heading: version.map_or(section.heading, |version| version.heading(section)),
        })
    })
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
