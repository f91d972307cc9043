//! What a message is about, and what it is to the others.

use crate::keyed::keyed;

/// What a message is about (`KV_Ämne`). Source: exchange 3.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Begäran om komplettering.
    Complement,
    /// Förfrågan om avstämningsmöte.
    Coordination,
    /// Förfrågan om kontakt.
    Contact,
    /// Övrigt.
    Other,
    /// Påminnelse.
    Reminder,
}

impl Subject {
    /// Every subject.
    pub const ALL: [Self; 5] = [
        Self::Complement,
        Self::Coordination,
        Self::Contact,
        Self::Other,
        Self::Reminder,
    ];
    /// Those that care may ask about, in the order of the form. Source: acceptance S75.
    pub const ASKED_BY_CARE: [Self; 3] = [Self::Coordination, Self::Contact, Self::Other];

    /// Returns the code on the wire, in storage and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Complement => "KOMPLT",
            Self::Coordination => "AVSTMN",
            Self::Contact => "KONTKT",
            Self::Other => "OVRIGT",
            Self::Reminder => "PAMINN",
        }
    }
    /// Parses [`Subject::code`], exactly.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.code() == code)
    }
    /// Returns the name of the code on the wire, which also is the heading of a message.
    pub fn wire_name(self) -> &'static str {
        match self {
            Self::Complement => "Komplettering",
            Self::Coordination => "Avstämningsmöte",
            Self::Contact => "Kontakt",
            Self::Other => "Övrigt",
            Self::Reminder => "Påminnelse",
        }
    }
    /// Returns the type of message that people read. Source: exchange 3.1, acceptance S75.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Complement => "Begäran om komplettering",
            Self::Coordination => "Förfrågan om avstämningsmöte",
            Self::Contact => "Förfrågan om kontakt",
            Self::Other => "Övrigt",
            Self::Reminder => "Påminnelse",
        }
    }
    /// Tells whether a question about it is answered with a message about the same.
    pub fn is_answered_by_message(self) -> bool {
        Self::ASKED_BY_CARE.contains(&self)
    }
}

keyed! {
    /// Who writes a message.
    Party {
        /// The recipient of the certificate.
        Recipient = "recipient",
        /// The unit that issued it.
        Care = "care",
    }
}

keyed! {
    /// What a message is to the others. Source: exchange 1.8.
    MessageKind {
        /// It asks, and carries the state.
        Question = "question",
        /// It answers a question.
        Answer = "answer",
        /// It reminds of a question.
        Reminder = "reminder",
    }
}
