//! What must be refused: wrapping, ambiguity, foreign keys, algorithms and transforms.
//!
//! Source: `spec/reliability-security.md` T14.

use intyg_rivta::names::{EXTENSION_32, TYPES};
use intyg_signing::{LocalSigner, VerifyError, verify};

use crate::samples::{self, ID, at};

fn refusal(document: &str) -> VerifyError {
    verify(document.as_bytes(), None, at()).expect_err(document)
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let from = text.find(start).unwrap();
    let to = text[from..].find(end).unwrap() + from + end.len();
    &text[from..to]
}

/// A signed message in its pieces, to be put together in other ways.
struct Pieces {
    whole: String,
    intyg: String,
    evil: String,
    holder: String,
    signature: String,
}

fn pieces() -> Pieces {
    let whole = samples::signed_text(&LocalSigner::in_memory().unwrap());
    let intyg = between(&whole, "<rc:intyg>", "</rc:intyg>").to_owned();
    let holder = between(&whole, "<e:underskrift ", "</e:underskrift>").to_owned();
    let signature = between(&whole, "<ds:Signature ", "</ds:Signature>").to_owned();
    let evil = intyg.replace("M545", "F432");
    Pieces {
        whole,
        intyg,
        evil,
        holder,
        signature,
    }
}

#[test]
fn the_eight_classic_wrappings_are_refused() {
    let p = pieces();
    let bare = p.intyg.replace(&p.holder, "");
    let bare_evil = p.evil.replace(&p.holder, "");
    let with = |inside: &str| p.whole.replace(&p.intyg, inside);
    let into_holder = |inside: &str| {
        p.holder
            .replace("</e:underskrift>", &format!("{inside}</e:underskrift>"))
    };
    let into_signature = |inside: &str| {
        p.holder.replace(
            "</ds:Signature>",
            &format!("<ds:Object>{inside}</ds:Object></ds:Signature>"),
        )
    };
    let put = |intyg: &str, last: &str| intyg.replace("</rc:intyg>", &format!("{last}</rc:intyg>"));
    let wrapped = [
        // A changed copy before, behind or around the signed one.
        with(&[p.evil.as_str(), p.intyg.as_str()].concat()),
        with(&[p.intyg.as_str(), bare_evil.as_str()].concat()),
        with(&[bare_evil.as_str(), p.intyg.as_str()].concat()),
        with(&put(&bare_evil, &p.intyg)),
        // The signed one inside the changed one's signature, or beside it.
        with(&put(&bare_evil, &into_signature(&bare))),
        with(&put(&bare_evil, &into_holder(&bare))),
        // The signature outside, or the signed one in a wrapper that nobody reads.
        with(&format!("{bare_evil}<x xmlns=\"urn:x\">{}</x>", p.intyg)),
        with(&format!(
            "{bare_evil}<x xmlns=\"urn:x\">{bare}</x>{}",
            p.holder
        )),
        // The same with the envelope's parts.
        format!(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header>{}</s:Header><s:Body>{}</s:Body></s:Envelope>",
            p.whole,
            p.whole.replace(&p.intyg, &bare_evil)
        ),
    ];
    for document in wrapped {
        assert!(
            matches!(
                refusal(&document),
                VerifyError::Ambiguous(_) | VerifyError::NotAccepted(_)
            ),
            "{document}"
        );
    }
}

