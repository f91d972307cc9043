//! Save + sign + enqueue, against bare SQLite commits of the same bytes.

use std::path::Path;
use std::time::Instant;

use anyhow::Context as _;
use intyg_app::Consent;
use intyg_core::actor::Role;
use intyg_store::{DatabaseUrl, Store};
use intyg_testkit::app::TestApp;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};

use crate::{Aim, note, report};

const CERTIFICATES: u32 = 300;

pub(crate) async fn run() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(&DatabaseUrl::sqlite(folder.path().join("intyg.db"))).await?;
    store.migrate().await?;
    let t = TestApp::on(store);
    let doctor = t.actor(Role::Doctor).await;
    let key = t.open(&doctor, &t.ordinary_person().await).await;

    let mut drafts = Vec::new();
    for _ in 0..=CERTIFICATES {
        drafts.push(t.complete_draft(&doctor, key).await?);
    }
    let mut bytes = 0;
    let mut elapsed = std::time::Duration::ZERO;
    for (index, id) in drafts.into_iter().enumerate() {
        let draft = t.app.open_draft(&doctor, id).await?;
        let fields = draft
            .answers
            .iter()
            .map(|(field, text)| (field.to_owned(), text.to_owned()));
        let mut changed: Vec<(String, String)> = fields.collect();
        if let Some(last) = changed.iter_mut().max_by_key(|(_, text)| text.len()) {
            last.1.push_str(" Ändrat.");
        }
        let save = intyg_app::SaveRequest {
            rev: Some(draft.rev),
            kind: intyg_app::SaveKind::Auto,
            submitted: intyg_app::Submitted::Changed(changed),
        };
        let start = Instant::now();
        t.app.save_draft(&doctor, id, save).await?;
        let mut spent = start.elapsed();
        let shown = t.app.consent_view(&doctor, id).await?;
        let request = intyg_app::SignRequest {
            rev: Some(shown.rev),
            content_hash: shown.content_hash,
            consent: Consent::Given,
            form_key: t.app.new_form_key(),
        };
        let start = Instant::now();
        t.app.sign(&doctor, id, request).await?;
        spent += start.elapsed();
        if index > 0 {
            elapsed += spent;
        } else {
            bytes = stored_bytes(&t, id).await?;
        }
    }
    let ours = f64::from(CERTIFICATES) / elapsed.as_secs_f64();
    let bare = bare_commits(folder.path(), bytes).await?;
    note("save + sign + enqueue (two transactions)", ours, "/s")?;
    note(
        "two bare commits of the same bytes, synchronous=FULL",
        bare,
        "/s",
    )?;
    report(
        "save + sign + enqueue / bare SQLite commits",
        ours / bare,
        "x",
        &Aim::AtLeast(0.5),
    )
}

/// Bytes that saving and signing one certificate store: the answers, the signed document, and the messages that are not that
/// document.
async fn stored_bytes(t: &TestApp, id: intyg_core::ids::CertificateId) -> anyhow::Result<usize> {
    let mut tx = t.app.store().begin_read().await?;
    let document = tx.document(id).await?.context("a signed document")?.xml;
    let mut bytes = document.text().len();
    for message in tx.outbox_of_certificate(id).await? {
        let body = tx.outbox_body(message.id).await?.context("a body")?;
        if body != document {
            bytes += body.text().len();
        }
    }
    let (_, answers) = tx
        .certificate_with_answers(id)
        .await?
        .context("the certificate that was just signed")?;
    Ok(bytes + answers.len())
}

async fn bare_commits(folder: &Path, bytes: usize) -> anyhow::Result<f64> {
    let mut connection = SqliteConnectOptions::new()
        .filename(folder.join("bare.db"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .connect()
        .await?;
    sqlx::query("CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
        .execute(&mut connection)
        .await?;
    let half = "x".repeat(bytes / 2);
    let start = Instant::now();
    for _ in 0..CERTIFICATES * 2 {
        sqlx::query("BEGIN IMMEDIATE")
            .execute(&mut connection)
            .await?;
        sqlx::query("INSERT INTO bare (body) VALUES ($1)")
            .bind(half.as_str())
            .execute(&mut connection)
            .await?;
        sqlx::query("COMMIT").execute(&mut connection).await?;
    }
    Ok(f64::from(CERTIFICATES) / start.elapsed().as_secs_f64())
}
