//! The editor: pages, autosave, Validera, Spara, conflicts, diagnoses. Source: ui 6.6–6.8, reliability-security R109–R114.

mod diagnoses;
mod saving;

pub(crate) use saving::known;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use intyg_app::Consent;
use intyg_testkit::databases::on_sqlite;
use scraper::{ElementRef, Html, Selector};

use crate::browser::{ADMINISTRATOR, Browser, ONE_UNIT, Page, encoded};

/// The editor's form as a browser would send it.
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    pub(crate) fn of(page: &Page) -> Self {
        let document = Html::parse_document(&page.body);
        let selector = "#formular :is(input, textarea, select)[name]";
        let selector = Selector::parse(selector).expect("a selector");
        let fields = document
            .select(&selector)
            .filter_map(|field| Some((field.attr("name")?.to_owned(), value(field)?)));
        Self(fields.collect())
    }
    /// Fills in a field; an empty text unticks a box.
    pub(crate) fn with(mut self, name: &str, text: &str) -> Self {
        self.0.retain(|(field, _)| field != name);
        if !text.is_empty() {
            self.0.push((name.to_owned(), text.to_owned()));
        }
        self
    }
    pub(crate) fn pairs(&self) -> Vec<(&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }
}

fn value(field: ElementRef<'_>) -> Option<String> {
    let is_box = matches!(field.attr("type"), Some("checkbox" | "radio"));
    if is_box && field.attr("checked").is_none() {
        return None;
    }
    if field.value().name() == "textarea" {
        return Some(field.text().collect());
    }
    let option = Selector::parse("option[selected]").expect("a selector");
    let chosen = field
        .select(&option)
        .next()
        .and_then(|option| option.attr("value"));
    Some(
        chosen
            .or(field.attr("value"))
            .unwrap_or_default()
            .to_owned(),
    )
}

impl Browser {
    pub(crate) async fn press(&mut self, path: &str, form: &Form) -> Page {
        self.post(path, &form.pairs()).await
    }

    /// Posts as a script does.
    pub(crate) async fn post_partial(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let request: Request<Body> = self
            .request(Method::POST, path)
            .header("sec-fetch-site", "same-origin")
            .header("hx-request", "true")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(encoded(fields)))
            .expect("a request");
        self.send(request).await
    }

    /// Logs in, opens a patient and makes a new draft. Returns its address without what follows the id.
    pub(crate) async fn new_draft(&mut self, user: &str) -> String {
        let overview = self.open_patient(user).await;
        let page = self.get(&overview).await;
        let code = self.fixture.ctype().code;
        let made = self.submit(&page, &overview, &[("typ", code)]).await;
        made.location().trim_end_matches("/redigera").to_owned()
    }

    pub(crate) async fn edit(&mut self, draft: &str) -> Page {
        self.get(&format!("{draft}/redigera")).await
    }
}

/// What every partial request of the page carries.
pub(crate) fn envelope(page: &Page) -> Vec<(String, String)> {
    ["csrf", "typ", "rev"]
        .map(|name| {
            (
                name.to_owned(),
                page.attribute(&format!("#formular [name={name}]"), "value"),
            )
        })
        .to_vec()
}

#[test]
fn the_page_has_information_sections_navigator_and_bar() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let draft = browser.new_draft(ONE_UNIT).await;
        let page = browser.edit(&draft).await;
        page.check();
        let ctype = browser.fixture.ctype();
        assert_eq!(page.text("h1"), ctype.full_name());
        assert_eq!(page.text("#informationstext h2"), ctype.information.heading);
        assert!(
            page.text("#informationstext")
                .contains("Texten visas bara på skärmen")
        );
        assert_eq!(page.texts("form section.card").len(), ctype.sections.len());
        assert_eq!(
            page.texts("#navigator [data-section]").len(),
            ctype.sections.len()
        );
        assert_eq!(page.text("#sparstatus"), "Inget att spara");
        assert!(
            !page.has("#utkast[checked]"),
            "Utkast is unticked in a new certificate"
        );
        assert!(!page.has("#felsammanfattning"));
        assert_eq!(
            page.texts("#atgarder button").len(),
            4,
            "Validera, Spara, Stäng, Navigator"
        );
        assert!(
            page.text(".about").contains(ctype.information.heading),
            "Om intyget"
        );
    });
}

