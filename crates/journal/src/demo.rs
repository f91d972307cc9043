//! The demo journal: synthetic persons, units and staff from one TOML file. Nothing in it is real.

mod file;
mod login;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use intyg_core::actor::{Assignment, Staff};
use intyg_core::ids::HsaId;
use intyg_core::organisation::CareUnit;
use intyg_core::patient::{Patient, PatientName};
use intyg_core::person::PersonId;
use serde::Deserialize;

use crate::journal::{JournalDiagnosis, LookupError};

pub use file::DemoFileError;
pub use login::{DemoLogin, DemoLoginInfo};

const EMBEDDED: &str = include_str!("../data/demo.toml");

/// The demo journal. Cheap to clone; a change made through one clone is seen by all.
#[derive(Clone)]
pub struct DemoJournal(Arc<Inner>);

struct Inner {
    password: String,
    units: Vec<CareUnit>,
    staff: Vec<StaffEntry>,
    order: Vec<PersonId>,
    persons: RwLock<BTreeMap<PersonId, Person>>,
    available: AtomicBool,
}

struct StaffEntry {
    user: String,
    staff: Staff,
    assignments: Vec<Assignment>,
}

struct Person {
    patient: Patient,
    note: String,
    story: Option<Story>,
    diagnoses: Vec<JournalDiagnosis>,
}

/// Which certificates the demo data gives a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Story {
    /// A sick leave that runs.
    Running,
    /// A sick leave that has ended.
    Ended,
    /// A certificate from 2017, of the form that was used then.
    Old,
}

/// A demo patient as she is presented to the one who tries the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPatientInfo {
    /// Her number.
    pub id: PersonId,
    /// What is special about her, in Swedish.
    pub note: String,
}

impl DemoJournal {
    /// Reads the demo data that is built into the program.
    ///
    /// # Errors
    /// [`DemoFileError`]; a test reads the embedded file, so that none is left to happen.
    pub fn embedded() -> Result<Self, DemoFileError> {
        Self::from_toml(EMBEDDED)
    }

    /// Reads the demo data from a file in the form of the embedded one.
    ///
    /// # Errors
    /// [`DemoFileError`] names what cannot be used.
    pub fn from_file(path: &Path) -> Result<Self, DemoFileError> {
        let text = std::fs::read_to_string(path).map_err(|source| DemoFileError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        Self::from_toml(&text)
    }

    /// Reads the demo data from a text.
    ///
    /// # Errors
    /// [`DemoFileError`] names what cannot be used.
    pub fn from_toml(text: &str) -> Result<Self, DemoFileError> {
        Ok(Self(Arc::new(file::read(text)?)))
    }

    /// Gives a person another name, as the patient register may at any time (S10).
    ///
    /// # Errors
    /// [`LookupError::NotFound`] for an unknown person.
    pub fn rename(&self, id: &PersonId, name: &str) -> Result<(), LookupError> {
        let mut persons = self
            .0
            .persons
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let person = persons
            .values_mut()
            .find(|person| person.answers_to(id))
            .ok_or(LookupError::NotFound)?;
        person.patient.name = PatientName::new(name);
        Ok(())
    }

    /// Adds a person who is like another one in everything but her number, where many patients are needed. She is not among
    /// [`Self::patients`], which is what the file tells.
    ///
    /// # Errors
    /// [`LookupError::NotFound`] for an unknown model.
    pub fn enrol(&self, id: PersonId, like: &PersonId) -> Result<(), LookupError> {
        let (mut patient, diagnoses) = self.with_person(like, |person| {
            (person.patient.clone(), person.diagnoses.clone())
        })?;
        patient.id = id.clone();
        patient.former_id = None;
        let person = Person {
            patient,
            note: String::new(),
            story: None,
            diagnoses,
        };
        let mut persons = self
            .0
            .persons
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        persons.insert(id, person);
        Ok(())
    }

    /// Makes patients and diagnoses answer (`true`, as at the start) or not (R26). Staff and units always answer.
    pub fn set_available(&self, available: bool) {
        self.0.available.store(available, Ordering::SeqCst);
    }

    /// Returns the persons whose certificates the demo data holds, in the order of the file.
    pub fn stories(&self) -> Vec<(PersonId, Story)> {
        self.each_person(|id, person| Some((id.clone(), person.story?)))
    }

    /// Returns every person in the order of the file.
    pub fn patients(&self) -> Vec<DemoPatientInfo> {
        self.each_person(|id, person| {
            Some(DemoPatientInfo {
                id: id.clone(),
                note: person.note.clone(),
            })
        })
    }

    pub(crate) fn patient(&self, id: &PersonId) -> Result<Patient, LookupError> {
        self.with_person(id, |person| person.patient.clone())
    }

    pub(crate) fn diagnoses(&self, id: &PersonId) -> Result<Vec<JournalDiagnosis>, LookupError> {
        self.with_person(id, |person| person.diagnoses.clone())
    }

    pub(crate) fn staff(&self, id: &HsaId) -> Result<Staff, LookupError> {
        self.entry(id).map(|entry| entry.staff.clone())
    }

    pub(crate) fn assignments(&self, staff: &HsaId) -> Result<Vec<Assignment>, LookupError> {
        self.entry(staff).map(|entry| entry.assignments.clone())
    }

    pub(crate) fn unit(&self, id: &HsaId) -> Result<CareUnit, LookupError> {
        let unit = self.0.units.iter().find(|unit| unit.id == *id);
        unit.cloned().ok_or(LookupError::NotFound)
    }

    pub(crate) fn doctors_on(&self, unit: &HsaId) -> Result<Vec<Staff>, LookupError> {
        self.unit(unit)?;
        let doctors = self.0.staff.iter().filter(|entry| {
            entry
                .assignments
                .iter()
                .any(|a| a.role.is_signing() && a.unit.id == *unit)
        });
        Ok(doctors.map(|entry| entry.staff.clone()).collect())
    }

    fn entry(&self, id: &HsaId) -> Result<&StaffEntry, LookupError> {
        let entry = self.0.staff.iter().find(|entry| entry.staff.id == *id);
        entry.ok_or(LookupError::NotFound)
    }

    fn with_person<T>(
        &self,
        id: &PersonId,
        read: impl FnOnce(&Person) -> T,
    ) -> Result<T, LookupError> {
        if !self.0.available.load(Ordering::SeqCst) {
            return Err(LookupError::Unavailable);
        }
        let persons = self
            .0
            .persons
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let person = persons.get(id);
        let person = person.or_else(|| persons.values().find(|person| person.answers_to(id)));
        person.map(read).ok_or(LookupError::NotFound)
    }

    fn each_person<T>(&self, read: impl Fn(&PersonId, &Person) -> Option<T>) -> Vec<T> {
        let persons = self
            .0
            .persons
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let in_order = self.0.order.iter();
        in_order
            .filter_map(|id| read(id, persons.get(id)?))
            .collect()
    }
}

impl Person {
    fn answers_to(&self, id: &PersonId) -> bool {
        self.patient.id == *id || self.patient.former_id.as_ref() == Some(id)
    }
}

impl fmt::Debug for DemoJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DemoJournal")
            .field("units", &self.0.units.len())
            .field("staff", &self.0.staff.len())
            .field("persons", &self.0.order.len())
            .finish_non_exhaustive()
    }
}
