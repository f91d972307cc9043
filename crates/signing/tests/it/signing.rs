//! Signing of our own certificates, and what may happen to them afterwards.

use std::process::Command;

use intyg_rivta::{
    certificate::{parse_register, write_certificate},
    soap, xml,
};
use intyg_signing::{
    Algorithm, Anchors, LocalSigner, SignerIdentity, SigningAnswer, SigningError, SigningMethod,
    SigningMethodError, SigningRequest, VerifyError, prepare, sign_judged_register, sign_register,
    verify,
};

use crate::{
    oracle::{examples, left_out},
    samples::{self, ID, at, doctor},
};

#[test]
fn what_is_signed_verifies_and_says_who_signed() {
    let signer = LocalSigner::in_memory().unwrap();
    let certificate = samples::signed(&signer);
    let anchors = signer.anchors().unwrap();
    let verified = verify(&certificate.bytes, Some(&anchors), at()).unwrap();
    assert_eq!(verified.certificate_id, ID);
    assert_eq!(verified.signer_serial_number, "SE5561234567-D001");
    assert_eq!(verified.signer_name.as_deref(), Some("Åsa Öhrn"));
    assert_eq!(verified.certificate_der, certificate.certificate_der);
    assert_eq!(verified.algorithm, Algorithm::EcdsaSha256);

    let document = xml::parse(&certificate.bytes).unwrap();
    assert_eq!(parse_register(&document).unwrap(), samples::register());
}

#[test]
fn an_independent_implementation_accepts_the_signature() {
    let signer = LocalSigner::in_memory().unwrap();
    let certificate = samples::signed(&signer);
    let folder = tempfile::tempdir().unwrap();
    let (document, anchor) = (folder.path().join("a.xml"), folder.path().join("ca.pem"));
    std::fs::write(&document, &certificate.bytes).unwrap();
    std::fs::write(&anchor, signer.certificate_pem()).unwrap();
    let accepts = |document: &std::path::Path| {
        Command::new("xmlsec1")
            .args(["--verify", "--enabled-key-data", "x509", "--trusted-pem"])
            .arg(&anchor)
            .args(["--verification-gmt-time", "2026-03-02 07:15:30"])
            .arg(document)
            .env("TZ", "UTC")
            .output()
    };
    let output = match accepts(&document) {
        Ok(output) => output,
        Err(error) => {
            left_out("verification by xmlsec1", &error.to_string());
            return;
        }
    };
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("OK"), "{said}");

    let changed = String::from_utf8(certificate.bytes)
        .unwrap()
        .replace("M545", "M546");
    std::fs::write(&document, changed).unwrap();
    assert!(!accepts(&document).unwrap().status.success());
}

#[test]
fn what_is_signed_is_valid_against_the_schema() {
    let Some(folder) = examples("signed certificates against the schema") else {
        return;
    };
    let schema = folder.join(
        "../../../rivta/clinicalprocess-healthcond-certificate/interactions/RegisterCertificateInteraction/RegisterCertificateResponder_3.1.xsd",
    );
    let document = tempfile::NamedTempFile::new().unwrap();
    let signer = LocalSigner::in_memory().unwrap();
    std::fs::write(document.path(), samples::signed(&signer).bytes).unwrap();
    let judged = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(schema)
        .arg(document.path())
        .output();
    match judged {
        Ok(output) => assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        ),
        Err(error) => left_out("signed certificates against the schema", &error.to_string()),
    }
}

