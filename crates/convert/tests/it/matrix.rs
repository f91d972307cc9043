//! The acceptance matrix, column of the national rules. Source: certificate-types 12.6.

use intyg_convert::{Verdict, validate_file};
use intyg_rivta::certificate::{Delsvar, Register, Svar, write_register};
use intyg_rivta::types::Code;

use crate::fixtures::register;
use crate::samples::{full, infection, minimal};

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

fn drop_svar(answers: &mut Vec<Svar>, id: &str) {
    answers.retain(|svar| svar.id != id);
}

fn set(answers: &mut [Svar], part: &Delsvar) {
    for svar in answers {
        for old in &mut svar.parts {
            if old.id == part.id {
                *old = part.clone();
            }
        }
    }
}

fn basis(answers: &mut Vec<Svar>, code: &str, text: Option<&str>) {
    let mut parts = vec![
        coded("1.1", code, "KV_FKMU_0001"),
        Delsvar::text("1.2", "2024-03-04"),
    ];
    parts.extend(text.map(|text| Delsvar::text("1.3", text)));
    put(answers, "1", Some(2), parts);
}

fn occupation(answers: &mut Vec<Svar>, code: &str) {
    put(
        answers,
        "28",
        Some(2),
        vec![coded("28.1", code, "KV_FKMU_0002")],
    );
}

fn period(answers: &mut Vec<Svar>, degree: &str, from: &str, to: &str) {
    put(
        answers,
        "32",
        Some(2),
        vec![
            coded("32.1", degree, "KV_FKMU_0003"),
            Delsvar::date_period("32.2", Some(from.to_owned()), Some(to.to_owned())),
        ],
    );
}

fn measure(answers: &mut Vec<Svar>, code: &str) {
    put(
        answers,
        "40",
        Some(2),
        vec![coded("40.1", code, "KV_FKMU_0004")],
    );
}

fn text(answers: &mut Vec<Svar>, part: &str, text: &str) {
    let svar = part.split('.').next().expect("a number");
    put(answers, svar, None, vec![Delsvar::text(part, text)]);
}

fn diagnosis(answers: &mut [Svar], code: &str) {
    set(answers, &coded("6.2", code, "1.2.752.116.1.1.1.1.3"));
}

