//! The import of certificates from before June 2018, for the command and the demo.

use intyg_convert::{Legacy, LegacyError, TakenIn};
use intyg_core::ids::CertificateId;
use intyg_store::{AuditEntry, Frozen, LegacyRow, NewLegacy, StaffRef, Tx};

use crate::content;
use crate::error::Error;
use crate::state::App;

/// What became of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LegacyImport {
    /// It is stored.
    Imported(CertificateId),
    /// It had been imported before; nothing was written.
    AlreadyThere(CertificateId),
    /// It is a certificate that is not taken; nothing was written.
    Refused {
        /// The first reason, in Swedish.
        first: String,
        /// How many more there are.
        more: usize,
    },
    /// It is no such certificate, and why; nothing was written.
    Unreadable(String),
}

impl LegacyImport {
    fn refused(mut reasons: Vec<String>) -> Self {
        let more = reasons.len().saturating_sub(1);
        reasons.truncate(1);
        Self::Refused {
            first: reasons.pop().unwrap_or_default(),
            more,
        }
    }
}

impl App {
    /// Imports one document, with an entry in the access log. The same document again changes nothing.
    ///
    /// The patient's name is taken out of the document before anything is stored; the rest is stored byte for byte with its SHA-256.
    /// No hash of the whole document is kept: whoever has the rest could try names against it.
    ///
    /// # Errors
    /// Only when the database fails; then nothing is stored.
    pub async fn import_legacy(
        &self,
        document: &[u8],
        operator: &str,
        reason: &str,
    ) -> Result<LegacyImport, Error> {
        let taken = match intyg_convert::take_in(document) {
            Ok(taken) => taken,
            Err(LegacyError::Unreadable(reason)) => return Ok(LegacyImport::Unreadable(reason)),
            Err(LegacyError::Refused(reasons)) => return Ok(LegacyImport::refused(reasons)),
        };
        let had_names = taken.had_names;
        let certificate = &taken.certificate;
        let (unit, document_id) = (certificate.unit_id.clone(), certificate.document_id.clone());
        let mut new = self.new_legacy(taken);
        let fresh_key = new.row.patient;

        let mut tx = self.store().begin_change().await?;
        if let Some(known) = known(&mut tx, &new, &unit, &document_id).await? {
            return Ok(known);
        }
        new.row.patient = tx.patient_key_for(&new.row.person_id, fresh_key).await?;
        if !tx.insert_legacy(&new).await? {
            // Somebody else was first since we looked; what she stored decides.
            let known = known(&mut tx, &new, &unit, &document_id).await?;
            return known.ok_or(Error::Store(intyg_store::Error::Conflict));
        }
        tx.append_audit(&self.import_entry(&new.row, operator, reason, had_names))
            .await?;
        tx.commit().await?;
        Ok(LegacyImport::Imported(new.row.id))
    }

    fn new_legacy(&self, taken: TakenIn) -> NewLegacy {
        let document = Frozen::new(taken.document);
        let Legacy {
            ty,
            document_id,
            patient,
            signed_at,
            issuer_id,
            issuer_name,
            unit_id,
            unit_name,
            provider_id,
            content,
        } = taken.certificate;
        let row = LegacyRow {
            id: document_id
                .parse()
                .unwrap_or_else(|_| self.new_certificate_id()),
            document_id,
            type_code: ty.code.to_owned(),
            patient: self.new_patient_key(),
            person_id: patient,
            unit_id,
            unit_name,
            provider_id,
            issuer: StaffRef {
                id: issuer_id,
                name: issuer_name,
            },
            signed_at,
            summary: content::stored_summary(ty.summary(&content)),
            imported_at: self.now(),
            sha256: document.sha256().to_owned(),
        };
        NewLegacy { row, document }
    }

    fn import_entry(
        &self,
        row: &LegacyRow,
        operator: &str,
        reason: &str,
        had_names: bool,
    ) -> AuditEntry {
        let mut entry = self.command_entry("legacy_import", operator, reason);
        if had_names {
            entry.reason = format!("{reason} (patientens namn borttaget)");
        }
        "Skriva".clone_into(&mut entry.activity);
        entry.patient = Some(row.person_id.clone());
        entry.resource_id = row.id.to_text();
        entry.resource_unit = Some(row.unit_id.clone());
        entry.resource_provider = Some(row.provider_id.clone());
        entry
    }
}

/// Compares with what is stored under the same id.
async fn known(
    tx: &mut Tx,
    new: &NewLegacy,
    unit: &intyg_core::ids::HsaId,
    document_id: &str,
) -> Result<Option<LegacyImport>, Error> {
    let stored = match tx.legacy_by_document(unit, document_id).await? {
        Some(stored) => Some(stored),
        None => tx.legacy(new.row.id).await?,
    };
    Ok(stored.map(|stored| {
        if stored.sha256 == new.row.sha256 {
            LegacyImport::AlreadyThere(stored.id)
        } else {
            LegacyImport::refused(vec![
                "Ett intyg med samma id är redan importerat, med annat innehåll.".to_owned(),
            ])
        }
    }))
}
