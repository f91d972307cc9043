//! What the recipient and the unit write to each other.

mod closing;
mod completing;
mod handling;
mod inbox;
mod logged;
mod reception;
mod takeover;
mod todo;
mod writing;

use std::sync::Arc;

use intyg_app::{
    Consent, ConversationView, Correction, Error, Handle, InboxRequest, InboxStatus,
    IncomingMessage, IncomingPoint, MessageReason, NewMessageOffer, OpenRequests, PageRequest,
    Reason, Receipt, RevokeRequest, WriteMessage, Written,
};
use intyg_core::actor::{Actor, Role};
use intyg_core::conversation::reception::Rejection;
use intyg_core::conversation::{Handling, ItemState, MessageKind, Party, Subject};
use intyg_core::ids::{CertificateId, MessageId, PatientKey};
use intyg_core::person::PersonId;
use intyg_core::revocation::RevocationReason;
use intyg_core::time;
use intyg_store::{MessageRow, Tx};
use intyg_testkit::app::TestApp;
use intyg_testkit::store_test;
use jiff::SignedDuration;
use jiff::civil::date;
use tokio::sync::Barrier;

/// A doctor, a care administrator and a signed certificate that the recipient has.
struct Scene {
    t: TestApp,
    doctor: Actor,
    admin: Actor,
    key: PatientKey,
    person: PersonId,
    id: CertificateId,
}

impl Scene {
    async fn on(store: intyg_store::Store) -> Self {
        let t = TestApp::on(store);
        let doctor = t.actor(Role::Doctor).await;
        let admin = t
            .actors(Role::CareAdmin)
            .await
            .into_iter()
            .find(|admin| admin.unit() == doctor.unit())
            .expect("an administrator there");
        let person = t.ordinary_person().await;
        let key = t.open(&doctor, &person).await;
        let id = t.complete_draft(&doctor, key).await.expect("a draft");
        t.sign(&doctor, id, Consent::Given).await.expect("signed");
        let scene = Self {
            t,
            doctor,
            admin,
            key,
            person,
            id,
        };
        scene.arrive(id).await;
        scene
    }

    async fn reading(&self) -> Tx {
        let tx = self.t.app.store().begin_read().await;
        tx.expect("a transaction")
    }

    /// The recipient gets a certificate.
    async fn arrive(&self, id: CertificateId) {
        let mut tx = self
            .t
            .app
            .store()
            .begin_write()
            .await
            .expect("a transaction");
        tx.mark_registered(id, self.t.app.now())
            .await
            .expect("marked");
        tx.mark_sent(id, self.t.app.now()).await.expect("marked");
        tx.commit().await.expect("committed");
    }

    /// A question about the scene's certificate.
    fn question(&self, message_id: &str, subject: &str) -> IncomingMessage {
        let unit = self.doctor.unit().id.as_str().to_owned();
        IncomingMessage {
            address: unit.clone(),
            message_id: message_id.to_owned(),
            reference_id: Some(format!("FK {message_id}")),
            sent_at: time::local(self.t.app.now()),
            certificate: self.id.to_text(),
            patient: self.person.digits().to_owned(),
            unit,
            subject: subject.to_owned(),
            sender: "FKASSA".to_owned(),
            heading: None,
            text: "Vad menas?".to_owned(),
            reminds_of: None,
            answers: None,
            contact_lines: vec!["Kontoret".to_owned()],
            points: Vec::new(),
            reply_by: None,
        }
    }

    fn request(&self, message_id: &str) -> IncomingMessage {
        IncomingMessage {
            points: vec![IncomingPoint {
                question: "29".to_owned(),
                instance: None,
                text: "Vad?".to_owned(),
            }],
            reply_by: Some(date(2026, 12, 6)),
            ..self.question(message_id, "KOMPLT")
        }
    }

    fn reminder(&self, message_id: &str, of: &str) -> IncomingMessage {
        IncomingMessage {
            reminds_of: Some(of.to_owned()),
            reply_by: Some(date(2026, 12, 24)),
            ..self.question(message_id, "PAMINN")
        }
    }

