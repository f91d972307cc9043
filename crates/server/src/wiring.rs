//! From the configuration to a running application.

use anyhow::Context as _;
use intyg_app::{App, Clock, Ids, Parts, Settings};
use intyg_core::outbox::RetrySchedule;
use intyg_delivery::{Destination, STOP_WITHIN, SoapClient, TimeLimits, Worker, WorkerConfig};
use intyg_journal::{DemoJournal, DemoLogin, Journal, Registers};
use intyg_signing::LocalSigner;
use intyg_store::{DatabaseUrl, Store};
use jiff::SignedDuration;

use crate::config::Config;

/// Name of the signing key in the data folder.
const SIGNING_KEY: &str = "signing-key.pem";

/// Whether users can log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Login {
    /// By the demo login.
    Demo,
    /// Not at all: for commands.
    None,
}

/// Opens the database of the configuration; does not migrate it.
pub(crate) async fn open_store(config: &Config) -> anyhow::Result<Store> {
    let url: DatabaseUrl = config.database.parse().context("database")?;
    if let DatabaseUrl::Sqlite(path) = &url
        && let Some(folder) = path.parent()
    {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make {}", folder.display()))?;
    }
    Store::open(&url).await.context("cannot open the database")
}

/// Puts the application together on a database that has been migrated.
pub(crate) async fn app(config: &Config, login: Login) -> anyhow::Result<App> {
    let store = open_store(config).await?;
    store
        .require_current_schema()
        .await
        .context("run `nationella-intyg migrate`")?;
    with_store(config, login, Clock::System, store)
}

/// Puts the application together.
pub(crate) fn with_store(
    config: &Config,
    login: Login,
    clock: Clock,
    store: Store,
) -> anyhow::Result<App> {
    std::fs::create_dir_all(&config.data_dir)
        .with_context(|| format!("cannot make {}", config.data_dir.display()))?;
    let demo = match &config.journal.demo_file {
        Some(path) => DemoJournal::from_file(path),
        None => DemoJournal::embedded(),
    }
    .context("cannot read the demo journal")?;
    let signer = LocalSigner::open(&config.data_dir.join(SIGNING_KEY))
        .context("cannot use the signing key")?;
    let settings = Settings {
        session_idle: SignedDuration::from_mins(i64::from(config.session.idle_minutes)),
        session_absolute: SignedDuration::from_hours(i64::from(config.session.absolute_hours)),
        it_logical_address: config.intygstjansten.logical_address.clone(),
        recipient_logical_address: config.intygstjansten.recipient_logical_address.clone(),
        retry: RetrySchedule {
            give_up_after: SignedDuration::from_mins(i64::from(
                config.outbox.give_up_after_minutes,
            )),
            ..RetrySchedule::default()
        },
        lock_drafts_after: Some(config.drafts.lock_after_days).filter(|days| *days > 0),
        offering: config
            .offering()
            .map_err(|faults| anyhow::anyhow!(faults.join("; ")))?,
        printers: config
            .printers()
            .map_err(|faults| anyhow::anyhow!(faults.join("; ")))?,
        demo_login: (login == Login::Demo).then(|| DemoLogin::new(demo.clone())),
    };
    Ok(App::new(Parts {
        store,
        journal: Journal::demo(demo),
        registers: Registers::load(&config.data_dir)
            .context("cannot read the diagnosis registers")?,
        signer,
        clock,
        ids: Ids::Random,
        settings,
    }))
}

/// Makes the outbox worker.
pub(crate) fn worker(config: &Config, app: &App) -> anyhow::Result<Worker> {
    let client = SoapClient::new(TimeLimits::default())?;
    let worker = WorkerConfig {
        owner: app.new_request_id().to_text(),
        destination: Destination {
            name: intyg_app::INTYGSTJANSTEN.to_owned(),
            base: config.intygstjansten.url.clone(),
            concurrency: config.outbox.concurrency,
        },
        stop_within: STOP_WITHIN,
    };
    Ok(Worker::new(app.clone(), client, worker))
}
