//! The page that shows what has been received.

use intyg_rivta::result::ErrorId;
use intyg_simulator::{Authority, MessageState, RunningSimulator, scenario, start};

use crate::{
    care::Care,
    client::{MESSAGE, REGISTER, REVOKE, SEND, Seen, call, config, http, simulator},
    samples::{ID, PATIENT, message, register, revoke, send, signed, written},
};

#[tokio::test]
async fn the_page_shows_what_each_authority_has() {
    let simulator = simulator().await;
    let page = async || {
        let answer = http()
            .get(format!("{}/", simulator.url()))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
        let policy = answer.headers()["content-security-policy"]
            .to_str()
            .unwrap();
        assert!(policy.starts_with("default-src 'none'"));
        answer.text().await.unwrap()
    };
    let empty = page().await;
    assert!(empty.contains("<html lang=\"sv\">"));
    assert_eq!(empty.matches("Inga intyg har tagits emot.").count(), 2);

    call(&simulator, REGISTER, &signed(ID)).await;
    call(&simulator, REGISTER, &signed(ID)).await;
    let registered = page().await;
    assert_eq!(registered.matches("<article").count(), 1);

    call(&simulator, SEND, &send(ID, PATIENT, "FKASSA")).await;
    let both = page().await;
    assert_eq!(both.matches("<article").count(), 2);
    let (first, second) = both.split_once("Försäkringskassan</h2>").unwrap();
    assert!(first.contains("Intygstjänsten</h2>"));
    assert!(first.contains("<dt>Överföringar</dt><dd>2</dd>"));
    assert!(second.contains("<dt>Överföringar</dt><dd>1</dd>"));
    for part in [first, second] {
        for expected in [
            "Läkarintyg för sjukpenning",
            "19121212-1212",
            ID,
            "<dd>Mottaget</dd>",
            "2026-03-02 08:20:00",
            "Giltig, undertecknad av Åsa Öhrn (SE5561234567-D001)",
        ] {
            assert!(part.contains(expected), "{expected}");
        }
    }
    call(&simulator, REVOKE, &revoke(ID, PATIENT)).await;
    let revoked = page().await;
    assert_eq!(
        revoked
            .matches("<dd>Makulerat 2026-03-02 08:20:00</dd>")
            .count(),
        2
    );
    assert_eq!(
        revoked
            .matches("<dd>Annat allvarligt fel Fel datum.</dd>")
            .count(),
        2
    );
    assert!(!both.contains("<script"));
    assert!(!both.contains(" style="));
}

#[tokio::test]
async fn the_page_shows_a_bounded_number() {
    let simulator = simulator().await;
    for number in 0..101 {
        let id = format!("b7c0d1a2-0000-4000-8000-{number:012}");
        call(
            &simulator,
            REGISTER,
            &crate::samples::register(&id, PATIENT),
        )
        .await;
    }
    let text = http()
        .get(simulator.url())
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(text.contains("101 intyg, varav de 100 senaste visas."));
    assert_eq!(text.matches("<article").count(), 100);
    assert!(!text.contains("b7c0d1a2-0000-4000-8000-000000000000"));
}

#[tokio::test]
async fn the_style_is_a_file_of_its_own() {
    let simulator = simulator().await;
    let answer = http()
        .get(format!("{}/simulator.css", simulator.url()))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/css; charset=utf-8");
}

async fn get(simulator: &RunningSimulator, path: &str) -> String {
    let answer = http()
        .get(format!("{}{path}", simulator.url()))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    let text = answer.text().await.unwrap();
    assert!(!text.contains("<script") && !text.contains(" style="));
    text
}

/// Fills in a form as a browser without script does; returns the status and the page that one is led to or shown.
async fn fill(simulator: &RunningSimulator, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let escaped = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => char::from(byte).to_string(),
                other => format!("%{other:02X}"),
            })
            .collect()
    };
    let body: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", escaped(value)))
        .collect();
    let answer = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
        .post(format!("{}{path}", simulator.url()))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Origin", simulator.url())
        .body(body.join("&"))
        .send()
        .await
        .unwrap();
    let status = answer.status().as_u16();
    let place = answer
        .headers()
        .get("location")
        .map(|place| place.to_str().unwrap().to_owned());
    match place {
        Some(place) => (status, place),
        None => (status, answer.text().await.unwrap()),
    }
}

async fn delivered(simulator: &RunningSimulator) {
    call(simulator, REGISTER, &register(ID, PATIENT)).await;
    call(simulator, SEND, &send(ID, PATIENT, "FKASSA")).await;
}

