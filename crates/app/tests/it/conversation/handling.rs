//! Hanterat, on and off. Source: exchange 3.7, acceptance S83–S86, D12, D14.

use super::*;
use intyg_app::HandleOnly;
use intyg_app::Tick;

store_test!(
    a_question_that_needs_no_answer_is_ticked_and_unticked,
    async |store| {
        let s = Scene::on(store).await;
        for (n, subject) in ["AVSTMN", "KONTKT", "OVRIGT"].into_iter().enumerate() {
            let row = s.take(s.question(&format!("fk {n}"), subject)).await;
            s.tick(&s.admin, row.id).await.expect("ticked");
            let ticked = s.row(row.id).await;
            assert_eq!(ticked.state, Some(ItemState::Closed));
            let mark = ticked.handled.expect("a mark");
            assert_eq!((mark.how, &mark.by.id), (Handling::Mark, &s.admin.staff.id));
            s.untick(&s.doctor, row.id).await.expect("unticked");
            assert_eq!(s.state(row.id).await, Some(ItemState::PendingInternal));
            assert_eq!(s.how(row.id).await, None);
        }
    }
);

store_test!(the_first_mark_stays, async |store| {
    let s = Scene::on(store).await;
    let row = s.take(s.question("fk", "KONTKT")).await;
    let first = s.t.app.handle_message(&s.admin, row.id, Handle::Done).await;
    s.t.clock.advance(SignedDuration::from_mins(5));
    let second =
        s.t.app
            .handle_message(&s.doctor, row.id, Handle::Done)
            .await;
    assert_eq!(first.expect("ticked").at, second.expect("ticked").at);
    let mark = s.row(row.id).await.handled.expect("a mark");
    assert_eq!(mark.by.id, s.admin.staff.id);
    let marks = s.events(s.id).await;
    assert_eq!(marks.iter().filter(|e| *e == "message_handled").count(), 1);
});

store_test!(a_request_to_complete_is_for_doctors, async |store| {
    let s = Scene::on(store).await;
    let row = s.take(s.request("fk")).await;
    assert!(matches!(
        s.tick(&s.admin, row.id).await,
        Err(Error::Forbidden)
    ));
    assert_eq!(s.how(row.id).await, None);
    assert!(
        s.log()
            .await
            .contains(&("handle_request".to_owned(), false))
    );
    s.tick(&s.doctor, row.id).await.expect("ticked");
    assert_eq!(s.state(row.id).await, Some(ItemState::Closed));
    assert!(matches!(
        s.untick(&s.admin, row.id).await,
        Err(Error::Forbidden)
    ));
    s.untick(&s.doctor, row.id).await.expect("unticked");
    assert_eq!(s.state(row.id).await, Some(ItemState::PendingInternal));
    // Its reminder is everybody's.
    let reminder = s.take(s.reminder("fk 2", "fk")).await;
    s.tick(&s.admin, reminder.id).await.expect("ticked");
    assert_eq!(s.state(row.id).await, Some(ItemState::PendingInternal));
    s.untick(&s.admin, reminder.id).await.expect("unticked");
});

store_test!(the_mark_of_an_answer_closes_its_question, async |store| {
    let s = Scene::on(store).await;
    let mine = s.ask(Subject::Contact).await;
    let answer = s.take(s.answer("fk", "KONTKT", mine)).await;
    // The question waits for nothing any more, so it has no mark of its own.
    assert_eq!(
        refused(s.tick(&s.admin, mine).await),
        about(MessageReason::NothingToHandle)
    );
    s.tick(&s.admin, answer.id).await.expect("ticked");
    assert_eq!(s.state(mine).await, Some(ItemState::Closed));
    s.untick(&s.admin, answer.id).await.expect("unticked");
    assert_eq!(s.state(mine).await, Some(ItemState::Answered));
});

store_test!(an_own_question_can_be_given_up, async |store| {
    let s = Scene::on(store).await;
    let mine = s.ask(Subject::Contact).await;
    s.tick(&s.admin, mine).await.expect("ticked");
    assert_eq!(s.state(mine).await, Some(ItemState::Closed));
    s.untick(&s.admin, mine).await.expect("unticked");
    assert_eq!(s.state(mine).await, Some(ItemState::PendingExternal));
});

