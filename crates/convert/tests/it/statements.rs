//! FK 7800, 7801 and 7802: the acceptance matrix, column of the national rules. Source: certificate-types 12.6.

use intyg_catalog::answers::Answers;
use intyg_convert::{Verdict, validate_file};
use intyg_rivta::certificate::{Delsvar, Register, Svar, write_register};
use intyg_rivta::types::Code;

use crate::fixtures::register_of;
use crate::samples::{STATEMENTS, Sample, with};

fn passes(message: &Register) -> bool {
    validate_file(write_register(message).expect("writable").as_bytes()) == Verdict::Pass
}

type Edit = fn(&mut Vec<Svar>);

fn coded(id: &str, code: &str, system: &str) -> Delsvar {
    Delsvar::cv(
        id,
        Code {
            code: code.to_owned(),
            code_system: system.to_owned(),
            display_name: None,
        },
    )
}

fn put(answers: &mut Vec<Svar>, id: &str, instance: Option<i32>, parts: Vec<Delsvar>) {
    answers.push(Svar {
        id: id.to_owned(),
        instance,
        parts,
    });
}

fn drop_svar(answers: &mut Vec<Svar>, ids: &[&str]) {
    answers.retain(|svar| !ids.contains(&svar.id.as_str()));
}

fn set(answers: &mut [Svar], part: &Delsvar) {
    for old in answers.iter_mut().flat_map(|svar| &mut svar.parts) {
        if old.id == part.id {
            *old = part.clone();
        }
    }
}

fn text(answers: &mut Vec<Svar>, part: &str, text: &str) {
    let svar = part.split('.').next().expect("a number");
    put(answers, svar, None, vec![Delsvar::text(part, text)]);
}

fn basis(answers: &mut Vec<Svar>, code: &str, day: &str, text: Option<&str>) {
    let mut parts = vec![
        coded("1.1", code, "KV_FKMU_0001"),
        Delsvar::text("1.2", day),
    ];
    parts.extend(text.map(|text| Delsvar::text("1.3", text)));
    put(answers, "1", Some(2), parts);
}

fn investigation(answers: &mut Vec<Svar>, number: i32, code: &str, origin: &str) {
    let parts = vec![
        coded("4.1", code, "KV_FKMU_0005"),
        Delsvar::text("4.2", "2024-01-01"),
        Delsvar::text("4.3", origin),
    ];
    put(answers, "4", Some(number), parts);
}

fn with_investigation(answers: &mut Vec<Svar>, code: &str, origin: &str) {
    set(answers, &Delsvar::text("3.1", "true"));
    investigation(answers, 1, code, origin);
}

