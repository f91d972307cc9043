//! Checking a paper by its code. Source: acceptance N12.

use intyg_catalog::element::CertificateType;
use intyg_core::access::Denied;
use intyg_core::actor::Actor;
use intyg_core::ids::CertificateId;
use intyg_core::print_code::PrintCode;
use intyg_store::{CertificateState, PrintRow, PrintTarget, RevocationRow};
use jiff::Timestamp;
use jiff::civil::Date;

use super::Stored;
use crate::certificates::view_action;
use crate::error::Error;
use crate::guard::Permitted;
use crate::kin;
use crate::overview::type_of;
use crate::patients::PatientView;
use crate::state::App;

/// In the access log, beside the action: the certificate was not opened, but what a print of it is worth was told.
const AUDIT_REASON: &str = "Kontroll av utskrift";

/// What a paper with this code is worth.
#[derive(Debug, Clone)]
pub struct CheckedPrint {
    /// The code.
    pub code: PrintCode,
    /// The certificate that was printed.
    pub id: CertificateId,
    /// Its patient.
    pub patient: PatientView,
    /// Its type.
    pub ctype: &'static CertificateType,
    /// When it was printed.
    pub printed_at: Timestamp,
    /// By whom.
    pub printed_by: String,
    /// On which unit.
    pub printed_on_unit: String,
    /// Why.
    pub reason: String,
    /// Where it went.
    pub target: PrintTarget,
    /// By whom and when the certificate was signed, if it is.
    pub signed: Option<(String, Timestamp)>,
    /// First and last day of its period, if it has one.
    pub period: Option<(Date, Date)>,
    /// What holds now.
    pub standing: Standing,
}

/// What holds of a paper now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is of the signed certificate, which stands.
    Valid,
    /// As [`Standing::Valid`], and another certificate extends it.
    Extended,
    /// As [`Standing::Valid`], but its period has ended.
    Ended,
    /// The certificate has been taken back.
    Revoked {
        /// When.
        at: Timestamp,
        /// By whom.
        by: String,
    },
    /// It is of a draft that still is one.
    Draft {
        /// The draft has been changed since.
        changed: bool,
    },
    /// It is of a draft that has been signed since: the certificate counts, not the paper.
    SignedSince,
    /// It is of a draft that was thrown away.
    DeletedDraft {
        /// When.
        at: Timestamp,
        /// By whom.
        by: String,
    },
}

impl App {
    /// Tells what a paper is worth, by what was typed as its code. One entry in the access log.
    ///
    /// # Errors
    /// [`Error::NotFound`] for what is no code, an unknown one, and one whose certificate the actor may not read: nothing tells them apart.
    pub async fn check_print(&self, actor: &Actor, typed: &str) -> Result<CheckedPrint, Error> {
        let code = PrintCode::parse(typed).map_err(|_| Error::NotFound)?;
        let print = {
            let mut tx = self.store().single_read().await?;
            tx.print(code).await?.ok_or(Error::NotFound)?
        };
        let id = print.certificate;
        let Permitted {
            looked_up,
            resource,
            permit,
            ..
        } = match self.permitted(actor, id, view_action).await {
            Err(Error::Forbidden) => return Err(Denied::Invisible.into()),
            other => other?,
        };
        let mut tx = self.store().begin_read().await?;
        let stored = Stored::read(&mut tx, id).await?;
        let since = Since {
            revoked: tx.revocation(id).await?,
            is_extended: kin::is_renewed(id, &tx.origins_around(id).await?),
            today: self.today(),
        };
        let mut entry = self.audit_entry(actor, &permit, &resource);
        AUDIT_REASON.clone_into(&mut entry.reason);
        drop(tx);
        self.write_entries(&[entry]).await?;
        let row = &stored.row;
        let period = row.summary.period_from.zip(row.summary.period_to);
        Ok(CheckedPrint {
            code,
            id,
            patient: self.patient_view(row.patient, &looked_up),
            ctype: type_of(row)?,
            signed: row.signed.as_ref().map(|(by, at)| (by.name.clone(), *at)),
            period,
            standing: standing(&print, &stored, since)?,
            printed_at: print.printed_at,
            printed_by: print.by.name,
            printed_on_unit: print.unit_name,
            reason: print.reason,
            target: print.target,
        })
    }
}

/// What has happened to a certificate since it was signed.
struct Since {
    revoked: Option<RevocationRow>,
    is_extended: bool,
    today: Date,
}

fn standing(print: &PrintRow, stored: &Stored, since: Since) -> Result<Standing, Error> {
    let row = &stored.row;
    let is_same = print.content_sha256 == stored.hash();
    match (print.state, row.state) {
        (CertificateState::Signed | CertificateState::Revoked, CertificateState::Signed)
            if !is_same =>
        {
            Err(Error::Integrity(row.id))
        }
        (CertificateState::Signed | CertificateState::Revoked, CertificateState::Signed) => {
            let has_ended = row.summary.period_to.is_some_and(|to| to < since.today);
            Ok(match (since.is_extended, has_ended) {
                (true, _) => Standing::Extended,
                (false, true) => Standing::Ended,
                (false, false) => Standing::Valid,
            })
        }
        (_, CertificateState::Revoked) => since.revoked.map_or_else(
            || {
                Err(Error::Inconsistent(format!(
                    "certificate {} was taken back by nobody",
                    row.id
                )))
            },
            |revoked| {
                Ok(Standing::Revoked {
                    at: revoked.at,
                    by: revoked.by.name,
                })
            },
        ),
        (CertificateState::Draft | CertificateState::DeletedDraft, CertificateState::Signed) => {
            Ok(Standing::SignedSince)
        }
        (_, CertificateState::Draft) => Ok(Standing::Draft { changed: !is_same }),
        (_, CertificateState::DeletedDraft) => row.deleted.as_ref().map_or_else(
            || {
                Err(Error::Inconsistent(format!(
                    "draft {} was deleted by nobody",
                    row.id
                )))
            },
            |(by, at)| {
                Ok(Standing::DeletedDraft {
                    at: *at,
                    by: by.name.clone(),
                })
            },
        ),
    }
}
