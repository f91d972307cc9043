//! Komplettering: a draft with everything that the certificate says, so that what the recipient asks for can be added.
//! Source: exchange 3.6, 4.2; acceptance S81, S82, A46.

use intyg_catalog::renewal;
use intyg_convert::RelationKind;
use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::conversation::{Event, Handling};
use intyg_core::event::EventKind;
use intyg_core::ids::{CertificateId, FormKey};
use intyg_core::lifecycle::{Act, CopyKind};
use intyg_core::time;
use intyg_store::{
    CertificateRow, CertificateState, EventRow, HandledMark, NewOrigin, OriginRow, StaffRef, Tx,
};
use jiff::Timestamp;

use crate::content;
use crate::conversation::closing::{close_requests, reopen_requests};
use crate::drafts::NewContent;
use crate::error::{Error, Reason};
use crate::form_key::{Used, use_key};
use crate::guard::{Permitted, Resource, staff_ref};
use crate::kin::completes;
use crate::overview::type_of;
use crate::patients::LookedUp;
use crate::possible::Possible;
use crate::state::App;

/// The draft that completes a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Complement {
    /// It has been made now.
    Begun(CertificateId),
    /// It had been begun before and is continued (A46).
    Continued(CertificateId),
}

impl Complement {
    /// Returns the draft.
    pub fn draft(self) -> CertificateId {
        match self {
            Self::Begun(id) | Self::Continued(id) => id,
        }
    }
}

impl App {
    /// Makes the draft that completes a certificate, or returns the one that has been begun.
    ///
    /// # Errors
    /// [`Error::Refused`] when nobody asks for a completion, or something else stands in the way.
    pub async fn complement(
        &self,
        actor: &Actor,
        id: CertificateId,
        form_key: FormKey,
    ) -> Result<Complement, Error> {
        let Permitted {
            looked_up,
            resource,
            permit,
            ..
        } = self.permitted(actor, id, |_| Action::Complement).await?;
        let claim = self.form_claim(actor, form_key, &format!("complement {id}"));
        let tx = self.store().begin_change().await?;
        let mut tx = match use_key(tx, &claim).await? {
            Used::First(tx) => tx,
            Used::Before(location) => {
                let draft = location.parse().map_err(|_| Error::KeyReused)?;
                return Ok(Complement::Continued(draft));
            }
        };
        tx.lock_certificate(id).await?;
        let row = tx.certificate(id).await?.ok_or(Error::NotFound)?;
        let origins = tx.origins_around(id).await?;
        let pending = tx.pending_of_certificate(id).await?;
        let possible = Possible {
            actor,
            row: &row,
            patient: &looked_up,
            lane: &[],
            consent: None,
            origins: &origins,
            pending: &pending,
            days: self.days(),
        };
        let complement = match possible.refused(Act::Complement) {
            None => Complement::Begun(
                self.insert_complement(&mut tx, actor, &row, &looked_up)
                    .await?,
            ),
            Some(Reason::ComplementBegun { draft }) => Complement::Continued(draft),
            Some(reason) => return Err(Error::Refused(reason)),
        };
        let draft = complement.draft();
        tx.answer_form_key(form_key, &draft.to_text()).await?;
        tx.open_tab(&actor.staff.id, row.patient, draft, self.now())
            .await?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        tx.commit().await?;
        Ok(complement)
    }

    async fn insert_complement(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        row: &CertificateRow,
        looked_up: &LookedUp,
    ) -> Result<CertificateId, Error> {
        let id = self.new_certificate_id();
        let resource = Resource::patient(actor).with_certificate(id);
        let permit = self.permit_again(actor, Action::CreateDraft, &resource, looked_up)?;
        // The same type and the same person, whatever is offered now: the recipient asks about this certificate.
        let ctype = type_of(row)?;
        let (_, stored) = tx
            .certificate_with_answers(row.id)
            .await?
            .ok_or(Error::NotFound)?;
        let answers = content::answers(row.id, &stored)?;
        let answers = renewal::correct(ctype, &answers, &actor.unit().contact);
        let made = NewContent { ctype, answers };
        let draft = self.draft_of(
            actor,
            id,
            row.patient,
            &row.person_id,
            looked_up.is_test(),
            made,
        )?;
        tx.insert_draft(&draft).await?;
        tx.insert_origin(&NewOrigin {
            certificate: id,
            parent: row.id,
            kind: CopyKind::Complement,
            period_line: String::new(),
        })
        .await?;
        let from = time::local_date(row.created_at).to_string();
        tx.append_event(&content::event(
            actor,
            id,
            draft.at,
            EventKind::CreatedAsComplement,
            &from,
        ))
        .await?;
        tx.append_event(&content::event(
            actor,
            row.id,
            draft.at,
            EventKind::ComplementBegun,
            "",
        ))
        .await?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        Ok(id)
    }

