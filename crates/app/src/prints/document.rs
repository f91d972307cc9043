//! What is to be printed, for the one who ordered it and shortly after.

use intyg_catalog::answers::Answers;
use intyg_catalog::element::CertificateType;
use intyg_catalog::value::Values;
use intyg_catalog::view;
use intyg_convert::Facts;
use intyg_core::actor::Actor;
use intyg_core::ids::CertificateId;
use intyg_core::organisation::Contact;
use intyg_core::person::PersonId;
use intyg_core::print_code::PrintCode;
use intyg_store::CertificateState;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::{Stored, print_action};
use crate::error::{Error, Reason};
use crate::guard::Permitted;
use crate::overview::type_of;
use crate::state::App;

/// How long after the order the document can be fetched: long enough for a reload, too short to pass the address on.
const FETCHABLE: SignedDuration = SignedDuration::from_mins(15);

/// A certificate or draft as it is printed. Name and address of the patient are no part of it.
#[derive(Debug, Clone)]
pub struct Printed {
    /// The certificate.
    pub id: CertificateId,
    /// The patient's number.
    pub person_id: PersonId,
    /// Its type.
    pub ctype: &'static CertificateType,
    /// Version of its words.
    pub text_version: String,
    /// The answers as text.
    pub answers: Answers,
    /// The answers that could be read.
    pub values: Values,
    /// Additional questions: id and answer.
    pub additional: Vec<(String, String)>,
    /// What has become of it.
    pub state: PrintedState,
    /// The code of the print.
    pub code: PrintCode,
    /// When it was ordered.
    pub printed_at: Timestamp,
    /// The local date of the order.
    pub printed_on: Date,
}

/// What has become of what is printed.
#[derive(Debug, Clone)]
pub enum PrintedState {
    /// A draft.
    Draft,
    /// A draft that was thrown away.
    DeletedDraft,
    /// Signed.
    Signed {
        /// The signature block.
        signature: Box<SignatureBlock>,
        /// The recipient who has it.
        sent_to: Option<&'static str>,
    },
    /// Signed, and taken back since.
    Revoked {
        /// The signature block.
        signature: Box<SignatureBlock>,
    },
}

/// Who signed and where, as the signed document has it. Source: certificate-types 17.2.
#[derive(Debug, Clone)]
pub struct SignatureBlock {
    /// When.
    pub at: Timestamp,
    /// Full name.
    pub name: String,
    /// Titles.
    pub positions: Vec<String>,
    /// Specialities.
    pub specialities: Vec<String>,
    /// HSA-id.
    pub hsa_id: String,
    /// Arbetsplatskod.
    pub workplace_code: String,
    /// Name of the unit.
    pub unit: String,
    /// Where the unit is reached.
    pub contact: Contact,
}

impl Printed {
    /// Returns what is shown of the answers.
    pub fn content(&self) -> view::Content<'_> {
        view::Content {
            ctype: self.ctype,
            text_version: &self.text_version,
            answers: &self.answers,
            values: &self.values,
            additional: &self.additional,
            origin: match self.state {
                PrintedState::Draft | PrintedState::DeletedDraft => view::Origin::Draft,
                PrintedState::Signed { .. } | PrintedState::Revoked { .. } => {
                    view::Origin::Document
                }
            },
            today: self.printed_on,
        }
    }
}

impl App {
    /// Returns what a print that the actor has ordered shows. The order is in the access log already.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a code that the actor did not order for this certificate; [`Error::Refused`] when it is too old or the
    /// content is not what was printed.
    pub async fn printed(
        &self,
        actor: &Actor,
        id: CertificateId,
        code: PrintCode,
    ) -> Result<Printed, Error> {
        let Permitted { .. } = self
            .permitted(actor, id, |row| print_action(row.state))
            .await?;
        let (print, stored) = {
            let mut tx = self.store().begin_read().await?;
            let print = tx.print(code).await?.ok_or(Error::NotFound)?;
            (print, Stored::read(&mut tx, id).await?)
        };
        if print.certificate != id || print.by.id != actor.staff.id {
            return Err(Error::NotFound);
        }
        let is_late = self.now().duration_since(print.printed_at) > FETCHABLE;
        if is_late || print.state != stored.row.state || print.content_sha256 != stored.hash() {
            return Err(Error::Refused(Reason::PrintAgain));
        }
        let ctype = type_of(&stored.row)?;
        let content = self.content_of(&stored.row, &stored.answers, stored.document.as_ref())?;
        Ok(Printed {
            id,
            person_id: stored.row.person_id.clone(),
            ctype,
            text_version: stored.row.text_version.clone(),
            state: printed_state(&stored, ctype, content.facts)?,
            answers: content.answers,
            values: content.values,
            additional: content.additional,
            code,
            printed_at: print.printed_at,
            printed_on: intyg_core::time::local_date(print.printed_at),
        })
    }
}

fn printed_state(
    stored: &Stored,
    ctype: &'static CertificateType,
    facts: Option<Facts>,
) -> Result<PrintedState, Error> {
    let signed = |facts| {
        signature(stored, facts).map(Box::new).ok_or_else(|| {
            Error::Inconsistent(format!("certificate {} has no document", stored.row.id))
        })
    };
    match stored.row.state {
        CertificateState::Draft => Ok(PrintedState::Draft),
        CertificateState::DeletedDraft => Ok(PrintedState::DeletedDraft),
        CertificateState::Signed => Ok(PrintedState::Signed {
            signature: signed(facts)?,
            sent_to: stored.row.sent_at.map(|_| ctype.recipient.name),
        }),
        CertificateState::Revoked => Ok(PrintedState::Revoked {
            signature: signed(facts)?,
        }),
    }
}

fn signature(stored: &Stored, facts: Option<Facts>) -> Option<SignatureBlock> {
    let facts = facts?;
    Some(SignatureBlock {
        at: stored.document.as_ref()?.signed_at,
        name: facts.issuer_name,
        positions: facts.positions,
        specialities: facts.specialities,
        hsa_id: facts.issuer_id,
        workplace_code: facts.workplace_code,
        unit: facts.unit_name,
        contact: facts.contact,
    })
}
