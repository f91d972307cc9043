//! A doctor, a patient, and certificates made from drafts.

use intyg_catalog::answers::Answers;
use intyg_catalog::element::CertificateType;
use intyg_catalog::reading::read;
use intyg_convert::{Envelope, to_wire};
use intyg_core::actor::{Actor, Assignment, Role, Staff};
use intyg_core::ids::{CertificateId, HsaId};
use intyg_core::organisation::{CareProvider, CareUnit, Contact, UnitStatus};
use intyg_core::person::PersonId;
use intyg_rivta::certificate::{Register, write_register};
use jiff::Timestamp;

use crate::samples::{TODAY, Titles, V1};

pub(crate) fn doctor() -> Actor {
    let id = |text| HsaId::parse(text).expect("an id");
    Actor {
        staff: Staff {
            id: id("SE2321000016-LK01"),
            name: "Anna Testläkare".to_owned(),
            title: "Läkare".to_owned(),
            position_codes: vec!["202010".to_owned(), "999999".to_owned(), " ".to_owned()],
            specialities: vec!["Allmänmedicin".to_owned(), String::new()],
            person_id: None,
        },
        assignment: Assignment {
            name: "Läkare på Exempel".to_owned(),
            role: Role::Doctor,
            unit: CareUnit {
                id: id("SE2321000016-VE01"),
                name: "Vårdcentralen Exempel".to_owned(),
                provider: CareProvider {
                    id: id("SE2321000016-VG01"),
                    name: "Exempelregionen".to_owned(),
                },
                workplace_code: None,
                contact: Contact {
                    address: "Registergatan 9".to_owned(),
                    postcode: "80000".to_owned(),
                    city: "Exempelstad".to_owned(),
                    telephone: "026000000".to_owned(),
                    email: String::new(),
                },
                status: UnitStatus::Active,
            },
        },
    }
}

/// Returns the newest text version of a type.
pub(crate) fn newest(ty: &CertificateType) -> &'static str {
    ty.text_versions.last().expect("a version").version
}

pub(crate) fn patient() -> PersonId {
    PersonId::from_canonical("191212121212").expect("a person id")
}

pub(crate) fn id() -> CertificateId {
    "3f1c2a7e-5b0d-4c39-9a41-6f0b5e2d7c10"
        .parse()
        .expect("an id")
}

pub(crate) fn signed_at() -> Timestamp {
    "2024-03-04T09:15:30.987Z".parse().expect("a time")
}

pub(crate) fn register(draft: &Answers) -> Register {
    register_of(V1, draft)
}

/// Returns the message of a draft of any type.
pub(crate) fn register_of(ty: &CertificateType, draft: &Answers) -> Register {
    to_wire(
        ty,
        &read(ty, draft, TODAY, &Titles).values,
        &Envelope {
            id: id(),
            text_version: newest(ty),
            signed_at: signed_at(),
            patient: &patient(),
            actor: &doctor(),
        },
    )
}

pub(crate) fn xml(draft: &Answers) -> String {
    write_register(&register(draft)).expect("writable")
}
