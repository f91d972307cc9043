//! Reading and writing of the contracts without the national files.

use intyg_rivta::{
    certificate::{
        Delsvar, parse_register, read_certificate, write_certificate, write_register,
        write_signed_register,
    },
    interaction::Interaction,
    result::{ErrorId, ResultType, read_response, write_response},
    send::{parse_send, write_send},
    types::Code,
    xml::{self, Content, WriteError},
};

use crate::samples;

#[test]
fn what_is_written_is_read_back_the_same() {
    let register = samples::register();
    let written = write_register(&register).unwrap();
    let document = xml::parse(written.as_bytes()).unwrap();
    assert_eq!(parse_register(&document).unwrap(), register);

    let written = write_certificate(&register.certificate).unwrap();
    let document = xml::parse(written.as_bytes()).unwrap();
    assert_eq!(
        read_certificate(document.root()).unwrap(),
        register.certificate
    );

    let send = samples::send();
    let written = write_send(&send).unwrap();
    let document = xml::parse(written.as_bytes()).unwrap();
    assert_eq!(parse_send(&document).unwrap(), send);

    for interaction in Interaction::ALL {
        for result in [
            ResultType::ok(),
            ResultType::info("Å & ö"),
            ResultType::error(ErrorId::Unknown("OTHER".to_owned()), "text"),
        ] {
            let written = write_response(interaction, &result).unwrap();
            let document = xml::parse(written.as_bytes()).unwrap();
            assert_eq!(read_response(interaction, document.root()).unwrap(), result);
        }
    }
}

#[test]
fn the_same_value_gives_the_same_bytes() {
    assert_eq!(
        write_register(&samples::register()).unwrap(),
        write_register(&samples::register()).unwrap()
    );
}

#[test]
fn the_signature_stands_last_in_the_certificate() {
    let signature = "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"></ds:Signature>";
    let written = write_signed_register(&samples::register(), signature).unwrap();
    assert!(written.ends_with(&format!(
        "{signature}</e:underskrift></rc:intyg></rc:RegisterCertificate>"
    )));
}

#[test]
fn name_and_address_of_the_patient_are_written_empty_and_read_away() {
    let written = write_register(&samples::register()).unwrap();
    assert!(written.contains(
        "<c:fornamn/><c:efternamn/><c:postadress/><c:postnummer/><c:postort/></c:patient>"
    ));
    let named = written.replace("<c:fornamn/>", "<c:fornamn>Tolvan</c:fornamn>");
    let register = parse_register(&xml::parse(named.as_bytes()).unwrap()).unwrap();
    assert!(!write_register(&register).unwrap().contains("Tolvan"));
    assert!(!format!("{register:?}").contains("191212121212"));
}

#[test]
fn the_content_of_a_part_is_kept_as_it_stands() {
    let written = write_register(&samples::register()).unwrap();
    let odd = written.replace(
        "<c:delsvar id=\"27.1\">false</c:delsvar>",
        "<c:delsvar id=\"27.1\"> a<!-- x -->b <t:cv><t:code> K </t:code><t:codeSystem>S</t:codeSystem></t:cv>\
         <x:own xmlns:x=\"urn:x\" x:y=\"1\" z=\"2\">t<x:in/></x:own> c</c:delsvar>",
    );
    assert_ne!(odd, written);
    let register = parse_register(&xml::parse(odd.as_bytes()).unwrap()).unwrap();
    let part = &register.certificate.answers[0].parts[0];
    assert_eq!(part.own_text(), " ab  c");
    assert_eq!(part.content[0], Content::Text(" ab ".to_owned()));
    assert_eq!(
        part.code(),
        Some(Code {
            code: " K ".to_owned(),
            code_system: "S".to_owned(),
            display_name: None
        })
    );
    let own = part.elements().nth(1).unwrap();
    assert!(own.is("urn:x", "own"));
    assert_eq!(own.attributes.len(), 2);

    let again = write_register(&register).unwrap();
    assert_eq!(
        parse_register(&xml::parse(again.as_bytes()).unwrap()).unwrap(),
        register
    );
}

#[test]
fn a_part_tells_its_period() {
    let part = Delsvar::date_period("32.2", Some("2026-01-01".to_owned()), None);
    let period = part.period().unwrap();
    assert_eq!(period.start.as_deref(), Some("2026-01-01"));
    assert_eq!(period.end, None);
    assert_eq!(Delsvar::text("1.1", "x").period(), None);
    assert_eq!(Delsvar::text("1.1", "x").code(), None);
}