#[test]
fn what_is_ambiguous_is_refused() {
    let p = pieces();
    let again = |from: &str, to: &str| {
        let changed = p.whole.replacen(from, to, 1);
        assert_ne!(changed, p.whole, "{from}");
        changed
    };
    let other_id = format!(
        "<rc:x xmlns:rc=\"urn:x\"><t:extension xmlns:t=\"{TYPES}\">{ID}</t:extension></rc:x>"
    );
    let second_id =
        format!("<c:intygs-id><t:root>x</t:root><t:extension>{ID}</t:extension></c:intygs-id>");
    for document in [
        // Two ids, two extensions, the id once more outside.
        again("<c:typ>", &format!("{second_id}<c:typ>")),
        again(
            "</t:extension></c:intygs-id>",
            "</t:extension><t:extension>x</t:extension></c:intygs-id>",
        ),
        again(
            "</rc:RegisterCertificate>",
            &format!("{other_id}</rc:RegisterCertificate>"),
        ),
        again("<rc:intyg>", &format!("{other_id}<rc:intyg>")),
        again(&format!("{ID}</t:extension>"), "x'] | //x</t:extension>"),
        // Two signatures, or one in another place or under another name.
        again(&p.holder, &[p.holder.as_str(), p.holder.as_str()].concat()),
        again(
            &p.signature,
            &[p.signature.as_str(), p.signature.as_str()].concat(),
        ),
        again("</e:underskrift>", "<x xmlns=\"urn:x\"/></e:underskrift>"),
        again("</e:underskrift>", "text</e:underskrift>"),
        again(&p.holder, &p.signature),
        again(&p.holder, &p.holder.replace(EXTENSION_32, "urn:other")),
        again(
            &p.holder,
            &p.holder.replace("e:underskrift ", "e:underskrift a=\"1\" "),
        ),
        again(&p.holder, &p.holder.replace("xmlns:ds=\"", "xmlns:ds=\"x")),
        p.whole
            .replace(&p.holder, "")
            .replace("<c:typ>", &format!("{}<c:typ>", p.holder)),
        // Elements that the digest leaves out, in places where they would be read.
        again(
            "<c:delsvar id=\"25.1\">",
            "<c:delsvar id=\"25.1\"><x:status xmlns:x=\"urn:x\">hidden</x:status>",
        ),
        again("<c:svar id=\"25\">", "<c:svar id=\"25\"><c:relation/>"),
        again(
            "<c:relation>",
            "<x:relation xmlns:x=\"urn:x\"/><c:relation>",
        ),
        // A comment inside a text is read differently by different readers.
        again(">M545<", ">M54<!-- -->5<"),
        again("false", "fal<!-- x -->se"),
    ] {
        assert!(
            matches!(refusal(&document), VerifyError::Ambiguous(_)),
            "{document}"
        );
    }
    let strange = p
        .whole
        .replace(
            "rc:RegisterCertificate ",
            "rc:RegisterCertificate xmlns:y=\"urn:y\" ",
        )
        .replace("<rc:intyg>", "<y:a><y:b><y:c><rc:intyg>")
        .replace("</rc:intyg>", "</rc:intyg></y:c></y:b></y:a>");
    assert!(matches!(refusal(&strange), VerifyError::Ambiguous(_)));
}

/// Checks that each replacement in a signed message is refused as not being on the list.
fn check_not_accepted(whole: &str, replacements: &[(&str, String)]) {
    for (from, to) in replacements {
        let changed = whole.replacen(from, to, 1);
        assert_ne!(changed, whole, "{from}");
        assert!(
            matches!(refusal(&changed), VerifyError::NotAccepted(_)),
            "{to}"
        );
    }
}

#[test]
fn algorithms_that_are_not_on_the_list_are_refused() {
    let whole = pieces().whole;
    let ecdsa = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
    let sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";
    let c14n = "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\">";
    let mut changes: Vec<(&str, String)> = [
        "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1",
        "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
        "",
    ]
    .map(|other| (ecdsa, other.to_owned()))
    .to_vec();
    changes.extend([
        (sha256, "http://www.w3.org/2000/09/xmldsig#sha1".to_owned()),
        (sha256, "http://www.w3.org/2001/04/xmlenc#sha512".to_owned()),
        (
            "</ds:SignatureMethod>",
            "<ds:HMACOutputLength>1</ds:HMACOutputLength></ds:SignatureMethod>".to_owned(),
        ),
        (c14n, c14n.replace("exc-c14n#", "exc-c14n#WithComments")),
        (
            "</ds:CanonicalizationMethod>",
            "<x xmlns=\"urn:x\"/></ds:CanonicalizationMethod>".to_owned(),
        ),
    ]);
    check_not_accepted(&whole, &changes);
}

