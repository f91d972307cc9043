//! FK7804 version 2 on the wire: what its national rules say, and what stands around the answers. Source: certificate-types 2.2, 10.5.

use intyg_convert::{Verdict, from_wire, to_wire, validate_file};
use intyg_core::actor::Role;
use intyg_rivta::certificate::{Delsvar, Register, Svar, write_register};
use intyg_rivta::types::Code;

use crate::fixtures::{doctor, id, patient, register_of, signed_at};
use crate::samples::{V2, full_v2, infection, minimal_v2, with};

fn passes(message: &Register) -> bool {
    validate_file(write_register(message).expect("writable").as_bytes()) == Verdict::Pass
}

fn cv(id: &str, code: &str, system: &str) -> Delsvar {
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
    for old in answers.iter_mut().flat_map(|svar| &mut svar.parts) {
        if old.id == part.id {
            *old = part.clone();
        }
    }
}

fn drop_part(answers: &mut [Svar], id: &str) {
    for svar in answers {
        svar.parts.retain(|part| part.id != id);
    }
}

fn again(answers: &mut [Svar], id: &str) {
    for svar in answers.iter_mut() {
        let twice = svar.parts.iter().find(|part| part.id == id).cloned();
        svar.parts.extend(twice);
    }
}

type Edit = fn(&mut Vec<Svar>);

const FAIL: &[(&str, Edit)] = &[
    ("27 false without 1", |a| drop_svar(a, "1")),
    ("27 false without 28", |a| drop_svar(a, "28")),
    ("27 false without 35", |a| drop_svar(a, "35")),
    ("27 false without 17", |a| drop_svar(a, "17")),
    ("27 false without 39", |a| drop_svar(a, "39")),
    ("27 false with two 39", |a| {
        put(a, "39", None, vec![Delsvar::text("39.1", "x")]);
    }),
    ("27.1 in capitals", |a| {
        set(a, &Delsvar::text("27.1", "FALSE"));
    }),
    ("27.2", |a| {
        put(
            a,
            "27",
            None,
            vec![Delsvar::text("27.1", "true"), Delsvar::text("27.2", "x")],
        );
    }),
    ("basis of version 1", |a| {
        set(a, &cv("1.1", "UNDERSOKNING", "KV_FKMU_0001"));
    }),
    ("basis of another set", |a| {
        set(a, &cv("1.1", "ANNAT", "KV_FKMU_0002"));
    }),
    ("basis without instans", |a| {
        a.iter_mut()
            .filter(|s| s.id == "1")
            .for_each(|s| s.instance = None);
    }),
    ("basis twice", |a| {
        put(
            a,
            "1",
            Some(2),
            vec![
                cv("1.1", "FYSISKUNDERSOKNING ", "KV_FKMU_0001"),
                Delsvar::text("1.2", "2024-03-04"),
            ],
        );
    }),
    ("ANNAT without 1.3", |a| {
        put(
            a,
            "1",
            Some(2),
            vec![
                cv("1.1", "ANNAT", "KV_FKMU_0001"),
                Delsvar::text("1.2", "2024-03-04"),
            ],
        );
    }),
    ("1.3 without ANNAT", |a| {
        a.iter_mut()
            .filter(|s| s.id == "1")
            .for_each(|s| s.parts.push(Delsvar::text("1.3", "x")));
    }),
    ("1.4", |a| {
        a.iter_mut()
            .filter(|s| s.id == "1")
            .for_each(|s| s.parts.push(Delsvar::text("1.4", "x")));
    }),
    ("no such day", |a| {
        set(a, &Delsvar::text("1.2", "2024-02-30"));
    }),
    ("occupation without instans", |a| {
        a.iter_mut()
            .filter(|s| s.id == "28")
            .for_each(|s| s.instance = None);
    }),
    ("code PROGRAM", |a| {
        set(a, &cv("28.1", "PROGRAM", "KV_FKMU_0002"));
    }),
    ("29 missing", |a| {
        set(a, &cv("28.1", "NUVARANDE_ARBETE", "KV_FKMU_0002"));
    }),
    ("29 without NUVARANDE_ARBETE", |a| {
        put(a, "29", None, vec![Delsvar::text("29.1", "x")]);
    }),
    ("no diagnosis", |a| drop_svar(a, "6")),
    ("6.1 missing", |a| drop_part(a, "6.1")),
    ("6.2 twice", |a| again(a, "6.2")),
    ("6.7", |a| {
        a.iter_mut()
            .filter(|s| s.id == "6")
            .for_each(|s| s.parts.push(Delsvar::text("6.7", "x")));
    }),
    ("a code without its system", |a| {
        use intyg_rivta::names::TYPES;
        use intyg_rivta::xml::Node;
        set(
            a,
            &Delsvar::element("6.2", Node::with_text(TYPES, "cv", "M545")),
        );
    }),
    ("35 blank", |a| set(a, &Delsvar::text("35.1", " "))),
    ("17 blank", |a| set(a, &Delsvar::text("17.1", "\n"))),
    ("no sick leave", |a| drop_svar(a, "32")),
    ("period missing", |a| drop_part(a, "32.2")),
    ("a period without such a day", |a| {
        set(
            a,
            &Delsvar::date_period(
                "32.2",
                Some("2024-02-30".to_owned()),
                Some("2024-03-31".to_owned()),
            ),
        );
    }),
    ("39.1 missing", |a| drop_part(a, "39.1")),
    ("39.4 twice", |a| {
        a.iter_mut().filter(|s| s.id == "39").for_each(|s| {
            s.parts
                .extend([Delsvar::text("39.4", "1"), Delsvar::text("39.4", "2")]);
        });
    }),
    ("44.1 missing", |a| {
        put(a, "44", None, vec![Delsvar::text("44.2", "x")]);
    }),
    ("instans 0 anywhere", |a| {
        a.iter_mut()
            .filter(|s| s.id == "35")
            .for_each(|s| s.instance = Some(0));
    }),
];

