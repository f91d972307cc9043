//! Ny kopia. Source: certificate-types 13.3.

use intyg_catalog::answers::Answers;
use intyg_catalog::reading::read;
use intyg_catalog::renewal::{Origin, Renewed, can_renew, correct, renew};
use intyg_core::organisation::Contact;

use crate::samples::{TODAY, Titles, V1, answers, full, with};

fn renewed(draft: &Answers, origin: Origin) -> Renewed {
    let values = read(V1, draft, TODAY, &Titles).values;
    renew(V1, draft, &values, origin, &Contact::default())
}

#[test]
fn a_renewal_keeps_what_lasts_and_begins_after_the_last_period() {
    let kept = [
        "27",
        "28.NUVARANDE_ARBETE",
        "28.STUDIER",
        "29",
        "6.1.kod",
        "6.1.text",
        "6.2.kod",
        "6.2.text",
        "6.3.kod",
        "6.3.text",
        "35",
        "17",
        "19",
        "20",
        "37",
        "34",
        "40.ARBETSTRANING",
        "40.KONTAKT_FHV",
        "40.OVRIGA_ATGARDER",
        "44",
        "25",
    ];
    let source = full();
    let mut expected: Answers = kept
        .iter()
        .map(|field| ((*field).to_owned(), source.get(field).to_owned()))
        .collect();
    expected = with(
        expected,
        &[
            ("26", "false"),
            ("32.EN_FJARDEDEL", "true"),
            ("32.EN_FJARDEDEL.from", "2024-06-01"),
        ],
    );
    let renewed = renewed(&source, Origin::Draft);
    assert_eq!(renewed.answers, expected);
    assert_eq!(
        renewed.line().as_deref(),
        Some(
            "På det ursprungliga intyget var slutdatumet för den sista sjukskrivningsperioden 2024-05-31 och sjukskrivningsgraden var 25 procent."
        )
    );
    assert!(can_renew(V1, V1));
}

#[test]
fn the_old_motivations_are_taken_out_of_a_received_text() {
    let received = "Motivering till varför utlåtandet inte baseras på undersökning av patienten: a\n\
                    Orsak för att starta perioden mer än 7 dagar bakåt i tiden: b\nEgen text\nEn rad till";
    for (origin, expected) in [
        (Origin::Received, "Egen text\nEn rad till"),
        (Origin::Draft, received),
    ] {
        let draft = with(full(), &[("25", received)]);
        assert_eq!(renewed(&draft, origin).answers.get("25"), expected);
    }
}

#[test]
fn a_certificate_without_periods_renews_to_a_draft_without_them() {
    let renewed = renewed(&answers(&[("35", "x")]), Origin::Draft);
    assert_eq!((renewed.last_period.clone(), renewed.line()), (None, None));
    assert_eq!(renewed.answers, answers(&[("35", "x"), ("26", "false")]));
}

#[test]
fn a_correction_has_every_answer_as_it_was_and_nothing_else() {
    let source = full();
    assert_eq!(correct(V1, &source, &Contact::default()), source);
    let foreign = with(source.clone(), &[("4711", "x")]);
    assert_eq!(correct(V1, &foreign, &Contact::default()), source);
}
