//! The pages around a certificate: sick leaves, differences, the rules.

use axum::http::StatusCode;
use intyg_app::Consent;
use intyg_testkit::databases::on_sqlite;

use crate::browser::{Browser, ONE_UNIT};

#[test]
fn the_rules_are_one_page_that_can_be_searched() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        browser.open_patient(ONE_UNIT).await;
        let page = browser.get("/regler").await;
        page.check();
        let all = page.texts(".rule h2");
        assert!(all.len() > 40, "{}", all.len());
        let ids = page.attributes(".rule", "id");
        assert_eq!(
            ids.iter().collect::<std::collections::BTreeSet<_>>().len(),
            ids.len(),
            "every rule can be linked to"
        );
        // No case comes out as nothing.
        assert!(!page.text("main").contains("Ingen anmärkning."));
        let found = browser.get("/regler?sok=POSTNUMMER").await;
        found.check();
        let some = found.texts(".rule h2");
        assert!(!some.is_empty() && some.len() < all.len());
        let nothing = browser.get("/regler?sok=xyzzy").await;
        assert!(
            nothing
                .text("main")
                .contains("Ingen regel innehåller det du sökte efter.")
        );
    });
}

#[test]
fn the_sick_leaves_are_a_page_and_a_part_of_one() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        assert!(!browser.get(&overview).await.has("#sjukskrivning"));
        browser.signed(ONE_UNIT, &overview, Consent::NotGiven).await;
        let start = browser.get(&overview).await;
        let address = start.attribute("#sjukskrivning a", "href");
        assert!(start.has("#sjukskrivning:not([open])"));
        let page = browser.get(&address).await;
        page.check();
        assert_eq!(page.texts("tbody tr").len(), 1);
        let part = browser.get_partial(&address).await;
        assert!(part.body.trim_start().starts_with("<figure"));
        let nobody = format!("/patient/{}/sjukskrivningar", uuid_of_nobody());
        assert_eq!(browser.get(&nobody).await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn differences_are_shown_for_what_one_may_see_and_for_nothing_else() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let overview = browser.open_patient(ONE_UNIT).await;
        let id = browser.signed(ONE_UNIT, &overview, Consent::NotGiven).await;
        let other = browser.complete_draft(ONE_UNIT, &overview).await;
        let address = format!("/intyg/{other}/jamfor/{id}");
        let page = browser.get(&address).await;
        page.check();
        assert!(
            page.text(".counter-line")
                .starts_with("Inga svar är ändrade")
        );
        assert!(!page.has("del, ins") && page.has(".unchanged"));
        let dialog = browser.get_partial(&address).await;
        assert!(dialog.has(".dialog-body h2"));
        let unknown = format!("/intyg/{other}/jamfor/{}", uuid_of_nobody());
        assert_eq!(browser.get(&unknown).await.status, StatusCode::NOT_FOUND);
    });
}

fn uuid_of_nobody() -> &'static str {
    "00000000-0000-4000-8000-000000000000"
}
