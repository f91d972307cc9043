use super::*;

const PATIENT: &str = "191212121212";
const UNIT: &str = "SE1-U";
const TOO_LONG: &str = concat!(
    "12345678901234567890123456789012345678901234567890",
    "12345678901234567890123456789012345678901234567890",
    "12345678901234567890123456789012345678901234567890",
    "123456789012345678901234567890123456789012345678901"
);

fn question() -> Incoming<'static> {
    Incoming {
        id: "m-1",
        subject: "KONTKT",
        text: "Ring oss.",
        points: 0,
        names_reminded: false,
        names_answered: false,
        reply_by: None,
        patient: PATIENT,
        unit: UNIT,
    }
}

fn answer() -> Incoming<'static> {
    Incoming {
        names_answered: true,
        ..question()
    }
}

fn reminder() -> Incoming<'static> {
    Incoming {
        subject: "PAMINN",
        names_reminded: true,
        ..question()
    }
}

fn certificate() -> KnownCertificate<'static> {
    KnownCertificate {
        stage: Stage::Sent,
        patient: PATIENT,
        issuing_unit: UNIT,
        unit: UNIT,
    }
}

/// Everything is known: a question of ours without answer, and one of theirs.
fn known() -> Known<'static> {
    let theirs = Referenced {
        certificate: Same::Yes,
        from: Party::Recipient,
        kind: MessageKind::Question,
        subject: Subject::Complement,
        answer: AnswerState::None,
    };
    Known {
        address: Address::Served,
        id: Id::New,
        sender: Sender::Recipient,
        certificate: Some(certificate()),
        answered: Some(Referenced {
            from: Party::Care,
            subject: Subject::Contact,
            ..theirs
        }),
        reminded: Some(theirs),
    }
}

fn staged(stage: Stage) -> Known<'static> {
    Known {
        certificate: Some(KnownCertificate {
            stage,
            ..certificate()
        }),
        ..known()
    }
}

fn answering(change: impl Fn(&mut Referenced)) -> Known<'static> {
    let mut known = known();
    known.answered.iter_mut().for_each(change);
    known
}

fn reminding(change: impl Fn(&mut Referenced)) -> Known<'static> {
    let mut known = known();
    known.reminded.iter_mut().for_each(change);
    known
}

/// One case per way to fail a row of exchange 3.3, in the order of the rows.
#[rustfmt::skip]
fn failures() -> Vec<(Rejection, Incoming<'static>, Known<'static>)> {
    use Rejection as R;
    let elsewhere = Known {
        address: Address::Elsewhere,
        ..known()
    };
    let received = Known {
        id: Id::Received,
        ..known()
    };
    let unknown = Known {
        certificate: None,
        ..known()
    };
    let q = question;
    vec![
        (R::UnknownAddress, q(), elsewhere),
        (R::UnusableId, Incoming { id: " ", ..q() }, known()),
        (R::UnusableId, Incoming { id: TOO_LONG, ..q() }, known()),
        (R::Duplicate, q(), received),
        (R::UnknownSubject, Incoming { subject: "ANNAT", ..q() }, known()),
        (R::UnknownSubject, Incoming { subject: "kontkt", ..q() }, known()),
        (R::UnknownSender, q(), Known { sender: Sender::Stranger, ..known() }),
        (R::Blank, Incoming { text: " \n\t", ..q() }, known()),
        (R::PointsWithoutRequest, Incoming { points: 1, ..q() }, known()),
        (R::ReminderMismatch, Incoming { names_reminded: true, ..q() }, known()),
        (R::ReminderMismatch, Incoming { names_reminded: false, ..reminder() }, known()),
        (R::AnswerWithDate, Incoming { reply_by: Some(jiff::civil::date(2026, 12, 1)), ..answer() }, known()),
        (R::UnknownCertificate, q(), unknown),
        (R::NotSigned, q(), staged(Stage::Draft)),
        (R::OtherPatient, Incoming { patient: "201212121212", ..q() }, known()),
        (R::OtherUnit, Incoming { unit: "SE1-V", ..q() }, known()),
        (R::Revoked, q(), staged(Stage::Revoked)),
        (R::Revoked, reminder(), staged(Stage::Revoked)),
        (R::UnknownAnswered, answer(), Known { answered: None, ..known() }),
        (R::UnknownAnswered, answer(), answering(|m| m.certificate = Same::No)),
        (R::UnknownAnswered, answer(), answering(|m| m.from = Party::Recipient)),
        (R::UnknownAnswered, answer(), answering(|m| m.kind = MessageKind::Answer)),
        (R::OtherSubject, answer(), answering(|m| m.subject = Subject::Other)),
        (R::AnsweredBefore, answer(), answering(|m| m.answer = AnswerState::Given)),
        (R::UnknownReminded, reminder(), Known { reminded: None, ..known() }),
        (R::UnknownReminded, reminder(), reminding(|m| m.certificate = Same::No)),
        (R::UnknownReminded, reminder(), reminding(|m| m.from = Party::Care)),
        (R::UnknownReminded, reminder(), reminding(|m| m.kind = MessageKind::Reminder)),
    ]
}

