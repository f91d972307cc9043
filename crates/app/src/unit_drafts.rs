//! Utkast på enheten: every draft of a unit, and whose it is. Source: ui 6.18, acceptance A54, A77.

use intyg_catalog::validation;
use intyg_core::access::{Action, Facts, decide};
use intyg_core::actor::{Actor, Staff};
use intyg_core::event::EventKind;
use intyg_core::ids::{CertificateId, HsaId, PatientKey};
use intyg_core::person::PersonId;
use intyg_core::time::local_date;
use intyg_store::{Assigned, StaffRef, UnitDraftRow};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::content;
use crate::drafts::refuse;
use crate::error::{Error, Reason};
use crate::guard::{Permitted, Resource};
use crate::overview::{RowStatus, status, type_of};
use crate::paging::{PageRequest, Paged};
use crate::patients::{LookedUp, PatientView};
use crate::possible::edit_refused;
use crate::state::App;

/// What the list is asked for; an empty filter takes everything.
#[derive(Debug, Clone)]
pub struct DraftsRequest {
    /// Only drafts that have come so far.
    pub status: Option<RowStatus>,
    /// Only those that she saved last.
    pub saved_by: Option<HsaId>,
    /// Only those assigned to her, or to nobody.
    pub assigned: Option<Assigned>,
    /// Only those of this patient.
    pub patient: Option<PatientKey>,
    /// Saved last on that day or later.
    pub from: Option<Date>,
    /// Saved last on that day or earlier.
    pub to: Option<Date>,
    /// By what it is sorted.
    pub order: DraftOrder,
    /// Whether the order is turned round.
    pub is_descending: bool,
    /// Which page.
    pub page: PageRequest,
}

/// By what the list is sorted; within equals the last saved comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftOrder {
    /// Senast sparat.
    Saved,
    /// Patient, by number.
    Patient,
    /// Namn.
    Name,
    /// Status.
    Status,
    /// Sparat av.
    SavedBy,
    /// Tilldelat.
    Assigned,
}

/// The page.
#[derive(Debug, Clone)]
pub struct UnitDrafts {
    /// The drafts.
    pub drafts: Paged<DraftLine>,
    /// Who has saved drafts of the unit, for the filter.
    pub savers: Vec<StaffRef>,
    /// To whom drafts of the unit are assigned, for the filter.
    pub assignees: Vec<StaffRef>,
    /// Number of the patient that is filtered by.
    pub patient: Option<PersonId>,
    /// Whether the unit has drafts that the filter hides.
    pub hides_some: bool,
    /// When it was read.
    pub at: Timestamp,
}

/// A draft in the list.
#[derive(Debug, Clone)]
pub struct DraftLine {
    /// The draft.
    pub id: CertificateId,
    /// When it was saved last.
    pub saved_at: Timestamp,
    /// By whom.
    pub saved_by: String,
    /// Number of the patient.
    pub patient: PersonId,
    /// Type name with form number.
    pub name: String,
    /// How far it has come.
    pub status: RowStatus,
    /// How many answers stop the signing.
    pub missing: usize,
    /// Whose it is; empty = nobody's.
    pub assigned: String,
    /// Why it cannot be changed, if so.
    pub edit_refused: Option<Reason>,
}

/// The dialog of Tilldela.
#[derive(Debug, Clone)]
pub struct AssignView {
    /// Its patient.
    pub patient: PatientView,
    /// Type name with form number.
    pub name: String,
    /// Whose it is.
    pub assigned: Option<HsaId>,
    /// To whom it can be assigned: the unit's doctors and the actor.
    pub staff: Vec<Staff>,
}

/// A draft with its sort keys, before it is on a page.
struct Found {
    row: UnitDraftRow,
    name: String,
    status: RowStatus,
}

