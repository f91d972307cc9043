//! Use cases. One public function of [`App`] is one authorised, audited transaction.

mod answer_origin;
mod certificates;
mod clock;
mod compare;
mod complement;
mod content;
mod conversation;
mod copies;
mod desk;
mod destinations;
mod diagnoses;
mod drafts;
mod error;
mod form_key;
mod guard;
mod hex;
mod history;
mod ids;
mod kin;
mod legacy;
mod login;
mod look_ups;
mod metrics;
mod outbox;
mod outgoing;
mod overview;
mod paging;
mod patients;
mod possible;
mod prints;
mod resend;
mod revocation;
mod settings;
mod sick_leaves;
mod signing;
mod state;
mod takeover;
mod todo;
mod unit_drafts;
mod unit_outbox;

pub use answer_origin::AnswerOrigin;
pub use certificates::{
    CertificateView, DeliveryLine, DeliveryState, DeliveryView, EventView, Followed, MessageView,
    SignatureCheck, SignedFacts,
};
pub use clock::Clock;
pub use compare::ComparisonView;
pub use complement::Complement;
pub use conversation::{
    Cannot, CannotComplete, ConversationState, ConversationView, Handle, HandleOnly, Handled,
    InboxCertificate, InboxLine, InboxMessage, InboxPage, InboxRequest, IncomingMessage,
    IncomingPoint, MessageAssignView, MessageDraft, MessagePoint, MessageReason, MessageShown,
    NewMessageOffer, PointPlace, ReadIn, ReadInView, Receipt, SaveMessage, Slot, Thread, Tick,
    WriteMessage, Written,
};
pub use copies::{CopyView, OpenRequests};
pub use desk::{Fold, TabView, UnitMenu};
pub use destinations::{DESTINATIONS, OutboxRecord};
pub use diagnoses::{JournalDiagnosisView, MOST_HITS, RegisterHit, RegisterHits, registers_of};
pub use drafts::{
    Advice, Conflict, ConflictField, DraftView, PointCount, Presence, ReadyRequest, RequestPoint,
    RequestView, SaveKind, SaveRequest, Saved, Submitted,
};
pub use error::{Error, Reason};
pub use history::{HistoryView, SavedState, ShownState};
pub use ids::Ids;
pub use intyg_store::{
    Assigned, AttemptOutcome, AttemptRow, ClaimedMessage, DestinationRow, DraftMark,
    DraftStateKind, HandledMark, InboxStatus, Matter, NextStep, OutboxAct, OutboxActKind,
    OutboxDepth, OutboxRow, OutboxSearch, Pause, PrintTarget, StaffRef, UnitCounts,
};
pub use kin::{CompletionAsked, KinSide, KinState, KinView};
pub use legacy::{LegacyImport, LegacyList, LegacyListRow, LegacyView};
pub use login::{Always, LoginError, NewSession, Session, Touch, UnitChoice};
pub use look_ups::{LookUp, LookUpOrder, Stated};
pub use metrics::{AttemptCount, OutboxHealth};
pub use outbox::{Claim, Outcome, OutcomeClass, StartedAttempt};
pub use outgoing::{Outgoing, readable_digest};
pub use overview::{Deleted, ListRow, Overview, RowStatus};
pub use paging::{PageRequest, Paged};
pub use patients::{FindPatientError, PatientView, RecentPatient};
pub use possible::Refused;
pub use prints::{
    CheckedPrint, LONGEST_REASON, OrderedPrint, PrintRequest, PrintView, Printed, PrintedState,
    PrinterFault, SignatureBlock, Standing,
};
pub use resend::{LONGEST_WRITE_OFF, ResendScope, Resent, SHORTEST_WRITE_OFF, WriteOffView};
pub use revocation::{Correction, DeleteView, RevokeRequest, Revoked, Told};
pub use settings::{Printer, Settings};
pub use sick_leaves::{PeriodState, SickLeavePeriod, SickLeavesView};
pub use signing::{Completes, Consent, ConsentView, INTYGSTJANSTEN, SignRequest, Signed};
pub use state::{App, Parts};
pub use takeover::UnitTakeover;
pub use todo::{TodoAct, TodoKind, TodoLine, TodoList, Whose};
pub use unit_drafts::{AssignView, DraftLine, DraftOrder, DraftsRequest, UnitDrafts};
pub use unit_outbox::{AttemptView, OutboxLine, OutboxRequest, ReceiverState, UnitOutbox};
