//! A later version of a form takes the place of the earlier one from the moment that the installation names (A31).

use intyg_app::{Advice, Consent};
use intyg_catalog::element::CertificateType;
use intyg_catalog::offering::{Activation, Offering};
use intyg_catalog::registry;
use intyg_core::actor::Role;
use intyg_testkit::app::{START, TestApp};
use intyg_testkit::store_test;
use jiff::{Timestamp, ToSpan as _};

/// The first type with a later version.
fn later() -> &'static CertificateType {
    registry::ALL
        .iter()
        .find(|ty| ty.major > 1)
        .expect("a later version")
}

/// Activates the later version an hour after the clock of the test starts.
fn soon() -> Offering {
    let start: Timestamp = START.parse().expect("a time");
    Offering::new(vec![Activation {
        code: later().code.to_owned(),
        major: later().major,
        from: start + 1.hour(),
    }])
    .expect("no faults")
}

store_test!(
    from_its_activation_a_later_version_is_offered_and_earlier_drafts_stay,
    async |store| {
        let t = TestApp::offering(store, soon());
        let doctor = t.actor(Role::Doctor).await;
        let key = t.open(&doctor, &t.ordinary_person().await).await;
        let code = later().code;
        let old = t.complete_draft(&doctor, key).await.expect("a draft");
        let view = t.app.open_draft(&doctor, old).await.expect("opened");
        assert_eq!((view.ctype.code, view.ctype.major), (code, 1));
        let earlier = |advice: &[Advice]| {
            advice
                .iter()
                .any(|advice| matches!(advice, Advice::EarlierVersion { .. }))
        };
        assert!(!earlier(&view.advice));

        t.clock.advance(jiff::SignedDuration::from_hours(1));
        let overview = t.app.overview(&doctor, key).await.expect("the start page");
        let offered: Vec<u8> = overview
            .offered
            .iter()
            .filter(|ty| ty.code == code)
            .map(|ty| ty.major)
            .collect();
        assert_eq!(offered, [later().major]);
        let new = t
            .app
            .create_draft(&doctor, key, code, t.app.new_form_key())
            .await
            .expect("a draft");
        let view = t.app.open_draft(&doctor, new).await.expect("opened");
        assert_eq!(view.ctype.major, later().major);
        assert_eq!(view.text_version, later().text_versions[0].version);
        assert!(!earlier(&view.advice));

        let view = t.app.open_draft(&doctor, old).await.expect("opened");
        assert!(earlier(&view.advice));
        assert_eq!(view.ctype.major, 1);
        t.sign(&doctor, old, Consent::Given).await.expect("signed");
        let signed = t.app.certificate(&doctor, old).await.expect("shown");
        assert_eq!(signed.ctype.major, 1);
    }
);

store_test!(
    a_certificate_of_a_later_version_is_signed_and_queued,
    async |store| {
        let t = TestApp::offering(store, soon());
        t.clock.advance(jiff::SignedDuration::from_hours(1));
        let doctor = t.actor(Role::Doctor).await;
        let key = t.open(&doctor, &t.ordinary_person().await).await;
        let id = t.complete_draft(&doctor, key).await.expect("a draft");
        t.sign(&doctor, id, Consent::Given).await.expect("signed");
        let view = t.app.certificate(&doctor, id).await.expect("shown");
        assert_eq!(view.ctype.major, later().major);
    }
);
