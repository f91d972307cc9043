//! A whole application on a database of its own, with a clock that stands still and the demo journal.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a fixture that cannot be made fails the test that asked for it"
)]

use anyhow::Context as _;
use intyg_app::{
    App, Clock, Consent, Ids, LegacyImport, Parts, Printer, SaveKind, SaveRequest, Settings,
    SignRequest, Signed, Submitted,
};
use intyg_catalog::element::CertificateType;
use intyg_catalog::offering::Offering;
use intyg_core::actor::{Actor, Role};
use intyg_core::ids::{CertificateId, PatientKey};
use intyg_core::organisation::UnitStatus;
use intyg_core::patient::{LifeStatus, Protection};
use intyg_core::person::PersonId;
use intyg_journal::{DemoJournal, DemoLogin, Journal, Registers};
use intyg_signing::LocalSigner;
use intyg_store::Store;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

/// When the clock of every [`TestApp`] starts: 2026-11-22 kl. 10.42 in Sweden.
pub const START: &str = "2026-11-22T09:42:00Z";

/// The demo's certificate from before June 2018, as a file that is imported.
pub const LEGACY: &str = include_str!("../../server/data/legacy-2017.xml");

/// An application for tests.
#[derive(Debug, Clone)]
pub struct TestApp {
    /// The use cases.
    pub app: App,
    /// The demo journal, which can be changed.
    pub journal: DemoJournal,
    /// The clock, which can be moved.
    pub clock: Clock,
}

impl TestApp {
    /// Puts an application together on a migrated database.
    ///
    /// # Panics
    /// When the demo journal or the signing key cannot be made.
    pub fn on(store: Store) -> Self {
        Self::with_signer(store, LocalSigner::in_memory().expect("a signing key"))
    }

    /// As [`TestApp::on`], on an installation that offers later versions of forms.
    ///
    /// # Panics
    /// When the demo journal or the signing key cannot be made.
    pub fn offering(store: Store, offering: Offering) -> Self {
        let signer = LocalSigner::in_memory().expect("a signing key");
        Self::with(store, signer, offering, start_clock())
    }

    /// As [`TestApp::on`], with a signing key whose certificate the test knows.
    ///
    /// # Panics
    /// When the demo journal cannot be made.
    pub fn with_signer(store: Store, signer: LocalSigner) -> Self {
        Self::with(store, signer, Offering::default(), start_clock())
    }

    /// As [`TestApp::on`], by another clock.
    ///
    /// # Panics
    /// When the demo journal or the signing key cannot be made.
    pub fn by_clock(store: Store, clock: Clock) -> Self {
        let signer = LocalSigner::in_memory().expect("a signing key");
        Self::with(store, signer, Offering::default(), clock)
    }

    /// As [`TestApp::on`], on an installation that locks drafts after so many days.
    ///
    /// # Panics
    /// When the demo journal or the signing key cannot be made.
    pub fn locking_drafts_after(store: Store, days: u16) -> Self {
        let settings = Settings {
            lock_drafts_after: Some(days),
            ..Settings::default()
        };
        let signer = LocalSigner::in_memory().expect("a signing key");
        Self::with_settings(store, signer, settings, start_clock())
    }

    /// As [`TestApp::on`], on an installation whose units have printers.
    ///
    /// # Panics
    /// When the demo journal or the signing key cannot be made.
    pub fn with_printers(store: Store, printers: Vec<Printer>) -> Self {
        let settings = Settings {
            printers,
            ..Settings::default()
        };
        let signer = LocalSigner::in_memory().expect("a signing key");
        Self::with_settings(store, signer, settings, start_clock())
    }

    fn with(store: Store, signer: LocalSigner, offering: Offering, clock: Clock) -> Self {
        let settings = Settings {
            offering,
            ..Settings::default()
        };
        Self::with_settings(store, signer, settings, clock)
    }

    fn with_settings(store: Store, signer: LocalSigner, settings: Settings, clock: Clock) -> Self {
        let journal = DemoJournal::embedded().expect("the demo journal");
        let app = App::new(Parts {
            store,
            journal: Journal::demo(journal.clone()),
            registers: Registers::builtin(),
            signer,
            clock: clock.clone(),
            ids: Ids::Random,
            settings: Settings {
                it_logical_address: "5565594230".to_owned(),
                recipient_logical_address: "2021005521".to_owned(),
                demo_login: Some(DemoLogin::new(journal.clone())),
                ..settings
            },
        });
        Self {
            app,
            journal,
            clock,
        }
    }

    /// Returns somebody with this role on an active unit.
    ///
    /// # Panics
    /// When the demo journal has nobody.
    pub async fn actor(&self, role: Role) -> Actor {
        self.actors(role)
            .await
            .into_iter()
            .next()
            .expect("the demo journal has every role")
    }

