use intyg_core::ids::FormKey;
use intyg_store::{FormKeyClaim, NewFormKey, PresenceRow};
use intyg_testkit::store_test;

use crate::support::{
    OTHER_PERSON, PERSON, at, certificate_id, doctor, hsa, nurse, patient_key, person, put_draft,
    unit,
};

store_test!(
    a_setting_belongs_to_one_user,
    async |store: intyg_store::Store| {
        let mut tx = store.begin_write().await.unwrap();
        tx.set_setting(&doctor().id, "preset", "a").await.unwrap();
        tx.set_setting(&doctor().id, "preset", "b").await.unwrap();
        assert_eq!(
            tx.setting(&doctor().id, "preset").await.unwrap().as_deref(),
            Some("b")
        );
        assert_eq!(tx.setting(&nurse().id, "preset").await.unwrap(), None);
        tx.remove_setting(&doctor().id, "preset").await.unwrap();
        tx.remove_setting(&doctor().id, "preset").await.unwrap();
        assert_eq!(tx.setting(&doctor().id, "preset").await.unwrap(), None);
        tx.commit().await.unwrap();
    }
);

store_test!(
    recent_patients_are_those_of_the_unit_the_last_first,
    async |store: intyg_store::Store| {
        let mut tx = store.begin_write().await.unwrap();
        let a = tx
            .patient_key_for(&person(PERSON), patient_key(1))
            .await
            .unwrap();
        let b = tx
            .patient_key_for(&person(OTHER_PERSON), patient_key(2))
            .await
            .unwrap();
        for (patient, n) in [(a, 1), (b, 2), (a, 3)] {
            tx.touch_recent_patient(&doctor().id, &unit(), patient, at(n))
                .await
                .unwrap();
        }
        tx.touch_recent_patient(&doctor().id, &hsa("SE1-OTHER"), b, at(9))
            .await
            .unwrap();
        let rows = tx.recent_patients(&doctor().id, &unit(), 5).await.unwrap();
        assert_eq!(
            rows.iter().map(|r| (r.patient, r.at)).collect::<Vec<_>>(),
            [(a, at(3)), (b, at(2))]
        );
        assert_eq!(rows[0].person_id, person(PERSON));
        assert_eq!(
            tx.recent_patients(&doctor().id, &unit(), 1)
                .await
                .unwrap()
                .len(),
            1
        );
        assert!(
            tx.recent_patients(&nurse().id, &unit(), 5)
                .await
                .unwrap()
                .is_empty()
        );
        tx.commit().await.unwrap();
    }
);

store_test!(
    tabs_are_opened_once_and_closed,
    async |store: intyg_store::Store| {
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 1).await;
        put_draft(&mut tx, 2).await;
        for (n, second) in [(2, 1), (1, 2), (2, 3)] {
            tx.open_tab(&doctor().id, patient_key(1), certificate_id(n), at(second))
                .await
                .unwrap();
        }
        let open: Vec<_> = tx
            .open_tabs(&doctor().id, patient_key(1))
            .await
            .unwrap()
            .iter()
            .map(|t| (t.certificate, t.opened_at))
            .collect();
        assert_eq!(
            open,
            [(certificate_id(2), at(1)), (certificate_id(1), at(2))]
        );
        let certificates = tx
            .open_certificates(&doctor().id, patient_key(1))
            .await
            .unwrap();
        assert_eq!(
            certificates.iter().map(|row| row.id).collect::<Vec<_>>(),
            [certificate_id(2), certificate_id(1)]
        );
        tx.close_tab(&doctor().id, certificate_id(2)).await.unwrap();
        assert_eq!(
            tx.open_tabs(&doctor().id, patient_key(1))
                .await
                .unwrap()
                .len(),
            1
        );
        assert!(
            tx.open_tabs(&nurse().id, patient_key(1))
                .await
                .unwrap()
                .is_empty()
        );
        tx.commit().await.unwrap();
    }
);

fn form(digest: &str, second: i64) -> NewFormKey {
    NewFormKey {
        key: FormKey::from_random_bytes([7; 16]),
        staff_id: doctor().id,
        digest: digest.to_owned(),
        location: String::new(),
        at: at(second),
    }
}

