//! Enhetens utkorg: a unit's outgoing messages, each with all its attempts. Source: ui 6.17, exchange 2.7, acceptance N05.

mod attempt;
mod cause;
mod receiver;

use intyg_core::access::{self, Action, Facts, Permit, Reach, decide};
use intyg_core::actor::Actor;
use intyg_core::ids::{CertificateId, HsaId, OutboxId, PatientKey};
use intyg_core::outbox::{OutboxKind, OutboxState};
use intyg_core::person::PersonId;
use intyg_store::{
    CertificateRow, CertificateState, OutboxAct, OutboxPart, OutboxRow, Tx, UnitOutboxQuery,
    UnitOutboxRows,
};
use jiff::{SignedDuration, Timestamp};

use crate::certificates::{DeliveryLine, delivery_lines};
use crate::error::Error;
use crate::guard::Resource;
use crate::outbox::OutcomeClass;
use crate::overview::type_of;
use crate::paging::{PageRequest, Paged};
use crate::patients::LookedUp;
use crate::state::App;
use attempt::attempt_view;
use cause::causes;
use receiver::receivers;

pub use attempt::AttemptView;
pub(crate) use cause::Cause;
pub use receiver::ReceiverState;

/// How far back "Skickade" goes. Source: ui 6.17.
const DONE_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What the page is asked for.
#[derive(Debug, Clone)]
pub struct OutboxRequest {
    /// Under "Skickade" only messages of this kind.
    pub kind: Option<OutboxKind>,
    /// Under "Skickade" only those about this patient.
    pub patient: Option<PatientKey>,
    /// Page of the part FEL.
    pub failed: PageRequest,
    /// Page of the part "Väntar och försöker igen".
    pub open: PageRequest,
    /// Page of the part "Skickade".
    pub done: PageRequest,
}

/// The page.
#[derive(Debug, Clone)]
pub struct UnitOutbox {
    /// Given up, the oldest first.
    pub failed: Paged<OutboxLine>,
    /// Waiting, blocked or being sent, the oldest first.
    pub open: Paged<OutboxLine>,
    /// Delivered or dropped in the last 30 days, the newest first.
    pub done: Paged<OutboxLine>,
    /// Receivers that do not answer or are paused, while something waits for them.
    pub receivers: Vec<ReceiverState>,
    /// How many messages have not arrived and cannot be read, so that no list has them.
    pub unreadable: usize,
    /// Number of the patient that is filtered by, for those who may see it.
    pub patient: Option<PersonId>,
    /// Whether the actor sees personnummer and content.
    pub shows_patients: bool,
    /// When it was read.
    pub at: Timestamp,
}

/// A message in the list.
#[derive(Debug, Clone)]
pub struct OutboxLine {
    /// How far it has come.
    pub line: DeliveryLine,
    /// The certificate that it is about.
    pub certificate: CertificateId,
    /// Number of its form.
    pub form: &'static str,
    /// When the certificate was created.
    pub certificate_created_at: Timestamp,
    /// Her number; `None` = the actor does not see it.
    pub patient: Option<PersonId>,
    /// When the message was made.
    pub created_at: Timestamp,
    /// By whom: her name, or her id when the register does not tell.
    pub created_by: String,
    /// When it is given up, once it has been tried.
    pub gives_up_at: Option<Timestamp>,
    /// When the last attempt ended.
    pub last_at: Option<Timestamp>,
    /// When it was dropped.
    pub cancelled_at: Option<Timestamp>,
    /// Every attempt, the first one first.
    pub attempts: Vec<AttemptView>,
    /// What people did with it, the oldest first.
    pub acts: Vec<OutboxAct>,
    /// How many messages of the unit are under FEL for the same cause, this one included; 0 outside FEL.
    pub same_cause: usize,
    pub(crate) same_as: Option<Cause>,
    /// Whether it can be sent again by the actor.
    pub may_resend: bool,
    /// Whether it can be written off by the actor.
    pub may_write_off: bool,
    /// Whether the certificate can be printed in its place.
    pub may_print: bool,
}

