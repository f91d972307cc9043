//! Name and address are nowhere but on the screen.

use intyg_app::Consent;
use intyg_core::actor::Role;
use intyg_store::{DatabaseUrl, Store};
use intyg_testkit::app::TestApp;

#[tokio::test]
async fn the_database_files_hold_the_personnummer_and_no_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&DatabaseUrl::sqlite(folder.path().join("intyg.db")))
        .await
        .expect("a database");
    store.migrate().await.expect("migrated");
    let t = TestApp::on(store);
    let doctor = t.actor(Role::Doctor).await;
    let person = t.ordinary_person().await;
    let name = t.app.journal().patient(&person).await.expect("found").name;
    let key = t.open(&doctor, &person).await;
    let id = t.complete_draft(&doctor, key).await.expect("a draft");
    t.sign(&doctor, id, Consent::Given).await.expect("signed");
    t.app.certificate(&doctor, id).await.expect("shown");
    t.app.store().close().await;

    let mut found_number = false;
    for entry in std::fs::read_dir(folder.path()).expect("the folder") {
        let bytes = std::fs::read(entry.expect("an entry").path()).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        found_number |= text.contains(person.digits());
        for word in name.for_banner().split_whitespace() {
            assert!(!text.contains(word), "the name is stored");
        }
    }
    assert!(found_number, "the search looks into the right files");
}

#[tokio::test]
async fn the_name_follows_the_register_and_the_record_has_the_number_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&DatabaseUrl::sqlite(folder.path().join("intyg.db")))
        .await
        .expect("a database");
    store.migrate().await.expect("migrated");
    let t = TestApp::on(store);
    let doctor = t.actor(Role::Doctor).await;
    let person = t.ordinary_person().await;
    let key = t.open(&doctor, &person).await;
    let id = t.complete_draft(&doctor, key).await.expect("a draft");
    t.sign(&doctor, id, Consent::Given).await.expect("signed");
    t.journal
        .rename(&person, "Nyanamn Bytarsson")
        .expect("renamed");
    let view = t.app.certificate(&doctor, id).await.expect("shown");
    assert_eq!(
        view.patient.name.expect("a name").for_banner(),
        "Nyanamn Bytarsson"
    );

    let record = t
        .app
        .record(id, "operator", "test")
        .await
        .expect("the record");
    assert_eq!(record["personnummer"], person.digits());
    assert!(record.values().all(|text| !text.contains("Nyanamn")));
    assert!(
        record["xml"].contains("<fornamn></fornamn>") || record["xml"].contains("fornamn/>"),
        "the element is there and empty"
    );
}
