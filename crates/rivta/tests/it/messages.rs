//! Messages to and from care, alone and against the national schemas and examples.

use intyg_rivta::{
    interaction::Interaction,
    message::{
        MessageKind, MessageToCare, parse_message_to_care, parse_message_to_recipient,
        read_message_to_care, write_message_to_care, write_message_to_recipient,
    },
    result::{ErrorId, ResultCode, ResultType, read_response, write_response},
    soap, xml,
};

use crate::{
    oracle::{files, message_to_care_schema, message_to_recipient_schema, schema_verdict, shared},
    samples,
};

fn care(xml: &str) -> Result<MessageToCare, intyg_rivta::contract::ContractError> {
    parse_message_to_care(&xml::parse(xml.as_bytes()).unwrap())
}

#[test]
fn what_is_written_is_read_back_the_same() {
    let mut to_care = samples::message_to_care();
    let mut to_recipient = samples::message_to_recipient();
    for _ in 0..2 {
        assert_eq!(
            care(&write_message_to_care(&to_care).unwrap()).unwrap(),
            to_care
        );
        let written = write_message_to_recipient(&to_recipient).unwrap();
        let document = xml::parse(written.as_bytes()).unwrap();
        assert_eq!(parse_message_to_recipient(&document).unwrap(), to_recipient);

        // Once more with nothing that may be left out.
        for message in [&mut to_care.message, &mut to_recipient.message] {
            message.reference_id = None;
            message.heading = None;
            message.subject.display_name = None;
            message.reminder_of = None;
            message.reply_to = None;
        }
        to_care.contact_lines.clear();
        to_care.points.clear();
        to_care.last_reply_date = None;
        to_recipient.sent_by.licensed_professions.clear();
        to_recipient.last_reply_date = None;
    }
}

#[test]
fn what_a_message_refers_to_tells_its_kind() {
    let mut message = samples::message_to_care().message;
    assert_eq!(message.kind(), MessageKind::Reminder);
    message.reminder_of = None;
    assert_eq!(message.kind(), MessageKind::Answer);
    message.reply_to = None;
    assert_eq!(message.kind(), MessageKind::Question);
}

