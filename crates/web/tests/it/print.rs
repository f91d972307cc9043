//! Printing and checking what was printed. Source: ui 6.10, acceptance N12.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, StatusCode};
use intyg_app::Consent;
use intyg_catalog::answers::html_id;
use intyg_catalog::condition::Condition;
use intyg_core::ids::CertificateId;
use intyg_testkit::databases::on_sqlite;

use crate::browser::{ADMINISTRATOR, Browser, ONE_UNIT, Page};

const REASON: &str = "Patienten vill ha en kopia";

async fn signed(browser: &mut Browser) -> CertificateId {
    let overview = browser.open_patient(ONE_UNIT).await;
    browser.signed(ONE_UNIT, &overview, Consent::Given).await
}

/// Orders a print and returns the page that leads to the document.
async fn order(browser: &mut Browser, id: CertificateId, target: &str) -> Page {
    let dialog = format!("/intyg/{id}/skriv-ut");
    let page = browser.get(&dialog).await;
    let fields = [("skrivare", target), ("kommentar", REASON)];
    let to = browser.submit(&page, &dialog, &fields).await;
    let to = to.location().to_owned();
    browser.get(&to).await
}

async fn document(browser: &Browser, path: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
    let request = browser
        .request(Method::GET, path)
        .body(Body::empty())
        .expect("a request");
    let answer = browser.answer(request).await;
    let (parts, body) = answer.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.expect("a body");
    (parts.status, parts.headers, bytes.to_vec())
}

#[test]
fn visa_has_a_printer_button_that_opens_the_dialog() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let id = signed(&mut browser).await;
        let visa = browser.get(&format!("/intyg/{id}")).await;
        let button = ".bar a.icon-button[data-dialog]";
        assert_eq!(visa.text(button), "Skriv ut");
        assert_eq!(
            visa.attribute(button, "href"),
            format!("/intyg/{id}/skriv-ut")
        );
        let page = browser.get(&format!("/intyg/{id}/skriv-ut")).await;
        page.check();
        assert_eq!(page.text("h1"), "Skriv ut");
        assert_eq!(
            page.texts("#skrivare option"),
            ["Den här datorns skrivare", "Spara som PDF"]
        );
        assert!(
            page.text("label[for=kommentar]")
                .starts_with("Varför skriver du ut?")
        );
        assert!(!page.text("main").contains("skyddade") && !page.text("main").contains("UTKAST"));
        let part = browser.get_partial(&format!("/intyg/{id}/skriv-ut")).await;
        assert!(part.has("#skriv-ut.dialog-body form") && !part.has("html[lang]"));
    });
}

#[test]
fn without_a_comment_nothing_is_printed() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let id = signed(&mut browser).await;
        let dialog = format!("/intyg/{id}/skriv-ut");
        let page = browser.get(&dialog).await;
        for (comment, words) in [
            (" ".to_owned(), "Skriv varför du skriver ut."),
            ("å".repeat(202), "2 tecken för mycket."),
        ] {
            let fields = [("skrivare", "pdf"), ("kommentar", comment.as_str())];
            let answer = browser.submit(&page, &dialog, &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            answer.check();
            assert_eq!(answer.text("#felsammanfattning a"), words);
            assert!(answer.text("#kommentar-fel").contains(words));
            assert_eq!(
                answer.attribute("#kommentar", "value"),
                comment,
                "what was typed is kept"
            );
            assert_eq!(
                answer.attribute("#skrivare option[selected]", "value"),
                "pdf"
            );
        }
        let visa = browser.get(&format!("/intyg/{id}")).await;
        assert!(!visa.text("#handelser").contains("Utskrivet"));
        let (status, headers, _) = document(&browser, &format!("/intyg/{id}/pdf")).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(headers["location"].to_str().expect("ascii"), dialog);
    });
}

#[test]
fn the_document_comes_once_the_print_is_written_down() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let id = signed(&mut browser).await;
        for target in ["dator", "pdf"] {
            let ordered = order(&mut browser, id, target).await;
            ordered.check();
            let link = ordered.attribute("main a.primary", "href");
            assert!(link.starts_with(&format!("/intyg/{id}/pdf?kod=")));
            let (status, headers, bytes) = document(&browser, &link).await;
            assert_eq!(status, StatusCode::OK);
            assert_eq!(headers["content-type"], "application/pdf");
            let name = format!("inline; filename=\"intyg-{}.pdf\"", &id.to_text()[..8]);
            assert_eq!(
                headers["content-disposition"].to_str().expect("ascii"),
                name
            );
            assert_eq!(headers["cache-control"], "no-store");
            assert!(bytes.starts_with(b"%PDF-1."));
            let (_, _, again) = document(&browser, &link).await;
            assert!(bytes == again, "the same bytes");
        }
        let visa = browser.get(&format!("/intyg/{id}")).await;
        let events = visa.texts("#handelser li");
        assert_eq!(
            events
                .iter()
                .filter(|event| event.contains(&format!("Utskrivet. Kommentar: {REASON}")))
                .count(),
            2
        );
    });
}