#[test]
fn references_and_transforms_that_are_not_on_the_list_are_refused() {
    let whole = pieces().whole;
    let reference = between(&whole, "<ds:Reference ", "</ds:Reference>");
    let transform = |kind: &str| format!("<ds:Transform Algorithm=\"{kind}\"></ds:Transform>");
    let enveloped = transform("http://www.w3.org/2000/09/xmldsig#enveloped-signature");
    let sheet = between(&whole, "<xsl:stylesheet ", "</xsl:stylesheet>");
    let last = "'underskrift']</f:XPath>";
    let own_id = format!("text()='{ID}'");
    check_not_accepted(
        &whole,
        &[
            (reference, String::new()),
            (reference, reference.repeat(2)),
            ("URI=\"\"", "URI=\"#x\"".to_owned()),
            ("URI=\"\"", "URI=\"http://127.0.0.1:1/\"".to_owned()),
            ("URI=\"\"", "URI=\"\" Type=\"x\"".to_owned()),
            (" URI=\"\"", String::new()),
            (&enveloped, String::new()),
            (&enveloped, enveloped.repeat(2)),
            (
                &enveloped,
                transform("http://www.w3.org/TR/1999/REC-xpath-19991116"),
            ),
            (
                &enveloped,
                transform("http://www.w3.org/2000/09/xmldsig#base64"),
            ),
            (sheet, sheet.replace("match=\"*\"", "match=\"/\"")),
            (
                sheet,
                sheet.replace(
                    "</xsl:stylesheet>",
                    "<xsl:template match=\"code\">M999</xsl:template></xsl:stylesheet>",
                ),
            ),
            (
                sheet,
                sheet.replace(
                    "<xsl:output",
                    "<xsl:include href=\"file:///etc/passwd\"/><xsl:output",
                ),
            ),
            (sheet, String::new()),
            (sheet, sheet.repeat(2)),
            ("intersect", "union".to_owned()),
            ("/../..</f:XPath>", "/../../..</f:XPath>".to_owned()),
            (last, last.replace("</", "|//*[local-name()='svar']</")),
            (&own_id, "text()='other'".to_owned()),
            ("<ds:DigestValue>", "<ds:DigestValue>*".to_owned()),
        ],
    );
}

#[test]
fn a_signature_of_another_structure_is_refused() {
    let whole = pieces().whole;
    let info = between(&whole, "<ds:SignedInfo ", "</ds:SignedInfo>");
    let key_info = between(&whole, "<ds:KeyInfo>", "</ds:KeyInfo>");
    let certificate = between(&whole, "<ds:X509Certificate>", "</ds:X509Certificate>");
    let other_key = |inside: &str| format!("<ds:KeyInfo>{inside}</ds:KeyInfo>");
    check_not_accepted(
        &whole,
        &[
            (info, info.repeat(2)),
            (
                "<ds:SignatureValue>",
                "<ds:SignatureValue Id=\"x\">".to_owned(),
            ),
            ("<ds:KeyInfo>", "<ds:KeyInfo Id=\"x\">".to_owned()),
            (key_info, String::new()),
            (key_info, other_key("<ds:KeyValue>x</ds:KeyValue>")),
            (
                key_info,
                other_key("<ds:RetrievalMethod URI=\"http://127.0.0.1:1/\"/>"),
            ),
            (certificate, String::new()),
            (certificate, certificate.repeat(6)),
            (
                certificate,
                "<ds:X509SubjectName>x</ds:X509SubjectName>".to_owned(),
            ),
            (
                certificate,
                "<ds:X509Certificate>åäö</ds:X509Certificate>".to_owned(),
            ),
            ("</ds:KeyInfo>", "</ds:KeyInfo><ds:Object/>".to_owned()),
            (
                "<ds:SignatureValue>",
                "<!-- x --><ds:SignatureValue>".to_owned(),
            ),
        ],
    );
}

