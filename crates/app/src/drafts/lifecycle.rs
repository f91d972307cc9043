//! What becomes of a draft besides being saved: marked ready, thrown away, closed.

use intyg_core::access::Action;
use intyg_core::actor::{Actor, Staff};
use intyg_core::event::EventKind;
use intyg_core::ids::{CertificateId, HsaId, PatientKey};
use intyg_store::{DeletedDraft, Ready, StaffRef};

use super::{is_untouched, refuse, stale};
use crate::content;
use crate::error::Error;
use crate::guard::{Permitted, staff_ref};
use crate::possible::{delete_draft_refused, edit_refused};
use crate::state::App;

/// An order to mark a draft as ready.
#[derive(Debug, Clone)]
pub struct ReadyRequest {
    /// The revision that the page shows; required.
    pub rev: Option<i64>,
    /// The doctor who is to sign, if a certain one.
    pub doctor: Option<HsaId>,
    /// A line to her.
    pub note: String,
}

impl App {
    /// Marks a draft, complete or not, as ready to be signed by a doctor.
    ///
    /// # Errors
    /// [`Error::ChangedSinceShown`] when somebody has saved since.
    pub async fn mark_ready(
        &self,
        actor: &Actor,
        id: CertificateId,
        request: ReadyRequest,
    ) -> Result<(), Error> {
        let rev = request.rev.ok_or(Error::NoRevision)?;
        let Permitted {
            row,
            looked_up,
            resource,
            permit,
        } = self.permitted(actor, id, |_| Action::MarkReady).await?;
        refuse(edit_refused(&row, looked_up.is_deceased(), self.days()))?;
        let assigned = match &request.doctor {
            None => None,
            Some(id) => {
                let mut doctors = self.doctors(actor).await?.into_iter();
                let found = doctors.find(|staff| staff.id == *id);
                let doctor = found.ok_or(Error::NotFound)?;
                Some(StaffRef {
                    id: doctor.id,
                    name: doctor.name,
                })
            }
        };
        let at = self.now();
        let ready = Ready {
            doctor: request.doctor,
            note: request.note,
            by: staff_ref(actor),
            at,
        };
        let mut tx = self.store().begin_change().await?;
        tx.mark_ready(id, rev, &ready)
            .await
            .map_err(|error| stale(&row, error))?;
        if assigned.is_some() {
            tx.assign_draft(id, assigned.as_ref()).await?;
        }
        tx.append_event(&content::event(actor, id, at, EventKind::Ready, ""))
            .await?;
        tx.close_tab(&actor.staff.id, id).await?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Throws a draft away; it stays readable under Raderade.
    pub async fn delete_draft(
        &self,
        actor: &Actor,
        id: CertificateId,
        rev: i64,
    ) -> Result<PatientKey, Error> {
        let Permitted {
            row,
            resource,
            permit,
            ..
        } = self.permitted(actor, id, |_| Action::DeleteDraft).await?;
        refuse(delete_draft_refused(&row))?;
        let at = self.now();
        let mut tx = self.store().begin_change().await?;
        tx.delete_draft(
            id,
            rev,
            &DeletedDraft {
                by: staff_ref(actor),
                at,
            },
        )
        .await
        .map_err(|error| stale(&row, error))?;
        tx.append_event(&content::event(actor, id, at, EventKind::DraftDeleted, ""))
            .await?;
        tx.close_tab(&actor.staff.id, id).await?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        tx.commit().await?;
        Ok(row.patient)
    }

    /// Closes a draft: a new one that nobody has typed in leaves nothing behind but the access log.
    pub async fn close_draft(&self, actor: &Actor, id: CertificateId) -> Result<PatientKey, Error> {
        self.permitted(actor, id, |_| Action::SaveDraft).await?;
        let mut tx = self.store().begin_write().await?;
        let row = tx.certificate(id).await?.ok_or(Error::NotFound)?;
        tx.close_tab(&actor.staff.id, id).await?;
        tx.leave_draft(id, &actor.staff.id).await?;
        // A draft whose paper somebody may hold stays, so that its code can be checked.
        if is_untouched(&row) && !tx.is_printed(id).await? {
            tx.discard_untouched_draft(id, row.rev).await?;
        }
        tx.commit().await?;
        Ok(row.patient)
    }

    /// Returns the doctors of the actor's unit.
    pub async fn doctors(&self, actor: &Actor) -> Result<Vec<Staff>, Error> {
        self.journal()
            .doctors_on(&actor.unit().id)
            .await
            .map_err(|_| Error::JournalUnavailable)
    }
}
