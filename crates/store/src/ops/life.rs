//! Copies of certificates, and certificates that are taken back.

use intyg_core::ids::{CertificateId, HsaId, OutboxId, PatientKey};
use intyg_core::lifecycle::CopyKind;
use intyg_core::revocation::RevocationReason;
use jiff::Timestamp;

use super::ms;
use super::outbox::{outbox_columns, outbox_row, readable};
use crate::Error;
use crate::fields::{Columns, Fields};
use crate::rows::{
    CertificateState, NewOrigin, NewRevocation, OriginRow, OutboxRow, RevocationRow,
};
use crate::tx::{Tx, execute, fetch_all, fetch_optional, one_row};

macro_rules! origins {
    ($where:literal) => {
        concat!(
            "SELECT o.certificate_id AS certificate_id, c.state AS state, c.created_at AS created_at, c.signed_at AS signed_at, o.parent_id AS parent_id,
                p.state AS parent_state, p.created_at AS parent_created_at, COALESCE(p.issuing_unit_id, p.unit_id) AS parent_unit_id,
                o.kind AS kind, o.period_line AS period_line
             FROM certificate_origin o JOIN certificate c ON c.id = o.certificate_id JOIN certificate p ON p.id = o.parent_id
             WHERE ",
            $where,
            " ORDER BY c.created_at, o.certificate_id"
        )
    };
}

const LANE: &str = concat!(
    "SELECT ",
    outbox_columns!(),
    " FROM outbox_message WHERE order_key = $1 ORDER BY seq"
);
const LANE_HELD: &str = concat!(
    "SELECT ",
    outbox_columns!(),
    " FROM outbox_message WHERE order_key = $1 ORDER BY seq FOR UPDATE"
);

impl Tx {
    /// Notes from which certificate a new draft was made.
    ///
    /// # Errors
    /// [`Error::Conflict`] when a draft of that kind is being made from it already.
    pub async fn insert_origin(&mut self, origin: &NewOrigin) -> Result<(), Error> {
        one_row(execute!(
            self,
            "INSERT INTO certificate_origin (certificate_id, parent_id, kind, is_open, period_line) VALUES ($1, $2, $3, $4, $5)",
            origin.certificate.to_text(),
            origin.parent.to_text(),
            origin.kind.key(),
            true,
            origin.period_line.as_str()
        )?)
    }

    /// Notes that a certificate is no draft any more, so that another copy may be begun.
    pub async fn close_origin(&mut self, certificate: CertificateId) -> Result<(), Error> {
        execute!(
            self,
            "UPDATE certificate_origin SET is_open = $2 WHERE certificate_id = $1",
            certificate.to_text(),
            false
        )?;
        Ok(())
    }

    /// Returns where a certificate came from and what was made from it, the oldest first.
    pub async fn origins_around(&mut self, id: CertificateId) -> Result<Vec<OriginRow>, Error> {
        fetch_all!(
            self,
            origin_row,
            origins!("o.certificate_id = $1 OR o.parent_id = $1"),
            id.to_text()
        )
    }

    /// Returns which of a patient's certificates on a unit were made from others, the oldest first.
    pub async fn origins_of_patient(
        &mut self,
        patient: PatientKey,
        unit: &HsaId,
    ) -> Result<Vec<OriginRow>, Error> {
        fetch_all!(
            self,
            origin_row,
            origins!("p.patient_key = $1 AND p.unit_id = $2"),
            patient.to_text(),
            unit.as_str()
        )
    }

    /// Takes a signed certificate back.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is not signed or has been taken back already.
    pub async fn revoke(
        &mut self,
        id: CertificateId,
        revocation: &NewRevocation,
    ) -> Result<(), Error> {
        one_row(execute!(
            self,
            "INSERT INTO certificate_revocation (certificate_id, reason, comment, revoked_at, revoked_by, revoked_by_name)
             SELECT id, $2, $3, $4, $5, $6 FROM certificate WHERE id = $1 AND state = 'signed'",
            id.to_text(),
            revocation.reason.key(),
            revocation.comment.as_str(),
            ms(revocation.at),
            revocation.by.id.as_str(),
            revocation.by.name.as_str()
        )?)?;
        one_row(execute!(
            self,
            "UPDATE certificate SET state = 'revoked' WHERE id = $1 AND state = 'signed'",
            id.to_text()
        )?)
    }

    /// Returns why, when and by whom a certificate was taken back, if it was.
    pub async fn revocation(&mut self, id: CertificateId) -> Result<Option<RevocationRow>, Error> {
        fetch_optional!(
            self,
            revocation_row,
            "SELECT certificate_id, reason, comment, revoked_at, revoked_by, revoked_by_name, confirmed_at
             FROM certificate_revocation WHERE certificate_id = $1",
            id.to_text()
        )
    }

    /// Returns which of a patient's certificates on a unit were taken back.
    pub async fn revocations_of_patient(
        &mut self,
        patient: PatientKey,
        unit: &HsaId,
    ) -> Result<Vec<RevocationRow>, Error> {
        fetch_all!(
            self,
            revocation_row,
            "SELECT r.certificate_id AS certificate_id, r.reason AS reason, r.comment AS comment, r.revoked_at AS revoked_at,
                r.revoked_by AS revoked_by, r.revoked_by_name AS revoked_by_name, r.confirmed_at AS confirmed_at
             FROM certificate c JOIN certificate_revocation r ON r.certificate_id = c.id
             WHERE c.patient_key = $1 AND c.unit_id = $2 ORDER BY r.revoked_at, r.certificate_id",
            patient.to_text(),
            unit.as_str()
        )
    }

