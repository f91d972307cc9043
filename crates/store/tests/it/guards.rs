//! What no code path may do, not even a mistaken one: tried with SQL of its own beside the store.

use intyg_core::outbox::Delivery;
use intyg_store::{
    DatabaseUrl, DeletedDraft, Error, EventRow, NextStep, OutboxAct, OutboxActKind, Store,
};
use intyg_testkit::databases::TestDatabase;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use crate::audit::entry;
use crate::messages::request;
use crate::prints::print;
use crate::support::{at, attempt, certificate_id, claim, doctor, message_id, put_draft, put_lane};

/// Runs SQL past the store and returns the database's words of refusal.
async fn refusal(url: &DatabaseUrl, sql: &'static str) -> Option<String> {
    let result = match url {
        DatabaseUrl::Sqlite(path) => {
            let options = SqliteConnectOptions::new().filename(path);
            let mut connection = options.connect().await.unwrap();
            sqlx::raw_sql(sql)
                .execute(&mut connection)
                .await
                .map(|_| ())
        }
        DatabaseUrl::Postgres(options) => {
            let mut connection = options.connect().await.unwrap();
            sqlx::raw_sql(sql)
                .execute(&mut connection)
                .await
                .map(|_| ())
        }
    };
    result.err().map(|error| error.to_string())
}

/// Certificate 1 is signed with a delivered register, 2 a deleted draft, 3 a draft.
async fn fill(store: &Store) {
    put_lane(store, 1).await;
    claim(store, "w", 100, 1).await;
    attempt(
        store,
        "w",
        message_id(2),
        101,
        NextStep::Delivered(Delivery::Now),
    )
    .await;
    let mut tx = store.begin_write().await.unwrap();
    put_draft(&mut tx, 2).await;
    tx.delete_draft(
        certificate_id(2),
        1,
        &DeletedDraft {
            by: doctor(),
            at: at(1),
        },
    )
    .await
    .unwrap();
    put_draft(&mut tx, 3).await;
    for n in 1..=3 {
        tx.append_event(&EventRow {
            certificate: certificate_id(n),
            at: at(1),
            kind: "created".to_owned(),
            by: doctor(),
            unit: "Enhet".to_owned(),
            detail: String::new(),
        })
        .await
        .unwrap();
    }
    tx.append_outbox_act(&OutboxAct {
        message: message_id(2),
        at: at(1),
        kind: OutboxActKind::Resent,
        staff: None,
        name: "operator root".to_owned(),
        comment: String::new(),
    })
    .await
    .unwrap();
    crate::legacy::put(&mut tx, &crate::legacy::new(9, "A-1", "<a/>")).await;
    tx.insert_print(&print(1, 1)).await.unwrap();
    assert!(tx.insert_message(&request(1)).await.unwrap());
    tx.append_audit(&entry(1)).await.unwrap();
    tx.commit().await.unwrap();
}

