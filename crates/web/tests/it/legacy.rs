//! Läkarintyg: certificates from before June 2018. Source: ui 6.19; acceptance S06–S08.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use intyg_core::ids::CertificateId;
use intyg_testkit::databases::on_sqlite;

use crate::browser::{ADMINISTRATOR, Browser, ONE_UNIT};

const READ_ONLY: &str = "Intyget kan bara läsas. Nya intyg skrivs i Nationella intyg.";

/// A doctor who has opened the patient with the imported certificate: its id, the start page and the list.
async fn opened(browser: &mut Browser, user: &str) -> (CertificateId, String, String) {
    let (id, person) = browser.fixture.legacy().await;
    browser.log_in(user).await;
    let overview = browser.open(person.digits()).await;
    let list = overview.replace("/intyg", "/lakarintyg");
    (id, overview, list)
}

async fn stored(browser: &Browser, id: CertificateId) -> String {
    let store = browser.fixture.app.store();
    let mut tx = store.begin_read().await.expect("a transaction");
    let document = tx
        .legacy_document(id)
        .await
        .expect("intact")
        .expect("there");
    format!(
        "{:?} {}",
        tx.legacy(id).await.expect("readable"),
        document.text()
    )
}

#[test]
fn the_menu_leads_to_the_list_which_has_what_the_start_page_has_not() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (id, overview, list) = opened(&mut browser, ONE_UNIT).await;
        let start = browser.get(&overview).await;
        assert_eq!(
            start.texts("#menyrad ul:first-of-type a"),
            ["Nationella intyg", "Läkarintyg"]
        );
        assert_eq!(
            start.attributes("#menyrad ul:first-of-type a", "href")[1],
            list
        );
        assert!(!start.body.contains(&id.to_text()));

        let page = browser.get(&list).await;
        page.check();
        assert_eq!(page.text("h1"), "Läkarintyg");
        assert_eq!(page.text("#menyrad [aria-current=page]"), "Läkarintyg");
        assert_eq!(
            page.text(".box-info"),
            "Här finns läkarintyg som utfärdades före juni 2018. De kan bara läsas."
        );
        assert_eq!(
            page.texts("thead th"),
            ["Datum", "Namn", "Period", "Utfärdare", "Enhet"]
        );
        assert_eq!(
            page.texts("tbody tr > :not(.mark)"),
            // The period stands under the name where there is no room for its column.
            [
                "2017-04-24, 2017-04-24 kl. 10.42",
                "Läkarintyg FK72632017-04-24–2017-05-31, 100 %, 50 %",
                "2017-04-24–2017-05-31, 100 %, 50 %",
                "Eva Exempelius",
                "Exempelby vårdcentral"
            ]
        );
        assert_eq!(page.texts(".bar button"), ["Visa"], "nothing else");
        assert_eq!(
            page.attribute("tbody input[type=radio]", "aria-label"),
            "Läkarintyg FK7263, 2017-04-24"
        );
    });
}

#[test]
fn visa_opens_the_marked_one() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (id, _, list) = opened(&mut browser, ONE_UNIT).await;
        let page = browser.get(&list).await;
        let fields = [("gor", "visa"), ("intyg", &id.to_text())];
        let answer = browser.submit(&page, &list, &fields).await;
        assert_eq!(answer.location(), format!("/lakarintyg/{id}"));
        assert_eq!(
            page.attribute("tbody th a", "href"),
            format!("/lakarintyg/{id}")
        );
        let unmarked = browser.submit(&page, &list, &[("gor", "visa")]).await;
        assert_eq!(unmarked.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            unmarked.check().text("#orsak"),
            "Markera ett intyg i listan först."
        );
    });
}

#[test]
fn a_patient_without_any_is_told_so() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let page = browser
            .get(&overview.replace("/intyg", "/lakarintyg"))
            .await;
        page.check();
        assert!(
            page.text("main")
                .contains("Patienten har inga läkarintyg från före juni 2018.")
        );
        assert!(!page.has("main table") && !page.has("main .bar"));
    });
}

#[test]
fn a_certificate_is_shown_for_reading_alone() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (id, overview, list) = opened(&mut browser, ONE_UNIT).await;
        let page = browser.get(&format!("/lakarintyg/{id}")).await;
        page.check();
        assert_eq!(page.text("h1"), "Läkarintyg FK7263");
        let box_text = page.text("main .box-info");
        assert!(box_text.starts_with(READ_ONLY), "{box_text}");
        assert_eq!(page.attribute("main .box-info a", "href"), overview);
        assert_eq!(page.texts("main .bar :is(a, button)"), ["Stäng"]);
        assert_eq!(page.attribute("main .bar a", "href"), list);
        assert!(!page.has("main form"), "nothing to send");
        assert!(
            page.text(".facts")
                .contains("Signerat 2017-04-24 kl. 10.42 av Eva Exempelius, Exempelby vårdcentral")
        );
        let headings = page.texts("section.answers h2");
        assert_eq!(headings.len(), 19);
        assert_eq!(
            headings[0],
            "Avstängning enligt smittskyddslagen på grund av smitta (fält 1)"
        );
        assert_eq!(
            page.texts("section.answers")[0],
            format!("{} Ej angivet", headings[0])
        );
        assert_eq!(
            page.texts("thead th"),
            ["Nedsatt med", "Från och med", "Längst till och med"]
        );
        assert_eq!(
            page.texts("tbody th"),
            ["Helt nedsatt", "Nedsatt med hälften"]
        );
        assert!(!page.text("main").contains("Påhittsson"), "no name");
        assert!(
            page.text(".person-name").contains("Påhittsson"),
            "but in the banner"
        );
    });
}

