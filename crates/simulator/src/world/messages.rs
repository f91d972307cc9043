//! The messages about certificates, in both directions and in order.

use std::collections::HashMap;

use intyg_rivta::message::MessageKind;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// A message about a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// `meddelande-id`.
    pub id: String,
    /// Which way it goes.
    pub direction: Direction,
    /// The id of the certificate that it is about; a message with a mistake may name another.
    pub certificate: String,
    /// Code of the subject.
    pub subject: String,
    /// `referens-id`.
    pub reference: Option<String>,
    /// `rubrik`.
    pub heading: Option<String>,
    /// `meddelande`.
    pub text: String,
    /// What is to be completed.
    pub points: Vec<Point>,
    /// The question that it answers.
    pub reply_to: Option<String>,
    /// The message that it reminds of.
    pub reminder_of: Option<String>,
    /// The last day for an answer.
    pub last_reply_date: Option<Date>,
    /// When it was written, or arrived from care.
    pub at: Timestamp,
    /// What became of it.
    pub state: MessageState,
    /// Whether Intygstjänsten lets it pass without its checks.
    #[serde(default)]
    pub unchecked: bool,
    /// Attempts to bring it to the care system, in order.
    pub attempts: Vec<Attempt>,
    /// The body as it was sent or received.
    pub xml: String,
}

/// Which way a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From Försäkringskassan to the care unit.
    ToCare,
    /// From the care unit to Försäkringskassan.
    ToRecipient,
}

/// One thing that is to be completed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// Id of the `svar`.
    pub question: String,
    /// Which one of a `svar` that repeats.
    pub instance: Option<i32>,
    /// What is asked for.
    pub text: String,
}

/// One attempt to bring a message to the care system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// When it ended.
    pub at: Timestamp,
    /// How it ended.
    pub state: MessageState,
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum MessageState {
    /// It has not been sent yet.
    Written,
    /// It has been taken.
    Accepted,
    /// The care system had it already.
    Repeated {
        /// The text of the answer.
        text: String,
    },
    /// Intygstjänsten refused it and did not pass it on.
    Stopped {
        /// The text of the answer.
        text: String,
    },
    /// The care system refused it for good.
    Refused {
        /// The text of the answer.
        text: String,
    },
    /// The care system could not be reached or had trouble; it is sent again.
    Waiting {
        /// What was seen.
        text: String,
    },
    /// As [`MessageState::Waiting`], after the last attempt.
    GivenUp {
        /// What was seen.
        text: String,
    },
}

impl MessageState {
    /// Tells whether the message has arrived.
    pub const fn is_delivered(&self) -> bool {
        matches!(self, Self::Accepted | Self::Repeated { .. })
    }
}

/// A message that is new, with what is kept of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct NewMessage {
    #[serde(flatten)]
    pub(crate) message: Message,
    /// `LogicalAddress`, for a message to care.
    pub(crate) logical_address: String,
}

impl Message {
    /// Returns what the message is, by what it refers to.
    pub const fn kind(&self) -> MessageKind {
        if self.reminder_of.is_some() {
            MessageKind::Reminder
        } else if self.reply_to.is_some() {
            MessageKind::Answer
        } else {
            MessageKind::Question
        }
    }
}

/// All messages.
#[derive(Debug, Default)]
pub(crate) struct Messages {
    all: Vec<Message>,
    positions: HashMap<String, usize>,
    addresses: HashMap<String, String>,
}

impl Messages {
    /// Adds a message; of two with the same id the first one is kept.
    pub(super) fn add(&mut self, new: NewMessage) {
        let id = &new.message.id;
        if self.positions.contains_key(id) {
            return;
        }
        self.positions.insert(id.clone(), self.all.len());
        self.addresses.insert(id.clone(), new.logical_address);
        self.all.push(new.message);
    }

    /// Notes how an attempt ended. A message that has once arrived has arrived.
    pub(super) fn attempted(&mut self, id: &str, at: Timestamp, state: MessageState) {
        let known = self.positions.get(id);
        let Some(known) = known.and_then(|at| self.all.get_mut(*at)) else {
            return;
        };
        if !known.state.is_delivered() {
            known.state = state.clone();
        }
        known.attempts.push(Attempt { at, state });
    }

    pub(crate) fn all(&self) -> &[Message] {
        &self.all
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Message> {
        self.all.get(*self.positions.get(id)?)
    }

    /// Finds a message that Intygstjänsten has stored: one that its receiver took.
    pub(crate) fn stored(&self, id: &str) -> Option<&Message> {
        self.find(id).filter(|message| message.state.is_delivered())
    }

    /// Returns the address that a message to care goes to.
    pub(crate) fn logical_address(&self, id: &str) -> &str {
        self.addresses.get(id).map_or("", String::as_str)
    }

    /// Iterates over the messages about a certificate, in order.
    pub(crate) fn about<'a>(&'a self, certificate: &'a str) -> impl Iterator<Item = &'a Message> {
        self.all
            .iter()
            .filter(move |message| message.certificate == certificate)
    }
}
