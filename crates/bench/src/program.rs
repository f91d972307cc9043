//! The program itself: start-up time, resident memory, weight of the editor.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use anyhow::Context as _;
use intyg_app::Consent;
use intyg_core::actor::Role;
use intyg_store::{DatabaseUrl, Store};
use intyg_testkit::app::TestApp;

use crate::{Aim, note, report};

/// Certificates in the database when memory is read.
const CERTIFICATES: usize = 1000;

pub(crate) async fn run() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    std::fs::create_dir(&data)?;
    {
        let store = Store::open(&DatabaseUrl::sqlite(data.join("intyg.db"))).await?;
        store.migrate().await?;
        let t = TestApp::on(store);
        let doctor = t.actor(Role::Doctor).await;
        let key = t.open(&doctor, &t.ordinary_person().await).await;
        for _ in 0..CERTIFICATES {
            let id = t.complete_draft(&doctor, key).await?;
            t.sign(&doctor, id, Consent::NotGiven).await?;
        }
        t.app.store().close().await;
    }
    let config = folder.path().join("config.toml");
    std::fs::write(
        &config,
        format!(
            "listen = \"127.0.0.1:0\"\ndatabase = \"sqlite:{0}/intyg.db\"\ndata_dir = \"{0}\"\n[intygstjansten]\nurl = \"http://127.0.0.1:9\"\n",
            data.display()
        ),
    )?;
    let start = Instant::now();
    let mut server = Server::start(&config)?;
    let address = server.address()?;
    let page = reqwest::Client::builder()
        .no_proxy()
        .build()?
        .get(format!("http://{address}/logga-in"))
        .send()
        .await?;
    anyhow::ensure!(
        page.status().is_success(),
        "the login page answers {}",
        page.status()
    );
    report(
        "start-up until the first page",
        start.elapsed().as_secs_f64(),
        "s",
        &Aim::Below(0.3),
    )?;
    let idle = server.resident_megabytes()?;
    note(
        "certificates in the database",
        f64::from(u32::try_from(CERTIFICATES)?),
        "",
    )?;
    report("resident memory", idle, "MB", &Aim::Below(80.0))
}

/// The released program, ended when dropped.
struct Server(Child);

impl Server {
    fn start(config: &std::path::Path) -> anyhow::Result<Self> {
        let program = program()?;
        let child = Command::new(&program)
            .arg("--config")
            .arg(config)
            .args(["serve", "--unsafe-dev-login"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| {
                format!(
                    "cannot start {}; build it with --release first",
                    program.display()
                )
            })?;
        Ok(Self(child))
    }

    /// Reads the address from the program's log.
    fn address(&mut self) -> anyhow::Result<String> {
        let stderr = self.0.stderr.take().context("a log")?;
        let mut lines = BufReader::new(stderr).lines();
        for line in lines.by_ref() {
            let line = line?;
            if let Some(rest) = line.split("\"address\":\"").nth(1) {
                let address = rest.split('"').next().unwrap_or_default().to_owned();
                std::thread::spawn(move || lines.for_each(drop));
                return Ok(address);
            }
        }
        anyhow::bail!("the program ended without listening")
    }

    fn resident_megabytes(&self) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .context("no VmRSS")?;
        let kilobytes: f64 = line
            .split_whitespace()
            .nth(1)
            .context("no figure")?
            .parse()?;
        Ok(kilobytes / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody to tell.
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}

fn program() -> anyhow::Result<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name("nationella-intyg"))
}
