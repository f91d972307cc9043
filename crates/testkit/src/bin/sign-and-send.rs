//! Signs and sends until it is killed, and says on standard output what has been acknowledged: one line `signed ID` each, after the use
//! case has answered. With `drain` it signs nothing, sends until the outbox is empty, and says `drained`.
//!
//! Arguments: folder of the database and the key, address of the simulator, number of signers or `drain`.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use intyg_app::{App, Clock, Consent, Ids, Parts, Settings};
use intyg_core::actor::Role;
use intyg_core::outbox::RetrySchedule;
use intyg_delivery::{Destination, STOP_WITHIN, SoapClient, TimeLimits, Worker, WorkerConfig};
use intyg_journal::{DemoJournal, DemoLogin, Journal, Registers};
use intyg_signing::LocalSigner;
use intyg_store::{DatabaseUrl, Store};
use intyg_testkit::app::TestApp;
use jiff::SignedDuration;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().context("folder")?);
    let simulator = arguments.next().context("address of the simulator")?;
    let signers = arguments.next().context("number of signers, or drain")?;
    let app = app(&folder).await?;
    app.app.recover_outbox().await?;
    let worker = Worker::new(
        app.app.clone(),
        SoapClient::new(TimeLimits::default())?,
        WorkerConfig {
            owner: app.app.new_request_id().to_text(),
            destination: Destination {
                name: intyg_app::INTYGSTJANSTEN.to_owned(),
                base: simulator,
                concurrency: 4,
            },
            stop_within: STOP_WITHIN,
        },
    );
    if signers == "drain" {
        return drain(&app.app, &worker).await;
    }
    let signing = (0..signers.parse::<usize>()?).map(|_| tokio::spawn(sign_for_ever(app.clone())));
    let signing: Vec<_> = signing.collect();
    worker.run(std::future::pending()).await;
    for signer in signing {
        signer.await??;
    }
    Ok(())
}

/// The application on the real clock: what is measured is this machine.
async fn app(folder: &Path) -> anyhow::Result<TestApp> {
    let store = Store::open(&DatabaseUrl::sqlite(folder.join("intyg.db"))).await?;
    store.migrate().await?;
    let journal = DemoJournal::embedded()?;
    let clock = Clock::System;
    let app = App::new(Parts {
        store,
        journal: Journal::demo(journal.clone()),
        registers: Registers::builtin(),
        signer: LocalSigner::open(&folder.join("signing-key.pem"))?,
        clock: clock.clone(),
        ids: Ids::Random,
        settings: Settings {
            it_logical_address: "5565594230".to_owned(),
            demo_login: Some(DemoLogin::new(journal.clone())),
            // Killed every few moments, a message must not wait for minutes.
            retry: RetrySchedule {
                steps: vec![SignedDuration::from_millis(50)],
                ..RetrySchedule::default()
            },
            ..Settings::default()
        },
    });
    Ok(TestApp {
        app,
        journal,
        clock,
    })
}

async fn sign_for_ever(app: TestApp) -> anyhow::Result<()> {
    let doctor = app.actor(Role::Doctor).await;
    let person = app.ordinary_person().await;
    let key = app.open(&doctor, &person).await;
    loop {
        let id = app.complete_draft(&doctor, key).await?;
        app.sign(&doctor, id, Consent::Given).await?;
        say(&format!("signed {id}"))?;
    }
}

async fn drain(app: &App, worker: &Worker) -> anyhow::Result<()> {
    while app.next_outbox_due().await?.is_some() {
        worker.run_due().await?;
        tokio::task::yield_now().await;
    }
    say("drained")
}

fn say(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()?;
    Ok(())
}
