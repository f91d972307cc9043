use super::*;

/// Everything allows everything.
fn open(state: State) -> Facts {
    Facts {
        sick_leave: SickLeave::Ongoing,
        ..Facts::open(state, Role::Doctor)
    }
}

/// The table of exchange 4.1 as a person would write it: one line per state, one column per act in the order of [`Act::ALL`].
#[test]
fn every_act_in_every_state_is_answered_as_the_table_says() {
    use Refusal::{Deleted, IsDraft, Locked, NotSigned, Signed};
    let ok = None;
    let table = [
        (
            State::Incomplete,
            [
                ok,
                ok,
                ok,
                ok,
                Some(NotSigned),
                ok,
                Some(IsDraft),
                Some(NotSigned),
            ],
        ),
        (
            State::Complete,
            [
                ok,
                ok,
                ok,
                ok,
                Some(NotSigned),
                ok,
                Some(IsDraft),
                Some(NotSigned),
            ],
        ),
        (
            State::Ready,
            [
                ok,
                ok,
                ok,
                ok,
                Some(NotSigned),
                ok,
                Some(IsDraft),
                Some(NotSigned),
            ],
        ),
        (
            State::Locked,
            [
                ok,
                Some(Locked),
                Some(Locked),
                Some(Locked),
                Some(NotSigned),
                ok,
                ok,
                Some(NotSigned),
            ],
        ),
        (
            State::Signed,
            [ok, Some(Signed), Some(Signed), Some(Signed), ok, ok, ok, ok],
        ),
        (
            State::DeletedDraft,
            [
                ok,
                Some(Deleted),
                Some(Deleted),
                Some(Deleted),
                Some(Deleted),
                Some(Deleted),
                ok,
                Some(Deleted),
            ],
        ),
        (
            State::Revoked,
            [
                ok,
                Some(Deleted),
                Some(Deleted),
                Some(Deleted),
                Some(Deleted),
                Some(Deleted),
                ok,
                Some(Deleted),
            ],
        ),
    ];
    assert_eq!(table.map(|(state, _)| state), State::ALL);
    for (state, answers) in table {
        for (act, expected) in Act::ALL.into_iter().zip(answers) {
            assert_eq!(refusal(act, open(state)), expected, "{act:?} in {state:?}");
        }
    }
}

/// Facts that break one guard and no other.
fn broken(guard: Guard, state: State) -> (Facts, Refusal) {
    let mut facts = open(state);
    let refusal = match guard {
        Guard::PatientAlive => {
            facts.patient = Person::Deceased;
            Refusal::Deceased
        }
        Guard::PatientKnown => {
            facts.patient = Person::Unknown;
            Refusal::PatientUnknown
        }
        Guard::UnitActive => {
            facts.unit = UnitStatus::Inactive;
            Refusal::UnitInactive
        }
        Guard::MaySign => {
            facts.role = Role::CareAdmin;
            Refusal::MayNotSign
        }
        Guard::MayRevoke => {
            facts.role = Role::CareAdmin;
            Refusal::MayNotRevoke
        }
        Guard::RealPerson => {
            facts.is_test_person = true;
            Refusal::TestPerson
        }
        Guard::NotSent => {
            facts.sending = Sending::Ordered;
            Refusal::AlreadySent
        }
        Guard::NotEnded => {
            facts.sick_leave = SickLeave::Ended;
            Refusal::Ended
        }
        Guard::NotCompleted => {
            facts.newer = Newer::Completes;
            Refusal::Completed
        }
        Guard::NoCopyBegun => {
            facts.newer = Newer::CopyBegun;
            Refusal::CopyBegun
        }
        Guard::MayComplement => {
            facts.role = Role::CareAdmin;
            Refusal::MayNotComplement
        }
        Guard::Sent => {
            facts.delivery = Delivery::Open;
            Refusal::NotSent
        }
        Guard::CompletionAsked => {
            facts.completion = Completion::NotAsked;
            Refusal::NoCompletionAsked
        }
        Guard::NoComplementBegun => {
            facts.completion = Completion::Begun;
            Refusal::ComplementBegun
        }
    };
    (facts, refusal)
}

