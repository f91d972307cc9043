//! What people do with messages under FEL: Skicka igen and Avskriv. Source: exchange 2.4, reliability-security R103, R104.

use std::collections::BTreeMap;

use intyg_core::access::{Action, Permit};
use intyg_core::actor::Actor;
use intyg_core::conversation::Handling;
use intyg_core::event::EventKind;
use intyg_core::ids::{CertificateId, OutboxId};
use intyg_core::outbox::OutboxState;
use intyg_core::person::PersonId;
use intyg_core::text;
use intyg_store::{
    CertificateRow, EventRow, HandledMark, OutboxAct, OutboxActKind, OutboxPart, OutboxRow,
    StaffRef, Tx,
};
use jiff::Timestamp;

use crate::content;
use crate::conversation::closing::close_written_off;
use crate::error::{Error, Reason};
use crate::guard::staff_ref;
use crate::patients::{LookedUp, PatientView, certificate_resource};
use crate::state::App;
use crate::unit_outbox::{Cause, OutboxLine, query};

/// Fewest characters of the comment of Avskriv. Source: reliability-security R104.
pub const SHORTEST_WRITE_OFF: usize = 10;
/// Most characters of the comment of Avskriv; our own limit.
pub const LONGEST_WRITE_OFF: usize = 1000;

/// What is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResendScope {
    /// This message.
    One,
    /// It and every other one of the unit under FEL for the same cause.
    SameCause,
}

/// What was sent again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resent {
    /// Messages that were taken out of FEL; none when somebody else had done it already.
    pub count: usize,
    /// Whether messages before them in their lanes were taken along.
    pub with_earlier: bool,
}

/// The dialog of Avskriv.
#[derive(Debug, Clone)]
pub struct WriteOffView {
    /// The message.
    pub line: OutboxLine,
    /// Its patient.
    pub patient: PatientView,
}

/// A message on which somebody acts, with all that the decision rests on.
struct Target {
    row: OutboxRow,
    certificate: CertificateRow,
    looked_up: LookedUp,
    permit: Permit,
}

impl App {
    /// Sends a message under FEL again, or all for the same cause: the same bytes, a new hour. What stands before it in its lane under FEL
    /// goes along. One entry in the access log per message.
    ///
    /// # Errors
    /// [`Error::Refused`] when it has been written off.
    pub async fn resend(
        &self,
        actor: &Actor,
        id: OutboxId,
        scope: ResendScope,
    ) -> Result<Resent, Error> {
        let first = self.target(actor, Action::Resend, id).await?;
        if first.row.state == OutboxState::Cancelled {
            return Err(self.dropped(id).await?);
        }
        let mut targets = match scope {
            ResendScope::One => Vec::new(),
            ResendScope::SameCause => self.same_cause(actor, &first.row).await?,
        };
        targets.push(first);
        self.reopen_all(actor, targets).await
    }

    /// Returns the dialog of Avskriv. Nothing changes.
    ///
    /// # Errors
    /// [`Error::Refused`] when the message cannot be written off.
    pub async fn write_off_view(&self, actor: &Actor, id: OutboxId) -> Result<WriteOffView, Error> {
        let target = self.target(actor, Action::WriteOff, id).await?;
        can_be_written_off(&target.row)?;
        let mut line = {
            let mut tx = self.store().begin_read().await?;
            self.line(&mut tx, actor, &target.row, &target.looked_up)
                .await?
        };
        self.name_creators(std::slice::from_mut(&mut line)).await;
        Ok(WriteOffView {
            line,
            patient: self.patient_view(target.certificate.patient, &target.looked_up),
        })
    }

