//! `kill -9` at random moments while certificates are signed and sent: nothing acknowledged is lost, nothing arrives twice in effect.
//! Source: reliability-security R01, R02, T01, T02.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use intyg_app::Clock;
use intyg_simulator::{Config, Fault, Interactions, Rule, RunningSimulator};
use intyg_store::{DatabaseUrl, Store};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

const RUNS: u32 = 200;

/// A running `sign-and-send`.
struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Program {
    fn start(folder: &Path, simulator: &str, work: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sign-and-send"))
            .arg(folder)
            .args([simulator, work])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("the program starts");
        let stdout = child.stdout.take().expect("its output");
        Self {
            child,
            lines: BufReader::new(stdout).lines(),
        }
    }

    /// Reads what it acknowledges for so long, then kills it and reads the rest.
    async fn kill_after(mut self, time: Duration, acknowledged: &mut BTreeSet<String>) {
        let deadline = tokio::time::Instant::now() + time;
        while let Ok(Ok(Some(line))) =
            tokio::time::timeout_at(deadline, self.lines.next_line()).await
        {
            note(&line, acknowledged);
        }
        self.child.kill().await.expect("it was running");
        while let Ok(Some(line)) = self.lines.next_line().await {
            note(&line, acknowledged);
        }
    }
}

fn note(line: &str, acknowledged: &mut BTreeSet<String>) {
    // A line cut off by the kill is no acknowledgement that anybody could read.
    if let Some(id) = line.strip_prefix("signed ").filter(|id| id.len() == 36) {
        acknowledged.insert(id.to_owned());
    }
}

/// Numbers that look random and are the same in every run of the test.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_and_nothing_arrives_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = intyg_simulator::Clock::new(|| Clock::System.now());
    let simulator = intyg_simulator::start(Config::loopback(clock))
        .await
        .expect("a simulator");
    let mut dice = Dice(20_261_122);
    let mut acknowledged = BTreeSet::new();
    for run in 0..RUNS {
        for interaction in [
            Interactions::RegisterCertificate,
            Interactions::SendCertificateToRecipient,
        ] {
            if dice.below(4) == 0 {
                simulator.add_fault(Rule::new(interaction, Fault::CutAfter, Some(1)));
            }
        }
        let program = Program::start(folder.path(), &simulator.url(), "2");
        // The first runs last longer, so that the database has been made whatever the machine.
        let time = if run < 3 { 1500 } else { 40 + dice.below(260) };
        program
            .kill_after(Duration::from_millis(time), &mut acknowledged)
            .await;
    }
    simulator.clear_faults();
    drain(folder.path(), &simulator).await;

    assert!(
        acknowledged.len() > 100,
        "only {} certificates were signed, too few to prove anything",
        acknowledged.len()
    );
    every_acknowledged_one_arrived_once(&simulator, &acknowledged);
    every_stored_one_is_whole(folder.path()).await;
}

async fn drain(folder: &Path, simulator: &RunningSimulator) {
    let mut program = Program::start(folder, &simulator.url(), "drain");
    let finished = async {
        while let Ok(Some(line)) = program.lines.next_line().await {
            if line == "drained" {
                return true;
            }
        }
        false
    };
    assert!(
        tokio::time::timeout(Duration::from_mins(2), finished)
            .await
            .expect("in two minutes"),
        "it ended early"
    );
    // The database is its own until it has ended.
    program.child.wait().await.expect("it ends");
}

fn every_acknowledged_one_arrived_once(
    simulator: &RunningSimulator,
    acknowledged: &BTreeSet<String>,
) {
    let there = simulator.snapshot();
    let count = |ids: Vec<&str>| {
        ids.into_iter()
            .fold(BTreeMap::new(), |mut counts: BTreeMap<String, u32>, id| {
                *counts.entry(id.to_owned()).or_default() += 1;
                counts
            })
    };
    let registered = count(there.intygstjansten.iter().map(|c| c.id.as_str()).collect());
    let sent = count(
        there
            .forsakringskassan
            .iter()
            .map(|d| d.certificate.as_str())
            .collect(),
    );
    for id in acknowledged {
        assert_eq!(
            (registered.get(id), sent.get(id)),
            (Some(&1), Some(&1)),
            "{id}"
        );
    }
    assert!(
        registered.values().chain(sent.values()).all(|n| *n == 1),
        "something arrived twice"
    );
    let mut bodies: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for t in there.transmissions {
        bodies
            .entry((t.certificate.unwrap_or_default(), t.interaction))
            .or_default()
            .insert(t.body_digest);
    }
    assert!(
        bodies.values().all(|digests| digests.len() == 1),
        "a repeat had other bytes"
    );
}

/// Every signed certificate has its document, its messages and its entries; no draft has any message.
async fn every_stored_one_is_whole(folder: &Path) {
    let store = Store::open(&DatabaseUrl::sqlite(folder.join("intyg.db")))
        .await
        .expect("the database opens");
    let mut tx = store.begin_read().await.expect("a transaction");
    let mut seq = 0;
    let mut signed = BTreeSet::new();
    loop {
        let page = tx.audit_after(seq, 1000).await.expect("the access log");
        let Some(last) = page.last() else { break };
        assert!(
            page.iter()
                .zip(seq + 1..)
                .all(|(record, expected)| record.seq == expected),
            "an entry is missing"
        );
        seq = last.seq;
        signed.extend(
            page.into_iter()
                .filter(|r| r.entry.action == "sign")
                .map(|r| r.entry.resource_id),
        );
    }
    for id in signed {
        let id = id.parse().expect("an id");
        assert!(
            tx.document(id).await.expect("intact").is_some(),
            "{id} has an entry and no document"
        );
        assert_eq!(
            tx.outbox_of_certificate(id).await.expect("the lane").len(),
            2,
            "{id}"
        );
    }
}