    /// Returns everybody with this role on the active units, in the order of the demo journal.
    pub async fn actors(&self, role: Role) -> Vec<Actor> {
        let login = DemoLogin::new(self.journal.clone());
        let mut actors = Vec::new();
        for info in login.demo_logins() {
            let Some(staff) = login.staff_by_login(&info.user, &info.password) else {
                continue;
            };
            let assignments = self
                .app
                .journal()
                .assignments(&staff.id)
                .await
                .unwrap_or_default();
            let fitting = assignments
                .into_iter()
                .filter(|a| a.role == role && a.unit.status == UnitStatus::Active);
            actors.extend(fitting.map(|assignment| Actor {
                staff: staff.clone(),
                assignment,
            }));
        }
        actors
    }

    /// Returns the first patient of the demo journal whom `wanted` takes.
    ///
    /// # Panics
    /// When there is none.
    pub async fn person(&self, wanted: impl Fn(&intyg_core::patient::Patient) -> bool) -> PersonId {
        for info in self.journal.patients() {
            if let Ok(patient) = self.app.journal().patient(&info.id).await
                && wanted(&patient)
            {
                return patient.id;
            }
        }
        panic!("the demo journal has no such patient")
    }

    /// Returns an ordinary patient: alive, not protected, not made for tests.
    pub async fn ordinary_person(&self) -> PersonId {
        self.person(|p| {
            p.life == LifeStatus::Alive && p.protection == Protection::Open && !p.test_indicated
        })
        .await
    }

    /// Imports [`LEGACY`] and returns the certificate with its patient.
    ///
    /// # Panics
    /// When it is not taken.
    pub async fn legacy(&self) -> (CertificateId, PersonId) {
        let done = self
            .app
            .import_legacy(LEGACY.as_bytes(), "test", "test")
            .await;
        let Ok(LegacyImport::Imported(id)) = done else {
            panic!("not imported: {done:?}")
        };
        let mut tx = self.app.store().begin_read().await.expect("a transaction");
        let row = tx.legacy(id).await.expect("readable").expect("imported");
        (id, row.person_id)
    }

    /// Opens a patient for an actor.
    ///
    /// # Panics
    /// When the actor may not.
    pub async fn open(&self, actor: &Actor, person: &PersonId) -> PatientKey {
        self.app
            .find_patient(actor, person.digits())
            .await
            .expect("the actor may see the patient")
    }

    /// The first type that is offered and has periods.
    ///
    /// # Panics
    /// When none is.
    pub fn ctype(&self) -> &'static CertificateType {
        self.app
            .offered()
            .into_iter()
            .find(|ctype| ctype.period_element.is_some())
            .expect("a type with periods is offered")
    }

    /// Makes a complete draft, saved by hand, from yesterday for two weeks.
    ///
    /// # Errors
    /// Whatever the use cases refuse.
    pub async fn complete_draft(
        &self,
        actor: &Actor,
        key: PatientKey,
    ) -> anyhow::Result<CertificateId> {
        let ctype = self.ctype();
        let id = self
            .app
            .create_draft(actor, key, ctype.code, self.app.new_form_key())
            .await?;
        self.complete(actor, id).await?;
        Ok(id)
    }

    /// Fills a draft with the example of its type, from yesterday for two weeks, and saves it by hand.
    ///
    /// # Errors
    /// Whatever the use cases refuse.
    pub async fn complete(&self, actor: &Actor, id: CertificateId) -> anyhow::Result<()> {
        let today = self.app.today();
        self.complete_over(actor, id, (today - 1.day(), today + 12.days()))
            .await
    }

    /// As [`TestApp::complete`], for a period of one's own, both days included.
    ///
    /// # Errors
    /// Whatever the use cases refuse.
    pub async fn complete_over(
        &self,
        actor: &Actor,
        id: CertificateId,
        (from, to): (Date, Date),
    ) -> anyhow::Result<()> {
        let draft = self.app.open_draft(actor, id).await?;
        let example = (draft.ctype.example)(from, to);
        let fields = example
            .iter()
            .map(|(field, text)| (field.to_owned(), text.to_owned()))
            .collect();
        let request = SaveRequest {
            fetched: Vec::new(),
            rev: Some(draft.rev),
            kind: SaveKind::Manual,
            submitted: Submitted::Changed(fields),
        };
        self.app.save_draft(actor, id, request).await?;
        Ok(())
    }

    /// Signs a complete draft.
    ///
    /// # Errors
    /// Whatever the use cases refuse.
    pub async fn sign(
        &self,
        actor: &Actor,
        id: CertificateId,
        consent: Consent,
    ) -> anyhow::Result<Signed> {
        let shown = self
            .app
            .consent_view(actor, id)
            .await
            .context("the draft can be signed")?;
        let request = SignRequest {
            rev: Some(shown.rev),
            content_hash: shown.content_hash,
            consent,
            form_key: self.app.new_form_key(),
        };
        Ok(self.app.sign(actor, id, request).await?)
    }
}

fn start_clock() -> Clock {
    let start: Timestamp = START.parse().expect("a timestamp");
    Clock::manual(start)
}
