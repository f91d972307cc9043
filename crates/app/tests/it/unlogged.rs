//! What cannot be written to the access log is not shown. Source: reliability-security R120.

use intyg_app::{Consent, DraftOrder, DraftsRequest, OutboxRequest, PageRequest};
use intyg_core::actor::{Actor, Role};
use intyg_core::ids::{CertificateId, PatientKey};
use intyg_testkit::app::TestApp;
use intyg_testkit::databases::TestDatabase;

const PAGE: PageRequest = PageRequest {
    number: 1,
    size: 10,
};

struct Scene {
    t: TestApp,
    doctor: Actor,
    patient: PatientKey,
    signed: CertificateId,
    draft: CertificateId,
}

impl Scene {
    async fn begin(database: &TestDatabase) -> Self {
        let t = TestApp::on(database.store.clone());
        let doctor = t.actor(Role::Doctor).await;
        let patient = t.open(&doctor, &t.ordinary_person().await).await;
        let signed = t.complete_draft(&doctor, patient).await.expect("a draft");
        t.sign(&doctor, signed, Consent::Given)
            .await
            .expect("signed");
        let draft = t.complete_draft(&doctor, patient).await.expect("a draft");
        Self {
            t,
            doctor,
            patient,
            signed,
            draft,
        }
    }

    /// What tells of patients, and whether it did.
    async fn shown(&self) -> Vec<(&'static str, bool)> {
        let (app, doctor, patient) = (&self.t.app, &self.doctor, self.patient);
        let drafts = DraftsRequest {
            status: None,
            saved_by: None,
            assigned: None,
            patient: None,
            from: None,
            to: None,
            order: DraftOrder::Saved,
            is_descending: true,
            page: PAGE,
        };
        let outbox = OutboxRequest {
            kind: None,
            patient: None,
            failed: PAGE,
            open: PAGE,
            done: PAGE,
        };
        vec![
            ("start page", app.overview(doctor, patient).await.is_ok()),
            ("Visa", app.certificate(doctor, self.signed).await.is_ok()),
            ("editor", app.open_draft(doctor, self.draft).await.is_ok()),
            (
                "conversation",
                app.conversation(doctor, self.signed).await.is_ok(),
            ),
            (
                "history",
                app.history(doctor, self.draft, None).await.is_ok(),
            ),
            (
                "differences",
                app.compare(doctor, self.draft, self.signed).await.is_ok(),
            ),
            (
                "sick leaves",
                app.sick_leaves(doctor, patient).await.is_ok(),
            ),
            (
                "from before June 2018",
                app.legacy_list(doctor, patient).await.is_ok(),
            ),
            (
                "the unit's drafts",
                app.unit_drafts(doctor, &drafts).await.is_ok(),
            ),
            (
                "the unit's outbox",
                app.unit_outbox(doctor, &outbox).await.is_ok(),
            ),
            (
                "the journal's diagnoses",
                app.journal_diagnoses(doctor, self.draft).await.is_ok(),
            ),
        ]
    }
}

async fn nothing_is_shown_without_its_entry(database: TestDatabase) {
    let scene = Scene::begin(&database).await;
    for (what, is_shown) in scene.shown().await {
        assert!(is_shown, "{what}");
    }
    database
        .run_sql("ALTER TABLE audit_log RENAME TO audit_log_elsewhere")
        .await;
    for (what, is_shown) in scene.shown().await {
        assert!(!is_shown, "{what}");
    }
    database
        .run_sql("ALTER TABLE audit_log_elsewhere RENAME TO audit_log")
        .await;
    for (what, is_shown) in scene.shown().await {
        assert!(is_shown, "{what}, again");
    }
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_shown_without_its_entry_on_sqlite() {
    nothing_is_shown_without_its_entry(TestDatabase::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_shown_without_its_entry_on_postgres() {
    if let Some(database) = TestDatabase::postgres().await {
        nothing_is_shown_without_its_entry(database).await;
    }
}
