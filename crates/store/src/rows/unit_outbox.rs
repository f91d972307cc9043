//! A unit's outgoing messages, what people did with them, and how many there are.

use intyg_core::ids::{HsaId, OutboxId, PatientKey};
use intyg_core::outbox::{OutboxKind, OutboxState};
use intyg_core::person::PersonId;
use jiff::Timestamp;

use super::OutboxRow;

/// Which of a unit's messages are asked for.
#[derive(Debug, Clone)]
pub struct UnitOutboxQuery<'a> {
    /// The unit in whose Utkorg they are shown.
    pub unit: &'a HsaId,
    /// How far they have come.
    pub part: OutboxPart,
    /// Only of this kind.
    pub kind: Option<OutboxKind>,
    /// Only about this patient.
    pub patient: Option<PatientKey>,
    /// Only those made then or later.
    pub since: Timestamp,
}

/// What was found of a unit's messages.
#[derive(Debug, Clone)]
pub struct UnitOutboxRows {
    /// Each with the number of the patient that it is about.
    pub rows: Vec<(OutboxRow, PersonId)>,
    /// How many more there are that cannot be read.
    pub unreadable: usize,
}

/// A part of a unit's outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutboxPart {
    /// Under FEL.
    Failed,
    /// Waiting, blocked or being sent.
    Open,
    /// Delivered or dropped.
    Done,
}

impl OutboxPart {
    /// Returns the states of the part; one that stands alone stands twice.
    pub(crate) fn states(self) -> [OutboxState; 2] {
        match self {
            Self::Failed => [OutboxState::Failed; 2],
            Self::Open => [OutboxState::Waiting, OutboxState::Sending],
            Self::Done => [OutboxState::Delivered, OutboxState::Cancelled],
        }
    }
}

/// Which messages an operator looks for, in all units; the newest first.
#[derive(Debug, Clone, Default)]
pub struct OutboxSearch {
    /// Only in this state.
    pub state: Option<OutboxState>,
    /// Only to this receiver.
    pub destination: Option<String>,
    /// Only of this unit.
    pub unit: Option<HsaId>,
    /// At most so many.
    pub limit: u32,
}

/// Something that a person did with a message under FEL. Never changed and never removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxAct {
    /// Which message.
    pub message: OutboxId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: OutboxActKind,
    /// Who of the staff; nobody when an operator of the installation did it.
    pub staff: Option<HsaId>,
    /// Her name.
    pub name: String,
    /// Why; empty = nothing was said.
    pub comment: String,
}

/// What was done with a message under FEL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutboxActKind {
    /// Skicka igen: a new hour.
    Resent,
    /// Avskriv: never sent again.
    WrittenOff,
}

/// How many messages that have not arrived there are of one kind, to one receiver and in one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxDepth {
    /// The receiver.
    pub destination: String,
    /// What is sent.
    pub kind: OutboxKind,
    /// Waiting, being sent or under FEL.
    pub state: OutboxState,
    /// How many, at least 1.
    pub count: i64,
    /// When the oldest of them was made.
    pub oldest: Timestamp,
}
