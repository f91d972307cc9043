//! Saving a draft: what was typed is prepared by the form's aids, merged with what somebody else saved, and stored whatever is in it.

use intyg_catalog::aids::Notice;
use intyg_catalog::answers::Answers;
use intyg_catalog::element::CertificateType;
use intyg_core::access::{Action, Permit};
use intyg_core::actor::Actor;
use intyg_core::diagnosis::normalise_code;
use intyg_core::event::EventKind;
use intyg_core::ids::CertificateId;
use intyg_core::lifecycle::CopyKind;
use intyg_store::{CertificateRow, DraftMark, DraftStateKind, SaveDraft, Tx};
use jiff::Timestamp;
use jiff::civil::Date;

use super::aids::{self, Prepared};
use super::merge::{self, Conflict, Merged};
use super::{DraftView, PRESENCE, refuse};
use crate::content;
use crate::error::Error;
use crate::guard::{Permitted, staff_ref};
use crate::overview::type_of;
use crate::patients::certificate_resource;
use crate::possible::edit_refused;
use crate::state::App;

/// How a draft is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaveKind {
    /// By the page while somebody types.
    Auto,
    /// By hand as Utkast.
    Manual,
}

/// What a page sends of the form.
#[derive(Debug, Clone)]
pub enum Submitted {
    /// The whole form.
    Whole(Answers),
    /// Fields and their new texts.
    Changed(Vec<(String, String)>),
}

/// An order to save.
#[derive(Debug, Clone)]
pub struct SaveRequest {
    /// The revision that the page shows; required.
    pub rev: Option<i64>,
    /// By hand or by itself.
    pub kind: SaveKind,
    /// The answers.
    pub submitted: Submitted,
    /// Days in the patient's record of the diagnoses that have just been fetched from there.
    pub fetched: Vec<Date>,
}

/// A saved draft.
#[derive(Debug, Clone)]
pub struct Saved {
    /// As it is now.
    pub draft: DraftView,
    /// Fields whose text differs from what the page sent.
    pub adjusted: Vec<String>,
    /// What the user should be told, e.g. that other choices were taken away.
    pub notices: Vec<Notice>,
    /// Whose changes of other fields were merged in without asking.
    pub merged_with: Option<String>,
}

/// A save on its way through one transaction.
struct Saving<'a> {
    actor: &'a Actor,
    permit: &'a Permit,
    kind: SaveKind,
    row: CertificateRow,
    stored: Answers,
}

impl App {
    /// Saves a draft, whatever is in it. Fields that only another person changed since are merged in.
    ///
    /// # Errors
    /// [`Error::Conflict`] when both changed a field; [`Error::Refused`] when it is no draft any more.
    pub async fn save_draft(
        &self,
        actor: &Actor,
        id: CertificateId,
        request: SaveRequest,
    ) -> Result<Saved, Error> {
        let base_rev = request.rev.ok_or(Error::NoRevision)?;
        let Permitted {
            row,
            looked_up,
            permit,
            ..
        } = self.permitted(actor, id, |_| Action::SaveDraft).await?;
        let ctype = type_of(&row)?;
        let fetched = self.in_journal(&row, &request.fetched).await;

        let mut tx = self.store().begin_change().await?;
        // Whoever comes second sees what the first has written, and is told of it.
        tx.lock_certificate(id).await?;
        let (row, stored) = tx
            .certificate_with_answers(id)
            .await?
            .ok_or(Error::NotFound)?;
        refuse(edit_refused(&row, looked_up.is_deceased(), self.days()))?;
        let stored = content::answers(id, &stored)?;
        let saving = Saving {
            actor,
            permit: &permit,
            kind: request.kind,
            row,
            stored,
        };
        let base = saving.base(&mut tx, base_rev).await?;
        let mine = aids::submitted(
            ctype,
            &base,
            request.submitted,
            self.today(),
            self.extended_end(&mut tx, id).await?,
            self.registers(),
        );
        let merged = saving.merge(ctype, &base, &mine)?;
        let merged_with = merged
            .others_changed
            .then(|| saving.row.updated_by.name.clone());
        let saved = self.write(&mut tx, &saving, ctype, &merged).await?;
        self.record_fetched(&mut tx, &saving, &merged, &fetched)
            .await?;
        self.leave_after(&mut tx, &saving).await?;
        tx.commit().await?;
        let around = self.read_around(&saved).await?;

        Ok(Saved {
            adjusted: merged.answers.differing_fields(&mine.typed),
            draft: self.draft_view(actor, &saved, merged.answers, &looked_up, &around)?,
            notices: mine.notices,
            merged_with,
        })
    }

