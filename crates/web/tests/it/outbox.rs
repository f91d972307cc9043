//! Enhetens utkorg and the counts in the menu. Source: ui 4.2, 6.17.

use axum::http::StatusCode;
use intyg_app::{Claim, Consent, Outcome, OutcomeClass};
use intyg_core::ids::CertificateId;
use intyg_core::outbox::Verdict;
use intyg_store::OutboxRow;
use intyg_testkit::databases::on_sqlite;
use jiff::SignedDuration;

use crate::browser::{ADMINISTRATOR, Browser, ONE_UNIT};

const UNIT_ADMINISTRATOR: &str = "uno";

/// Lets the first message in the lane of each certificate fail for good.
async fn refuse_everything(browser: &Browser, text: &str) -> Vec<OutboxRow> {
    let app = &browser.fixture.app;
    let lease = SignedDuration::from_mins(3);
    let destination = intyg_app::INTYGSTJANSTEN;
    let claimed = app
        .claim_outbox("w", destination, 32, Claim::AllDue, lease)
        .await
        .expect("claimed");
    let mut failed = Vec::new();
    for message in claimed {
        let attempt = app
            .start_attempt("w", &message, "http://127.0.0.1:9/")
            .await
            .expect("started");
        let outcome = Outcome {
            verdict: Verdict::Failed,
            class: OutcomeClass::Validation,
            http_status: Some(200),
            result_code: Some("ERROR".to_owned()),
            error_id: Some("VALIDATION_ERROR".to_owned()),
            text: text.to_owned(),
            duration: SignedDuration::from_millis(120),
        };
        app.finish_attempt("w", &message, attempt, outcome)
            .await
            .expect("finished");
        failed.push(message.row);
    }
    failed
}

async fn signed(browser: &mut Browser) -> CertificateId {
    let overview = browser.open_patient(ONE_UNIT).await;
    browser.signed(ONE_UNIT, &overview, Consent::Given).await
}

#[test]
fn what_is_under_fel_says_why_and_is_sent_again() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let id = signed(&mut browser).await;
        let empty = browser.get("/enhet/utkorg").await;
        empty.check();
        assert_eq!(
            empty.texts("main details h2"),
            ["FEL (0)", "Väntar och försöker igen (2)", "Skickade (0)"]
        );
        assert_eq!(empty.text("#fel > .note:last-child"), "Inga fel.");
        assert_eq!(empty.text(".menu [aria-current]"), "Enhetens utkorg");
        let message = refuse_everything(&browser, "<b>Fel</b> form.").await[0].id;
        let page = browser.get("/enhet/utkorg").await;
        page.check();
        assert_eq!(page.text(".menu [aria-current]"), "Enhetens utkorg, 1 FEL");
        let row = format!("#rad-{message}");
        assert_eq!(page.attribute(&row, "data-status"), "failed");
        let text = page.text(&row);
        for expected in [
            "Care certificate",
            "Intyg till Intygstjänsten",
            "FK7804 2026-11-22",
            "FEL sedan 10.42",
            "Intygstjänsten godtog inte innehållet: <b>Fel</b> form.",
            "2026-11-22 kl. 10.42.00, tog 0,1 s Försök 1.",
            "Skriv ut som reservrutin",
        ] {
            assert!(text.contains(expected), "{expected}: {text}");
        }
        assert!(
            !text.contains("Avskriv"),
            "a registration is deleted instead"
        );
        assert!(page.text("#vantar").contains("Väntar på Care certificate."));
        let print = page.attribute(&format!("{row} a[href*='skriv-ut']"), "href");
        let print = browser.get(&print).await;
        assert_eq!(
            print.attribute("#kommentar", "value"),
            "Reservrutin vid driftstopp"
        );
        assert_eq!(
            print.attribute(".buttons a", "href"),
            format!("/intyg/{id}")
        );

        let again = format!("/enhet/utkorg/{message}/skicka-igen");
        for expected in ["Skickas igen.", "Meddelandet ligger inte längre under FEL."] {
            let done = browser.submit(&page, &again, &[]).await;
            assert_eq!(done.location(), "/enhet/utkorg");
            assert_eq!(browser.get("/enhet/utkorg").await.text("#flash"), expected);
        }
        let page = browser.get("/enhet/utkorg").await;
        assert_eq!(page.attribute(&row, "data-status"), "waiting");
        assert!(
            page.text(&row).contains("Skickas igen av "),
            "{}",
            page.text(&row)
        );
        assert!(page.has("#utkorg-lage[hx-get][data-poll]"));
        let states = page.attribute("#utkorg-lage", "hx-get");
        let states = browser.get_partial(&states).await;
        assert!(states.has(&format!("#status-{message}[hx-swap-oob]")));
    });
}

