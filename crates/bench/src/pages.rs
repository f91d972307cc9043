//! Pages per second, against a handler that returns a constant page of the same size through the same listener.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use intyg_app::Always;
use intyg_core::actor::Actor;
use intyg_journal::DemoLogin;
use intyg_store::{DatabaseUrl, Store};
use intyg_testkit::app::TestApp;
use intyg_web::{WebConfig, WebState, listener};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{Aim, note, report};

/// Sessions that ask, so that no session comes near its own rate limit.
const SESSIONS: usize = 40;
/// Connections that ask at once: enough that answers which wait for the disk share its flushes.
const ASKING: usize = 32;
const FOR: Duration = Duration::from_secs(3);

pub(crate) async fn run() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(&DatabaseUrl::sqlite(folder.path().join("intyg.db"))).await?;
    store.migrate().await?;
    let t = TestApp::on(store);
    let stop = CancellationToken::new();
    let product = start(
        intyg_web::router(WebState::new(t.app.clone(), WebConfig::demo("Support"))),
        &stop,
    )
    .await?;
    let (tokens, start_page, editor) = prepare(&t).await?;
    for (what, path) in [("start page", &start_page), ("editor", &editor)] {
        let url = format!("{product}{path}");
        let page = get_once(&url, tokens.first().context("a session")?).await?;
        anyhow::ensure!(page.contains("<h1"), "{what}: no page came back");
        let size = page.len();
        let constant = start(
            Router::new().route("/", get(move || async move { Html(page.clone()) })),
            &stop,
        )
        .await?;
        let plain = per_second(&format!("{constant}/"), &tokens).await?;
        let ours = per_second(&url, &tokens).await?;
        note(&format!("{what}, {size} bytes"), ours, "/s")?;
        note("constant page of the same size", plain, "/s")?;
        report(
            &format!("{what} / constant page"),
            ours / plain,
            "x",
            &Aim::AtLeast(0.3),
        )?;
    }
    let token = tokens.first().context("a session")?;
    crate::weight::report_weight(&product, &editor, token).await?;
    stop.cancel();
    Ok(())
}

/// Returns Visa of a signed certificate, with its styles in it, as a file that a browser can print.
pub(crate) async fn visa() -> anyhow::Result<String> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(&DatabaseUrl::sqlite(folder.path().join("intyg.db"))).await?;
    store.migrate().await?;
    let t = TestApp::on(store);
    let stop = CancellationToken::new();
    let router = intyg_web::router(WebState::new(t.app.clone(), WebConfig::demo("Support")));
    let product = start(router, &stop).await?;
    let doctor = t.actor(intyg_core::actor::Role::Doctor).await;
    let key = t.open(&doctor, &t.ordinary_person().await).await;
    let id = t.complete_draft(&doctor, key).await?;
    t.sign(&doctor, id, intyg_app::Consent::Given).await?;
    let (tokens, ..) = prepare(&t).await?;
    let token = tokens.first().context("a session")?;
    let page = get_once(&format!("{product}/intyg/{id}"), token).await?;
    let (before, rest) = page
        .split_once("<link rel=\"stylesheet\" href=\"")
        .context("a style sheet")?;
    let (address, after) = rest.split_once('"').context("its address")?;
    let (_, after) = after.split_once('>').context("its end")?;
    let styles = get_once(&format!("{product}{address}"), token).await?;
    stop.cancel();
    Ok(format!("{before}<style>{styles}</style>{after}"))
}

pub(crate) async fn start(router: Router, stop: &CancellationToken) -> anyhow::Result<String> {
    let socket = TcpListener::bind("127.0.0.1:0").await?;
    let address = socket.local_addr()?;
    let stop = stop.clone();
    tokio::spawn(async move {
        listener::serve(
            socket,
            router,
            listener::Limits::default(),
            stop.cancelled_owned(),
        )
        .await
    });
    Ok(format!("http://{address}"))
}

/// Sessions of everybody who writes certificates on the first doctor's unit, and the two pages.
async fn prepare(t: &TestApp) -> anyhow::Result<(Vec<String>, String, String)> {
    let doctor = t.actor(intyg_core::actor::Role::Doctor).await;
    let key = t.open(&doctor, &t.ordinary_person().await).await;
    for _ in 0..3 {
        let id = t.complete_draft(&doctor, key).await?;
        t.sign(&doctor, id, intyg_app::Consent::Given).await?;
    }
    let draft = t.complete_draft(&doctor, key).await?;
    let tokens = sessions_of(t, &doctor).await?;
    Ok((
        tokens,
        format!("/patient/{key}/intyg"),
        format!("/intyg/{draft}/redigera"),
    ))
}

/// Sessions of everybody who writes certificates on the doctor's unit.
pub(crate) async fn sessions_of(t: &TestApp, doctor: &Actor) -> anyhow::Result<Vec<String>> {
    let here = std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    let mut tokens = Vec::new();
    for info in DemoLogin::new(t.journal.clone()).demo_logins() {
        for _ in 0..5 {
            let new = t.app.log_in(&info.user, &info.password, here).await?;
            let session = t
                .app
                .session(&new.token, intyg_app::Touch::Background)
                .await?
                .context("a session")?;
            let choices = t.app.unit_choices(&session).await?;
            let fitting = |c: &&intyg_app::UnitChoice| {
                c.unit == *doctor.unit()
                    && !matches!(
                        c.role,
                        intyg_core::actor::Role::UnitAdmin | intyg_core::actor::Role::LogReviewer
                    )
            };
            let Some(choice) = choices.iter().find(fitting) else {
                break;
            };
            tokens.push(
                t.app
                    .choose_unit(&session, choice.index, Always::No)
                    .await?,
            );
        }
    }
    tokens.truncate(SESSIONS);
    Ok(tokens)
}

async fn get_once(url: &str, token: &str) -> anyhow::Result<String> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    let response = client
        .get(url)
        .header("cookie", format!("sid={token}"))
        .send()
        .await?
        .error_for_status()?;
    Ok(response.text().await?)
}

/// Asks from several tasks at once, each over its own connection, and counts the answers that are pages.
pub(crate) async fn per_second(url: &str, tokens: &[String]) -> anyhow::Result<f64> {
    let begun = Instant::now();
    let mut tasks = Vec::new();
    for task in 0..ASKING {
        let (url, tokens) = (url.to_owned(), tokens.to_vec());
        tasks.push(tokio::spawn(async move {
            let client = reqwest::Client::builder().no_proxy().build()?;
            let mut answers = 0_u32;
            for token in tokens.iter().cycle().skip(task) {
                if begun.elapsed() >= FOR {
                    break;
                }
                let response = client
                    .get(&url)
                    .header("cookie", format!("sid={token}"))
                    .send()
                    .await?;
                anyhow::ensure!(
                    response.status().is_success(),
                    "{} from {url}",
                    response.status()
                );
                response.bytes().await?;
                answers += 1;
            }
            Ok(answers)
        }));
    }
    let mut answers = 0;
    for task in tasks {
        answers += task.await??;
    }
    Ok(f64::from(answers) / begun.elapsed().as_secs_f64())
}
