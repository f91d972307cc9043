//! Radera, Ny kopia and Inställningar. Source: ui 6.9, 6.11, 6.12, 6.15.

use axum::http::StatusCode;
use intyg_app::Consent;
use intyg_core::ids::CertificateId;
use intyg_testkit::databases::on_sqlite;

use crate::browser::{ADMINISTRATOR, Browser, ONE_UNIT, Page};

const OTHER: &str = "ANNAT_ALLVARLIGT_FEL";

/// Deletes a signed certificate through its dialog.
async fn revoke(browser: &mut Browser, id: CertificateId, more: &[(&str, &str)]) -> Page {
    let address = format!("/intyg/{id}/radera");
    let page = browser.get(&address).await;
    page.check();
    let mut fields = vec![("orsak", OTHER), ("beskrivning", "Fel datum.")];
    fields.extend_from_slice(more);
    browser.submit(&page, &address, &fields).await
}

async fn press(browser: &mut Browser, overview: &str, action: &str, id: CertificateId) -> Page {
    let page = browser.get(overview).await;
    let id = id.to_text();
    browser
        .submit(&page, overview, &[("gor", action), ("intyg", &id)])
        .await
}

#[test]
fn a_signed_certificate_is_deleted_with_a_reason_and_shown_as_deleted() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let id = browser.signed(ONE_UNIT, &overview, Consent::Given).await;
        let address = format!("/intyg/{id}/radera");
        let led = press(&mut browser, &overview, "radera", id).await;
        assert_eq!(led.location(), address);
        let page = browser.get(&address).await;
        page.check();
        assert_eq!(page.text("h1"), "Radera intyget?");
        assert_eq!(
            page.texts("main fieldset label"),
            [
                "Intyget har utfärdats på fel patient",
                "Annat allvarligt fel"
            ]
        );
        assert!(page.text("main").contains("Det kan inte ångras."));
        assert!(page.has("#kopia:not([checked])"));
        let dialog = browser.get_partial(&address).await;
        assert_eq!(dialog.text("section.dialog-body h2"), "Radera intyget?");

        for (fields, message) in [
            (vec![], "Välj varför intyget raderas."),
            (
                vec![("orsak", OTHER), ("beskrivning", "  ")],
                "Beskriv felet.",
            ),
        ] {
            let refused = browser.submit(&page, &address, &fields).await;
            refused.check();
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(refused.text("#felsammanfattning a"), message);
        }
        let done = revoke(&mut browser, id, &[]).await;
        assert_eq!(done.location(), overview);
        let page = browser.get(&overview).await;
        page.check();
        assert_eq!(
            page.text("#flash"),
            "Intyget är raderat. Inget hade skickats, så ingen mottagare meddelas."
        );
        assert!(page.has("#raderade[open]"));
        assert_eq!(page.attribute("input[checked]", "value"), id.to_text());
        assert!(page.text("#raderade").contains("2026-11-22 kl. 10.42 av "));
        assert!(page.text("#raderade").contains("Annat allvarligt fel"));
        assert_eq!(page.text(&format!("#status-{id}")), "Raderat");

        let view = browser.get(&format!("/intyg/{id}")).await;
        view.check();
        assert!(view.text("#raderat").starts_with("Raderat 2026-11-22 av "));
        assert!(view.text("#raderat").contains("Fel datum."));
        assert!(view.has("section.answers"), "it can be read");
        assert_eq!(
            view.attribute("[data-action=radera]", "data-reason"),
            "Intyget är redan raderat."
        );
        let again = browser.get(&address).await;
        again.check();
        assert_eq!(
            (again.status, again.header("x-error-code")),
            (StatusCode::CONFLICT, "STATE_CONFLICT")
        );
    });
}

#[test]
fn a_draft_is_deleted_without_a_reason_and_stays_readable() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let id = browser.complete_draft(ONE_UNIT, &overview).await;
        let address = format!("/intyg/{id}/radera");
        let page = browser.get(&address).await;
        page.check();
        assert_eq!(page.text("h1"), "Radera utkastet?");
        assert!(
            page.text("main")
                .contains("Utkastet flyttas till Raderade. Inget har skickats.")
        );
        assert!(!page.has("fieldset"));
        let done = browser.submit(&page, &address, &[]).await;
        assert_eq!(done.location(), overview);
        let page = browser.get(&overview).await;
        assert_eq!(page.text("#flash"), "Utkastet är raderat.");
        assert_eq!(page.text(&format!("#status-{id}")), "Raderat utkast");
        let view = browser.get(&format!("/intyg/{id}")).await;
        assert!(view.text("#raderat").starts_with("Raderat 2026-11-22 av "));
        let copy = press(&mut browser, &overview, "kopiera", id).await;
        assert!(copy.location().ends_with("/redigera"));
    });
}

