//! What is being written, before it is a message.

use intyg_core::ids::CertificateId;

use super::ms;
use crate::Error;
use crate::fields::Columns;
use crate::rows::{MessageDraftRow, SaveMessageDraft};
use crate::tx::{Tx, execute, fetch_optional, one_row};

impl Tx {
    /// Saves what somebody is writing and returns its new revision.
    ///
    /// # Errors
    /// [`Error::Conflict`] when somebody else has saved, sent or thrown it away since the revision that it started from.
    pub async fn save_message_draft(&mut self, save: &SaveMessageDraft<'_>) -> Result<i64, Error> {
        let changed = execute!(
            self,
            "INSERT INTO message_draft (certificate_id, slot, subject, text, rev, saved_at, saved_by, saved_by_name)
             SELECT $1, $2, $3, $4, 1, $6, $7, $8 WHERE $5 = 0
                OR EXISTS (SELECT 1 FROM message_draft WHERE certificate_id = $1 AND slot = $2 AND rev = $5)
             ON CONFLICT (certificate_id, slot) DO UPDATE SET subject = excluded.subject, text = excluded.text,
                rev = message_draft.rev + 1, saved_at = excluded.saved_at, saved_by = excluded.saved_by,
                saved_by_name = excluded.saved_by_name
             WHERE message_draft.rev = $5",
            save.certificate.to_text(),
            save.slot,
            save.subject,
            save.text,
            save.rev,
            ms(save.at),
            save.by.id.as_str(),
            save.by.name.as_str()
        )?;
        one_row(changed)?;
        Ok(save.rev + 1)
    }

    /// Returns what somebody is writing.
    pub async fn message_draft(
        &mut self,
        certificate: CertificateId,
        slot: &str,
    ) -> Result<Option<MessageDraftRow>, Error> {
        fetch_optional!(
            self,
            |row| {
                let row = Columns::new(row, "message_draft", "certificate_id");
                Ok::<_, Error>(MessageDraftRow {
                    subject: row.text("subject")?,
                    text: row.text("text")?,
                    rev: row.int("rev")?,
                    saved_at: row.time("saved_at")?,
                    saved_by: row.staff("saved_by", "saved_by_name")?,
                })
            },
            "SELECT certificate_id, subject, text, rev, saved_at, saved_by, saved_by_name FROM message_draft
             WHERE certificate_id = $1 AND slot = $2",
            certificate.to_text(),
            slot
        )
    }

    /// Removes what somebody was writing, if there is anything.
    pub async fn remove_message_draft(
        &mut self,
        certificate: CertificateId,
        slot: &str,
    ) -> Result<(), Error> {
        execute!(
            self,
            "DELETE FROM message_draft WHERE certificate_id = $1 AND slot = $2",
            certificate.to_text(),
            slot
        )?;
        Ok(())
    }
}
