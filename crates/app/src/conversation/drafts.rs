//! What is being written: saved as one types, thrown away when asked (A70).

use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::conversation::Subject;
use intyg_core::ids::{CertificateId, MessageId};
use intyg_core::text;
use intyg_store::{MessageDraftRow, SaveMessageDraft};
use jiff::Timestamp;

use crate::conversation::MessageReason as M;
use crate::error::{Error, Reason};
use crate::guard::{Permitted, staff_ref};
use crate::state::App;

/// Longest text that is kept, in characters. Source: reliability-security R63.
const LONGEST_KEPT: usize = 10_000;

/// What a message is written for; there is one draft for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Slot {
    /// A new question.
    Question,
    /// The answer to this question.
    Answer(MessageId),
    /// Kan inte komplettera.
    CannotComplete,
}

impl Slot {
    /// Returns the name in storage and in forms.
    pub fn key(self) -> String {
        match self {
            Self::Question => "question".to_owned(),
            Self::Answer(question) => question.to_text(),
            Self::CannotComplete => "cannot_complete".to_owned(),
        }
    }
    /// Parses [`Slot::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        match key {
            "question" => Some(Self::Question),
            "cannot_complete" => Some(Self::CannotComplete),
            other => other.parse().ok().map(Self::Answer),
        }
    }
    fn action(self) -> Action {
        match self {
            Self::Question => Action::AskQuestion,
            Self::Answer(_) => Action::AnswerQuestion,
            Self::CannotComplete => Action::HandleRequest,
        }
    }
}

/// A saving of what is being written.
#[derive(Debug, Clone)]
pub struct SaveMessage {
    /// What it is written for.
    pub slot: Slot,
    /// About what, as far as chosen.
    pub subject: Option<Subject>,
    /// The words so far; they may be too long or hold signs that cannot be sent.
    pub text: String,
    /// Revision that it started from; 0 = there was none.
    pub rev: i64,
}

/// What has been written so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageDraft {
    /// What it is written for.
    pub slot: Slot,
    /// About what, as far as chosen.
    pub subject: Option<Subject>,
    /// The words so far.
    pub text: String,
    /// Revision that the next saving names.
    pub rev: i64,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// By whom.
    pub saved_by: String,
}

impl MessageDraft {
    pub(super) fn of(slot: Slot, row: MessageDraftRow) -> Self {
        Self {
            slot,
            subject: Subject::from_code(&row.subject),
            text: row.text,
            rev: row.rev,
            saved_at: row.saved_at,
            saved_by: row.saved_by.name,
        }
    }
}

impl App {
    /// Saves what is being written and returns its revision. The first saving is in the access log.
    ///
    /// # Errors
    /// [`Error::ChangedSinceShown`] when somebody else saved meanwhile, [`Error::Refused`] when it has been sent or thrown away.
    pub async fn save_message(
        &self,
        actor: &Actor,
        id: CertificateId,
        save: SaveMessage,
    ) -> Result<i64, Error> {
        let Permitted {
            resource, permit, ..
        } = self.permitted(actor, id, |_| save.slot.action()).await?;
        let words = text::normalise(&save.text);
        let over = words.chars().count().saturating_sub(LONGEST_KEPT);
        if over > 0 {
            return Err(Error::Refused(Reason::Message(M::MessageTooLong { over })));
        }
        let slot = save.slot.key();
        let mut tx = self.store().begin_change().await?;
        tx.lock_certificate(id).await?;
        if let Slot::Answer(question) = save.slot {
            let row = tx.message(question).await?.ok_or(Error::NotFound)?;
            if row.certificate != Some(id) {
                return Err(Error::NotFound);
            }
        }
        let saved = tx
            .save_message_draft(&SaveMessageDraft {
                certificate: id,
                slot: &slot,
                subject: save.subject.map_or("", Subject::code),
                text: &words,
                rev: save.rev,
                by: staff_ref(actor),
                at: self.now(),
            })
            .await;
        let rev = match saved {
            Ok(rev) => rev,
            Err(intyg_store::Error::Conflict) => {
                return Err(match tx.message_draft(id, &slot).await? {
                    Some(draft) => Error::ChangedSinceShown {
                        by: draft.saved_by.name,
                        at: draft.saved_at,
                    },
                    None => Error::Refused(Reason::Message(M::MessageDraftGone)),
                });
            }
            Err(other) => return Err(other.into()),
        };
        if save.rev == 0 {
            tx.append_audit(&self.audit_entry(actor, &permit, &resource))
                .await?;
        }
        tx.commit().await?;
        Ok(rev)
    }

    /// Throws away what was being written (Kasta).
    pub async fn discard_message(
        &self,
        actor: &Actor,
        id: CertificateId,
        slot: Slot,
    ) -> Result<(), Error> {
        let Permitted {
            resource, permit, ..
        } = self.permitted(actor, id, |_| slot.action()).await?;
        let mut tx = self.store().begin_change().await?;
        tx.remove_message_draft(id, &slot.key()).await?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        tx.commit().await?;
        Ok(())
    }
}
