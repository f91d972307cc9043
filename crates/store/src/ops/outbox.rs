//! The outbox: queueing and reading. Source: reliability-security 10.

use intyg_core::ids::{CertificateId, HsaId, OutboxId, PatientKey};
use intyg_core::outbox::{OutboxKind, OutboxState};
use jiff::Timestamp;

use super::ms;
use crate::Error;
use crate::fields::{Columns, Fields};
use crate::keys::delivery_from_key;
use crate::rows::{
    AttemptOutcome, AttemptRow, Enqueued, Frozen, LastOutcome, NewOutboxMessage, OutboxRow,
    StateCounts,
};
use crate::tx::{Tx, execute, fetch_all, fetch_optional, one_row};

macro_rules! outbox_columns {
    () => {
        "id, order_key, seq, kind, destination, idempotency_key, body_sha256, logical_address, unit_id, created_by, created_at, \
         state, due_at, attempts, attempts_in_window, window_start, deadline, last_class, last_code, last_text, last_at, \
         delivered_at, delivered_how, cancelled_at, consent_recipient"
    };
}
pub(super) use outbox_columns;

impl Tx {
    /// Queues a message last in its certificate's lane. The same order again changes nothing and returns the first row.
    ///
    /// # Errors
    /// [`Error::Refused`] for a send without a recorded consent.
    pub async fn enqueue(&mut self, message: &NewOutboxMessage) -> Result<Enqueued, Error> {
        self.lock_lane(message.certificate).await?;
        let queued = fetch_optional!(
            self,
            |row| {
                let row = Columns::new(row, "outbox_message", "seq");
                Ok::<_, Error>((row.int("seq")?, row.flag("is_document")?))
            },
            "INSERT INTO outbox_message (id, order_key, seq, kind, destination, idempotency_key, body_sha256, logical_address,
                unit_id, created_by, created_at, state, due_at, attempts, attempts_in_window, last_code, last_text,
                consent_recipient)
             SELECT $1, $2, COALESCE((SELECT MAX(seq) FROM outbox_message WHERE order_key = $2), 0) + 1, $3, $4, $5, $6, $7, $8,
                $9, $10, 'waiting', $10, 0, 0, '', '', $11
             WHERE NOT EXISTS (SELECT 1 FROM outbox_message WHERE order_key = $2 AND idempotency_key = $5)
             ON CONFLICT (order_key, idempotency_key) DO NOTHING
             RETURNING seq, EXISTS (SELECT 1 FROM certificate_document d WHERE d.certificate_id = order_key AND d.sha256 = body_sha256)
                AS is_document",
            message.id.to_text(),
            message.certificate.to_text(),
            message.kind.key(),
            message.destination.as_str(),
            message.idempotency_key.as_str(),
            message.body.sha256(),
            message.logical_address.as_str(),
            message.unit_id.as_str(),
            message.created_by.as_str(),
            ms(message.created_at),
            message.consent_recipient.as_deref()
        )?;
        if let Some((seq, is_document)) = queued {
            // The bytes of the certificate's signed document are kept there, and nothing can change them there either.
            if !is_document {
                self.keep_body(message).await?;
            }
            return Ok(Enqueued::New { seq });
        }
        let existing = fetch_optional!(
            self,
            outbox_row,
            concat!(
                "SELECT ",
                outbox_columns!(),
                " FROM outbox_message WHERE order_key = $1 AND idempotency_key = $2"
            ),
            message.certificate.to_text(),
            message.idempotency_key.as_str()
        )?;
        existing
            .map(|row| Enqueued::Existing(Box::new(row)))
            .ok_or(Error::Conflict)
    }

    async fn keep_body(&mut self, message: &NewOutboxMessage) -> Result<(), Error> {
        one_row(execute!(
            self,
            "INSERT INTO outbox_body (message_id, body) VALUES ($1, $2)",
            message.id.to_text(),
            message.body.text()
        )?)
    }

    /// Returns a message without its body.
    pub async fn outbox_message(&mut self, id: OutboxId) -> Result<Option<OutboxRow>, Error> {
        fetch_optional!(
            self,
            outbox_row,
            concat!(
                "SELECT ",
                outbox_columns!(),
                " FROM outbox_message WHERE id = $1"
            ),
            id.to_text()
        )
    }

    /// Returns a message's body.
    ///
    /// # Errors
    /// [`Error::Integrity`] when it is not what was stored.
    pub async fn outbox_body(&mut self, id: OutboxId) -> Result<Option<Frozen>, Error> {
        fetch_optional!(
            self,
            |row| {
                let row = Columns::new(row, "outbox_message", "id");
                Frozen::verified(row.text("body")?, &row.text("body_sha256")?)
                    .ok_or_else(|| body_differs(id))
            },
            "SELECT m.id AS id, COALESCE(b.body, d.xml) AS body, m.body_sha256 AS body_sha256 FROM outbox_message m
             LEFT JOIN outbox_body b ON b.message_id = m.id
             LEFT JOIN certificate_document d ON d.certificate_id = m.order_key AND d.sha256 = m.body_sha256
             WHERE m.id = $1 AND (b.body IS NOT NULL OR d.xml IS NOT NULL)",
            id.to_text()
        )
    }

    /// Returns the messages of a certificate in the order of its lane.
    pub async fn outbox_of_certificate(
        &mut self,
        id: CertificateId,
    ) -> Result<Vec<OutboxRow>, Error> {
        fetch_all!(
            self,
            outbox_row,
            concat!(
                "SELECT ",
                outbox_columns!(),
                " FROM outbox_message WHERE order_key = $1 ORDER BY seq"
            ),
            id.to_text()
        )
    }

    /// Returns the messages of everything that a unit has of a patient, certificate by certificate, each in the order of its lane.
    pub async fn outbox_of_patient(
        &mut self,
        patient: PatientKey,
        unit: &HsaId,
    ) -> Result<Vec<OutboxRow>, Error> {
        fetch_all!(
            self,
            outbox_row,
            concat!(
                "SELECT ",
                outbox_columns!(),
                " FROM outbox_message WHERE order_key IN (
                    SELECT c.id FROM certificate c WHERE c.patient_key = $1 AND c.unit_id = $2)
                 ORDER BY order_key, seq"
            ),
            patient.to_text(),
            unit.as_str()
        )
    }

    /// Returns the attempts to send a message, the first one first.
    pub async fn outbox_attempts(&mut self, id: OutboxId) -> Result<Vec<AttemptRow>, Error> {
        fetch_all!(
            self,
            attempt_row,
            "SELECT message_id, number, started_at, endpoint, correlation_id, finished_at, http_status, result_code, error_id,
                class, text, duration_ms, outcome
             FROM outbox_attempt WHERE message_id = $1 ORDER BY number",
            id.to_text()
        )
    }

    /// Returns when the next message is due that no earlier one of its certificate holds back. The bound on `due_at` leads SQLite to
    /// the index over it even where statistics speak for another one.
    pub async fn next_due_at(&mut self) -> Result<Option<Timestamp>, Error> {
        fetch_optional!(
            self,
            |row| Columns::new(row, "outbox_message", "id").time("due_at"),
            "SELECT m.id, m.due_at FROM outbox_message m WHERE m.state = 'waiting' AND m.due_at > 0 AND NOT EXISTS (
                SELECT 1 FROM outbox_message e WHERE e.order_key = m.order_key AND e.seq < m.seq
                AND e.state IN ('waiting', 'sending', 'failed'))
             ORDER BY m.due_at, m.created_at LIMIT 1"
        )
    }

    /// Counts the messages in each state.
    pub async fn outbox_counts(&mut self) -> Result<StateCounts, Error> {
        let rows = fetch_all!(
            self,
            |row| {
                let row = Columns::new(row, "outbox_message", "state");
                Ok::<_, Error>((row.parsed("state", OutboxState::from_key)?, row.int("n")?))
            },
            "SELECT state, COUNT(*) AS n FROM outbox_message GROUP BY state"
        )?;
        let mut counts = StateCounts::default();
        for (state, n) in rows {
            *match state {
                OutboxState::Waiting => &mut counts.waiting,
                OutboxState::Sending => &mut counts.sending,
                OutboxState::Delivered => &mut counts.delivered,
                OutboxState::Failed => &mut counts.failed,
                OutboxState::Cancelled => &mut counts.cancelled,
            } = n;
        }
        Ok(counts)
    }
}

