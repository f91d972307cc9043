//! The conversation about a certificate: subjects, the states of a question, and what can be done with its messages.
//! Source: exchange 3.1, 3.5–3.7, 4.2, 4.3; acceptance D05, D12.

pub mod reception;
mod rules;
mod subject;

pub use rules::{
    Message, NoMessage, Offer, Standing, Todo, is_answerable, is_ongoing, is_open_request, offer,
    todo,
};
pub use subject::{MessageKind, Party, Subject};

use crate::keyed::keyed;

/// Most characters of a message. Source: exchange 1.7.
pub const LONGEST_MESSAGE: usize = 4999;
/// Most characters of the words why a certificate cannot be completed. Source: exchange 3.6.
pub const LONGEST_CANNOT_COMPLETE: usize = 500;

keyed! {
    /// State of a question; answers and reminders have none. Source: exchange 4.3.
    ItemState {
        /// The recipient waits for care.
        PendingInternal = "pending_internal",
        /// Care waits for the recipient.
        PendingExternal = "pending_external",
        /// The recipient has answered; care should read.
        Answered = "answered",
        /// Nothing to do.
        Closed = "closed",
    }
}

keyed! {
    /// How a message came to be handled. Source: exchange 3.5, 3.7, 4.2.
    Handling {
        /// Hanterat was ticked.
        Mark = "mark",
        /// Care answered with a message.
        Answer = "answer",
        /// A doctor answered that it cannot be completed.
        CannotComplete = "cannot_complete",
        /// A certificate that completes was signed and is sent to the recipient.
        Complement = "complement",
        /// A certificate that extends was signed (A45).
        Renewal = "renewal",
        /// The certificate was taken back (A50).
        Revocation = "revocation",
        /// The message that asked was written off.
        WriteOff = "write_off",
    }
}

impl Handling {
    /// Tells whether a completion request has been answered by it, which nobody can undo by hand. Source: acceptance D12.
    pub fn answers_request(self) -> bool {
        matches!(self, Self::Complement | Self::CannotComplete)
    }
}

keyed! {
    /// What happens to a question.
    Event {
        /// Care answers with Nytt meddelande.
        CareAnswers = "care_answers",
        /// The recipient answers.
        RecipientAnswers = "recipient_answers",
        /// A doctor answers that it cannot be completed.
        CannotComplete = "cannot_complete",
        /// A certificate that completes is signed and its sending is queued.
        Completed = "completed",
        /// A certificate that extends is signed.
        Renewed = "renewed",
        /// Hanterat is ticked, on it or on its answer.
        Ticked = "ticked",
        /// Hanterat is unticked.
        Unticked = "unticked",
        /// The certificate is taken back.
        Revoked = "revoked",
        /// The latest certificate that completes is taken back.
        ComplementRevoked = "complement_revoked",
        /// The message that asks is written off.
        WrittenOff = "written_off",
    }
}

/// A question, as far as its state depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// Who asks.
    pub asker: Party,
    /// About what.
    pub subject: Subject,
    /// State now.
    pub state: ItemState,
    /// Whether it has been answered.
    pub answer: AnswerState,
    /// How it was closed, if it is closed and its mark stands.
    pub handling: Option<Handling>,
}

/// Whether a question has an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AnswerState {
    /// No.
    None,
    /// Yes.
    Given,
}

/// Why something cannot happen to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Impossible {
    /// A completion request is answered by a certificate. Source: acceptance S77.
    AnsweredByCertificate,
    /// Only a completion request can be completed, or not.
    NoCompletionRequest,
    /// It has been answered already; there is one answer to a question.
    AnsweredAlready,
    /// It is closed.
    Closed,
    /// An answered completion request stays handled. Source: acceptance D12.
    Final,
    /// Care does not answer its own question, nor the recipient its own.
    OwnQuestion,
    /// Only an own question is written off.
    NotOwnQuestion,
}

/// Returns the state of a question after an event.
///
/// What closes all questions of a kind at once passes those by that are closed already: they stay so.
///
/// # Errors
/// [`Impossible`]; nothing happens then.
pub fn step(question: Question, event: Event) -> Result<ItemState, Impossible> {
    match question.asker {
        Party::Recipient if question.subject == Subject::Complement => {
            step_request(question, event)
        }
        Party::Recipient => step_incoming(question, event),
        Party::Care => step_own(question, event),
    }
}

/// A completion request.
fn step_request(question: Question, event: Event) -> Result<ItemState, Impossible> {
    let is_answered = question.handling.is_some_and(Handling::answers_request);
    match event {
        Event::CareAnswers => Err(Impossible::AnsweredByCertificate),
        Event::RecipientAnswers => Err(Impossible::OwnQuestion),
        Event::WrittenOff => Err(Impossible::NotOwnQuestion),
        Event::CannotComplete if question.state == ItemState::Closed => Err(Impossible::Closed),
        Event::CannotComplete
        | Event::Completed
        | Event::Renewed
        | Event::Ticked
        | Event::Revoked => Ok(ItemState::Closed),
        Event::Unticked if is_answered => Err(Impossible::Final),
        Event::Unticked => Ok(ItemState::PendingInternal),
        Event::ComplementRevoked if question.handling == Some(Handling::Complement) => {
            Ok(ItemState::PendingInternal)
        }
        Event::ComplementRevoked => Ok(question.state),
    }
}

/// Another question from the recipient.
fn step_incoming(question: Question, event: Event) -> Result<ItemState, Impossible> {
    let is_answered = question.answer == AnswerState::Given;
    match event {
        Event::CareAnswers if is_answered => Err(Impossible::AnsweredAlready),
        Event::CareAnswers if question.state == ItemState::Closed => Err(Impossible::Closed),
        Event::CareAnswers | Event::Ticked | Event::Revoked => Ok(ItemState::Closed),
        Event::RecipientAnswers => Err(Impossible::OwnQuestion),
        Event::WrittenOff => Err(Impossible::NotOwnQuestion),
        Event::CannotComplete => Err(Impossible::NoCompletionRequest),
        // The mark goes, the answer stays.
        Event::Unticked if is_answered => Ok(ItemState::Closed),
        Event::Unticked => Ok(ItemState::PendingInternal),
        Event::Completed | Event::Renewed | Event::ComplementRevoked => Ok(question.state),
    }
}

/// A question from care.
fn step_own(question: Question, event: Event) -> Result<ItemState, Impossible> {
    let is_answered = question.answer == AnswerState::Given;
    match event {
        Event::RecipientAnswers if is_answered => Err(Impossible::AnsweredAlready),
        // Also when it was closed by hand: what has come unread must surface.
        Event::RecipientAnswers => Ok(ItemState::Answered),
        Event::CareAnswers => Err(Impossible::OwnQuestion),
        Event::CannotComplete => Err(Impossible::NoCompletionRequest),
        Event::WrittenOff if question.state != ItemState::PendingExternal => Ok(question.state),
        Event::WrittenOff | Event::Ticked | Event::Revoked => Ok(ItemState::Closed),
        Event::Unticked if question.handling == Some(Handling::WriteOff) => Err(Impossible::Closed),
        Event::Unticked if is_answered => Ok(ItemState::Answered),
        Event::Unticked => Ok(ItemState::PendingExternal),
        Event::Completed | Event::Renewed | Event::ComplementRevoked => Ok(question.state),
    }
}

#[cfg(test)]
mod tests;
