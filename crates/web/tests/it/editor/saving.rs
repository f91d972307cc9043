//! Autosave, Validera, Spara and two people on one draft.

use axum::http::StatusCode;
use intyg_testkit::databases::on_sqlite;

use super::{Form, envelope};
use crate::browser::{Browser, ONE_UNIT, Page};

/// Sends single fields as the script does.
async fn autosave(
    browser: &mut Browser,
    draft: &str,
    page: &Page,
    fields: &[(&str, &str)],
) -> Page {
    let envelope = envelope(page);
    let mut all: Vec<(&str, &str)> = envelope
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    all.extend_from_slice(fields);
    browser.post_partial(&format!("{draft}/svar"), &all).await
}

fn rev(page: &Page) -> i64 {
    page.attribute("#rev", "value").parse().expect("a revision")
}

/// Fingerprints of everything on a page, as the script lists them.
pub(crate) fn known(page: &Page) -> String {
    let ids = page.attributes("[data-h]", "id");
    let prints = page.attributes("[data-h]", "data-h");
    let pairs: Vec<String> = ids
        .iter()
        .zip(&prints)
        .map(|(id, print)| format!("{id}:{print}"))
        .collect();
    pairs.join(" ")
}

#[test]
fn an_answer_holds_what_has_changed_and_nothing_else() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let draft = browser.new_draft(ONE_UNIT).await;
        let page = browser.edit(&draft).await;
        assert!(page.has("#q-29[hidden]"));

        let fields = [("28.NUVARANDE_ARBETE", "true"), ("har", &known(&page))];
        let answer = autosave(&mut browser, &draft, &page, &fields).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(
            answer.has("#q-28") && answer.has("#q-29:not([hidden])"),
            "the answer and what it calls for"
        );
        assert!(answer.has("#navigator") && answer.text("#sparstatus").starts_with("Sparat "));
        assert!(
            !answer.has("#q-35") && !answer.has("#q-1"),
            "{}",
            answer.body
        );
        assert_eq!(rev(&answer), rev(&page) + 1);
        assert!(answer.body.len() < 20_000, "{} bytes", answer.body.len());
    });
}

#[test]
fn a_ruling_out_answer_hides_sections_and_keeps_what_was_typed() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let draft = browser.new_draft(ONE_UNIT).await;
        let form = Form::of(&browser.edit(&draft).await)
            .with("35", "Ont i ryggen")
            .with("27", "true");
        browser.press(&format!("{draft}/svar"), &form).await;
        let page = browser.edit(&draft).await;
        assert_eq!(
            page.text("#s-5-head"),
            "5 Funktionsnedsättning: fylls inte i när avstängning enligt smittskyddslagen är ikryssad."
        );
        assert!(page.has("#q-35[hidden]"));
        assert_eq!(page.text("#nav-s-5 .state"), "visas inte");

        let form = Form::of(&page).with("27", "false");
        browser.press(&format!("{draft}/svar"), &form).await;
        let page = browser.edit(&draft).await;
        assert_eq!(
            (page.text("#s-5-head"), page.text("#f-35")),
            (
                "5 Funktionsnedsättning".to_owned(),
                "Ont i ryggen".to_owned()
            )
        );
    });
}

#[test]
fn no_and_not_answered_are_kept_apart() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let draft = browser.new_draft(ONE_UNIT).await;
        let untouched = browser.edit(&draft).await;
        assert!(!untouched.has("input[type=hidden][name='26']"));
        let ticked = Form::of(&untouched).with("26", "true");
        browser.press(&format!("{draft}/svar"), &ticked).await;
        let page = browser.edit(&draft).await;
        let unticked = Form::of(&page).with("26", "false");
        browser.press(&format!("{draft}/svar"), &unticked).await;
        let page = browser.edit(&draft).await;
        assert!(!page.has("#f-26[checked]"));
        assert!(
            page.has("input[type=hidden][name='26'][value=false]"),
            "somebody has said no"
        );
    });
}

