//! Finding a patient and showing who she is. Name and flags come from the register at each page load and are never stored.

use intyg_core::access::{Action, Denied, Facts, PatientFacts, Permit, decide};
use intyg_core::actor::Actor;
use intyg_core::ids::{CertificateId, PatientKey};
use intyg_core::patient::{LifeStatus, Patient, PatientName, Protection};
use intyg_core::person::{PersonId, PersonIdError};
use intyg_journal::LookupError;
use jiff::Timestamp;

use crate::error::Error;
use crate::guard::Resource;
use crate::state::App;

/// How many patients the page "Senast öppnade" lists.
const RECENT_PATIENTS: u32 = 10;

/// Why no patient was found.
#[derive(Debug, thiserror::Error)]
pub enum FindPatientError {
    /// Not in the form of a person id.
    #[error("not a person id")]
    Form,
    /// The last digit does not fit.
    #[error("wrong check digit")]
    CheckDigit,
    /// The register does not know the number.
    #[error("not in the patient register")]
    Unknown,
    /// The register does not answer.
    #[error("the patient register does not answer")]
    Unavailable,
    /// Something else.
    #[error(transparent)]
    Other(#[from] Error),
}

/// The patient as the banner shows her.
#[derive(Debug, Clone)]
pub struct PatientView {
    /// Her name in addresses.
    pub key: PatientKey,
    /// Personnummer or samordningsnummer.
    pub person_id: PersonId,
    /// Name; `None` when she is protected, or the register does not answer or know her.
    pub name: Option<PatientName>,
    /// Whole years.
    pub age: i16,
    /// Protected identity.
    pub protection: Protection,
    /// Whether she lives.
    pub life: LifeStatus,
    /// Made for tests.
    pub test_indicated: bool,
    /// Earlier number.
    pub former_id: Option<PersonId>,
}

/// A patient that the user opened lately on this unit.
#[derive(Debug, Clone)]
pub struct RecentPatient {
    /// Her name in addresses.
    pub key: PatientKey,
    /// Her number.
    pub person_id: PersonId,
    /// When.
    pub at: Timestamp,
}

/// What the register says about a person right now.
#[derive(Debug, Clone)]
pub(crate) struct LookedUp {
    pub(crate) person_id: PersonId,
    pub(crate) patient: Result<Patient, LookupError>,
}

impl LookedUp {
    pub(crate) fn protection(&self) -> Protection {
        self.patient
            .as_ref()
            .map_or(Protection::Unknown, |patient| patient.protection)
    }
    pub(crate) fn is_deceased(&self) -> bool {
        self.patient
            .as_ref()
            .is_ok_and(|patient| patient.life.is_deceased())
    }
    pub(crate) fn is_test(&self) -> bool {
        self.patient
            .as_ref()
            .is_ok_and(|patient| patient.test_indicated)
    }
    pub(crate) fn is_unknown_person(&self) -> bool {
        matches!(self.patient, Err(LookupError::NotFound))
    }
}

impl App {
    /// Finds a patient by what was typed and opens her for the actor.
    ///
    /// # Errors
    /// [`FindPatientError`]; a person whom the actor may not see is answered as one that does not exist.
    pub async fn find_patient(
        &self,
        actor: &Actor,
        text: &str,
    ) -> Result<PatientKey, FindPatientError> {
        let person_id = self.read_person_id(text)?;
        let looked_up = self.look_up(person_id.clone()).await;
        match looked_up.patient {
            Err(LookupError::NotFound) => return Err(FindPatientError::Unknown),
            Err(_) => return Err(FindPatientError::Unavailable),
            Ok(_) => {}
        }
        let resource = Resource::patient(actor);
        let permit = self
            .permit(actor, Action::ListCertificates, &resource, &looked_up)
            .await?;
        let fresh = self.new_patient_key();
        let mut tx = self.store().begin_write().await.map_err(Error::from)?;
        let key = tx
            .patient_key_for(&person_id, fresh)
            .await
            .map_err(Error::from)?;
        tx.touch_recent_patient(&actor.staff.id, &actor.unit().id, key, self.now())
            .await
            .map_err(Error::from)?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await
            .map_err(Error::from)?;
        tx.commit().await.map_err(Error::from)?;
        Ok(key)
    }

