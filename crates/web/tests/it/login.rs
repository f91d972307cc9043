//! Login, choice of unit, finding a patient. Source: ui 6.1–6.3.

use axum::http::StatusCode;
use intyg_testkit::databases::on_sqlite;
use intyg_web::WebConfig;

use crate::browser::{ADMINISTRATOR, Browser, ONE_UNIT, TWO_UNITS};

#[test]
fn the_login_says_what_is_wrong_and_does_not_say_more() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let page = browser.get("/logga-in").await;
        page.check();
        assert_eq!(page.text("h1"), "Logga in");
        assert_eq!(
            page.text("footer p:first-child"),
            "Problem att logga in? Ring 010-000 00 00."
        );
        assert_eq!(
            page.attributes("input[autocomplete]", "autocomplete"),
            ["username", "current-password"]
        );
        assert!(
            page.text(".test-strip")
                .contains("Testmiljö. Inga uppgifter skickas till verkliga mottagare.")
        );
        for (user, password) in [(ONE_UNIT, "fel"), ("ingen", "intyg"), ("", "")] {
            let refused = browser
                .submit(
                    &page,
                    "/logga-in",
                    &[("anvandare", user), ("losenord", password)],
                )
                .await;
            refused.check();
            assert_eq!(refused.status, StatusCode::FORBIDDEN);
            assert_eq!(
                refused.text("#felsammanfattning p"),
                "Användarnamnet eller lösenordet stämmer inte."
            );
            assert!(
                !refused.body.contains("value=\"fel\""),
                "the password is not shown again"
            );
            assert!(refused.text("title").starts_with("Fel: "));
        }
    });
}

#[test]
fn too_many_attempts_have_to_wait() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let page = browser.get("/logga-in").await;
        for _ in 0..10 {
            let refused = browser
                .submit(&page, "/logga-in", &[("anvandare", "x"), ("losenord", "y")])
                .await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN);
        }
        let refused = browser
            .submit(
                &page,
                "/logga-in",
                &[("anvandare", ONE_UNIT), ("losenord", "intyg")],
            )
            .await;
        assert_eq!(
            (refused.status, refused.header("x-error-code")),
            (StatusCode::TOO_MANY_REQUESTS, "RATE_LIMIT")
        );
        assert_eq!(
            refused.text("#felsammanfattning p"),
            "För många försök. Vänta 1 minuter."
        );
    });
}

#[test]
fn the_cookie_is_hidden_from_scripts_and_bound_to_https_outside_the_demo() {
    on_sqlite(async |store| {
        let config = WebConfig {
            password_login: true,
            ..WebConfig::default()
        };
        let mut browser = Browser::with(store, config);
        let page = browser.get("/logga-in").await;
        let cookie = page.header("set-cookie").to_owned();
        assert!(cookie.starts_with("__Host-login="), "{cookie}");
        for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        let done = browser
            .submit(
                &page,
                "/logga-in",
                &[("anvandare", ONE_UNIT), ("losenord", "intyg")],
            )
            .await;
        let cookie = done.header("set-cookie");
        assert!(
            cookie.starts_with("__Host-sid=")
                && cookie.contains("Secure")
                && cookie.contains("HttpOnly"),
            "{cookie}"
        );
        assert_eq!(browser.get("/").await.location(), "/patient");
    });
}

#[test]
fn one_unit_is_chosen_at_once_and_several_are_asked_for() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        assert_eq!(
            browser.another().log_in(ONE_UNIT).await.location(),
            "/patient"
        );
        assert_eq!(browser.log_in(TWO_UNITS).await.location(), "/valj-enhet");
        assert_eq!(
            browser.get("/patient").await.location(),
            "/valj-enhet?till=/patient",
            "not before a unit is chosen"
        );
        let page = browser.get("/valj-enhet").await;
        page.check();
        assert_eq!(
            page.texts("thead th"),
            ["Enhet", "Att åtgärda", "FEL", "Utkast"]
        );
        assert_eq!(page.texts("tbody tr").len(), 2);
        assert!(!page.has("#menyrad"));
        let chosen = browser
            .submit(&page, "/valj-enhet", &[("enhet", "1")])
            .await;
        assert_eq!(chosen.location(), "/patient");
        let unit = page.texts("tbody button").remove(1);
        let after = browser.get("/patient").await;
        assert_eq!(after.text("a.unit"), unit);
        assert_eq!(after.texts("#menyrad ul:first-of-type a"), ["Välj patient"]);
    });
}

