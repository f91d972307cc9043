//! Nytt meddelande: what is typed, kept, sent or refused. Source: ui 6.13, exchange 3.5.

use super::*;

#[test]
fn a_new_question_needs_type_and_words_and_is_the_only_one() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (_, id) = sent(&mut browser).await;
        let form = browser.get(&new_message(id)).await;
        form.check();
        assert_eq!(
            form.texts("#skriv .choice"),
            [
                "Förfrågan om avstämningsmöte",
                "Förfrågan om kontakt",
                "Övrigt"
            ]
        );
        let refused = browser.submit(&form, &new_message(id), &[]).await;
        refused.check();
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            refused.texts("#felsammanfattning li"),
            ["Välj meddelandetyp.", "Skriv ett meddelande."]
        );
        let long = "å".repeat(5001);
        let fields = [("typ", "KONTKT"), ("meddelande", long.as_str())];
        let refused = browser.submit(&form, &new_message(id), &fields).await;
        assert_eq!(
            refused.texts("#felsammanfattning li"),
            ["Meddelandet är 2 tecken för långt."]
        );
        assert_eq!(refused.text("#meddelande"), long, "nothing is lost");
        assert_eq!(refused.attribute("#typ-2[checked]", "value"), "KONTKT");
        let by_hand = [("typ", "KOMPLT"), ("meddelande", "Hej.")];
        let refused = browser.submit(&form, &new_message(id), &by_hand).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bodies(&browser, id).await.is_empty());

        let fields = [("typ", "AVSTMN"), ("meddelande", "När ses vi?")];
        for _ in 0..2 {
            let done = browser.submit(&form, &new_message(id), &fields).await;
            assert_eq!(done.location(), page_of(id));
        }
        let written = bodies(&browser, id).await;
        assert_eq!(written.len(), 1, "sent once");
        assert!(written[0].contains("AVSTMN") && written[0].contains("När ses vi?"));
        let page = browser.get(&page_of(id)).await;
        page.check();
        assert_eq!(page.text("#flash"), "Meddelandet är lagt i utkorgen.");
        let own = page.text(".message-own");
        for expected in [
            "Väntar på att skickas",
            "Invänta svar.",
            "Från ",
            "När ses vi?",
            "Hanterat",
        ] {
            assert!(own.contains(expected), "{expected}: {own}");
        }
        assert!(page.has("#konversation-leverans[hx-get][data-poll]"));
        let poll = page.attribute("#konversation-leverans", "hx-get");
        let states = browser.get_partial(&poll).await;
        assert!(
            states
                .text(".sent-state[hx-swap-oob]")
                .contains("Väntar på att skickas")
        );

        let ongoing = "Det finns redan en pågående konversation. Vänta på svar, eller markera den som hanterad.";
        assert_eq!(page.attribute(".talk-bar a.button", "data-reason"), ongoing);
        let form_again = browser.get(&new_message(id)).await;
        assert_eq!(form_again.status, StatusCode::CONFLICT);
        assert!(form_again.text(".talk").contains(ongoing) && !form_again.has("#skriv"));
        let key = browser.fixture.app.new_form_key().to_text();
        let csrf = page.attribute("meta[name=csrf-token]", "content");
        let by_hand = [
            ("csrf", csrf.as_str()),
            ("nyckel", key.as_str()),
            ("plats", "question"),
            ("typ", "OVRIGT"),
            ("meddelande", "En till."),
        ];
        let refused = browser.post(&new_message(id), &by_hand).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert_eq!(refused.texts("#felsammanfattning li"), [ongoing]);
        assert_eq!(refused.text("#meddelande"), "En till.", "nothing is lost");
        assert_eq!(bodies(&browser, id).await.len(), 1);
    });
}

#[test]
fn an_answer_has_the_type_of_its_question_and_marks_it() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (_, id) = sent(&mut browser).await;
        for subject in ["AVSTMN", "KONTKT", "OVRIGT"] {
            let asked = asked(&browser, id, &format!("fk {subject}"), subject).await;
            let form = browser.get(&new_message(id)).await;
            form.check();
            assert!(form.text("#skriv").contains("Svar på: "));
            assert!(!form.has("#skriv input[name=typ]"), "the type is given");
            let fields = [("typ", "OVRIGT"), ("meddelande", "Ja.")];
            let done = browser.submit(&form, &new_message(id), &fields).await;
            assert_eq!(done.location(), page_of(id));
            let body = bodies(&browser, id).await.pop().expect("a message");
            assert!(body.contains(&format!(">{subject}<")), "{body}");
            assert!(body.contains(&format!(">fk {subject}<")), "{body}");
            let page = browser.get(&page_of(id)).await;
            assert!(page.has(&format!("{}[checked]", tick(asked))));
            assert!(
                page.text(&article(asked))
                    .contains("Besvarat av dig 10.42.")
            );
            assert!(page.text("#konversation-lage").ends_with("Avslutad"));
        }
    });
}

