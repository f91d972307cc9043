//! The five national vectors.

use intyg_rivta::xml;
use intyg_signing::{Algorithm, Anchors, VerifyError, exclusive_form, normal_form, verify};
use jiff::Timestamp;

use crate::oracle::examples;

fn at() -> Timestamp {
    "2025-03-03T09:15:30Z".parse().unwrap()
}

#[test]
fn the_normal_form_is_the_national_one() {
    let Some(folder) = examples("normal forms of the signed examples") else {
        return;
    };
    for kind in ["rsa", "ecdsa"] {
        let signed =
            std::fs::read(folder.join(format!("register-lisjp-signed-{kind}.xml"))).unwrap();
        let expected =
            std::fs::read(folder.join(format!("register-lisjp-signed-{kind}.digest-input.bin")))
                .unwrap();
        let document = xml::parse(&signed).unwrap();
        let intyg = document
            .root()
            .children()
            .find(|child| child.name() == "intyg")
            .unwrap();
        assert_eq!(normal_form(intyg).unwrap(), expected);
    }
}

#[test]
fn the_signed_examples_verify_and_the_tampered_one_does_not() {
    let Some(folder) = examples("verification of the signed examples") else {
        return;
    };
    let read = |file: &str| std::fs::read(folder.join(file)).unwrap();
    for (file, algorithm) in [
        ("register-lisjp-signed-rsa.xml", Algorithm::RsaSha256),
        ("register-lisjp-signed-ecdsa.xml", Algorithm::EcdsaSha256),
        ("get-certificate-response-signed.xml", Algorithm::RsaSha256),
    ] {
        let bytes = read(file);
        let verified = verify(&bytes, None, at()).unwrap();
        assert_eq!(verified.signer_serial_number, "SE2321000016-LK01");
        assert_eq!(verified.algorithm, algorithm, "{file}");

        let own = Anchors::from_der(vec![verified.certificate_der]).unwrap();
        assert!(verify(&bytes, Some(&own), at()).is_ok());
        let before = "2024-12-31T23:59:59Z".parse().unwrap();
        assert_eq!(verify(&bytes, None, before), Err(VerifyError::NotValid));
    }
    assert_eq!(
        verify(&read("register-lisjp-signed-tampered.xml"), None, at()),
        Err(VerifyError::Digest)
    );
}

#[test]
fn the_two_examples_do_not_trust_each_other() {
    let Some(folder) = examples("anchors of the signed examples") else {
        return;
    };
    let rsa = std::fs::read(folder.join("register-lisjp-signed-rsa.xml")).unwrap();
    let ecdsa = std::fs::read(folder.join("register-lisjp-signed-ecdsa.xml")).unwrap();
    let anchors =
        Anchors::from_der(vec![verify(&rsa, None, at()).unwrap().certificate_der]).unwrap();
    assert_eq!(
        verify(&ecdsa, Some(&anchors), at()),
        Err(VerifyError::NotTrusted)
    );
}

#[test]
fn the_signed_bytes_are_the_national_ones() {
    let Some(folder) = examples("canonical SignedInfo of the signed examples") else {
        return;
    };
    for kind in ["rsa", "ecdsa"] {
        let signed =
            std::fs::read(folder.join(format!("register-lisjp-signed-{kind}.xml"))).unwrap();
        let expected =
            std::fs::read(folder.join(format!("register-lisjp-signed-{kind}.signed-bytes.bin")))
                .unwrap();
        let document = xml::parse(&signed).unwrap();
        let info = document
            .root()
            .descendants()
            .find(|element| element.name() == "SignedInfo")
            .unwrap();
        assert_eq!(exclusive_form(info).into_bytes(), expected);
    }
}
