//! The words of findings, where they lie, their order, and how far sections have come.

use intyg_catalog::explanation::explain;
use intyg_catalog::finding::{Fault, Finding, Severity};
use intyg_catalog::progress::SectionState::{Done, Missing, Optional, RuledOut};
use intyg_catalog::progress::section_states;
use intyg_catalog::reading::read;
use intyg_catalog::summary::{
    covered_days, days_line, periods, summary, total_days_merged, working_hours,
};
use intyg_catalog::validation::validate;

use crate::samples::{TODAY, Titles, V1, answers, full, infection, minimal, with};

fn findings(edits: &[(&str, &str)]) -> Vec<Finding> {
    validate(V1, &with(minimal(), edits), TODAY, &Titles)
}

type Fields = &'static [(&'static str, &'static str)];

const HALF_OVERLAPPING: Fields = &[
    ("32.HALFTEN", "true"),
    ("32.HALFTEN.from", "2024-03-16"),
    ("32.HALFTEN.tom", "2024-03-31"),
    ("33", "false"),
];

/// Answers, field, fault, words.
const FAULTS: &[(Fields, &str, Fault, &str)] = &[
    (
        &[("35", "")],
        "35",
        Fault::Missing,
        "Fyll i Funktionsnedsättning.",
    ),
    (
        &[("35", " ")],
        "35",
        Fault::Missing,
        "Fyll i Funktionsnedsättning.",
    ),
    (
        &[("19", " ")],
        "19",
        Fault::Wrong,
        "Fältet får inte fyllas i med endast blanksteg.",
    ),
    (
        &[("1.UNDERSOKNING", "")],
        "1.UNDERSOKNING",
        Fault::Missing,
        "Välj minst ett alternativ.",
    ),
    (&[("39", "")], "39", Fault::Missing, "Välj ett alternativ."),
    (
        &[("1.UNDERSOKNING.datum", "")],
        "1.UNDERSOKNING.datum",
        Fault::Missing,
        "Ange datum.",
    ),
    (
        &[("1.UNDERSOKNING.datum", "igår kväll")],
        "1.UNDERSOKNING.datum",
        Fault::Wrong,
        "Ange datum som åååå-mm-dd, till exempel 2026-04-01.",
    ),
    (
        &[("1.UNDERSOKNING.datum", "2023-02-30")],
        "1.UNDERSOKNING.datum",
        Fault::Wrong,
        "2023-02-30 finns inte i kalendern.",
    ),
    (
        &[("1.UNDERSOKNING.datum", "1899-01-01")],
        "1.UNDERSOKNING.datum",
        Fault::Wrong,
        "Ange ett datum som inte ligger för långt fram eller tillbaka i tiden.",
    ),
    (
        &[("1.UNDERSOKNING.datum", "imorgon")],
        "1.UNDERSOKNING.datum",
        Fault::Wrong,
        "Datumet får inte vara senare än i dag.",
    ),
    (
        &[("32.HELT_NEDSATT.tom", "2024-03-03")],
        "32.HELT_NEDSATT.tom",
        Fault::Wrong,
        "Till och med kan inte vara före från och med.",
    ),
    (
        &[("32.HELT_NEDSATT.tom", "")],
        "32.HELT_NEDSATT.tom",
        Fault::Missing,
        "Ange både från och med och till och med.",
    ),
    (
        &[("32.HELT_NEDSATT.from", ""), ("32.HELT_NEDSATT.tom", "2v")],
        "32.HELT_NEDSATT.from",
        Fault::Missing,
        "Ange både från och med och till och med.",
    ),
    (
        HALF_OVERLAPPING,
        "32.HALFTEN.from",
        Fault::Wrong,
        "50 procent och 100 procent överlappar 2024-03-16–2024-03-17.",
    ),
    (
        &[("6.1.kod", ""), ("6.1.text", "")],
        "6.1.kod",
        Fault::Missing,
        "Ange minst en diagnos.",
    ),
    (
        &[("6.1.kod", "m99.9")],
        "6.1.kod",
        Fault::Wrong,
        "m99.9 finns inte i diagnosregistret.",
    ),
    (
        &[("6.1.kod", "F32")],
        "6.1.kod",
        Fault::Wrong,
        "Koden F32 behöver fyra tecken.",
    ),
    (
        &[("6.1.kod", ""), ("6.1.text", ""), ("6.2.kod", "M545")],
        "6.1.kod",
        Fault::Wrong,
        "Fyll i huvuddiagnosen först.",
    ),
    (
        &[(
            "6.1.text",
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        )],
        "6.1.text",
        Fault::Wrong,
        "2 tecken för mycket.",
    ),
    (
        &[("17", "Går → hem")],
        "17",
        Fault::Wrong,
        "Tecknet → kan inte skickas. Ersätt det.",
    ),
    (
        &[("enhet.postnummer", "1234")],
        "enhet.postnummer",
        Fault::Wrong,
        "Ange postnummer med fem siffror.",
    ),
    (
        &[("enhet.telefon", "växeln")],
        "enhet.telefon",
        Fault::Wrong,
        "Ange telefonnummer med siffror.",
    ),
    (
        &[("enhet.postort", "")],
        "enhet.postort",
        Fault::Missing,
        "Fyll i Postort.",
    ),
];

