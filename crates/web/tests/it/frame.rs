//! What every answer has, whatever was asked. Source: reliability-security R18, R45, R46, R63, R160.

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use axum::routing::post;
use intyg_testkit::databases::on_sqlite;
use tower::ServiceExt as _;

use crate::browser::{Browser, HOST, ONE_UNIT, Page, page};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

fn check_headers(page: &Page, what: &str) {
    for (name, value) in [
        (
            "strict-transport-security",
            "max-age=31536000; includeSubDomains",
        ),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(page.header(name), value, "{what}: {name}");
    }
    assert!(
        page.header("permissions-policy").contains("camera=()"),
        "{what}"
    );
    for absent in ["server", "access-control-allow-origin", "x-powered-by"] {
        assert_eq!(page.header(absent), "", "{what}: {absent}");
    }
    if page.header("content-type").starts_with("text/html") {
        assert_eq!(page.header("content-security-policy"), POLICY, "{what}");
    }
}

#[test]
fn every_answer_has_the_security_headers() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        for path in [
            "/",
            "/logga-in",
            "/valj-enhet",
            "/patient",
            &overview,
            "/finns-inte",
            "/intyg/x",
            "/static/x.css",
        ] {
            let page = browser.get(path).await;
            check_headers(&page, path);
            assert_eq!(page.header("cache-control"), "no-store", "{path}");
        }
        check_headers(&browser.post("/patient", &[]).await, "refused post");
        check_headers(&browser.post("/logga-in/x", &[]).await, "unknown post");
    });
}

#[test]
fn static_files_are_kept_for_ever_and_compressed() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let page = browser.get("/logga-in").await;
        let mut files = page.attributes("link[rel]", "href");
        files.extend(page.attributes("script", "src"));
        assert_eq!(files.len(), 4, "{files:?}");
        for file in files {
            let request = browser
                .request(Method::GET, &file)
                .header(header::ACCEPT_ENCODING, "gzip, br");
            let answer = browser
                .router_answer(request.body(Body::empty()).expect("a request"))
                .await;
            assert_eq!(answer.0, StatusCode::OK, "{file}");
            assert_eq!(
                answer
                    .1
                    .get("content-encoding")
                    .map(axum::http::HeaderValue::as_bytes),
                Some(&b"br"[..]),
                "{file}"
            );
            let plain = browser.get(&file).await;
            check_headers(&plain, &file);
            assert_eq!(
                plain.header("cache-control"),
                "public, max-age=31536000, immutable"
            );
            assert!(
                answer.2 < plain.body.len(),
                "{file}: {} of {}",
                answer.2,
                plain.body.len()
            );
        }
    });
}

#[test]
fn what_does_not_exist_and_what_is_not_ours_look_alike() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let own = browser.complete_draft(ONE_UNIT, &overview).await;
        let mut stranger = browser.another();
        stranger.log_in("karin").await;
        let of = |page: &Page| {
            let reference = page.text("#fel-id");
            assert_eq!(reference.len(), 36);
            (
                page.status,
                page.header("x-error-code").to_owned(),
                page.body
                    .replace(&reference, "")
                    .replace(&page.attribute("meta[name=csrf-token]", "content"), ""),
            )
        };
        let unknown = of(&stranger
            .get("/intyg/9f0e8f2a-3c11-4c6e-9d43-0f5c1f1c2b3a")
            .await);
        assert_eq!(
            (unknown.0, unknown.1.as_str()),
            (StatusCode::NOT_FOUND, "NOT_FOUND")
        );
        for path in [
            format!("/intyg/{own}"),
            format!("/intyg/{own}/samtycke"),
            "/intyg/inget-id".to_owned(),
            "/intyg/9f0e8f2a-3c11-4c6e-9d43-0f5c1f1c2b3a/samtycke".to_owned(),
        ] {
            assert_eq!(of(&stranger.get(&path).await), unknown, "{path}");
        }
    });
}

#[test]
fn an_error_page_has_its_words_its_code_and_a_way_out() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let page = browser.get("/finns-inte").await;
        page.check();
        assert_eq!(page.text("h1"), "Sidan finns inte");
        assert!(
            page.text("main")
                .contains("Intyget eller sidan finns inte, eller hör till en annan enhet.")
        );
        assert!(page.text("main").contains("Ring 010-000 00 00."));
        assert_eq!(page.attribute("main a.button", "href"), "/");
        assert!(
            !page.body.contains("finns-inte"),
            "nothing of the request is echoed"
        );

        browser.open_patient(ONE_UNIT).await;
        let inside = browser.get("/finns-inte").await;
        assert!(inside.has("nav#menyrad"), "inside the shell when logged in");
        let fragment = browser.get_partial("/finns-inte").await;
        assert!(!fragment.has("header.top") && fragment.has("section#fel"));
        assert_eq!(fragment.header("x-error-code"), "NOT_FOUND");

        let request = browser
            .request(Method::DELETE, "/patient")
            .header("sec-fetch-site", "same-origin");
        let page = browser
            .send(request.body(Body::empty()).expect("a request"))
            .await;
        assert_eq!(
            (page.status, page.header("x-error-code")),
            (StatusCode::FORBIDDEN, "CSRF_FAILED")
        );
        let request = browser.request(Method::OPTIONS, "/patient");
        let page = browser
            .send(request.body(Body::empty()).expect("a request"))
            .await;
        assert_eq!(
            (page.status, page.header("x-error-code")),
            (StatusCode::METHOD_NOT_ALLOWED, "METHOD")
        );
    });
}