pub(super) fn body_differs(id: OutboxId) -> Error {
    Error::Integrity {
        table: "outbox_message",
        id: id.to_text(),
    }
}

/// Returns the rows that could be read, and tells of the others in the log.
///
/// # Errors
/// Whatever is wrong with more than one row.
pub(super) fn readable<T>(rows: Vec<Result<T, Error>>) -> Result<Vec<T>, Error> {
    let mut read = Vec::with_capacity(rows.len());
    for row in rows {
        match row {
            Ok(row) => read.push(row),
            Err(error @ Error::Inconsistent { .. }) => {
                tracing::error!(%error, "an outgoing message cannot be read");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}

pub(super) fn outbox_row(row: &impl Fields) -> Result<OutboxRow, Error> {
    let row = Columns::new(row, "outbox_message", "id");
    let last = row.opt_text("last_class")?.zip(row.opt_time("last_at")?);
    let how = row.opt_parsed("delivered_how", delivery_from_key)?;
    Ok(OutboxRow {
        id: row.id("id")?,
        certificate: row.id("order_key")?,
        seq: row.int("seq")?,
        kind: row.parsed("kind", OutboxKind::from_key)?,
        destination: row.text("destination")?,
        idempotency_key: row.text("idempotency_key")?,
        body_sha256: row.text("body_sha256")?,
        logical_address: row.text("logical_address")?,
        unit_id: row.hsa("unit_id")?,
        created_by: row.hsa("created_by")?,
        created_at: row.time("created_at")?,
        state: row.parsed("state", OutboxState::from_key)?,
        due_at: row.time("due_at")?,
        attempts: row.number("attempts")?,
        attempts_in_window: row.number("attempts_in_window")?,
        window_start: row.opt_time("window_start")?,
        deadline: row.opt_time("deadline")?,
        last: match last {
            None => None,
            Some((class, at)) => Some(LastOutcome {
                class,
                code: row.text("last_code")?,
                text: row.text("last_text")?,
                at,
            }),
        },
        delivered: row.opt_time("delivered_at")?.zip(how),
        cancelled_at: row.opt_time("cancelled_at")?,
        consent_recipient: row.opt_text("consent_recipient")?,
    })
}

fn attempt_row(row: &impl Fields) -> Result<AttemptRow, Error> {
    let row = Columns::new(row, "outbox_attempt", "message_id");
    let status = row.opt_int("http_status")?;
    Ok(AttemptRow {
        message: row.id("message_id")?,
        number: row.number("number")?,
        started_at: row.time("started_at")?,
        endpoint: row.text("endpoint")?,
        correlation: row.id("correlation_id")?,
        finished_at: row.opt_time("finished_at")?,
        http_status: status
            .map(|n| u16::try_from(n).map_err(|_| row.unreadable("http_status")))
            .transpose()?,
        result_code: row.opt_text("result_code")?,
        error_id: row.opt_text("error_id")?,
        class: row.text("class")?,
        text: row.text("text")?,
        duration_ms: row.opt_int("duration_ms")?,
        outcome: row.opt_parsed("outcome", AttemptOutcome::from_key)?,
    })
}
