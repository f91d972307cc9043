//! Konversation. Source: ui 6.13, acceptance S74–S80, S83–S85, A67–A72, A76, D12.

mod ways;
mod writing;

use axum::http::StatusCode;
use intyg_app::{Consent, Correction, IncomingMessage, IncomingPoint, RevokeRequest};
use intyg_core::ids::{CertificateId, MessageId};
use intyg_core::revocation::RevocationReason;
use intyg_testkit::databases::on_sqlite;

use crate::browser::{ADMINISTRATOR, Browser, ONE_UNIT, Page, TWO_UNITS};
use crate::messages::{question, request, sent, take};

fn page_of(id: CertificateId) -> String {
    format!("/intyg/{id}/konversation")
}

fn new_message(id: CertificateId) -> String {
    format!("/intyg/{id}/konversation/nytt")
}

fn mark(id: CertificateId, message: MessageId) -> String {
    format!("/intyg/{id}/konversation/{message}/hanterat")
}

/// The recipient asks; a code of the wire says about what.
async fn asked(browser: &Browser, id: CertificateId, wire_id: &str, subject: &str) -> MessageId {
    take(browser, question(browser, id, wire_id, subject).await).await
}

async fn requested(browser: &Browser, id: CertificateId) -> MessageId {
    take(browser, request(browser, id, "fk request").await).await
}

fn article(message: MessageId) -> String {
    format!("#meddelande-{message}")
}

fn tick(message: MessageId) -> String {
    format!("#hanterat-{message}")
}

/// Bodies of the messages in the outbox about a certificate.
async fn bodies(browser: &Browser, id: CertificateId) -> Vec<String> {
    let mut tx = browser
        .fixture
        .app
        .store()
        .begin_read()
        .await
        .expect("a transaction");
    let mut bodies = Vec::new();
    for row in tx.outbox_of_certificate(id).await.expect("the lane") {
        if row.kind == intyg_core::outbox::OutboxKind::Message {
            let body = tx.outbox_body(row.id).await.expect("intact");
            bodies.push(body.expect("a body").into_text());
        }
    }
    bodies
}

async fn post(browser: &mut Browser, address: &str, fields: Vec<(&str, String)>) -> Page {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    browser.post(address, &fields).await
}

#[test]
fn messages_say_from_whom_about_what_until_when_and_what_to_do() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (_, id) = sent(&mut browser).await;
        let empty = browser.get(&page_of(id)).await;
        empty.check();
        assert!(
            empty
                .text("main")
                .contains("Det finns inga meddelanden om intyget.")
        );
        assert!(
            empty
                .text("#konversation-lage")
                .ends_with("Ingen konversation")
        );

        let asks = requested(&browser, id).await;
        let contact = asked(&browser, id, "fk 2", "KONTKT").await;
        let reminder = IncomingMessage {
            reminds_of: Some("fk request".to_owned()),
            reply_by: Some(jiff::civil::date(2026, 12, 1)),
            ..question(&browser, id, "fk 3", "PAMINN").await
        };
        let reminder = take(&browser, reminder).await;
        let page = browser.get(&page_of(id)).await;
        page.check();
        assert!(page.text("#konversation-lage").ends_with("Pågående"));
        assert_eq!(
            page.texts(".talk h2"),
            ["Begäran om komplettering (1)", "Frågor och svar (1)"]
        );
        let shown = page.text(&article(asks));
        for expected in [
            "Från Försäkringskassan 2026-11-22 kl. 10.42",
            "Begäran om komplettering",
            // The reminder gives more time.
            "Svara senast 2026-12-01 (9 dagar kvar)",
            "Vad menas med <b>detta</b>?",
            "Övriga uppgifter: Något annat?",
            "Handläggare 12Box 1",
            "Att göra: Komplettera intyget senast 2026-12-01. Välj Komplettering.",
            "Hanterat",
        ] {
            assert!(shown.contains(expected), "{expected}: {shown}");
        }
        let link = format!("{} .points a", article(asks));
        let to = page.attribute(&link, "href");
        assert!(page.has(&format!("[id='{}']", &to[1..])), "{to}");
        assert!(
            page.text(&link).ends_with("Diagnos"),
            "{}",
            page.text(&link)
        );
        assert_eq!(
            page.text(".asked"),
            "Försäkringskassan: \"Vilken diagnos?\""
        );
        let shown = page.text(&article(reminder));
        assert!(shown.contains("Påminnelse 2026-11-22"), "{shown}");
        let shown = page.text(&article(contact));
        for expected in [
            "Förfrågan om kontakt",
            "Att göra: Svara om kontakten med Nytt meddelande.",
        ] {
            assert!(shown.contains(expected), "{expected}: {shown}");
        }
        for message in [asks, contact, reminder] {
            assert!(page.has(&format!("{}:not([checked])", tick(message))));
            let label = format!("label[for='hanterat-{message}']");
            assert_eq!(page.text(&label), "Hanterat");
        }
        // Three days are urgent.
        browser
            .fixture
            .clock
            .advance(jiff::SignedDuration::from_hours(6 * 24));
        browser.log_in(ONE_UNIT).await;
        let page = browser.get(&page_of(id)).await;
        assert!(page.text(".reply-by.urgent").contains("(3 dagar kvar)"));
    });
}

