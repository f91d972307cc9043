//! Taking a signed certificate back: the reason, and what becomes of the messages that are still under way.

use crate::outbox::{OutboxKind, OutboxState};

/// Most characters of the comment. Source: exchange 1.6.
pub const LONGEST_COMMENT: usize = 3500;

/// Why a signed certificate is taken back. Source: exchange 1.6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RevocationReason {
    /// Issued for the wrong patient.
    WrongPatient,
    /// Another serious fault, which the comment describes.
    OtherSeriousError,
}

impl RevocationReason {
    /// Both, in the order of the dialog.
    pub const ALL: [Self; 2] = [Self::WrongPatient, Self::OtherSeriousError];

    /// Returns the name in storage and in forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::WrongPatient => "FEL_PATIENT",
            Self::OtherSeriousError => "ANNAT_ALLVARLIGT_FEL",
        }
    }
    /// Parses [`RevocationReason::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.key() == key)
    }
    /// Returns the words that people and receivers read.
    pub fn label(self) -> &'static str {
        match self {
            Self::WrongPatient => "Intyget har utfärdats på fel patient",
            Self::OtherSeriousError => "Annat allvarligt fel",
        }
    }
    /// Tells whether the reason says nothing without a comment.
    pub fn needs_comment(self) -> bool {
        self == Self::OtherSeriousError
    }
    /// Returns the message to the receivers: the label, a blank and the comment.
    pub fn message(self, comment: &str) -> String {
        format!("{} {comment}", self.label()).trim_end().to_owned()
    }
}

/// An outgoing message, as far as a revocation looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LaneMessage {
    /// What is sent.
    pub kind: OutboxKind,
    /// How far it has come.
    pub state: OutboxState,
    /// Attempts that have been begun.
    pub attempts: u32,
    /// Every attempt ended in a definite refusal, so that the receiver cannot have it.
    pub is_refused: bool,
}

/// What becomes of an outgoing message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LaneStep {
    /// It goes on as it is.
    Keep,
    /// It is dropped.
    Cancel,
    /// It is taken out of FEL for a new hour.
    Reopen,
}

/// What becomes of a certificate's lane when it is revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// One step per message, in the order of the lane.
    pub steps: Vec<LaneStep>,
    /// Intygstjänsten has the certificate or may have it, so that it must be told.
    pub must_tell: bool,
}

/// Decides what becomes of the messages of a certificate that is revoked. Source: exchange 2.5.
///
/// The same decision holds later, when an attempt that was running at the revocation has ended; only what it cancels is done then.
pub fn withdraw(lane: &[LaneMessage]) -> Withdrawal {
    let must_tell = lane
        .iter()
        .find(|message| message.kind == OutboxKind::Register)
        .is_some_and(|message| may_be_there(*message));
    let step = |message: &LaneMessage| match (message.state, message.kind) {
        (OutboxState::Delivered | OutboxState::Cancelled | OutboxState::Sending, _) => {
            LaneStep::Keep
        }
        (OutboxState::Waiting | OutboxState::Failed, _) if !must_tell => LaneStep::Cancel,
        (OutboxState::Waiting | OutboxState::Failed, OutboxKind::Send | OutboxKind::Message) => {
            LaneStep::Cancel
        }
        (OutboxState::Failed, OutboxKind::Register) => LaneStep::Reopen,
        (OutboxState::Failed, OutboxKind::Revoke)
        | (OutboxState::Waiting, OutboxKind::Register | OutboxKind::Revoke) => LaneStep::Keep,
    };
    Withdrawal {
        steps: lane.iter().map(step).collect(),
        must_tell,
    }
}

