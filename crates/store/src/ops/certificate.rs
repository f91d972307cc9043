//! Certificates and drafts: reading and counting them.

use intyg_core::ids::{CertificateId, HsaId, PatientKey};
use intyg_core::person::PersonId;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::Error;
use crate::fields::{Columns, Fields, number};
use crate::rows::{
    CertificateRow, CertificateState, DraftMark, StaffRef, Summary, UnitCounts, UnitDraftRow,
};
use crate::tx::{Tx, fetch_all, fetch_optional};

macro_rules! certificate_columns {
    () => {
        "id, type_code, type_major, text_version, patient_key, person_id, unit_id, issuing_unit_id, unit_name, provider_id, state, \
         draft_mark, is_complete, rev, period_from, period_to, degrees, diagnosis, periods, test_login, test_person, created_at, \
         created_by, created_by_name, updated_at, updated_by, updated_by_name, ready_for, ready_note, signed_at, signed_by, \
         signed_by_name, registered_at, sent_at, patient_sent_at, deleted_at, deleted_by, deleted_by_name"
    };
}

pub(super) use certificate_columns;

impl Tx {
    /// Returns a certificate or draft without its answers.
    pub async fn certificate(
        &mut self,
        id: CertificateId,
    ) -> Result<Option<CertificateRow>, Error> {
        fetch_optional!(
            self,
            certificate_row,
            concat!(
                "SELECT ",
                certificate_columns!(),
                " FROM certificate WHERE id = $1"
            ),
            id.to_text()
        )
    }

    /// Returns a certificate or draft with its answers as JSON.
    pub async fn certificate_with_answers(
        &mut self,
        id: CertificateId,
    ) -> Result<Option<(CertificateRow, String)>, Error> {
        fetch_optional!(
            self,
            |row| {
                let answers = Columns::new(row, "certificate", "id").text("answers")?;
                Ok::<_, Error>((certificate_row(row)?, answers))
            },
            concat!(
                "SELECT (SELECT s.answers FROM draft_state s WHERE s.certificate_id = certificate.id AND s.rev = certificate.rev)
                    AS answers, ",
                certificate_columns!(),
                " FROM certificate WHERE id = $1"
            ),
            id.to_text()
        )
    }

    /// Returns what a unit has of a patient, in every state, newest first.
    pub async fn certificates_of_patient(
        &mut self,
        patient: PatientKey,
        unit: &HsaId,
    ) -> Result<Vec<CertificateRow>, Error> {
        fetch_all!(
            self,
            certificate_row,
            concat!(
                "SELECT ",
                certificate_columns!(),
                " FROM certificate WHERE patient_key = $1 AND unit_id = $2 ORDER BY created_at DESC, id"
            ),
            patient.to_text(),
            unit.as_str()
        )
    }