    /// Writes what has changed, with its entries; writes nothing when nothing has.
    async fn write(
        &self,
        tx: &mut Tx,
        saving: &Saving<'_>,
        ctype: &'static CertificateType,
        merged: &Merged,
    ) -> Result<CertificateRow, Error> {
        let row = &saving.row;
        let mark = next_mark(row.mark, saving.kind, merged.answers != saving.stored);
        if merged.answers == saving.stored && mark == row.mark {
            return Ok(row.clone());
        }
        let answers = &merged.answers;
        let judged = content::judge(ctype, answers, self.today(), self.registers());
        let save = SaveDraft {
            answers: content::to_json(answers)?,
            is_complete: judged.is_complete,
            mark,
            kind: match (merged.others_changed, saving.kind) {
                (true, _) => DraftStateKind::Merge,
                (false, SaveKind::Manual) => DraftStateKind::Manual,
                (false, SaveKind::Auto) => DraftStateKind::Autosave,
            },
            summary: judged.summary,
            by: staff_ref(saving.actor),
            at: self.now(),
        };
        let saved = tx.save_draft(row.id, row.rev, &save).await?;
        if saving.kind == SaveKind::Manual {
            tx.append_event(&content::event(
                saving.actor,
                row.id,
                save.at,
                EventKind::Saved,
                "",
            ))
            .await?;
        }
        if saving.kind == SaveKind::Manual || first_change_since_opening(row, saving.actor, save.at)
        {
            let resource = certificate_resource(row.id, row);
            tx.append_audit(&self.audit_entry(saving.actor, saving.permit, &resource))
                .await?;
        }
        Ok(saved)
    }

    /// The diagnoses that the record really has on those days: code and day.
    async fn in_journal(&self, row: &CertificateRow, days: &[Date]) -> Vec<(String, Date)> {
        if days.is_empty() {
            return Vec::new();
        }
        let in_journal = self.journal().diagnoses(&row.person_id).await;
        in_journal
            .unwrap_or_default()
            .into_iter()
            .filter(|diagnosis| days.contains(&diagnosis.recorded_on))
            .map(|diagnosis| (normalise_code(&diagnosis.code), diagnosis.recorded_on))
            .collect()
    }

    /// Remembers which of the diagnoses in the draft came from the record (N08).
    async fn record_fetched(
        &self,
        tx: &mut Tx,
        saving: &Saving<'_>,
        merged: &Merged,
        fetched: &[(String, Date)],
    ) -> Result<(), Error> {
        for (code, day) in fetched {
            let stands = |text: &str| normalise_code(text) == *code;
            let is_new = merged.answers.iter().any(|(_, text)| stands(text))
                && !saving.stored.iter().any(|(_, text)| stands(text));
            if is_new {
                let detail = format!("{code} {day}");
                let at = self.now();
                let event =
                    content::event(saving.actor, saving.row.id, at, EventKind::Fetched, &detail);
                tx.append_event(&event).await?;
            }
        }
        Ok(())
    }

    /// Last day of the certificate that a draft extends; `None` for a draft that extends none (A19).
    async fn extended_end(&self, tx: &mut Tx, draft: CertificateId) -> Result<Option<Date>, Error> {
        let kin = tx.origins_around(draft).await?;
        let extended = kin
            .iter()
            .find(|origin| origin.certificate == draft && origin.kind == CopyKind::Renewal);
        let Some(origin) = extended else {
            return Ok(None);
        };
        let original = tx.certificate(origin.parent).await?;
        Ok(original.and_then(|row| row.summary.period_to))
    }

    /// Whoever saves by hand leaves the draft; whoever types is in it.
    async fn leave_after(&self, tx: &mut Tx, saving: &Saving<'_>) -> Result<(), Error> {
        let (id, staff) = (saving.row.id, staff_ref(saving.actor));
        match saving.kind {
            SaveKind::Auto => tx.touch_presence(id, &staff, self.now()).await?,
            SaveKind::Manual => {
                tx.leave_draft(id, &staff.id).await?;
                tx.close_tab(&staff.id, id).await?;
            }
        }
        Ok(())
    }
}

impl Saving<'_> {
    /// The answers that the page started from.
    async fn base(&self, tx: &mut Tx, rev: i64) -> Result<Answers, Error> {
        if rev == self.row.rev {
            return Ok(self.stored.clone());
        }
        let state = tx
            .draft_state(self.row.id, rev)
            .await?
            .ok_or(Error::NoRevision)?;
        content::answers(self.row.id, &state.answers)
    }

    fn merge(
        &self,
        ctype: &CertificateType,
        base: &Answers,
        mine: &Prepared,
    ) -> Result<Merged, Error> {
        merge::three_way(ctype, base, &self.stored, &mine.answers).map_err(|fields| {
            let conflict = Conflict::new(&self.row, fields, base, &self.stored, &mine.answers);
            Error::Conflict(Box::new(conflict))
        })
    }
}

/// One entry each time a draft is opened and changed (exchange 5.2): the first save of somebody else, or after a pause.
fn first_change_since_opening(row: &CertificateRow, actor: &Actor, now: Timestamp) -> bool {
    row.rev == 1
        || row.updated_by.id != actor.staff.id
        || now.duration_since(row.updated_at) > PRESENCE
}

fn next_mark(mark: DraftMark, kind: SaveKind, changed: bool) -> DraftMark {
    match (mark, kind) {
        (_, SaveKind::Manual) => DraftMark::Saved,
        (DraftMark::Ready, SaveKind::Auto) if changed => DraftMark::Saved,
        (mark, SaveKind::Auto) => mark,
    }
}
