//! The page that shows what has been received.

use crate::{
    client::{REGISTER, REVOKE, SEND, call, http, simulator},
    samples::{ID, PATIENT, revoke, send, signed},
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