#[test]
fn what_is_half_filled_or_impossible_is_kept_and_pointed_out() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let draft = browser.new_draft(ONE_UNIT).await;
        let page = browser.edit(&draft).await;
        let fields = [
            ("32.HELT_NEDSATT", "true"),
            ("32.HELT_NEDSATT.from", "2026-02-31"),
            ("32.HELT_NEDSATT.tom", ""),
        ];
        autosave(&mut browser, &draft, &page, &fields).await;
        let page = browser.edit(&draft).await;
        assert_eq!(
            page.attribute("#f-32-helt_nedsatt-from", "value"),
            "2026-02-31"
        );
        assert_eq!(
            page.attribute("#f-32-helt_nedsatt-from", "aria-invalid"),
            "true"
        );
        assert!(
            page.text("#q-32")
                .contains("2026-02-31 finns inte i kalendern.")
        );
        assert!(page.text("#sparstatus").ends_with("1 svar behöver rättas."));
        assert!(page.has("#nav-32 a[href='#f-32-helt_nedsatt-from']:not([hidden])"));
    });
}

#[test]
fn lengths_become_dates_and_the_days_are_counted() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let draft = browser.new_draft(ONE_UNIT).await;
        let form = Form::of(&browser.edit(&draft).await)
            .with("32.HALFTEN", "true")
            .with("32.HALFTEN.from", "20261201")
            .with("32.HALFTEN.tom", "2v");
        browser.press(&format!("{draft}/svar"), &form).await;
        let page = browser.edit(&draft).await;
        assert_eq!(page.attribute("#f-32-halften-tom", "value"), "2026-12-14");
        assert_eq!(page.text("#f-32-halften-days"), "14 dagar");
        assert_eq!(
            page.text("#q-32-covered"),
            "Intyget omfattar 14 dagar, 2026-12-01–2026-12-14."
        );
    });
}

#[test]
fn validera_lists_what_is_missing_and_says_when_nothing_is() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let draft = browser.new_draft(ONE_UNIT).await;
        let page = browser.edit(&draft).await;
        let to = browser
            .press(&format!("{draft}/validera"), &Form::of(&page))
            .await;
        assert!(to.location().ends_with("#navigator-rubrik"));
        let checked = browser.get(to.location()).await;
        let gaps = checked.texts("#navigator a[data-gap]:not([hidden])");
        assert_eq!(gaps.len(), 8, "{gaps:?}");
        assert_eq!(checked.text(".nav-count"), "8 uppgifter saknas");
        assert!(
            !checked.has("#felsammanfattning"),
            "Validera shows no summary"
        );
        assert_eq!(checked.attribute("#visa", "value"), "saknas");

        let overview = page.attribute("#flikar li:first-child a", "href");
        let id = browser.complete_draft(ONE_UNIT, &overview).await;
        let draft = format!("/intyg/{id}");
        let form = Form::of(&browser.edit(&draft).await);
        let to = browser.press(&format!("{draft}/validera"), &form).await;
        let complete = browser.get(to.location()).await;
        assert_eq!(
            complete.text("#besked"),
            "Alla obligatoriska uppgifter är ifyllda. Intyget kan sparas och skickas."
        );
        assert_eq!(
            complete.text(".nav-count"),
            "Inget saknas. Intyget kan signeras."
        );
    });
}

#[test]
fn spara_with_utkast_stores_whatever_is_missing() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let draft = browser.new_draft(ONE_UNIT).await;
        let form = Form::of(&browser.edit(&draft).await).with("utkast", "true");
        let to = browser.press(&format!("{draft}/spara"), &form).await;
        let overview = browser.get(to.location()).await;
        assert!(
            overview
                .text("#flash")
                .contains("Utkastet är sparat. Det är inte skickat.")
        );
        let id = draft.trim_start_matches("/intyg/");
        assert_eq!(
            overview.attribute(&format!("#rad-{id}"), "data-status"),
            "draft"
        );
    });
}

