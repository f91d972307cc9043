//! Reading the demo file: its form, and what must hold for it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::RwLock;
use std::sync::atomic::AtomicBool;

use intyg_core::actor::{Assignment, Role, Staff};
use intyg_core::diagnosis::{CodeSystem, normalise_code};
use intyg_core::ids::HsaId;
use intyg_core::organisation::{CareProvider, CareUnit, Contact, UnitStatus};
use intyg_core::patient::{LifeStatus, Patient, PatientName, Protection};
use intyg_core::person::{PersonId, PersonIdError};
use jiff::civil::Date;
use serde::Deserialize;

use super::{Inner, Person, StaffEntry, Story};
use crate::journal::JournalDiagnosis;

/// Why demo data cannot be used. Persons are named by their place in the file, never by number.
#[derive(Debug, thiserror::Error)]
pub enum DemoFileError {
    /// The file cannot be read.
    #[error("cannot read the demo data {path}")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Not TOML of the expected form.
    #[error("the demo data is not of the expected form")]
    Form(#[from] Box<toml::de::Error>),
    /// The password is empty.
    #[error("the demo data has an empty password")]
    EmptyPassword,
    /// A text that may not be empty is so.
    #[error("the demo data has an empty {field} at {place}")]
    Empty {
        /// Which key.
        field: &'static str,
        /// Where.
        place: String,
    },
    /// Two entries have the same name or id.
    #[error("the demo data has {what} {name} twice")]
    Twice {
        /// What kind of entry.
        what: &'static str,
        /// Its name, or place for a person.
        name: String,
    },
    /// An entry points to one that is not there.
    #[error("the demo data names the {what} {id}, which it does not have")]
    Missing {
        /// What kind of entry.
        what: &'static str,
        /// The id that is named.
        id: HsaId,
    },
    /// A person's number is none.
    #[error("person {place} of the demo data has no valid number")]
    PersonNumber {
        /// Place in the file, from 1.
        place: usize,
        /// What is wrong.
        #[source]
        source: PersonIdError,
    },
    /// A staff member's own number is none.
    #[error("the staff member {user} of the demo data has no valid number")]
    StaffNumber {
        /// User name.
        user: String,
        /// What is wrong.
        #[source]
        source: PersonIdError,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    password: String,
    #[serde(rename = "provider")]
    providers: Vec<CareProvider>,
    #[serde(rename = "unit")]
    units: Vec<UnitRow>,
    staff: Vec<StaffRow>,
    #[serde(rename = "person")]
    persons: Vec<PersonRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitRow {
    id: HsaId,
    provider: HsaId,
    name: String,
    workplace_code: Option<String>,
    #[serde(default = "active")]
    status: UnitStatus,
    contact: Contact,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StaffRow {
    user: String,
    id: HsaId,
    name: String,
    title: String,
    #[serde(default)]
    position_codes: Vec<String>,
    #[serde(default)]
    specialities: Vec<String>,
    person_id: Option<String>,
    #[serde(rename = "assignment")]
    assignments: Vec<AssignmentRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AssignmentRow {
    name: String,
    role: Role,
    unit: HsaId,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonRow {
    id: String,
    name: String,
    note: String,
    #[serde(default)]
    protected: bool,
    deceased: Option<Date>,
    #[serde(default)]
    test_indicated: bool,
    former_id: Option<String>,
    story: Option<Story>,
    #[serde(default, rename = "diagnosis")]
    diagnoses: Vec<DiagnosisRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DiagnosisRow {
    recorded_on: Date,
    code: String,
    title: String,
    #[serde(default = "icd")]
    system: CodeSystem,
    unit: HsaId,
}

fn active() -> UnitStatus {
    UnitStatus::Active
}

fn icd() -> CodeSystem {
    CodeSystem::Icd10Se
}

pub(super) fn read(text: &str) -> Result<Inner, DemoFileError> {
    let file: File = toml::from_str(text).map_err(Box::new)?;
    if file.password.is_empty() {
        return Err(DemoFileError::EmptyPassword);
    }
    let units = units(&file.providers, file.units)?;
    let staff = staff(&units, file.staff)?;
    let (order, persons) = persons(&units, file.persons)?;
    Ok(Inner {
        password: file.password,
        units,
        staff,
        order,
        persons: RwLock::new(persons),
        available: AtomicBool::new(true),
    })
}

fn units(providers: &[CareProvider], rows: Vec<UnitRow>) -> Result<Vec<CareUnit>, DemoFileError> {
    let mut ids = Unique::of("the id");
    for provider in providers {
        ids.add(&provider.id)?;
    }
    let unit = |row: UnitRow| {
        ids.add(&row.id)?;
        let provider = providers.iter().find(|p| p.id == row.provider);
        Ok(CareUnit {
            name: filled("unit name", row.name, &row.id)?,
            provider: provider
                .cloned()
                .ok_or(missing("care provider", row.provider))?,
            id: row.id,
            workplace_code: row.workplace_code,
            contact: row.contact,
            status: row.status,
        })
    };
    rows.into_iter().map(unit).collect()
}

fn staff(units: &[CareUnit], rows: Vec<StaffRow>) -> Result<Vec<StaffEntry>, DemoFileError> {
    let mut users = Unique::of("the user");
    let mut ids = Unique::of("the staff id");
    let entry = |row: StaffRow| {
        users.add(&row.user)?;
        ids.add(&row.id)?;
        let person_id = row
            .person_id
            .map(|digits| PersonId::from_canonical(&digits));
        let person_id = person_id
            .transpose()
            .map_err(|source| DemoFileError::StaffNumber {
                user: row.user.clone(),
                source,
            })?;
        let assignments = row.assignments.into_iter().map(|a| {
            Ok(Assignment {
                name: a.name,
                role: a.role,
                unit: find_unit(units, a.unit)?.clone(),
            })
        });
        Ok(StaffEntry {
            assignments: assignments.collect::<Result<_, DemoFileError>>()?,
            staff: Staff {
                name: filled("staff name", row.name, &row.id)?,
                id: row.id,
                title: row.title,
                position_codes: row.position_codes,
                specialities: row.specialities,
                person_id,
            },
            user: filled("user name", row.user, "one of the staff")?.to_lowercase(),
        })
    };
    rows.into_iter().map(entry).collect()
}

type Persons = (Vec<PersonId>, BTreeMap<PersonId, Person>);

fn persons(units: &[CareUnit], rows: Vec<PersonRow>) -> Result<Persons, DemoFileError> {
    let mut numbers = BTreeSet::new();
    let mut order = Vec::new();
    let mut persons = BTreeMap::new();
    for (place, row) in (1..).zip(rows) {
        let person = person(units, place, row)?;
        let patient = &person.patient;
        for number in [Some(&patient.id), patient.former_id.as_ref()]
            .into_iter()
            .flatten()
        {
            if !numbers.insert(number.clone()) {
                return Err(DemoFileError::Twice {
                    what: "the number of person",
                    name: place.to_string(),
                });
            }
        }
        order.push(patient.id.clone());
        persons.insert(patient.id.clone(), person);
    }
    Ok((order, persons))
}

fn person(units: &[CareUnit], place: usize, row: PersonRow) -> Result<Person, DemoFileError> {
    let number = |digits: &str| {
        PersonId::from_canonical(digits)
            .map_err(|source| DemoFileError::PersonNumber { place, source })
    };
    let diagnoses = row.diagnoses.into_iter();
    let mut diagnoses = diagnoses
        .map(|row| diagnosis(units, place, row))
        .collect::<Result<Vec<_>, _>>()?;
    diagnoses.sort_by_key(|diagnosis| std::cmp::Reverse(diagnosis.recorded_on));
    Ok(Person {
        patient: Patient {
            id: number(&row.id)?,
            name: PatientName::new(filled("name", row.name, format_args!("person {place}"))?),
            protection: if row.protected {
                Protection::Protected
            } else {
                Protection::Open
            },
            life: row.deceased.map_or(LifeStatus::Alive, LifeStatus::Deceased),
            test_indicated: row.test_indicated,
            former_id: row.former_id.as_deref().map(number).transpose()?,
        },
        note: row.note,
        story: row.story,
        diagnoses,
    })
}

fn diagnosis(
    units: &[CareUnit],
    place: usize,
    row: DiagnosisRow,
) -> Result<JournalDiagnosis, DemoFileError> {
    let at = format!("person {place}");
    Ok(JournalDiagnosis {
        recorded_on: row.recorded_on,
        code: filled("code", normalise_code(&row.code), &at)?,
        title: filled("title", row.title, &at)?,
        system: row.system,
        unit_name: find_unit(units, row.unit)?.name.clone(),
    })
}

fn find_unit(units: &[CareUnit], id: HsaId) -> Result<&CareUnit, DemoFileError> {
    let unit = units.iter().find(|unit| unit.id == id);
    unit.ok_or(missing("unit", id))
}

fn missing(what: &'static str, id: HsaId) -> DemoFileError {
    DemoFileError::Missing { what, id }
}

fn filled(
    field: &'static str,
    text: String,
    place: impl std::fmt::Display,
) -> Result<String, DemoFileError> {
    if text.trim().is_empty() {
        let place = place.to_string();
        return Err(DemoFileError::Empty { field, place });
    }
    Ok(text)
}

/// Names that may occur once, compared without regard to case.
struct Unique {
    what: &'static str,
    seen: BTreeSet<String>,
}

impl Unique {
    fn of(what: &'static str) -> Self {
        Self {
            what,
            seen: BTreeSet::new(),
        }
    }
    fn add(&mut self, name: &impl ToString) -> Result<(), DemoFileError> {
        let name = name.to_string();
        if self.seen.insert(name.to_lowercase()) {
            return Ok(());
        }
        Err(DemoFileError::Twice {
            what: self.what,
            name,
        })
    }
}
