//! Komplettering. Source: ui 6.14.

use axum::http::StatusCode;
use intyg_testkit::databases::on_sqlite;

use crate::browser::{ADMINISTRATOR, Browser, Page};
use crate::messages::{request, sent, take};

async fn press(browser: &mut Browser, address: &str, fields: &[(&str, String); 2]) -> Page {
    let fields = fields
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    browser.post(address, &fields).await
}

#[test]
fn a_completion_begins_once_and_is_gone_on_with() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (overview, id) = sent(&mut browser).await;
        let address = format!("/intyg/{id}/komplettering");
        let token = "meta[name=csrf-token]";
        let csrf = browser.get(&overview).await.attribute(token, "content");
        let fields = |csrf: &str, key: intyg_core::ids::FormKey| {
            [("csrf", csrf.to_owned()), ("nyckel", key.to_text())]
        };
        let app = browser.fixture.app.clone();
        let nobody_asks = press(&mut browser, &address, &fields(&csrf, app.new_form_key())).await;
        assert_eq!(nobody_asks.status, StatusCode::CONFLICT);
        assert!(
            nobody_asks
                .text("main")
                .contains("Försäkringskassan har inte begärt komplettering av intyget.")
        );

        take(&browser, request(&browser, id, "fk 1").await).await;
        let mut other = browser.another();
        let other_overview = other.open_patient(ADMINISTRATOR).await;
        let other_csrf = other.get(&other_overview).await.attribute(token, "content");
        let denied = press(
            &mut other,
            &address,
            &fields(&other_csrf, app.new_form_key()),
        )
        .await;
        assert_eq!(denied.status, StatusCode::FORBIDDEN, "doctors alone");
        let forged = press(&mut browser, &address, &fields("x", app.new_form_key())).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN);
        assert_eq!(forged.header("x-error-code"), "CSRF_FAILED");

        let key = fields(&csrf, app.new_form_key());
        let begun = press(&mut browser, &address, &key).await;
        let editor = begun.location().to_owned();
        assert!(editor.ends_with("/redigera"), "{editor}");
        assert_eq!(press(&mut browser, &address, &key).await.location(), editor);
        let again = press(&mut browser, &address, &fields(&csrf, app.new_form_key())).await;
        assert_eq!(again.location(), editor, "one completion, gone on with");
        assert!(browser.get(&editor).await.has("form"));
    });
}
