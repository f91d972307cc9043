//! What can be done with a stored certificate: the table of [`intyg_core::lifecycle`] with the reasons that people read.

use intyg_core::actor::{Actor, Role};
use intyg_core::conversation::Standing;
use intyg_core::ids::CertificateId;
use intyg_core::lifecycle::{
    Act, CopyKind, Delivery, Facts, Person, Refusal, Sending, SickLeave, State, refusal,
};
use intyg_core::outbox::OutboxKind;
use intyg_core::time::local_date;
use intyg_store::{
    CertificateRow, CertificateState, ConsentRow, DraftMark, OriginRow, OutboxRow, PendingRow,
};
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::conversation::{MessageReason, goes_on, standing, unhandled};
use crate::error::Reason;
use crate::kin::{completion, newer};
use crate::overview::has_ended;
use crate::patients::LookedUp;
use crate::signing::own_certificate;
use crate::state::App;

/// Everything that the table looks at.
pub(crate) struct Possible<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) row: &'a CertificateRow,
    pub(crate) patient: &'a LookedUp,
    pub(crate) lane: &'a [OutboxRow],
    pub(crate) consent: Option<&'a ConsentRow>,
    pub(crate) origins: &'a [OriginRow],
    /// What is still to be done about the messages of these certificates.
    pub(crate) pending: &'a [PendingRow],
    pub(crate) days: Days,
}

/// The day, and how old a draft may be on it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Days {
    pub(crate) today: Date,
    /// Whole days after the one on which it was created; `None` = drafts are never locked.
    pub(crate) lock_after: Option<u16>,
}

impl Days {
    /// Returns the first day on which a draft cannot be changed any more, once it has come. Source: acceptance A47, exchange 4.1.
    pub(crate) fn locked_since(self, row: &CertificateRow) -> Option<Date> {
        self.locks_on(row).filter(|since| self.today >= *since)
    }

    /// Returns the first day on which a draft cannot be changed any more, whether it has come or not.
    pub(crate) fn locks_on(self, row: &CertificateRow) -> Option<Date> {
        let days = i64::from(self.lock_after?);
        let since = local_date(row.created_at).saturating_add(days.days());
        (row.state == CertificateState::Draft).then_some(since)
    }
}

impl App {
    /// Returns what the states of drafts depend on.
    pub(crate) fn days(&self) -> Days {
        Days {
            today: self.today(),
            lock_after: self.settings().lock_drafts_after,
        }
    }
}

/// What cannot be done with a certificate, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refused {
    /// Ändra.
    pub edit: Option<Reason>,
    /// Signera.
    pub sign: Option<Reason>,
    /// Skicka samtycke.
    pub send: Option<Reason>,
    /// Radera.
    pub delete: Option<Reason>,
    /// Ny kopia.
    pub copy: Option<Reason>,
    /// Komplettering.
    pub complement: Option<Reason>,
    /// Konversation.
    pub conversation: Option<Reason>,
    /// Hanterat.
    pub handle: Option<Reason>,
}

