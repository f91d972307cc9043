//! Läs in and Tilldela.

use intyg_core::access::{self, Action, Reach};
use intyg_core::actor::{Actor, Staff};
use intyg_core::event::EventKind;
use intyg_core::ids::{CertificateId, HsaId, MessageId};
use intyg_store::{CertificateRow, CertificateState, MessageRow, StaffRef};

use super::{InboxCertificate, InboxMessage, inbox_message, type_name};
use crate::content;
use crate::conversation::MessageReason as M;
use crate::conversation::handling::named;
use crate::error::{Error, Reason};
use crate::guard::{Permitted, Resource};
use crate::state::App;

/// A message that is on its certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadIn {
    /// It has been put there now.
    Now(CertificateId),
    /// It was there already.
    Before(CertificateId),
}

/// The dialog of Läs in.
#[derive(Debug, Clone)]
pub struct ReadInView {
    /// The message; it has a certificate when it is there already.
    pub message: InboxMessage,
    /// The unit's certificates that it can be put on, newest first.
    pub choices: Vec<InboxCertificate>,
}

/// The dialog of Tilldela for a message.
#[derive(Debug, Clone)]
pub struct MessageAssignView {
    /// The message.
    pub message: InboxMessage,
    /// Who is to deal with it.
    pub assigned: Option<HsaId>,
    /// To whom it can be assigned: the unit's doctors and the actor.
    pub staff: Vec<Staff>,
}

impl App {
    /// Puts a message on its certificate (Läs in). One that is there already stays.
    ///
    /// # Errors
    /// [`Error::Refused`] for a certificate of another patient or unit, or one that nobody has signed.
    pub async fn read_in(
        &self,
        actor: &Actor,
        message: MessageId,
        chosen: Option<CertificateId>,
    ) -> Result<ReadIn, Error> {
        let row = self.inbox_row(actor, message).await?;
        if let Some(certificate) = row.certificate {
            return Ok(ReadIn::Before(certificate));
        }
        let id = chosen.ok_or(Error::Refused(Reason::Message(M::CertificateNotChosen)))?;
        let Permitted {
            resource, permit, ..
        } = self.permitted(actor, id, |_| Action::ViewInbox).await?;
        let at = self.now();
        let mut tx = self.store().begin_change().await?;
        tx.lock_certificate(id).await?;
        let certificate = tx.certificate(id).await?.ok_or(Error::NotFound)?;
        let fits = certificate.person_id == row.person_id
            && certificate.unit_id == row.unit_id
            && is_signed(&certificate);
        if !fits {
            return Err(Error::Refused(Reason::Message(M::OtherPatientOrUnit)));
        }
        let fresh = tx.message(message).await?.ok_or(Error::NotFound)?;
        if let Some(before) = fresh.certificate {
            tx.commit().await?;
            return Ok(ReadIn::Before(before));
        }
        tx.read_in_message(message, id, at).await?;
        tx.append_event(&content::event(
            actor,
            id,
            at,
            EventKind::MessageReadIn,
            &named(&row),
        ))
        .await?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        tx.commit().await?;
        Ok(ReadIn::Now(id))
    }

    /// Returns the dialog of Läs in. One entry in the access log.
    pub async fn read_in_view(
        &self,
        actor: &Actor,
        message: MessageId,
    ) -> Result<ReadInView, Error> {
        let row = self.inbox_row(actor, message).await?;
        let looked_up = self.look_up(row.person_id.clone()).await;
        let resource = message_resource(actor, &row);
        let permit = self
            .permit(actor, Action::ViewInbox, &resource, &looked_up)
            .await?;
        let fresh = self.new_patient_key();
        let mut tx = self.store().begin_write().await?;
        let patient = tx.patient_key_for(&row.person_id, fresh).await?;
        let certificates = tx.certificates_of_patient(patient, &row.unit_id).await?;
        let shown = tx.inbox_message(message).await?.ok_or(Error::NotFound)?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        tx.commit().await?;
        Ok(ReadInView {
            message: inbox_message(shown),
            choices: certificates
                .into_iter()
                .filter(is_signed)
                .map(choice)
                .collect(),
        })
    }

    /// Returns the dialog of Tilldela for a message. Nothing changes.
    pub async fn message_assign_view(
        &self,
        actor: &Actor,
        message: MessageId,
    ) -> Result<MessageAssignView, Error> {
        let row = self.inbox_row(actor, message).await?;
        let shown = {
            let mut tx = self.store().single_read().await?;
            tx.inbox_message(message).await?.ok_or(Error::NotFound)?
        };
        Ok(MessageAssignView {
            message: inbox_message(shown),
            assigned: row.assigned_to.map(|staff| staff.id),
            staff: self.assignable(actor).await?,
        })
    }

    /// Sets who on the unit is to deal with a message (Tilldela); `None` = nobody in particular.
    ///
    /// # Errors
    /// [`Error::Refused`] for somebody who has no assignment on the unit in which messages are dealt with.
    pub async fn assign_message(
        &self,
        actor: &Actor,
        message: MessageId,
        to: Option<&HsaId>,
    ) -> Result<(), Error> {
        let row = self.inbox_row(actor, message).await?;
        let assignee = match to {
            None => None,
            Some(id) => Some(self.assignee(&row, id).await?),
        };
        let looked_up = self.look_up(row.person_id.clone()).await;
        let resource = message_resource(actor, &row);
        let permit = self
            .permit(actor, Action::MarkHandled, &resource, &looked_up)
            .await?;
        let mut tx = self.store().begin_change().await?;
        tx.assign_message(message, assignee.as_ref()).await?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Reads a message of the inbox for an actor who may; a refusal is in the access log.
    async fn inbox_row(&self, actor: &Actor, message: MessageId) -> Result<MessageRow, Error> {
        let row = {
            let mut tx = self.store().single_read().await?;
            tx.message(message).await?
        };
        let row = row
            .filter(|row| row.written.is_none() && row.unit_id == actor.unit().id)
            .ok_or(Error::NotFound)?;
        let looked_up = self.look_up(row.person_id.clone()).await;
        self.permit(
            actor,
            Action::ViewInbox,
            &message_resource(actor, &row),
            &looked_up,
        )
        .await?;
        Ok(row)
    }

    async fn assignee(&self, row: &MessageRow, id: &HsaId) -> Result<StaffRef, Error> {
        let not_there = |_| Error::Refused(Reason::Message(M::NotAssignable));
        let staff: Staff = self.journal().staff(id).await.map_err(not_there)?;
        let assignments = self.journal().assignments(id).await.map_err(not_there)?;
        let fits = assignments.iter().any(|assignment| {
            assignment.unit.id == row.unit_id
                && access::reach(assignment.role, Action::MarkHandled) != Reach::Nobody
        });
        if fits {
            Ok(StaffRef {
                id: staff.id,
                name: staff.name,
            })
        } else {
            Err(Error::Refused(Reason::Message(M::NotAssignable)))
        }
    }
}

fn is_signed(row: &CertificateRow) -> bool {
    matches!(
        row.state,
        CertificateState::Signed | CertificateState::Revoked
    )
}

fn message_resource(actor: &Actor, row: &MessageRow) -> Resource {
    let resource = Resource {
        certificate: row.certificate,
        ..Resource::patient(actor)
    };
    Resource {
        unit: row.unit_id.clone(),
        ..resource
    }
}

fn choice(row: CertificateRow) -> InboxCertificate {
    InboxCertificate {
        id: row.id,
        name: type_name(&row.type_code, row.type_major),
        created_at: row.created_at,
        issuer: row.signed.map_or(String::new(), |(by, _)| by.name),
    }
}