#[test]
fn spara_of_an_incomplete_form_sends_nothing_and_lists_why() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let draft = browser.new_draft(ONE_UNIT).await;
        let page = browser.edit(&draft).await;
        let form = Form::of(&page).with("25", "Kvar");
        let to = browser.press(&format!("{draft}/spara"), &form).await;
        let refused = browser.get(to.location()).await;
        refused.check();
        assert!(refused.text("title").starts_with("Fel: "));
        assert_eq!(
            refused.text("#felsammanfattning h2"),
            "Intyget är inte komplett"
        );
        assert!(
            refused
                .text("#felsammanfattning p")
                .starts_with("8 uppgifter saknas eller behöver rättas. Intyget är inte skickat.")
        );
        assert_eq!(
            refused.texts("#felsammanfattning h3").len(),
            8,
            "more than six are grouped by section"
        );
        assert_eq!(refused.text("#f-25"), "Kvar");
        assert!(!refused.has("#utkast[checked]"));

        let envelope = envelope(&refused);
        let fields: Vec<(&str, &str)> = envelope
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let partial = browser
            .post_partial(&format!("{draft}/spara"), &fields)
            .await;
        assert_eq!(partial.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(partial.has("#felsammanfattning") && !partial.body.contains("<html"));
    });
}

#[test]
fn spara_of_a_complete_form_leads_to_the_consent() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let id = browser.complete_draft(ONE_UNIT, &overview).await;
        let form = Form::of(&browser.edit(&format!("/intyg/{id}")).await).with("utkast", "");
        let to = browser.press(&format!("/intyg/{id}/spara"), &form).await;
        assert_eq!(to.location(), format!("/intyg/{id}/samtycke"));
    });
}

#[test]
fn two_peoples_changes_of_different_fields_are_merged() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let draft = browser.new_draft(ONE_UNIT).await;
        let mut other = browser.another();
        other.log_in("arvid").await;
        let (mine, theirs) = (browser.edit(&draft).await, other.edit(&draft).await);
        autosave(&mut browser, &draft, &mine, &[("35", "Mitt")]).await;
        let answer = autosave(&mut other, &draft, &theirs, &[("17", "Deras")]).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(
            (answer.text("#f-35"), answer.text("#f-17")),
            ("Mitt".to_owned(), "Deras".to_owned())
        );
        assert!(
            answer
                .text("#notis")
                .contains("har ändrat andra svar. De är med här.")
        );
    });
}

#[test]
fn two_peoples_changes_of_the_same_field_are_chosen_between() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let draft = browser.new_draft(ONE_UNIT).await;
        let page = browser.edit(&draft).await;
        autosave(&mut browser, &draft, &page, &[("35", "Först sparat")]).await;
        let late = Form::of(&page)
            .with("35", "Sist skrivet\nmed \"citat\"")
            .with("17", "Bara här");
        let choice = browser.press(&format!("{draft}/svar"), &late).await;
        assert_eq!(choice.status, StatusCode::CONFLICT);
        assert_eq!(choice.header("x-error-code"), "DRAFT_CONFLICT");
        choice.check();
        assert!(choice.text("h1").ends_with("har ändrat samma utkast"));
        assert_eq!(choice.texts("fieldset legend"), ["Funktionsnedsättning"]);
        assert_eq!(
            choice.texts(".version .value"),
            ["Sist skrivet med \"citat\"", "Först sparat"]
        );
        assert_eq!(
            browser.edit(&draft).await.text("#f-35"),
            "Först sparat",
            "nothing is written before the choice"
        );

        let action = format!("{draft}/svar");
        let unchosen = browser.submit(&choice, &action, &[]).await;
        browser.get(unchosen.location()).await;
        let kept = browser.edit(&draft).await;
        assert_eq!(
            (kept.text("#f-35"), kept.text("#f-17")),
            ("Först sparat".to_owned(), "Bara här".to_owned())
        );
    });
}

