//! Radera: a draft is put away, a signed certificate is taken back at the receivers. Source: exchange 1.6, 2.5, 4.2; ui 6.12.

mod lane;

use intyg_catalog::element::CertificateType;
use intyg_convert::RevokeOrder;
use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::conversation::Handling;
use intyg_core::event::EventKind;
use intyg_core::ids::{CertificateId, FormKey, PatientKey};
use intyg_core::lifecycle::{Act, State};
use intyg_core::outbox::OutboxKind;
use intyg_core::revocation::{LONGEST_COMMENT, RevocationReason, withdraw};
use intyg_core::text;
use intyg_store::{
    CertificateRow, CertificateState, Frozen, HandledMark, NewOutboxMessage, NewRevocation, Tx,
};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::complement::hold_original;
use crate::content;
use crate::conversation::closing::close_all;
use crate::drafts::refuse;
use crate::error::{Error, Reason};
use crate::form_key::{Used, use_key};
use crate::guard::{Permitted, staff_ref};
use crate::kin::{KinView, kin_of};
use crate::overview::type_of;
use crate::patients::{LookedUp, PatientView, certificate_resource};
use crate::possible::Possible;
use crate::signing::INTYGSTJANSTEN;
use crate::state::App;

pub use lane::Told;
use lane::{lane_messages, told};

/// The dialog of Radera.
#[derive(Debug, Clone)]
pub struct DeleteView {
    /// The certificate.
    pub id: CertificateId,
    /// Its patient.
    pub patient: PatientView,
    /// Its type.
    pub ctype: &'static CertificateType,
    /// First and last day.
    pub period: Option<(Date, Date)>,
    /// Revision of a draft.
    pub rev: i64,
    /// When it was signed; a draft was not.
    pub signed_at: Option<Timestamp>,
    /// Who is told of a signed one, as it looks now.
    pub told: Told,
    /// Where it came from and what was made from it.
    pub kin: Vec<KinView>,
    /// Why no copy can be made to correct it, if so.
    pub copy_refused: Option<Reason>,
    /// Messages about it that are still to be dealt with; they are closed with it (A50).
    pub open_messages: usize,
}

/// An order to take a signed certificate back.
#[derive(Debug, Clone)]
pub struct RevokeRequest {
    /// Why; required.
    pub reason: Option<RevocationReason>,
    /// What the doctor says of it.
    pub comment: String,
    /// Whether a copy is made to correct it.
    pub correction: Correction,
    /// One-time key of the dialog.
    pub form_key: FormKey,
}

/// Whether a copy of the deleted certificate is made to correct it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    /// Yes.
    Make,
    /// No.
    Leave,
}

/// A certificate that has been taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revoked {
    /// Its patient.
    pub patient: PatientKey,
    /// Who is told.
    pub told: Told,
    /// The copy to correct it, if one was asked for.
    pub correction: Option<CertificateId>,
}

impl App {
    /// Returns the dialog of Radera. Nothing changes.
    ///
    /// # Errors
    /// [`Error::Refused`] when it is deleted already or the role may not.
    pub async fn delete_view(&self, actor: &Actor, id: CertificateId) -> Result<DeleteView, Error> {
        let delete = |row: &CertificateRow| match row.state {
            CertificateState::Draft | CertificateState::DeletedDraft => Action::DeleteDraft,
            CertificateState::Signed | CertificateState::Revoked => Action::Revoke,
        };
        let Permitted { row, looked_up, .. } = self.permitted(actor, id, delete).await?;
        let mut tx = self.store().begin_read().await?;
        let lane = tx.outbox_of_certificate(id).await?;
        let withdrawal = withdraw(&lane_messages(&mut tx, &lane).await?);
        let origins = tx.origins_around(id).await?;
        let pending = tx.pending_of_certificate(id).await?;
        let possible = Possible {
            actor,
            row: &row,
            patient: &looked_up,
            lane: &lane,
            consent: None,
            origins: &origins,
            pending: &pending,
            days: self.days(),
        };
        refuse(possible.refused(Act::Delete))?;
        Ok(DeleteView {
            id,
            patient: self.patient_view(row.patient, &looked_up),
            ctype: type_of(&row)?,
            period: row.summary.period_from.zip(row.summary.period_to),
            rev: row.rev,
            signed_at: row.signed.as_ref().map(|(_, at)| *at),
            told: told(&row, &lane, &withdrawal),
            kin: kin_of(id, &origins),
            copy_refused: possible.refused_in(State::Revoked, Act::Copy),
            open_messages: pending.len(),
        })
    }

