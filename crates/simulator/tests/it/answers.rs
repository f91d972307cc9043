//! Each answer of the two services.

use intyg_rivta::{result::ErrorId, soap};
use intyg_simulator::{Outcome, Signature};

use crate::{
    client::{REGISTER, REVOKE, SEND, Seen, call, http, post, simulator},
    samples::{ID, OTHER_PATIENT, PATIENT, register, revoke, send, signed},
};

const OTHER_ID: &str = "b7c0d1a2-0000-4000-8000-000000000009";

#[tokio::test]
async fn a_registration_is_stored_once() {
    let simulator = simulator().await;
    let body = register(ID, PATIENT);
    let exists = "Certificate already exists";
    assert_eq!(call(&simulator, REGISTER, &body).await, Seen::ok());
    assert_eq!(call(&simulator, REGISTER, &body).await, Seen::info(exists));
    let other = register(ID, OTHER_PATIENT);
    assert_eq!(
        call(&simulator, REGISTER, &other).await,
        Seen::error(ErrorId::Validation, exists)
    );

    let seen = simulator.snapshot();
    assert_eq!(seen.intygstjansten.len(), 1);
    assert_eq!(seen.intygstjansten[0].patient, PATIENT);
    assert_eq!(seen.intygstjansten[0].signature, Signature::Missing);
    assert_eq!(seen.transmissions.len(), 3);
    assert_eq!(seen.transmissions[0].outcome, Outcome::Done);
    assert_eq!(
        seen.transmissions[0].body_digest,
        seen.transmissions[1].body_digest
    );
    assert_ne!(
        seen.transmissions[0].body_digest,
        seen.transmissions[2].body_digest
    );
    assert_eq!(
        seen.transmissions[0].certificate_digest.as_deref(),
        Some(seen.intygstjansten[0].digest.as_str())
    );
    simulator.shutdown().await;
}

#[tokio::test]
async fn registrations_that_are_refused_leave_nothing() {
    let simulator = simulator().await;
    let good = register(ID, PATIENT);
    let unsupported = "Certificate with type: LISJP does not support version: 9.9";
    for (body, text) in [
        (good.replace(">1.3<", ">9.9<"), unsupported),
        (
            good.replace(PATIENT, "191212121213"),
            "The personal identity number is not valid",
        ),
    ] {
        assert_eq!(
            call(&simulator, REGISTER, &body).await,
            Seen::error(ErrorId::Validation, text)
        );
    }
    for body in [
        good.replace(PATIENT, "19121212-1212"),
        good.replace("<c:efternamn/>", ""),
        good.replace("T08:15:30<", "T08:15:30Z<"),
        send(ID, PATIENT, "FKASSA"),
    ] {
        let Seen::Fault(fault) = call(&simulator, REGISTER, &body).await else {
            panic!("a fault");
        };
        assert!(fault.text.contains("Unmarshalling Error"), "{fault}");
    }
    let seen = simulator.snapshot();
    assert!(seen.intygstjansten.is_empty());
    assert_eq!(seen.transmissions.len(), 6);
}

#[tokio::test]
async fn what_is_no_message_gets_a_fault() {
    let simulator = simulator().await;
    for message in [
        String::new(),
        "<a/>".to_owned(),
        "<!DOCTYPE a><a/>".to_owned(),
        "not xml".to_owned(),
        soap::write_response("").unwrap(),
        "x".repeat(2 * 1024 * 1024 + 1),
    ] {
        let seen = post(&simulator, REGISTER, message).await;
        assert!(matches!(seen, Seen::Fault(fault) if fault.code == "Client"));
    }
    let path = format!("{}{}", simulator.url(), REGISTER.path());
    assert_eq!(http().get(path).send().await.unwrap().status(), 405);
}

