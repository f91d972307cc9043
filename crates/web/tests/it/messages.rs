//! Messages that come in about a certificate, for tests of the pages that show them.

use intyg_app::{Consent, IncomingMessage, IncomingPoint, Receipt};
use intyg_core::conversation::Party;
use intyg_core::ids::{CertificateId, MessageId};
use intyg_core::time;
use jiff::SignedDuration;
use jiff::civil::date;

use crate::browser::{Browser, ONE_UNIT};

/// The doctor signs with consent, and the recipient has got the certificate. Returns the address of the start page, too.
pub(crate) async fn sent(browser: &mut Browser) -> (String, CertificateId) {
    let overview = browser.open_patient(ONE_UNIT).await;
    let id = browser.signed(ONE_UNIT, &overview, Consent::Given).await;
    arrive(browser, id).await;
    (overview, id)
}

/// The recipient gets a certificate.
pub(crate) async fn arrive(browser: &Browser, id: CertificateId) {
    let app = &browser.fixture.app;
    let mut tx = app.store().begin_write().await.expect("a transaction");
    tx.mark_registered(id, app.now()).await.expect("marked");
    tx.mark_sent(id, app.now()).await.expect("marked");
    tx.commit().await.expect("committed");
}

/// What the recipient asks about a certificate; `subject` is a code of the wire.
pub(crate) async fn question(
    browser: &Browser,
    certificate: CertificateId,
    wire_id: &str,
    subject: &str,
) -> IncomingMessage {
    let unit = browser.actor(ONE_UNIT).await.unit().id.as_str().to_owned();
    let patient = browser.fixture.ordinary_person().await;
    IncomingMessage {
        address: unit.clone(),
        message_id: wire_id.to_owned(),
        reference_id: None,
        sent_at: time::local(browser.fixture.app.now()),
        certificate: certificate.to_text(),
        patient: patient.digits().to_owned(),
        unit,
        subject: subject.to_owned(),
        sender: "FKASSA".to_owned(),
        heading: None,
        text: "Vad menas med <b>detta</b>?".to_owned(),
        reminds_of: None,
        answers: None,
        contact_lines: vec!["Handläggare 12".to_owned(), "Box 1".to_owned()],
        points: Vec::new(),
        reply_by: None,
    }
}

/// A request to complete, about one question of the form and one that it does not have, to be answered within two days.
pub(crate) async fn request(
    browser: &Browser,
    certificate: CertificateId,
    wire_id: &str,
) -> IncomingMessage {
    let point = |question: &str, text: &str| IncomingPoint {
        question: question.to_owned(),
        instance: None,
        text: text.to_owned(),
    };
    IncomingMessage {
        points: vec![point("6", "Vilken diagnos?"), point("8888", "Något annat?")],
        reply_by: Some(date(2026, 11, 24)),
        ..question(browser, certificate, wire_id, "KOMPLT").await
    }
}

/// Takes a message in, a second after what came before.
pub(crate) async fn take(browser: &Browser, message: IncomingMessage) -> MessageId {
    browser.fixture.clock.advance(SignedDuration::from_secs(1));
    let app = &browser.fixture.app;
    let receipt = app.receive(&message).await.expect("answered");
    assert_eq!(receipt, Receipt::Stored, "{message:?}");
    let mut tx = app.store().begin_read().await.expect("a transaction");
    let stored = tx.message_by_wire_id(Party::Recipient, &message.message_id);
    stored.await.expect("read").expect("stored").id
}
