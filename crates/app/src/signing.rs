//! Consent, signing and the order to send. What is signed is what was shown, what is stored and what is sent.

mod dialog;
mod freeze;

use intyg_convert::SendOrder;
use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::event::EventKind;
use intyg_core::ids::{CertificateId, FormKey};
use intyg_core::outbox::OutboxKind;
use intyg_store::{
    CertificateRow, CertificateState, ConsentRow, FormKeyClaim, Frozen, NewFormKey,
    NewOutboxMessage, OriginRow, Tx,
};
use jiff::Timestamp;

pub use dialog::{Completes, ConsentView};
pub(crate) use freeze::relation_of;

use crate::complement::{Answered, Closer, hold_original};
use crate::content;
use crate::drafts::{refuse, stale};
use crate::error::{Error, Reason};
use crate::form_key::{Used, use_key};
use crate::guard::{Permitted, Resource, staff_ref};
use crate::overview::type_of;
use crate::patients::{LookedUp, certificate_resource};
use crate::possible::{edit_refused, send_refused};
use crate::state::App;

/// Name in the outbox of the one receiver that we call ourselves.
pub const INTYGSTJANSTEN: &str = "intygstjansten";
/// Name on the screen of the receiver that everything goes through.
pub(crate) const INTYGSTJANSTEN_NAME: &str = "Intygstjänsten";

/// Whether the patient has agreed to the sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// The tick is set.
    Given,
    /// It is not.
    NotGiven,
}

/// OK in the consent dialog.
#[derive(Debug, Clone)]
pub struct SignRequest {
    /// The revision that was shown; required.
    pub rev: Option<i64>,
    /// The hash that was shown.
    pub content_hash: String,
    /// The tick.
    pub consent: Consent,
    /// One-time key of the dialog.
    pub form_key: FormKey,
}

/// What has been signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed {
    /// The certificate.
    pub id: CertificateId,
    /// Whether it goes on to the recipient.
    pub consent: Consent,
}

impl App {
    /// Signs a draft and puts it in the outbox: to Intygstjänsten, and with consent on to Försäkringskassan.
    ///
    /// # Errors
    /// Nothing is signed and nothing is queued when the draft has changed since it was shown, is incomplete, or the signing fails.
    pub async fn sign(
        &self,
        actor: &Actor,
        id: CertificateId,
        request: SignRequest,
    ) -> Result<Signed, Error> {
        let rev = request.rev.ok_or(Error::NoRevision)?;
        let Permitted {
            row,
            looked_up,
            resource,
            permit,
        } = self.permitted(actor, id, |_| Action::Sign).await?;
        let what = format!("sign {id} {:?}", request.consent);
        let claim = self.form_claim_to(actor, request.form_key, &what, id);
        if let Some(done) = self.signed_before(&row, &claim, request.consent).await? {
            return Ok(done);
        }
        refuse(edit_refused(&row, looked_up.is_deceased(), self.days()))?;
        refuse(own_certificate(actor, &row))?;
        if request.consent == Consent::Given {
            refuse(recipient_refused(&row, &looked_up))?;
        }
        let frozen = self.freeze(actor, &row, rev, &request.content_hash).await?;
        let at = frozen.at;

        let tx = self.store().begin_change().await?;
        let mut tx = match use_key(tx, &claim).await? {
            Used::First(tx) => tx,
            Used::Before(_) => {
                return Ok(Signed {
                    id,
                    consent: request.consent,
                });
            }
        };
        let fresh = tx.certificate(id).await?.ok_or(Error::NotFound)?;
        self.permit_again(
            actor,
            Action::Sign,
            &certificate_resource(id, &fresh),
            &looked_up,
        )?;
        refuse(edit_refused(&fresh, looked_up.is_deceased(), self.days()))?;
        let origin = self.original_is_as_signed(&mut tx, id, &frozen).await?;
        let document = frozen.document.clone();
        tx.freeze_signed(id, rev, &frozen.into_signed(actor))
            .await
            .map_err(|error| stale(&fresh, error))?;
        tx.enqueue(&self.register_message(actor, &row, document, at))
            .await?;
        tx.append_event(&content::event(actor, id, at, EventKind::Signed, ""))
            .await?;
        if let Some(origin) = &origin {
            let closer = Closer::staff(actor);
            self.close_answered(&mut tx, &closer, origin, Answered::Signed, at)
                .await?;
        }
        if request.consent == Consent::Given {
            self.send_on(&mut tx, actor, &row, origin.as_ref(), at)
                .await?;
        }
        tx.close_tab(&actor.staff.id, id).await?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        if request.consent == Consent::Given {
            self.audit_sending(&mut tx, actor, &resource, &looked_up)
                .await?;
        }
        tx.commit().await?;
        self.wake_outbox();
        Ok(Signed {
            id,
            consent: request.consent,
        })
    }