    /// Returns a patient's certificates that a user has open, in the order of opening.
    pub async fn open_certificates(
        &mut self,
        staff: &HsaId,
        patient: PatientKey,
    ) -> Result<Vec<CertificateRow>, Error> {
        fetch_all!(
            self,
            certificate_row,
            concat!(
                "SELECT ",
                certificate_columns!(),
                " FROM certificate WHERE id IN (
                    SELECT certificate_id FROM open_tab WHERE staff_id = $1 AND patient_key = $2)
                 ORDER BY (SELECT t.opened_at FROM open_tab t WHERE t.staff_id = $1 AND t.certificate_id = certificate.id), id"
            ),
            staff.as_str(),
            patient.to_text()
        )
    }

    /// Returns a unit's drafts, each with the number of its patient and to whom it is assigned; the last changed first.
    pub async fn unit_drafts(&mut self, unit: &HsaId) -> Result<Vec<UnitDraftRow>, Error> {
        fetch_all!(
            self,
            unit_draft_row,
            concat!(
                "SELECT (SELECT p.person_id FROM patient p WHERE p.patient_key = certificate.patient_key) AS patient_number,
                    a.staff_id AS assigned_id, a.staff_name AS assigned_name, ",
                certificate_columns!(),
                " FROM certificate LEFT JOIN draft_assignment a ON a.certificate_id = certificate.id
                 WHERE unit_id = $1 AND state = 'draft' ORDER BY updated_at DESC, id"
            ),
            unit.as_str()
        )
    }

    /// Returns a unit's signed certificates whose period ends between two days, both included, each with the number under which its patient is
    /// known; the first to end comes first. One that is followed by another signed certificate of the unit, with a later last day or a newer one
    /// with the same, is left out.
    pub async fn ending_certificates(
        &mut self,
        unit: &HsaId,
        (from, to): (Date, Date),
    ) -> Result<Vec<(CertificateRow, PersonId)>, Error> {
        fetch_all!(
            self,
            |row| {
                let person = Columns::new(row, "certificate", "id").person("patient_number")?;
                Ok::<_, Error>((certificate_row(row)?, person))
            },
            concat!(
                "SELECT (SELECT p.person_id FROM patient p WHERE p.patient_key = certificate.patient_key) AS patient_number, ",
                certificate_columns!(),
                " FROM certificate WHERE unit_id = $1 AND state = 'signed' AND period_to >= $2 AND period_to <= $3
                    AND NOT EXISTS (SELECT 1 FROM certificate later WHERE later.patient_key = certificate.patient_key AND later.unit_id = $1
                        AND later.state = 'signed' AND (later.period_to > certificate.period_to
                            OR (later.period_to = certificate.period_to AND later.created_at > certificate.created_at)))
                 ORDER BY period_to, id"
            ),
            unit.as_str(),
            from.to_string(),
            to.to_string()
        )
    }

    /// Counts what a unit has to do.
    pub async fn unit_counts(&mut self, unit: &HsaId) -> Result<UnitCounts, Error> {
        let counts = fetch_optional!(
            self,
            |row| {
                let row = Columns::new(row, "certificate", "drafts");
                Ok::<_, Error>(UnitCounts {
                    drafts: row.int("drafts")?,
                    ready: row.int("ready")?,
                    waiting: row.int("waiting")?,
                    failed: row.int("failed")?,
                })
            },
            "SELECT (SELECT COUNT(*) FROM certificate WHERE unit_id = $1 AND state = 'draft') AS drafts,
                (SELECT COUNT(*) FROM certificate WHERE unit_id = $1 AND state = 'draft' AND draft_mark = 'ready') AS ready,
                (SELECT COUNT(*) FROM outbox_message WHERE unit_id = $1 AND state IN ('waiting', 'sending')) AS waiting,
                (SELECT COUNT(*) FROM outbox_message WHERE unit_id = $1 AND state = 'failed') AS failed",
            unit.as_str()
        )?;
        Ok(counts.unwrap_or_default())
    }

    /// Returns what a unit has to do, per patient, for those who may not know of every patient.
    pub async fn unit_counts_by_patient(
        &mut self,
        unit: &HsaId,
    ) -> Result<Vec<(PersonId, UnitCounts)>, Error> {
        fetch_all!(
            self,
            |row| {
                let row = Columns::new(row, "certificate", "person_id");
                let counts = UnitCounts {
                    drafts: row.int("drafts")?,
                    ready: row.int("ready")?,
                    waiting: row.int("waiting")?,
                    failed: row.int("failed")?,
                };
                Ok::<_, Error>((row.person("person_id")?, counts))
            },
            "SELECT p.person_id AS person_id,
                COUNT(CASE WHEN w.kind IN ('draft', 'ready') THEN 1 END) AS drafts,
                COUNT(CASE WHEN w.kind = 'ready' THEN 1 END) AS ready,
                COUNT(CASE WHEN w.kind = 'waiting' THEN 1 END) AS waiting,
                COUNT(CASE WHEN w.kind = 'failed' THEN 1 END) AS failed
             FROM (
                SELECT patient_key, CASE WHEN draft_mark = 'ready' THEN 'ready' ELSE 'draft' END AS kind
                FROM certificate WHERE unit_id = $1 AND state = 'draft'
                UNION ALL
                SELECT c.patient_key, CASE WHEN o.state = 'failed' THEN 'failed' ELSE 'waiting' END AS kind
                FROM outbox_message o JOIN certificate c ON c.id = o.order_key
                WHERE o.unit_id = $1 AND o.state IN ('waiting', 'sending', 'failed')
             ) w JOIN patient p ON p.patient_key = w.patient_key
             GROUP BY p.person_id ORDER BY p.person_id",
            unit.as_str()
        )
    }

    /// Holds the certificate's row until the end of the transaction, so that numbers given per certificate have no gaps and no
    /// doubles. SQLite has one writer and needs none.
    pub(crate) async fn lock_lane(&mut self, id: CertificateId) -> Result<(), Error> {
        if matches!(self.conn, crate::tx::Conn::Postgres(_)) {
            fetch_optional!(
                self,
                number,
                "SELECT rev AS n FROM certificate WHERE id = $1 FOR NO KEY UPDATE",
                id.to_text()
            )?;
        }
        Ok(())
    }
}

