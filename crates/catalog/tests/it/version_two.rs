//! FK7804 version 2: what differs from version 1. Source: certificate-types 10, 13.4.

use intyg_catalog::aids::{Save, canonical_input};
use intyg_catalog::answers::Answers;
use intyg_catalog::explanation::explain;
use intyg_catalog::finding::{Fault, Severity};
use intyg_catalog::progress::{SectionState, section_states};
use intyg_catalog::reading::read;
use intyg_catalog::renewal::{Origin, Renewed, can_renew, renew};
use intyg_catalog::validation::{may_be_signed, validate};
use intyg_catalog::value::Value;
use intyg_catalog::visibility::visible_elements;
use intyg_catalog::wire::{Content, Part, Svar, absorb, emit};
use intyg_core::organisation::Contact;

use crate::samples::{TODAY, Titles, UNIT, V1, V2, full, full_v2, infection, minimal_v2, with};

type Edits = &'static [(&'static str, &'static str)];

fn accepted(draft: &Answers) -> bool {
    may_be_signed(&validate(V2, draft, TODAY, &Titles))
}

const HALF: Edits = &[
    ("32.HALFTEN", "true"),
    ("32.HALFTEN.from", "2024-03-18"),
    ("32.HALFTEN.tom", "2024-03-31"),
];

#[test]
fn what_must_pass_passes() {
    let cases: &[(&str, Edits)] = &[
        ("as it is", &[]),
        ("untouched and unticked smittskydd", &[("27", "false")]),
        (
            "a psychiatric code of three characters, which the register has",
            &[("6.1.kod", "F32")],
        ),
        (
            "the description at its limit",
            &[
                ("1.ANNAT", "true"),
                ("1.ANNAT.datum", "2024-03-04"),
                (
                    "1.ANNAT.text",
                    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                ),
            ],
        ),
        (
            "one month",
            &[("39", "ATER_X_ANTAL_MANADER"), ("39.4", "1")],
        ),
        (
            "99 months, with blanks",
            &[("39", "ATER_X_ANTAL_MANADER"), ("39.4", " 99 ")],
        ),
        (
            "an unclear prognosis with its ground",
            &[("39", "PROGNOS_OKLAR"), ("39.2", "Utredning pågår.")],
        ),
        (
            "a start long ago",
            &[("32.HELT_NEDSATT.from", "2024-01-01")],
        ),
        (
            "measures without any code",
            &[("44", "Anpassade uppgifter")],
        ),
    ];
    for (name, edits) in cases {
        let draft = with(minimal_v2(), edits);
        assert!(
            accepted(&draft),
            "{name}: {:?}",
            validate(V2, &draft, TODAY, &Titles)
        );
    }
    for draft in [full_v2(), infection()] {
        assert!(
            accepted(&draft),
            "{:?}",
            validate(V2, &draft, TODAY, &Titles)
        );
    }
}