#[test]
fn delivery_information_may_change_and_content_may_not() {
    let signer = LocalSigner::in_memory().unwrap();
    let text = samples::signed_text(&signer);
    let anchors = signer.anchors().unwrap();
    let verdict = |changed: &str| {
        assert_ne!(changed, text);
        verify(changed.as_bytes(), Some(&anchors), at()).map(drop)
    };
    let sent = "<c:skickatTidpunkt>2026-03-02T08:15:30</c:skickatTidpunkt>";
    for (from, to) in [
        (sent, ""),
        (
            sent,
            "<c:skickatTidpunkt>2026-03-03T00:00:00</c:skickatTidpunkt>",
        ),
        ("<t:code>FRLANG</t:code>", "<t:code>KOPIA</t:code>"),
        (
            "</c:relation>",
            "</c:relation><c:status><c:part/><c:status/></c:status>",
        ),
        ("<c:svar ", "\n  <!-- between -->\n<c:svar "),
        ("xmlns:c=", "xmlns:other=\"urn:x\" xmlns:c="),
        (
            "<rc:intyg>",
            "<rc:svarPa><c:meddelande-id>1</c:meddelande-id></rc:svarPa><rc:intyg>",
        ),
    ] {
        assert_eq!(verdict(&text.replacen(from, to, 1)), Ok(()), "{to}");
    }
    let other_prefix = text
        .replace("e:underskrift", "f:underskrift")
        .replace("xmlns:e=", "xmlns:f=");
    assert_eq!(verdict(&other_prefix), Ok(()));
    let renamed = text
        .replace("<c:", "<k:")
        .replace("</c:", "</k:")
        .replace("xmlns:c=", "xmlns:k=");
    assert_eq!(verdict(&renamed), Ok(()));
    let enveloped = soap::write_request("5565594230", &text).unwrap();
    assert_eq!(verdict(&enveloped), Ok(()));

    for (from, to) in [
        (">false<", ">true<"),
        ("M545", "M546"),
        ("<c:version>1.3<", "<c:version>1.4<"),
        (
            "08:15:30</c:signeringstidpunkt>",
            "08:15:31</c:signeringstidpunkt>",
        ),
        ("Åsa Öhrn</c:", "Asa Öhrn</c:"),
        ("<c:fornamn/>", "<c:fornamn>Tolvan</c:fornamn>"),
        ("<c:forskrivarkod>0000000", "<c:forskrivarkod>0000001"),
        ("id=\"25.1\"", "id=\"25.2\""),
        ("slut ", "slut"),
        ("<c:typ>", "<c:mottagare>FKASSA</c:mottagare><c:typ>"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_eq!(verdict(&changed), Err(VerifyError::Digest), "{to}");
    }
}

#[test]
fn the_signature_itself_may_not_change() {
    let signer = LocalSigner::in_memory().unwrap();
    let text = samples::signed_text(&signer);
    for (from, to) in [
        ("<ds:SignedInfo ", "<ds:SignedInfo  "),
        ("<ds:Reference ", " <ds:Reference "),
    ] {
        let changed = text.replacen(from, to, 1);
        let verdict = verify(changed.as_bytes(), None, at()).map(drop);
        // A blank inside a tag is no change; a blank between elements is.
        let expected = if to.starts_with(' ') {
            Err(VerifyError::Value)
        } else {
            Ok(())
        };
        assert_eq!(verdict, expected);
    }
    let renamed = text
        .replace("ds:", "sig:")
        .replace("xmlns:ds=", "xmlns:sig=");
    assert_eq!(
        verify(renamed.as_bytes(), None, at()),
        Err(VerifyError::Value)
    );
}

#[test]
fn another_installation_is_not_trusted() {
    let (one, other) = (
        LocalSigner::in_memory().unwrap(),
        LocalSigner::in_memory().unwrap(),
    );
    let certificate = samples::signed(&one);
    assert!(verify(&certificate.bytes, Some(&one.anchors().unwrap()), at()).is_ok());
    assert_eq!(
        verify(&certificate.bytes, Some(&other.anchors().unwrap()), at()),
        Err(VerifyError::NotTrusted)
    );
    let both = [one.certificate_pem(), other.certificate_pem()].concat();
    assert!(
        verify(
            &certificate.bytes,
            Some(&Anchors::from_pem(&both).unwrap()),
            at()
        )
        .is_ok()
    );
}

#[test]
fn a_certificate_is_short_lived() {
    let signer = LocalSigner::in_memory().unwrap();
    let certificate = samples::signed(&signer);
    for (time, expected) in [
        ("2026-03-02T07:13:29Z", Err(VerifyError::NotValid)),
        ("2026-03-02T07:13:30Z", Ok(())),
        ("2026-03-02T08:15:30Z", Ok(())),
        ("2026-03-02T08:15:31Z", Err(VerifyError::NotValid)),
    ] {
        let at = time.parse().unwrap();
        assert_eq!(
            verify(&certificate.bytes, None, at).map(drop),
            expected,
            "{time}"
        );
    }
}

#[test]
fn one_person_cannot_sign_what_another_has_made() {
    let signer = LocalSigner::in_memory().unwrap();
    let other = SignerIdentity {
        hsa_id: "SE5561234567-D002".to_owned(),
        name: "Bo Ek".to_owned(),
    };
    let error = sign_register(&samples::register(), &signer, &other, at()).unwrap_err();
    assert!(matches!(
        error,
        SigningError::Check(VerifyError::OtherSigner)
    ));
}

#[test]
fn a_document_that_its_judge_refuses_is_not_given_away() {
    let signer = LocalSigner::in_memory().unwrap();
    let sign = |verdict: Result<(), String>| {
        sign_judged_register(&samples::register(), &signer, &doctor(), at(), |document| {
            assert!(intyg_signing::verify_document(document, None, at()).is_ok());
            verdict
        })
    };
    assert!(sign(Ok(())).is_ok());
    let error = sign(Err("not so".to_owned())).unwrap_err();
    assert!(matches!(error, SigningError::Refused(why) if why == "not so"));
}

#[test]
fn the_hsa_id_is_compared_without_regard_to_case() {
    let signer = LocalSigner::in_memory().unwrap();
    let mut who = doctor();
    who.hsa_id = who.hsa_id.to_lowercase();
    assert!(sign_register(&samples::register(), &signer, &who, at()).is_ok());
}

#[test]
fn an_id_that_could_leave_its_place_is_refused() {
    let signer = LocalSigner::in_memory().unwrap();
    for id in ["", "a'b", "a\"b", "a b", "å", "x]", &"a".repeat(65)] {
        let mut register = samples::register();
        register.certificate.id.extension = id.to_owned();
        let error = sign_register(&register, &signer, &doctor(), at()).unwrap_err();
        assert!(matches!(error, SigningError::Id), "{id}");
    }
}

/// A signing method that answers what a test tells it.
struct Scripted(Result<SigningAnswer, SigningMethodError>);

impl SigningMethod for Scripted {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EcdsaSha256
    }

    fn sign(&self, _: &SigningRequest<'_>) -> Result<SigningAnswer, SigningMethodError> {
        self.0.clone()
    }
}

