//! Konversation: what the recipient of a certificate and the unit write to each other. Source: exchange 3, ui 6.13.

mod cannot;
pub(crate) mod closing;
mod drafts;
mod handling;
mod inbox;
mod operator;
mod reason;
pub(crate) mod reception;
mod shown;
mod view;
mod writing;

use intyg_core::conversation::{
    AnswerState, Impossible, Message, NoMessage, Party, Question, Standing,
};
use intyg_core::ids::CertificateId;
use intyg_store::{CertificateRow, CertificateState, MessageRow, PendingRow};

pub use cannot::{Cannot, CannotComplete};
pub use drafts::{MessageDraft, SaveMessage, Slot};
pub use handling::{Handle, HandleOnly, Handled};
pub(crate) use inbox::inbox_message;
pub use inbox::{
    InboxCertificate, InboxMessage, InboxPage, InboxRequest, MessageAssignView, ReadIn, ReadInView,
};
pub use operator::InboxLine;
pub use reason::MessageReason;
pub use reception::{IncomingMessage, IncomingPoint, Receipt};
pub(crate) use shown::message_point;
pub use shown::{MessagePoint, MessageShown, PointPlace, Tick};
pub(crate) use view::Stored;
pub use view::{ConversationState, ConversationView, NewMessageOffer, Thread};
pub use writing::{WriteMessage, Written};

use self::MessageReason as M;
use crate::error::{Error, Reason};
use crate::patients::LookedUp;

/// How a certificate stands, as far as messages about it depend on it.
pub(crate) fn standing(row: &CertificateRow, patient: &LookedUp) -> Standing {
    match row.state {
        CertificateState::Draft => Standing::Draft,
        CertificateState::Revoked | CertificateState::DeletedDraft => Standing::Deleted,
        CertificateState::Signed if row.test_person || patient.is_test() => Standing::Test,
        CertificateState::Signed if row.sent_at.is_some() => Standing::Sent,
        CertificateState::Signed => Standing::NotSent,
    }
}

/// A stored message as the rules look at it.
pub(crate) fn as_message(row: &MessageRow) -> Message {
    Message {
        from: row.party,
        kind: row.kind,
        subject: row.subject,
        state: row.state,
        is_handled: row.handled.is_some(),
    }
}

/// The same for one that something is to be done about.
pub(crate) fn as_pending(row: &PendingRow) -> Message {
    Message {
        from: row.party,
        kind: row.kind,
        subject: row.subject,
        state: row.state,
        is_handled: row.is_handled,
    }
}

/// A stored question as the state machine looks at it; `None` for an answer or a reminder.
fn as_question(row: &MessageRow) -> Option<Question> {
    Some(Question {
        asker: row.party,
        subject: row.subject,
        state: row.state?,
        answer: if row.is_answered {
            AnswerState::Given
        } else {
            AnswerState::None
        },
        handling: row.handled.as_ref().map(|mark| mark.how),
    })
}

/// Tells whether a conversation about a certificate goes on, by what is still to be done about it.
pub(crate) fn goes_on(id: CertificateId, pending: &[PendingRow]) -> bool {
    pending.iter().any(|message| message.certificate == id)
}

/// Counts the messages about a certificate that have come in and wait for Hanterat.
pub(crate) fn unhandled(id: CertificateId, pending: &[PendingRow]) -> usize {
    waiting_for_mark(id, pending).count()
}

fn waiting_for_mark(
    id: CertificateId,
    pending: &[PendingRow],
) -> impl Iterator<Item = &PendingRow> {
    pending
        .iter()
        .filter(move |message| message.certificate == id && waits_for_mark(message))
}

fn waits_for_mark(message: &PendingRow) -> bool {
    message.party == Party::Recipient && !message.is_handled
}

fn impossible(why: Impossible) -> Error {
    Error::Refused(match why {
        Impossible::AnsweredByCertificate => Reason::Message(M::CompletionRequested),
        Impossible::NoCompletionRequest => Reason::NoCompletionAsked,
        Impossible::AnsweredAlready => Reason::Message(M::AnsweredAlready),
        Impossible::Final => Reason::Message(M::RequestAnswered),
        Impossible::Closed | Impossible::OwnQuestion | Impossible::NotOwnQuestion => {
            Reason::Message(M::QuestionClosed)
        }
    })
}

fn no_message(why: NoMessage) -> Reason {
    match why {
        NoMessage::NotSigned => Reason::NotSigned,
        NoMessage::NotSent => Reason::NotSent,
        NoMessage::Deleted => Reason::Message(M::ConversationClosed),
        NoMessage::TestPerson => Reason::TestPerson,
        NoMessage::CompletionRequested => Reason::Message(M::CompletionRequested),
        NoMessage::Ongoing => Reason::Message(M::ConversationOngoing),
    }
}
