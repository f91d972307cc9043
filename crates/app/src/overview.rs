//! The start page: every certificate of a patient on the actor's unit, under its heading and with what can be done.

use std::collections::HashMap;

use intyg_catalog::element::CertificateType;
use intyg_catalog::registry;
use intyg_core::access::Action;
use intyg_core::actor::Actor;
use intyg_core::ids::{CertificateId, PatientKey};
use intyg_core::organisation::UnitStatus;
use intyg_core::outbox::{OutboxKind, OutboxState};
use intyg_core::revocation::RevocationReason;
use intyg_store::{
    CertificateRow, CertificateState, DraftMark, OriginRow, OutboxRow, PendingRow, RevocationRow,
};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::conversation::{goes_on, unhandled};
use crate::error::{Error, Reason};
use crate::guard::Resource;
use crate::kin::{CompletionAsked, KinView, completion_asked, is_completed, is_renewed, kin_of};
use crate::patients::{LookedUp, PatientView};
use crate::possible::{Days, Possible, Refused};
use crate::state::App;

/// The start page of a patient.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The patient.
    pub patient: PatientView,
    /// Under "Utkast", newest first like the others.
    pub drafts: Vec<ListRow>,
    /// Under "Aktuella intyg": signed and not completed by another one, without a period or with one that has not ended.
    pub current: Vec<ListRow>,
    /// Under "Tidigare intyg": the other signed ones.
    pub earlier: Vec<ListRow>,
    /// Under "Raderade".
    pub deleted: Vec<ListRow>,
    /// Types in the menu of Ny.
    pub offered: Vec<&'static CertificateType>,
    /// The type that Ny opens.
    pub preset: Option<&'static CertificateType>,
    /// Why Ny is not possible, if so.
    pub new_refused: Option<Reason>,
    /// Local date in Sweden.
    pub today: Date,
}

impl Overview {
    /// Tells whether the patient has nothing here.
    pub fn is_empty(&self) -> bool {
        [&self.drafts, &self.current, &self.earlier, &self.deleted]
            .into_iter()
            .all(Vec::is_empty)
    }
}

/// A row of the start page.
#[derive(Debug, Clone)]
pub struct ListRow {
    /// The certificate.
    pub id: CertificateId,
    /// Type name with form number.
    pub name: String,
    /// Form number.
    pub form_number: &'static str,
    /// Column Datum: when it was created, whatever happened later.
    pub created_at: Timestamp,
    /// First and last day of its period; the last one is missing while a draft has none.
    pub period: (Option<Date>, Option<Date>),
    /// Degrees in words, e.g. `100 %, 50 %`; empty = none.
    pub degrees: String,
    /// Main tag.
    pub status: RowStatus,
    /// Registered without consent: the patient handles it on 1177.se (S51).
    pub available_at_1177: bool,
    /// When, by whom and why it was deleted.
    pub deleted: Option<Deleted>,
    /// Where it came from and what was made from it.
    pub kin: Vec<KinView>,
    /// The conversation with the recipient goes on (S27).
    pub is_in_conversation: bool,
    /// Messages that have come in and wait for Hanterat.
    pub unhandled: usize,
    /// The completion that the recipient waits for.
    pub completion_asked: Option<CompletionAsked>,
    /// What cannot be done, and why.
    pub refused: Refused,
}

/// How a certificate came under Raderade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deleted {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// Why, of a signed one.
    pub reason: Option<RevocationReason>,
}

/// Main tag of a row. Source: ui 5.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowStatus {
    /// Påbörjat.
    Begun,
    /// Utkast.
    Draft,
    /// Klart att signera.
    ReadyToSign,
    /// Låst utkast.
    LockedDraft,
    /// Väntar på att skickas.
    WaitingToSend,
    /// Försöker igen.
    Retrying,
    /// FEL.
    Failed,
    /// Skickat till Intygstjänsten.
    SentToIt,
    /// Skickat till Försäkringskassan.
    SentToRecipient,
    /// Komplettering begärd.
    CompletionRequested,
    /// Kompletterat.
    Completed,
    /// Förlängt.
    Renewed,
    /// Avslutat.
    Ended,
    /// Raderat; the receivers know, or have nothing to know.
    Revoked,
    /// Raderat; the receivers are being told.
    RevokedWaiting,
    /// Raderat; the receivers could not be told.
    RevokedFailed,
    /// Raderat utkast.
    DeletedDraft,
}

