//! The ways to a conversation, and Hanterat from them. Source: ui 6.4, 6.9, acceptance S23, S27, S76, S85, S86.

use super::*;

#[test]
fn the_start_page_and_visa_lead_to_the_conversation_and_mark_the_only_message() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (overview, id) = sent(&mut browser).await;
        let draft = browser.complete_draft(ONE_UNIT, &overview).await;
        let unsent = browser.signed(ONE_UNIT, &overview, Consent::NotGiven).await;
        let page = browser.get(&overview).await;
        let reason = |id: CertificateId, name: &str| {
            page.attribute(&format!("#rad-{id}"), &format!("data-{name}"))
        };
        assert_eq!(
            reason(draft, "konversation"),
            "Ett utkast har ingen konversation."
        );
        assert_eq!(
            reason(unsent, "konversation"),
            "Intyget är inte skickat till Försäkringskassan. Välj Visa och Skicka samtycke."
        );
        assert_eq!(reason(id, "konversation"), "");
        let nothing = "Det finns inget meddelande att hantera.";
        assert_eq!(reason(id, "hantera"), nothing);
        assert!(!page.has(".talk-link"));
        let chosen = id.to_text();
        let press = |what: &'static str| [("gor", what), ("intyg", chosen.as_str())];
        let refused = browser.submit(&page, &overview, &press("hantera")).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert_eq!(refused.text("#orsak"), nothing);

        // One message: the button marks it, from either page.
        let first = asked(&browser, id, "fk 1", "OVRIGT").await;
        let page = browser.get(&overview).await;
        page.check();
        let bubble = format!("#rad-{id} .talk-link");
        assert_eq!(
            page.attribute(&bubble, "aria-label"),
            "Pågående konversation, 1 ohanterade"
        );
        assert_eq!(page.attribute(&bubble, "href"), page_of(id));
        let to = browser
            .submit(&page, &overview, &press("konversation"))
            .await;
        assert_eq!(to.location(), page_of(id));
        let done = browser.submit(&page, &overview, &press("hantera")).await;
        assert_eq!(done.location(), overview);
        let page = browser.get(&overview).await;
        assert_eq!(page.text("#flash"), "Meddelandet är markerat som hanterat.");
        assert!(!page.has(".talk-link"), "the icon is gone");

        let visa = format!("/intyg/{id}");
        let second = asked(&browser, id, "fk 2", "KONTKT").await;
        let page = browser.get(&visa).await;
        page.check();
        assert_eq!(
            page.attribute("[data-action=konversation]", "href"),
            page_of(id)
        );
        assert_eq!(
            page.texts("#hanterade li"),
            ["Meddelandet Övrigt hanterades 2026-11-22 av Anna Provström."]
        );
        let done = browser
            .submit(&page, &format!("{visa}/hanterat"), &[])
            .await;
        assert_eq!(done.location(), visa);
        let page = browser.get(&visa).await;
        assert_eq!(page.texts("#hanterade li").len(), 2);
        assert!(
            page.text("#handelser")
                .contains("Markerat som hanterat: Förfrågan om kontakt")
        );
        let conversation = browser.get(&page_of(id)).await;
        for message in [first, second] {
            assert!(conversation.has(&format!("{}[checked]", tick(message))));
        }
    });
}

#[test]
fn the_button_marks_no_request_unasked_and_none_of_several() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (overview, id) = sent(&mut browser).await;
        let visa = format!("/intyg/{id}");
        let chosen = id.to_text();
        let request = requested(&browser, id).await;
        let page = browser.get(&visa).await;
        assert!(
            page.text("main")
                .contains("Försäkringskassan begär komplettering senast 2026-11-24.")
        );
        assert_eq!(
            page.text(".asked"),
            "Försäkringskassan: \"Vilken diagnos?\""
        );
        let asks = browser
            .submit(&page, &format!("{visa}/hanterat"), &[])
            .await;
        assert_eq!(
            asks.location(),
            format!("{}?hantera={request}#meddelande-{request}", page_of(id))
        );
        asked(&browser, id, "fk 3", "KONTKT").await;
        let page = browser.get(&overview).await;
        assert!(
            page.attribute(&format!("#rad-{id} .talk-link"), "aria-label")
                .ends_with("2 ohanterade")
        );
        let several = browser
            .submit(
                &page,
                &overview,
                &[("gor", "hantera"), ("intyg", chosen.as_str())],
            )
            .await;
        assert_eq!(several.location(), page_of(id));
        let conversation = browser.get(&page_of(id)).await;
        assert!(conversation.has(&format!("{}:not([checked])", tick(request))));
        let forged = browser
            .post(&format!("{visa}/hanterat"), &[("csrf", "x")])
            .await;
        assert_eq!(forged.header("x-error-code"), "CSRF_FAILED");
    });
}
