//! Conditions: evaluated, and told in words.

use intyg_catalog::condition::{Condition, Situation};
use intyg_catalog::visibility::visible_elements;

use crate::samples::{TODAY, V1, answers, minimal, with};

type Fields = &'static [(&'static str, &'static str)];

fn shown(edits: &[(&str, &str)]) -> Vec<&'static str> {
    let draft = with(minimal(), edits);
    visible_elements(V1, &draft, TODAY)
        .into_iter()
        .map(|(_, element)| element.id.0)
        .collect()
}

#[test]
fn questions_appear_with_the_answers_that_call_for_them() {
    let cases: &[(Fields, &str, bool)] = &[
        (&[("1.ANNAT", "true")], "ej-undersokning", false),
        (
            &[("1.UNDERSOKNING", ""), ("1.ANNAT", "true")],
            "ej-undersokning",
            true,
        ),
        (&[("1.UNDERSOKNING", "")], "ej-undersokning", false),
        (&[("28.NUVARANDE_ARBETE", "true")], "29", true),
        (&[("28.STUDIER", "true")], "29", false),
        (
            &[("32.HELT_NEDSATT.from", "2024-02-26")],
            "tidigt-startdatum",
            true,
        ),
        (
            &[("32.HELT_NEDSATT.from", "2024-02-27")],
            "tidigt-startdatum",
            false,
        ),
        (
            &[("32.HELT_NEDSATT.from", "240201")],
            "tidigt-startdatum",
            true,
        ),
        (
            &[("32.HELT_NEDSATT.from", "2024-02-31")],
            "tidigt-startdatum",
            false,
        ),
        (&[("32.HALFTEN", "true")], "33", true),
        (&[], "33", false),
        (&[("33", "true")], "33.2", false),
        (&[("32.HALFTEN", "true"), ("33", "true")], "33.2", true),
        (&[("39", "ATER_X_ANTAL_DGR")], "39.3", true),
        (
            &[("40.EJ_AKTUELLT", ""), ("40.HJALPMEDEL", "true")],
            "44",
            true,
        ),
        (&[("40.HJALPMEDEL", "true")], "44", false),
        (&[("26", "true")], "26.2", true),
        (&[("26", "false")], "26.2", false),
        (&[("27", "true"), ("26", "true")], "26.2", false),
        (
            &[("27", "true"), ("32.HELT_NEDSATT.from", "2024-01-01")],
            "tidigt-startdatum",
            false,
        ),
    ];
    for (edits, element, expected) in cases {
        assert_eq!(
            shown(edits).contains(element),
            *expected,
            "{element} with {edits:?}"
        );
    }
    assert_eq!(shown(&[("27", "true")]), ["27", "6", "32", "25", "enhet"]);
}

#[test]
fn an_untouched_box_is_no_and_an_untouched_question_is_neither() {
    let is = |id: &str, wanted: bool, draft: &[(&str, &str)]| {
        let id = V1.element(id).expect("an element").id;
        let draft = answers(draft);
        Condition::Is(id, wanted).holds(Situation {
            ty: V1,
            answers: &draft,
            today: TODAY,
        })
    };
    let half = ("32.HALFTEN", "true");
    assert!(is("27", false, &[]) && !is("27", true, &[]));
    assert!(!is("33", false, &[half]) && !is("33", true, &[half]));
    assert!(is("33", false, &[half, ("33", "false")]));
    assert!(!is("33", false, &[("33", "false")]), "it is not asked");
}

#[test]
fn conditions_are_told_in_words() {
    let told = |id: &str| V1.element(id).expect("an element").shown.explain(V1);
    assert_eq!(told("29"), "Nuvarande arbete är ikryssat");
    assert_eq!(told("33.2"), "Arbetstidens förläggning är besvarad med ja");
    assert_eq!(told("26.2"), "Kontakt med Försäkringskassan är ikryssad");
    assert_eq!(
        told("39.3"),
        "Patienten förväntas kunna återgå helt i nuvarande sysselsättning inom är valt"
    );
    assert_eq!(
        told("37"),
        "Avstängning enligt smittskyddslagen är inte ikryssad"
    );
    assert_eq!(
        told("tidigt-startdatum"),
        "Avstängning enligt smittskyddslagen är inte ikryssad och perioden börjar minst 7 dagar bakåt"
    );
    assert_eq!(told("27"), "");
    let periods = V1.element("32").expect("an element").id;
    assert_eq!(
        Condition::Not(&Condition::Any(&[])).elements(),
        [],
        "no element is named"
    );
    assert_eq!(
        V1.element("33").expect("an element").required.elements(),
        [periods]
    );
}
