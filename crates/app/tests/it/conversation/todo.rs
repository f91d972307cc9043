//! Att göra. Source: ui 6.18, acceptance N13; reliability-security R31.

use super::*;
use intyg_app::{TodoAct, TodoKind, TodoLine, Whose};
use intyg_core::patient::{LifeStatus, Protection};
use jiff::ToSpan as _;

impl Scene {
    async fn todo(&self, actor: &Actor, whose: Whose) -> Vec<TodoLine> {
        self.t.app.todo(actor, whose).await.expect("the list").lines
    }
}

fn kinds(lines: &[TodoLine]) -> Vec<TodoKind> {
    lines.iter().map(|line| line.kind).collect()
}

store_test!(
    what_waits_stands_in_due_order_until_it_is_handled,
    async |store| {
        let s = Scene::on(store).await;
        let question = s.take(s.question("fk 1", "KONTKT")).await.id;
        let request = s.take(s.request("fk 2")).await.id;
        let lines = s.todo(&s.doctor, Whose::Mine).await;
        // The scene's certificate ends in twelve days.
        assert_eq!(
            kinds(&lines),
            [
                TodoKind::LeaveEnds,
                TodoKind::Request,
                TodoKind::Question(Subject::Contact)
            ]
        );
        assert_eq!(lines[0].due, Some(date(2026, 12, 4)));
        assert_eq!(lines[0].act, TodoAct::Copy(s.id));
        assert_eq!(lines[1].due, Some(date(2026, 12, 6)));
        assert_eq!(lines[1].act, TodoAct::Open(s.id, request));
        assert_eq!(lines[1].responsible, s.doctor.staff.name);
        let act = TodoAct::Open(s.id, question);
        assert_eq!((lines[2].due, lines[2].act), (None, act));
        // The administrator has nothing of her own, and the same on the unit.
        assert_eq!(s.todo(&s.admin, Whose::Mine).await, []);
        let unit = s.todo(&s.admin, Whose::Unit).await;
        assert!(kinds(&unit).contains(&TodoKind::Request));
        let to = Some(&s.admin.staff.id);
        s.t.app
            .assign_message(&s.admin, question, to)
            .await
            .expect("assigned");
        assert_eq!(
            kinds(&s.todo(&s.admin, Whose::Mine).await),
            [TodoKind::Question(Subject::Contact)]
        );
        // No other unit's.
        let others = s.t.actors(Role::Doctor).await;
        let other = others.iter().find(|other| other.unit() != s.doctor.unit());
        assert_eq!(s.todo(other.expect("another unit"), Whose::Unit).await, []);
        s.tick(&s.admin, question).await.expect("ticked");
        assert_eq!(s.todo(&s.admin, Whose::Mine).await, []);
        assert!(
            s.log()
                .await
                .contains(&("list_certificates".to_owned(), true))
        );
    }
);

store_test!(
    a_leave_is_told_on_its_last_days_unless_another_follows,
    async |store| {
        let s = Scene::on(store).await;
        let last = date(2026, 12, 4);
        let told = async || {
            let unit = &s.doctor.unit().id;
            let mut tx = s.t.app.store().begin_read().await.expect("a transaction");
            let mut told = Vec::new();
            for days in [
                (
                    last.yesterday().expect("a day"),
                    last.yesterday().expect("a day"),
                ),
                (last, last),
                (last.tomorrow().expect("a day"), date(2027, 12, 4)),
            ] {
                let rows = tx.ending_certificates(unit, days).await.expect("read");
                told.push(rows.iter().map(|(row, _)| row.id).collect::<Vec<_>>());
            }
            told
        };
        assert_eq!(told().await, [vec![], vec![s.id], vec![]]);
        s.t.clock.advance(SignedDuration::from_hours(24));
        let next = s.t.complete_draft(&s.doctor, s.key).await.expect("a draft");
        assert_eq!(told().await[1], [s.id], "a draft extends nothing");
        s.t.sign(&s.doctor, next, Consent::Given)
            .await
            .expect("signed");
        assert_eq!(told().await, [vec![], vec![], vec![next]]);
        s.t.clock.advance(SignedDuration::from_hours(24 * 13));
        assert_eq!(s.todo(&s.doctor, Whose::Unit).await, [], "it has ended");
    }
);

store_test!(
    a_leave_is_thought_of_from_the_fourteenth_day_before_its_last,
    async |store| {
        let s = Scene::on(store).await;
        s.revoke(s.id).await;
        let last = s.t.app.today() + 15.days();
        let id = s.t.complete_draft(&s.doctor, s.key).await.expect("a draft");
        let period = (s.t.app.today(), last);
        let complete = s.t.complete_over(&s.doctor, id, period).await;
        complete.expect("complete");
        s.t.sign(&s.doctor, id, Consent::Given)
            .await
            .expect("signed");
        assert_eq!(s.todo(&s.doctor, Whose::Unit).await, []);
        s.t.clock.advance(SignedDuration::from_hours(24));
        let lines = s.todo(&s.doctor, Whose::Unit).await;
        assert_eq!(kinds(&lines), [TodoKind::LeaveEnds]);
        assert_eq!(lines[0].due, Some(last));
    }
);

store_test!(a_draft_is_thought_of_before_it_is_locked, async |store| {
    let t = TestApp::locking_drafts_after(store, 14);
    let doctor = t.actor(Role::Doctor).await;
    let key = t.open(&doctor, &t.ordinary_person().await).await;
    let id = t.complete_draft(&doctor, key).await.expect("a draft");
    let made = t.app.today();
    let mut told = Vec::new();
    for day in 0..=14 {
        let list = t.app.todo(&doctor, Whose::Mine).await.expect("the list");
        for line in list.lines {
            assert_eq!(
                (line.kind, line.act),
                (TodoKind::LocksSoon, TodoAct::Edit(id))
            );
            // The last day on which it can be changed.
            assert_eq!(line.due, Some(made + 13.days()));
            told.push(day);
        }
        t.clock.advance(SignedDuration::from_hours(24));
    }
    assert_eq!(told, [11, 12, 13]);
});

store_test!(a_protected_patient_is_left_out, async |store| {
    let s = Scene::on(store).await;
    let protected = s.t.person(|p| {
        p.protection == Protection::Protected && p.life == LifeStatus::Alive && !p.test_indicated
    });
    let protected = protected.await;
    let key = s.t.open(&s.doctor, &protected).await;
    let id = s.t.complete_draft(&s.doctor, key).await.expect("a draft");
    s.t.sign(&s.doctor, id, Consent::Given)
        .await
        .expect("signed");
    s.arrive(id).await;
    let hidden = IncomingMessage {
        certificate: id.to_text(),
        patient: protected.digits().to_owned(),
        ..s.question("fk 1", "KONTKT")
    };
    s.take(hidden).await;
    let of = |lines: Vec<TodoLine>| lines.iter().any(|line| line.person_id == protected);
    assert!(of(s.todo(&s.doctor, Whose::Unit).await));
    assert!(!of(s.todo(&s.admin, Whose::Unit).await));
});
