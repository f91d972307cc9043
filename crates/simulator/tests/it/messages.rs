//! Messages in both directions: what Intygstjänsten answers, and what it lets pass.

use intyg_rivta::{
    message::MessageToRecipient,
    names,
    result::{ErrorId, ResultType},
    soap::{Fault as SoapFault, FaultCode},
    types::Code,
};
use intyg_simulator::{
    Authority, Direction, Fault, Interactions, Message, MessageState, Rule, RunningSimulator, start,
};
use serde_json::{Value, json};

use crate::{
    care::{Care, Reply},
    client::{MESSAGE, REGISTER, REVOKE, SEND, Seen, advance, call, config, order, simulator},
    samples::{
        ID, OTHER_PATIENT, PATIENT, QUESTION, answer_to, message, register, revoke, send, written,
    },
};

async fn sent(simulator: &RunningSimulator) {
    assert_eq!(
        call(simulator, REGISTER, &register(ID, PATIENT)).await,
        Seen::ok()
    );
    assert_eq!(
        call(simulator, SEND, &send(ID, PATIENT, "FKASSA")).await,
        Seen::ok()
    );
}

async fn say(simulator: &RunningSimulator, message: &MessageToRecipient) -> Seen {
    call(simulator, MESSAGE, &written(message)).await
}

fn refused(text: &str) -> Seen {
    Seen::error(ErrorId::Validation, text)
}

#[tokio::test]
async fn a_message_reaches_forsakringskassan_once() {
    let simulator = simulator().await;
    sent(&simulator).await;
    assert_eq!(say(&simulator, &message()).await, Seen::ok());
    assert_eq!(
        say(&simulator, &message()).await,
        refused("[MeddelandeId is not globally unique]")
    );
    let kept = simulator.snapshot().messages;
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].id, QUESTION);
    assert_eq!(kept[0].direction, Direction::ToRecipient);
    assert_eq!(kept[0].text, "Vem handlägger ärendet?");
    assert_eq!(kept[0].at, "2026-03-02T07:20:00Z".parse().unwrap());
    assert!(kept[0].xml.starts_with("<rc:SendMessageToRecipient"));
}

/// Something done to a message.
type Change = Box<dyn Fn(&mut MessageToRecipient)>;

/// Each row of the table of checks, alone.
#[tokio::test]
async fn every_check_of_a_message_has_its_text() {
    let simulator = simulator().await;
    sent(&simulator).await;
    let subject = |code: &str| Code::new(code, names::SUBJECT, code);
    let nobody = "b7c0d1a2-0000-4000-8000-0000000000ff";
    let question = || message();
    assert_eq!(say(&simulator, &question()).await, Seen::ok());

    let mut other = question();
    other.message.id = "other".to_owned();
    let cases: [(&str, Change); 9] = [
        (
            "[Invalid amneskod]",
            Box::new(move |m| m.message.subject = subject("NYTT")),
        ),
        (
            "[SistaDatumForSvar is only valid on Questions]",
            Box::new(move |m| {
                *m = answer_to("x", "KONTKT", QUESTION);
                m.last_reply_date = Some("2026-03-09".parse().unwrap());
            }),
        ),
        (
            "[paminnelseMeddelandeId should only be present if amne is PAMINN]",
            Box::new(|m| m.message.reminder_of = Some(QUESTION.to_owned())),
        ),
        (
            "[PAMINN should define paminnelseMeddelandeId]",
            Box::new(move |m| m.message.subject = subject("PAMINN")),
        ),
        (
            "[Paminnelse Meddelande does not exist]",
            Box::new(move |m| {
                m.message.subject = subject("PAMINN");
                m.message.reminder_of = Some(nobody.to_owned());
            }),
        ),
        (
            "[SvarPa Meddelande does not exist]",
            Box::new(move |m| *m = answer_to("x", "KONTKT", nobody)),
        ),
        (
            "[Svar amne is not consistent with question]",
            Box::new(|m| *m = answer_to("x", "OVRIGT", QUESTION)),
        ),
        (
            "[PatientPersonId is not consistent with certificate]",
            Box::new(|m| m.message.patient.extension = OTHER_PATIENT.to_owned()),
        ),
        (
            "[Invalid amneskod, PatientPersonId is not consistent with certificate]",
            Box::new(move |m| {
                m.message.subject = subject("");
                m.message.patient.extension = OTHER_PATIENT.to_owned();
            }),
        ),
    ];
    for (expected, change) in cases {
        let mut changed = other.clone();
        change(&mut changed);
        assert_eq!(say(&simulator, &changed).await, refused(expected));
    }
    assert_eq!(simulator.snapshot().messages.len(), 1);
}

