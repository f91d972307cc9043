//! Drafts: made, opened, saved, marked ready, thrown away.

mod aids;
mod around;
mod lifecycle;
mod merge;
mod requests;
mod save;

use std::collections::BTreeMap;

use intyg_catalog::answers::Answers;
use intyg_catalog::element::{CertificateType, ElementId};
use intyg_catalog::finding::{Finding, Severity};
use intyg_catalog::{fields, reading, retired, validation};
use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::event::EventKind;
use intyg_core::ids::{CertificateId, FormKey, PatientKey};
use intyg_core::person::PersonId;
use intyg_store::{CertificateRow, CertificateState, DraftMark};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

pub use aids::Advice;
pub(crate) use around::Around;
pub use lifecycle::ReadyRequest;
pub use merge::{Conflict, ConflictField};
pub use requests::{PointCount, RequestPoint, RequestView};
pub use save::{SaveKind, SaveRequest, Saved, Submitted};

use crate::answer_origin::AnswerOrigin;
use crate::content;
use crate::error::{Error, Reason};
use crate::form_key::{Used, use_key};
use crate::guard::{Permitted, Resource, staff_ref};
use crate::kin::KinView;
use crate::overview::{new_refused, type_of};
use crate::patients::{LookedUp, PatientView};
use crate::possible::edit_refused;
use crate::sick_leaves::SickLeavePeriod;
use crate::state::App;

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
    /// The certificate that it was made from, if it is a copy.
    pub original: Option<KinView>,
    /// What the recipient wants completed; empty for a draft that completes nothing.
    pub requests: Vec<RequestView>,
    /// What the form says above the periods about the original; empty = nothing.
    pub period_line: String,
    /// Last day of the certificate that it extends: a new period begins the day after (A19).
    pub extended_end: Option<Date>,
    /// How many answers differ from those of the certificate that it was made from; `None` for one that is no copy.
    pub changed: Option<usize>,
    /// Where answers come from, where that is worth a line.
    pub answer_origins: BTreeMap<ElementId, AnswerOrigin>,
    /// Mandatory answers that are as they were copied, in screen order.
    pub unreviewed: Vec<ElementId>,
    /// The patient's sick leaves with this draft drawn in; empty for a type without periods.
    pub sick_leaves: Vec<SickLeavePeriod>,
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
        let ctype = self
            .offered()
            .into_iter()
            .find(|t| t.code == type_code)
            .ok_or_else(|| Error::Refused(not_offered(type_code)))?;
        let answers = fields::new_draft(ctype, &actor.unit().contact);
        let draft = self.draft_of(
            actor,
            id,
            key,
            &looked_up.person_id,
            looked_up.is_test(),
            NewContent { ctype, answers },
        )?;
        let what = format!("create {} {type_code}", key.to_text());
        let claim = self.form_claim_to(actor, form_key, &what, id);
        let tx = self.store().begin_change().await?;
        let mut tx = match use_key(tx, &claim).await? {
            Used::First(tx) => tx,
            Used::Before(location) => return location.parse().map_err(|_| Error::KeyReused),
        };
        tx.insert_draft(&draft).await?;
        tx.append_event(&content::event(actor, id, draft.at, EventKind::Created, ""))
            .await?;
        tx.open_tab(&actor.staff.id, key, id, draft.at).await?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Tells why a type cannot be chosen for a new certificate; `None` when it can.
    pub fn type_refused(&self, type_code: &str) -> Option<Reason> {
        let is_offered = self.offered().iter().any(|ty| ty.code == type_code);
        (!is_offered).then(|| not_offered(type_code))
    }

    /// Opens a draft for editing.
    ///
    /// # Errors
    /// [`Error::Refused`] for what is no draft any more.
    pub async fn open_draft(&self, actor: &Actor, id: CertificateId) -> Result<DraftView, Error> {
        let Permitted {
            row,
            looked_up,
            resource,
            permit,
        } = self.permitted(actor, id, |_| Action::ViewDraft).await?;
        self.permit(actor, Action::SaveDraft, &resource, &looked_up)
            .await?;
        refuse(edit_refused(&row, looked_up.is_deceased(), self.days()))?;
        let now = self.now();
        let mut tx = self.store().begin_read().await?;
        let (row, answers) = tx
            .certificate_with_answers(id)
            .await?
            .ok_or(Error::NotFound)?;
        let others = tx
            .others_present(id, &actor.staff.id, now - PRESENCE)
            .await?;
        let around = self.around(&mut tx, &row).await?;
        drop(tx);
        // Only now, so that nobody who writes waits for what was read.
        let mut tx = self.store().begin_write().await?;
        tx.touch_presence(id, &staff_ref(actor), now)
            .await
            .map_err(discarded)?;
        tx.open_tab(&actor.staff.id, row.patient, id, now).await?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        tx.commit().await?;
        let answers = content::answers(id, &answers)?;
        let mut view = self.draft_view(actor, &row, answers, &looked_up, &around)?;
        view.others = others
            .into_iter()
            .map(|p| Presence {
                name: p.staff.name,
                seen_at: p.seen_at,
            })
            .collect();
        view.advice = self.advice(&view, &around.siblings).await;
        Ok(view)
    }

    /// Checks the stored draft (Validera). Nothing changes.
    pub async fn validate_draft(
        &self,
        actor: &Actor,
        id: CertificateId,
    ) -> Result<DraftView, Error> {
        let Permitted { row, looked_up, .. } =
            self.permitted(actor, id, |_| Action::Validate).await?;
        refuse(edit_refused(&row, looked_up.is_deceased(), self.days()))?;
        let answers = self.stored_answers(id).await?;
        let around = self.read_around(&row).await?;
        self.draft_view(actor, &row, answers, &looked_up, &around)
    }

    /// Reads what lies around a draft in a transaction of its own.
    pub(crate) async fn read_around(&self, row: &CertificateRow) -> Result<Around, Error> {
        let mut tx = self.store().begin_read().await?;
        self.around(&mut tx, row).await
    }

    pub(crate) async fn draft_row(
        &self,
        actor: &Actor,
        id: CertificateId,
    ) -> Result<(CertificateRow, LookedUp), Error> {
        let row = {
            let mut tx = self.store().single_read().await?;
            tx.certificate(id).await?
        };
        let Some(row) = row else {
            return Err(self.refuse_legacy_change(actor, id).await);
        };
        let looked_up = self.look_up(row.person_id.clone()).await;
        Ok((row, looked_up))
    }

    pub(crate) async fn stored_answers(&self, id: CertificateId) -> Result<Answers, Error> {
        let mut tx = self.store().single_read().await?;
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
        around: &Around,
    ) -> Result<DraftView, Error> {
        let ctype = type_of(row)?;
        let today = self.today();
        let reading = reading::read(ctype, &answers, today, self.registers());
        let mut view = DraftView {
            id: row.id,
            patient: self.patient_view(row.patient, looked_up),
            ctype,
            text_version: row.text_version.clone(),
            findings: validation::validate_read(
                ctype,
                &answers,
                today,
                &reading,
                &around.surroundings,
            ),
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
            original: None,
            requests: Vec::new(),
            period_line: String::new(),
            extended_end: None,
            changed: None,
            answer_origins: BTreeMap::new(),
            unreviewed: Vec::new(),
            sick_leaves: Vec::new(),
            today,
        };
        self.set_around(&mut view, actor, around, &reading);
        Ok(view)
    }

    /// Makes the row of a new draft with this content.
    pub(crate) fn draft_of(
        &self,
        actor: &Actor,
        id: CertificateId,
        patient: PatientKey,
        person: &PersonId,
        test_person: bool,
        made: NewContent,
    ) -> Result<intyg_store::NewDraft, Error> {
        let NewContent { ctype, answers } = made;
        let today = self.today();
        let unit = actor.unit();
        let judged = content::judge(ctype, &answers, today, self.registers());
        let version = ctype
            .text_version_on(today)
            .ok_or(Error::Refused(Reason::TypeNotOffered))?;
        Ok(intyg_store::NewDraft {
            id,
            type_code: ctype.code.to_owned(),
            type_major: ctype.major,
            text_version: version.version.to_owned(),
            patient,
            person_id: person.clone(),
            unit_id: unit.id.clone(),
            unit_name: unit.name.clone(),
            provider_id: unit.provider.id.clone(),
            answers: content::to_json(&answers)?,
            is_complete: judged.is_complete,
            mark: DraftMark::Begun,
            summary: judged.summary,
            test_login: self.settings().demo_login.is_some(),
            test_person,
            by: staff_ref(actor),
            at: self.now(),
        })
    }
}

/// What a new draft holds.
pub(crate) struct NewContent {
    pub(crate) ctype: &'static CertificateType,
    pub(crate) answers: Answers,
}

/// Why a type that Ny does not offer cannot be chosen.
fn not_offered(type_code: &str) -> Reason {
    retired::find(type_code).map_or(Reason::TypeNotOffered, |retired| Reason::TypeReplaced {
        name: retired.full_name(),
        by: retired.successor(),
    })
}

/// Nobody has typed in it: it is as it was made.
fn is_untouched(row: &CertificateRow) -> bool {
    row.state == CertificateState::Draft && row.mark == DraftMark::Begun && row.rev == 1
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

/// A write about a certificate that had just been read and is not there: a draft in which nobody has written is gone when it is closed.
pub(crate) fn discarded(error: intyg_store::Error) -> Error {
    match error {
        intyg_store::Error::Refused(_) => Error::NotFound,
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