    /// Closes what a certificate answers at its original, in the transaction that signs it or queues its sending: requests to complete are
    /// answered by a completion as soon as it is sent on, and handled by an extension as soon as it is signed (A45).
    pub(crate) async fn close_answered(
        &self,
        tx: &mut Tx,
        closer: &Closer,
        origin: &OriginRow,
        when: Answered,
        at: Timestamp,
    ) -> Result<(), Error> {
        let (event, how, words) = match (origin.kind, when) {
            (CopyKind::Complement, Answered::SentOn) => (
                Event::Completed,
                Handling::Complement,
                "genom komplettering",
            ),
            (CopyKind::Renewal, Answered::Signed) => {
                (Event::Renewed, Handling::Renewal, "i samband med Ny kopia")
            }
            (CopyKind::Complement, Answered::Signed)
            | (CopyKind::Renewal, Answered::SentOn)
            | (CopyKind::Correction, _) => return Ok(()),
        };
        let mark = HandledMark {
            at,
            by: closer.by.clone(),
            how,
            through: Some(origin.certificate),
        };
        let count = close_requests(tx, origin.parent, event, &mark).await?;
        if count > 0 {
            tx.append_event(&EventRow {
                certificate: origin.parent,
                at,
                kind: EventKind::RequestClosed.key().to_owned(),
                by: closer.by.clone(),
                unit: closer.unit.clone(),
                detail: words.to_owned(),
            })
            .await?;
        }
        Ok(())
    }

    /// Opens the requests again that a completion had answered, when it is taken back and was the latest. Source: exchange 3.6.
    pub(crate) async fn reopen_answered(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        origin: &OriginRow,
        at: Timestamp,
    ) -> Result<(), Error> {
        if !completes(origin) {
            return Ok(());
        }
        let is_later = |other: &OriginRow| {
            other.kind == CopyKind::Complement
                && other.parent == origin.parent
                && other.certificate != origin.certificate
                && other.state == CertificateState::Signed
                && other.signed_at > origin.signed_at
        };
        if tx.origins_around(origin.parent).await?.iter().any(is_later) {
            return Ok(());
        }
        let opened = reopen_requests(tx, origin.parent, origin.certificate).await?;
        if opened > 0 {
            tx.append_event(&content::event(
                actor,
                origin.parent,
                at,
                EventKind::RequestReopened,
                "",
            ))
            .await?;
        }
        Ok(())
    }
}

/// Who closes what is answered.
#[derive(Debug, Clone)]
pub(crate) struct Closer {
    by: StaffRef,
    unit: String,
}

impl Closer {
    /// Somebody here.
    pub(crate) fn staff(actor: &Actor) -> Self {
        Self {
            by: staff_ref(actor),
            unit: actor.unit().name.clone(),
        }
    }
    /// The patient, who has sent the certificate that answers. The access log knows who told us.
    pub(crate) fn patient(sent: &CertificateRow) -> Self {
        Self {
            by: StaffRef {
                id: sent.unit_id.clone(),
                name: "patienten på 1177.se".to_owned(),
            },
            unit: String::new(),
        }
    }
}

/// What happened to a certificate that was made from another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answered {
    /// It was signed.
    Signed,
    /// Its sending to the recipient was queued, or the recipient has it.
    SentOn,
}

/// Returns from which certificate one was made and holds that one, so that its messages stay as they are. An original is always held
/// before what was made from it, so that two never wait for each other.
pub(crate) async fn hold_original(
    tx: &mut Tx,
    id: CertificateId,
) -> Result<Option<OriginRow>, Error> {
    let find =
        |origins: Vec<OriginRow>| origins.into_iter().find(|origin| origin.certificate == id);
    let Some(origin) = find(tx.origins_around(id).await?) else {
        return Ok(None);
    };
    tx.lock_certificate(origin.parent).await?;
    Ok(find(tx.origins_around(id).await?))
}

/// What a copy is to the receivers; a correction is nothing to them.
pub(crate) fn relation_kind(kind: CopyKind) -> Option<RelationKind> {
    match kind {
        CopyKind::Renewal => Some(RelationKind::Renew),
        CopyKind::Complement => Some(RelationKind::Complement),
        CopyKind::Correction => None,
    }
}
