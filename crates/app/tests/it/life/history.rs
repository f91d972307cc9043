//! Historik: events and saved states. Source: acceptance A42, N07.

use super::*;

store_test!(
    every_saved_state_can_be_brought_back_and_that_can_be_undone,
    async |store| {
        let scene = Scene::on(store).await;
        let app = &scene.t.app;
        let id = scene.draft().await;
        let full = scene.answers(id).await;
        let draft = app.open_draft(&scene.doctor, id).await.expect("open");
        let cleared = intyg_app::SaveRequest {
            fetched: Vec::new(),
            rev: Some(draft.rev),
            kind: intyg_app::SaveKind::Auto,
            submitted: intyg_app::Submitted::Whole(intyg_catalog::answers::Answers::default()),
        };
        app.save_draft(&scene.doctor, id, cleared)
            .await
            .expect("cleared by mistake");
        let history = app.history(&scene.doctor, id, Some(2)).await;
        let history = history.expect("the history");
        let revs: Vec<i64> = history.states.iter().map(|state| state.rev).collect();
        assert_eq!(revs, [3, 2, 1], "newest first");
        assert!(
            history.states[0].changed.len() > 5,
            "{:?}",
            history.states[0]
        );
        assert!(history.states[2].changed.is_empty(), "the first one");
        let shown = history.shown.expect("the second one");
        assert_eq!((shown.older, shown.newer), (Some(1), Some(3)));
        assert_eq!(shown.answers, full);

        app.restore_draft(&scene.doctor, id, Some(3), 2)
            .await
            .expect("restored");
        assert_eq!(
            scene.answers(id).await,
            full,
            "every field, dates and ticks too"
        );
        app.restore_draft(&scene.doctor, id, Some(4), 3)
            .await
            .expect("undone");
        assert_ne!(scene.answers(id).await, full);
        let late = app.restore_draft(&scene.doctor, id, Some(4), 2).await;
        assert!(
            matches!(late, Err(Error::ChangedSinceShown { .. })),
            "{late:?}"
        );
        let unknown = app.restore_draft(&scene.doctor, id, Some(5), 99).await;
        assert!(matches!(unknown, Err(Error::NotFound)), "{unknown:?}");
        let mut tx = app.store().begin_read().await.expect("a transaction");
        let log = log_of(&mut tx, id).await;
        let restored = log
            .iter()
            .filter(|record| record.entry.reason.starts_with("restored revision"))
            .count();
        assert_eq!(restored, 2);
    }
);

store_test!(
    the_history_tells_what_when_by_whom_and_where,
    async |store| {
        let scene = Scene::on(store).await;
        let id = scene.signed(Consent::Given).await;
        scene.copy(id).await.expect("a copy");
        scene.revoke(id).await;
        let history = scene.t.app.history(&scene.doctor, id, None).await;
        let history = history.expect("the history");
        let what: Vec<&str> = history.events.iter().map(|e| e.what.as_str()).collect();
        assert_eq!(
            what,
            [
                "Skapat",
                "Sparat som utkast",
                "Signerat",
                "Samtycke registrerat, skickas till Försäkringskassan",
                "Kopierat",
                "Raderat: Annat allvarligt fel",
                "Ingenting hade skickats, så ingen mottagare behöver meddelas",
            ]
        );
        for event in &history.events {
            assert_eq!(event.by.as_deref(), Some(scene.doctor.staff.name.as_str()));
            assert_eq!(
                event.unit.as_deref(),
                Some(scene.doctor.unit().name.as_str())
            );
        }
        assert_eq!(history.restore_refused, Some(Reason::Deleted));
        let restored = scene
            .t
            .app
            .restore_draft(&scene.doctor, id, Some(2), 1)
            .await;
        assert_eq!(refused(restored), Reason::Deleted);
    }
);
