//! Drafts: made, opened, saved, marked ready, thrown away.

mod aids;
mod merge;

use intyg_catalog::answers::Answers;
use intyg_catalog::element::CertificateType;
use intyg_catalog::finding::{Finding, Severity};
use intyg_catalog::{fields, registry, validation};
use intyg_core::access::Action;
use intyg_core::actor::{Actor, Staff};
use intyg_core::ids::{CertificateId, FormKey, HsaId, PatientKey};
use intyg_store::{
    CertificateRow, CertificateState, DeletedDraft, DraftMark, DraftStateKind, FormKeyClaim,
    NewFormKey, Ready, SaveDraft,
};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

pub use aids::Advice;
pub use merge::{Conflict, ConflictField};

use crate::content;
use crate::error::{Error, Reason};
use crate::guard::{Resource, staff_ref};
use crate::overview::{edit_refused, new_refused, type_of};
use crate::patients::{LookedUp, PatientView, certificate_resource};
use crate::state::App;
use merge::Merged;

/// Somebody who has not been heard of for so long has left the draft.
const PRESENCE: SignedDuration = SignedDuration::from_mins(2);

/// A draft as the editor shows it.
#[derive(Debug, Clone)]
pub struct DraftView {
    /// The draft.
    pub id: CertificateId,
    /// Its patient.
    pub patient: PatientView,
    /// Its type.
    pub ctype: &'static CertificateType,
    /// Version of the texts.
    pub text_version: String,
    /// Answers as typed.
    pub answers: Answers,
    /// Revision that the next save has to name.
    pub rev: i64,
    /// All remarks, in screen order.
    pub findings: Vec<Finding>,
    /// How far it has come.
    pub mark: DraftMark,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was saved last.
    pub updated_at: Timestamp,
    /// By whom.
    pub updated_by: String,
    /// Nobody has typed in it.
    pub is_untouched: bool,
    /// Whether the actor's role signs.
    pub may_sign: bool,
    /// Others who have it open.
    pub others: Vec<Presence>,
    /// What should be considered before one goes on.
    pub advice: Vec<Advice>,
    /// Local date in Sweden.
    pub today: Date,
}

/// Somebody else who has the draft open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// Name.
    pub name: String,
    /// When last heard of.
    pub seen_at: Timestamp,
}

/// How a draft is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaveKind {
    /// By the page while somebody types.
    Auto,
    /// By hand as Utkast.
    Manual,
}

/// What a page sends of the form.
#[derive(Debug, Clone)]
pub enum Submitted {
    /// The whole form.
    Whole(Answers),
    /// Fields and their new texts.
    Changed(Vec<(String, String)>),
}

/// An order to save.
#[derive(Debug, Clone)]
pub struct SaveRequest {
    /// The revision that the page shows; required.
    pub rev: Option<i64>,
    /// By hand or by itself.
    pub kind: SaveKind,
    /// The answers.
    pub submitted: Submitted,
}

