//! Visa, consent, and what was sent. Source: ui 6.8, 6.9.

use axum::http::StatusCode;
use intyg_app::Consent;
use intyg_testkit::databases::on_sqlite;

use crate::browser::{Browser, ONE_UNIT};

#[test]
fn a_draft_is_shown_as_one_with_its_actions() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let id = browser.complete_draft(ONE_UNIT, &overview).await;
        let page = browser.get(&format!("/intyg/{id}")).await;
        page.check();
        assert_eq!(page.text("h1"), "Läkarintyg för sjukpenning FK7804");
        assert!(
            page.text("#lage")
                .contains("Utkast. Inte signerat, inte skickat.")
        );
        assert_eq!(
            page.texts(".bar a.button"),
            ["Ändra", "Signera", "Konversation", "Radera"]
        );
        assert!(
            page.text(".facts").contains("Skapat 2026-11-22")
                && page.text("#intygs-id").contains(&id.to_text())
        );
        assert!(!page.text("main").contains("Signaturen"));
        assert_eq!(
            page.texts(".panel-tabs a"),
            ["Händelser", "Leverans", "Om intyget"]
        );
    });
}

#[test]
fn a_signed_certificate_shows_every_answer_and_its_signature() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let id = browser.signed(ONE_UNIT, &overview, Consent::Given).await;
        let page = browser.get(&format!("/intyg/{id}")).await;
        page.check();
        assert!(
            page.text(".facts")
                .contains("Signerat 2026-11-22 kl. 10.42 av ")
        );
        assert!(page.text(".signature").contains("Signaturen stämmer"));
        let ctype = browser.fixture.ctype();
        let headings = page.texts("section.answers h2");
        let ruled_out = page.texts(".ruled-out");
        assert_eq!(headings.len() + ruled_out.len(), ctype.sections.len());
        // Every text that was typed is there as it was typed.
        let (from, to) = (browser.fixture.app.today(), browser.fixture.app.today());
        let example = (ctype.example)(from, to);
        let main = page.text("main");
        let texts: Vec<&str> = example
            .iter()
            .map(|(_, text)| text)
            .filter(|text| text.contains(' '))
            .collect();
        assert!(texts.len() > 3);
        for text in texts {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(main.contains(&text), "{text}");
        }
        for paragraph in ctype.information.paragraphs {
            assert!(
                !main.contains(paragraph),
                "the information text is no part of the certificate"
            );
        }
        let name = page
            .text(".person-name")
            .split(',')
            .next()
            .expect("a name")
            .to_owned();
        assert!(!main.contains(&name));
        assert!(
            !page
                .texts(".bar .button")
                .contains(&"Skicka samtycke".to_owned())
        );
        assert!(!page.texts(".bar a.button").contains(&"Ändra".to_owned()));
    });
}

#[test]
fn the_state_of_the_sending_is_asked_for_while_it_may_change() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let id = browser.signed(ONE_UNIT, &overview, Consent::Given).await;
        let page = browser.get(&format!("/intyg/{id}")).await;
        assert_eq!(
            page.attribute("#lage", "hx-get"),
            format!("/intyg/{id}/leverans")
        );
        assert_eq!(page.attribute("#lage", "hx-trigger"), "every 2s");
        let part = browser.get_partial(&format!("/intyg/{id}/leverans")).await;
        assert!(part.has("#lage[hx-get]") && part.has("#leverans-rader[hx-swap-oob]"));
        assert_eq!(
            part.texts(".events strong"),
            ["Intygstjänsten", "Försäkringskassan"]
        );
        let events = part.texts("#handelser-rader[hx-swap-oob] li");
        assert_eq!(events, page.texts("#handelser li"));
        assert!(events.iter().any(|event| event.contains("Signerat")));
        assert!(!part.has("html[lang]"), "a fragment, no page");
    });
}

#[test]
fn the_sent_message_is_shown_as_it_is_and_holds_no_name() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let id = browser.signed(ONE_UNIT, &overview, Consent::Given).await;
        let page = browser.get(&format!("/intyg/{id}")).await;
        let link = page.attribute("#leverans-rader a", "href");
        let message = browser.get(&link).await;
        message.check();
        assert_eq!(message.attribute("main span[lang]", "lang"), "en");
        let xml = message.text("pre");
        let person = browser.fixture.ordinary_person().await;
        assert!(xml.contains(person.digits()), "the personnummer goes along");
        let patient = browser
            .fixture
            .app
            .journal()
            .patient(&person)
            .await
            .expect("a patient");
        for part in patient.name.for_banner().split_whitespace() {
            assert!(!xml.contains(part), "no name");
        }
    });
}

