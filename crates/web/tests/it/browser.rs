//! A browser without scripts: it keeps cookies, follows links and fills in forms.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use intyg_app::{Consent, Printer};
use intyg_core::ids::CertificateId;
use intyg_store::Store;
use intyg_testkit::app::TestApp;
use intyg_web::{WebConfig, WebState, router};
use scraper::{Html, Selector};
use tower::ServiceExt as _;

pub(crate) const HOST: &str = "127.0.0.1:8470";
/// A doctor on one unit, one on two, and a care administrator.
pub(crate) const ONE_UNIT: &str = "anna";
pub(crate) const TWO_UNITS: &str = "eva";
pub(crate) const ADMINISTRATOR: &str = "vera";

pub(crate) struct Browser {
    pub(crate) fixture: TestApp,
    router: Router,
    cookies: BTreeMap<String, String>,
}

/// An answer.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Browser {
    pub(crate) fn on(store: Store) -> Self {
        Self::with(store, WebConfig::demo("Ring 010-000 00 00."))
    }

    pub(crate) fn with(store: Store, config: WebConfig) -> Self {
        Self::of(TestApp::on(store), config)
    }

    /// On an installation whose units have printers.
    pub(crate) fn with_printers(store: Store, printers: Vec<Printer>) -> Self {
        let fixture = TestApp::with_printers(store, printers);
        Self::of(fixture, WebConfig::demo("Ring 010-000 00 00."))
    }

    /// On an application that others use too, with rate limits of its own.
    pub(crate) fn of(fixture: TestApp, config: WebConfig) -> Self {
        let router = router(WebState::new(fixture.app.clone(), config));
        Self {
            fixture,
            router,
            cookies: BTreeMap::new(),
        }
    }

    /// A second browser on the same application.
    pub(crate) fn another(&self) -> Self {
        Self {
            fixture: self.fixture.clone(),
            router: self.router.clone(),
            cookies: BTreeMap::new(),
        }
    }

    pub(crate) async fn send(&mut self, request: Request<Body>) -> Page {
        let page = page(self.answer(request).await).await;
        for cookie in page.headers.get_all(header::SET_COOKIE) {
            self.keep(cookie.to_str().expect("ascii"));
        }
        page
    }

    /// An answer as it comes.
    pub(crate) async fn answer(&self, request: Request<Body>) -> axum::response::Response {
        self.router
            .clone()
            .oneshot(request)
            .await
            .expect("the router answers")
    }

    /// Status, headers and size of an answer that is no text.
    pub(crate) async fn router_answer(
        &self,
        request: Request<Body>,
    ) -> (StatusCode, HeaderMap, usize) {
        let answer = self.answer(request).await;
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a body");
        (parts.status, parts.headers, bytes.len())
    }

    fn keep(&mut self, cookie: &str) {
        let (name, rest) = cookie.split_once('=').expect("a cookie");
        let value = rest.split(';').next().unwrap_or_default();
        if rest.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    /// A request as this browser would make it.
    pub(crate) fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, HOST)
            .header(header::COOKIE, cookies.join("; "))
    }

    pub(crate) async fn get(&mut self, path: &str) -> Page {
        let request = self.request(Method::GET, path).body(Body::empty());
        self.send(request.expect("a request")).await
    }

    pub(crate) async fn get_partial(&mut self, path: &str) -> Page {
        let request = self
            .request(Method::GET, path)
            .header("hx-request", "true")
            .body(Body::empty());
        self.send(request.expect("a request")).await
    }

    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let request = self
            .request(Method::POST, path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(encoded(fields)));
        self.send(request.expect("a request")).await
    }

    /// Fills in the only form of `page` that goes to `action` and presses a button of its.
    pub(crate) async fn submit(
        &mut self,
        page: &Page,
        action: &str,
        fields: &[(&str, &str)],
    ) -> Page {
        let hidden = page.hidden(action);
        let mut all: Vec<(&str, &str)> = hidden
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        all.extend_from_slice(fields);
        self.post(action, &all).await
    }

    /// As [`Browser::submit`], by a script that keeps the page.
    pub(crate) async fn submit_partial(
        &mut self,
        page: &Page,
        action: &str,
        fields: &[(&str, &str)],
    ) -> Page {
        let hidden = page.hidden(action);
        let mut all: Vec<(&str, &str)> = hidden
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        all.extend_from_slice(fields);
        let request = self
            .request(Method::POST, action)
            .header("hx-request", "true")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(encoded(&all)));
        self.send(request.expect("a request")).await
    }

    pub(crate) async fn log_in(&mut self, user: &str) -> Page {
        let page = self.get("/logga-in").await;
        let fields = [("anvandare", user), ("losenord", "intyg")];
        self.submit(&page, "/logga-in", &fields).await
    }

    /// Logs in somebody with one unit and opens an ordinary patient. Returns the address of the start page.
    pub(crate) async fn open_patient(&mut self, user: &str) -> String {
        self.log_in(user).await;
        let person = self.fixture.ordinary_person().await;
        self.open(person.digits()).await
    }

    /// Opens a patient by her number.
    pub(crate) async fn open(&mut self, number: &str) -> String {
        let page = self.get("/patient").await;
        let found = self
            .submit(&page, "/patient", &[("personnummer", number)])
            .await;
        found.location().to_owned()
    }

    /// Makes a complete draft of a doctor for the patient whose start page is `overview`.
    pub(crate) async fn complete_draft(&self, user: &str, overview: &str) -> CertificateId {
        let actor = self.actor(user).await;
        let key = intyg_web::urls::patient_of(overview).expect("a start page");
        self.fixture
            .complete_draft(&actor, key)
            .await
            .expect("a draft")
    }

    pub(crate) async fn signed(
        &self,
        user: &str,
        overview: &str,
        consent: Consent,
    ) -> CertificateId {
        let id = self.complete_draft(user, overview).await;
        let actor = self.actor(user).await;
        self.fixture
            .sign(&actor, id, consent)
            .await
            .expect("a signature");
        id
    }

    /// Who a user is, in her first assignment.
    pub(crate) async fn actor(&self, user: &str) -> intyg_core::actor::Actor {
        use intyg_core::actor::Role;
        let login = intyg_journal::DemoLogin::new(self.fixture.journal.clone());
        let staff = login.staff_by_login(user, "intyg").expect("a user");
        for role in Role::ALL {
            let actors = self.fixture.actors(role).await;
            if let Some(actor) = actors.into_iter().find(|actor| actor.staff.id == staff.id) {
                return actor;
            }
        }
        panic!("{user} has no assignment")
    }
}

