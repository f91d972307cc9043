//! Drafts. Every change compares the revision; each saved state is kept.

use intyg_core::ids::{CertificateId, HsaId};

use super::certificate::{certificate_columns, certificate_row};
use super::ms;
use crate::Error;
use crate::fields::{Columns, Fields, number};
use crate::rows::{
    CertificateRow, DeletedDraft, DraftMark, DraftStateKind, DraftStateRow, NewDraft, Ready,
    SaveDraft, StaffRef,
};
use crate::tx::{Tx, execute, fetch_all, fetch_optional, one_row};

impl Tx {
    /// Stores a new draft as revision 1.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the id is taken.
    pub async fn insert_draft(&mut self, draft: &NewDraft) -> Result<(), Error> {
        one_row(execute!(
            self,
            "INSERT INTO certificate (id, type_code, type_major, text_version, patient_key, person_id, unit_id, unit_name,
                provider_id, state, draft_mark, is_complete, rev, period_from, period_to, degrees, diagnosis,
                test_login, test_person, created_at, created_by, created_by_name, updated_at, updated_by, updated_by_name,
                ready_note, periods)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'draft', $10, $11, 1, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                $18, $19, $20, '', $21)
             ON CONFLICT (id) DO NOTHING",
            draft.id.to_text(),
            draft.type_code.as_str(),
            i64::from(draft.type_major),
            draft.text_version.as_str(),
            draft.patient.to_text(),
            draft.person_id.digits(),
            draft.unit_id.as_str(),
            draft.unit_name.as_str(),
            draft.provider_id.as_str(),
            draft.mark.key(),
            draft.is_complete,
            draft.summary.period_from.map(|d| d.to_string()),
            draft.summary.period_to.map(|d| d.to_string()),
            draft.summary.degrees.as_str(),
            draft.summary.diagnosis.as_str(),
            draft.test_login,
            draft.test_person,
            ms(draft.at),
            draft.by.id.as_str(),
            draft.by.name.as_str(),
            draft.summary.stored_periods()
        )?)?;
        let kind = DraftStateKind::Created;
        self.keep_state(draft.id, 1, &draft.answers, kind).await
    }

    /// Saves a draft and returns it as it is now.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it has another revision or is no draft any more; nothing is written then.
    pub async fn save_draft(
        &mut self,
        id: CertificateId,
        expected_rev: i64,
        save: &SaveDraft,
    ) -> Result<CertificateRow, Error> {
        let saved = fetch_optional!(
            self,
            certificate_row,
            concat!(
                "UPDATE certificate SET rev = rev + 1, is_complete = $3, draft_mark = $4, period_from = $5, period_to = $6,
                    degrees = $7, diagnosis = $8, updated_at = $9, updated_by = $10, updated_by_name = $11,
                    ready_for = CASE WHEN $12 THEN ready_for END, ready_note = CASE WHEN $12 THEN ready_note ELSE '' END,
                    periods = $13
                 WHERE id = $1 AND rev = $2 AND state = 'draft' RETURNING ",
                certificate_columns!()
            ),
            id.to_text(),
            expected_rev,
            save.is_complete,
            save.mark.key(),
            save.summary.period_from.map(|d| d.to_string()),
            save.summary.period_to.map(|d| d.to_string()),
            save.summary.degrees.as_str(),
            save.summary.diagnosis.as_str(),
            ms(save.at),
            save.by.id.as_str(),
            save.by.name.as_str(),
            save.mark == DraftMark::Ready,
            save.summary.stored_periods()
        )?;
        let saved = saved.ok_or(Error::Conflict)?;
        self.keep_state(id, saved.rev, &save.answers, save.kind)
            .await?;
        Ok(saved)
    }

    /// Marks a draft Klart att signera and returns its new revision.
    ///
    /// # Errors
    /// As [`Tx::save_draft`].
    pub async fn mark_ready(
        &mut self,
        id: CertificateId,
        expected_rev: i64,
        ready: &Ready,
    ) -> Result<i64, Error> {
        one_row(execute!(
            self,
            "UPDATE certificate SET rev = rev + 1, draft_mark = 'ready', ready_for = $3, ready_note = $4, updated_at = $5,
                updated_by = $6, updated_by_name = $7
             WHERE id = $1 AND rev = $2 AND state = 'draft'",
            id.to_text(),
            expected_rev,
            ready.doctor.as_ref().map(HsaId::as_str),
            ready.note.as_str(),
            ms(ready.at),
            ready.by.id.as_str(),
            ready.by.name.as_str()
        )?)?;
        one_row(execute!(
            self,
            "INSERT INTO draft_state (certificate_id, rev, saved_at, saved_by, saved_by_name, kind, answers)
             SELECT certificate_id, rev + 1, $3, $4, $5, $6, answers FROM draft_state WHERE certificate_id = $1 AND rev = $2",
            id.to_text(),
            expected_rev,
            ms(ready.at),
            ready.by.id.as_str(),
            ready.by.name.as_str(),
            DraftStateKind::Manual.key()
        )?)?;
        Ok(expected_rev + 1)
    }

    /// Turns a draft into a deleted draft, which stays readable.
    ///
    /// # Errors
    /// As [`Tx::save_draft`].
    pub async fn delete_draft(
        &mut self,
        id: CertificateId,
        expected_rev: i64,
        deleted: &DeletedDraft,
    ) -> Result<(), Error> {
        one_row(execute!(
            self,
            "UPDATE certificate SET state = 'deleted_draft', deleted_at = $3, deleted_by = $4, deleted_by_name = $5
             WHERE id = $1 AND rev = $2 AND state = 'draft'",
            id.to_text(),
            expected_rev,
            ms(deleted.at),
            deleted.by.id.as_str(),
            deleted.by.name.as_str()
        )?)?;
        self.close_origin(id).await
    }

    /// Removes a draft in which nobody has saved anything, with everything around it but the access log.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it has another revision, has been saved by hand or is no draft.
    pub async fn discard_untouched_draft(
        &mut self,
        id: CertificateId,
        expected_rev: i64,
    ) -> Result<(), Error> {
        let found = fetch_optional!(
            self,
            number,
            self.pick(
                "SELECT rev AS n FROM certificate WHERE id = $1 AND rev = $2 AND state = 'draft' AND draft_mark = 'begun'",
                "SELECT rev AS n FROM certificate WHERE id = $1 AND rev = $2 AND state = 'draft' AND draft_mark = 'begun' FOR UPDATE",
            ),
            id.to_text(),
            expected_rev
        )?;
        if found.is_none() {
            return Err(Error::Conflict);
        }
        for sql in [
            "DELETE FROM certificate_origin WHERE certificate_id = $1",
            "DELETE FROM draft_state WHERE certificate_id = $1",
            "DELETE FROM certificate_event WHERE certificate_id = $1",
            "DELETE FROM draft_assignment WHERE certificate_id = $1",
            "DELETE FROM draft_presence WHERE certificate_id = $1",
            "DELETE FROM open_tab WHERE certificate_id = $1",
        ] {
            execute!(self, sql, id.to_text())?;
        }
        one_row(execute!(
            self,
            "DELETE FROM certificate WHERE id = $1 AND rev = $2 AND state = 'draft' AND draft_mark = 'begun'",
            id.to_text(),
            expected_rev
        )?)
    }

    /// Says whose a draft is, or that it is nobody's.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is no draft.
    pub async fn assign_draft(
        &mut self,
        id: CertificateId,
        to: Option<&StaffRef>,
    ) -> Result<(), Error> {
        let Some(staff) = to else {
            execute!(
                self,
                "DELETE FROM draft_assignment WHERE certificate_id = $1",
                id.to_text()
            )?;
            return Ok(());
        };
        one_row(execute!(
            self,
            "INSERT INTO draft_assignment (certificate_id, staff_id, staff_name)
             SELECT id, $2, $3 FROM certificate WHERE id = $1 AND state = 'draft'
             ON CONFLICT (certificate_id) DO UPDATE SET staff_id = excluded.staff_id, staff_name = excluded.staff_name",
            id.to_text(),
            staff.id.as_str(),
            staff.name.as_str()
        )?)
    }

    /// Returns to whom a draft is assigned, if to anybody.
    pub async fn draft_assignment(&mut self, id: CertificateId) -> Result<Option<StaffRef>, Error> {
        fetch_optional!(
            self,
            |row| Columns::new(row, "draft_assignment", "certificate_id")
                .staff("staff_id", "staff_name"),
            "SELECT certificate_id, staff_id, staff_name FROM draft_assignment WHERE certificate_id = $1",
            id.to_text()
        )
    }

    /// Returns one saved state of a draft.
    pub async fn draft_state(
        &mut self,
        id: CertificateId,
        rev: i64,
    ) -> Result<Option<DraftStateRow>, Error> {
        fetch_optional!(
            self,
            state_row,
            "SELECT certificate_id, rev, answers, saved_at, saved_by, saved_by_name, kind FROM draft_state
             WHERE certificate_id = $1 AND rev = $2",
            id.to_text(),
            rev
        )
    }

    /// Returns every saved state of a draft, the oldest first.
    pub async fn draft_states(&mut self, id: CertificateId) -> Result<Vec<DraftStateRow>, Error> {
        fetch_all!(
            self,
            state_row,
            "SELECT certificate_id, rev, answers, saved_at, saved_by, saved_by_name, kind FROM draft_state
             WHERE certificate_id = $1 ORDER BY rev",
            id.to_text()
        )
    }

    /// Tells whether more than one person has saved a draft.
    pub async fn has_several_writers(&mut self, id: CertificateId) -> Result<bool, Error> {
        let writers = fetch_optional!(
            self,
            number,
            "SELECT COUNT(DISTINCT saved_by) AS n FROM draft_state WHERE certificate_id = $1",
            id.to_text()
        )?;
        Ok(writers.unwrap_or_default() > 1)
    }

    /// Keeps the answers of the revision that the row now has.
    async fn keep_state(
        &mut self,
        id: CertificateId,
        rev: i64,
        answers: &str,
        kind: DraftStateKind,
    ) -> Result<(), Error> {
        one_row(execute!(
            self,
            "INSERT INTO draft_state (certificate_id, rev, saved_at, saved_by, saved_by_name, kind, answers)
             SELECT id, rev, updated_at, updated_by, updated_by_name, $3, $4 FROM certificate WHERE id = $1 AND rev = $2",
            id.to_text(),
            rev,
            kind.key(),
            answers
        )?)
    }
}

fn state_row(row: &impl Fields) -> Result<DraftStateRow, Error> {
    let row = Columns::new(row, "draft_state", "certificate_id");
    Ok(DraftStateRow {
        certificate: row.id("certificate_id")?,
        rev: row.int("rev")?,
        answers: row.text("answers")?,
        saved_at: row.time("saved_at")?,
        by: row.staff("saved_by", "saved_by_name")?,
        kind: row.parsed("kind", DraftStateKind::from_key)?,
    })
}