const REFUSED: &[(&str, &str)] = &[
    (
        "UPDATE audit_log SET action = 'x'",
        "audit_log_is_never_changed",
    ),
    ("DELETE FROM audit_log", "audit_log_is_never_deleted"),
    (
        "UPDATE certificate_document SET xml = '<x/>'",
        "certificate_document_is_never_changed",
    ),
    (
        "DELETE FROM certificate_document",
        "certificate_document_is_never_deleted",
    ),
    (
        "UPDATE legacy_certificate SET diagnosis = 'x'",
        "legacy_certificate_is_never_changed",
    ),
    (
        "DELETE FROM legacy_certificate",
        "legacy_certificate_is_never_deleted",
    ),
    (
        "UPDATE certificate SET diagnosis = 'x' WHERE state = 'signed'",
        "certificate_signed_is_frozen",
    ),
    (
        "UPDATE certificate SET periods = '50 2026-01-01 2026-01-02' WHERE state = 'signed'",
        "certificate_signed_periods_are_frozen",
    ),
    (
        "UPDATE certificate SET signed_by = 'X' WHERE state = 'signed'",
        "certificate_signed_is_frozen",
    ),
    (
        "UPDATE certificate SET unit_id = 'X' WHERE state = 'signed'",
        "certificate_issuing_unit_is_kept",
    ),
    (
        "UPDATE certificate SET provider_id = 'X' WHERE state = 'signed'",
        "certificate_issuing_unit_is_kept",
    ),
    (
        "UPDATE certificate SET unit_id = 'X', issuing_unit_id = 'Y' WHERE state = 'signed'",
        "certificate_issuing_unit_is_kept",
    ),
    (
        "UPDATE certificate SET unit_name = 'X' WHERE state = 'signed'",
        "certificate_signed_is_frozen",
    ),
    (
        "UPDATE certificate SET diagnosis = 'x' WHERE state = 'deleted_draft'",
        "certificate_signed_is_frozen",
    ),
    (
        "UPDATE certificate SET state = 'draft', signed_at = NULL WHERE state = 'signed'",
        "certificate_",
    ),
    (
        "UPDATE certificate SET state = 'draft' WHERE state = 'deleted_draft'",
        "certificate_",
    ),
    (
        "UPDATE certificate SET state = 'signed' WHERE state = 'draft'",
        "certificate_signed_has_signer",
    ),
    (
        "UPDATE certificate SET state = 'lost' WHERE state = 'draft'",
        "certificate_state_known",
    ),
    (
        "DELETE FROM certificate WHERE state = 'signed'",
        "certificate_signed_is_kept",
    ),
    (
        "DELETE FROM certificate WHERE state = 'deleted_draft'",
        "certificate_signed_is_kept",
    ),
    (
        "UPDATE consent SET recipient = 'ANNAN'",
        "consent_is_never_changed",
    ),
    ("DELETE FROM consent", "consent_is_never_deleted"),
    (
        "UPDATE draft_state SET answers = '{}'",
        "draft_state_is_never_changed",
    ),
    (
        "DELETE FROM draft_state WHERE certificate_id IN (SELECT id FROM certificate WHERE state = 'signed')",
        "draft_state_of_signed_is_kept",
    ),
    (
        "UPDATE certificate_event SET kind = 'x'",
        "certificate_event_is_never_changed",
    ),
    (
        "DELETE FROM certificate_event WHERE certificate_id IN (SELECT id FROM certificate WHERE state = 'deleted_draft')",
        "certificate_event_of_signed_is_kept",
    ),
    (
        "UPDATE certificate_print SET reason = 'x'",
        "certificate_print_is_never_changed",
    ),
    (
        "DELETE FROM certificate_print",
        "certificate_print_is_never_deleted",
    ),
    ("UPDATE message SET text = 'x'", "message_content_is_frozen"),
    (
        "UPDATE message SET message_id = 'x'",
        "message_content_is_frozen",
    ),
    (
        "UPDATE message SET certificate_id = NULL, read_in_at = NULL",
        "message_stays_on_its_certificate",
    ),
    (
        "UPDATE message SET state = NULL",
        "message_question_has_state",
    ),
    ("UPDATE message SET handled_at = 1", "message_handled_whole"),
    ("DELETE FROM message", "message_is_never_deleted"),
    (
        "UPDATE message_point SET text = 'x'",
        "message_point_is_never_changed",
    ),
    (
        "DELETE FROM message_point",
        "message_point_is_never_deleted",
    ),
    (
        "UPDATE message_contact_line SET text = 'x'",
        "message_contact_line_is_never_changed",
    ),
    (
        "DELETE FROM message_contact_line",
        "message_contact_line_is_never_deleted",
    ),
    (
        "UPDATE outbox_message SET body_sha256 = 'x'",
        "outbox_content_is_frozen",
    ),
    (
        "UPDATE outbox_body SET body = '<x/>'",
        "outbox_body_is_never_changed",
    ),
    ("DELETE FROM outbox_body", "outbox_body_is_never_deleted"),
    (
        "UPDATE outbox_message SET idempotency_key = id",
        "outbox_content_is_frozen",
    ),
    (
        "UPDATE outbox_message SET state = 'waiting', delivered_at = NULL, delivered_how = NULL WHERE state = 'delivered'",
        "outbox_final_state_stays",
    ),
    (
        "DELETE FROM outbox_message",
        "outbox_message_is_never_deleted",
    ),
    (
        "UPDATE outbox_attempt SET outcome = 'failed'",
        "outbox_attempt_ended_is_frozen",
    ),
    (
        "DELETE FROM outbox_attempt",
        "outbox_attempt_is_never_deleted",
    ),
    (
        "UPDATE outbox_message SET idempotency_key = NULL WHERE state = 'waiting'",
        "outbox",
    ),
    (
        "UPDATE outbox_act SET name = 'x'",
        "outbox_act_is_never_changed",
    ),
    ("DELETE FROM outbox_act", "outbox_act_is_never_deleted"),
];

const ONLY_POSTGRES: &[(&str, &str)] = &[
    ("TRUNCATE outbox_act", "outbox_act_is_never_emptied"),
    ("TRUNCATE audit_log", "audit_log_is_never_emptied"),
    ("TRUNCATE message CASCADE", "message_is_never_emptied"),
    ("TRUNCATE message_point", "message_point_is_never_emptied"),
    (
        "TRUNCATE certificate_print",
        "certificate_print_is_never_emptied",
    ),
    (
        "TRUNCATE certificate_document",
        "certificate_document_is_never_emptied",
    ),
    (
        "TRUNCATE legacy_certificate",
        "legacy_certificate_is_never_emptied",
    ),
];

