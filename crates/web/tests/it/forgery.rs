//! Nothing changes on the word of a page that is not ours. Source: reliability-security R40, R44, T19.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use intyg_testkit::databases::on_sqlite;

use crate::browser::{Browser, ONE_UNIT, TWO_UNITS, encoded};

/// Every address that takes a POST.
fn routes(overview: &str, id: &str) -> Vec<String> {
    let mut routes = vec![
        "/logga-ut".to_owned(),
        "/valj-enhet".to_owned(),
        "/patient".to_owned(),
        overview.to_owned(),
    ];
    for last in [
        "samtycke",
        "klart-att-signera",
        "stang-flik",
        "svar",
        "validera",
        "spara",
        "stang",
    ] {
        routes.push(format!("/intyg/{id}/{last}"));
    }
    routes
}

#[test]
fn a_post_without_the_session_s_token_changes_nothing() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let id = browser.complete_draft(ONE_UNIT, &overview).await.to_text();
        let before = browser.get(&overview).await.texts("tr[data-status]");
        let mut other = browser.another();
        other.log_in(ONE_UNIT).await;
        let stolen = other
            .get("/patient")
            .await
            .attribute("meta[name=csrf-token]", "content");
        for route in routes(&overview, &id) {
            for token in ["", "fel", stolen.as_str()] {
                let page = browser.post(&route, &[("csrf", token)]).await;
                assert_eq!(
                    (page.status, page.header("x-error-code")),
                    (StatusCode::FORBIDDEN, "CSRF_FAILED"),
                    "{route} {token}"
                );
            }
        }
        assert_eq!(
            browser.get(&overview).await.texts("tr[data-status]"),
            before
        );
    });
}

#[test]
fn a_post_from_another_site_or_of_another_kind_is_refused_in_spite_of_the_token() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let token = browser
            .get(&overview)
            .await
            .attribute("meta[name=csrf-token]", "content");
        let form = "application/x-www-form-urlencoded";
        let cases = [
            ("sec-fetch-site", "cross-site", form),
            ("sec-fetch-site", "same-site", form),
            ("origin", "http://evil.example", form),
            ("origin", "null", form),
            ("x-nothing", "", form),
            ("sec-fetch-site", "same-origin", "text/plain"),
            ("sec-fetch-site", "same-origin", "application/json"),
            (
                "sec-fetch-site",
                "same-origin",
                "multipart/form-data; boundary=x",
            ),
        ];
        for (name, value, kind) in cases {
            let request = browser
                .request(Method::POST, "/logga-ut")
                .header(name, value)
                .header(header::CONTENT_TYPE, kind)
                .body(Body::from(encoded(&[("csrf", &token)])));
            let page = browser.send(request.expect("a request")).await;
            assert_eq!(
                page.header("x-error-code"),
                "CSRF_FAILED",
                "{name} {value} {kind}"
            );
        }
        // The token may also stand in a header, and the origin may be told by the older header.
        let request = browser
            .request(Method::POST, "/logga-ut")
            .header("origin", "http://127.0.0.1:8470")
            .header("x-csrf-token", &token)
            .header(header::CONTENT_TYPE, form)
            .body(Body::empty());
        assert_eq!(
            browser.send(request.expect("a request")).await.location(),
            "/logga-in"
        );
    });
}

#[test]
fn a_page_of_another_unit_cannot_change_anything() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        browser.log_in(TWO_UNITS).await;
        let choose = async |browser: &mut Browser, index: &str| {
            let page = browser.get("/valj-enhet").await;
            browser
                .submit(&page, "/valj-enhet", &[("enhet", index)])
                .await;
        };
        choose(&mut browser, "0").await;
        let old = browser.get("/patient").await;
        choose(&mut browser, "1").await;
        let page = browser
            .submit(&old, "/patient", &[("personnummer", "19121212-1212")])
            .await;
        assert_eq!(
            (page.status, page.header("x-error-code")),
            (StatusCode::CONFLICT, "CONTEXT_CHANGED")
        );
        assert!(page.text("main").contains("Du har bytt enhet eller användare i ett annat fönster. Ladda om sidan. Inget har ändrats."));
    });
}

#[test]
fn nobody_posts_without_a_session() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let id = browser.complete_draft(ONE_UNIT, &overview).await.to_text();
        let mut stranger = browser.another();
        for route in routes(&overview, &id) {
            let page = stranger.post(&route, &[("csrf", "x")]).await;
            assert_eq!(
                (page.status, page.header("x-error-code")),
                (StatusCode::UNAUTHORIZED, "AUTH_REQUIRED"),
                "{route}"
            );
        }
        // Pages lead to the login and back.
        let page = stranger.get(&format!("/intyg/{id}")).await;
        assert_eq!(page.location(), format!("/logga-in?till=/intyg/{id}"));
        assert_eq!(
            stranger
                .get_partial(&format!("/intyg/{id}/leverans"))
                .await
                .status,
            StatusCode::UNAUTHORIZED
        );
    });
}