/// Reads an answer whole.
pub(crate) async fn page(answer: axum::response::Response) -> Page {
    let (parts, body) = answer.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.expect("a body");
    Page {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8(bytes.to_vec()).expect("utf-8"),
    }
}

impl Page {
    pub(crate) fn location(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        self.header("location")
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("ascii"))
    }

    pub(crate) fn html(&self) -> Html {
        Html::parse_document(&self.body)
    }

    /// Texts of the elements that `selector` finds, with single blanks.
    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).expect("a selector");
        let html = self.html();
        html.select(&selector)
            .map(|element| {
                let text: String = element.text().collect();
                text.split_whitespace().collect::<Vec<_>>().join(" ")
            })
            .collect()
    }

    pub(crate) fn text(&self, selector: &str) -> String {
        self.texts(selector).join(" | ")
    }

    pub(crate) fn has(&self, selector: &str) -> bool {
        let selector = Selector::parse(selector).expect("a selector");
        self.html().select(&selector).next().is_some()
    }

    pub(crate) fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let selector = Selector::parse(selector).expect("a selector");
        let html = self.html();
        html.select(&selector)
            .filter_map(|element| element.attr(name).map(str::to_owned))
            .collect()
    }

    pub(crate) fn attribute(&self, selector: &str, name: &str) -> String {
        self.attributes(selector, name)
            .into_iter()
            .next()
            .unwrap_or_default()
    }

    fn hidden(&self, action: &str) -> Vec<(String, String)> {
        let form = format!("form[action='{action}'] input[type=hidden]");
        let names = self.attributes(&form, "name");
        let values = self.attributes(&form, "value");
        assert!(!names.is_empty(), "no form to {action} in {}", self.body);
        names.into_iter().zip(values).collect()
    }

    /// Checks what holds of every page.
    pub(crate) fn check(&self) -> &Self {
        assert_eq!(self.attribute("html", "lang"), "sv");
        assert_eq!(self.texts("h1").len(), 1, "one h1");
        let title = self.text("head title");
        let expected = format!("{} – Nationella intyg", self.text("h1"));
        assert!(
            title == expected || title == format!("Fel: {expected}"),
            "title {title}"
        );
        assert!(!self.has("style, [style], script:not([src])"), "inline");
        assert!(!self.has("[onclick], [onsubmit], [onchange]"), "inline");
        self.check_headings();
        self.check_labels();
        self.check_ids();
        self
    }

    fn check_headings(&self) {
        let selector = Selector::parse("h1, h2, h3, h4").expect("a selector");
        let html = self.html();
        let main = Selector::parse("main").expect("a selector");
        let main = html.select(&main).next().expect("main");
        let mut last = 1;
        for heading in main.select(&selector) {
            let level: u8 = heading.value().name()[1..].parse().expect("a level");
            assert!(level <= last + 1, "h{level} after h{last}");
            last = level;
        }
    }

    /// Every field that can be filled in has a name.
    fn check_labels(&self) {
        let fields = Selector::parse("input:not([type=hidden]), select, textarea").expect("valid");
        let html = self.html();
        let labels = self.attributes("label", "for");
        for field in html.select(&fields) {
            let is_named = field.attr("aria-label").is_some()
                || field
                    .attr("id")
                    .is_some_and(|id| labels.iter().any(|label| label == id))
                || field
                    .ancestors()
                    .filter_map(scraper::ElementRef::wrap)
                    .any(|parent| parent.value().name() == "label");
            assert!(is_named, "no label: {}", field.html());
        }
    }

    fn check_ids(&self) {
        let mut ids = self.attributes("[id]", "id");
        let references = ["aria-labelledby", "aria-describedby", "aria-controls"];
        for reference in references {
            for list in self.attributes(&format!("[{reference}]"), reference) {
                for id in list.split_whitespace() {
                    assert!(ids.iter().any(|known| known == id), "{reference} {id}");
                }
            }
        }
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "an id twice");
    }
}

pub(crate) fn encoded(fields: &[(&str, &str)]) -> String {
    fields
        .iter()
        .map(|(name, value)| format!("{name}={}", intyg_web::urls::encode(value)))
        .collect::<Vec<_>>()
        .join("&")
}
