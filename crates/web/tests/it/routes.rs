//! Every route has its line in the table of who may use it. Source: reliability-security R29, R44, 20 (trap 42).

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use axum::http::StatusCode;
use intyg_core::ids::{CertificateId, MessageId, OutboxId, PatientKey};
use intyg_testkit::databases::on_sqlite;
use intyg_web::WebConfig;

use crate::browser::{Browser, ONE_UNIT, Page, TWO_UNITS};
use crate::messages;

/// A login for each role on the unit, by the letter that stands for it below.
const ROLES: &[(char, &str)] = &[
    ('L', "anna"),
    ('A', "arvid"),
    ('P', "sara"),
    ('V', "vera"),
    ('E', "uno"),
    ('G', "lo"),
];

const ANYBODY: &str = "anybody";
/// Served by the listener of those who run the installation, and not here.
const OPERATORS: &str = "operators";
/// A document is for the one who ordered it, who is none of the roles below.
const NOBODY_ELSE: &str = "";
const LOGGED_IN: &str = "LAPVEG";
const DOCTORS: &str = "LA";
const CARE: &str = "LAPV";
const CARE_AND_UNIT_ADMIN: &str = "LAPVE";

/// Path, and who may get it and post to it, as reliability-security 3 has it. `-` = there is no such method.
const ROUTES: &[(&str, &str, &str)] = &[
    ("/", ANYBODY, "-"),
    ("/diagnosregister", LOGGED_IN, "-"),
    ("/enhet/att-gora", CARE, "-"),
    ("/enhet/inkorg", CARE, CARE),
    ("/enhet/inkorg/nya", CARE, "-"),
    ("/enhet/inkorg/{m}/las-in", CARE, CARE),
    ("/enhet/inkorg/{m}/tilldela", CARE, CARE),
    ("/enhet/raknare", LOGGED_IN, "-"),
    ("/enhet/utkast", CARE, CARE),
    ("/enhet/utkast/nya", LOGGED_IN, "-"),
    ("/enhet/utkast/{id}/tilldela", CARE, CARE),
    ("/enhet/utkorg", CARE_AND_UNIT_ADMIN, CARE_AND_UNIT_ADMIN),
    ("/enhet/utkorg/lage", CARE_AND_UNIT_ADMIN, "-"),
    ("/enhet/utkorg/nya", CARE_AND_UNIT_ADMIN, "-"),
    ("/enhet/utkorg/{m}/avskriv", DOCTORS, DOCTORS),
    ("/enhet/utkorg/{m}/skicka-igen", "-", CARE_AND_UNIT_ADMIN),
    ("/halsa/detaljer", OPERATORS, "-"),
    ("/halsa/levande", ANYBODY, "-"),
    ("/halsa/redo", ANYBODY, "-"),
    ("/installningar", LOGGED_IN, CARE),
    ("/intyg/{id}", CARE, "-"),
    ("/intyg/{id}/diagnos/{row}", "-", CARE),
    ("/intyg/{id}/diagnos/{row}/journal", CARE, "-"),
    ("/intyg/{id}/hanterat", "-", CARE),
    ("/intyg/{id}/historik", CARE, CARE),
    ("/intyg/{id}/jamfor/{older}", CARE, "-"),
    ("/intyg/{id}/klart-att-signera", CARE, CARE),
    ("/intyg/{id}/komplettering", "-", DOCTORS),
    ("/intyg/{id}/konversation", CARE, "-"),
    (
        "/intyg/{id}/konversation/kan-inte-komplettera",
        CARE,
        DOCTORS,
    ),
    ("/intyg/{id}/konversation/kasta", CARE, CARE),
    ("/intyg/{id}/konversation/leverans", CARE, "-"),
    ("/intyg/{id}/konversation/nytt", CARE, CARE),
    ("/intyg/{id}/konversation/utkast", "-", CARE),
    ("/intyg/{id}/konversation/{m}/hanterat", "-", CARE),
    ("/intyg/{id}/leverans", CARE, "-"),
    ("/intyg/{id}/meddelande/{m}", CARE, "-"),
    ("/intyg/{id}/ny-kopia", CARE, CARE),
    ("/intyg/{id}/pdf", NOBODY_ELSE, "-"),
    ("/intyg/{id}/radera", DOCTORS, DOCTORS),
    ("/intyg/{id}/redigera", CARE, "-"),
    ("/intyg/{id}/samtycke", DOCTORS, DOCTORS),
    ("/intyg/{id}/skriv-ut", CARE, CARE),
    ("/intyg/{id}/spara", "-", CARE),
    ("/intyg/{id}/stang", CARE, CARE),
    ("/intyg/{id}/stang-flik", "-", LOGGED_IN),
    ("/intyg/{id}/status", CARE, "-"),
    ("/intyg/{id}/svar", "-", CARE),
    ("/intyg/{id}/validera", "-", CARE),
    ("/kontrollera-utskrift", LOGGED_IN, "-"),
    ("/kortkommandon", LOGGED_IN, "-"),
    ("/lakarintyg/{id}", CARE, "-"),
    ("/lakarintyg/{id}/{*action}", CARE, CARE),
    ("/logga-in", ANYBODY, ANYBODY),
    ("/logga-ut", "-", LOGGED_IN),
    ("/metrics", OPERATORS, "-"),
    ("/patient", LOGGED_IN, CARE),
    ("/patient/{p}/intyg", CARE, CARE),
    ("/patient/{p}/lakarintyg", CARE, CARE),
    ("/patient/{p}/lakarintyg/{*action}", CARE, CARE),
    ("/patient/{p}/sjukskrivningar", CARE, "-"),
    ("/regler", LOGGED_IN, "-"),
    ("/static/{*file}", ANYBODY, "-"),
    ("/valj-enhet", LOGGED_IN, LOGGED_IN),
];