#[test]
fn the_correction_opens_at_once_when_it_is_asked_for() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let id = browser.signed(ONE_UNIT, &overview, Consent::NotGiven).await;
        let done = revoke(&mut browser, id, &[("kopia", "ja")]).await;
        let editor = done.location().to_owned();
        assert!(editor.ends_with("/redigera") && !editor.contains(&id.to_text()));
        let page = browser.get(&editor).await;
        page.check();
        assert!(page.text("#flash").starts_with("Intyget är raderat."));
        assert!(
            page.text("#originalet")
                .starts_with("Rättad kopia av det raderade intyget 2026-11-22.")
        );
        assert!(!page.has("#originalets-period"));
    });
}

#[test]
fn a_copy_opens_in_the_editor_and_says_where_it_comes_from() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let id = browser.signed(ONE_UNIT, &overview, Consent::Given).await;
        let editor = press(&mut browser, &overview, "kopiera", id)
            .await
            .location()
            .to_owned();
        let page = browser.get(&editor).await;
        page.check();
        assert_eq!(page.text("#flikar [aria-current=page]"), "Nytt intyg");
        let original = page.text("#originalet");
        assert!(
            original.starts_with("Förlänger intyget 2026-11-22.")
                && original.contains("Kopian har svaren från intyget 2026-11-22. Gå igenom dem;"),
            "{original}"
        );
        assert_eq!(
            page.attribute("#originalet a", "href"),
            format!("/intyg/{id}")
        );
        assert!(
            page.text("#originalets-period")
                .starts_with("På det ursprungliga intyget var slutdatumet")
        );
        assert!(
            page.has("input[value='2026-12-05']"),
            "the day after the last one"
        );

        // Begun, it is continued and not doubled.
        let again = press(&mut browser, &overview, "kopiera", id).await;
        again.check();
        assert_eq!(again.header("x-error-code"), "STATE_CONFLICT");
        assert_eq!(again.attribute("#orsak a", "href"), editor);
        let start = browser.get(&overview).await;
        assert_eq!(
            start.attribute(&format!("#rad-{id}"), "data-kopiera-leads"),
            editor
        );
        assert!(
            start
                .text(&format!("#rad-{id} th"))
                .contains("Förlängning påbörjad: utkastet 2026-11-22.")
        );
        let by_address = browser.get(&format!("/intyg/{id}/ny-kopia")).await;
        by_address.check();
        assert_eq!(by_address.status, StatusCode::CONFLICT);
        assert_eq!(by_address.attribute("main a.button", "href"), editor);
        let view = browser.get(&format!("/intyg/{id}")).await;
        view.check();
        assert!(view.text(".kin-lines").contains("Förlängning påbörjad"));
        assert_eq!(
            view.attribute("[data-action=kopiera]", "data-leads"),
            editor
        );
    });
}

#[test]
fn an_ended_sick_leave_is_refused_also_by_hand() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let id = browser.signed(ONE_UNIT, &overview, Consent::Given).await;
        let address = format!("/intyg/{id}/ny-kopia");
        let page = browser.get(&address).await;
        page.check();
        browser
            .fixture
            .clock
            .advance(jiff::SignedDuration::from_hours(24 * 13));
        browser.log_in(ONE_UNIT).await;
        let reason = "Sjukskrivningen avslutades 2026-12-04 och kan inte förlängas. Försäkringskassan tar inte emot en sådan kopia. Välj Ny.";
        let refused = press(&mut browser, &overview, "kopiera", id).await;
        assert_eq!(refused.text("#orsak"), reason);
        let start = browser.get(&overview).await;
        assert_eq!(
            start.attribute(&format!("#rad-{id}"), "data-kopiera"),
            reason
        );
        let csrf = start.attribute("meta[name=csrf-token]", "content");
        let key = start.attribute("input[name=nyckel]", "value");
        let by_hand = browser
            .post(&address, &[("csrf", &csrf), ("nyckel", &key)])
            .await;
        by_hand.check();
        assert_eq!(
            (by_hand.status, by_hand.header("x-error-code")),
            (StatusCode::CONFLICT, "STATE_CONFLICT")
        );
        assert!(by_hand.text("main").contains(reason));
        assert!(browser.get(&address).await.text("main").contains(reason));
        assert_eq!(
            browser.get(&overview).await.texts("#utkast tbody tr").len(),
            0
        );
    });
}