impl App {
    /// Returns the page. One entry in the access log.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when the role has no such page.
    pub async fn unit_drafts(
        &self,
        actor: &Actor,
        request: &DraftsRequest,
    ) -> Result<UnitDrafts, Error> {
        let resource = Resource::patient(actor);
        let permit = decide(
            actor,
            Action::ViewDraft,
            &Facts {
                unit: &resource.unit,
                provider: &resource.provider,
                patient: None,
            },
        )?;
        let mut entry = self.audit_entry(actor, &permit, &resource);
        "Utkast på enheten".clone_into(&mut entry.resource_type);
        let rows = {
            let mut tx = self.store().single_read().await?;
            tx.unit_drafts(&actor.unit().id).await?
        };
        self.write_entries(&[entry]).await?;
        let all = rows.into_iter().map(|row| {
            let person = row.person.clone();
            (row, person)
        });
        let seen = self.seen(actor, Action::ViewDraft, all.collect()).await;
        let savers = names(seen.iter().map(|(row, _)| Some(&row.draft.updated_by)));
        let assignees = names(seen.iter().map(|(row, _)| row.assigned.as_ref()));
        let hides_some = !seen.is_empty();
        let mut found = self.found(seen, request)?;
        found.sort_by(|(a, _), (b, _)| compare(a, b, request));
        let page = Paged::of(found, request.page);
        let drafts = Paged {
            total: page.total,
            number: page.number,
            pages: page.pages,
            rows: self.draft_lines(page.rows).await?,
        };
        Ok(UnitDrafts {
            hides_some: hides_some && drafts.total == 0,
            drafts,
            savers,
            assignees,
            patient: match request.patient {
                Some(key) => self.filtered_by(actor, key).await?,
                None => None,
            },
            at: self.now(),
        })
    }

    /// Counts the drafts that have come since then, for the page's "Visa {n} nya". Not an access of its own.
    pub async fn drafts_news(&self, actor: &Actor, since: Timestamp) -> Result<usize, Error> {
        let rows = {
            let mut tx = self.store().single_read().await?;
            tx.unit_drafts(&actor.unit().id).await?
        };
        let news = rows
            .into_iter()
            .filter(|row| row.draft.created_at > since)
            .map(|row| {
                let person = row.person.clone();
                (row, person)
            });
        Ok(self
            .seen(actor, Action::ViewDraft, news.collect())
            .await
            .len())
    }

    /// Returns the dialog of Tilldela. Nothing changes.
    ///
    /// # Errors
    /// [`Error::Refused`] when it is no draft any more.
    pub async fn assign_view(&self, actor: &Actor, id: CertificateId) -> Result<AssignView, Error> {
        let Permitted { row, looked_up, .. } =
            self.permitted(actor, id, |_| Action::MarkReady).await?;
        refuse(edit_refused(&row, looked_up.is_deceased(), self.days()))?;
        let assigned = {
            let mut tx = self.store().single_read().await?;
            tx.draft_assignment(id).await?
        };
        Ok(AssignView {
            patient: self.patient_view(row.patient, &looked_up),
            name: type_of(&row)?.full_name(),
            assigned: assigned.map(|staff| staff.id),
            staff: self.assignable(actor).await?,
        })
    }

    /// Says whose a draft is, or that it is nobody's.
    ///
    /// # Errors
    /// [`Error::NotFound`] for somebody to whom it cannot be assigned; [`Error::Refused`] when it is no draft any more.
    pub async fn assign(
        &self,
        actor: &Actor,
        id: CertificateId,
        to: Option<&HsaId>,
    ) -> Result<(), Error> {
        let Permitted {
            looked_up,
            resource,
            permit,
            ..
        } = self.permitted(actor, id, |_| Action::MarkReady).await?;
        let to = match to {
            None => None,
            Some(id) => {
                let mut staff = self.assignable(actor).await?.into_iter();
                let found = staff.find(|staff| staff.id == *id);
                Some(found.ok_or(Error::NotFound)?)
            }
        };
        let to = to.map(|staff| StaffRef {
            id: staff.id,
            name: staff.name,
        });
        let at = self.now();
        let mut tx = self.store().begin_change().await?;
        tx.lock_certificate(id).await?;
        let row = tx.certificate(id).await?.ok_or(Error::NotFound)?;
        refuse(edit_refused(&row, looked_up.is_deceased(), self.days()))?;
        tx.assign_draft(id, to.as_ref()).await?;
        let (kind, name) = match &to {
            Some(staff) => (EventKind::Assigned, staff.name.as_str()),
            None => (EventKind::Unassigned, ""),
        };
        tx.append_event(&content::event(actor, id, at, kind, name))
            .await?;
        let mut entry = self.audit_entry(actor, &permit, &resource);
        kind.key().clone_into(&mut entry.reason);
        tx.append_audit(&entry).await?;
        tx.commit().await?;
        Ok(())
    }