/// The routes of the source with their methods: path, whether it is got, whether it is posted to.
fn routes() -> BTreeMap<String, (bool, bool)> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let urls = fs::read_to_string(source.join("urls.rs")).expect("the addresses");
    let mut found = BTreeMap::new();
    for file in rust_files(&source) {
        let text = fs::read_to_string(file).expect("source");
        for (at, word) in text.match_indices(".route(") {
            let arguments = until_closed(&text[at + word.len()..]);
            let (path, handlers) = arguments.split_once(',').expect("a path and a handler");
            let path = match path.trim().strip_prefix('"') {
                Some(literal) => literal.trim_end_matches('"').to_owned(),
                None => constant(&urls, path.trim()),
            };
            let is_any = handlers.contains("any(");
            let is_got = is_any || handlers.contains("get(");
            let is_posted = is_any || handlers.contains("post(");
            let methods = found.entry(path).or_insert((false, false));
            *methods = (methods.0 | is_got, methods.1 | is_posted);
        }
    }
    found
}

fn rust_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// What stands before the parenthesis that closes.
fn until_closed(text: &str) -> &str {
    let mut depth = 1;
    let end = text.find(|c| {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth == 0
    });
    &text[..end.expect("a closing parenthesis")]
}

fn constant(urls: &str, path: &str) -> String {
    let name = path.rsplit("::").next().unwrap_or(path);
    let (_, rest) = urls
        .split_once(&format!("pub const {name}: &str = \""))
        .unwrap_or_else(|| panic!("no constant {name}"));
    rest.split('"').next().unwrap_or_default().to_owned()
}

#[test]
fn no_route_is_without_its_line() {
    let found = routes();
    assert!(found.len() > 60, "the source is read: {}", found.len());
    for (path, (is_got, is_posted)) in &found {
        let line = ROUTES.iter().find(|(listed, ..)| listed == path);
        let Some((_, got, posted)) = line else {
            panic!("{path} is in no line of the table: who may use it?");
        };
        assert_eq!(
            (*got != "-", *posted != "-"),
            (*is_got, *is_posted),
            "{path}"
        );
    }
    for (path, ..) in ROUTES {
        assert!(found.contains_key(*path), "{path} is no route any more");
    }
}

fn is_for_roles(who: &str) -> bool {
    ![ANYBODY, OPERATORS, "-"].contains(&who)
}

fn is_refused(page: &Page) -> bool {
    assert_ne!(page.status, StatusCode::TOO_MANY_REQUESTS);
    matches!(page.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND)
}

/// A patient of the unit with something for every route.
struct Objects {
    overview: String,
    /// Sent, with a question and a request to complete.
    sent: CertificateId,
    draft: CertificateId,
    legacy: CertificateId,
    legacy_patient: PatientKey,
    question: MessageId,
    outgoing: OutboxId,
    /// Where a colleague fetches what she has printed.
    printed: String,
}

