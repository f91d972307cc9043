//! What is asked for, in the pages: start page, editor, dialogs. Source: ui 6.4, 6.8, 6.11, 6.12, 6.14.

use axum::http::StatusCode;
use intyg_app::{Consent, Handle, IncomingMessage, IncomingPoint};
use intyg_core::ids::CertificateId;
use intyg_testkit::databases::on_sqlite;

use crate::browser::{ADMINISTRATOR, Browser, ONE_UNIT, Page};
use crate::editor::{Form, known};
use crate::messages::{question, request, sent, take};

/// A request about two questions of the form and one that it does not have.
async fn asked(browser: &Browser, id: CertificateId, wire_id: &str) -> IncomingMessage {
    let point = |question: &str, text: &str| IncomingPoint {
        question: question.to_owned(),
        instance: None,
        text: text.to_owned(),
    };
    IncomingMessage {
        points: vec![
            point("35", "Vilka <fynd>?"),
            point("17", "Hur länge?"),
            point("8888", "Något annat?"),
        ],
        text: "Vi behöver mer.\nSkriv utförligt.".to_owned(),
        ..request(browser, id, wire_id).await
    }
}

/// Marks a certificate on the start page and presses a button.
async fn press(browser: &mut Browser, overview: &str, action: &str, id: CertificateId) -> Page {
    let page = browser.get(overview).await;
    let id = id.to_text();
    browser
        .submit(&page, overview, &[("gor", action), ("intyg", &id)])
        .await
}

/// Begins the completion from the start page. Returns its address without what follows the id.
async fn begun(browser: &mut Browser, overview: &str, id: CertificateId) -> String {
    let led = press(browser, overview, "komplettera", id).await;
    let editor = led.location();
    editor
        .strip_suffix("/redigera")
        .expect("the editor")
        .to_owned()
}

const STATES: &str = "#begaran li .state";

#[test]
fn the_editor_says_what_is_asked_for_and_what_is_done_about_it() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (overview, id) = sent(&mut browser).await;
        take(&browser, asked(&browser, id, "fk 1").await).await;
        let draft = begun(&mut browser, &overview, id).await;
        let page = browser.edit(&draft).await;
        page.check();
        assert_eq!(
            page.text("#begaran h2"),
            "Försäkringskassan begär komplettering"
        );
        assert!(page.has("#begaran .box-error"), "two days are left");
        let top = page.text("#begaran");
        assert!(top.contains("2026-11-22 kl. 10.42"), "{top}");
        assert!(top.contains("Svara senast 2026-11-24 (2 dagar kvar)"));
        assert!(top.contains("Vi behöver mer."));
        assert!(!page.has("#begaran button"), "it cannot be closed");
        assert_eq!(page.texts(STATES), ["inte ändrat"; 3]);
        assert_eq!(
            page.text("#begaran .points-changed"),
            "0 av 3 punkter ändrade"
        );
        // Each point leads to its field, and stands above it as text.
        let links = page.attributes("#begaran li a", "href");
        assert_eq!(links.len(), 2, "one is about no question of the form");
        for link in &links {
            assert!(page.has(link), "{link}");
        }
        assert!(
            page.text("#begaran li")
                .contains("Övriga uppgifter: Något annat?")
        );
        assert_eq!(
            page.text("#q-35-begaran"),
            "Försäkringskassan: Vilka <fynd>?"
        );
        let described = page.attribute("#q-35 textarea", "aria-describedby");
        assert!(described.contains("q-35-begaran"), "{described}");
        assert_eq!(page.texts(".asked").len(), 2);
        let asked_in = page.texts(".nav-sections > li:has(.nav-asked) > a");
        assert_eq!(asked_in.len(), 2, "{asked_in:?}");
        assert_eq!(page.texts("#panel #begaran-flik li").len(), 3);
        let strip = page.text("#originalet");
        assert!(
            strip.starts_with("Kompletterar intyget 2026-11-22."),
            "{strip}"
        );
        assert!(!strip.contains("Gå igenom"));
        let original = format!("/jamfor/{id}");
        assert!(page.attribute("#andringar a", "href").ends_with(&original));

        // It follows each save.
        let form = Form::of(&page).with("35", "Helt andra fynd.");
        let all = form.pairs();
        let saved = browser.post_partial(&format!("{draft}/svar"), &all).await;
        assert_eq!(saved.status, StatusCode::OK);
        assert_eq!(saved.texts(STATES), ["ändrat", "inte ändrat", "ändrat"]);
        assert_eq!(
            saved.text("#begaran .points-changed"),
            "2 av 3 punkter ändrade"
        );
        assert_eq!(saved.texts("#begaran-flik li .state"), saved.texts(STATES));
        let page = browser.edit(&draft).await;
        let again = Form::of(&page).with("har", &known(&page));
        let same = browser
            .post_partial(&format!("{draft}/svar"), &again.pairs())
            .await;
        assert!(!same.has("#begaran") && !same.has("#q-35"), "{}", same.body);
    });
}

