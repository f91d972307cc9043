//! 10 000 messages wait for a receiver that comes back: how long they take, in which order they come, and what the others notice.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use intyg_app::{Consent, INTYGSTJANSTEN};
use intyg_core::actor::{Actor, Role};
use intyg_core::ids::{CertificateId, OutboxId, PatientKey};
use intyg_core::outbox::{OutboxKind, OutboxState};
use intyg_delivery::{Destination, STOP_WITHIN, SoapClient, TimeLimits, Worker, WorkerConfig};
use intyg_simulator::{Clock, Config, RunningSimulator};
use intyg_store::{DatabaseUrl, NewOutboxMessage, Store};
use intyg_testkit::app::TestApp;
use intyg_web::{WebConfig, WebState};
use tokio_util::sync::CancellationToken;

use crate::pages::{per_second, sessions_of, start};
use crate::{Aim, note, patients, report};

/// Certificates with consent, one of each patient, two messages each.
const CERTIFICATES: usize = 5000;
/// Messages to another receiver, sent while the first one gets its own.
const OTHERS: usize = 20;
const OTHER: &str = "another";

pub(crate) async fn run() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(&DatabaseUrl::sqlite(folder.path().join("intyg.db"))).await?;
    store.migrate().await?;
    let t = TestApp::on(store);
    let doctor = t.actor(Role::Doctor).await;
    let mut keys = patients::open(&t, &doctor, OTHERS * 2 + CERTIFICATES).await?;
    let waiting = keys.split_off(OTHERS * 2);
    let (first, other) = (simulator(&t).await?, simulator(&t).await?);
    let settled = sign(&t, &doctor, keys, Consent::NotGiven).await?;
    worker(&t, INTYGSTJANSTEN, &first)?.run_due().await?;
    let waiting = sign(&t, &doctor, waiting, Consent::Given).await?;

    let stop = CancellationToken::new();
    let router = intyg_web::router(WebState::new(t.app.clone(), WebConfig::demo("Support")));
    let page = format!("{}/enhet/utkorg", start(router, &stop).await?);
    let tokens = sessions_of(&t, &doctor).await?;
    let other_worker = worker(&t, OTHER, &other)?;
    let (idle_ids, busy_ids) = settled.split_at(OTHERS);
    let idle_others = deliver_others(&t, &other_worker, idle_ids).await?;
    let idle = per_second(&page, &tokens).await?;

    let begun = Instant::now();
    let ending = CancellationToken::new();
    let draining =
        tokio::spawn(worker(&t, INTYGSTJANSTEN, &first)?.run(ending.clone().cancelled_owned()));
    let busy = per_second(&page, &tokens).await?;
    let busy_others = deliver_others(&t, &other_worker, busy_ids).await?;
    while t.app.next_outbox_due().await?.is_some() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    ending.cancel();
    draining.await?;
    stop.cancel();
    let elapsed = begun.elapsed().as_secs_f64();

    let messages = f64::from(u32::try_from(waiting.len() * 2)?);
    note("messages that waited", messages, "")?;
    note("until all had arrived", elapsed, "s")?;
    note("messages per second", messages / elapsed, "/s")?;
    let disorder = out_of_order(&first, &waiting)?;
    report(
        "certificates out of order, lost or doubled",
        disorder,
        "",
        &Aim::Below(1.0),
    )?;
    report(
        "Enhetens utkorg meanwhile / idle",
        busy / idle,
        "x",
        &Aim::AtLeast(0.2),
    )?;
    note("another receiver, idle", idle_others * 1000.0, "ms each")?;
    report(
        "another receiver meanwhile",
        busy_others,
        "s each",
        &Aim::Below(1.0),
    )
}

async fn simulator(t: &TestApp) -> anyhow::Result<RunningSimulator> {
    let clock = t.clock.clone();
    let config = Config::loopback(Clock::new(move || clock.now()));
    Ok(intyg_simulator::start(config).await?)
}

fn worker(t: &TestApp, name: &str, to: &RunningSimulator) -> anyhow::Result<Worker> {
    let config = WorkerConfig {
        owner: t.app.new_request_id().to_text(),
        destination: Destination {
            name: name.to_owned(),
            base: to.url(),
            concurrency: 4,
        },
        stop_within: STOP_WITHIN,
    };
    let client = SoapClient::new(TimeLimits::default())?;
    Ok(Worker::new(t.app.clone(), client, config))
}

async fn sign(
    t: &TestApp,
    doctor: &Actor,
    keys: Vec<PatientKey>,
    consent: Consent,
) -> anyhow::Result<Vec<CertificateId>> {
    let mut ids = Vec::with_capacity(keys.len());
    for key in keys {
        let id = t.complete_draft(doctor, key).await?;
        t.sign(doctor, id, consent).await?;
        ids.push(id);
    }
    Ok(ids)
}

/// Queues one more message to the other receiver for each certificate, sends it, and returns the mean time in seconds.
async fn deliver_others(
    t: &TestApp,
    worker: &Worker,
    ids: &[CertificateId],
) -> anyhow::Result<f64> {
    let begun = Instant::now();
    for id in ids {
        let mut tx = t.app.store().begin_write().await?;
        let document = tx.document(*id).await?.context("a signed document")?;
        let sent = tx.outbox_of_certificate(*id).await?;
        let sent = sent.first().context("its registration")?;
        let message = OutboxId::from_random_bytes(*uuid_of(*id).as_bytes());
        tx.enqueue(&NewOutboxMessage {
            id: message,
            certificate: *id,
            kind: OutboxKind::Register,
            destination: OTHER.to_owned(),
            idempotency_key: "another".to_owned(),
            body: document.xml,
            logical_address: sent.logical_address.clone(),
            unit_id: sent.unit_id.clone(),
            created_by: sent.created_by.clone(),
            created_at: t.app.now(),
            consent_recipient: None,
        })
        .await?;
        tx.commit().await?;
        worker.run_due().await?;
        let mut tx = t.app.store().begin_read().await?;
        let row = tx.outbox_message(message).await?.context("the message")?;
        anyhow::ensure!(row.state == OutboxState::Delivered, "not delivered");
    }
    Ok(begun.elapsed().as_secs_f64() / f64::from(u32::try_from(ids.len())?))
}

fn uuid_of(id: CertificateId) -> uuid::Uuid {
    uuid::Uuid::parse_str(&id.to_text()).unwrap_or_default()
}

/// Counts the certificates that did not come to Intygstjänsten once and then to the recipient once.
fn out_of_order(simulator: &RunningSimulator, ids: &[CertificateId]) -> anyhow::Result<f64> {
    let mut came: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for transmission in simulator.snapshot().transmissions {
        if let Some(id) = transmission.certificate {
            came.entry(id).or_default().push(transmission.interaction);
        }
    }
    let wrong = ids
        .iter()
        .filter(|id| {
            came.get(&id.to_text())
                .is_none_or(|order| *order != ["RegisterCertificate", "SendCertificateToRecipient"])
        })
        .count();
    Ok(f64::from(u32::try_from(wrong)?))
}
