//! A message that cannot be read is put under FEL and told of, and holds up no other. Source: reliability-security 20, trap 7.

use intyg_app::{Claim, Consent, DeliveryState as State, INTYGSTJANSTEN};
use intyg_store::DatabaseUrl;
use intyg_testkit::databases::TestDatabase;
use jiff::SignedDuration;

use crate::revocation::revoke;
use crate::support::Scene;
use crate::unit_outbox::everything;

const LEASE: SignedDuration = SignedDuration::from_secs(180);

impl Scene {
    /// Takes the oldest due message, as a worker that dies before it has sent it.
    async fn claim_and_die(&self) {
        let claimed = self
            .t
            .app
            .claim_outbox("dead", INTYGSTJANSTEN, 1, Claim::AllDue, LEASE)
            .await;
        assert_eq!(claimed.expect("claimed").len(), 1);
    }

    async fn unreadable(&self) -> (usize, usize) {
        let page = self.t.app.unit_outbox(&self.doctor, &everything()).await;
        let page = page.expect("the page is there");
        (page.unreadable, page.done.total)
    }
}

/// Rows as a newer program would write them.
async fn check(database: TestDatabase) {
    let scene = Scene::on(database.store.clone()).await;
    let guard = match &database.url {
        DatabaseUrl::Sqlite(_) => "DROP TRIGGER outbox_content_is_frozen",
        DatabaseUrl::Postgres(_) => "DROP TRIGGER outbox_content_is_frozen ON outbox_message",
    };
    database.run_sql(guard).await;
    let spoil = "UPDATE outbox_message SET kind = 'log' WHERE state = 'sending'";

    // The worker that had it has died.
    scene.sign(Consent::NotGiven).await;
    scene.claim_and_die().await;
    database.run_sql(spoil).await;
    let other = scene.sign(Consent::Given).await;
    scene.t.clock.advance(LEASE);
    scene.run().await;
    assert_eq!(
        scene.states(other).await,
        [State::Delivered, State::Delivered]
    );
    assert_eq!(scene.unreadable().await, (1, 2));

    // The program had it and is started again.
    scene.sign(Consent::NotGiven).await;
    scene.claim_and_die().await;
    database.run_sql(spoil).await;
    let taken_back = scene.t.app.recover_outbox().await;
    assert_eq!(taken_back.expect("the program starts"), 1);
    scene.run().await;
    assert_eq!(scene.unreadable().await, (2, 2));

    // It stands in the lane of a message that is being sent.
    revoke(&scene, other).await;
    scene.claim_and_die().await;
    database
        .run_sql("UPDATE outbox_message SET kind = 'log' WHERE kind = 'send'")
        .await;
    scene.t.clock.advance(LEASE);
    let round = scene.run().await;
    assert_eq!(round.delivered, 1, "the revocation arrives");
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_cannot_be_read_holds_up_no_other_on_sqlite() {
    check(TestDatabase::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_cannot_be_read_holds_up_no_other_on_postgres() {
    if let Some(database) = TestDatabase::postgres().await {
        check(database).await;
    }
}
