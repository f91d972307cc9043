//! Which version of a form is offered when.

use intyg_catalog::element::CertificateType;
use intyg_catalog::offering::{Activation, ActivationFault, Offering};
use jiff::Timestamp;

use crate::samples::{V1, V2};

const ACTIVE: &str = "2027-03-01T00:00:00+01:00";

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn activation(code: &str, major: u8) -> Activation {
    Activation {
        code: code.to_owned(),
        major,
        from: at(ACTIVE),
    }
}

fn activated() -> Offering {
    Offering::new(vec![activation(V2.code, V2.major)]).expect("no faults")
}

fn majors(offering: &Offering, now: Timestamp) -> Vec<u8> {
    let own = |ty: &&&CertificateType| ty.code == V1.code;
    offering
        .at(now)
        .iter()
        .filter(own)
        .map(|ty| ty.major)
        .collect()
}

#[test]
fn a_later_version_is_offered_from_its_activation_and_never_by_itself() {
    let offering = activated();
    for (now, expected) in [
        ("2016-10-24T12:00:00+02:00", vec![]),
        ("2016-10-25T00:00:00+02:00", vec![1]),
        ("2027-02-28T23:59:59.999+01:00", vec![1]),
        (ACTIVE, vec![2]),
        ("2090-01-01T00:00:00+01:00", vec![2]),
    ] {
        assert_eq!(majors(&offering, at(now)), expected, "{now}");
    }
    let without = Offering::default();
    assert_eq!(majors(&without, at("2090-01-01T00:00:00+01:00")), [1]);
    assert!(without.successor(V1, at(ACTIVE)).is_none());
    assert_eq!(
        offering.successor(V1, at(ACTIVE)).map(|ty| ty.major),
        Some(2)
    );
    assert!(offering.successor(V2, at(ACTIVE)).is_none());
}

#[test]
fn a_renewal_is_written_in_the_version_that_is_offered() {
    let before = at("2027-02-01T00:00:00+01:00");
    let renewal = |offering: &Offering, ty: &'static CertificateType, now| {
        offering.renewal_of(ty, now).map(|ty| ty.major)
    };
    let offering = activated();
    assert_eq!(renewal(&offering, V1, before), Some(1));
    assert_eq!(renewal(&offering, V1, at(ACTIVE)), Some(2));
    assert_eq!(renewal(&offering, V2, at(ACTIVE)), Some(2));
    // The activation was taken back: what has been signed in the later version stays in it.
    assert_eq!(renewal(&Offering::default(), V2, at(ACTIVE)), Some(2));
}

#[test]
fn every_activation_that_means_nothing_is_named() {
    let faults = Offering::new(vec![
        activation("INGET", 2),
        activation(V1.code, 9),
        activation(V1.code, 1),
        activation(V2.code, 2),
        activation(V2.code, 2),
    ])
    .expect_err("faults");
    let code = || V1.code.to_owned();
    assert_eq!(
        faults,
        [
            ActivationFault::Code("INGET".to_owned()),
            ActivationFault::Version(code(), 9),
            ActivationFault::First(code(), 1),
            ActivationFault::Twice(code(), 2),
        ]
    );
}