const FAIL: &[(&str, Edit)] = &[
    ("no basis", |a| drop_svar(a, "1")),
    ("ANNAT without 1.3", |a| basis(a, "ANNAT", None)),
    ("1.3 without ANNAT", |a| {
        basis(a, "TELEFONKONTAKT", Some("x"));
    }),
    ("1.3 blank", |a| basis(a, "ANNAT", Some(" \n"))),
    ("basis code twice", |a| basis(a, " UNDERSOKNING ", None)),
    ("no diagnosis", |a| drop_svar(a, "6")),
    ("two diagnosis svar", |a| {
        let twice = a.iter().find(|s| s.id == "6").cloned();
        a.extend(twice);
    }),
    ("code of two characters", |a| diagnosis(a, "M5")),
    ("F32", |a| diagnosis(a, "F32")),
    ("Z73 alone", |a| diagnosis(a, "Z73")),
    ("code of six characters", |a| diagnosis(a, "M54555")),
    ("mixed code systems", |a| {
        for svar in a.iter_mut().filter(|s| s.id == "6") {
            svar.parts.push(Delsvar::text("6.3", "x"));
            svar.parts
                .push(coded("6.4", "M549P", "1.2.752.116.1.3.1.4.1"));
        }
    }),
    ("secondary code without text", |a| {
        for svar in a.iter_mut().filter(|s| s.id == "6") {
            svar.parts
                .push(coded("6.4", "M545", "1.2.752.116.1.1.1.1.3"));
        }
    }),
    ("17 missing", |a| drop_svar(a, "17")),
    ("17 blank", |a| set(a, &Delsvar::text("17.1", "  "))),
    ("35 missing", |a| drop_svar(a, "35")),
    ("35 blank", |a| set(a, &Delsvar::text("35.1", "\t"))),
    ("no occupation", |a| drop_svar(a, "28")),
    ("five occupations", |a| {
        for code in ["NUVARANDE_ARBETE", "FORALDRALEDIG", "STUDIER", "STUDIER"] {
            occupation(a, code);
        }
        text(a, "29.1", "x");
    }),
    ("occupation twice", |a| occupation(a, "ARBETSSOKANDE")),
    ("29 missing", |a| occupation(a, "NUVARANDE_ARBETE")),
    ("29 without NUVARANDE_ARBETE", |a| text(a, "29.1", "x")),
    ("a part missing", |a| {
        a.iter_mut()
            .filter(|s| s.id == "32")
            .for_each(|s| s.parts.retain(|part| part.id != "32.2"));
    }),
    ("code PROGRAM", |a| occupation(a, "PROGRAM")),
    ("no sick leave", |a| drop_svar(a, "32")),
    ("degree twice", |a| {
        period(a, "HELT_NEDSATT", "2024-04-01", "2024-04-02");
    }),
    ("tom before from", |a| {
        period(a, "HALFTEN", "2024-04-02", "2024-04-01");
    }),
    ("overlap by two days", |a| {
        period(a, "HALFTEN", "2024-03-16", "2024-03-31");
        text(a, "33.1", "false");
    }),
    ("one day inside a longer period", |a| {
        period(a, "HALFTEN", "2024-03-10", "2024-03-10");
        text(a, "33.1", "false");
    }),
    ("partial degree without 33", |a| {
        period(a, "HALFTEN", "2024-04-01", "2024-04-02");
    }),
    ("33 with only 100 %", |a| text(a, "33.1", "false")),
    ("33.2 missing when true", |a| {
        period(a, "HALFTEN", "2024-04-01", "2024-04-02");
        text(a, "33.1", "true");
    }),
    ("33.2 when false", |a| {
        period(a, "HALFTEN", "2024-04-01", "2024-04-02");
        put(
            a,
            "33",
            None,
            vec![Delsvar::text("33.1", "0"), Delsvar::text("33.2", "x")],
        );
    }),
    ("39 missing", |a| drop_svar(a, "39")),
    ("ATER_X_ANTAL_DGR without 39.3", |a| {
        set(a, &coded("39.1", "ATER_X_ANTAL_DGR", "KV_FKMU_0006"));
    }),
    ("39.3 with another code", |a| {
        for svar in a.iter_mut().filter(|s| s.id == "39") {
            svar.parts
                .push(coded("39.3", "TRETTIO_DGR", "KV_FKMU_0007"));
        }
    }),
    ("39.2", |a| {
        for svar in a.iter_mut().filter(|s| s.id == "39") {
            svar.parts.push(Delsvar::text("39.2", "x"));
        }
    }),
    ("40 missing", |a| drop_svar(a, "40")),
    ("EJ_AKTUELLT combined", |a| measure(a, "ARBETSTRANING")),
    ("44 with EJ_AKTUELLT", |a| text(a, "44.1", "x")),
    ("blank-only optional text", |a| text(a, "19.1", " ")),
    ("26.2 with 26.1 false", |a| {
        put(
            a,
            "26",
            None,
            vec![Delsvar::text("26.1", "false"), Delsvar::text("26.2", "x")],
        );
    }),
    ("27 false without the rest", |a| {
        text(a, "27.1", "false");
        drop_svar(a, "35");
    }),
    ("svar of another type", |a| text(a, "30.1", "x")),
    ("instans missing", |a| {
        a.iter_mut()
            .filter(|s| s.id == "28")
            .for_each(|s| s.instance = None);
    }),
    ("instans 0", |a| {
        a.iter_mut()
            .filter(|s| s.id == "28")
            .for_each(|s| s.instance = Some(0));
    }),
    ("truth value in capitals", |a| text(a, "34.1", "TRUE")),
    ("no such day", |a| {
        set(a, &Delsvar::text("1.2", "2024-02-30"));
    }),
    ("white space before a date", |a| {
        set(a, &Delsvar::text("1.2", " 2024-03-04"));
    }),
    ("code system of another value set", |a| {
        set(a, &coded("39.1", "STOR_SANNOLIKHET", "KV_FKMU_0005"));
    }),
    ("code system with blanks", |a| {
        set(a, &coded("39.1", "STOR_SANNOLIKHET", " KV_FKMU_0006"));
    }),
    ("additional question twice", |a| {
        text(a, "9001.1", "x");
        text(a, "9001.1", "y");
    }),
    ("additional question without text", |a| {
        text(a, "9001.1", " ");
    }),
    ("time zone in a period", |a| {
        set(
            a,
            &Delsvar::date_period(
                "32.2",
                Some("2024-03-04Z".to_owned()),
                Some("2024-03-17Z".to_owned()),
            ),
        );
    }),
];

