//! Enhetens utkorg: what a unit has sent, what people did with it, and how much of it waits.

use intyg_core::ids::{HsaId, OutboxId, PatientKey};
use intyg_core::outbox::{OutboxKind, OutboxState};
use intyg_core::person::PersonId;
use jiff::Timestamp;

use super::ms;
use super::outbox::{outbox_columns, outbox_row, readable};
use crate::Error;
use crate::fields::{Columns, Fields};
use crate::rows::{
    OutboxAct, OutboxActKind, OutboxDepth, OutboxRow, OutboxSearch, UnitOutboxQuery, UnitOutboxRows,
};
use crate::tx::{Tx, execute, fetch_all, one_row};

impl Tx {
    /// Returns a unit's messages with the number of the patient that each is about, the oldest first. Those that cannot be read are counted:
    /// they hide no others.
    pub async fn unit_outbox(
        &mut self,
        query: &UnitOutboxQuery<'_>,
    ) -> Result<UnitOutboxRows, Error> {
        let [state, other] = query.part.states();
        let found = fetch_all!(
            self,
            |row| Ok::<_, Error>(unit_row(row)),
            concat!(
                "SELECT (SELECT p.person_id FROM certificate c JOIN patient p ON p.patient_key = c.patient_key
                    WHERE c.id = outbox_message.order_key) AS person_id, ",
                outbox_columns!(),
                " FROM outbox_message WHERE unit_id = $1 AND state IN ($2, $3) AND ($4 = '' OR kind = $4) AND created_at >= $5
                    AND ($6 = '' OR order_key IN (SELECT c.id FROM certificate c WHERE c.patient_key = $6 AND c.unit_id = $1))
                 ORDER BY created_at, order_key, seq"
            ),
            query.unit.as_str(),
            state.key(),
            other.key(),
            query.kind.map_or("", OutboxKind::key),
            ms(query.since),
            query.patient.map(PatientKey::to_text).unwrap_or_default()
        )?;
        let count = found.len();
        let rows = readable(found)?;
        Ok(UnitOutboxRows {
            unreadable: count - rows.len(),
            rows,
        })
    }

    /// Returns messages of all units, the newest first.
    pub async fn find_outbox(&mut self, search: &OutboxSearch) -> Result<Vec<OutboxRow>, Error> {
        fetch_all!(
            self,
            outbox_row,
            concat!(
                "SELECT ",
                outbox_columns!(),
                " FROM outbox_message WHERE ($1 = '' OR state = $1) AND ($2 = '' OR destination = $2) AND ($3 = '' OR unit_id = $3)
                 ORDER BY created_at DESC, order_key, seq DESC LIMIT $4"
            ),
            search.state.map_or("", OutboxState::key),
            search.destination.as_deref().unwrap_or_default(),
            search.unit.as_ref().map_or("", HsaId::as_str),
            i64::from(search.limit)
        )
    }

    /// Drops a message under FEL for good. Neither a registration nor a revocation can be written off.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is not under FEL or of another kind.
    ///
    /// Source: exchange 2.4, reliability-security R104.
    pub async fn write_off(&mut self, id: OutboxId, at: Timestamp) -> Result<(), Error> {
        one_row(execute!(
            self,
            "UPDATE outbox_message SET state = 'cancelled', cancelled_at = $2
             WHERE id = $1 AND state = 'failed' AND kind IN ('send', 'message')",
            id.to_text(),
            ms(at)
        )?)
    }

    /// Keeps what a person did with a message.
    pub async fn append_outbox_act(&mut self, act: &OutboxAct) -> Result<(), Error> {
        one_row(execute!(
            self,
            "INSERT INTO outbox_act (message_id, number, at, kind, staff_id, name, comment)
             SELECT $1, COALESCE((SELECT MAX(number) FROM outbox_act WHERE message_id = $1), 0) + 1, $2, $3, $4, $5, $6",
            act.message.to_text(),
            ms(act.at),
            act.kind.key(),
            act.staff.as_ref().map(HsaId::as_str),
            act.name.as_str(),
            act.comment.as_str()
        )?)
    }

    /// Returns what people did with a message, the oldest first.
    pub async fn outbox_acts(&mut self, id: OutboxId) -> Result<Vec<OutboxAct>, Error> {
        fetch_all!(
            self,
            act_row,
            "SELECT message_id, at, kind, staff_id, name, comment FROM outbox_act WHERE message_id = $1 ORDER BY number",
            id.to_text()
        )
    }

    /// Counts what has not arrived, by receiver, kind and state.
    pub async fn outbox_depth(&mut self) -> Result<Vec<OutboxDepth>, Error> {
        fetch_all!(
            self,
            depth_row,
            "SELECT destination, kind, state, COUNT(*) AS n, MIN(created_at) AS oldest FROM (
                SELECT destination, kind, state, created_at FROM outbox_message WHERE state = 'waiting'
                UNION ALL SELECT destination, kind, state, created_at FROM outbox_message WHERE state = 'sending'
                UNION ALL SELECT destination, kind, state, created_at FROM outbox_message WHERE state = 'failed'
             ) o GROUP BY destination, kind, state ORDER BY destination, kind, state"
        )
    }
}

fn unit_row(row: &impl Fields) -> Result<(OutboxRow, PersonId), Error> {
    let person = Columns::new(row, "outbox_message", "id").person("person_id")?;
    Ok((outbox_row(row)?, person))
}

fn act_row(row: &impl Fields) -> Result<OutboxAct, Error> {
    let row = Columns::new(row, "outbox_act", "message_id");
    Ok(OutboxAct {
        message: row.id("message_id")?,
        at: row.time("at")?,
        kind: row.parsed("kind", OutboxActKind::from_key)?,
        staff: row.opt_hsa("staff_id")?,
        name: row.text("name")?,
        comment: row.text("comment")?,
    })
}

fn depth_row(row: &impl Fields) -> Result<OutboxDepth, Error> {
    let row = Columns::new(row, "outbox_message", "destination");
    Ok(OutboxDepth {
        destination: row.text("destination")?,
        kind: row.parsed("kind", OutboxKind::from_key)?,
        state: row.parsed("state", OutboxState::from_key)?,
        count: row.int("n")?,
        oldest: row.time("oldest")?,
    })
}