#[test]
fn every_question_of_the_form_can_be_led_to() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (_, id) = sent(&mut browser).await;
        let elements = browser.fixture.ctype().sections.iter();
        let numbers: std::collections::BTreeSet<u16> = elements
            .flat_map(|section| section.elements)
            .filter_map(|element| element.id.wire().map(|(number, _)| number))
            .collect();
        let point = |number: &u16| IncomingPoint {
            question: number.to_string(),
            instance: None,
            text: format!("Om {number}?"),
        };
        let all = IncomingMessage {
            points: numbers.iter().map(point).collect(),
            ..request(&browser, id, "fk 1").await
        };
        take(&browser, all).await;
        let page = browser.get(&page_of(id)).await;
        page.check();
        let links = page.attributes(".points a", "href");
        assert_eq!(links.len(), numbers.len());
        for link in links {
            assert!(page.has(&format!("[id='{}']", &link[1..])), "{link}");
        }
        // Shown or not, what is asked stands there.
        assert_eq!(page.texts(".asked").len(), numbers.len());
    });
}

#[test]
fn hanterat_is_set_and_taken_away_by_checkbox_and_by_button() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (_, id) = sent(&mut browser).await;
        let other = asked(&browser, id, "fk 1", "OVRIGT").await;
        let page = browser.get(&page_of(id)).await;
        let box_form = format!("form.handled[action='{}']", mark(id, other));
        assert_eq!(page.attribute(&box_form, "hx-trigger"), "change, submit");
        let csrf = page.attribute("meta[name=csrf-token]", "content");
        let on = [("csrf", csrf.as_str()), ("hanterat", "ja")];
        let done = browser.post(&mark(id, other), &on).await;
        assert_eq!(
            done.location(),
            format!("{}#meddelande-{other}", page_of(id))
        );
        let page = browser.get(&page_of(id)).await;
        assert!(
            page.text(&article(other))
                .contains("Markerat som hanterat av dig 10.42.")
        );
        assert!(!page.text(&article(other)).contains("Att göra"));
        assert_eq!(
            page.text(".talk-bar #hanterat-orsak"),
            "Det finns inget meddelande att hantera."
        );
        let off = browser.post(&mark(id, other), &[("csrf", &csrf)]).await;
        assert_eq!(off.status, StatusCode::SEE_OTHER);
        let page = browser.get(&page_of(id)).await;
        assert!(page.has(&format!("{}:not([checked])", tick(other))));

        // By a script only the thread, the state and the buttons change.
        let part = browser
            .submit_partial(&page, &mark(id, other), &[("hanterat", "ja")])
            .await;
        assert!(!part.has("h1"));
        assert!(part.has(&format!("#trad-{other} {}[checked]", tick(other))));
        assert!(
            part.text("#konversation-lage[hx-swap-oob]")
                .ends_with("Avslutad")
        );
        assert_eq!(
            part.attribute("#konversation-lage", "data-say"),
            "Övrigt: Markerat som hanterat av dig 10.42."
        );
        assert!(part.has("#konversation-knappar[hx-swap-oob]"));
    });
}

