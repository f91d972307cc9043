use intyg_core::actor::Role;
use intyg_store::{Error, SessionAssignment, SessionRow, TokenHash};
use intyg_testkit::store_test;

use crate::support::{at, doctor, nurse, unit};

fn session(token: &str, seen: i64) -> SessionRow {
    SessionRow {
        token: TokenHash::of(token.as_bytes()),
        staff_id: doctor().id,
        assignment: None,
        csrf: format!("csrf-{token}"),
        created_at: at(0),
        last_seen_at: at(seen),
        authenticated_at: at(0),
    }
}

store_test!(
    choosing_an_assignment_replaces_the_token,
    async |store: intyg_store::Store| {
        let old = session("old", 1);
        let new = SessionRow {
            assignment: Some(SessionAssignment {
                unit_id: unit(),
                role: Role::Doctor,
                name: "Vård".to_owned(),
            }),
            last_seen_at: at(2),
            ..session("new", 2)
        };
        let mut tx = store.begin_write().await.unwrap();
        assert_eq!(tx.insert_session(&old).await.unwrap(), 0);
        assert_eq!(tx.session(&old.token).await.unwrap(), Some(old.clone()));
        tx.choose_assignment(&old.token, &new).await.unwrap();
        assert!(matches!(
            tx.choose_assignment(&old.token, &session("third", 3)).await,
            Err(Error::Conflict)
        ));
        tx.commit().await.unwrap();
        let mut tx = store.begin_read().await.unwrap();
        assert_eq!(tx.session(&old.token).await.unwrap(), None);
        assert_eq!(tx.session(&new.token).await.unwrap(), Some(new));
    }
);

store_test!(
    a_user_has_at_most_five_sessions_and_the_oldest_ends,
    async |store: intyg_store::Store| {
        let mut tx = store.begin_write().await.unwrap();
        let mut other = session("other", 0);
        other.staff_id = nurse().id;
        tx.insert_session(&other).await.unwrap();
        let mut ended = Vec::new();
        for n in 1..=7 {
            ended.push(
                tx.insert_session(&session(&n.to_string(), n))
                    .await
                    .unwrap(),
            );
        }
        tx.commit().await.unwrap();
        assert_eq!(ended, [0, 0, 0, 0, 0, 1, 1]);
        let mut tx = store.begin_read().await.unwrap();
        let left: Vec<_> = tx
            .sessions_of(&doctor().id)
            .await
            .unwrap()
            .iter()
            .map(|s| s.last_seen_at)
            .collect();
        assert_eq!(left, [at(7), at(6), at(5), at(4), at(3)]);
        assert!(
            tx.session(&other.token).await.unwrap().is_some(),
            "another user's stays"
        );
    }
);

store_test!(
    a_new_session_stays_even_when_the_clock_has_gone_back,
    async |store: intyg_store::Store| {
        let mut tx = store.begin_write().await.unwrap();
        for n in 1..=5 {
            tx.insert_session(&session(&n.to_string(), 100 + n))
                .await
                .unwrap();
        }
        let newest = session("newest", 0);
        assert_eq!(tx.insert_session(&newest).await.unwrap(), 1);
        assert!(tx.session(&newest.token).await.unwrap().is_some());
        tx.commit().await.unwrap();
    }
);

store_test!(
    a_session_is_touched_forward_and_ended_once,
    async |store: intyg_store::Store| {
        let row = session("a", 10);
        let mut tx = store.begin_write().await.unwrap();
        tx.insert_session(&row).await.unwrap();
        tx.touch_session(&row.token, at(20)).await.unwrap();
        tx.touch_session(&row.token, at(15)).await.unwrap();
        assert_eq!(
            tx.session(&row.token).await.unwrap().unwrap().last_seen_at,
            at(20)
        );
        tx.end_session(&row.token).await.unwrap();
        assert!(matches!(
            tx.end_session(&row.token).await,
            Err(Error::Conflict)
        ));
        assert!(matches!(
            tx.touch_session(&row.token, at(30)).await,
            Err(Error::Conflict)
        ));
        tx.insert_session(&session("b", 1)).await.unwrap();
        tx.insert_session(&session("c", 1)).await.unwrap();
        assert_eq!(tx.end_sessions_of(&doctor().id).await.unwrap(), 2);
        tx.commit().await.unwrap();
    }
);

store_test!(
    expired_sessions_are_removed_in_bounded_steps,
    async |store: intyg_store::Store| {
        let mut tx = store.begin_write().await.unwrap();
        for n in 0..5 {
            tx.insert_session(&session(&n.to_string(), n))
                .await
                .unwrap();
        }
        assert_eq!(
            tx.remove_expired_sessions(at(3), at(0), 2).await.unwrap(),
            2
        );
        assert_eq!(
            tx.remove_expired_sessions(at(3), at(0), 2).await.unwrap(),
            1
        );
        assert_eq!(
            tx.remove_expired_sessions(at(3), at(0), 2).await.unwrap(),
            0
        );
        assert_eq!(
            tx.remove_expired_sessions(at(0), at(1), 9).await.unwrap(),
            2,
            "made too long ago"
        );
        tx.commit().await.unwrap();
    }
);
