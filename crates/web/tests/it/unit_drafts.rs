//! Utkast på enheten. Source: ui 6.18, acceptance A77.

use axum::http::StatusCode;
use intyg_testkit::databases::on_sqlite;

use crate::browser::{ADMINISTRATOR, Browser, ONE_UNIT};

#[test]
fn the_units_drafts_are_listed_filtered_and_assigned() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        browser.log_in(ONE_UNIT).await;
        let empty = browser.get("/enhet/utkast").await;
        empty.check();
        assert_eq!(empty.text("main > p"), "Det finns inga utkast på enheten.");
        let overview = browser.open("198503149828").await;
        let id = browser.complete_draft(ONE_UNIT, &overview).await;
        let page = browser.get("/enhet/utkast").await;
        page.check();
        assert_eq!(page.text(".menu [aria-current]"), "Utkast, 1");
        assert_eq!(
            page.texts("main thead th"),
            [
                "Senast sparat",
                "Patient",
                "Namn",
                "Status",
                "Saknas",
                "Sparat av",
                "Tilldelat",
                "Åtgärder"
            ]
        );
        assert_eq!(
            page.attribute("main th[aria-sort=descending] a", "href"),
            "/enhet/utkast?sortera=sparat&ordning=stigande"
        );
        let row = page.text(&format!("#rad-{id}"));
        assert!(
            row.starts_with("10.42 19850314-9828 Läkarintyg för sjukpenning FK7804 Utkast 0 "),
            "{row}"
        );

        let address = format!("/enhet/utkast/{id}/tilldela");
        let dialog = browser.get_partial(&address).await;
        assert_eq!(dialog.text("section.dialog-body h2"), "Tilldela utkast");
        let form = browser.get(&address).await;
        form.check();
        let doctor = browser.actor(ONE_UNIT).await.staff;
        let fields = [("till", doctor.id.as_str())];
        let done = browser.submit(&form, &address, &fields).await;
        assert_eq!(done.location(), "/enhet/utkast");
        let page = browser.get("/enhet/utkast").await;
        assert_eq!(page.text("#flash"), "Utkastet är tilldelat.");
        assert!(
            page.text(&format!("#rad-{id} td:nth-child(7)"))
                .contains(&doctor.name)
        );

        let fields = [
            ("personnummer", "198503149828"),
            ("tilldelat", "ingen"),
            ("antal", "50"),
        ];
        let led = browser.submit(&page, "/enhet/utkast", &fields).await;
        let address = led.location().to_owned();
        assert!(
            address.starts_with("/enhet/utkast?tilldelat=ingen&patient="),
            "{address}"
        );
        assert!(address.ends_with("&antal=50") && !address.contains("850314"));
        let page = browser.get(&address).await;
        page.check();
        assert_eq!(
            page.text("main > p"),
            "Inga utkast på enheten passar filtret."
        );
        assert!(page.has("#filter-tilldelat option[value=ingen][selected]"));
        let refused = browser
            .submit(&page, "/enhet/utkast", &[("personnummer", "198503149829")])
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.check();
    });
}

#[test]
fn a_protected_patients_draft_is_neither_listed_nor_counted() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        browser.log_in(ONE_UNIT).await;
        let overview = browser.open("197408119860").await;
        browser.complete_draft(ONE_UNIT, &overview).await;
        assert_eq!(
            browser
                .get("/enhet/utkast")
                .await
                .texts("main tbody tr")
                .len(),
            1
        );
        let mut nurse = browser.another();
        nurse.log_in(ADMINISTRATOR).await;
        let page = nurse.get("/enhet/utkast").await;
        assert_eq!(page.text("main > p"), "Det finns inga utkast på enheten.");
        assert_eq!(page.text(".menu [aria-current]"), "Utkast");
        assert!(!page.body.contains("19740811"));
    });
}
