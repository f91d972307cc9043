//! A whole conversation with the simulator: its messages come in at our endpoint, ours go out through the outbox.

use intyg_app::{Cannot, CannotComplete, Correction};
use intyg_app::{
    Consent, ConversationState, DeliveryState as State, Handle, NewMessageOffer, RevokeRequest,
    WriteMessage,
};
use intyg_core::conversation::Subject;
use intyg_core::ids::{CertificateId, FormKey, MessageId};
use intyg_core::outbox::OutboxKind;
use intyg_core::revocation::RevocationReason;
use intyg_simulator::{Clock, Config, Direction, Fault, Interactions, Message, Rule};
use intyg_store::Store;
use intyg_testkit::store_test;

use crate::inbox::serve;
use crate::support::{Scene, worker};

impl Scene {
    /// A scene whose simulator writes to our endpoint.
    async fn conversing(store: Store) -> Self {
        let mut scene = Self::on(store).await;
        let clock = scene.t.clock.clone();
        let config = Config {
            care: Some(serve(scene.t.app.clone()).await),
            ..Config::loopback(Clock::new(move || clock.now()))
        };
        scene.simulator = intyg_simulator::start(config).await.expect("a simulator");
        scene.worker = worker(&scene.t, &scene.simulator.url());
        scene
    }

    /// Lets Försäkringskassan write, and returns what became of it.
    async fn order(&self, body: &str) {
        let client = reqwest::Client::builder()
            .no_proxy()
            .build()
            .expect("a client");
        let answer = client
            .post(format!("{}/api/messages", self.simulator.url()))
            .header("Content-Type", "application/json")
            .body(body.to_owned())
            .send()
            .await
            .expect("an answer");
        let status = answer.status();
        let text = answer.text().await.expect("text");
        assert!(status.is_success(), "{text}");
        assert!(text.contains("accepted"), "{text}");
    }

    async fn asks(&self, id: CertificateId, subject: &str) {
        self.order(&format!(
            r#"{{"certificate": "{id}", "ask": "{subject}", "text": "Vad menas?"}}"#
        ))
        .await;
    }

    async fn answers(&self, id: CertificateId, question: MessageId) {
        self.order(&format!(
            r#"{{"certificate": "{id}", "reply_to": "{question}", "text": "Ja."}}"#
        ))
        .await;
    }

    fn key(&self) -> FormKey {
        self.t.app.new_form_key()
    }

    async fn write(&self, id: CertificateId, subject: Option<Subject>) -> MessageId {
        let request = WriteMessage {
            subject,
            question: None,
            text: "Vi undrar & hoppas på <svar>.".to_owned(),
            form_key: self.key(),
        };
        let written = self.t.app.write_message(&self.doctor, id, request).await;
        written.expect("written").message
    }

    fn written_by_care(&self) -> Vec<Message> {
        let messages = self.simulator.snapshot().messages.into_iter();
        messages
            .filter(|message| message.direction == Direction::ToRecipient)
            .collect()
    }

    async fn message_states(&self, id: CertificateId) -> Vec<State> {
        let view = self.t.app.delivery(&self.doctor, id).await.expect("shown");
        let lines = view.lines.into_iter();
        lines
            .filter(|line| line.kind == OutboxKind::Message)
            .map(|line| line.state)
            .collect()
    }
}

store_test!(question_answer_and_handled_go_their_way, async |store| {
    let s = Scene::conversing(store).await;
    let id = s.sign(Consent::Given).await;
    s.run().await;
    let mine = s.write(id, Some(Subject::Coordination)).await;
    s.run().await;
    assert_eq!(s.message_states(id).await, [State::Delivered]);
    let there = s.written_by_care();
    assert_eq!(there.len(), 1);
    assert_eq!(there[0].id, mine.to_text());
    assert_eq!(there[0].text, "Vi undrar & hoppas på <svar>.");
    s.answers(id, mine).await;
    let view = s.t.app.conversation(&s.doctor, id).await.expect("opened");
    let answer = &view.questions[0].followers[0];
    assert_eq!(answer.text, "Ja.");
    let handled =
        s.t.app
            .handle_message(&s.doctor, answer.id, Handle::Done)
            .await;
    handled.expect("handled");
    // The other way round.
    for subject in ["KONTKT", "AVSTMN", "OVRIGT"] {
        s.asks(id, subject).await;
        let reply = s.write(id, None).await;
        s.run().await;
        let there = s.written_by_care();
        let last = there.last().expect("an answer");
        assert_eq!(
            (last.id.as_str(), last.subject.as_str()),
            (reply.to_text().as_str(), subject)
        );
        assert!(last.reply_to.is_some());
    }
    let view = s.t.app.conversation(&s.doctor, id).await.expect("opened");
    assert_eq!(view.new_message, Ok(NewMessageOffer::Question));
});

