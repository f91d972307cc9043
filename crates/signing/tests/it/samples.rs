//! A certificate of our own making. Persons, units and ids are fictional.

use intyg_rivta::{
    certificate::{Certificate, Delsvar, Register, Relation, Svar},
    names,
    types::{Code, Enhet, HosPersonal, IntygId, PersonId, Vardgivare},
};
use intyg_signing::{LocalSigner, SignedRegister, SignerIdentity, sign_register};
use jiff::Timestamp;

pub(crate) const ID: &str = "b7c0d1a2-0000-4000-8000-000000000002";

pub(crate) fn at() -> Timestamp {
    "2026-03-02T07:15:30Z".parse().unwrap()
}

pub(crate) fn doctor() -> SignerIdentity {
    SignerIdentity {
        hsa_id: "SE5561234567-D001".to_owned(),
        name: "Åsa Öhrn".to_owned(),
    }
}

pub(crate) fn register() -> Register {
    let local = "2026-03-02T08:15:30".parse().unwrap();
    let id = |extension: &str| IntygId {
        root: "SE5561234567-E001".to_owned(),
        extension: extension.to_owned(),
    };
    let plain = |id: &str, part| Svar {
        id: id.to_owned(),
        instance: None,
        parts: vec![part],
    };
    Register {
        reply_to: None,
        certificate: Certificate {
            id: id(ID),
            recipients: Vec::new(),
            certificate_type: Code::new("LISJP", names::CERTIFICATE_TYPE, "Läkarintyg"),
            version: "1.3".to_owned(),
            signed_at: Some(local),
            sent_at: Some(local),
            patient: PersonId {
                root: names::PERSONNUMMER.to_owned(),
                extension: "191212121212".to_owned(),
            },
            created_by: HosPersonal {
                personal_id: doctor().hsa_id,
                full_name: doctor().name,
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
                    email: None,
                    care_provider: Vardgivare {
                        id: "SE5561234567-V001".to_owned(),
                        name: "Region Exempel & Co".to_owned(),
                    },
                },
                specialities: Vec::new(),
                licensed_professions: Vec::new(),
            },
            relations: vec![Relation {
                kind: Code::new("FRLANG", names::RELATION, "Förlänger"),
                certificate: id("b7c0d1a2-0000-4000-8000-000000000003"),
            }],
            statuses: Vec::new(),
            answers: vec![
                plain("27", Delsvar::text("27.1", "false")),
                plain(
                    "6",
                    Delsvar::cv("6.2", Code::new("M545", "1.2.752.116.1.1.1.1.3", "Lumbago")),
                ),
                plain(
                    "25",
                    Delsvar::text(
                        "25.1",
                        " Å, ä & ö samt <tecken> ]]> \"citat\"\r\nny rad\tslut ",
                    ),
                ),
            ],
        },
    }
}

pub(crate) fn signed(signer: &LocalSigner) -> SignedRegister {
    sign_register(&register(), signer, &doctor(), at()).unwrap()
}

pub(crate) fn signed_text(signer: &LocalSigner) -> String {
    String::from_utf8(signed(signer).bytes).unwrap()
}
