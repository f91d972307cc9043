//! The national cases get the verdict in their names, also after they have been read and written again.

use std::path::Path;

use intyg_catalog::element::CertificateType;
use intyg_catalog::registry;
use intyg_convert::{Verdict, from_bytes, validate_file};
use intyg_rivta::certificate::{parse_register, write_register};
use intyg_rivta::xml::parse;

use crate::national::{files, folder_of, name, shared};

fn verdict(bytes: &[u8]) -> &'static str {
    match validate_file(bytes) {
        Verdict::Pass => "pass",
        Verdict::Fail { .. } => "fail",
        Verdict::Unreadable(_) => "unreadable",
    }
}

fn written_again(bytes: &[u8]) -> String {
    let document = parse(bytes).expect("well-formed");
    let register = parse_register(&document).expect("valid against its schema");
    write_register(&register).expect("writable")
}

#[test]
fn every_case_of_the_registered_types_gets_the_verdict_in_its_name() {
    let Some(shared) = shared("national cases") else {
        return;
    };
    for ty in first_versions() {
        let mut judged = 0;
        for file in files(&shared.join("cases/transport").join(folder_of(ty)), "") {
            let name = name(&file);
            let expected = name.split('-').next().expect("a verdict in the name");
            let bytes = std::fs::read(&file).expect("readable");
            assert_eq!(
                verdict(&bytes),
                expected,
                "{} {name}: {:?}",
                ty.code,
                validate_file(&bytes)
            );
            assert_eq!(
                verdict(written_again(&bytes).as_bytes()),
                expected,
                "{} {name}, written again",
                ty.code
            );
            judged += 1;
        }
        assert!(judged >= 16, "{}: all cases are there", ty.code);
    }
}

/// The national cases are of version 1.
fn first_versions() -> impl Iterator<Item = &'static CertificateType> {
    registry::ALL.iter().copied().filter(|ty| ty.major == 1)
}

#[test]
fn cases_that_pass_can_be_read() {
    let Some(shared) = shared("national cases") else {
        return;
    };
    for ty in first_versions() {
        for file in files(&shared.join("cases/transport").join(folder_of(ty)), "pass-") {
            let bytes = std::fs::read(&file).expect("readable");
            let received = from_bytes(&bytes).expect("a certificate");
            assert_eq!(received.ty.code, ty.code);
            assert_eq!(received.text_version, "1.0", "version 1 is read as 1.0");
            for id in ty.period_element.iter().chain(&ty.diagnosis_element) {
                assert!(received.values.get(*id).is_some(), "{} {id}", name(&file));
            }
        }
    }
}

#[test]
fn the_worked_messages_pass() {
    let Some(shared) = shared("worked messages") else {
        return;
    };
    let mut judged = 0;
    for folder in ["examples/rivta", "examples/rivta/signing"] {
        for file in files(&shared.join(folder), "register-lisjp") {
            let bytes = std::fs::read(&file).expect("readable");
            assert_eq!(validate_file(&bytes), Verdict::Pass, "{}", name(&file));
            relation_is_understood(&file, &bytes);
            judged += 1;
        }
    }
    assert!(judged >= 5, "all messages are there");
}

fn relation_is_understood(file: &Path, bytes: &[u8]) {
    use intyg_convert::RelationKind::{Complement, Renew};
    let name = name(file);
    let expected = match () {
        () if name.contains("renewal") => Some(Renew),
        () if name.contains("complement") => Some(Complement),
        () => None,
    };
    let received = from_bytes(bytes).expect("a certificate");
    assert_eq!(received.facts.relation.map(|r| r.kind), expected, "{name}");
}

#[test]
fn what_cannot_be_judged_is_unreadable() {
    for document in ["", "ingen xml", "<a/>", "<!DOCTYPE a><a/>"] {
        assert_eq!(verdict(document.as_bytes()), "unreadable", "{document}");
        assert!(from_bytes(document.as_bytes()).is_err(), "{document}");
    }
}
