//! What has happened to a certificate, and every saved state of its draft: shown, and brought back. Source: acceptance A42, N07.

use intyg_catalog::answers::Answers;
use intyg_catalog::element::CertificateType;
use intyg_catalog::fields::fields;
use intyg_catalog::reading;
use intyg_catalog::value::Values;
use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::event::EventKind;
use intyg_core::ids::CertificateId;
use intyg_core::time::date_and_time;
use intyg_store::{DraftMark, DraftStateKind, DraftStateRow, SaveDraft};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::certificates::{EventView, event_view, view_action};
use crate::content;
use crate::drafts::{refuse, stale};
use crate::error::{Error, Reason};
use crate::guard::{Permitted, staff_ref};
use crate::overview::type_of;
use crate::patients::PatientView;
use crate::possible::edit_refused;
use crate::state::App;

/// The history of a certificate.
#[derive(Debug, Clone)]
pub struct HistoryView {
    /// The certificate.
    pub id: CertificateId,
    /// Its patient.
    pub patient: PatientView,
    /// Its type.
    pub ctype: &'static CertificateType,
    /// Version of its texts.
    pub text_version: String,
    /// What has happened, the oldest first.
    pub events: Vec<EventView>,
    /// Every saved state of the draft, the newest first.
    pub states: Vec<SavedState>,
    /// The state that was asked for.
    pub shown: Option<ShownState>,
    /// Revision of the newest state, which bringing another one back has to name.
    pub rev: i64,
    /// Why no state can be brought back, if so.
    pub restore_refused: Option<Reason>,
    /// Local date in Sweden.
    pub today: Date,
}

/// A saved state of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedState {
    /// The revision that the save made.
    pub rev: i64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// Why it was saved.
    pub kind: DraftStateKind,
    /// Names of the questions that differ from the state before.
    pub changed: Vec<&'static str>,
}

/// A saved state with its answers.
#[derive(Debug, Clone)]
pub struct ShownState {
    /// Its revision.
    pub rev: i64,
    /// The answers as text.
    pub answers: Answers,
    /// The answers that could be read.
    pub values: Values,
    /// The state before it.
    pub older: Option<i64>,
    /// The state after it.
    pub newer: Option<i64>,
}

impl App {
    /// Returns the history of a certificate, and the answers of one of its states when asked for. One entry in the access log.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the certificate is not the actor's to see, or has no such state.
    pub async fn history(
        &self,
        actor: &Actor,
        id: CertificateId,
        rev: Option<i64>,
    ) -> Result<HistoryView, Error> {
        let Permitted {
            looked_up,
            resource,
            permit,
            ..
        } = self.permitted(actor, id, view_action).await?;
        let mut tx = self.store().begin_read().await?;
        let row = tx.certificate(id).await?.ok_or(Error::NotFound)?;
        let events = tx.events_of(id).await?;
        let states = tx.draft_states(id).await?;
        drop(tx);
        self.write_entries(&[self.audit_entry(actor, &permit, &resource)])
            .await?;
        let ctype = type_of(&row)?;
        let shown = rev.map(|rev| self.shown(ctype, &states, rev)).transpose()?;
        Ok(HistoryView {
            id,
            patient: self.patient_view(row.patient, &looked_up),
            ctype,
            text_version: row.text_version.clone(),
            events: events
                .iter()
                .map(|event| event_view(ctype, event))
                .collect(),
            states: saved_states(ctype, &states)?,
            shown,
            rev: row.rev,
            restore_refused: edit_refused(&row, looked_up.is_deceased(), self.days()),
            today: self.today(),
        })
    }

    /// Brings an earlier state of a draft back, as a new state on top, so that it too can be undone.
    ///
    /// # Errors
    /// [`Error::ChangedSinceShown`] when somebody has saved since; [`Error::NotFound`] for a state that does not exist.
    pub async fn restore_draft(
        &self,
        actor: &Actor,
        id: CertificateId,
        rev: Option<i64>,
        to: i64,
    ) -> Result<(), Error> {
        let rev = rev.ok_or(Error::NoRevision)?;
        let Permitted {
            looked_up,
            resource,
            permit,
            ..
        } = self.permitted(actor, id, |_| Action::SaveDraft).await?;
        let mut tx = self.store().begin_change().await?;
        let row = tx.certificate(id).await?.ok_or(Error::NotFound)?;
        refuse(edit_refused(&row, looked_up.is_deceased(), self.days()))?;
        let state = tx.draft_state(id, to).await?.ok_or(Error::NotFound)?;
        let ctype = type_of(&row)?;
        let answers = content::answers(id, &state.answers)?;
        let today = self.today();
        let judged = content::judge(ctype, &answers, today, self.registers());
        let save = SaveDraft {
            answers: state.answers,
            is_complete: judged.is_complete,
            mark: match row.mark {
                DraftMark::Begun => DraftMark::Begun,
                DraftMark::Saved | DraftMark::Ready => DraftMark::Saved,
            },
            kind: DraftStateKind::Manual,
            summary: judged.summary,
            by: staff_ref(actor),
            at: self.now(),
        };
        tx.save_draft(id, rev, &save)
            .await
            .map_err(|error| stale(&row, error))?;
        let saved_at = date_and_time(state.saved_at);
        tx.append_event(&content::event(
            actor,
            id,
            save.at,
            EventKind::Restored,
            &saved_at,
        ))
        .await?;
        let mut entry = self.audit_entry(actor, &permit, &resource);
        entry.reason = format!("restored revision {to}");
        tx.append_audit(&entry).await?;
        tx.commit().await?;
        Ok(())
    }

    fn shown(
        &self,
        ctype: &'static CertificateType,
        states: &[DraftStateRow],
        rev: i64,
    ) -> Result<ShownState, Error> {
        let state = states
            .iter()
            .find(|state| state.rev == rev)
            .ok_or(Error::NotFound)?;
        let answers = content::answers(state.certificate, &state.answers)?;
        let values = reading::read(ctype, &answers, self.today(), self.registers()).values;
        let revisions = || states.iter().map(|state| state.rev);
        Ok(ShownState {
            rev,
            answers,
            values,
            older: revisions().filter(|other| *other < rev).max(),
            newer: revisions().filter(|other| *other > rev).min(),
        })
    }
}

/// The states with what each of them changed, the newest first.
fn saved_states(
    ctype: &'static CertificateType,
    rows: &[DraftStateRow],
) -> Result<Vec<SavedState>, Error> {
    let mut states = Vec::with_capacity(rows.len());
    let mut before: Option<Answers> = None;
    for row in rows {
        let answers = content::answers(row.certificate, &row.answers)?;
        states.push(SavedState {
            rev: row.rev,
            at: row.saved_at,
            by: row.by.name.clone(),
            kind: row.kind,
            changed: before
                .as_ref()
                .map(|before| changed(ctype, before, &answers))
                .unwrap_or_default(),
        });
        before = Some(answers);
    }
    states.reverse();
    Ok(states)
}

fn changed(
    ctype: &'static CertificateType,
    before: &Answers,
    after: &Answers,
) -> Vec<&'static str> {
    ctype
        .elements()
        .filter(|element| {
            fields(element)
                .iter()
                .any(|field| before.get(&field.key) != after.get(&field.key))
        })
        .map(|element| element.name)
        .collect()
}
