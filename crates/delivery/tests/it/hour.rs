//! One hour of attempts, then FEL. Source: acceptance S92, S93, exchange 2.4, reliability-security T04, T05, T07.

use std::time::Duration;

use intyg_app::{Claim, Consent, DeliveryState as State, INTYGSTJANSTEN, ResendScope, RowStatus};
use intyg_simulator::{Fault, Interactions, Rule};
use intyg_testkit::store_test;
use jiff::SignedDuration;

use crate::support::{Scene, worker};

fn away() -> Rule {
    Rule::new(Interactions::All, Fault::CutBefore, None)
}

store_test!(
    a_receiver_that_is_away_for_59_minutes_gets_it_without_anyones_help,
    async |store| {
        let scene = Scene::on(store).await;
        scene.simulator.add_fault(away());
        let id = scene.sign(Consent::Given).await;
        scene.run().await;
        scene.pass(59).await;
        assert_eq!(scene.states(id).await, [State::Waiting, State::Blocked]);
        let view = scene.shown(id).await;
        assert_eq!(view.delivery.status, RowStatus::Retrying);
        assert_eq!(
            scene.causes(id).await[0].as_deref(),
            Some("Det gick inte att nå Intygstjänsten.")
        );
        scene.simulator.clear_faults();
        scene.pass(2).await;
        assert_eq!(scene.states(id).await, [State::Delivered, State::Delivered]);
        assert_eq!(scene.effects(id), (1, 1));
    }
);

store_test!(
    after_an_hour_it_is_under_fel_and_stays_there,
    async |store| {
        let scene = Scene::on(store).await;
        scene.simulator.add_fault(away());
        let id = scene.sign(Consent::Given).await;
        let start = scene.t.app.now();
        scene.run().await;
        while scene.states(id).await[0] != State::Failed {
            scene.t.clock.advance(SignedDuration::from_secs(10));
            scene.run().await;
            assert!(
                scene.t.app.now() < start + SignedDuration::from_secs(3700),
                "61:40 have passed without FEL"
            );
        }
        assert!(
            scene.t.app.now() >= start + SignedDuration::from_mins(60),
            "the hour is not over yet"
        );
        assert_eq!(scene.shown(id).await.delivery.status, RowStatus::Failed);
        scene.simulator.clear_faults();
        scene.pass(10).await;
        assert_eq!(scene.effects(id), (0, 0), "nothing more is tried by itself");
    }
);

store_test!(
    many_messages_to_a_receiver_that_is_away_are_under_fel_in_time,
    async |store| {
        let scene = Scene::on(store).await;
        scene.simulator.add_fault(away());
        let mut all = Vec::new();
        for _ in 0..12 {
            all.push(scene.sign(Consent::NotGiven).await);
        }
        scene.run().await;
        scene.pass(62).await;
        for id in all {
            let state = scene.states(id).await[0];
            let view = scene
                .t
                .app
                .delivery(&scene.doctor, id)
                .await
                .expect("delivery");
            let tried = view.lines[0].attempts > 0;
            assert!(
                state == State::Failed || !tried,
                "{state:?} after {} attempts",
                view.lines[0].attempts
            );
        }
    }
);

store_test!(
    after_a_stop_longer_than_the_hour_one_more_attempt_is_made,
    async |store| {
        let scene = Scene::on(store).await;
        scene.simulator.add_fault(away());
        let id = scene.sign(Consent::NotGiven).await;
        scene.run().await;
        scene.t.clock.advance(SignedDuration::from_hours(3));
        scene.simulator.clear_faults();
        let after_restart = worker(&scene.t, &scene.simulator.url());
        assert_eq!(
            after_restart
                .run_due()
                .await
                .expect("the database works")
                .delivered,
            1
        );
        assert_eq!(scene.effects(id), (1, 0));
    }
);

store_test!(a_clock_that_jumps_takes_the_schedule_along, async |store| {
    let scene = Scene::on(store).await;
    scene.simulator.add_fault(away());
    let id = scene.sign(Consent::NotGiven).await;
    scene.run().await;
    scene.pass(30).await;
    for jump in [
        SignedDuration::from_hours(25),
        SignedDuration::from_hours(-25),
    ] {
        scene.t.clock.advance(jump);
        scene.t.app.shift_outbox(jump).await.expect("shifted");
        scene.pass(10).await;
        assert_eq!(
            scene.states(id).await[0],
            State::Waiting,
            "after a jump of {jump:?}"
        );
    }
    scene.simulator.clear_faults();
    scene.pass(6).await;
    assert_eq!(
        scene.effects(id),
        (1, 0),
        "nothing waits longer than six minutes because of the clock"
    );
});

