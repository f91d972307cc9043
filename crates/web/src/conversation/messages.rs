//! Messages as the page shows them.

use askama::Template;
use intyg_app::{ConversationView, MessagePoint, MessageShown, Thread, Tick};
use intyg_core::conversation::{Handling, ItemState, MessageKind, Party, Todo};
use intyg_core::ids::{FormKey, HsaId, MessageId};
use intyg_core::time::{date_and_time, local_date};
use jiff::civil::Date;

use super::follow::Sent;
use super::{Complement, Group, all, words};
use crate::certificate::anchor;
use crate::{text, urls};

/// What the look of a message depends on beside the message.
pub(super) struct Look<'a> {
    pub(super) view: &'a ConversationView,
    pub(super) csrf: &'a str,
    /// Who looks.
    pub(super) me: &'a HsaId,
    pub(super) form_key: &'a dyn Fn() -> FormKey,
    /// The request that is about to be marked without a completion.
    pub(super) asked_about: Option<MessageId>,
}

/// A question with its reminders and answers.
#[derive(Template)]
#[template(path = "conversation/thread.html")]
pub(super) struct ThreadPart {
    id: MessageId,
    messages: Vec<MessagePart>,
    /// Why the last mark was not possible; empty = it was, or there was none.
    pub(super) error: String,
}

struct MessagePart {
    id: MessageId,
    from: String,
    is_own: bool,
    heading: String,
    /// When it came, in words.
    at: String,
    /// Its writer, or whom to turn to.
    contact: Vec<String>,
    reply_by: Option<ReplyBy>,
    /// The recipient's own heading; empty = none.
    subtitle: String,
    text: String,
    points: Vec<Point>,
    todo: String,
    complement: Option<Complement>,
    sent: Option<Sent>,
    tick: Option<TickPart>,
    handled: String,
    /// The certificate through which it was answered; empty = none.
    through: String,
}

struct ReplyBy {
    date: Date,
    left: String,
    is_urgent: bool,
}

struct Point {
    text: String,
    /// "{nr} {fältnamn}".
    place: String,
    /// Where it stands; empty = not in this certificate.
    url: String,
}

struct TickPart {
    csrf: String,
    action: String,
    is_ticked: bool,
    /// Why it cannot be changed; empty = it can.
    reason: String,
    /// Asks whether to mark it without a completion.
    asks: bool,
    cancel: String,
}

