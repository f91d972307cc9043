use intyg_core::actor::Role;
use intyg_core::ids::LogId;
use intyg_store::{AuditEntry, AuditOutcome, Error, EventRow};
use intyg_testkit::store_test;

use crate::support::{
    OTHER_PERSON, PERSON, at, certificate_id, doctor, hsa, nurse, person, put_draft, request_id,
    unit,
};

pub(crate) fn entry(n: u8) -> AuditEntry {
    AuditEntry {
        log_id: LogId::from_random_bytes([n; 16]),
        at: at(i64::from(n)),
        staff_id: Some(doctor().id),
        staff_title: "Läkare".to_owned(),
        assignment: "Vård på Ängen".to_owned(),
        role: Some(Role::Doctor),
        provider_id: Some(hsa("SE1-PROVIDER")),
        provider_name: "Region Ängen".to_owned(),
        unit_id: Some(unit()),
        unit_name: "Ängens vårdcentral".to_owned(),
        action: "sign".to_owned(),
        activity: "Signera".to_owned(),
        purpose: "Vård och behandling".to_owned(),
        patient: Some(person(PERSON)),
        resource_type: "Intyg".to_owned(),
        resource_id: certificate_id(1).to_text(),
        resource_provider: Some(hsa("SE1-PROVIDER")),
        resource_unit: Some(unit()),
        reason: String::new(),
        outcome: AuditOutcome::Done,
        correlation: request_id(1),
        software_version: "0.1.0".to_owned(),
    }
}

/// A failed login: nobody, nothing.
fn denial(n: u8) -> AuditEntry {
    AuditEntry {
        staff_id: None,
        role: None,
        provider_id: None,
        unit_id: None,
        patient: None,
        resource_id: String::new(),
        resource_provider: None,
        resource_unit: None,
        outcome: AuditOutcome::Refused,
        ..entry(n)
    }
}

store_test!(
    entries_are_numbered_without_gaps_and_read_back,
    async |store: intyg_store::Store| {
        let mut tx = store.begin_write().await.unwrap();
        assert_eq!(tx.append_audit(&entry(1)).await.unwrap(), 1);
        assert_eq!(tx.append_audit(&denial(2)).await.unwrap(), 2);
        tx.commit().await.unwrap();
        let mut tx = store.begin_write().await.unwrap();
        tx.append_audit(&entry(9)).await.unwrap();
        drop(tx);
        let mut tx = store.begin_write().await.unwrap();
        let mut other = entry(3);
        other.patient = Some(person(OTHER_PERSON));
        assert_eq!(
            tx.append_audit(&other).await.unwrap(),
            3,
            "what was rolled back leaves no gap"
        );
        tx.commit().await.unwrap();

        let mut tx = store.begin_read().await.unwrap();
        let all = tx.audit_after(0, 10).await.unwrap();
        assert_eq!(all.iter().map(|r| r.seq).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!((&all[0].entry, &all[1].entry), (&entry(1), &denial(2)));
        assert_eq!(tx.audit_after(1, 1).await.unwrap(), [all[1].clone()]);
        assert_eq!(
            tx.audit_of_patient(&person(PERSON)).await.unwrap(),
            [all[0].clone()]
        );
    }
);

store_test!(
    an_entry_is_written_once,
    async |store: intyg_store::Store| {
        let mut tx = store.begin_write().await.unwrap();
        tx.append_audit(&entry(1)).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin_write().await.unwrap();
        assert!(matches!(
            tx.append_audit(&entry(1)).await,
            Err(Error::Conflict)
        ));
        assert!(matches!(tx.commit().await, Err(Error::Broken)));
    }
);

store_test!(
    writers_at_once_get_places_without_gaps,
    async |store: intyg_store::Store| {
        let tasks: Vec<_> = (1..=30)
            .map(|n| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut tx = store.begin_write().await.unwrap();
                    tx.append_audit(&entry(n)).await.unwrap();
                    tx.commit().await.unwrap();
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let mut tx = store.begin_read().await.unwrap();
        let places: Vec<i64> = tx
            .audit_after(0, 100)
            .await
            .unwrap()
            .iter()
            .map(|r| r.seq)
            .collect();
        assert_eq!(places, (1..=30).collect::<Vec<_>>());
    }
);

store_test!(
    events_come_back_in_the_order_in_which_they_were_added,
    async |store: intyg_store::Store| {
        let event = |kind: &str, n: i64| EventRow {
            certificate: certificate_id(1),
            at: at(n),
            kind: kind.to_owned(),
            by: nurse(),
            unit: "Enhet".to_owned(),
            detail: "rad".to_owned(),
        };
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 1).await;
        for (kind, n) in [("created", 1), ("saved", 1), ("signed", 0)] {
            tx.append_event(&event(kind, n)).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut tx = store.begin_read().await.unwrap();
        let events = tx.events_of(certificate_id(1)).await.unwrap();
        assert_eq!(
            events,
            [event("created", 1), event("saved", 1), event("signed", 0)]
        );
    }
);

store_test!(
    an_installation_has_an_id_of_its_own,
    async |store: intyg_store::Store| {
        let mut tx = store.begin_read().await.unwrap();
        let facts = tx.instance_facts().await.unwrap();
        assert_eq!(facts.installation_id.len(), 32);
        assert!(facts.installation_id.bytes().all(|b| b.is_ascii_hexdigit()));
        assert_eq!(facts.schema_version, crate::opening::newest_migration());
    }
);