    fn answer(&self, message_id: &str, subject: &str, to: MessageId) -> IncomingMessage {
        IncomingMessage {
            answers: Some(to.to_text()),
            ..self.question(message_id, subject)
        }
    }

    /// Takes a message in and returns it as stored.
    async fn take(&self, message: IncomingMessage) -> MessageRow {
        self.t.clock.advance(SignedDuration::from_secs(1));
        let receipt = self.t.app.receive(&message).await.expect("answered");
        assert_eq!(receipt, Receipt::Stored, "{message:?}");
        self.stored(&message.message_id).await.expect("stored")
    }

    async fn stored(&self, message_id: &str) -> Option<MessageRow> {
        let mut tx = self.reading().await;
        tx.message_by_wire_id(Party::Recipient, message_id)
            .await
            .expect("read")
    }

    async fn row(&self, id: MessageId) -> MessageRow {
        let mut tx = self.reading().await;
        tx.message(id).await.expect("read").expect("stored")
    }

    async fn state(&self, id: MessageId) -> Option<ItemState> {
        self.row(id).await.state
    }

    async fn how(&self, id: MessageId) -> Option<Handling> {
        self.row(id).await.handled.map(|mark| mark.how)
    }

    async fn view(&self) -> ConversationView {
        let view = self.t.app.conversation(&self.doctor, self.id).await;
        view.expect("the conversation")
    }

    async fn write(
        &self,
        actor: &Actor,
        subject: Option<Subject>,
        question: Option<MessageId>,
    ) -> Result<Written, Error> {
        self.t.clock.advance(SignedDuration::from_secs(1));
        let request = WriteMessage {
            subject,
            question,
            text: "Vi hör av oss.".to_owned(),
            form_key: self.t.app.new_form_key(),
        };
        self.t.app.write_message(actor, self.id, request).await
    }

    async fn ask(&self, subject: Subject) -> MessageId {
        let written = self.write(&self.admin, Some(subject), None).await;
        written.expect("asked").message
    }

    async fn tick(&self, actor: &Actor, id: MessageId) -> Result<(), Error> {
        let done = self.t.app.handle_message(actor, id, Handle::Done).await;
        done.map(|_| ())
    }

    async fn untick(&self, actor: &Actor, id: MessageId) -> Result<(), Error> {
        let done = self.t.app.handle_message(actor, id, Handle::Undone).await;
        done.map(|_| ())
    }

    async fn revoke(&self, id: CertificateId) {
        let request = RevokeRequest {
            reason: Some(RevocationReason::WrongPatient),
            comment: String::new(),
            correction: Correction::Leave,
            form_key: self.t.app.new_form_key(),
        };
        let revoked = self.t.app.revoke(&self.doctor, id, request).await;
        revoked.expect("revoked");
    }

    /// The body of the message that was queued last for a certificate.
    async fn last_body(&self, id: CertificateId) -> String {
        let mut tx = self.reading().await;
        let lane = tx.outbox_of_certificate(id).await.expect("the lane");
        let last = lane.last().expect("a message").id;
        let body = tx.outbox_body(last).await.expect("intact").expect("a body");
        body.into_text()
    }

    async fn events(&self, id: CertificateId) -> Vec<String> {
        let mut tx = self.reading().await;
        let events = tx.events_of(id).await.expect("the events");
        events.into_iter().map(|event| event.kind).collect()
    }

    async fn log(&self) -> Vec<(String, bool)> {
        let mut tx = self.reading().await;
        let log = tx.audit_after(0, 1000).await.expect("the log");
        log.into_iter()
            .map(|record| {
                let is_done = record.entry.outcome == intyg_store::AuditOutcome::Done;
                (record.entry.action, is_done)
            })
            .collect()
    }
}

/// Everything that waits in the inbox.
fn waiting() -> InboxRequest {
    InboxRequest {
        status: InboxStatus::Todo,
        matter: None,
        issuer: None,
        assigned: None,
        patient: None,
        from: None,
        to: None,
        page: PageRequest {
            number: 1,
            size: 100,
        },
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> Reason {
    match result {
        Err(Error::Refused(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

fn about(reason: MessageReason) -> Reason {
    Reason::Message(reason)
}