const FAIL: &[(&str, Edits)] = &[
    ("no basis", &[("1.FYSISKUNDERSOKNING", "")]),
    (
        "a basis of version 1",
        &[("1.FYSISKUNDERSOKNING", ""), ("1.UNDERSOKNING", "true")],
    ),
    (
        "future basis date",
        &[("1.FYSISKUNDERSOKNING.datum", "2024-03-05")],
    ),
    ("basis without date", &[("1.FYSISKUNDERSOKNING.datum", "")]),
    (
        "ANNAT without 1.3",
        &[("1.ANNAT", "true"), ("1.ANNAT.datum", "2024-03-04")],
    ),
    (
        "1.3 over its limit",
        &[
            ("1.ANNAT", "true"),
            ("1.ANNAT.datum", "2024-03-04"),
            (
                "1.ANNAT.text",
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            ),
        ],
    ),
    ("no occupation", &[("28.ARBETSSOKANDE", "")]),
    ("29 missing", &[("28.NUVARANDE_ARBETE", "true")]),
    ("no diagnosis", &[("6.1.kod", ""), ("6.1.text", "")]),
    ("unknown code", &[("6.1.kod", "M999")]),
    ("code of the other register", &[("6.1.kod", "M549P")]),
    (
        "the other register",
        &[("6.kodverk", "KSH_97_P"), ("6.1.kod", "M549P")],
    ),
    ("diagnosis without text", &[("6.1.text", "")]),
    (
        "a row left empty between",
        &[("6.3.kod", "G470"), ("6.3.text", "Insomni")],
    ),
    ("35 missing", &[("35", "")]),
    ("17 blank", &[("17", " ")]),
    ("no sick leave", &[("32.HELT_NEDSATT", "")]),
    ("tom before from", &[("32.HELT_NEDSATT.tom", "2024-03-03")]),
    (
        "overlap by the boundary day",
        &[
            ("32.HALFTEN", "true"),
            ("32.HALFTEN.from", "2024-03-17"),
            ("32.HALFTEN.tom", "2024-03-31"),
            ("33", "false"),
        ],
    ),
    ("partial degree without 33", HALF),
    ("39 missing", &[("39", "")]),
    ("a prognosis of version 1", &[("39", "ATER_X_ANTAL_DGR")]),
    ("39.4 missing", &[("39", "ATER_X_ANTAL_MANADER")]),
    ("no month", &[("39", "ATER_X_ANTAL_MANADER"), ("39.4", "0")]),
    (
        "a hundred months",
        &[("39", "ATER_X_ANTAL_MANADER"), ("39.4", "100")],
    ),
    (
        "half a month",
        &[("39", "ATER_X_ANTAL_MANADER"), ("39.4", "1,5")],
    ),
    (
        "a signed number",
        &[("39", "ATER_X_ANTAL_MANADER"), ("39.4", "+6")],
    ),
    (
        "months in words",
        &[("39", "ATER_X_ANTAL_MANADER"), ("39.4", "sex")],
    ),
    ("39.2 missing", &[("39", "PROGNOS_OKLAR")]),
    ("blank-only optional text", &[("44", "  ")]),
    ("no unit address", &[("enhet.adress", "")]),
];

#[test]
fn what_must_fail_fails() {
    for (name, edits) in FAIL {
        assert!(!accepted(&with(minimal_v2(), edits)), "{name}");
    }
    let long = "x".repeat(4001);
    for field in ["19", "25", "35", "17", "37", "44"] {
        assert!(
            !accepted(&with(minimal_v2(), &[(field, long.as_str())])),
            "{field}"
        );
        assert!(
            accepted(&with(minimal_v2(), &[(field, &long[1..])])),
            "{field}"
        );
    }
}

#[test]
fn faults_have_their_words() {
    for (edits, field, fault, text) in [
        (
            &[("39", "ATER_X_ANTAL_MANADER"), ("39.4", "100")][..],
            "39.4",
            Fault::Wrong,
            "Ange ett värde mellan 1-99.",
        ),
        (
            &[("39", "ATER_X_ANTAL_MANADER"), ("39.4", " ")],
            "39.4",
            Fault::Missing,
            "Fyll i Antal månader.",
        ),
        (
            &[
                ("6.3.kod", "G470"),
                ("6.3.text", "Insomni"),
                ("6.2.text", "x"),
            ],
            "6.2.kod",
            Fault::Missing,
            "Fyll i Diagnoskod.",
        ),
        (
            &[("6.1.kod", ""), ("6.1.text", ""), ("6.2.kod", "M545")],
            "6.1.kod",
            Fault::Wrong,
            "Fyll i huvuddiagnosen först.",
        ),
    ] {
        let draft = with(minimal_v2(), edits);
        let found = validate(V2, &draft, TODAY, &Titles);
        let stops: Vec<_> = found
            .iter()
            .map(|f| (f.field.as_str(), f.fault, f.text.as_str()))
            .collect();
        assert_eq!(stops, [(field, fault, text)], "{edits:?}");
        assert!(found.iter().all(|f| explain(V2, &draft, f).is_some()));
    }
}

