//! Enhetens inkorg: what came in for the unit, read in, assigned and acted on. Source: exchange 3.4, ui 6.16, acceptance S87, S88, D10.

mod acts;

use intyg_catalog::element::CertificateType;
use intyg_catalog::registry;
use intyg_core::access::{self, Action, Facts, Reach, decide};
use intyg_core::actor::Actor;
use intyg_core::conversation::{MessageKind, Subject, Todo, todo};
use intyg_core::ids::{CertificateId, HsaId, MessageId, PatientKey};
use intyg_core::person::PersonId;
use intyg_core::time::from_local;
use intyg_store::{Assigned, HandledMark, InboxFilter, InboxRow, InboxStatus, Matter, StaffRef};
use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan as _};

pub use acts::{MessageAssignView, ReadIn, ReadInView};

use super::as_message;
use crate::error::Error;
use crate::guard::Resource;
use crate::paging::{PageRequest, Paged};
use crate::patients::LookedUp;
use crate::state::App;
use crate::unit_drafts::names;

/// What the inbox is asked for; an empty filter takes everything that waits.
#[derive(Debug, Clone)]
pub struct InboxRequest {
    /// Which messages.
    pub status: InboxStatus,
    /// Only what is about this.
    pub matter: Option<Matter>,
    /// Only about certificates that she signed.
    pub issuer: Option<HsaId>,
    /// Only hers to deal with, or nobody's.
    pub assigned: Option<Assigned>,
    /// Only about this patient.
    pub patient: Option<PatientKey>,
    /// Received on that day or later.
    pub from: Option<Date>,
    /// Received on that day or earlier.
    pub to: Option<Date>,
    /// Which page.
    pub page: PageRequest,
}

/// A page of the inbox.
#[derive(Debug, Clone)]
pub struct InboxPage {
    /// Those that must be answered first come first, then the oldest.
    pub messages: Paged<InboxMessage>,
    /// Who has signed the certificates of the unit's messages, for the filter.
    pub issuers: Vec<StaffRef>,
    /// Who has messages to deal with, for the filter.
    pub assignees: Vec<StaffRef>,
    /// Number of the patient that is filtered by.
    pub patient: Option<PersonId>,
    /// When it was read.
    pub at: Timestamp,
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

impl App {
    /// Lists the inbox of the actor's unit, without the messages about patients whom the actor may not know of. One entry in the access
    /// log for each patient that is shown.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the role has no such page.
    pub async fn inbox(&self, actor: &Actor, request: &InboxRequest) -> Result<InboxPage, Error> {
        may_see_inbox(actor)?;
        let unit = &actor.unit().id;
        let patient = match request.patient {
            Some(key) => self.filtered_by(actor, key).await?,
            None => None,
        };
        let (keys, issuers, assignees) = {
            let mut tx = self.store().begin_read().await?;
            let keys = if request.patient.is_some() && patient.is_none() {
                Vec::new()
            } else {
                tx.inbox(unit, &filter(request, patient.clone())).await?
            };
            (
                keys,
                tx.inbox_issuers(unit).await?,
                tx.inbox_assignees(unit).await?,
            )
        };
        let page = self
            .page_of(actor, Action::ViewInbox, keys, request.page)
            .await;
        let messages = self.log_and_read(actor, page).await?;
        Ok(InboxPage {
            messages,
            issuers: names(issuers.iter().map(Some)),
            assignees: names(assignees.iter().map(Some)),
            patient,
            at: self.now(),
        })
    }

    /// Counts the messages that have come since then, for the page's "Visa {n} nya". Not an access of its own.
    pub async fn inbox_news(&self, actor: &Actor, since: Timestamp) -> Result<usize, Error> {
        may_see_inbox(actor)?;
        let filter = InboxFilter {
            from: since.checked_add(1.millisecond()).ok(),
            ..InboxFilter::default()
        };
        let keys = {
            let mut tx = self.store().single_read().await?;
            tx.inbox(&actor.unit().id, &filter).await?
        };
        Ok(self.seen(actor, Action::ViewInbox, keys).await.len())
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

    async fn log_and_read(
        &self,
        actor: &Actor,
        page: Paged<(MessageId, LookedUp)>,
    ) -> Result<Paged<InboxMessage>, Error> {
        let mut rows = Vec::with_capacity(page.rows.len());
        let mut tx = self.store().begin_read().await?;
        for (id, _) in &page.rows {
            rows.extend(tx.inbox_message(*id).await?.map(inbox_message));
        }
        drop(tx);
        let patients = page.rows.iter().map(|(_, patient)| patient);
        self.log_list(actor, Action::ViewInbox, "Inkorg", patients)
            .await?;
        Ok(Paged {
            total: page.total,
            number: page.number,
            pages: page.pages,
            rows,
        })
    }
}

/// Leave to see the unit's inbox; each row is decided on by itself.
fn may_see_inbox(actor: &Actor) -> Result<(), Error> {
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
    Ok(())
}

fn filter(request: &InboxRequest, person: Option<PersonId>) -> InboxFilter {
    let midnight = |day: Date| from_local(day.to_datetime(Time::midnight()));
    InboxFilter {
        status: request.status,
        matter: request.matter,
        issuer: request.issuer.clone(),
        assigned: request.assigned.clone(),
        person,
        from: request.from.and_then(midnight),
        before: request
            .to
            .and_then(|day| day.tomorrow().ok())
            .and_then(midnight),
    }
}

fn type_name(code: &str, major: u8) -> String {
    registry::find(code, major).map_or_else(|| code.to_owned(), CertificateType::full_name)
}

pub(crate) fn inbox_message(row: InboxRow) -> InboxMessage {
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