#[test]
fn every_row_refuses_what_it_is_there_for() {
    let failures = failures();
    for (expected, message, known) in &failures {
        assert_eq!(
            check(message, known),
            Err(*expected),
            "{message:?} {known:?}"
        );
    }
    for rejection in Rejection::ALL {
        assert!(
            failures.iter().any(|(seen, _, _)| seen == rejection),
            "{rejection:?} has a case"
        );
    }
}

/// With two faults at once the earlier row answers.
#[test]
fn the_first_failure_decides() {
    let rows: Vec<u8> = Rejection::ALL.iter().map(|r| r.row()).collect();
    assert!(rows.is_sorted(), "{rows:?}");
    let all_wrong = Incoming {
        id: "",
        subject: "ANNAT",
        text: "",
        points: 1,
        names_reminded: true,
        names_answered: true,
        reply_by: Some(jiff::civil::date(2026, 12, 1)),
        patient: "",
        unit: "",
    };
    let mut message = all_wrong.clone();
    let mut known = Known {
        address: Address::Elsewhere,
        id: Id::Received,
        sender: Sender::Stranger,
        certificate: None,
        answered: None,
        reminded: None,
    };
    let next = |message: &Incoming<'_>, known: &Known<'_>, expected| {
        assert_eq!(check(message, known), Err(expected));
    };
    next(&message, &known, Rejection::UnknownAddress);
    known.address = Address::Served;
    next(&message, &known, Rejection::UnusableId);
    message.id = "m-1";
    next(&message, &known, Rejection::Duplicate);
    known.id = Id::New;
    next(&message, &known, Rejection::UnknownSubject);
    message.subject = "KONTKT";
    next(&message, &known, Rejection::UnknownSender);
    known.sender = Sender::Recipient;
    next(&message, &known, Rejection::Blank);
    message.text = "Hej";
    next(&message, &known, Rejection::PointsWithoutRequest);
    message.points = 0;
    next(&message, &known, Rejection::ReminderMismatch);
    message.names_reminded = false;
    next(&message, &known, Rejection::AnswerWithDate);
    message.reply_by = None;
    next(&message, &known, Rejection::UnknownCertificate);
    let mut certificate = KnownCertificate {
        stage: Stage::Draft,
        ..certificate()
    };
    known.certificate = Some(certificate);
    next(&message, &known, Rejection::NotSigned);
    certificate.stage = Stage::Sent;
    known.certificate = Some(certificate);
    next(&message, &known, Rejection::OtherPatient);
    message.patient = PATIENT;
    next(&message, &known, Rejection::OtherUnit);
    message.unit = UNIT;
    next(&message, &known, Rejection::UnknownAnswered);
}

#[test]
fn the_unit_that_issued_and_the_one_that_answers_are_both_right() {
    let known = Known {
        certificate: Some(KnownCertificate {
            unit: "SE1-N",
            ..certificate()
        }),
        ..known()
    };
    for (unit, expected) in [
        (UNIT, Ok(())),
        (" se1-n ", Ok(())),
        ("SE1-X", Err(Rejection::OtherUnit)),
    ] {
        let message = Incoming { unit, ..question() };
        assert_eq!(check(&message, &known).map(|_| ()), expected, "{unit}");
    }
}

#[test]
fn what_is_in_order_is_taken_and_told_apart() {
    let accepted = |message: Incoming<'_>, known: Known<'_>| {
        let accepted = check(&message, &known).expect("accepted");
        (accepted.kind, accepted.subject, accepted.proves_sending)
    };
    for subject in ["KOMPLT", "AVSTMN", "KONTKT", "OVRIGT"] {
        let message = Incoming {
            subject,
            ..question()
        };
        let expected = Subject::from_code(subject).expect("a subject");
        assert_eq!(
            accepted(message, known()),
            (MessageKind::Question, expected, false)
        );
    }
    assert_eq!(accepted(answer(), known()).0, MessageKind::Answer);
    assert_eq!(accepted(reminder(), known()).0, MessageKind::Reminder);
    // Both references: a reminder.
    let both = Incoming {
        names_answered: true,
        ..reminder()
    };
    assert_eq!(accepted(both, known()).0, MessageKind::Reminder);
    // The unit in lower case is the same unit.
    let lower = Incoming {
        unit: " se1-u ",
        ..question()
    };
    assert_eq!(accepted(lower, known()).0, MessageKind::Question);
    // Row 14: an answer to what was asked before is taken; row 15: taken, and proof.
    assert_eq!(
        accepted(answer(), staged(Stage::Revoked)).0,
        MessageKind::Answer
    );
    assert!(accepted(question(), staged(Stage::NotSent)).2);
    // Row 20: a request without points.
    let request = Incoming {
        subject: "KOMPLT",
        ..question()
    };
    assert_eq!(accepted(request, known()).1, Subject::Complement);
}
