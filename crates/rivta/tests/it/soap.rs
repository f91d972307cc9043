//! Envelopes and faults.

use intyg_rivta::{
    interaction::Interaction,
    soap::{
        Fault, FaultCode, Response, SoapError, read_request, read_response, write_fault,
        write_request, write_response,
    },
    xml,
};

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

#[test]
fn a_request_carries_its_address_and_its_body_unchanged() {
    let body = "<rc:X xmlns:rc=\"urn:x\">\r a &amp; b</rc:X>";
    let written = write_request("5565594230", body).unwrap();
    assert!(written.contains(body));
    let document = xml::parse(written.as_bytes()).unwrap();
    let request = read_request(&document).unwrap();
    assert_eq!(request.logical_address.as_deref(), Some("5565594230"));
    assert!(request.body.is("urn:x", "X"));
}

#[test]
fn an_answer_is_a_body_or_a_fault() {
    let written = write_response("<x xmlns=\"urn:x\"/>").unwrap();
    let document = xml::parse(written.as_bytes()).unwrap();
    let Response::Body(body) = read_response(&document).unwrap() else {
        panic!("a body");
    };
    assert!(body.is("urn:x", "x"));

    for (code, expected) in [(FaultCode::Client, "Client"), (FaultCode::Server, "Server")] {
        let written = write_fault(code, "Unmarshalling Error: <x>").unwrap();
        let document = xml::parse(written.as_bytes()).unwrap();
        assert_eq!(
            read_response(&document),
            Ok(Response::Fault(Fault {
                code: expected.to_owned(),
                text: "Unmarshalling Error: <x>".to_owned()
            }))
        );
    }
}

#[test]
fn what_is_no_envelope_is_refused() {
    let envelope = |inner: &str| format!("<s:Envelope xmlns:s=\"{SOAP}\">{inner}</s:Envelope>");
    for (document, expected) in [
        ("<html/>".to_owned(), SoapError::NotAnEnvelope),
        (
            "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"/>".to_owned(),
            SoapError::OtherVersion,
        ),
        (envelope(""), SoapError::Body),
        (envelope("<s:Header/>"), SoapError::Body),
        (
            envelope("<s:Body><a/></s:Body><s:Body><a/></s:Body>"),
            SoapError::Body,
        ),
        (
            envelope("<s:Body><a/></s:Body><s:Header/>"),
            SoapError::Body,
        ),
        (envelope("<s:Body/>"), SoapError::Content),
        (envelope("<s:Body><a/><b/></s:Body>"), SoapError::Content),
        (
            envelope("<s:Header><x s:mustUnderstand=\"1\"/></s:Header><s:Body><a/></s:Body>"),
            SoapError::MustUnderstand,
        ),
    ] {
        let parsed = xml::parse(document.as_bytes()).unwrap();
        assert_eq!(read_request(&parsed), Err(expected), "{document}");
        assert_eq!(read_response(&parsed), Err(expected), "{document}");
    }
}

#[test]
fn the_address_may_be_missing() {
    let document = format!("<s:Envelope xmlns:s=\"{SOAP}\"><s:Body><a/></s:Body></s:Envelope>");
    let document = xml::parse(document.as_bytes()).unwrap();
    assert_eq!(read_request(&document).unwrap().logical_address, None);
}

#[test]
fn paths_follow_the_convention() {
    assert_eq!(
        Interaction::RegisterCertificate.path(),
        "/clinicalprocess/healthcond/certificate/RegisterCertificate/3/rivtabp21"
    );
}