impl Objects {
    async fn on(browser: &mut Browser) -> Self {
        let (overview, sent) = messages::sent(browser).await;
        let draft = browser.complete_draft(ONE_UNIT, &overview).await;
        let asked = messages::question(browser, sent, "fk-1", "KONTKT").await;
        let question = messages::take(browser, asked).await;
        let asked = messages::request(browser, sent, "fk-2").await;
        messages::take(browser, asked).await;
        let (legacy, person) = browser.fixture.legacy().await;
        let doctor = browser.actor(ONE_UNIT).await;
        let delivery = browser.fixture.app.delivery(&doctor, sent).await;
        let outgoing = delivery.expect("delivery").lines.remove(0).message;
        Self {
            legacy_patient: browser.fixture.open(&doctor, &person).await,
            printed: print(browser, sent).await,
            overview,
            sent,
            draft,
            legacy,
            question,
            outgoing,
        }
    }

    /// Fills in the ids of an address.
    fn address(&self, path: &str) -> String {
        let (id, message) = match path {
            p if p.starts_with("/lakarintyg") => (self.legacy, String::new()),
            p if p.starts_with("/enhet/utkast") || p.contains("/diagnos/") => {
                (self.draft, String::new())
            }
            p if ON_DRAFTS.iter().any(|last| p.ends_with(last)) => (self.draft, String::new()),
            p if p.starts_with("/enhet/utkorg") || p.contains("/meddelande/") => {
                (self.sent, self.outgoing.to_text())
            }
            _ => (self.sent, self.question.to_text()),
        };
        let patient = if path.contains("/lakarintyg") {
            self.legacy_patient
        } else {
            intyg_web::urls::patient_of(&self.overview).expect("a start page")
        };
        let filled = path
            .replace("{p}", &patient.to_string())
            .replace("{id}", &id.to_text())
            .replace("{m}", &message)
            .replace("{older}", &self.draft.to_text())
            .replace("{row}", "1")
            .replace("{*action}", "radera")
            .replace("{*file}", "saknas.css");
        assert!(!filled.contains('{'), "{filled}");
        let query = QUERIES.iter().find(|(asked, _)| *asked == path);
        match query {
            Some((_, query)) => format!("{filled}{query}"),
            None if path.ends_with("/pdf") => self.printed.clone(),
            None => filled,
        }
    }
}

async fn print(first: &Browser, id: CertificateId) -> String {
    let unit = first.actor(ONE_UNIT).await.unit().name.clone();
    let mut browser = anew(first);
    log_in(&mut browser, TWO_UNITS, &unit).await;
    let address = format!("/intyg/{id}/skriv-ut");
    let page = browser.get(&address).await;
    let fields = [("kommentar", "Till patienten."), ("skrivare", "pdf")];
    let ordered = browser.submit(&page, &address, &fields).await;
    let code = ordered.location().split_once("kod=").expect("a code").1;
    let code = code.split('&').next().expect("a code");
    format!("/intyg/{id}/pdf?kod={code}")
}

/// Routes that are asked of a draft.
const ON_DRAFTS: &[&str] = &[
    "/samtycke",
    "/klart-att-signera",
    "/redigera",
    "/svar",
    "/validera",
    "/spara",
    "/stang",
];

/// What some routes want to know before they look for anything.
const QUERIES: &[(&str, &str)] = &[
    ("/enhet/inkorg/nya", "?sedan=0"),
    ("/enhet/utkast/nya", "?sedan=0"),
    ("/enhet/utkorg/nya", "?sedan=0"),
    ("/intyg/{id}/konversation/kasta", "?plats=question"),
];

/// Routes that one session asks for, within what a session may ask for at once.
const AT_ONCE: usize = 30;

/// Another browser, with rate limits of its own.
fn anew(browser: &Browser) -> Browser {
    Browser::of(browser.fixture.clone(), WebConfig::demo("x"))
}

/// The token that forms of a session carry.
async fn token(browser: &mut Browser) -> String {
    let page = browser.get(intyg_web::urls::RULES).await;
    page.attribute("meta[name=csrf-token]", "content")
}

async fn log_in(browser: &mut Browser, user: &str, unit: &str) {
    browser.log_in(user).await;
    let page = browser.get("/valj-enhet").await;
    let names = page.texts("button[name=enhet]");
    let index = names.iter().position(|name| name == unit);
    let value = page
        .attributes("button[name=enhet]", "value")
        .swap_remove(index.expect("her unit"));
    browser
        .submit(&page, "/valj-enhet", &[("enhet", &value)])
        .await;
}

