//! The patient's sick leaves: every period of her certificates on the actor's unit. Source: ui 5.15, acceptance N01.

use intyg_catalog::{reading, registry};
use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::ids::{CertificateId, PatientKey};
use intyg_core::sick_leave::Spell;
use intyg_store::{CertificateRow, CertificateState, DegreePeriod, OriginRow, Tx};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::content;
use crate::error::Error;
use crate::guard::Resource;
use crate::kin::{is_completed, is_completing, is_renewed};
use crate::overview::{has_ended, type_of};
use crate::patients::PatientView;
use crate::state::App;

/// The sick leaves of a patient.
#[derive(Debug, Clone)]
pub struct SickLeavesView {
    /// The patient.
    pub patient: PatientView,
    /// Every period, certificate by certificate.
    pub periods: Vec<SickLeavePeriod>,
    /// Local date in Sweden.
    pub today: Date,
}

/// A period of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SickLeavePeriod {
    /// When, to what degree and of which certificate.
    pub spell: Spell,
    /// When the certificate was created.
    pub created_at: Timestamp,
    /// How the certificate stands.
    pub state: PeriodState,
}

/// How a certificate stands to its sick leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodState {
    /// Not signed.
    Draft,
    /// Signed, and its last day has not passed.
    InForce,
    /// Another one extends it.
    Renewed,
    /// Its last day has passed.
    Ended,
}

impl App {
    /// Returns the sick leaves of a patient. One entry in the access log.
    ///
    /// # Errors
    /// As [`App::overview`].
    pub async fn sick_leaves(
        &self,
        actor: &Actor,
        key: PatientKey,
    ) -> Result<SickLeavesView, Error> {
        let looked_up = self.look_up_key(key).await?;
        let resource = Resource::patient(actor);
        let permit = self
            .permit(actor, Action::ListCertificates, &resource, &looked_up)
            .await?;
        let mut tx = self.store().begin_read().await?;
        let rows = tx.certificates_of_patient(key, &actor.unit().id).await?;
        let origins = tx.origins_of_patient(key, &actor.unit().id).await?;
        let periods = self.periods_of(&mut tx, &rows, &origins).await?;
        drop(tx);
        self.write_entries(&[self.audit_entry(actor, &permit, &resource)])
            .await?;
        Ok(SickLeavesView {
            patient: self.patient_view(key, &looked_up),
            periods,
            today: self.today(),
        })
    }

    /// Returns the periods of what is not deleted. A completion repeats those of the certificate that it completes, so that one of the two has
    /// none: the completion while it is a draft, and the completed one from then on.
    pub(crate) async fn periods_of(
        &self,
        tx: &mut Tx,
        rows: &[CertificateRow],
        origins: &[OriginRow],
    ) -> Result<Vec<SickLeavePeriod>, Error> {
        let mut all = Vec::new();
        for row in rows {
            let is_drawn = matches!(
                row.state,
                CertificateState::Draft | CertificateState::Signed
            ) && registry::find(&row.type_code, row.type_major)
                .is_some_and(|ctype| ctype.period_element.is_some())
                && !is_completed(row.id, origins)
                && !(row.state == CertificateState::Draft && is_completing(row.id, origins));
            if !is_drawn {
                continue;
            }
            let state = self.period_state(row, origins);
            let stored = self.stored_periods(tx, row).await?;
            all.extend(stored.into_iter().map(|period| SickLeavePeriod {
                spell: spell(row.id, period, state == PeriodState::Draft),
                created_at: row.created_at,
                state,
            }));
        }
        Ok(all)
    }

    fn period_state(&self, row: &CertificateRow, origins: &[OriginRow]) -> PeriodState {
        if row.state == CertificateState::Draft {
            PeriodState::Draft
        } else if is_renewed(row.id, origins) {
            PeriodState::Renewed
        } else if has_ended(row, self.today()) {
            PeriodState::Ended
        } else {
            PeriodState::InForce
        }
    }

    /// Certificates that were saved before periods were kept are read anew.
    async fn stored_periods(
        &self,
        tx: &mut Tx,
        row: &CertificateRow,
    ) -> Result<Vec<DegreePeriod>, Error> {
        if let Some(periods) = &row.summary.periods {
            return Ok(periods.clone());
        }
        let Some((_, stored)) = tx.certificate_with_answers(row.id).await? else {
            return Ok(Vec::new());
        };
        let answers = content::answers(row.id, &stored)?;
        let ctype = type_of(row)?;
        let values = reading::read(ctype, &answers, self.today(), self.registers()).values;
        Ok(content::summary(ctype, &values).periods.unwrap_or_default())
    }
}

pub(crate) fn spell(certificate: CertificateId, period: DegreePeriod, is_draft: bool) -> Spell {
    Spell {
        certificate,
        from: period.from,
        to: period.to,
        percent: period.percent,
        is_draft,
    }
}
