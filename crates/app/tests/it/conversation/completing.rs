//! What is asked for, beside the draft that answers it. Source: ui 6.14, acceptance A45, A68, S28, S29.

use super::*;
use intyg_app::{
    Complement, PointCount, RequestView, RowStatus, SaveKind, SaveRequest, SignRequest, Submitted,
};
use intyg_catalog::element::ElementId;
use jiff::ToSpan as _;

/// A question of the form that is answered in free text.
struct Asked {
    field: String,
    text: String,
    id: ElementId,
    number: u16,
}

impl Scene {
    /// The first two questions with much text.
    fn asked(&self) -> [Asked; 2] {
        let ctype = self.t.ctype();
        let today = self.t.app.today();
        let example = (ctype.example)(today - 1.day(), today + 12.days());
        let mut texts = example.iter().filter_map(|(field, text)| {
            let id = ctype.element(field)?.id;
            let (number, _) = id.wire()?;
            (text.len() > 25).then(|| Asked {
                field: field.to_owned(),
                text: text.to_owned(),
                id,
                number,
            })
        });
        std::array::from_fn(|_| texts.next().expect("free texts"))
    }

    fn points(&self, message_id: &str, questions: &[String]) -> IncomingMessage {
        let point = |question: &String| IncomingPoint {
            question: question.clone(),
            instance: None,
            text: format!("Om {question}?"),
        };
        IncomingMessage {
            points: questions.iter().map(point).collect(),
            ..self.request(message_id)
        }
    }

    async fn complete(&self) -> CertificateId {
        let key = self.t.app.new_form_key();
        let begun = self.t.app.complement(&self.doctor, self.id, key).await;
        begun.map(Complement::draft).expect("a completion")
    }

    async fn change(&self, id: CertificateId, field: &str, text: &str) -> Vec<RequestView> {
        let draft = self.t.app.open_draft(&self.doctor, id).await.expect("open");
        let request = SaveRequest {
            fetched: Vec::new(),
            rev: Some(draft.rev),
            kind: SaveKind::Auto,
            submitted: Submitted::Changed([(field.to_owned(), text.to_owned())].into()),
        };
        let saved = self.t.app.save_draft(&self.doctor, id, request).await;
        saved.expect("saved").draft.requests
    }

    async fn sign_now(&self, id: CertificateId, consent: Consent) {
        self.t.clock.advance(SignedDuration::from_secs(1));
        let signed = self.t.sign(&self.doctor, id, consent).await;
        signed.expect("signed");
    }

    async fn consent_view(&self, id: CertificateId) -> intyg_app::ConsentView {
        let view = self.t.app.consent_view(&self.doctor, id).await;
        view.expect("the dialog")
    }

    /// Lists and tags of the start page, in their order.
    async fn lists(&self) -> Vec<(&'static str, CertificateId, RowStatus)> {
        let overview = self.t.app.overview(&self.doctor, self.key).await;
        let overview = overview.expect("the start page");
        [
            ("utkast", overview.drafts),
            ("aktuella", overview.current),
            ("tidigare", overview.earlier),
            ("raderade", overview.deleted),
        ]
        .into_iter()
        .flat_map(|(list, rows)| rows.into_iter().map(move |row| (list, row.id, row.status)))
        .collect()
    }
}

fn changed(requests: &[RequestView]) -> Vec<bool> {
    let points = requests.iter().flat_map(|request| &request.points);
    points.map(|point| point.is_changed).collect()
}

store_test!(
    a_completion_repeats_the_periods_of_what_it_completes_and_overlaps_nothing,
    async |store| {
        let s = Scene::on(store).await;
        s.take(s.request("fk 1")).await;
        let drawn = async || {
            let view = s.t.app.sick_leaves(&s.doctor, s.key).await;
            let periods = view.expect("the sick leaves").periods;
            periods
                .iter()
                .map(|period| period.spell.certificate)
                .collect::<Vec<_>>()
        };
        let draft = s.complete().await;
        let open = s.t.app.open_draft(&s.doctor, draft).await.expect("open");
        let beside: Vec<_> = open
            .sick_leaves
            .iter()
            .map(|period| period.spell.certificate)
            .collect();
        assert_eq!(beside, [draft]);
        assert_eq!(drawn().await, [s.id]);
        s.sign_now(draft, Consent::Given).await;
        assert_eq!(drawn().await, [draft]);
    }
);

