use super::*;
use AnswerState::{Given, None as Open};
use Handling as How;
use Impossible as No;
use ItemState::{Answered, Closed, PendingExternal as Waits, PendingInternal as Asked};

type Outcome = Result<ItemState, Impossible>;

const OK: Outcome = Ok(Closed);

/// One line per state that a question can be in, one column per event in the order of [`Event::ALL`].
/// Source: exchange 3.7, 4.3.
#[test]
#[rustfmt::skip]
fn every_event_in_every_state_is_answered_as_the_table_says() {
    let cert = Err(No::AnsweredByCertificate);
    let own = Err(No::OwnQuestion);
    let not_own = Err(No::NotOwnQuestion);
    let no_request = Err(No::NoCompletionRequest);
    let closed = Err(No::Closed);
    let done = Err(No::AnsweredAlready);
    let is_final = Err(No::Final);
    let (asked, waits, answered) = (Ok(Asked), Ok(Waits), Ok(Answered));
    // CareAnswers, RecipientAnswers, CannotComplete, Completed, Renewed, Ticked, Unticked, Revoked, ComplementRevoked, WrittenOff
    let requests: &[(ItemState, AnswerState, Option<How>, [Outcome; 10])] = &[
        (Asked, Open, None, [cert, own, OK, OK, OK, OK, asked, OK, asked, not_own]),
        (Closed, Open, Some(How::Mark), [cert, own, closed, OK, OK, OK, asked, OK, OK, not_own]),
        (Closed, Open, Some(How::Renewal), [cert, own, closed, OK, OK, OK, asked, OK, OK, not_own]),
        (Closed, Open, Some(How::Complement), [cert, own, closed, OK, OK, OK, is_final, OK, asked, not_own]),
        (Closed, Given, Some(How::CannotComplete), [cert, own, closed, OK, OK, OK, is_final, OK, OK, not_own]),
        (Closed, Open, Some(How::Revocation), [cert, own, closed, OK, OK, OK, asked, OK, OK, not_own]),
    ];
    let incoming: &[(ItemState, AnswerState, Option<How>, [Outcome; 10])] = &[
        (Asked, Open, None, [OK, own, no_request, asked, asked, OK, asked, OK, asked, not_own]),
        (Closed, Open, Some(How::Mark), [closed, own, no_request, OK, OK, OK, asked, OK, OK, not_own]),
        (Closed, Given, Some(How::Answer), [done, own, no_request, OK, OK, OK, OK, OK, OK, not_own]),
        // The mark was taken away after the answer: unhandled, and still answered once (D12).
        (Closed, Given, None, [done, own, no_request, OK, OK, OK, OK, OK, OK, not_own]),
    ];
    let own_questions: &[(ItemState, AnswerState, Option<How>, [Outcome; 10])] = &[
        (Waits, Open, None, [own, answered, no_request, waits, waits, OK, waits, OK, waits, OK]),
        (Answered, Given, None, [own, done, no_request, answered, answered, OK, answered, OK, answered, answered]),
        (Closed, Open, Some(How::Mark), [own, answered, no_request, OK, OK, OK, waits, OK, OK, OK]),
        (Closed, Given, Some(How::Mark), [own, done, no_request, OK, OK, OK, answered, OK, OK, OK]),
        (Closed, Open, Some(How::WriteOff), [own, answered, no_request, OK, OK, OK, closed, OK, OK, OK]),
    ];
    let others = [Subject::Coordination, Subject::Contact, Subject::Other];
    for (asker, subjects, table) in [
        (Party::Recipient, &[Subject::Complement][..], requests),
        (Party::Recipient, &others[..], incoming),
        (Party::Care, &others[..], own_questions),
    ] {
        for subject in subjects {
            for (state, answer, handling, expected) in table {
                let question = Question {
                    asker,
                    subject: *subject,
                    state: *state,
                    answer: *answer,
                    handling: *handling,
                };
                for (event, expected) in Event::ALL.iter().zip(expected) {
                    assert_eq!(step(question, *event), *expected, "{question:?} {event:?}");
                }
            }
        }
    }
}

fn message(from: Party, kind: MessageKind, subject: Subject, state: Option<ItemState>) -> Message {
    Message {
        from,
        kind,
        subject,
        state,
        is_handled: state == Some(Closed),
    }
}

fn question(subject: Subject, state: ItemState) -> Message {
    message(
        Party::Recipient,
        MessageKind::Question,
        subject,
        Some(state),
    )
}