#[test]
fn ok_in_the_consent_dialog_signs_and_sends() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        for (consent, notice) in [
            (
                true,
                "Intyget är signerat och skickas till Intygstjänsten och Försäkringskassan.",
            ),
            (
                false,
                "Intyget är signerat och skickas till Intygstjänsten. Det skickas inte till Försäkringskassan.",
            ),
        ] {
            let id = browser.complete_draft(ONE_UNIT, &overview).await;
            let address = format!("/intyg/{id}/samtycke");
            let page = browser.get(&address).await;
            page.check();
            assert_eq!(page.text("h1"), "Samtycke");
            assert_eq!(
                page.text("label[for=samtycke-kryss]"),
                "Patienten har gett sitt samtycke till att intyget skickas till Försäkringskassan"
            );
            assert!(!page.has("#samtycke-kryss[checked]"));
            assert_eq!(page.texts("main .buttons *"), ["Avbryt", "OK"]);
            assert!(
                page.text("main")
                    .contains("När du trycker OK signeras intyget och låses.")
            );
            assert!(page.text("main").contains("Intyget skickas bara till Intygstjänsten. Patienten kan själv läsa det och skicka det vidare på 1177.se."));
            let dialog = browser.get_partial(&address).await;
            assert_eq!(dialog.text("section.dialog-body h2"), "Samtycke");
            assert!(!dialog.has("header.top"));

            let ticked: &[(&str, &str)] = if consent { &[("samtycke", "ja")] } else { &[] };
            let done = browser.submit(&page, &address, ticked).await;
            assert_eq!(done.location(), format!("/intyg/{id}"));
            let again = browser.submit(&page, &address, ticked).await;
            assert_eq!(
                again.location(),
                format!("/intyg/{id}"),
                "the same form again does nothing more"
            );
            let view = browser.get(&format!("/intyg/{id}")).await;
            assert_eq!(view.text("#flash"), notice);
            assert_eq!(
                view.texts("#leverans-rader strong").len(),
                if consent { 2 } else { 1 }
            );
        }
    });
}

#[test]
fn a_draft_that_has_changed_since_it_was_shown_is_not_signed() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let id = browser.complete_draft(ONE_UNIT, &overview).await;
        let address = format!("/intyg/{id}/samtycke");
        let page = browser.get(&address).await;
        let old = [("rev", "0"), ("innehall", "x")];
        let mut fields: Vec<(&str, &str)> = old.to_vec();
        let csrf = page.attribute("meta[name=csrf-token]", "content");
        let key = page.attribute("input[name=nyckel]", "value");
        fields.extend([("csrf", csrf.as_str()), ("nyckel", key.as_str())]);
        let refused = browser.post(&address, &fields).await;
        assert_eq!(
            (refused.status, refused.header("x-error-code")),
            (StatusCode::CONFLICT, "DRAFT_CONFLICT")
        );
        assert!(
            browser
                .get(&format!("/intyg/{id}"))
                .await
                .text("#lage")
                .contains("Utkast")
        );
        let refused = browser.post(&address, &fields[1..]).await;
        assert_eq!(
            (refused.status, refused.header("x-error-code")),
            (StatusCode::PRECONDITION_REQUIRED, "PRECONDITION_REQUIRED")
        );
    });
}

#[test]
fn consent_afterwards_needs_its_tick_and_works_once() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let id = browser.signed(ONE_UNIT, &overview, Consent::NotGiven).await;
        let view = browser.get(&format!("/intyg/{id}")).await;
        assert_eq!(
            view.texts(".bar a.button"),
            ["Skicka samtycke", "Konversation", "Radera"]
        );
        let address = format!("/intyg/{id}/samtycke");
        let page = browser.get(&address).await;
        page.check();
        assert!(page.has("#samtycke-kryss[checked]"));
        assert!(page.text("main").contains("Intyget finns redan hos Intygstjänsten. När du trycker OK skickas det till Försäkringskassan."));
        let refused = browser.submit(&page, &address, &[]).await;
        refused.check();
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            refused.text("#felsammanfattning p"),
            "Inget skickas utan samtycke. Kryssa i samtycke eller tryck Avbryt."
        );
        let done = browser
            .submit(&refused, &address, &[("samtycke", "ja")])
            .await;
        assert_eq!(done.location(), format!("/intyg/{id}"));
        let view = browser.get(&format!("/intyg/{id}")).await;
        assert_eq!(
            view.text("#flash"),
            "Samtycket är registrerat. Intyget skickas till Försäkringskassan."
        );
        assert_eq!(view.texts(".bar a.button"), ["Konversation", "Radera"]);
        let again = browser.get(&address).await;
        again.check();
        assert_eq!(
            (again.status, again.header("x-error-code")),
            (StatusCode::CONFLICT, "ALREADY_SENT")
        );
        assert!(
            again
                .text("main")
                .contains("Intyget skickades redan 2026-11-22 kl. 10.42 av ")
        );
        assert_eq!(
            again.attribute("main a.button", "href"),
            format!("/intyg/{id}")
        );
    });
}

#[test]
fn an_incomplete_draft_leads_from_signing_to_what_is_missing() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let page = browser.get(&overview).await;
        let code = page.attribute(".split-menu button[name=typ]", "value");
        let editor = browser
            .submit(&page, &overview, &[("typ", &code)])
            .await
            .location()
            .to_owned();
        let consent = editor.replace("redigera", "samtycke");
        assert_eq!(
            browser.get(&consent).await.location(),
            format!("{editor}?kontrollera=ja#felsammanfattning")
        );
        let partial = browser.get_partial(&consent).await;
        assert_eq!(
            (partial.status, partial.header("hx-redirect")),
            (
                StatusCode::OK,
                format!("{editor}?kontrollera=ja#felsammanfattning").as_str()
            )
        );
    });
}