#[test]
fn what_a_method_answers_is_checked() {
    let signer = LocalSigner::in_memory().unwrap();
    let who = doctor();
    let sign = |bytes: &[u8], who: &SignerIdentity| {
        signer
            .sign(&SigningRequest {
                bytes,
                signer: who,
                display_text: "",
                at: at(),
            })
            .unwrap()
    };
    let outcome =
        |answer| sign_register(&samples::register(), &Scripted(answer), &who, at()).unwrap_err();
    for cancelled in [
        SigningMethodError::Cancelled,
        SigningMethodError::NoClient,
        SigningMethodError::Failed("x".to_owned()),
    ] {
        let error = outcome(Err(cancelled.clone()));
        assert!(matches!(error, SigningError::Method(said) if said == cancelled));
    }
    assert!(matches!(
        outcome(Ok(sign(b"other bytes", &who))),
        SigningError::Value
    ));
    let other = SignerIdentity {
        hsa_id: "SE5561234567-D002".to_owned(),
        name: "Bo Ek".to_owned(),
    };
    assert!(matches!(
        outcome(Ok(sign(b"", &other))),
        SigningError::OtherSigner
    ));
    let mut answer = sign(b"", &who);
    answer.algorithm = Algorithm::RsaSha256;
    assert!(matches!(outcome(Ok(answer)), SigningError::OtherAlgorithm));
    for certificates in [vec![], vec![vec![]], vec![b"x".to_vec()]] {
        let mut answer = sign(b"", &who);
        answer.certificates = certificates;
        assert!(matches!(outcome(Ok(answer)), SigningError::Certificate));
    }
}

#[test]
fn the_two_halves_can_be_apart() {
    let signer = LocalSigner::in_memory().unwrap();
    let unsigned = write_certificate(&samples::register().certificate).unwrap();
    let prepared = prepare(&unsigned, ID, Algorithm::EcdsaSha256).unwrap();
    assert_eq!(
        prepared,
        prepare(&unsigned, ID, Algorithm::EcdsaSha256).unwrap()
    );
    let answer = signer
        .sign(&SigningRequest {
            bytes: prepared.signed_info.as_bytes(),
            signer: &doctor(),
            display_text: "",
            at: at(),
        })
        .unwrap();
    let mut other = answer.clone();
    other.value[0] ^= 1;
    assert!(matches!(
        prepared.finish(&other, &doctor()),
        Err(SigningError::Value)
    ));
    let signature = prepared.finish(&answer, &doctor()).unwrap();
    let whole =
        intyg_rivta::certificate::write_signed_register(&samples::register(), &signature).unwrap();
    assert!(whole.contains(&prepared.signed_info));
    assert!(verify(whole.as_bytes(), None, at()).is_ok());
}
