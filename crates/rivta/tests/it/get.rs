//! `GetCertificate`, with and without the national files.

use intyg_rivta::{
    certificate::{Status, read_certificate},
    get::{Get, is_not_found, parse_get, read_standing, write_get, write_got},
    names,
    soap::Fault,
    types::Code,
    xml::{self, XmlErrorCode, limits},
};

use crate::{
    oracle::{get_schema, schema_verdict, shared},
    samples,
};

fn get() -> Get {
    Get {
        certificate: samples::register().certificate.id,
        party: Code::new("HSVARD", names::PART, "Hälso- och sjukvården"),
    }
}

fn status(party: &str, code: &str, at: &str) -> Status {
    Status {
        party: Code::new(party, names::PART, "x"),
        status: Code::new(code, names::STATUS, "y"),
        at: at.parse().unwrap(),
    }
}

/// An answer with these statuses.
fn answer(statuses: Vec<Status>) -> String {
    let mut certificate = samples::register().certificate;
    certificate.statuses = statuses;
    write_got(&certificate, None).unwrap()
}

fn statuses(document: &str) -> Result<Vec<Status>, String> {
    let document = xml::parse_within(document.as_bytes(), limits::ANSWER).unwrap();
    read_standing(document.root())
        .map(|standing| standing.statuses)
        .map_err(|error| error.to_string())
}

#[test]
fn a_request_is_valid_and_read_back_the_same() {
    let written = write_get(&get()).unwrap();
    let document = xml::parse(written.as_bytes()).unwrap();
    assert_eq!(parse_get(&document).unwrap(), get());
    if let Some(shared) = shared("written look-ups against the schema") {
        for document in [
            written,
            answer(Vec::new()),
            answer(vec![status("HSVARD", "RECEIV", "2026-03-02T08:15:31")]),
        ] {
            if let Some(verdict) = schema_verdict(&get_schema(&shared), &document) {
                assert_eq!(verdict, Ok(()), "{document}");
            }
        }
    }
}

#[test]
fn a_request_that_breaks_its_schema_is_refused() {
    let written = write_get(&get()).unwrap();
    for (from, to) in [
        (names::PART, "1.2.3"),
        ("<rc:part>", "<rc:part><rc:x/>"),
        ("</rc:part>", "</rc:part><rc:part/>"),
        ("rc:intygs-id", "rc:part"),
        ("GetCertificateResponder:2", "RevokeCertificateResponder:2"),
    ] {
        let changed = written.replace(from, to);
        assert_ne!(changed, written);
        let document = xml::parse(changed.as_bytes()).unwrap();
        assert!(parse_get(&document).is_err(), "{to}");
    }
}

#[test]
fn the_national_answers_tell_when_it_was_received_and_sent() {
    let Some(shared) = shared("national answers to look-ups") else {
        return;
    };
    for (file, id) in [
        (
            "get-certificate-response.xml",
            "3f1c2a7e-5b0d-4c39-9a41-6f0b5e2d7c10",
        ),
        (
            "signing/get-certificate-response-signed.xml",
            "5d2f9b68-c407-4e1a-93b8-e6a70c1d8f54",
        ),
    ] {
        let bytes = std::fs::read(shared.join("examples/rivta").join(file)).unwrap();
        let document = xml::parse(&bytes).unwrap();
        let standing = read_standing(document.root()).unwrap();
        assert_eq!(standing.certificate.extension, id, "{file}");
        let told: Vec<_> = standing
            .statuses
            .iter()
            .map(|s| (s.party.code.as_str(), s.status.code.as_str()))
            .collect();
        assert_eq!(told, [("HSVARD", "RECEIV"), ("FKASSA", "SENTTO")], "{file}");
    }
    let bytes = std::fs::read(shared.join("examples/rivta/get-certificate.xml")).unwrap();
    let request = parse_get(&xml::parse(&bytes).unwrap()).unwrap();
    assert_eq!(request.party.code, "HSVARD");
    let written = write_get(&request).unwrap();
    assert_eq!(
        parse_get(&xml::parse(written.as_bytes()).unwrap()).unwrap(),
        request
    );
}

