//! The patient's start page. Source: ui 6.4, 6.5.

use axum::http::StatusCode;
use intyg_app::Consent;
use intyg_catalog::registry;
use intyg_testkit::databases::on_sqlite;

use crate::browser::{ADMINISTRATOR, Browser, ONE_UNIT, Page};

async fn press(browser: &mut Browser, overview: &str, action: &str, id: &str) -> Page {
    let page = browser.get(overview).await;
    let mut fields = vec![("gor", action)];
    if !id.is_empty() {
        fields.push(("intyg", id));
    }
    browser.submit(&page, overview, &fields).await
}

#[test]
fn the_page_has_its_bar_its_headings_and_its_columns() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let empty = browser.get(&overview).await;
        empty.check();
        assert_eq!(empty.text("h1"), "Nationella intyg");
        assert_eq!(
            empty.texts(".bar button[data-action]"),
            [
                "Ny",
                "Ändra",
                "Visa",
                "Signera",
                "Radera",
                "Ny kopia",
                "Konversation",
                "Komplettering",
                "Hanterat"
            ]
        );
        assert!(
            empty
                .text("main")
                .contains("Patienten har inga intyg här ännu.")
        );
        assert_eq!(empty.text("#flikar li:first-child a"), "Översikt");

        browser.complete_draft(ONE_UNIT, &overview).await;
        let page = browser.get(&overview).await;
        page.check();
        assert_eq!(
            page.texts("summary h2"),
            [
                "Sjukskrivningsöversikt",
                "Utkast (1)",
                "Aktuella intyg (0)",
                "Tidigare intyg (0)",
                "Raderade (0)"
            ]
        );
        assert_eq!(
            page.texts("#utkast thead th"),
            [
                "Datum",
                "Namn",
                "Period",
                "Status",
                "Konversation",
                "Komplettering"
            ]
        );
        for empty in [
            "Inga aktuella intyg.",
            "Inga tidigare intyg.",
            "Inga raderade intyg.",
        ] {
            assert!(page.text("main").contains(empty), "{empty}");
        }
        let label = page.attribute("input[name=intyg]", "aria-label");
        assert_eq!(
            label,
            "Läkarintyg för sjukpenning FK7804, 2026-11-22, Utkast"
        );
        assert_eq!(page.attribute("tr[data-status]", "data-status"), "draft");
        assert!(page.text("#patient").contains("år"));
        let name = page
            .text(".person-name")
            .split(',')
            .next()
            .expect("a name")
            .to_owned();
        assert!(!page.text("main").contains(&name) && !page.text("title").contains(&name));
    });
}

#[test]
fn new_opens_the_chosen_type_once_however_often_it_is_pressed() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let page = browser.get(&overview).await;
        assert!(!page.has("#forvalt"), "nobody has chosen one of several");
        let nothing = browser.submit(&page, &overview, &[("gor", "ny")]).await;
        assert_eq!(
            nothing.text("#orsak"),
            "Inget förvalt intyg. Välj intyg, eller ange ett under Inställningar."
        );
        assert!(nothing.has(".split-menu[open]"));
        assert_eq!(page.text(".split-menu summary .tip"), "Välj annat intyg");
        let first_versions = registry::ALL.iter().filter(|ctype| ctype.major == 1);
        let names: Vec<String> = first_versions.map(|ctype| ctype.full_name()).collect();
        assert_eq!(page.texts(".split-menu li"), names);
        let code = page.attribute(".split-menu button[name=typ]", "value");
        let first = browser
            .submit(&page, &overview, &[("typ", &code)])
            .await
            .location()
            .to_owned();
        let again = browser
            .submit(&page, &overview, &[("typ", &code)])
            .await
            .location()
            .to_owned();
        assert!(
            first.starts_with("/intyg/") && first.ends_with("/redigera"),
            "{first}"
        );
        assert_eq!(first, again, "one key, one certificate");
        let other = browser.get(&overview).await;
        assert_ne!(
            browser
                .submit(&other, &overview, &[("typ", &code)])
                .await
                .location(),
            first
        );
        let page = browser
            .submit(&page, &overview, &[("typ", "FINNSINTE")])
            .await;
        assert!(page.status.is_client_error(), "{}", page.status);
    });
}

#[test]
fn buttons_lead_to_the_marked_row_or_say_why_not() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let draft = browser.complete_draft(ONE_UNIT, &overview).await.to_text();
        let signed = browser
            .signed(ONE_UNIT, &overview, Consent::Given)
            .await
            .to_text();
        for (action, id, to) in [
            ("visa", &draft, format!("/intyg/{draft}")),
            ("andra", &draft, format!("/intyg/{draft}/redigera")),
            ("signera", &draft, format!("/intyg/{draft}/samtycke")),
            ("visa", &signed, format!("/intyg/{signed}")),
        ] {
            assert_eq!(
                press(&mut browser, &overview, action, id).await.location(),
                to,
                "{action}"
            );
        }
        for (action, id, code, reason) in [
            (
                "andra",
                &signed,
                "STATE_CONFLICT",
                "Intyget är signerat och låst. Välj Visa.",
            ),
            (
                "signera",
                &signed,
                "STATE_CONFLICT",
                "Intyget är redan signerat.",
            ),
            (
                "visa",
                &String::new(),
                "VALIDATION",
                "Markera ett intyg i listan först.",
            ),
            (
                "andra",
                &String::new(),
                "VALIDATION",
                "Markera ett intyg i listan först.",
            ),
        ] {
            let page = press(&mut browser, &overview, action, id).await;
            page.check();
            assert_eq!(
                (page.header("x-error-code"), page.text("#orsak")),
                (code, reason.to_owned()),
                "{action}"
            );
        }
        let page = browser.get(&overview).await;
        let row = format!("#rad-{signed}");
        assert_eq!(
            page.attribute(&row, "data-andra"),
            "Intyget är signerat och låst. Välj Visa."
        );
        assert_eq!(
            page.attribute(&row, "data-signera"),
            "Intyget är redan signerat."
        );
        assert_eq!(page.attribute(&format!("#rad-{draft}"), "data-andra"), "");
    });
}

