//! What has happened to a certificate, and the facts of the installation.

use intyg_core::ids::CertificateId;
use jiff::Timestamp;

use super::ms;
use crate::Error;
use crate::fields::{Columns, Fields, number};
use crate::rows::{EventRow, InstanceFacts};
use crate::tx::{Tx, execute, fetch_all, fetch_optional, one_row};

impl Tx {
    /// Adds an event to the certificate's history.
    pub async fn append_event(&mut self, event: &EventRow) -> Result<(), Error> {
        self.lock_lane(event.certificate).await?;
        one_row(execute!(
            self,
            "INSERT INTO certificate_event (certificate_id, seq, at, kind, staff_id, staff_name, detail, unit_name)
             SELECT $1, COALESCE((SELECT MAX(seq) FROM certificate_event WHERE certificate_id = $1), 0) + 1, $2, $3, $4, $5, $6, $7",
            event.certificate.to_text(),
            ms(event.at),
            event.kind.as_str(),
            event.by.id.as_str(),
            event.by.name.as_str(),
            event.detail.as_str(),
            event.unit.as_str()
        )?)
    }

    /// Returns the events of a certificate in the order in which they were added.
    pub async fn events_of(&mut self, id: CertificateId) -> Result<Vec<EventRow>, Error> {
        fetch_all!(
            self,
            event_row,
            "SELECT certificate_id, at, kind, staff_id, staff_name, detail, unit_name FROM certificate_event
             WHERE certificate_id = $1 ORDER BY seq",
            id.to_text()
        )
    }

    /// Writes a row that nobody needs, to show that the database takes one.
    pub async fn touch_readiness(&mut self, at: Timestamp) -> Result<(), Error> {
        one_row(execute!(
            self,
            "INSERT INTO instance (fact, value) VALUES ('ready_at', $1) ON CONFLICT (fact) DO UPDATE SET value = excluded.value",
            at.to_string()
        )?)
    }

    /// Returns the facts of the installation.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] when the database has lost its installation id.
    pub async fn instance_facts(&mut self) -> Result<InstanceFacts, Error> {
        let schema_version =
            fetch_optional!(self, number, "SELECT MAX(number) AS n FROM schema_version")?;
        let installation_id = fetch_optional!(
            self,
            |row| Columns::new(row, "instance", "fact").text("value"),
            "SELECT fact, value FROM instance WHERE fact = 'installation_id'"
        )?;
        Ok(InstanceFacts {
            schema_version: schema_version.unwrap_or(0),
            installation_id: installation_id.ok_or_else(|| Error::Inconsistent {
                table: "instance",
                column: "value",
                id: "installation_id".to_owned(),
            })?,
        })
    }
}

fn event_row(row: &impl Fields) -> Result<EventRow, Error> {
    let row = Columns::new(row, "certificate_event", "certificate_id");
    Ok(EventRow {
        certificate: row.id("certificate_id")?,
        at: row.time("at")?,
        kind: row.text("kind")?,
        by: row.staff("staff_id", "staff_name")?,
        unit: row.text("unit_name")?,
        detail: row.text("detail")?,
    })
}
