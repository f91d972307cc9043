//! The forms of single values in a message, and svar of our own making. Whole documents are judged in the tests of `convert`.

use intyg_catalog::reading::read;
use intyg_catalog::transport::{is_diagnosis_code, lenient_date, period_date, truth};
use intyg_catalog::wire::{Content, absorb, emit};

use crate::samples::{TODAY, Titles, V1, full, infection, minimal, with};

#[test]
fn forms_of_values() {
    for (text, expected) in [
        ("true", Some(true)),
        ("1", Some(true)),
        (" false\n", Some(false)),
        ("0", Some(false)),
        ("TRUE", None),
        ("ja", None),
        ("", None),
        ("\u{a0}true", None),
    ] {
        assert_eq!(truth(text), expected, "{text:?}");
    }
    for (text, single, in_period) in [
        ("2024-03-04", true, true),
        ("2024-03-04 \n", true, true),
        (" 2024-03-04", false, false),
        ("2024-03-04Z", true, false),
        ("2024-03-04+14:00", true, false),
        ("2024-03-04-13:59", true, false),
        ("2024-03-04+14:01", false, false),
        ("2024-03-04+15:00", false, false),
        ("2024-03-04+0100", false, false),
        ("2024-02-30", false, false),
        ("0000-01-01", false, false),
        ("20240304", false, false),
        ("2024-3-4", false, false),
        ("2024-03-04T00:00:00", false, false),
        ("", false, false),
        ("2024-03-0å", false, false),
    ] {
        assert_eq!(
            (lenient_date(text).is_some(), period_date(text).is_some()),
            (single, in_period),
            "{text:?}"
        );
    }
    for (code, expected) in [
        ("M54", true),
        ("m545", true),
        ("F32", false),
        ("f32-", true),
        ("Z73", false),
        ("Z730", true),
        ("Z72", true),
        ("Z83", true),
        ("M549P", true),
        ("M5", false),
        ("545", false),
        ("M54.5", false),
        ("Å545", false),
        ("M54 5", false),
        ("", false),
    ] {
        assert_eq!(is_diagnosis_code(code), expected, "{code:?}");
    }
}

#[test]
fn svar_stand_in_the_order_of_the_type_with_instances_from_one() {
    let ids = |draft| {
        emit(V1, &read(V1, &draft, TODAY, &Titles).values)
            .into_iter()
            .map(|svar| {
                (
                    svar.id,
                    svar.instance,
                    svar.parts.iter().map(|p| p.number).collect::<Vec<_>>(),
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(
        ids(full()),
        [
            (27, None, vec![1]),
            (1, Some(1), vec![1, 2]),
            (1, Some(2), vec![1, 2]),
            (1, Some(3), vec![1, 2, 3]),
            (28, Some(1), vec![1]),
            (28, Some(2), vec![1]),
            (29, None, vec![1]),
            (6, None, vec![2, 1, 4, 3, 6, 5]),
            (35, None, vec![1]),
            (17, None, vec![1]),
            (19, None, vec![1]),
            (20, None, vec![1]),
            (32, Some(1), vec![1, 2]),
            (32, Some(2), vec![1, 2]),
            (32, Some(3), vec![1, 2]),
            (32, Some(4), vec![1, 2]),
            (37, None, vec![1]),
            (33, None, vec![1, 2]),
            (34, None, vec![1]),
            (39, None, vec![1, 3]),
            (40, Some(1), vec![1]),
            (40, Some(2), vec![1]),
            (40, Some(3), vec![1]),
            (44, None, vec![1]),
            (25, None, vec![1]),
            (26, None, vec![1, 2]),
        ]
    );
    assert_eq!(
        ids(infection()),
        [
            (27, None, vec![1]),
            (6, None, vec![2, 1]),
            (32, Some(1), vec![1, 2])
        ]
    );
}

#[test]
fn the_motivations_are_sent_before_the_other_information() {
    let sent = |draft| {
        emit(V1, &read(V1, &draft, TODAY, &Titles).values)
            .into_iter()
            .find(|svar| svar.id == 25)
            .and_then(|svar| svar.part(1).cloned())
    };
    assert_eq!(
        sent(full()),
        Some(Content::Text(
            "Motivering till varför utlåtandet inte baseras på undersökning av patienten: Patienten infektionskänslig\n\
             Orsak för att starta perioden mer än 7 dagar bakåt i tiden: Väntade på provsvar\n\
             Videosamtal planerat."
                .to_owned()
        ))
    );
    assert_eq!(
        sent(with(full(), &[("25", ""), ("ej-undersokning", "")])),
        Some(Content::Text(
            "Orsak för att starta perioden mer än 7 dagar bakåt i tiden: Väntade på provsvar"
                .to_owned()
        ))
    );
    assert_eq!(sent(minimal()), None);
}

#[test]
fn no_and_not_answered_are_kept_apart() {
    for (typed, expected) in [("true", Some("true")), ("false", Some("false")), ("", None)] {
        let values = read(V1, &with(minimal(), &[("34", typed)]), TODAY, &Titles).values;
        let svar = emit(V1, &values);
        let sent = svar.iter().find(|s| s.id == 34).and_then(|s| s.part(1));
        assert_eq!(
            sent,
            expected.map(|text| Content::Text(text.to_owned())).as_ref()
        );
        assert_eq!(absorb(V1, &svar).answers.get("34"), typed);
    }
}