#[test]
fn a_sending_is_written_off_by_a_doctor_with_words() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        signed(&mut browser).await;
        let register = refuse_everything(&browser, "x").await[0].id;
        let page = browser.get("/enhet/utkorg").await;
        let refused = browser
            .get(&format!("/enhet/utkorg/{register}/avskriv"))
            .await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(
            refused
                .text("main")
                .contains("Meddelandet kan inte avskrivas.")
        );
        browser
            .submit(&page, &format!("/enhet/utkorg/{register}/skicka-igen"), &[])
            .await;
        deliver(&browser).await;
        let send = refuse_everything(&browser, "x").await[0].id;
        let address = format!("/enhet/utkorg/{send}/avskriv");
        let dialog = browser.get_partial(&address).await;
        assert_eq!(dialog.text("section.dialog-body h2"), "Avskriv meddelande");
        let page = browser.get(&address).await;
        page.check();
        let refused = browser
            .submit(&page, &address, &[("kommentar", "Post.")])
            .await;
        refused.check();
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            refused.text("#felsammanfattning a"),
            "Skriv med minst 10 tecken hur ärendet sköts i stället."
        );
        let done = browser
            .submit(&page, &address, &[("kommentar", "Skickat med post.")])
            .await;
        assert_eq!(done.location(), "/enhet/utkorg");
        let page = browser.get("/enhet/utkorg").await;
        assert_eq!(
            page.text("#flash"),
            "Meddelandet är avskrivet och skickas inte."
        );
        assert!(
            page.text(&format!("#skickade #rad-{send}"))
                .contains("Avskrivet 10.42, ")
        );

        let mut other = browser.another();
        other.log_in(ADMINISTRATOR).await;
        let forbidden = other.get(&address).await;
        assert_eq!(forbidden.status, StatusCode::FORBIDDEN);
    });
}

async fn deliver(browser: &Browser) {
    let app = &browser.fixture.app;
    let lease = SignedDuration::from_mins(3);
    let claimed = app
        .claim_outbox("w", intyg_app::INTYGSTJANSTEN, 1, Claim::AllDue, lease)
        .await
        .expect("claimed");
    for message in claimed {
        let attempt = app
            .start_attempt("w", &message, "x")
            .await
            .expect("started");
        let outcome = Outcome {
            verdict: Verdict::Delivered(intyg_core::outbox::Delivery::Now),
            class: OutcomeClass::Ok,
            http_status: Some(200),
            result_code: Some("OK".to_owned()),
            error_id: None,
            text: String::new(),
            duration: SignedDuration::ZERO,
        };
        let done = app.finish_attempt("w", &message, attempt, outcome).await;
        done.expect("finished");
    }
}

#[test]
fn an_administrator_sees_rows_without_persons_and_content() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let id = signed(&mut browser).await;
        refuse_everything(&browser, "x").await;
        let message = {
            let mut administrator = browser.another();
            administrator.log_in(UNIT_ADMINISTRATOR).await;
            let page = administrator.get("/enhet/utkorg").await;
            page.check();
            let main = page.text("main");
            let person = browser.fixture.ordinary_person().await;
            assert!(!page.body.contains(&person.formatted()));
            assert!(!page.body.contains(&format!("/intyg/{id}")), "{main}");
            assert!(!page.has("#filter-personnummer"));
            assert!(main.contains("FK7804"));
            let message = page.attribute("#fel tbody", "id").replace("rad-", "");
            let content = administrator
                .get(&format!("/intyg/{id}/meddelande/{message}"))
                .await;
            assert_eq!(content.status, StatusCode::FORBIDDEN);
            assert_eq!(
                page.texts(".menu a[href^='/enhet']"),
                ["Enhetens utkorg, 1 FEL"]
            );
            message
        };
        let mut reviewer = browser.another();
        reviewer.log_in("lo").await;
        assert_eq!(
            reviewer.get("/enhet/utkorg").await.status,
            StatusCode::FORBIDDEN
        );
        assert!(
            !reviewer
                .get("/patient")
                .await
                .has(".menu a[href^='/enhet']")
        );
        let page = browser
            .get(&format!("/intyg/{id}/meddelande/{message}"))
            .await;
        page.check();
        assert!(page.text("main").contains("Ingen ännu"), "no receipt");
    });
}

#[test]
fn counts_and_news_come_by_themselves_and_a_number_never_stands_in_an_address() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        signed(&mut browser).await;
        let page = browser.get("/enhet/utkorg").await;
        assert_eq!(page.attribute("#meny-raknare", "hx-trigger"), "every 30s");
        let news = page.attribute("#nya", "hx-get");
        assert_eq!(browser.get_partial(&news).await.text("#nya"), "");
        browser.fixture.clock.advance(SignedDuration::from_secs(60));
        refuse_everything(&browser, "x").await;
        assert_eq!(browser.get_partial(&news).await.text("#nya"), "Visa 1 nya");
        let counts = browser.get_partial("/enhet/raknare").await;
        assert_eq!(counts.text("#antal-utkorg[hx-swap-oob]"), ", 1 FEL");

        let person = browser.fixture.ordinary_person().await;
        let page = browser.get("/enhet/utkorg").await;
        let fields = [
            ("personnummer", person.digits()),
            ("typ", "send"),
            ("antal", "10"),
        ];
        let led = browser.submit(&page, "/enhet/utkorg", &fields).await;
        let address = led.location().to_owned();
        assert!(
            address.starts_with("/enhet/utkorg?typ=send&patient="),
            "{address}"
        );
        assert!(!address.contains(&person.digits()[2..8]));
        let page = browser.get(address.trim_end_matches("#skickade")).await;
        page.check();
        assert_eq!(page.text("#skickade [role=status]"), "0 träffar");
        assert_eq!(
            page.attribute("#filter-personnummer", "value"),
            person.formatted()
        );
        assert!(page.text("#skickade").contains("passar filtret"));
        assert_eq!(page.texts("#fel tbody").len(), 1, "a filter hides no fault");
        for (typed, expected) in [
            ("1", "Ange ett personnummer med 12 siffror."),
            (
                "198503149829",
                "Kontrollsiffran stämmer inte. Kontrollera numret.",
            ),
            ("200106109804", "Enheten har ingenting om det personnumret."),
        ] {
            let refused = browser
                .submit(&page, "/enhet/utkorg", &[("personnummer", typed)])
                .await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(refused.text("#filter-personnummer-fel"), expected);
        }
    });
}
