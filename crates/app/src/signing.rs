//! Consent, signing and the order to send. What is signed is what was shown, what is stored and what is sent.

use intyg_catalog::age::{self, AgeNotice};
use intyg_catalog::answers::Answers;
use intyg_catalog::element::CertificateType;
use intyg_catalog::finding::{Finding, Severity};
use intyg_catalog::{reading, summary, validation};
use intyg_convert::{Envelope, Relation, SendOrder};
use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::ids::{CertificateId, FormKey, MessageId};
use intyg_core::lifecycle::CopyKind;
use intyg_core::outbox::OutboxKind;
use intyg_core::time;
use intyg_signing::SignerIdentity;
use intyg_store::{
    CertificateRow, CertificateState, ConsentRow, FormKeyClaim, Frozen, NewFormKey,
    NewOutboxMessage, OriginRow, Tx,
};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::complement::{Answered, hold_original, relation_kind};
use crate::content;
use crate::conversation::closing::requests;
use crate::drafts::{refuse, stale, stops};
use crate::error::{Error, Reason};
use crate::form_key::{Used, use_key};
use crate::guard::{Permitted, Resource, staff_ref};
use crate::outgoing::Outgoing;
use crate::overview::type_of;
use crate::patients::{LookedUp, PatientView, certificate_resource};
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

/// The consent dialog.
#[derive(Debug, Clone)]
pub struct ConsentView {
    /// The certificate.
    pub id: CertificateId,
    /// Its patient.
    pub patient: PatientView,
    /// Its type.
    pub ctype: &'static CertificateType,
    /// First and last day.
    pub period: Option<(Date, Date)>,
    /// Days of sick leave, adjoining periods merged; `None` for a type without periods.
    pub total_days: Option<i32>,
    /// Revision that will be signed.
    pub rev: i64,
    /// Hash of what was shown; signing names it.
    pub content_hash: String,
    /// Remarks that do not stop, in screen order.
    pub warnings: Vec<Finding>,
    /// The answers that the remarks are on.
    pub answers: Answers,
    /// Exactly what is sent, read back from the form in which it is sent.
    pub outgoing: Outgoing,
    /// The patient is older than those whom the type is for.
    pub age_notice: Option<AgeNotice>,
    /// Signed already: the dialog is Skicka samtycke.
    pub is_afterwards: bool,
    /// Why nothing can go to Försäkringskassan, if so.
    pub recipient_refused: Option<Reason>,
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
    /// Returns the consent dialog of a complete draft, or of a signed certificate that has not been sent on.
    ///
    /// # Errors
    /// [`Error::Incomplete`] with everything that stops the signing.
    pub async fn consent_view(
        &self,
        actor: &Actor,
        id: CertificateId,
    ) -> Result<ConsentView, Error> {
        let consent = |row: &CertificateRow| match row.state {
            CertificateState::Signed | CertificateState::Revoked => Action::Send,
            CertificateState::Draft | CertificateState::DeletedDraft => Action::Sign,
        };
        let Permitted {
            row,
            looked_up,
            permit,
            ..
        } = self.permitted(actor, id, consent).await?;
        let is_afterwards = permit.action() == Action::Send;
        if is_afterwards {
            self.may_send_on(&row).await?;
        } else {
            refuse(edit_refused(&row, looked_up.is_deceased(), self.days()))?;
            refuse(own_certificate(actor, &row))?;
        }
        let ctype = type_of(&row)?;
        let answers = self.stored_answers(id).await?;
        let today = self.today();
        let around = self.read_around(&row).await?;
        let mut findings = validation::validate_among(
            ctype,
            &answers,
            today,
            self.registers(),
            &around.surroundings,
        );
        if !is_afterwards && !content::is_complete(&findings) {
            return Err(Error::Incomplete(stops(findings)));
        }
        findings.retain(|finding| finding.severity == Severity::Warning && !is_afterwards);
        let values = reading::read(ctype, &answers, today, self.registers()).values;
        Ok(ConsentView {
            id,
            patient: self.patient_view(row.patient, &looked_up),
            ctype,
            period: row.summary.period_from.zip(row.summary.period_to),
            total_days: ctype
                .period_element
                .map(|_| summary::total_days_merged(summary::periods(ctype, &values))),
            rev: row.rev,
            content_hash: content::shown_hash(&row, &answers)?,
            warnings: findings,
            outgoing: self.outgoing(actor, &row, &values).await?,
            answers,
            age_notice: age::notice(ctype, &row.person_id, today).filter(|_| !is_afterwards),
            is_afterwards,
            recipient_refused: recipient_refused(&row, &looked_up),
        })
    }

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
        let claim = self.form_claim(
            actor,
            request.form_key,
            &format!("sign {id} {:?}", request.consent),
        );
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
        tx.append_event(&content::event(actor, id, at, "signed", ""))
            .await?;
        if let Some(origin) = &origin {
            self.close_answered(&mut tx, actor, origin, Answered::Signed, at)
                .await?;
        }
        if request.consent == Consent::Given {
            self.send_on(&mut tx, actor, &row, origin.as_ref(), at)
                .await?;
        }
        tx.answer_form_key(request.form_key, &id.to_text()).await?;
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
        let claim = self.form_claim(actor, form_key, &format!("send {id}"));
        let at = self.now();
        let tx = self.store().begin_change().await?;
        let mut tx = match use_key(tx, &claim).await? {
            Used::First(tx) => tx,
            Used::Before(_) => return Ok(()),
        };
        let origin = hold_original(&mut tx, id).await?;
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
        tx.answer_form_key(form_key, &id.to_text()).await?;
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

