//! A client that `zeep` makes of the national WSDL, or of our own, delivers every example of a message to care.

use std::path::{Path, PathBuf};
use std::process::Command;

use intyg_core::actor::Role;
use intyg_core::conversation::{ItemState, MessageKind, Subject};
use intyg_core::ids::{CertificateId, HsaId, MessageId, OutboxId, PatientKey};
use intyg_core::outbox::OutboxKind;
use intyg_core::person::PersonId;
use intyg_rivta::interaction::Interaction;
use intyg_rivta::message::parse_message_to_recipient;
use intyg_rivta::xml;
use intyg_store::{
    DraftMark, Frozen, NewDraft, NewMessage, NewOutboxMessage, Signed, StaffRef, Summary, Tx,
    WrittenMessage,
};
use intyg_testkit::app::TestApp;
use intyg_testkit::databases::TestDatabase;

use crate::conformance::shared;
use crate::inbox::serve;

const EXAMPLES: &str = "examples/rivta";
const WSDL: &str = "rivta/clinicalprocess-healthcond-certificate/interactions/SendMessageToCareInteraction/SendMessageToCareInteraction_2.0_RIVTABP21.wsdl";
const UNIT: &str = "SE2321000016-VE01";

fn staff() -> StaffRef {
    StaffRef {
        id: HsaId::parse("SE2321000016-LK01").expect("an HSA-id"),
        name: "Anna Testläkare".to_owned(),
    }
}

/// Puts a certificate of the examples into the database as sent.
async fn put_certificate(tx: &mut Tx, t: &TestApp, n: u8, id: &str, person: &str) {
    let id: CertificateId = id.parse().expect("an id");
    let person = PersonId::from_canonical(person).expect("a person id");
    let patient = tx
        .patient_key_for(&person, PatientKey::from_random_bytes([n; 16]))
        .await
        .expect("a key");
    let ctype = t.ctype();
    let unit = HsaId::parse(UNIT).expect("an HSA-id");
    tx.insert_draft(&NewDraft {
        id,
        type_code: ctype.code.to_owned(),
        type_major: ctype.major,
        text_version: ctype.text_versions[0].version.to_owned(),
        patient,
        person_id: person,
        unit_id: unit,
        unit_name: "Vårdcentralen Exempel".to_owned(),
        provider_id: HsaId::parse("SE2321000016-VG01").expect("an HSA-id"),
        answers: "{}".to_owned(),
        is_complete: true,
        mark: DraftMark::Saved,
        summary: Summary::default(),
        test_login: true,
        test_person: false,
        by: staff(),
        at: t.app.now(),
    })
    .await
    .expect("stored");
    let signed = Signed {
        by: staff(),
        role: Role::Doctor,
        at: t.app.now(),
        document: Frozen::new(format!("<signed>{n}</signed>")),
    };
    tx.freeze_signed(id, 1, &signed).await.expect("signed");
    tx.mark_sent(id, t.app.now()).await.expect("sent");
}

/// Puts the question of the examples into the database as asked.
async fn put_question(tx: &mut Tx, t: &TestApp, file: &Path) {
    let text = std::fs::read_to_string(file).expect("readable");
    let document = xml::parse(text.as_bytes()).expect("XML");
    let asked = parse_message_to_recipient(&document)
        .expect("a message")
        .message;
    let id: MessageId = asked.id.parse().expect("a UUID");
    let certificate: CertificateId = asked.certificate.extension.parse().expect("an id");
    let outbox = OutboxId::from_random_bytes([1; 16]);
    let unit = HsaId::parse(UNIT).expect("an HSA-id");
    tx.enqueue(&NewOutboxMessage {
        id: outbox,
        certificate,
        kind: OutboxKind::Message,
        destination: "it".to_owned(),
        idempotency_key: format!("message {id}"),
        body: Frozen::new(text.clone()),
        logical_address: "it".to_owned(),
        unit_id: unit.clone(),
        created_by: staff().id,
        created_at: t.app.now(),
        consent_recipient: None,
    })
    .await
    .expect("queued");
    let question = NewMessage {
        id,
        kind: MessageKind::Question,
        subject: Subject::from_code(&asked.subject.code).expect("a subject"),
        message_id: asked.id,
        reference_id: None,
        certificate: Some(certificate),
        stated_certificate: certificate.to_text(),
        person_id: PersonId::from_canonical(&asked.patient.extension).expect("a person id"),
        unit_id: unit,
        sent_at: t.app.now(),
        at: t.app.now(),
        heading: String::new(),
        text: asked.text,
        reply_by: None,
        question: None,
        state: Some(ItemState::PendingExternal),
        written: Some(WrittenMessage {
            by: staff(),
            outbox,
        }),
        contact_lines: Vec::new(),
        points: Vec::new(),
    };
    assert!(tx.insert_message(&question).await.expect("stored"));
}