#[test]
fn each_guard_stops_the_acts_it_guards_and_no_others() {
    for state in State::ALL {
        for act in Act::ALL {
            let guards = match rule(state, act) {
                Rule::If(guards) => guards,
                Rule::Never(never) => {
                    for guard in Guard::ALL {
                        let (facts, _) = broken(guard, state);
                        assert_eq!(refusal(act, facts), Some(never), "{act:?} in {state:?}");
                    }
                    continue;
                }
            };
            for guard in Guard::ALL {
                let (facts, reason) = broken(guard, state);
                // One role breaks every guard of the role; an act has at most one of them.
                let of_the_role = [Guard::MaySign, Guard::MayRevoke, Guard::MayComplement];
                let expected = if of_the_role.contains(&guard) {
                    guards
                        .iter()
                        .find(|own| of_the_role.contains(own))
                        .map(|own| broken(*own, state).1)
                } else {
                    guards.contains(&guard).then_some(reason)
                };
                assert_eq!(
                    refusal(act, facts),
                    expected,
                    "{act:?} in {state:?}, {guard:?} broken"
                );
            }
        }
    }
}

/// Source: exchange 4.2, one line per row of the guards.
#[test]
fn the_guards_are_those_of_the_specification() {
    for (act, state, guard) in [
        (Act::Edit, State::Incomplete, Guard::PatientAlive),
        (Act::Sign, State::Complete, Guard::MaySign),
        (Act::Sign, State::Ready, Guard::PatientAlive),
        (Act::SendConsent, State::Signed, Guard::NotSent),
        (Act::SendConsent, State::Signed, Guard::RealPerson),
        (Act::SendConsent, State::Signed, Guard::MaySign),
        (Act::Delete, State::Signed, Guard::MayRevoke),
        (Act::Copy, State::Signed, Guard::NotEnded),
        (Act::Copy, State::Signed, Guard::NotCompleted),
        (Act::Copy, State::Signed, Guard::NoCopyBegun),
        (Act::Copy, State::Signed, Guard::PatientAlive),
        (Act::Copy, State::Revoked, Guard::NotEnded),
        (Act::Copy, State::DeletedDraft, Guard::NotEnded),
        (Act::Copy, State::DeletedDraft, Guard::UnitActive),
        (Act::Complement, State::Signed, Guard::MayComplement),
        (Act::Complement, State::Signed, Guard::PatientAlive),
        (Act::Complement, State::Signed, Guard::RealPerson),
        (Act::Complement, State::Signed, Guard::Sent),
        (Act::Complement, State::Signed, Guard::CompletionAsked),
        (Act::Complement, State::Signed, Guard::NoComplementBegun),
        (Act::Copy, State::Locked, Guard::NoCopyBegun),
    ] {
        let (facts, reason) = broken(guard, state);
        assert_eq!(refusal(act, facts), Some(reason), "{act:?} in {state:?}");
    }
    // The dead can be sent for and deleted; nothing new is made for them.
    let dead = |state| Facts {
        patient: Person::Deceased,
        ..open(state)
    };
    for act in [Act::View, Act::SendConsent, Act::Delete] {
        assert_eq!(refusal(act, dead(State::Signed)), None, "{act:?}");
    }
    assert_eq!(refusal(Act::Delete, dead(State::Incomplete)), None);
    // A request that came after the last completion can be completed again; one that waits for consent cannot.
    let given = Facts {
        completion: Completion::Given,
        ..open(State::Signed)
    };
    assert_eq!(refusal(Act::Complement, given), Some(Refusal::Completed));
    // A type without sick leave has no end to pass (D03).
    let no_period = Facts {
        sick_leave: SickLeave::None,
        ..open(State::Signed)
    };
    assert_eq!(refusal(Act::Copy, no_period), None);
}

#[test]
fn kinds_of_copies_are_read_back() {
    for kind in CopyKind::ALL {
        assert_eq!(CopyKind::from_key(kind.key()), Some(kind));
    }
    assert_eq!(CopyKind::from_key("replacement"), None);
}
