//! Certificates from before June 2018: imported once, read by those who may, changed by nobody.

use intyg_app::{Consent, Error, LegacyImport, Reason, SaveKind, SaveRequest, Submitted};
use intyg_core::actor::{Actor, Role};
use intyg_core::ids::CertificateId;
use intyg_store::{AuditOutcome, DatabaseUrl, Store};
use intyg_testkit::app::{LEGACY, TestApp};
use intyg_testkit::store_test;

async fn import(t: &TestApp, text: &str) -> LegacyImport {
    t.app
        .import_legacy(text.as_bytes(), "op", "why")
        .await
        .expect("the database works")
}

/// Action, outcome and reason of every entry about a certificate.
async fn log(t: &TestApp, id: CertificateId) -> Vec<(String, AuditOutcome, String)> {
    let mut tx = t.app.store().begin_read().await.expect("a transaction");
    let records = tx.audit_after(0, 1000).await.expect("entries");
    records
        .into_iter()
        .filter(|record| record.entry.resource_id == id.to_text())
        .map(|record| {
            (
                record.entry.action,
                record.entry.outcome,
                record.entry.reason,
            )
        })
        .collect()
}

async fn stored(t: &TestApp, id: CertificateId) -> String {
    let mut tx = t.app.store().begin_read().await.expect("a transaction");
    let document = tx
        .legacy_document(id)
        .await
        .expect("intact")
        .expect("there");
    format!(
        "{:?} {}",
        tx.legacy(id).await.expect("readable"),
        document.text()
    )
}

store_test!(
    an_import_is_done_once_and_is_in_the_access_log,
    async |store| {
        let t = TestApp::on(store);
        let (id, person) = t.legacy().await;
        assert_eq!(import(&t, LEGACY).await, LegacyImport::AlreadyThere(id));
        // Another name or comment is no other certificate.
        let renamed = LEGACY.replace("David Påhittsson", "Någon Annan");
        assert_eq!(import(&t, &renamed).await, LegacyImport::AlreadyThere(id));
        let before = stored(&t, id).await;
        let other = import(&t, &LEGACY.replace("Ryggvärk", "Huvudvärk")).await;
        assert_eq!(
            other,
            LegacyImport::Refused {
                first: "Ett intyg med samma id är redan importerat, med annat innehåll.".to_owned(),
                more: 0
            }
        );
        assert_eq!(stored(&t, id).await, before);
        assert_eq!(
            log(&t, id).await,
            [(
                "legacy_import".to_owned(),
                AuditOutcome::Done,
                "test (patientens namn borttaget)".to_owned()
            )]
        );
        let mut tx = t.app.store().begin_read().await.expect("a transaction");
        let entries = tx.audit_of_patient(&person).await.expect("entries");
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].entry.activity, "Skriva");
        assert_eq!(entries[0].entry.staff_title, "operator test");
    }
);

store_test!(what_is_not_taken_leaves_nothing_behind, async |store| {
    let t = TestApp::on(store);
    let cut = &LEGACY[..LEGACY.find("Fysio").expect("a place")];
    for bad in ["", "<a/>", "<!DOCTYPE a><a/>", cut] {
        assert!(
            matches!(import(&t, bad).await, LegacyImport::Unreadable(_)),
            "{bad}"
        );
    }
    let wrong = LEGACY
        .replace("Helt_nedsatt", "X")
        .replace("Journaluppgifter", "Y");
    assert_eq!(
        import(&t, &wrong).await,
        LegacyImport::Refused {
            first: "Okänd kod i referenstyp.".to_owned(),
            more: 1
        }
    );
    let mut tx = t.app.store().begin_read().await.expect("a transaction");
    assert!(tx.audit_after(0, 10).await.expect("entries").is_empty());
    drop(tx);
    t.legacy().await;
});