const PASS: &[(&str, Edit)] = &[
    ("27 missing and nothing else demanded", |a| {
        for id in ["27", "1", "28", "35", "17", "39"] {
            drop_svar(a, id);
        }
    }),
    ("removed questions and additional ones", |a| {
        put(a, "20", None, vec![Delsvar::text("20.1", " ")]);
        put(
            a,
            "40",
            None,
            vec![cv("40.1", "EJ_AKTUELLT", "KV_FKMU_0004")],
        );
        put(
            a,
            "9001",
            None,
            vec![Delsvar::text("9001.1", "x"), Delsvar::text("9001.2", "y")],
        );
    }),
    ("other parts of 28 and 34", |a| {
        put(
            a,
            "34",
            None,
            vec![Delsvar::text("34.1", "JA"), Delsvar::text("34.2", "x")],
        );
        a.iter_mut()
            .filter(|s| s.id == "28")
            .for_each(|s| s.parts.push(Delsvar::text("28.9", "x")));
    }),
    ("35 without any part of its own", |a| {
        a.iter_mut()
            .filter(|s| s.id == "35")
            .for_each(|s| s.parts = vec![Delsvar::text("35.7", "x")]);
    }),
    ("26 with anything", |a| {
        put(a, "26", None, vec![Delsvar::text("26.2", "")]);
    }),
    (
        "any diagnosis code of any register, without its pair",
        |a| {
            set(a, &cv("6.2", "?", "x"));
            a.iter_mut()
                .filter(|s| s.id == "6")
                .for_each(|s| s.parts.push(cv("6.6", "F", "y")));
        },
    ),
    ("a diagnosis text that is blank", |a| {
        set(a, &Delsvar::text("6.1", " "));
    }),
    (
        "any degree, end before start, without instans, twice",
        |a| {
            set(a, &cv("32.1", "TRETTIO", "x"));
            let back = Delsvar::date_period(
                "32.2",
                Some("2024-04-02".to_owned()),
                Some("2024-04-01".to_owned()),
            );
            put(a, "32", None, vec![cv("32.1", "TRETTIO", "x"), back]);
        },
    ),
    ("a degree without code", |a| {
        set(a, &Delsvar::text("32.1", ""));
    }),
    (
        "partial degree without 33, and 33.2 when 33.1 is false",
        |a| {
            set(a, &cv("32.1", "HALFTEN", "KV_FKMU_0003"));
            put(
                a,
                "33",
                None,
                vec![Delsvar::text("33.1", "false"), Delsvar::text("33.2", "x")],
            );
        },
    ),
    ("39.2 and 39.4 with any prognosis", |a| {
        a.iter_mut().filter(|s| s.id == "39").for_each(|s| {
            s.parts
                .extend([Delsvar::text("39.2", ""), Delsvar::text("39.4", "många")]);
        });
    }),
    ("the prognosis of version 1 with 39.3", |a| {
        set(a, &cv("39.1", "ATER_X_ANTAL_DGR", "KV_FKMU_0006"));
        a.iter_mut()
            .filter(|s| s.id == "39")
            .for_each(|s| s.parts.push(cv("39.3", "TRETTIO_DGR", "KV_FKMU_0007")));
    }),
    ("two svar 25", |a| {
        put(a, "25", None, vec![Delsvar::text("25.1", "x")]);
        put(a, "25", None, vec![Delsvar::text("25.1", "y")]);
    }),
    ("code with blanks", |a| {
        set(a, &cv("1.1", " FYSISKUNDERSOKNING\n", "KV_FKMU_0001"));
    }),
    ("date with time zone, and in the future", |a| {
        set(a, &Delsvar::text("1.2", "2199-01-01Z"));
    }),
];

