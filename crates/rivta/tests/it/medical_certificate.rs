//! The old contract: what is read, what is refused, and that no name is left.

use intyg_rivta::medical_certificate::{
    MedicalCertificate, Moment, find, read_register, without_names,
};
use intyg_rivta::xml::{self, XmlErrorCode};

use crate::oracle::{schema_verdict, shared};

/// The demo's certificate, which has nearly every element.
const SAMPLE: &str = include_str!("../../../server/data/legacy-2017.xml");

fn read(text: &str) -> Result<MedicalCertificate, String> {
    let document = xml::parse(text.as_bytes()).map_err(|error| error.to_string())?;
    let element = find(&document).ok_or("no certificate")?;
    read_register(element).map_err(|error| error.to_string())
}

fn redacted(text: &str) -> (String, bool) {
    let document = xml::parse(text.as_bytes()).expect("well-formed");
    let redacted = without_names(&document);
    (redacted.text, redacted.had_names)
}

#[test]
fn every_element_is_read() {
    let read = read(SAMPLE).expect("a certificate");
    assert_eq!(read.id, "6f1d5c0a-7b0e-4c53-9a51-2f7d0a4c1e17");
    assert_eq!(
        read.signed_at,
        Moment::Local("2017-04-24T10:42:00".parse().expect("a time"))
    );
    assert_eq!(read.patient.extension, "19690203-9830");
    assert_eq!(format!("{:?}", read.patient), "[personnummer]");
    assert_eq!(
        (
            read.issuer.id.as_str(),
            read.issuer.name.as_deref(),
            read.issuer.unit.id.as_str(),
            read.issuer.unit.workplace_code.as_deref(),
            read.issuer.unit.provider_id.as_deref(),
        ),
        (
            "SE0000000000-P001",
            Some("Eva Exempelius"),
            "SE0000000000-E001",
            Some("1234567"),
            Some("SE0000000000-V001"),
        )
    );
    assert_eq!((read.contacts.len(), read.references.len()), (1, 1));
    assert_eq!(read.activities.len(), 5);
    let code = read.condition.and_then(|c| c.code).expect("a code");
    assert_eq!(
        (code.code.as_deref(), code.system_name.as_deref()),
        (Some("M511"), Some("ICD-10"))
    );
    let ability = read.functions[1].ability.as_ref().expect("an ability");
    assert_eq!(ability.duties.as_deref(), Some("Lagerarbetare, kör truck"));
    assert_eq!(ability.reductions[1].degree, "Nedsatt_med_1/2");
    assert_eq!(ability.occupations, ["Nuvarande_arbete"]);
}

#[test]
fn the_message_is_found_in_an_envelope_and_under_other_prefixes() {
    let inner = SAMPLE
        .split_once("?>")
        .expect("a declaration")
        .1
        .replace("m:", "innehall:")
        .replace("xmlns:m=", "xmlns:innehall=");
    let wrapped = format!(
        "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Header><x:Till xmlns:x='urn:x'>David Påhittsson</x:Till></e:Header><e:Body>{inner}</e:Body></e:Envelope>"
    );
    assert_eq!(read(&wrapped), read(SAMPLE));
    let (text, _) = redacted(&wrapped);
    assert!(!text.contains("Påhittsson"), "{text}");
    assert_eq!(read(&text), read(SAMPLE));
}

#[test]
fn nothing_but_names_and_comments_is_taken_out() {
    let (text, had_names) = redacted(SAMPLE);
    assert!(had_names);
    let expected = SAMPLE
        .replace(
            "<!-- A synthetic certificate for the demo, written by this project. Nobody in it exists. -->",
            "",
        )
        .replace("<c:fullstandigtNamn>David Påhittsson</c:fullstandigtNamn>", "");
    assert_eq!(text, expected, "byte for byte");
    assert_eq!(read(&text), read(SAMPLE));
    assert_eq!(redacted(&text), (text, false), "twice changes nothing");
}