#[test]
fn an_administrator_is_told_that_doctors_delete_what_is_signed() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ADMINISTRATOR).await;
        let id = browser.signed(ONE_UNIT, &overview, Consent::NotGiven).await;
        let refused = press(&mut browser, &overview, "radera", id).await;
        assert_eq!(
            refused.text("#orsak"),
            "Bara läkare kan radera ett signerat intyg."
        );
        let by_hand = browser.get(&format!("/intyg/{id}/radera")).await;
        assert_eq!(by_hand.status, StatusCode::FORBIDDEN);
        let csrf = refused.attribute("meta[name=csrf-token]", "content");
        let key = refused.attribute("input[name=nyckel]", "value");
        let fields = [
            ("csrf", csrf.as_str()),
            ("nyckel", key.as_str()),
            ("orsak", "FEL_PATIENT"),
        ];
        let posted = browser.post(&format!("/intyg/{id}/radera"), &fields).await;
        assert_eq!(posted.status, StatusCode::FORBIDDEN);
        assert_eq!(
            browser
                .get(&overview)
                .await
                .texts("#raderade tbody tr")
                .len(),
            0
        );
    });
}

const DRAFT: usize = 0;
const SIGNED: usize = 1;
const REVOKED: usize = 2;
const DELETED: usize = 3;

type Fields = &'static [(&'static str, &'static str)];

/// What no page offers: state, address and fields.
const BY_HAND: &[(usize, &str, Fields)] = &[
    (DRAFT, "ny-kopia", &[]),
    (DRAFT, "komplettering", &[]),
    (SIGNED, "komplettering", &[]),
    (REVOKED, "komplettering", &[]),
    (DELETED, "komplettering", &[]),
    (DRAFT, "hanterat", &[]),
    (SIGNED, "hanterat", &[]),
    (REVOKED, "hanterat", &[]),
    (DELETED, "hanterat", &[]),
    (DRAFT, "radera", &[("orsak", "FEL_PATIENT")]),
    (DRAFT, "samtycke", SEND),
    (SIGNED, "radera", &[("rev", "2")]),
    (SIGNED, "samtycke", SIGN),
    (SIGNED, "samtycke", SEND),
    (SIGNED, "klart-att-signera", &[("rev", "2")]),
    (SIGNED, "historik", RESTORE),
    (REVOKED, "radera", &[("orsak", "FEL_PATIENT")]),
    (REVOKED, "radera", &[("rev", "2")]),
    (REVOKED, "samtycke", SEND),
    (REVOKED, "samtycke", SIGN),
    (REVOKED, "klart-att-signera", &[("rev", "2")]),
    (REVOKED, "historik", RESTORE),
    (DELETED, "radera", &[("rev", "2")]),
    (DELETED, "radera", &[("orsak", "FEL_PATIENT")]),
    (DELETED, "samtycke", SIGN),
    (DELETED, "klart-att-signera", &[("rev", "2")]),
    (DELETED, "historik", RESTORE),
];
const SEND: Fields = &[("gor", "skicka"), ("samtycke", "ja")];
const SIGN: Fields = &[("rev", "2"), ("innehall", "x")];
const RESTORE: Fields = &[("rev", "2"), ("tillstand", "1")];

/// Addresses that no page leads to.
const TYPED: &[(usize, &str)] = &[
    (SIGNED, "redigera"),
    (REVOKED, "redigera"),
    (DELETED, "redigera"),
    (REVOKED, "radera"),
    (DELETED, "radera"),
    (REVOKED, "samtycke"),
    (DELETED, "samtycke"),
    (DRAFT, "ny-kopia"),
];