const FAIL: &[(&str, Edit)] = &[
    ("no basis", |a| drop_svar(a, &["1"])),
    ("ANNAT without 1.3", |a| {
        basis(a, "ANNAT", "2024-03-04", None);
    }),
    ("1.3 without ANNAT", |a| {
        basis(a, "ANHORIG", "2024-03-04", Some("x"));
    }),
    ("1.3 blank", |a| {
        basis(a, "ANNAT", "2024-03-04", Some(" \n"));
    }),
    ("basis code twice", |a| {
        basis(a, "ANHORIG", "2024-03-04", None);
        basis(a, " ANHORIG", "2024-03-04", None);
    }),
    ("basis of another type", |a| {
        basis(a, "TELEFONKONTAKT", "2024-03-04", None);
    }),
    ("2 missing", |a| drop_svar(a, &["2"])),
    ("2 twice", |a| text(a, "2.1", "2000-01-01")),
    ("2 is no day", |a| {
        set(a, &Delsvar::text("2.1", "2023-02-30"));
    }),
    ("2 after the examination", |a| {
        drop_svar(a, &["1"]);
        basis(a, "UNDERSOKNING", "1999-12-31", None);
    }),
    ("2 after the description by the family", |a| {
        basis(a, " ANHORIG ", "1999-12-31", None);
    }),
    // Compared as texts.
    ("2 with a time zone on the day of the examination", |a| {
        drop_svar(a, &["1"]);
        basis(a, "UNDERSOKNING", "2024-03-04", None);
        set(a, &Delsvar::text("2.1", "2024-03-04Z"));
    }),
    ("3 missing", |a| drop_svar(a, &["3"])),
    ("3 true without 4", |a| set(a, &Delsvar::text("3.1", "1"))),
    ("3 false with 4", |a| investigation(a, 1, "PSYKOLOG", "x")),
    ("four investigations", |a| {
        with_investigation(a, "PSYKOLOG", "x");
        (2..=4).for_each(|number| investigation(a, number, "LOGOPED", "x"));
    }),
    ("4.3 blank", |a| with_investigation(a, "PSYKOLOG", " ")),
    ("4.1 unknown", |a| with_investigation(a, "RONTGEN", "x")),
    ("4 without instans", |a| {
        with_investigation(a, "PSYKOLOG", "x");
        a.iter_mut()
            .filter(|s| s.id == "4")
            .for_each(|s| s.instance = None);
    }),
    ("4 without day", |a| {
        with_investigation(a, "PSYKOLOG", "x");
        for svar in a {
            svar.parts.retain(|part| part.id != "4.2");
        }
    }),
    ("no diagnosis", |a| drop_svar(a, &["6"])),
    ("code of two characters", |a| {
        set(a, &coded("6.2", "M5", "1.2.752.116.1.1.1.1.3"));
    }),
    ("F32", |a| {
        set(a, &coded("6.2", "F32", "1.2.752.116.1.1.1.1.3"));
    }),
    ("Z73 alone", |a| {
        set(a, &coded("6.2", "Z73", "1.2.752.116.1.1.1.1.3"));
    }),
    ("code of six characters", |a| {
        set(a, &coded("6.2", "M54555", "1.2.752.116.1.1.1.1.3"));
    }),
    ("mixed code systems", |a| {
        for svar in a.iter_mut().filter(|s| s.id == "6") {
            svar.parts.push(Delsvar::text("6.3", "x"));
            svar.parts
                .push(coded("6.4", "M549P", "1.2.752.116.1.3.1.4.1"));
        }
    }),
    ("blank-only optional text", |a| text(a, "25.1", " ")),
    ("26.2 with 26.1 false", |a| {
        let parts = vec![Delsvar::text("26.1", "0"), Delsvar::text("26.2", "x")];
        put(a, "26", None, parts);
    }),
    ("svar of another type", |a| text(a, "35.1", "x")),
];

const FAIL_OF_WORK: &[(&str, Edit)] = &[
    ("no impairment", |a| {
        drop_svar(a, &["8", "9", "10", "11", "12", "13", "14"]);
    }),
    ("blank impairment", |a| text(a, "8.1", " ")),
    ("17 missing", |a| drop_svar(a, &["17"])),
    ("17 blank", |a| set(a, &Delsvar::text("17.1", "\t"))),
    ("5 missing", |a| drop_svar(a, &["5"])),
    ("7 missing", |a| drop_svar(a, &["7"])),
    ("22 missing", |a| drop_svar(a, &["22"])),
    ("45 missing", |a| drop_svar(a, &["45"])),
    ("45.2 missing when true", |a| {
        set(a, &Delsvar::text("45.1", "true"));
    }),
    ("45.2 when false", |a| {
        a.iter_mut()
            .filter(|s| s.id == "45")
            .for_each(|s| s.parts.push(Delsvar::text("45.2", "x")));
    }),
    ("15, which is of another type", |a| text(a, "15.1", "x")),
];