impl Possible<'_> {
    /// Returns why an act is not possible, or `None` when it is.
    pub(crate) fn refused(&self, act: Act) -> Option<Reason> {
        self.refused_in(state_of(self.row, self.days), act)
    }

    /// Returns why an act would not be possible if the certificate were in `state`.
    pub(crate) fn refused_in(&self, state: State, act: Act) -> Option<Reason> {
        let (newer, copy) = newer(self.row.id, copy_kind(state), self.origins);
        let (completion, complement) = completion(self.row.id, self.pending, self.origins);
        let facts = Facts {
            patient: person(self.patient),
            is_test_person: self.row.test_person || self.patient.is_test(),
            unit: self.actor.unit().status,
            sending: sending(self.row, self.lane, self.consent),
            sick_leave: sick_leave(self.row, self.days.today),
            newer,
            delivery: match self.row.sent_at {
                Some(_) => Delivery::Arrived,
                None => Delivery::Open,
            },
            completion,
            ..Facts::open(state, self.actor.role())
        };
        let why = refusal(act, facts)?;
        Some(match why {
            Refusal::AlreadySent => already_sent(self.row, self.lane, self.consent),
            Refusal::Completed => copy
                .or(complement)
                .map_or(Reason::Deleted, |by| Reason::Completed { by }),
            Refusal::CopyBegun => copy.map_or(Reason::Deleted, |draft| Reason::CopyBegun { draft }),
            Refusal::ComplementBegun => {
                complement.map_or(Reason::Deleted, |draft| Reason::ComplementBegun { draft })
            }
            other => reason(other, self.row, self.days),
        })
    }

    /// Returns what cannot be done, for a page that shows the reasons.
    pub(crate) fn all_refused(&self) -> Refused {
        Refused {
            edit: self.refused(Act::Edit),
            sign: self
                .refused(Act::Sign)
                .or_else(|| own_certificate(self.actor, self.row)),
            send: self.refused(Act::SendConsent),
            delete: self.refused(Act::Delete),
            copy: self.refused(Act::Copy),
            complement: self.refused(Act::Complement),
            conversation: self.conversation_refused(),
            handle: (unhandled(self.row.id, self.pending) == 0)
                .then_some(Reason::Message(MessageReason::NothingToHandle)),
        }
    }

    /// A conversation is about a certificate that its recipient knows; about a deleted one it is read. Source: ui 6.4, acceptance A72.
    fn conversation_refused(&self) -> Option<Reason> {
        match standing(self.row, self.patient) {
            Standing::Sent => None,
            Standing::Deleted if self.row.state == CertificateState::Revoked => None,
            Standing::Draft | Standing::Deleted => Some(Reason::NotSigned),
            // What has come in all the same is to be seen.
            _ if goes_on(self.row.id, self.pending) => None,
            Standing::NotSent => Some(Reason::NotSent),
            Standing::Test => Some(Reason::TestPerson),
        }
    }
}

/// Why a draft cannot be changed.
pub(crate) fn edit_refused(row: &CertificateRow, deceased: bool, days: Days) -> Option<Reason> {
    let patient = if deceased {
        Person::Deceased
    } else {
        Person::Alive
    };
    let facts = Facts {
        patient,
        ..Facts::open(state_of(row, days), Role::Doctor)
    };
    refusal(Act::Edit, facts).map(|why| reason(why, row, days))
}

/// Why a draft cannot be deleted.
pub(crate) fn delete_draft_refused(row: &CertificateRow) -> Option<Reason> {
    match row.state {
        CertificateState::Draft => None,
        CertificateState::Signed => row.signed.as_ref().map(|(by, at)| Reason::Signed {
            by: by.name.clone(),
            at: *at,
        }),
        CertificateState::Revoked | CertificateState::DeletedDraft => Some(Reason::Deleted),
    }
}

/// Why a signed certificate cannot be sent on (A56).
pub(crate) fn send_refused(
    row: &CertificateRow,
    lane: &[OutboxRow],
    consent: Option<&ConsentRow>,
    days: Days,
) -> Option<Reason> {
    let facts = Facts {
        sending: sending(row, lane, consent),
        ..Facts::open(state_of(row, days), Role::Doctor)
    };
    refusal(Act::SendConsent, facts).map(|why| match why {
        Refusal::AlreadySent => already_sent(row, lane, consent),
        other => reason(other, row, days),
    })
}

/// What a copy is to a certificate in this state. Source: acceptance D07.
pub(crate) fn copy_kind(state: State) -> CopyKind {
    match state {
        State::DeletedDraft | State::Revoked | State::Locked => CopyKind::Correction,
        State::Incomplete | State::Complete | State::Ready | State::Signed => CopyKind::Renewal,
    }
}