store_test!(
    an_id_that_is_no_uuid_gets_one_for_addresses,
    async |store| {
        let t = TestApp::on(store);
        let numbered = LEGACY.replace("6f1d5c0a-7b0e-4c53-9a51-2f7d0a4c1e17", "PMO-4711/17");
        let LegacyImport::Imported(id) = import(&t, &numbered).await else {
            panic!("imported")
        };
        assert_eq!(import(&t, &numbered).await, LegacyImport::AlreadyThere(id));
        let doctor = t.actor(Role::Doctor).await;
        let view = t
            .app
            .legacy_certificate(&doctor, id)
            .await
            .expect("the doctor reads it");
        assert_eq!(view.document_id, "PMO-4711/17");
    }
);

store_test!(every_reading_is_in_the_access_log, async |store| {
    let t = TestApp::on(store);
    let (id, person) = t.legacy().await;
    let doctor = t.actor(Role::Doctor).await;
    let key = t.open(&doctor, &person).await;
    let list = t.app.legacy_list(&doctor, key).await.expect("the list");
    let [row] = list.rows.as_slice() else {
        panic!("one row")
    };
    assert_eq!((row.id, row.issuer.as_str()), (id, "Eva Exempelius"));
    assert_eq!(row.degrees, "100 %, 50 %");
    let overview = t.app.overview(&doctor, key).await.expect("the start page");
    assert!(overview.is_empty(), "not on the start page");
    t.app
        .legacy_certificate(&doctor, id)
        .await
        .expect("the certificate");
    let mut tx = t.app.store().begin_read().await.expect("a transaction");
    let entries = tx.audit_of_patient(&person).await.expect("entries");
    let reads: Vec<_> = entries
        .iter()
        .filter(|record| record.entry.action == "view_legacy")
        .map(|record| {
            (
                record.entry.resource_id.clone(),
                record.entry.activity.clone(),
                record.entry.staff_id.clone(),
            )
        })
        .collect();
    let by = Some(doctor.staff.id.clone());
    assert_eq!(
        reads,
        [
            (String::new(), "Läsa".to_owned(), by.clone()),
            (id.to_text(), "Läsa".to_owned(), by)
        ]
    );
});

store_test!(
    who_may_read_is_decided_as_for_any_certificate,
    async |store| {
        let t = TestApp::on(store);
        let (id, person) = t.legacy().await;
        let reader = t.actor(Role::Doctor).await;
        let key = t.open(&reader, &person).await;
        for role in Role::ALL {
            let same_unit = |actor: &Actor| actor.unit() == reader.unit();
            let Some(actor) = t.actors(role).await.into_iter().find(same_unit) else {
                continue;
            };
            let may = !matches!(role, Role::UnitAdmin | Role::LogReviewer);
            let (list, one) = (
                t.app.legacy_list(&actor, key).await,
                t.app.legacy_certificate(&actor, id).await,
            );
            assert_eq!((list.is_ok(), one.is_ok()), (may, may), "{role:?}");
            if !may {
                assert!(matches!(one, Err(Error::Forbidden)), "{role:?}");
            }
        }
        for other in t.actors(Role::Doctor).await {
            if other.unit() == reader.unit() {
                continue;
            }
            let one = t.app.legacy_certificate(&other, id).await;
            assert!(matches!(one, Err(Error::NotFound)), "another unit's");
            let change = t.app.refuse_legacy_change(&other, id).await;
            assert!(matches!(change, Error::NotFound));
            let list = t.app.legacy_list(&other, key).await;
            assert!(list.is_ok_and(|list| list.rows.is_empty()));
        }
    }
);