    /// Notes that Intygstjänsten knows that a certificate was taken back; the first time stays.
    pub async fn confirm_revocation(
        &mut self,
        id: CertificateId,
        at: Timestamp,
    ) -> Result<(), Error> {
        one_row(execute!(
            self,
            "UPDATE certificate_revocation SET confirmed_at = COALESCE(confirmed_at, $2) WHERE certificate_id = $1",
            id.to_text(),
            ms(at)
        )?)
    }

    /// Returns a certificate's messages in the order of its lane and holds them until the end of the transaction, so that no worker
    /// claims one meanwhile. Whoever changes them has called [`Tx::lock_certificate`] before.
    pub async fn hold_lane(&mut self, id: CertificateId) -> Result<Vec<OutboxRow>, Error> {
        fetch_all!(self, outbox_row, self.pick(LANE, LANE_HELD), id.to_text())
    }

    /// As [`Tx::hold_lane`], but without the messages that cannot be read, which are told of in the log: what another one has come to
    /// must be written down in spite of them.
    pub async fn hold_readable_lane(&mut self, id: CertificateId) -> Result<Vec<OutboxRow>, Error> {
        let rows = fetch_all!(
            self,
            |row| Ok::<_, Error>(outbox_row(row)),
            self.pick(LANE, LANE_HELD),
            id.to_text()
        )?;
        readable(rows)
    }

    /// Holds a certificate's row until the end of the transaction: what was read of its state stays so.
    pub async fn lock_certificate(&mut self, id: CertificateId) -> Result<(), Error> {
        self.lock_lane(id).await
    }

    /// Drops an open message that no worker has.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is not waiting and not under FEL.
    pub async fn cancel_message(&mut self, id: OutboxId, at: Timestamp) -> Result<(), Error> {
        one_row(execute!(
            self,
            "UPDATE outbox_message SET state = 'cancelled', cancelled_at = $2 WHERE id = $1 AND state IN ('waiting', 'failed')",
            id.to_text(),
            ms(at)
        )?)
    }

    /// Notes that the receiver has an open message that no worker has: something else has proved it. Does nothing to others.
    pub async fn settle_delivered(&mut self, id: OutboxId, at: Timestamp) -> Result<(), Error> {
        execute!(
            self,
            "UPDATE outbox_message SET state = 'delivered', delivered_at = $2, delivered_how = 'already_there'
             WHERE id = $1 AND state IN ('waiting', 'failed')",
            id.to_text(),
            ms(at)
        )?;
        Ok(())
    }

    /// Takes a message out of FEL: due at once, with a new hour from its next attempt.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is not under FEL.
    pub async fn reopen_message(&mut self, id: OutboxId, at: Timestamp) -> Result<(), Error> {
        one_row(execute!(
            self,
            "UPDATE outbox_message SET state = 'waiting', due_at = $2, attempts_in_window = 0, window_start = NULL, deadline = NULL
             WHERE id = $1 AND state = 'failed'",
            id.to_text(),
            ms(at)
        )?)
    }

    /// Lets the first open message of a lane go at once, when it has waited only for those before it.
    pub async fn hasten_lane(&mut self, id: CertificateId, at: Timestamp) -> Result<(), Error> {
        execute!(
            self,
            "UPDATE outbox_message SET due_at = $2 WHERE order_key = $1 AND state = 'waiting' AND attempts = 0 AND due_at > $2
                AND NOT EXISTS (SELECT 1 FROM outbox_message e WHERE e.order_key = $1 AND e.seq < outbox_message.seq
                    AND e.state IN ('waiting', 'sending', 'failed'))",
            id.to_text(),
            ms(at)
        )?;
        Ok(())
    }
}

fn origin_row(row: &impl Fields) -> Result<OriginRow, Error> {
    let row = Columns::new(row, "certificate_origin", "certificate_id");
    Ok(OriginRow {
        certificate: row.id("certificate_id")?,
        state: row.parsed("state", CertificateState::from_key)?,
        created_at: row.time("created_at")?,
        signed_at: row.opt_time("signed_at")?,
        parent: row.id("parent_id")?,
        parent_state: row.parsed("parent_state", CertificateState::from_key)?,
        parent_created_at: row.time("parent_created_at")?,
        parent_unit: row.hsa("parent_unit_id")?,
        kind: row.parsed("kind", CopyKind::from_key)?,
        period_line: row.text("period_line")?,
    })
}

fn revocation_row(row: &impl Fields) -> Result<RevocationRow, Error> {
    let row = Columns::new(row, "certificate_revocation", "certificate_id");
    Ok(RevocationRow {
        certificate: row.id("certificate_id")?,
        reason: row.parsed("reason", RevocationReason::from_key)?,
        comment: row.text("comment")?,
        by: row.staff("revoked_by", "revoked_by_name")?,
        at: row.time("revoked_at")?,
        confirmed_at: row.opt_time("confirmed_at")?,
    })
}