#[test]
fn with_several_questions_one_says_first_which_is_answered() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (_, id) = sent(&mut browser).await;
        asked(&browser, id, "fk 1", "KONTKT").await;
        let second = asked(&browser, id, "fk 2", "KONTKT").await;
        let choose = browser.get(&new_message(id)).await;
        choose.check();
        assert!(
            choose
                .text("#skriv legend")
                .starts_with("Vilket meddelande svarar du på?")
        );
        assert_eq!(choose.texts("#skriv .choice").len(), 2);
        let missing = browser.get(&format!("{}?valj=ja", new_message(id))).await;
        missing.check();
        assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            missing.texts("#felsammanfattning li"),
            ["Välj vilket meddelande du svarar på."]
        );
        let form = browser
            .get(&format!("{}?valj=ja&fraga={second}", new_message(id)))
            .await;
        assert_eq!(
            form.attribute("#skriv [name=plats]", "value"),
            second.to_text()
        );
        let done = browser
            .submit(&form, &new_message(id), &[("meddelande", "Svar.")])
            .await;
        assert_eq!(done.location(), page_of(id));
        let page = browser.get(&page_of(id)).await;
        assert!(page.has(&format!("{}[checked]", tick(second))));
        assert!(page.text("#konversation-lage").ends_with("Pågående"));
    });
}

#[test]
fn a_new_question_is_never_sent_as_the_answer_to_one_that_came_meanwhile() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (_, id) = sent(&mut browser).await;
        let form = browser.get(&new_message(id)).await;
        let came = asked(&browser, id, "fk 1", "KONTKT").await;
        let fields = [("typ", "KONTKT"), ("meddelande", "Ring oss.")];
        let refused = browser.submit(&form, &new_message(id), &fields).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(
            refused
                .text("#felsammanfattning")
                .contains("Läs meddelandet först.")
        );
        assert_eq!(refused.text("#meddelande"), "Ring oss.");
        assert!(refused.has(&format!("{}:not([checked])", tick(came))));
        assert!(bodies(&browser, id).await.is_empty());
    });
}

#[test]
fn what_is_written_is_saved_as_it_is_typed_and_thrown_away_when_asked() {
    on_sqlite(async |store| {
        let mut browser = Browser::on(store);
        let (_, id) = sent(&mut browser).await;
        let form = browser.get(&new_message(id)).await;
        let address = form.attribute("#meddelande", "hx-post");
        let csrf = form.attribute("meta[name=csrf-token]", "content");
        let save = |text: &'static str, rev: &'static str| {
            vec![
                ("csrf", csrf.clone()),
                ("plats", "question".to_owned()),
                ("typ", "OVRIGT".to_owned()),
                ("rev", rev.to_owned()),
                ("meddelande", text.to_owned()),
            ]
        };
        let saved = post(&mut browser, &address, save("Hej", "0")).await;
        assert!(saved.body.contains("Sparat 10.42"), "{}", saved.body);
        assert_eq!(saved.attribute("#utkast-rev[hx-swap-oob]", "value"), "1");
        assert_eq!(
            saved.text("#meddelande-antal[hx-swap-oob]"),
            "3 av 4999 tecken"
        );
        let stale = post(&mut browser, &address, save("Hej igen", "0")).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        assert!(
            stale.body.contains("Din text är kvar på skärmen"),
            "{}",
            stale.body
        );

        let page = browser.get(&page_of(id)).await;
        assert!(
            page.text(".talk-bar")
                .contains("Det finns ett sparat utkast")
        );
        let form = browser.get(&new_message(id)).await;
        assert_eq!(form.text("#meddelande"), "Hej");
        assert_eq!(form.attribute("[name=typ][checked]", "value"), "OVRIGT");
        let fields = [
            ("gor", "spara"),
            ("typ", "KONTKT"),
            ("meddelande", "Hej då"),
        ];
        let kept = browser.submit(&form, &new_message(id), &fields).await;
        assert_eq!(kept.location(), new_message(id));
        let form = browser.get(&new_message(id)).await;
        assert_eq!(form.text("#meddelande"), "Hej då");
        assert_eq!(
            form.text("#flash"),
            "Meddelandet är sparat som utkast. Det är inte skickat."
        );

        let discard = form.attribute("#skriv a[data-dialog]", "href");
        let dialog = browser.get_partial(&discard).await;
        assert_eq!(dialog.text(".dialog-body h2"), "Kasta det du har skrivit?");
        let ask = browser.get(&discard).await;
        ask.check();
        assert_eq!(
            browser.get(&new_message(id)).await.text("#meddelande"),
            "Hej då"
        );
        let gone = browser.submit(&ask, &discard, &[]).await;
        assert_eq!(gone.location(), page_of(id));
        assert_eq!(browser.get(&new_message(id)).await.text("#meddelande"), "");
        assert!(bodies(&browser, id).await.is_empty());
    });
}