/// Whether the receiver has a message or may have it.
fn may_be_there(message: LaneMessage) -> bool {
    match message.state {
        OutboxState::Delivered | OutboxState::Sending => true,
        OutboxState::Cancelled => false,
        OutboxState::Waiting | OutboxState::Failed => message.attempts > 0 && !message.is_refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use LaneStep::{Cancel, Keep, Reopen};
    use OutboxKind::{Message, Register, Revoke, Send};
    use OutboxState::{Cancelled, Delivered, Failed, Sending, Waiting};

    fn message(kind: OutboxKind, state: OutboxState, attempts: u32) -> LaneMessage {
        LaneMessage {
            kind,
            state,
            attempts,
            is_refused: false,
        }
    }

    type Case = (LaneMessage, LaneMessage, [LaneStep; 2], bool);

    /// Two messages of a lane, what becomes of them, and whether Intygstjänsten is told.
    fn cases() -> [Case; 16] {
        let refused = LaneMessage {
            is_refused: true,
            ..message(Register, Failed, 1)
        };
        [
            // Never attempted: nothing is sent at all.
            (
                message(Register, Waiting, 0),
                message(Send, Waiting, 0),
                [Cancel, Cancel],
                false,
            ),
            // Perhaps there: once more, then the revocation.
            (
                message(Register, Waiting, 2),
                message(Send, Waiting, 0),
                [Keep, Cancel],
                true,
            ),
            (
                message(Register, Failed, 18),
                message(Send, Waiting, 0),
                [Reopen, Cancel],
                true,
            ),
            (
                message(Register, Sending, 1),
                message(Send, Waiting, 0),
                [Keep, Cancel],
                true,
            ),
            (
                message(Register, Sending, 0),
                message(Send, Waiting, 0),
                [Keep, Cancel],
                true,
            ),
            // Refused for good: it is not there.
            (refused, message(Send, Waiting, 0), [Cancel, Cancel], false),
            // Registered: the recipient must not get it any more.
            (
                message(Register, Delivered, 1),
                message(Send, Waiting, 0),
                [Keep, Cancel],
                true,
            ),
            (
                message(Register, Delivered, 1),
                message(Send, Waiting, 3),
                [Keep, Cancel],
                true,
            ),
            (
                message(Register, Delivered, 1),
                message(Send, Failed, 18),
                [Keep, Cancel],
                true,
            ),
            // A running attempt is waited for.
            (
                message(Register, Delivered, 1),
                message(Send, Sending, 1),
                [Keep, Keep],
                true,
            ),
            (
                message(Register, Delivered, 1),
                message(Send, Delivered, 1),
                [Keep, Keep],
                true,
            ),
            (
                message(Register, Cancelled, 0),
                message(Send, Cancelled, 0),
                [Keep, Keep],
                false,
            ),
            // Afterwards, with the revocation in the lane.
            (
                message(Register, Waiting, 1),
                message(Revoke, Waiting, 0),
                [Keep, Keep],
                true,
            ),
            (
                refused,
                message(Revoke, Waiting, 0),
                [Cancel, Cancel],
                false,
            ),
            (
                message(Register, Waiting, 0),
                message(Revoke, Waiting, 0),
                [Cancel, Cancel],
                false,
            ),
            (
                message(Register, Delivered, 1),
                message(Revoke, Failed, 1),
                [Keep, Keep],
                true,
            ),
        ]
    }

    #[test]
    fn what_is_under_way_is_dropped_or_followed_as_the_table_says() {
        for (first, second, steps, must_tell) in cases() {
            let withdrawal = withdraw(&[first, second]);
            assert_eq!(withdrawal.steps, steps, "{first:?} {second:?}");
            assert_eq!(withdrawal.must_tell, must_tell, "{first:?} {second:?}");
        }
        assert!(!withdraw(&[]).must_tell);
    }

    #[test]
    fn what_was_written_to_the_recipient_is_dropped_unless_it_is_on_its_way() {
        let there = message(Register, Delivered, 1);
        for (state, attempts, step) in [
            (Waiting, 0, Cancel),
            (Waiting, 3, Cancel),
            (Failed, 18, Cancel),
            (Sending, 1, Keep),
            (Delivered, 1, Keep),
        ] {
            let withdrawal = withdraw(&[there, message(Message, state, attempts)]);
            assert_eq!(withdrawal.steps, [Keep, step], "{state:?}");
            assert!(withdrawal.must_tell);
        }
    }

    #[test]
    fn the_message_is_the_label_and_the_comment() {
        assert_eq!(
            RevocationReason::WrongPatient.message(""),
            "Intyget har utfärdats på fel patient"
        );
        assert_eq!(
            RevocationReason::OtherSeriousError.message("Fel datum."),
            "Annat allvarligt fel Fel datum."
        );
        for reason in RevocationReason::ALL {
            assert_eq!(RevocationReason::from_key(reason.key()), Some(reason));
        }
    }
}
