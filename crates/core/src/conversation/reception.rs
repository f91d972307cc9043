//! The checks of an incoming message, in their order. Source: exchange 3.3, rows 2–21.

use jiff::civil::Date;

use super::{AnswerState, MessageKind, Party, Subject};

/// Most characters of `meddelande-id`: it is a key, by custom a UUID.
pub const LONGEST_ID: usize = 200;

/// A message as it came in.
#[derive(Debug, Clone)]
pub struct Incoming<'a> {
    /// `meddelande-id`, as it stands.
    pub id: &'a str,
    /// Code of the subject, as it stands.
    pub subject: &'a str,
    /// The text.
    pub text: &'a str,
    /// How many points it asks to be completed.
    pub points: usize,
    /// The message that it reminds of is named.
    pub names_reminded: bool,
    /// The message that it answers is named.
    pub names_answered: bool,
    /// Last day for an answer.
    pub reply_by: Option<Date>,
    /// The patient's number, as it stands.
    pub patient: &'a str,
    /// The unit in the message itself, as it stands.
    pub unit: &'a str,
}

/// What is known here about an incoming message.
#[derive(Debug, Clone)]
pub struct Known<'a> {
    /// The unit in the envelope is one that this installation serves.
    pub address: Address,
    /// Whether a message with this id has come before.
    pub id: Id,
    /// Whose part the sender states.
    pub sender: Sender,
    /// The certificate, if it is known here.
    pub certificate: Option<KnownCertificate<'a>>,
    /// The message that it answers, if it is known here.
    pub answered: Option<Referenced>,
    /// The message that it reminds of, if it is known here.
    pub reminded: Option<Referenced>,
}

/// Whether the unit in the envelope belongs here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Address {
    /// Yes.
    Served,
    /// No.
    Elsewhere,
}

/// Whose part a message states as its sender's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sender {
    /// The recipient's of certificates.
    Recipient,
    /// Somebody else's.
    Stranger,
}

/// Whether an id is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Id {
    /// Yes.
    New,
    /// It has come before.
    Received,
}

/// The certificate that a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownCertificate<'a> {
    /// How far it has come.
    pub stage: Stage,
    /// The patient's number.
    pub patient: &'a str,
    /// The unit that issued it.
    pub issuing_unit: &'a str,
    /// The unit that answers for it, which may have taken it over.
    pub unit: &'a str,
}

/// How far a certificate has come, as far as a message cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Not signed, or a draft that was thrown away.
    Draft,
    /// Signed, and nothing is known about a delivery to the recipient.
    NotSent,
    /// The recipient has it.
    Sent,
    /// Taken back.
    Revoked,
}

/// A message that an incoming one refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Referenced {
    /// Whether it is about the same certificate.
    pub certificate: Same,
    /// Who wrote it.
    pub from: Party,
    /// What it is to the others.
    pub kind: MessageKind,
    /// About what.
    pub subject: Subject,
    /// Whether it has been answered.
    pub answer: AnswerState,
}

/// Whether two messages are about one certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Same {
    /// Yes.
    Yes,
    /// No.
    No,
}

/// What an accepted message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// What it is to the others.
    pub kind: MessageKind,
    /// About what.
    pub subject: Subject,
    /// The recipient has the certificate although nothing here knew it (row 15).
    pub proves_sending: bool,
}