#[tokio::test]
async fn the_clock_is_moved_on_from_every_page() {
    let simulator = simulator().await;
    delivered(&simulator).await;
    let of_certificate = format!("/intyg/{ID}");
    for (number, page) in ["/", "/scenario", "/skicka", "/fel", &of_certificate]
        .into_iter()
        .enumerate()
    {
        let text = get(&simulator, page).await;
        assert!(text.contains(&format!("name=\"till\" value=\"{page}\"")));
        let fields = [("till", page), ("sekunder", "3660")];
        let (status, place) = fill(&simulator, "/tid", &fields).await;
        assert_eq!((status, place.as_str()), (303, page));
        let text = get(&simulator, page).await;
        assert!(
            text.contains(&format!("Framflyttad {} tim", number + 1)),
            "{page}"
        );
    }
    for (fields, expected) in [
        (
            [("till", "http://example.com"), ("sekunder", "60")],
            (303, "/"),
        ),
        (
            [("till", "/intyg//example.com"), ("sekunder", "60")],
            (303, "/"),
        ),
        ([("till", "/"), ("sekunder", "-60")], (422, "")),
        ([("till", "/"), ("sekunder", "99999999999")], (422, "")),
    ] {
        let (status, place) = fill(&simulator, "/tid", &fields).await;
        assert_eq!((status, place.as_str()), expected);
    }
}

#[tokio::test]
async fn a_scenario_is_chosen_started_stepped_and_stopped() {
    let care = Care::default();
    let simulator = start(intyg_simulator::Config {
        care: Some(care.serve().await),
        scenarios: scenario::ready_made().unwrap(),
        ..config()
    })
    .await
    .unwrap();
    delivered(&simulator).await;
    let page = get(&simulator, "/scenario").await;
    assert!(page.contains("Inget är planerat."));
    for (fields, fault) in [
        (
            [("scenario", "kontakt"), ("intyg", ID), ("fro", "x")],
            "Fröet är ett heltal från 0",
        ),
        (
            [("scenario", "x"), ("intyg", ID), ("fro", "1")],
            "Välj ett scenario",
        ),
        (
            [("scenario", "kontakt"), ("intyg", "x"), ("fro", "1")],
            "Intyget finns inte längre",
        ),
    ] {
        let (status, page) = fill(&simulator, "/scenario", &fields).await;
        assert_eq!(status, 422);
        assert!(page.contains(fault), "{fault}");
        assert!(page.contains("<title>Fel: Scenario"));
    }
    let fields = [("scenario", "kontakt"), ("intyg", ID), ("fro", "5")];
    let (status, place) = fill(&simulator, "/scenario", &fields).await;
    assert_eq!((status, place.as_str()), (303, "/scenario"));
    let page = get(&simulator, "/scenario").await;
    assert!(page.contains("2026-03-03 13:00:00 – Frågar (19121212-1212 LISJP"));
    assert!(page.contains("frö 5"));

    fill(&simulator, "/stega", &[]).await;
    assert_eq!(care.requests().len(), 1);
    let page = get(&simulator, "/scenario").await;
    assert!(page.contains(
        "2026-03-03 13:00:00 – Frågar (19121212-1212 LISJP, 2026-03-02 08:20:00): Mottaget"
    ));
    fill(&simulator, "/scenario/stoppa", &[("nummer", "1")]).await;
    let page = get(&simulator, "/scenario").await;
    assert!(page.contains("Stoppat 2026-03-03 13:00:00."));
}

#[tokio::test]
async fn faults_are_chosen_for_each_authority() {
    let simulator = simulator().await;
    call(&simulator, REGISTER, &register(ID, PATIENT)).await;
    let checked = |page: &str, id: &str| page.contains(&format!("id=\"{id}\" checked"));
    let page = get(&simulator, "/fel").await;
    assert!(checked(&page, "intygstjansten-accept"));
    assert!(checked(&page, "forsakringskassan-accept"));

    let fields = [("mottagare", "forsakringskassan"), ("gor", "content")];
    assert_eq!(fill(&simulator, "/fel", &fields).await.0, 303);
    let page = get(&simulator, "/fel").await;
    assert!(checked(&page, "forsakringskassan-content"));
    assert!(page.contains("Avvisar innehållet, alla anrop"));
    let order = send(ID, PATIENT, "FKASSA");
    assert_eq!(
        call(&simulator, SEND, &order).await,
        Seen::error(
            ErrorId::Technical,
            &format!("Certificate '{ID}' couldn't be sent to recipient")
        )
    );
    let fields = [("mottagare", "forsakringskassan"), ("gor", "accept")];
    fill(&simulator, "/fel", &fields).await;
    assert_eq!(call(&simulator, SEND, &order).await, Seen::ok());

    // What the interface has set is shown and left alone.
    simulator.add_fault(intyg_simulator::Rule {
        authority: Authority::Intygstjansten,
        ..intyg_simulator::Rule::new(
            intyg_simulator::Interactions::SendMessageToRecipient,
            intyg_simulator::Fault::CutAfter,
            Some(3),
        )
    });
    let page = get(&simulator, "/fel").await;
    assert!(checked(&page, "intygstjansten-as-it-is"));
    assert!(page.contains("Tar emot men svarar inte, SendMessageToRecipient, 3 gånger till"));
    let fields = [("mottagare", "intygstjansten"), ("gor", "as-it-is")];
    fill(&simulator, "/fel", &fields).await;
    assert_eq!(
        call(&simulator, MESSAGE, &written(&message())).await,
        Seen::Cut
    );
}

