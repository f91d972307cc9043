//! The outbox: claiming, attempts and their results.

use intyg_core::ids::{CertificateId, OutboxId};
use jiff::{SignedDuration, Timestamp};

use super::ms;
use super::outbox::{body_differs, outbox_columns, outbox_row};
use crate::Error;
use crate::fields::{Columns, Fields, number};
use crate::keys::delivery_key;
use crate::rows::{
    AttemptOutcome, ClaimRequest, ClaimedMessage, FinishAttempt, Frozen, NextStep, OutboxRow,
    StartAttempt,
};
use crate::tx::{Tx, execute, fetch_all, fetch_optional, one_row};

/// Texts of attempts are cut here. Source: reliability-security R96.
const LONGEST_TEXT: usize = 500;

/// The message that stands first among the open ones of its certificate and is due. Whoever has it holds the lane.
macro_rules! claim_sql {
    ($lock:literal) => {
        concat!(
            "UPDATE outbox_message SET state = 'sending', lease_owner = $2, lease_until = $3 WHERE id IN (
                SELECT m.id FROM outbox_message m
                WHERE m.state = 'waiting' AND m.due_at <= $1 AND ($4 = '' OR m.destination = $4)
                AND ($6 = 0 OR m.deadline <= $1) AND NOT EXISTS (
                    SELECT 1 FROM outbox_message e WHERE e.order_key = m.order_key AND e.seq < m.seq
                    AND e.state IN ('waiting', 'sending', 'failed'))
                AND NOT EXISTS (
                    SELECT 1 FROM outbox_destination d WHERE d.name = m.destination AND d.paused_at IS NOT NULL)
                ORDER BY m.due_at, m.created_at, m.order_key, m.seq LIMIT $5",
            $lock,
            ") RETURNING ",
            outbox_columns!()
        )
    };
}

impl ClaimedMessage {
    /// Returns the body to send.
    ///
    /// # Errors
    /// [`Error::Integrity`] when it is not what was stored: then it is not sent.
    pub fn body(&self) -> Result<&str, Error> {
        if Frozen::is_intact(&self.body, &self.row.body_sha256) {
            Ok(&self.body)
        } else {
            Err(body_differs(self.row.id))
        }
    }
}

impl Tx {
    /// Takes due messages for one worker, the oldest first; of a certificate only the first open one, and none while that is
    /// being sent, waits for its time or is under FEL; nothing for a paused receiver. A row that cannot be read goes to FEL, so that the others go on.
    pub async fn claim_due(
        &mut self,
        request: &ClaimRequest<'_>,
    ) -> Result<Vec<ClaimedMessage>, Error> {
        let rows = fetch_all!(
            self,
            |row| Ok::<_, Error>(outbox_row(row)),
            self.pick(claim_sql!(""), claim_sql!(" FOR UPDATE SKIP LOCKED")),
            ms(request.now),
            request.owner,
            ms(request.lease_until),
            request.destination.unwrap_or_default(),
            i64::from(request.limit),
            i64::from(request.last_attempts_only)
        )?;
        let mut claimed = Vec::with_capacity(rows.len());
        for row in rows {
            match row {
                Ok(row) => claimed.push(self.with_body(row).await?),
                Err(error) => self.set_aside(error, request.now).await?,
            }
        }
        claimed.sort_by_key(|m| (m.row.due_at, m.row.created_at, m.row.certificate, m.row.seq));
        Ok(claimed)
    }