/// A saved draft.
#[derive(Debug, Clone)]
pub struct Saved {
    /// As it is now.
    pub draft: DraftView,
    /// Fields whose text differs from what the page sent.
    pub adjusted: Vec<String>,
    /// What the user should be told, e.g. that other choices were taken away.
    pub notices: Vec<String>,
    /// Whose changes of other fields were merged in without asking.
    pub merged_with: Option<String>,
}

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
    /// Makes a new draft; the same form key gives the same draft again.
    ///
    /// # Errors
    /// [`Error::Refused`] when the patient or the unit allows no new certificate, or the type is not offered.
    pub async fn create_draft(
        &self,
        actor: &Actor,
        key: PatientKey,
        type_code: &str,
        form_key: FormKey,
    ) -> Result<CertificateId, Error> {
        let looked_up = self.look_up_key(key).await?;
        let id = self.new_certificate_id();
        let resource = Resource::patient(actor).with_certificate(id);
        let permit = self
            .permit(actor, Action::CreateDraft, &resource, &looked_up)
            .await?;
        if let Some(reason) = new_refused(actor, &looked_up) {
            return Err(Error::Refused(reason));
        }
        let today = self.today();
        let ctype = registry::offered_on(today)
            .into_iter()
            .find(|t| t.code == type_code)
            .ok_or(Error::Refused(Reason::TypeNotOffered))?;
        let draft = self.new_draft(actor, id, key, &looked_up, ctype)?;
        let claim = NewFormKey {
            key: form_key,
            staff_id: actor.staff.id.clone(),
            digest: content::digest(&format!("create {} {type_code}", key.to_text())),
            at: draft.at,
        };
        let mut tx = self.store().begin_write().await?;
        match tx.claim_form_key(&claim).await? {
            FormKeyClaim::New => {}
            FormKeyClaim::Same { location } => {
                return location.parse().map_err(|_| Error::KeyReused);
            }
            FormKeyClaim::Mismatch => return Err(Error::KeyReused),
        }
        tx.insert_draft(&draft).await?;
        tx.answer_form_key(form_key, &id.to_text()).await?;
        tx.append_event(&content::event(actor, id, draft.at, "created", ""))
            .await?;
        tx.open_tab(&actor.staff.id, key, id, draft.at).await?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Opens a draft for editing.
    ///
    /// # Errors
    /// [`Error::Refused`] for what is no draft any more.
    pub async fn open_draft(&self, actor: &Actor, id: CertificateId) -> Result<DraftView, Error> {
        let (row, looked_up) = self.draft_row(actor, id).await?;
        let resource = certificate_resource(id, &row);
        let permit = self
            .permit(actor, Action::ViewDraft, &resource, &looked_up)
            .await?;
        self.permit(actor, Action::SaveDraft, &resource, &looked_up)
            .await?;
        refuse(edit_refused(&row, looked_up.is_deceased()))?;
        let now = self.now();
        let mut tx = self.store().begin_write().await?;
        let (row, answers) = tx
            .certificate_with_answers(id)
            .await?
            .ok_or(Error::NotFound)?;
        tx.touch_presence(id, &staff_ref(actor), now).await?;
        tx.open_tab(&actor.staff.id, row.patient, id, now).await?;
        let others = tx
            .others_present(id, &actor.staff.id, now - PRESENCE)
            .await?;
        let siblings = tx
            .certificates_of_patient(row.patient, &row.unit_id)
            .await?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        tx.commit().await?;
        let mut view = self.draft_view(actor, &row, content::answers(id, &answers)?, &looked_up)?;
        view.others = others
            .into_iter()
            .map(|p| Presence {
                name: p.staff.name,
                seen_at: p.seen_at,
            })
            .collect();
        view.advice = self.advice(&view, &siblings).await;
        Ok(view)
    }

    /// Saves a draft, whatever is in it. Fields that only another person changed since are merged in.
    ///
    /// # Errors
    /// [`Error::Conflict`] when both changed a field; [`Error::Refused`] when it is no draft any more.
    pub async fn save_draft(
        &self,
        actor: &Actor,
        id: CertificateId,
        request: SaveRequest,
    ) -> Result<Saved, Error> {
        let base_rev = request.rev.ok_or(Error::NoRevision)?;
        let (row, looked_up) = self.draft_row(actor, id).await?;
        let resource = certificate_resource(id, &row);
        let permit = self
            .permit(actor, Action::SaveDraft, &resource, &looked_up)
            .await?;
        refuse(edit_refused(&row, looked_up.is_deceased()))?;
        let ctype = type_of(&row)?;

        let mut tx = self.store().begin_write().await?;
        let (row, stored) = tx
            .certificate_with_answers(id)
            .await?
            .ok_or(Error::NotFound)?;
        refuse(edit_refused(&row, looked_up.is_deceased()))?;
        let stored = content::answers(id, &stored)?;
        let base = if base_rev == row.rev {
            stored.clone()
        } else {
            let state = tx
                .draft_state(id, base_rev)
                .await?
                .ok_or(Error::NoRevision)?;
            content::answers(id, &state.answers)?
        };
        let mine = aids::submitted(
            ctype,
            &base,
            request.submitted,
            self.today(),
            self.registers(),
        );
        let merged = merge::three_way(ctype, &base, &stored, &mine.answers).map_err(|fields| {
            Error::Conflict(Box::new(Conflict::new(
                &row,
                fields,
                &base,
                &stored,
                &mine.answers,
            )))
        })?;
        let Merged {
            answers,
            others_changed,
        } = merged;
        let manual = request.kind == SaveKind::Manual;
        let mark = next_mark(row.mark, request.kind, answers != stored);
        let by_other = others_changed.then(|| row.updated_by.name.clone());
        let saved = if answers == stored && mark == row.mark {
            row
        } else {
            let findings = validation::validate(ctype, &answers, self.today(), self.registers());
            let save = SaveDraft {
                answers: content::to_json(&answers)?,
                is_complete: content::is_complete(&findings),
                mark,
                kind: match (others_changed, manual) {
                    (true, _) => DraftStateKind::Merge,
                    (false, true) => DraftStateKind::Manual,
                    (false, false) => DraftStateKind::Autosave,
                },
                summary: content::summary(ctype, &answers, self.today(), self.registers()),
                by: staff_ref(actor),
                at: self.now(),
            };
            tx.save_draft(id, row.rev, &save).await?;
            if first_change_since_opening(&row, actor, save.at) || manual {
                tx.append_audit(&self.audit_entry(actor, &permit, &resource))
                    .await?;
            }
            if manual {
                tx.append_event(&content::event(actor, id, save.at, "saved", ""))
                    .await?;
            }
            tx.certificate(id).await?.ok_or(Error::NotFound)?
        };
        tx.touch_presence(id, &staff_ref(actor), self.now()).await?;
        if manual {
            tx.leave_draft(id, &actor.staff.id).await?;
            tx.close_tab(&actor.staff.id, id).await?;
        }
        tx.commit().await?;
        let mut adjusted = answers.differing_fields(&mine.typed);
        adjusted.sort_unstable();
        let draft = self.draft_view(actor, &saved, answers, &looked_up)?;
        Ok(Saved {
            draft,
            adjusted,
            notices: mine.notices,
            merged_with: by_other,
        })
    }

    /// Checks the stored draft (Validera). Nothing changes.
    pub async fn validate_draft(
        &self,
        actor: &Actor,
        id: CertificateId,
    ) -> Result<DraftView, Error> {
        let (row, looked_up) = self.draft_row(actor, id).await?;
        self.permit(
            actor,
            Action::Validate,
            &certificate_resource(id, &row),
            &looked_up,
        )
        .await?;
        refuse(edit_refused(&row, looked_up.is_deceased()))?;
        let answers = self.stored_answers(id).await?;
        self.draft_view(actor, &row, answers, &looked_up)
    }

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
        let (row, looked_up) = self.draft_row(actor, id).await?;
        let resource = certificate_resource(id, &row);
        let permit = self
            .permit(actor, Action::MarkReady, &resource, &looked_up)
            .await?;
        refuse(edit_refused(&row, looked_up.is_deceased()))?;
        if let Some(doctor) = &request.doctor
            && !self
                .doctors(actor)
                .await?
                .iter()
                .any(|staff| staff.id == *doctor)
        {
            return Err(Error::NotFound);
        }
        let at = self.now();
        let ready = Ready {
            doctor: request.doctor,
            note: request.note,
            by: staff_ref(actor),
            at,
        };
        let mut tx = self.store().begin_write().await?;
        tx.mark_ready(id, rev, &ready)
            .await
            .map_err(|error| stale(&row, error))?;
        tx.append_event(&content::event(actor, id, at, "ready", ""))
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
        let (row, looked_up) = self.draft_row(actor, id).await?;
        let resource = certificate_resource(id, &row);
        let permit = self
            .permit(actor, Action::DeleteDraft, &resource, &looked_up)
            .await?;
        refuse(edit_refused(&row, false))?;
        let at = self.now();
        let mut tx = self.store().begin_write().await?;
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
        tx.append_event(&content::event(actor, id, at, "draft_deleted", ""))
            .await?;
        tx.close_tab(&actor.staff.id, id).await?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        tx.commit().await?;
        Ok(row.patient)
    }

    /// Closes a draft: a new one that nobody has typed in leaves nothing behind but the access log.
    pub async fn close_draft(&self, actor: &Actor, id: CertificateId) -> Result<PatientKey, Error> {
        let (row, looked_up) = self.draft_row(actor, id).await?;
        self.permit(
            actor,
            Action::SaveDraft,
            &certificate_resource(id, &row),
            &looked_up,
        )
        .await?;
        let mut tx = self.store().begin_write().await?;
        let row = tx.certificate(id).await?.ok_or(Error::NotFound)?;
        tx.close_tab(&actor.staff.id, id).await?;
        tx.leave_draft(id, &actor.staff.id).await?;
        if is_untouched(&row) {
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

    pub(crate) async fn draft_row(
        &self,
        _actor: &Actor,
        id: CertificateId,
    ) -> Result<(CertificateRow, LookedUp), Error> {
        let row = {
            let mut tx = self.store().begin_read().await?;
            tx.certificate(id).await?.ok_or(Error::NotFound)?
        };
        let looked_up = self.look_up(row.person_id.clone()).await;
        Ok((row, looked_up))
    }

    pub(crate) async fn stored_answers(&self, id: CertificateId) -> Result<Answers, Error> {
        let mut tx = self.store().begin_read().await?;
        let (_, answers) = tx
            .certificate_with_answers(id)
            .await?
            .ok_or(Error::NotFound)?;
        content::answers(id, &answers)
    }

    pub(crate) fn draft_view(
        &self,
        actor: &Actor,
        row: &CertificateRow,
        answers: Answers,
        looked_up: &LookedUp,
    ) -> Result<DraftView, Error> {
        let ctype = type_of(row)?;
        let today = self.today();
        Ok(DraftView {
            id: row.id,
            patient: self.patient_view(row.patient, looked_up),
            ctype,
            text_version: row.text_version.clone(),
            findings: validation::validate(ctype, &answers, today, self.registers()),
            answers,
            rev: row.rev,
            mark: row.mark,
            created_at: row.created_at,
            updated_at: row.updated_at,
            updated_by: row.updated_by.name.clone(),
            is_untouched: is_untouched(row),
            may_sign: actor.role().is_signing(),
            others: Vec::new(),
            advice: Vec::new(),
            today,
        })
    }

    fn new_draft(
        &self,
        actor: &Actor,
        id: CertificateId,
        key: PatientKey,
        patient: &LookedUp,
        ctype: &'static CertificateType,
    ) -> Result<intyg_store::NewDraft, Error> {
        let today = self.today();
        let unit = actor.unit();
        let answers = fields::new_draft(ctype, &unit.contact);
        let version = ctype
            .text_version_on(today)
            .ok_or(Error::Refused(Reason::TypeNotOffered))?;
        Ok(intyg_store::NewDraft {
            id,
            type_code: ctype.code.to_owned(),
            type_major: ctype.major,
            text_version: version.version.to_owned(),
            patient: key,
            person_id: patient.person_id.clone(),
            unit_id: unit.id.clone(),
            unit_name: unit.name.clone(),
            provider_id: unit.provider.id.clone(),
            answers: content::to_json(&answers)?,
            is_complete: content::is_complete(&validation::validate(
                ctype,
                &answers,
                today,
                self.registers(),
            )),
            mark: DraftMark::Begun,
            summary: content::summary(ctype, &answers, today, self.registers()),
            test_login: self.settings().demo_login.is_some(),
            test_person: patient.is_test(),
            by: staff_ref(actor),
            at: self.now(),
        })
    }
}

/// Nobody has typed in it: it is as it was made.
fn is_untouched(row: &CertificateRow) -> bool {
    row.state == CertificateState::Draft && row.mark == DraftMark::Begun && row.rev == 1
}

/// One entry each time a draft is opened and changed (exchange 5.2): the first save of somebody else, or after a pause.
fn first_change_since_opening(row: &CertificateRow, actor: &Actor, now: Timestamp) -> bool {
    row.rev == 1
        || row.updated_by.id != actor.staff.id
        || now.duration_since(row.updated_at) > PRESENCE
}

fn next_mark(mark: DraftMark, kind: SaveKind, changed: bool) -> DraftMark {
    match (mark, kind) {
        (_, SaveKind::Manual) => DraftMark::Saved,
        (DraftMark::Ready, SaveKind::Auto) if changed => DraftMark::Saved,
        (mark, SaveKind::Auto) => mark,
    }
}

pub(crate) fn refuse(reason: Option<Reason>) -> Result<(), Error> {
    reason.map_or(Ok(()), |reason| Err(Error::Refused(reason)))
}

/// A write that named an old revision: somebody else was first.
pub(crate) fn stale(row: &CertificateRow, error: intyg_store::Error) -> Error {
    match error {
        intyg_store::Error::Conflict => Error::ChangedSinceShown {
            by: row.updated_by.name.clone(),
            at: row.updated_at,
        },
        other => Error::Store(other),
    }
}

/// The findings that stop signing.
pub(crate) fn stops(findings: Vec<Finding>) -> Vec<Finding> {
    findings
        .into_iter()
        .filter(|f| f.severity == Severity::Stop)
        .collect()
}