    /// Builds the XML once, checks it by the receivers' rules as read back from the bytes, and signs it.
    async fn freeze(
        &self,
        actor: &Actor,
        row: &CertificateRow,
        rev: i64,
        shown: &str,
    ) -> Result<FrozenCertificate, Error> {
        let ((row_now, json), related) = {
            let mut tx = self.store().begin_read().await?;
            let stored = tx.certificate_with_answers(row.id).await?;
            let origin = origin_of(&mut tx, row.id).await?;
            let related = related(&mut tx, origin.as_ref()).await?;
            (stored.ok_or(Error::NotFound)?, related)
        };
        let answers = content::answers(row.id, &json)?;
        if row_now.rev != rev || content::shown_hash(&row_now, &answers)? != shown {
            return Err(Error::ChangedSinceShown {
                by: row_now.updated_by.name,
                at: row_now.updated_at,
            });
        }
        let ctype = type_of(row)?;
        let at = self.now();
        let today = time::local_date(at);
        let reading = reading::read(ctype, &answers, today, self.registers());
        let findings = validation::validate(ctype, &answers, today, self.registers());
        if !content::is_complete(&findings) {
            return Err(Error::Incomplete(stops(findings)));
        }
        let envelope = Envelope {
            id: row.id,
            text_version: &row.text_version,
            signed_at: at,
            patient: &row.person_id,
            actor,
        };
        let mut register = intyg_convert::to_wire(ctype, &reading.values, &envelope);
        if let Some(related) = &related {
            // A copy is made on the unit of its original.
            intyg_convert::relate(&mut register, ctype, &related.relation, &row.unit_id);
            register.reply_to = related.answers.as_ref().map(|(message, reference)| {
                intyg_convert::reference_to(message, reference.as_deref())
            });
        }
        let who = SignerIdentity {
            hsa_id: actor.staff.id.as_str().to_owned(),
            name: actor.staff.name.clone(),
        };
        let signed = intyg_signing::sign_register(&register, self.signer(), &who, at)
            .map_err(|error| Error::Signing(error.to_string()))?;
        intyg_convert::validate_document(&signed.bytes)
            .map_err(|fault| Error::SignInvalid(fault.to_string()))?;
        let text = String::from_utf8(signed.bytes)
            .map_err(|_| Error::Inconsistent("the signed certificate is not UTF-8".to_owned()))?;
        Ok(FrozenCertificate {
            document: Frozen::new(text),
            related,
            at,
        })
    }

    /// A relation to a deleted certificate would lead the receivers to something withdrawn, and a request that came meanwhile would be
    /// taken for answered; so the original stays as it was while the certificate was made, or nothing is signed.
    async fn original_is_as_signed(
        &self,
        tx: &mut Tx,
        id: CertificateId,
        frozen: &FrozenCertificate,
    ) -> Result<Option<OriginRow>, Error> {
        let origin = hold_original(tx, id).await?;
        let now = related(tx, origin.as_ref()).await?;
        match (&now, &frozen.related) {
            (now, signed) if now == signed => Ok(origin),
            (Some(now), Some(signed)) if now.relation == signed.relation => {
                Err(Error::Refused(Reason::RequestsChanged))
            }
            _ => Err(Error::Refused(Reason::OriginalDeleted)),
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
            unit: &row.unit_id,
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
            "consent",
            recipient.name,
        ))
        .await?;
        if let Some(origin) = origin {
            self.close_answered(tx, actor, origin, Answered::SentOn, at)
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

/// The bytes that were signed, ready to be stored.
struct FrozenCertificate {
    document: Frozen,
    related: Option<Related>,
    at: Timestamp,
}

/// What a certificate is to the one that it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Related {
    relation: Relation,
    /// `meddelande-id` and `referens-id` of the request that it answers.
    answers: Option<(String, Option<String>)>,
    /// The requests that wait, so that one that comes meanwhile is noticed.
    open: Vec<MessageId>,
}

/// How a certificate will relate to the one that it was made from.
pub(crate) async fn relation_of(tx: &mut Tx, id: CertificateId) -> Result<Option<Relation>, Error> {
    let origin = origin_of(tx, id).await?;
    let related = related(tx, origin.as_ref()).await?;
    Ok(related.map(|related| related.relation))
}

async fn origin_of(tx: &mut Tx, id: CertificateId) -> Result<Option<OriginRow>, Error> {
    let origins = tx.origins_around(id).await?;
    Ok(origins.into_iter().find(|origin| origin.certificate == id))
}

/// How a certificate relates to its original: not at all when that one is deleted. A completion names the request that it answers, and
/// nothing else does. Source: exchange 1.4, 4.2.
async fn related(tx: &mut Tx, origin: Option<&OriginRow>) -> Result<Option<Related>, Error> {
    let Some(origin) = origin.filter(|origin| origin.parent_state == CertificateState::Signed)
    else {
        return Ok(None);
    };
    let Some(kind) = relation_kind(origin.kind) else {
        return Ok(None);
    };
    let (named, open) = match origin.kind {
        CopyKind::Complement => {
            let requests = requests(tx, origin.parent).await?;
            (requests.named, requests.open)
        }
        CopyKind::Renewal | CopyKind::Correction => (None, Vec::new()),
    };
    Ok(Some(Related {
        relation: Relation {
            kind,
            certificate: origin.parent.to_text(),
        },
        answers: named.map(|request| (request.message_id, request.reference_id)),
        open,
    }))
}

impl FrozenCertificate {
    fn into_signed(self, actor: &Actor) -> intyg_store::Signed {
        intyg_store::Signed {
            by: staff_ref(actor),
            role: actor.role(),
            at: self.at,
            document: self.document,
        }
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
