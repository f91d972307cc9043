//! Receivers that are paused or do not answer.

use intyg_store::{DestinationRow, OutboxRow};
use jiff::Timestamp;

use crate::patients::LookedUp;
use crate::signing::{INTYGSTJANSTEN, INTYGSTJANSTEN_NAME};

/// A receiver that does not take messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiverState {
    /// Its name on the screen.
    pub name: String,
    /// Since when.
    pub since: Timestamp,
    /// Whether operators have paused it; otherwise it does not answer.
    pub is_paused: bool,
    /// How many of the unit's messages wait for it, as far as the actor may see.
    pub waiting: usize,
}

pub(super) fn receivers(
    destinations: &[DestinationRow],
    waiting: &[(OutboxRow, LookedUp)],
) -> Vec<ReceiverState> {
    let mut states = Vec::new();
    for destination in destinations {
        let waiting = waiting
            .iter()
            .filter(|(row, _)| row.destination == destination.name)
            .count();
        let paused = destination.paused.as_ref().map(|pause| (pause.at, true));
        let silent = destination.silent_since.map(|since| (since, false));
        if let Some((since, is_paused)) = paused.or(silent).filter(|_| waiting > 0) {
            states.push(ReceiverState {
                name: receiver_name(&destination.name).to_owned(),
                since,
                is_paused,
                waiting,
            });
        }
    }
    states
}

fn receiver_name(destination: &str) -> &str {
    if destination == INTYGSTJANSTEN {
        INTYGSTJANSTEN_NAME
    } else {
        destination
    }
}
