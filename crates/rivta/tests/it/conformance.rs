//! What is written and read against the national schemas and examples.

use intyg_rivta::{
    certificate::{parse_register, write_register, write_signed_register},
    interaction::Interaction,
    result::{ErrorId, ResultCode, ResultType, read_response, write_response},
    revoke::{parse_revoke, write_revoke},
    send::{SentBy, parse_send, write_send},
    soap, xml,
};

use crate::{
    oracle::{files, register_schema, revoke_schema, schema_verdict, send_schema, shared},
    samples,
};

fn assert_valid(schema: &std::path::Path, document: &str) {
    if let Some(verdict) = schema_verdict(schema, document) {
        assert_eq!(verdict, Ok(()), "{document}");
    }
}

#[test]
fn everything_written_is_valid_against_the_schemas() {
    let Some(shared) = shared("written messages against the schemas") else {
        return;
    };
    let (register, send) = (register_schema(&shared), send_schema(&shared));
    assert_valid(&register, &write_register(&samples::register()).unwrap());

    let mut citizen = samples::send();
    assert_valid(&send, &write_send(&citizen).unwrap());
    citizen.sent_by = SentBy::Citizen(samples::patient());
    assert_valid(&send, &write_send(&citizen).unwrap());

    let revoke = revoke_schema(&shared);
    let mut without_words = samples::revoke();
    assert_valid(&revoke, &write_revoke(&without_words).unwrap());
    without_words.message = None;
    assert_valid(&revoke, &write_revoke(&without_words).unwrap());

    let results = [
        ResultType::ok(),
        ResultType::info("Certificate already exists"),
        ResultType::error(ErrorId::Validation, "a & b"),
        ResultType::error(ErrorId::Application, ""),
        ResultType::error(ErrorId::Technical, "x"),
        ResultType::error(ErrorId::Revoked, "x"),
    ];
    for result in &results {
        for (interaction, schema) in [
            (Interaction::RegisterCertificate, &register),
            (Interaction::SendCertificateToRecipient, &send),
            (Interaction::RevokeCertificate, &revoke),
        ] {
            assert_valid(schema, &write_response(interaction, result).unwrap());
        }
    }
}

#[test]
fn a_signature_is_inserted_verbatim_and_the_result_is_valid() {
    let Some(shared) = shared("signed example against the schema") else {
        return;
    };
    let file = shared.join("examples/rivta/signing/register-lisjp-signed-ecdsa.xml");
    let bytes = std::fs::read(file).unwrap();
    let document = xml::parse(&bytes).unwrap();
    let signature = document
        .root()
        .descendants()
        .find(|element| element.name() == "Signature")
        .unwrap()
        .source();
    let register = parse_register(&document).unwrap();
    let written = write_signed_register(&register, signature).unwrap();
    assert!(written.contains(signature));
    assert_valid(&register_schema(&shared), &written);
    assert_eq!(
        parse_register(&xml::parse(written.as_bytes()).unwrap()).unwrap(),
        register
    );
}

#[test]
fn every_national_register_example_is_read_and_written_back_the_same() {
    let Some(shared) = shared("national register examples") else {
        return;
    };
    let schema = register_schema(&shared);
    let examples = shared.join("examples/rivta");
    let mut all = files(&examples.join("signing"), "register-");
    all.extend(files(&examples, "register-"));
    for kind in ["lisjp", "luse", "luae_na", "luae_fs"] {
        let folder = shared.join("cases/transport").join(kind);
        all.extend(files(&folder, "pass-").into_iter().take(4));
        all.extend(files(&folder, "fail-").into_iter().take(4));
    }
    all.retain(|path| !path.to_string_lossy().contains("register-response"));
    for path in all {
        let bytes = std::fs::read(&path).unwrap();
        let document = xml::parse(&bytes).unwrap();
        let register =
            parse_register(&document).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let written = write_register(&register).unwrap();
        assert_valid(&schema, &written);
        let again = parse_register(&xml::parse(written.as_bytes()).unwrap()).unwrap();
        assert_eq!(again, register, "{}", path.display());
    }
}

#[test]
fn all_transport_cases_are_read() {
    let Some(shared) = shared("transport cases") else {
        return;
    };
    for kind in ["lisjp", "luse", "luae_na", "luae_fs"] {
        for path in files(&shared.join("cases/transport").join(kind), "") {
            let bytes = std::fs::read(&path).unwrap();
            let document = xml::parse(&bytes).unwrap();
            if let Err(error) = parse_register(&document) {
                panic!("{}: {error}", path.display());
            }
        }
    }
}

