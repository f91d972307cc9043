//! The document that is signed: written once, read back by the receivers' rules, and never built again.

use intyg_catalog::answers::Answers;
use intyg_catalog::surroundings::Surroundings;
use intyg_catalog::{reading, validation};
use intyg_convert::{Envelope, Relation};
use intyg_core::actor::Actor;
use intyg_core::ids::{CertificateId, HsaId, MessageId};
use intyg_core::lifecycle::CopyKind;
use intyg_core::time;
use intyg_signing::{SignerIdentity, SigningError};
use intyg_store::{CertificateRow, CertificateState, Frozen, OriginRow, Tx};
use jiff::Timestamp;

use crate::complement::{hold_original, relation_kind};
use crate::content;
use crate::conversation::closing::requests;
use crate::drafts::stops;
use crate::error::{Error, Reason};
use crate::guard::staff_ref;
use crate::overview::type_of;
use crate::state::App;

/// The bytes that were signed, ready to be stored.
pub(super) struct FrozenCertificate {
    pub(super) document: Frozen,
    related: Option<Related>,
    pub(super) at: Timestamp,
}

/// What a certificate is to the one that it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Related {
    relation: Relation,
    /// The unit that issued the original.
    original_unit: HsaId,
    /// `meddelande-id` and `referens-id` of the request that it answers.
    answers: Option<(String, Option<String>)>,
    /// The requests that wait, so that one that comes meanwhile is noticed.
    open: Vec<MessageId>,
}

/// Between the hash of the content and that of the requests.
const BEHIND: char = '.';

impl App {
    /// Returns what stands for everything that a signer is shown: the content, and the requests that signing answers or closes.
    pub(super) async fn shown_hash(
        &self,
        row: &CertificateRow,
        answers: &Answers,
    ) -> Result<String, Error> {
        let content = content::shown_hash(row, answers)?;
        let mut tx = self.store().begin_read().await?;
        let origin = origin_of(&mut tx, row.id).await?;
        let related = related(&mut tx, origin.as_ref()).await?;
        let requests = requests_hash(related.as_ref());
        Ok(format!("{content}{BEHIND}{requests}"))
    }

    /// Builds the XML once, checks it by the receivers' rules as read back from the bytes, and signs it.
    pub(super) async fn freeze(
        &self,
        actor: &Actor,
        row: &CertificateRow,
        rev: i64,
        shown: &str,
    ) -> Result<FrozenCertificate, Error> {
        let ((row_now, json), related) = {
            // Whether these still go together is asked again when what is signed is stored.
            let mut tx = self.store().single_read().await?;
            let stored = tx.certificate_with_answers(row.id).await?;
            let origin = origin_of(&mut tx, row.id).await?;
            let related = related(&mut tx, origin.as_ref()).await?;
            (stored.ok_or(Error::NotFound)?, related)
        };
        let answers = content::answers(row.id, &json)?;
        let (content, requests) = shown.split_once(BEHIND).unwrap_or((shown, ""));
        if row_now.rev != rev || content::shown_hash(&row_now, &answers)? != content {
            return Err(Error::ChangedSinceShown {
                by: row_now.updated_by.name,
                at: row_now.updated_at,
            });
        }
        if requests_hash(related.as_ref()) != requests {
            return Err(Error::Refused(Reason::RequestsChanged));
        }
        let ctype = type_of(row)?;
        let at = self.now();
        let today = time::local_date(at);
        let reading = reading::read(ctype, &answers, today, self.registers());
        let alone = Surroundings::default();
        let findings = validation::validate_read(ctype, &answers, today, &reading, &alone);
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
            intyg_convert::relate(
                &mut register,
                ctype,
                &related.relation,
                &related.original_unit,
            );
            register.reply_to = related.answers.as_ref().map(|(message, reference)| {
                intyg_convert::reference_to(message, reference.as_deref())
            });
        }
        let who = SignerIdentity {
            hsa_id: actor.staff.id.as_str().to_owned(),
            name: actor.staff.name.clone(),
        };
        let signed =
            intyg_signing::sign_judged_register(&register, self.signer(), &who, at, |document| {
                intyg_convert::validate_parsed(document).map_err(|fault| fault.to_string())
            })
            .map_err(|error| match error {
                SigningError::Refused(fault) => Error::SignInvalid(fault),
                other => Error::Signing(other.to_string()),
            })?;
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
    pub(super) async fn original_is_as_signed(
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
}

impl FrozenCertificate {
    pub(super) fn into_signed(self, actor: &Actor) -> intyg_store::Signed {
        intyg_store::Signed {
            by: staff_ref(actor),
            role: actor.role(),
            at: self.at,
            document: self.document,
        }
    }
}

/// How a certificate will relate to the one that it was made from, and which unit issued that one.
pub(crate) async fn relation_of(
    tx: &mut Tx,
    id: CertificateId,
) -> Result<Option<(Relation, HsaId)>, Error> {
    let origin = origin_of(tx, id).await?;
    let related = related(tx, origin.as_ref()).await?;
    Ok(related.map(|related| (related.relation, related.original_unit)))
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
    let requests = requests(tx, origin.parent).await?;
    let named = requests
        .named
        .filter(|_| origin.kind == CopyKind::Complement);
    Ok(Some(Related {
        relation: Relation {
            kind,
            certificate: origin.parent.to_text(),
        },
        original_unit: origin.parent_unit.clone(),
        answers: named.map(|request| (request.message_id, request.reference_id)),
        open: requests.open,
    }))
}

/// Empty when there are none.
fn requests_hash(related: Option<&Related>) -> String {
    let open = related.map_or(&[][..], |related| &related.open);
    if open.is_empty() {
        return String::new();
    }
    let ids: Vec<String> = open.iter().map(|id| id.to_text()).collect();
    content::digest(&ids.join(" "))
}
