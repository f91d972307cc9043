//! Why a use case did not happen.

use intyg_catalog::finding::Finding;
use intyg_core::access::Denied;
use intyg_core::ids::CertificateId;
use intyg_store as store;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::conversation::MessageReason;
use crate::drafts::Conflict;

/// A use case did not happen, and nothing has changed (a refused access is in the access log).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It does not exist, or not for this actor.
    #[error("not found")]
    NotFound,
    /// The role may not.
    #[error("not permitted")]
    Forbidden,
    /// No unit has been chosen yet.
    #[error("no assignment chosen")]
    NoAssignment,
    /// The state does not allow it; the reason is for the user.
    #[error("not possible in this state: {0:?}")]
    Refused(Reason),
    /// Somebody else saved the draft in between, and both changed the same fields.
    #[error("the draft has been changed by somebody else")]
    Conflict(Box<Conflict>),
    /// The draft is not the one that was shown any more; nothing was signed.
    #[error("the draft has changed since it was shown")]
    ChangedSinceShown {
        /// Who saved it last.
        by: String,
        /// When.
        at: Timestamp,
    },
    /// The form carries no revision.
    #[error("the request names no revision")]
    NoRevision,
    /// Something is missing or wrong; always all of it.
    #[error("{} findings stop the signing", .0.len())]
    Incomplete(Vec<Finding>),
    /// The XML that would be signed breaks a rule of the receiver.
    #[error("the certificate breaks a rule of the receiver: {0}")]
    SignInvalid(String),
    /// The signing method did not sign.
    #[error("signing failed: {0}")]
    Signing(String),
    /// The journal does not answer.
    #[error("the journal does not answer")]
    JournalUnavailable,
    /// A one-time key was used before for something else.
    #[error("the one-time key has been used for something else")]
    KeyReused,
    /// The stored certificate is not what was signed.
    #[error("certificate {0} differs from what was signed")]
    Integrity(CertificateId),
    /// The disk is full or nearly so; nothing was stored. Source: reliability-security R88.
    #[error("the disk is short of room")]
    StorageFull,
    /// The database.
    #[error("could not read or store")]
    Store(#[source] store::Error),
    /// Stored data that we cannot read.
    #[error("stored data is inconsistent: {0}")]
    Inconsistent(String),
}

/// Why a state does not allow an action; each has a Swedish text in `ui.md` 6.4.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// No new certificates for the dead.
    Deceased,
    /// The unit is closed.
    UnitInactive,
    /// The type is not offered (any more).
    TypeNotOffered,
    /// The type has been replaced by another and is only read.
    TypeReplaced {
        /// Its name with form number.
        name: String,
        /// Name with form number of the one that replaced it.
        by: String,
    },
    /// A certificate from before June 2018, which nobody may change.
    ReadOnly {
        /// The certificate.
        id: CertificateId,
    },
    /// Signed and locked.
    Signed {
        /// By whom.
        by: String,
        /// When.
        at: Timestamp,
    },
    /// Deleted.
    Deleted,
    /// Already sent to Försäkringskassan, or on its way.
    AlreadySent {
        /// By whom.
        by: String,
        /// When it was ordered.
        at: Timestamp,
    },
    /// The patient has sent it to Försäkringskassan herself.
    SentByPatient {
        /// When.
        at: Timestamp,
    },
    /// A draft that has become too old to be changed.
    Locked {
        /// Since that day.
        since: Date,
    },
    /// Not signed yet.
    NotSigned,
    /// Nothing is sent to Försäkringskassan for a person made for tests.
    TestPerson,
    /// The role does not sign.
    MayNotSign,
    /// The signer is the patient.
    OwnCertificate,
    /// Skicka samtycke without the tick.
    ConsentMissing,
    /// The patient is not in the patient register.
    PatientUnknown,
    /// A draft is changed, not copied.
    IsDraft,
    /// The role does not delete what is signed.
    MayNotRevoke,
    /// The sick leave has ended.
    Ended {
        /// Its last day.
        on: Date,
    },
    /// A newer certificate completes it.
    Completed {
        /// The newer one.
        by: CertificateId,
    },
    /// A copy has been begun.
    CopyBegun {
        /// The draft.
        draft: CertificateId,
    },
    /// The original of a copy was deleted between showing and signing.
    OriginalDeleted,
    /// The role does not complete, nor handle a request to complete.
    MayNotComplement,
    /// Försäkringskassan has not got it.
    NotSent,
    /// Nobody asks for a completion.
    NoCompletionAsked,
    /// A completion has been begun.
    ComplementBegun {
        /// The draft.
        draft: CertificateId,
    },
    /// The original is to be completed, and the user has not been asked whether to copy it all the same (A45).
    CompletionAsked,
    /// A request has come, or been handled, since what is to be signed was shown.
    RequestsChanged,
    /// Something about a message.
    Message(MessageReason),
    /// Radera without a reason.
    RevocationReasonMissing,
    /// Annat allvarligt fel without words.
    CommentMissing,
    /// The words are too many.
    CommentTooLong,
    /// The words hold signs that the receivers do not take.
    CommentUnsendable {
        /// The signs, each once.
        signs: String,
    },
    /// No comment on why it is printed.
    PrintReasonMissing,
    /// A comment that is too long.
    PrintReasonTooLong {
        /// Characters above the limit.
        over: usize,
    },
    /// A printer that the unit does not have, or no longer.
    PrinterUnknown,
    /// Avskriv without a comment that says anything.
    WriteOffCommentMissing,
    /// A comment of Avskriv that is too long.
    WriteOffCommentTooLong {
        /// Characters above the limit.
        over: usize,
    },
    /// A message of a kind that is never written off.
    NeverWrittenOff,
    /// The message is not under FEL any more.
    NotFailed,
    /// The message has been written off.
    WrittenOff {
        /// By whom.
        by: String,
        /// When.
        at: Timestamp,
    },
    /// The print was ordered too long ago, or what it would show has changed since.
    PrintAgain,
}

impl From<intyg_rivta::xml::WriteError> for Error {
    fn from(error: intyg_rivta::xml::WriteError) -> Self {
        Self::SignInvalid(error.to_string())
    }
}

impl From<intyg_convert::MessageError> for Error {
    fn from(error: intyg_convert::MessageError) -> Self {
        Self::SignInvalid(error.to_string())
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::NoRoom | store::Error::StorageFull(_) => Self::StorageFull,
            other => Self::Store(other),
        }
    }
}

impl From<Denied> for Error {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Invisible => Self::NotFound,
            Denied::Forbidden => Self::Forbidden,
        }
    }
}