macro_rules! rejections {
    ($($(#[$doc:meta])* $name:ident = $row:literal, $class:ident, $text:literal;)*) => {
        /// Why a message is not taken. The order is that of the checks.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rejection { $($(#[$doc])* $name,)* }

        impl Rejection {
            /// Every rejection, in the order of the checks.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
            /// Returns the row of exchange 3.3.
            pub fn row(self) -> u8 {
                match self { $(Self::$name => $row,)* }
            }
            /// Returns what the sender is told it was.
            pub fn class(self) -> RejectionClass {
                match self { $(Self::$name => RejectionClass::$class,)* }
            }
            /// Returns the words of the answer; nothing of the message is in them.
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

/// What the sender is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RejectionClass {
    /// INFO: it has arrived before.
    AlreadyReceived,
    /// The message breaks a rule.
    Validation,
    /// The certificate does not allow it.
    Application,
}

rejections! {
    /// Another installation's unit in the envelope.
    UnknownAddress = 2, Validation, "The logical address is not served here.";
    /// No usable id.
    UnusableId = 3, Validation, "meddelande-id is blank or too long.";
    /// Received before.
    Duplicate = 3, AlreadyReceived, "This message has already been received.";
    /// A subject that no contract knows.
    UnknownSubject = 4, Validation, "The subject is not supported.";
    /// Not from a recipient.
    UnknownSender = 5, Validation, "The sender's part is not valid.";
    /// Nothing in it.
    Blank = 6, Validation, "The message is blank.";
    /// Points to complete in a message that asks for no completion.
    PointsWithoutRequest = 7, Validation, "komplettering is only allowed with the subject KOMPLT.";
    /// A reminder of nothing, or a reference in what is no reminder.
    ReminderMismatch = 8, Validation, "PAMINN and paminnelseMeddelande-id belong together.";
    /// An answer that wants an answer.
    AnswerWithDate = 9, Validation, "An answer has no sistaDatumForSvar.";
    /// No such certificate here.
    UnknownCertificate = 10, Validation, "The certificate is not known.";
    /// A certificate that nobody has signed.
    NotSigned = 11, Validation, "The certificate is not signed.";
    /// Somebody else's number.
    OtherPatient = 12, Validation, "The person id is not the one of the certificate.";
    /// Another unit than the one that issued it or has taken it over.
    OtherUnit = 13, Validation, "The unit is not the one that issued the certificate.";
    /// The certificate has been taken back.
    Revoked = 14, Application, "The certificate is revoked.";
    /// An answer to nothing that was asked from here about this certificate.
    UnknownAnswered = 16, Validation, "svarPa names no question about this certificate.";
    /// An answer about something else.
    OtherSubject = 17, Validation, "The answer has another subject than the question.";
    /// A second answer.
    AnsweredBefore = 18, Validation, "The question has been answered.";
    /// A reminder of nothing that was asked from there about this certificate.
    UnknownReminded = 19, Validation, "paminnelseMeddelande-id names no question about this certificate.";
}

/// Checks a message that is valid by its schema, row by row; the first failure decides.
///
/// # Errors
/// [`Rejection`] tells the answer. Rows 20 and 21 refuse nothing: a completion request that was refused would leave the case stuck.
pub fn check(message: &Incoming<'_>, known: &Known<'_>) -> Result<Accepted, Rejection> {
    ensure(known.address == Address::Served, Rejection::UnknownAddress)?;
    ensure(
        !message.id.trim().is_empty() && message.id.chars().count() <= LONGEST_ID,
        Rejection::UnusableId,
    )?;
    ensure(known.id == Id::New, Rejection::Duplicate)?;
    let subject = Subject::from_code(message.subject).ok_or(Rejection::UnknownSubject)?;
    ensure(known.sender == Sender::Recipient, Rejection::UnknownSender)?;
    ensure(!message.text.trim().is_empty(), Rejection::Blank)?;
    let kind = kind(message);
    ensure(
        message.points == 0 || subject == Subject::Complement,
        Rejection::PointsWithoutRequest,
    )?;
    ensure(
        (subject == Subject::Reminder) == message.names_reminded,
        Rejection::ReminderMismatch,
    )?;
    ensure(
        !message.names_answered || message.reply_by.is_none(),
        Rejection::AnswerWithDate,
    )?;
    let certificate = known.certificate.ok_or(Rejection::UnknownCertificate)?;
    ensure(certificate.stage != Stage::Draft, Rejection::NotSigned)?;
    ensure(
        message.patient == certificate.patient,
        Rejection::OtherPatient,
    )?;
    let unit = message.unit.trim();
    ensure(
        [certificate.issuing_unit, certificate.unit]
            .iter()
            .any(|known| unit.eq_ignore_ascii_case(known)),
        Rejection::OtherUnit,
    )?;
    ensure(
        certificate.stage != Stage::Revoked || kind == MessageKind::Answer,
        Rejection::Revoked,
    )?;
    match kind {
        MessageKind::Question => {}
        MessageKind::Answer => answered(subject, known.answered)?,
        MessageKind::Reminder => {
            let is_question = |reminded: Referenced| {
                reminded.certificate == Same::Yes
                    && reminded.from == Party::Recipient
                    && reminded.kind == MessageKind::Question
            };
            ensure(
                known.reminded.is_some_and(is_question),
                Rejection::UnknownReminded,
            )?;
        }
    }
    Ok(Accepted {
        kind,
        subject,
        proves_sending: certificate.stage == Stage::NotSent,
    })
}

/// A reminder that also names an answered message is a reminder. Source: exchange 1.8.
fn kind(message: &Incoming<'_>) -> MessageKind {
    if message.names_reminded {
        MessageKind::Reminder
    } else if message.names_answered {
        MessageKind::Answer
    } else {
        MessageKind::Question
    }
}

fn answered(subject: Subject, question: Option<Referenced>) -> Result<(), Rejection> {
    let question = question
        .filter(|question| {
            question.certificate == Same::Yes
                && question.from == Party::Care
                && question.kind == MessageKind::Question
        })
        .ok_or(Rejection::UnknownAnswered)?;
    ensure(question.subject == subject, Rejection::OtherSubject)?;
    ensure(
        question.answer == AnswerState::None,
        Rejection::AnsweredBefore,
    )
}

fn ensure(holds: bool, rejection: Rejection) -> Result<(), Rejection> {
    if holds { Ok(()) } else { Err(rejection) }
}

#[cfg(test)]
mod tests;
