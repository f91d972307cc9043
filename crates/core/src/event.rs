//! What can happen to a certificate.

use crate::keyed::keyed;

keyed! {
    /// Kind of an event in the history of a certificate. Source: acceptance A42.
    EventKind {
        /// It was begun as a draft.
        Created = "created",
        /// It was begun as a copy; the detail is the day on which the original was created.
        CreatedAsCopy = "created_as_copy",
        /// It was begun as a completion; the detail is the day on which the original was created.
        CreatedAsComplement = "created_as_complement",
        /// A copy of it was begun.
        Copied = "copied",
        /// A completion of it was begun.
        ComplementBegun = "complement_begun",
        /// The draft was saved by hand.
        Saved = "saved",
        /// The draft was put back; the detail is the time of the state.
        Restored = "restored",
        /// The draft was given to somebody; the detail is the name.
        Assigned = "assigned",
        /// The draft is nobody's any more.
        Unassigned = "unassigned",
        /// Klart att signera.
        Ready = "ready",
        /// A diagnosis was fetched from the record; the detail is the code and the day in the record.
        Fetched = "from_journal",
        /// The draft was thrown away.
        DraftDeleted = "draft_deleted",
        /// It was signed.
        Signed = "signed",
        /// It was printed; the detail is the comment.
        Printed = "printed",
        /// The draft was printed; the detail is the comment.
        DraftPrinted = "draft_printed",
        /// A printer did not take it; the detail is the printer's name.
        PrintNotTaken = "print_not_taken",
        /// A printer did not answer in time; the detail is its name.
        PrintUnclear = "print_unclear",
        /// Consent was registered; the detail is the recipient.
        Consent = "consent",
        /// Intygstjänsten has it.
        Registered = "registered",
        /// It could not be sent to Intygstjänsten.
        RegisterFailed = "register_failed",
        /// The recipient has it.
        Sent = "sent",
        /// It could not be sent to the recipient.
        SendFailed = "send_failed",
        /// It was not sent on: Intygstjänsten has it as taken back.
        RevokedThere = "revoked_there",
        /// The recipient has it, since a message about it has come.
        ProvedSent = "proved_sent",
        /// The patient sent it to the recipient; the detail is when.
        SentByPatient = "patient_sent",
        /// The recipient has it by Intygstjänsten's word, from somebody; the detail is since when.
        FoundSent = "found_sent",
        /// Another system took it back at Intygstjänsten; the detail is when.
        RevokedElsewhere = "revoked_elsewhere",
        /// It was taken back; the detail is the reason.
        Revoked = "revoked",
        /// Nothing had been sent, so that nobody need be told that it is taken back.
        NothingLeft = "nothing_left",
        /// Intygstjänsten knows that it is taken back.
        RevocationConfirmed = "revocation_confirmed",
        /// It could not be told that it is taken back.
        RevokeFailed = "revoke_failed",
        /// Something is sent again; the detail is the type of the message.
        Resent = "resent",
        /// Something is not sent after all; the detail is the comment.
        WrittenOff = "written_off",
        /// The recipient has written; the detail is about what.
        MessageReceived = "message_received",
        /// A question to the recipient; the detail is its subject.
        QuestionAsked = "question_asked",
        /// An answer to the recipient; the detail is its subject.
        QuestionAnswered = "question_answered",
        /// The recipient was told that it cannot be completed.
        CannotComplete = "cannot_complete",
        /// A message to the recipient has arrived.
        MessageDelivered = "message_delivered",
        /// A message to the recipient could not be sent.
        MessageFailed = "message_failed",
        /// A message was put on it; the detail is about what.
        MessageReadIn = "message_read_in",
        /// A message was marked as handled; the detail is about what.
        MessageHandled = "message_handled",
        /// That mark was taken away; the detail is about what.
        MessageUnhandled = "message_unhandled",
        /// A request for completion is handled; the detail is how.
        RequestClosed = "request_closed",
        /// A request for completion waits again: what completed is taken back.
        RequestReopened = "request_reopened",
        /// Another unit answers for it; the detail is its name.
        TakenOver = "taken_over",
    }
}
