//! Enhetens inkorg: what came in for the unit, read in, assigned and acted on. Source: exchange 3.4, ui 6.16, acceptance S87, S88, D10.

use std::collections::HashMap;

use intyg_catalog::element::CertificateType;
use intyg_catalog::registry;
use intyg_core::access::{self, Action, Facts, Reach, decide};
use intyg_core::actor::{Actor, Staff};
use intyg_core::conversation::{MessageKind, Subject, Todo, todo};
use intyg_core::ids::{CertificateId, HsaId, MessageId};
use intyg_core::person::PersonId;
use intyg_store::{
    CertificateRow, CertificateState, HandledMark, InboxFilter, InboxRow, MessageRow, StaffRef,
};
use jiff::Timestamp;
use jiff::civil::Date;

use super::as_message;
use super::handling::named;
use crate::content;
use crate::conversation::MessageReason as M;
use crate::error::{Error, Reason};
use crate::guard::{Permitted, Resource};
use crate::patients::LookedUp;
use crate::state::App;

/// Rows of a page. Source: reliability-security R63.
const PAGE: u32 = 100;

/// What is looked for in the inbox.
#[derive(Debug, Clone, Default)]
pub struct InboxSearch {
    /// The filter.
    pub filter: InboxFilter,
    /// Where the page begins: 0, or what the page before gave as its next.
    pub offset: u32,
}

/// A page of the inbox.
#[derive(Debug, Clone)]
pub struct InboxPage {
    /// Those that must be answered first come first, then the oldest.
    pub messages: Vec<InboxMessage>,
    /// Where the next page begins, if there is one.
    pub next: Option<u32>,
    /// Local date in Sweden.
    pub today: Date,
}

/// A message in the inbox.
#[derive(Debug, Clone)]
pub struct InboxMessage {
    /// Its name in addresses.
    pub id: MessageId,
    /// When it came.
    pub received_at: Timestamp,
    /// What it is to the others.
    pub kind: MessageKind,
    /// About what.
    pub subject: Subject,
    /// The patient.
    pub person_id: PersonId,
    /// The certificate; `None` = Hittades inte.
    pub certificate: Option<InboxCertificate>,
    /// Who is to deal with it; empty = nobody in particular.
    pub assigned_to: String,
    /// Last day for an answer.
    pub reply_by: Option<Date>,
    /// When it was put on its certificate; `None` = Ny.
    pub read_in_at: Option<Timestamp>,
    /// Its mark; `None` = not handled.
    pub handled: Option<HandledMark>,
    /// What is expected; `None` when nothing.
    pub todo: Option<Todo>,
    /// What it says.
    pub text: String,
}

/// The certificate of a message in the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxCertificate {
    /// Which one.
    pub id: CertificateId,
    /// Type name with form number.
    pub name: String,
    /// When it was created.
    pub created_at: Timestamp,
    /// Who signed it.
    pub issuer: String,
}

/// A message that is on its certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadIn {
    /// It has been put there now.
    Now(CertificateId),
    /// It was there already.
    Before(CertificateId),
}

