//! Receivers: who is paused, and who does not answer.

use jiff::Timestamp;

use super::ms;
use crate::Error;
use crate::fields::{Columns, Fields};
use crate::rows::{DestinationRow, Pause};
use crate::tx::{Tx, execute, fetch_all, one_row};

impl Tx {
    /// Notes that a call to a receiver got no answer; the first of several in a row stays.
    pub async fn note_silence(&mut self, destination: &str, at: Timestamp) -> Result<(), Error> {
        execute!(
            self,
            "INSERT INTO outbox_destination (name, paused_by, pause_reason, silent_since) VALUES ($1, '', '', $2)
             ON CONFLICT (name) DO UPDATE SET silent_since = excluded.silent_since
             WHERE outbox_destination.silent_since IS NULL",
            destination,
            ms(at)
        )?;
        Ok(())
    }

    /// Notes that a receiver has answered.
    pub async fn note_answer(&mut self, destination: &str) -> Result<(), Error> {
        execute!(
            self,
            "UPDATE outbox_destination SET silent_since = NULL WHERE name = $1 AND silent_since IS NOT NULL",
            destination
        )?;
        Ok(())
    }

    /// Stops sending to a receiver.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is paused already.
    pub async fn pause_destination(
        &mut self,
        destination: &str,
        pause: &Pause,
    ) -> Result<(), Error> {
        one_row(execute!(
            self,
            "INSERT INTO outbox_destination (name, paused_at, paused_by, pause_reason) VALUES ($1, $2, $3, $4)
             ON CONFLICT (name) DO UPDATE SET paused_at = excluded.paused_at, paused_by = excluded.paused_by,
                pause_reason = excluded.pause_reason
             WHERE outbox_destination.paused_at IS NULL",
            destination,
            ms(pause.at),
            pause.by.as_str(),
            pause.reason.as_str()
        )?)
    }

    /// Sends to a receiver again.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is not paused.
    pub async fn resume_destination(&mut self, destination: &str) -> Result<(), Error> {
        one_row(execute!(
            self,
            "UPDATE outbox_destination SET paused_at = NULL, paused_by = '', pause_reason = ''
             WHERE name = $1 AND paused_at IS NOT NULL",
            destination
        )?)
    }

    /// Returns what is known of the receivers, by name. One that has never been paused or silent is not there.
    pub async fn destinations(&mut self) -> Result<Vec<DestinationRow>, Error> {
        fetch_all!(
            self,
            destination_row,
            "SELECT name, paused_at, paused_by, pause_reason, silent_since FROM outbox_destination ORDER BY name"
        )
    }
}

fn destination_row(row: &impl Fields) -> Result<DestinationRow, Error> {
    let row = Columns::new(row, "outbox_destination", "name");
    let paused = match row.opt_time("paused_at")? {
        None => None,
        Some(at) => Some(Pause {
            at,
            by: row.text("paused_by")?,
            reason: row.text("pause_reason")?,
        }),
    };
    Ok(DestinationRow {
        name: row.text("name")?,
        paused,
        silent_since: row.opt_time("silent_since")?,
    })
}