impl RowStatus {
    /// The states of a draft, from begun to locked.
    pub const DRAFTS: [Self; 4] = [
        Self::Begun,
        Self::Draft,
        Self::ReadyToSign,
        Self::LockedDraft,
    ];

    /// How far a draft has come, for sorting.
    pub(crate) fn draft_rank(self) -> usize {
        let place = Self::DRAFTS.iter().position(|state| *state == self);
        place.unwrap_or(Self::DRAFTS.len())
    }
}

impl App {
    /// Returns the start page of a patient. One entry in the access log.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown patient, [`Error::Forbidden`] when the role may not see her certificates.
    pub async fn overview(&self, actor: &Actor, key: PatientKey) -> Result<Overview, Error> {
        let looked_up = self.look_up_key(key).await?;
        let resource = Resource::patient(actor);
        let permit = self
            .permit(actor, Action::ListCertificates, &resource, &looked_up)
            .await?;
        let preset = self.preset(actor).await?;
        let days = self.days();
        let unit = &actor.unit().id;
        let mut tx = self.store().begin_read().await?;
        let rows = tx.certificates_of_patient(key, unit).await?;
        let messages = tx.outbox_of_patient(key, unit).await?;
        let origins = tx.origins_of_patient(key, unit).await?;
        let pending = tx.pending_of_patient(key, unit).await?;
        let revocations = tx.revocations_of_patient(key, unit).await?;
        drop(tx);
        let lanes = lanes(&messages);
        let mut overview = Overview {
            patient: self.patient_view(key, &looked_up),
            drafts: Vec::new(),
            current: Vec::new(),
            earlier: Vec::new(),
            deleted: Vec::new(),
            offered: self.offered(),
            preset,
            new_refused: new_refused(actor, &looked_up),
            today: days.today,
        };
        for row in rows {
            let revocation = revocations
                .iter()
                .find(|revocation| revocation.certificate == row.id);
            let possible = Possible {
                actor,
                row: &row,
                patient: &looked_up,
                lane: lanes.get(&row.id).copied().unwrap_or_default(),
                // A list offers no Skicka samtycke.
                consent: None,
                origins: &origins,
                pending: &pending,
                days,
            };
            let list_row = list_row(&possible, revocation)?;
            match row.state {
                CertificateState::Draft => overview.drafts.push(list_row),
                CertificateState::DeletedDraft | CertificateState::Revoked => {
                    overview.deleted.push(list_row);
                }
                CertificateState::Signed
                    if has_ended(&row, days.today) || is_completed(row.id, &origins) =>
                {
                    overview.earlier.push(list_row);
                }
                CertificateState::Signed => overview.current.push(list_row),
            }
        }
        // Only now, so that nobody who writes waits for what was read.
        let mut tx = self.store().begin_write().await?;
        tx.touch_recent_patient(&actor.staff.id, unit, key, self.now())
            .await?;
        tx.append_audit(&self.audit_entry(actor, &permit, &resource))
            .await?;
        tx.commit().await?;
        Ok(overview)
    }
}

/// Why a new certificate is not possible for this patient on this unit.
pub(crate) fn new_refused(actor: &Actor, patient: &LookedUp) -> Option<Reason> {
    if patient.is_deceased() {
        Some(Reason::Deceased)
    } else if patient.is_unknown_person() {
        Some(Reason::PatientUnknown)
    } else if actor.unit().status == UnitStatus::Inactive {
        Some(Reason::UnitInactive)
    } else {
        None
    }
}

/// Whether the last end date lies before today. Source: acceptance D02.
pub(crate) fn has_ended(row: &CertificateRow, today: Date) -> bool {
    row.summary.period_to.is_some_and(|to| to < today)
}

/// The outgoing messages of each certificate, from those of all, which come certificate by certificate.
fn lanes(messages: &[OutboxRow]) -> HashMap<CertificateId, &[OutboxRow]> {
    messages
        .chunk_by(|a, b| a.certificate == b.certificate)
        .filter_map(|lane| Some((lane.first()?.certificate, lane)))
        .collect()
}

