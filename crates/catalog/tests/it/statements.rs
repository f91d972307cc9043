//! FK 7800, 7801 and 7802: the acceptance matrix of draft validation, and what is special about them.
//! Source: certificate-types 7–9, 12.6, 13.2.

use intyg_catalog::age;
use intyg_catalog::aids::{Save, canonical_input};
use intyg_catalog::answers::Answers;
use intyg_catalog::finding::{Fault, Finding};
use intyg_catalog::progress::{SectionState, section_states};
use intyg_catalog::reading::read;
use intyg_catalog::renewal::{Origin, renew};
use intyg_catalog::summary::summary;
use intyg_catalog::validation::{may_be_signed, validate};
use intyg_catalog::visibility::visible_elements;
use intyg_catalog::wire::{Content, emit};
use intyg_core::organisation::Contact;
use intyg_core::person::PersonId;
use jiff::civil::date;

use crate::samples::{FK7800, FK7801, FK7802, STATEMENTS, Sample, TODAY, Titles, answers, with};

type Edits = &'static [(&'static str, &'static str)];

const EXAMINED: Edits = &[
    ("1.UNDERSOKNING", "true"),
    ("1.UNDERSOKNING.datum", "2024-03-04"),
];

/// Fail in all three, on top of the minimal example with an examination.
const FAIL: &[(&str, Edits)] = &[
    (
        "no basis",
        &[("1.UNDERSOKNING", ""), ("1.JOURNALUPPGIFTER", "")],
    ),
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
    (
        "future basis date",
        &[("1.UNDERSOKNING.datum", "2024-03-05")],
    ),
    ("2 missing", &[("2", "")]),
    ("2 blank", &[("2", "  ")]),
    ("2 in the future", &[("2", "2024-03-05")]),
    ("2 is no date", &[("2", "förra året")]),
    ("2 is no day", &[("2", "2023-02-30")]),
    (
        "2 after the examination",
        &[("2", "2024-03-03"), ("1.UNDERSOKNING.datum", "2024-03-02")],
    ),
    (
        "2 after the description by the family",
        &[
            ("2", "2024-03-03"),
            ("1.ANHORIG", "true"),
            ("1.ANHORIG.datum", "2024-03-02"),
        ],
    ),
    ("3 missing", &[("3", "")]),
    ("3 true without 4", &[("3", "true")]),
    (
        "4.1 missing",
        &[
            ("3", "true"),
            ("4.1.datum", "2024-01-01"),
            ("4.1.text", "x"),
        ],
    ),
    (
        "4.2 missing",
        &[("3", "true"), ("4.1.typ", "PSYKOLOG"), ("4.1.text", "x")],
    ),
    (
        "4.2 in the future",
        &[
            ("3", "true"),
            ("4.1.typ", "PSYKOLOG"),
            ("4.1.datum", "2024-03-05"),
            ("4.1.text", "x"),
        ],
    ),
    (
        "4.3 blank",
        &[
            ("3", "true"),
            ("4.1.typ", "PSYKOLOG"),
            ("4.1.datum", "2024-01-01"),
            ("4.1.text", "  "),
        ],
    ),
    (
        "4.1 unknown",
        &[
            ("3", "true"),
            ("4.1.typ", "RONTGEN"),
            ("4.1.datum", "2024-01-01"),
            ("4.1.text", "x"),
        ],
    ),
    (
        "first row of 4 empty",
        &[
            ("3", "true"),
            ("4.2.typ", "PSYKOLOG"),
            ("4.2.datum", "2024-01-01"),
            ("4.2.text", "x"),
        ],
    ),
    ("no diagnosis", &[("6.1.kod", ""), ("6.1.text", "")]),
    ("code of two characters", &[("6.1.kod", "M5")]),
    ("F32", &[("6.1.kod", "F32")]),
    ("Z73 alone", &[("6.1.kod", "Z73")]),
    ("code of six characters", &[("6.1.kod", "M54555")]),
    ("unknown code with right syntax", &[("6.1.kod", "M999")]),
    ("code of the other register", &[("6.1.kod", "M549P")]),
    ("blank-only optional text", &[("25", "  ")]),
    ("no unit address", &[("enhet.adress", "")]),
];

const FAIL_OF_WORK: &[(&str, Edits)] = &[
    ("no impairment", &[("9", ""), ("12", "")]),
    ("blank impairment", &[("9", " "), ("12", " \n")]),
    ("17 missing", &[("17", "")]),
    ("17 blank", &[("17", " ")]),
    ("5 missing", &[("5", "")]),
    ("7 missing", &[("7", "")]),
    ("22 missing", &[("22", "")]),
    ("45 missing", &[("45", "")]),
    ("45.2 missing when true", &[("45", "true")]),
    ("blank treatment", &[("19", " ")]),
    ("23 blank", &[("23", " ")]),
];