const PASS: &[(&str, Edit)] = &[
    ("four bases", |a| {
        basis(a, "TELEFONKONTAKT", None);
        basis(a, "JOURNALUPPGIFTER", None);
        basis(a, "ANNAT", Some("x"));
    }),
    ("future basis date", |a| {
        set(a, &Delsvar::text("1.2", "2199-01-01"));
    }),
    ("time zone after a date", |a| {
        set(a, &Delsvar::text("1.2", "2024-03-04+01:00 "));
    }),
    ("unknown code with right syntax", |a| diagnosis(a, "m999")),
    ("KSH97-P code", |a| {
        set(a, &coded("6.2", "F32-", "1.2.752.116.1.3.1.4.1"));
    }),
    ("code system around the OID", |a| {
        set(a, &coded("6.2", "M545", "urn:oid:1.2.752.116.1.1.1.1.3"));
    }),
    ("secondary diagnosis", |a| {
        for svar in a.iter_mut().filter(|s| s.id == "6") {
            svar.parts
                .push(coded("6.4", "F321", "1.2.752.116.1.1.1.1.3"));
            svar.parts.push(Delsvar::text("6.3", "x"));
        }
    }),
    ("blanks around codes", |a| {
        set(a, &coded("39.1", " STOR_SANNOLIKHET\n", "KV_FKMU_0006"));
    }),
    ("EJ_AKTUELLT with blanks combined", |a| {
        drop_svar(a, "40");
        measure(a, " EJ_AKTUELLT");
        measure(a, " ARBETSTRANING ");
    }),
    ("periods that share the boundary day", |a| {
        period(a, "HALFTEN", "2024-03-17", "2024-03-31");
        text(a, "33.1", "false");
    }),
    ("text far over the limit", |a| {
        text(a, "25.1", &"x".repeat(5000));
    }),
    ("instans with gaps and in other svar", |a| {
        for svar in a {
            svar.instance = Some(7);
        }
    }),
    ("smittskydd true with partial degree and without 33", |a| {
        text(a, "27.1", "1");
        period(a, "HALFTEN", "2024-04-01", "2024-04-02");
    }),
    ("additional question", |a| text(a, "9001.1", "x")),
    ("9000, which nobody checks", |a| text(a, "9000.1", " ")),
];

#[test]
fn what_must_fail_fails() {
    for (name, edit) in FAIL {
        let mut message = register(&minimal());
        edit(&mut message.certificate.answers);
        assert!(!passes(&message), "{name}");
    }
}

#[test]
fn what_must_pass_passes() {
    for draft in [minimal(), infection(), full()] {
        assert!(passes(&register(&draft)));
    }
    for (name, edit) in PASS {
        let mut message = register(&minimal());
        edit(&mut message.certificate.answers);
        assert!(passes(&message), "{name}");
    }
}
