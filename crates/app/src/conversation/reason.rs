//! Why something cannot be done with a message.

/// Why something cannot be done with a message; each has its words on the page. Source: ui 6.4, 6.13, 6.16.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageReason {
    /// A completion request is answered by a certificate.
    CompletionRequested,
    /// The certificate is deleted: the conversation can only be read.
    ConversationClosed,
    /// A conversation goes on, and nothing in it can be answered.
    ConversationOngoing,
    /// Several questions wait: which one is answered?
    QuestionNotChosen,
    /// A message without its type.
    SubjectMissing,
    /// A message without words.
    MessageMissing,
    /// A message that is too long.
    MessageTooLong {
        /// Characters above the limit.
        over: usize,
    },
    /// A message with signs that the receivers do not take.
    MessageUnsendable {
        /// The signs, each once.
        signs: String,
    },
    /// The question has its answer.
    AnsweredAlready,
    /// The question is closed.
    QuestionClosed,
    /// An answered completion request stays handled.
    RequestAnswered,
    /// It is a message that nobody handles: an own one that does not wait.
    NothingToHandle,
    /// What was being written has been sent or thrown away by somebody else.
    MessageDraftGone,
    /// Why it cannot be completed is not said.
    CannotReasonMissing,
    /// Läs in without a certificate.
    CertificateNotChosen,
    /// The certificate is not one that the message can be put on.
    OtherPatientOrUnit,
    /// The person has no assignment on the unit in which messages are handled.
    NotAssignable,
}
