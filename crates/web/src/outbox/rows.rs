//! Rows of the outbox in words.

use std::collections::BTreeSet;

use intyg_app::{
    AttemptOutcome, AttemptView, DeliveryState, OutboxActKind, OutboxLine, OutcomeClass,
};
use intyg_core::outbox::OutboxKind;
use intyg_core::person::PersonId;
use intyg_core::time::{clock_time_with_seconds, date_and_time, local_date};
use jiff::civil::Date;

use crate::{text, urls};

/// What the words depend on beside the message.
pub(super) struct Words {
    pub(super) today: Date,
    /// "Kontakta …."
    pub(super) turn_to: String,
    pub(super) csrf: String,
    pub(super) shows_patients: bool,
}

/// A row as the template shows it.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) created: String,
    pub(super) created_by: String,
    pub(super) type_name: &'static str,
    pub(super) description: &'static str,
    pub(super) recipient: String,
    /// Empty = not shown.
    pub(super) patient: String,
    pub(super) certificate: String,
    /// Visa; empty = the role sees no content.
    pub(super) certificate_url: String,
    pub(super) attempts: String,
    pub(super) entries: Vec<Entry>,
    pub(super) cell: Cell,
    /// What it is, for those who hear a button alone.
    pub(super) what: String,
    pub(super) csrf: String,
    /// Empty = not for this row or role, here and below.
    pub(super) resend: String,
    /// "Skicka alla med samma orsak ({n})"
    pub(super) resend_all: String,
    pub(super) message: String,
    pub(super) print: String,
    pub(super) write_off: String,
}

/// State and cause, which may change while the page is looked at.
pub(super) struct Cell {
    pub(super) id: String,
    pub(super) key: &'static str,
    pub(super) state: String,
    pub(super) look: &'static str,
    pub(super) cause: String,
    pub(super) held_by: String,
    pub(super) technical: String,
    pub(super) is_update: bool,
}

/// An attempt, or something that a person did.
pub(crate) struct Entry {
    pub(crate) at: String,
    pub(crate) what: String,
    pub(crate) technical: String,
    pub(crate) duration: String,
}

/// What is sent, in plain Swedish. Source: ui 6.17.
pub(crate) fn description(kind: OutboxKind) -> &'static str {
    match kind {
        OutboxKind::Register => "Intyg till Intygstjänsten",
        OutboxKind::Send => "Intyg till Försäkringskassan",
        OutboxKind::Revoke => "Raderat intyg",
        OutboxKind::Message => "Fråga till Försäkringskassan",
    }
}

pub(super) fn rows(lines: &[OutboxLine], words: &Words) -> Vec<Row> {
    let mut told = BTreeSet::new();
    lines
        .iter()
        .map(|line| {
            // All of one cause are sent again by one button, at the first of them.
            let is_first =
                told.insert((line.line.class.map(OutcomeClass::key), cause(line, words)));
            row(line, words, is_first)
        })
        .collect()
}

fn row(line: &OutboxLine, words: &Words, is_first: bool) -> Row {
    let when = |is: bool, url: String| if is { url } else { String::new() };
    let message = line.line.message;
    let certificate = format!("{} {}", line.form, text::date(line.certificate_created_at));
    let sees = words.shows_patients;
    Row {
        id: message.to_text(),
        created: text::moment(line.created_at, words.today),
        created_by: line.created_by.clone(),
        type_name: line.line.kind.type_name(),
        description: description(line.line.kind),
        recipient: line.line.recipient.clone(),
        patient: line
            .patient
            .as_ref()
            .map(PersonId::formatted)
            .unwrap_or_default(),
        certificate_url: when(sees, urls::certificate(line.certificate)),
        attempts: format!("{} försök", line.attempts.len()),
        entries: entries(line),
        cell: cell(line, words),
        what: format!("{} om {certificate}", line.line.kind.type_name()),
        certificate,
        csrf: words.csrf.clone(),
        resend: when(line.may_resend, urls::resend(message)),
        resend_all: when(
            line.may_resend && is_first && line.same_cause > 1,
            format!("Skicka alla med samma orsak ({})", line.same_cause),
        ),
        message: when(sees, urls::message(line.certificate, message)),
        print: when(line.may_print, urls::print_instead(line.certificate)),
        write_off: when(line.may_write_off, urls::write_off(message)),
    }
}

pub(super) fn cell(line: &OutboxLine, words: &Words) -> Cell {
    let (key, state, look) = state(line, words.today);
    Cell {
        id: line.line.message.to_text(),
        key,
        state,
        look,
        cause: cause(line, words),
        held_by: line.line.held_by.clone().unwrap_or_default(),
        technical: line.line.technical.clone().unwrap_or_default(),
        is_update: false,
    }
}

