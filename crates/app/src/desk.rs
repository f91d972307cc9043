//! What the user has around her: open tabs, folded texts, her preset certificate, counts.

use intyg_catalog::element::CertificateType;
use intyg_core::access::{self, Action, Facts, Reach, decide};
use intyg_core::actor::{Actor, Assignment, Staff};
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
        let open = {
            let mut tx = self.store().single_read().await?;
            tx.open_certificates(&actor.staff.id, key).await?
        };
        let mut tabs = Vec::with_capacity(open.len());
        let mut new = 0;
        for row in open.iter().skip(open.len().saturating_sub(MOST_TABS)) {
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
                    type_of(row)?.form_number,
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
        let mut tx = self.store().single_read().await?;
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

    /// Returns the type that Ny opens: the user's own choice, or the only one that is offered.
    pub async fn preset(&self, actor: &Actor) -> Result<Option<&'static CertificateType>, Error> {
        let chosen = {
            let mut tx = self.store().single_read().await?;
            tx.setting(&actor.staff.id, crate::settings::PRESET).await?
        };
        let offered = self.offered();
        let own = chosen.and_then(|code| offered.iter().copied().find(|t| t.code == code));
        Ok(own.or(match offered.as_slice() {
            [only] => Some(only),
            _ => None,
        }))
    }

    /// Sets the type that Ny opens, by its code; `None` = none. It stays over logins.
    ///
    /// # Errors
    /// [`Error::Refused`] for a type that is not offered.
    pub async fn choose_preset(&self, actor: &Actor, code: Option<&str>) -> Result<(), Error> {
        let offered = self.offered();
        if code.is_some_and(|code| !offered.iter().any(|ctype| ctype.code == code)) {
            return Err(Error::Refused(crate::error::Reason::TypeNotOffered));
        }
        let resource = Resource::patient(actor);
        let permit = decide(
            actor,
            Action::ChoosePreset,
            &Facts {
                unit: &resource.unit,
                provider: &resource.provider,
                patient: None,
            },
        )?;
        let mut entry = self.audit_entry(actor, &permit, &resource);
        "Inställning".clone_into(&mut entry.resource_type);
        let mut tx = self.store().begin_change().await?;
        tx.set_setting(
            &actor.staff.id,
            crate::settings::PRESET,
            code.unwrap_or_default(),
        )
        .await?;
        tx.append_audit(&entry).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Returns what waits on the actor's unit, for the menu.
    pub async fn counts(&self, actor: &Actor) -> Result<UnitCounts, Error> {
        self.counts_as_seen_by(&actor.staff, &actor.assignment)
            .await
    }

    /// Returns what the menu shows of the actor's unit.
    pub async fn unit_menu(&self, actor: &Actor) -> Result<UnitMenu, Error> {
        let has = |action| access::reach(actor.role(), action) != Reach::Nobody;
        let (drafts, outbox) = (has(Action::ViewDraft), has(Action::ViewOutbox));
        let inbox = has(Action::ViewInbox);
        let todo = has(Action::ListCertificates);
        if !drafts && !outbox && !inbox && !todo {
            return Ok(UnitMenu::default());
        }
        let counts = self.counts(actor).await?;
        let waiting = self.inbox_count(actor).await?;
        Ok(UnitMenu {
            todo,
            inbox: inbox.then_some(waiting),
            failed: outbox.then_some(counts.failed),
            drafts: drafts.then_some(counts.drafts),
        })
    }

    /// Counts row by row what the person may see in the assignment, so that no count tells of a protected patient.
    /// Source: reliability-security R31.
    pub(crate) async fn counts_as_seen_by(
        &self,
        staff: &Staff,
        assignment: &Assignment,
    ) -> Result<UnitCounts, Error> {
        let actor = Actor {
            staff: staff.clone(),
            assignment: assignment.clone(),
        };
        let unit = &assignment.unit.id;
        let drafts = access::reach(assignment.role, Action::ViewDraft);
        let outbox = access::reach(assignment.role, Action::ViewOutbox);
        if drafts != Reach::OpenPatients && outbox != Reach::OpenPatients {
            let mut tx = self.store().single_read().await?;
            let all = tx.unit_counts(unit).await?;
            return Ok(only(
                all,
                drafts == Reach::EveryPatient,
                outbox == Reach::EveryPatient,
            ));
        }
        let by_patient = {
            let mut tx = self.store().single_read().await?;
            tx.unit_counts_by_patient(unit).await?
        };
        let resource = Resource::patient(&actor);
        let mut seen = UnitCounts::default();
        for (person_id, counts) in by_patient {
            let looked_up = self.look_up(person_id).await;
            let may = |action| self.may(&actor, action, &resource, &looked_up).is_ok();
            let visible = only(counts, may(Action::ViewDraft), may(Action::ViewOutbox));
            seen.drafts += visible.drafts;
            seen.ready += visible.ready;
            seen.waiting += visible.waiting;
            seen.failed += visible.failed;
        }
        Ok(seen)
    }
}

/// Leaves out what may not be known.
fn only(counts: UnitCounts, drafts: bool, outbox: bool) -> UnitCounts {
    let none = UnitCounts::default();
    let of_drafts = if drafts { counts } else { none };
    let of_outbox = if outbox { counts } else { none };
    UnitCounts {
        drafts: of_drafts.drafts,
        ready: of_drafts.ready,
        waiting: of_outbox.waiting,
        failed: of_outbox.failed,
    }
}

/// Counts beside the links of the unit's pages; `None` = the role has no such page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UnitMenu {
    /// Whether the role has Att göra, which is not counted.
    pub todo: bool,
    /// Messages that wait in Enhetens inkorg.
    pub inbox: Option<i64>,
    /// Messages under FEL, in Enhetens utkorg.
    pub failed: Option<i64>,
    /// Drafts on the unit.
    pub drafts: Option<i64>,
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