impl App {
    /// Returns the page. One entry in the access log.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the role has no such page.
    pub async fn unit_outbox(
        &self,
        actor: &Actor,
        request: &OutboxRequest,
    ) -> Result<UnitOutbox, Error> {
        let resource = Resource::patient(actor);
        let permit = outbox_permit(actor, &resource)?;
        let shows_patients = shows_patients(actor);
        let at = self.now();
        let mut tx = self.store().begin_read().await?;
        let failed = self
            .rows(&mut tx, actor, request, OutboxPart::Failed)
            .await?;
        let open = self.rows(&mut tx, actor, request, OutboxPart::Open).await?;
        let unreadable = failed.unreadable + open.unreadable;
        let (failed, open) = (failed.rows, open.rows);
        let done = self.rows(&mut tx, actor, request, OutboxPart::Done).await?;
        let mut done = done.rows;
        done.reverse();
        let destinations = tx.destinations().await?;
        let mut entry = self.audit_entry(actor, &permit, &resource);
        "Utkorg".clone_into(&mut entry.resource_type);
        drop(tx);
        self.write_entries(&[entry]).await?;

        let causes = causes(&self.seen(actor, Action::Resend, failed.clone()).await);
        let waiting = self.seen(actor, Action::ViewOutbox, open.clone()).await;
        let receivers = receivers(&destinations, &waiting);
        let mut page = UnitOutbox {
            failed: self.lines(actor, failed, request.failed).await?,
            open: self.lines(actor, open, request.open).await?,
            done: self.lines(actor, done, request.done).await?,
            receivers,
            unreadable,
            patient: match request.patient {
                Some(key) if shows_patients => self.filtered_by(actor, key).await?,
                _ => None,
            },
            shows_patients,
            at,
        };
        for line in &mut page.failed.rows {
            let same = line.same_as.as_ref().and_then(|cause| causes.get(cause));
            line.same_cause = same.copied().unwrap_or(1);
        }
        Ok(page)
    }

    /// Returns how far some of the unit's messages have come, for a page that follows them. Not an access of its own.
    pub async fn outbox_lines(
        &self,
        actor: &Actor,
        ids: &[OutboxId],
    ) -> Result<Vec<OutboxLine>, Error> {
        outbox_permit(actor, &Resource::patient(actor))?;
        let mut rows = Vec::with_capacity(ids.len());
        {
            let mut tx = self.store().begin_read().await?;
            for id in ids {
                if let Some(row) = tx.outbox_message(*id).await?
                    && row.unit_id == actor.unit().id
                    && let Some(certificate) = tx.certificate(row.certificate).await?
                    && let Some(person) = tx.person_id_of(certificate.patient).await?
                {
                    rows.push((row, person));
                }
            }
        }
        let all = PageRequest {
            number: 1,
            size: rows.len(),
        };
        Ok(self.lines(actor, rows, all).await?.rows)
    }

    /// Counts the messages that have come or been given up since then, for the page's "Visa {n} nya". Not an access of its own.
    pub async fn outbox_news(&self, actor: &Actor, since: Timestamp) -> Result<usize, Error> {
        outbox_permit(actor, &Resource::patient(actor))?;
        let mut news = Vec::new();
        {
            let mut tx = self.store().begin_read().await?;
            for part in [OutboxPart::Failed, OutboxPart::Open] {
                let rows = tx
                    .unit_outbox(&query(actor, part, Timestamp::UNIX_EPOCH))
                    .await?
                    .rows;
                news.extend(rows.into_iter().filter(|(row, _)| is_news(row, since)));
            }
        }
        Ok(self.seen(actor, Action::ViewOutbox, news).await.len())
    }

    /// Finds a patient to filter the unit's lists by.
    ///
    /// # Errors
    /// [`crate::FindPatientError`]; one of whom the unit has nothing, or whom the actor may not see, is unknown.
    pub async fn patient_to_filter_by(
        &self,
        actor: &Actor,
        text: &str,
    ) -> Result<PatientKey, crate::FindPatientError> {
        let person_id = self.read_person_id(text)?;
        let key = {
            let mut tx = self.store().single_read().await.map_err(Error::from)?;
            tx.patient_key(&person_id).await.map_err(Error::from)?
        };
        let key = key.ok_or(crate::FindPatientError::Unknown)?;
        match self.filtered_by(actor, key).await? {
            Some(_) => Ok(key),
            None => Err(crate::FindPatientError::Unknown),
        }
    }

    /// Returns the number of the patient that a list is filtered by, if the actor may see it.
    pub(crate) async fn filtered_by(
        &self,
        actor: &Actor,
        key: PatientKey,
    ) -> Result<Option<PersonId>, Error> {
        let looked_up = match self.look_up_key(key).await {
            Ok(looked_up) => looked_up,
            Err(Error::NotFound) => return Ok(None),
            Err(error) => return Err(error),
        };
        let resource = Resource::patient(actor);
        let may = self.may(actor, Action::ListCertificates, &resource, &looked_up);
        Ok(may.is_ok().then_some(looked_up.person_id))
    }

    async fn rows(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        request: &OutboxRequest,
        part: OutboxPart,
    ) -> Result<UnitOutboxRows, Error> {
        // Nothing hides what has not arrived.
        let query = match part {
            OutboxPart::Failed | OutboxPart::Open => query(actor, part, Timestamp::UNIX_EPOCH),
            OutboxPart::Done => UnitOutboxQuery {
                kind: request.kind,
                // Who does not see whose messages they are cannot sort them out either.
                patient: request.patient.filter(|_| shows_patients(actor)),
                ..query(actor, part, self.now() - DONE_FOR)
            },
        };
        Ok(tx.unit_outbox(&query).await?)
    }

