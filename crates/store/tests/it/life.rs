//! Copies, and certificates that are taken back.

use intyg_core::lifecycle::CopyKind;
use intyg_core::outbox::{OutboxKind, OutboxState};
use intyg_core::revocation::RevocationReason;
use intyg_store::{
    CertificateState, DeletedDraft, Error, NewOrigin, NewOutboxMessage, NewRevocation, NextStep,
    Store,
};
use intyg_testkit::store_test;

use crate::support::{
    at, attempt, certificate_id, claim, doctor, message_id, patient_key, put_draft, put_lane,
    put_signed, register, signed, unit,
};

fn origin(certificate: u64, parent: u64, kind: CopyKind) -> NewOrigin {
    NewOrigin {
        certificate: certificate_id(certificate),
        parent: certificate_id(parent),
        kind,
        period_line: "rad".to_owned(),
    }
}

fn revocation(seconds: i64) -> NewRevocation {
    NewRevocation {
        reason: RevocationReason::OtherSeriousError,
        comment: "Fel datum åäö.".to_owned(),
        by: doctor(),
        at: at(seconds),
    }
}

fn revoke_message(n: u64, message: u64) -> NewOutboxMessage {
    NewOutboxMessage {
        id: message_id(message),
        kind: OutboxKind::Revoke,
        idempotency_key: format!("revoke {n}"),
        created_at: at(200),
        ..register(n, message)
    }
}

async fn states(store: &Store, n: u64) -> Vec<OutboxState> {
    let mut tx = store.begin_read().await.unwrap();
    let lane = tx.outbox_of_certificate(certificate_id(n)).await.unwrap();
    lane.into_iter().map(|row| row.state).collect()
}

store_test!(
    one_draft_of_a_kind_is_made_from_a_certificate,
    async |store: Store| {
        let mut tx = store.begin_write().await.unwrap();
        put_signed(&mut tx, 1).await;
        for n in 2..6 {
            put_draft(&mut tx, n).await;
        }
        tx.insert_origin(&origin(2, 1, CopyKind::Renewal))
            .await
            .unwrap();
        tx.insert_origin(&origin(3, 1, CopyKind::Complement))
            .await
            .unwrap();
        tx.commit().await.unwrap();

        let mut tx = store.begin_write().await.unwrap();
        assert!(matches!(
            tx.insert_origin(&origin(4, 1, CopyKind::Renewal)).await,
            Err(Error::Conflict)
        ));
        drop(tx);
        // A signed and a deleted copy let the next one be begun.
        let mut tx = store.begin_write().await.unwrap();
        tx.freeze_signed(certificate_id(2), 1, &signed("<a/>"))
            .await
            .unwrap();
        tx.insert_origin(&origin(4, 1, CopyKind::Renewal))
            .await
            .unwrap();
        let deleted = DeletedDraft {
            by: doctor(),
            at: at(9),
        };
        tx.delete_draft(certificate_id(4), 1, &deleted)
            .await
            .unwrap();
        tx.insert_origin(&origin(5, 1, CopyKind::Renewal))
            .await
            .unwrap();
        tx.commit().await.unwrap();

        let mut tx = store.begin_read().await.unwrap();
        let around = tx.origins_around(certificate_id(1)).await.unwrap();
        let seen: Vec<_> = around
            .iter()
            .map(|row| (row.certificate, row.kind, row.state))
            .collect();
        let mut expected = vec![
            (
                certificate_id(2),
                CopyKind::Renewal,
                CertificateState::Signed,
            ),
            (
                certificate_id(3),
                CopyKind::Complement,
                CertificateState::Draft,
            ),
            (
                certificate_id(4),
                CopyKind::Renewal,
                CertificateState::DeletedDraft,
            ),
            (
                certificate_id(5),
                CopyKind::Renewal,
                CertificateState::Draft,
            ),
        ];
        expected.sort_by_key(|row| row.0.to_text());
        assert_eq!(seen, expected);
        assert_eq!(around[0].parent_state, CertificateState::Signed);
        assert_eq!(around[0].period_line, "rad");
        let of_patient = tx
            .origins_of_patient(patient_key(1), &unit())
            .await
            .unwrap();
        assert_eq!(of_patient, around);
        assert_eq!(
            tx.origins_around(certificate_id(3)).await.unwrap().len(),
            1,
            "its own original"
        );
    }
);