store_test!(
    a_form_sent_twice_gets_the_first_answer,
    async |store: intyg_store::Store| {
        let mut tx = store.begin_write().await.unwrap();
        assert_eq!(
            tx.claim_form_key(&form("d", 0)).await.unwrap(),
            FormKeyClaim::New
        );
        tx.answer_form_key(form("d", 0).key, "/intyg/1")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin_write().await.unwrap();
        assert_eq!(
            tx.claim_form_key(&form("d", 1)).await.unwrap(),
            FormKeyClaim::Same {
                location: "/intyg/1".to_owned()
            }
        );
        assert_eq!(
            tx.claim_form_key(&form("other", 1)).await.unwrap(),
            FormKeyClaim::Mismatch
        );
        let stranger = NewFormKey {
            staff_id: nurse().id,
            ..form("d", 1)
        };
        assert_eq!(
            tx.claim_form_key(&stranger).await.unwrap(),
            FormKeyClaim::Mismatch
        );
        assert_eq!(tx.remove_form_keys_before(at(0), 9).await.unwrap(), 0);
        assert_eq!(tx.remove_form_keys_before(at(1), 9).await.unwrap(), 1);
        assert_eq!(
            tx.claim_form_key(&form("other", 2)).await.unwrap(),
            FormKeyClaim::New
        );
        tx.commit().await.unwrap();
    }
);

store_test!(
    a_key_that_leads_somewhere_from_the_start_needs_no_answer,
    async |store: intyg_store::Store| {
        let mut tx = store.begin_write().await.unwrap();
        let location = "/intyg/1".to_owned();
        let claim = NewFormKey {
            location: location.clone(),
            ..form("d", 0)
        };
        assert_eq!(tx.claim_form_key(&claim).await.unwrap(), FormKeyClaim::New);
        tx.commit().await.unwrap();
        let mut tx = store.begin_write().await.unwrap();
        assert_eq!(
            tx.claim_form_key(&form("d", 1)).await.unwrap(),
            FormKeyClaim::Same { location }
        );
    }
);

store_test!(
    a_form_sent_twice_at_once_is_new_once,
    async |store: intyg_store::Store| {
        let tasks: Vec<_> = (0..10)
            .map(|n| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut tx = store.begin_write().await.unwrap();
                    let claim = tx.claim_form_key(&form("d", n)).await.unwrap();
                    if claim == FormKeyClaim::New {
                        tx.answer_form_key(form("d", n).key, "/intyg/1")
                            .await
                            .unwrap();
                    }
                    tx.commit().await.unwrap();
                    claim
                })
            })
            .collect();
        let mut claims = Vec::new();
        for task in tasks {
            claims.push(task.await.unwrap());
        }
        let new = claims.iter().filter(|c| **c == FormKeyClaim::New).count();
        let same = claims
            .iter()
            .filter(|c| {
                **c == FormKeyClaim::Same {
                    location: "/intyg/1".to_owned(),
                }
            })
            .count();
        assert_eq!((new, same), (1, 9));
    }
);

store_test!(
    others_in_a_draft_are_seen_while_they_are_there,
    async |store: intyg_store::Store| {
        let id = certificate_id(1);
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 1).await;
        tx.touch_presence(id, &nurse(), at(1)).await.unwrap();
        tx.touch_presence(id, &nurse(), at(10)).await.unwrap();
        tx.touch_presence(id, &doctor(), at(11)).await.unwrap();
        let others = tx.others_present(id, &doctor().id, at(5)).await.unwrap();
        assert_eq!(
            others,
            [PresenceRow {
                staff: nurse(),
                seen_at: at(10)
            }]
        );
        assert!(
            tx.others_present(id, &doctor().id, at(11))
                .await
                .unwrap()
                .is_empty(),
            "not heard of since"
        );
        tx.leave_draft(id, &nurse().id).await.unwrap();
        assert!(
            tx.others_present(id, &doctor().id, at(0))
                .await
                .unwrap()
                .is_empty()
        );
        tx.commit().await.unwrap();
    }
);
