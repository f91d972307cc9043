//! SQLite and PostgreSQL: migrations, rows, outbox, audit, logins.
//!
//! ```text
//! let url: DatabaseUrl = "sqlite:/var/lib/intyg/intyg.db".parse()?;     // or postgres://…
//! let store = Store::open(&url).await?;      // takes the file lock, reads the settings back; does not migrate
//! store.migrate().await?;                    // -> Migrated { from, to }
//! store.schema_version().await? / store.require_current_schema().await?
//! let mut tx = store.begin_write().await?;   // BEGIN IMMEDIATE on SQLite
//! let mut tx = store.begin_change().await?;  // the same for a user's change: refused while the disk is short of room
//! let mut tx = store.begin_read().await?;
//! tx.commit().await?;                        // dropping rolls back
//! ```
//!
//! Every operation is `async fn(&mut self, …) -> Result<…, Error>` on [`Tx`]. "compare-and-set" = [`Error::Conflict`] unless exactly one
//! row changes.
//!
//! ```text
//! patient     patient_key_for(&PersonId, make: PatientKey) -> PatientKey          insert or existing
//!             person_id_of(PatientKey) -> Option<PersonId>
//! certificate insert_draft(&NewDraft)                                              rev 1, with its first draft state
//!             certificate(CertificateId) -> Option<CertificateRow>                 without answers
//!             certificate_with_answers(CertificateId) -> Option<(CertificateRow, String)>
//!             certificates_of_patient(PatientKey, unit: &HsaId) -> Vec<CertificateRow>   newest first, every state
//!             unit_drafts(unit: &HsaId) -> Vec<UnitDraftRow>                       newest first
//!             assign_draft(CertificateId, Option<&StaffRef>)                       Conflict when it is no draft
//!             draft_assignment(CertificateId) -> Option<StaffRef>
//!             unit_counts(unit: &HsaId) -> UnitCounts
//!             unit_counts_by_patient(unit: &HsaId) -> Vec<(PersonId, UnitCounts)>
//!             save_draft(CertificateId, expected_rev: i64, &SaveDraft) -> CertificateRow   as it is now; compare-and-set
//!             draft_state(CertificateId, rev: i64) -> Option<DraftStateRow>
//!             draft_states(CertificateId) -> Vec<DraftStateRow>                    oldest first
//!             mark_ready(CertificateId, expected_rev: i64, &Ready) -> i64          new rev; compare-and-set
//!             delete_draft(CertificateId, expected_rev: i64, &DeletedDraft)        compare-and-set
//!             discard_untouched_draft(CertificateId, expected_rev: i64)            compare-and-set; only while mark is Begun
//!             freeze_signed(CertificateId, expected_rev: i64, &Signed)             compare-and-set draft -> signed
//!             document(CertificateId) -> Option<Document>                          Error::Integrity when the hash differs
//!             mark_registered(CertificateId, at: Timestamp), mark_sent(CertificateId, at: Timestamp)   keep the first time
//!             mark_sent_by_patient(CertificateId, at: Timestamp)                   compare-and-set; only what had not been sent
//!             order_look_up(CertificateId, now: Timestamp, since: Timestamp) -> bool   false when it was asked for after `since`
//!             insert_consent(&ConsentRow)                                          Conflict when there is one
//!             consents(CertificateId) -> Vec<ConsentRow>, consent(CertificateId, recipient: &str) -> Option<ConsentRow>
//! copies      insert_origin(&NewOrigin)                                            Conflict when a draft of that kind is being made already
//!             origins_around(CertificateId), origins_of_patient(PatientKey, unit: &HsaId) -> Vec<OriginRow>   oldest first
//! revocation  revoke(CertificateId, &NewRevocation)                                compare-and-set signed -> revoked
//!             revocation(CertificateId) -> Option<RevocationRow>, confirm_revocation(CertificateId, at)
//!             revocations_of_patient(PatientKey, unit: &HsaId) -> Vec<RevocationRow>
//!             lock_certificate(CertificateId), hold_lane(CertificateId) -> Vec<OutboxRow>
//!             cancel_message(OutboxId, at), reopen_message(OutboxId, at), hasten_lane(CertificateId, at)
//! legacy      insert_legacy(&NewLegacy) -> bool                                    false when its id is taken; nothing is written then
//!             legacy(CertificateId) -> Option<LegacyRow>, legacy_by_document(unit: &HsaId, document_id: &str) -> Option<LegacyRow>
//!             legacy_of_patient(PatientKey, unit: &HsaId) -> Vec<LegacyRow>        newest first
//!             legacy_document(CertificateId) -> Option<Frozen>                     Error::Integrity when the hash differs
//! prints      insert_print(&PrintRow)                                              Conflict when the code is taken
//!             print(PrintCode) -> Option<PrintRow>, is_printed(CertificateId) -> bool
//! outbox      enqueue(&NewOutboxMessage) -> Enqueued
//!             claim_due(&ClaimRequest) -> Vec<ClaimedMessage>                      .row, .body() -> Result<&str, Error>
//!             start_attempt(&StartAttempt) -> u32                                  number of the attempt
//!             finish_attempt(&FinishAttempt)                                       compare-and-set on the lease
//!             release_expired_leases(now) -> Vec<CertificateId>, release_all_leases(now) -> Vec<CertificateId>
//!             outbox_message(OutboxId) -> Option<OutboxRow>, outbox_body(OutboxId) -> Option<Frozen>
//!             outbox_of_certificate(CertificateId) -> Vec<OutboxRow>               in the order of the lane
//!             outbox_of_patient(PatientKey, unit: &HsaId) -> Vec<OutboxRow>        certificate by certificate
//!             unit_outbox(&UnitOutboxQuery) -> UnitOutboxRows                       oldest first
//!             write_off(OutboxId, at)                                              compare-and-set failed -> cancelled; send only
//!             append_outbox_act(&OutboxAct), outbox_acts(OutboxId) -> Vec<OutboxAct>   oldest first
//!             outbox_depth() -> Vec<OutboxDepth>, find_outbox(&OutboxSearch) -> Vec<OutboxRow>
//! receivers   note_silence(destination: &str, at), note_answer(destination: &str)
//!             pause_destination(&Pause), resume_destination(destination: &str)     compare-and-set
//!             destinations() -> Vec<DestinationRow>
//!             outbox_attempts(OutboxId) -> Vec<AttemptRow>
//!             next_due_at() -> Option<Timestamp>, outbox_counts() -> StateCounts
//! audit       append_audit(&AuditEntry) -> i64                                     seq; last statement of the transaction, if possible
//!             audit_of_patient(&PersonId) -> Vec<AuditRecord>,
//!             audit_after(seq: i64, limit: u32) -> Vec<AuditRecord>
//! events      append_event(&EventRow), events_of(CertificateId) -> Vec<EventRow>
//! sessions    insert_session(&SessionRow) -> u64                                   how many older ones were ended (at most 5 stay)
//!             session(&TokenHash) -> Option<SessionRow>, sessions_of(&HsaId) -> Vec<SessionRow>
//!             touch_session(&TokenHash, at) , choose_assignment(old: &TokenHash, new: &SessionRow)   old token stops at once
//!             end_session(&TokenHash), end_sessions_of(&HsaId) -> u64
//!             remove_expired_sessions(seen_before, created_before, limit: u32) -> u64
//! settings    setting(&HsaId, key: &str) -> Option<String>, set_setting(&HsaId, key: &str, value: &str), remove_setting(&HsaId, key: &str)
//! recents     touch_recent_patient(staff: &HsaId, unit: &HsaId, PatientKey, at), recent_patients(staff: &HsaId, unit: &HsaId, limit: u32) -> Vec<RecentPatientRow>
//! tabs        open_tab(staff: &HsaId, PatientKey, CertificateId, at), close_tab(staff: &HsaId, CertificateId), open_tabs(staff: &HsaId, PatientKey) -> Vec<OpenTabRow>
//!             open_certificates(staff: &HsaId, PatientKey) -> Vec<CertificateRow>
//! form keys   claim_form_key(&NewFormKey) -> FormKeyClaim, answer_form_key(FormKey, location: &str), remove_form_keys_before(at, limit: u32) -> u64
//! presence    touch_presence(CertificateId, &StaffRef, at), leave_draft(CertificateId, staff: &HsaId),
//!             others_present(CertificateId, staff: &HsaId, since) -> Vec<PresenceRow>
//! instance    instance_facts() -> InstanceFacts
//! ```

mod address;
mod disk;
mod error;
mod fields;
mod keys;
mod migrate;
mod ops;
mod postgres;
pub mod rows;
mod sqlite;
mod store;
mod tx;
mod writer;

pub use address::DatabaseUrl;
pub use disk::Room;
pub use error::Error;
pub use migrate::schema_fingerprint;
pub use rows::*;
pub use store::{Migrated, Store};
pub use tx::Tx;
