//! The inbox of a unit: what came in for it, filtered.

use intyg_core::conversation::MessageKind;
use intyg_core::ids::{HsaId, MessageId};
use intyg_core::person::PersonId;

use super::message::{message_columns, message_row};
use super::ms;
use crate::Error;
use crate::fields::{Columns, Fields};
use crate::rows::{Assigned, InboxFilter, InboxRow, InboxStatus, Matter, StaffRef};
use crate::tx::{Tx, fetch_all, fetch_optional};

impl Tx {
    /// Returns the messages for a unit that a filter takes, with their patients: those that must be answered first, then the oldest.
    pub async fn inbox(
        &mut self,
        unit: &HsaId,
        filter: &InboxFilter,
    ) -> Result<Vec<(MessageId, PersonId)>, Error> {
        let status = match filter.status {
            InboxStatus::Todo => "todo",
            InboxStatus::Done => "done",
            InboxStatus::All => "all",
        };
        let (kind, subject) = match filter.matter {
            None => ("", ""),
            Some(Matter::Question(subject)) => (MessageKind::Question.key(), subject.code()),
            Some(Matter::Answer) => (MessageKind::Answer.key(), ""),
            Some(Matter::Reminder) => (MessageKind::Reminder.key(), ""),
        };
        let (wanted, assignee) = match &filter.assigned {
            None => ("", ""),
            Some(Assigned::Nobody) => ("nobody", ""),
            Some(Assigned::To(id)) => ("to", id.as_str()),
        };
        fetch_all!(
            self,
            |row| {
                let row = Columns::new(row, "message", "id");
                Ok::<_, Error>((row.id("id")?, row.person("person_id")?))
            },
            "SELECT m.id AS id, m.person_id AS person_id FROM message m LEFT JOIN certificate c ON c.id = m.certificate_id
             WHERE m.party = 'recipient' AND m.unit_id = $1
                AND ($2 = 'all' OR ($2 = 'todo' AND m.handled_at IS NULL) OR ($2 = 'done' AND m.handled_at IS NOT NULL))
                AND ($3 = '' OR m.kind = $3) AND ($4 = '' OR m.subject = $4)
                AND ($5 = '' OR c.signed_by = $5) AND ($6 = '' OR m.person_id = $6)
                AND m.created_at >= $7 AND m.created_at < $8
                AND ($9 = '' OR ($9 = 'nobody' AND m.assigned_to IS NULL) OR ($9 = 'to' AND m.assigned_to = $10))
             ORDER BY CASE WHEN m.reply_by IS NULL THEN 1 ELSE 0 END, m.reply_by, m.created_at, m.id",
            unit.as_str(),
            status,
            kind,
            subject,
            filter.issuer.as_ref().map_or("", |issuer| issuer.as_str()),
            filter.person.as_ref().map_or("", |person| person.digits()),
            filter.from.map_or(i64::MIN, ms),
            filter.before.map_or(i64::MAX, ms),
            wanted,
            assignee
        )
    }

    /// Returns a message that came in, with its certificate.
    pub async fn inbox_message(&mut self, id: MessageId) -> Result<Option<InboxRow>, Error> {
        fetch_optional!(
            self,
            inbox_row,
            concat!(
                "SELECT ",
                message_columns!(),
                ", c.type_code AS type_code, c.type_major AS type_major, c.created_at AS certificate_created_at,
                    c.signed_by AS signed_by, c.signed_by_name AS signed_by_name
                 FROM message m LEFT JOIN certificate c ON c.id = m.certificate_id
                 WHERE m.party = 'recipient' AND m.id = $1"
            ),
            id.to_text()
        )
    }

    /// Returns who has signed certificates that something came in about for a unit, each once.
    pub async fn inbox_issuers(&mut self, unit: &HsaId) -> Result<Vec<StaffRef>, Error> {
        fetch_all!(
            self,
            |row| Columns::new(row, "certificate", "signed_by").staff("id", "name"),
            "SELECT c.signed_by AS id, MAX(c.signed_by_name) AS name FROM message m JOIN certificate c ON c.id = m.certificate_id
             WHERE m.party = 'recipient' AND m.unit_id = $1 AND c.signed_by IS NOT NULL GROUP BY c.signed_by",
            unit.as_str()
        )
    }

    /// Returns who has messages for a unit to deal with, each once.
    pub async fn inbox_assignees(&mut self, unit: &HsaId) -> Result<Vec<StaffRef>, Error> {
        fetch_all!(
            self,
            |row| Columns::new(row, "message", "assigned_to").staff("id", "name"),
            "SELECT assigned_to AS id, MAX(assigned_to_name) AS name FROM message
             WHERE party = 'recipient' AND unit_id = $1 AND assigned_to IS NOT NULL GROUP BY assigned_to",
            unit.as_str()
        )
    }

    /// Counts the messages for a unit that are not handled.
    pub async fn inbox_count(&mut self, unit: &HsaId) -> Result<i64, Error> {
        let count = fetch_optional!(
            self,
            crate::fields::number,
            "SELECT COUNT(*) AS n FROM message WHERE party = 'recipient' AND unit_id = $1 AND handled_at IS NULL",
            unit.as_str()
        )?;
        Ok(count.unwrap_or(0))
    }

    /// Counts them patient by patient, for those who may not know of every patient.
    pub async fn inbox_count_by_patient(
        &mut self,
        unit: &HsaId,
    ) -> Result<Vec<(PersonId, i64)>, Error> {
        fetch_all!(
            self,
            |row| {
                let row = Columns::new(row, "message", "person_id");
                Ok::<_, Error>((row.person("person_id")?, row.int("n")?))
            },
            "SELECT person_id, COUNT(*) AS n FROM message WHERE party = 'recipient' AND unit_id = $1 AND handled_at IS NULL
             GROUP BY person_id",
            unit.as_str()
        )
    }

    /// Returns the units that something has come in for.
    pub async fn units_with_inbox(&mut self) -> Result<Vec<HsaId>, Error> {
        fetch_all!(
            self,
            |row| Columns::new(row, "message", "unit_id").hsa("unit_id"),
            "SELECT DISTINCT unit_id FROM message WHERE party = 'recipient' ORDER BY unit_id"
        )
    }
}

fn inbox_row(row: &impl Fields) -> Result<InboxRow, Error> {
    let message = message_row(row)?;
    let row = Columns::new(row, "certificate", "id");
    Ok(InboxRow {
        message,
        ctype: match row.opt_text("type_code")? {
            None => None,
            Some(code) => Some((code, row.number("type_major")?)),
        },
        certificate_created_at: row.opt_time("certificate_created_at")?,
        issuer: match row.opt_hsa("signed_by")? {
            None => None,
            Some(id) => Some(StaffRef {
                id,
                name: row.text("signed_by_name")?,
            }),
        },
    })
}