#[test]
fn what_the_schema_refuses_is_refused_with_its_place() {
    let Some(shared) = shared("schema-invalid examples") else {
        return;
    };
    let folder = shared.join("examples/rivta/schema-invalid");
    let mut places = Vec::new();
    for path in files(&folder, "register-") {
        let bytes = std::fs::read(&path).unwrap();
        let error = parse_register(&xml::parse(&bytes).unwrap()).expect_err("invalid");
        places.push(error.to_string());
    }
    for path in files(&folder, "send-") {
        let bytes = std::fs::read(&path).unwrap();
        let error = parse_send(&xml::parse(&bytes).unwrap()).expect_err("invalid");
        places.push(error.to_string());
    }
    let enhet = "RegisterCertificate/intyg/skapadAv/enhet";
    let patient = "RegisterCertificate/intyg/patient";
    assert_eq!(
        places,
        [
            format!("{enhet}/arbetsplatskod/extension: not a text of at least one character"),
            format!("{enhet}/epost: not a text of at least one character"),
            format!("{patient}: the element fornamn is missing here"),
            format!(
                "{patient}/person-id/root: not the register of personnummer or samordningsnummer"
            ),
            format!("{patient}/person-id/extension: not twelve digits"),
            "RegisterCertificate/intyg: an element that has no place here, or comes in the wrong order".to_owned(),
            "RegisterCertificate/intyg/skickatTidpunkt: not a time of the form YYYY-MM-DDThh:mm:ss".to_owned(),
            "RegisterCertificate/intyg/signeringstidpunkt: not a time of the form YYYY-MM-DDThh:mm:ss".to_owned(),
            "SendCertificateToRecipient: the element skickatAv is missing here".to_owned(),
            "SendCertificateToRecipient/mottagare: not a code of the code system of this element".to_owned(),
        ]
    );
}

#[test]
fn send_examples_and_answers_are_read() {
    let Some(shared) = shared("send examples and answers") else {
        return;
    };
    let folder = shared.join("examples/rivta");
    let bytes = std::fs::read(folder.join("send-to-recipient.xml")).unwrap();
    let send = parse_send(&xml::parse(&bytes).unwrap()).unwrap();
    let written = write_send(&send).unwrap();
    assert_eq!(
        parse_send(&xml::parse(written.as_bytes()).unwrap()).unwrap(),
        send
    );

    let answer = |file: &str, interaction| {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let document = xml::parse(&bytes).unwrap();
        let result = read_response(interaction, document.root()).unwrap();
        (result.code, result.error_id, result.text.is_some())
    };
    let register = Interaction::RegisterCertificate;
    let send = Interaction::SendCertificateToRecipient;
    for (file, interaction, expected) in [
        (
            "register-response-ok.xml",
            register,
            (ResultCode::Ok, None, false),
        ),
        (
            "register-response-info-exists.xml",
            register,
            (ResultCode::Info, None, true),
        ),
        (
            "register-response-error-validation.xml",
            register,
            (ResultCode::Error, Some(ErrorId::Validation), true),
        ),
        (
            "register-response-error-technical.xml",
            register,
            (ResultCode::Error, Some(ErrorId::Technical), true),
        ),
        ("send-response-ok.xml", send, (ResultCode::Ok, None, false)),
        (
            "send-response-info-revoked.xml",
            send,
            (ResultCode::Info, None, true),
        ),
        (
            "send-response-error-unknown.xml",
            send,
            (ResultCode::Error, Some(ErrorId::Application), true),
        ),
    ] {
        assert_eq!(answer(file, interaction), expected, "{file}");
    }
}

#[test]
fn revoke_examples_and_answers_are_read() {
    let Some(shared) = shared("revoke examples and answers") else {
        return;
    };
    let folder = shared.join("examples/rivta");
    let schema = revoke_schema(&shared);
    let mut reasons = Vec::new();
    for file in ["revoke.xml", "revoke-wrong-patient.xml"] {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let revoke = parse_revoke(&xml::parse(&bytes).unwrap()).unwrap();
        let written = write_revoke(&revoke).unwrap();
        assert_valid(&schema, &written);
        let again = parse_revoke(&xml::parse(written.as_bytes()).unwrap()).unwrap();
        assert_eq!(again, revoke, "{file}");
        reasons.push(revoke.message.unwrap());
    }
    assert!(
        reasons[0].starts_with("Annat allvarligt fel "),
        "{reasons:?}"
    );
    assert!(
        reasons[1].starts_with("Intyget har utfärdats på fel patient"),
        "{reasons:?}"
    );
    for file in files(&folder, "revoke-response-") {
        let bytes = std::fs::read(&file).unwrap();
        let document = xml::parse(&bytes).unwrap();
        assert!(
            read_response(Interaction::RevokeCertificate, document.root()).is_ok(),
            "{}",
            file.display()
        );
    }
}

#[test]
fn national_envelopes_and_faults_are_read() {
    let Some(shared) = shared("national envelopes") else {
        return;
    };
    let folder = shared.join("examples/rivta");
    let bytes = std::fs::read(folder.join("soap-send-to-recipient.xml")).unwrap();
    let document = xml::parse(&bytes).unwrap();
    let request = soap::read_request(&document).unwrap();
    assert_eq!(request.logical_address.as_deref(), Some("5565594230"));
    assert!(intyg_rivta::send::read_send(request.body).is_ok());

    for (file, code, text) in [
        ("soap-fault-schema.xml", "Client", "Unmarshalling Error"),
        ("soap-fault-platform.xml", "Server", "VP009"),
    ] {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let document = xml::parse(&bytes).unwrap();
        let soap::Response::Fault(fault) = soap::read_response(&document).unwrap() else {
            panic!("{file} is a fault");
        };
        assert_eq!(fault.code, code);
        assert!(fault.text.contains(text));
    }
}