#[test]
fn the_page_of_a_full_form_is_below_150_kilobytes() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let id = browser.complete_draft(ONE_UNIT, &overview).await;
        let page = browser.get(&format!("/intyg/{id}/redigera?visa=fel")).await;
        page.check();
        assert!(page.body.len() < 150_000, "{} bytes", page.body.len());
    });
}

#[test]
fn taken_up_again_utkast_is_ticked_and_where_one_wants_to_sign_it_is_not() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let id = browser.complete_draft(ONE_UNIT, &overview).await;
        for (query, is_ticked) in [
            ("", true),
            ("?kontrollera=ja", false),
            ("?utkast=nej", false),
            ("?visa=fel&utkast=ja", true),
        ] {
            let page = browser.get(&format!("/intyg/{id}/redigera{query}")).await;
            assert_eq!(page.has("#utkast[checked]"), is_ticked, "{query}");
        }
    });
}

#[test]
fn a_signed_certificate_is_not_editable() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let id = browser.complete_draft(ONE_UNIT, &overview).await;
        let draft = format!("/intyg/{id}");
        let before = browser.edit(&draft).await;
        let signer = browser.actor(ONE_UNIT).await;
        browser
            .fixture
            .sign(&signer, id, Consent::NotGiven)
            .await
            .expect("a signature");

        let page = browser.edit(&draft).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert!(
            page.text("main").contains("Intyget är signerat och låst."),
            "{}",
            page.text("main")
        );
        assert!(page.has(&format!("main a[href='{draft}']")));

        let form = Form::of(&before).with("25", "Sista meningen");
        let late = browser.press(&format!("{draft}/svar"), &form).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert_eq!(late.header("x-error-code"), "STATE_CONFLICT");
        late.check();
        assert!(late.text("main").contains("och kan inte ändras."));
        assert!(
            late.texts("textarea")
                .contains(&"Sista meningen".to_owned()),
            "what was typed can be copied"
        );
    });
}

#[test]
fn the_information_text_stays_folded_for_the_user() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let draft = browser.new_draft(ONE_UNIT).await;
        let page = browser.edit(&draft).await;
        assert_eq!(page.attribute("[data-fold]", "aria-expanded"), "true");
        let form = Form::of(&page)
            .with("gor", "text:dolj")
            .with("35", "Skrivet innan");
        let to = browser.press(&format!("{draft}/svar"), &form).await;
        assert!(to.location().ends_with("#informationstext"));

        let folded = browser.edit(&draft).await;
        assert_eq!(folded.attribute("[data-fold]", "aria-expanded"), "false");
        assert_eq!(folded.text("[data-fold]"), "Visa informationstexten");
        assert!(folded.has("#informationstext-text[hidden]"));
        assert_eq!(
            folded.text("[name='35']"),
            "Skrivet innan",
            "folding loses nothing"
        );

        let form = Form::of(&folded).with("gor", "text:visa");
        browser.press(&format!("{draft}/svar"), &form).await;
        assert_eq!(
            browser
                .edit(&draft)
                .await
                .attribute("[data-fold]", "aria-expanded"),
            "true"
        );
    });
}

#[test]
fn who_may_not_sign_is_led_to_klart_att_signera() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let draft = browser.new_draft(ADMINISTRATOR).await;
        let page = browser.edit(&draft).await;
        assert!(
            page.text("#atgarder [data-do=spara]")
                .contains("Klart att signera")
        );
        let to = browser
            .press(&format!("{draft}/spara"), &Form::of(&page))
            .await;
        assert_eq!(to.location(), format!("{draft}/klart-att-signera"));
    });
}

