//! Enhetens inkorg. Source: ui 6.16, acceptance S87, S88, D10; reliability-security R31.

use super::*;
use intyg_app::{Assigned, Matter, PageRequest, ReadIn};
use intyg_core::conversation::Todo;
use intyg_core::patient::{LifeStatus, Protection};
use intyg_store::NewMessage;

impl Scene {
    async fn inbox(&self, actor: &Actor, request: InboxRequest) -> Vec<MessageId> {
        let page = self.t.app.inbox(actor, &request).await.expect("the inbox");
        assert_eq!(page.messages.total, page.messages.rows.len());
        page.messages
            .rows
            .iter()
            .map(|message| message.id)
            .collect()
    }

    /// A message whose certificate has moved since: stored as reception would have, on no certificate.
    async fn lost(&self, message_id: &str) -> MessageId {
        let id = MessageId::from_random_bytes(
            self.t.app.new_request_id().to_text().as_bytes()[..16]
                .try_into()
                .expect("16"),
        );
        let mut tx = self
            .t
            .app
            .store()
            .begin_write()
            .await
            .expect("a transaction");
        let message = NewMessage {
            id,
            kind: MessageKind::Question,
            subject: Subject::Contact,
            message_id: message_id.to_owned(),
            reference_id: None,
            certificate: None,
            stated_certificate: "elsewhere".to_owned(),
            person_id: self.person.clone(),
            unit_id: self.doctor.unit().id.clone(),
            sent_at: self.t.app.now(),
            at: self.t.app.now(),
            heading: String::new(),
            text: "Var är intyget?".to_owned(),
            reply_by: None,
            question: None,
            state: Some(ItemState::PendingInternal),
            written: None,
            contact_lines: Vec::new(),
            points: Vec::new(),
        };
        assert!(tx.insert_message(&message).await.expect("stored"));
        tx.commit().await.expect("committed");
        id
    }
}

store_test!(
    the_inbox_is_the_units_own_and_what_must_be_answered_comes_first,
    async |store| {
        let s = Scene::on(store).await;
        let contact = s.take(s.question("fk 1", "KONTKT")).await.id;
        let request = s.take(s.request("fk 2")).await.id;
        let done = s.take(s.question("fk 3", "OVRIGT")).await.id;
        s.tick(&s.admin, done).await.expect("ticked");
        let filter = waiting;
        assert_eq!(s.inbox(&s.doctor, filter()).await, [request, contact]);
        let status = |status| InboxRequest { status, ..filter() };
        assert_eq!(s.inbox(&s.doctor, status(InboxStatus::Done)).await, [done]);
        assert_eq!(
            s.inbox(&s.doctor, status(InboxStatus::All)).await,
            [request, contact, done]
        );
        let matter = Some(Matter::Question(Subject::Contact));
        assert_eq!(
            s.inbox(&s.admin, InboxRequest { matter, ..filter() }).await,
            [contact]
        );
        let issuer = Some(s.doctor.staff.id.clone());
        let patient = Some(s.key);
        let (from, to) = (Some(s.t.app.today()), Some(s.t.app.today()));
        let both = InboxRequest {
            issuer,
            patient,
            from,
            to,
            ..filter()
        };
        assert_eq!(s.inbox(&s.admin, both.clone()).await.len(), 2);
        let stranger = intyg_core::ids::PatientKey::from_random_bytes([9; 16]);
        let yesterday = s.t.app.today().yesterday().ok();
        let tomorrow = s.t.app.today().tomorrow().ok();
        for nothing in [
            InboxRequest {
                patient: Some(stranger),
                ..both.clone()
            },
            InboxRequest {
                from: tomorrow,
                to: None,
                ..both.clone()
            },
            InboxRequest {
                from: None,
                to: yesterday,
                ..both.clone()
            },
            InboxRequest {
                issuer: Some(s.admin.staff.id.clone()),
                ..both
            },
        ] {
            assert_eq!(s.inbox(&s.admin, nothing.clone()).await, [], "{nothing:?}");
        }
        for actor in [&s.doctor, &s.admin] {
            assert_eq!(s.t.app.inbox_count(actor).await.expect("counted"), 2);
        }
        let page = s.t.app.inbox(&s.doctor, &filter()).await.expect("listed");
        assert_eq!(page.issuers.len(), 1);
        assert_eq!(page.issuers[0].id, s.doctor.staff.id);
        let row = &page.messages.rows[0];
        assert_eq!(row.todo, Some(Todo::Complement));
        let certificate = row.certificate.as_ref().expect("found");
        assert_eq!(certificate.id, s.id);
        assert_eq!(certificate.issuer, s.doctor.staff.name);
        assert!(row.read_in_at.is_some());
        // No other unit's.
        let others = s.t.actors(Role::Doctor).await;
        let other = others
            .iter()
            .find(|other| other.unit() != s.doctor.unit())
            .expect("another unit");
        let all = InboxRequest {
            status: InboxStatus::All,
            ..filter()
        };
        assert_eq!(s.inbox(other, all).await, []);
        assert_eq!(s.t.app.inbox_count(other).await.expect("counted"), 0);
        // Reading it is in the access log, once for the patient.
        let read = s.log().await;
        assert!(read.contains(&("view_inbox".to_owned(), true)));
    }
);

