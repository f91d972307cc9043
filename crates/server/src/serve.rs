//! `serve`: the web listener and the outbox worker, until told to stop.

use std::process::ExitCode;

use anyhow::Context as _;
use intyg_app::App;
use intyg_delivery::Worker;
use intyg_web::{WebConfig, WebState};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::wiring::{self, Login};
use crate::{disk, logging};

/// The disk has failed while the program served. Source: reliability-security R81.
#[derive(Debug, thiserror::Error)]
#[error("the disk has failed; nothing more can be stored safely")]
pub(crate) struct DiskFailed;

/// Serves until SIGINT or SIGTERM.
pub(crate) async fn serve(config: &Config, dev_login: bool) -> anyhow::Result<ExitCode> {
    anyhow::ensure!(
        dev_login,
        "there is no login but the demo login yet: start with --unsafe-dev-login, on loopback, or use `nationella-intyg demo`"
    );
    logging::start("info");
    let listener = bind(config).await?;
    let app = wiring::app(config, Login::Demo).await?;
    let stop = CancellationToken::new();
    tokio::spawn(stop_on_signal(stop.clone()));
    tracing::info!(address = %listener.local_addr()?, "listening");
    run(config, app, listener, stop).await?;
    Ok(ExitCode::SUCCESS)
}

/// Binds the web listener.
pub(crate) async fn bind(config: &Config) -> anyhow::Result<TcpListener> {
    TcpListener::bind(config.listen).await.with_context(|| {
        format!(
            "cannot listen on {}; is the port taken? choose another with `listen`",
            config.listen
        )
    })
}

/// Serves pages and delivers the outbox until `stop`.
pub(crate) async fn run(
    config: &Config,
    app: App,
    listener: TcpListener,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let recovered = app
        .recover_outbox()
        .await
        .context("cannot read the outbox")?;
    if recovered > 0 {
        tracing::warn!(
            messages = recovered,
            "messages were being sent when the program ended; they are sent again"
        );
    }
    take_over_units(config, &app).await?;
    disk::keep_reserve(config)?;
    let store = app.store().clone();
    let watch = tokio::spawn(disk::watch(store.clone(), disk::folders(config)));
    let worker = wiring::worker(config, &app)?;
    let delivery = tokio::spawn(deliver(worker, stop.clone()));
    let inbox = intyg_delivery::inbox::router(app.clone());
    let admin = admin(config, &app, &stop).await?;
    let state = WebState::new(app, WebConfig::demo(config.contact.clone()));
    let failed = tokio::spawn({
        let (store, stop) = (store.clone(), stop.clone());
        async move {
            store.disk_failed().await;
            tracing::error!("the disk has failed; the program ends");
            stop.cancel();
        }
    });
    let served = intyg_web::listener::serve(
        listener,
        intyg_web::router(state).merge(intyg_web::from_this_machine(inbox)),
        intyg_web::listener::Limits::default(),
        stop.clone().cancelled_owned(),
    )
    .await;
    stop.cancel();
    if let Some(admin) = admin {
        admin
            .await
            .context("the admin listener ended unexpectedly")??;
    }
    watch.abort();
    delivery
        .await
        .context("the outbox worker ended unexpectedly")?;
    served.context("the web listener ended unexpectedly")?;
    if failed.is_finished() {
        return Err(DiskFailed.into());
    }
    failed.abort();
    Ok(())
}

/// Delivers the outbox until `stop`. However it ends, the program ends with it: pages that take what nobody delivers would do so in silence.
async fn deliver(worker: Worker, stop: CancellationToken) {
    let _stop = stop.clone().drop_guard();
    worker.run(stop.cancelled_owned()).await;
}

/// Makes units answer for what others issued, as the configuration says.
async fn take_over_units(config: &Config, app: &App) -> anyhow::Result<()> {
    let takeovers = config
        .takeovers()
        .map_err(|faults| anyhow::anyhow!(faults.join("; ")))?;
    for takeover in &takeovers {
        let taken = app.take_over_unit(takeover).await.with_context(|| {
            format!(
                "{} cannot take over what {} issued (`takeovers`): is it a unit of the record system?",
                takeover.by, takeover.unit
            )
        })?;
        tracing::info!(unit = %takeover.unit, by = %takeover.by, ?taken, "a unit answers for what another one issued");
    }
    Ok(())
}

/// Serves health and metrics, where the configuration says where.
async fn admin(
    config: &Config,
    app: &App,
    stop: &CancellationToken,
) -> anyhow::Result<Option<JoinHandle<std::io::Result<()>>>> {
    let Some(address) = config.admin_listen else {
        return Ok(None);
    };
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address} (`admin_listen`)"))?;
    tracing::info!(admin = %listener.local_addr()?, "health and metrics");
    Ok(Some(tokio::spawn(intyg_web::listener::serve(
        listener,
        intyg_web::admin_router(app.clone()),
        intyg_web::listener::Limits::default(),
        stop.clone().cancelled_owned(),
    ))))
}

/// Cancels `stop` at SIGINT or SIGTERM.
pub(crate) async fn stop_on_signal(stop: CancellationToken) {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
        () = stop.cancelled() => {}
    }
    stop.cancel();
}
