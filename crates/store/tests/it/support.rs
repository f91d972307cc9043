//! Values for the tests: ids from numbers, times in seconds, drafts and messages with everything filled in.

use intyg_core::actor::Role;
use intyg_core::ids::{CertificateId, HsaId, OutboxId, PatientKey, RequestId};
use intyg_core::outbox::OutboxKind;
use intyg_core::person::PersonId;
use intyg_store::{
    ClaimRequest, ClaimedMessage, ConsentRow, DegreePeriod, DraftMark, DraftStateKind, Enqueued,
    FinishAttempt, Frozen, NewDraft, NewOutboxMessage, NextStep, SaveDraft, Signed, StaffRef,
    StartAttempt, Store, Summary, Tx,
};
use jiff::Timestamp;
use jiff::civil::date;

pub(crate) const RECIPIENT: &str = "FKASSA";
pub(crate) const PERSON: &str = "191212121212";
pub(crate) const OTHER_PERSON: &str = "197010632391";

fn bytes(n: u64) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&n.to_be_bytes());
    bytes
}

pub(crate) fn certificate_id(n: u64) -> CertificateId {
    CertificateId::from_random_bytes(bytes(n))
}
pub(crate) fn message_id(n: u64) -> OutboxId {
    OutboxId::from_random_bytes(bytes(n))
}
pub(crate) fn patient_key(n: u64) -> PatientKey {
    PatientKey::from_random_bytes(bytes(n))
}
pub(crate) fn request_id(n: u64) -> RequestId {
    RequestId::from_random_bytes(bytes(n))
}
pub(crate) fn hsa(text: &str) -> HsaId {
    HsaId::parse(text).unwrap()
}
pub(crate) fn person(digits: &str) -> PersonId {
    PersonId::from_canonical(digits).unwrap()
}
/// Seconds after an instant of its own.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millisecond(1_790_000_000_123 + seconds * 1000).unwrap()
}
pub(crate) fn doctor() -> StaffRef {
    StaffRef {
        id: hsa("SE1-DOC"),
        name: "Åsa Östlund".to_owned(),
    }
}
pub(crate) fn nurse() -> StaffRef {
    StaffRef {
        id: hsa("SE1-VA"),
        name: "Nils Ek".to_owned(),
    }
}
pub(crate) fn unit() -> HsaId {
    hsa("SE1-UNIT")
}

pub(crate) fn new_draft(n: u64, patient: PatientKey) -> NewDraft {
    NewDraft {
        id: certificate_id(n),
        type_code: "TYPE".to_owned(),
        type_major: 1,
        text_version: "1.3".to_owned(),
        patient,
        person_id: person(PERSON),
        unit_id: unit(),
        unit_name: "Ängens vårdcentral".to_owned(),
        provider_id: hsa("SE1-PROVIDER"),
        answers: r#"{"a":"1"}"#.to_owned(),
        is_complete: false,
        mark: DraftMark::Begun,
        summary: Summary::default(),
        test_login: false,
        test_person: true,
        by: nurse(),
        at: at(0),
    }
}

pub(crate) fn save(answers: &str, by: StaffRef, seconds: i64) -> SaveDraft {
    SaveDraft {
        answers: answers.to_owned(),
        is_complete: true,
        mark: DraftMark::Saved,
        kind: DraftStateKind::Autosave,
        summary: Summary {
            period_from: Some(date(2026, 11, 1)),
            period_to: Some(date(2026, 11, 30)),
            degrees: "100 %".to_owned(),
            diagnosis: "F430 Akut stressreaktion".to_owned(),
            periods: Some(vec![DegreePeriod {
                percent: 100,
                from: date(2026, 11, 1),
                to: date(2026, 11, 30),
            }]),
        },
        by,
        at: at(seconds),
    }
}

pub(crate) fn signed(xml: &str) -> Signed {
    Signed {
        by: doctor(),
        role: Role::Doctor,
        at: at(100),
        document: Frozen::new(xml.to_owned()),
    }
}

pub(crate) fn consent(n: u64) -> ConsentRow {
    ConsentRow {
        certificate: certificate_id(n),
        recipient: RECIPIENT.to_owned(),
        given_by: doctor(),
        given_at: at(100),
    }
}

