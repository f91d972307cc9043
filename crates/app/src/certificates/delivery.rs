//! How far the messages of a certificate have come, and what exactly is in them.

use intyg_catalog::element::CertificateType;
use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::ids::{CertificateId, OutboxId, PatientKey};
use intyg_core::outbox::{OutboxKind, OutboxState};
use intyg_store::{CertificateRow, OriginRow, OutboxRow, PendingRow, Tx};
use jiff::Timestamp;
use jiff::civil::Date;

use super::{EventView, event_views, integrity, view_action};
use crate::error::Error;
use crate::guard::Permitted;
use crate::outbox::{OutcomeClass, Said, technical};
use crate::outgoing::{Outgoing, readable_digest};
use crate::overview::{RowStatus, is_available_at_1177, status, type_of};
use crate::patients::{LookedUp, PatientView, certificate_resource};
use crate::possible::{Possible, Refused};
use crate::signing::INTYGSTJANSTEN_NAME;
use crate::state::App;
use crate::unit_outbox::OutboxLine;

/// How far a certificate has come.
#[derive(Debug, Clone)]
pub struct DeliveryView {
    /// Main tag.
    pub status: RowStatus,
    /// Registered without consent: the patient handles it on 1177.se.
    pub available_at_1177: bool,
    /// One line per message, in the order in which they are sent.
    pub lines: Vec<DeliveryLine>,
    /// When the patient sent it herself.
    pub sent_by_patient: Option<Timestamp>,
    /// Nothing more will change by itself.
    pub is_settled: bool,
}

/// What changes in Visa while messages are under way.
#[derive(Debug, Clone)]
pub struct Followed {
    /// Main tag and outgoing messages.
    pub delivery: DeliveryView,
    /// What happened, newest first.
    pub events: Vec<EventView>,
    /// What cannot be done, and why.
    pub refused: Refused,
    /// The patient in addresses.
    pub patient: PatientKey,
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
    /// What kind of answer or fault its last attempt ended with.
    pub class: Option<OutcomeClass>,
    /// Why it has not arrived yet, in plain Swedish.
    pub cause: Option<String>,
    /// Why the message that it waits for does not go either, when that one is under FEL.
    pub held_by: Option<String>,
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
    /// How far it has come, with its attempts and what people did with it.
    pub line: OutboxLine,
    /// The patient, for the banner.
    pub patient: PatientView,
    /// The body, byte for byte.
    pub xml: String,
    /// Its SHA-256.
    pub digest: String,
    /// [`crate::readable_digest`] of the certificate that is in it, read from these very bytes; `None` for a message that holds none.
    pub content_digest: Option<String>,
}

/// A certificate whose messages are under way, as it was read.
struct Following {
    tx: Tx,
    row: CertificateRow,
    looked_up: LookedUp,
    lane: Vec<OutboxRow>,
    origins: Vec<OriginRow>,
    pending: Vec<PendingRow>,
    delivery: DeliveryView,
}

impl App {
    /// Returns how far the messages of a certificate have come, for a page that follows them. Not an access of its own.
    pub async fn delivery(&self, actor: &Actor, id: CertificateId) -> Result<DeliveryView, Error> {
        Ok(self.follow(actor, id).await?.delivery)
    }

    /// Returns what changes in Visa while the messages of a certificate are under way. Not an access of its own.
    pub async fn followed(&self, actor: &Actor, id: CertificateId) -> Result<Followed, Error> {
        let mut read = self.follow(actor, id).await?;
        let consents = read.tx.consents(id).await?;
        let events = read.tx.events_of(id).await?;
        let possible = Possible {
            actor,
            row: &read.row,
            patient: &read.looked_up,
            lane: &read.lane,
            consent: consents.first(),
            origins: &read.origins,
            pending: &read.pending,
            days: self.days(),
        };
        Ok(Followed {
            events: event_views(type_of(&read.row)?, &events),
            refused: possible.all_refused(),
            patient: read.row.patient,
            delivery: read.delivery,
        })
    }

