//! What is read from a certificate, and the orders that follow it.

use intyg_catalog::element::Kind;
use intyg_catalog::reading::read;
use intyg_catalog::value::Value;
use intyg_convert::{
    Envelope, ReceiveError, Relation, RelationKind, SendOrder, Verdict, from_bytes, from_wire,
    relate, send_request, to_wire, validate_file,
};
use intyg_core::ids::HsaId;
use intyg_core::person::PersonId;
use intyg_core::text;
use intyg_rivta::certificate::{Delsvar, Svar, write_register};
use intyg_rivta::names;
use intyg_rivta::send::parse_send;
use intyg_rivta::xml::parse;

use crate::fixtures::{doctor, id, newest, patient, register, signed_at, xml};
use crate::samples::{TODAY, Titles, V1, V2, full, minimal, with};

#[test]
fn the_envelope_says_who_where_and_when_and_nothing_of_the_patient_but_the_number() {
    let facts = from_wire(&register(&minimal()))
        .expect("a certificate")
        .facts;
    assert_eq!(facts.id, id().to_text());
    assert_eq!(
        facts.signed_at.map(|at| at.to_string()).as_deref(),
        Some("2024-03-04T10:15:30")
    );
    assert_eq!(facts.patient, Some(patient()));
    assert_eq!(
        (facts.issuer_id.as_str(), facts.issuer_name.as_str()),
        ("SE2321000016-LK01", "Anna Testläkare")
    );
    assert_eq!(facts.positions, ["Specialistläkare", "999999"]);
    assert_eq!(facts.specialities, ["Allmänmedicin"]);
    assert_eq!(facts.workplace_code, "0000000");
    assert_eq!(
        facts.contact.address, "Exempelgatan 1",
        "the draft's, not the register's"
    );
    assert_eq!(facts.relation, None);
}

#[test]
fn several_positions_and_specialities_are_each_sent_and_read_back() {
    let mut actor = doctor();
    actor.staff.specialities = ["Geriatrik", " ", "Allmänmedicin"]
        .map(str::to_owned)
        .into();
    actor.staff.position_codes = ["202010", "", "203010"].map(str::to_owned).into();
    let values = read(V1, &minimal(), TODAY, &Titles).values;
    let envelope = Envelope {
        id: id(),
        text_version: newest(V1),
        signed_at: signed_at(),
        patient: &patient(),
        actor: &actor,
    };
    let message = to_wire(V1, &values, &envelope);
    let facts = from_wire(&message).expect("a certificate").facts;
    assert_eq!(facts.specialities, ["Geriatrik", "Allmänmedicin"]);
    assert_eq!(facts.positions.len(), 2);
    let xml = write_register(&message).expect("writable");
    assert_eq!(xml.matches("specialistkompetens>").count(), 4);
    assert!(!xml.contains("epost"), "what is blank is left out");
}

#[test]
fn a_samordningsnummer_is_sent_under_its_own_root() {
    let number = PersonId::from_canonical("197010632391").expect("a person id");
    let order = SendOrder {
        id: id(),
        unit: &doctor().unit().id.clone(),
        patient: &number,
        recipient: V1.recipient,
        sent_by: &doctor(),
        at: signed_at(),
    };
    let request = send_request(&order).expect("writable");
    let read = parse_send(&parse(request.as_bytes()).expect("well-formed")).expect("valid");
    assert_eq!(read.patient.root, names::SAMORDNINGSNUMMER);
    assert_eq!(read.recipient.code, "FKASSA");
    assert_eq!(read.certificate.extension, id().to_text());
    assert_eq!(read.certificate.root, "SE2321000016-VE01");
}

#[test]
fn what_the_rules_let_through_is_read_as_it_is() {
    let mut message = register(&minimal());
    let long = "x".repeat(9000);
    for svar in &mut message.certificate.answers {
        for part in &mut svar.parts {
            match part.id.as_str() {
                "35.1" => *part = Delsvar::text("35.1", long.as_str()),
                "1.2" => *part = Delsvar::text("1.2", "2024-03-04+01:00"),
                _ => {}
            }
        }
    }
    for (id, text) in [("9001", "Svar på tilläggsfråga"), ("26", "0")] {
        message.certificate.answers.push(Svar {
            id: id.to_owned(),
            instance: None,
            parts: vec![Delsvar::text(format!("{id}.1"), text)],
        });
    }
    let received = from_wire(&message).expect("a certificate");
    assert_eq!(received.answers.get("35").len(), 9000);
    assert_eq!(received.answers.get("1.UNDERSOKNING.datum"), "2024-03-04");
    assert_eq!(received.answers.get("26"), "false");
    assert_eq!(
        received.additional,
        [("9001".to_owned(), "Svar på tilläggsfråga".to_owned())]
    );
    let contact = V1
        .elements()
        .find(|e| matches!(e.kind, Kind::UnitContact))
        .expect("an element");
    assert!(matches!(
        received.values.get(contact.id),
        Some(Value::UnitContact(_))
    ));
}

