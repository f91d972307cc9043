//! What lies around a draft: other certificates, the one that it was made from, where its answers come from, what is sent.
//! Source: acceptance A12, A33, N01, N02, N08, N09.

use intyg_app::{AnswerOrigin, PeriodState, SaveKind, SaveRequest, Submitted, readable_digest};
use intyg_catalog::element::{ElementId, Kind};
use intyg_catalog::finding::Severity;

use super::*;

impl Scene {
    async fn change(
        &self,
        actor: &Actor,
        id: CertificateId,
        field: &str,
        text: &str,
    ) -> intyg_app::DraftView {
        let app = &self.t.app;
        let draft = app.open_draft(actor, id).await.expect("open");
        let request = SaveRequest {
            rev: Some(draft.rev),
            kind: SaveKind::Auto,
            submitted: Submitted::Changed(vec![(field.to_owned(), text.to_owned())]),
            fetched: Vec::new(),
        };
        app.save_draft(actor, id, request)
            .await
            .expect("saved")
            .draft
    }

    /// A text that the example answers and every copy keeps.
    fn kept_text(&self) -> ElementId {
        let ctype = self.t.ctype();
        let example = (ctype.example)(self.t.app.today(), self.t.app.today());
        ctype
            .elements()
            .filter(|element| matches!(element.kind, Kind::Text { .. }))
            .filter(|element| element.renewal == intyg_catalog::element::Renewal::Keep)
            .map(|element| element.id)
            .find(|id| !example.get(id.as_str()).is_empty())
            .expect("the example has a text")
    }
}

store_test!(
    two_certificates_for_the_same_days_are_warned_of_and_drawn,
    async |store| {
        let scene = Scene::on(store).await;
        let other = scene.signed(Consent::NotGiven).await;
        let draft = scene.draft().await;
        let app = &scene.t.app;
        let today = app.today();
        let view = app.open_draft(&scene.doctor, draft).await.expect("open");
        let warned: Vec<_> = view.findings.iter().filter(|f| f.rule == "A12").collect();
        let [warning] = warned.as_slice() else {
            panic!("{:?}", view.findings);
        };
        assert_eq!(warning.severity, Severity::Warning);
        assert!(warning.text.ends_with("med 14 dagar."), "{}", warning.text);
        let drawn: Vec<_> = view
            .sick_leaves
            .iter()
            .map(|period| (period.spell.certificate, period.state, period.spell.percent))
            .collect();
        assert_eq!(
            drawn,
            [
                (other, PeriodState::InForce, 100),
                (draft, PeriodState::Draft, 100)
            ]
        );
        // The dates as they are typed, and not as they were when the page was opened.
        let period = view.ctype.period_element.expect("periods");
        let from = view
            .answers
            .iter()
            .map(|(field, _)| field.to_owned())
            .find(|field| {
                field.starts_with(period.as_str()) && field.split('.').next_back() == Some("from")
            })
            .expect("a from-date");
        let later = today + 11.days();
        let saved = scene
            .change(&scene.doctor, draft, &from, &later.to_string())
            .await;
        let own = saved.sick_leaves.last().expect("drawn");
        assert_eq!(own.spell.from, later);
        let days = saved
            .findings
            .iter()
            .find(|f| f.rule == "A12")
            .expect("still");
        assert!(days.text.ends_with("med 2 dagar."), "{}", days.text);
        // It stops nothing, and is said once more before signing.
        let consent = app
            .consent_view(&scene.doctor, draft)
            .await
            .expect("complete");
        assert!(consent.warnings.iter().any(|f| f.rule == "A12"));
        // What is deleted is neither compared with nor drawn.
        scene.revoke(other).await;
        let after = app.open_draft(&scene.doctor, draft).await.expect("open");
        assert!(after.findings.iter().all(|f| f.rule != "A12"));
        assert_eq!(after.sick_leaves.len(), 1);
        let leaves = app
            .sick_leaves(&scene.doctor, scene.key)
            .await
            .expect("shown");
        assert_eq!(leaves.periods.len(), 1);
    }
);

