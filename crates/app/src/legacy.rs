//! Läkarintyg: certificates from before June 2018, imported by a command and read only.

mod import;

use intyg_catalog::retired::{self, Content, RetiredType};
use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::ids::{CertificateId, PatientKey};
use intyg_store::LegacyRow;
use jiff::Timestamp;
use jiff::civil::Date;

pub use import::LegacyImport;

use crate::certificates::integrity;
use crate::error::{Error, Reason};
use crate::guard::Resource;
use crate::patients::{LookedUp, PatientView};
use crate::state::App;

/// The page Läkarintyg of a patient.
#[derive(Debug, Clone)]
pub struct LegacyList {
    /// The patient.
    pub patient: PatientView,
    /// Her certificates on the actor's unit, the last signed first.
    pub rows: Vec<LegacyListRow>,
}

/// A row of the page.
#[derive(Debug, Clone)]
pub struct LegacyListRow {
    /// The certificate.
    pub id: CertificateId,
    /// Type name with form number.
    pub name: String,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// First and last day.
    pub period: Option<(Date, Date)>,
    /// Degrees in words, e.g. `100 %, 50 %`; empty = none.
    pub degrees: String,
    /// Who signed; empty when the certificate does not tell.
    pub issuer: String,
    /// On which unit.
    pub unit: String,
}

/// A certificate from before June 2018, for reading.
#[derive(Debug, Clone)]
pub struct LegacyView {
    /// The certificate.
    pub id: CertificateId,
    /// Its own id as the issuing system gave it.
    pub document_id: String,
    /// Its patient.
    pub patient: PatientView,
    /// Its type.
    pub ty: &'static RetiredType,
    /// What it says.
    pub content: Content,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// Who signed; empty when the certificate does not tell.
    pub issuer: String,
    /// On which unit.
    pub unit: String,
}

impl App {
    /// Returns a patient's certificates from before June 2018 on the actor's unit. One entry in the access log.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown patient, [`Error::Forbidden`] when the role may not see her certificates.
    pub async fn legacy_list(&self, actor: &Actor, key: PatientKey) -> Result<LegacyList, Error> {
        let looked_up = self.look_up_key(key).await?;
        let resource = Resource::patient(actor);
        let permit = self
            .permit(actor, Action::ViewLegacy, &resource, &looked_up)
            .await?;
        let mut tx = self.store().begin_read().await?;
        let rows = tx.legacy_of_patient(key, &actor.unit().id).await?;
        drop(tx);
        self.write_entries(&[self.audit_entry(actor, &permit, &resource)])
            .await?;
        Ok(LegacyList {
            patient: self.patient_view(key, &looked_up),
            rows: rows.iter().map(list_row).collect::<Result<_, _>>()?,
        })
    }

    /// Opens a certificate from before June 2018. One entry in the access log.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not the actor's to see, [`Error::Integrity`] when the stored bytes are not those that were imported.
    pub async fn legacy_certificate(
        &self,
        actor: &Actor,
        id: CertificateId,
    ) -> Result<LegacyView, Error> {
        let (row, looked_up) = self.legacy_row(id).await?.ok_or(Error::NotFound)?;
        let resource = legacy_resource(&row);
        let permit = self
            .permit(actor, Action::ViewLegacy, &resource, &looked_up)
            .await?;
        let mut tx = self.store().begin_read().await?;
        let document = tx
            .legacy_document(id)
            .await
            .map_err(|error| integrity(id, error))?
            .ok_or(Error::NotFound)?;
        drop(tx);
        self.write_entries(&[self.audit_entry(actor, &permit, &resource)])
            .await?;
        let read = intyg_convert::read_legacy(document.text().as_bytes()).map_err(|error| {
            Error::Inconsistent(format!("certificate {id} cannot be read: {error}"))
        })?;
        Ok(LegacyView {
            id,
            document_id: row.document_id,
            patient: self.patient_view(row.patient, &looked_up),
            ty: read.ty,
            content: read.content,
            signed_at: row.signed_at,
            issuer: row.issuer.name,
            unit: row.unit_name,
        })
    }

    /// Returns the answer to whatever would change a certificate from before June 2018: nobody may. The refusal is in the access log.
    ///
    /// It is [`Error::Refused`] with [`Reason::ReadOnly`], [`Error::NotFound`] when there is none that the actor may see, or
    /// [`Error::Forbidden`] when she may not even read it.
    pub async fn refuse_legacy_change(&self, actor: &Actor, id: CertificateId) -> Error {
        match self.legacy_row(id).await {
            Ok(Some((row, looked_up))) => self.refuse_change(actor, &row, &looked_up).await,
            Ok(None) => Error::NotFound,
            Err(error) => error,
        }
    }

    async fn refuse_change(&self, actor: &Actor, row: &LegacyRow, looked_up: &LookedUp) -> Error {
        let resource = legacy_resource(row);
        let may_read = self
            .permit(actor, Action::ViewLegacy, &resource, looked_up)
            .await;
        if let Err(error) = may_read {
            return error;
        }
        let may_change = self
            .permit(actor, Action::ChangeLegacy, &resource, looked_up)
            .await;
        match may_change {
            Ok(_) | Err(Error::Forbidden) => Error::Refused(Reason::ReadOnly { id: row.id }),
            Err(error) => error,
        }
    }

    async fn legacy_row(&self, id: CertificateId) -> Result<Option<(LegacyRow, LookedUp)>, Error> {
        let row = {
            let mut tx = self.store().begin_read().await?;
            tx.legacy(id).await?
        };
        Ok(match row {
            Some(row) => {
                let looked_up = self.look_up(row.person_id.clone()).await;
                Some((row, looked_up))
            }
            None => None,
        })
    }
}

fn legacy_resource(row: &LegacyRow) -> Resource {
    Resource {
        certificate: Some(row.id),
        unit: row.unit_id.clone(),
        provider: row.provider_id.clone(),
    }
}

fn list_row(row: &LegacyRow) -> Result<LegacyListRow, Error> {
    let ty = retired::find(&row.type_code).ok_or_else(|| {
        Error::Inconsistent(format!(
            "certificate {} is of the unknown type {}",
            row.id, row.type_code
        ))
    })?;
    Ok(LegacyListRow {
        id: row.id,
        name: ty.full_name(),
        signed_at: row.signed_at,
        period: row.summary.period_from.zip(row.summary.period_to),
        degrees: row.summary.degrees.clone(),
        issuer: row.issuer.name.clone(),
        unit: row.unit_name.clone(),
    })
}
