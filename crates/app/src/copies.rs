//! Ny kopia: a draft with the answers of another certificate. Source: exchange 4.2, certificate-types 13, acceptance S61–S66, D07.

use intyg_catalog::element::CertificateType;
use intyg_catalog::reading;
use intyg_catalog::renewal::{self, Origin};
use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::conversation::is_open_request;
use intyg_core::event::EventKind;
use intyg_core::ids::{CertificateId, FormKey};
use intyg_core::lifecycle::{Act, CopyKind};
use intyg_store::{CertificateRow, NewOrigin, OriginRow, PendingRow, Tx};
use jiff::Timestamp;

use crate::content;
use crate::conversation::as_pending;
use crate::drafts::{NewContent, refuse};
use crate::error::{Error, Reason};
use crate::form_key::{Used, use_key};
use crate::guard::{Permitted, Resource};
use crate::patients::{LookedUp, PatientView};
use crate::possible::{Possible, copy_kind, state_of};
use crate::state::App;

/// Ny kopia, as the page that asks shows it.
#[derive(Debug, Clone)]
pub struct CopyView {
    /// The original.
    pub id: CertificateId,
    /// Its patient.
    pub patient: PatientView,
    /// Its type.
    pub ctype: &'static CertificateType,
    /// What the copy is to it.
    pub kind: CopyKind,
    /// When the original was created.
    pub created_at: Timestamp,
    /// Requests to complete the original that wait for an answer: they are marked as handled when a copy that extends it is signed, and
    /// whoever goes on has been told (A45).
    pub open_requests: usize,
    /// Why Komplettering is not possible instead, if so.
    pub complement_refused: Option<Reason>,
}

/// What is done about requests to complete the original when a copy extends it. Source: ui 6.11, acceptance A45.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenRequests {
    /// Nothing is copied as long as one waits: the user is asked first.
    Ask,
    /// The user has been asked and goes on: they are marked as handled when the copy is signed.
    Handle,
}

impl App {
    /// Returns what Ny kopia would do. Nothing changes.
    ///
    /// # Errors
    /// [`Error::Refused`] when the original cannot be copied.
    pub async fn copy_view(&self, actor: &Actor, id: CertificateId) -> Result<CopyView, Error> {
        let Permitted { row, looked_up, .. } = self.permitted(actor, id, |_| Action::Renew).await?;
        let mut tx = self.store().begin_read().await?;
        let known = Known::read(&mut tx, id).await?;
        let possible = known.possible(self, actor, &row, &looked_up);
        refuse(possible.refused(Act::Copy))?;
        let kind = copy_kind(state_of(&row, self.days()));
        Ok(CopyView {
            id,
            patient: self.patient_view(row.patient, &looked_up),
            ctype: crate::overview::type_of(&row)?,
            kind,
            created_at: row.created_at,
            open_requests: known.open_requests(kind),
            complement_refused: possible.refused(Act::Complement),
        })
    }

    /// Makes a draft with the answers of a certificate: of a signed one it extends the sick leave, of a deleted one it is a correction
    /// without a relation. The same form key gives the same draft again.
    ///
    /// # Errors
    /// [`Error::Refused`], with the begun draft when there is one, so that two at once never make two; and with
    /// [`Reason::CompletionAsked`] when the user is to be asked first.
    pub async fn copy(
        &self,
        actor: &Actor,
        id: CertificateId,
        requests: OpenRequests,
        form_key: FormKey,
    ) -> Result<CertificateId, Error> {
        let Permitted {
            looked_up,
            resource,
            permit,
            ..
        } = self.permitted(actor, id, |_| Action::Renew).await?;
        let claim = self.form_claim(actor, form_key, &format!("copy {id}"));
        let tx = self.store().begin_change().await?;
        let mut tx = match use_key(tx, &claim).await? {
            Used::First(tx) => tx,
            Used::Before(location) => return location.parse().map_err(|_| Error::KeyReused),
        };
        tx.lock_certificate(id).await?;
        let fresh = tx.certificate(id).await?.ok_or(Error::NotFound)?;
        let known = Known::read(&mut tx, id).await?;
        let possible = known.possible(self, actor, &fresh, &looked_up);
        refuse(possible.refused(Act::Copy))?;
        let kind = copy_kind(state_of(&fresh, self.days()));
        if requests == OpenRequests::Ask && known.open_requests(kind) > 0 {
            return Err(Error::Refused(Reason::CompletionAsked));
        }
        let copy = self.insert_copy(&mut tx, actor, &fresh, &looked_up).await?;
        tx.answer_form_key(form_key, &copy.to_text()).await?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        tx.commit().await?;
        Ok(copy)
    }

