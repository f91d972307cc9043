//! What somebody is writing, as the forms send it.

use intyg_app::{Cannot, MessageDraft, MessageReason, Reason, Slot};
use intyg_core::conversation::Subject;

use crate::posted::Posted;

/// What was typed before a form is shown again.
pub(super) struct Typed {
    pub(super) slot: Option<Slot>,
    pub(super) subject: Option<Subject>,
    pub(super) cannot: Option<Cannot>,
    pub(super) text: String,
    pub(super) rev: i64,
    /// Everything that is to be put right.
    pub(super) refused: Vec<Refused>,
}

/// Something to be put right.
pub(super) struct Refused {
    pub(super) words: String,
    /// The field that it concerns; empty = none.
    pub(super) field: &'static str,
}

impl Typed {
    pub(super) fn of(posted: &Posted) -> Self {
        Self {
            slot: Slot::from_key(posted.get("plats")),
            subject: Subject::from_code(posted.get("typ")),
            cannot: Cannot::from_key(posted.get("skal")),
            text: posted.get("meddelande").to_owned(),
            rev: posted.rev().unwrap_or_default(),
            refused: Vec::new(),
        }
    }

    /// What has been saved, if anything.
    pub(super) fn of_draft(slot: Slot, draft: Option<&MessageDraft>) -> Self {
        Self {
            slot: Some(slot),
            subject: draft.and_then(|draft| draft.subject),
            cannot: None,
            text: draft.map(|draft| draft.text.clone()).unwrap_or_default(),
            rev: draft.map(|draft| draft.rev).unwrap_or_default(),
            refused: Vec::new(),
        }
    }

    /// Adds why nothing was done, when it is no field's fault.
    pub(super) fn saying(mut self, words: &str) -> Self {
        self.refused.push(Refused {
            words: words.to_owned(),
            field: "",
        });
        self
    }

    /// Adds why it was refused, and the choice that is missing besides.
    pub(super) fn refused(mut self, reason: &Reason) -> Self {
        let missing = Reason::Message(MessageReason::SubjectMissing);
        let is_about_words = matches!(
            reason,
            Reason::Message(
                MessageReason::MessageMissing
                    | MessageReason::MessageTooLong { .. }
                    | MessageReason::MessageUnsendable { .. }
            )
        );
        if is_about_words && self.slot == Some(Slot::Question) && self.subject.is_none() {
            self.refused.push(Refused::of(&missing));
        }
        self.refused.push(Refused::of(reason));
        if *reason == missing && self.text.trim().is_empty() {
            let words = Reason::Message(MessageReason::MessageMissing);
            self.refused.push(Refused::of(&words));
        }
        self
    }
}

impl Refused {
    pub(super) fn question_not_chosen() -> Self {
        Self::of(&Reason::Message(MessageReason::QuestionNotChosen))
    }

    fn of(reason: &Reason) -> Self {
        let field = match reason {
            Reason::Message(MessageReason::SubjectMissing) => "typ-1",
            Reason::Message(MessageReason::QuestionNotChosen) => "fraga-val-1",
            Reason::Message(MessageReason::CannotReasonMissing) => "skal-1",
            Reason::Message(
                MessageReason::MessageMissing
                | MessageReason::MessageTooLong { .. }
                | MessageReason::MessageUnsendable { .. },
            ) => "meddelande",
            _ => "",
        };
        Self {
            words: super::words(reason),
            field,
        }
    }
}
