//! A unit that answers for what another one issued. Source: exchange 3.3, row 13.

use intyg_core::event::EventKind;

use super::ms;
use crate::Error;
use crate::rows::{TakenOver, Takeover};
use crate::tx::{Conn, Tx, execute};

impl Tx {
    /// Makes a unit answer for everything that another one has: certificates and drafts with an event each, messages, what waits to be sent,
    /// and certificates from before June 2018. What is signed keeps the unit that issued it; drafts become the new unit's own. Changes nothing
    /// when there is nothing left to take over. Old certificates that the new unit has too stay where they are.
    pub async fn take_over(&mut self, takeover: &Takeover) -> Result<TakenOver, Error> {
        let unit = takeover.unit.as_str();
        let by = takeover.by.as_str();
        let provider = takeover.provider.as_str();
        if matches!(self.conn, Conn::Postgres(_)) {
            // The events' numbers have no gaps: nobody else may add one meanwhile.
            execute!(
                self,
                "SELECT rev AS n FROM certificate WHERE unit_id = $1 ORDER BY id FOR NO KEY UPDATE",
                unit
            )?;
        }
        let certificates = execute!(
            self,
            "INSERT INTO certificate_event (certificate_id, seq, at, kind, staff_id, staff_name, detail, unit_name)
             SELECT c.id, COALESCE((SELECT MAX(e.seq) FROM certificate_event e WHERE e.certificate_id = c.id), 0) + 1, $2,
                $3, $4, '', $5, '' FROM certificate c WHERE c.unit_id = $1",
            unit,
            ms(takeover.at),
            EventKind::TakenOver.key(),
            by,
            takeover.name.as_str()
        )?;
        execute!(
            self,
            "UPDATE certificate SET unit_id = $2, unit_name = $3, provider_id = $4 WHERE unit_id = $1 AND state = 'draft'",
            unit,
            by,
            takeover.name.as_str(),
            provider
        )?;
        execute!(
            self,
            "UPDATE certificate SET issuing_unit_id = COALESCE(issuing_unit_id, unit_id), unit_id = $2, provider_id = $3
             WHERE unit_id = $1",
            unit,
            by,
            provider
        )?;
        let messages = execute!(
            self,
            "UPDATE message SET unit_id = $2 WHERE unit_id = $1",
            unit,
            by
        )?;
        let outgoing = execute!(
            self,
            "UPDATE outbox_message SET unit_id = $2 WHERE unit_id = $1",
            unit,
            by
        )?;
        let legacy = execute!(
            self,
            "UPDATE legacy_certificate SET unit_id = $2, provider_id = $3 WHERE unit_id = $1 AND NOT EXISTS
                (SELECT 1 FROM legacy_certificate there WHERE there.unit_id = $2 AND there.document_id = legacy_certificate.document_id)",
            unit,
            by,
            provider
        )?;
        Ok(TakenOver {
            certificates,
            messages,
            outgoing,
            legacy,
        })
    }
}
