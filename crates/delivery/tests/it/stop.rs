//! An orderly stop, and a disk without room. Source: reliability-security R88, R105.

use std::time::{Duration, Instant};

use intyg_app::{Consent, DeliveryState as State, Error};
use intyg_simulator::{Fault, Interactions, Rule};
use intyg_store::Room;
use intyg_testkit::store_test;
use tokio::sync::oneshot;

use crate::support::{Scene, worker, worker_that_stops_within};

/// Starts the loop, stops it while the receiver has the first call in its hands, and waits for the loop's end.
async fn stop_in_the_middle_of_a_call(scene: &Scene, stop_within: Duration) {
    let worker = worker_that_stops_within(&scene.t, &scene.simulator.url(), stop_within);
    let (stop, stopped) = oneshot::channel();
    let running = tokio::spawn(worker.run(async move {
        stopped.await.expect("the test stops it");
    }));
    let deadline = Instant::now() + Duration::from_secs(30);
    while scene.simulator.snapshot().transmissions.is_empty() {
        assert!(Instant::now() < deadline, "no call reaches the receiver");
        tokio::task::yield_now().await;
    }
    stop.send(()).expect("the worker runs");
    running.await.expect("an orderly end");
}

fn slow(milliseconds: u64) -> Rule {
    Rule::new(Interactions::All, Fault::Slow { milliseconds }, Some(1))
}

store_test!(
    a_stop_waits_for_the_running_attempt_and_begins_no_other,
    async |store| {
        let scene = Scene::on(store).await;
        scene.simulator.add_fault(slow(400));
        let id = scene.sign(Consent::Given).await;
        stop_in_the_middle_of_a_call(&scene, Duration::from_secs(45)).await;
        assert_eq!(scene.states(id).await, [State::Delivered, State::Waiting]);
        assert_eq!(scene.effects(id), (1, 0));
    }
);

store_test!(
    an_attempt_that_outlives_the_stop_is_made_again_with_the_same_bytes,
    async |store| {
        let scene = Scene::on(store).await;
        scene.simulator.add_fault(slow(4000));
        let id = scene.sign(Consent::Given).await;
        stop_in_the_middle_of_a_call(&scene, Duration::from_millis(50)).await;
        assert_eq!(scene.states(id).await, [State::Sending, State::Blocked]);

        assert_eq!(scene.t.app.recover_outbox().await.expect("recovered"), 1);
        worker(&scene.t, &scene.simulator.url())
            .run_due()
            .await
            .expect("sent");
        assert_eq!(scene.states(id).await, [State::Delivered, State::Delivered]);
        assert_eq!(scene.effects(id), (1, 1));
        assert_eq!(scene.simulator.snapshot().transmissions.len(), 3);
    }
);

store_test!(
    on_a_disk_short_of_room_what_is_stored_is_still_delivered,
    async |store| {
        let scene = Scene::on(store.clone()).await;
        let id = scene.sign(Consent::NotGiven).await;
        store.set_room(Room::Short);
        scene.run().await;
        assert_eq!(scene.states(id).await, [State::Delivered]);
        let new = scene.consent(id).await;
        assert!(matches!(new, Err(Error::StorageFull)), "{new:?}");
        scene
            .t
            .app
            .certificate(&scene.doctor, id)
            .await
            .expect("reading goes on, and is in the access log");
        store.set_room(Room::Enough);
        scene.consent(id).await.expect("there is room again");
        scene.run().await;
        assert_eq!(scene.effects(id), (1, 1));
    }
);