impl Look<'_> {
    pub(super) fn groups(&self) -> [Group; 2] {
        let group = |id, heading, threads: &[Thread]| Group {
            id,
            heading,
            threads: threads.iter().map(|thread| self.thread(thread)).collect(),
        };
        [
            group("begaran", "Begäran om komplettering", &self.view.requests),
            group("fragor", "Frågor och svar", &self.view.questions),
        ]
    }

    /// Returns the thread that a message belongs to.
    pub(super) fn thread_of(&self, message: MessageId) -> Option<ThreadPart> {
        let threads = || self.view.requests.iter().chain(&self.view.questions);
        let mut found = threads().filter(|thread| {
            std::iter::once(&thread.question)
                .chain(&thread.followers)
                .any(|shown| shown.id == message)
        });
        found.next().map(|thread| self.thread(thread))
    }

    fn thread(&self, thread: &Thread) -> ThreadPart {
        let question = &thread.question;
        ThreadPart {
            id: question.id,
            messages: std::iter::once(question)
                .chain(&thread.followers)
                .map(|message| self.message(message, question))
                .collect(),
            error: String::new(),
        }
    }

    fn message(&self, message: &MessageShown, question: &MessageShown) -> MessagePart {
        let is_own = message.from == Party::Care;
        let recipient = self.view.ctype.recipient.name;
        MessagePart {
            id: message.id,
            from: match message.from {
                Party::Recipient => format!("Från {recipient}"),
                Party::Care => format!("Från {}", self.view.unit),
            },
            is_own,
            heading: heading(message, question),
            at: date_and_time(message.sent_at),
            contact: if is_own {
                vec![message.writer.clone()]
            } else {
                message.contact_lines.clone()
            },
            reply_by: message.reply_by.map(|date| self.reply_by(date, question)),
            subtitle: if is_own || message.heading == message.subject.wire_name() {
                String::new()
            } else {
                message.heading.clone()
            },
            text: message.text.clone(),
            points: message.points.iter().map(Self::point).collect(),
            todo: todo(message, question),
            complement: is_open_request(message)
                .then(|| Complement::of(self.view, (self.form_key)())),
            sent: message
                .delivery
                .as_ref()
                .map(|line| Sent::of(self.view.id, line)),
            tick: self.tick(message),
            handled: self.handled(message),
            through: message
                .handled
                .as_ref()
                .filter(|mark| mark.how == Handling::Complement)
                .and_then(|mark| mark.through)
                .map(urls::certificate)
                .unwrap_or_default(),
        }
    }

    fn reply_by(&self, date: Date, question: &MessageShown) -> ReplyBy {
        let is_waiting = question.state == Some(ItemState::PendingInternal);
        let today = self.view.today;
        ReplyBy {
            date,
            left: if is_waiting {
                text::days_left(date, today)
            } else {
                String::new()
            },
            is_urgent: is_waiting && text::is_urgent(date, today),
        }
    }

    fn point(point: &MessagePoint) -> Point {
        Point {
            text: point.text.clone(),
            place: point
                .place
                .as_ref()
                .map_or("Övriga uppgifter".to_owned(), |place| {
                    match place.section {
                        Some(number) => format!("{number} {}", place.heading),
                        None => place.heading.to_owned(),
                    }
                }),
            url: match point.place {
                Some(_) => format!("#{}", anchor(&point.question)),
                None => String::new(),
            },
        }
    }

    fn tick(&self, message: &MessageShown) -> Option<TickPart> {
        let reason = match &message.tick {
            Tick::None => return None,
            Tick::Possible => String::new(),
            Tick::Refused(reason) => words(reason),
        };
        Some(TickPart {
            csrf: self.csrf.to_owned(),
            action: urls::handle_message(self.view.id, message.id),
            is_ticked: message.handled.is_some(),
            reason,
            asks: self.asked_about == Some(message.id) && is_open_request(message),
            cancel: urls::conversation_at(self.view.id, message.id),
        })
    }

    /// Says how, by whom and when a message was handled; empty = it is not.
    fn handled(&self, message: &MessageShown) -> String {
        let Some(mark) = &message.handled else {
            return String::new();
        };
        let at = text::moment(mark.at, self.view.today);
        let name = if mark.by.id == *self.me {
            "dig"
        } else {
            mark.by.name.as_str()
        };
        match mark.how {
            Handling::Mark => format!("Markerat som hanterat av {name} {at}."),
            Handling::Answer => format!("Besvarat av {name} {at}."),
            Handling::CannotComplete => {
                format!("Besvarat med att intyget inte kan kompletteras, av {name} {at}.")
            }
            Handling::Complement => match message.through_created_at {
                Some(created) => format!(
                    "Besvarat med intyget {} av {name} {at}.",
                    text::date(created)
                ),
                None => format!("Besvarat genom komplettering av {name} {at}."),
            },
            Handling::Renewal => format!("Hanterat i samband med Ny kopia av {name} {at}."),
            Handling::Revocation => {
                format!("Hanterat i samband med makulering av {name} {at}.")
            }
            Handling::WriteOff => format!("Avskrivet av {name} {at}."),
        }
    }
}

/// Says what has just been done with a message, for those who hear it.
pub(super) fn said(view: &ConversationView, look: &Look<'_>, id: MessageId) -> String {
    let Some(message) = all(view).find(|message| message.id == id) else {
        return String::new();
    };
    let what = look.handled(message);
    if what.is_empty() {
        format!("{}: Hanterat är borttaget.", message.subject.heading())
    } else {
        format!("{}: {what}", message.subject.heading())
    }
}

/// Tells whether it is a request to complete that nobody has answered or marked.
pub(super) fn is_open_request(message: &MessageShown) -> bool {
    message.kind == MessageKind::Question && message.todo == Some(Todo::Complement)
}

fn heading(message: &MessageShown, question: &MessageShown) -> String {
    match message.kind {
        MessageKind::Question => message.subject.heading().to_owned(),
        MessageKind::Answer => format!("Svar på: {}", question.subject.heading()),
        MessageKind::Reminder => format!("Påminnelse {}", local_date(message.sent_at)),
    }
}

/// What somebody is expected to do. Source: ui 6.13; for an own question exchange 4.3.
fn todo(message: &MessageShown, question: &MessageShown) -> String {
    let is_waiting = message.state == Some(ItemState::PendingExternal);
    let words = match message.todo {
        None if is_waiting && message.handled.is_none() => "Invänta svar.",
        None => "",
        Some(Todo::Complement) => {
            return match question.reply_by {
                Some(date) => format!("Komplettera intyget senast {date}. Välj Komplettering."),
                None => "Komplettera intyget. Välj Komplettering.".to_owned(),
            };
        }
        Some(Todo::AnswerCoordination) => "Svara om avstämningsmötet med Nytt meddelande.",
        Some(Todo::AnswerContact) => "Svara om kontakten med Nytt meddelande.",
        Some(Todo::ReadAndAnswer) => "Läs och svara med Nytt meddelande.",
        Some(Todo::ReadAnswer) => "Läs svaret.",
        Some(Todo::Read) => "Läs meddelandet.",
    };
    words.to_owned()
}

/// Names a question among several.
pub(super) fn name_with_date(message: &MessageShown) -> String {
    let subject = message.subject.heading();
    format!("{subject} {}", local_date(message.sent_at))
}
