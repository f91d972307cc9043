//! What the user has around her: open tabs, folded texts, counts.

use intyg_catalog::element::CertificateType;
use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::ids::{CertificateId, PatientKey};
use intyg_core::time::local_date;
use intyg_store::{CertificateState, DraftMark, UnitCounts};

use crate::error::Error;
use crate::guard::Resource;
use crate::overview::type_of;
use crate::state::App;

/// At most so many tabs; then the oldest one closes. Source: ui 4.2.
const MOST_TABS: usize = 8;

/// A tab beside "Översikt".
#[derive(Debug, Clone)]
pub struct TabView {
    /// The certificate.
    pub id: CertificateId,
    /// "Nytt intyg" while it is being written for the first time, otherwise form number and date.
    pub name: String,
    /// Whether it leads to the editor.
    pub is_draft: bool,
}

impl App {
    /// Returns the user's open tabs of a patient, in opening order.
    pub async fn tabs(&self, actor: &Actor, key: PatientKey) -> Result<Vec<TabView>, Error> {
        let looked_up = self.look_up_key(key).await?;
        self.may(
            actor,
            Action::ListCertificates,
            &Resource::patient(actor),
            &looked_up,
        )?;
        let mut tx = self.store().begin_read().await?;
        let open = tx.open_tabs(&actor.staff.id, key).await?;
        let mut tabs = Vec::with_capacity(open.len());
        let mut new = 0;
        for tab in open.iter().skip(open.len().saturating_sub(MOST_TABS)) {
            let Some(row) = tx.certificate(tab.certificate).await? else {
                continue;
            };
            if row.unit_id != actor.unit().id {
                continue;
            }
            let is_draft = row.state == CertificateState::Draft;
            let name = if is_draft && row.mark == DraftMark::Begun {
                new += 1;
                if new == 1 {
                    "Nytt intyg".to_owned()
                } else {
                    format!("Nytt intyg {new}")
                }
            } else {
                format!(
                    "{} {}",
                    type_of(&row)?.form_number,
                    local_date(row.created_at)
                )
            };
            tabs.push(TabView {
                id: row.id,
                name,
                is_draft,
            });
        }
        Ok(tabs)
    }

    /// Closes a tab and returns its patient. Closing what is not open does nothing.
    pub async fn close_tab(&self, actor: &Actor, id: CertificateId) -> Result<PatientKey, Error> {
        let mut tx = self.store().begin_write().await?;
        let row = tx
            .certificate(id)
            .await?
            .filter(|row| row.unit_id == actor.unit().id)
            .ok_or(Error::NotFound)?;
        tx.close_tab(&actor.staff.id, id).await?;
        tx.commit().await?;
        Ok(row.patient)
    }

    /// Tells whether the user has folded the information text of a type.
    pub async fn is_information_folded(
        &self,
        actor: &Actor,
        ctype: &CertificateType,
    ) -> Result<bool, Error> {
        let mut tx = self.store().begin_read().await?;
        Ok(tx
            .setting(&actor.staff.id, &folded_key(ctype))
            .await?
            .is_some())
    }

    /// Folds or unfolds the information text of a type for the user.
    pub async fn fold_information(
        &self,
        actor: &Actor,
        ctype: &CertificateType,
        fold: Fold,
    ) -> Result<(), Error> {
        let mut tx = self.store().begin_write().await?;
        match fold {
            Fold::Away => {
                tx.set_setting(&actor.staff.id, &folded_key(ctype), "1")
                    .await?;
            }
            Fold::Open => {
                tx.remove_setting(&actor.staff.id, &folded_key(ctype))
                    .await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }

    /// Returns what waits on the actor's unit, for the menu.
    pub async fn counts(&self, actor: &Actor) -> Result<UnitCounts, Error> {
        let mut tx = self.store().begin_read().await?;
        Ok(tx.unit_counts(&actor.unit().id).await?)
    }
}

/// Whether a text is folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// Only its heading shows.
    Away,
    /// All of it shows.
    Open,
}

fn folded_key(ctype: &CertificateType) -> String {
    format!("folded {} {}", ctype.code, ctype.major)
}