store_test!(
    a_protected_patients_messages_are_doctors_alone,
    async |store| {
        let s = Scene::on(store).await;
        let protected =
            s.t.person(|p| {
                p.protection == Protection::Protected
                    && p.life == LifeStatus::Alive
                    && !p.test_indicated
            })
            .await;
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
        let hidden = s.take(hidden).await.id;
        let open = s.take(s.question("fk 2", "KONTKT")).await.id;
        let filter = waiting;
        assert_eq!(s.inbox(&s.doctor, filter()).await, [hidden, open]);
        assert_eq!(s.inbox(&s.admin, filter()).await, [open]);
        assert_eq!(s.t.app.inbox_count(&s.doctor).await.expect("counted"), 2);
        assert_eq!(s.t.app.inbox_count(&s.admin).await.expect("counted"), 1);
        assert!(matches!(
            s.tick(&s.admin, hidden).await,
            Err(Error::Forbidden)
        ));
        assert!(matches!(
            s.t.app.conversation(&s.admin, id).await,
            Err(Error::Forbidden)
        ));
    }
);

store_test!(only_what_came_since_is_news, async |store| {
    let s = Scene::on(store).await;
    s.take(s.question("fk 1", "KONTKT")).await;
    let since = s.t.app.now();
    let news = async |actor| s.t.app.inbox_news(actor, since).await.expect("counted");
    assert_eq!(news(&s.doctor).await, 0);
    s.t.clock.advance(jiff::SignedDuration::from_secs(1));
    s.take(s.question("fk 2", "KONTKT")).await;
    assert_eq!(news(&s.doctor).await, 1);
    let others = s.t.actors(Role::Doctor).await;
    let other = others.iter().find(|other| other.unit() != s.doctor.unit());
    assert_eq!(news(other.expect("another unit")).await, 0);
});

store_test!(a_long_inbox_comes_in_pages, async |store| {
    let s = Scene::on(store).await;
    let mut expected = Vec::new();
    for n in 0..105 {
        expected.push(s.take(s.question(&format!("fk {n}"), "OVRIGT")).await.id);
    }
    let mut seen = Vec::new();
    for number in 1..=3 {
        let page = PageRequest { number, size: 50 };
        let request = InboxRequest { page, ..waiting() };
        let page = s.t.app.inbox(&s.doctor, &request).await.expect("a page");
        assert_eq!((page.messages.total, page.messages.pages), (105, 3));
        seen.extend(page.messages.rows.iter().map(|message| message.id));
    }
    assert_eq!(seen, expected);
});

store_test!(
    a_message_is_put_on_its_certificate_by_hand_or_is_there_already,
    async |store| {
        let s = Scene::on(store).await;
        let there = s.take(s.question("fk 1", "KONTKT")).await.id;
        let read = async |message, chosen| s.t.app.read_in(&s.admin, message, chosen).await;
        assert_eq!(
            read(there, None).await.expect("there"),
            ReadIn::Before(s.id)
        );
        let lost = s.lost("fk 2").await;
        assert!(matches!(s.tick(&s.admin, lost).await, Err(Error::NotFound)));
        assert_eq!(
            refused(read(lost, None).await),
            about(MessageReason::CertificateNotChosen)
        );
        let draft = s.t.complete_draft(&s.doctor, s.key).await.expect("a draft");
        let choices = s.t.app.read_in_view(&s.admin, lost).await.expect("choices");
        assert!(choices.message.certificate.is_none());
        let ids: Vec<_> = choices.choices.iter().map(|choice| choice.id).collect();
        assert_eq!(ids, [s.id], "no draft");
        assert_eq!(
            refused(read(lost, Some(draft)).await),
            about(MessageReason::OtherPatientOrUnit)
        );
        let other =
            s.t.person(|p| {
                p.id != s.person
                    && p.life == LifeStatus::Alive
                    && p.protection == Protection::Open
                    && !p.test_indicated
            })
            .await;
        let key = s.t.open(&s.doctor, &other).await;
        let stranger = s.t.complete_draft(&s.doctor, key).await.expect("a draft");
        s.t.sign(&s.doctor, stranger, Consent::NotGiven)
            .await
            .expect("signed");
        assert_eq!(
            refused(read(lost, Some(stranger)).await),
            about(MessageReason::OtherPatientOrUnit)
        );
        assert_eq!(
            read(lost, Some(s.id)).await.expect("read in"),
            ReadIn::Now(s.id)
        );
        assert_eq!(
            read(lost, Some(s.id)).await.expect("there"),
            ReadIn::Before(s.id)
        );
        assert_eq!(s.view().await.questions.len(), 2);
        assert!(s.events(s.id).await.contains(&"message_read_in".to_owned()));
    }
);

