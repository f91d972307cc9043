//! What the server does with typed answers.

use intyg_catalog::aids::{Notice, Save, canonical_input};
use intyg_catalog::answers::Answers;
use intyg_catalog::fields::{fields, new_draft};
use intyg_core::organisation::Contact;
use jiff::civil::{Date, date};

use crate::samples::{TODAY, Titles, V1, answers, full, with};

fn saved(before: &[(&str, &str)], typed: &[(&str, &str)]) -> (Answers, Vec<String>) {
    saved_after(before, typed, None)
}

fn saved_after(
    before: &[(&str, &str)],
    typed: &[(&str, &str)],
    copied_end: Option<Date>,
) -> (Answers, Vec<String>) {
    let previous = answers(before);
    let mut draft = answers(typed);
    let save = Save {
        previous: &previous,
        today: TODAY,
        copied_end,
        titles: &Titles,
    };
    let notices = canonical_input(V1, &mut draft, &save);
    let mut again = draft.clone();
    assert_eq!(
        canonical_input(V1, &mut again, &save),
        [],
        "a second time there is nothing to say"
    );
    assert_eq!(again, draft, "a second time changes nothing");
    for notice in &notices {
        can_be_taken_back(notice, &draft);
    }
    (draft, notices.into_iter().map(|n| n.text).collect())
}

fn can_be_taken_back(notice: &Notice, draft: &Answers) {
    let mut undone = draft.clone();
    for (field, text) in &notice.removed {
        undone.set(field.as_str(), text.as_str());
    }
    let save = Save {
        previous: draft,
        today: TODAY,
        copied_end: None,
        titles: &Titles,
    };
    canonical_input(V1, &mut undone, &save);
    for (field, text) in &notice.removed {
        assert_eq!(undone.get(field), text, "{}", notice.text);
    }
}

type Fields = &'static [(&'static str, &'static str)];

/// Name, answers before, answers typed, answers kept.
const REWRITTEN: &[(&str, Fields, Fields, Fields)] = &[
    (
        "text",
        &[],
        &[("35", "a\r\nb \u{2013} \u{201c}c\u{201d} ")],
        &[("35", "a\nb - \"c\" ")],
    ),
    (
        "a sign that cannot be sent stays",
        &[],
        &[("35", "→")],
        &[("35", "→")],
    ),
    (
        "ticking suggests today",
        &[],
        &[("1.UNDERSOKNING", "true")],
        &[
            ("1.UNDERSOKNING", "true"),
            ("1.UNDERSOKNING.datum", "2024-03-04"),
        ],
    ),
    (
        "a date that is emptied later stays empty",
        &[
            ("1.UNDERSOKNING", "true"),
            ("1.UNDERSOKNING.datum", "2024-03-04"),
        ],
        &[("1.UNDERSOKNING", "true")],
        &[("1.UNDERSOKNING", "true")],
    ),
    (
        "writing in a row ticks it",
        &[],
        &[("1.TELEFONKONTAKT.datum", "igår")],
        &[
            ("1.TELEFONKONTAKT", "true"),
            ("1.TELEFONKONTAKT.datum", "2024-03-03"),
        ],
    ),
    (
        "unticking clears the row",
        &[
            ("1.ANNAT", "true"),
            ("1.ANNAT.datum", "2024-03-04"),
            ("1.ANNAT.text", "x"),
        ],
        &[
            ("1.ANNAT", "false"),
            ("1.ANNAT.datum", "2024-03-04"),
            ("1.ANNAT.text", "x"),
        ],
        &[],
    ),
    (
        "a length becomes an end date",
        &[
            ("32.HELT_NEDSATT", "true"),
            ("32.HELT_NEDSATT.from", "2024-03-04"),
        ],
        &[
            ("32.HELT_NEDSATT", "true"),
            ("32.HELT_NEDSATT.from", "240304"),
            ("32.HELT_NEDSATT.tom", "2v"),
        ],
        &[
            ("32.HELT_NEDSATT", "true"),
            ("32.HELT_NEDSATT.from", "2024-03-04"),
            ("32.HELT_NEDSATT.tom", "2024-03-17"),
        ],
    ),
    (
        "a degree begins today, and a length typed at once counts from there",
        &[],
        &[("32.HALFTEN", "true"), ("32.HALFTEN.tom", "+14")],
        &[
            ("32.HALFTEN", "true"),
            ("32.HALFTEN.from", "2024-03-04"),
            ("32.HALFTEN.tom", "2024-03-17"),
        ],
    ),
    (
        "a second degree begins the day after the latest end",
        &[
            ("32.HELT_NEDSATT", "true"),
            ("32.HELT_NEDSATT.from", "2024-03-04"),
            ("32.HELT_NEDSATT.tom", "2024-03-17"),
        ],
        &[
            ("32.HELT_NEDSATT", "true"),
            ("32.HELT_NEDSATT.from", "2024-03-04"),
            ("32.HELT_NEDSATT.tom", "2024-03-17"),
            ("32.EN_FJARDEDEL", "true"),
        ],
        &[
            ("32.HELT_NEDSATT", "true"),
            ("32.HELT_NEDSATT.from", "2024-03-04"),
            ("32.HELT_NEDSATT.tom", "2024-03-17"),
            ("32.EN_FJARDEDEL", "true"),
            ("32.EN_FJARDEDEL.from", "2024-03-18"),
        ],
    ),
    (
        "no date is kept as typed",
        &[],
        &[("32.HALFTEN", "true"), ("32.HALFTEN.from", "2024-02-31")],
        &[("32.HALFTEN", "true"), ("32.HALFTEN.from", "2024-02-31")],
    ),
    (
        "a length without a from-date waits",
        &[("32.HALFTEN", "true")],
        &[("32.HALFTEN", "true"), ("32.HALFTEN.tom", "7d")],
        &[("32.HALFTEN", "true"), ("32.HALFTEN.tom", "7d")],
    ),
    (
        "a box that was touched says no",
        &[("34", "true")],
        &[],
        &[("34", "false")],
    ),
    ("a box that was not touched says nothing", &[], &[], &[]),
    ("no stays no", &[("34", "false")], &[], &[("34", "false")]),
    (
        "known code gives text",
        &[],
        &[("6.1.kod", " m54.5 ")],
        &[("6.1.kod", "M545"), ("6.1.text", "Lumbago")],
    ),
    (
        "code and text typed together are kept",
        &[],
        &[("6.1.kod", "M545"), ("6.1.text", "Ryggont")],
        &[("6.1.kod", "M545"), ("6.1.text", "Ryggont")],
    ),
    (
        "changing the code by hand changes the text",
        &[("6.1.kod", "M545"), ("6.1.text", "Ryggont")],
        &[("6.1.kod", "F321"), ("6.1.text", "Ryggont")],
        &[
            ("6.1.kod", "F321"),
            ("6.1.text", "Medelsvår depressiv episod"),
        ],
    ),
    (
        "an incomplete code clears the text",
        &[("6.1.kod", "M545"), ("6.1.text", "Ryggont")],
        &[("6.1.kod", "M5"), ("6.1.text", "Ryggont")],
        &[("6.1.kod", "M5")],
    ),
    (
        "editing the text alone is free",
        &[("6.1.kod", "M545"), ("6.1.text", "Lumbago")],
        &[("6.1.kod", "M545"), ("6.1.text", "Lumbago, höger")],
        &[("6.1.kod", "M545"), ("6.1.text", "Lumbago, höger")],
    ),
];