pub(super) fn certificate_row(row: &impl Fields) -> Result<CertificateRow, Error> {
    let row = Columns::new(row, "certificate", "id");
    Ok(CertificateRow {
        id: row.id("id")?,
        type_code: row.text("type_code")?,
        type_major: row.number("type_major")?,
        text_version: row.text("text_version")?,
        patient: row.id("patient_key")?,
        person_id: row.person("person_id")?,
        unit_id: row.hsa("unit_id")?,
        issuing_unit_id: row.opt_hsa("issuing_unit_id")?,
        unit_name: row.text("unit_name")?,
        provider_id: row.hsa("provider_id")?,
        state: row.parsed("state", CertificateState::from_key)?,
        mark: row.parsed("draft_mark", DraftMark::from_key)?,
        is_complete: row.flag("is_complete")?,
        rev: row.int("rev")?,
        summary: Summary {
            period_from: row.opt_date("period_from")?,
            period_to: row.opt_date("period_to")?,
            degrees: row.text("degrees")?,
            diagnosis: row.text("diagnosis")?,
            periods: row.opt_parsed("periods", Summary::read_periods)?,
        },
        created_by: row.staff("created_by", "created_by_name")?,
        created_at: row.time("created_at")?,
        updated_by: row.staff("updated_by", "updated_by_name")?,
        updated_at: row.time("updated_at")?,
        ready_for: row.opt_hsa("ready_for")?,
        ready_note: row.text("ready_note")?,
        signed: act(&row, "signed_at", "signed_by", "signed_by_name")?,
        deleted: act(&row, "deleted_at", "deleted_by", "deleted_by_name")?,
        registered_at: row.opt_time("registered_at")?,
        sent_at: row.opt_time("sent_at")?,
        patient_sent_at: row.opt_time("patient_sent_at")?,
        test_login: row.flag("test_login")?,
        test_person: row.flag("test_person")?,
    })
}

fn unit_draft_row(row: &impl Fields) -> Result<UnitDraftRow, Error> {
    let columns = Columns::new(row, "certificate", "id");
    let assigned = match columns.opt_hsa("assigned_id")? {
        None => None,
        Some(id) => Some(StaffRef {
            id,
            name: columns.text("assigned_name")?,
        }),
    };
    Ok(UnitDraftRow {
        draft: certificate_row(row)?,
        person: columns.person("patient_number")?,
        assigned,
    })
}

fn act(
    row: &Columns<'_, impl Fields>,
    at: &'static str,
    id: &'static str,
    name: &'static str,
) -> Result<Option<(StaffRef, Timestamp)>, Error> {
    row.opt_time(at)?
        .map(|at| Ok((row.staff(id, name)?, at)))
        .transpose()
}