    /// Gives a message under FEL up for good; the comment tells what happens in its place and stays in the certificate's history.
    ///
    /// # Errors
    /// [`Error::Refused`] when the comment says too little or the message cannot be written off.
    pub async fn write_off(&self, actor: &Actor, id: OutboxId, comment: &str) -> Result<(), Error> {
        let target = self.target(actor, Action::WriteOff, id).await?;
        can_be_written_off(&target.row)?;
        let comment = text::normalise(comment).trim().to_owned();
        let length = comment.chars().count();
        if length < SHORTEST_WRITE_OFF {
            return Err(Error::Refused(Reason::WriteOffCommentMissing));
        }
        if length > LONGEST_WRITE_OFF {
            let over = length - LONGEST_WRITE_OFF;
            return Err(Error::Refused(Reason::WriteOffCommentTooLong { over }));
        }
        let at = self.now();
        let certificate = target.row.certificate;
        let mut tx = self.store().begin_change().await?;
        tx.lock_certificate(certificate).await?;
        tx.write_off(id, at).await.map_err(moved)?;
        tx.append_outbox_act(&act(id, at, OutboxActKind::WrittenOff, actor, &comment))
            .await?;
        tx.append_event(&content::event(
            actor,
            certificate,
            at,
            EventKind::WrittenOff,
            &comment,
        ))
        .await?;
        let mark = HandledMark {
            at,
            by: staff_ref(actor),
            how: Handling::WriteOff,
            through: None,
        };
        close_written_off(&mut tx, certificate, id, &mark).await?;
        tx.hasten_lane(certificate, at).await?;
        let resource = certificate_resource(certificate, &target.certificate);
        tx.append_audit(&self.audit_entry(actor, &target.permit, &resource))
            .await?;
        tx.commit().await?;
        self.wake_outbox();
        Ok(())
    }

    /// Sends messages again at the word of an operator of the installation.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown message; then none is sent again.
    pub async fn resend_by_command(
        &self,
        ids: &[OutboxId],
        operator: &str,
        reason: &str,
    ) -> Result<Resent, Error> {
        let at = self.now();
        let mut tx = self.store().begin_change().await?;
        let mut resent = Resent::default();
        for id in ids {
            let row = tx.outbox_message(*id).await?.ok_or(Error::NotFound)?;
            tx.lock_certificate(row.certificate).await?;
            let certificate = tx.certificate(row.certificate).await?;
            let certificate = certificate.ok_or(Error::NotFound)?;
            for (message, is_earlier) in to_reopen(&tx.hold_lane(row.certificate).await?, &[*id]) {
                tx.reopen_message(message.id, at).await?;
                resent.count += 1;
                resent.with_earlier |= is_earlier;
                tx.append_outbox_act(&OutboxAct {
                    message: message.id,
                    at,
                    kind: OutboxActKind::Resent,
                    staff: None,
                    name: format!("operator {operator}"),
                    comment: reason.to_owned(),
                })
                .await?;
                tx.append_event(&EventRow {
                    certificate: row.certificate,
                    at,
                    kind: EventKind::Resent.key().to_owned(),
                    by: StaffRef {
                        id: message.created_by.clone(),
                        name: String::new(),
                    },
                    unit: String::new(),
                    detail: message.kind.type_name().to_owned(),
                })
                .await?;
                let mut entry = self.command_entry("resend", operator, reason);
                "Skriva".clone_into(&mut entry.activity);
                entry.patient = Some(certificate.person_id.clone());
                entry.resource_id = row.certificate.to_text();
                entry.resource_unit = Some(certificate.unit_id.clone());
                entry.resource_provider = Some(certificate.provider_id.clone());
                tx.append_audit(&entry).await?;
            }
        }
        tx.commit().await?;
        self.wake_outbox();
        Ok(resent)
    }

    /// Reads a message of the actor's unit and decides about an action on it.
    async fn target(&self, actor: &Actor, action: Action, id: OutboxId) -> Result<Target, Error> {
        let (row, certificate, person) = {
            let mut tx = self.store().begin_read().await?;
            let row = tx.outbox_message(id).await?.ok_or(Error::NotFound)?;
            let found = tx.certificate(row.certificate).await?;
            let certificate = found.ok_or(Error::NotFound)?;
            let person = tx.person_id_of(certificate.patient).await?;
            (row, certificate, person.ok_or(Error::NotFound)?)
        };
        let looked_up = self.look_up(person).await;
        let resource = certificate_resource(row.certificate, &certificate);
        let permit = self.permit(actor, action, &resource, &looked_up).await?;
        Ok(Target {
            row,
            certificate,
            looked_up,
            permit,
        })
    }

    /// The other messages of the unit under FEL for the same cause on which the actor may act.
    async fn same_cause(&self, actor: &Actor, first: &OutboxRow) -> Result<Vec<Target>, Error> {
        let query = query(actor, OutboxPart::Failed, Timestamp::UNIX_EPOCH);
        let failed = {
            let mut tx = self.store().single_read().await?;
            tx.unit_outbox(&query).await?.rows
        };
        let cause = Cause::of(first);
        let same = |(row, _): &(OutboxRow, PersonId)| row.id != first.id && Cause::of(row) == cause;
        let others = failed.into_iter().filter(same).collect();
        let mut targets = Vec::new();
        for (row, looked_up) in self.seen(actor, Action::Resend, others).await {
            let certificate = {
                let mut tx = self.store().single_read().await?;
                tx.certificate(row.certificate).await?
            };
            let certificate = certificate.ok_or(Error::NotFound)?;
            let resource = certificate_resource(row.certificate, &certificate);
            let permit = self.permit_again(actor, Action::Resend, &resource, &looked_up)?;
            targets.push(Target {
                row,
                certificate,
                looked_up,
                permit,
            });
        }
        Ok(targets)
    }

