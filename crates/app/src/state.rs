//! The application: everything that a use case needs.

use std::sync::Arc;

use intyg_catalog::element::CertificateType;
use intyg_core::ids::{CertificateId, FormKey, LogId, MessageId, OutboxId, PatientKey, RequestId};
use intyg_core::time::local_date;
use intyg_journal::{Journal, Registers};
use intyg_signing::LocalSigner;
use intyg_store::Store;
use jiff::Timestamp;
use jiff::civil::Date;
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::ids::Ids;
use crate::login::Attempts;
use crate::look_ups::LookUps;
use crate::metrics::AttemptCounts;
use crate::settings::Settings;

tokio::task_local! {
    static REQUEST: RequestId;
}

/// The use cases. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What the use cases are made of.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// The record system around us.
    pub journal: Journal,
    /// Diagnosis registers.
    pub registers: Registers,
    /// Who signs for the signers.
    pub signer: LocalSigner,
    /// What time it is.
    pub clock: Clock,
    /// New ids.
    pub ids: Ids,
    /// What the installation decides.
    pub settings: Settings,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").finish_non_exhaustive()
    }
}

struct Inner {
    parts: Parts,
    outbox_wake: Notify,
    attempts: Attempts,
    attempt_counts: AttemptCounts,
    look_ups: LookUps,
}

impl App {
    /// Puts the application together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(Inner {
            parts,
            outbox_wake: Notify::new(),
            attempts: Attempts::default(),
            attempt_counts: AttemptCounts::default(),
            look_ups: LookUps::default(),
        }))
    }

    /// Runs `work` with the id of the request that it belongs to, which audit rows then carry.
    pub async fn in_request<F: Future>(request: RequestId, work: F) -> F::Output {
        REQUEST.scope(request, work).await
    }

    /// Returns the time of the installation's clock.
    pub fn now(&self) -> Timestamp {
        self.clock().now()
    }
    /// Returns the local date in Sweden.
    pub fn today(&self) -> Date {
        local_date(self.now())
    }
    /// Returns the types that Ny offers now, in the order of the menu.
    pub fn offered(&self) -> Vec<&'static CertificateType> {
        self.settings().offering.at(self.now())
    }
    /// Returns the clock.
    pub fn clock(&self) -> &Clock {
        &self.0.parts.clock
    }
    /// Returns the diagnosis registers.
    pub fn registers(&self) -> &Registers {
        &self.0.parts.registers
    }
    /// Returns the database, for health checks and tests.
    pub fn store(&self) -> &Store {
        &self.0.parts.store
    }
    /// Returns the record system around us.
    pub fn journal(&self) -> &Journal {
        &self.0.parts.journal
    }
    /// Returns what the installation decides.
    pub fn settings(&self) -> &Settings {
        &self.0.parts.settings
    }
    /// Returns a one-time key for a form (R114).
    pub fn new_form_key(&self) -> FormKey {
        FormKey::from_random_bytes(self.ids().bytes())
    }
    /// Returns an id for a request.
    pub fn new_request_id(&self) -> RequestId {
        RequestId::from_random_bytes(self.ids().bytes())
    }
    /// Waits until something may have become due in the outbox.
    pub async fn outbox_woken(&self) {
        self.0.outbox_wake.notified().await;
    }
    /// Tells the outbox worker to look.
    pub fn wake_outbox(&self) {
        self.0.outbox_wake.notify_one();
    }

    pub(crate) fn ids(&self) -> &Ids {
        &self.0.parts.ids
    }
    pub(crate) fn signer(&self) -> &LocalSigner {
        &self.0.parts.signer
    }
    pub(crate) fn attempt_counts(&self) -> &AttemptCounts {
        &self.0.attempt_counts
    }
    pub(crate) fn look_ups(&self) -> &LookUps {
        &self.0.look_ups
    }
    pub(crate) fn attempts(&self) -> &Attempts {
        &self.0.attempts
    }
    pub(crate) fn new_certificate_id(&self) -> CertificateId {
        CertificateId::from_random_bytes(self.ids().bytes())
    }
    pub(crate) fn new_patient_key(&self) -> PatientKey {
        PatientKey::from_random_bytes(self.ids().bytes())
    }
    pub(crate) fn new_outbox_id(&self) -> OutboxId {
        OutboxId::from_random_bytes(self.ids().bytes())
    }
    pub(crate) fn new_message_id(&self) -> MessageId {
        MessageId::from_random_bytes(self.ids().bytes())
    }
    pub(crate) fn new_log_id(&self) -> LogId {
        LogId::from_random_bytes(self.ids().bytes())
    }
    /// Returns the id of the request that the work belongs to, a new one outside of any.
    pub(crate) fn request_id(&self) -> RequestId {
        REQUEST
            .try_with(|request| *request)
            .unwrap_or_else(|_| self.new_request_id())
    }
}