    /// Registers consent for a signed certificate and sends it on (Skicka samtycke).
    ///
    /// # Errors
    /// [`Error::Refused`] when it has been sent already, or the tick is missing.
    pub async fn send_consent(
        &self,
        actor: &Actor,
        id: CertificateId,
        consent: Consent,
        form_key: FormKey,
    ) -> Result<(), Error> {
        let Permitted {
            row,
            looked_up,
            resource,
            ..
        } = self.permitted(actor, id, |_| Action::Send).await?;
        if consent == Consent::NotGiven {
            return Err(Error::Refused(Reason::ConsentMissing));
        }
        refuse(recipient_refused(&row, &looked_up))?;
        let claim = self.form_claim_to(actor, form_key, &format!("send {id}"), id);
        let at = self.now();
        let tx = self.store().begin_change().await?;
        let mut tx = match use_key(tx, &claim).await? {
            Used::First(tx) => tx,
            Used::Before(_) => return Ok(()),
        };
        let origin = hold_original(&mut tx, id).await?;
        // A look-up may be about to note that the patient has sent it.
        tx.lock_certificate(id).await?;
        let fresh = tx.certificate(id).await?.ok_or(Error::NotFound)?;
        let lane = tx.outbox_of_certificate(id).await?;
        refuse(send_refused(
            &fresh,
            &lane,
            tx.consents(id).await?.first(),
            self.days(),
        ))?;
        let sent = self
            .send_on(&mut tx, actor, &fresh, origin.as_ref(), at)
            .await;
        if let Err(error) = sent {
            drop(tx);
            // Somebody else's consent came between: tell who did it, not that the database refused.
            self.may_send_on(&fresh).await?;
            return Err(error);
        }
        self.audit_sending(&mut tx, actor, &resource, &looked_up)
            .await?;
        tx.commit().await?;
        self.wake_outbox();
        Ok(())
    }

    async fn may_send_on(&self, row: &CertificateRow) -> Result<(), Error> {
        let mut tx = self.store().begin_read().await?;
        let lane = tx.outbox_of_certificate(row.id).await?;
        let consents = tx.consents(row.id).await?;
        refuse(send_refused(row, &lane, consents.first(), self.days()))
    }

    /// The same form again, after it has done its work: the answer of the first time.
    async fn signed_before(
        &self,
        row: &CertificateRow,
        claim: &NewFormKey,
        consent: Consent,
    ) -> Result<Option<Signed>, Error> {
        if row.state != CertificateState::Signed {
            return Ok(None);
        }
        let mut tx = self.store().begin_write().await?;
        match tx.claim_form_key(claim).await? {
            FormKeyClaim::Same { .. } => {
                tx.commit().await?;
                Ok(Some(Signed {
                    id: row.id,
                    consent,
                }))
            }
            FormKeyClaim::New | FormKeyClaim::Mismatch => Ok(None),
        }
    }

    fn register_message(
        &self,
        actor: &Actor,
        row: &CertificateRow,
        body: Frozen,
        at: Timestamp,
    ) -> NewOutboxMessage {
        NewOutboxMessage {
            id: self.new_outbox_id(),
            certificate: row.id,
            kind: OutboxKind::Register,
            destination: INTYGSTJANSTEN.to_owned(),
            idempotency_key: format!("register {}", row.id),
            body,
            logical_address: self.settings().it_logical_address.clone(),
            unit_id: row.unit_id.clone(),
            created_by: actor.staff.id.clone(),
            created_at: at,
            consent_recipient: None,
        }
    }

    /// Records the consent and queues the order to pass the certificate on, which answers what its original was asked.
    async fn send_on(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        row: &CertificateRow,
        origin: Option<&OriginRow>,
        at: Timestamp,
    ) -> Result<(), Error> {
        let recipient = type_of(row)?.recipient;
        let order = SendOrder {
            id: row.id,
            unit: row.issuing_unit(),
            patient: &row.person_id,
            recipient,
            sent_by: actor,
            at,
        };
        let body = intyg_convert::send_request(&order)?;
        let message = NewOutboxMessage {
            id: self.new_outbox_id(),
            certificate: row.id,
            kind: OutboxKind::Send,
            destination: INTYGSTJANSTEN.to_owned(),
            idempotency_key: format!("send {} {}", row.id, recipient.code),
            body: Frozen::new(body),
            logical_address: self.settings().it_logical_address.clone(),
            unit_id: row.unit_id.clone(),
            created_by: actor.staff.id.clone(),
            created_at: at,
            consent_recipient: Some(recipient.code.to_owned()),
        };
        tx.insert_consent(&ConsentRow {
            certificate: row.id,
            recipient: recipient.code.to_owned(),
            given_by: staff_ref(actor),
            given_at: at,
        })
        .await?;
        tx.enqueue(&message).await?;
        tx.append_event(&content::event(
            actor,
            row.id,
            at,
            EventKind::Consent,
            recipient.name,
        ))
        .await?;
        if let Some(origin) = origin {
            self.close_answered(tx, &Closer::staff(actor), origin, Answered::SentOn, at)
                .await?;
        }
        Ok(())
    }

    async fn audit_sending(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        resource: &Resource,
        looked_up: &LookedUp,
    ) -> Result<(), Error> {
        let permit = self.permit_again(actor, Action::Send, resource, looked_up)?;
        tx.append_audit(&self.audit_entry(actor, &permit, resource))
            .await?;
        Ok(())
    }
}

/// Nobody certifies herself: where the staff register tells who the signer is, that stops. Source: acceptance A33.
pub(crate) fn own_certificate(actor: &Actor, row: &CertificateRow) -> Option<Reason> {
    (actor.staff.person_id.as_ref() == Some(&row.person_id)).then_some(Reason::OwnCertificate)
}

/// Why nothing may go to Försäkringskassan, whatever the consent. Source: exchange 6.2.
fn recipient_refused(row: &CertificateRow, patient: &LookedUp) -> Option<Reason> {
    (row.test_person || patient.is_test()).then_some(Reason::TestPerson)
}