#[test]
fn an_early_start_is_pointed_out_from_the_eighth_day_back() {
    for (from, told) in [
        ("2024-02-26", false),
        ("2024-02-25", true),
        ("2023-12-01", true),
    ] {
        for base in [
            minimal_v2(),
            infection(),
            with(minimal_v2(), &[("25", "Provsvar dröjde.")]),
        ] {
            let draft = with(base, &[("32.HELT_NEDSATT.from", from)]);
            let found = validate(V2, &draft, TODAY, &Titles);
            assert!(may_be_signed(&found));
            let early: Vec<_> = found.iter().filter(|f| f.rule == "A13").collect();
            assert_eq!(early.len(), usize::from(told), "{from}");
            for finding in early {
                assert_eq!(
                    (finding.severity, finding.field.as_str()),
                    (Severity::Warning, "32.HELT_NEDSATT.from")
                );
                assert!(finding.text.contains("\"Övriga upplysningar\""));
            }
        }
    }
}

#[test]
fn smittskydd_leaves_the_working_time_with_the_periods() {
    let shown = |draft: &Answers| -> Vec<&str> {
        visible_elements(V2, draft, TODAY)
            .into_iter()
            .map(|(_, e)| e.id.as_str())
            .collect()
    };
    assert_eq!(shown(&infection()), ["27", "6", "32", "25", "enhet"]);
    let partial = with(infection(), HALF);
    assert_eq!(shown(&partial), ["27", "6", "32", "33", "25", "enhet"]);
    assert!(!accepted(&partial));
    assert!(accepted(&with(partial.clone(), &[("33", "false")])));
    assert!(
        !accepted(&with(partial, &[("33", "true")])),
        "33.2 is wanted"
    );
    let states = section_states(V2, &infection(), &[], TODAY);
    let ruled_out: Vec<_> = states
        .iter()
        .filter(|s| matches!(s.state, SectionState::RuledOut(_)))
        .filter_map(|s| s.section.number)
        .collect();
    assert_eq!(ruled_out, [2, 3, 5, 6, 7, 9, 10, 12]);
}

fn ids(draft: &Answers) -> Vec<(u16, Option<u32>, Vec<u8>)> {
    emit(V2, &read(V2, draft, TODAY, &Titles).values)
        .into_iter()
        .map(|svar| {
            let parts = svar.parts.iter().map(|p| p.number).collect();
            (svar.id, svar.instance, parts)
        })
        .collect()
}

#[test]
fn smittskydd_is_always_sent_and_text_stands_before_code() {
    assert_eq!(
        ids(&minimal_v2()),
        [
            (27, None, vec![1]),
            (1, Some(1), vec![1, 2]),
            (28, Some(1), vec![1]),
            (6, None, vec![1, 2]),
            (35, None, vec![1]),
            (17, None, vec![1]),
            (32, Some(1), vec![1, 2]),
            (39, None, vec![1]),
        ]
    );
    assert!(ids(&full_v2()).contains(&(6, None, vec![1, 2, 3, 4, 5, 6])));
    assert!(ids(&full_v2()).contains(&(39, None, vec![1, 4])));
    for (typed, sent) in [("", "false"), ("false", "false"), ("true", "true")] {
        let values = read(V2, &with(infection(), &[("27", typed)]), TODAY, &Titles).values;
        let svar = emit(V2, &values);
        let part = svar.iter().find(|s| s.id == 27).and_then(|s| s.part(1));
        assert_eq!(part, Some(&Content::Text(sent.to_owned())), "{typed:?}");
    }
}

#[test]
fn received_answers_are_taken_as_they_came() {
    let svar = |system: &str, months: &str| {
        let code = |number, code: &str, system: &str| Part {
            number,
            content: Content::Code {
                code: code.to_owned(),
                system: system.to_owned(),
                name: None,
            },
        };
        let text = |number, text: &str| Part {
            number,
            content: Content::Text(text.to_owned()),
        };
        let single = |id, parts| Svar {
            id,
            instance: None,
            parts,
        };
        vec![
            single(6, vec![text(1, "Ländryggen"), code(2, "m545", system)]),
            single(
                39,
                vec![
                    code(1, "ATER_X_ANTAL_MANADER", "KV_FKMU_0006"),
                    text(4, months),
                ],
            ),
        ]
    };
    for system in [
        "1.2.752.116.1.1.1",
        "1.2.752.116.1.1.1.1.8",
        "1.2.752.116.1.1.1.1.3",
        "ett annat register",
    ] {
        let read = absorb(V2, &svar(system, "6"));
        assert_eq!(read.answers.get("6.1.kod"), "M545", "{system}");
        assert_eq!(read.answers.get("39.4"), "6");
        let months = V2.element("39.4").expect("an element").id;
        assert_eq!(read.values.get(months), Some(&Value::Number(6)));
    }
    let odd = absorb(V2, &svar("1.2.752.116.1.1.1", "ett halvår"));
    assert_eq!(odd.answers.get("39.4"), "ett halvår");
}