#[test]
fn a_request_is_completed_or_said_to_be_impossible_and_marked_only_after_asking() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (_, id) = sent(&mut browser).await;
        let asks = requested(&browser, id).await;
        let page = browser.get(&page_of(id)).await;
        let reason = "En begäran om komplettering besvaras genom Komplettering.";
        assert_eq!(page.attribute(".talk-bar a.button", "data-reason"), reason);
        assert!(page.has(&format!(
            ".talk-bar form[action='/intyg/{id}/komplettering'] button"
        )));
        assert_eq!(
            browser.get(&new_message(id)).await.status,
            StatusCode::CONFLICT
        );

        // Nobody marks it by mistake.
        let csrf = page.attribute("meta[name=csrf-token]", "content");
        let on = [("csrf", csrf.as_str()), ("hanterat", "ja")];
        let asking = browser.post(&mark(id, asks), &on).await;
        let asking = browser.get(asking.location()).await;
        asking.check();
        let question = asking.text(&format!("{} .box", article(asks)));
        assert!(
            question.contains("Markera som hanterat utan att komplettera?"),
            "{question}"
        );
        assert!(
            question.contains("Försäkringskassan får inget svar."),
            "{question}"
        );
        let part = browser
            .submit_partial(&page, &mark(id, asks), &[("hanterat", "ja")])
            .await;
        assert!(part.has("h4[autofocus]") && part.has(&format!("{}:not([checked])", tick(asks))));
        let sure = [on[0], on[1], ("bekraftat", "ja")];
        browser.post(&mark(id, asks), &sure).await.location();
        let page = browser.get(&page_of(id)).await;
        assert!(page.has(&format!("{}[checked]", tick(asks))));
        browser
            .post(&mark(id, asks), &[("csrf", &csrf)])
            .await
            .location();

        let cannot = format!("{}/kan-inte-komplettera", page_of(id));
        let form = browser.get(&cannot).await;
        form.check();
        assert!(
            form.text("#skriv")
                .contains("Skriv inga medicinska uppgifter.")
        );
        let refused = browser
            .submit(&form, &cannot, &[("meddelande", "Nej.")])
            .await;
        assert_eq!(
            refused.texts("#felsammanfattning li"),
            ["Välj varför intyget inte kan kompletteras."]
        );
        let fields = [("skal", "no_more_information"), ("meddelande", "Nej.")];
        let done = browser.submit(&form, &cannot, &fields).await;
        assert_eq!(done.location(), page_of(id));
        let body = bodies(&browser, id).await.pop().expect("a message");
        assert!(
            body.contains("Det finns inga fler medicinska uppgifter. Nej."),
            "{body}"
        );
        let page = browser.get(&page_of(id)).await;
        page.check();
        let shown = page.text(&article(asks));
        assert!(
            shown.contains("Begäran om komplettering är besvarad och förblir hanterad."),
            "{shown}"
        );
        assert!(page.has(&format!("{}[checked][disabled]", tick(asks))));
        let undone = browser.post(&mark(id, asks), &[("csrf", &csrf)]).await;
        assert_eq!(undone.status, StatusCode::CONFLICT, "final");
    });
}

#[test]
fn others_than_doctors_answer_but_handle_no_request() {
    on_sqlite(async |store| {
        let mut doctor = Browser::on(store);
        let (_, id) = sent(&mut doctor).await;
        let asks = requested(&doctor, id).await;
        let contact = asked(&doctor, id, "fk 2", "KONTKT").await;
        let mut browser = doctor.another();
        browser.log_in(ADMINISTRATOR).await;
        let page = browser.get(&page_of(id)).await;
        page.check();
        assert!(page.has(&format!("{}[disabled]", tick(asks))));
        assert!(
            page.text(&article(asks))
                .contains("Bara läkare kan komplettera")
        );
        let csrf = page.attribute("meta[name=csrf-token]", "content");
        let sure = [
            ("csrf", csrf.as_str()),
            ("hanterat", "ja"),
            ("bekraftat", "ja"),
        ];
        assert_eq!(
            browser.post(&mark(id, asks), &sure).await.status,
            StatusCode::FORBIDDEN
        );
        let key = browser.fixture.app.new_form_key().to_text();
        let cannot = [
            ("csrf", csrf.as_str()),
            ("nyckel", key.as_str()),
            ("skal", "no_more_information"),
        ];
        let address = format!("{}/kan-inte-komplettera", page_of(id));
        assert_eq!(
            browser.post(&address, &cannot).await.status,
            StatusCode::FORBIDDEN
        );
        let form = browser.get(&new_message(id)).await;
        let done = browser
            .submit(&form, &new_message(id), &[("meddelande", "Ring.")])
            .await;
        assert_eq!(done.location(), page_of(id));
        let page = browser.get(&page_of(id)).await;
        assert!(page.has(&format!("{}[checked]", tick(contact))));
    });
}