store_test!(
    a_copy_tells_where_each_answer_comes_from_and_what_has_changed,
    async |store| {
        let scene = Scene::on(store).await;
        let original = scene.signed(Consent::NotGiven).await;
        let copy = scene.copy(original).await.expect("a copy");
        let app = &scene.t.app;
        let text = scene.kept_text();
        let from = app.today();
        let view = app.open_draft(&scene.doctor, copy).await.expect("open");
        let copied = AnswerOrigin::Copied { from };
        assert_eq!(view.answer_origins.get(&text), Some(&copied));
        assert!(view.unreviewed.contains(&text));
        let period = view.ctype.period_element.expect("periods");
        assert_eq!(
            view.answer_origins.get(&period),
            None,
            "proposed, not copied"
        );
        let before = view.changed.expect("a copy");

        let saved = scene
            .change(&scene.doctor, copy, text.as_str(), "Bättre nu.")
            .await;
        assert_eq!(
            saved.answer_origins.get(&text),
            Some(&AnswerOrigin::Changed {
                by: scene.doctor.staff.name.clone(),
                at: app.now(),
            })
        );
        let others: Vec<_> = saved
            .answer_origins
            .iter()
            .filter(|(id, _)| **id != text)
            .collect();
        assert!(!others.is_empty() && others.iter().all(|(_, origin)| **origin == copied));
        assert!(!saved.unreviewed.contains(&text));
        assert_eq!(saved.changed, Some(before + 1));

        let compared = app
            .compare(&scene.doctor, copy, original)
            .await
            .expect("compared");
        assert_eq!(compared.difference.changed, before + 1);
        let as_before = view.answers.get(text.as_str());
        let reverted = scene
            .change(&scene.doctor, copy, text.as_str(), as_before)
            .await;
        assert_eq!(reverted.changed, Some(before), "one mark less");
        assert_eq!(reverted.answer_origins.get(&text), Some(&copied));

        // Nothing of it leaves the house.
        scene.finish(copy).await;
        scene
            .t
            .sign(&scene.doctor, copy, Consent::NotGiven)
            .await
            .expect("signed");
        assert!(!scene.xml(copy).await.contains("Kopierat"));
    }
);

store_test!(
    a_colleagues_answer_and_one_from_the_record_are_named,
    async |store| {
        let scene = Scene::on(store).await;
        let draft = scene.draft().await;
        let app = &scene.t.app;
        let administrator = scene.administrator().await;
        let text = scene.kept_text();
        let own = app.open_draft(&scene.doctor, draft).await.expect("open");
        assert!(
            own.answer_origins.is_empty(),
            "one's own answers need no line"
        );
        scene
            .change(&administrator, draft, text.as_str(), "Från väntrummet.")
            .await;
        let view = app.open_draft(&scene.doctor, draft).await.expect("open");
        assert_eq!(
            view.answer_origins.get(&text),
            Some(&AnswerOrigin::Written {
                by: administrator.staff.name.clone(),
                at: app.now(),
            })
        );

        let recorded = app
            .journal_diagnoses(&scene.doctor, draft)
            .await
            .expect("the record");
        let fetched = recorded
            .iter()
            .find(|diagnosis| !diagnosis.is_in_certificate && !diagnosis.is_too_short)
            .expect("a diagnosis");
        let element = view.ctype.diagnosis_element.expect("diagnoses");
        let fields = [("kod", &fetched.code), ("text", &fetched.title)];
        let request = |rev, fetched| SaveRequest {
            rev: Some(rev),
            kind: SaveKind::Auto,
            submitted: Submitted::Changed(
                fields
                    .iter()
                    .map(|(part, text)| (format!("{element}.1.{part}"), (*text).clone()))
                    .collect(),
            ),
            fetched,
        };
        // A day that the record does not have makes no mark.
        let wrong_day = request(view.rev, vec![fetched.recorded_on - 1.day()]);
        let saved = app
            .save_draft(&scene.doctor, draft, wrong_day)
            .await
            .expect("saved");
        assert_eq!(saved.draft.answer_origins.get(&element), None);
        let cleared = scene
            .change(&scene.doctor, draft, &format!("{element}.1.kod"), "")
            .await;
        let again = request(cleared.rev, vec![fetched.recorded_on]);
        let saved = app
            .save_draft(&scene.doctor, draft, again)
            .await
            .expect("saved");
        assert_eq!(
            saved.draft.answer_origins.get(&element),
            Some(&AnswerOrigin::Journal {
                recorded_on: fetched.recorded_on
            })
        );
    }
);