#[tokio::test]
async fn the_state_of_the_certificate_decides() {
    let simulator = simulator().await;
    assert_eq!(
        say(&simulator, &message()).await,
        Seen::error(ErrorId::Application, "Intyg does not exist")
    );
    call(&simulator, REGISTER, &register(ID, PATIENT)).await;
    assert_eq!(
        say(&simulator, &message()).await,
        refused("[Certificate is not sent to recipient]")
    );
    call(&simulator, SEND, &send(ID, PATIENT, "FKASSA")).await;
    call(&simulator, REVOKE, &revoke(ID, PATIENT)).await;
    assert_eq!(
        say(&simulator, &message()).await,
        refused("[Certificate is revoked]")
    );
}

#[tokio::test]
async fn a_test_certificate_is_never_passed_on() {
    let simulator = simulator().await;
    call(&simulator, REGISTER, &register(ID, PATIENT)).await;
    let path = format!("/api/certificates/{ID}/test");
    assert_eq!(order(&simulator, &path, &Value::Null).await.0, 204);
    assert_eq!(
        call(&simulator, SEND, &send(ID, PATIENT, "FKASSA")).await,
        refused(&format!(
            "Certificate '{ID}' is a test certificate and cannot be sent"
        ))
    );
    assert_eq!(say(&simulator, &message()).await, Seen::ok());
    assert_eq!(simulator.snapshot().messages, []);
}

#[tokio::test]
async fn what_breaks_the_schema_is_a_fault() {
    let simulator = simulator().await;
    let broken = written(&message()).replacen("T08:19:00", "T08:19:00Z", 1);
    let Seen::Fault(fault) = call(&simulator, MESSAGE, &broken).await else {
        panic!("a fault");
    };
    assert_eq!(fault.code, "Client");
    assert!(
        fault.text.starts_with(
            "Unmarshalling Error: Envelope/Body/SendMessageToRecipient/skickatTidpunkt"
        )
    );
}

/// What Försäkringskassan answers to a message comes through as it is; with the others Intygstjänsten has words of its own.
#[tokio::test]
async fn trouble_at_forsakringskassan_is_told_as_intygstjansten_tells_it() {
    const TEXT: &str = "Refused on request";
    let away = |text: &str| {
        Seen::Fault(SoapFault {
            code: "Server".to_owned(),
            text: text.to_owned(),
        })
    };
    let not_sent = Seen::error(
        ErrorId::Technical,
        &format!("Certificate '{ID}' couldn't be sent to recipient"),
    );
    for (fault, of_send, of_message, of_revoke) in [
        (
            Fault::TechnicalError,
            not_sent.clone(),
            Seen::error(ErrorId::Technical, TEXT),
            Seen::ok(),
        ),
        (
            Fault::ValidationError,
            not_sent.clone(),
            Seen::error(ErrorId::Validation, TEXT),
            Seen::ok(),
        ),
        (
            Fault::CutBefore,
            not_sent,
            away("The recipient could not be reached"),
            away("The recipient could not be told"),
        ),
        (
            Fault::Slow { milliseconds: 1 },
            Seen::ok(),
            Seen::ok(),
            Seen::ok(),
        ),
    ] {
        let simulator = simulator().await;
        let rule = |interaction| Rule {
            authority: Authority::Forsakringskassan,
            ..Rule::new(interaction, fault.clone(), Some(1))
        };
        simulator.add_fault(rule(Interactions::SendCertificateToRecipient));
        simulator.add_fault(rule(Interactions::SendMessageToRecipient));
        simulator.add_fault(rule(Interactions::RevokeCertificate));
        call(&simulator, REGISTER, &register(ID, PATIENT)).await;
        let order = send(ID, PATIENT, "FKASSA");
        assert_eq!(call(&simulator, SEND, &order).await, of_send);
        call(&simulator, SEND, &order).await;
        assert_eq!(say(&simulator, &message()).await, of_message);
        // A message that was not taken may be sent again.
        if of_message != Seen::ok() {
            assert_eq!(say(&simulator, &message()).await, Seen::ok());
        }
        assert_eq!(simulator.snapshot().messages.len(), 1);
        let order = revoke(ID, PATIENT);
        assert_eq!(call(&simulator, REVOKE, &order).await, of_revoke);
        let is_revoked = simulator.snapshot().intygstjansten[0].revoked_at.is_some();
        assert_eq!(is_revoked, of_revoke == Seen::ok());
    }
}