#[test]
fn a_character_that_xml_cannot_hold_is_an_error_and_not_a_loss() {
    let mut register = samples::register();
    register.certificate.version = "1\u{1}".to_owned();
    assert_eq!(
        write_register(&register),
        Err(WriteError::IllegalCharacter {
            element: "c:version".to_owned(),
            code_point: 1
        })
    );
}

/// Each change of a valid message is one that a validation against the schema refuses.
#[test]
fn one_wrong_place_is_enough_to_refuse() {
    let written = write_register(&samples::register()).unwrap();
    let cases = [
        ("<c:version>1.3</c:version>", ""),
        (
            "<c:version>1.3</c:version>",
            "<c:version><c:x/></c:version>",
        ),
        (
            "<c:version>1.3</c:version>",
            "text<c:version>1.3</c:version>",
        ),
        ("<c:version>", "<c:version a=\"1\">"),
        (
            "<c:version>1.3</c:version>",
            "<c:version>1.3</c:version><c:version>1.3</c:version>",
        ),
        ("<c:svar id=\"27\">", "<c:svar>"),
        ("<c:svar id=\"27\">", "<c:svar id=\"27a\">"),
        ("<c:delsvar id=\"27.1\">", "<c:delsvar id=\"27\">"),
        ("<c:delsvar id=\"27.1\">", "<c:delsvar id=\"27.\">"),
        (
            "<c:delsvar id=\"27.1\">",
            "<c:delsvar id=\"27.1\" lang=\"sv\">",
        ),
        ("<c:delsvar id=\"27.1\">", "<c:delsvar id=\"27.1\"><c:x/>"),
        ("<c:delsvar id=\"27.1\">", "<c:delsvar id=\"27.1\"><x/>"),
        ("<c:delsvar id=\"27.1\">false</c:delsvar>", ""),
        ("<c:instans>2</c:instans>", "<c:instans>två</c:instans>"),
        (
            "<c:instans>2</c:instans>",
            "<c:instans>2</c:instans><c:instans>3</c:instans>",
        ),
        (
            "<t:start>2026-03-02</t:start>",
            "<t:start>2026-02-30</t:start>",
        ),
        (
            "<t:start>2026-03-02</t:start>",
            "<t:start>20260302</t:start>",
        ),
        ("<t:code>HALFTEN</t:code>", ""),
        (
            "T08:15:30</c:signeringstidpunkt>",
            "T08:15:60</c:signeringstidpunkt>",
        ),
        (
            "2026-03-02T08:15:30</c:signeringstidpunkt>",
            "2026-02-30T08:15:30</c:signeringstidpunkt>",
        ),
        (
            "<c:meddelande-id>",
            "<c:referens-id>x</c:referens-id><c:meddelande-id>",
        ),
        ("1.2.752.129.2.1.4.1", "1.2.3"),
        ("c2362fcd-eda0-4f9a-bd13-b3bbaf7f2146", "c2362fcd"),
        ("<rc:intyg>", "<c:intyg>"),
    ];
    for (from, to) in cases {
        let changed = written.replacen(from, to, 1);
        assert_ne!(changed, written, "{from}");
        let changed = changed.replace("<c:intyg>", "<rc:other/><rc:intyg>");
        let document = xml::parse(changed.as_bytes()).unwrap();
        let error = parse_register(&document).expect_err(to);
        assert!(!error.path.is_empty());
    }
}

#[test]
fn unknown_elements_are_tolerated_where_the_schema_says_so() {
    let written = write_register(&samples::register()).unwrap();
    for (from, to) in [
        (
            "</rc:RegisterCertificate>",
            "<x xmlns=\"urn:x\"/></rc:RegisterCertificate>",
        ),
        ("</c:vardgivare>", "<x xmlns=\"urn:x\"/></c:vardgivare>"),
        ("</c:enhet>", "<x xmlns=\"urn:x\"/></c:enhet>"),
        ("</c:relation>", "<x xmlns=\"urn:x\"/></c:relation>"),
        ("</rc:svarPa>", "<x xmlns=\"urn:x\"/></rc:svarPa>"),
        ("</c:svar>", "<x xmlns=\"urn:x\"/></c:svar>"),
        (
            "<rc:RegisterCertificate",
            "<rc:RegisterCertificate xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"a b\"",
        ),
        ("<c:signeringstidpunkt>", "<c:signeringstidpunkt> "),
    ] {
        let changed = written.replacen(from, to, 1);
        assert_ne!(changed, written, "{from}");
        let document = xml::parse(changed.as_bytes()).unwrap();
        assert_eq!(parse_register(&document).unwrap(), samples::register());
    }
}