#[test]
fn the_dialog_says_what_is_completed_and_the_start_page_what_was() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (overview, id) = sent(&mut browser).await;
        take(&browser, asked(&browser, id, "fk 1").await).await;
        let draft = begun(&mut browser, &overview, id).await;
        let form = Form::of(&browser.edit(&draft).await).with("35", "Helt andra fynd.");
        browser.press(&format!("{draft}/svar"), &form).await;
        let dialog = browser.get(&format!("{draft}/samtycke")).await;
        dialog.check();
        assert_eq!(
            dialog.text("#kompletterar"),
            "Kompletterar intyget 2026-11-22."
        );
        let main = dialog.text("main");
        assert!(main.contains("1 av punkterna är inte ändrad."), "{main}");
        assert!(
            dialog
                .text(".if-unticked")
                .contains("Utan samtycke får Försäkringskassan ingen komplettering.")
        );
        assert!(!dialog.has("#hanteras"));
        let form = format!("{draft}/samtycke");
        let signed = browser.submit(&dialog, &form, &[("samtycke", "ja")]).await;
        assert_eq!(signed.location(), draft);

        let page = browser.get(&overview).await;
        page.check();
        let completing = draft.trim_start_matches("/intyg/");
        let row = format!("#rad-{completing} td");
        assert!(
            page.texts(&row)
                .contains(&"Ja, av intyget 2026-11-22".to_owned()),
            "{:?}",
            page.texts(&row)
        );
        assert!(page.has(&format!("#rad-{completing} td a[href='/intyg/{id}']")));
        assert!(
            !page.has(&format!("#rad-{completing} th .kin")),
            "said once"
        );
        assert!(page.has(&format!("#tidigare #rad-{id}")), "an earlier one");
        let refused = page.attribute(&format!("#rad-{id}"), "data-komplettera");
        assert_eq!(
            refused,
            "Försäkringskassan har inte begärt komplettering av intyget."
        );
    });
}

#[test]
fn a_button_that_is_refused_says_why_and_leads_on() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (overview, id) = sent(&mut browser).await;
        let nobody = press(&mut browser, &overview, "komplettera", id).await;
        nobody.check();
        assert_eq!(nobody.status, StatusCode::CONFLICT);
        assert!(
            nobody
                .text("#orsak")
                .contains("har inte begärt komplettering")
        );
        let view = browser.get(&format!("/intyg/{id}")).await;
        let button = "[data-action=komplettera]";
        assert_eq!(view.attribute(button, "aria-disabled"), "true");

        take(&browser, asked(&browser, id, "fk 1").await).await;
        let page = browser.get(&overview).await;
        page.check();
        let notice = page.text("main > .box-error");
        assert!(
            notice.starts_with("Försäkringskassan begär komplettering av Läkarintyg för sjukpenning FK7804 2026-11-22. Svara senast 2026-11-24."),
            "{notice}"
        );
        assert_eq!(
            page.attribute("main > .box-error a", "href"),
            format!("/intyg/{id}/konversation")
        );
        let view = browser.get(&format!("/intyg/{id}")).await;
        view.check();
        assert_eq!(view.attribute(button, "aria-disabled"), "");
        let draft = begun(&mut browser, &overview, id).await;
        let page = browser.get(&overview).await;
        let row = format!("#rad-{id}");
        assert_eq!(
            page.attribute(&row, "data-komplettera"),
            "Det finns redan en påbörjad komplettering."
        );
        let editor = format!("{draft}/redigera");
        assert_eq!(page.attribute(&row, "data-komplettera-leads"), editor);
        let view = browser.get(&format!("/intyg/{id}")).await;
        assert_eq!(view.attribute(button, "data-leads"), editor);
        // Without script the button goes on with it (A46).
        let again = press(&mut browser, &overview, "komplettera", id).await;
        assert_eq!(again.location(), editor);

        let mut other = browser.another();
        let other_overview = other.open_patient(ADMINISTRATOR).await;
        let denied = press(&mut other, &other_overview, "komplettera", id).await;
        assert_eq!(denied.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn the_start_page_tells_of_a_new_message() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (overview, id) = sent(&mut browser).await;
        let asked = question(&browser, id, "fk 1", "KONTKT").await;
        let message = take(&browser, asked).await;
        let page = browser.get(&overview).await;
        page.check();
        let words = "Nytt meddelande från Försäkringskassan om Läkarintyg för sjukpenning FK7804 2026-11-22.";
        assert!(page.text("main > .box-info").contains(words));
        let actor = browser.actor(ONE_UNIT).await;
        let app = browser.fixture.app.clone();
        let done = app.handle_message(&actor, message, Handle::Done).await;
        done.expect("handled");
        assert!(!browser.get(&overview).await.text("main").contains(words));
    });
}

