//! Inställningar. Source: acceptance S33.

use intyg_app::{Error, Reason};
use intyg_core::actor::Role;
use intyg_testkit::app::TestApp;
use intyg_testkit::store_test;

store_test!(the_preset_is_kept_and_can_be_none, async |store| {
    let t = TestApp::on(store);
    let doctor = t.actor(Role::Doctor).await;
    let app = &t.app;
    let code = t.ctype().code;
    let preset = async || app.preset(&doctor).await.expect("read").map(|t| t.code);
    app.choose_preset(&doctor, None).await.expect("chosen");
    assert_eq!(preset().await, None);
    app.choose_preset(&doctor, Some(code))
        .await
        .expect("chosen");
    assert_eq!(preset().await, Some(code));
    let unknown = app.choose_preset(&doctor, Some("X")).await;
    assert!(matches!(
        unknown,
        Err(Error::Refused(Reason::TypeNotOffered))
    ));
    assert_eq!(preset().await, Some(code), "nothing has changed");
});
