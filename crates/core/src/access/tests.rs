use super::*;
use crate::actor::{Assignment, Staff};
use crate::organisation::{CareProvider, CareUnit, Contact, UnitStatus};

fn hsa(id: &str) -> HsaId {
    HsaId::parse(id).expect("an HSA id")
}

fn actor(role: Role) -> Actor {
    Actor {
        staff: Staff {
            id: hsa("SE1-D"),
            name: "Eva Exempel".into(),
            title: "Läkare".into(),
            position_codes: vec![],
            specialities: vec![],
            person_id: None,
        },
        assignment: Assignment {
            name: "Uppdrag".into(),
            role,
            unit: CareUnit {
                id: hsa("SE1-U"),
                name: "Enhet".into(),
                provider: CareProvider {
                    id: hsa("SE1"),
                    name: "Vårdgivare".into(),
                },
                workplace_code: None,
                contact: Contact::default(),
                status: UnitStatus::Active,
            },
        },
    }
}

fn outcome(
    role: Role,
    action: Action,
    unit: &str,
    provider: &str,
    protection: Protection,
) -> Result<(), Denied> {
    let patient = PersonId::from_canonical("191212121212").expect("a person id");
    let facts = Facts {
        unit: &hsa(unit),
        provider: &hsa(provider),
        patient: Some(PatientFacts {
            id: &patient,
            protection,
        }),
    };
    decide(&actor(role), action, &facts).map(|_| ())
}

#[test]
fn the_data_file_has_all_rows_and_satisfies_its_invariants() {
    let rows = &MATRIX.0;
    assert_eq!(rows.len(), 38);
    for (row, cells) in rows {
        assert_eq!(cells.len(), 6, "{row}");
        assert!(
            cells
                .iter()
                .all(|c| c.len() == 4 && c.bytes().all(|b| b == b'J' || b == b'-')),
            "{row}"
        );
        for column in [2, 3] {
            assert_eq!(
                &cells[column][2..],
                "--",
                "{row}: care staff never handle protected patients"
            );
        }
        for (column, cell) in cells.iter().enumerate().take(5) {
            assert_eq!(&cell[3..], "-", "{row} column {column}");
        }
        if ["H09", "H10", "H14", "H15", "H23", "H37"].contains(row) {
            assert!(
                cells[2..].iter().all(|c| *c == "----"),
                "{row}: doctors only"
            );
        }
        if ["H25", "H34", "H35", "H36"].contains(row) {
            assert!(cells.iter().all(|c| *c == "----"), "{row}: nobody");
        }
    }
}

#[test]
fn every_action_has_a_row_of_its_own() {
    let mut seen: Vec<_> = Action::ALL.iter().map(|a| a.row()).collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), Action::ALL.len());
    assert!(seen.iter().all(|row| MATRIX.0.contains_key(row)));
}

#[test]
fn signing_is_for_doctors_on_the_own_unit() {
    for role in Role::ALL {
        let expected = if role.is_signing() {
            Ok(())
        } else {
            Err(Denied::Forbidden)
        };
        assert_eq!(
            outcome(role, Action::Sign, "SE1-U", "SE1", Protection::Open),
            expected,
            "{role:?}"
        );
        assert_eq!(
            outcome(role, Action::Sign, "SE1-V", "SE1", Protection::Open),
            Err(Denied::Invisible)
        );
        assert_eq!(
            outcome(role, Action::Sign, "SE1-U", "SE2", Protection::Open),
            Err(Denied::Invisible)
        );
    }
}

#[test]
fn an_unknown_protected_status_counts_as_protected() {
    for protection in [Protection::Protected, Protection::Unknown] {
        assert_eq!(
            outcome(
                Role::CareAdmin,
                Action::SaveDraft,
                "SE1-U",
                "SE1",
                protection
            ),
            Err(Denied::Forbidden)
        );
        assert_eq!(
            outcome(Role::Doctor, Action::SaveDraft, "SE1-U", "SE1", protection),
            Ok(())
        );
    }
    assert_eq!(
        outcome(
            Role::CareAdmin,
            Action::SaveDraft,
            "SE1-U",
            "SE1",
            Protection::Open
        ),
        Ok(())
    );
}

#[test]
fn reach_says_what_the_decisions_say() {
    for role in Role::ALL {
        for action in Action::ALL {
            let permits = |protection| outcome(role, *action, "SE1-U", "SE1", protection).is_ok();
            let expected = match (permits(Protection::Open), permits(Protection::Protected)) {
                (true, true) => Reach::EveryPatient,
                (true, false) => Reach::OpenPatients,
                (false, _) => Reach::Nobody,
            };
            assert_eq!(reach(role, *action), expected, "{role:?} {action:?}");
        }
    }
}
