//! Certificates from before June 2018.

use intyg_store::{Error, Frozen, LegacyRow, NewLegacy, StaffRef, Summary, Tx};
use intyg_testkit::store_test;
use jiff::civil::date;

use crate::support::{at, certificate_id, hsa, patient_key, person, unit};

const PERSON: &str = crate::support::PERSON;

pub(crate) fn new(n: u64, document_id: &str, xml: &str) -> NewLegacy {
    let document = Frozen::new(xml.to_owned());
    NewLegacy {
        row: LegacyRow {
            id: certificate_id(n),
            document_id: document_id.to_owned(),
            type_code: "OLD".to_owned(),
            patient: patient_key(1),
            person_id: person(PERSON),
            unit_id: unit(),
            unit_name: "Ängens vårdcentral".to_owned(),
            provider_id: hsa("SE1-PROVIDER"),
            issuer: StaffRef {
                id: hsa("SE1-DOC"),
                name: String::new(),
            },
            signed_at: at(i64::try_from(n).unwrap()),
            summary: Summary {
                period_from: Some(date(2017, 4, 24)),
                period_to: None,
                degrees: "100 %".to_owned(),
                diagnosis: "M511".to_owned(),
                periods: None,
            },
            imported_at: at(1000),
            sha256: document.sha256().to_owned(),
        },
        document,
    }
}

pub(crate) async fn put(tx: &mut Tx, new: &NewLegacy) -> bool {
    tx.patient_key_for(&new.row.person_id, new.row.patient)
        .await
        .unwrap();
    tx.insert_legacy(new).await.unwrap()
}

store_test!(
    an_imported_certificate_is_read_as_it_was_stored,
    async |store: intyg_store::Store| {
        let first = new(1, "A-1", "<a>åäö</a>");
        let second = new(2, "A-2", "<b/>");
        let mut tx = store.begin_write().await.unwrap();
        assert!(put(&mut tx, &first).await && put(&mut tx, &second).await);
        tx.commit().await.unwrap();

        let mut tx = store.begin_read().await.unwrap();
        assert_eq!(
            tx.legacy(certificate_id(1)).await.unwrap(),
            Some(first.row.clone())
        );
        assert_eq!(
            tx.legacy_by_document(&unit(), "A-2").await.unwrap(),
            Some(second.row.clone())
        );
        assert_eq!(
            tx.legacy_by_document(&hsa("SE1-OTHER"), "A-2")
                .await
                .unwrap(),
            None
        );
        assert_eq!(
            tx.legacy_of_patient(patient_key(1), &unit()).await.unwrap(),
            [second.row, first.row],
            "the last signed first"
        );
        let document = tx.legacy_document(certificate_id(1)).await.unwrap();
        assert_eq!(
            document.map(Frozen::into_text),
            Some("<a>åäö</a>".to_owned())
        );
        assert_eq!(tx.legacy(certificate_id(3)).await.unwrap(), None);
        assert!(
            tx.certificates_of_patient(patient_key(1), &unit())
                .await
                .unwrap()
                .is_empty(),
            "not among the others"
        );
    }
);

store_test!(
    an_id_is_taken_once_and_the_first_one_stays,
    async |store: intyg_store::Store| {
        let first = new(1, "A-1", "<a/>");
        let mut tx = store.begin_write().await.unwrap();
        assert!(put(&mut tx, &first).await);
        tx.commit().await.unwrap();
        for again in [new(2, "A-1", "<other/>"), new(1, "A-9", "<other/>")] {
            let mut tx = store.begin_write().await.unwrap();
            assert!(!put(&mut tx, &again).await);
            tx.commit().await.unwrap();
        }
        let mut elsewhere = new(3, "A-1", "<a/>");
        elsewhere.row.unit_id = hsa("SE1-OTHER");
        let mut tx = store.begin_write().await.unwrap();
        assert!(put(&mut tx, &elsewhere).await, "another unit's own number");
        tx.commit().await.unwrap();
        let mut tx = store.begin_read().await.unwrap();
        assert_eq!(tx.legacy(certificate_id(1)).await.unwrap(), Some(first.row));
        assert_eq!(tx.legacy(certificate_id(2)).await.unwrap(), None);
    }
);

store_test!(
    a_certificate_of_an_unknown_patient_is_refused,
    async |store: intyg_store::Store| {
        let mut tx = store.begin_write().await.unwrap();
        let refused = tx.insert_legacy(&new(1, "A-1", "<a/>")).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    }
);