#[test]
fn statuses_are_read_strictly_and_the_rest_of_the_certificate_is_not_read() {
    let all = vec![
        status("HSVARD", "RECEIV", "2026-03-02T08:15:31"),
        status("FKASSA", "SENTTO", "2026-03-03T09:00:00"),
        status("HSVARD", "CANCEL", "2026-03-04T10:00:00"),
    ];
    let written = answer(all.clone());
    assert_eq!(statuses(&written), Ok(all.clone()));
    for (from, to) in [
        ("<c:version>1.3</c:version>", ""),
        ("<c:svar id=\"27\">", "<c:svar id=\"å\">"),
        ("<c:fornamn/>", "<c:okand/>"),
        ("<c:skapadAv>", "text<c:skapadAv>"),
        (
            "</rc:GetCertificateResponse>",
            "<x xmlns=\"urn:x\"/></rc:GetCertificateResponse>",
        ),
    ] {
        let changed = written.replacen(from, to, 1);
        assert_ne!(changed, written, "{from}");
        assert_eq!(statuses(&changed), Ok(all.clone()), "{from}");
    }
    for (from, to) in [
        (
            "2026-03-03T09:00:00</c:tidpunkt>",
            "2026-03-03T09:00:00Z</c:tidpunkt>",
        ),
        (
            "2026-03-03T09:00:00</c:tidpunkt>",
            "2026-02-30T09:00:00</c:tidpunkt>",
        ),
        (names::STATUS, "1.2.3"),
        ("<t:code>SENTTO</t:code>", ""),
        ("c:intygs-id", "c:intyg-id"),
        ("rc:intyg", "c:intyg"),
        ("GetCertificateResponder", "RegisterCertificateResponder"),
    ] {
        let changed = written.replace(from, to);
        assert_ne!(changed, written, "{from}");
        assert!(statuses(&changed).is_err(), "{to}");
    }
}

#[test]
fn an_answer_beyond_the_limits_is_not_read() {
    let written = answer(Vec::new());
    let deep = format!(
        "{}{}",
        "<a>".repeat(limits::DEPTH),
        "</a>".repeat(limits::DEPTH)
    );
    let many = "<a/>".repeat(limits::ELEMENTS);
    for (what, expected) in [
        (deep.as_str(), XmlErrorCode::Limit),
        (many.as_str(), XmlErrorCode::Limit),
    ] {
        let changed = written.replacen("<c:version>", &format!("{what}<c:version>"), 1);
        let error = xml::parse_within(changed.as_bytes(), limits::ANSWER).map(drop);
        assert_eq!(error.map_err(|error| error.code), Err(expected));
    }
    let dtd = format!("<!DOCTYPE a>{written}");
    let error = xml::parse_within(dtd.as_bytes(), limits::ANSWER).map(drop);
    assert_eq!(error.map_err(|error| error.code), Err(XmlErrorCode::Dtd));
}

#[test]
fn the_signature_comes_along_and_name_and_address_do_not() {
    let written = answer(Vec::new());
    assert!(written.contains("<c:fornamn/><c:efternamn/>"));
    let signature = "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"></ds:Signature>";
    let signed = write_got(&samples::register().certificate, Some(signature)).unwrap();
    assert!(signed.contains(signature));
    let document = xml::parse(signed.as_bytes()).unwrap();
    let there = document.root().children().next().unwrap();
    assert_eq!(
        read_certificate(there).unwrap(),
        samples::register().certificate
    );
}

/// Source: `spec/exchange.md` 1.9.
#[test]
fn only_a_plain_server_fault_that_says_so_means_not_found() {
    for (code, text, expected) in [
        ("Server", "Certificate 'x' not found", true),
        ("Server", "Certificate with id 'x' does not exist", true),
        ("Server", "Unknown certificate ID: x", true),
        ("Server", "", false),
        ("Server", "Internal error", false),
        ("Client", "Certificate 'x' not found", false),
        ("Server.platform", "Certificate 'x' not found", false),
        ("Server", "VP004 The logical address was not found", false),
        ("Server", " VP005 does not exist", false),
        ("Server", "Unmarshalling Error: element not found", false),
    ] {
        let fault = Fault {
            code: code.to_owned(),
            text: text.to_owned(),
        };
        assert_eq!(is_not_found(&fault), expected, "{fault}");
    }
}
