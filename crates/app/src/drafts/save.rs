//! Saving a draft: what was typed is prepared by the form's aids, merged with what somebody else saved, and stored whatever is in it.

use intyg_catalog::aids::Notice;
use intyg_catalog::answers::Answers;
use intyg_catalog::element::CertificateType;
use intyg_catalog::validation;
use intyg_core::access::{Action, Permit};
use intyg_core::actor::Actor;
use intyg_core::ids::CertificateId;
use intyg_store::{CertificateRow, DraftMark, DraftStateKind, SaveDraft, Tx};
use jiff::Timestamp;

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

        let mut tx = self.store().begin_change().await?;
        let (row, stored) = tx
            .certificate_with_answers(id)
            .await?
            .ok_or(Error::NotFound)?;
        refuse(edit_refused(&row, looked_up.is_deceased()))?;
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
            self.registers(),
        );
        let merged = saving.merge(ctype, &base, &mine)?;
        let merged_with = merged
            .others_changed
            .then(|| saving.row.updated_by.name.clone());
        let saved = self.write(&mut tx, &saving, ctype, &merged).await?;
        self.leave_after(&mut tx, &saving).await?;
        tx.commit().await?;

        Ok(Saved {
            adjusted: merged.answers.differing_fields(&mine.typed),
            draft: self.draft_view(actor, &saved, merged.answers, &looked_up)?,
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
        let findings = validation::validate(ctype, answers, self.today(), self.registers());
        let save = SaveDraft {
            answers: content::to_json(answers)?,
            is_complete: content::is_complete(&findings),
            mark,
            kind: match (merged.others_changed, saving.kind) {
                (true, _) => DraftStateKind::Merge,
                (false, SaveKind::Manual) => DraftStateKind::Manual,
                (false, SaveKind::Auto) => DraftStateKind::Autosave,
            },
            summary: content::summary(ctype, answers, self.today(), self.registers()),
            by: staff_ref(saving.actor),
            at: self.now(),
        };
        tx.save_draft(row.id, row.rev, &save).await?;
        if saving.kind == SaveKind::Manual {
            tx.append_event(&content::event(saving.actor, row.id, save.at, "saved", ""))
                .await?;
        }
        if saving.kind == SaveKind::Manual || first_change_since_opening(row, saving.actor, save.at)
        {
            let resource = certificate_resource(row.id, row);
            tx.append_audit(&self.audit_entry(saving.actor, saving.permit, &resource))
                .await?;
        }
        tx.certificate(row.id).await?.ok_or(Error::NotFound)
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
