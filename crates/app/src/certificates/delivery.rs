//! How far the messages of a certificate have come, and what exactly is in them.

use intyg_catalog::element::CertificateType;
use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::ids::{CertificateId, OutboxId};
use intyg_core::outbox::{OutboxKind, OutboxState};
use intyg_store::{CertificateRow, OriginRow, OutboxRow};
use jiff::Timestamp;
use jiff::civil::Date;

use super::{integrity, view_action};
use crate::error::Error;
use crate::guard::Permitted;
use crate::outbox::OutcomeClass;
use crate::outgoing::{Outgoing, readable_digest};
use crate::overview::{RowStatus, is_available_at_1177, status, type_of};
use crate::patients::{PatientView, certificate_resource};
use crate::state::App;

/// How far a certificate has come.
#[derive(Debug, Clone)]
pub struct DeliveryView {
    /// Main tag.
    pub status: RowStatus,
    /// Registered without consent: the patient handles it on 1177.se.
    pub available_at_1177: bool,
    /// One line per message, in the order in which they are sent.
    pub lines: Vec<DeliveryLine>,
    /// Nothing more will change by itself.
    pub is_settled: bool,
}

/// An outgoing message.
#[derive(Debug, Clone)]
pub struct DeliveryLine {
    /// The message.
    pub message: OutboxId,
    /// What is sent.
    pub kind: OutboxKind,
    /// Who gets it.
    pub recipient: String,
    /// How far it has come.
    pub state: DeliveryState,
    /// Attempts so far.
    pub attempts: u32,
    /// When it is tried again.
    pub next_attempt: Option<Timestamp>,
    /// When it arrived.
    pub delivered_at: Option<Timestamp>,
    /// Why it has not arrived yet, in plain Swedish.
    pub cause: Option<String>,
    /// What the receiver said.
    pub technical: Option<String>,
}

/// State of an outgoing message as people see it. Source: reliability-security R90.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeliveryState {
    /// Väntar.
    Waiting,
    /// Väntar på tidigare meddelande.
    Blocked,
    /// Skickas.
    Sending,
    /// Skickat.
    Delivered,
    /// FEL.
    Failed,
    /// Avbrutet.
    Cancelled,
}

/// The exact content of a message.
#[derive(Debug, Clone)]
pub struct MessageView {
    /// What is sent.
    pub kind: OutboxKind,
    /// The patient, for the banner.
    pub patient: PatientView,
    /// The body, byte for byte.
    pub xml: String,
    /// Its SHA-256.
    pub digest: String,
    /// [`crate::readable_digest`] of the certificate that is in it, read from these very bytes; `None` for a message that holds none.
    pub content_digest: Option<String>,
}

impl App {
    /// Returns how far the messages of a certificate have come, for a page that follows them. Not an access of its own.
    pub async fn delivery(&self, actor: &Actor, id: CertificateId) -> Result<DeliveryView, Error> {
        let (row, looked_up) = self.draft_row(actor, id).await?;
        self.may(
            actor,
            view_action(&row),
            &certificate_resource(id, &row),
            &looked_up,
        )?;
        let mut tx = self.store().begin_read().await?;
        let row = tx.certificate(id).await?.ok_or(Error::NotFound)?;
        let lane = tx.outbox_of_certificate(id).await?;
        let origins = tx.origins_around(id).await?;
        Ok(delivery_view(
            type_of(&row)?,
            &row,
            &lane,
            &origins,
            self.today(),
        ))
    }

    /// Returns the exact content of a message of a certificate.
    pub async fn message_body(
        &self,
        actor: &Actor,
        id: CertificateId,
        message: OutboxId,
    ) -> Result<MessageView, Error> {
        let Permitted {
            row,
            looked_up,
            resource,
            permit,
        } = self
            .permitted(actor, id, |_| Action::ViewCertificate)
            .await?;
        let mut tx = self.store().begin_write().await?;
        let found = tx
            .outbox_message(message)
            .await?
            .filter(|m| m.certificate == id)
            .ok_or(Error::NotFound)?;
        let body = tx
            .outbox_body(message)
            .await
            .map_err(|error| integrity(id, error))?
            .ok_or(Error::NotFound)?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        tx.commit().await?;
        Ok(MessageView {
            kind: found.kind,
            patient: self.patient_view(row.patient, &looked_up),
            digest: body.sha256().to_owned(),
            content_digest: content_digest(found.kind, body.text(), self.today())?,
            xml: body.into_text(),
        })
    }
}

fn content_digest(kind: OutboxKind, xml: &str, today: Date) -> Result<Option<String>, Error> {
    if kind != OutboxKind::Register {
        return Ok(None);
    }
    let received = intyg_convert::from_bytes(xml.as_bytes())
        .map_err(|error| Error::Inconsistent(format!("a message cannot be read: {error}")))?;
    let outgoing = Outgoing::read(received, today);
    Ok(Some(readable_digest(&outgoing.content())))
}

pub(crate) fn delivery_view(
    ctype: &CertificateType,
    certificate: &CertificateRow,
    lane: &[OutboxRow],
    origins: &[OriginRow],
    today: Date,
) -> DeliveryView {
    let mut earlier_open: Option<OutboxKind> = None;
    let mut lines = Vec::with_capacity(lane.len());
    for row in lane {
        let recipient = match row.kind {
            OutboxKind::Register | OutboxKind::Revoke => "Intygstjänsten",
            OutboxKind::Send | OutboxKind::Message => ctype.recipient.name,
        };
        let state = match row.state {
            OutboxState::Waiting if earlier_open.is_some() => DeliveryState::Blocked,
            OutboxState::Waiting => DeliveryState::Waiting,
            OutboxState::Sending => DeliveryState::Sending,
            OutboxState::Delivered => DeliveryState::Delivered,
            OutboxState::Failed => DeliveryState::Failed,
            OutboxState::Cancelled => DeliveryState::Cancelled,
        };
        let last = row.last.as_ref();
        let class = last.and_then(|last| OutcomeClass::from_key(&last.class));
        let cause = match state {
            DeliveryState::Blocked => {
                earlier_open.map(|kind| format!("Väntar på {}.", kind.type_name()))
            }
            // Everything goes through Intygstjänsten, which is the one that answers us.
            _ => class
                .zip(last)
                .map(|(class, last)| class.cause("Intygstjänsten", &last.text)),
        };
        lines.push(DeliveryLine {
            message: row.id,
            kind: row.kind,
            recipient: recipient.to_owned(),
            state,
            attempts: row.attempts,
            next_attempt: (state == DeliveryState::Waiting && row.attempts > 0)
                .then_some(row.due_at),
            delivered_at: row.delivered.map(|(at, _)| at),
            cause: cause.filter(|cause| !cause.is_empty()),
            technical: last
                .map(|last| format!("{} {}", last.code, last.text).trim().to_owned())
                .filter(|t| !t.is_empty()),
        });
        let is_open = !matches!(row.state, OutboxState::Delivered | OutboxState::Cancelled);
        earlier_open = earlier_open.or(is_open.then_some(row.kind));
    }
    let moving =
        |line: &DeliveryLine| matches!(line.state, DeliveryState::Waiting | DeliveryState::Sending);
    DeliveryView {
        status: status(certificate, lane, origins, today),
        available_at_1177: is_available_at_1177(certificate, lane),
        is_settled: !lines.iter().any(moving),
        lines,
    }
}