    async fn follow(&self, actor: &Actor, id: CertificateId) -> Result<Following, Error> {
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
        let pending = tx.pending_of_certificate(id).await?;
        let status = status(&row, &lane, &origins, &pending, self.days());
        let ctype = type_of(&row)?;
        let delivery = delivery_view(ctype, &row, &lane, status, self.look_ups().is_open(id));
        Ok(Following {
            tx,
            row,
            looked_up,
            lane,
            origins,
            pending,
            delivery,
        })
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
        let mut tx = self.store().begin_read().await?;
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
        let mut line = self.line(&mut tx, actor, &found, &looked_up).await?;
        drop(tx);
        self.write_entries(&[self.audit_entry(actor, &permit, &resource)])
            .await?;
        self.name_creators(std::slice::from_mut(&mut line)).await;
        Ok(MessageView {
            line,
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
    status: RowStatus,
    is_looked_up: bool,
) -> DeliveryView {
    let lines = delivery_lines(ctype, certificate, lane);
    let moving =
        |line: &DeliveryLine| matches!(line.state, DeliveryState::Waiting | DeliveryState::Sending);
    DeliveryView {
        status,
        available_at_1177: is_available_at_1177(certificate, lane),
        sent_by_patient: certificate.patient_sent_at,
        is_settled: !is_looked_up && !lines.iter().any(moving),
        lines,
    }
}

/// The messages of one certificate as people see them, in the order of its lane.
pub(crate) fn delivery_lines(
    ctype: &CertificateType,
    certificate: &CertificateRow,
    lane: &[OutboxRow],
) -> Vec<DeliveryLine> {
    let mut earlier_open: Option<&OutboxRow> = None;
    let mut lines = Vec::with_capacity(lane.len());
    for row in lane {
        let recipient = recipient(ctype, certificate, lane, row.kind);
        lines.push(delivery_line(ctype, row, earlier_open, recipient));
        let is_open = !matches!(row.state, OutboxState::Delivered | OutboxState::Cancelled);
        earlier_open = earlier_open.or(is_open.then_some(row));
    }
    lines
}

fn delivery_line(
    ctype: &CertificateType,
    row: &OutboxRow,
    earlier: Option<&OutboxRow>,
    recipient: String,
) -> DeliveryLine {
    let state = match row.state {
        OutboxState::Waiting if earlier.is_some() => DeliveryState::Blocked,
        OutboxState::Waiting => DeliveryState::Waiting,
        OutboxState::Sending => DeliveryState::Sending,
        OutboxState::Delivered => DeliveryState::Delivered,
        OutboxState::Failed => DeliveryState::Failed,
        OutboxState::Cancelled => DeliveryState::Cancelled,
    };
    let blocking = earlier.filter(|_| state == DeliveryState::Blocked);
    let class = class_of(row);
    let is_fresh = row.attempts_in_window == 0;
    DeliveryLine {
        message: row.id,
        kind: row.kind,
        recipient,
        state,
        attempts: row.attempts,
        next_attempt: (state == DeliveryState::Waiting && !is_fresh).then_some(row.due_at),
        delivered_at: row.delivered.map(|(at, _)| at),
        class,
        cause: match blocking {
            Some(first) => Some(format!("Väntar på {}.", first.kind.type_name())),
            // What ended the hour before says nothing of the new one.
            None => cause_of(ctype, row).filter(|_| state != DeliveryState::Waiting || !is_fresh),
        },
        held_by: blocking
            .filter(|first| first.state == OutboxState::Failed)
            .and_then(|first| cause_of(ctype, first)),
        technical: row
            .last
            .as_ref()
            .map(|last| technical(class, &last.code, &last.text))
            .filter(|words| !words.is_empty()),
    }
}

fn class_of(row: &OutboxRow) -> Option<OutcomeClass> {
    OutcomeClass::from_key(&row.last.as_ref()?.class)
}

/// Why a message has not arrived, by its own last attempt.
fn cause_of(ctype: &CertificateType, row: &OutboxRow) -> Option<String> {
    let last = row.last.as_ref()?;
    let said = Said {
        kind: row.kind,
        recipient: ctype.recipient.name,
        code: &last.code,
        text: &last.text,
        reference: "",
    };
    Some(class_of(row)?.cause(&said)).filter(|cause| !cause.is_empty())
}

/// Who gets a message: of a certificate that its recipient has or may have, the recipient too learns of its revocation.
fn recipient(
    ctype: &CertificateType,
    certificate: &CertificateRow,
    lane: &[OutboxRow],
    kind: OutboxKind,
) -> String {
    let is_sent = |row: &OutboxRow| row.kind == OutboxKind::Send && row.attempts > 0;
    let may_be_there = certificate.sent_at.is_some() || lane.iter().any(is_sent);
    match kind {
        OutboxKind::Send | OutboxKind::Message => ctype.recipient.name.to_owned(),
        OutboxKind::Revoke if may_be_there => {
            format!("{INTYGSTJANSTEN_NAME} och {}", ctype.recipient.name)
        }
        OutboxKind::Register | OutboxKind::Revoke => INTYGSTJANSTEN_NAME.to_owned(),
    }
}
