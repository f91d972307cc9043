//! Questions that are closed, or opened again, by what happens to certificates. Source: exchange 3.5, 4.2.

use intyg_core::conversation::{
    Event, Handling, ItemState, MessageKind, Party, Subject, is_open_request, step,
};
use intyg_core::ids::{CertificateId, MessageId, OutboxId};
use intyg_store::{HandledMark, MessageRow, Tx};

use super::{as_message, as_question, impossible};
use crate::error::Error;

/// Closes the requests to complete a certificate that wait for an answer, and the reminders of them. Returns how many requests.
pub(crate) async fn close_requests(
    tx: &mut Tx,
    certificate: CertificateId,
    event: Event,
    mark: &HandledMark,
) -> Result<usize, Error> {
    let messages = tx.messages_of_certificate(certificate).await?;
    let open: Vec<&MessageRow> = messages
        .iter()
        .filter(|row| is_open_request(&as_message(row)))
        .collect();
    for row in &open {
        close(tx, row, event, mark).await?;
        mark_reminders(tx, row.id, &messages, mark).await?;
    }
    Ok(open.len())
}

/// Closes everything about a certificate that is taken back: the questions, and the answers and reminders that belong to them (A50).
pub(crate) async fn close_all(
    tx: &mut Tx,
    certificate: CertificateId,
    mark: &HandledMark,
) -> Result<(), Error> {
    for row in tx.messages_of_certificate(certificate).await? {
        let is_open = row.state.is_some_and(|state| state != ItemState::Closed);
        if is_open {
            close(tx, &row, Event::Revoked, mark).await?;
        } else if row.party == Party::Recipient {
            tx.mark_handled(row.id, mark).await?;
        }
    }
    Ok(())
}

/// Closes the question that an outgoing message asked which is not to be sent any more.
pub(crate) async fn close_written_off(
    tx: &mut Tx,
    certificate: CertificateId,
    message: OutboxId,
    mark: &HandledMark,
) -> Result<(), Error> {
    for row in tx.messages_of_certificate(certificate).await? {
        let is_asked_by_it = row.written.as_ref().is_some_and(|w| w.outbox == message)
            && row.kind == MessageKind::Question;
        if is_asked_by_it {
            close(tx, &row, Event::WrittenOff, mark).await?;
        }
    }
    Ok(())
}

/// Opens the requests again that were closed by a certificate which has been taken back, unless a later one completes the same.
/// Returns how many.
pub(crate) async fn reopen_requests(
    tx: &mut Tx,
    original: CertificateId,
    complement: CertificateId,
) -> Result<usize, Error> {
    let mut opened = 0;
    for row in tx.messages_of_certificate(original).await? {
        let is_through_it = row.handled.as_ref().is_some_and(|mark| {
            mark.how == Handling::Complement && mark.through == Some(complement)
        });
        if !is_through_it {
            continue;
        }
        if let Some(question) = as_question(&row) {
            let next = step(question, Event::ComplementRevoked).map_err(impossible)?;
            tx.move_question(row.id, question.state, next).await?;
            opened += 1;
        }
        tx.unmark_handled(row.id).await?;
    }
    Ok(opened)
}

/// The requests to complete a certificate, as somebody who completes it sees them.
pub(crate) struct Requests {
    /// The one that the completion names: the latest that waits, by when it was sent. Where none waits any more it is the latest of all,
    /// since a completion always names one. Source: exchange 1.4, `svarPa`.
    pub(crate) named: Option<MessageRow>,
    /// Those that wait.
    pub(crate) open: Vec<MessageId>,
}

pub(crate) async fn requests(tx: &mut Tx, original: CertificateId) -> Result<Requests, Error> {
    let requests = all_requests(tx, original).await?;
    Ok(Requests {
        open: requests
            .iter()
            .filter(|row| is_open(row))
            .map(|row| row.id)
            .collect(),
        named: named(requests),
    })
}

/// Returns the requests that somebody who completes a certificate works with: those that wait, in the order in which they were sent, or the
/// one that the completion names where none waits any more.
pub(crate) async fn requests_at_work(
    tx: &mut Tx,
    original: CertificateId,
) -> Result<Vec<MessageRow>, Error> {
    let requests = all_requests(tx, original).await?;
    let (mut open, handled): (Vec<_>, Vec<_>) = requests.into_iter().partition(is_open);
    if open.is_empty() {
        open.extend(named(handled));
    }
    open.sort_by_key(|row| (row.sent_at, row.created_at));
    Ok(open)
}

async fn all_requests(tx: &mut Tx, original: CertificateId) -> Result<Vec<MessageRow>, Error> {
    let mut requests = tx.messages_of_certificate(original).await?;
    requests.retain(|row| {
        row.party == Party::Recipient
            && row.kind == MessageKind::Question
            && row.subject == Subject::Complement
    });
    Ok(requests)
}

fn named(requests: Vec<MessageRow>) -> Option<MessageRow> {
    requests
        .into_iter()
        .max_by_key(|row| (is_open(row), row.sent_at, row.created_at))
}

fn is_open(row: &MessageRow) -> bool {
    is_open_request(&as_message(row))
}

/// Closes one question and marks it.
pub(super) async fn close(
    tx: &mut Tx,
    row: &MessageRow,
    event: Event,
    mark: &HandledMark,
) -> Result<(), Error> {
    if let Some(question) = as_question(row) {
        let next = step(question, event).map_err(impossible)?;
        if next != question.state {
            tx.move_question(row.id, question.state, next).await?;
        }
    }
    tx.mark_handled(row.id, mark).await?;
    Ok(())
}

/// What a question's reminders asked for is done with it.
pub(super) async fn mark_reminders(
    tx: &mut Tx,
    question: MessageId,
    messages: &[MessageRow],
    mark: &HandledMark,
) -> Result<(), Error> {
    let reminders = messages
        .iter()
        .filter(|row| row.kind == MessageKind::Reminder && row.question == Some(question));
    for row in reminders {
        tx.mark_handled(row.id, mark).await?;
    }
    Ok(())
}
