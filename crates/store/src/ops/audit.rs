//! The access log. Appended to and read, never changed. Source: reliability-security 12.

use intyg_core::actor::Role;
use intyg_core::ids::HsaId;
use intyg_core::person::PersonId;

use super::ms;
use crate::Error;
use crate::fields::{Columns, Fields, number};
use crate::keys::role_from_key;
use crate::rows::{AuditEntry, AuditOutcome, AuditRecord};
use crate::tx::{Conn, Tx, execute, fetch_all, fetch_optional};

/// Names the lock under which PostgreSQL gives out the places of the log, held to the end of the transaction.
const ADVISORY_LOCK: i64 = 0x1171_0002;

macro_rules! audit_columns {
    () => {
        "seq, log_id, at, staff_id, staff_title, assignment, role, provider_id, provider_name, unit_id, unit_name, action, \
         activity, purpose, patient_id, resource_type, resource_id, resource_provider, resource_unit, reason, outcome, \
         correlation_id, software_version"
    };
}

impl Tx {
    /// Appends an entry and returns its place. On PostgreSQL other writers of the log wait from here until the end of the
    /// transaction, so this comes as late in it as possible.
    pub async fn append_audit(&mut self, entry: &AuditEntry) -> Result<i64, Error> {
        if matches!(self.conn, Conn::Postgres(_)) {
            execute!(self, "SELECT pg_advisory_xact_lock($1)", ADVISORY_LOCK)?;
        }
        let seq = fetch_optional!(
            self,
            number,
            concat!(
                "INSERT INTO audit_log (",
                audit_columns!(),
                ") SELECT COALESCE((SELECT MAX(seq) FROM audit_log), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
                 $13, $14, $15, $16, $17, $18, $19, $20, $21, $22 RETURNING seq AS n"
            ),
            entry.log_id.to_text(),
            ms(entry.at),
            entry.staff_id.as_ref().map(HsaId::as_str),
            entry.staff_title.as_str(),
            entry.assignment.as_str(),
            entry.role.map(Role::key),
            entry.provider_id.as_ref().map(HsaId::as_str),
            entry.provider_name.as_str(),
            entry.unit_id.as_ref().map(HsaId::as_str),
            entry.unit_name.as_str(),
            entry.action.as_str(),
            entry.activity.as_str(),
            entry.purpose.as_str(),
            entry.patient.as_ref().map(PersonId::digits),
            entry.resource_type.as_str(),
            entry.resource_id.as_str(),
            entry.resource_provider.as_ref().map(HsaId::as_str),
            entry.resource_unit.as_ref().map(HsaId::as_str),
            entry.reason.as_str(),
            entry.outcome.key(),
            entry.correlation.to_text(),
            entry.software_version.as_str()
        )?;
        seq.ok_or(Error::Conflict)
    }

    /// Returns the entries about a patient in the order of the log.
    pub async fn audit_of_patient(
        &mut self,
        patient: &PersonId,
    ) -> Result<Vec<AuditRecord>, Error> {
        fetch_all!(
            self,
            audit_row,
            concat!(
                "SELECT ",
                audit_columns!(),
                " FROM audit_log WHERE patient_id = $1 ORDER BY seq"
            ),
            patient.digits()
        )
    }

    /// Returns the entries that follow place `seq`, at most `limit`.
    pub async fn audit_after(&mut self, seq: i64, limit: u32) -> Result<Vec<AuditRecord>, Error> {
        fetch_all!(
            self,
            audit_row,
            concat!(
                "SELECT ",
                audit_columns!(),
                " FROM audit_log WHERE seq > $1 ORDER BY seq LIMIT $2"
            ),
            seq,
            i64::from(limit)
        )
    }
}

fn audit_row(row: &impl Fields) -> Result<AuditRecord, Error> {
    let row = Columns::new(row, "audit_log", "log_id");
    Ok(AuditRecord {
        seq: row.int("seq")?,
        entry: AuditEntry {
            log_id: row.id("log_id")?,
            at: row.time("at")?,
            staff_id: row.opt_hsa("staff_id")?,
            staff_title: row.text("staff_title")?,
            assignment: row.text("assignment")?,
            role: row.opt_parsed("role", role_from_key)?,
            provider_id: row.opt_hsa("provider_id")?,
            provider_name: row.text("provider_name")?,
            unit_id: row.opt_hsa("unit_id")?,
            unit_name: row.text("unit_name")?,
            action: row.text("action")?,
            activity: row.text("activity")?,
            purpose: row.text("purpose")?,
            patient: row.opt_person("patient_id")?,
            resource_type: row.text("resource_type")?,
            resource_id: row.text("resource_id")?,
            resource_provider: row.opt_hsa("resource_provider")?,
            resource_unit: row.opt_hsa("resource_unit")?,
            reason: row.text("reason")?,
            outcome: row.parsed("outcome", AuditOutcome::from_key)?,
            correlation: row.id("correlation_id")?,
            software_version: row.text("software_version")?,
        },
    })
}