fn files(folder: &Path, prefix: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut files: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(prefix) && name.ends_with(".xml") && !name.contains("-response-")
        })
        .collect();
    files.sort();
    files
}

/// Delivers files and returns what was said to each, without its path.
async fn deliver(wsdl: String, endpoint: String, files: Vec<PathBuf>) -> Vec<String> {
    let count = files.len();
    assert!(count > 0);
    let output = tokio::task::spawn_blocking(move || {
        let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
        Command::new(python)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/deliver.py"))
            .args([wsdl, endpoint])
            .args(files)
            .output()
            .expect("python runs")
    })
    .await
    .expect("no panic");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{errors}");
    let lines: Vec<_> = said
        .lines()
        .map(|line| line.split_once('\t').expect("path and answer").1.to_owned())
        .collect();
    assert_eq!(lines.len(), count, "{errors}");
    lines
}

async fn every_example_is_answered(database: TestDatabase, own_wsdl: bool) {
    let Some(shared) = shared() else { return };
    let t = TestApp::on(database.store.clone());
    let examples = shared.join(EXAMPLES);
    let mut tx = t.app.store().begin_write().await.expect("a transaction");
    put_certificate(
        &mut tx,
        &t,
        1,
        "3f1c2a7e-5b0d-4c39-9a41-6f0b5e2d7c10",
        "191212121212",
    )
    .await;
    put_certificate(
        &mut tx,
        &t,
        2,
        "8c1d5e70-2b94-4f36-a0e8-7d9f3b6c1a24",
        "197010632391",
    )
    .await;
    put_question(
        &mut tx,
        &t,
        &examples.join("message-to-recipient-question.xml"),
    )
    .await;
    tx.commit().await.expect("committed");
    let endpoint = format!(
        "{}{}",
        serve(t.app.clone()).await,
        Interaction::SendMessageToCare.path()
    );
    let wsdl = if own_wsdl {
        format!("{endpoint}?wsdl")
    } else {
        shared.join(WSDL).display().to_string()
    };
    let said = async |files| deliver(wsdl.clone(), endpoint.clone(), files).await;

    let good = files(&examples, "message-to-care-");
    assert!(said(good.clone()).await.iter().all(|said| said == "OK\t-"));
    let again = said(good).await;
    assert!(again.iter().all(|said| said == "INFO\t-"), "{again:?}");
    let rejected = said(files(&examples.join("rejected"), "")).await;
    assert!(
        rejected
            .iter()
            .all(|said| said == "ERROR\tVALIDATION_ERROR"),
        "{rejected:?}"
    );
    let tolerated = said(files(&examples.join("tolerated"), "")).await;
    assert!(
        tolerated.iter().all(|said| said == "OK\t-"),
        "{tolerated:?}"
    );
    let invalid = said(files(&examples.join("schema-invalid"), "message-to-care-")).await;
    let is_fault = |said: &String| said.starts_with("fault\tClient\tUnmarshalling Error");
    assert!(invalid.iter().all(is_fault), "{invalid:?}");
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_made_from_the_national_wsdl_gets_every_answer_on_sqlite() {
    every_example_is_answered(TestDatabase::sqlite().await, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_made_from_the_national_wsdl_gets_every_answer_on_postgres() {
    if let Some(database) = TestDatabase::postgres().await {
        every_example_is_answered(database, false).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_made_from_our_own_wsdl_gets_the_same_answers() {
    every_example_is_answered(TestDatabase::sqlite().await, true).await;
}
