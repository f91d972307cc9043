//! Save + sign + enqueue, against bare SQLite commits of the same bytes.

use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use intyg_app::{Consent, SaveKind, SaveRequest, SignRequest, Submitted};
use intyg_core::actor::{Actor, Role};
use intyg_core::ids::CertificateId;
use intyg_store::{DatabaseUrl, Store};
use intyg_testkit::app::TestApp;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use tokio::sync::Mutex;

use crate::{Aim, note, patients, report};

const CERTIFICATES: usize = 320;
/// Doctors who work at the same time.
const DOCTORS: usize = 16;

pub(crate) async fn run() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(&DatabaseUrl::sqlite(folder.path().join("intyg.db"))).await?;
    store.migrate().await?;
    let t = Arc::new(TestApp::on(store));
    let doctor = t.actor(Role::Doctor).await;
    let mut drafts = Vec::new();
    for key in patients::open(&t, &doctor, CERTIFICATES + 1).await? {
        drafts.push(t.complete_draft(&doctor, key).await?);
    }
    let first = drafts.pop().context("a draft")?;
    timed(&t, &doctor, &[first], 1).await?;
    let bytes = stored_bytes(&t, first).await?;
    for (doctors, who) in [(1, "one doctor"), (DOCTORS, "sixteen doctors at once")] {
        let part = drafts.split_off(drafts.len() - CERTIFICATES / 2);
        let count = u32::try_from(part.len())?;
        let elapsed = timed(&t, &doctor, &part, doctors).await?;
        let ours = f64::from(count) / elapsed.as_secs_f64();
        let bare = bare_commits(folder.path(), bytes, count).await?;
        note(&format!("save + sign + enqueue, {who}"), ours, "/s")?;
        note(
            "two bare commits of the same bytes, synchronous=FULL",
            bare,
            "/s",
        )?;
        report(
            &format!("save + sign + enqueue / bare SQLite commits, {who}"),
            ours / bare,
            "x",
            &Aim::AtLeast(0.5),
        )?;
    }
    Ok(())
}

/// Returns the time in which so many doctors save these drafts and sign them. What they look at before is not counted.
async fn timed(
    t: &Arc<TestApp>,
    doctor: &Actor,
    drafts: &[CertificateId],
    doctors: usize,
) -> anyhow::Result<Duration> {
    let mut saves = Vec::new();
    for id in drafts {
        saves.push(saving(t, doctor, *id).await?);
    }
    let first = at_once(doctors, saves).await?;
    let mut signatures = Vec::new();
    for id in drafts {
        signatures.push(signing(t, doctor, *id).await?);
    }
    Ok(first + at_once(doctors, signatures).await?)
}

type Work = Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send>>;

/// Returns the time in which so many workers have done all of the work.
async fn at_once(workers: usize, work: Vec<Work>) -> anyhow::Result<Duration> {
    let work = Arc::new(Mutex::new(work));
    let begun = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..workers {
        let work = work.clone();
        tasks.spawn(async move {
            loop {
                let next = work.lock().await.pop();
                let Some(next) = next else {
                    return anyhow::Ok(());
                };
                next.await?;
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    Ok(begun.elapsed())
}

/// The request that saves one changed answer.
async fn saving(t: &Arc<TestApp>, doctor: &Actor, id: CertificateId) -> anyhow::Result<Work> {
    let draft = t.app.open_draft(doctor, id).await?;
    let longest = draft.answers.iter().max_by_key(|(_, text)| text.len());
    let (field, text) = longest.context("an answer")?;
    let save = SaveRequest {
        fetched: Vec::new(),
        rev: Some(draft.rev),
        kind: SaveKind::Auto,
        submitted: Submitted::Changed(vec![(field.to_owned(), format!("{text} Ändrat."))]),
    };
    let (t, doctor) = (t.clone(), doctor.clone());
    Ok(Box::pin(async move {
        t.app.save_draft(&doctor, id, save).await?;
        Ok(())
    }))
}

/// The request that signs what the consent dialog has shown.
async fn signing(t: &Arc<TestApp>, doctor: &Actor, id: CertificateId) -> anyhow::Result<Work> {
    let shown = t.app.consent_view(doctor, id).await?;
    let request = SignRequest {
        rev: Some(shown.rev),
        content_hash: shown.content_hash,
        consent: Consent::Given,
        form_key: t.app.new_form_key(),
    };
    let (t, doctor) = (t.clone(), doctor.clone());
    Ok(Box::pin(async move {
        t.app.sign(&doctor, id, request).await?;
        Ok(())
    }))
}

/// Bytes that saving and signing one certificate store: the answers, the signed document, and the messages that are not that
/// document.
async fn stored_bytes(t: &TestApp, id: CertificateId) -> anyhow::Result<usize> {
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

async fn bare_commits(folder: &Path, bytes: usize, certificates: u32) -> anyhow::Result<f64> {
    let mut connection = SqliteConnectOptions::new()
        .filename(folder.join("bare.db"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .connect()
        .await?;
    sqlx::query("CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, body TEXT NOT NULL)")
        .execute(&mut connection)
        .await?;
    let half = "x".repeat(bytes / 2);
    let start = Instant::now();
    for _ in 0..certificates * 2 {
        sqlx::query("BEGIN IMMEDIATE")
            .execute(&mut connection)
            .await?;
        sqlx::query("INSERT INTO bare (body) VALUES ($1)")
            .bind(half.as_str())
            .execute(&mut connection)
            .await?;
        sqlx::query("COMMIT").execute(&mut connection).await?;
    }
    Ok(f64::from(certificates) / start.elapsed().as_secs_f64())
}
