//! What is done with messages is in the access log: once, as what it is, and nothing else is. Source: reliability-security R118, R127, 20
//! (trap 29).

use super::*;
use intyg_store::AuditRecord;

impl Scene {
    async fn entries_after(&self, seq: i64) -> Vec<AuditRecord> {
        let mut tx = self.reading().await;
        tx.audit_after(seq, 1000).await.expect("the log")
    }
}

store_test!(
    each_act_is_in_the_access_log_once_with_its_activity,
    async |store| {
        let s = Scene::on(store).await;
        let app = &s.t.app;
        let before = s.entries_after(0).await.last().expect("entries").seq;
        let since = app.now();

        let contact = s.take(s.question("fk 1", "KONTKT")).await;
        let other = s.take(s.question("fk 2", "OVRIGT")).await;
        let request = s.take(s.request("fk 3")).await;
        s.view().await;
        app.inbox(&s.doctor, &waiting()).await.expect("the inbox");
        s.write(&s.doctor, None, Some(contact.id))
            .await
            .expect("answered");
        for _ in 0..2 {
            s.tick(&s.admin, other.id).await.expect("ticked");
        }
        s.untick(&s.admin, other.id).await.expect("unticked");
        s.tick(&s.doctor, request.id).await.expect("ticked");
        // What pages ask for by themselves.
        app.counts(&s.doctor).await.expect("counts");
        app.inbox_news(&s.doctor, since).await.expect("news");
        app.outbox_news(&s.doctor, since).await.expect("news");
        app.delivery(&s.doctor, s.id).await.expect("delivery");

        let log = s.entries_after(before).await;
        let seen: Vec<_> = log
            .iter()
            .map(|record| {
                let entry = &record.entry;
                (entry.action.as_str(), entry.activity.as_str())
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("receive_message", "Skriva"),
                ("receive_message", "Skriva"),
                ("receive_message", "Skriva"),
                ("read_conversation", "Läsa"),
                ("view_inbox", "Läsa"),
                ("answer_question", "Skriva"),
                ("mark_handled", "Skriva"),
                ("mark_handled", "Skriva"),
                ("handle_request", "Skriva"),
            ]
        );
        for record in log.iter().filter(|r| r.entry.action != "view_inbox") {
            assert_eq!(
                record.entry.patient.as_ref(),
                Some(&s.person),
                "{}",
                record.entry.action
            );
        }
    }
);
