//! Att göra: what waits for a person or her unit, each with its next action. Source: ui 6.18, acceptance N13.

use intyg_core::access::{self, Action, Facts, Reach, decide};
use intyg_core::actor::Actor;
use intyg_core::conversation::{MessageKind, Subject};
use intyg_core::ids::{CertificateId, HsaId, MessageId, OutboxId};
use intyg_core::person::PersonId;
use intyg_core::time::local_date;
use intyg_store::{
    CertificateRow, InboxFilter, InboxRow, OutboxPart, OutboxRow, StaffRef, UnitDraftRow,
};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use crate::error::Error;
use crate::guard::Resource;
use crate::overview::{RowStatus, status, type_of};
use crate::paging::Seen;
use crate::patients::LookedUp;
use crate::state::App;
use crate::unit_outbox::query;

/// How long before its last day a sick leave is to be thought of. Source: acceptance N13.
const LEAVE_ENDS_WITHIN: i64 = 14;
/// How long before it is locked a draft is to be thought of; our own choice.
const LOCKS_WITHIN: i64 = 3;

/// Whose list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// What the actor herself is to do.
    Mine,
    /// What somebody on the unit is to do.
    Unit,
}

/// The list.
#[derive(Debug, Clone)]
pub struct TodoList {
    /// The most urgent first: by last day, then what has none.
    pub lines: Vec<TodoLine>,
    /// Local date in Sweden.
    pub today: Date,
}

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TodoLine {
    /// Last day; `None` = none is set.
    pub due: Option<Date>,
    /// What.
    pub kind: TodoKind,
    /// Number of the patient.
    pub person_id: PersonId,
    /// Type name with form number and when it was created; `None` for a message on no certificate.
    pub certificate: Option<(String, Timestamp)>,
    /// Who is to do it; empty = nobody in particular.
    pub responsible: String,
    /// The next action.
    pub act: TodoAct,
}

/// What there is to do, in the order of urgency within a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TodoKind {
    /// FEL: something could not be sent.
    Failed,
    /// Begäran om komplettering.
    Request,
    /// A question from the recipient.
    Question(Subject),
    /// An answer that nobody has marked as read.
    Answer,
    /// A reminder.
    Reminder,
    /// Sjukskrivning tar slut.
    LeaveEnds,
    /// Utkast som snart låses.
    LocksSoon,
    /// Klart att signera.
    ReadyToSign,
}

/// The next action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TodoAct {
    /// Open the conversation at a message.
    Open(CertificateId, MessageId),
    /// Put a message on its certificate.
    ReadIn(MessageId),
    /// Sign a draft.
    Sign(CertificateId),
    /// Go on with a draft.
    Edit(CertificateId),
    /// Make a copy that extends.
    Copy(CertificateId),
    /// Look at a certificate: the rest is not the actor's to do.
    View(CertificateId),
    /// Look at a message under FEL.
    Outbox(OutboxId),
}

/// A line with whose it is, before the list is made.
struct Found {
    line: TodoLine,
    by: Option<HsaId>,
    patient: LookedUp,
}

impl App {
    /// Returns the list, without patients whom the actor may not know of. One entry in the access log for each patient that is shown.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the role has no such page.
    pub async fn todo(&self, actor: &Actor, whose: Whose) -> Result<TodoList, Error> {
        let resource = Resource::patient(actor);
        decide(
            actor,
            Action::ListCertificates,
            &Facts {
                unit: &resource.unit,
                provider: &resource.provider,
                patient: None,
            },
        )?;
        let mut found = self.waiting_messages(actor).await?;
        found.extend(self.waiting_drafts(actor).await?);
        found.extend(self.ending_leaves(actor).await?);
        found.extend(self.failed_messages(actor).await?);
        if whose == Whose::Mine {
            found.retain(|found| found.by.as_ref() == Some(&actor.staff.id));
        }
        found.sort_by_key(|found| {
            let due = found.line.due;
            (due.is_none(), due, found.line.kind)
        });
        let patients = found.iter().map(|found| &found.patient);
        self.log_list(actor, Action::ListCertificates, "Att göra", patients)
            .await?;
        Ok(TodoList {
            lines: found.into_iter().map(|found| found.line).collect(),
            today: self.today(),
        })
    }

    async fn waiting_messages(&self, actor: &Actor) -> Result<Vec<Found>, Error> {
        let keys = {
            let mut tx = self.store().single_read().await?;
            tx.inbox(&actor.unit().id, &InboxFilter::default()).await?
        };
        let seen = self.seen(actor, Action::ViewInbox, keys).await;
        let mut tx = self.store().begin_read().await?;
        let mut found = Vec::with_capacity(seen.len());
        for (id, patient) in seen {
            found.extend(tx.inbox_message(id).await?.map(|row| message(row, patient)));
        }
        Ok(found)
    }

    async fn waiting_drafts(&self, actor: &Actor) -> Result<Vec<Found>, Error> {
        let rows = {
            let mut tx = self.store().single_read().await?;
            tx.unit_drafts(&actor.unit().id).await?
        };
        let rows = rows.into_iter().map(|row| {
            let person = row.person.clone();
            (row, person)
        });
        let seen = self.seen(actor, Action::ViewDraft, rows.collect()).await;
        let mut found = Vec::new();
        for (row, patient) in seen {
            found.extend(self.draft(actor, row, patient)?);
        }
        Ok(found)
    }