    /// Takes a signed certificate back: at once here, and at the receivers as soon as they can be reached.
    ///
    /// # Errors
    /// [`Error::Refused`] when the reason is missing or says nothing, when it is deleted already, or when the copy that was asked for cannot
    /// be made; nothing has changed then.
    pub async fn revoke(
        &self,
        actor: &Actor,
        id: CertificateId,
        request: RevokeRequest,
    ) -> Result<Revoked, Error> {
        let Permitted {
            row,
            looked_up,
            resource,
            permit,
        } = self.permitted(actor, id, |_| Action::Revoke).await?;
        let revocation = self.revocation(actor, &request)?;
        let what = format!(
            "revoke {id} {} {:?}",
            revocation.reason.key(),
            request.correction
        );
        let claim = self.form_claim(
            actor,
            request.form_key,
            &format!("{what} {}", revocation.comment),
        );
        let body = self.revoke_body(actor, &row, &revocation)?;

        let tx = self.store().begin_change().await?;
        let mut tx = match use_key(tx, &claim).await? {
            Used::First(tx) => tx,
            Used::Before(location) => return done_before(&row, &location),
        };
        let origin = hold_original(&mut tx, id).await?;
        tx.lock_certificate(id).await?;
        let fresh = tx.certificate(id).await?.ok_or(Error::NotFound)?;
        self.may_revoke(&mut tx, actor, &fresh, &looked_up, request.correction)
            .await?;
        tx.revoke(id, &revocation).await?;
        let label = revocation.reason.label();
        tx.append_event(&content::event(
            actor,
            id,
            revocation.at,
            EventKind::Revoked,
            label,
        ))
        .await?;
        let told = self
            .withdraw_lane(&mut tx, actor, &fresh, body, revocation.at)
            .await?;
        let mark = HandledMark {
            at: revocation.at,
            by: revocation.by.clone(),
            how: Handling::Revocation,
            through: None,
        };
        close_all(&mut tx, id, &mark).await?;
        if let Some(origin) = &origin {
            self.reopen_answered(&mut tx, actor, origin, revocation.at)
                .await?;
        }
        let correction = match request.correction {
            Correction::Leave => None,
            Correction::Make => {
                let revoked = tx.certificate(id).await?.ok_or(Error::NotFound)?;
                Some(
                    self.insert_copy(&mut tx, actor, &revoked, &looked_up)
                        .await?,
                )
            }
        };
        let copy = correction.map(CertificateId::to_text).unwrap_or_default();
        tx.answer_form_key(request.form_key, &format!("{} {copy}", told.key()))
            .await?;
        tx.close_tab(&actor.staff.id, id).await?;
        let mut entry = self.audit_entry(actor, &permit, &resource);
        revocation.reason.key().clone_into(&mut entry.reason);
        tx.append_audit(&entry).await?;
        tx.commit().await?;
        self.wake_outbox();
        Ok(Revoked {
            patient: row.patient,
            told,
            correction,
        })
    }

    /// Checks what was typed.
    fn revocation(&self, actor: &Actor, request: &RevokeRequest) -> Result<NewRevocation, Error> {
        let reason = request
            .reason
            .ok_or(Error::Refused(Reason::RevocationReasonMissing))?;
        let comment = text::normalise(&request.comment).trim().to_owned();
        let signs = text::unsendable(&comment);
        if comment.is_empty() && reason.needs_comment() {
            return Err(Error::Refused(Reason::CommentMissing));
        }
        if comment.chars().count() > LONGEST_COMMENT {
            return Err(Error::Refused(Reason::CommentTooLong));
        }
        if !signs.is_empty() {
            let signs = signs.into_iter().collect();
            return Err(Error::Refused(Reason::CommentUnsendable { signs }));
        }
        Ok(NewRevocation {
            reason,
            comment,
            by: staff_ref(actor),
            at: self.now(),
        })
    }

    async fn may_revoke(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        row: &CertificateRow,
        looked_up: &LookedUp,
        correction: Correction,
    ) -> Result<(), Error> {
        self.permit_again(
            actor,
            Action::Revoke,
            &certificate_resource(row.id, row),
            looked_up,
        )?;
        let origins = tx.origins_around(row.id).await?;
        let possible = Possible {
            actor,
            row,
            patient: looked_up,
            lane: &[],
            consent: None,
            origins: &origins,
            pending: &[],
            days: self.days(),
        };
        refuse(possible.refused(Act::Delete))?;
        if row.state != CertificateState::Signed {
            return Err(Error::Refused(Reason::NotSigned));
        }
        match correction {
            Correction::Leave => Ok(()),
            Correction::Make => refuse(possible.refused_in(State::Revoked, Act::Copy)),
        }
    }

    fn revoke_body(
        &self,
        actor: &Actor,
        row: &CertificateRow,
        revocation: &NewRevocation,
    ) -> Result<NewOutboxMessage, Error> {
        let order = RevokeOrder {
            id: row.id,
            unit: row.issuing_unit(),
            patient: &row.person_id,
            message: &revocation.reason.message(&revocation.comment),
            revoked_by: actor,
            at: revocation.at,
        };
        Ok(NewOutboxMessage {
            id: self.new_outbox_id(),
            certificate: row.id,
            kind: OutboxKind::Revoke,
            destination: INTYGSTJANSTEN.to_owned(),
            idempotency_key: format!("revoke {}", row.id),
            body: Frozen::new(intyg_convert::revoke_request(&order)?),
            logical_address: self.settings().it_logical_address.clone(),
            unit_id: row.unit_id.clone(),
            created_by: actor.staff.id.clone(),
            created_at: revocation.at,
            consent_recipient: None,
        })
    }
}

/// What the same form did the first time.
fn done_before(row: &CertificateRow, location: &str) -> Result<Revoked, Error> {
    let (told, copy) = location.split_once(' ').ok_or(Error::KeyReused)?;
    Ok(Revoked {
        patient: row.patient,
        told: Told::from_key(told).ok_or(Error::KeyReused)?,
        correction: copy.parse().ok(),
    })
}