#[test]
fn a_deleted_certificate_and_one_that_is_not_sent_have_nothing_new() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (overview, id) = sent(&mut browser).await;
        let contact = asked(&browser, id, "fk 1", "KONTKT").await;
        let actor = browser.actor(ONE_UNIT).await;
        let revoke = RevokeRequest {
            reason: Some(RevocationReason::WrongPatient),
            comment: String::new(),
            correction: Correction::Leave,
            form_key: browser.fixture.app.new_form_key(),
        };
        browser
            .fixture
            .app
            .revoke(&actor, id, revoke)
            .await
            .expect("revoked");
        let page = browser.get(&page_of(id)).await;
        page.check();
        let closed = "Intyget är raderat. Konversationen kan bara läsas.";
        assert!(page.text(".talk-bar").contains(closed));
        assert!(page.has(&format!("{}[checked][disabled]", tick(contact))));
        let csrf = page.attribute("meta[name=csrf-token]", "content");
        let undone = browser.post(&mark(id, contact), &[("csrf", &csrf)]).await;
        assert_eq!(undone.status, StatusCode::CONFLICT);

        let unsent = browser.signed(ONE_UNIT, &overview, Consent::NotGiven).await;
        let page = browser.get(&page_of(unsent)).await;
        page.check();
        assert!(page.text(".talk-bar").contains(
            "Intyget är inte skickat till Försäkringskassan. Välj Visa och Skicka samtycke."
        ));
        let draft = browser.complete_draft(ONE_UNIT, &overview).await;
        let page = browser.get(&page_of(draft)).await;
        assert!(
            page.text(".talk-bar")
                .contains("Ett utkast har ingen konversation.")
        );
    });
}

#[test]
fn nothing_is_done_for_other_units_other_pages_or_other_certificates() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (overview, id) = sent(&mut browser).await;
        let contact = asked(&browser, id, "fk 1", "KONTKT").await;
        let second = browser.signed(ONE_UNIT, &overview, Consent::Given).await;
        let page = browser.get(&page_of(id)).await;
        let csrf = page.attribute("meta[name=csrf-token]", "content");
        let on = [("csrf", csrf.as_str()), ("hanterat", "ja")];
        let elsewhere = browser.post(&mark(second, contact), &on).await;
        assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
        let posts = [
            new_message(id),
            format!("{}/kan-inte-komplettera", page_of(id)),
            format!("{}/utkast", page_of(id)),
            format!("{}/kasta", page_of(id)),
            mark(id, contact),
            format!("/intyg/{id}/hanterat"),
        ];
        for address in &posts {
            let forged = [
                ("csrf", "x"),
                ("hanterat", "ja"),
                ("plats", "question"),
                ("meddelande", "x"),
            ];
            let answer = browser.post(address, &forged).await;
            assert_eq!(answer.header("x-error-code"), "CSRF_FAILED", "{address}");
        }

        let mut other = browser.another();
        other.log_in(TWO_UNITS).await;
        let units = other.get("/valj-enhet").await;
        let choices = units.attributes("[name=enhet]", "value");
        let anna = browser.actor(ONE_UNIT).await;
        let mut seen = 0;
        for choice in choices {
            let units = other.get("/valj-enhet").await;
            other
                .submit(&units, "/valj-enhet", &[("enhet", &choice)])
                .await;
            let patient = other.get("/patient").await;
            if patient.text(".unit").contains(&anna.unit().name) {
                continue;
            }
            seen += 1;
            let csrf = patient.attribute("meta[name=csrf-token]", "content");
            let answer = other.get(&page_of(id)).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
            let key = other.fixture.app.new_form_key().to_text();
            for address in &posts {
                let fields = [
                    ("csrf", csrf.as_str()),
                    ("nyckel", key.as_str()),
                    ("hanterat", "ja"),
                    ("plats", "question"),
                    ("skal", "no_more_information"),
                    ("meddelande", "x"),
                ];
                let answer = other.post(address, &fields).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
            }
        }
        assert!(seen > 0, "a unit that is another one");
        assert!(bodies(&browser, id).await.is_empty());
        let page = browser.get(&page_of(id)).await;
        assert!(page.has(&format!("{}:not([checked])", tick(contact))));
    });
}
