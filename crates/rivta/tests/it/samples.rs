//! Messages of our own making. Persons, units and ids are fictional.

use intyg_rivta::{
    certificate::{Certificate, Delsvar, Register, Relation, Svar},
    message::{ComplementPoint, Message, MessageToCare, MessageToRecipient},
    names,
    revoke::Revoke,
    send::{Send, SentBy},
    types::{
        Code, Enhet, HosPersonal, IntygId, MessageReference, PersonId, Specialistkompetens,
        Vardgivare,
    },
};

pub(crate) fn id(extension: &str) -> IntygId {
    IntygId {
        root: "SE5561234567-E001".to_owned(),
        extension: extension.to_owned(),
    }
}

pub(crate) fn patient() -> PersonId {
    PersonId {
        root: names::PERSONNUMMER.to_owned(),
        extension: "191212121212".to_owned(),
    }
}

pub(crate) fn doctor() -> HosPersonal {
    HosPersonal {
        personal_id: "SE5561234567-D001".to_owned(),
        full_name: "Åsa Öhrn".to_owned(),
        prescriber_code: Some("0000000".to_owned()),
        positions: vec![Code::new("202010", names::POSITION, "Specialistläkare")],
        unit: Enhet {
            id: "SE5561234567-E001".to_owned(),
            workplace_code: "0000000".to_owned(),
            name: "Åkerns vårdcentral".to_owned(),
            postal_address: "Box 1".to_owned(),
            postal_code: "12345".to_owned(),
            city: "Åkern".to_owned(),
            phone: String::new(),
            email: Some("post@vardcentral.example".to_owned()),
            care_provider: Vardgivare {
                id: "SE5561234567-V001".to_owned(),
                name: "Region Exempel & Co".to_owned(),
            },
        },
        specialities: vec![Specialistkompetens {
            code: "N/A".to_owned(),
            display_name: Some("Allmänmedicin".to_owned()),
        }],
        licensed_professions: vec![Code::new("LK", names::LICENSED_PROFESSION, "Läkare")],
    }
}

/// A request that uses every part of the contract that is ever written.
pub(crate) fn register() -> Register {
    let at = "2026-03-02T08:15:30".parse().unwrap();
    Register {
        reply_to: Some(MessageReference {
            message_id: "b7c0d1a2-0000-4000-8000-000000000001".to_owned(),
            reference_id: Some("FK-1".to_owned()),
        }),
        certificate: Certificate {
            id: id("b7c0d1a2-0000-4000-8000-000000000002"),
            recipients: Vec::new(),
            certificate_type: Code::new("LISJP", names::CERTIFICATE_TYPE, "Läkarintyg"),
            version: "1.3".to_owned(),
            signed_at: Some(at),
            sent_at: Some(at),
            patient: patient(),
            created_by: doctor(),
            relations: vec![Relation {
                kind: Code::new("KOMPLT", names::RELATION, "Kompletterar"),
                certificate: id("b7c0d1a2-0000-4000-8000-000000000003"),
            }],
            statuses: Vec::new(),
            answers: answers(),
        },
    }
}

fn answers() -> Vec<Svar> {
    let plain = |id: &str, parts| Svar {
        id: id.to_owned(),
        instance: None,
        parts,
    };
    vec![
        plain("27", vec![Delsvar::text("27.1", "false")]),
        Svar {
            id: "32".to_owned(),
            instance: Some(2),
            parts: vec![
                Delsvar::cv("32.1", Code::new("HALFTEN", "KV_FKMU_0003", "50%")),
                Delsvar::date_period(
                    "32.2",
                    Some("2026-03-02".to_owned()),
                    Some("2026-03-31".to_owned()),
                ),
            ],
        },
        plain(
            "25",
            vec![Delsvar::text(
                "25.1",
                "  Å, ä & ö samt <tecken> ]]> \"citat\"\r\nny rad\tslut ",
            )],
        ),
        plain("9001", vec![Delsvar::text("9001.1", "")]),
    ]
}

pub(crate) fn send() -> Send {
    Send {
        sent_at: "2026-03-02T08:16:00".parse().unwrap(),
        certificate: id("b7c0d1a2-0000-4000-8000-000000000002"),
        patient: patient(),
        recipient: Code::new("FKASSA", names::PART, "Försäkringskassan"),
        sent_by: SentBy::Staff(Box::new(doctor())),
    }
}

pub(crate) fn revoke() -> Revoke {
    Revoke {
        message: Some("Annat allvarligt fel: <fel> & åäö".to_owned()),
        sent_at: "2026-03-03T09:00:00".parse().unwrap(),
        certificate: id("b7c0d1a2-0000-4000-8000-000000000002"),
        patient: patient(),
        sent_by: doctor(),
    }
}

fn message(subject: &str) -> Message {
    Message {
        id: "b7c0d1a2-0000-4000-8000-000000000010".to_owned(),
        reference_id: Some("FK-2".to_owned()),
        sent_at: "2026-03-04T09:30:00".parse().unwrap(),
        certificate: id("b7c0d1a2-0000-4000-8000-000000000002"),
        patient: patient(),
        logical_address: "SE5561234567-E001".to_owned(),
        subject: Code::new(subject, names::SUBJECT, "Ämne"),
        heading: Some("Rubrik & mer".to_owned()),
        text: " Två rader\n<och> tecken ".to_owned(),
        reminder_of: Some("b7c0d1a2-0000-4000-8000-000000000011".to_owned()),
        reply_to: Some(MessageReference {
            message_id: "b7c0d1a2-0000-4000-8000-000000000012".to_owned(),
            reference_id: Some("FK-3".to_owned()),
        }),
    }
}

/// A request that uses every part of the contract, whether or not its rules allow them together.
pub(crate) fn message_to_care() -> MessageToCare {
    MessageToCare {
        message: message("KOMPLT"),
        sender: Code::new("FKASSA", names::PART, "Försäkringskassan"),
        contact_lines: vec!["Kontoret".to_owned(), "Telefon 010-000 00 00".to_owned()],
        points: vec![
            ComplementPoint {
                question_id: "32".to_owned(),
                instance: Some(2),
                text: "Ange perioden.".to_owned(),
            },
            ComplementPoint {
                question_id: "9001".to_owned(),
                instance: None,
                text: String::new(),
            },
        ],
        last_reply_date: Some("2026-03-18".parse().unwrap()),
    }
}

/// A request that uses every part of the contract, whether or not its rules allow them together.
pub(crate) fn message_to_recipient() -> MessageToRecipient {
    MessageToRecipient {
        message: message("KONTKT"),
        sent_by: doctor(),
        last_reply_date: Some("2026-03-18".parse().unwrap()),
    }
}