    fn draft(
        &self,
        actor: &Actor,
        row: UnitDraftRow,
        patient: LookedUp,
    ) -> Result<Option<Found>, Error> {
        let days = self.days();
        let soon = self.today().saturating_add(LOCKS_WITHIN.days());
        let locks_on = days.locks_on(&row.draft).filter(|day| *day <= soon);
        let id = row.draft.id;
        let has = |action| access::reach(actor.role(), action) != Reach::Nobody;
        let is_ready = match status(&row.draft, &[], &[], &[], days) {
            RowStatus::LockedDraft => return Ok(None),
            RowStatus::ReadyToSign => true,
            _ => false,
        };
        let (kind, act) = match (is_ready, locks_on) {
            (true, _) if has(Action::Sign) => (TodoKind::ReadyToSign, TodoAct::Sign(id)),
            (true, _) => (TodoKind::ReadyToSign, TodoAct::View(id)),
            (false, Some(_)) => (TodoKind::LocksSoon, TodoAct::Edit(id)),
            (false, None) => return Ok(None),
        };
        // What is ready waits for the one it is assigned to; what is not, also for the one who left it.
        let by = row
            .assigned
            .or_else(|| (!is_ready).then(|| row.draft.updated_by.clone()));
        // The day on which it is locked is too late.
        let due = locks_on.and_then(|day| day.yesterday().ok());
        found(&row.draft, patient, by, (due, kind, act)).map(Some)
    }

    async fn ending_leaves(&self, actor: &Actor) -> Result<Vec<Found>, Error> {
        let today = self.today();
        let last = today.saturating_add(LEAVE_ENDS_WITHIN.days());
        let rows = {
            let mut tx = self.store().single_read().await?;
            tx.ending_certificates(&actor.unit().id, (today, last))
                .await?
        };
        let seen: Seen<CertificateRow> = self.seen(actor, Action::ViewCertificate, rows).await;
        let mut all = Vec::with_capacity(seen.len());
        for (row, patient) in seen {
            let is_leave = type_of(&row)?.period_element.is_some();
            if !is_leave || patient.is_deceased() {
                continue;
            }
            let may_copy = access::reach(actor.role(), Action::Renew) != Reach::Nobody;
            let act = if may_copy {
                TodoAct::Copy(row.id)
            } else {
                TodoAct::View(row.id)
            };
            let by = row.signed.as_ref().map(|(by, _)| by.clone());
            let what = (row.summary.period_to, TodoKind::LeaveEnds, act);
            all.push(found(&row, patient, by, what)?);
        }
        Ok(all)
    }

    async fn failed_messages(&self, actor: &Actor) -> Result<Vec<Found>, Error> {
        let query = query(actor, OutboxPart::Failed, Timestamp::UNIX_EPOCH);
        let rows = {
            let mut tx = self.store().single_read().await?;
            tx.unit_outbox(&query).await?.rows
        };
        let seen: Seen<OutboxRow> = self.seen(actor, Action::ViewOutbox, rows).await;
        let mut all = Vec::with_capacity(seen.len());
        for (row, patient) in seen {
            let certificate = {
                let mut tx = self.store().single_read().await?;
                tx.certificate(row.certificate).await?
            };
            let certificate = certificate.ok_or(Error::NotFound)?;
            let since = row.last.as_ref().map_or(row.created_at, |last| last.at);
            let by = self.sender(&row.created_by).await;
            let what = (
                Some(local_date(since)),
                TodoKind::Failed,
                TodoAct::Outbox(row.id),
            );
            all.push(found(&certificate, patient, Some(by), what)?);
        }
        Ok(all)
    }

    /// Who sent something; by her id when the register does not tell her name.
    async fn sender(&self, id: &HsaId) -> StaffRef {
        let name = match self.journal().staff(id).await {
            Ok(staff) => staff.name,
            Err(_) => id.to_string(),
        };
        StaffRef {
            id: id.clone(),
            name,
        }
    }
}

fn found(
    row: &CertificateRow,
    patient: LookedUp,
    by: Option<StaffRef>,
    (due, kind, act): (Option<Date>, TodoKind, TodoAct),
) -> Result<Found, Error> {
    Ok(Found {
        line: TodoLine {
            due,
            kind,
            person_id: patient.person_id.clone(),
            certificate: Some((type_of(row)?.full_name(), row.created_at)),
            responsible: by.as_ref().map(|by| by.name.clone()).unwrap_or_default(),
            act,
        },
        by: by.map(|by| by.id),
        patient,
    })
}

/// A message waits for the one it is assigned to, otherwise for the one who signed.
fn message(row: InboxRow, patient: LookedUp) -> Found {
    let by = row.message.assigned_to.clone().or(row.issuer.clone());
    let shown = crate::conversation::inbox_message(row);
    let found = shown.certificate;
    Found {
        line: TodoLine {
            due: shown.reply_by,
            kind: match (shown.kind, shown.subject) {
                (MessageKind::Question, Subject::Complement) => TodoKind::Request,
                (MessageKind::Question, subject) => TodoKind::Question(subject),
                (MessageKind::Answer, _) => TodoKind::Answer,
                (MessageKind::Reminder, _) => TodoKind::Reminder,
            },
            person_id: shown.person_id,
            act: match &found {
                Some(found) => TodoAct::Open(found.id, shown.id),
                None => TodoAct::ReadIn(shown.id),
            },
            certificate: found.map(|found| (found.name, found.created_at)),
            responsible: by.as_ref().map(|by| by.name.clone()).unwrap_or_default(),
        },
        by: by.map(|by| by.id),
        patient,
    }
}