fn own(state: ItemState) -> Message {
    message(
        Party::Care,
        MessageKind::Question,
        Subject::Contact,
        Some(state),
    )
}

fn reminder(is_handled: bool) -> Message {
    Message {
        is_handled,
        ..message(
            Party::Recipient,
            MessageKind::Reminder,
            Subject::Reminder,
            None,
        )
    }
}

/// Source: acceptance D05, S74, S77–S80, A72.
#[test]
fn nytt_meddelande_is_what_the_conversation_allows() {
    let request = question(Subject::Complement, Asked);
    let contact = question(Subject::Contact, Asked);
    let answer = message(
        Party::Recipient,
        MessageKind::Answer,
        Subject::Contact,
        None,
    );
    let handled = Message {
        is_handled: true,
        ..answer
    };
    let unticked = Message {
        is_handled: false,
        ..question(Subject::Other, Closed)
    };
    for (messages, expected) in [
        (&[][..], Ok(Offer::Question)),
        (&[contact], Ok(Offer::Answer)),
        (&[contact, request], Ok(Offer::Answer)),
        (&[contact, contact], Ok(Offer::Answer)),
        (&[request], Err(NoMessage::CompletionRequested)),
        (&[own(Waits)], Err(NoMessage::Ongoing)),
        (&[own(Waits), contact], Ok(Offer::Answer)),
        (&[own(Answered), answer], Err(NoMessage::Ongoing)),
        (&[own(Closed), answer], Err(NoMessage::Ongoing)),
        (&[own(Closed), handled], Ok(Offer::Question)),
        (
            &[question(Subject::Complement, Closed)],
            Ok(Offer::Question),
        ),
        (
            &[question(Subject::Complement, Closed), reminder(false)],
            Err(NoMessage::Ongoing),
        ),
        (
            &[question(Subject::Complement, Closed), reminder(true)],
            Ok(Offer::Question),
        ),
        (&[unticked], Err(NoMessage::Ongoing)),
    ] {
        assert_eq!(offer(Standing::Sent, messages), expected, "{messages:?}");
        let goes_on = expected != Ok(Offer::Question);
        assert_eq!(is_ongoing(messages), goes_on, "{messages:?}");
        for (standing, reason) in [
            (Standing::Draft, NoMessage::NotSigned),
            (Standing::NotSent, NoMessage::NotSent),
            (Standing::Deleted, NoMessage::Deleted),
            (Standing::Test, NoMessage::TestPerson),
        ] {
            assert_eq!(offer(standing, messages), Err(reason));
        }
    }
}

/// Source: acceptance S84, ui 6.13.
#[test]
fn what_is_expected_follows_from_kind_and_subject() {
    for (subject, expected) in [
        (Subject::Complement, Todo::Complement),
        (Subject::Coordination, Todo::AnswerCoordination),
        (Subject::Contact, Todo::AnswerContact),
        (Subject::Other, Todo::ReadAndAnswer),
    ] {
        let asked = question(subject, Asked);
        assert_eq!(todo(&asked, None), Some(expected));
        assert_eq!(todo(&reminder(false), Some(&asked)), Some(expected));
        let closed = question(subject, Closed);
        assert_eq!(todo(&closed, None), None);
        assert_eq!(todo(&reminder(false), Some(&closed)), Some(Todo::Read));
        let unticked = Message {
            is_handled: false,
            ..closed
        };
        assert_eq!(todo(&unticked, None), Some(Todo::Read));
    }
    let answer = message(Party::Recipient, MessageKind::Answer, Subject::Other, None);
    assert_eq!(todo(&answer, None), Some(Todo::ReadAnswer));
    assert_eq!(
        todo(
            &Message {
                is_handled: true,
                ..answer
            },
            None
        ),
        None
    );
    assert_eq!(todo(&reminder(true), None), None);
    assert_eq!(todo(&own(Waits), None), None);
}

#[test]
fn names_in_storage_are_read_back() {
    for subject in Subject::ALL {
        assert_eq!(Subject::from_code(subject.code()), Some(subject));
    }
    assert_eq!(Subject::from_code("komplt"), None);
    for state in ItemState::ALL {
        assert_eq!(ItemState::from_key(state.key()), Some(*state));
    }
    for handling in Handling::ALL {
        assert_eq!(Handling::from_key(handling.key()), Some(*handling));
    }
    for kind in MessageKind::ALL {
        assert_eq!(MessageKind::from_key(kind.key()), Some(*kind));
    }
    for party in Party::ALL {
        assert_eq!(Party::from_key(party.key()), Some(*party));
    }
}