const FAIL_OF_SCHOOLING: &[(&str, Edits)] = &[
    ("15 missing", &[("15", "")]),
    ("16 missing", &[("16", "")]),
    ("15 blank", &[("15", " ")]),
    ("16 blank", &[("16", " ")]),
    (
        "an investigation of another type",
        &[
            ("3", "true"),
            ("4.1.typ", "FORETAGSHALSOVARD"),
            ("4.1.datum", "2024-01-01"),
            ("4.1.text", "x"),
        ],
    ),
];

/// Pass in all three.
const PASS: &[(&str, Edits)] = &[
    (
        "four bases",
        &[
            ("1.JOURNALUPPGIFTER", "true"),
            ("1.JOURNALUPPGIFTER.datum", "2024-03-04"),
            ("1.ANHORIG", "true"),
            ("1.ANHORIG.datum", "2024-03-04"),
            ("1.ANNAT", "true"),
            ("1.ANNAT.datum", "2024-03-04"),
            ("1.ANNAT.text", "Skolan"),
        ],
    ),
    ("2 on the day of the examination", &[("2", "2024-03-04")]),
    (
        "2 after records and something else",
        &[
            ("2", "2024-03-04"),
            ("1.JOURNALUPPGIFTER", "true"),
            ("1.JOURNALUPPGIFTER.datum", "2020-01-01"),
            ("1.ANNAT", "true"),
            ("1.ANNAT.datum", "2020-01-01"),
            ("1.ANNAT.text", "x"),
        ],
    ),
    (
        "the same investigation twice",
        &[
            ("3", "true"),
            ("4.1.typ", "PSYKOLOG"),
            ("4.1.datum", "2024-01-01"),
            ("4.1.text", "x"),
            ("4.2.typ", "PSYKOLOG"),
            ("4.2.datum", "2024-01-02"),
            ("4.2.text", "y"),
        ],
    ),
    ("KSH97-P", &[("6.kodverk", "KSH_97_P"), ("6.1.kod", "F32-")]),
    (
        "secondary diagnosis",
        &[("6.2.kod", "z73.0"), ("6.2.text", "Utbränd")],
    ),
    ("26.2 with 26.1 false", &[("26", "false"), ("26.2", "x")]),
    (
        "4 with 3 false, which is not asked",
        &[("4.1.typ", "PSYKOLOG"), ("4.1.text", " ")],
    ),
    (
        "1.3 without ANNAT, which is not asked",
        &[("1.ANNAT.text", "x")],
    ),
];

fn examined(sample: &Sample) -> Answers {
    with((sample.minimal)(), EXAMINED)
}

fn is_of_work(sample: &Sample) -> bool {
    sample.ty.element("17").is_some()
}

fn findings(sample: &Sample, edits: Edits) -> Vec<Finding> {
    validate(sample.ty, &with(examined(sample), edits), TODAY, &Titles)
}

#[test]
fn what_must_fail_fails() {
    for sample in STATEMENTS {
        let own = if is_of_work(sample) {
            FAIL_OF_WORK
        } else {
            FAIL_OF_SCHOOLING
        };
        for (name, edits) in FAIL.iter().chain(own) {
            let found = findings(sample, edits);
            assert!(!may_be_signed(&found), "{} {name}", sample.ty.form_number);
        }
    }
    let school_health: Edits = &[
        ("3", "true"),
        ("4.1.typ", "SKOLHALSOVARD"),
        ("4.1.datum", "2024-01-01"),
        ("4.1.text", "x"),
    ];
    for sample in STATEMENTS {
        let is_taken = may_be_signed(&findings(sample, school_health));
        assert_eq!(is_taken, sample.ty.code != FK7800.code);
    }
}

#[test]
fn what_must_pass_passes() {
    for sample in STATEMENTS {
        for (name, edits) in PASS {
            let found = findings(sample, edits);
            assert!(
                may_be_signed(&found),
                "{} {name}: {found:?}",
                sample.ty.form_number
            );
        }
    }
    let work = &STATEMENTS[0];
    for edits in [
        &[("45.2", "x")][..],
        &[("9", " ")][..],
        &[("14", "Andfådd."), ("12", "")][..],
    ] {
        assert!(may_be_signed(&validate(
            work.ty,
            &with(examined(work), edits),
            TODAY,
            &Titles
        )));
    }
}

