//! Messages of our own making. Persons, units and ids are fictional.

use intyg_rivta::{
    certificate::{Certificate, Delsvar, Register, Svar, write_register},
    message::{Message, MessageToRecipient, write_message_to_recipient},
    names,
    revoke::{Revoke, write_revoke},
    send::{Send, SentBy, write_send},
    types::{Code, Enhet, HosPersonal, IntygId, MessageReference, PersonId, Vardgivare},
};
use intyg_signing::{LocalSigner, SignerIdentity, sign_register};

pub(crate) const ID: &str = "b7c0d1a2-0000-4000-8000-000000000002";
pub(crate) const PATIENT: &str = "191212121212";
pub(crate) const OTHER_PATIENT: &str = "197010632391";

fn doctor() -> HosPersonal {
    HosPersonal {
        personal_id: "SE5561234567-D001".to_owned(),
        full_name: "Åsa Öhrn".to_owned(),
        prescriber_code: None,
        positions: Vec::new(),
        unit: Enhet {
            id: "SE5561234567-E001".to_owned(),
            workplace_code: "0000000".to_owned(),
            name: "Åkerns vårdcentral".to_owned(),
            postal_address: "Box 1".to_owned(),
            postal_code: "12345".to_owned(),
            city: "Åkern".to_owned(),
            phone: String::new(),
            email: None,
            care_provider: Vardgivare {
                id: "SE5561234567-V001".to_owned(),
                name: "Region Exempel".to_owned(),
            },
        },
        specialities: Vec::new(),
        licensed_professions: Vec::new(),
    }
}

fn certificate_id(id: &str) -> IntygId {
    IntygId {
        root: "SE5561234567-E001".to_owned(),
        extension: id.to_owned(),
    }
}

fn person(number: &str) -> PersonId {
    PersonId {
        root: names::PERSONNUMMER.to_owned(),
        extension: number.to_owned(),
    }
}

pub(crate) fn register_for(id: &str, patient: &str) -> Register {
    let at = "2026-03-02T08:15:30".parse().unwrap();
    Register {
        reply_to: None,
        certificate: Certificate {
            id: certificate_id(id),
            recipients: Vec::new(),
            certificate_type: Code::new(
                "LISJP",
                names::CERTIFICATE_TYPE,
                "Läkarintyg för sjukpenning",
            ),
            version: "1.3".to_owned(),
            signed_at: Some(at),
            sent_at: Some(at),
            patient: person(patient),
            created_by: doctor(),
            relations: Vec::new(),
            statuses: Vec::new(),
            answers: vec![Svar {
                id: "25".to_owned(),
                instance: None,
                parts: vec![Delsvar::text("25.1", "<script>alert(1)</script> & åäö")],
            }],
        },
    }
}

pub(crate) fn register(id: &str, patient: &str) -> String {
    write_register(&register_for(id, patient)).unwrap()
}

pub(crate) fn signed(id: &str) -> String {
    let signer = LocalSigner::in_memory().unwrap();
    let who = SignerIdentity {
        hsa_id: doctor().personal_id,
        name: doctor().full_name,
    };
    let at = "2026-03-02T07:15:30Z".parse().unwrap();
    let register = register_for(id, PATIENT);
    let bytes = sign_register(&register, &signer, &who, at).unwrap().bytes;
    String::from_utf8(bytes).unwrap()
}

pub(crate) fn send(id: &str, patient: &str, recipient: &str) -> String {
    write_send(&Send {
        sent_at: "2026-03-02T08:16:00".parse().unwrap(),
        certificate: certificate_id(id),
        patient: person(patient),
        recipient: Code::new(recipient, names::PART, "Mottagare"),
        sent_by: SentBy::Staff(Box::new(doctor())),
    })
    .unwrap()
}

pub(crate) fn revoke(id: &str, patient: &str) -> String {
    write_revoke(&Revoke {
        message: Some("Annat allvarligt fel Fel datum.".to_owned()),
        sent_at: "2026-03-03T09:00:00".parse().unwrap(),
        certificate: certificate_id(id),
        patient: person(patient),
        sent_by: doctor(),
    })
    .unwrap()
}

pub(crate) const QUESTION: &str = "b7c0d1a2-0000-4000-8000-000000000020";

/// A question from care about contact.
pub(crate) fn message() -> MessageToRecipient {
    MessageToRecipient {
        message: Message {
            id: QUESTION.to_owned(),
            reference_id: None,
            sent_at: "2026-03-02T08:19:00".parse().unwrap(),
            certificate: certificate_id(ID),
            patient: person(PATIENT),
            logical_address: "2021005521".to_owned(),
            subject: Code::new("KONTKT", names::SUBJECT, "Kontakt"),
            heading: None,
            text: "Vem handlägger ärendet?".to_owned(),
            reminder_of: None,
            reply_to: None,
        },
        sent_by: doctor(),
        last_reply_date: None,
    }
}

pub(crate) fn answer_to(id: &str, subject: &str, question: &str) -> MessageToRecipient {
    let mut answer = message();
    answer.message.id = id.to_owned();
    answer.message.subject = Code::new(subject, names::SUBJECT, subject);
    answer.message.text = "Svaret.".to_owned();
    answer.message.reply_to = Some(MessageReference {
        message_id: question.to_owned(),
        reference_id: None,
    });
    answer
}

pub(crate) fn written(message: &MessageToRecipient) -> String {
    write_message_to_recipient(message).unwrap()
}