    /// Writes the copy of `row`, whose state says what the copy is to it, in a transaction that holds it.
    pub(crate) async fn insert_copy(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        row: &CertificateRow,
        looked_up: &LookedUp,
    ) -> Result<CertificateId, Error> {
        let kind = copy_kind(state_of(row, self.days()));
        let id = self.new_certificate_id();
        let resource = Resource::patient(actor).with_certificate(id);
        let permit = self.permit_again(actor, Action::CreateDraft, &resource, looked_up)?;
        let (made, period_line) = self.copied_content(tx, actor, row, kind).await?;
        // A changed personnummer: the copy is written on the new one (A37).
        let person = looked_up
            .patient
            .as_ref()
            .map_or(&row.person_id, |patient| &patient.id);
        let patient = if *person == row.person_id {
            row.patient
        } else {
            tx.patient_key_for(person, self.new_patient_key()).await?
        };
        let draft = self.draft_of(actor, id, patient, person, looked_up.is_test(), made)?;
        tx.insert_draft(&draft).await?;
        tx.insert_origin(&NewOrigin {
            certificate: id,
            parent: row.id,
            kind,
            period_line,
        })
        .await?;
        let from = intyg_core::time::local_date(row.created_at).to_string();
        tx.append_event(&content::event(
            actor,
            id,
            draft.at,
            EventKind::CreatedAsCopy,
            &from,
        ))
        .await?;
        tx.append_event(&content::event(
            actor,
            row.id,
            draft.at,
            EventKind::Copied,
            "",
        ))
        .await?;
        tx.open_tab(&actor.staff.id, patient, id, draft.at).await?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        Ok(id)
    }

    /// The answers of the copy, and the line above its periods.
    async fn copied_content(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        row: &CertificateRow,
        kind: CopyKind,
    ) -> Result<(NewContent, String), Error> {
        let source = crate::overview::type_of(row)?;
        let ctype =
            successor(source, self.offered()).ok_or(Error::Refused(Reason::TypeNotOffered))?;
        let (_, stored) = tx
            .certificate_with_answers(row.id)
            .await?
            .ok_or(Error::NotFound)?;
        let answers = content::answers(row.id, &stored)?;
        let contact = &actor.unit().contact;
        Ok(match kind {
            CopyKind::Correction => {
                let answers = renewal::correct(ctype, &answers, contact);
                (NewContent { ctype, answers }, String::new())
            }
            CopyKind::Renewal | CopyKind::Complement => {
                let values = reading::read(source, &answers, self.today(), self.registers()).values;
                let renewed = renewal::renew(ctype, &answers, &values, Origin::Draft, contact);
                let line = renewed.line().unwrap_or_default();
                let answers = renewed.answers;
                (NewContent { ctype, answers }, line)
            }
        })
    }
}

/// What is known of an original beside itself.
struct Known {
    origins: Vec<OriginRow>,
    pending: Vec<PendingRow>,
}

impl Known {
    async fn read(tx: &mut Tx, id: CertificateId) -> Result<Self, Error> {
        Ok(Self {
            origins: tx.origins_around(id).await?,
            pending: tx.pending_of_certificate(id).await?,
        })
    }

    fn possible<'a>(
        &'a self,
        app: &App,
        actor: &'a Actor,
        row: &'a CertificateRow,
        patient: &'a LookedUp,
    ) -> Possible<'a> {
        Possible {
            actor,
            row,
            patient,
            lane: &[],
            consent: None,
            origins: &self.origins,
            pending: &self.pending,
            days: app.days(),
        }
    }

    /// How many requests to complete the original a copy of this kind would leave without a completion.
    fn open_requests(&self, kind: CopyKind) -> usize {
        let is_asked = |row: &&PendingRow| is_open_request(&as_pending(row));
        match kind {
            CopyKind::Renewal => self.pending.iter().filter(is_asked).count(),
            CopyKind::Complement | CopyKind::Correction => 0,
        }
    }
}

/// The type that copies of `source` are made in: its own, or the newest that takes over its answers.
fn successor(
    source: &'static CertificateType,
    offered: Vec<&'static CertificateType>,
) -> Option<&'static CertificateType> {
    offered
        .into_iter()
        .filter(|ctype| renewal::can_renew(source, ctype))
        .max_by_key(|ctype| ctype.major)
}
