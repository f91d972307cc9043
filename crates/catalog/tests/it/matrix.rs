//! The acceptance matrix, column of draft validation. Source: certificate-types 12.6.

use intyg_catalog::answers::Answers;
use intyg_catalog::validation::{may_be_signed, validate};

use crate::samples::{TODAY, Titles, V1, answers, full, infection, minimal, with};

fn accepted(draft: &Answers) -> bool {
    may_be_signed(&validate(V1, draft, TODAY, &Titles))
}

type Edits = &'static [(&'static str, &'static str)];

#[test]
fn the_worked_examples_are_accepted() {
    for (name, draft) in [
        ("minimal", minimal()),
        ("smittskydd", infection()),
        ("full", full()),
    ] {
        assert_eq!(
            validate(V1, &draft, TODAY, &Titles)
                .into_iter()
                .filter(|f| f.severity == intyg_catalog::finding::Severity::Stop)
                .collect::<Vec<_>>(),
            [],
            "{name}"
        );
    }
}

#[test]
fn what_must_pass_passes() {
    let cases: &[(&str, Edits)] = &[
        (
            "four bases",
            &[
                ("1.TELEFONKONTAKT", "true"),
                ("1.TELEFONKONTAKT.datum", "2024-03-04"),
                ("1.JOURNALUPPGIFTER", "true"),
                ("1.JOURNALUPPGIFTER.datum", "2024-03-04"),
                ("1.ANNAT", "true"),
                ("1.ANNAT.datum", "2024-03-04"),
                ("1.ANNAT.text", "Anhörig"),
            ],
        ),
        (
            "KSH97-P code",
            &[("6.kodverk", "KSH_97_P"), ("6.1.kod", "F32-")],
        ),
        (
            "KSH97-P code of five characters",
            &[("6.kodverk", "KSH_97_P"), ("6.1.kod", "F438A")],
        ),
        (
            "secondary diagnosis, a row left empty between",
            &[("6.3.kod", "z73.0"), ("6.3.text", "Utbränd")],
        ),
        ("one day", &[("32.HELT_NEDSATT.tom", "2024-03-04")]),
        (
            "adjacent periods",
            &[
                ("32.HALFTEN", "true"),
                ("32.HALFTEN.from", "2024-03-18"),
                ("32.HALFTEN.tom", "2024-03-31"),
                ("33", "false"),
            ],
        ),
    ];
    for (name, edits) in cases {
        let draft = with(minimal(), edits);
        assert!(
            accepted(&draft),
            "{name}: {:?}",
            validate(V1, &draft, TODAY, &Titles)
        );
    }
}

