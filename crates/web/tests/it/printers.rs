//! Printers of the unit: a little printer over a real socket. Source: ui 6.10, acceptance D09.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use intyg_app::{Consent, Printer};
use intyg_core::ids::{CertificateId, HsaId};
use intyg_store::Store;
use intyg_testkit::databases::on_sqlite;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::browser::{Browser, ONE_UNIT, Page};

const NAME: &str = "Expeditionen, plan 2";
const REASON: &str = "Till annan vårdgivare";

/// A printer that answers every document with this status. Returns its address and what it gets.
async fn printer(status: u16) -> (String, mpsc::UnboundedReceiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let (sender, papers) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = Vec::new();
            while !is_whole(&request) {
                if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
                    break;
                }
            }
            let [high, low] = status.to_be_bytes();
            let head =
                b"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: 9\r\n\r\n";
            let ipp = [1, 1, high, low, 0, 0, 0, 1, 3];
            let answer = [&head[..], &ipp[..]].concat();
            // The test may have gone on.
            let _ = sender.send(request);
            let _ = stream.write_all(&answer).await;
        }
    });
    (address, papers)
}

fn is_whole(request: &[u8]) -> bool {
    let Some(end) = request.windows(4).position(|four| four == b"\r\n\r\n") else {
        return false;
    };
    let head = String::from_utf8_lossy(request.get(..end).unwrap_or_default()).to_lowercase();
    let length: usize = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .and_then(|length| length.parse().ok())
        .expect("a length");
    request.len() >= end + 4 + length
}

/// Where nobody listens.
async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    listener.local_addr().expect("an address").to_string()
}

/// A signed certificate on the unit of [`ONE_UNIT`] with these printers, by name and address; another unit has one, too.
async fn signed(store: Store, printers: &[(&str, &str)]) -> (Browser, CertificateId) {
    let printer = |unit: &str, name: &str, address: &str| Printer {
        unit: HsaId::parse(unit).expect("an id"),
        name: name.to_owned(),
        address: format!("ipp://{address}/ipp/print"),
    };
    let printers = printers
        .iter()
        .map(|(name, address)| printer("SE0000000000-E001", name, address))
        .chain([printer("SE0000000000-E002", "Gips", "localhost")]);
    let mut browser = Browser::with_printers(store, printers.collect());
    let overview = browser.open_patient(ONE_UNIT).await;
    let id = browser.signed(ONE_UNIT, &overview, Consent::Given).await;
    (browser, id)
}