#[test]
fn each_role_gets_what_its_line_says() {
    on_sqlite(async |store| {
        let mut first = Browser::on(store);
        let objects = Objects::on(&mut first).await;
        let unit = first.actor(ONE_UNIT).await.unit().name.clone();
        let mut seen: BTreeMap<&str, (String, String)> = BTreeMap::new();
        let person = first.fixture.ordinary_person().await;
        let editor = first
            .get(&format!("/intyg/{}/redigera", objects.draft))
            .await;
        let form = editor.attribute("input[name=typ]", "value");
        assert!(!form.is_empty());
        // Those who may do least come first: what the others do does not stand in their way.
        for (letter, user) in ROLES.iter().rev() {
            for lines in ROUTES.chunks(AT_ONCE) {
                let mut browser = anew(&first);
                log_in(&mut browser, user, &unit).await;
                let token = token(&mut browser).await;
                for (path, got, posted) in lines {
                    // Logging out ends the session that the others need.
                    if *path == "/logga-ut" {
                        continue;
                    }
                    let address = objects.address(path);
                    let line = seen.entry(path).or_default();
                    if is_for_roles(got) && !is_refused(&browser.get(&address).await) {
                        line.0.insert(0, *letter);
                    }
                    if !is_for_roles(posted) {
                        continue;
                    }
                    let key = browser.fixture.app.new_form_key().to_text();
                    let mut fields = vec![
                        ("csrf", token.as_str()),
                        ("nyckel", &key),
                        ("typ", &form),
                        ("personnummer", person.digits()),
                        ("meddelande", "Vi hör av oss."),
                        ("plats", "question"),
                        ("amne", "OVRIGT"),
                        ("orsak", "annat"),
                        ("kommentar", "Fel datum i intyget."),
                        ("skrivare", "pdf"),
                        ("tillstand", "1"),
                        ("val", "1"),
                    ];
                    // The form of a draft carries its revision, the one of a signed certificate does not.
                    if !path.ends_with("/radera") {
                        fields.push(("rev", "1"));
                    }
                    if !is_refused(&browser.post(&address, &fields).await) {
                        line.1.insert(0, *letter);
                    }
                }
            }
        }
        let mut wrong = Vec::new();
        for (path, got, posted) in ROUTES {
            let Some((is_got, is_posted)) = seen.get(path) else {
                continue;
            };
            for (expected, is) in [(got, is_got), (posted, is_posted)] {
                if is_for_roles(expected) && expected != is {
                    wrong.push(format!("{path}: {expected} by the table, {is} in fact"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

#[test]
fn nobody_gets_anything_without_a_session_or_posts_without_its_token() {
    on_sqlite(async |store| {
        let mut doctor = Browser::on(store);
        let objects = Objects::on(&mut doctor).await;
        let mut stranger = doctor.another();
        let mut other = doctor.another();
        other.log_in(ONE_UNIT).await;
        let stolen = token(&mut other).await;
        for lines in ROUTES.chunks(AT_ONCE) {
            let mut doctor = anew(&doctor);
            doctor.log_in(ONE_UNIT).await;
            for (path, got, posted) in lines {
                let address = objects.address(path);
                if *got == OPERATORS {
                    assert_eq!(stranger.get(&address).await.status, StatusCode::NOT_FOUND);
                }
                if is_for_roles(got) {
                    let page = stranger.get(&address).await;
                    assert!(page.location().starts_with("/logga-in?till="), "{address}");
                    let part = stranger.get_partial(&address).await;
                    assert_eq!(part.status, StatusCode::UNAUTHORIZED, "{address}");
                }
                if *posted == "-" {
                    continue;
                }
                let unknown = stranger.post(&address, &[("csrf", &stolen)]).await;
                let expected = if *posted == ANYBODY {
                    (StatusCode::FORBIDDEN, "CSRF_FAILED")
                } else {
                    (StatusCode::UNAUTHORIZED, "AUTH_REQUIRED")
                };
                let told = (unknown.status, unknown.header("x-error-code"));
                assert_eq!(told, expected, "{address}");
                for token in ["", "fel", &stolen] {
                    let forged = doctor.post(&address, &[("csrf", token)]).await;
                    let told = (forged.status, forged.header("x-error-code"));
                    assert_eq!(told, (StatusCode::FORBIDDEN, "CSRF_FAILED"), "{address}");
                }
            }
        }
    });
}