pub(crate) fn register(n: u64, message: u64) -> NewOutboxMessage {
    NewOutboxMessage {
        id: message_id(message),
        certificate: certificate_id(n),
        kind: OutboxKind::Register,
        destination: "it".to_owned(),
        idempotency_key: format!("register:{}", certificate_id(n)),
        body: Frozen::new(format!("<register>{n} åäö</register>")),
        logical_address: "SE-IT".to_owned(),
        unit_id: unit(),
        created_by: doctor().id,
        created_at: at(100),
        consent_recipient: None,
    }
}

pub(crate) fn send(n: u64, message: u64) -> NewOutboxMessage {
    NewOutboxMessage {
        id: message_id(message),
        kind: OutboxKind::Send,
        idempotency_key: format!("send:{}:{RECIPIENT}", certificate_id(n)),
        body: Frozen::new(format!("<send>{n}</send>")),
        consent_recipient: Some(RECIPIENT.to_owned()),
        ..register(n, message)
    }
}

/// Stores a draft of the usual patient in the transaction.
pub(crate) async fn put_draft(tx: &mut Tx, n: u64) {
    let key = tx
        .patient_key_for(&person(PERSON), patient_key(1))
        .await
        .unwrap();
    tx.insert_draft(&new_draft(n, key)).await.unwrap();
}

/// Stores a signed certificate with consent in the transaction.
pub(crate) async fn put_signed(tx: &mut Tx, n: u64) {
    put_draft(tx, n).await;
    tx.freeze_signed(certificate_id(n), 1, &signed("<signed/>"))
        .await
        .unwrap();
    tx.insert_consent(&consent(n)).await.unwrap();
}

/// Stores a signed certificate with a register (id `2n`) and a send (id `2n + 1`) in its lane.
pub(crate) async fn put_lane(store: &Store, n: u64) {
    let mut tx = store.begin_write().await.unwrap();
    put_signed(&mut tx, n).await;
    assert!(matches!(
        tx.enqueue(&register(n, 2 * n)).await.unwrap(),
        Enqueued::New { seq: 1 }
    ));
    assert!(matches!(
        tx.enqueue(&send(n, 2 * n + 1)).await.unwrap(),
        Enqueued::New { seq: 2 }
    ));
    tx.commit().await.unwrap();
}

pub(crate) async fn claim(
    store: &Store,
    owner: &str,
    seconds: i64,
    limit: u32,
) -> Vec<ClaimedMessage> {
    let mut tx = store.begin_write().await.unwrap();
    let claimed = tx
        .claim_due(&ClaimRequest {
            now: at(seconds),
            owner,
            lease_until: at(seconds + 120),
            limit,
            destination: None,
            last_attempts_only: false,
        })
        .await
        .unwrap();
    tx.commit().await.unwrap();
    claimed
}

pub(crate) fn start(message: OutboxId, owner: &str, seconds: i64) -> StartAttempt<'_> {
    StartAttempt {
        message,
        owner,
        at: at(seconds),
        deadline: at(seconds + 3600),
        endpoint: "http://127.0.0.1/register",
        correlation: request_id(7),
    }
}

pub(crate) fn finish(
    message: OutboxId,
    owner: &str,
    number: u32,
    seconds: i64,
    next: NextStep,
) -> FinishAttempt<'_> {
    FinishAttempt {
        message,
        owner,
        number,
        at: at(seconds),
        http_status: Some(200),
        result_code: Some("OK".to_owned()),
        error_id: None,
        class: "result".to_owned(),
        text: "text".to_owned(),
        duration_ms: 12,
        next,
    }
}

/// Starts and ends an attempt of a claimed message.
pub(crate) async fn attempt(
    store: &Store,
    owner: &str,
    message: OutboxId,
    seconds: i64,
    next: NextStep,
) {
    let mut tx = store.begin_write().await.unwrap();
    let number = tx
        .start_attempt(&start(message, owner, seconds))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.begin_write().await.unwrap();
    tx.finish_attempt(&finish(message, owner, number, seconds, next))
        .await
        .unwrap();
    tx.commit().await.unwrap();
}