async fn check(database: &TestDatabase, cases: &[(&'static str, &str)]) {
    for (sql, rule) in cases {
        let words = refusal(&database.url, sql).await.unwrap_or_default();
        assert!(words.contains(rule), "{sql}: {words:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_signed_logged_or_sent_cannot_be_changed_on_sqlite() {
    let database = TestDatabase::sqlite().await;
    fill(&database.store).await;
    check(&database, REFUSED).await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_signed_logged_or_sent_cannot_be_changed_on_postgres() {
    if let Some(database) = TestDatabase::postgres().await {
        fill(&database.store).await;
        check(&database, REFUSED).await;
        check(&database, ONLY_POSTGRES).await;
        database.remove().await;
    }
}

/// Changes the stored bytes with the guards taken away, as a damaged disk or a careless operator would.
async fn damage(url: &DatabaseUrl) {
    for (table, trigger, sql) in [
        (
            "certificate_document",
            "certificate_document_is_never_changed",
            "UPDATE certificate_document SET xml = '<signed></signed>'",
        ),
        (
            "legacy_certificate",
            "legacy_certificate_is_never_changed",
            "UPDATE legacy_certificate SET xml = '<other/>'",
        ),
        (
            "outbox_body",
            "outbox_body_is_never_changed",
            "UPDATE outbox_body SET body = '<other/>'",
        ),
    ] {
        let drop = match url {
            DatabaseUrl::Sqlite(_) => format!("DROP TRIGGER {trigger}"),
            DatabaseUrl::Postgres(_) => format!("DROP TRIGGER {trigger} ON {table}"),
        };
        assert_eq!(refusal(url, drop.leak()).await, None);
        assert_eq!(refusal(url, sql).await, None);
    }
}

async fn check_damage(database: &TestDatabase) {
    put_lane(&database.store, 1).await;
    let mut tx = database.store.begin_write().await.unwrap();
    crate::legacy::put(&mut tx, &crate::legacy::new(9, "A-1", "<a/>")).await;
    tx.commit().await.unwrap();
    damage(&database.url).await;
    let mut tx = database.store.begin_read().await.unwrap();
    let document = tx.document(certificate_id(1)).await;
    assert!(matches!(
        document,
        Err(Error::Integrity {
            table: "certificate_document",
            ..
        })
    ));
    let old = tx.legacy_document(certificate_id(9)).await;
    assert!(matches!(
        old,
        Err(Error::Integrity {
            table: "legacy_certificate",
            ..
        })
    ));
    let body = tx.outbox_body(message_id(2)).await;
    assert!(matches!(
        body,
        Err(Error::Integrity {
            table: "outbox_message",
            ..
        })
    ));
    drop(tx);
    let claimed = claim(&database.store, "w", 100, 1).await;
    assert!(
        matches!(claimed[0].body(), Err(Error::Integrity { .. })),
        "not sent"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_bytes_are_found_on_sqlite() {
    let database = TestDatabase::sqlite().await;
    check_damage(&database).await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_bytes_are_found_on_postgres() {
    if let Some(database) = TestDatabase::postgres().await {
        check_damage(&database).await;
        database.remove().await;
    }
}

/// A row that this program cannot read, as one from a newer program would be.
async fn check_unreadable(database: &TestDatabase) {
    put_lane(&database.store, 1).await;
    put_lane(&database.store, 2).await;
    let drop = match &database.url {
        DatabaseUrl::Sqlite(_) => "DROP TRIGGER outbox_content_is_frozen",
        DatabaseUrl::Postgres(_) => "DROP TRIGGER outbox_content_is_frozen ON outbox_message",
    };
    assert_eq!(refusal(&database.url, drop).await, None);
    let spoil = "UPDATE outbox_message SET kind = 'log' WHERE order_key = (SELECT MIN(order_key) FROM outbox_message) AND seq = 1";
    assert_eq!(refusal(&database.url, spoil).await, None);
    let claimed: Vec<_> = claim(&database.store, "w", 100, 5)
        .await
        .iter()
        .map(|m| m.row.id)
        .collect();
    assert_eq!(claimed, [message_id(4)], "the others go on");
    let mut tx = database.store.begin_read().await.unwrap();
    let counts = tx.outbox_counts().await.unwrap();
    assert_eq!((counts.failed, counts.sending, counts.waiting), (1, 1, 2));
    let row = tx.outbox_message(message_id(2)).await;
    assert!(
        matches!(&row, Err(Error::Inconsistent { table: "outbox_message", column: "kind", id }) if *id == message_id(2).to_text()),
        "{row:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_cannot_be_read_goes_to_fel_on_sqlite() {
    let database = TestDatabase::sqlite().await;
    check_unreadable(&database).await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_cannot_be_read_goes_to_fel_on_postgres() {
    if let Some(database) = TestDatabase::postgres().await {
        check_unreadable(&database).await;
        database.remove().await;
    }
}