/// Answers, field, fault, words.
const WORDS: &[(Edits, &str, Fault, &str)] = &[
    (&[("2", "")], "2", Fault::Missing, "Ange datum."),
    (
        &[("2", "2024-03-05")],
        "2",
        Fault::Wrong,
        "Datumet får inte vara senare än i dag.",
    ),
    (
        &[("2", "2024-03-03"), ("1.UNDERSOKNING.datum", "2024-03-02")],
        "2",
        Fault::Wrong,
        "Ange ett datum som är tidigare än eller samma som för min undersökning av patienten.",
    ),
    (
        &[("3", "true")],
        "4.1.typ",
        Fault::Missing,
        "Fyll i Utredning eller underlag.",
    ),
    (
        &[("3", "true"), ("4.1.text", "x")],
        "4.1.typ",
        Fault::Missing,
        "Välj ett alternativ.",
    ),
    (
        &[("3", "true"), ("4.1.text", "x")],
        "4.1.datum",
        Fault::Missing,
        "Ange datum.",
    ),
    (
        &[("3", "true"), ("4.1.typ", "PSYKOLOG")],
        "4.1.text",
        Fault::Missing,
        "Fyll i Varifrån utredningen kan hämtas.",
    ),
    (
        &[("3", "true"), ("4.3.typ", "PSYKOLOG")],
        "4.1.typ",
        Fault::Wrong,
        "Fyll i den översta raden först.",
    ),
    (
        &[
            ("3", "true"),
            ("4.1.typ", "PSYKOLOG"),
            ("4.3.typ", "PSYKOLOG"),
        ],
        "4.2.typ",
        Fault::Missing,
        "Välj ett alternativ.",
    ),
];

#[test]
fn findings_lie_where_the_fault_is() {
    for sample in STATEMENTS {
        for (edits, field, fault, words) in WORDS {
            let found = findings(sample, edits);
            assert!(
                found
                    .iter()
                    .any(|f| f.field == *field && f.fault == *fault && f.text == *words),
                "{} {edits:?}: {found:?}",
                sample.ty.form_number
            );
        }
    }
}

#[test]
fn a_long_origin_is_told_of() {
    let long = "x".repeat(102);
    let draft = with(
        (STATEMENTS[0].full)(),
        &[("4.1.text", &long), ("2", "20190506")],
    );
    let found = validate(FK7800, &draft, TODAY, &Titles);
    let texts: Vec<_> = found
        .iter()
        .filter(|f| f.field == "4.1.text")
        .map(|f| f.text.as_str())
        .collect();
    assert_eq!(texts, ["2 tecken för mycket."]);
}

/// Only one of the two dates that a first meeting is compared with may be wrong, or both.
#[test]
fn the_first_meeting_is_compared_with_both_dates() {
    for (examination, family, expected) in [
        ("2024-01-02", "2024-01-02", 0),
        ("2024-01-01", "2024-01-02", 1),
        ("2024-01-02", "2024-01-01", 1),
        ("2024-01-01", "2024-01-01", 2),
        ("2024-01-", "2024-01-01", 1),
    ] {
        let draft = with(
            examined(&STATEMENTS[2]),
            &[
                ("2", "2024-01-02"),
                ("1.UNDERSOKNING.datum", examination),
                ("1.ANHORIG", "true"),
                ("1.ANHORIG.datum", family),
            ],
        );
        let found = validate(FK7802, &draft, TODAY, &Titles);
        let count = found.iter().filter(|f| f.rule == "K1").count();
        assert_eq!(count, expected, "{examination} {family}");
    }
}

#[test]
fn a_section_that_needs_one_answer_says_so_once_and_as_a_whole() {
    let work = &STATEMENTS[0];
    let found = findings(work, &[("12", "")]);
    let [finding] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert!(finding.is_of_section());
    assert_eq!(
        (finding.field.as_str(), finding.fault, finding.text.as_str()),
        (
            "8",
            Fault::Missing,
            "Beskriv minst en funktionsnedsättning."
        )
    );
    let draft = with(examined(work), &[("12", "")]);
    let states = section_states(FK7800, &draft, &found, TODAY);
    assert_eq!(states[3].state, SectionState::Missing(1));
    let states = section_states(FK7800, &examined(work), &[], TODAY);
    assert_eq!(states[3].state, SectionState::Done);
}

#[test]
fn questions_appear_with_the_answers_that_call_for_them() {
    for sample in STATEMENTS {
        for (edits, element, expected) in [
            (&[][..], "ej-undersokning", false),
            (
                &[("1.UNDERSOKNING", ""), ("1.ANHORIG", "true")][..],
                "ej-undersokning",
                true,
            ),
            (&[("3", "true")][..], "4", true),
            (&[("3", "false")][..], "4", false),
            (&[("26", "true")][..], "26.2", true),
            (&[("26", "false")][..], "26.2", false),
        ] {
            let draft = with(examined(sample), edits);
            let shown = visible_elements(sample.ty, &draft, TODAY)
                .iter()
                .any(|(_, shown)| shown.id.0 == element);
            assert_eq!(shown, expected, "{} {element}", sample.ty.form_number);
        }
    }
}

