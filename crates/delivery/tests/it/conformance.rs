//! Every message that leaves, judged by the national files: schema, Schematron, signature, and that the patient's name is empty.

use std::path::{Path, PathBuf};
use std::process::Command;

use intyg_app::{
    Claim, Consent, Correction, INTYGSTJANSTEN, OpenRequests, RevokeRequest, SaveKind, SaveRequest,
    Submitted, WriteMessage,
};
use intyg_core::actor::{Actor, Role};
use intyg_core::conversation::Subject;
use intyg_core::ids::CertificateId;
use intyg_core::outbox::OutboxKind;
use intyg_core::revocation::RevocationReason;
use intyg_signing::LocalSigner;
use intyg_store::{DatabaseUrl, Store};
use intyg_testkit::app::TestApp;
use jiff::{SignedDuration, ToSpan as _};

const CONTRACTS: &str = "rivta/clinicalprocess-healthcond-certificate/interactions";

/// The folder of national files, or one line that the test is left out; with `CI=true` a missing folder fails.
pub(crate) fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    if folder.is_dir() {
        return Some(folder);
    }
    assert_ne!(
        std::env::var("CI").as_deref(),
        Ok("true"),
        "the national files are missing"
    );
    eprintln!("left out: messages that leave (no national files beside the repository)");
    None
}

fn run(command: &mut Command) {
    let output = command.output().expect("the oracle is installed");
    let said = [output.stdout, output.stderr].concat();
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&said)
    );
}

#[tokio::test]
async fn every_message_that_leaves_is_accepted_and_names_nobody() {
    let Some(shared) = shared() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&DatabaseUrl::sqlite(folder.path().join("intyg.db")))
        .await
        .expect("a database");
    store.migrate().await.expect("migrated");
    let signer = LocalSigner::in_memory().expect("a key");
    let anchor = folder.path().join("anchor.pem");
    std::fs::write(&anchor, signer.certificate_pem()).expect("written");
    let t = TestApp::with_signer(store, signer);

    for (number, doctor) in t
        .actors(Role::Doctor)
        .await
        .iter()
        .chain(&t.actors(Role::UnlicensedDoctor).await)
        .enumerate()
    {
        let person = t.ordinary_person().await;
        let name = t.app.journal().patient(&person).await.expect("found").name;
        let key = t.open(doctor, &person).await;
        let id = t.complete_draft(doctor, key).await.expect("a draft");
        t.sign(doctor, id, Consent::Given).await.expect("signed");
        asked(&t, doctor, id).await;
        let copy = renewed(&t, doctor, id).await;
        revoked(&t, doctor, id).await;
        let mut tx = t.app.store().begin_read().await.expect("a transaction");
        let mut messages = tx.outbox_of_certificate(id).await.expect("the lane");
        messages.extend(tx.outbox_of_certificate(copy).await.expect("the lane"));
        let kinds: Vec<_> = messages.iter().map(|message| message.kind).collect();
        assert_eq!(
            kinds,
            [
                OutboxKind::Register,
                OutboxKind::Send,
                OutboxKind::Message,
                OutboxKind::Revoke,
                OutboxKind::Register
            ]
        );
        for message in messages {
            let body = tx
                .outbox_body(message.id)
                .await
                .expect("read")
                .expect("a body")
                .into_text();
            assert!(body.contains(person.digits()));
            assert!(
                name.for_banner()
                    .split_whitespace()
                    .all(|word| !body.contains(word)),
                "the patient's name leaves"
            );
            let file = folder.path().join(format!(
                "{number}-{}-{}.xml",
                message.kind.key(),
                message.certificate
            ));
            std::fs::write(&file, &body).expect("written");
            let schema = match message.kind {
                OutboxKind::Register => {
                    "RegisterCertificateInteraction/RegisterCertificateResponder_3.1.xsd"
                }
                OutboxKind::Send => {
                    "SendCertificateToRecipientInteraction/SendCertificateToRecipientResponder_2.1.xsd"
                }
                OutboxKind::Message => {
                    "SendMessageToRecipientInteraction/SendMessageToRecipientResponder_2.1.xsd"
                }
                OutboxKind::Revoke => {
                    "RevokeCertificateInteraction/RevokeCertificateResponder_2.1.xsd"
                }
            };
            let schema = shared.join(CONTRACTS).join(schema);
            run(Command::new("xmllint")
                .args(["--noout", "--nonet", "--schema"])
                .arg(schema)
                .arg(&file));
            if message.kind == OutboxKind::Register {
                let ctype = t.ctype();
                let rules = format!("rules/{}.v{}.sch", ctype.code.to_lowercase(), ctype.major);
                let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
                run(Command::new(python)
                    .arg(shared.join("tools/schematron.py"))
                    .arg(shared.join(rules))
                    .arg(&file));
                run(Command::new("xmlsec1")
                    .args(["--verify", "--enabled-key-data", "x509", "--trusted-pem"])
                    .arg(&anchor)
                    .args(["--verification-gmt-time", "2026-11-22 09:42:00"])
                    .arg(&file)
                    .env("TZ", "UTC"));
            }
        }
    }
}

/// Signs a certificate that extends `id`.
async fn renewed(t: &TestApp, doctor: &Actor, id: CertificateId) -> CertificateId {
    let key = t.app.new_form_key();
    let copy = t
        .app
        .copy(doctor, id, OpenRequests::Ask, key)
        .await
        .expect("a copy");
    let draft = t.app.open_draft(doctor, copy).await.expect("a draft");
    let today = t.app.today();
    let example = (draft.ctype.example)(today, today + 20.days());
    let fields = example
        .iter()
        .map(|(field, text)| (field.to_owned(), text.to_owned()))
        .collect();
    let request = SaveRequest {
        fetched: Vec::new(),
        rev: Some(draft.rev),
        kind: SaveKind::Manual,
        submitted: Submitted::Changed(fields),
    };
    t.app
        .save_draft(doctor, copy, request)
        .await
        .expect("saved");
    t.sign(doctor, copy, Consent::NotGiven)
        .await
        .expect("signed");
    copy
}

/// Takes a certificate back while its registration is on the way.
async fn revoked(t: &TestApp, doctor: &Actor, id: CertificateId) {
    let lease = SignedDuration::from_mins(3);
    t.app
        .claim_outbox("a worker", INTYGSTJANSTEN, 32, Claim::AllDue, lease)
        .await
        .expect("claimed");
    let request = RevokeRequest {
        reason: Some(RevocationReason::OtherSeriousError),
        comment: "Fel <datum> & tid.".to_owned(),
        correction: Correction::Leave,
        form_key: t.app.new_form_key(),
    };
    t.app.revoke(doctor, id, request).await.expect("revoked");
}

/// A question about a certificate that the recipient has, in words that XML has to escape.
async fn asked(t: &TestApp, doctor: &Actor, id: CertificateId) {
    let mut tx = t.app.store().begin_write().await.expect("a transaction");
    tx.mark_sent(id, t.app.now()).await.expect("marked");
    tx.commit().await.expect("committed");
    let request = WriteMessage {
        subject: Some(Subject::Other),
        question: None,
        text: "Är <allt> klart & \"färdigt\"? ]]>".to_owned(),
        form_key: t.app.new_form_key(),
    };
    let written = t.app.write_message(doctor, id, request).await;
    written.expect("written");
}