#[test]
fn whatever_would_change_one_is_refused_with_the_reason() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (id, overview, list) = opened(&mut browser, ONE_UNIT).await;
        let before = stored(&browser, id).await;
        let start = browser.get(&overview).await;
        let csrf = start.attribute("meta[name=csrf-token]", "content");
        let ctype = browser.fixture.ctype();
        let form = format!("{} {}", ctype.code, ctype.major);
        let key = browser.fixture.app.new_form_key().to_text();
        let token = [
            ("csrf", csrf.as_str()),
            ("rev", "1"),
            ("typ", form.as_str()),
            ("nyckel", key.as_str()),
            ("35", "x"),
        ];
        for path in [
            format!("/lakarintyg/{id}"),
            format!("/lakarintyg/{id}/redigera"),
            format!("/lakarintyg/{id}/radera"),
            format!("/lakarintyg/{id}/ny-kopia"),
            format!("/intyg/{id}/svar"),
            format!("/intyg/{id}/spara"),
            format!("/intyg/{id}/validera"),
            format!("/intyg/{id}/samtycke"),
            format!("/intyg/{id}/klart-att-signera"),
        ] {
            let answer = browser.post(&path, &token).await;
            assert_eq!(answer.status, StatusCode::CONFLICT, "{path}");
            assert_eq!(answer.header("x-error-code"), "STATE_CONFLICT", "{path}");
            assert!(answer.text("main").contains(READ_ONLY), "{path}");
            assert_eq!(
                answer.attribute("main a.button", "href"),
                format!("/lakarintyg/{id}"),
                "{path}"
            );
        }
        for path in [
            format!("/lakarintyg/{id}/redigera"),
            format!("/lakarintyg/{id}/signera"),
            format!("/intyg/{id}/redigera"),
            format!("/intyg/{id}"),
        ] {
            let answer = browser.get(&path).await;
            assert_eq!(answer.status, StatusCode::CONFLICT, "{path}");
            assert!(answer.text("main").contains(READ_ONLY), "{path}");
        }
        for path in [list.clone(), format!("{list}/ny")] {
            let answer = browser.post(&path, &token).await;
            assert_eq!(answer.status, StatusCode::CONFLICT, "{path}");
            assert!(answer.text("main").contains("Här kan intyg bara läsas."));
        }
        for method in [Method::PUT, Method::PATCH, Method::DELETE] {
            let request = browser
                .request(method.clone(), &format!("/lakarintyg/{id}"))
                .header("sec-fetch-site", "same-origin")
                .header("x-csrf-token", csrf.as_str())
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::empty());
            let answer = browser.send(request.expect("a request")).await;
            assert!(
                [StatusCode::CONFLICT, StatusCode::FORBIDDEN].contains(&answer.status),
                "{method} {}",
                answer.status
            );
        }
        let without_token = browser.post(&format!("/lakarintyg/{id}"), &[]).await;
        assert_eq!(without_token.status, StatusCode::FORBIDDEN);
        assert_eq!(stored(&browser, id).await, before);
    });
}

#[test]
fn a_new_one_is_refused_with_an_explanation_and_offered_nowhere() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let start = browser.get(&overview).await;
        assert!(!start.body.contains("7263"));
        let expected = "Läkarintyg FK7263 har ersatts av Läkarintyg för sjukpenning FK7804 och kan inte längre skrivas. Välj Ny.";
        for typed in ["FK7263", "fk7263"] {
            let answer = browser.get(&format!("{overview}?typ={typed}")).await;
            assert_eq!(answer.status, StatusCode::CONFLICT);
            assert_eq!(answer.check().text("#orsak"), expected);
            let posted = browser.submit(&start, &overview, &[("typ", typed)]).await;
            assert_eq!(posted.status, StatusCode::CONFLICT);
            assert_eq!(posted.check().text("#orsak"), expected);
        }
        let unknown = browser.get(&format!("{overview}?typ=FK9999")).await;
        assert_eq!(unknown.status, StatusCode::CONFLICT);
        assert_eq!(
            unknown.text("#orsak"),
            "Intygstypen kan inte längre väljas."
        );
        let code = browser.fixture.ctype().code;
        let offered = browser.get(&format!("{overview}?typ={code}")).await;
        assert_eq!(offered.status, StatusCode::OK, "an address makes nothing");
        assert!(
            offered
                .text("main")
                .contains("Patienten har inga intyg här ännu.")
        );
    });
}

#[test]
fn those_who_may_not_are_told_as_for_any_certificate() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (id, _, list) = opened(&mut browser, ADMINISTRATOR).await;
        let page = browser.get(&format!("/lakarintyg/{id}")).await;
        assert_eq!(page.status, StatusCode::OK, "care administrators read");
        let mut other = browser.another();
        other.log_in("karin").await;
        for path in [
            format!("/lakarintyg/{id}"),
            format!("/lakarintyg/{}", CertificateId::from_random_bytes([7; 16])),
            "/lakarintyg/inget-id".to_owned(),
            "/lakarintyg/inget-id/radera".to_owned(),
        ] {
            let answer = other.get(&path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        }
        let mut reviewer = browser.another();
        reviewer.log_in("lo").await;
        for path in [format!("/lakarintyg/{id}"), list] {
            let answer = reviewer.get(&path).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        }
    });
}
