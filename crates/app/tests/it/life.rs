//! What happens to a certificate after signing: deleting, copying, its history.

mod copies;
mod deletion;
mod history;
mod races;
mod surroundings;

use std::sync::Arc;

use intyg_app::{
    Consent, Correction, DeliveryState, Error, KinSide, KinState, OpenRequests, Reason,
    RevokeRequest, Revoked, RowStatus, Told,
};
use intyg_core::actor::{Actor, Role};
use intyg_core::ids::{CertificateId, PatientKey};
use intyg_core::outbox::OutboxKind;
use intyg_core::revocation::RevocationReason;
use intyg_testkit::app::TestApp;
use intyg_testkit::store_test;
use jiff::{SignedDuration, ToSpan as _};
use tokio::sync::Barrier;

struct Scene {
    t: TestApp,
    doctor: Actor,
    key: PatientKey,
}

impl Scene {
    async fn on(store: intyg_store::Store) -> Self {
        let t = TestApp::on(store);
        let doctor = t.actor(Role::Doctor).await;
        let key = t.open(&doctor, &t.ordinary_person().await).await;
        Self { t, doctor, key }
    }

    async fn draft(&self) -> CertificateId {
        self.t
            .complete_draft(&self.doctor, self.key)
            .await
            .expect("a draft")
    }

    async fn signed(&self, consent: Consent) -> CertificateId {
        let id = self.draft().await;
        self.t
            .sign(&self.doctor, id, consent)
            .await
            .expect("signed");
        id
    }

    async fn administrator(&self) -> Actor {
        let admins = self.t.actors(Role::CareAdmin).await;
        admins
            .into_iter()
            .find(|admin| admin.unit() == self.doctor.unit())
            .expect("an administrator there")
    }

    fn request(&self) -> RevokeRequest {
        RevokeRequest {
            reason: Some(RevocationReason::OtherSeriousError),
            comment: "Fel datum.".to_owned(),
            correction: Correction::Leave,
            form_key: self.t.app.new_form_key(),
        }
    }

    async fn revoke(&self, id: CertificateId) -> Revoked {
        let request = self.request();
        let revoked = self.t.app.revoke(&self.doctor, id, request).await;
        revoked.expect("revoked")
    }

    async fn copy(&self, id: CertificateId) -> Result<CertificateId, Error> {
        let key = self.t.app.new_form_key();
        self.t
            .app
            .copy(&self.doctor, id, OpenRequests::Ask, key)
            .await
    }

    async fn lane(&self, id: CertificateId) -> Vec<(OutboxKind, DeliveryState)> {
        let view = self.t.app.delivery(&self.doctor, id).await;
        let lines = view.expect("delivery").lines;
        lines.iter().map(|line| (line.kind, line.state)).collect()
    }

    async fn answers(&self, id: CertificateId) -> intyg_catalog::answers::Answers {
        let draft = self.t.app.open_draft(&self.doctor, id).await;
        draft.expect("a draft").answers
    }

    async fn finish(&self, id: CertificateId) {
        let today = self.t.app.today();
        let example = (self.t.ctype().example)(today, today + 20.days());
        let draft = self.t.app.open_draft(&self.doctor, id).await.expect("open");
        let fields = example
            .iter()
            .map(|(field, text)| (field.to_owned(), text.to_owned()))
            .collect();
        let request = intyg_app::SaveRequest {
            fetched: Vec::new(),
            rev: Some(draft.rev),
            kind: intyg_app::SaveKind::Manual,
            submitted: intyg_app::Submitted::Changed(fields),
        };
        self.t
            .app
            .save_draft(&self.doctor, id, request)
            .await
            .expect("saved");
    }

    async fn xml(&self, id: CertificateId) -> String {
        let mut tx = self
            .t
            .app
            .store()
            .begin_read()
            .await
            .expect("a transaction");
        let document = tx.document(id).await.expect("intact").expect("signed");
        document.xml.text().to_owned()
    }
}

async fn log_of(tx: &mut intyg_store::Tx, id: CertificateId) -> Vec<intyg_store::AuditRecord> {
    let mut log = tx.audit_after(0, 1000).await.expect("the log");
    log.retain(|record| record.entry.resource_id == id.to_text());
    log
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> Reason {
    match result {
        Err(Error::Refused(reason)) => reason,
        other => panic!("{other:?}"),
    }
}