    async fn lines(
        &self,
        actor: &Actor,
        rows: Vec<(OutboxRow, PersonId)>,
        request: PageRequest,
    ) -> Result<Paged<OutboxLine>, Error> {
        let page = self.page_of(actor, Action::ViewOutbox, rows, request).await;
        let mut lines = Vec::with_capacity(page.rows.len());
        {
            let mut tx = self.store().begin_read().await?;
            for (row, looked_up) in page.rows {
                lines.push(self.line(&mut tx, actor, &row, &looked_up).await?);
            }
        }
        self.name_creators(&mut lines).await;
        Ok(Paged {
            total: page.total,
            number: page.number,
            pages: page.pages,
            rows: lines,
        })
    }

    pub(crate) async fn line(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        row: &OutboxRow,
        looked_up: &LookedUp,
    ) -> Result<OutboxLine, Error> {
        let certificate = tx
            .certificate(row.certificate)
            .await?
            .ok_or(Error::NotFound)?;
        let ctype = type_of(&certificate)?;
        let lane = tx.outbox_of_certificate(row.certificate).await?;
        // The lane may have moved since the list was read; it is the newer truth.
        let row = lane.iter().find(|other| other.id == row.id).unwrap_or(row);
        let mut shown = delivery_lines(ctype, &certificate, &lane)
            .into_iter()
            .find(|shown| shown.message == row.id)
            .ok_or(Error::NotFound)?;
        let attempts: Vec<AttemptView> = tx
            .outbox_attempts(row.id)
            .await?
            .iter()
            .map(|attempt| attempt_view(attempt, row.kind, ctype.recipient.name))
            .collect();
        if shown.class == Some(OutcomeClass::Unknown)
            && let Some(last) = attempts.last()
        {
            shown.cause = Some(last.cause.clone());
        }
        let is_failed = row.state == OutboxState::Failed;
        let shows_patients = shows_patients(actor);
        let mut acts = tx.outbox_acts(row.id).await?;
        if !shows_patients {
            // A comment may tell of the patient.
            for act in &mut acts {
                act.comment.clear();
            }
        }
        let may = |action| {
            let resource = Resource::patient(actor);
            is_failed && self.may(actor, action, &resource, looked_up).is_ok()
        };
        Ok(OutboxLine {
            certificate: row.certificate,
            form: ctype.form_number,
            certificate_created_at: certificate.created_at,
            patient: shows_patients.then(|| looked_up.person_id.clone()),
            created_at: row.created_at,
            created_by: row.created_by.to_string(),
            gives_up_at: row.deadline.filter(|_| is_open(row)),
            last_at: row.last.as_ref().map(|last| last.at),
            cancelled_at: row.cancelled_at,
            acts,
            same_cause: usize::from(is_failed),
            same_as: Cause::of(row).filter(|_| is_failed),
            may_resend: may(Action::Resend),
            may_write_off: row.kind.can_be_written_off() && may(Action::WriteOff),
            may_print: may(Action::PrintCertificate) && can_stand_in(row, &certificate),
            attempts,
            line: shown,
        })
    }

    /// Puts names in the place of ids; asks the register outside of any transaction.
    pub(crate) async fn name_creators(&self, lines: &mut [OutboxLine]) {
        for line in lines {
            if let Ok(id) = HsaId::parse(&line.created_by)
                && let Ok(staff) = self.journal().staff(&id).await
            {
                line.created_by = staff.name;
            }
        }
    }
}

/// Leave to see the unit's outbox; each row is decided on by itself.
pub(crate) fn outbox_permit(actor: &Actor, resource: &Resource) -> Result<Permit, Error> {
    let facts = Facts {
        unit: &resource.unit,
        provider: &resource.provider,
        patient: None,
    };
    Ok(decide(actor, Action::ViewOutbox, &facts)?)
}

/// Administrators see neither personnummer nor content. Source: reliability-security H21.
pub(crate) fn shows_patients(actor: &Actor) -> bool {
    access::reach(actor.role(), Action::ListCertificates) != Reach::Nobody
}

/// Everything in a part of the outbox of the actor's unit that has happened since.
pub(crate) fn query(actor: &Actor, part: OutboxPart, since: Timestamp) -> UnitOutboxQuery<'_> {
    UnitOutboxQuery {
        unit: &actor.unit().id,
        part,
        kind: None,
        patient: None,
        since,
    }
}

fn is_news(row: &OutboxRow, since: Timestamp) -> bool {
    let given_up = row.last.as_ref().map(|last| last.at);
    row.created_at > since
        || (row.state == OutboxState::Failed && given_up.is_some_and(|at| at > since))
}

fn is_open(row: &OutboxRow) -> bool {
    matches!(row.state, OutboxState::Waiting | OutboxState::Sending)
}

/// The paper can stand in for a message that was to bring the certificate somewhere.
fn can_stand_in(row: &OutboxRow, certificate: &CertificateRow) -> bool {
    certificate.state == CertificateState::Signed && row.kind != OutboxKind::Revoke
}