    /// Reads a number as it was typed.
    pub(crate) fn read_person_id(&self, text: &str) -> Result<PersonId, FindPatientError> {
        PersonId::parse(text, self.today()).map_err(|error| match error {
            PersonIdError::Form | PersonIdError::Day => FindPatientError::Form,
            PersonIdError::CheckDigit => FindPatientError::CheckDigit,
        })
    }

    /// Returns the user's last patients on this unit, newest first.
    pub async fn recent_patients(&self, actor: &Actor) -> Result<Vec<RecentPatient>, Error> {
        let rows = {
            let mut tx = self.store().single_read().await?;
            tx.recent_patients(&actor.staff.id, &actor.unit().id, RECENT_PATIENTS)
                .await?
        };
        let mut visible = Vec::with_capacity(rows.len());
        for row in rows {
            let looked_up = self.look_up(row.person_id.clone()).await;
            if self
                .may(
                    actor,
                    Action::ListCertificates,
                    &Resource::patient(actor),
                    &looked_up,
                )
                .is_ok()
            {
                visible.push(RecentPatient {
                    key: row.patient,
                    person_id: row.person_id,
                    at: row.at,
                });
            }
        }
        Ok(visible)
    }

    /// Returns the patient for the banner.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown key, [`Error::Forbidden`] when the role may not see her certificates.
    pub async fn patient(&self, actor: &Actor, key: PatientKey) -> Result<PatientView, Error> {
        let looked_up = self.look_up_key(key).await?;
        self.may(
            actor,
            Action::ListCertificates,
            &Resource::patient(actor),
            &looked_up,
        )?;
        Ok(self.patient_view(key, &looked_up))
    }

    pub(crate) async fn look_up(&self, person_id: PersonId) -> LookedUp {
        let patient = self.journal().patient(&person_id).await;
        LookedUp { person_id, patient }
    }

    pub(crate) async fn look_up_key(&self, key: PatientKey) -> Result<LookedUp, Error> {
        let person_id = {
            let mut tx = self.store().single_read().await?;
            tx.person_id_of(key).await?.ok_or(Error::NotFound)?
        };
        Ok(self.look_up(person_id).await)
    }

    pub(crate) fn patient_view(&self, key: PatientKey, looked_up: &LookedUp) -> PatientView {
        let patient = looked_up.patient.as_ref().ok();
        PatientView {
            key,
            person_id: looked_up.person_id.clone(),
            name: patient
                .filter(|p| !p.protection.is_protected())
                .map(|p| p.name.clone()),
            age: looked_up.person_id.age_on(self.today()),
            protection: looked_up.protection(),
            life: patient.map_or(LifeStatus::Alive, |p| p.life),
            test_indicated: looked_up.is_test(),
            former_id: patient.and_then(|p| p.former_id.clone()),
        }
    }

    /// Decides without a trace, for rows of lists and background requests.
    #[expect(
        clippy::unused_self,
        reason = "a decision belongs to the application, which will know blocks and active choices"
    )]
    pub(crate) fn may(
        &self,
        actor: &Actor,
        action: Action,
        resource: &Resource,
        looked_up: &LookedUp,
    ) -> Result<Permit, Denied> {
        let patient = PatientFacts {
            id: &looked_up.person_id,
            protection: looked_up.protection(),
        };
        decide(
            actor,
            action,
            &Facts {
                unit: &resource.unit,
                provider: &resource.provider,
                patient: Some(patient),
            },
        )
    }
}

/// A certificate's place among resources, for the access log.
pub(crate) fn certificate_resource(
    id: CertificateId,
    row: &intyg_store::CertificateRow,
) -> Resource {
    Resource {
        certificate: Some(id),
        unit: row.unit_id.clone(),
        provider: row.provider_id.clone(),
    }
}