store_test!(
    a_clock_that_is_moved_on_past_the_hour_ends_it,
    async |store| {
        let scene = Scene::on(store).await;
        scene.simulator.add_fault(away());
        let id = scene.sign(Consent::NotGiven).await;
        scene.run().await;
        let by = SignedDuration::from_mins(61);
        scene.t.app.advance_clock(by).await.expect("moved");
        scene.run().await;
        assert_eq!(scene.states(id).await[0], State::Failed);
        assert_eq!(scene.effects(id), (0, 0));
    }
);

/// Minutes after which what a killed worker may have claimed with its last breath is taken back.
const AFTER_A_LEASE: i64 = 8;

/// Numbers that look random and are the same in every run of the test.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Lets time pass while the worker is killed at random moments and another one begins where it stood.
async fn pass_with_kills(scene: &Scene, minutes: i64, dice: &mut Dice) {
    for _ in 0..minutes * 6 {
        scene.t.clock.advance(SignedDuration::from_secs(10));
        let killed = worker(&scene.t, &scene.simulator.url());
        let moment = Duration::from_micros(dice.below(4000));
        // Whether it had ended by then or not: what it held is taken back.
        let _ended = tokio::time::timeout(moment, killed.run_due()).await;
        drop(killed);
        scene.t.app.recover_outbox().await.expect("taken back");
    }
}

store_test!(
    killed_at_random_moments_for_59_minutes_it_arrives_once_by_itself,
    async |store| {
        let scene = Scene::on(store).await;
        let mut dice = Dice(59);
        scene.simulator.add_fault(away());
        let ids = [
            scene.sign(Consent::Given).await,
            scene.sign(Consent::Given).await,
        ];
        scene.run().await;
        pass_with_kills(&scene, 59, &mut dice).await;
        for id in ids {
            assert_ne!(
                scene.states(id).await[0],
                State::Failed,
                "the hour is not over"
            );
        }
        scene.simulator.clear_faults();
        pass_with_kills(&scene, 2, &mut dice).await;
        scene.pass(AFTER_A_LEASE).await;
        for id in ids {
            assert_eq!(scene.states(id).await, [State::Delivered, State::Delivered]);
            assert_eq!(scene.effects(id), (1, 1));
        }
    }
);

store_test!(
    an_attempt_that_runs_is_not_taken_for_lost_when_the_clock_is_moved_on,
    async |store| {
        let scene = Scene::on(store).await;
        scene.sign(Consent::NotGiven).await;
        let app = &scene.t.app;
        let claim = async |owner: &str| {
            let lease = SignedDuration::from_mins(5);
            app.claim_outbox(owner, INTYGSTJANSTEN, 10, Claim::AllDue, lease)
                .await
                .expect("claimed")
                .len()
        };
        assert_eq!(claim("one").await, 1);
        app.advance_clock(SignedDuration::from_hours(24))
            .await
            .expect("moved");
        assert_eq!(claim("another").await, 0);
        scene.t.clock.advance(SignedDuration::from_mins(6));
        assert_eq!(claim("another").await, 1);
    }
);

store_test!(
    killed_at_random_moments_for_61_minutes_it_is_under_fel_and_arrives_once_when_sent_again,
    async |store| {
        let scene = Scene::on(store).await;
        let mut dice = Dice(61);
        scene.simulator.add_fault(away());
        let id = scene.sign(Consent::Given).await;
        scene.run().await;
        pass_with_kills(&scene, 61, &mut dice).await;
        scene.pass(AFTER_A_LEASE).await;
        assert_eq!(scene.states(id).await, [State::Failed, State::Blocked]);
        let view = scene.shown(id).await;
        let failed = &view.delivery.lines[0];
        assert_eq!(
            failed.cause.as_deref(),
            Some("Det gick inte att nå Intygstjänsten.")
        );
        scene.simulator.clear_faults();
        scene
            .t
            .app
            .resend(&scene.doctor, failed.message, ResendScope::One)
            .await
            .expect("sent again");
        pass_with_kills(&scene, 2, &mut dice).await;
        scene.pass(AFTER_A_LEASE).await;
        assert_eq!(scene.states(id).await, [State::Delivered, State::Delivered]);
        assert_eq!(scene.effects(id), (1, 1));
    }
);
