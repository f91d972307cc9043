//! Signed certificates: the document, consent and what the receivers have.

use intyg_core::ids::CertificateId;
use jiff::Timestamp;

use super::ms;
use crate::Error;
use crate::fields::{Columns, Fields};
use crate::keys::role_from_key;
use crate::rows::{ConsentRow, Document, Frozen, Signed};
use crate::tx::{Tx, execute, fetch_all, fetch_optional, one_row};

impl Tx {
    /// Turns a draft into a signed certificate and keeps the signed bytes for ever.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is no draft of that revision any more.
    ///
    /// Source: reliability-security R83, R84.
    pub async fn freeze_signed(
        &mut self,
        id: CertificateId,
        expected_rev: i64,
        signed: &Signed,
    ) -> Result<(), Error> {
        one_row(execute!(
            self,
            "UPDATE certificate SET state = 'signed', signed_at = $3, signed_by = $4, signed_by_name = $5
             WHERE id = $1 AND rev = $2 AND state = 'draft'",
            id.to_text(),
            expected_rev,
            ms(signed.at),
            signed.by.id.as_str(),
            signed.by.name.as_str()
        )?)?;
        self.close_origin(id).await?;
        one_row(execute!(
            self,
            "INSERT INTO certificate_document (certificate_id, xml, sha256, signer_id, role, unit_id, signed_at)
             SELECT id, $2, $3, $4, $5, unit_id, $6 FROM certificate WHERE id = $1",
            id.to_text(),
            signed.document.text(),
            signed.document.sha256(),
            signed.by.id.as_str(),
            signed.role.key(),
            ms(signed.at)
        )?)
    }

    /// Returns the signed document.
    ///
    /// # Errors
    /// [`Error::Integrity`] when it is not what was stored: then it is neither shown as valid nor sent.
    pub async fn document(&mut self, id: CertificateId) -> Result<Option<Document>, Error> {
        fetch_optional!(
            self,
            document_row,
            "SELECT certificate_id, xml, sha256, signer_id, role, unit_id, signed_at
             FROM certificate_document WHERE certificate_id = $1",
            id.to_text()
        )
    }

    /// Notes that Intygstjänsten has a signed certificate, also one that has been taken back meanwhile; the first time stays.
    pub async fn mark_registered(&mut self, id: CertificateId, at: Timestamp) -> Result<(), Error> {
        one_row(execute!(
            self,
            "UPDATE certificate SET registered_at = COALESCE(registered_at, $2) WHERE id = $1 AND state IN ('signed', 'revoked')",
            id.to_text(),
            ms(at)
        )?)
    }

    /// Notes that a signed certificate has been passed on to its recipient, also one that has been taken back meanwhile; the first time
    /// stays.
    pub async fn mark_sent(&mut self, id: CertificateId, at: Timestamp) -> Result<(), Error> {
        one_row(execute!(
            self,
            "UPDATE certificate SET sent_at = COALESCE(sent_at, $2) WHERE id = $1 AND state IN ('signed', 'revoked')",
            id.to_text(),
            ms(at)
        )?)
    }

    /// Notes that the patient has sent a certificate that had not been sent.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it has been sent or taken back meanwhile.
    pub async fn mark_sent_by_patient(
        &mut self,
        id: CertificateId,
        at: Timestamp,
    ) -> Result<(), Error> {
        one_row(execute!(
            self,
            "UPDATE certificate SET sent_at = $2, patient_sent_at = $2 WHERE id = $1 AND state = 'signed' AND sent_at IS NULL",
            id.to_text(),
            ms(at)
        )?)
    }

    /// Notes that Intygstjänsten is asked for a certificate now, unless it was asked after `since` or there is nothing to ask; tells
    /// whether it is asked. A time that lies ahead stands in nobody's way: the clock has gone back.
    pub async fn order_look_up(
        &mut self,
        id: CertificateId,
        now: Timestamp,
        since: Timestamp,
    ) -> Result<bool, Error> {
        let changed = execute!(
            self,
            "UPDATE certificate SET asked_at = $2
             WHERE id = $1 AND state = 'signed' AND registered_at IS NOT NULL AND sent_at IS NULL
             AND (asked_at IS NULL OR asked_at <= $3 OR asked_at > $2)",
            id.to_text(),
            ms(now),
            ms(since)
        )?;
        Ok(changed == 1)
    }

    /// Records a consent.
    ///
    /// # Errors
    /// [`Error::Conflict`] when there is one for this recipient.
    pub async fn insert_consent(&mut self, consent: &ConsentRow) -> Result<(), Error> {
        one_row(execute!(
            self,
            "INSERT INTO consent (certificate_id, recipient, given_by, given_by_name, given_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (certificate_id, recipient) DO NOTHING",
            consent.certificate.to_text(),
            consent.recipient.as_str(),
            consent.given_by.id.as_str(),
            consent.given_by.name.as_str(),
            ms(consent.given_at)
        )?)
    }

    /// Returns the consents for a certificate, the oldest first.
    pub async fn consents(&mut self, id: CertificateId) -> Result<Vec<ConsentRow>, Error> {
        fetch_all!(
            self,
            consent_row,
            "SELECT certificate_id, recipient, given_by, given_by_name, given_at FROM consent
             WHERE certificate_id = $1 ORDER BY given_at, recipient",
            id.to_text()
        )
    }

    /// Returns the consent for one recipient.
    pub async fn consent(
        &mut self,
        id: CertificateId,
        recipient: &str,
    ) -> Result<Option<ConsentRow>, Error> {
        fetch_optional!(
            self,
            consent_row,
            "SELECT certificate_id, recipient, given_by, given_by_name, given_at FROM consent
             WHERE certificate_id = $1 AND recipient = $2",
            id.to_text(),
            recipient
        )
    }
}

fn document_row(row: &impl Fields) -> Result<Document, Error> {
    let row = Columns::new(row, "certificate_document", "certificate_id");
    let certificate: CertificateId = row.id("certificate_id")?;
    let xml = Frozen::verified(row.text("xml")?, &row.text("sha256")?).ok_or_else(|| {
        Error::Integrity {
            table: "certificate_document",
            id: certificate.to_text(),
        }
    })?;
    Ok(Document {
        certificate,
        xml,
        signer: row.hsa("signer_id")?,
        role: row.parsed("role", role_from_key)?,
        unit_id: row.hsa("unit_id")?,
        signed_at: row.time("signed_at")?,
    })
}

fn consent_row(row: &impl Fields) -> Result<ConsentRow, Error> {
    let row = Columns::new(row, "consent", "certificate_id");
    Ok(ConsentRow {
        certificate: row.id("certificate_id")?,
        recipient: row.text("recipient")?,
        given_by: row.staff("given_by", "given_by_name")?,
        given_at: row.time("given_at")?,
    })
}