#[test]
fn the_chosen_answer_is_saved_with_the_new_revision() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let draft = browser.new_draft(ONE_UNIT).await;
        let page = browser.edit(&draft).await;
        autosave(&mut browser, &draft, &page, &[("35", "Först sparat")]).await;
        let choice = autosave(&mut browser, &draft, &page, &[("35", "Sist skrivet")]).await;
        assert_eq!(choice.status, StatusCode::CONFLICT);
        assert!(choice.has(".dialog-body") && !choice.body.contains("<html"));
        let mine = choice.attributes("[type=radio]", "value");
        assert_eq!(mine, ["Sist skrivet", "Först sparat"]);
        browser
            .submit(&choice, &format!("{draft}/svar"), &[("35", "Sist skrivet")])
            .await;
        assert_eq!(browser.edit(&draft).await.text("#f-35"), "Sist skrivet");
    });
}

#[test]
fn a_post_that_is_not_from_the_page_changes_nothing() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let draft = browser.new_draft(ONE_UNIT).await;
        let page = browser.edit(&draft).await;
        let path = format!("{draft}/svar");
        let long = "x".repeat(10_001);
        for (name, text, status) in [
            ("csrf", "falsk", StatusCode::FORBIDDEN),
            ("typ", "OKÄND 1", StatusCode::BAD_REQUEST),
            ("rev", "", StatusCode::PRECONDITION_REQUIRED),
            ("rev", "9999", StatusCode::PRECONDITION_REQUIRED),
            ("35", long.as_str(), StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            let form = Form::of(&page).with("35", "Ändrat").with(name, text);
            let answer = browser.press(&path, &form).await;
            assert_eq!(answer.status, status, "{name}={text:.10}");
        }
        assert_eq!(browser.edit(&draft).await.text("#f-35"), "");
    });
}

#[test]
fn on_a_disk_short_of_room_nothing_is_begun_and_reading_goes_on() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store.clone());
        let draft = browser.new_draft(ONE_UNIT).await;
        let page = browser.edit(&draft).await;
        store.set_room(intyg_store::Room::Short);
        let refused = autosave(&mut browser, &draft, &page, &[("35", "Ont i ryggen")]).await;
        assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(refused.header("x-error-code"), "STORAGE_FULL");
        assert!(
            refused.body.contains(
                "Det går inte att spara just nu. Din text är kvar på skärmen. Driften är larmad."
            ),
            "{}",
            refused.body
        );
        assert_eq!(
            rev(&browser.edit(&draft).await),
            rev(&page),
            "the page opens, unchanged"
        );

        store.set_room(intyg_store::Room::Enough);
        let saved = autosave(&mut browser, &draft, &page, &[("35", "Ont i ryggen")]).await;
        assert_eq!(saved.status, StatusCode::OK);
    });
}

#[test]
fn what_another_answer_took_away_comes_back_with_angra() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let draft = browser.new_draft(ONE_UNIT).await;
        let page = browser.edit(&draft).await;
        let measures = [("40.ARBETSTRANING", "true"), ("40.HJALPMEDEL", "true")];
        autosave(&mut browser, &draft, &page, &measures).await;
        let page = browser.edit(&draft).await;
        let ticked = async |browser: &mut Browser| {
            let page = browser.edit(&draft).await;
            page.attributes("#q-40 input[checked]", "name")
        };

        let alone = autosave(&mut browser, &draft, &page, &[("40.EJ_AKTUELLT", "true")]).await;
        assert!(
            alone.text("#notis p").contains("Övriga val togs bort."),
            "{}",
            alone.body
        );
        assert_eq!(ticked(&mut browser).await, ["40.EJ_AKTUELLT"]);

        let undo = alone.attribute("#notis button[name=gor]", "value");
        let page = browser.edit(&draft).await;
        let back = autosave(&mut browser, &draft, &page, &[("gor", &undo)]).await;
        assert_eq!(
            ticked(&mut browser).await,
            ["40.ARBETSTRANING", "40.HJALPMEDEL"]
        );
        assert!(back.text("#notis p").contains("Inte aktuellt togs bort."));

        let strange = [("gor", "tillbaka:35=Text&obekant=x")];
        let page = browser.edit(&draft).await;
        let answer = autosave(&mut browser, &draft, &page, &strange).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.has("#notis") && !answer.has("#notis button"));
    });
}