    /// Writes the attempt down and returns its number. Committed before the first byte leaves (R96).
    ///
    /// # Errors
    /// [`Error::Conflict`] when the worker does not hold the message.
    pub async fn start_attempt(&mut self, start: &StartAttempt<'_>) -> Result<u32, Error> {
        let number = fetch_optional!(
            self,
            number,
            "UPDATE outbox_message SET attempts = attempts + 1, attempts_in_window = attempts_in_window + 1,
                window_start = COALESCE(window_start, $3), deadline = COALESCE(deadline, $4)
             WHERE id = $1 AND state = 'sending' AND lease_owner = $2 RETURNING attempts AS n",
            start.message.to_text(),
            start.owner,
            ms(start.at),
            ms(start.deadline)
        )?
        .ok_or(Error::Conflict)?;
        one_row(execute!(
            self,
            "INSERT INTO outbox_attempt (message_id, number, started_at, endpoint, correlation_id, class, text)
             VALUES ($1, $2, $3, $4, $5, '', '')",
            start.message.to_text(),
            number,
            ms(start.at),
            start.endpoint,
            start.correlation.to_text()
        )?)?;
        u32::try_from(number).map_err(|_| Error::Inconsistent {
            table: "outbox_message",
            column: "attempts",
            id: start.message.to_text(),
        })
    }

    /// Writes the result down and decides the message's next state.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the worker has lost its lease: another one has it now, and its result counts.
    pub async fn finish_attempt(&mut self, finish: &FinishAttempt<'_>) -> Result<(), Error> {
        let text: String = finish.text.chars().take(LONGEST_TEXT).collect();
        let code = finish
            .result_code
            .clone()
            .or(finish.http_status.map(|status| status.to_string()));
        let (state, outcome, due, how) = match finish.next {
            NextStep::Delivered(how) => (
                "delivered",
                AttemptOutcome::Delivered,
                None,
                Some(delivery_key(how)),
            ),
            NextStep::RetryAt(at) => ("waiting", AttemptOutcome::Retry, Some(ms(at)), None),
            NextStep::Failed => ("failed", AttemptOutcome::Failed, None, None),
        };
        one_row(execute!(
            self,
            "UPDATE outbox_message SET state = $3, due_at = COALESCE($4, due_at), lease_owner = NULL, lease_until = NULL,
                last_class = $5, last_code = $6, last_text = $7, last_at = $8, delivered_how = $9,
                delivered_at = CASE WHEN $9 IS NULL THEN NULL ELSE $8 END
             WHERE id = $1 AND state = 'sending' AND lease_owner = $2",
            finish.message.to_text(),
            finish.owner,
            state,
            due,
            finish.class.as_str(),
            code.unwrap_or_default(),
            text.as_str(),
            ms(finish.at),
            how
        )?)?;
        one_row(execute!(
            self,
            "UPDATE outbox_attempt SET finished_at = $3, http_status = $4, result_code = $5, error_id = $6, class = $7, text = $8,
                duration_ms = $9, outcome = $10
             WHERE message_id = $1 AND number = $2 AND outcome IS NULL",
            finish.message.to_text(),
            i64::from(finish.number),
            ms(finish.at),
            finish.http_status.map(i64::from),
            finish.result_code.as_deref(),
            finish.error_id.as_deref(),
            finish.class.as_str(),
            text.as_str(),
            finish.duration_ms,
            outcome.key()
        )?)?;
        match due {
            Some(due) => self.let_followers_wait(finish.message, due).await,
            None => Ok(()),
        }
    }

    /// Moves the times of every open message by `jump`: the clock has jumped, and the pauses stay as long as they were.
    /// Source: reliability-security R100.
    pub async fn shift_schedule(&mut self, jump: SignedDuration) -> Result<(), Error> {
        let by = i64::try_from(jump.as_millis()).unwrap_or(i64::MAX);
        execute!(
            self,
            "UPDATE outbox_message SET due_at = due_at + $1, window_start = window_start + $1, deadline = deadline + $1,
                lease_until = lease_until + $1
             WHERE state IN ('waiting', 'sending')",
            by
        )?;
        Ok(())
    }

    /// Lets workers keep what they are sending for so much longer: the clock is moved on, but no more time has passed for them.
    pub async fn extend_leases(&mut self, by: SignedDuration) -> Result<(), Error> {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        execute!(
            self,
            "UPDATE outbox_message SET lease_until = lease_until + $1 WHERE state = 'sending'",
            by
        )?;
        Ok(())
    }