#[test]
fn a_number_is_kept_without_blanks_and_zeros() {
    for (typed, kept) in [
        (" 06 ", "6"),
        ("12", "12"),
        ("sex", "sex"),
        ("-1", "-1"),
        ("00", "0"),
    ] {
        let mut draft = with(minimal_v2(), &[("39.4", typed)]);
        let save = Save {
            previous: &minimal_v2(),
            today: TODAY,
            copied_end: None,
            titles: &Titles,
        };
        canonical_input(V2, &mut draft, &save);
        assert_eq!(draft.get("39.4"), kept, "{typed:?}");
    }
}

fn renewed(
    from: &'static intyg_catalog::element::CertificateType,
    draft: &Answers,
    origin: Origin,
) -> Renewed {
    let values = read(from, draft, TODAY, &Titles).values;
    renew(V2, draft, &values, origin, &Contact::default())
}

const LINE: &str = "På det ursprungliga intyget var slutdatumet för den sista perioden 2024-05-31 och omfattningen var 25 procent.";

fn kept(source: &Answers, fields: &[&str]) -> Answers {
    let kept: Answers = fields
        .iter()
        .map(|field| ((*field).to_owned(), source.get(field).to_owned()))
        .collect();
    with(
        kept,
        &[
            ("32.EN_FJARDEDEL", "true"),
            ("32.EN_FJARDEDEL.from", "2024-06-01"),
        ],
    )
}

#[test]
fn a_renewal_within_the_version_keeps_all_but_visit_and_periods() {
    let source = with(full_v2(), &[("27", "false")]);
    let renewed = renewed(V2, &source, Origin::Draft);
    let expected = kept(
        &source,
        &[
            "27",
            "28.NUVARANDE_ARBETE",
            "28.ARBETSSOKANDE",
            "28.FORALDRALEDIG",
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
            "37",
            "34",
            "33",
            "33.2",
            "44",
            "25",
        ],
    );
    assert_eq!(renewed.answers, expected);
    assert_eq!(renewed.line().as_deref(), Some(LINE));
    assert!(can_renew(V2, V2) && !can_renew(V2, V1));
}

#[test]
fn a_renewal_of_version_one_takes_what_version_two_has() {
    let renewed_one = renewed(V1, &full(), Origin::Draft);
    let expected = kept(
        &full(),
        &[
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
            "37",
            "34",
            "33",
            "33.2",
            "44",
            "25",
        ],
    );
    assert_eq!(renewed_one.answers, expected);
    assert_eq!(renewed_one.line().as_deref(), Some(LINE));
    assert!(can_renew(V1, V2));

    let primary_care = with(
        full(),
        &[
            ("6.kodverk", "KSH_97_P"),
            ("6.1.kod", "M549P"),
            ("6.1.text", "Ryggvärk"),
        ],
    );
    let without = renewed(V1, &primary_care, Origin::Draft).answers;
    assert!(
        without.iter().all(|(field, _)| !field.starts_with("6.")),
        "{without:?}"
    );
    assert_eq!(without.get("35"), full().get("35"));

    let received = "Orsak för att starta perioden mer än 7 dagar bakåt i tiden: b\nEgen text";
    let draft = with(full(), &[("25", received)]);
    assert_eq!(
        renewed(V1, &draft, Origin::Received).answers.get("25"),
        "Egen text"
    );
    assert_eq!(
        renewed(V1, &draft, Origin::Draft).answers.get("25"),
        received
    );
}

#[test]
fn a_renewed_draft_lacks_only_what_belongs_to_the_visit() {
    let draft = with(renewed(V1, &full(), Origin::Draft).answers, UNIT);
    let missing: Vec<_> = validate(V2, &draft, TODAY, &Titles)
        .into_iter()
        .filter(|f| f.severity == Severity::Stop)
        .map(|f| f.element.as_str())
        .collect();
    assert_eq!(missing, ["1", "32", "39"]);
}