#[test]
fn each_fault_has_its_field_and_its_words() {
    for (edits, field, fault, text) in FAULTS {
        let found = findings(edits);
        let stops: Vec<_> = found
            .iter()
            .filter(|f| f.severity == Severity::Stop)
            .map(|f| (f.field.as_str(), f.fault, f.text.as_str()))
            .collect();
        assert_eq!(stops, [(*field, *fault, *text)], "{edits:?}");
        for finding in &found {
            let explained =
                explain(V1, &with(minimal(), edits), finding).expect("every rule can be explained");
            assert_eq!(explained.number, finding.rule);
        }
    }
}

#[test]
fn limits_count_code_points_to_the_last_one() {
    for (field, limit) in [("35", 3500), ("25", 2700), ("17", 3500)] {
        let fits = "å".repeat(limit);
        assert_eq!(findings(&[(field, &fits)]), [], "{field}");
        let over = "å".repeat(limit + 1);
        let found = findings(&[(field, &over)]);
        assert_eq!(
            found.iter().map(|f| f.text.as_str()).collect::<Vec<_>>(),
            ["1 tecken för mycket."]
        );
    }
}

#[test]
fn warnings_stop_nothing() {
    let early = |from: &str| {
        findings(&[("32.HELT_NEDSATT.from", from)])
            .into_iter()
            .map(|f| (f.rule, f.severity, f.field, f.text))
            .collect::<Vec<_>>()
    };
    let told = (
        "A13",
        Severity::Warning,
        "tidigt-startdatum".to_owned(),
        "Perioden börjar mer än 7 dagar bakåt. Skriv orsaken.".to_owned(),
    );
    assert_eq!(early("2024-02-27"), []);
    assert_eq!(early("2024-02-26"), [told]);
    assert_eq!(
        findings(&[
            ("32.HELT_NEDSATT.from", "2024-02-01"),
            ("tidigt-startdatum", "Provsvar")
        ]),
        []
    );
    let long = findings(&[("32.HELT_NEDSATT.tom", "2024-09-04")]);
    assert_eq!(
        long.iter()
            .map(|f| (f.rule, f.field.as_str(), f.severity))
            .collect::<Vec<_>>(),
        [("A14", "32.HELT_NEDSATT.tom", Severity::Warning)]
    );
    assert_eq!(
        findings(&[("32.HELT_NEDSATT.tom", "2024-09-03")]),
        [],
        "six months to the day"
    );
    let on_infection = with(infection(), &[("32.HELT_NEDSATT.from", "2024-01-01")]);
    assert_eq!(
        validate(V1, &on_infection, TODAY, &Titles),
        [],
        "the reason is not asked for"
    );
}

#[test]
fn advice_sees_the_same_text_and_what_contradicts_the_periods() {
    let cases: &[(Fields, &str, Severity)] = &[
        (
            &[("25", "Kan inte lyfta eller sitta längre stunder.")],
            "A26",
            Severity::Note,
        ),
        (
            &[("25", "Patienten arbetar 50 procent.")],
            "A15a",
            Severity::Warning,
        ),
        (
            &[("25", "Sjukskriven t.o.m. 2024-03-18.")],
            "A15b",
            Severity::Warning,
        ),
    ];
    for (edits, rule, severity) in cases {
        let found = findings(edits);
        assert_eq!(
            found
                .iter()
                .map(|f| (f.rule, f.severity, f.field.as_str()))
                .collect::<Vec<_>>(),
            [(*rule, *severity, "25")]
        );
    }
    for harmless in [
        "Patienten arbetar 100 procent mindre.",
        "Ejektionsfraktion 50 procent.",
        "Sjukskriven till och med 2024-03-17.",
        "Arbetade 150 % före insjuknandet.",
        "till och med å",
    ] {
        assert_eq!(findings(&[("25", harmless)]), [], "{harmless}");
    }
}