    /// Takes messages back from workers that have not answered in time and returns the certificates that they are about; they are due at
    /// once. Nothing else of a message is read: one that is unreadable holds up no other.
    pub async fn release_expired_leases(
        &mut self,
        now: Timestamp,
    ) -> Result<Vec<CertificateId>, Error> {
        self.release_leases(now, ms(now)).await
    }

    /// Takes every message back. For the start of the one process that serves an SQLite file: whatever was under way is in doubt.
    pub async fn release_all_leases(
        &mut self,
        now: Timestamp,
    ) -> Result<Vec<CertificateId>, Error> {
        self.release_leases(now, i64::MAX).await
    }

    /// An attempt without outcome becomes okänt utfall. Source: reliability-security R96.
    async fn release_leases(
        &mut self,
        now: Timestamp,
        until: i64,
    ) -> Result<Vec<CertificateId>, Error> {
        let released = fetch_all!(
            self,
            released_row,
            "UPDATE outbox_message SET state = 'waiting', due_at = $1, lease_owner = NULL, lease_until = NULL,
                last_class = 'unknown', last_code = '', last_text = '', last_at = $1
             WHERE state = 'sending' AND lease_until <= $2 RETURNING id, order_key",
            ms(now),
            until
        )?;
        let mut certificates = Vec::with_capacity(released.len());
        for (id, certificate) in released {
            certificates.push(certificate);
            execute!(
                self,
                "UPDATE outbox_attempt SET finished_at = $2, class = 'unknown', outcome = 'unknown'
                 WHERE message_id = $1 AND outcome IS NULL",
                id.to_text(),
                ms(now)
            )?;
        }
        Ok(certificates)
    }

    async fn with_body(&mut self, row: OutboxRow) -> Result<ClaimedMessage, Error> {
        let body = fetch_optional!(
            self,
            |row| Columns::new(row, "outbox_body", "body").opt_text("body"),
            "SELECT COALESCE((SELECT body FROM outbox_body WHERE message_id = $1),
                (SELECT xml FROM certificate_document WHERE certificate_id = $2 AND sha256 = $3)) AS body",
            row.id.to_text(),
            row.certificate.to_text(),
            row.body_sha256.as_str()
        )?
        .flatten();
        // Without its body the message fails the check of its hash when it is to be sent.
        let body = body.unwrap_or_default();
        Ok(ClaimedMessage { row, body })
    }

    /// Puts a claimed row that cannot be read under FEL.
    async fn set_aside(&mut self, error: Error, now: Timestamp) -> Result<(), Error> {
        let Error::Inconsistent { column, id, .. } = &error else {
            return Err(error);
        };
        tracing::error!(
            message.id = id,
            column,
            "an outgoing message cannot be read and is put under FEL"
        );
        one_row(execute!(
            self,
            "UPDATE outbox_message SET state = 'failed', lease_owner = NULL, lease_until = NULL, last_class = 'unreadable',
                last_code = '', last_text = '', last_at = $2
             WHERE id = $1 AND state = 'sending'",
            id.as_str(),
            ms(now)
        )?)
    }

    /// Moves the messages behind a retried one to its time. They could not leave before it anyway; this keeps the list of due
    /// messages short, which every claim reads.
    async fn let_followers_wait(&mut self, head: OutboxId, due: i64) -> Result<(), Error> {
        execute!(
            self,
            "UPDATE outbox_message SET due_at = $2 WHERE state = 'waiting' AND due_at < $2
                AND order_key = (SELECT order_key FROM outbox_message WHERE id = $1)
                AND seq > (SELECT seq FROM outbox_message WHERE id = $1)",
            head.to_text(),
            due
        )?;
        Ok(())
    }
}

fn released_row(row: &impl Fields) -> Result<(OutboxId, CertificateId), Error> {
    let row = Columns::new(row, "outbox_message", "id");
    Ok((row.id("id")?, row.id("order_key")?))
}
