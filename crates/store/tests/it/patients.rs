use intyg_testkit::store_test;

use crate::support::{OTHER_PERSON, PERSON, patient_key, person};

store_test!(
    a_patient_keeps_the_first_key,
    async |store: intyg_store::Store| {
        let mut tx = store.begin_write().await.unwrap();
        let first = tx
            .patient_key_for(&person(PERSON), patient_key(1))
            .await
            .unwrap();
        let second = tx
            .patient_key_for(&person(PERSON), patient_key(2))
            .await
            .unwrap();
        let other = tx
            .patient_key_for(&person(OTHER_PERSON), patient_key(3))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        assert_eq!((first, second), (patient_key(1), patient_key(1)));
        assert_eq!(other, patient_key(3));
        let mut tx = store.begin_read().await.unwrap();
        assert_eq!(tx.person_id_of(first).await.unwrap(), Some(person(PERSON)));
        assert_eq!(tx.person_id_of(patient_key(2)).await.unwrap(), None);
    }
);

store_test!(
    two_users_who_meet_a_patient_at_once_get_the_same_key,
    async |store: intyg_store::Store| {
        let meet = async |n: u64| {
            let mut tx = store.begin_write().await.unwrap();
            let key = tx
                .patient_key_for(&person(PERSON), patient_key(n))
                .await
                .unwrap();
            tx.commit().await.unwrap();
            key
        };
        let (a, b, c) = tokio::join!(meet(1), meet(2), meet(3));
        assert_eq!((a, b), (b, c));
    }
);
