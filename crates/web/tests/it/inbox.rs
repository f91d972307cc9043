//! Enhetens inkorg. Source: ui 6.16, acceptance S87, S88, D10, A73.

use axum::http::StatusCode;
use intyg_app::{Consent, IncomingMessage};
use intyg_testkit::databases::on_sqlite;

use crate::browser::{ADMINISTRATOR, Browser, ONE_UNIT, TWO_UNITS};
use crate::messages;

#[test]
fn what_came_in_is_listed_with_its_type_and_read_in_already() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        browser.log_in(ONE_UNIT).await;
        let empty = browser.get("/enhet/inkorg").await;
        empty.check();
        assert_eq!(
            empty.text("main > p"),
            "Inkorgen är tom. Nya meddelanden från Försäkringskassan visas här."
        );
        assert_eq!(empty.text(".menu [aria-current]"), "Enhetens inkorg");
        let poll = empty.attribute("#nya", "hx-get");
        let person = browser.fixture.ordinary_person().await;
        let overview = browser.open(person.digits()).await;
        let id = browser.signed(ONE_UNIT, &overview, Consent::Given).await;
        messages::arrive(&browser, id).await;
        let contact = messages::question(&browser, id, "fk 1", "KONTKT").await;
        let contact = messages::take(&browser, contact).await;
        let request = messages::request(&browser, id, "fk 2").await;
        let request = messages::take(&browser, request).await;

        assert_eq!(browser.get_partial(&poll).await.text("#nya"), "Visa 2 nya");
        let counts = browser.get_partial("/enhet/raknare").await;
        assert_eq!(counts.text("#antal-inkorg"), ", 2 att åtgärda");
        let page = browser.get("/enhet/inkorg").await;
        page.check();
        assert_eq!(
            page.text(".menu [aria-current]"),
            "Enhetens inkorg, 2 att åtgärda"
        );
        assert_eq!(
            page.texts("main thead th"),
            [
                "Mottaget",
                "Meddelandetyp",
                "Ärende",
                "Patient",
                "Intyg",
                "Utfärdare",
                "Svara senast",
                "Status"
            ]
        );
        let rows = page.attributes("main tbody", "id");
        assert_eq!(
            rows,
            [format!("rad-{request}"), format!("rad-{contact}")],
            "what must be answered first"
        );
        let row = page.text(&format!("#rad-{request}"));
        for words in [
            "PMOCareCertificateMessageToCare",
            "Fråga/svar från Försäkringskassan till läkare som utfärdat intyg",
            "Begäran om komplettering",
            "Läkarintyg för sjukpenning FK7804 2026-11-22",
            "2026-11-24 2 dagar kvar",
            "Inläst",
        ] {
            assert!(row.contains(words), "{words}: {row}");
        }
        assert!(page.body.contains("Vad menas med &#60;b&#62;detta"));
        let act = page.attribute(&format!("#rad-{request} .acts a:nth-child(2)"), "href");
        assert_eq!(
            act,
            format!("/intyg/{id}/konversation#meddelande-{request}")
        );

        let read_in = format!("/enhet/inkorg/{request}/las-in");
        let dialog = browser.get_partial(&read_in).await;
        assert!(
            dialog
                .text("section.dialog-body")
                .contains("Meddelandet är redan inläst på intyget 2026-11-22.")
        );
        browser.get(&read_in).await.check();
    });
}

#[test]
fn the_list_is_filtered_without_a_number_in_the_address() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (_, id) = messages::sent(&mut browser).await;
        let contact = messages::question(&browser, id, "fk 1", "KONTKT").await;
        messages::take(&browser, contact).await;
        let person = browser.fixture.ordinary_person().await;
        let page = browser.get("/enhet/inkorg").await;
        let fields = [
            ("status", "alla"),
            ("arende", "kontakt"),
            ("personnummer", person.digits()),
            ("antal", "50"),
        ];
        let led = browser.submit(&page, "/enhet/inkorg", &fields).await;
        let address = led.location().to_owned();
        assert!(!address.contains(&person.digits()[2..8]), "{address}");
        assert!(address.starts_with("/enhet/inkorg?status=alla&arende=kontakt&patient="));
        let found = browser.get(&address).await;
        found.check();
        assert_eq!(found.text("main > p"), "1 träff");
        assert!(found.has("#filter-arende option[value=kontakt][selected]"));
        assert_eq!(
            found.attribute("#filter-personnummer", "value"),
            person.formatted()
        );
        let nothing = browser.get("/enhet/inkorg?arende=svar").await;
        assert_eq!(
            nothing.text("main > p"),
            "Inga meddelanden i inkorgen passar filtret."
        );
        let done = browser.get("/enhet/inkorg?status=atgardade").await;
        assert!(done.texts("main tbody").is_empty());
        let refused = browser
            .submit(&page, "/enhet/inkorg", &[("personnummer", "198503149829")])
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.check();
    });
}

