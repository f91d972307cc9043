//! Messages of a conversation, their drafts, and the unit's inbox.

use intyg_core::conversation::{Handling, ItemState, MessageKind, Party, Subject};
use intyg_core::ids::{CertificateId, HsaId, MessageId, OutboxId};
use intyg_core::person::PersonId;
use jiff::Timestamp;
use jiff::civil::Date;

use super::StaffRef;

/// A message about to be stored.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// Our name for it.
    pub id: MessageId,
    /// What it is to the others.
    pub kind: MessageKind,
    /// About what.
    pub subject: Subject,
    /// `meddelande-id`, as given.
    pub message_id: String,
    /// `referens-id`, the sender's own reference.
    pub reference_id: Option<String>,
    /// The certificate that it is put on; none when nobody has found it.
    pub certificate: Option<CertificateId>,
    /// Id of the certificate, as given.
    pub stated_certificate: String,
    /// The patient.
    pub person_id: PersonId,
    /// The unit that it is for or from.
    pub unit_id: HsaId,
    /// When it was sent, by its own account.
    pub sent_at: Timestamp,
    /// When it came here or was written.
    pub at: Timestamp,
    /// Its heading; empty = none.
    pub heading: String,
    /// What it says.
    pub text: String,
    /// Last day for an answer.
    pub reply_by: Option<Date>,
    /// The question that it answers or reminds of.
    pub question: Option<MessageId>,
    /// State of a question.
    pub state: Option<ItemState>,
    /// Who wrote it here; none for what the recipient wrote.
    pub written: Option<WrittenMessage>,
    /// Whom to turn to, line by line.
    pub contact_lines: Vec<String>,
    /// What is to be completed.
    pub points: Vec<PointRow>,
}

/// Who wrote a message on the unit, and the order to send it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenMessage {
    /// Who.
    pub by: StaffRef,
    /// The message in the outbox.
    pub outbox: OutboxId,
}

/// One thing that a certificate lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointRow {
    /// Number of the answer in the certificate, as given.
    pub question: String,
    /// Which one of an answer that repeats, from 1.
    pub instance: Option<i32>,
    /// What the sender wants to know.
    pub text: String,
}

/// A stored message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRow {
    /// Our name for it.
    pub id: MessageId,
    /// Who wrote it.
    pub party: Party,
    /// What it is to the others.
    pub kind: MessageKind,
    /// About what.
    pub subject: Subject,
    /// `meddelande-id`, as given.
    pub message_id: String,
    /// `referens-id`.
    pub reference_id: Option<String>,
    /// The certificate that it is put on.
    pub certificate: Option<CertificateId>,
    /// Id of the certificate, as given.
    pub stated_certificate: String,
    /// The patient.
    pub person_id: PersonId,
    /// The unit that it is for or from.
    pub unit_id: HsaId,
    /// When it was sent, by its own account.
    pub sent_at: Timestamp,
    /// When it came here or was written.
    pub created_at: Timestamp,
    /// Its heading; empty = none.
    pub heading: String,
    /// What it says.
    pub text: String,
    /// Last day for an answer that holds now: a reminder may have moved a question's.
    pub reply_by: Option<Date>,
    /// The question that it answers or reminds of.
    pub question: Option<MessageId>,
    /// Who wrote it on the unit.
    pub written: Option<WrittenMessage>,
    /// State of a question.
    pub state: Option<ItemState>,
    /// Whether a question has an answer.
    pub is_answered: bool,
    /// When something last happened to a question: it came, or a reminder or an answer did.
    pub latest_event_at: Timestamp,
    /// Its mark Hanterat.
    pub handled: Option<HandledMark>,
    /// When it was put on its certificate.
    pub read_in_at: Option<Timestamp>,
    /// Who is to deal with it.
    pub assigned_to: Option<StaffRef>,
}

/// That a message is handled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandledMark {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: StaffRef,
    /// How.
    pub how: Handling,
    /// The certificate that answered it, or the one that extends.
    pub through: Option<CertificateId>,
}

/// A message that something is still to be done about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingRow {
    /// The message.
    pub id: MessageId,
    /// Its certificate.
    pub certificate: CertificateId,
    /// Who wrote it.
    pub party: Party,
    /// What it is to the others.
    pub kind: MessageKind,
    /// About what.
    pub subject: Subject,
    /// State of a question.
    pub state: Option<ItemState>,
    /// Its mark Hanterat.
    pub is_handled: bool,
    /// When it was sent, by its own account.
    pub sent_at: Timestamp,
    /// When it came here or was written.
    pub created_at: Timestamp,
    /// Last day for an answer.
    pub reply_by: Option<Date>,
}

/// What somebody is writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageDraftRow {
    /// About what; empty while nothing is chosen.
    pub subject: String,
    /// The words so far.
    pub text: String,
    /// Counts the savings, from 1.
    pub rev: i64,
    /// When it was saved last.
    pub saved_at: Timestamp,
    /// By whom.
    pub saved_by: StaffRef,
}

/// A saving of what somebody is writing.
#[derive(Debug, Clone)]
pub struct SaveMessageDraft<'a> {
    /// About which certificate.
    pub certificate: CertificateId,
    /// For which use.
    pub slot: &'a str,
    /// About what; empty while nothing is chosen.
    pub subject: &'a str,
    /// The words.
    pub text: &'a str,
    /// Revision that it started from; 0 = there was none.
    pub rev: i64,
    /// Who.
    pub by: StaffRef,
    /// When.
    pub at: Timestamp,
}

/// Which messages of an inbox are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum InboxStatus {
    /// Att åtgärda.
    #[default]
    Todo,
    /// Åtgärdade.
    Done,
    /// Alla.
    All,
}

/// Ärende: what a message is in the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Matter {
    /// A question about this.
    Question(Subject),
    /// Svar.
    Answer,
    /// Påminnelse.
    Reminder,
}

/// Whose something on the unit is to deal with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assigned {
    /// Nobody's in particular.
    Nobody,
    /// Hers.
    To(HsaId),
}

/// What is looked for in an inbox.
#[derive(Debug, Clone, Default)]
pub struct InboxFilter {
    /// Which messages.
    pub status: InboxStatus,
    /// What they are.
    pub matter: Option<Matter>,
    /// Who signed the certificate.
    pub issuer: Option<HsaId>,
    /// The patient.
    pub person: Option<PersonId>,
    /// Received at this time or later.
    pub from: Option<Timestamp>,
    /// Received before this time.
    pub before: Option<Timestamp>,
    /// Whose it is to deal with.
    pub assigned: Option<Assigned>,
}

/// A message in the inbox of a unit, with its certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxRow {
    /// The message.
    pub message: MessageRow,
    /// Code and major version of the certificate's type, where it is put on one.
    pub ctype: Option<(String, u8)>,
    /// When the certificate was created.
    pub certificate_created_at: Option<Timestamp>,
    /// Who signed the certificate.
    pub issuer: Option<StaffRef>,
}
