//! What can be done with a certificate in each state. One table: the pages show it and the use cases obey it.
//! Source: exchange 4.1, 4.2; ui 6.4.

use crate::actor::Role;
use crate::organisation::UnitStatus;

/// Life-cycle state. Source: exchange 4.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// A draft with something that stops signing.
    Incomplete,
    /// A draft without.
    Complete,
    /// A draft that waits for a doctor, complete or not.
    Ready,
    /// A draft that has become too old to be changed, where the installation sets a limit. Source: acceptance A47.
    Locked,
    /// Signed: never changed again.
    Signed,
    /// A draft thrown away. Final.
    DeletedDraft,
    /// A signed certificate taken back. Final.
    Revoked,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Incomplete,
        Self::Complete,
        Self::Ready,
        Self::Locked,
        Self::Signed,
        Self::DeletedDraft,
        Self::Revoked,
    ];
}

/// What somebody wants to do with a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Visa.
    View,
    /// Ändra and Spara.
    Edit,
    /// Klart att signera.
    MarkReady,
    /// Signera; an incomplete draft leads to what is missing.
    Sign,
    /// Skicka samtycke.
    SendConsent,
    /// Radera.
    Delete,
    /// Ny kopia.
    Copy,
    /// Komplettering.
    Complement,
}

impl Act {
    /// Every act.
    pub const ALL: [Self; 8] = [
        Self::View,
        Self::Edit,
        Self::MarkReady,
        Self::Sign,
        Self::SendConsent,
        Self::Delete,
        Self::Copy,
        Self::Complement,
    ];
}

/// How a state answers to an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Never, for this reason.
    Never(Refusal),
    /// When all of these hold; the first one that does not is the reason.
    If(&'static [Guard]),
}

/// A condition beside the state. Source: exchange 4.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Guard {
    /// The patient lives.
    PatientAlive,
    /// The patient register knows her.
    PatientKnown,
    /// The unit makes new certificates.
    UnitActive,
    /// The role signs, for Signera and Skicka samtycke.
    MaySign,
    /// The role signs, for Radera of a signed certificate.
    MayRevoke,
    /// The patient is not made for tests.
    RealPerson,
    /// Nothing has been sent to the recipient, and nothing is on its way.
    NotSent,
    /// The sick leave has not ended, or there is none.
    NotEnded,
    /// No newer signed certificate completes it.
    NotCompleted,
    /// No draft that is a copy of it has been begun.
    NoCopyBegun,
    /// The role signs, for Komplettering.
    MayComplement,
    /// The recipient has it.
    Sent,
    /// The recipient asks for a completion that no certificate gives yet.
    CompletionAsked,
    /// No draft that completes it has been begun.
    NoComplementBegun,
}

impl Guard {
    /// Every guard.
    pub const ALL: [Self; 14] = [
        Self::PatientAlive,
        Self::PatientKnown,
        Self::UnitActive,
        Self::MaySign,
        Self::MayRevoke,
        Self::RealPerson,
        Self::NotSent,
        Self::NotEnded,
        Self::NotCompleted,
        Self::NoCopyBegun,
        Self::MayComplement,
        Self::Sent,
        Self::CompletionAsked,
        Self::NoComplementBegun,
    ];

    fn refuses(self, facts: Facts) -> Option<Refusal> {
        let (holds, refusal) = match self {
            Self::PatientAlive => (facts.patient != Person::Deceased, Refusal::Deceased),
            Self::PatientKnown => (facts.patient != Person::Unknown, Refusal::PatientUnknown),
            Self::UnitActive => (facts.unit == UnitStatus::Active, Refusal::UnitInactive),
            Self::MaySign => (facts.role.is_signing(), Refusal::MayNotSign),
            Self::MayRevoke => (facts.role.is_signing(), Refusal::MayNotRevoke),
            Self::RealPerson => (!facts.is_test_person, Refusal::TestPerson),
            Self::NotSent => (facts.sending == Sending::NotOrdered, Refusal::AlreadySent),
            Self::NotEnded => (facts.sick_leave != SickLeave::Ended, Refusal::Ended),
            Self::NotCompleted => (facts.newer != Newer::Completes, Refusal::Completed),
            Self::NoCopyBegun => (facts.newer != Newer::CopyBegun, Refusal::CopyBegun),
            Self::MayComplement => (facts.role.is_signing(), Refusal::MayNotComplement),
            Self::Sent => (facts.delivery == Delivery::Arrived, Refusal::NotSent),
            Self::CompletionAsked => match facts.completion {
                Completion::NotAsked => (false, Refusal::NoCompletionAsked),
                Completion::Given => (false, Refusal::Completed),
                Completion::Asked | Completion::Begun => (true, Refusal::NoCompletionAsked),
            },
            Self::NoComplementBegun => (
                facts.completion != Completion::Begun,
                Refusal::ComplementBegun,
            ),
        };
        (!holds).then_some(refusal)
    }
}

/// Why an act is not possible; each has its words on the page. Source: ui 6.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// No new certificates for the dead.
    Deceased,
    /// The patient is not in the patient register.
    PatientUnknown,
    /// The unit is closed.
    UnitInactive,
    /// Signed and locked.
    Signed,
    /// Deleted.
    Deleted,
    /// Too old to be changed.
    Locked,
    /// Not signed yet.
    NotSigned,
    /// A draft is changed, not copied.
    IsDraft,
    /// The role does not sign.
    MayNotSign,
    /// The role does not delete what is signed.
    MayNotRevoke,
    /// A person made for tests.
    TestPerson,
    /// Sent, or on its way.
    AlreadySent,
    /// The sick leave has ended.
    Ended,
    /// A newer certificate completes it.
    Completed,
    /// A copy has been begun.
    CopyBegun,
    /// The role does not complete.
    MayNotComplement,
    /// The recipient has not got it.
    NotSent,
    /// Nobody asks for a completion.
    NoCompletionAsked,
    /// A certificate that completes it has been begun.
    ComplementBegun,
}