store_test!(
    each_point_says_whether_its_answer_is_changed,
    async |store| {
        let s = Scene::on(store).await;
        let [first, second] = s.asked();
        let numbers = [&first, &second].map(|asked| asked.number.to_string());
        s.take(s.points("fk 1", &numbers)).await;
        let later = IncomingMessage {
            sent_at: time::local(s.t.app.now() + SignedDuration::from_mins(5)),
            ..s.points("fk 2", &["8888".to_owned()])
        };
        s.take(later).await;
        let renewed = s.t.complete_draft(&s.doctor, s.key).await.expect("a draft");
        let draft = s.complete().await;
        let opened = s.t.app.open_draft(&s.doctor, draft).await.expect("open");
        let requests = opened.requests;
        assert_eq!(
            (requests.len(), requests[0].points.len()),
            (2, 2),
            "in the order in which they were sent"
        );
        assert_eq!(requests[0].reply_by, Some(date(2026, 12, 6)));
        let place = |at: usize| requests[0].points[at].point.place.clone().expect("known");
        assert_eq!(place(0).element, Some(first.id.as_str()));
        assert_eq!(requests[1].points[0].point.place, None);
        assert_eq!(changed(&requests), [false, false, false]);
        let other = s.t.app.open_draft(&s.doctor, renewed).await.expect("open");
        assert!(
            other.requests.is_empty(),
            "a draft that completes nothing has none"
        );

        // What concerns no question of the form is met by any change.
        let now = s.change(draft, &second.field, "Något helt annat.").await;
        assert_eq!(changed(&now), [false, true, true]);
        assert_eq!(PointCount::of(&now), PointCount { changed: 2, all: 3 });
        let now = s.change(draft, &first.field, "Också något annat.").await;
        assert_eq!(changed(&now), [true, true, true]);
        for asked in [&first, &second] {
            s.change(draft, &asked.field, &asked.text).await;
        }
        let opened = s.t.app.open_draft(&s.doctor, draft).await.expect("open");
        assert_eq!(changed(&opened.requests), [false, false, false]);
    }
);

store_test!(
    the_consent_dialog_says_what_is_completed_and_what_is_not,
    async |store| {
        let s = Scene::on(store).await;
        let [first, second] = s.asked();
        let numbers = [&first, &second].map(|asked| asked.number.to_string());
        s.take(s.points("fk 1", &numbers)).await;
        let draft = s.complete().await;
        s.change(draft, &first.field, "Något helt annat.").await;
        let view = s.consent_view(draft).await;
        let completes = view.completes.expect("it completes");
        assert_eq!(completes.points.unchanged(), 1);
        assert_eq!(
            completes.created_at,
            s.t.app
                .certificate(&s.doctor, s.id)
                .await
                .expect("shown")
                .created_at
        );
        assert_eq!(view.handles_requests, 0, "it is answered, not handled");
        s.sign_now(draft, Consent::NotGiven).await;
        let afterwards = s.consent_view(draft).await.completes.expect("still");
        assert_eq!(afterwards.points, completes.points);
        // A certificate by itself completes nothing.
        let other = s.t.complete_draft(&s.doctor, s.key).await.expect("a draft");
        assert_eq!(s.consent_view(other).await.completes, None);
    }
);