const FAIL: &[(&str, Edits)] = &[
    ("no basis", &[("1.UNDERSOKNING", "")]),
    (
        "ANNAT without 1.3",
        &[("1.ANNAT", "true"), ("1.ANNAT.datum", "2024-03-04")],
    ),
    (
        "1.3 blank",
        &[
            ("1.ANNAT", "true"),
            ("1.ANNAT.datum", "2024-03-04"),
            ("1.ANNAT.text", " \n "),
        ],
    ),
    ("basis without date", &[("1.UNDERSOKNING.datum", "")]),
    (
        "future basis date",
        &[("1.UNDERSOKNING.datum", "2024-03-05")],
    ),
    ("no diagnosis", &[("6.1.kod", ""), ("6.1.text", "")]),
    ("code of two characters", &[("6.1.kod", "M5")]),
    ("F32", &[("6.1.kod", "F32")]),
    ("Z73 alone", &[("6.1.kod", "Z73")]),
    ("code of six characters", &[("6.1.kod", "M54555")]),
    ("unknown code with right syntax", &[("6.1.kod", "M999")]),
    ("code of the other register", &[("6.1.kod", "M549P")]),
    ("diagnosis without text", &[("6.1.text", "")]),
    ("diagnosis without code", &[("6.1.kod", "")]),
    (
        "main diagnosis missing",
        &[
            ("6.1.kod", ""),
            ("6.1.text", ""),
            ("6.2.kod", "M545"),
            ("6.2.text", "Lumbago"),
        ],
    ),
    ("17 missing", &[("17", "")]),
    ("17 blank", &[("17", "   ")]),
    ("35 missing", &[("35", "")]),
    ("35 blank", &[("35", "\n")]),
    ("no occupation", &[("28.ARBETSSOKANDE", "")]),
    ("29 missing", &[("28.NUVARANDE_ARBETE", "true")]),
    (
        "code PROGRAM",
        &[("28.ARBETSSOKANDE", ""), ("28.PROGRAM", "true")],
    ),
    ("no sick leave", &[("32.HELT_NEDSATT", "")]),
    ("tom before from", &[("32.HELT_NEDSATT.tom", "2024-03-03")]),
    ("tom missing", &[("32.HELT_NEDSATT.tom", "")]),
    (
        "overlap by two days",
        &[
            ("32.HALFTEN", "true"),
            ("32.HALFTEN.from", "2024-03-16"),
            ("32.HALFTEN.tom", "2024-03-31"),
            ("33", "false"),
        ],
    ),
    (
        "overlap by the boundary day",
        &[
            ("32.HALFTEN", "true"),
            ("32.HALFTEN.from", "2024-03-17"),
            ("32.HALFTEN.tom", "2024-03-31"),
            ("33", "false"),
        ],
    ),
    (
        "partial degree without 33",
        &[
            ("32.HALFTEN", "true"),
            ("32.HALFTEN.from", "2024-03-18"),
            ("32.HALFTEN.tom", "2024-03-31"),
        ],
    ),
    (
        "33.2 missing when true",
        &[
            ("32.HALFTEN", "true"),
            ("32.HALFTEN.from", "2024-03-18"),
            ("32.HALFTEN.tom", "2024-03-31"),
            ("33", "true"),
        ],
    ),
    ("39 missing", &[("39", "")]),
    ("39 with an unknown code", &[("39", "ATER_X_ANTAL_MANADER")]),
    (
        "ATER_X_ANTAL_DGR without 39.3",
        &[("39", "ATER_X_ANTAL_DGR")],
    ),
    ("40 missing", &[("40.EJ_AKTUELLT", "")]),
    ("EJ_AKTUELLT combined", &[("40.ARBETSTRANING", "true")]),
    ("blank-only optional text", &[("19", "  ")]),
    ("27 false without the rest", &[("27", "false"), ("35", "")]),
    ("no unit address", &[("enhet.adress", "")]),
    ("postcode of four digits", &[("enhet.postnummer", "8000")]),
    ("telephone without digits", &[("enhet.telefon", "växeln")]),
];

#[test]
fn what_must_fail_fails() {
    for (name, edits) in FAIL {
        assert!(!accepted(&with(minimal(), edits)), "{name}");
    }
}

/// Answers under a question that is not asked are kept, not judged and not sent.
#[test]
fn what_is_not_asked_is_not_judged() {
    let cases: &[(&str, Edits)] = &[
        ("1.3 without ANNAT", &[("1.ANNAT.text", "x")]),
        ("29 without NUVARANDE_ARBETE", &[("29", "Snickare")]),
        ("33 with only 100 %", &[("33", "true")]),
        ("33.2 when 33 is not asked", &[("33.2", " ")]),
        ("39.3 with another code", &[("39.3", "NITTIO_DGR")]),
        ("44 with EJ_AKTUELLT", &[("44", "x")]),
        ("26.2 with 26.1 false", &[("26", "false"), ("26.2", "x")]),
    ];
    for (name, edits) in cases {
        let draft = with(minimal(), edits);
        assert!(accepted(&draft), "{name}");
        let read = |draft: &Answers| intyg_catalog::reading::read(V1, draft, TODAY, &Titles).values;
        let mut kept = read(&draft);
        if edits.iter().any(|(field, _)| *field == "26") {
            let id = V1.element("26").expect("an element").id;
            assert_eq!(
                kept.get(id),
                Some(&intyg_catalog::value::Value::Bool(false))
            );
            kept = read(&with(draft, &[("26", "")]));
        }
        assert_eq!(kept, read(&minimal()), "{name}");
    }
    let everything = with(
        infection(),
        &[("35", " "), ("39", "nonsens"), ("1.UNDERSOKNING", "true")],
    );
    assert!(accepted(&everything), "smittskydd rules the rest out");
    assert!(!accepted(&answers(&[])), "an empty draft");
}