#[test]
fn typed_answers_are_rewritten() {
    for (name, before, typed, expected) in REWRITTEN {
        assert_eq!(saved(before, typed).0, answers(expected), "{name}");
    }
}

#[test]
fn a_tick_that_rules_out_others_unticks_them_and_says_so() {
    let others = [("40.HJALPMEDEL", "true"), ("40.ARBETSTRANING", "true")];
    let alone = ("40.EJ_AKTUELLT", "true");
    let both: Vec<_> = others.iter().copied().chain([alone]).collect();
    assert_eq!(
        saved(&others, &both),
        (answers(&[alone]), vec!["Övriga val togs bort.".to_owned()])
    );
    assert_eq!(
        saved(&[alone], &both),
        (
            answers(&others),
            vec!["Inte aktuellt togs bort.".to_owned()]
        )
    );
    assert_eq!(
        saved(&[], &both),
        (answers(&both), vec![]),
        "nobody can tell which was meant"
    );
}

#[test]
fn another_register_clears_the_rows_and_says_so() {
    let rows = [("6.1.kod", "M545"), ("6.1.text", "Lumbago")];
    let other: Vec<_> = rows
        .iter()
        .copied()
        .chain([("6.kodverk", "KSH_97_P")])
        .collect();
    assert_eq!(
        saved(&rows, &other),
        (
            answers(&[("6.kodverk", "KSH_97_P")]),
            vec!["Diagnoserna togs bort när kodverket byttes.".to_owned()]
        )
    );
    let (kept, notices) = saved(
        &rows,
        &[
            ("6.kodverk", "KSH_97_P"),
            ("6.1.kod", "M549P"),
            ("6.1.text", "Lumbago"),
        ],
    );
    assert_eq!(kept.get("6.1.text"), "Ryggvärk");
    assert_eq!(notices, Vec::<String>::new());
}

#[test]
fn the_first_degree_of_a_copy_begins_after_the_copied_certificate() {
    let (draft, _) = saved_after(&[], &[("32.HALFTEN", "true")], Some(date(2024, 2, 29)));
    assert_eq!(draft.get("32.HALFTEN.from"), "2024-03-01");
}

#[test]
fn a_finished_draft_is_in_its_canonical_form() {
    let mut draft = full();
    let save = Save {
        previous: &full(),
        today: TODAY,
        copied_end: None,
        titles: &Titles,
    };
    assert_eq!(canonical_input(V1, &mut draft, &save), []);
    assert_eq!(draft, full());
}

#[test]
fn a_new_draft_holds_the_unit_and_only_fields_of_the_form() {
    let contact = Contact {
        address: "Gatan 1".to_owned(),
        postcode: "123 45".to_owned(),
        city: "Stad".to_owned(),
        telephone: "010-1".to_owned(),
        email: String::new(),
    };
    let draft = new_draft(V1, &contact);
    let keys: Vec<String> = V1.elements().flat_map(fields).map(|f| f.key).collect();
    assert_eq!(draft.iter().count(), 4);
    assert!(
        with(draft, &[])
            .iter()
            .chain(full().iter())
            .all(|(field, _)| keys.iter().any(|k| k == field))
    );
}
