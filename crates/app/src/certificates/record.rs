//! The stored record of a certificate, for the command `record show`.

use std::collections::BTreeMap;

use intyg_core::ids::CertificateId;
use intyg_store::{CertificateRow, Document, Frozen, LegacyRow, Tx};

use super::integrity;
use crate::error::Error;
use crate::state::App;

impl App {
    /// Returns the stored record of a certificate, field by field, for the command `record show`; the access is logged.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown id.
    pub async fn record(
        &self,
        id: CertificateId,
        operator: &str,
        reason: &str,
    ) -> Result<BTreeMap<String, String>, Error> {
        let mut tx = self.store().begin_read().await?;
        let Some((row, answers)) = tx.certificate_with_answers(id).await? else {
            return self.legacy_record(tx, id, operator, reason).await;
        };
        let document = tx
            .document(id)
            .await
            .map_err(|error| integrity(id, error))?;
        let mut entry = self.command_entry("record_show", operator, reason);
        entry.patient = Some(row.person_id.clone());
        entry.resource_id = id.to_text();
        entry.resource_unit = Some(row.unit_id.clone());
        entry.resource_provider = Some(row.provider_id.clone());
        drop(tx);
        self.write_entries(&[entry]).await?;
        Ok(record_fields(&row, answers, document))
    }

    async fn legacy_record(
        &self,
        mut tx: Tx,
        id: CertificateId,
        operator: &str,
        reason: &str,
    ) -> Result<BTreeMap<String, String>, Error> {
        let row = tx.legacy(id).await?.ok_or(Error::NotFound)?;
        let document = tx
            .legacy_document(id)
            .await
            .map_err(|error| integrity(id, error))?
            .ok_or(Error::NotFound)?;
        let mut entry = self.command_entry("record_show", operator, reason);
        entry.patient = Some(row.person_id.clone());
        entry.resource_id = id.to_text();
        entry.resource_unit = Some(row.unit_id.clone());
        entry.resource_provider = Some(row.provider_id.clone());
        drop(tx);
        self.write_entries(&[entry]).await?;
        Ok(legacy_fields(&row, document))
    }
}

fn legacy_fields(row: &LegacyRow, document: Frozen) -> BTreeMap<String, String> {
    [
        ("id", row.id.to_text()),
        ("own id", row.document_id.clone()),
        ("type", row.type_code.clone()),
        ("personnummer", row.person_id.digits().to_owned()),
        ("unit", format!("{} {}", row.unit_id, row.unit_name)),
        ("care provider", row.provider_id.to_string()),
        ("signed", format!("{} by {}", row.signed_at, row.issuer.id)),
        ("imported", row.imported_at.to_string()),
        ("sha256", document.sha256().to_owned()),
        ("xml", document.into_text()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

fn record_fields(
    row: &CertificateRow,
    answers: String,
    document: Option<Document>,
) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::from([
        ("id".to_owned(), row.id.to_text()),
        (
            "type".to_owned(),
            format!("{} {}", row.type_code, row.text_version),
        ),
        ("personnummer".to_owned(), row.person_id.digits().to_owned()),
        (
            "unit".to_owned(),
            format!("{} {}", row.unit_id, row.unit_name),
        ),
        ("care provider".to_owned(), row.provider_id.to_string()),
        ("state".to_owned(), format!("{:?}", row.state)),
        ("revision".to_owned(), row.rev.to_string()),
        (
            "created".to_owned(),
            format!("{} by {}", row.created_at, row.created_by.id),
        ),
        (
            "updated".to_owned(),
            format!("{} by {}", row.updated_at, row.updated_by.id),
        ),
        ("answers".to_owned(), answers),
    ]);
    if let Some((by, at)) = &row.signed {
        fields.insert("signed".to_owned(), format!("{at} by {}", by.id));
    }
    if let Some(at) = row.registered_at {
        fields.insert("registered".to_owned(), at.to_string());
    }
    if let Some(at) = row.sent_at {
        fields.insert("sent".to_owned(), at.to_string());
    }
    if let Some(at) = row.patient_sent_at {
        fields.insert("sent by the patient".to_owned(), at.to_string());
    }
    if let Some(document) = document {
        fields.insert("sha256".to_owned(), document.xml.sha256().to_owned());
        fields.insert("xml".to_owned(), document.xml.into_text());
    }
    fields
}