/// Changes of a valid message: what replaces what, and whether the schema allows the result.
const CHANGES: &[(&str, &str, Verdict)] = &[
    ("<rc:referens-id>FK-2</rc:referens-id>", "", Verdict::Valid),
    ("T09:30:00<", "T09:30:00Z<", Verdict::Invalid),
    ("T09:30:00<", "T09:30:00.000<", Verdict::Invalid),
    ("T09:30:00<", "T09:30:00+01:00<", Verdict::Invalid),
    ("T09:30:00<", "T09:30<", Verdict::Invalid),
    ("191212121212", "19121212-1212", Verdict::Invalid),
    ("191212121212", "1212121212", Verdict::Invalid),
    (
        "1.2.752.129.2.1.3.1<",
        "1.2.752.129.2.1.3.2<",
        Verdict::Invalid,
    ),
    (
        "1.2.752.129.2.1.3.1<",
        "1.2.752.129.2.1.3.3<",
        Verdict::Valid,
    ),
    ("ffa59d8f-8d7e-46ae-ac9e-31804e8e8499", "", Verdict::Valid),
    (
        "ffa59d8f-8d7e-46ae-ac9e-31804e8e8499",
        "ffa59d8f",
        Verdict::Invalid,
    ),
    (
        "<t:code>KOMPLT</t:code>",
        "<t:code>NYTT</t:code>",
        Verdict::Valid,
    ),
    ("<rc:rubrik>", "<rc:rubrik/><rc:rubrik>", Verdict::Invalid),
    (
        "<rc:rubrik>",
        "<rc:sistaDatumForSvar>2026-03-18</rc:sistaDatumForSvar><rc:rubrik>",
        Verdict::Invalid,
    ),
    (
        "<rc:part>",
        "<rc:kontaktInfo>x</rc:kontaktInfo><rc:part>",
        Verdict::Invalid,
    ),
    (
        "769bb12b-bd9f-4203-a5cd-fd14f2eb3b80",
        "769bb12b",
        Verdict::Invalid,
    ),
    ("<rc:frage-id>32<", "<rc:frage-id>32.1<", Verdict::Invalid),
    ("<rc:frage-id>32<", "<rc:frage-id> 32<", Verdict::Invalid),
    ("<rc:frage-id>32<", "<rc:frage-id><", Verdict::Invalid),
    ("<rc:instans>2<", "<rc:instans>-2<", Verdict::Valid),
    (
        "<rc:instans>2<",
        "<rc:instans>2147483648<",
        Verdict::Invalid,
    ),
    ("<rc:instans>2<", "<rc:instans><", Verdict::Invalid),
    ("2026-03-18", " 2026-03-18\n", Verdict::Valid),
    ("2026-03-18", "2026-02-29", Verdict::Invalid),
    ("2026-03-18", "20260318", Verdict::Invalid),
    ("2026-03-18", "2026-03-18Z", Verdict::Invalid),
    ("2026-03-18", "2026-W12-3", Verdict::Invalid),
    (
        "<rc:kontaktInfo>Kontoret<",
        "<rc:kontaktInfo><![CDATA[<&>]]>&#229;<",
        Verdict::Valid,
    ),
    (
        "<rc:kontaktInfo>Kontoret<",
        "<rc:kontaktInfo>Kontoret<rc:x/><",
        Verdict::Invalid,
    ),
    (
        "</rc:skickatAv>",
        "<x xmlns=\"urn:x\"/></rc:skickatAv>",
        Verdict::Valid,
    ),
    (
        "</rc:skickatAv>",
        "<c:enhet/></rc:skickatAv>",
        Verdict::Valid,
    ),
    (
        "</rc:skickatAv>",
        "<rc:x/></rc:skickatAv>",
        Verdict::Invalid,
    ),
    (
        "</rc:svarPa>",
        "<x xmlns=\"urn:x\"/></rc:svarPa>",
        Verdict::Valid,
    ),
    (
        "</rc:komplettering>",
        "<x xmlns=\"urn:x\">y</x></rc:komplettering>",
        Verdict::Valid,
    ),
    (
        "</rc:komplettering>",
        "<x xmlns=\"\"/></rc:komplettering>",
        Verdict::Invalid,
    ),
    (
        "</rc:SendMessageToCare>",
        "<x xmlns=\"urn:x\" z=\"1\"/></rc:SendMessageToCare>",
        Verdict::Valid,
    ),
    (
        "</rc:SendMessageToCare>",
        "text</rc:SendMessageToCare>",
        Verdict::Invalid,
    ),
    (
        "</rc:SendMessageToCare>",
        "<rc:komplettering/></rc:SendMessageToCare>",
        Verdict::Invalid,
    ),
    (
        "<rc:meddelande-id>",
        "<rc:meddelande-id a=\"1\">",
        Verdict::Invalid,
    ),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Valid,
    Invalid,
}

fn changed(from: &str, to: &str) -> String {
    let written = write_message_to_care(&samples::message_to_care()).unwrap();
    let changed = written.replacen(from, to, 1);
    assert_ne!(changed, written, "{from}");
    changed
}

#[test]
fn a_message_is_read_as_strictly_as_the_schema_says() {
    for &(from, to, verdict) in CHANGES {
        let changed = changed(from, to);
        let read = care(&changed);
        assert_eq!(
            read.is_ok(),
            verdict == Verdict::Valid,
            "{from} → {to}: {read:?}"
        );
        if let Err(error) = read {
            assert!(
                error
                    .fault_text()
                    .starts_with("Unmarshalling Error: SendMessageToCare")
            );
        }
    }
}

#[test]
fn the_schema_agrees_about_every_change() {
    let Some(shared) = shared("changed messages against the schema") else {
        return;
    };
    let schema = message_to_care_schema(&shared);
    for &(from, to, verdict) in CHANGES {
        let judged = schema_verdict(&schema, &changed(from, to));
        if let Some(judged) = judged {
            assert_eq!(
                judged.is_ok(),
                verdict == Verdict::Valid,
                "{from} → {to}: {judged:?}"
            );
        }
    }
}

#[test]
fn everything_written_is_valid_against_the_schemas() {
    let Some(shared) = shared("written messages against the schemas") else {
        return;
    };
    let assert_valid = |schema, document: &str| {
        if let Some(verdict) = schema_verdict(schema, document) {
            assert_eq!(verdict, Ok(()), "{document}");
        }
    };
    let to_care = message_to_care_schema(&shared);
    let to_recipient = message_to_recipient_schema(&shared);
    assert_valid(
        &to_care,
        &write_message_to_care(&samples::message_to_care()).unwrap(),
    );
    assert_valid(
        &to_recipient,
        &write_message_to_recipient(&samples::message_to_recipient()).unwrap(),
    );
    for (interaction, schema) in [
        (Interaction::SendMessageToCare, &to_care),
        (Interaction::SendMessageToRecipient, &to_recipient),
    ] {
        for result in [
            ResultType::ok(),
            ResultType::info("x"),
            ResultType::error(ErrorId::Validation, "[a, b]"),
        ] {
            assert_valid(schema, &write_response(interaction, &result).unwrap());
        }
    }
}

