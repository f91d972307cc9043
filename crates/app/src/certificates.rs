//! Visa: a certificate read-only, with its events and its delivery. A signed one is read from the signed bytes.

mod delivery;
mod event;
mod record;

use intyg_catalog::answers::Answers;
use intyg_catalog::element::CertificateType;
use intyg_catalog::reading;
use intyg_catalog::value::Values;
use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::ids::CertificateId;
use intyg_store::{
    CertificateRow, CertificateState, Document, EventRow, OriginRow, OutboxRow, PendingRow,
    RevocationRow,
};
use jiff::Timestamp;
use jiff::civil::Date;

pub use delivery::{DeliveryLine, DeliveryState, DeliveryView, Followed, MessageView};
pub(crate) use delivery::{delivery_lines, delivery_view};
pub use event::EventView;
pub(crate) use event::{event_view, event_views};

use crate::conversation::{Stored, Thread};
use crate::drafts::discarded;
use crate::error::Error;
use crate::guard::Permitted;
use crate::kin::{KinView, kin_of};
use crate::overview::{Deleted, deleted, status, type_of};
use crate::patients::{LookedUp, PatientView};
use crate::possible::{Possible, Refused};
use crate::state::App;

/// A certificate as Visa shows it.
#[derive(Debug, Clone)]
pub struct CertificateView {
    /// The certificate.
    pub id: CertificateId,
    /// Its patient.
    pub patient: PatientView,
    /// Its type.
    pub ctype: &'static CertificateType,
    /// Version of the texts that it shows.
    pub text_version: String,
    /// The answers as text.
    pub answers: Answers,
    /// The answers that could be read.
    pub values: Values,
    /// Additional questions (9001 and up): id and answer.
    pub additional: Vec<(String, String)>,
    /// What a signed document holds beside its answers: label and text.
    pub facts: Vec<(&'static str, String)>,
    /// When it was created.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: String,
    /// Signature, unless it is a draft.
    pub signed: Option<SignedFacts>,
    /// When, by whom and why it was deleted.
    pub deleted: Option<Deleted>,
    /// What the doctor said of it when it was taken back; empty = nothing.
    pub revocation_comment: String,
    /// Intygstjänsten has confirmed that it was taken back.
    pub revocation_confirmed: bool,
    /// It had been sent to its recipient.
    pub was_sent: bool,
    /// Where it came from and what was made from it.
    pub kin: Vec<KinView>,
    /// Whether it can still be changed.
    pub is_draft: bool,
    /// Main tag and outgoing messages.
    pub delivery: DeliveryView,
    /// What happened, newest first.
    pub events: Vec<EventView>,
    /// What the recipient and the unit have written to each other, question by question.
    pub conversation: Vec<Thread>,
    /// What cannot be done, and why.
    pub refused: Refused,
    /// Local date in Sweden.
    pub today: Date,
}

impl CertificateView {
    /// Returns what is shown of the answers.
    pub fn content(&self) -> intyg_catalog::view::Content<'_> {
        intyg_catalog::view::Content {
            ctype: self.ctype,
            text_version: &self.text_version,
            answers: &self.answers,
            values: &self.values,
            additional: &self.additional,
            origin: match self.signed {
                Some(_) => intyg_catalog::view::Origin::Document,
                None => intyg_catalog::view::Origin::Draft,
            },
            today: self.today,
        }
    }
}

/// Who signed, and whether the signature holds.
#[derive(Debug, Clone)]
pub struct SignedFacts {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// On which unit.
    pub unit: String,
    /// Whether it holds.
    pub check: SignatureCheck,
}

/// The result of verifying the signature, now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureCheck {
    /// It holds.
    Valid {
        /// HSA-id in the signer's certificate.
        signer: String,
        /// Algorithm of the signature.
        algorithm: String,
        /// SHA-256 of the stored bytes.
        digest: String,
    },
    /// It does not.
    Invalid(String),
}

impl App {
    /// Opens a certificate or draft read-only. One entry in the access log.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not the actor's to see, [`Error::Integrity`] when the stored bytes are not those that were signed.
    pub async fn certificate(
        &self,
        actor: &Actor,
        id: CertificateId,
    ) -> Result<CertificateView, Error> {
        let Permitted {
            looked_up,
            resource,
            permit,
            ..
        } = self.permitted(actor, id, view_action).await?;
        let mut tx = self.store().begin_read().await?;
        let (row, stored) = tx
            .certificate_with_answers(id)
            .await?
            .ok_or(Error::NotFound)?;
        let document = tx
            .document(id)
            .await
            .map_err(|error| integrity(id, error))?;
        let conversation = Stored::read(&mut tx, id).await?;
        let lane = conversation.lane.clone();
        let consents = tx.consents(id).await?;
        let events = tx.events_of(id).await?;
        let revocation = tx.revocation(id).await?;
        let origins = tx.origins_around(id).await?;
        let pending = tx.pending_of_certificate(id).await?;
        drop(tx);
        // Only now, so that nobody who writes waits for what was read.
        let mut tx = self.store().begin_write().await?;
        tx.open_tab(&actor.staff.id, row.patient, id, self.now())
            .await
            .map_err(discarded)?;
        let look_up = self.order_look_up(&mut tx, &row, &lane).await?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        tx.commit().await?;
        self.make_look_up(look_up);
        let possible = Possible {
            actor,
            row: &row,
            patient: &looked_up,
            lane: &lane,
            consent: consents.first(),
            origins: &origins,
            pending: &pending,
            days: self.days(),
        };
        let refused = possible.all_refused();
        let content = self.content_of(&row, &stored, document.as_ref())?;
        let threads = self.threads(actor, &row, &looked_up, &conversation)?;
        let view = self.certificate_view(
            &row,
            &looked_up,
            content,
            &Around {
                lane,
                events,
                refused,
                revocation,
                origins,
                pending,
                document,
            },
        )?;
        Ok(CertificateView {
            conversation: threads,
            ..view
        })
    }

