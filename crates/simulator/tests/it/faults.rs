//! Each fault on request.

use intyg_rivta::{
    result::{ErrorId, ResultCode},
    soap,
};
use intyg_simulator::{Fault, Interactions, Rule};

use crate::{
    client::{REGISTER, SEND, Seen, call, http, simulator},
    samples::{ID, PATIENT, register, send},
};

fn once(fault: Fault) -> Rule {
    Rule::new(Interactions::All, fault, Some(1))
}

#[tokio::test]
async fn refusals_have_no_effect_and_the_next_call_has() {
    for (fault, expected) in [
        (
            Fault::TechnicalError,
            Seen::error(ErrorId::Technical, "Refused on request"),
        ),
        (
            Fault::ValidationError,
            Seen::error(ErrorId::Validation, "Refused on request"),
        ),
        (
            Fault::ApplicationError,
            Seen::error(ErrorId::Application, "Refused on request"),
        ),
        (
            Fault::Revoked,
            Seen::error(ErrorId::Revoked, "Refused on request"),
        ),
        (
            Fault::UnnamedError,
            Seen::Result(ResultCode::Error, None, "Refused on request".to_owned()),
        ),
        (
            Fault::SoapFault {
                text: "VP009 no producer".to_owned(),
            },
            Seen::Fault(soap::Fault {
                code: "Server".to_owned(),
                text: "VP009 no producer".to_owned(),
            }),
        ),
        (Fault::EmptyBody, Seen::Other(200, String::new())),
        (Fault::CutBefore, Seen::Cut),
    ] {
        let simulator = simulator().await;
        simulator.add_fault(once(fault));
        let body = register(ID, PATIENT);
        assert_eq!(call(&simulator, REGISTER, &body).await, expected);
        assert!(simulator.snapshot().intygstjansten.is_empty());
        assert_eq!(call(&simulator, REGISTER, &body).await, Seen::ok());
        assert_eq!(simulator.snapshot().transmissions.len(), 2);
    }
}

#[tokio::test]
async fn a_page_in_html_has_the_status_that_was_asked_for() {
    let simulator = simulator().await;
    for status in [500, 503, 401, 429, 200] {
        simulator.add_fault(once(Fault::Html { status }));
        let seen = call(&simulator, REGISTER, &register(ID, PATIENT)).await;
        assert!(
            matches!(&seen, Seen::Other(got, text) if *got == status && text.contains("<html>")),
            "{seen:?}"
        );
    }
}

#[tokio::test]
async fn a_lost_answer_has_had_its_effect() {
    let simulator = simulator().await;
    simulator.add_fault(once(Fault::CutAfter));
    let body = register(ID, PATIENT);
    assert_eq!(call(&simulator, REGISTER, &body).await, Seen::Cut);
    assert_eq!(
        call(&simulator, REGISTER, &body).await,
        Seen::info("Certificate already exists")
    );
    simulator.add_fault(once(Fault::CutAfter));
    let order = send(ID, PATIENT, "FKASSA");
    assert_eq!(call(&simulator, SEND, &order).await, Seen::Cut);
    assert!(matches!(
        call(&simulator, SEND, &order).await,
        Seen::Result(ResultCode::Info, None, _)
    ));
    let seen = simulator.snapshot();
    assert_eq!(seen.intygstjansten.len(), 1);
    assert_eq!(seen.forsakringskassan.len(), 1);
    let lost: Vec<bool> = seen.transmissions.iter().map(|t| t.answer_lost).collect();
    assert_eq!(lost, [true, false, true, false]);
}

#[tokio::test]
async fn a_slow_answer_comes_late_and_its_effect_does_not() {
    let simulator = simulator().await;
    simulator.add_fault(once(Fault::Slow { milliseconds: 300 }));
    let started = std::time::Instant::now();
    let body = register(ID, PATIENT);
    assert_eq!(call(&simulator, REGISTER, &body).await, Seen::ok());
    assert!(started.elapsed().as_millis() >= 300);

    simulator.add_fault(once(Fault::Slow {
        milliseconds: 60_000,
    }));
    let envelope = soap::write_request("5565594230", &send(ID, PATIENT, "FKASSA")).unwrap();
    let call = http()
        .post(format!("{}{}", simulator.url(), SEND.path()))
        .body(envelope)
        .send();
    let waiting = tokio::spawn(call);
    let has_arrived = async {
        while simulator.snapshot().forsakringskassan.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    let deadline = std::time::Duration::from_secs(15);
    tokio::time::timeout(deadline, has_arrived).await.unwrap();
    assert!(!waiting.is_finished());
    waiting.abort();
}

#[tokio::test]
async fn faults_are_ordered_counted_and_cleared_over_http() {
    let simulator = simulator().await;
    let faults = format!("{}/api/faults", simulator.url());
    let order = |json: &'static str| {
        http()
            .post(&faults)
            .header("Content-Type", "application/json")
            .body(json)
            .send()
    };
    for json in [
        r#"{"fault":{"kind":"technical_error"},"interaction":"SendCertificateToRecipient","times":2}"#,
        r#"{"fault":{"kind":"validation_error"},"certificate":"other"}"#,
        r#"{"fault":{"kind":"slow","milliseconds":1},"times":1}"#,
    ] {
        assert_eq!(order(json).await.unwrap().status(), 204, "{json}");
    }
    for json in [
        "{}",
        r#"{"fault":{"kind":"unknown"}}"#,
        r#"{"fault":{"kind":"revoked"},"x":1}"#,
    ] {
        assert_eq!(order(json).await.unwrap().status(), 422, "{json}");
    }
    assert_eq!(
        call(&simulator, REGISTER, &register(ID, PATIENT)).await,
        Seen::ok()
    );
    let technical = Seen::error(ErrorId::Technical, "Refused on request");
    let send = send(ID, PATIENT, "FKASSA");
    assert_eq!(call(&simulator, SEND, &send).await, technical);

    let text = http()
        .get(&faults)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let left: Vec<Rule> = serde_json::from_str(&text).unwrap();
    assert_eq!(left.len(), 2);
    assert_eq!(left[0].times, Some(1));

    let cleared = http().delete(&faults).send().await.unwrap();
    assert_eq!(cleared.status(), 204);
    assert_eq!(call(&simulator, SEND, &send).await, Seen::ok());
}

#[tokio::test]
async fn a_rule_in_process_can_be_cleared_too() {
    let simulator = simulator().await;
    simulator.add_fault(Rule::new(
        Interactions::RegisterCertificate,
        Fault::CutBefore,
        None,
    ));
    let body = register(ID, PATIENT);
    assert_eq!(call(&simulator, REGISTER, &body).await, Seen::Cut);
    assert_eq!(call(&simulator, REGISTER, &body).await, Seen::Cut);
    simulator.clear_faults();
    assert_eq!(call(&simulator, REGISTER, &body).await, Seen::ok());
}
