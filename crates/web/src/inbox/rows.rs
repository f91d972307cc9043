//! Rows of the inbox in words.

use intyg_app::{InboxCertificate, InboxMessage, Matter};
use intyg_core::conversation::MessageKind;
use jiff::civil::Date;

use crate::{text, urls};

/// Why a message on no certificate cannot be acted on.
const NOT_READ_IN: &str = "Läs in meddelandet på ett intyg först.";

/// A row as the template shows it.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) received: String,
    pub(super) matter: &'static str,
    pub(super) patient: String,
    /// Name and date; empty = Hittades inte.
    pub(super) certificate: String,
    pub(super) certificate_url: String,
    pub(super) issuer: String,
    /// Who is to deal with it; empty = nobody in particular.
    pub(super) assigned: String,
    /// Empty = no last day.
    pub(super) reply_by: String,
    pub(super) left: String,
    pub(super) is_urgent: bool,
    pub(super) key: &'static str,
    pub(super) state: String,
    pub(super) look: &'static str,
    pub(super) text: String,
    pub(super) read_in: String,
    /// The conversation at the message; empty = not read in.
    pub(super) act: String,
    pub(super) act_reason: &'static str,
    pub(super) assign: String,
    /// What it is, for those who hear a button alone.
    pub(super) what: String,
}

/// Returns the words of the column Ärende. Source: ui 6.16.
pub(super) fn matter(matter: Matter) -> &'static str {
    match matter {
        Matter::Question(subject) => subject.heading(),
        Matter::Answer => "Svar",
        Matter::Reminder => "Påminnelse",
    }
}

/// Returns what a message is.
pub(super) fn matter_of(message: &InboxMessage) -> &'static str {
    matter(match message.kind {
        MessageKind::Question => Matter::Question(message.subject),
        MessageKind::Answer => Matter::Answer,
        MessageKind::Reminder => Matter::Reminder,
    })
}

/// Returns a message in one line, for dialogs and for those who hear a button alone.
pub(super) fn what(message: &InboxMessage) -> String {
    format!(
        "{} för {}, mottaget {}",
        matter_of(message),
        message.person_id.formatted(),
        intyg_core::time::date_and_time(message.received_at)
    )
}

/// Returns name and date of a certificate.
pub(super) fn certificate(certificate: &InboxCertificate) -> String {
    format!(
        "{} {}",
        certificate.name,
        text::date(certificate.created_at)
    )
}

pub(super) fn row(message: &InboxMessage, today: Date) -> Row {
    let (key, state, look) = state(message);
    let found = message.certificate.as_ref();
    let open = message.reply_by.filter(|_| message.handled.is_none());
    Row {
        id: message.id.to_text(),
        received: text::moment(message.received_at, today),
        matter: matter_of(message),
        patient: message.person_id.formatted(),
        certificate: found.map(certificate).unwrap_or_default(),
        certificate_url: found.map_or(String::new(), |found| urls::certificate(found.id)),
        issuer: found.map_or(String::new(), |found| found.issuer.clone()),
        assigned: message.assigned_to.clone(),
        reply_by: message
            .reply_by
            .map_or(String::new(), |day| day.to_string()),
        left: open.map_or(String::new(), |day| text::days_left(day, today)),
        is_urgent: open.is_some_and(|day| text::is_urgent(day, today)),
        key,
        state,
        look,
        text: message.text.clone(),
        read_in: urls::read_in(message.id),
        act: found.map_or(String::new(), |found| {
            urls::conversation_at(found.id, message.id)
        }),
        act_reason: if found.is_some() { "" } else { NOT_READ_IN },
        assign: urls::assign_message(message.id),
        what: what(message),
    }
}

/// The state: its key, words and look.
fn state(message: &InboxMessage) -> (&'static str, String, &'static str) {
    match (&message.handled, message.read_in_at) {
        (Some(mark), _) => (
            "handled",
            format!("Åtgärdad {}, {}", text::date(mark.at), mark.by.name),
            "ok",
        ),
        (None, Some(_)) => ("read-in", "Inläst".to_owned(), "info"),
        (None, None) => ("new", "Ny".to_owned(), "warn"),
    }
}