#[test]
fn the_motivation_is_sent_before_the_other_information_and_taken_out_again() {
    let sent = "Motivering till varför utlåtandet inte baseras på undersökning av patienten: Bara journal\nMer.";
    for sample in STATEMENTS {
        let draft = with(
            (sample.minimal)(),
            &[
                ("1.UNDERSOKNING", ""),
                ("1.JOURNALUPPGIFTER", "true"),
                ("1.JOURNALUPPGIFTER.datum", "2024-03-04"),
                ("ej-undersokning", "Bara journal"),
                ("25", "Mer."),
            ],
        );
        let values = read(sample.ty, &draft, TODAY, &Titles).values;
        let svar = emit(sample.ty, &values);
        let text = svar.iter().find(|s| s.id == 25).and_then(|s| s.part(1));
        assert_eq!(text, Some(&Content::Text(sent.to_owned())));
        let received = answers(&[("25", sent)]);
        let renewed = renew(
            sample.ty,
            &received,
            &values,
            Origin::Received,
            &Contact::default(),
        );
        assert_eq!(renewed.answers.get("25"), "Mer.");
    }
}

#[test]
fn dates_are_kept_in_one_form() {
    let previous = Answers::default();
    let save = Save {
        previous: &previous,
        today: TODAY,
        copied_end: None,
        titles: &Titles,
    };
    let mut draft = answers(&[
        ("2", "190506"),
        ("4.2.datum", "igår"),
        ("4.3.datum", "i fjol"),
    ]);
    assert_eq!(canonical_input(FK7800, &mut draft, &save), []);
    let kept = [
        ("2", "2019-05-06"),
        ("4.2.datum", "2024-03-03"),
        ("4.3.datum", "i fjol"),
    ];
    assert_eq!(draft, answers(&kept));
}

#[test]
fn a_statement_is_summed_up_by_its_diagnosis() {
    for sample in STATEMENTS {
        let values = read(sample.ty, &(sample.full)(), TODAY, &Titles).values;
        let summary = summary(sample.ty, &values);
        let code = if sample.ty.code == FK7800.code {
            "M79.7"
        } else {
            "F84.0"
        };
        assert_eq!(summary.line(), code);
    }
}

/// Source: acceptance A29. The advice begins the day after 30 years and two months.
#[test]
fn the_age_decides_on_the_advice_and_nothing_else() {
    let patient = PersonId::from_canonical("191212121212").expect("a person id");
    for (today, expected) in [
        (date(1943, 2, 12), None),
        (date(1943, 2, 13), Some("30 år")),
        (date(1947, 3, 4), Some("34 år")),
    ] {
        let notice = age::notice(FK7801, &patient, today);
        assert_eq!(notice.is_some(), expected.is_some(), "{today}");
        if let (Some(notice), Some(age)) = (notice, expected) {
            assert_eq!(
                notice.text,
                format!(
                    "Aktivitetsersättning vid nedsatt arbetsförmåga gäller den som är under 30 år. Patienten är {age}. För äldre används Läkarutlåtande för sjukersättning FK7800."
                )
            );
            assert_eq!(notice.instead.code, FK7800.code);
        }
        for ty in [FK7800, FK7802] {
            assert!(age::notice(ty, &patient, today).is_none());
        }
    }
}

#[test]
fn a_draft_gets_the_text_version_of_its_day() {
    for (ty, day, version) in [
        (FK7800, date(2016, 12, 18), "1.0"),
        (FK7800, date(2016, 12, 19), "1.1"),
        (FK7800, date(2021, 2, 11), "1.2"),
        (FK7800, date(2030, 1, 1), "1.3"),
        (FK7801, date(2021, 2, 10), "1.0"),
        (FK7801, date(2022, 9, 26), "1.1"),
        (FK7801, date(2022, 9, 27), "1.2"),
        (FK7802, date(2021, 2, 10), "1.0"),
        (FK7802, date(2021, 2, 11), "1.1"),
    ] {
        let found = ty.text_version_on(day).expect("a version");
        assert_eq!(found.version, version, "{} {day}", ty.form_number);
    }
}

#[test]
fn old_certificates_are_shown_with_their_own_words() {
    for (ty, version, is_old) in [
        (FK7800, "1.0", true),
        (FK7800, "1.1", true),
        (FK7800, "1.2", false),
        (FK7801, "1.0", true),
        (FK7801, "1.1", false),
    ] {
        let version = ty.text_version(version).expect("a version");
        let label = |id: &str| version.label(ty.element(id).expect("an element"));
        assert_eq!(label("9") == "Kommunikation och social interaktion", is_old);
        assert_eq!(label("21").starts_with("Ordinerade läkemedel"), is_old);
    }
}