    pub(crate) async fn assignable(&self, actor: &Actor) -> Result<Vec<Staff>, Error> {
        let mut staff = self.doctors(actor).await?;
        if !staff.iter().any(|other| other.id == actor.staff.id) {
            staff.push(actor.staff.clone());
        }
        Ok(staff)
    }

    /// Leaves out what the filter does not take.
    fn found(
        &self,
        seen: Vec<(UnitDraftRow, LookedUp)>,
        request: &DraftsRequest,
    ) -> Result<Vec<(Found, LookedUp)>, Error> {
        let days = self.days();
        let mut found = Vec::with_capacity(seen.len());
        for (row, looked_up) in seen {
            let status = status(&row.draft, &[], &[], &[], days);
            if is_taken(&row, status, request) {
                let name = type_of(&row.draft)?.full_name();
                found.push((Found { row, name, status }, looked_up));
            }
        }
        Ok(found)
    }

    async fn draft_lines(&self, page: Vec<(Found, LookedUp)>) -> Result<Vec<DraftLine>, Error> {
        let mut lines = Vec::with_capacity(page.len());
        let mut tx = self.store().begin_read().await?;
        for (found, looked_up) in page {
            let Found { row, name, status } = found;
            let id = row.draft.id;
            // Signed or thrown away since the list was read.
            let Some((_, stored)) = tx.certificate_with_answers(id).await? else {
                continue;
            };
            let ctype = type_of(&row.draft)?;
            let answers = content::answers(id, &stored)?;
            let findings = validation::validate(ctype, &answers, self.today(), self.registers());
            lines.push(DraftLine {
                id,
                saved_at: row.draft.updated_at,
                saved_by: row.draft.updated_by.name.clone(),
                missing: content::stops(&findings),
                edit_refused: edit_refused(&row.draft, looked_up.is_deceased(), self.days()),
                patient: looked_up.person_id,
                name,
                status,
                assigned: row.assigned.map(|staff| staff.name).unwrap_or_default(),
            });
        }
        Ok(lines)
    }
}

fn is_taken(row: &UnitDraftRow, status: RowStatus, request: &DraftsRequest) -> bool {
    let saved = local_date(row.draft.updated_at);
    let assigned = row.assigned.as_ref().map(|staff| &staff.id);
    request.status.is_none_or(|wanted| wanted == status)
        && request
            .saved_by
            .as_ref()
            .is_none_or(|id| *id == row.draft.updated_by.id)
        && request.assigned.as_ref().is_none_or(|wanted| match wanted {
            Assigned::Nobody => assigned.is_none(),
            Assigned::To(id) => assigned == Some(id),
        })
        && request.patient.is_none_or(|key| key == row.draft.patient)
        && request.from.is_none_or(|from| saved >= from)
        && request.to.is_none_or(|to| saved <= to)
}

fn compare(a: &Found, b: &Found, request: &DraftsRequest) -> std::cmp::Ordering {
    let assigned = |found: &Found| found.row.assigned.as_ref().map(|staff| staff.name.clone());
    let by_saved = a.row.draft.updated_at.cmp(&b.row.draft.updated_at);
    let ordering = match request.order {
        DraftOrder::Saved => by_saved,
        DraftOrder::Patient => a.row.person.cmp(&b.row.person),
        DraftOrder::Name => a.name.cmp(&b.name),
        DraftOrder::Status => a.status.draft_rank().cmp(&b.status.draft_rank()),
        DraftOrder::SavedBy => a
            .row
            .draft
            .updated_by
            .name
            .cmp(&b.row.draft.updated_by.name),
        DraftOrder::Assigned => assigned(a).cmp(&assigned(b)),
    };
    let ordering = if request.is_descending {
        ordering.reverse()
    } else {
        ordering
    };
    ordering
        .then_with(|| by_saved.reverse())
        .then_with(|| a.row.draft.id.cmp(&b.row.draft.id))
}

/// Everybody once, by name.
pub(crate) fn names<'a>(staff: impl Iterator<Item = Option<&'a StaffRef>>) -> Vec<StaffRef> {
    let mut all: Vec<StaffRef> = staff.flatten().cloned().collect();
    all.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.id.cmp(&b.id)));
    all.dedup_by(|a, b| a.id == b.id);
    all
}