store_test!(
    what_was_shown_before_signing_is_what_is_sent,
    async |store| {
        let scene = Scene::on(store).await;
        let draft = scene.draft().await;
        let app = &scene.t.app;
        let shown = app
            .consent_view(&scene.doctor, draft)
            .await
            .expect("complete");
        let before = readable_digest(&shown.outgoing.content());
        scene
            .t
            .sign(&scene.doctor, draft, Consent::NotGiven)
            .await
            .expect("signed");
        let signed = app.certificate(&scene.doctor, draft).await.expect("shown");
        assert_eq!(readable_digest(&signed.content()), before);
        assert_eq!(signed.facts, shown.outgoing.facts);
        let lines = app
            .delivery(&scene.doctor, draft)
            .await
            .expect("delivery")
            .lines;
        let message = app
            .message_body(&scene.doctor, draft, lines[0].message)
            .await;
        let message = message.expect("the message");
        assert_eq!(message.content_digest, Some(before.clone()));
        let afterwards = app
            .consent_view(&scene.doctor, draft)
            .await
            .expect("not sent");
        assert_eq!(readable_digest(&afterwards.outgoing.content()), before);
        let name = signed
            .patient
            .name
            .as_ref()
            .map(|name| name.for_banner().to_owned());
        for (_, text) in &signed.facts {
            assert!(
                name.as_ref().is_none_or(|name| !text.contains(name)),
                "{text}"
            );
        }
    }
);

store_test!(nobody_signs_a_certificate_on_herself, async |store| {
    let scene = Scene::on(store).await;
    let draft = scene.draft().await;
    let app = &scene.t.app;
    let mut oneself = scene.doctor.clone();
    oneself.staff.person_id = Some(scene.t.ordinary_person().await);
    let refusal = refused(app.consent_view(&oneself, draft).await);
    assert_eq!(refusal, Reason::OwnCertificate);
    let shown = app
        .consent_view(&scene.doctor, draft)
        .await
        .expect("for a colleague");
    let request = intyg_app::SignRequest {
        rev: Some(shown.rev),
        content_hash: shown.content_hash,
        consent: Consent::NotGiven,
        form_key: app.new_form_key(),
    };
    assert_eq!(
        refused(app.sign(&oneself, draft, request).await),
        Reason::OwnCertificate,
        "a hand-made request too"
    );
    let overview = app.overview(&oneself, scene.key).await.expect("shown");
    assert_eq!(
        overview.drafts[0].refused.sign,
        Some(Reason::OwnCertificate)
    );
    scene
        .t
        .sign(&scene.doctor, draft, Consent::NotGiven)
        .await
        .expect("a colleague signs");
});

store_test!(
    certificates_of_two_patients_are_not_compared,
    async |store| {
        let scene = Scene::on(store).await;
        let one = scene.signed(Consent::NotGiven).await;
        let other = scene
            .t
            .person(|person| {
                person.former_id.is_none()
                    && person.protection == intyg_core::patient::Protection::Open
            })
            .await;
        let all: Vec<_> = scene
            .t
            .journal
            .patients()
            .into_iter()
            .map(|info| info.id)
            .collect();
        let person = all
            .into_iter()
            .find(|id| *id != other)
            .expect("another patient");
        let key = scene.t.open(&scene.doctor, &person).await;
        let two = scene
            .t
            .complete_draft(&scene.doctor, key)
            .await
            .expect("a draft");
        let result = scene.t.app.compare(&scene.doctor, one, two).await;
        assert!(matches!(result, Err(Error::NotFound)), "{result:?}");
    }
);