#[test]
fn answers_of_a_received_certificate_are_those_of_its_draft() {
    let sent = full();
    let received = from_wire(&register(&sent)).expect("a certificate").answers;
    let differing = received.differing_fields(&sent);
    assert_eq!(
        differing,
        ["25", "6.kodverk", "ej-undersokning", "tidigt-startdatum"]
    );
}

#[test]
fn unknown_types_and_versions_are_refused() {
    for (code, version, known) in [
        ("LISJP", "1.3", true),
        ("LISJP", "1", true),
        ("LISJP", "1.4", false),
        ("LISJP", "", false),
        ("LUSEN", "1.3", false),
    ] {
        let mut message = register(&minimal());
        message.certificate.certificate_type.code = code.to_owned();
        message.certificate.version = version.to_owned();
        let read = from_wire(&message).map(|r| r.text_version);
        assert_eq!(read.is_ok(), known, "{code} {version}");
        assert!(known || read == Err(ReceiveError::Type));
    }
}

#[test]
fn a_relation_comes_back_as_it_was_stated() {
    for kind in [
        RelationKind::Renew,
        RelationKind::Complement,
        RelationKind::Replace,
        RelationKind::Copy,
    ] {
        let mut message = register(&with(minimal(), &[]));
        let relation = Relation {
            kind,
            certificate: "9f0e8f2a-3c11-4c6e-9d43-0f5c1f1c2b3a".to_owned(),
        };
        let unit = HsaId::parse("SE2321000016-VE09").expect("an id");
        for (ty, root) in [(V1, "SE2321000016-VE01"), (V2, "SE2321000016-VE09")] {
            relate(&mut message, ty, &relation, &unit);
            assert_eq!(message.certificate.relations[0].certificate.root, root);
        }
        assert_eq!(
            from_wire(&message).expect("a certificate").facts.relation,
            Some(relation)
        );
    }
}

/// Traps 20 and 21: what may be sent comes back unchanged, markup and all.
#[test]
fn every_sign_that_may_be_sent_comes_back() {
    let signs: String = (0..=u32::from(char::MAX))
        .filter_map(char::from_u32)
        .filter(|c| text::is_sendable(*c) && *c != '\r')
        .collect();
    let written = format!("{signs} ]]> &amp; <svar id=\"1\"> <!-- {signs}");
    let draft = with(minimal(), &[("35", &written)]);
    assert_eq!(text::unsendable(&written), []);
    let xml = xml(&draft);
    let received = from_bytes(xml.as_bytes()).expect("a certificate");
    assert_eq!(received.answers.get("35"), written);
    assert_eq!(validate_file(xml.as_bytes()), Verdict::Pass);
}

#[test]
fn answers_to_additional_questions_survive_being_read_and_written() {
    let mut message = register(&minimal());
    for (id, part, text) in [
        ("9001", "9001.1", "Ja"),
        ("9017", "9017.1", " Två rader\nmed blanksteg "),
        // The national rules do not look at the part's number.
        ("9999", "9999.7", "Annat delsvar"),
    ] {
        message.certificate.answers.push(Svar {
            id: id.to_owned(),
            instance: None,
            parts: vec![Delsvar::text(part, text)],
        });
    }
    let first = from_wire(&message).expect("a certificate");
    let written = to_wire(
        V1,
        &first.values,
        &Envelope {
            id: id(),
            text_version: "1.3",
            signed_at: signed_at(),
            patient: &patient(),
            actor: &doctor(),
        },
    );
    let text = write_register(&written).expect("writable");
    assert_eq!(validate_file(text.as_bytes()), Verdict::Pass);
    let second = from_bytes(text.as_bytes()).expect("a certificate");
    assert_eq!(second.values, first.values);
    assert_eq!(second.additional, first.additional);
    assert_eq!(
        second.additional,
        [
            ("9001", "Ja"),
            ("9017", " Två rader\nmed blanksteg "),
            ("9999", "Annat delsvar")
        ]
        .map(|(id, text)| (id.to_owned(), text.to_owned()))
    );
    let last: Vec<&str> = written
        .certificate
        .answers
        .iter()
        .rev()
        .take(3)
        .map(|svar| svar.parts[0].id.as_str())
        .collect();
    assert_eq!(last, ["9999.1", "9017.1", "9001.1"], "after all others");
}