#[test]
fn stang_leaves_nothing_behind_of_a_form_that_nobody_has_typed_in() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let draft = browser.new_draft(ONE_UNIT).await;
        let form = Form::of(&browser.edit(&draft).await);
        let overview = browser
            .press(&format!("{draft}/stang"), &form)
            .await
            .location()
            .to_owned();
        assert!(
            browser
                .get(&overview)
                .await
                .text("main")
                .contains("Patienten har inga intyg här ännu.")
        );
        assert_eq!(browser.edit(&draft).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn stang_asks_about_what_has_only_been_begun() {
    on_sqlite(async |store| {
        let first = Browser::on(store);
        for (decision, status) in [("behall", "draft"), ("kasta", "deleted")] {
            let mut browser = first.another();
            let draft = browser.new_draft(ONE_UNIT).await;
            let form = Form::of(&browser.edit(&draft).await).with("25", "Något");
            let to = browser.press(&format!("{draft}/stang"), &form).await;
            assert_eq!(to.location(), format!("{draft}/stang"));
            let question = browser.get(&format!("{draft}/stang")).await;
            question.check();
            assert_eq!(question.text("h1"), "Behålla utkastet?");
            assert_eq!(
                question.texts("main .buttons > *"),
                ["Avbryt", "Kasta", "Behåll som utkast"]
            );

            let done = browser
                .submit(
                    &question,
                    &format!("{draft}/stang"),
                    &[("beslut", decision)],
                )
                .await;
            let overview = browser.get(done.location()).await;
            let id = draft.trim_start_matches("/intyg/");
            let found = overview.attribute(&format!("#rad-{id}"), "data-status");
            assert!(found.contains(status), "{decision}: {found}");
        }
    });
}

#[test]
fn the_shortcuts_are_a_page_and_a_dialog() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        browser.log_in(ONE_UNIT).await;
        let page = browser.get("/kortkommandon").await;
        page.check();
        let dialog = browser.get_partial("/kortkommandon").await;
        assert!(dialog.has(".dialog-body h2") && !dialog.body.contains("<html"));
        for key in ["F8", "F9", "F1", "Ctrl+S", "Ctrl+Enter"] {
            assert!(
                page.texts("kbd").contains(&key.to_owned())
                    && dialog.texts("kbd").contains(&key.to_owned()),
                "{key}"
            );
        }
    });
}

/// Source: acceptance A29, ui 6.5.
#[test]
fn a_type_for_younger_patients_says_so_and_leads_to_the_other() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let page = browser.get(&overview).await;
        let codes = page.attributes(".split-menu button[name=typ]", "value");
        let [_, for_young, ..] = codes.as_slice() else {
            panic!("{codes:?}");
        };
        let opened = browser
            .submit(&page, &overview, &[("typ", for_young)])
            .await;
        let editor = opened.location().to_owned();
        let page = browser.get(&editor).await;
        let words = "Aktivitetsersättning vid nedsatt arbetsförmåga gäller den som är under 30 år. Patienten är";
        assert!(page.text("main .box-warning").contains(words));
        assert_eq!(page.text("[name=oppna]"), "Byt till FK7800");

        let way_out = page.attribute("[name=oppna]", "value");
        let form = Form::of(&page).with("oppna", &way_out);
        let closed = browser
            .post(&editor.replace("redigera", "stang"), &form.pairs())
            .await;
        let other = closed.location().to_owned();
        assert_ne!(other, editor);
        let page = browser.get(&other).await;
        assert_eq!(page.text("h1"), "Läkarutlåtande för sjukersättning FK7800");
        assert!(!page.has("[name=oppna]"));
        assert_eq!(
            browser.get(&editor).await.status,
            StatusCode::NOT_FOUND,
            "the untouched form left nothing behind"
        );
    });
}