#[test]
fn what_the_state_does_not_allow_is_refused_also_by_hand() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let draft = browser.complete_draft(ONE_UNIT, &overview).await;
        let signed = browser.signed(ONE_UNIT, &overview, Consent::Given).await;
        let revoked = browser.signed(ONE_UNIT, &overview, Consent::NotGiven).await;
        revoke(&mut browser, revoked, &[]).await;
        let deleted = browser.complete_draft(ONE_UNIT, &overview).await;
        let address = format!("/intyg/{deleted}/radera");
        let page = browser.get(&address).await;
        browser.submit(&page, &address, &[]).await;
        let ids = [draft, signed, revoked, deleted];

        let page = browser.get(&overview).await;
        let csrf = page.attribute("meta[name=csrf-token]", "content");
        for (state, path, more) in BY_HAND {
            let key = browser.fixture.app.new_form_key().to_text();
            let mut fields = vec![("csrf", csrf.as_str()), ("nyckel", key.as_str())];
            fields.extend_from_slice(more);
            let address = format!("/intyg/{}/{path}", ids[*state]);
            let refused = browser.post(&address, &fields).await;
            assert_eq!(
                refused.status,
                StatusCode::CONFLICT,
                "{state} {path} {more:?}"
            );
        }
        for (state, path) in TYPED {
            let page = browser.get(&format!("/intyg/{}/{path}", ids[*state])).await;
            page.check();
            assert_eq!(page.status, StatusCode::CONFLICT, "{state} {path}");
        }
        let after = browser.get(&overview).await;
        let rows = |section: &str| after.texts(&format!("#{section} tbody tr")).len();
        assert_eq!(
            (rows("utkast"), rows("aktuella"), rows("raderade")),
            (1, 1, 2)
        );
    });
}

#[test]
fn the_preset_certificate_is_chosen_with_ok_and_survives_the_logout() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let start = browser.get(&overview).await;
        let address = start.attribute(".bar a.bar-end", "href");
        let page = browser.get(&address).await;
        page.check();
        assert_eq!(page.text("h1"), "Inställningar");
        assert_eq!(page.text("main legend"), "Förvalt intyg");
        let labels = page.texts("main fieldset label");
        assert_eq!(labels.last().map(String::as_str), Some("Inget"));
        assert_eq!(page.attribute("main a.button", "href"), overview, "Avbryt");

        let none = browser
            .submit(&page, "/installningar", &[("forvalt", "")])
            .await;
        assert_eq!(none.location(), overview);
        let start = browser.get(&overview).await;
        assert_eq!(start.text("#flash"), "Inställningarna är sparade.");
        assert!(!start.has("#forvalt"));
        let mut later = browser.another();
        later.log_in(ONE_UNIT).await;
        assert!(!later.get(&overview).await.has("#forvalt"));

        let page = later.get("/installningar").await;
        let code = page.attribute("input[name=forvalt]", "value");
        let chosen = later
            .submit(&page, "/installningar", &[("forvalt", &code)])
            .await;
        assert_eq!(chosen.location(), "/installningar");
        let start = later.get(&overview).await;
        assert_eq!(start.attribute("button[data-action=ny]", "value"), code);
        let page = later.get("/installningar").await;
        let wrong = later
            .submit(&page, "/installningar", &[("forvalt", "FINNSINTE")])
            .await;
        assert!(wrong.status.is_client_error());
    });
}

#[test]
fn a_saved_state_is_looked_at_and_brought_back() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let id = browser.complete_draft(ONE_UNIT, &overview).await;
        let address = format!("/intyg/{id}/historik");
        let editor = browser.get(&format!("/intyg/{id}/redigera")).await;
        assert!(editor.has(&format!("a[href='{address}']")));
        let page = browser.get(&address).await;
        page.check();
        assert_eq!(page.text("h1"), "Historik");
        assert_eq!(
            page.texts("section > h2"),
            ["Händelser", "Sparade tillstånd"]
        );
        assert_eq!(
            page.texts("td:nth-child(4)").first().map(String::as_str),
            Some("Exempelby vårdcentral")
        );
        assert!(page.text("main").contains("nuvarande"));
        let first = page
            .attributes("th[scope=row] a", "href")
            .pop()
            .expect("the first state");
        let state = browser.get(&first).await;
        state.check();
        assert!(state.text("main h2").starts_with("Så såg intyget ut "));
        assert_eq!(state.texts("main .bar a.button"), ["Till intyget", "Nyare"]);
        let back = browser.submit(&state, &address, &[]).await;
        assert_eq!(back.location(), format!("/intyg/{id}/redigera"));
        let editor = browser.get(&format!("/intyg/{id}/redigera")).await;
        assert!(editor.text("#flash").starts_with("Utkastet är återställt."));
        let again = browser.submit(&state, &address, &[]).await;
        again.check();
        assert_eq!(
            again.status,
            StatusCode::CONFLICT,
            "somebody has saved since"
        );
        assert_eq!(
            browser.get(&format!("{address}?tillstand=99")).await.status,
            StatusCode::NOT_FOUND
        );
        let signed = browser.signed(ONE_UNIT, &overview, Consent::NotGiven).await;
        let page = browser
            .get(&format!("/intyg/{signed}/historik?tillstand=1"))
            .await;
        page.check();
        assert!(page.text("main").contains("Intyget är signerat och låst."));
        assert!(!page.has("main form"));
    });
}