fn cause(line: &OutboxLine, words: &Words) -> String {
    let cause = line.line.cause.clone().unwrap_or_default();
    match line.line.class {
        Some(OutcomeClass::IdentityRefused) if !cause.is_empty() => {
            format!("{cause} {}", words.turn_to)
        }
        _ => cause,
    }
}

/// The state: its key, words and look.
fn state(line: &OutboxLine, today: Date) -> (&'static str, String, &'static str) {
    let moment = |at: Option<jiff::Timestamp>| at.map(|at| text::moment(at, today));
    let since = |word: &str, at| match moment(at) {
        Some(at) => format!("{word} {at}"),
        None => word.to_owned(),
    };
    match line.line.state {
        DeliveryState::Blocked => ("blocked", "Väntar".to_owned(), "info"),
        DeliveryState::Waiting => match moment(line.line.next_attempt) {
            None => ("waiting", "Väntar".to_owned(), "info"),
            Some(next) => ("retrying", retrying(line, &next, today), "warn"),
        },
        DeliveryState::Sending => ("sending", "Skickas".to_owned(), "info"),
        DeliveryState::Failed => ("failed", since("FEL sedan", line.last_at), "err"),
        DeliveryState::Delivered if line.line.class == Some(OutcomeClass::Revoked) => (
            "delivered",
            since("Inte skickat", line.line.delivered_at),
            "gone",
        ),
        DeliveryState::Delivered => ("delivered", since("Skickat", line.line.delivered_at), "ok"),
        DeliveryState::Cancelled => ("cancelled", cancelled(line, today), "gone"),
    }
}

fn retrying(line: &OutboxLine, next: &str, today: Date) -> String {
    let number = line.line.attempts + 1;
    match line.gives_up_at {
        Some(end) => format!(
            "Försöker igen {next}, ger upp {} (försök {number})",
            text::moment(end, today)
        ),
        None => format!("Försöker igen {next} (försök {number})"),
    }
}

fn cancelled(line: &OutboxLine, today: Date) -> String {
    let written_off = line
        .acts
        .iter()
        .find(|act| act.kind == OutboxActKind::WrittenOff);
    match (written_off, line.cancelled_at) {
        (Some(act), _) => format!("Avskrivet {}, {}", text::moment(act.at, today), act.name),
        (None, Some(at)) => format!("Avbrutet {}", text::moment(at, today)),
        (None, None) => "Avbrutet".to_owned(),
    }
}

/// Attempts and what people did, in the order in which it happened.
pub(crate) fn entries(line: &OutboxLine) -> Vec<Entry> {
    let mut dated = Vec::new();
    for attempt in &line.attempts {
        dated.push((attempt.started_at, attempt_entry(attempt)));
    }
    for act in &line.acts {
        let what = match act.kind {
            OutboxActKind::Resent => format!("Skickas igen av {}", act.name),
            OutboxActKind::WrittenOff => format!("Avskrivet av {}", act.name),
        };
        let entry = Entry {
            at: date_and_time(act.at),
            what: if act.comment.is_empty() {
                format!("{what}.")
            } else {
                format!("{what}: {}", act.comment)
            },
            technical: String::new(),
            duration: String::new(),
        };
        dated.push((act.at, entry));
    }
    dated.sort_by_key(|(at, _)| *at);
    dated.into_iter().map(|(_, entry)| entry).collect()
}

fn attempt_entry(attempt: &AttemptView) -> Entry {
    let how = match attempt.outcome {
        None => "Pågår.",
        Some(AttemptOutcome::Delivered) => "Skickat.",
        Some(AttemptOutcome::Unknown) => "Okänt utfall.",
        Some(AttemptOutcome::Retry | AttemptOutcome::Failed) => "",
    };
    let words = [how, attempt.cause.as_str()];
    let said: Vec<&str> = words.into_iter().filter(|w| !w.is_empty()).collect();
    Entry {
        at: format!(
            "{} kl. {}",
            local_date(attempt.started_at),
            clock_time_with_seconds(attempt.started_at)
        ),
        what: format!("Försök {}. {}", attempt.number, said.join(" ")),
        technical: attempt.technical.clone(),
        duration: attempt.duration.map(duration).unwrap_or_default(),
    }
}

fn duration(took: jiff::SignedDuration) -> String {
    let tenths = took.as_millis() / 100;
    format!("{},{} s", tenths / 10, tenths % 10)
}