#[test]
fn in_the_dialog_the_way_to_the_document_comes_at_once() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let id = signed(&mut browser).await;
        let dialog = format!("/intyg/{id}/skriv-ut");
        let page = browser.get(&dialog).await;
        let fields = [("skrivare", "dator"), ("kommentar", REASON)];
        let part = browser.submit_partial(&page, &dialog, &fields).await;
        assert_eq!(part.status, StatusCode::OK);
        assert!(part.has(".dialog-body a.primary[target=_blank][href*='/pdf?kod=']"));
        assert!(part.text(".box-ok").contains("kontrollkoden"));
    });
}

#[test]
fn somebody_elses_print_cannot_be_fetched() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let id = signed(&mut browser).await;
        let link = order(&mut browser, id, "pdf")
            .await
            .attribute("main a.primary", "href");
        let mut other = browser.another();
        other.log_in(ADMINISTRATOR).await;
        let (status, _, bytes) = document(&other, &link).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(!bytes.starts_with(b"%PDF"));
    });
}

#[test]
fn drafts_and_protected_patients_have_their_warnings() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        browser.log_in(ONE_UNIT).await;
        let protected = browser
            .fixture
            .person(|p| p.protection.is_protected() && !p.life.is_deceased())
            .await;
        let overview = browser.open(protected.digits()).await;
        let id = browser.complete_draft(ONE_UNIT, &overview).await;
        let page = browser.get(&format!("/intyg/{id}/skriv-ut")).await;
        let main = page.text("main");
        assert!(
            main.contains("Patienten har skyddade personuppgifter. Ta hand om utskriften direkt.")
        );
        assert!(main.contains("Utskriften märks UTKAST och gäller inte som intyg."));
        let link = order(&mut browser, id, "pdf")
            .await
            .attribute("main a.primary", "href");
        assert_eq!(document(&browser, &link).await.0, StatusCode::OK);
    });
}

#[test]
fn a_paper_is_checked_by_its_code() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let id = signed(&mut browser).await;
        let ordered = order(&mut browser, id, "dator").await;
        let code = ordered.text(".box-ok strong");
        let empty = browser.get("/kontrollera-utskrift").await;
        empty.check();
        assert!(!empty.has(".answers") && !empty.has("#felsammanfattning"));
        let typed = intyg_web::urls::encode(&code.to_lowercase());
        let page = browser
            .get(&format!("/kontrollera-utskrift?kod={typed}"))
            .await;
        page.check();
        assert_eq!(
            page.text(".box"),
            "Utskriften hör till ett signerat intyg som gäller."
        );
        let facts = page.text(".answers dl");
        assert!(
            facts.contains(REASON) && facts.contains("Datorns skrivare"),
            "{facts}"
        );
        assert_eq!(
            page.attribute(".answers a.button", "href"),
            format!("/intyg/{id}")
        );
        assert_eq!(page.attribute("#kod", "value"), code);

        let altered = if code.starts_with('0') { "1" } else { "0" }.to_owned() + &code[1..];
        let page = browser
            .get(&format!("/kontrollera-utskrift?kod={altered}"))
            .await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        page.check();
        assert!(page.text("#felsammanfattning").contains("Okänd kod"));
    });
}

#[test]
fn codes_cannot_be_guessed_one_after_another() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        browser.log_in(ONE_UNIT).await;
        let mut last = StatusCode::OK;
        for _ in 0..21 {
            last = browser
                .get("/kontrollera-utskrift?kod=0000-0000-0001")
                .await
                .status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    });
}

/// Whatever the catalogue holds goes all the way: nothing but a type's own module knows it.
#[test]
fn every_type_goes_from_the_menu_to_paper() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let doctor = browser.actor(ONE_UNIT).await;
        for ctype in browser.fixture.app.offered() {
            let page = browser.get(&overview).await;
            let editor = browser
                .submit(&page, &overview, &[("typ", ctype.code)])
                .await;
            let editor = editor.location().to_owned();
            let form = browser.get(&editor).await;
            form.check();
            assert_eq!(form.text("h1"), ctype.full_name());
            let sections = ctype.sections.iter();
            let elements = sections
                .filter(|section| matches!(section.shown, Condition::Always))
                .flat_map(|section| section.elements)
                .filter(|element| matches!(element.shown, Condition::Always));
            for element in elements {
                let question = format!("#{}", html_id(element.id.0).replacen("f-", "q-", 1));
                assert!(form.has(&question), "{question} of {}", ctype.form_number);
            }
            let id = editor.split('/').nth(2).and_then(|id| id.parse().ok());
            let id: CertificateId = id.expect("an id in the address");
            browser.fixture.complete(&doctor, id).await.expect("saved");
            let consent = browser.get(&format!("/intyg/{id}/samtycke")).await;
            assert!(consent.text("main").contains(ctype.name));
            browser
                .fixture
                .sign(&doctor, id, Consent::Given)
                .await
                .expect("signed");
            let visa = browser.get(&format!("/intyg/{id}")).await;
            visa.check();
            assert!(visa.text(".signature").contains("Signaturen stämmer"));
            let ordered = order(&mut browser, id, "pdf").await;
            let link = ordered.attribute("main a.primary", "href");
            let (status, _, bytes) = document(&browser, &link).await;
            assert_eq!(status, StatusCode::OK, "{}", ctype.form_number);
            assert!(bytes.starts_with(b"%PDF-1."));
        }
    });
}