async fn write(simulator: &RunningSimulator, body: &Value) -> Message {
    let (status, text) = order(simulator, "/api/messages", body).await;
    assert_eq!(status, 200, "{text}");
    serde_json::from_str(&text).unwrap()
}

#[tokio::test]
async fn every_kind_of_message_reaches_the_unit() {
    let (care, simulator) = Care::with_simulator("scenario = []").await;
    sent(&simulator).await;
    say(&simulator, &message()).await;
    for subject in ["KOMPLT", "AVSTMN", "KONTKT", "OVRIGT"] {
        let points = if subject == "KOMPLT" {
            json!([{ "question": "27", "instance": 2, "text": "Vad?" }])
        } else {
            json!([])
        };
        let order = json!({
            "certificate": ID, "ask": subject, "text": "Frågan", "points": points,
            "last_reply_date": "2026-03-16",
        });
        assert_eq!(
            write(&simulator, &order).await.state,
            MessageState::Accepted
        );
    }
    let asked = care.requests()[0].message.clone();
    let reminder = json!({ "certificate": ID, "reminder_of": asked.id, "text": "Påminnelsen" });
    write(&simulator, &reminder).await;
    let answer = json!({ "certificate": ID, "reply_to": QUESTION, "text": "Svaret" });
    write(&simulator, &answer).await;

    let arrived = care.arrived();
    assert_eq!(arrived.len(), 6);
    for message in &arrived {
        assert_eq!(message.logical_address, "SE5561234567-E001");
        let request = message.request.as_ref().unwrap();
        assert_eq!(request.message.logical_address, "SE5561234567-E001");
        assert_eq!(request.message.certificate.extension, ID);
        assert_eq!(request.message.patient.extension, PATIENT);
        assert_eq!(request.message.sent_at.to_string(), "2026-03-02T08:20:00");
        assert_eq!(request.sender.code, "FKASSA");
        assert!(!request.contact_lines.is_empty());
    }
    let requests = care.requests();
    assert_eq!(requests[0].points[0].question_id, "27");
    assert_eq!(requests[0].points[0].instance, Some(2));
    assert_eq!(requests[4].message.subject.code, "PAMINN");
    assert_eq!(requests[4].message.reminder_of.as_ref(), Some(&asked.id));
    assert_eq!(requests[4].message.reference_id, asked.reference_id);
    assert_eq!(requests[5].message.subject.code, "KONTKT");
    assert_eq!(
        requests[5].message.reply_to.as_ref().unwrap().message_id,
        QUESTION
    );
    let mut ids: Vec<_> = requests.iter().map(|r| &r.message.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 6);
}