#[test]
fn nothing_new_is_written_for_the_dead() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let person = browser.fixture.person(|p| p.life.is_deceased()).await;
        browser.log_in(ONE_UNIT).await;
        let overview = browser.open(person.digits()).await;
        let page = browser.get(&overview).await;
        page.check();
        let reason = "Patienten är avliden. Nya intyg kan inte skapas.";
        assert!(page.text("#patient").contains("Avliden 20"));
        assert_eq!(
            page.attribute("button[data-action=ny]", "aria-disabled"),
            "true"
        );
        assert_eq!(
            page.attribute("button[data-action=ny]", "data-reason"),
            reason
        );
        assert_eq!(page.text("#ny-orsak"), reason);
        let code = page.attribute(".split-menu button[name=typ]", "value");
        let refused = browser.submit(&page, &overview, &[("typ", &code)]).await;
        assert_eq!(
            (refused.status, refused.text("#orsak")),
            (StatusCode::CONFLICT, reason.to_owned())
        );
    });
}

#[test]
fn who_may_not_sign_is_told_so() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ADMINISTRATOR).await;
        let draft = browser.complete_draft(ONE_UNIT, &overview).await.to_text();
        let page = press(&mut browser, &overview, "signera", &draft).await;
        assert_eq!(
            page.text("#orsak"),
            "Du har inte rätt att signera. Öppna utkastet och välj Klart att signera."
        );
        let page = browser.get(&format!("/intyg/{draft}/samtycke")).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);

        let page = browser
            .get(&format!("/intyg/{draft}/klart-att-signera"))
            .await;
        page.check();
        assert_eq!(
            page.texts("main label"),
            ["Läkare som ska signera", "Meddelande till läkaren"]
        );
        let action = format!("/intyg/{draft}/klart-att-signera");
        let done = browser
            .submit(&page, &action, &[("lakare", ""), ("meddelande", "Tack")])
            .await;
        assert_eq!(done.location(), overview);
        let page = browser.get(&overview).await;
        assert_eq!(
            page.attribute(&format!("#rad-{draft}"), "data-status"),
            "ready"
        );
        assert_eq!(page.attribute("input[name=intyg][checked]", "value"), draft);
        assert_eq!(page.text(&format!("#status-{draft}")), "Klart att signera");
    });
}

#[test]
fn a_certificate_without_consent_says_where_it_is() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let id = browser
            .signed(ONE_UNIT, &overview, Consent::NotGiven)
            .await
            .to_text();
        let page = browser.get(&overview).await;
        assert_eq!(page.text(&format!("#status-{id}")), "Väntar på att skickas");
        assert_eq!(
            page.attribute(&format!("#status-{id}"), "hx-get"),
            format!("/intyg/{id}/status")
        );
        let cell = browser.get_partial(&format!("/intyg/{id}/status")).await;
        assert!(
            cell.body.contains("Väntar på att skickas") && cell.body.starts_with("<td"),
            "{}",
            cell.body
        );
    });
}

#[test]
fn tabs_stay_beside_the_overview_until_they_are_closed() {
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
        let page = browser.get(&editor).await;
        assert_eq!(page.texts("#flikar a"), ["Översikt", "Nytt intyg"]);
        assert_eq!(page.text("#flikar [aria-current=page]"), "Nytt intyg");
        assert_eq!(page.text("#flikar button"), "Stäng fliken Nytt intyg");
        let page = browser.get(&overview).await;
        assert_eq!(page.attribute("#flikar li:nth-child(2) a", "href"), editor);
        let close = editor.replace("redigera", "stang-flik");
        assert_eq!(
            browser.submit(&page, &close, &[]).await.location(),
            overview
        );
        assert_eq!(
            browser.get(&overview).await.texts("#flikar a"),
            ["Översikt"]
        );
        assert!(
            browser
                .get(&overview)
                .await
                .text("main")
                .contains("Patienten har inga intyg här ännu.")
        );
    });
}

#[test]
fn no_address_names_a_person() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let person = browser.fixture.ordinary_person().await;
        browser.signed(ONE_UNIT, &overview, Consent::Given).await;
        let page = browser.get(&overview).await;
        let mut addresses = page.attributes("[href]", "href");
        for name in [
            "action",
            "src",
            "formaction",
            "hx-get",
            "hx-post",
            "data-leads",
        ] {
            addresses.extend(page.attributes(&format!("[{name}]"), name));
        }
        assert!(addresses.len() > 10);
        for address in addresses {
            assert!(
                !address.contains(&person.digits()[2..]) && !address.contains(&person.formatted()),
                "{address}"
            );
        }
        assert!(!page.text("title").contains(&person.formatted()));
    });
}