#[test]
fn what_must_fail_fails() {
    for (name, edit) in FAIL {
        let mut message = register_of(V2, &minimal_v2());
        edit(&mut message.certificate.answers);
        assert!(!passes(&message), "{name}");
    }
}

#[test]
fn what_must_pass_passes() {
    for draft in [minimal_v2(), infection(), full_v2()] {
        assert!(passes(&register_of(V2, &draft)));
    }
    for (name, edit) in PASS {
        let mut message = register_of(V2, &minimal_v2());
        edit(&mut message.certificate.answers);
        assert!(passes(&message), "{name}");
    }
}

/// The rule on 29 does not ask for smittskydd.
#[test]
fn smittskydd_does_not_free_current_work_from_its_description() {
    let mut message = register_of(V2, &infection());
    let code = cv("28.1", "NUVARANDE_ARBETE", "KV_FKMU_0002");
    put(&mut message.certificate.answers, "28", Some(1), vec![code]);
    assert!(!passes(&message));
    let work = vec![Delsvar::text("29.1", "Snickare")];
    put(&mut message.certificate.answers, "29", None, work);
    assert!(passes(&message));
}

#[test]
fn the_same_edits_get_the_verdict_of_the_national_rules() {
    use crate::national::{invalid_by_schema, schematron, shared, write_all};
    let Some(shared) = shared("edited certificates of version 2") else {
        return;
    };
    let edits: Vec<_> = FAIL.iter().chain(PASS).collect();
    let documents: Vec<String> = edits
        .iter()
        .map(|(_, edit)| {
            let mut message = register_of(V2, &minimal_v2());
            edit(&mut message.certificate.answers);
            write_register(&message).expect("writable")
        })
        .collect();
    let folder = tempfile::tempdir().expect("a folder");
    let files = write_all(folder.path(), &documents);
    let (Some(lines), Some(invalid)) = (
        schematron(&shared, "lisjp.v2.sch", &files),
        invalid_by_schema(&shared, &files),
    ) else {
        return;
    };
    for (i, (name, _)) in edits.iter().enumerate() {
        let national = lines[i].starts_with("pass ") && !invalid.contains(&files[i]);
        assert_eq!(national, i >= FAIL.len(), "{name}: {}", lines[i]);
    }
}

#[test]
fn the_licensed_profession_is_stated_by_role_and_position() {
    let envelope = |role, positions: &[&str]| {
        let mut actor = doctor();
        actor.assignment.role = role;
        actor.staff.position_codes = positions.iter().map(|p| (*p).to_owned()).collect();
        let values = intyg_catalog::reading::read(
            V2,
            &minimal_v2(),
            crate::samples::TODAY,
            &crate::samples::Titles,
        )
        .values;
        let envelope = intyg_convert::Envelope {
            id: id(),
            text_version: "2.0",
            signed_at: signed_at(),
            patient: &patient(),
            actor: &actor,
        };
        to_wire(V2, &values, &envelope)
            .certificate
            .created_by
            .licensed_professions
    };
    let stated = |code: &str, name: &str| vec![Code::new(code, "1.2.752.29.23.1.6", name)];
    for (role, positions, expected) in [
        (Role::Doctor, &["202010"][..], stated("LK", "Läkare")),
        (Role::Doctor, &[], stated("LK", "Läkare")),
        (Role::Doctor, &["251011"], stated("TL", "Tandläkare")),
        (Role::Doctor, &["204090"], Vec::new()),
        (Role::UnlicensedDoctor, &["204010"], Vec::new()),
    ] {
        assert_eq!(
            envelope(role, positions),
            expected,
            "{role:?} {positions:?}"
        );
    }
}

#[test]
fn what_is_sent_can_be_read() {
    let message = register_of(V2, &full_v2());
    let received = from_wire(&message).expect("a certificate");
    assert_eq!(
        (received.ty.major, received.text_version.as_str()),
        (2, "2.0")
    );
    let mut expected = with(full_v2(), &[("27", "false"), ("6.kodverk", "ICD_10_SE")]);
    for field in ["adress", "postnummer", "postort", "telefon"] {
        expected.set(
            format!("enhet.{field}"),
            received.answers.get(&format!("enhet.{field}")).to_owned(),
        );
    }
    assert_eq!(received.answers, expected);
}