    /// Takes the messages out of FEL, lane by lane in the order of their certificates, so that two who do it at once wait for each other.
    async fn reopen_all(&self, actor: &Actor, targets: Vec<Target>) -> Result<Resent, Error> {
        let mut lanes: BTreeMap<CertificateId, Vec<Target>> = BTreeMap::new();
        for target in targets {
            lanes
                .entry(target.row.certificate)
                .or_default()
                .push(target);
        }
        let at = self.now();
        let mut tx = self.store().begin_change().await?;
        let mut resent = Resent::default();
        let mut entries = Vec::new();
        for (certificate, targets) in &lanes {
            let wanted: Vec<OutboxId> = targets.iter().map(|target| target.row.id).collect();
            let Some(any) = targets.first() else { continue };
            tx.lock_certificate(*certificate).await?;
            let lane = tx.hold_lane(*certificate).await?;
            for (message, is_earlier) in to_reopen(&lane, &wanted) {
                self.reopen(&mut tx, actor, message, at).await?;
                resent.count += 1;
                resent.with_earlier |= is_earlier;
                let resource = certificate_resource(*certificate, &any.certificate);
                let mut entry = self.audit_entry(actor, &any.permit, &resource);
                message.kind.type_name().clone_into(&mut entry.reason);
                entries.push(entry);
            }
        }
        for entry in &entries {
            tx.append_audit(entry).await?;
        }
        tx.commit().await?;
        self.wake_outbox();
        Ok(resent)
    }

    async fn reopen(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        message: &OutboxRow,
        at: Timestamp,
    ) -> Result<(), Error> {
        tx.reopen_message(message.id, at).await?;
        tx.append_outbox_act(&act(message.id, at, OutboxActKind::Resent, actor, ""))
            .await?;
        let name = message.kind.type_name();
        tx.append_event(&content::event(
            actor,
            message.certificate,
            at,
            EventKind::Resent,
            name,
        ))
        .await?;
        Ok(())
    }

    /// Why a message that was dropped cannot be sent again.
    async fn dropped(&self, id: OutboxId) -> Result<Error, Error> {
        let acts = {
            let mut tx = self.store().single_read().await?;
            tx.outbox_acts(id).await?
        };
        let written_off = acts
            .into_iter()
            .find(|act| act.kind == OutboxActKind::WrittenOff);
        Ok(Error::Refused(written_off.map_or(Reason::Deleted, |act| {
            Reason::WrittenOff {
                by: act.name,
                at: act.at,
            }
        })))
    }
}

/// The messages of a lane that are to be taken out of FEL: those that are wanted, and those before them, which are marked so.
fn to_reopen<'a>(lane: &'a [OutboxRow], wanted: &[OutboxId]) -> Vec<(&'a OutboxRow, bool)> {
    let last = lane.iter().rposition(|row| wanted.contains(&row.id));
    let upto = last.map_or(0, |last| last + 1);
    lane.iter()
        .take(upto)
        .filter(|row| row.state == OutboxState::Failed)
        .map(|row| (row, !wanted.contains(&row.id)))
        .collect()
}

fn can_be_written_off(row: &OutboxRow) -> Result<(), Error> {
    if !row.kind.can_be_written_off() {
        return Err(Error::Refused(Reason::NeverWrittenOff));
    }
    if row.state != OutboxState::Failed {
        return Err(Error::Refused(Reason::NotFailed));
    }
    Ok(())
}

/// The message has left FEL since it was read.
fn moved(error: intyg_store::Error) -> Error {
    match error {
        intyg_store::Error::Conflict => Error::Refused(Reason::NotFailed),
        other => other.into(),
    }
}

fn act(
    message: OutboxId,
    at: Timestamp,
    kind: OutboxActKind,
    actor: &Actor,
    comment: &str,
) -> OutboxAct {
    OutboxAct {
        message,
        at,
        kind,
        staff: Some(actor.staff.id.clone()),
        name: actor.staff.name.clone(),
        comment: comment.to_owned(),
    }
}
