//! Certificates from before June 2018: written once by the import, then only read.

use intyg_core::ids::{CertificateId, HsaId, PatientKey};

use super::ms;
use crate::Error;
use crate::fields::{Columns, Fields};
use crate::rows::{Frozen, LegacyRow, NewLegacy, StaffRef, Summary};
use crate::tx::{Tx, execute, fetch_all, fetch_optional};

macro_rules! legacy_columns {
    () => {
        "id, document_id, type_code, patient_key, person_id, unit_id, unit_name, provider_id, issuer_id, issuer_name, signed_at, \
         period_from, period_to, degrees, diagnosis, imported_at, sha256"
    };
}

impl Tx {
    /// Stores a certificate; tells whether it did. When its id, or its own id on its unit, is taken, nothing is written.
    pub async fn insert_legacy(&mut self, new: &NewLegacy) -> Result<bool, Error> {
        let row = &new.row;
        let written = execute!(
            self,
            concat!(
                "INSERT INTO legacy_certificate (",
                legacy_columns!(),
                ", xml) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
                 ON CONFLICT DO NOTHING"
            ),
            row.id.to_text(),
            row.document_id.as_str(),
            row.type_code.as_str(),
            row.patient.to_text(),
            row.person_id.digits(),
            row.unit_id.as_str(),
            row.unit_name.as_str(),
            row.provider_id.as_str(),
            row.issuer.id.as_str(),
            row.issuer.name.as_str(),
            ms(row.signed_at),
            row.summary.period_from.map(|day| day.to_string()),
            row.summary.period_to.map(|day| day.to_string()),
            row.summary.degrees.as_str(),
            row.summary.diagnosis.as_str(),
            ms(row.imported_at),
            new.document.sha256(),
            new.document.text()
        )?;
        Ok(written == 1)
    }

    /// Returns a certificate.
    pub async fn legacy(&mut self, id: CertificateId) -> Result<Option<LegacyRow>, Error> {
        fetch_optional!(
            self,
            legacy_row,
            concat!(
                "SELECT ",
                legacy_columns!(),
                " FROM legacy_certificate WHERE id = $1"
            ),
            id.to_text()
        )
    }

    /// Finds a certificate of a unit by its own id.
    pub async fn legacy_by_document(
        &mut self,
        unit: &HsaId,
        document_id: &str,
    ) -> Result<Option<LegacyRow>, Error> {
        fetch_optional!(
            self,
            legacy_row,
            concat!(
                "SELECT ",
                legacy_columns!(),
                " FROM legacy_certificate WHERE unit_id = $1 AND document_id = $2"
            ),
            unit.as_str(),
            document_id
        )
    }

    /// Returns a patient's certificates on a unit, the last signed first.
    pub async fn legacy_of_patient(
        &mut self,
        patient: PatientKey,
        unit: &HsaId,
    ) -> Result<Vec<LegacyRow>, Error> {
        fetch_all!(
            self,
            legacy_row,
            concat!(
                "SELECT ",
                legacy_columns!(),
                " FROM legacy_certificate WHERE patient_key = $1 AND unit_id = $2 ORDER BY signed_at DESC, id"
            ),
            patient.to_text(),
            unit.as_str()
        )
    }

    /// Returns the stored document.
    ///
    /// # Errors
    /// [`Error::Integrity`] when it is not what was stored.
    pub async fn legacy_document(&mut self, id: CertificateId) -> Result<Option<Frozen>, Error> {
        fetch_optional!(
            self,
            document_row,
            "SELECT id, xml, sha256 FROM legacy_certificate WHERE id = $1",
            id.to_text()
        )
    }
}

fn document_row(row: &impl Fields) -> Result<Frozen, Error> {
    let row = Columns::new(row, "legacy_certificate", "id");
    let (id, sha256) = (row.text("id")?, row.text("sha256")?);
    Frozen::verified(row.text("xml")?, &sha256).ok_or(Error::Integrity {
        table: "legacy_certificate",
        id,
    })
}

fn legacy_row(row: &impl Fields) -> Result<LegacyRow, Error> {
    let row = Columns::new(row, "legacy_certificate", "id");
    Ok(LegacyRow {
        id: row.id("id")?,
        document_id: row.text("document_id")?,
        type_code: row.text("type_code")?,
        patient: row.id("patient_key")?,
        person_id: row.person("person_id")?,
        unit_id: row.hsa("unit_id")?,
        unit_name: row.text("unit_name")?,
        provider_id: row.hsa("provider_id")?,
        issuer: StaffRef {
            id: row.hsa("issuer_id")?,
            name: row.text("issuer_name")?,
        },
        signed_at: row.time("signed_at")?,
        summary: Summary {
            period_from: row.opt_date("period_from")?,
            period_to: row.opt_date("period_to")?,
            degrees: row.text("degrees")?,
            diagnosis: row.text("diagnosis")?,
            periods: None,
        },
        imported_at: row.time("imported_at")?,
        sha256: row.text("sha256")?,
    })
}