#[test]
fn every_national_message_is_read_and_written_back_the_same() {
    let Some(shared) = shared("national messages") else {
        return;
    };
    let folder = shared.join("examples/rivta");
    let mut all = files(&folder, "message-to-care-");
    all.extend(files(&folder.join("rejected"), ""));
    all.extend(files(&folder.join("tolerated"), ""));
    all.retain(|path| !path.to_string_lossy().contains("-response-"));
    assert!(all.len() > 20, "{}", all.len());
    for path in all {
        let text = std::fs::read_to_string(&path).unwrap();
        let message = care(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let written = write_message_to_care(&message).unwrap();
        assert_eq!(care(&written).unwrap(), message, "{}", path.display());
    }
    let mut all = files(&folder, "message-to-recipient-");
    all.retain(|path| !path.to_string_lossy().contains("-response-"));
    for path in all {
        let bytes = std::fs::read(&path).unwrap();
        let message = parse_message_to_recipient(&xml::parse(&bytes).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let written = write_message_to_recipient(&message).unwrap();
        let document = xml::parse(written.as_bytes()).unwrap();
        assert_eq!(
            parse_message_to_recipient(&document).unwrap(),
            message,
            "{}",
            path.display()
        );
    }
}

#[test]
fn what_the_schema_refuses_is_a_fault_with_its_place() {
    let Some(shared) = shared("schema-invalid messages") else {
        return;
    };
    let folder = shared.join("examples/rivta/schema-invalid");
    let faults: Vec<_> = files(&folder, "message-")
        .iter()
        .map(|path| care(&std::fs::read_to_string(path).unwrap()).unwrap_err())
        .map(|error| error.fault_text())
        .collect();
    assert_eq!(
        faults,
        [
            "Unmarshalling Error: SendMessageToCare/sistaDatumForSvar: not a date of the form YYYY-MM-DD",
            "Unmarshalling Error: SendMessageToCare/skickatAv: the element part is missing here",
        ]
    );
}

#[test]
fn the_national_envelope_and_the_answers_are_read() {
    let Some(shared) = shared("the envelope and answers of messages") else {
        return;
    };
    let folder = shared.join("examples/rivta");
    let bytes = std::fs::read(folder.join("soap-message-to-care.xml")).unwrap();
    let document = xml::parse(&bytes).unwrap();
    let request = soap::read_request(&document).unwrap();
    let message = read_message_to_care(request.body).unwrap();
    assert_eq!(
        request.logical_address.as_deref(),
        Some(message.message.logical_address.as_str())
    );

    for (file, interaction, code, error_id) in [
        (
            "message-to-care-response-ok.xml",
            Interaction::SendMessageToCare,
            ResultCode::Ok,
            None,
        ),
        (
            "message-to-care-response-info-duplicate.xml",
            Interaction::SendMessageToCare,
            ResultCode::Info,
            None,
        ),
        (
            "message-to-care-response-error-unknown.xml",
            Interaction::SendMessageToCare,
            ResultCode::Error,
            Some(ErrorId::Validation),
        ),
        (
            "message-to-care-response-error-technical.xml",
            Interaction::SendMessageToCare,
            ResultCode::Error,
            Some(ErrorId::Technical),
        ),
        (
            "message-to-recipient-response-ok.xml",
            Interaction::SendMessageToRecipient,
            ResultCode::Ok,
            None,
        ),
        (
            "message-to-recipient-response-error-duplicate.xml",
            Interaction::SendMessageToRecipient,
            ResultCode::Error,
            Some(ErrorId::Validation),
        ),
        (
            "message-to-recipient-response-error-not-sent.xml",
            Interaction::SendMessageToRecipient,
            ResultCode::Error,
            Some(ErrorId::Validation),
        ),
        (
            "message-to-recipient-response-error-unknown.xml",
            Interaction::SendMessageToRecipient,
            ResultCode::Error,
            Some(ErrorId::Application),
        ),
    ] {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let document = xml::parse(&bytes).unwrap();
        let result = read_response(interaction, document.root()).unwrap();
        assert_eq!((result.code, result.error_id), (code, error_id), "{file}");
    }
}