store_test!(
    a_protected_patients_certificate_is_for_doctors,
    async |store| {
        let t = TestApp::on(store);
        let protected = t
            .person(|p| p.protection.is_protected() && !p.life.is_deceased())
            .await;
        let text = LEGACY
            .replace("19690203-9830", &protected.formatted())
            .replace(
                "<c:fullstandigtNamn>David Påhittsson</c:fullstandigtNamn>",
                "<c:fullstandigtNamn/>",
            );
        let LegacyImport::Imported(id) = import(&t, &text).await else {
            panic!("imported")
        };
        assert!(
            !stored(&t, id)
                .await
                .contains("<c:fullstandigtNamn/>\n    </m:patient>")
        );
        let doctor = t.actor(Role::Doctor).await;
        let view = t.app.legacy_certificate(&doctor, id).await.expect("read");
        assert!(view.patient.name.is_none());
        for role in [Role::CareStaff, Role::CareAdmin] {
            let actor = t.actor(role).await;
            let one = t.app.legacy_certificate(&actor, id).await;
            assert!(matches!(one, Err(Error::Forbidden)), "{role:?}");
            let change = t.app.refuse_legacy_change(&actor, id).await;
            assert!(matches!(change, Error::Forbidden), "{role:?}");
        }
        assert!(log(&t, id).await.iter().any(
            |(action, outcome, _)| action == "view_legacy" && *outcome == AuditOutcome::Refused
        ));
    }
);

store_test!(nobody_changes_one_whatever_is_asked, async |store| {
    let t = TestApp::on(store);
    let (id, _) = t.legacy().await;
    let before = stored(&t, id).await;
    let doctor = t.actor(Role::Doctor).await;
    let save = SaveRequest {
        fetched: Vec::new(),
        rev: Some(1),
        kind: SaveKind::Manual,
        submitted: Submitted::Changed(vec![("35".to_owned(), "x".to_owned())]),
    };
    let read_only = |result: Option<Error>| {
        assert!(
            matches!(result, Some(Error::Refused(Reason::ReadOnly { id: found })) if found == id),
            "{result:?}"
        );
    };
    let app = &t.app;
    read_only(Some(app.refuse_legacy_change(&doctor, id).await));
    read_only(app.open_draft(&doctor, id).await.err());
    read_only(app.save_draft(&doctor, id, save).await.err());
    read_only(app.consent_view(&doctor, id).await.err());
    read_only(app.certificate(&doctor, id).await.err());
    assert!(t.sign(&doctor, id, Consent::Given).await.is_err());
    assert_eq!(stored(&t, id).await, before);
    let refused = log(&t, id)
        .await
        .into_iter()
        .filter(|(action, outcome, _)| {
            action == "change_legacy" && *outcome == AuditOutcome::Refused
        })
        .count();
    assert_eq!(refused, 6, "each try is in the access log");
});

store_test!(
    a_new_certificate_of_the_old_form_is_refused,
    async |store| {
        let t = TestApp::on(store);
        let doctor = t.actor(Role::Doctor).await;
        let key = t.open(&doctor, &t.ordinary_person().await).await;
        for code in ["FK7263", "fk7263"] {
            let refused = t
                .app
                .create_draft(&doctor, key, code, t.app.new_form_key())
                .await;
            let Err(Error::Refused(Reason::TypeReplaced { name, by })) = refused else {
                panic!("{refused:?}")
            };
            assert_eq!(name, "Läkarintyg FK7263");
            assert!(by.ends_with("FK7804"), "{by}");
        }
        let overview = t.app.overview(&doctor, key).await.expect("the start page");
        assert!(overview.is_empty());
        assert!(overview.offered.iter().all(|ty| ty.form_number != "FK7263"));
    }
);

#[tokio::test]
async fn the_database_files_hold_no_name_of_an_imported_certificate() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&DatabaseUrl::sqlite(folder.path().join("intyg.db")))
        .await
        .expect("a database");
    store.migrate().await.expect("migrated");
    let t = TestApp::on(store);
    let (id, person) = t.legacy().await;
    let record = t
        .app
        .record(id, "op", "why")
        .await
        .expect("the stored record");
    assert_eq!(record["personnummer"], person.digits());
    assert!(record["xml"].contains("19690203-9830"));
    assert!(record.values().all(|value| !value.contains("Påhittsson")));
    t.app.store().close().await;
    let mut found_number = false;
    for entry in std::fs::read_dir(folder.path()).expect("the folder") {
        let bytes = std::fs::read(entry.expect("an entry").path()).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        found_number |= text.contains("19690203-9830");
        assert!(!text.contains("Påhittsson"), "the name is stored");
    }
    assert!(found_number, "the search looks into the right files");
}