const FAIL_OF_SCHOOLING: &[(&str, Edit)] = &[
    ("15 missing", |a| drop_svar(a, &["15"])),
    ("16 missing", |a| drop_svar(a, &["16"])),
    ("15 blank", |a| set(a, &Delsvar::text("15.1", " "))),
    ("16 blank", |a| set(a, &Delsvar::text("16.1", " "))),
    ("an investigation of another type", |a| {
        with_investigation(a, "FORETAGSHALSOVARD", "x");
    }),
    ("17, which is of another type", |a| text(a, "17.1", "x")),
];

const PASS: &[(&str, Edit)] = &[
    ("four bases", |a| {
        drop_svar(a, &["1"]);
        basis(a, "UNDERSOKNING", "2024-03-04", None);
        basis(a, "JOURNALUPPGIFTER", "1999-12-31", None);
        basis(a, "ANHORIG", "2024-03-04", None);
        basis(a, "ANNAT", "1999-12-31", Some("x"));
    }),
    ("2 on the day of the examination", |a| {
        drop_svar(a, &["1"]);
        basis(a, "UNDERSOKNING", "2024-03-04", None);
        set(a, &Delsvar::text("2.1", "2024-03-04"));
    }),
    ("future dates", |a| {
        drop_svar(a, &["1"]);
        basis(a, "UNDERSOKNING", "2199-01-01", None);
        set(a, &Delsvar::text("2.1", "2198-01-01"));
    }),
    ("three investigations of a kind", |a| {
        with_investigation(a, " PSYKOLOG ", "x");
        investigation(a, 7, "PSYKOLOG", "y");
        investigation(a, 7, "OVRIGT_UTLATANDE", "z");
    }),
    ("KSH97-P", |a| {
        set(a, &coded("6.2", "F32-", "1.2.752.116.1.3.1.4.1"));
    }),
    ("26.2 with 26.1 true", |a| {
        let parts = vec![Delsvar::text("26.1", "1"), Delsvar::text("26.2", "x")];
        put(a, "26", None, parts);
    }),
    ("additional question", |a| text(a, "9001.1", "x")),
    ("blanks around a code", |a| {
        basis(a, "\nANHORIG ", "2024-03-04", None);
    }),
];

/// The minimal example of a doctor who has known the patient since 2000.
fn minimal(sample: &Sample) -> Answers {
    with((sample.minimal)(), &[("2", "2000-01-01")])
}

fn edited(sample: &Sample, edit: Edit) -> Register {
    let mut message = register_of(sample.ty, &minimal(sample));
    edit(&mut message.certificate.answers);
    message
}

#[test]
fn what_must_fail_fails() {
    for sample in STATEMENTS {
        let own = if sample.ty.element("17").is_some() {
            FAIL_OF_WORK
        } else {
            FAIL_OF_SCHOOLING
        };
        for (name, edit) in FAIL.iter().chain(own) {
            assert!(!passes(&edited(sample, *edit)), "{} {name}", sample.ty.code);
        }
    }
}

#[test]
fn what_must_pass_passes() {
    for sample in STATEMENTS {
        for draft in [(sample.minimal)(), (sample.full)()] {
            assert!(
                passes(&register_of(sample.ty, &draft)),
                "{}",
                sample.ty.code
            );
        }
        for (name, edit) in PASS {
            assert!(passes(&edited(sample, *edit)), "{} {name}", sample.ty.code);
        }
    }
}

#[test]
fn investigations_of_other_types_are_refused() {
    let taken = |sample: &Sample, code: &str| {
        let mut message = register_of(sample.ty, &minimal(sample));
        with_investigation(&mut message.certificate.answers, code, "x");
        passes(&message)
    };
    let school: Vec<bool> = STATEMENTS
        .iter()
        .map(|s| taken(s, "SKOLHALSOVARD"))
        .collect();
    let company: Vec<bool> = STATEMENTS
        .iter()
        .map(|s| taken(s, "FORETAGSHALSOVARD"))
        .collect();
    assert_eq!(
        (school, company),
        (vec![false, true, true], vec![true, true, false])
    );
}
