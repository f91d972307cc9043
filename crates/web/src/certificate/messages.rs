//! What Visa says of the messages about a certificate. Source: ui 6.9, acceptance S86.

use intyg_app::{CertificateView, MessageShown};
use intyg_core::conversation::{MessageKind, Subject};

use crate::text;

/// One line for each request to complete that waits.
pub(super) fn requests(view: &CertificateView) -> Vec<String> {
    let recipient = view.ctype.recipient.name;
    let questions = view.conversation.iter().map(|thread| &thread.question);
    questions
        .filter(|question| question.subject == Subject::Complement && question.handled.is_none())
        .map(|question| match question.reply_by {
            Some(date) => format!("{recipient} begär komplettering senast {date}."),
            None => format!("{recipient} begär komplettering."),
        })
        .collect()
}

/// One line for each message that was handled, the latest first.
pub(super) fn handled(view: &CertificateView) -> Vec<String> {
    let mut lines: Vec<_> = view
        .conversation
        .iter()
        .flat_map(|thread| {
            let all = std::iter::once(&thread.question).chain(&thread.followers);
            all.filter_map(|message| line(message, thread.question.subject))
        })
        .collect();
    lines.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    lines.into_iter().map(|(_, line)| line).collect()
}

fn line(message: &MessageShown, subject: Subject) -> Option<(jiff::Timestamp, String)> {
    let mark = message.handled.as_ref()?;
    let subject = subject.heading();
    let what = match message.kind {
        MessageKind::Question => subject.to_owned(),
        MessageKind::Answer => format!("Svar på: {subject}"),
        MessageKind::Reminder => format!("Påminnelse om {subject}"),
    };
    let line = format!(
        "Meddelandet {what} hanterades {} av {}.",
        text::date(mark.at),
        mark.by.name
    );
    Some((mark.at, line))
}