// A45: by the button, by the address and by a hand-made request.
#[test]
fn ny_kopia_asks_while_a_completion_is_asked_for() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (overview, id) = sent(&mut browser).await;
        take(&browser, asked(&browser, id, "fk 1").await).await;
        let address = format!("/intyg/{id}/ny-kopia");
        let led = press(&mut browser, &overview, "kopiera", id).await;
        assert_eq!(led.location(), address);
        let page = browser.get(&address).await;
        page.check();
        assert_eq!(
            page.text("#fraga"),
            "Försäkringskassan begär komplettering av originalet. Vill du komplettera i stället? Väljer du Ny kopia markeras begäran som hanterad när kopian signeras."
        );
        assert_eq!(
            page.texts("main .buttons > *"),
            ["Avbryt", "Ny kopia ändå", "Komplettering"]
        );
        assert_eq!(
            page.attribute("main .buttons .primary", "formaction"),
            format!("/intyg/{id}/komplettering")
        );
        let by_hand = browser.submit(&page, &address, &[]).await;
        assert_eq!(by_hand.location(), address, "asked again");
        assert!(!browser.get(&overview).await.has("#utkast tbody tr"));

        let page = browser.get(&address).await;
        let copied = browser.submit(&page, &address, &[("anda", "ja")]).await;
        let draft = copied.location().trim_end_matches("/redigera").to_owned();
        let copy: CertificateId = draft.trim_start_matches("/intyg/").parse().expect("an id");
        let actor = browser.actor(ONE_UNIT).await;
        browser
            .fixture
            .complete(&actor, copy)
            .await
            .expect("filled in");
        let editor = browser.edit(&draft).await;
        assert!(
            !editor.has("#begaran") && !editor.has(".asked"),
            "it completes nothing"
        );
        let dialog = browser.get(&format!("{draft}/samtycke")).await;
        dialog.check();
        assert!(
            dialog
                .text("#hanteras")
                .contains("Begäran markeras som hanterad när du trycker OK"),
            "{}",
            dialog.text("main")
        );
        assert!(!dialog.has("#kompletterar"));
    });
}

// A50.
#[test]
fn radera_says_which_messages_are_closed() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let quiet = browser.signed(ONE_UNIT, &overview, Consent::Given).await;
        let dialog = browser.get(&format!("/intyg/{quiet}/radera")).await;
        assert!(!dialog.has("#meddelanden"));
        let id = browser.signed(ONE_UNIT, &overview, Consent::Given).await;
        crate::messages::arrive(&browser, id).await;
        let words = [
            "1 ohanterat meddelande markeras som hanterat.",
            "2 ohanterade meddelanden markeras som hanterade.",
        ];
        for (n, words) in words.into_iter().enumerate() {
            take(&browser, asked(&browser, id, &format!("fk {n}")).await).await;
            let dialog = browser.get(&format!("/intyg/{id}/radera")).await;
            dialog.check();
            assert_eq!(dialog.text("#meddelanden"), words);
        }
    });
}
