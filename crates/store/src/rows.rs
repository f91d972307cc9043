//! What is stored and read: plain structs, one per table or operation.

mod audit;
mod certificate;
mod desk;
mod destination;
mod frozen;
mod legacy;
mod life;
mod message;
mod outbox;
mod print;
mod session;
mod takeover;
mod unit_outbox;

pub use audit::{AuditEntry, AuditOutcome, AuditRecord, EventRow, InstanceFacts};
pub use certificate::{
    CertificateRow, CertificateState, ConsentRow, DegreePeriod, DeletedDraft, Document, DraftMark,
    DraftStateKind, DraftStateRow, NewDraft, Ready, SaveDraft, Signed, StaffRef, Summary,
    UnitCounts, UnitDraftRow,
};
pub use desk::{FormKeyClaim, NewFormKey, OpenTabRow, PresenceRow, RecentPatientRow};
pub use destination::{DestinationRow, Pause};
pub use frozen::Frozen;
pub use legacy::{LegacyRow, NewLegacy};
pub use life::{NewOrigin, NewRevocation, OriginRow, RevocationRow};
pub use message::{
    Assigned, HandledMark, InboxFilter, InboxRow, InboxStatus, Matter, MessageDraftRow, MessageRow,
    NewMessage, PendingRow, PointRow, SaveMessageDraft, WrittenMessage,
};
pub use outbox::{
    AttemptOutcome, AttemptRow, ClaimRequest, ClaimedMessage, Enqueued, FinishAttempt, LastOutcome,
    NewOutboxMessage, NextStep, OutboxRow, StartAttempt, StateCounts,
};
pub use print::{PrintRow, PrintTarget};
pub use session::{SessionAssignment, SessionRow, TokenHash};
pub use takeover::{TakenOver, Takeover};
pub use unit_outbox::{
    OutboxAct, OutboxActKind, OutboxDepth, OutboxPart, OutboxSearch, UnitOutboxQuery,
    UnitOutboxRows,
};
