//! Two certificates of a patient side by side, answer by answer. Source: ui 5.16, acceptance N02.

use intyg_catalog::answers::Answers;
use intyg_catalog::difference::{Difference, difference};
use intyg_catalog::element::CertificateType;
use intyg_catalog::reading;
use intyg_catalog::value::Values;
use intyg_catalog::view::{Content, Origin};
use intyg_core::actor::Actor;
use intyg_core::ids::CertificateId;
use intyg_store::CertificateRow;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::certificates::view_action;
use crate::error::Error;
use crate::guard::Permitted;
use crate::overview::type_of;
use crate::patients::PatientView;
use crate::state::App;

/// What has changed from one certificate to another.
#[derive(Debug)]
pub struct ComparisonView {
    /// The newer one.
    pub id: CertificateId,
    /// The older one.
    pub older: CertificateId,
    /// Their patient.
    pub patient: PatientView,
    /// Type of the newer one.
    pub ctype: &'static CertificateType,
    /// When the older one was created.
    pub older_created_at: Timestamp,
    /// Whether the newer one is still being written.
    pub is_draft: bool,
    /// The difference.
    pub difference: Difference,
}

impl App {
    /// Compares a certificate with an older one of the same patient. An entry in the access log for each.
    ///
    /// # Errors
    /// [`Error::NotFound`] when one of them is not the actor's to see, or they are of different patients.
    pub async fn compare(
        &self,
        actor: &Actor,
        id: CertificateId,
        older: CertificateId,
    ) -> Result<ComparisonView, Error> {
        let newer = self.permitted(actor, id, view_action).await?;
        let before = self.permitted(actor, older, view_action).await?;
        if newer.row.patient != before.row.patient && newer.row.person_id != before.row.person_id {
            return Err(Error::NotFound);
        }
        let now = self.written(&newer.row).await?;
        let then = self.written(&before.row).await?;
        let entry = |read: &Permitted| self.audit_entry(actor, &read.permit, &read.resource);
        self.write_entries(&[&newer, &before].map(entry)).await?;
        let difference = difference(&then.content(), &now.content());
        Ok(ComparisonView {
            id,
            older,
            patient: self.patient_view(newer.row.patient, &newer.looked_up),
            ctype: now.ctype,
            older_created_at: before.row.created_at,
            is_draft: newer.row.state == intyg_store::CertificateState::Draft,
            difference,
        })
    }

    async fn written(&self, row: &CertificateRow) -> Result<Written, Error> {
        let ctype = type_of(row)?;
        let answers = self.stored_answers(row.id).await?;
        let today = self.today();
        Ok(Written {
            ctype,
            text_version: row.text_version.clone(),
            values: reading::read(ctype, &answers, today, self.registers()).values,
            answers,
            today,
        })
    }
}

/// One of the two certificates.
struct Written {
    ctype: &'static CertificateType,
    text_version: String,
    answers: Answers,
    values: Values,
    today: Date,
}

impl Written {
    /// As it was written, whether it has been signed or not: both are then read in the same way.
    fn content(&self) -> Content<'_> {
        Content {
            ctype: self.ctype,
            text_version: &self.text_version,
            answers: &self.answers,
            values: &self.values,
            additional: &[],
            origin: Origin::Draft,
            today: self.today,
        }
    }
}