/// The main tag of a certificate with these outgoing messages and copies, and with what is to be done about its messages; how far its own
/// messages have come does not count.
pub(crate) fn status(
    row: &CertificateRow,
    lane: &[OutboxRow],
    origins: &[OriginRow],
    pending: &[PendingRow],
    days: Days,
) -> RowStatus {
    let is_open = |m: &&OutboxRow| matches!(m.state, OutboxState::Waiting | OutboxState::Sending);
    let lane = || lane.iter().filter(|m| m.kind != OutboxKind::Message);
    let has_failed = lane().any(|m| m.state == OutboxState::Failed);
    let has_open = lane().any(|m| is_open(&m));
    match row.state {
        CertificateState::DeletedDraft => RowStatus::DeletedDraft,
        CertificateState::Draft if days.locked_since(row).is_some() => RowStatus::LockedDraft,
        CertificateState::Draft => match row.mark {
            DraftMark::Begun => RowStatus::Begun,
            DraftMark::Saved => RowStatus::Draft,
            DraftMark::Ready => RowStatus::ReadyToSign,
        },
        CertificateState::Revoked if has_failed => RowStatus::RevokedFailed,
        CertificateState::Revoked if has_open => RowStatus::RevokedWaiting,
        CertificateState::Revoked => RowStatus::Revoked,
        CertificateState::Signed if has_failed => RowStatus::Failed,
        CertificateState::Signed if has_open => {
            if lane().filter(is_open).any(|m| m.last.is_some()) {
                RowStatus::Retrying
            } else {
                RowStatus::WaitingToSend
            }
        }
        CertificateState::Signed if completion_asked(row.id, pending).is_some() => {
            RowStatus::CompletionRequested
        }
        CertificateState::Signed if is_completed(row.id, origins) => RowStatus::Completed,
        CertificateState::Signed if is_renewed(row.id, origins) => RowStatus::Renewed,
        CertificateState::Signed if has_ended(row, days.today) => RowStatus::Ended,
        CertificateState::Signed if row.sent_at.is_some() => RowStatus::SentToRecipient,
        CertificateState::Signed => RowStatus::SentToIt,
    }
}

/// Registered, and nothing is on its way to the recipient: the patient handles it on 1177.se.
pub(crate) fn is_available_at_1177(row: &CertificateRow, lane: &[OutboxRow]) -> bool {
    row.state == CertificateState::Signed
        && row.registered_at.is_some()
        && row.sent_at.is_none()
        && !lane.iter().any(|m| m.kind == OutboxKind::Send)
}

fn list_row(possible: &Possible<'_>, revocation: Option<&RevocationRow>) -> Result<ListRow, Error> {
    let row = possible.row;
    Ok(ListRow {
        id: row.id,
        name: type_of(row)?.full_name(),
        form_number: type_of(row)?.form_number,
        created_at: row.created_at,
        period: (row.summary.period_from, row.summary.period_to),
        degrees: row.summary.degrees.clone(),
        status: status(
            row,
            possible.lane,
            possible.origins,
            possible.pending,
            possible.days,
        ),
        available_at_1177: is_available_at_1177(row, possible.lane),
        deleted: deleted(row, revocation),
        kin: kin_of(row.id, possible.origins),
        is_in_conversation: goes_on(row.id, possible.pending),
        unhandled: unhandled(row.id, possible.pending),
        completion_asked: completion_asked(row.id, possible.pending),
        refused: possible.all_refused(),
    })
}

/// How a certificate was deleted, if it was.
pub(crate) fn deleted(row: &CertificateRow, revocation: Option<&RevocationRow>) -> Option<Deleted> {
    let draft = row.deleted.as_ref().map(|(by, at)| Deleted {
        at: *at,
        by: by.name.clone(),
        reason: None,
    });
    draft.or(revocation.map(|revocation| Deleted {
        at: revocation.at,
        by: revocation.by.name.clone(),
        reason: Some(revocation.reason),
    }))
}

/// Finds the type of a stored certificate.
pub(crate) fn type_of(row: &CertificateRow) -> Result<&'static CertificateType, Error> {
    registry::find(&row.type_code, row.type_major).ok_or_else(|| {
        Error::Inconsistent(format!(
            "certificate {} is of the unknown type {} {}",
            row.id, row.type_code, row.type_major
        ))
    })
}
