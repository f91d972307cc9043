use intyg_testkit::store_test;

use crate::support::{at, certificate_id, nurse, put_draft, save};

store_test!(
    a_hundred_transactions_that_read_and_then_write_all_succeed,
    async |store: intyg_store::Store| {
        let id = certificate_id(1);
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 1).await;
        tx.commit().await.unwrap();
        let tasks: Vec<_> = (0..100)
            .map(|n| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut read = store.begin_read().await.unwrap();
                    assert!(read.certificate(id).await.unwrap().is_some());
                    drop(read);
                    let mut tx = store.begin_write().await.unwrap();
                    let key = format!("n{n}");
                    assert_eq!(tx.setting(&nurse().id, &key).await.unwrap(), None);
                    tx.set_setting(&nurse().id, &key, "x").await.unwrap();
                    tx.commit().await.unwrap();
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let mut tx = store.begin_read().await.unwrap();
        for n in 0..100 {
            assert!(
                tx.setting(&nurse().id, &format!("n{n}"))
                    .await
                    .unwrap()
                    .is_some()
            );
        }
    }
);

store_test!(
    a_single_query_needs_no_transaction,
    async |store: intyg_store::Store| {
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 1).await;
        tx.commit().await.unwrap();
        for _ in 0..50 {
            let mut single = store.single_read().await.unwrap();
            let row = single.certificate(certificate_id(1)).await.unwrap();
            assert_eq!(row.map(|row| row.rev), Some(1));
        }
    }
);

store_test!(
    a_reader_sees_one_state_while_others_write,
    async |store: intyg_store::Store| {
        let id = certificate_id(1);
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 1).await;
        tx.commit().await.unwrap();
        let mut reader = store.begin_read().await.unwrap();
        assert_eq!(reader.certificate(id).await.unwrap().unwrap().rev, 1);
        let mut tx = store.begin_write().await.unwrap();
        tx.save_draft(id, 1, &save("{}", nurse(), 1)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(reader.certificate(id).await.unwrap().unwrap().rev, 1);
        assert_eq!(reader.draft_states(id).await.unwrap().len(), 1);
        drop(reader);
        let mut reader = store.begin_read().await.unwrap();
        assert_eq!(
            reader.certificate(id).await.unwrap().unwrap().updated_at,
            at(1)
        );
    }
);

store_test!(
    a_reading_transaction_cannot_write,
    async |store: intyg_store::Store| {
        let mut tx = store.begin_read().await.unwrap();
        assert!(tx.set_setting(&nurse().id, "a", "b").await.is_err());
        drop(tx);
        let mut tx = store.begin_read().await.unwrap();
        assert_eq!(tx.setting(&nurse().id, "a").await.unwrap(), None);
    }
);