/// Returns the state of a stored certificate in the table.
pub(crate) fn state_of(row: &CertificateRow, days: Days) -> State {
    match row.state {
        CertificateState::Draft if days.locked_since(row).is_some() => State::Locked,
        CertificateState::Draft if row.mark == DraftMark::Ready => State::Ready,
        CertificateState::Draft if row.is_complete => State::Complete,
        CertificateState::Draft => State::Incomplete,
        CertificateState::Signed => State::Signed,
        CertificateState::Revoked => State::Revoked,
        CertificateState::DeletedDraft => State::DeletedDraft,
    }
}

fn person(patient: &LookedUp) -> Person {
    if patient.is_deceased() {
        Person::Deceased
    } else if patient.is_unknown_person() {
        Person::Unknown
    } else {
        Person::Alive
    }
}

fn sick_leave(row: &CertificateRow, today: Date) -> SickLeave {
    match row.summary.period_to {
        None => SickLeave::None,
        Some(_) if has_ended(row, today) => SickLeave::Ended,
        Some(_) => SickLeave::Ongoing,
    }
}

fn sending(row: &CertificateRow, lane: &[OutboxRow], consent: Option<&ConsentRow>) -> Sending {
    if row.sent_at.is_some() || consent.is_some() || send_in(lane).is_some() {
        Sending::Ordered
    } else {
        Sending::NotOrdered
    }
}

fn send_in(lane: &[OutboxRow]) -> Option<&OutboxRow> {
    lane.iter().find(|message| message.kind == OutboxKind::Send)
}

fn already_sent(row: &CertificateRow, lane: &[OutboxRow], consent: Option<&ConsentRow>) -> Reason {
    if let Some(at) = row.patient_sent_at {
        return Reason::SentByPatient { at };
    }
    let queued_at = send_in(lane).map(|message| message.created_at);
    Reason::AlreadySent {
        by: consent.map_or(String::new(), |consent| consent.given_by.name.clone()),
        at: consent
            .map(|consent| consent.given_at)
            .or(queued_at)
            .or(row.sent_at)
            .unwrap_or(row.updated_at),
    }
}

/// The words' data for the reasons that need nothing but the certificate itself.
fn reason(why: Refusal, row: &CertificateRow, days: Days) -> Reason {
    match why {
        Refusal::Locked => days
            .locked_since(row)
            .map_or(Reason::Deleted, |since| Reason::Locked { since }),
        Refusal::Deceased => Reason::Deceased,
        Refusal::PatientUnknown => Reason::PatientUnknown,
        Refusal::UnitInactive => Reason::UnitInactive,
        Refusal::Signed => row
            .signed
            .as_ref()
            .map_or(Reason::Deleted, |(by, at)| Reason::Signed {
                by: by.name.clone(),
                at: *at,
            }),
        Refusal::NotSigned => Reason::NotSigned,
        Refusal::IsDraft => Reason::IsDraft,
        Refusal::MayNotSign => Reason::MayNotSign,
        Refusal::MayNotRevoke => Reason::MayNotRevoke,
        Refusal::TestPerson => Reason::TestPerson,
        Refusal::Ended => row
            .summary
            .period_to
            .map_or(Reason::Deleted, |on| Reason::Ended { on }),
        Refusal::MayNotComplement => Reason::MayNotComplement,
        Refusal::NotSent => Reason::NotSent,
        Refusal::NoCompletionAsked => Reason::NoCompletionAsked,
        Refusal::Deleted
        | Refusal::AlreadySent
        | Refusal::Completed
        | Refusal::CopyBegun
        | Refusal::ComplementBegun => Reason::Deleted,
    }
}

impl Reason {
    /// Returns the certificate that the reason leads to, if it speaks of another one.
    pub fn other_certificate(&self) -> Option<CertificateId> {
        match self {
            Self::Completed { by } => Some(*by),
            Self::CopyBegun { draft } | Self::ComplementBegun { draft } => Some(*draft),
            _ => None,
        }
    }
}