fn fields(printer: &str) -> [(&'static str, String); 2] {
    [
        ("skrivare", format!("skrivare:{printer}")),
        ("kommentar", REASON.to_owned()),
    ]
}

/// Orders a print on the printer of this name, from an open dialog.
async fn order(browser: &mut Browser, id: CertificateId, dialog: &Page, printer: &str) -> Page {
    let fields = fields(printer);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let action = format!("/intyg/{id}/skriv-ut");
    browser.submit(dialog, &action, &fields).await
}

async fn dialog(browser: &mut Browser, id: CertificateId) -> Page {
    browser.get(&format!("/intyg/{id}/skriv-ut")).await
}

async fn prints_in_history(browser: &mut Browser, id: CertificateId) -> usize {
    let visa = browser.get(&format!("/intyg/{id}")).await;
    let events = visa.texts("#handelser li");
    let told = format!("Utskrivet. Kommentar: {REASON}");
    events.iter().filter(|event| event.contains(&told)).count()
}

#[test]
fn the_document_is_sent_to_the_chosen_printer_once() {
    on_sqlite(async |store| {
        let (address, mut papers) = printer(0x0001).await;
        let (mut browser, id) = signed(store, &[(NAME, &address)]).await;
        let page = dialog(&mut browser, id).await;
        page.check();
        assert_eq!(
            page.texts("#skrivare option"),
            ["Den här datorns skrivare", NAME, "Spara som PDF"]
        );
        assert!(
            !page.has("#skrivare option[selected]"),
            "the first is preset"
        );
        let sent = order(&mut browser, id, &page, NAME).await;
        assert_eq!(sent.status, StatusCode::OK);
        sent.check();
        assert!(
            sent.text(".box-ok")
                .starts_with(&format!("Skickat till {NAME}.")),
            "{}",
            sent.text("main")
        );
        let request = papers.try_recv().expect("the document has arrived");
        let pdf = request
            .windows(7)
            .position(|w| w == b"%PDF-1.")
            .expect("a PDF");
        assert_eq!(request[pdf - 1], 3, "right after the attributes");
        assert!(request.ends_with(b"%%EOF") || request.ends_with(b"%%EOF\n"));
        let attributes = String::from_utf8_lossy(&request[..pdf]);
        assert!(attributes.contains(&format!("intyg-{}.pdf", &id.to_text()[..8])));

        let again = order(&mut browser, id, &page, NAME).await;
        let again = browser.get(again.location()).await;
        again.check();
        assert!(!again.text("main").contains("Skickat till"));
        assert!(
            again
                .text(".box-ok")
                .contains("Öppna den om papperet inte har kommit.")
        );
        assert!(papers.try_recv().is_err(), "the same form is sent once");
        assert_eq!(prints_in_history(&mut browser, id).await, 1);

        let code = intyg_web::urls::encode(&sent.text(".box-ok strong"));
        let checked = browser
            .get(&format!("/kontrollera-utskrift?kod={code}"))
            .await;
        assert!(checked.text(".answers dl").contains(NAME));
    });
}

#[test]
fn when_a_printer_fails_the_reason_is_said_and_nothing_is_lost() {
    on_sqlite(async |store| {
        // Not accepting jobs. Source: RFC 8011, appendix B.
        let (refusing, _papers) = printer(0x0506).await;
        let printers = [(NAME, refusing.as_str()), ("Tyst", &nobody().await)];
        let (mut browser, id) = signed(store, &printers).await;
        // Each goes on to a PDF, which is a print too.
        for (prints, (name, words)) in [1, 3].into_iter().zip([
            (
                NAME,
                "Skrivaren tog inte emot utskriften. Välj en annan eller spara som PDF.",
            ),
            (
                "Tyst",
                "Skrivaren svarar inte. Välj en annan eller spara som PDF.",
            ),
        ]) {
            let page = dialog(&mut browser, id).await;
            let failed = order(&mut browser, id, &page, name).await;
            failed.check();
            assert_eq!(failed.text("#felsammanfattning a"), words);
            assert!(failed.text("#skrivare-fel").contains(words));
            assert!(failed.text("title").starts_with("Fel: "));
            assert_eq!(failed.attribute("#kommentar", "value"), REASON);
            assert_eq!(failed.text("#skrivare option[selected]"), name);
            assert_eq!(
                prints_in_history(&mut browser, id).await,
                prints,
                "written down before it left"
            );
            let visa = browser.get(&format!("/intyg/{id}")).await;
            assert!(
                visa.texts("#handelser li")
                    .iter()
                    .any(|event| event.contains(&format!("{name} tog inte emot utskriften"))),
                "{:?}",
                visa.texts("#handelser li")
            );
            let document = failed.attribute("main a[target=_blank]", "href");
            let request = browser.request(Method::GET, &document).body(Body::empty());
            let answer = browser.answer(request.expect("a request")).await;
            assert_eq!(answer.status(), StatusCode::OK, "the PDF can be opened");
            let other = [("skrivare", "pdf"), ("kommentar", REASON)];
            let action = format!("/intyg/{id}/skriv-ut");
            let part = browser.submit_partial(&failed, &action, &other).await;
            assert!(
                part.has(".dialog-body .box-ok"),
                "the form that is offered again has a key of its own"
            );
        }
    });
}

#[test]
fn a_printer_of_another_unit_is_refused_and_nothing_is_written() {
    on_sqlite(async |store| {
        let (mut browser, id) = signed(store, &[]).await;
        let page = dialog(&mut browser, id).await;
        assert!(!page.text("main").contains("Gips"));
        let refused = order(&mut browser, id, &page, "Gips").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.check();
        let words = "Skrivaren finns inte på enheten. Välj en annan.";
        assert_eq!(refused.text("#felsammanfattning a"), words);
        assert_eq!(
            refused.attribute("#felsammanfattning a", "href"),
            "#skrivare"
        );
        assert_eq!(prints_in_history(&mut browser, id).await, 0);
    });
}