store_test!(
    an_untouched_copy_leaves_nothing_behind,
    async |store: Store| {
        let mut tx = store.begin_write().await.unwrap();
        put_signed(&mut tx, 1).await;
        put_draft(&mut tx, 2).await;
        tx.insert_origin(&origin(2, 1, CopyKind::Renewal))
            .await
            .unwrap();
        tx.discard_untouched_draft(certificate_id(2), 1)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin_read().await.unwrap();
        assert!(
            tx.origins_around(certificate_id(1))
                .await
                .unwrap()
                .is_empty()
        );
    }
);

store_test!(
    a_signed_certificate_is_taken_back_once,
    async |store: Store| {
        let id = certificate_id(1);
        let mut tx = store.begin_write().await.unwrap();
        put_draft(&mut tx, 1).await;
        assert!(matches!(
            tx.revoke(id, &revocation(150)).await,
            Err(Error::Conflict)
        ));
        drop(tx);
        let mut tx = store.begin_write().await.unwrap();
        put_signed(&mut tx, 1).await;
        tx.revoke(id, &revocation(150)).await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = store.begin_write().await.unwrap();
        assert!(matches!(
            tx.revoke(id, &revocation(160)).await,
            Err(Error::Conflict)
        ));
        drop(tx);
        let mut tx = store.begin_write().await.unwrap();
        tx.mark_registered(id, at(170)).await.unwrap();
        tx.confirm_revocation(id, at(180)).await.unwrap();
        tx.confirm_revocation(id, at(190)).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = store.begin_read().await.unwrap();
        let row = tx.certificate(id).await.unwrap().unwrap();
        assert_eq!(
            (row.state, row.registered_at),
            (CertificateState::Revoked, Some(at(170)))
        );
        let stored = tx.revocation(id).await.unwrap().unwrap();
        assert_eq!(stored.comment, "Fel datum åäö.");
        assert_eq!(
            (stored.at, stored.by, stored.confirmed_at),
            (at(150), doctor(), Some(at(180)))
        );
        assert!(tx.revocation(certificate_id(2)).await.unwrap().is_none());
    }
);

store_test!(
    another_serious_error_needs_words_in_the_database_too,
    async |store: Store| {
        let mut tx = store.begin_write().await.unwrap();
        put_signed(&mut tx, 1).await;
        let silent = NewRevocation {
            comment: String::new(),
            ..revocation(1)
        };
        assert!(matches!(
            tx.revoke(certificate_id(1), &silent).await,
            Err(Error::Refused(_))
        ));
    }
);

store_test!(
    the_lane_of_a_revoked_certificate_drops_and_goes_on,
    async |store: Store| {
        put_lane(&store, 1).await;
        let claimed = claim(&store, "w", 100, 9).await;
        attempt(
            &store,
            "w",
            claimed[0].row.id,
            100,
            NextStep::RetryAt(at(500)),
        )
        .await;
        let mut tx = store.begin_write().await.unwrap();
        tx.lock_certificate(certificate_id(1)).await.unwrap();
        let lane = tx.hold_lane(certificate_id(1)).await.unwrap();
        assert_eq!(lane.len(), 2);
        tx.cancel_message(lane[1].id, at(500)).await.unwrap();
        assert!(
            matches!(
                tx.cancel_message(lane[1].id, at(500)).await,
                Err(Error::Conflict)
            ),
            "it is dropped already"
        );
        drop(tx);
        let mut tx = store.begin_write().await.unwrap();
        tx.cancel_message(lane[1].id, at(500)).await.unwrap();
        tx.enqueue(&revoke_message(1, 9)).await.unwrap();
        tx.hasten_lane(certificate_id(1), at(210)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            states(&store, 1).await,
            [
                OutboxState::Waiting,
                OutboxState::Cancelled,
                OutboxState::Waiting
            ]
        );
        assert!(
            claim(&store, "w", 300, 9).await.is_empty(),
            "the registration has its time, the revocation waits for it"
        );
        let claimed = claim(&store, "w", 500, 9).await;
        assert_eq!(claimed.len(), 1);
        attempt(&store, "w", claimed[0].row.id, 500, NextStep::Failed).await;
        let mut tx = store.begin_write().await.unwrap();
        tx.reopen_message(claimed[0].row.id, at(600)).await.unwrap();
        tx.commit().await.unwrap();
        let again = claim(&store, "w", 600, 9).await;
        assert_eq!(again[0].row.id, claimed[0].row.id);
        assert_eq!(
            (
                again[0].row.attempts,
                again[0].row.attempts_in_window,
                again[0].row.window_start
            ),
            (2, 0, None),
            "a new hour"
        );
    }
);