/// What the guards look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// State of the certificate.
    pub state: State,
    /// Role of the one who acts.
    pub role: Role,
    /// The patient as the register knows her now.
    pub patient: Person,
    /// The patient is made for tests.
    pub is_test_person: bool,
    /// The unit of the one who acts.
    pub unit: UnitStatus,
    /// Whether it has been sent to its recipient.
    pub sending: Sending,
    /// Its sick leave.
    pub sick_leave: SickLeave,
    /// What has been made from it.
    pub newer: Newer,
    /// Whether the recipient has it.
    pub delivery: Delivery,
    /// Whether the recipient asks for a completion.
    pub completion: Completion,
}

impl Facts {
    /// Makes the facts of a certificate in `state` where nothing stands in the way of somebody in `role`.
    pub fn open(state: State, role: Role) -> Self {
        Self {
            state,
            role,
            patient: Person::Alive,
            is_test_person: false,
            unit: UnitStatus::Active,
            sending: Sending::NotOrdered,
            sick_leave: SickLeave::None,
            newer: Newer::Nothing,
            delivery: Delivery::Arrived,
            completion: Completion::Asked,
        }
    }
}

/// The patient, as far as the guards look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Person {
    /// Alive, or the register does not answer: doctors work on (R26).
    Alive,
    /// Dead.
    Deceased,
    /// Not in the register.
    Unknown,
}

/// Whether a certificate has been sent to its recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sending {
    /// No.
    NotOrdered,
    /// Sent, or on its way.
    Ordered,
}

/// Whether the recipient of a certificate has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Not as far as is known.
    Open,
    /// Yes.
    Arrived,
}

/// Whether the recipient asks for a completion. Source: exchange 4.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completion {
    /// No request waits for an answer.
    NotAsked,
    /// A request waits.
    Asked,
    /// A request waits, and a draft that completes the certificate has been begun.
    Begun,
    /// The requests that wait are older than the latest certificate that completes it, which has not been sent on yet.
    Given,
}

/// A certificate's sick leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SickLeave {
    /// The certificate has no period.
    None,
    /// Its last day is today or later.
    Ongoing,
    /// Its last day has passed. Source: acceptance D02.
    Ended,
}

/// What has been made from a certificate, as far as it stands in the way of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Newer {
    /// Nothing.
    Nothing,
    /// A draft that is a copy of it.
    CopyBegun,
    /// A signed certificate that completes it and has not been deleted.
    Completes,
}

/// What a certificate that was made from another one is to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CopyKind {
    /// It extends the sick leave; the receivers are told (FRLANG).
    Renewal,
    /// It completes it at Försäkringskassan's request; the receivers are told (KOMPLT).
    Complement,
    /// It corrects a deleted one; nobody is told. Source: acceptance D07.
    Correction,
}

impl CopyKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Renewal, Self::Complement, Self::Correction];

    /// Returns the name in storage.
    pub fn key(self) -> &'static str {
        match self {
            Self::Renewal => "renewal",
            Self::Complement => "complement",
            Self::Correction => "correction",
        }
    }
    /// Parses [`CopyKind::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// Returns the table's rule for an act in a state.
pub fn rule(state: State, act: Act) -> Rule {
    use Guard as G;
    use Rule::{If, Never};
    let is_draft = matches!(state, State::Incomplete | State::Complete | State::Ready);
    let is_locked = state == State::Locked;
    let is_deleted = matches!(state, State::DeletedDraft | State::Revoked);
    match act {
        Act::View => If(&[]),
        Act::Copy if is_draft => Never(Refusal::IsDraft),
        // Its sick leave has not been certified yet, so that its end stands in nobody's way.
        Act::Copy if is_locked => If(&[
            G::PatientAlive,
            G::PatientKnown,
            G::UnitActive,
            G::NoCopyBegun,
        ]),
        Act::Copy => If(&[
            G::PatientAlive,
            G::PatientKnown,
            G::UnitActive,
            G::NotEnded,
            G::NotCompleted,
            G::NoCopyBegun,
        ]),
        _ if is_deleted => Never(Refusal::Deleted),
        Act::Edit | Act::MarkReady | Act::Sign if is_locked => Never(Refusal::Locked),
        Act::Edit | Act::MarkReady if is_draft => If(&[G::PatientAlive]),
        Act::Sign if is_draft => If(&[G::PatientAlive, G::MaySign]),
        Act::Edit | Act::MarkReady | Act::Sign => Never(Refusal::Signed),
        Act::SendConsent | Act::Complement if is_draft || is_locked => Never(Refusal::NotSigned),
        Act::Complement => If(&[
            G::MayComplement,
            G::PatientAlive,
            G::PatientKnown,
            G::RealPerson,
            G::UnitActive,
            G::Sent,
            G::CompletionAsked,
            G::NoComplementBegun,
        ]),
        Act::SendConsent => If(&[G::MaySign, G::RealPerson, G::NotSent]),
        Act::Delete if is_draft || is_locked => If(&[]),
        Act::Delete => If(&[G::MayRevoke]),
    }
}

/// Returns why an act is not possible, or `None` when it is. Whether the content may be signed is another question.
pub fn refusal(act: Act, facts: Facts) -> Option<Refusal> {
    match rule(facts.state, act) {
        Rule::Never(refusal) => Some(refusal),
        Rule::If(guards) => guards.iter().find_map(|guard| guard.refuses(facts)),
    }
}

#[cfg(test)]
mod tests;