store_test!(
    a_message_is_assigned_to_somebody_of_the_unit,
    async |store| {
        let s = Scene::on(store).await;
        let message = s.take(s.question("fk 1", "KONTKT")).await.id;
        let assign = async |to| s.t.app.assign_message(&s.admin, message, to).await;
        assign(Some(&s.doctor.staff.id)).await.expect("assigned");
        let assigned = s.row(message).await.assigned_to.expect("somebody");
        assert_eq!(assigned.id, s.doctor.staff.id);
        let assigned = |assigned| InboxRequest {
            assigned: Some(assigned),
            ..waiting()
        };
        let (hers, nobodys) = (Assigned::To(s.doctor.staff.id.clone()), Assigned::Nobody);
        assert_eq!(s.inbox(&s.admin, assigned(hers)).await, [message]);
        assert_eq!(s.inbox(&s.admin, assigned(nobodys)).await, []);
        let dialog = s.t.app.message_assign_view(&s.admin, message).await;
        let dialog = dialog.expect("the dialog");
        assert_eq!(dialog.assigned.as_ref(), Some(&s.doctor.staff.id));
        assert!(
            dialog
                .staff
                .iter()
                .any(|staff| staff.id == s.admin.staff.id)
        );
        let shown = &s.view().await.questions[0].question;
        assert_eq!(shown.assigned_to, s.doctor.staff.name);
        let stranger = intyg_core::ids::HsaId::parse("SE-NOBODY").expect("an id");
        assert_eq!(
            refused(assign(Some(&stranger)).await),
            about(MessageReason::NotAssignable)
        );
        assign(None).await.expect("taken back");
        assert_eq!(s.row(message).await.assigned_to, None);
    }
);

store_test!(
    an_operator_lists_without_patients_and_shows_with_a_trace,
    async |store| {
        let s = Scene::on(store).await;
        let request = s.take(s.request("fk 1")).await.id;
        let done = s.take(s.question("fk 2", "OVRIGT")).await.id;
        s.tick(&s.admin, done).await.expect("ticked");
        let app = &s.t.app;
        let todo = app.inbox_lines(None, InboxStatus::Todo, "op").await;
        let todo = todo.expect("listed");
        assert_eq!(todo.len(), 1);
        assert_eq!((todo[0].id, todo[0].certificate), (request, Some(s.id)));
        assert!(!format!("{todo:?}").contains(s.person.digits()));
        let unit = Some(&s.doctor.unit().id);
        let all = app.inbox_lines(unit, InboxStatus::All, "op").await;
        assert_eq!(all.expect("listed").len(), 2);
        let record = app.inbox_record(request, "op", "why").await.expect("shown");
        assert_eq!(record["point 1"], "29: Vad?");
        assert_eq!(record["contact"], "Kontoret");
        assert_eq!(record["personnummer"], s.person.digits());
        let unknown = MessageId::from_random_bytes([7; 16]);
        assert!(matches!(
            app.inbox_record(unknown, "op", "why").await,
            Err(Error::NotFound)
        ));
        let mut tx = app.store().begin_read().await.expect("a transaction");
        let log = tx.audit_after(0, 1000).await.expect("the log");
        let shown: Vec<_> = log
            .iter()
            .filter(|record| record.entry.action == "inbox_show")
            .collect();
        assert_eq!(shown.len(), 1);
        assert_eq!(shown[0].entry.patient.as_ref(), Some(&s.person));
        assert!(log.iter().any(|record| record.entry.action == "inbox_list"));
    }
);