#[test]
fn whatever_stands_beside_the_number_is_taken_out() {
    let name = "<c:fullstandigtNamn>David Påhittsson</c:fullstandigtNamn>";
    let number = r#"extension="19690203-9830"/>"#;
    for (what, from, to) in [
        ("an empty name", name, "<c:fullstandigtNamn/>"),
        (
            "an extension",
            name,
            "<x:adress xmlns:x='urn:x'><x:gata>Påhittsson-gatan 1</x:gata></x:adress>",
        ),
        (
            "a comment",
            name,
            "<!-- David Påhittsson --><c:fullstandigtNamn>D<!-- x -->P</c:fullstandigtNamn>",
        ),
        (
            "an attribute",
            number,
            r#"extension="19690203-9830" identifierName="David Påhittsson"/>"#,
        ),
    ] {
        let changed = SAMPLE.replace(from, to);
        assert_ne!(changed, SAMPLE);
        let (text, had_names) = redacted(&changed);
        assert!(!text.contains("Påhittsson"), "{what}: {text}");
        assert!(!text.contains("fullstandigtNamn>D"), "{what}");
        assert_eq!(had_names, what != "an empty name", "{what}");
        assert_eq!(read(&text), read(SAMPLE), "{what}");
    }
}

#[test]
fn hostile_and_damaged_documents_are_refused_in_one_line() {
    let dtd = SAMPLE.replacen("?>", "?><!DOCTYPE x [<!ENTITY a 'b'>]>", 1);
    let code = |text: &str| xml::parse(text.as_bytes()).map_err(|e| e.code).err();
    assert_eq!(code(&dtd), Some(XmlErrorCode::Dtd));
    for end in [40, 400, 1500, SAMPLE.len() - 10] {
        let end = (0..=end).rev().find(|i| SAMPLE.is_char_boundary(*i));
        let cut = &SAMPLE[..end.expect("a boundary")];
        assert_eq!(code(cut), Some(XmlErrorCode::Malformed), "{end:?}");
    }
    for (from, to, expected) in [
        (
            "2017-04-24T10:42:00",
            "i går",
            "signeringsdatum: not a time of the form YYYY-MM-DDThh:mm:ss",
        ),
        (
            "2017-05-15",
            "2017-02-30",
            "varaktighetFrom: not a date of the form YYYY-MM-DD",
        ),
        (
            r#"root="1.2.752.129.2.1.3.1""#,
            r#"root="1""#,
            "person-id: not the register of personnummer or samordningsnummer",
        ),
        (
            r#" extension="19690203-9830""#,
            "",
            "person-id: the attribute extension is missing",
        ),
        (
            "<m:kommentar>",
            "<m:kommentar><x/>",
            "kommentar: an element where only a text may stand",
        ),
        (
            "<m:patient>",
            "<m:patient>David",
            "patient: a text where only elements may stand",
        ),
        (
            "Läkarintyg enligt 3 kap",
            "Recept enligt 3 kap",
            "typAvUtlatande: not the kind of this contract",
        ),
        ("<c:enhet>", "<c:vard>", "XML_MALFORMED"),
        (
            "mu7263:3",
            "mu7263:2",
            "lakarutlatande: the element lakarutlatande-id is missing here",
        ),
    ] {
        let words = read(&SAMPLE.replacen(from, to, 1)).expect_err(from);
        assert!(words.contains(expected), "{from}: {words}");
        assert!(!words.contains('\n') && !words.contains("Recept") && !words.contains("i går"));
    }
}

#[test]
fn elements_left_out_or_doubled_get_the_verdict_of_the_schema() {
    let Some(shared) = shared("the old contract against its schema") else {
        return;
    };
    let schema = shared.join("rivta/insuranceprocess-healthreporting/interactions/RegisterMedicalCertificateInteraction/RegisterMedicalCertificateResponder_3.1.xsd");
    let document = xml::parse(SAMPLE.as_bytes()).expect("well-formed");
    let mut refused = 0;
    let mut all = 0;
    for element in document.root().descendants().skip(1) {
        let range = element.node().range();
        let itself = &SAMPLE[range.clone()];
        let (before, after) = (&SAMPLE[..range.start], &SAMPLE[range.end..]);
        for changed in [
            format!("{before}{after}"),
            format!("{before}{itself}{itself}{after}"),
            format!("{before}{itself}<x:okand xmlns:x='urn:x'/>{after}"),
        ] {
            let Some(verdict) = schema_verdict(&schema, &changed) else {
                return;
            };
            let ours = read(&changed);
            assert_eq!(ours.is_ok(), verdict.is_ok(), "{ours:?}\n{verdict:?}");
            refused += usize::from(ours.is_err());
            all += 1;
        }
    }
    assert!(refused * 3 > all && refused < all, "{refused} of {all}");
}
