//! Logins: they end when they should, and guessing is slow.

use std::net::{IpAddr, Ipv4Addr};

use intyg_app::{Always, Clock, LoginError, Touch};
use intyg_journal::DemoLogin;
use intyg_testkit::app::TestApp;
use intyg_testkit::store_test;
use jiff::SignedDuration;

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// User name and password of somebody with more than one assignment.
async fn with_two_units(t: &TestApp) -> (String, String) {
    let login = DemoLogin::new(t.journal.clone());
    for info in login.demo_logins() {
        let staff = login
            .staff_by_login(&info.user, &info.password)
            .expect("the demo's own password");
        if t.app
            .journal()
            .assignments(&staff.id)
            .await
            .expect("assignments")
            .len()
            > 1
        {
            return (info.user, info.password);
        }
    }
    panic!("nobody works at two units")
}

store_test!(
    a_session_ends_after_half_an_hour_without_an_action,
    async |store| {
        let t = TestApp::on(store);
        let (user, password) = with_two_units(&t).await;
        let new = t
            .app
            .log_in(&user, &password, HERE)
            .await
            .expect("logged in");
        t.clock.advance(SignedDuration::from_mins(29));
        assert!(
            t.app
                .session(&new.token, Touch::UserAction)
                .await
                .expect("read")
                .is_some()
        );
        t.clock.advance(SignedDuration::from_mins(29));
        assert!(
            t.app
                .session(&new.token, Touch::Background)
                .await
                .expect("read")
                .is_some()
        );
        t.clock.advance(SignedDuration::from_mins(1));
        assert!(
            t.app
                .session(&new.token, Touch::UserAction)
                .await
                .expect("read")
                .is_none(),
            "asking in the background does not prolong"
        );
    }
);

store_test!(choosing_a_unit_replaces_the_token, async |store| {
    let t = TestApp::on(store);
    let (user, password) = with_two_units(&t).await;
    let new = t
        .app
        .log_in(&user, &password, HERE)
        .await
        .expect("logged in");
    assert!(!new.has_unit);
    let session = t
        .app
        .session(&new.token, Touch::UserAction)
        .await
        .expect("read")
        .expect("a session");
    assert!(session.actor().is_err());
    let choices = t.app.unit_choices(&session).await.expect("choices");
    let token = t
        .app
        .choose_unit(&session, 1, Always::Yes)
        .await
        .expect("chosen");
    assert!(
        t.app
            .session(&new.token, Touch::UserAction)
            .await
            .expect("read")
            .is_none(),
        "the old token stops at once"
    );
    let chosen = t
        .app
        .session(&token, Touch::UserAction)
        .await
        .expect("read")
        .expect("a session");
    assert_eq!(chosen.actor().expect("an actor").unit(), &choices[1].unit);
    assert_ne!(chosen.csrf, session.csrf);

    let again = t
        .app
        .log_in(&user, &password, HERE)
        .await
        .expect("logged in");
    assert!(again.has_unit, "the choice holds for the next login");
    t.app.log_out(&chosen).await.expect("logged out");
    assert!(
        t.app
            .session(&token, Touch::UserAction)
            .await
            .expect("read")
            .is_none()
    );
});

store_test!(
    after_ten_wrong_passwords_the_address_has_to_wait,
    async |store| {
        let t = TestApp::on(store);
        let (user, password) = with_two_units(&t).await;
        for _ in 0..10 {
            assert!(matches!(
                t.app.log_in(&user, "fel", HERE).await,
                Err(LoginError::Wrong)
            ));
        }
        assert!(matches!(
            t.app.log_in(&user, &password, HERE).await,
            Err(LoginError::TooMany { minutes: 1 })
        ));
        t.clock.advance(SignedDuration::from_mins(1));
        assert!(t.app.log_in(&user, &password, HERE).await.is_ok());
    }
);

store_test!(
    a_login_lasts_however_far_the_clock_of_the_demo_is_moved_on,
    async |store| {
        let clock = Clock::ahead(SignedDuration::from_hours(48));
        let t = TestApp::by_clock(store, clock.clone());
        let (user, password) = with_two_units(&t).await;
        let new = t
            .app
            .log_in(&user, &password, HERE)
            .await
            .expect("logged in");
        let before = t.app.now();
        let by = SignedDuration::from_hours(24 * 30);
        t.app.advance_clock(by).await.expect("moved");
        assert!(t.app.now().duration_since(before) >= by);
        let session = t
            .app
            .session(&new.token, Touch::UserAction)
            .await
            .expect("read")
            .expect("still logged in");
        assert!(
            session.expires_at.duration_since(clock.unmoved()) <= SignedDuration::from_mins(30)
        );
    }
);