#[test]
fn what_cannot_be_read_in_an_address_is_neither_repeated_nor_explained() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let id = browser.complete_draft(ONE_UNIT, &overview).await;
        for (path, status, code) in [
            (
                format!("/intyg/{id}/historik?tillstand=eko"),
                StatusCode::BAD_REQUEST,
                "BAD_REQUEST",
            ),
            (
                "/diagnosregister?intyg=eko".to_owned(),
                StatusCode::BAD_REQUEST,
                "BAD_REQUEST",
            ),
            (
                "/enhet/inkorg?status=eko&status=eko".to_owned(),
                StatusCode::BAD_REQUEST,
                "BAD_REQUEST",
            ),
            ("/regler?sok=%ff".to_owned(), StatusCode::OK, ""),
            ("/static/%ff".to_owned(), StatusCode::NOT_FOUND, "NOT_FOUND"),
            ("/intyg/%ff".to_owned(), StatusCode::NOT_FOUND, "NOT_FOUND"),
        ] {
            let page = browser.get(&path).await;
            assert_eq!(
                (page.status, page.header("x-error-code")),
                (status, code),
                "{path}: {}",
                page.body
            );
            page.check();
            assert!(!page.body.contains("eko"), "{path}");
        }
    });
}

#[test]
fn what_is_too_large_is_refused_at_its_limit() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let path = |bytes: usize| format!("/{}", "a".repeat(bytes - 1));
        assert_eq!(browser.get(&path(2048)).await.status, StatusCode::NOT_FOUND);
        let page = browser.get(&path(2049)).await;
        assert_eq!(
            (page.status, page.header("x-error-code")),
            (StatusCode::URI_TOO_LONG, "URI_TOO_LONG")
        );
        check_headers(&page, "a long address");

        // The browser sends two headers of its own.
        for (count, status) in [
            (62, StatusCode::NOT_FOUND),
            (63, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE),
        ] {
            let mut request = browser.request(Method::GET, "/x");
            for n in 0..count {
                request = request.header(format!("x-{n}"), "1");
            }
            assert_eq!(
                browser
                    .send(request.body(Body::empty()).expect("a request"))
                    .await
                    .status,
                status,
                "{count}"
            );
        }
        let request = browser
            .request(Method::GET, "/x")
            .header("x-long", "a".repeat(17 * 1024));
        let page = browser
            .send(request.body(Body::empty()).expect("a request"))
            .await;
        assert_eq!(page.header("x-error-code"), "HEADER_TOO_LARGE");

        browser.open_patient(ONE_UNIT).await;
        let page = browser.get("/patient").await;
        let rest = "csrf=&x=".len() + page.attribute("meta[name=csrf-token]", "content").len();
        for (bytes, status) in [
            (1024 * 1024, StatusCode::UNPROCESSABLE_ENTITY),
            (1024 * 1024 + 1, StatusCode::PAYLOAD_TOO_LARGE),
        ] {
            let filling = "a".repeat(bytes - rest);
            let token = page.attribute("meta[name=csrf-token]", "content");
            let answer = browser
                .post("/patient", &[("csrf", &token), ("x", &filling)])
                .await;
            assert_eq!(answer.status, status, "{bytes}");
        }
        let request = browser
            .request(Method::POST, "/patient")
            .header(header::CONTENT_ENCODING, "gzip");
        let page = browser
            .send(request.body(Body::empty()).expect("a request"))
            .await;
        assert_eq!(
            (page.status, page.header("x-error-code")),
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA")
        );
    });
}

#[test]
fn the_demo_answers_only_this_machine() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let cases = [
            ("forwarded", "for=10.0.0.1"),
            ("x-forwarded-for", "10.0.0.1"),
            ("x-forwarded-host", "intyg.example"),
        ];
        for (name, value) in cases {
            let request = browser
                .request(Method::GET, "/logga-in")
                .header(name, value);
            let page = browser
                .send(request.body(Body::empty()).expect("a request"))
                .await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{name}");
            check_headers(&page, name);
        }
        let request = axum::http::Request::get("/logga-in").header(header::HOST, "intyg.example");
        let page = browser
            .send(request.body(Body::empty()).expect("a request"))
            .await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
    });
}

#[tokio::test]
async fn routes_without_pages_answer_only_this_machine_too() {
    let routes = Router::new().route("/system", post(async || "svar"));
    let routes = intyg_web::from_this_machine(routes);
    for (name, value, expected) in [
        ("x-nothing", "", StatusCode::OK),
        ("host", "intyg.example", StatusCode::FORBIDDEN),
        ("forwarded", "for=10.0.0.1", StatusCode::FORBIDDEN),
        ("x-forwarded-host", "intyg.example", StatusCode::FORBIDDEN),
    ] {
        let mut request = Request::post("/system").header(header::HOST, HOST);
        if name == "host" {
            request = Request::post("/system");
        }
        let request = request.header(name, value).body(Body::empty());
        let answer = routes.clone().oneshot(request.expect("a request")).await;
        let answer = answer.expect("never fails");
        assert_eq!(answer.status(), expected, "{name}");
        check_headers(&page(answer).await, name);
    }
}

#[test]
fn a_session_that_asks_too_often_has_to_wait() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        browser.log_in(ONE_UNIT).await;
        let mut refused = None;
        for _ in 0..300 {
            let page = browser.get("/").await;
            if page.status == StatusCode::TOO_MANY_REQUESTS {
                refused = Some(page);
                break;
            }
        }
        let page = refused.expect("a limit");
        assert_eq!(
            (page.header("x-error-code"), page.header("retry-after")),
            ("RATE_LIMIT", "1")
        );
        assert!(page.text("main").contains("Vänta 1 sekunder."));
        assert_eq!(
            browser.another().get("/logga-in").await.status,
            StatusCode::OK,
            "others do not"
        );
    });
}