#[tokio::test]
async fn a_certificate_is_sent_once() {
    let simulator = simulator().await;
    let order = send(ID, PATIENT, "FKASSA");
    let unknown = format!("Unknown certificate ID: {ID}");
    assert_eq!(
        call(&simulator, SEND, &order).await,
        Seen::error(ErrorId::Application, &unknown)
    );
    call(&simulator, REGISTER, &register(ID, PATIENT)).await;
    for (body, expected) in [
        (
            send(ID, OTHER_PATIENT, "FKASSA"),
            Seen::error(ErrorId::Application, &unknown),
        ),
        (
            send(ID, PATIENT, "HSVARD"),
            Seen::error(
                ErrorId::Technical,
                &format!("Certificate '{ID}' couldn't be sent to recipient"),
            ),
        ),
        (order.clone(), Seen::ok()),
        (
            order.clone(),
            Seen::info(&format!("Certificate '{ID}' already sent to 'FKASSA'.")),
        ),
        (
            send(OTHER_ID, PATIENT, "FKASSA"),
            Seen::error(
                ErrorId::Application,
                &format!("Unknown certificate ID: {OTHER_ID}"),
            ),
        ),
    ] {
        assert_eq!(call(&simulator, SEND, &body).await, expected);
    }
    let seen = simulator.snapshot();
    assert_eq!(seen.forsakringskassan.len(), 1);
    let delivery = &seen.forsakringskassan[0];
    assert_eq!(delivery.certificate, ID);
    assert_eq!(delivery.decided_at, "2026-03-02T08:16:00");
    assert_eq!(delivery.sent_by.as_deref(), Some("SE5561234567-D001"));

    let broken = order
        .replace("<rc:skickatAv>", "<rc:avsandare>")
        .replace("</rc:skickatAv>", "</rc:avsandare>");
    let Seen::Fault(fault) = call(&simulator, SEND, &broken).await else {
        panic!("a fault");
    };
    assert!(fault.text.contains("Unmarshalling Error"));
}

#[tokio::test]
async fn a_revoked_certificate_is_not_sent() {
    let simulator = simulator().await;
    call(&simulator, REGISTER, &register(ID, PATIENT)).await;
    let revoke = |id: &str| {
        http()
            .post(format!("{}/api/certificates/{id}/revoke", simulator.url()))
            .send()
    };
    assert_eq!(revoke(OTHER_ID).await.unwrap().status(), 404);
    assert_eq!(revoke(ID).await.unwrap().status(), 204);
    assert_eq!(
        call(&simulator, SEND, &send(ID, PATIENT, "FKASSA")).await,
        Seen::info(&format!("Certificate '{ID}' has been revoked."))
    );
    assert!(simulator.snapshot().forsakringskassan.is_empty());
}

#[tokio::test]
async fn a_revocation_reaches_those_who_have_the_certificate() {
    let simulator = simulator().await;
    let order = revoke(ID, PATIENT);
    let unknown = |id: &str| {
        Seen::error(
            ErrorId::Application,
            &format!("Certificate {id} does not exist for patient."),
        )
    };
    assert_eq!(call(&simulator, REVOKE, &order).await, unknown(ID));
    for id in [ID, OTHER_ID] {
        call(&simulator, REGISTER, &register(id, PATIENT)).await;
    }
    call(&simulator, SEND, &send(ID, PATIENT, "FKASSA")).await;
    for (body, expected) in [
        (revoke(ID, OTHER_PATIENT), unknown(ID)),
        (order.clone(), Seen::ok()),
        (
            order.clone(),
            Seen::info(&format!("Certificate {ID} is already revoked.")),
        ),
        (revoke(OTHER_ID, PATIENT), Seen::ok()),
    ] {
        assert_eq!(call(&simulator, REVOKE, &body).await, expected);
    }
    let seen = simulator.snapshot();
    assert!(seen.intygstjansten.iter().all(|there| {
        there.revoked_at.is_some()
            && there.revocation.as_deref() == Some("Annat allvarligt fel Fel datum.")
    }));
    assert_eq!(
        seen.forsakringskassan.len(),
        1,
        "the other one was never sent"
    );
    assert!(seen.forsakringskassan[0].revoked_at.is_some());
    let broken = order.replace("rc:skickatAv", "rc:avsandare");
    let Seen::Fault(fault) = call(&simulator, REVOKE, &broken).await else {
        panic!("a fault");
    };
    assert!(fault.text.contains("Unmarshalling Error"));
}

#[tokio::test]
async fn the_signature_is_judged() {
    let simulator = simulator().await;
    let body = signed(ID);
    call(&simulator, REGISTER, &body).await;
    let tampered = signed(OTHER_ID).replace("åäö", "aao");
    call(&simulator, REGISTER, &tampered).await;
    let seen = simulator.snapshot().intygstjansten;
    assert_eq!(
        seen[0].signature,
        Signature::Valid {
            signer: "SE5561234567-D001".to_owned(),
            name: Some("Åsa Öhrn".to_owned())
        }
    );
    assert!(matches!(seen[1].signature, Signature::Invalid { .. }));

    let exact = http()
        .get(format!("{}/api/certificates/{ID}", simulator.url()))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let exact: intyg_simulator::Certificate = serde_json::from_str(&exact).unwrap();
    assert_eq!(exact.xml, body);
}