impl App {
    /// Lists the inbox of the actor's unit, without the messages about patients whom the actor may not know of. One entry in the access
    /// log for each patient that is shown.
    pub async fn inbox(&self, actor: &Actor, search: &InboxSearch) -> Result<InboxPage, Error> {
        let unit = actor.unit().id.clone();
        let resource = Resource::patient(actor);
        decide(
            actor,
            Action::ViewInbox,
            &Facts {
                unit: &resource.unit,
                provider: &resource.provider,
                patient: None,
            },
        )?;
        let mut known: HashMap<PersonId, LookedUp> = HashMap::new();
        let mut visible = Vec::new();
        let mut offset = search.offset;
        let mut next = None;
        'pages: loop {
            let rows = {
                let mut tx = self.store().single_read().await?;
                tx.inbox(&unit, &search.filter, offset, PAGE).await?
            };
            let is_last = rows.len() < PAGE as usize;
            for row in rows {
                if visible.len() == PAGE as usize {
                    next = Some(offset);
                    break 'pages;
                }
                offset += 1;
                if self
                    .may_see(actor, &resource, &row.message, &mut known)
                    .await
                {
                    visible.push(row);
                }
            }
            if is_last {
                break;
            }
        }
        self.log_inbox(actor, &resource, &visible, &known).await?;
        let messages = visible.into_iter().map(inbox_message).collect();
        Ok(InboxPage {
            messages,
            next,
            today: self.today(),
        })
    }

    /// Counts the messages for the actor's unit that are not handled, for the menu. It tells of no patient whom the actor may not know of.
    pub async fn inbox_count(&self, actor: &Actor) -> Result<i64, Error> {
        let unit = &actor.unit().id;
        match access::reach(actor.role(), Action::ViewInbox) {
            Reach::Nobody => Ok(0),
            Reach::EveryPatient => {
                let mut tx = self.store().single_read().await?;
                Ok(tx.inbox_count(unit).await?)
            }
            Reach::OpenPatients => {
                let by_patient = {
                    let mut tx = self.store().single_read().await?;
                    tx.inbox_count_by_patient(unit).await?
                };
                let resource = Resource::patient(actor);
                let mut seen = 0;
                for (person, count) in by_patient {
                    let looked_up = self.look_up(person).await;
                    if self
                        .may(actor, Action::ViewInbox, &resource, &looked_up)
                        .is_ok()
                    {
                        seen += count;
                    }
                }
                Ok(seen)
            }
        }
    }

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
            "message_read_in",
            &named(&row),
        ))
        .await?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        tx.commit().await?;
        Ok(ReadIn::Now(id))
    }

    /// Returns the unit's certificates that a message can be put on, newest first.
    pub async fn read_in_choices(
        &self,
        actor: &Actor,
        message: MessageId,
    ) -> Result<Vec<InboxCertificate>, Error> {
        let row = self.inbox_row(actor, message).await?;
        let fresh = self.new_patient_key();
        let mut tx = self.store().begin_write().await?;
        let patient = tx.patient_key_for(&row.person_id, fresh).await?;
        let certificates = tx.certificates_of_patient(patient, &row.unit_id).await?;
        tx.commit().await?;
        Ok(certificates
            .into_iter()
            .filter(is_signed)
            .map(|certificate| InboxCertificate {
                id: certificate.id,
                name: type_name(&certificate.type_code, certificate.type_major),
                created_at: certificate.created_at,
                issuer: certificate.signed.map_or(String::new(), |(by, _)| by.name),
            })
            .collect())
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

    async fn may_see(
        &self,
        actor: &Actor,
        resource: &Resource,
        row: &MessageRow,
        known: &mut HashMap<PersonId, LookedUp>,
    ) -> bool {
        if !known.contains_key(&row.person_id) {
            let looked_up = self.look_up(row.person_id.clone()).await;
            known.insert(row.person_id.clone(), looked_up);
        }
        known.get(&row.person_id).is_some_and(|looked_up| {
            self.may(actor, Action::ViewInbox, resource, looked_up)
                .is_ok()
        })
    }

    async fn log_inbox(
        &self,
        actor: &Actor,
        resource: &Resource,
        visible: &[InboxRow],
        known: &HashMap<PersonId, LookedUp>,
    ) -> Result<(), Error> {
        let mut patients: Vec<&PersonId> =
            visible.iter().map(|row| &row.message.person_id).collect();
        patients.sort_unstable();
        patients.dedup();
        if patients.is_empty() {
            return Ok(());
        }
        let mut tx = self.store().begin_write().await?;
        for looked_up in patients.into_iter().filter_map(|person| known.get(person)) {
            let permit = self.permit_again(actor, Action::ViewInbox, resource, looked_up)?;
            let mut entry = self.audit_entry(actor, &permit, resource);
            "Inkorg".clone_into(&mut entry.resource_type);
            tx.append_audit(&entry).await?;
        }
        tx.commit().await?;
        Ok(())
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

fn type_name(code: &str, major: u8) -> String {
    registry::find(code, major).map_or_else(|| code.to_owned(), CertificateType::full_name)
}

fn inbox_message(row: InboxRow) -> InboxMessage {
    let certificate = row
        .message
        .certificate
        .zip(row.ctype)
        .zip(row.certificate_created_at)
        .map(|((id, (code, major)), created_at)| InboxCertificate {
            id,
            name: type_name(&code, major),
            created_at,
            issuer: row.issuer.map_or(String::new(), |issuer| issuer.name),
        });
    let message = row.message;
    InboxMessage {
        id: message.id,
        received_at: message.created_at,
        kind: message.kind,
        subject: message.subject,
        certificate,
        assigned_to: message
            .assigned_to
            .as_ref()
            .map_or(String::new(), |staff| staff.name.clone()),
        reply_by: message.reply_by,
        read_in_at: message.read_in_at,
        todo: todo(&as_message(&message), None),
        handled: message.handled,
        person_id: message.person_id,
        text: message.text,
    }
}
