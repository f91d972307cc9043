//! The form in the panel.

use askama::Template;
use intyg_app::{Cannot, ConversationView, MessageDraft, MessageShown, NewMessageOffer, Slot};
use intyg_core::conversation::{LONGEST_CANNOT_COMPLETE, LONGEST_MESSAGE, Subject};
use intyg_core::ids::{FormKey, MessageId};
use intyg_core::text as signs;
use intyg_core::time::date_and_time;

use crate::conversation::all;
use crate::conversation::messages::name_with_date;
use crate::conversation::typed::{Refused, Typed};
use crate::{text, urls};

/// Which form is wanted.
pub(in crate::conversation) enum Open {
    /// None.
    Nothing,
    /// Nytt meddelande.
    Message {
        /// The question that is answered, as far as chosen.
        question: Option<MessageId>,
        /// It should have been chosen.
        is_choice_missing: bool,
    },
    /// Kan inte komplettera.
    Cannot,
}

/// A form with what has been written so far.
#[derive(Template)]
#[template(path = "conversation/compose.html")]
pub(in crate::conversation) struct Compose {
    csrf: String,
    heading: &'static str,
    action: String,
    form_key: String,
    slot: String,
    rev: i64,
    kind: Kind,
    text: String,
    counter: Counter,
    /// When it was saved, and by whom.
    saved: String,
    autosave: String,
    discard: String,
    close: String,
    errors: Vec<Refused>,
}

enum Kind {
    /// Several questions wait: which one is answered?
    Choose(Vec<Choice>),
    Question(Vec<Choice>),
    Answer {
        to: String,
        text: String,
    },
    Cannot(Vec<Choice>),
}

struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

/// How long a text is.
#[derive(Template)]
#[template(path = "conversation/counter.html")]
pub(super) struct Counter {
    words: String,
    is_over: bool,
    is_update: bool,
}

impl Counter {
    pub(super) fn of(slot: Slot, typed: &str) -> Self {
        let longest = longest(slot);
        let length = signs::normalise(typed).chars().count();
        Self {
            words: if length > longest {
                format!("{} tecken för mycket", length - longest)
            } else {
                format!("{length} av {longest} tecken")
            },
            is_over: length > longest,
            is_update: false,
        }
    }

    pub(super) fn updated(self) -> Self {
        Self {
            is_update: true,
            ..self
        }
    }
}

fn longest(slot: Slot) -> usize {
    match slot {
        Slot::Question | Slot::Answer(_) => LONGEST_MESSAGE,
        Slot::CannotComplete => LONGEST_CANNOT_COMPLETE,
    }
}

impl Compose {
    /// `None` when no form is wanted, or none is possible and nothing was typed.
    pub(in crate::conversation) fn of(
        view: &ConversationView,
        open: &Open,
        typed: Option<Typed>,
        csrf: &str,
        form_key: FormKey,
    ) -> Option<Self> {
        let wanted = match (open, typed.as_ref().and_then(|typed| typed.slot)) {
            (Open::Nothing, _) => Wanted::Nothing,
            (_, Some(slot)) => Wanted::Text(slot),
            (Open::Cannot, None) if view.cannot_refused.is_none() => {
                Wanted::Text(Slot::CannotComplete)
            }
            (Open::Cannot, None) => Wanted::Nothing,
            (Open::Message { question, .. }, None) => Wanted::offered(view, *question),
        };
        let slot = match wanted {
            Wanted::Nothing => return None,
            Wanted::Choice => return Some(Self::choose(view, open, csrf)),
            Wanted::Text(slot) => slot,
        };
        let draft = view.drafts.iter().find(|draft| draft.slot == slot);
        Some(Self::write(view, slot, typed, draft, csrf, form_key))
    }

    fn is_cannot(&self) -> bool {
        matches!(self.kind, Kind::Cannot(_))
    }

    fn is_text_wrong(&self) -> bool {
        self.errors.iter().any(|error| error.field == "meddelande")
    }