/// Intygstjänsten stops what is wrong; without its checks it gets through as it is.
#[tokio::test]
async fn wrong_messages_are_stopped_unless_they_are_let_pass() {
    let (care, simulator) = Care::with_simulator("scenario = []").await;
    sent(&simulator).await;
    say(&simulator, &message()).await;
    let ask = |subject: &str| json!({ "certificate": ID, "ask": subject, "text": "Frågan" });
    let asked = write(&simulator, &ask("KOMPLT")).await.id;
    let answer = || json!({ "certificate": ID, "reply_to": QUESTION, "text": "Svaret" });
    let remind = || json!({ "certificate": ID, "reminder_of": asked, "text": "Påminnelsen" });
    for (letter, mistake, expected) in [
        (
            ask("KOMPLT"),
            "other-patient",
            "[CIVIC_REGISTRATION_NUMBER_INCONSISTENCY_ERROR]",
        ),
        (
            ask("KOMPLT"),
            "unknown-certificate",
            "[CERTIFICATE_NOT_FOUND_ERROR]",
        ),
        (
            ask("KOMPLT"),
            "unknown-subject",
            "[SUBJECT_NOT_SUPPORTED_ERROR]",
        ),
        (
            ask("KOMPLT"),
            "unknown-sender",
            "[SkickatAv part code is not valid]",
        ),
        (
            ask("KONTKT"),
            "points-on-other-subject",
            "[KOMPLETTERING_INCONSISTENCY_ERROR]",
        ),
        (answer(), "other-subject", "[SUBJECT_CONSISTENCY_ERROR]"),
        (
            answer(),
            "unknown-reference",
            "[REFERENCED_MESSAGE_NOT_FOUND_ERROR]",
        ),
        (
            answer(),
            "last-date-on-answer",
            "[MESSAGE_TYPE_CONSISTENCY_ERROR]",
        ),
        (
            remind(),
            "reminder-without-reference",
            "[PAMINNELSE_ID_INCONSISTENCY_ERROR]",
        ),
        (
            remind(),
            "unknown-reference",
            "[REFERENCED_MESSAGE_NOT_FOUND_ERROR]",
        ),
        (
            ask("KOMPLT"),
            "time-with-zone",
            "Unmarshalling Error: SendMessageToCare/skickatTidpunkt: not a time of the form YYYY-MM-DDThh:mm:ss",
        ),
    ] {
        let mut letter = letter;
        letter["mistake"] = json!(mistake);
        let before = care.arrived().len();
        let stopped = write(&simulator, &letter).await;
        let text = expected.to_owned();
        assert_eq!(stopped.state, MessageState::Stopped { text }, "{mistake}");
        assert_eq!(care.arrived().len(), before, "{mistake}");

        letter["unchecked"] = json!(true);
        let passed = write(&simulator, &letter).await;
        assert_eq!(care.arrived().len(), before + 1, "{mistake}");
        // The care system of this test accepts whatever the schema allows.
        assert_eq!(
            passed.state.is_delivered(),
            mistake != "time-with-zone",
            "{mistake}"
        );
    }
    // The unit is used for routing as it stands, and a blank text is a text.
    for mistake in ["other-unit", "empty-text"] {
        let mut letter = ask("OVRIGT");
        letter["mistake"] = json!(mistake);
        assert!(write(&simulator, &letter).await.state.is_delivered());
    }
    assert!(
        care.arrived()
            .iter()
            .any(|a| a.logical_address == "SE5561234567-E001-X")
    );
}

#[tokio::test]
async fn a_revoked_and_a_test_certificate_get_no_messages() {
    let (care, simulator) = Care::with_simulator("scenario = []").await;
    sent(&simulator).await;
    let path = format!("/api/certificates/{ID}/revoke");
    assert_eq!(order(&simulator, &path, &Value::Null).await.0, 204);
    let ask = json!({ "certificate": ID, "ask": "KONTKT", "text": "?" });
    let state = |text: &str| MessageState::Stopped {
        text: text.to_owned(),
    };
    assert_eq!(
        write(&simulator, &ask).await.state,
        state("[CERTIFICATE_REVOKED_ERROR]")
    );
    let path = format!("/api/certificates/{ID}/test");
    order(&simulator, &path, &Value::Null).await;
    assert_eq!(
        write(&simulator, &ask).await.state,
        state("[CERTIFICATE_REVOKED_ERROR, TEST_CERTIFICATE]")
    );
    assert_eq!(care.arrived(), []);
}

