//! What can be written now, what is expected, and whether the conversation goes on.

use super::{ItemState, MessageKind, Party, Subject};

/// A message, as far as the rules look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message {
    /// Who wrote it.
    pub from: Party,
    /// What it is to the others.
    pub kind: MessageKind,
    /// About what; an answer has its question's.
    pub subject: Subject,
    /// State of a question.
    pub state: Option<ItemState>,
    /// Its mark Hanterat.
    pub is_handled: bool,
}

/// The certificate, as far as a conversation depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Not signed.
    Draft,
    /// Signed, and the recipient has not got it.
    NotSent,
    /// The recipient has it.
    Sent,
    /// Deleted, signed or not.
    Deleted,
    /// For a person made for tests, so that the recipient never gets it. Source: exchange 6.2.
    Test,
}

/// What Nytt meddelande makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Offer {
    /// A new question.
    Question,
    /// An answer to one of the questions that [`is_answerable`].
    Answer,
}

/// Why there is no new message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoMessage {
    /// The certificate is a draft.
    NotSigned,
    /// The recipient cannot know of it (A72).
    NotSent,
    /// The certificate is deleted: the conversation can only be read.
    Deleted,
    /// A person made for tests.
    TestPerson,
    /// A completion request is answered by a certificate. Source: acceptance S77.
    CompletionRequested,
    /// A conversation goes on, and nothing in it can be answered. Source: acceptance S74.
    Ongoing,
}

/// Tells whether the conversation goes on: a question is not closed, or something that came in is not handled.
/// Source: acceptance D05, exchange 3.5.
pub fn is_ongoing(messages: &[Message]) -> bool {
    messages.iter().any(|message| {
        let is_open = message
            .state
            .is_some_and(|state| state != ItemState::Closed);
        is_open || (message.from == Party::Recipient && !message.is_handled)
    })
}

/// Tells whether Nytt meddelande can answer it.
pub fn is_answerable(message: &Message) -> bool {
    waits_for_care(*message) && message.subject.is_answered_by_message()
}

/// Tells whether it is a completion request that waits for its answer.
pub fn is_open_request(message: &Message) -> bool {
    waits_for_care(*message) && message.subject == Subject::Complement
}

fn waits_for_care(message: Message) -> bool {
    message.from == Party::Recipient && message.state == Some(ItemState::PendingInternal)
}

/// Tells what Nytt meddelande makes now.
///
/// # Errors
/// The reason why nothing.
pub fn offer(standing: Standing, messages: &[Message]) -> Result<Offer, NoMessage> {
    match standing {
        Standing::Draft => Err(NoMessage::NotSigned),
        Standing::NotSent => Err(NoMessage::NotSent),
        Standing::Deleted => Err(NoMessage::Deleted),
        Standing::Test => Err(NoMessage::TestPerson),
        Standing::Sent if messages.iter().any(is_answerable) => Ok(Offer::Answer),
        Standing::Sent if messages.iter().any(is_open_request) => {
            Err(NoMessage::CompletionRequested)
        }
        Standing::Sent if is_ongoing(messages) => Err(NoMessage::Ongoing),
        Standing::Sent => Ok(Offer::Question),
    }
}

/// What somebody is expected to do about a message that came in. Source: acceptance S84, ui 6.13.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Todo {
    /// Complete the certificate.
    Complement,
    /// Answer about the meeting.
    AnswerCoordination,
    /// Answer about the contact.
    AnswerContact,
    /// Read and answer.
    ReadAndAnswer,
    /// Read the answer to our question.
    ReadAnswer,
    /// Read what came, since its question needs no answer any more.
    Read,
}

/// Returns what is expected for an unhandled message from the recipient; `reminded` is the question of a reminder.
pub fn todo(message: &Message, reminded: Option<&Message>) -> Option<Todo> {
    if message.from != Party::Recipient || message.is_handled {
        return None;
    }
    Some(match message.kind {
        MessageKind::Answer => Todo::ReadAnswer,
        MessageKind::Reminder => reminded
            .filter(|question| waits_for_care(**question))
            .map_or(Todo::Read, |question| asked(question.subject)),
        MessageKind::Question if waits_for_care(*message) => asked(message.subject),
        MessageKind::Question => Todo::Read,
    })
}

fn asked(subject: Subject) -> Todo {
    match subject {
        Subject::Complement => Todo::Complement,
        Subject::Coordination => Todo::AnswerCoordination,
        Subject::Contact => Todo::AnswerContact,
        Subject::Other => Todo::ReadAndAnswer,
        Subject::Reminder => Todo::Read,
    }
}
