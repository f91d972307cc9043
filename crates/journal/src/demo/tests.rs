use std::collections::BTreeSet;

use intyg_core::actor::Role;
use intyg_core::diagnosis::{CodeSystem, needs_four_characters};
use intyg_core::patient::Protection;
use jiff::civil::{Date, date};

use super::*;

const TODAY: Date = date(2026, 11, 22);

fn demo() -> DemoJournal {
    DemoJournal::embedded().expect("the embedded file is good")
}

fn id(digits: &str) -> PersonId {
    PersonId::from_canonical(digits).expect("a test number")
}

fn all() -> Vec<(Patient, Vec<JournalDiagnosis>)> {
    let demo = demo();
    let both = |info: DemoPatientInfo| {
        Some((demo.patient(&info.id).ok()?, demo.diagnoses(&info.id).ok()?))
    };
    demo.patients().into_iter().filter_map(both).collect()
}

type IsSo = fn(&Patient, &[JournalDiagnosis]) -> bool;

#[test]
fn the_demo_data_has_a_person_of_every_kind() {
    let all = all();
    assert!(all.len() >= 14, "{} persons", all.len());
    let kinds: [(&str, IsSo); 12] = [
        ("protected", |p, _| p.protection == Protection::Protected),
        ("deceased", |p, _| p.life.is_deceased()),
        ("samordningsnummer", |p, _| p.id.is_coordination_number()),
        ("test-indicated", |p, _| p.test_indicated),
        ("changed number", |p, _| p.former_id.is_some()),
        ("over 100", |p, _| p.id.age_on(TODAY) > 100),
        ("29 February", |p, _| {
            (p.id.birth_date().month(), p.id.birth_date().day()) == (2, 29)
        }),
        ("under 30", |p, _| p.id.age_on(TODAY) < 30),
        ("no diagnosis", |_, d| d.is_empty()),
        ("more than ten", |_, d| d.len() > 10),
        ("too short a code", |_, d| {
            d.iter()
                .any(|d| needs_four_characters(&d.code) && d.code.len() < 4)
        }),
        ("KSH97-P", |_, d| {
            d.iter().any(|d| d.system == CodeSystem::Ksh97P)
        }),
    ];
    for (kind, is_so) in kinds {
        assert!(all.iter().any(|(p, d)| is_so(p, d)), "{kind}");
    }
}

#[test]
fn every_number_is_published_for_tests() {
    let published = ["191212121212", "197010632391", "198001910002"];
    for info in demo().patients() {
        let digits = info.id.digits();
        let reserved = digits.get(8..11).is_some_and(|n| n.starts_with("98"));
        assert!(reserved || published.contains(&digits), "{digits}");
    }
}

#[test]
fn every_story_has_its_person() {
    let stories: Vec<_> = demo().stories().into_iter().map(|(_, s)| s).collect();
    assert_eq!(stories, [Story::Running, Story::Ended, Story::Old]);
}

#[test]
fn there_is_staff_for_every_role_and_someone_with_two_units_and_two_specialities() {
    let demo = demo();
    let entries = &demo.0.staff;
    let roles: BTreeSet<Role> = entries
        .iter()
        .flat_map(|entry| entry.assignments.iter().map(|a| a.role))
        .collect();
    assert_eq!(roles, BTreeSet::from(Role::ALL));
    assert!(entries.iter().any(|e| e.assignments.len() > 1));
    assert!(
        entries
            .iter()
            .any(|e| e.staff.specialities.len() > 1 && e.staff.position_codes.len() > 1)
    );
    let providers: BTreeSet<_> = demo.0.units.iter().map(|u| &u.provider.id).collect();
    assert_eq!((demo.0.units.len(), providers.len()), (3, 2));
    assert!(demo.0.units.iter().any(|u| u.workplace_code.is_none()));
}

#[test]
fn diagnoses_come_newest_first_and_without_dots() {
    for (_, diagnoses) in all() {
        assert!(diagnoses.is_sorted_by(|a, b| a.recorded_on >= b.recorded_on));
        assert!(diagnoses.iter().all(|d| !d.code.contains('.')));
    }
}

#[test]
fn an_earlier_number_leads_to_the_person_under_the_new_one() {
    let patient = demo().patient(&id("198802849821")).expect("found");
    assert_eq!(patient.id, id("198802249824"));
    assert_eq!(patient.former_id, Some(id("198802849821")));
}

