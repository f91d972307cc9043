//! What operators of the installation do with the outbox: look, pause and resume. Nothing here shows a patient or a content.

use intyg_core::ids::OutboxId;
use intyg_core::outbox::{OutboxKind, OutboxState};
use intyg_store::{AttemptRow, DestinationRow, OutboxAct, OutboxRow, OutboxSearch, Pause};

use crate::error::Error;
use crate::signing::INTYGSTJANSTEN;
use crate::state::App;

/// Every receiver that messages are sent to, by its name in the outbox.
pub const DESTINATIONS: [&str; 1] = [INTYGSTJANSTEN];

/// A message with all that is known of its way.
#[derive(Debug, Clone)]
pub struct OutboxRecord {
    /// The message.
    pub row: OutboxRow,
    /// The message of its certificate that it waits for.
    pub waits_for: Option<(OutboxId, OutboxKind, OutboxState)>,
    /// Every attempt.
    pub attempts: Vec<AttemptRow>,
    /// What people did with it.
    pub acts: Vec<OutboxAct>,
}

impl App {
    /// Finds messages of all units for an operator.
    pub async fn find_outbox(&self, search: &OutboxSearch) -> Result<Vec<OutboxRow>, Error> {
        let mut tx = self.store().single_read().await?;
        Ok(tx.find_outbox(search).await?)
    }

    /// Returns what is known of the receivers.
    pub async fn destinations(&self) -> Result<Vec<DestinationRow>, Error> {
        let mut tx = self.store().single_read().await?;
        Ok(tx.destinations().await?)
    }

    /// Returns a message for an operator.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn outbox_record(&self, id: OutboxId) -> Result<OutboxRecord, Error> {
        let mut tx = self.store().begin_read().await?;
        let row = tx.outbox_message(id).await?.ok_or(Error::NotFound)?;
        let lane = tx.outbox_of_certificate(row.certificate).await?;
        let is_open = |other: &&OutboxRow| {
            other.seq < row.seq
                && !matches!(other.state, OutboxState::Delivered | OutboxState::Cancelled)
        };
        let waits_for = lane
            .iter()
            .find(is_open)
            .filter(|_| row.state == OutboxState::Waiting)
            .map(|other| (other.id, other.kind, other.state));
        Ok(OutboxRecord {
            waits_for,
            attempts: tx.outbox_attempts(id).await?,
            acts: tx.outbox_acts(id).await?,
            row,
        })
    }

    /// Stops sending to a receiver until it is resumed, also over restarts. What is being sent is finished.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown receiver. Tells whether it was not paused already.
    pub async fn pause_destination(
        &self,
        name: &str,
        operator: &str,
        reason: &str,
    ) -> Result<bool, Error> {
        known(name)?;
        let pause = Pause {
            at: self.now(),
            by: operator.to_owned(),
            reason: reason.to_owned(),
        };
        let mut tx = self.store().begin_write().await?;
        let done = changed(tx.pause_destination(name, &pause).await)?;
        self.record_command(tx, "pause_destination", name, operator, reason)
            .await?;
        Ok(done)
    }

    /// Sends to a receiver again.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown receiver. Tells whether it was paused.
    pub async fn resume_destination(
        &self,
        name: &str,
        operator: &str,
        reason: &str,
    ) -> Result<bool, Error> {
        known(name)?;
        let mut tx = self.store().begin_write().await?;
        let done = changed(tx.resume_destination(name).await)?;
        self.record_command(tx, "resume_destination", name, operator, reason)
            .await?;
        self.wake_outbox();
        Ok(done)
    }

    async fn record_command(
        &self,
        mut tx: intyg_store::Tx,
        action: &str,
        name: &str,
        operator: &str,
        reason: &str,
    ) -> Result<(), Error> {
        let mut entry = self.command_entry(action, operator, reason);
        "Mottagare".clone_into(&mut entry.resource_type);
        name.clone_into(&mut entry.resource_id);
        tx.append_audit(&entry).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Returns every message under FEL, of all units, for an operator.
    pub async fn failed_to(&self, destination: Option<&str>) -> Result<Vec<OutboxId>, Error> {
        let search = OutboxSearch {
            state: Some(OutboxState::Failed),
            destination: destination.map(str::to_owned),
            unit: None,
            limit: u32::MAX,
        };
        Ok(self
            .find_outbox(&search)
            .await?
            .into_iter()
            .map(|row| row.id)
            .collect())
    }
}

fn known(name: &str) -> Result<(), Error> {
    if DESTINATIONS.contains(&name) {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

fn changed(result: Result<(), intyg_store::Error>) -> Result<bool, Error> {
    match result {
        Ok(()) => Ok(true),
        Err(intyg_store::Error::Conflict) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