#[test]
fn an_empty_draft_lists_all_that_is_missing_in_screen_order() {
    let found = validate(V1, &answers(&[]), TODAY, &Titles);
    let fields: Vec<_> = found.iter().map(|f| f.field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "1.UNDERSOKNING",
            "28.NUVARANDE_ARBETE",
            "6.1.kod",
            "35",
            "17",
            "32.EN_FJARDEDEL",
            "39",
            "40.EJ_AKTUELLT",
            "enhet.adress",
            "enhet.postnummer",
            "enhet.postort",
            "enhet.telefon",
        ]
    );
    assert!(
        found
            .iter()
            .all(|f| f.fault == Fault::Missing && f.severity == Severity::Stop)
    );
}

#[test]
fn why_names_the_answers_that_make_a_question_mandatory() {
    let found = findings(&[("28.NUVARANDE_ARBETE", "true")]);
    let draft = with(minimal(), &[("28.NUVARANDE_ARBETE", "true")]);
    let explained = explain(V1, &draft, &found[0]).expect("a known rule");
    assert_eq!(explained.because, "Nuvarande arbete är ikryssat");
    assert_eq!(explained.remedy, "Skriv ett svar.");
    assert_eq!(explained.number, "T1");
}

#[test]
fn sections_say_how_far_they_have_come() {
    let states = |draft| {
        let found = validate(V1, &draft, TODAY, &Titles);
        section_states(V1, &draft, &found, TODAY)
            .into_iter()
            .map(|s| s.state)
            .collect::<Vec<_>>()
    };
    let out = RuledOut("avstängning enligt smittskyddslagen är ikryssad");
    assert_eq!(
        states(answers(&[])),
        [
            Optional,
            Missing(1),
            Missing(1),
            Missing(1),
            Missing(1),
            Missing(1),
            Optional,
            Missing(1),
            Missing(1),
            Missing(1),
            Optional,
            Optional,
            Missing(4)
        ]
    );
    assert_eq!(
        states(infection()),
        [
            Done, out, out, Done, out, out, out, Done, out, out, Optional, out, Done
        ]
    );
    assert_eq!(states(full()), [Done; 13]);
}

#[test]
fn summaries_tell_period_degrees_and_main_diagnosis() {
    let values = read(V1, &full(), TODAY, &Titles).values;
    let gist = summary(V1, &values);
    assert_eq!(gist.degrees, [100, 75, 50, 25]);
    assert_eq!(
        gist.line(),
        "100 %, 75 %, 50 %, 25 % 2024-02-19–2024-05-31, F32.1"
    );
    assert_eq!(covered_days(periods(V1, &values)), 21 + 21 + 30 + 31);
    assert_eq!(total_days_merged(periods(V1, &values)), 103);
    assert_eq!(
        days_line(periods(V1, &values)).as_deref(),
        Some("Intyget omfattar 103 dagar, 2024-02-19–2024-05-31.")
    );
    let empty = read(V1, &answers(&[]), TODAY, &Titles).values;
    assert_eq!(
        (summary(V1, &empty).line(), days_line(periods(V1, &empty))),
        (String::new(), None)
    );
}

#[test]
fn days_that_two_periods_share_count_once() {
    let draft = with(
        minimal(),
        &[
            ("32.HALFTEN", "true"),
            ("32.HALFTEN.from", "2024-03-10"),
            ("32.HALFTEN.tom", "2024-03-12"),
            ("32.EN_FJARDEDEL", "true"),
            ("32.EN_FJARDEDEL.from", "2024-03-17"),
            ("32.EN_FJARDEDEL.tom", "2024-03-20"),
        ],
    );
    let values = read(V1, &draft, TODAY, &Titles).values;
    assert_eq!(covered_days(periods(V1, &values)), 14 + 3 + 4);
    assert_eq!(total_days_merged(periods(V1, &values)), 17);
}

#[test]
fn working_hours_left_at_each_degree() {
    for (typed, degree, expected) in [
        ("40", 25, Some("Arbetar 30 timmar per vecka")),
        ("40", 100, Some("Arbetar 0 timmar per vecka")),
        ("38,25", 50, Some("Arbetar 19,13 timmar per vecka")),
        ("168", 75, Some("Arbetar 42 timmar per vecka")),
        ("169", 75, None),
        ("-1", 75, None),
        ("", 75, None),
        ("NaN", 75, None),
        ("fyrtio", 75, None),
    ] {
        assert_eq!(working_hours(typed, degree).as_deref(), expected, "{typed}");
    }
}
