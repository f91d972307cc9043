//! Our own rules against the national ones run by Saxon.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use intyg_catalog::element::CertificateType;
use intyg_convert::Verdict;
use jiff::ToSpan as _;

use crate::{Aim, note, report};

const FILES: u32 = 200;
const ROUNDS: u32 = 100;

pub(crate) fn run() -> anyhow::Result<()> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let tool = shared.join("tools/schematron.py");
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has_saxon = Command::new(&python)
        .args(["-c", "import saxonche, lxml"])
        .output()
        .is_ok_and(|o| o.status.success());
    if !tool.is_file() || !has_saxon {
        writeln!(
            std::io::stdout(),
            "left out: rules against Saxon, the national rules or Saxon are not at hand"
        )?;
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let files = write_certificates(folder.path())?;
    let bytes: Vec<Vec<u8>> = files.iter().map(std::fs::read).collect::<Result<_, _>>()?;

    let rules = shared.join("rules").join(rules_of(&shared)?);
    let saxon = Saxon {
        python,
        tool,
        rules,
    };
    let processors = intyg_convert::processors();
    for (cores, ours) in [(1, one_core(&bytes)?), (processors, all_cores(&bytes)?)] {
        let national = saxon.per_second(&files, cores)?;
        note(
            &format!("our rules, read from bytes, {cores} threads"),
            ours,
            "/s",
        )?;
        note(
            &format!("national rules in Saxon, {cores} processes"),
            national,
            "/s",
        )?;
        report(
            &format!("our validation / Saxon, {cores} cores on both sides"),
            ours / national,
            "x",
            &Aim::AtLeast(500.0),
        )?;
    }
    Ok(())
}

fn one_core(certificates: &[Vec<u8>]) -> anyhow::Result<f64> {
    let start = Instant::now();
    for _ in 0..ROUNDS {
        for certificate in certificates {
            anyhow::ensure!(
                intyg_convert::validate_document(std::hint::black_box(certificate)).is_ok(),
                "an example fails our rules"
            );
        }
    }
    Ok(f64::from(FILES * ROUNDS) / start.elapsed().as_secs_f64())
}

fn all_cores(certificates: &[Vec<u8>]) -> anyhow::Result<f64> {
    let all: Vec<&Vec<u8>> = (0..ROUNDS).flat_map(|_| certificates).collect();
    let mut passed = 0;
    let start = Instant::now();
    intyg_convert::validate_all(
        &all,
        |certificate| Ok((*certificate).clone()),
        |_, verdict| passed += u32::from(verdict == Verdict::Pass),
    );
    let took = start.elapsed();
    anyhow::ensure!(passed == FILES * ROUNDS, "an example fails our rules");
    Ok(f64::from(passed) / took.as_secs_f64())
}

/// The national rules in the usual tool.
struct Saxon {
    python: String,
    tool: PathBuf,
    rules: PathBuf,
}

impl Saxon {
    /// Judges the files in so many processes at once. The start of Python and the compilation of the rules are not what is compared:
    /// a run over one file per process is taken off.
    fn per_second(&self, files: &[PathBuf], processes: usize) -> anyhow::Result<f64> {
        let shares: Vec<&[PathBuf]> = files.chunks(files.len().div_ceil(processes)).collect();
        let firsts: Vec<&[PathBuf]> = shares.iter().filter_map(|share| share.get(..1)).collect();
        let start_up = self.time(&firsts)?;
        let all = self.time(&shares)?;
        let judged = u32::try_from(files.len() - firsts.len())?;
        Ok(f64::from(judged) / all.saturating_sub(start_up).as_secs_f64())
    }

    fn time(&self, shares: &[&[PathBuf]]) -> anyhow::Result<Duration> {
        let start = Instant::now();
        let mut running = Vec::new();
        for share in shares {
            running.push(
                Command::new(&self.python)
                    .arg(&self.tool)
                    .arg(&self.rules)
                    .args(*share)
                    .stdout(Stdio::null())
                    .spawn()?,
            );
        }
        for mut process in running {
            anyhow::ensure!(process.wait()?.success(), "Saxon refuses an example");
        }
        Ok(start.elapsed())
    }
}

/// The rule file of the type that the certificates are of: named after its code and major version.
fn rules_of(shared: &Path) -> anyhow::Result<String> {
    let with_periods = |ty: &&&CertificateType| ty.period_element.is_some();
    let ctype = intyg_catalog::registry::ALL
        .iter()
        .find(with_periods)
        .context("no type with periods")?;
    let name = format!("{}.v{}.sch", ctype.code.to_lowercase(), ctype.major);
    anyhow::ensure!(
        shared.join("rules").join(&name).is_file(),
        "no rule file {name}"
    );
    Ok(name)
}

fn write_certificates(folder: &Path) -> anyhow::Result<Vec<std::path::PathBuf>> {
    let runtime = tokio::runtime::Handle::current();
    let documents = tokio::task::block_in_place(|| runtime.block_on(signed_documents(folder)))?;
    let mut files = Vec::new();
    for (index, document) in documents.iter().enumerate() {
        let path = folder.join(format!("{index}.xml"));
        std::fs::write(&path, document)?;
        files.push(path);
    }
    Ok(files)
}

/// Certificates as they leave: signed, each with another period.
async fn signed_documents(folder: &Path) -> anyhow::Result<Vec<String>> {
    use intyg_app::{Consent, SaveKind, SaveRequest, Submitted};
    use intyg_core::actor::Role;
    use intyg_store::{DatabaseUrl, Store};
    use intyg_testkit::app::TestApp;

    let store = Store::open(&DatabaseUrl::sqlite(folder.join("rules.db"))).await?;
    store.migrate().await?;
    let t = TestApp::on(store);
    let doctor = t.actor(Role::Doctor).await;
    let key = t.open(&doctor, &t.ordinary_person().await).await;
    let ctype = t.ctype();
    let mut documents = Vec::new();
    for day in 0..i64::from(FILES) {
        let id = t
            .app
            .create_draft(&doctor, key, ctype.code, t.app.new_form_key())
            .await?;
        let today = t.app.today();
        let example = (ctype.example)(today - 1.day(), today + day.days());
        let fields = example
            .iter()
            .map(|(field, text)| (field.to_owned(), text.to_owned()))
            .collect();
        let save = SaveRequest {
            fetched: Vec::new(),
            rev: Some(1),
            kind: SaveKind::Auto,
            submitted: Submitted::Changed(fields),
        };
        t.app.save_draft(&doctor, id, save).await?;
        t.sign(&doctor, id, Consent::NotGiven).await?;
        let mut tx = t.app.store().begin_read().await?;
        documents.push(
            tx.document(id)
                .await?
                .context("a signed certificate has a document")?
                .xml
                .into_text(),
        );
    }
    Ok(documents)
}