    /// Something is to be put right.
    pub(super) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    fn choose(view: &ConversationView, open: &Open, csrf: &str) -> Self {
        let is_missing = matches!(
            open,
            Open::Message {
                is_choice_missing: true,
                ..
            }
        );
        let choices = all(view)
            .filter(|message| is_answerable(view, message.id))
            .map(|message| Choice {
                value: message.id.to_text(),
                label: name_with_date(message),
                is_chosen: false,
            });
        Self {
            csrf: csrf.to_owned(),
            heading: "Nytt meddelande",
            action: urls::new_message(view.id),
            form_key: String::new(),
            slot: String::new(),
            rev: 0,
            kind: Kind::Choose(choices.collect()),
            text: String::new(),
            counter: Counter::of(Slot::Question, ""),
            saved: String::new(),
            autosave: String::new(),
            discard: String::new(),
            close: urls::conversation(view.id),
            errors: if is_missing {
                vec![Refused::question_not_chosen()]
            } else {
                Vec::new()
            },
        }
    }

    fn write(
        view: &ConversationView,
        slot: Slot,
        typed: Option<Typed>,
        draft: Option<&MessageDraft>,
        csrf: &str,
        form_key: FormKey,
    ) -> Self {
        let typed = typed.unwrap_or_else(|| Typed::of_draft(slot, draft));
        let key = slot.key();
        Self {
            csrf: csrf.to_owned(),
            heading: match slot {
                Slot::Question | Slot::Answer(_) => "Nytt meddelande",
                Slot::CannotComplete => "Kan inte komplettera",
            },
            action: match slot {
                Slot::Question | Slot::Answer(_) => urls::new_message(view.id),
                Slot::CannotComplete => urls::cannot_complete(view.id),
            },
            form_key: form_key.to_text(),
            rev: typed.rev,
            kind: Kind::of(view, slot, &typed),
            counter: Counter::of(slot, &typed.text),
            text: typed.text,
            saved: draft.map_or(String::new(), |draft| {
                let at = text::moment(draft.saved_at, view.today);
                format!("Sparat {at} av {}", draft.saved_by)
            }),
            autosave: urls::save_message(view.id),
            discard: urls::discard_message(view.id, &key),
            close: urls::conversation(view.id),
            slot: key,
            errors: typed.refused,
        }
    }
}

impl Kind {
    fn of(view: &ConversationView, slot: Slot, typed: &Typed) -> Self {
        match slot {
            Slot::Question => Self::Question(
                Subject::ASKED_BY_CARE
                    .map(|subject| Choice {
                        value: subject.code().to_owned(),
                        label: subject.heading().to_owned(),
                        is_chosen: typed.subject == Some(subject),
                    })
                    .into(),
            ),
            Slot::Answer(question) => {
                let asked = all(view).find(|message| message.id == question);
                Self::Answer {
                    to: asked.map(to).unwrap_or_default(),
                    text: asked.map(|asked| asked.text.clone()).unwrap_or_default(),
                }
            }
            Slot::CannotComplete => Self::Cannot(
                Cannot::ALL
                    .map(|reason| Choice {
                        value: reason.key().to_owned(),
                        label: reason.label().to_owned(),
                        is_chosen: typed.cannot == Some(reason),
                    })
                    .into(),
            ),
        }
    }
}

fn to(asked: &MessageShown) -> String {
    let subject = asked.subject.heading();
    format!("{subject}, {}", date_and_time(asked.sent_at))
}

enum Wanted {
    Nothing,
    /// It must be chosen first what is answered.
    Choice,
    Text(Slot),
}

impl Wanted {
    /// What Nytt meddelande writes, when this question has been chosen or none.
    fn offered(view: &ConversationView, question: Option<MessageId>) -> Self {
        match &view.new_message {
            Err(_) => Self::Nothing,
            Ok(NewMessageOffer::Question) => Self::Text(Slot::Question),
            Ok(NewMessageOffer::Answer(ids)) => match (question, ids.as_slice()) {
                (Some(chosen), _) if ids.contains(&chosen) => Self::Text(Slot::Answer(chosen)),
                (_, [only]) => Self::Text(Slot::Answer(*only)),
                (_, _) => Self::Choice,
            },
        }
    }
}

fn is_answerable(view: &ConversationView, id: MessageId) -> bool {
    matches!(&view.new_message, Ok(NewMessageOffer::Answer(ids)) if ids.contains(&id))
}
