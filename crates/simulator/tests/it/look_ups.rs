//! What Intygstjänsten tells of a certificate, and what the patient does with it on 1177.se.

use intyg_rivta::{
    certificate::read_certificate,
    get::{Get, Standing, is_not_found, read_standing, write_get},
    interaction::Interaction,
    names::PART,
    soap::{self, Response},
    types::{Code, IntygId},
    xml,
};
use intyg_simulator::{Fault, Interactions, Outcome, Rule, RunningSimulator};
use serde_json::Value;

use crate::{
    client::{REGISTER, REVOKE, SEND, Seen, advance, call, http, order, simulator},
    samples::{ID, PATIENT, register, revoke, send, signed},
};

const GET: Interaction = Interaction::GetCertificate;

fn question(party: &str) -> String {
    let get = Get {
        certificate: IntygId {
            root: "another root".to_owned(),
            extension: ID.to_owned(),
        },
        party: Code::new(party, PART, "x"),
    };
    soap::write_request("5565594230", &write_get(&get).unwrap()).unwrap()
}

/// Asks, and returns the answer as it came with its status.
async fn ask(simulator: &RunningSimulator, message: String) -> (u16, String) {
    let answer = http()
        .post(format!("{}{}", simulator.url(), GET.path()))
        .header("Content-Type", soap::CONTENT_TYPE)
        .body(message)
        .send()
        .await
        .unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

fn told(answer: &str) -> Result<Standing, soap::Fault> {
    let document = xml::parse(answer.as_bytes()).unwrap();
    match soap::read_response(&document).unwrap() {
        Response::Body(body) => Ok(read_standing(body).unwrap()),
        Response::Fault(fault) => Err(fault),
    }
}

async fn statuses(simulator: &RunningSimulator, party: &str) -> Vec<(String, String, String)> {
    let (status, answer) = ask(simulator, question(party)).await;
    assert_eq!(status, 200);
    let standing = told(&answer).unwrap();
    assert_eq!(standing.certificate.extension, ID);
    let all = standing.statuses.into_iter();
    all.map(|s| (s.party.code, s.status.code, s.at.to_string()))
        .collect()
}

fn row(party: &str, status: &str, at: &str) -> (String, String, String) {
    (
        party.to_owned(),
        status.to_owned(),
        format!("2026-03-02T{at}"),
    )
}

#[tokio::test]
async fn everything_that_has_become_of_it_is_told_with_its_time() {
    let simulator = simulator().await;
    let (status, answer) = ask(&simulator, question("HSVARD")).await;
    assert_eq!(status, 500);
    assert!(is_not_found(&told(&answer).unwrap_err()), "{answer}");

    call(&simulator, REGISTER, &register(ID, PATIENT)).await;
    let received = row("HSVARD", "RECEIV", "08:20:00");
    let alone = statuses(&simulator, "HSVARD").await;
    assert_eq!(alone, std::slice::from_ref(&received));
    advance(&simulator, "PT5M").await;
    call(&simulator, SEND, &send(ID, PATIENT, "FKASSA")).await;
    advance(&simulator, "PT5M").await;
    call(&simulator, REVOKE, &revoke(ID, PATIENT)).await;
    let sent = row("FKASSA", "SENTTO", "08:25:00");
    let revoked = row("HSVARD", "CANCEL", "08:30:00");
    let all = [received.clone(), sent.clone(), revoked.clone()];
    assert_eq!(statuses(&simulator, "HSVARD").await, all);
    assert_eq!(statuses(&simulator, "FKASSA").await, all);
    let others = [received, revoked];
    assert_eq!(statuses(&simulator, "SKV").await, others);

    let calls = simulator.snapshot().transmissions;
    let asked: Vec<_> = calls
        .iter()
        .filter(|call| call.interaction == GET.name())
        .map(|call| &call.outcome)
        .collect();
    assert_eq!(asked.len(), 5, "every call is counted");
    assert!(matches!(asked[0], Outcome::Refused { .. }));
    assert!(asked[1..].iter().all(|outcome| **outcome == Outcome::Done));
}

#[tokio::test]
async fn the_certificate_comes_back_as_it_was_registered() {
    let simulator = simulator().await;
    let body = signed(ID);
    call(&simulator, REGISTER, &body).await;
    let (_, answer) = ask(&simulator, question("HSVARD")).await;
    let (_, signature) = body.split_once("<ds:Signature").unwrap();
    let (signature, _) = signature.split_once("</ds:Signature>").unwrap();
    assert!(answer.contains(signature), "the same signature");
    let document = xml::parse(answer.as_bytes()).unwrap();
    let Response::Body(there) = soap::read_response(&document).unwrap() else {
        panic!("an answer");
    };
    let there = read_certificate(there.children().next().unwrap()).unwrap();
    assert_eq!(there.patient.extension, PATIENT);
    assert_eq!(there.statuses.len(), 1);
}

#[tokio::test]
async fn faults_on_request_are_faults_here_too() {
    let simulator = simulator().await;
    call(&simulator, REGISTER, &register(ID, PATIENT)).await;
    for (fault, expected) in [
        (Fault::TechnicalError, "Refused on request"),
        (Fault::UnnamedError, "Refused on request"),
        (
            Fault::SoapFault {
                text: "VP009".to_owned(),
            },
            "VP009",
        ),
    ] {
        simulator.add_fault(Rule::new(Interactions::GetCertificate, fault, Some(1)));
        let (status, answer) = ask(&simulator, question("HSVARD")).await;
        assert_eq!(status, 500);
        assert_eq!(told(&answer).unwrap_err().text, expected);
    }
    let broken = question("HSVARD").replace("rc:part>", "rc:parti>");
    let (_, answer) = ask(&simulator, broken).await;
    assert!(
        told(&answer)
            .unwrap_err()
            .text
            .contains("Unmarshalling Error")
    );
    let other = Rule::new(Interactions::GetCertificate, Fault::EmptyBody, None);
    simulator.add_fault(other);
    assert_eq!(
        call(&simulator, SEND, &send(ID, PATIENT, "FKASSA")).await,
        Seen::ok(),
        "the rule is about look-ups"
    );
}

#[tokio::test]
async fn what_the_patient_sends_is_there_once_and_known_as_hers() {
    let simulator = simulator().await;
    let path = format!("/api/certificates/{ID}/send");
    let send_it = async || order(&simulator, &path, &Value::Null).await.0;
    assert_eq!(send_it().await, 404);
    call(&simulator, REGISTER, &register(ID, PATIENT)).await;
    advance(&simulator, "PT1M").await;
    assert_eq!(send_it().await, 204);
    assert_eq!(send_it().await, 409, "it is there");
    let seen = simulator.snapshot();
    assert_eq!(seen.forsakringskassan.len(), 1);
    assert_eq!(seen.forsakringskassan[0].sent_by, None);
    assert_eq!(seen.transmissions.len(), 1, "no call of care");
    assert_eq!(
        call(&simulator, SEND, &send(ID, PATIENT, "FKASSA")).await,
        Seen::info(&format!("Certificate '{ID}' already sent to 'FKASSA'."))
    );
    let sent = row("FKASSA", "SENTTO", "08:21:00");
    assert_eq!(statuses(&simulator, "HSVARD").await[1], sent);
}

#[tokio::test]
async fn what_is_revoked_or_a_test_is_not_the_patients_to_send() {
    for what in ["revoke", "test"] {
        let simulator = simulator().await;
        call(&simulator, REGISTER, &register(ID, PATIENT)).await;
        let path = format!("/api/certificates/{ID}/{what}");
        assert_eq!(order(&simulator, &path, &Value::Null).await.0, 204);
        let path = format!("/api/certificates/{ID}/send");
        assert_eq!(order(&simulator, &path, &Value::Null).await.0, 409);
        let page = page(&simulator).await;
        assert!(!page.contains("Skicka som patienten"), "{what}");
        assert!(simulator.snapshot().forsakringskassan.is_empty());
    }
}

async fn page(simulator: &RunningSimulator) -> String {
    let answer = http()
        .get(format!("{}/intyg/{ID}", simulator.url()))
        .send()
        .await
        .unwrap();
    answer.text().await.unwrap()
}

#[tokio::test]
async fn the_page_of_a_certificate_lets_the_patient_send_it() {
    let simulator = simulator().await;
    call(&simulator, REGISTER, &register(ID, PATIENT)).await;
    assert!(
        page(&simulator)
            .await
            .contains("Skicka som patienten på 1177.se")
    );
    for _ in 0..2 {
        let answer = http()
            .post(format!("{}/intyg/{ID}/skicka", simulator.url()))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200, "and back to the page");
    }
    let after = page(&simulator).await;
    assert!(
        after.contains("2026-03-02 08:20:00, av patienten på 1177.se"),
        "{after}"
    );
    assert!(!after.contains("Skicka som patienten"));
    assert_eq!(simulator.snapshot().forsakringskassan.len(), 1);
}
