//! An application, a worker and a simulator that share a clock.

use std::time::Duration;

use intyg_app::{CertificateView, Consent, DeliveryState, Error};
use intyg_core::actor::{Actor, Role};
use intyg_core::ids::CertificateId;
use intyg_core::person::PersonId;
use intyg_delivery::{
    Destination, Round, STOP_WITHIN, SoapClient, TimeLimits, Worker, WorkerConfig,
};
use intyg_simulator::{Clock, Config, RunningSimulator};
use intyg_store::{AuditRecord, Store};
use intyg_testkit::app::TestApp;
use jiff::SignedDuration;

pub(crate) struct Scene {
    pub(crate) t: TestApp,
    pub(crate) doctor: Actor,
    pub(crate) simulator: RunningSimulator,
    pub(crate) worker: Worker,
}

impl Scene {
    pub(crate) async fn on(store: Store) -> Self {
        let t = TestApp::on(store);
        let clock = t.clock.clone();
        let config = Config::loopback(Clock::new(move || clock.now()));
        let simulator = intyg_simulator::start(config).await.expect("a simulator");
        let worker = worker(&t, &simulator.url());
        let doctor = t.actor(Role::Doctor).await;
        Self {
            t,
            doctor,
            simulator,
            worker,
        }
    }

    pub(crate) async fn sign(&self, consent: Consent) -> CertificateId {
        self.sign_for(&self.t.ordinary_person().await, consent)
            .await
    }

    pub(crate) async fn sign_for(&self, person: &PersonId, consent: Consent) -> CertificateId {
        let key = self.t.open(&self.doctor, person).await;
        let id = self
            .t
            .complete_draft(&self.doctor, key)
            .await
            .expect("a draft");
        self.t
            .sign(&self.doctor, id, consent)
            .await
            .expect("signed");
        id
    }

    /// The entries of an action in the access log.
    pub(crate) async fn audit(&self, action: &str) -> Vec<AuditRecord> {
        let mut tx = self
            .t
            .app
            .store()
            .begin_read()
            .await
            .expect("a transaction");
        let all = tx.audit_after(0, 10_000).await.expect("the access log");
        all.into_iter()
            .filter(|record| record.entry.action == action)
            .collect()
    }

    /// Skicka samtycke.
    pub(crate) async fn consent(&self, id: CertificateId) -> Result<(), Error> {
        let key = self.t.app.new_form_key();
        self.t
            .app
            .send_consent(&self.doctor, id, Consent::Given, key)
            .await
    }

    /// Visa.
    pub(crate) async fn shown(&self, id: CertificateId) -> CertificateView {
        let view = self.t.app.certificate(&self.doctor, id).await;
        view.expect("shown")
    }

    pub(crate) async fn run(&self) -> Round {
        self.worker.run_due().await.expect("the database works")
    }

    /// Lets time pass in steps of ten seconds and sends whatever becomes due.
    pub(crate) async fn pass(&self, minutes: i64) {
        for _ in 0..minutes * 6 {
            self.t.clock.advance(SignedDuration::from_secs(10));
            self.run().await;
        }
    }

    pub(crate) async fn states(&self, id: CertificateId) -> Vec<DeliveryState> {
        let view = self
            .t
            .app
            .delivery(&self.doctor, id)
            .await
            .expect("delivery");
        view.lines.iter().map(|line| line.state).collect()
    }

    /// The cause that the unit sees at each message.
    pub(crate) async fn causes(&self, id: CertificateId) -> Vec<Option<String>> {
        let view = self
            .t
            .app
            .delivery(&self.doctor, id)
            .await
            .expect("delivery");
        view.lines.into_iter().map(|line| line.cause).collect()
    }

    /// What the receivers have of a certificate, and that every repeat was the same bytes.
    pub(crate) fn effects(&self, id: CertificateId) -> (usize, usize) {
        let snapshot = self.simulator.snapshot();
        let text = id.to_text();
        let mut digests: Vec<_> = snapshot
            .transmissions
            .iter()
            .filter(|t| t.certificate.as_deref() == Some(text.as_str()))
            .map(|t| (t.interaction.clone(), t.body_digest.clone()))
            .collect();
        digests.sort();
        digests.dedup();
        let mut interactions: Vec<_> = digests.iter().map(|(interaction, _)| interaction).collect();
        interactions.dedup();
        assert_eq!(
            interactions.len(),
            digests.len(),
            "a repeat with other bytes"
        );
        (
            snapshot
                .intygstjansten
                .iter()
                .filter(|c| c.id == text)
                .count(),
            snapshot
                .forsakringskassan
                .iter()
                .filter(|d| d.certificate == text)
                .count(),
        )
    }
}

pub(crate) fn worker(t: &TestApp, base: &str) -> Worker {
    worker_that_stops_within(t, base, STOP_WITHIN)
}

pub(crate) fn worker_that_stops_within(t: &TestApp, base: &str, stop_within: Duration) -> Worker {
    let limits = TimeLimits {
        connect: Duration::from_secs(5),
        register: Duration::from_secs(5),
        send: Duration::from_secs(5),
    };
    let config = WorkerConfig {
        owner: t.app.new_request_id().to_text(),
        destination: Destination {
            name: intyg_app::INTYGSTJANSTEN.to_owned(),
            base: base.to_owned(),
            concurrency: 4,
        },
        stop_within,
    };
    Worker::new(
        t.app.clone(),
        SoapClient::new(limits).expect("a client"),
        config,
    )
}