#[test]
fn keys_and_values_that_do_not_fit_are_refused() {
    let p = pieces();
    let certificate = between(&p.whole, "<ds:X509Certificate>", "</ds:X509Certificate>");
    let value = between(&p.whole, "<ds:SignatureValue>", "</ds:SignatureValue>");
    let ecdsa = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
    let change = |from: &str, to: &str| refusal(&p.whole.replacen(from, to, 1));

    // The same person's certificate from another installation: another key.
    let other = samples::signed_text(&LocalSigner::in_memory().unwrap());
    let foreign = between(&other, "<ds:X509Certificate>", "</ds:X509Certificate>");
    assert_eq!(change(certificate, foreign), VerifyError::Value);
    assert_eq!(
        change(
            value,
            between(&other, "<ds:SignatureValue>", "</ds:SignatureValue>")
        ),
        VerifyError::Value
    );
    assert_eq!(
        change(value, "<ds:SignatureValue></ds:SignatureValue>"),
        VerifyError::Value
    );
    assert_eq!(
        change(value, "<ds:SignatureValue>AAAA</ds:SignatureValue>"),
        VerifyError::Value
    );
    assert_eq!(
        change(certificate, "<ds:X509Certificate>AAAA</ds:X509Certificate>"),
        VerifyError::Certificate
    );
    // The key type must be the algorithm's.
    assert_eq!(
        change(ecdsa, "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"),
        VerifyError::Key
    );
    assert_eq!(
        refusal(&p.whole.replace(&p.holder, "")),
        VerifyError::Unsigned
    );
    assert_eq!(
        refusal(&p.whole.replacen("M545", "M546", 1)),
        VerifyError::Digest
    );
    assert!(matches!(refusal("<a/>"), VerifyError::Ambiguous(_)));
    assert!(matches!(refusal("<!DOCTYPE a><a/>"), VerifyError::Xml(_)));
}

#[test]
fn certificates_that_must_not_sign_are_refused() {
    use rcgen::{CertificateParams, CustomExtension, IsCa, KeyPair, KeyUsagePurpose};

    let signed = |key: &KeyPair, change: &dyn Fn(&mut CertificateParams)| {
        let mut params = CertificateParams::default();
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(
            rcgen::DnType::CustomDnType(vec![2, 5, 4, 5]),
            samples::doctor().hsa_id,
        );
        change(&mut params);
        let certificate = params.self_signed(key).unwrap();
        verdict_with(certificate.der())
    };
    let p256 = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
    let p384 = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).unwrap();
    let ed25519 = KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
    let p521 = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P521_SHA512).unwrap();
    let none: &dyn Fn(&mut CertificateParams) = &|_| ();
    // An unsigned value only gets as far as the key when the certificate is good.
    assert_eq!(signed(&p256, none), VerifyError::Value);
    assert_eq!(signed(&p384, none), VerifyError::Value);
    assert_eq!(signed(&ed25519, none), VerifyError::Key);
    assert_eq!(signed(&p521, none), VerifyError::Key);
    assert_eq!(
        signed(&p256, &|params| params.is_ca =
            IsCa::Ca(rcgen::BasicConstraints::Unconstrained)),
        VerifyError::Certificate
    );
    assert_eq!(
        signed(&p256, &|params| params.key_usages =
            vec![KeyUsagePurpose::KeyEncipherment]),
        VerifyError::Certificate
    );
    assert_eq!(
        signed(&p256, &|params| {
            let mut extension = CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
            extension.set_criticality(true);
            params.custom_extensions = vec![extension];
        }),
        VerifyError::Certificate
    );
}

/// Puts another certificate into a signed message and returns why it is refused.
fn verdict_with(der: &[u8]) -> VerifyError {
    use base64::{Engine as _, prelude::BASE64_STANDARD};

    let p = pieces();
    let certificate = between(&p.whole, "<ds:X509Certificate>", "</ds:X509Certificate>");
    let other = format!(
        "<ds:X509Certificate>{}</ds:X509Certificate>",
        BASE64_STANDARD.encode(der)
    );
    refusal(&p.whole.replace(certificate, &other))
}
