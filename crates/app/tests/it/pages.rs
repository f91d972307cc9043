//! What the main job writes to SQLite's log, in pages of 4 096 bytes: the figure that decides how fast saving and signing are, and
//! the same on every machine.

use std::path::Path;

use intyg_app::{Consent, SaveKind, SaveRequest, Submitted};
use intyg_core::actor::Role;
use intyg_store::{DatabaseUrl, Store};
use intyg_testkit::app::TestApp;

const CERTIFICATES: u64 = 40;

/// Measured: 37. Random ids move it by one or two.
const MOST_PAGES: u64 = 41;

/// Pages in the log. It is not folded into the file while the test runs, since it stays below the limit for that.
fn pages(folder: &Path) -> u64 {
    let log = folder.join("intyg.db-wal");
    let bytes = std::fs::metadata(log).map_or(0, |log| log.len());
    bytes.saturating_sub(32) / (4096 + 24)
}

#[tokio::test(flavor = "multi_thread")]
async fn saving_and_signing_a_certificate_touches_few_pages() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&DatabaseUrl::sqlite(folder.path().join("intyg.db")))
        .await
        .expect("a database");
    store.migrate().await.expect("tables");
    let t = TestApp::on(store);
    let doctor = t.actor(Role::Doctor).await;
    let key = t.open(&doctor, &t.ordinary_person().await).await;
    let mut drafts = Vec::new();
    for _ in 0..CERTIFICATES {
        drafts.push(t.complete_draft(&doctor, key).await.expect("a draft"));
    }
    let before = pages(folder.path());
    for id in drafts {
        let draft = t.app.open_draft(&doctor, id).await.expect("a draft");
        let text = draft.answers.iter().max_by_key(|(_, text)| text.len());
        let (field, text) = text.expect("answers");
        let save = SaveRequest {
            fetched: Vec::new(),
            rev: Some(draft.rev),
            kind: SaveKind::Auto,
            submitted: Submitted::Changed(vec![(field.to_owned(), format!("{text} Ändrat."))]),
        };
        t.app.save_draft(&doctor, id, save).await.expect("saved");
        t.sign(&doctor, id, Consent::Given).await.expect("signed");
    }
    let each = (pages(folder.path()) - before) / CERTIFICATES;
    println!("{each} pages for opening, saving and signing a certificate");
    assert!((10..=MOST_PAGES).contains(&each), "{each}");
}