#[test]
fn a_message_is_assigned_and_another_unit_sees_nothing_of_it() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (_, id) = messages::sent(&mut browser).await;
        let contact = messages::question(&browser, id, "fk 1", "KONTKT").await;
        let message = messages::take(&browser, contact).await;
        let address = format!("/enhet/inkorg/{message}/tilldela");
        let dialog = browser.get_partial(&address).await;
        assert_eq!(dialog.text("section.dialog-body h2"), "Tilldela meddelande");
        let form = browser.get(&address).await;
        form.check();
        let doctor = browser.actor(ONE_UNIT).await.staff;
        let fields = [("till", doctor.id.as_str())];
        let done = browser.submit(&form, &address, &fields).await;
        assert_eq!(done.location(), "/enhet/inkorg");
        let page = browser.get("/enhet/inkorg").await;
        assert_eq!(page.text("#flash"), "Meddelandet är tilldelat.");
        let row = page.text(&format!("#rad-{message}"));
        assert!(row.contains(&format!("Tilldelat {}", doctor.name)), "{row}");

        let unit = browser.actor(ONE_UNIT).await.unit().clone();
        let mut other = browser.another();
        other.log_in(TWO_UNITS).await;
        let units = other.get("/valj-enhet").await;
        let elsewhere = units
            .texts("main tbody tr")
            .iter()
            .position(|row| !row.contains(&unit.name))
            .expect("another unit");
        let value = units.attributes("main button[name=enhet]", "value")[elsewhere].clone();
        other
            .submit(&units, "/valj-enhet", &[("enhet", value.as_str())])
            .await;
        let page = other.get("/enhet/inkorg?status=alla").await;
        assert!(page.texts("main tbody").is_empty());
        for way in ["las-in", "tilldela"] {
            let refused = other.get(&format!("/enhet/inkorg/{message}/{way}")).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND);
        }
    });
}

#[test]
fn what_waits_is_a_task_of_the_one_who_signed_and_of_the_unit() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (_, id) = messages::sent(&mut browser).await;
        let request = messages::request(&browser, id, "fk 1").await;
        let request = messages::take(&browser, request).await;
        let page = browser.get("/enhet/att-gora").await;
        page.check();
        assert_eq!(page.text(".menu [aria-current]"), "Att göra");
        assert_eq!(
            page.texts("main thead th"),
            ["Senast", "Vad", "Patient", "Intyg", "Ansvarig", "Gör"]
        );
        assert_eq!(
            page.texts("main tbody th .tag"),
            ["Begäran om komplettering", "Sjukskrivning tar slut"]
        );
        assert_eq!(
            page.attribute("main tbody tr:first-child a", "href"),
            format!("/intyg/{id}/konversation#meddelande-{request}")
        );
        let mut nurse = browser.another();
        nurse.log_in(ADMINISTRATOR).await;
        let page = nurse.get("/enhet/att-gora").await;
        page.check();
        assert_eq!(page.text("main > p"), "Allt är gjort.");
        let page = nurse.get("/enhet/att-gora?vems=enheten").await;
        page.check();
        assert_eq!(page.texts("main tbody tr").len(), 2);
    });
}

#[test]
fn a_protected_patients_message_is_neither_listed_nor_counted() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        browser.log_in(ONE_UNIT).await;
        let overview = browser.open("197408119860").await;
        let id = browser.signed(ONE_UNIT, &overview, Consent::Given).await;
        messages::arrive(&browser, id).await;
        let message = IncomingMessage {
            patient: "197408119860".to_owned(),
            ..messages::question(&browser, id, "fk 1", "KONTKT").await
        };
        messages::take(&browser, message).await;
        let page = browser.get("/enhet/inkorg").await;
        assert_eq!(page.texts("main tbody").len(), 1);
        let mut nurse = browser.another();
        nurse.log_in(ADMINISTRATOR).await;
        let page = nurse.get("/enhet/inkorg").await;
        assert!(page.texts("main tbody").is_empty());
        assert_eq!(page.text(".menu [aria-current]"), "Enhetens inkorg");
        assert!(!page.body.contains("19740811"));
    });
}