    pub(crate) fn content_of(
        &self,
        row: &CertificateRow,
        stored: &str,
        document: Option<&Document>,
    ) -> Result<Content, Error> {
        let ctype = type_of(row)?;
        if let Some(document) = document {
            let received =
                intyg_convert::from_bytes(document.xml.text().as_bytes()).map_err(|error| {
                    Error::Inconsistent(format!("certificate {} cannot be read: {error}", row.id))
                })?;
            return Ok(Content {
                answers: received.answers,
                values: received.values,
                additional: received.additional,
                facts: Some(received.facts),
            });
        }
        let answers = crate::content::answers(row.id, stored)?;
        let values = reading::read(ctype, &answers, self.today(), self.registers()).values;
        Ok(Content {
            answers,
            values,
            additional: Vec::new(),
            facts: None,
        })
    }

    fn certificate_view(
        &self,
        row: &CertificateRow,
        looked_up: &LookedUp,
        content: Content,
        around: &Around,
    ) -> Result<CertificateView, Error> {
        let ctype = type_of(row)?;
        let today = self.today();
        let signed =
            row.signed
                .as_ref()
                .zip(around.document.as_ref())
                .map(|((by, at), document)| SignedFacts {
                    at: *at,
                    by: by.name.clone(),
                    unit: row.unit_name.clone(),
                    check: self.check_signature(row, document),
                });
        Ok(CertificateView {
            id: row.id,
            patient: self.patient_view(row.patient, looked_up),
            ctype,
            text_version: row.text_version.clone(),
            answers: content.answers,
            values: content.values,
            additional: content.additional,
            facts: content
                .facts
                .as_ref()
                .map(crate::outgoing::facts)
                .unwrap_or_default(),
            created_at: row.created_at,
            created_by: row.created_by.name.clone(),
            signed,
            deleted: deleted(row, around.revocation.as_ref()),
            revocation_comment: around
                .revocation
                .as_ref()
                .map_or(String::new(), |revocation| revocation.comment.clone()),
            revocation_confirmed: around
                .revocation
                .as_ref()
                .is_some_and(|revocation| revocation.confirmed_at.is_some()),
            was_sent: row.sent_at.is_some(),
            kin: kin_of(row.id, &around.origins),
            is_draft: row.state == CertificateState::Draft,
            delivery: delivery_view(
                ctype,
                row,
                &around.lane,
                status(
                    row,
                    &around.lane,
                    &around.origins,
                    &around.pending,
                    self.days(),
                ),
                self.look_ups().is_open(row.id),
            ),
            events: event_views(ctype, &around.events),
            conversation: Vec::new(),
            refused: around.refused.clone(),
            today,
        })
    }

    fn check_signature(&self, row: &CertificateRow, document: &Document) -> SignatureCheck {
        let anchors = match self.signer().anchors() {
            Ok(anchors) => anchors,
            Err(error) => return SignatureCheck::Invalid(error.to_string()),
        };
        match intyg_signing::verify(
            document.xml.text().as_bytes(),
            Some(&anchors),
            document.signed_at,
        ) {
            Ok(verified) if verified.signer_serial_number == document.signer.as_str() => {
                SignatureCheck::Valid {
                    signer: verified.signer_serial_number,
                    algorithm: verified.algorithm.uri().to_owned(),
                    digest: document.xml.sha256().to_owned(),
                }
            }
            Ok(_) => SignatureCheck::Invalid(format!(
                "certificate {} is signed by somebody else",
                row.id
            )),
            Err(error) => SignatureCheck::Invalid(error.to_string()),
        }
    }
}

/// What a certificate says: as it was signed, or as the draft stands.
pub(crate) struct Content {
    pub(crate) answers: Answers,
    pub(crate) values: Values,
    pub(crate) additional: Vec<(String, String)>,
    /// What surrounds the answers of a signed document.
    pub(crate) facts: Option<intyg_convert::Facts>,
}

struct Around {
    lane: Vec<OutboxRow>,
    events: Vec<EventRow>,
    refused: Refused,
    revocation: Option<RevocationRow>,
    origins: Vec<OriginRow>,
    pending: Vec<PendingRow>,
    document: Option<Document>,
}

pub(crate) fn view_action(row: &CertificateRow) -> Action {
    match row.state {
        CertificateState::Signed | CertificateState::Revoked => Action::ViewCertificate,
        CertificateState::Draft | CertificateState::DeletedDraft => Action::ViewDraft,
    }
}

pub(crate) fn integrity(id: CertificateId, error: intyg_store::Error) -> Error {
    match error {
        intyg_store::Error::Integrity { .. } => Error::Integrity(id),
        other => Error::Store(other),
    }
}
