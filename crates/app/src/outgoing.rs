//! What is sent, in reading form: read back from the very form in which it is sent. Source: ui 6.8, acceptance N09.

use intyg_catalog::answers::Answers;
use intyg_catalog::element::CertificateType;
use intyg_catalog::value::Values;
use intyg_catalog::view::{self, Content, Origin};
use intyg_convert::{Envelope, Facts, ReceiveError, Received, RelationKind};
use intyg_core::actor::Actor;
use intyg_core::person::PersonId;
use intyg_store::{CertificateRow, CertificateState};
use jiff::civil::Date;

use crate::certificates::integrity;
use crate::content;
use crate::error::Error;
use crate::overview::type_of;
use crate::signing::relation_of;
use crate::state::App;

/// A certificate as its receivers get it.
#[derive(Debug, Clone)]
pub struct Outgoing {
    ctype: &'static CertificateType,
    text_version: String,
    answers: Answers,
    values: Values,
    additional: Vec<(String, String)>,
    today: Date,
    /// What surrounds the answers: label and text.
    pub facts: Vec<(&'static str, String)>,
}

impl Outgoing {
    pub(crate) fn read(received: Received, today: Date) -> Self {
        Self {
            ctype: received.ty,
            text_version: received.text_version,
            facts: facts(&received.facts),
            answers: received.answers,
            values: received.values,
            additional: received.additional,
            today,
        }
    }

    /// Returns the answers as they are sent.
    pub fn content(&self) -> Content<'_> {
        Content {
            ctype: self.ctype,
            text_version: &self.text_version,
            answers: &self.answers,
            values: &self.values,
            additional: &self.additional,
            origin: Origin::Document,
            today: self.today,
        }
    }
}

/// Returns the SHA-256 of what a certificate says in reading form, as 64 hexadecimal digits: the same before it is signed and after,
/// since nothing but the answers goes into it.
pub fn readable_digest(content: &Content<'_>) -> String {
    content::digest(&view::as_text(content))
}

impl App {
    /// Reads a certificate as it is sent: a signed one from its bytes, a draft from the message that would be signed now.
    pub(crate) async fn outgoing(
        &self,
        actor: &Actor,
        row: &CertificateRow,
        values: &Values,
    ) -> Result<Outgoing, Error> {
        let received = match row.state {
            CertificateState::Signed | CertificateState::Revoked => self.sent_document(row).await?,
            CertificateState::Draft | CertificateState::DeletedDraft => {
                let envelope = Envelope {
                    id: row.id,
                    text_version: &row.text_version,
                    signed_at: self.now(),
                    patient: &row.person_id,
                    actor,
                };
                let ctype = type_of(row)?;
                let mut register = intyg_convert::to_wire(ctype, values, &envelope);
                let mut tx = self.store().begin_read().await?;
                if let Some((relation, unit)) = relation_of(&mut tx, row.id).await? {
                    intyg_convert::relate(&mut register, ctype, &relation, &unit);
                }
                intyg_convert::from_wire(&register)
            }
        };
        let received = received.map_err(|error| {
            Error::Inconsistent(format!("certificate {} cannot be read: {error}", row.id))
        })?;
        Ok(Outgoing::read(received, self.today()))
    }

    async fn sent_document(
        &self,
        row: &CertificateRow,
    ) -> Result<Result<Received, ReceiveError>, Error> {
        let mut tx = self.store().begin_read().await?;
        let document = tx
            .document(row.id)
            .await
            .map_err(|error| integrity(row.id, error))?
            .ok_or(Error::NotFound)?;
        Ok(intyg_convert::from_bytes(document.xml.text().as_bytes()))
    }
}

/// Everything that is sent beside the answers.
pub(crate) fn facts(facts: &Facts) -> Vec<(&'static str, String)> {
    let patient = facts.patient.as_ref().map(PersonId::formatted);
    let relation = facts.relation.as_ref().map(|relation| {
        let what = match relation.kind {
            RelationKind::Renew => "förlänger",
            RelationKind::Complement => "kompletterar",
            RelationKind::Replace => "ersätter",
            RelationKind::Copy => "är en kopia av",
        };
        format!("{what} intyget {}", relation.certificate)
    });
    let contact = [
        facts.contact.address.as_str(),
        facts.contact.postcode.as_str(),
        facts.contact.city.as_str(),
        facts.contact.telephone.as_str(),
    ];
    let issuer = std::iter::once(facts.issuer_name.as_str())
        .chain(facts.positions.iter().map(String::as_str))
        .chain(facts.specialities.iter().map(String::as_str))
        .chain([facts.issuer_id.as_str()]);
    let all = [
        ("Patientens personnummer", patient.unwrap_or_default()),
        ("Intygs-id", facts.id.clone()),
        ("Samband", relation.unwrap_or_default()),
        ("Utfärdare", joined(issuer)),
        (
            "Enhet",
            joined(
                [facts.unit_name.as_str(), facts.unit_id.as_str()]
                    .into_iter()
                    .chain(contact),
            ),
        ),
        ("Arbetsplatskod", facts.workplace_code.clone()),
        (
            "Vårdgivare",
            joined([facts.provider_name.as_str(), facts.provider_id.as_str()]),
        ),
    ];
    all.into_iter()
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

fn joined<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let texts: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    texts.join(", ")
}