#[tokio::test]
async fn a_message_that_does_not_get_through_is_sent_again_with_the_same_bytes() {
    let (care, simulator) = Care::with_simulator("scenario = []").await;
    sent(&simulator).await;
    care.reply(Reply::Status(503));
    care.reply(Reply::Fault(FaultCode::Server));
    care.reply(Reply::Result(ResultType::error(
        ErrorId::Technical,
        "later",
    )));
    let ask = json!({ "certificate": ID, "ask": "KONTKT", "text": "?" });
    let written = write(&simulator, &ask).await;
    assert!(matches!(written.state, MessageState::Waiting { .. }));
    advance(&simulator, "4m").await;
    assert_eq!(care.arrived().len(), 1);
    advance(&simulator, "1h").await;
    let arrived = care.arrived();
    assert_eq!(arrived.len(), 4);
    assert!(arrived.iter().all(|message| *message == arrived[0]));
    let kept = &simulator.snapshot().messages[0];
    assert_eq!(kept.state, MessageState::Accepted);
    let times: Vec<_> = kept.attempts.iter().map(|a| a.at.to_string()).collect();
    assert_eq!(
        times,
        [
            "2026-03-02T07:20:00Z",
            "2026-03-02T07:25:00Z",
            "2026-03-02T07:30:00Z",
            "2026-03-02T07:35:00Z"
        ]
    );
}

#[tokio::test]
async fn a_message_that_never_gets_through_is_given_up() {
    let simulator = start(config()).await.unwrap();
    sent(&simulator).await;
    let ask = json!({ "certificate": ID, "ask": "KONTKT", "text": "?" });
    write(&simulator, &ask).await;
    advance(&simulator, "2h").await;
    let kept = simulator.snapshot().messages.remove(0);
    assert_eq!(kept.attempts.len(), 12);
    assert_eq!(
        kept.state,
        MessageState::GivenUp {
            text: "ingen adress till vårdsystemet".to_owned()
        }
    );
}

#[tokio::test]
async fn a_message_that_is_refused_is_not_sent_again() {
    let (care, simulator) = Care::with_simulator("scenario = []").await;
    sent(&simulator).await;
    care.reply(Reply::Result(ResultType::error(ErrorId::Validation, "no")));
    let ask = json!({ "certificate": ID, "ask": "KONTKT", "text": "?" });
    write(&simulator, &ask).await;
    advance(&simulator, "2h").await;
    assert_eq!(care.arrived().len(), 1);
    // It was never stored, so its reminder is stopped.
    let id = &simulator.snapshot().messages[0].id;
    let remind = json!({ "certificate": ID, "reminder_of": id, "text": "!" });
    assert_eq!(
        write(&simulator, &remind).await.state,
        MessageState::Stopped {
            text: "[REFERENCED_MESSAGE_NOT_FOUND_ERROR]".to_owned()
        }
    );
}

#[tokio::test]
async fn an_order_that_makes_no_sense_is_refused_in_words() {
    let simulator = simulator().await;
    sent(&simulator).await;
    for (body, expected) in [
        (
            json!({ "certificate": "x", "ask": "KONTKT", "text": "?" }),
            "the certificate is not known",
        ),
        (
            json!({ "certificate": ID, "reply_to": "x", "text": "?" }),
            "the message that it refers to is not known",
        ),
        (json!({ "certificate": ID, "text": "?" }), "exactly one of"),
        (
            json!({ "certificate": ID, "ask": "KONTKT", "reply_to": "x", "text": "?" }),
            "exactly one of",
        ),
        (
            json!({ "certificate": ID, "ask": "KONTKT", "text": "?", "copies": 0 }),
            "copies",
        ),
        (
            json!({ "certificate": ID, "ask": "KONTKT", "text": "\u{1}" }),
            "XML does not allow",
        ),
        (
            json!({ "certificate": ID, "ask": "PAMINN", "text": "?" }),
            "unknown variant",
        ),
    ] {
        let (status, text) = order(&simulator, "/api/messages", &body).await;
        assert_eq!(status, 422, "{body}");
        assert!(text.contains(expected), "{text}");
    }
    assert_eq!(simulator.snapshot().messages, []);
}
