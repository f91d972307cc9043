//! The diagnosis pickers, with and without script. Source: ui 5.7, 6.7.

use axum::http::StatusCode;
use intyg_testkit::databases::on_sqlite;

use super::Form;
use crate::browser::{Browser, ONE_UNIT};

#[test]
fn the_list_under_a_field_has_at_most_18_hits_from_3_and_1_characters() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        browser.log_in(ONE_UNIT).await;
        for (query, finds) in [
            ("sok=M54&falt=kod", true),
            ("sok=M5&falt=kod", false),
            ("sok=r&falt=text", true),
            ("sok=rygg&falt=text&kodverk=KSH_97_P", true),
            ("sok=&falt=text", false),
            ("sok=finnsinteisvenska&falt=text", false),
        ] {
            let answer = browser
                .get_partial(&format!("/diagnosregister?{query}"))
                .await;
            assert_eq!(answer.status, StatusCode::OK, "{query}");
            let hits = answer.body.matches("\"code\"").count();
            assert_eq!((1..=18).contains(&hits), finds, "{query}: {}", answer.body);
        }
        let none = browser
            .get_partial("/diagnosregister?sok=qqqq&falt=text")
            .await;
        assert!(
            none.body.contains("Ingen träff på qqqq i ICD-10-SE."),
            "{}",
            none.body
        );
        let short = browser
            .get_partial("/diagnosregister?sok=F32&falt=kod")
            .await;
        assert!(short.body.contains("\"short\":true"), "{}", short.body);
    });
}

#[test]
fn a_search_text_is_at_most_100_characters() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        browser.log_in(ONE_UNIT).await;
        for (length, status) in [(99, 200), (100, 200), (101, 422)] {
            let path = format!("/diagnosregister?falt=text&sok={}", "a".repeat(length));
            assert_eq!(
                browser.get_partial(&path).await.status.as_u16(),
                status,
                "{length}"
            );
        }
    });
}

#[test]
fn without_script_the_register_is_a_page_that_fills_the_row() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let draft = browser.new_draft(ONE_UNIT).await;
        let page = browser.edit(&draft).await;
        assert!(
            page.text("#q-6").contains("inbyggt register"),
            "the small register says so"
        );
        let form = Form::of(&page)
            .with("6.1.kod", "M54")
            .with("25", "Följer med")
            .with("gor", "sok:6:1");
        let to = browser
            .press(&format!("{draft}/svar"), &form)
            .await
            .location()
            .to_owned();
        assert!(
            to.starts_with("/diagnosregister?") && to.contains("sok=M54"),
            "{to}"
        );
        let register = browser.get(&to).await;
        register.check();
        assert!(
            register
                .texts("fieldset label")
                .iter()
                .any(|row| row == "M545 Lumbago")
        );

        let action = format!("{draft}/diagnos/1");
        let back = browser
            .submit(&register, &action, &[])
            .await
            .location()
            .to_owned();
        let again = browser.get(&back).await;
        again.check();
        assert!(
            again
                .text("main")
                .contains("Välj en diagnos, eller tryck Avbryt.")
        );

        let label = "label:has(b:first-child)";
        let row = register
            .texts(label)
            .iter()
            .position(|row| row == "M545 Lumbago")
            .expect("a row")
            + 1;
        let done = browser
            .submit(&again, &action, &[("val", &row.to_string())])
            .await;
        assert!(done.location().ends_with("#f-6-1-text"));
        let page = browser.edit(&draft).await;
        assert_eq!(page.attribute("#f-6-1-kod", "value"), "M545");
        assert_eq!(page.attribute("#f-6-1-text", "value"), "Lumbago");
        assert_eq!(page.text("#f-25"), "Följer med");
    });
}

#[test]
fn a_diagnosis_of_the_journal_fills_the_row() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let draft = browser.new_draft(ONE_UNIT).await;
        let form = Form::of(&browser.edit(&draft).await).with("gor", "journal:6:1");
        let to = browser
            .press(&format!("{draft}/svar"), &form)
            .await
            .location()
            .to_owned();
        let list = browser.get(&to).await;
        list.check();
        assert_eq!(list.text("h1"), "Patientens diagnoser");
        assert!(
            list.text("main")
                .contains("Välj den diagnos som intyget avser.")
        );
        assert_eq!(list.texts("main .buttons > *"), ["Avbryt", "OK"]);
        let code = list.attribute("[name=val]", "data-code");
        let dialog = browser.get_partial(&to).await;
        assert!(dialog.has(".dialog-body [name=val]") && !dialog.body.contains("<html"));

        let action = format!("{draft}/diagnos/1");
        let nothing = browser
            .submit(&list, &action, &[])
            .await
            .location()
            .to_owned();
        assert!(
            browser
                .get(&nothing)
                .await
                .has("#journal-fel:not([hidden])")
        );
        browser.submit(&list, &action, &[("val", "1")]).await;
        let page = browser.edit(&draft).await;
        assert_eq!(page.attribute("#f-6-1-kod", "value"), code);

        let used = browser.get(&format!("{draft}/diagnos/2/journal")).await;
        assert!(
            used.text("tbody").contains("finns i intyget"),
            "{}",
            used.text("tbody")
        );
        assert!(!used.attributes("[name=val]", "data-code").contains(&code));
    });
}

#[test]
fn rows_are_added_moved_and_removed_without_script() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let draft = browser.new_draft(ONE_UNIT).await;
        let path = format!("{draft}/svar");
        let page = browser.edit(&draft).await;
        assert!(page.has("#f-6-2-row[hidden]"));
        let added = browser
            .press(&path, &Form::of(&page).with("gor", "lagg-till:6"))
            .await
            .location()
            .to_owned();
        assert!(added.ends_with("#f-6-2-kod"));
        let two = browser.get(&added).await;
        assert!(two.has("#f-6-2-row:not([hidden])") && two.has("#f-6-3-row[hidden]"));

        let form = Form::of(&two)
            .with("6.1.kod", "M545")
            .with("6.2.kod", "J069")
            .with("gor", "upp:6:2");
        let moved = browser.press(&path, &form).await.location().to_owned();
        let page = browser.get(&moved).await;
        assert_eq!(
            [
                page.attribute("#f-6-1-kod", "value"),
                page.attribute("#f-6-2-kod", "value")
            ],
            ["J069", "M545"]
        );

        let removed = browser
            .press(&path, &Form::of(&page).with("gor", "ta-bort:6:2"))
            .await
            .location()
            .to_owned();
        let page = browser.get(&removed).await;
        assert!(page.has("#f-6-2-row[hidden]") && page.attribute("#f-6-1-kod", "value") == "J069");
    });
}

#[test]
fn another_register_clears_the_rows() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let draft = browser.new_draft(ONE_UNIT).await;
        let path = format!("{draft}/svar");
        let form = Form::of(&browser.edit(&draft).await).with("6.1.kod", "M545");
        browser.press(&path, &form).await;
        let page = browser.edit(&draft).await;
        assert_eq!(
            page.attribute("#f-6-1-text", "value"),
            "Lumbago",
            "the title follows a known code"
        );
        browser
            .press(&path, &Form::of(&page).with("6.kodverk", "KSH_97_P"))
            .await;
        let page = browser.edit(&draft).await;
        assert_eq!(page.attribute("#f-6-1-kod", "value"), "");
        assert!(page.has("[name='6.kodverk'][value=KSH_97_P][checked]"));
    });
}