#[test]
fn a_changed_name_and_a_silent_register_are_seen_by_every_clone() {
    let demo = demo();
    let other = demo.clone();
    let alma = id("198503149828");
    demo.rename(&alma, "Alma Nynamn").expect("known");
    let name = other.patient(&alma).map(|p| p.name);
    assert_eq!(name, Ok(PatientName::new("Alma Nynamn")));

    demo.set_available(false);
    assert_eq!(other.patient(&alma).err(), Some(LookupError::Unavailable));
    assert_eq!(other.diagnoses(&alma), Err(LookupError::Unavailable));
    demo.set_available(true);
    assert!(other.patient(&alma).is_ok());

    let nobody = id("201212121212");
    assert_eq!(other.patient(&nobody).err(), Some(LookupError::NotFound));
    assert_eq!(demo.rename(&nobody, "Ingen"), Err(LookupError::NotFound));
}

#[test]
fn only_those_who_sign_are_the_doctors_of_a_unit() {
    let demo = demo();
    let unit = HsaId::parse("SE0000000000-E001").expect("an id");
    let names = demo.doctors_on(&unit).map(|staff| {
        let names = staff.into_iter().map(|s| s.name);
        names.collect::<Vec<_>>()
    });
    let expected = ["Eva Exempelius", "Anna Provström", "Arvid Nyprov"];
    assert_eq!(names, Ok(expected.map(str::to_owned).to_vec()));
    let unknown = HsaId::parse("X").expect("an id");
    assert_eq!(demo.doctors_on(&unknown), Err(LookupError::NotFound));
}

#[test]
fn login_needs_the_user_and_the_password() {
    let login = DemoLogin::new(demo());
    let name = |user: &str, password: &str| login.staff_by_login(user, password).map(|s| s.name);
    assert_eq!(name(" Eva ", "intyg"), Some("Eva Exempelius".to_owned()));
    for (user, password) in [
        ("eva", ""),
        ("eva", "intyg "),
        ("eva", "Intyg"),
        ("", "intyg"),
        ("nobody", "intyg"),
    ] {
        assert_eq!(name(user, password), None, "{user}/{password}");
    }
    for info in login.demo_logins() {
        assert_eq!(name(&info.user, &info.password), Some(info.name));
        assert!(!info.units.is_empty() && !info.roles.is_empty());
    }
}

#[test]
fn each_fault_in_the_file_is_named() {
    let cases: &[(&str, &str, &str)] = &[
        (
            r#"password = "intyg""#,
            r#"password = """#,
            "empty password",
        ),
        (r#"password = "intyg""#, "", "not of the expected form"),
        (
            r#"password = "intyg""#,
            "password = \"i\"\ncolour = 1",
            "not of the expected form",
        ),
        (r#"user = "anna""#, r#"user = "Eva""#, "the user Eva twice"),
        (r#"user = "anna""#, r#"user = " ""#, "an empty user name"),
        (
            r#"id = "SE0000000000-P002""#,
            r#"id = "se0000000000-p001""#,
            "the staff id SE0000000000-P001 twice",
        ),
        (
            r#"id = "SE0000000000-V002""#,
            r#"id = "SE0000000000-V009""#,
            "the care provider SE0000000000-V002",
        ),
        (
            r#"id = "SE0000000000-E003""#,
            r#"id = "SE0000000000-E001""#,
            "the id SE0000000000-E001 twice",
        ),
        (
            r#"id = "SE0000000000-E003""#,
            r#"id = "SE0000000000-E009""#,
            "the unit SE0000000000-E003",
        ),
        (
            r#"role = "care_admin""#,
            r#"role = "king""#,
            "not of the expected form",
        ),
        (
            r#"person_id = "198109129885""#,
            r#"person_id = "198109129886""#,
            "staff member anna",
        ),
        (
            r#"id = "198503149828""#,
            r#"id = "198503149829""#,
            "person 1 of the demo data has no valid number",
        ),
        (
            r#"id = "197805229817""#,
            r#"id = "198503149828""#,
            "the number of person 2 twice",
        ),
        (
            r#"former_id = "198802849821""#,
            r#"former_id = "198503149828""#,
            "the number of person 9 twice",
        ),
        (
            r#"name = "Alma Exempelsson""#,
            r#"name = """#,
            "an empty name at person 1",
        ),
        (
            r#"code = "M54.5""#,
            r#"code = ".""#,
            "an empty code at person 1",
        ),
        (
            r#"story = "old""#,
            r#"story = "new""#,
            "not of the expected form",
        ),
    ];
    for (from, to, expected) in cases {
        assert_eq!(EMBEDDED.matches(from).count(), 1, "{from}");
        let message = match DemoJournal::from_toml(&EMBEDDED.replace(from, to)) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        };
        assert!(message.contains(expected), "{to}: {message}");
        assert!(!message.contains("19850314"), "{message}");
    }
    let missing = DemoJournal::from_file(Path::new("no/such/file.toml"));
    assert!(matches!(missing, Err(DemoFileError::Unreadable { .. })));
}
