//! One message of a conversation as a page shows it.

use intyg_catalog::element::{CertificateType, TextVersion};
use intyg_core::actor::Actor;
use intyg_core::conversation::{Handling, ItemState, MessageKind, Party, Subject, Todo, todo};
use intyg_core::ids::MessageId;
use intyg_store::{CertificateRow, CertificateState, HandledMark, MessageRow, PointRow};
use jiff::Timestamp;
use jiff::civil::Date;

use super::as_message;
use super::handling::{handling_action, tick_refused, untick_refused};
use super::view::Stored;
use crate::certificates::DeliveryLine;
use crate::conversation::MessageReason as M;
use crate::error::Reason;
use crate::guard::Resource;
use crate::patients::LookedUp;
use crate::state::App;

/// A message.
#[derive(Debug, Clone)]
pub struct MessageShown {
    /// Its name in addresses.
    pub id: MessageId,
    /// Who wrote it.
    pub from: Party,
    /// What it is to the others.
    pub kind: MessageKind,
    /// About what; a reminder has its question's subject in [`crate::Thread::question`].
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

/// What the messages of a certificate are shown with.
pub(super) struct Shown<'a> {
    pub(super) app: &'a App,
    pub(super) actor: &'a Actor,
    pub(super) row: &'a CertificateRow,
    pub(super) looked_up: &'a LookedUp,
    pub(super) stored: &'a Stored,
    pub(super) ctype: &'static CertificateType,
    pub(super) version: Option<&'static TextVersion>,
    /// What has become of the certificate's outgoing messages.
    pub(super) lines: Vec<DeliveryLine>,
}

impl Shown<'_> {
    pub(super) fn message(&self, row: &MessageRow) -> MessageShown {
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
        let is_deleted = self.row.state == CertificateState::Revoked;
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
fn place(
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
