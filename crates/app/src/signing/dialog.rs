//! The consent dialog: exactly what is signed and sent, before it is.

use intyg_catalog::age::{self, AgeNotice};
use intyg_catalog::answers::Answers;
use intyg_catalog::element::CertificateType;
use intyg_catalog::finding::{Finding, Severity};
use intyg_catalog::view::{Content, Origin};
use intyg_catalog::{reading, summary, validation};
use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::ids::CertificateId;
use intyg_store::{CertificateRow, CertificateState};
use jiff::Timestamp;
use jiff::civil::Date;

use super::{own_certificate, recipient_refused};
use crate::content;
use crate::drafts::{Around, PointCount, refuse, stops};
use crate::error::{Error, Reason};
use crate::guard::Permitted;
use crate::outgoing::Outgoing;
use crate::overview::type_of;
use crate::patients::PatientView;
use crate::possible::edit_refused;
use crate::state::App;

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
    /// What it completes, if it does.
    pub completes: Option<Completes>,
    /// Requests to complete the certificate that it extends, which signing marks as handled without an answer (A45).
    pub handles_requests: usize,
}

/// The certificate that another one completes. Source: ui 6.14.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Completes {
    /// When it was created.
    pub created_at: Timestamp,
    /// How much of what was asked for has been changed.
    pub points: PointCount,
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
        let reading = reading::read(ctype, &answers, today, self.registers());
        let surroundings = &around.surroundings;
        let mut findings =
            validation::validate_read(ctype, &answers, today, &reading, surroundings);
        if !is_afterwards && !content::is_complete(&findings) {
            return Err(Error::Incomplete(stops(findings)));
        }
        findings.retain(|finding| finding.severity == Severity::Warning && !is_afterwards);
        let values = reading.values;
        let now = Content {
            ctype,
            text_version: &row.text_version,
            answers: &answers,
            values: &values,
            additional: &[],
            origin: Origin::Draft,
            today,
        };
        let completes = self.completes(&around, &now);
        Ok(ConsentView {
            id,
            patient: self.patient_view(row.patient, &looked_up),
            ctype,
            period: row.summary.period_from.zip(row.summary.period_to),
            total_days: ctype
                .period_element
                .map(|_| summary::total_days_merged(summary::periods(ctype, &values))),
            rev: row.rev,
            content_hash: self.shown_hash(&row, &answers).await?,
            warnings: findings,
            outgoing: self.outgoing(actor, &row, &values).await?,
            answers,
            age_notice: age::notice(ctype, &row.person_id, today).filter(|_| !is_afterwards),
            is_afterwards,
            recipient_refused: recipient_refused(&row, &looked_up),
            completes,
            handles_requests: if is_afterwards {
                0
            } else {
                around.handles_requests
            },
        })
    }

    fn completes(&self, around: &Around, now: &Content<'_>) -> Option<Completes> {
        let original = around.completed()?;
        let difference = self.difference_to_original(around, now);
        Some(Completes {
            created_at: original.parent_created_at,
            points: PointCount::of(&around.requests(now, difference.as_ref())),
        })
    }
}