store_test!(
    the_mark_of_an_answered_question_is_only_a_mark,
    async |store| {
        let s = Scene::on(store).await;
        let row = s.take(s.question("fk", "KONTKT")).await;
        let answer = s
            .write(&s.admin, None, None)
            .await
            .expect("answered")
            .message;
        assert_eq!(s.how(row.id).await, Some(Handling::Answer));
        s.untick(&s.admin, row.id).await.expect("unticked");
        assert_eq!(
            (s.state(row.id).await, s.how(row.id).await),
            (Some(ItemState::Closed), None)
        );
        assert_eq!(
            refused(s.write(&s.admin, None, Some(row.id)).await),
            about(MessageReason::AnsweredAlready)
        );
        s.tick(&s.admin, row.id).await.expect("ticked");
        assert_eq!(s.how(row.id).await, Some(Handling::Mark));
        assert_eq!(
            refused(s.tick(&s.admin, answer).await),
            about(MessageReason::NothingToHandle)
        );
    }
);

store_test!(the_view_says_what_can_be_ticked_by_whom, async |store| {
    let s = Scene::on(store).await;
    s.take(s.request("fk 1")).await;
    let ticks = async |actor: &Actor| -> Vec<Tick> {
        let view = s.t.app.conversation(actor, s.id).await.expect("opened");
        let all = view.requests.into_iter().chain(view.questions);
        all.map(|thread| thread.question.tick).collect()
    };
    assert_eq!(ticks(&s.doctor).await, [Tick::Possible]);
    assert_eq!(
        ticks(&s.admin).await,
        [Tick::Refused(Reason::MayNotComplement)]
    );
    let request = intyg_app::CannotComplete {
        reason: Some(intyg_app::Cannot::NobodyToAnswer),
        text: String::new(),
        form_key: s.t.app.new_form_key(),
    };
    s.t.app
        .cannot_complete(&s.doctor, s.id, request)
        .await
        .expect("answered");
    assert_eq!(
        ticks(&s.doctor).await,
        [Tick::Refused(about(MessageReason::RequestAnswered))]
    );
});

store_test!(somebody_elsewhere_knows_nothing_of_it, async |store| {
    let s = Scene::on(store).await;
    let row = s.take(s.question("fk", "KONTKT")).await;
    let others = s.t.actors(Role::Doctor).await;
    let other = others
        .iter()
        .find(|other| other.unit() != s.doctor.unit())
        .expect("another unit");
    assert!(matches!(s.tick(other, row.id).await, Err(Error::NotFound)));
    assert!(matches!(
        s.t.app.conversation(other, s.id).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        s.write(other, Some(Subject::Contact), None).await,
        Err(Error::NotFound)
    ));
    let unknown = MessageId::from_random_bytes([7; 16]);
    assert!(matches!(
        s.tick(&s.doctor, unknown).await,
        Err(Error::NotFound)
    ));
});

store_test!(
    the_only_message_that_waits_is_marked_and_of_several_none,
    async |store| {
        let s = Scene::on(store).await;
        let only = async || s.t.app.handle_only_message(&s.admin, s.id).await;
        let nothing = about(MessageReason::NothingToHandle);
        assert_eq!(refused(only().await), nothing);
        // An own question waits for the recipient, not for the mark.
        let own = s.ask(Subject::Coordination).await;
        assert_eq!(refused(only().await), nothing);
        s.tick(&s.admin, own).await.expect("closed");

        let first = s.take(s.question("fk 1", "KONTKT")).await;
        let done = only().await.expect("marked");
        assert!(matches!(done, HandleOnly::Done(handled) if handled.certificate == s.id));
        assert_eq!(s.how(first.id).await, Some(Handling::Mark));
        assert_eq!(refused(only().await), nothing);

        let request = s.take(s.request("fk 2")).await;
        assert_eq!(only().await.expect("asked"), HandleOnly::Asks(request.id));
        let other = s.take(s.question("fk 3", "OVRIGT")).await;
        assert_eq!(only().await.expect("asked"), HandleOnly::Several);
        assert_eq!(
            (s.how(request.id).await, s.how(other.id).await),
            (None, None)
        );
    }
);