store_test!(
    a_completed_certificate_is_an_earlier_one_once_it_is_answered,
    async |store| {
        let s = Scene::on(store).await;
        let sent = ("aktuella", s.id, RowStatus::WaitingToSend);
        assert_eq!(s.lists().await, [sent], "its messages are on their way");
        settle(&s, s.id).await;
        s.take(s.points("fk 1", &[])).await;
        let asked = ("aktuella", s.id, RowStatus::CompletionRequested);
        assert_eq!(s.lists().await, [asked]);
        let draft = s.complete().await;
        assert_eq!(s.lists().await[1], asked, "begun is not done");
        s.sign_now(draft, Consent::NotGiven).await;
        settle(&s, draft).await;
        let rows = s.lists().await;
        let waiting = ("tidigare", s.id, RowStatus::CompletionRequested);
        assert!(
            rows.contains(&waiting),
            "the recipient has no answer: {rows:?}"
        );
        let key = s.t.app.new_form_key();
        let consent = s.t.app.send_consent(&s.doctor, draft, Consent::Given, key);
        consent.await.expect("sent");
        let rows = s.lists().await;
        assert!(rows.contains(&("tidigare", s.id, RowStatus::Completed)));
        assert_eq!(rows[0].0, "aktuella");
        assert_eq!(rows[0].1, draft);
        let shown = s.t.app.delivery(&s.doctor, s.id).await.expect("shown");
        assert_eq!(shown.status, RowStatus::Completed);
        s.revoke(draft).await;
        let rows = s.lists().await;
        assert!(rows.contains(&asked), "it is asked for again: {rows:?}");
    }
);

/// Everything that was to be sent about a certificate has come.
async fn settle(s: &Scene, id: CertificateId) {
    let mut tx = s.t.app.store().begin_write().await.expect("a transaction");
    for message in tx.outbox_of_certificate(id).await.expect("the lane") {
        tx.cancel_message(message.id, s.t.app.now())
            .await
            .expect("no more to send");
    }
    tx.commit().await.expect("committed");
}

// A45: nothing is copied behind the user's back.
store_test!(
    an_extension_asks_first_while_a_completion_is_asked_for,
    async |store| {
        let s = Scene::on(store).await;
        s.take(s.question("fk 1", "KONTKT")).await;
        s.take(s.request("fk 2")).await;
        let copy = async |requests, key| s.t.app.copy(&s.doctor, s.id, requests, key).await;
        let key = s.t.app.new_form_key();
        assert_eq!(
            refused(copy(OpenRequests::Ask, key).await),
            Reason::CompletionAsked
        );
        let asked = s.t.app.copy_view(&s.doctor, s.id).await.expect("asked");
        assert_eq!((asked.open_requests, asked.complement_refused), (1, None));
        assert_eq!(s.lists().await.len(), 1, "nothing was made");
        // The same form, after the question.
        let draft = copy(OpenRequests::Handle, key).await.expect("a copy");
        s.t.complete(&s.doctor, draft).await.expect("filled in");
        let view = s.consent_view(draft).await;
        assert_eq!((view.handles_requests, view.completes), (1, None));
        s.take(s.request("fk 3")).await;
        assert_eq!(s.consent_view(draft).await.handles_requests, 2);
    }
);

// What is signed is what was shown: a request that comes while the dialog is open is neither answered nor handled unseen.
store_test!(
    a_request_that_comes_under_the_dialog_stops_the_signing,
    async |store| {
        let s = Scene::on(store).await;
        let first = s.take(s.request("fk 1")).await;
        let key = s.t.app.new_form_key();
        let copied = s.t.app.copy(&s.doctor, s.id, OpenRequests::Handle, key);
        let extension = copied.await.expect("a copy");
        let completion = s.complete().await;
        for (draft, later) in [(extension, "fk 2"), (completion, "fk 3")] {
            s.t.complete(&s.doctor, draft).await.expect("filled in");
            let shown = s.consent_view(draft).await;
            let unseen = s.take(s.request(later)).await;
            let request = SignRequest {
                rev: Some(shown.rev),
                content_hash: shown.content_hash,
                consent: Consent::Given,
                form_key: s.t.app.new_form_key(),
            };
            let signed = s.t.app.sign(&s.doctor, draft, request).await;
            assert_eq!(refused(signed), Reason::RequestsChanged);
            for id in [first.id, unseen.id] {
                assert_eq!(s.state(id).await, Some(ItemState::PendingInternal));
            }
        }
        let seen = s.t.sign(&s.doctor, completion, Consent::Given).await;
        seen.expect("signed");
        assert_eq!(s.how(first.id).await, Some(Handling::Complement));
    }
);