#[tokio::test]
async fn a_message_is_written_by_hand_and_nothing_typed_is_lost() {
    let (care, simulator) = Care::with_simulator("scenario = []").await;
    delivered(&simulator).await;
    let page = get(&simulator, &format!("/skicka?intyg={ID}")).await;
    assert!(page.contains("Intyget har frågorna 25."));
    let wrong = [
        ("intyg", ID),
        ("typ", "KOMPLT"),
        ("text", " "),
        ("fraga1", "tio"),
        ("vad1", "Det som <saknas>"),
        ("datum", "i morgon"),
        ("antal", "9"),
    ];
    let (status, page) = fill(&simulator, "/skicka", &wrong).await;
    assert_eq!(status, 422);
    for expected in [
        "<title>Fel: Skicka som Försäkringskassan",
        "Skriv en text",
        "Frågan är ett nummer",
        "Skriv datumet som åååå-mm-dd",
        "Antalet är 1 till 5",
        "value=\"tio\"",
        "value=\"Det som &#60;saknas&#62;\"",
        "value=\"i morgon\"",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
    assert_eq!(care.arrived(), []);

    let right = [
        ("intyg", ID),
        ("typ", "KOMPLT"),
        ("text", "Två\r\nrader"),
        ("fraga2", "25"),
        ("rad2", "1"),
        ("vad2", "Det som saknas"),
        ("datum", "2026-03-16"),
        ("antal", "1"),
        ("felaktigt", ""),
    ];
    let (status, place) = fill(&simulator, "/skicka", &right).await;
    assert_eq!((status, place), (303, format!("/intyg/{ID}")));
    let request = care.requests().remove(0);
    assert_eq!(request.message.text, "Två\nrader");
    assert_eq!(request.points[0].instance, Some(1));
    assert_eq!(request.last_reply_date, Some("2026-03-16".parse().unwrap()));

    let remind = |of| {
        [
            ("intyg", ID),
            ("typ", "PAMINN"),
            ("text", "Påminnelsen"),
            ("galler", of),
            ("antal", "2"),
            ("felaktigt", "other-unit"),
            ("okontrollerat", "ja"),
        ]
    };
    let (status, page) = fill(&simulator, "/skicka", &remind("")).await;
    assert_eq!(status, 422);
    assert!(page.contains("Välj meddelandet som svaret eller påminnelsen gäller"));
    let id = request.message.id;
    assert_eq!(fill(&simulator, "/skicka", &remind(&id)).await.0, 303);
    assert_eq!(care.arrived().len(), 3);
    assert_eq!(care.arrived()[2].logical_address, "SE5561234567-E001-X");

    call(&simulator, MESSAGE, &written(&message())).await;
    let page = get(&simulator, &format!("/intyg/{ID}")).await;
    let titles = [
        "Från Försäkringskassan: fråga, Komplettering",
        "Från Försäkringskassan: påminnelse, Påminnelse",
        "Från vården: fråga, Kontakt",
    ];
    let mut rest = page.as_str();
    for title in titles {
        let heading = format!("\">{title}</h2>");
        let (_, after) = rest.split_once(&heading).expect(title);
        rest = after;
    }
    assert!(page.contains("Fråga 25, rad 1: Det som saknas"));
    assert!(page.contains("Vem handlägger ärendet?"));
    let messages = simulator.snapshot().messages;
    assert_eq!(messages[1].state, MessageState::Accepted);
    assert_eq!(messages[1].attempts.len(), 2);
}

#[tokio::test]
async fn the_page_of_an_unknown_certificate_is_not_found() {
    let simulator = simulator().await;
    let answer = http()
        .get(format!("{}/intyg/{ID}", simulator.url()))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 404);
}