#[test]
fn the_patient_stays_when_the_unit_changes() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        browser.log_in(TWO_UNITS).await;
        let page = browser.get("/valj-enhet").await;
        browser
            .submit(&page, "/valj-enhet", &[("enhet", "0")])
            .await;
        let person = browser.fixture.ordinary_person().await;
        let overview = browser.open(person.digits()).await;
        let page = browser.get(&overview).await;
        assert_eq!(
            page.texts("#menyrad ul:first-of-type a"),
            ["Nationella intyg", "Läkarintyg"]
        );
        let units = page.attribute("a.unit", "href");
        let page = browser.get(&units).await;
        let changed = browser
            .submit(&page, "/valj-enhet", &[("enhet", "1")])
            .await;
        assert_eq!(changed.location(), overview);
        assert_eq!(browser.get(&overview).await.text("h1"), "Nationella intyg");
    });
}

#[test]
fn logging_out_ends_the_session_and_wipes_the_browser() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        browser.open_patient(ONE_UNIT).await;
        let page = browser.get("/patient").await;
        let out = browser.submit(&page, "/logga-ut", &[]).await;
        assert_eq!(out.location(), "/logga-in");
        assert_eq!(out.header("clear-site-data"), "\"cache\", \"storage\"");
        let login = browser.get("/logga-in").await;
        assert_eq!(login.text("#flash"), "Du är utloggad.");
        assert_eq!(
            browser.get("/logga-in").await.text("#flash"),
            "",
            "said once"
        );
        assert_eq!(
            browser.get("/patient").await.location(),
            "/logga-in?till=/patient"
        );
    });
}

#[test]
fn a_login_never_leads_to_another_site() {
    on_sqlite(async |store| {
        let browser = Browser::on(store);
        for (till, expected) in [
            ("/intyg/x", "/intyg/x"),
            ("//evil.example", "/patient"),
            ("https://evil.example", "/patient"),
        ] {
            let mut browser = browser.another();
            let page = browser.get(&format!("/logga-in?till={till}")).await;
            let fields = [("anvandare", ONE_UNIT), ("losenord", "intyg")];
            assert_eq!(
                browser.submit(&page, "/logga-in", &fields).await.location(),
                expected
            );
        }
    });
}

#[test]
fn a_number_that_finds_nobody_says_why() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        browser.log_in(ONE_UNIT).await;
        let page = browser.get("/patient").await;
        page.check();
        for (typed, status, text) in [
            (
                "",
                StatusCode::UNPROCESSABLE_ENTITY,
                "Ange ett personnummer med 12 siffror.",
            ),
            (
                "19121212",
                StatusCode::UNPROCESSABLE_ENTITY,
                "Ange ett personnummer med 12 siffror.",
            ),
            (
                "19121212-1213",
                StatusCode::UNPROCESSABLE_ENTITY,
                "Kontrollsiffran stämmer inte. Kontrollera numret.",
            ),
            (
                "19401010-9801",
                StatusCode::NOT_FOUND,
                "Numret finns inte i patientregistret.",
            ),
        ] {
            let refused = browser
                .submit(&page, "/patient", &[("personnummer", typed)])
                .await;
            refused.check();
            assert_eq!(refused.status, status, "{typed}");
            assert_eq!(refused.text("#felsammanfattning a"), text);
            assert_eq!(refused.text("#personnummer-fel"), format!("Fel: {text}"));
            assert_eq!(refused.attribute("#personnummer-sok", "value"), typed);
        }
    });
}

#[test]
fn patients_opened_lately_are_listed_by_number_alone() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let person = browser.fixture.ordinary_person().await;
        let page = browser.get("/patient").await;
        assert_eq!(page.text("main h2"), "Senast öppnade");
        assert_eq!(page.text(".links a"), person.formatted());
        assert_eq!(page.attribute(".links a", "href"), overview);
        let banner = browser.get(&overview).await.text(".person-name");
        let name = banner.split(',').next().expect("a name").to_owned();
        assert!(!name.is_empty() && !page.body.contains(&name));
    });
}

#[test]
fn a_protected_person_is_shown_to_doctors_alone_and_without_name() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let person = browser
            .fixture
            .person(|p| p.protection.is_protected())
            .await;
        let patient = browser
            .fixture
            .app
            .journal()
            .patient(&person)
            .await
            .expect("a patient");
        browser.log_in(ONE_UNIT).await;
        let overview = browser.open(person.digits()).await;
        let page = browser.get(&overview).await;
        page.check();
        assert!(
            page.texts("#patient .tag")
                .contains(&"Skyddade personuppgifter".to_owned())
        );
        assert!(page.text("#patient").contains("Namn visas inte"));
        assert!(!page.body.contains(patient.name.for_banner()));

        let mut other = browser.another();
        other.log_in(ADMINISTRATOR).await;
        let page = other.get("/patient").await;
        let refused = other
            .submit(&page, "/patient", &[("personnummer", person.digits())])
            .await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(
            refused
                .text("main")
                .contains("Du har inte behörighet att se patientens intyg på den här enheten.")
        );
        assert_eq!(other.get(&overview).await.status, StatusCode::FORBIDDEN);
    });
}