store_test!(
    a_completion_is_asked_for_given_and_taken_back,
    async |store| {
        let s = Scene::conversing(store).await;
        let id = s.sign(Consent::Given).await;
        s.run().await;
        s.asks(id, "KOMPLT").await;
        let draft = s.t.app.complement(&s.doctor, id, s.key()).await;
        let draft = draft.expect("begun").draft();
        s.t.sign(&s.doctor, draft, Consent::Given)
            .await
            .expect("signed");
        s.run().await;
        assert_eq!(s.effects(draft), (1, 1));
        let snapshot = s.simulator.snapshot();
        let there = snapshot
            .intygstjansten
            .iter()
            .find(|certificate| certificate.id == draft.to_text())
            .expect("registered");
        let asked = snapshot
            .messages
            .iter()
            .find(|message| message.subject == "KOMPLT")
            .expect("asked");
        assert_eq!(there.facts.reply_to.as_deref(), Some(asked.id.as_str()));
        assert_eq!(
            there.facts.completes.as_deref(),
            Some(id.to_text().as_str())
        );
        // Taken back, and answered that it cannot be done.
        let request = RevokeRequest {
            reason: Some(RevocationReason::WrongPatient),
            comment: String::new(),
            correction: Correction::Leave,
            form_key: s.key(),
        };
        s.t.app
            .revoke(&s.doctor, draft, request)
            .await
            .expect("revoked");
        let cannot = CannotComplete {
            reason: Some(Cannot::NobodyToAnswer),
            text: String::new(),
            form_key: s.key(),
        };
        s.t.app
            .cannot_complete(&s.doctor, id, cannot)
            .await
            .expect("answered");
        s.run().await;
        let there = s.written_by_care();
        assert_eq!(there.len(), 1);
        assert_eq!(there[0].reply_to.as_deref(), Some(asked.id.as_str()));
    }
);

// Exchange 8, scenario 7.
store_test!(
    a_lost_answer_to_a_message_is_repeated_and_has_one_effect,
    async |store| {
        let s = Scene::conversing(store).await;
        let id = s.sign(Consent::Given).await;
        s.run().await;
        let cut = Rule::new(
            Interactions::SendMessageToRecipient,
            Fault::CutAfter,
            Some(1),
        );
        s.simulator.add_fault(cut);
        s.write(id, Some(Subject::Contact)).await;
        assert_eq!(s.run().await.retried, 1);
        s.pass(1).await;
        assert_eq!(s.message_states(id).await, [State::Delivered]);
        assert_eq!(s.written_by_care().len(), 1);
    }
);

store_test!(
    a_refused_message_is_under_fel_and_the_certificate_is_not,
    async |store| {
        let s = Scene::conversing(store).await;
        let id = s.sign(Consent::Given).await;
        s.run().await;
        let refuse = Rule::new(
            Interactions::SendMessageToRecipient,
            Fault::ValidationError,
            Some(1),
        );
        s.simulator.add_fault(refuse);
        s.write(id, Some(Subject::Contact)).await;
        assert_eq!(s.run().await.failed, 1);
        assert_eq!(s.message_states(id).await, [State::Failed]);
        let shown = s.shown(id).await;
        assert_eq!(shown.delivery.status, intyg_app::RowStatus::SentToRecipient);
        assert!(shown.events.iter().any(|event| event.what.contains("FEL")));
    }
);

store_test!(
    a_written_off_question_is_closed_and_another_can_be_asked,
    async |store| {
        let s = Scene::conversing(store).await;
        let id = s.sign(Consent::Given).await;
        s.run().await;
        let refuse = Rule::new(
            Interactions::SendMessageToRecipient,
            Fault::ValidationError,
            Some(1),
        );
        s.simulator.add_fault(refuse);
        s.write(id, Some(Subject::Contact)).await;
        s.run().await;
        let app = &s.t.app;
        let shown = app.certificate(&s.doctor, id).await.expect("shown");
        let lines = shown.delivery.lines.iter();
        let failed = lines
            .filter(|line| line.kind == OutboxKind::Message)
            .map(|line| line.message)
            .next_back()
            .expect("a message");
        let view = app.conversation(&s.doctor, id).await.expect("shown");
        assert_eq!(view.state, ConversationState::Ongoing);
        app.write_off(&s.doctor, failed, "Vi ringer Försäkringskassan i stället.")
            .await
            .expect("written off");
        assert_eq!(s.message_states(id).await, [State::Cancelled]);
        let view = app.conversation(&s.doctor, id).await.expect("shown");
        assert_ne!(view.state, ConversationState::Ongoing);
        s.write(id, Some(Subject::Contact)).await;
        s.run().await;
        assert_eq!(s.written_by_care().len(), 1);
    }
);

store_test!(
    nothing_is_asked_about_a_certificate_that_is_deleted_meanwhile,
    async |store| {
        let s = Scene::conversing(store).await;
        let id = s.sign(Consent::Given).await;
        s.run().await;
        s.write(id, Some(Subject::Contact)).await;
        let request = RevokeRequest {
            reason: Some(RevocationReason::WrongPatient),
            comment: String::new(),
            correction: Correction::Leave,
            form_key: s.key(),
        };
        s.t.app
            .revoke(&s.doctor, id, request)
            .await
            .expect("revoked");
        s.run().await;
        assert_eq!(s.message_states(id).await, [State::Cancelled]);
        assert_eq!(s.written_by_care(), []);
    }
);
