//! The one interface to the systems around us.

use intyg_core::actor::{Assignment, Staff};
use intyg_core::diagnosis::CodeSystem;
use intyg_core::ids::HsaId;
use intyg_core::organisation::CareUnit;
use intyg_core::patient::Patient;
use intyg_core::person::PersonId;
use jiff::civil::Date;

use crate::demo::DemoJournal;

/// The systems around us. Cheap to clone; every clone sees the same systems.
///
/// Records and directory are chosen apart, since a record system answers for patients while staff and units come from a
/// catalogue of their own.
#[derive(Debug, Clone)]
pub struct Journal {
    records: Records,
    directory: Directory,
}

/// Where patients and their diagnoses are asked for.
#[derive(Debug, Clone)]
enum Records {
    Demo(DemoJournal),
}

/// Where staff, assignments and units are asked for.
#[derive(Debug, Clone)]
enum Directory {
    Demo(DemoJournal),
}

/// Why a look-up gave nothing. What the system behind said is logged by its adapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    /// The system answered that it does not know the one asked for.
    #[error("not found in the register")]
    NotFound,
    /// The system did not answer, or not in a way that can be understood: nothing is known (R26).
    #[error("the register does not answer")]
    Unavailable,
}

/// A diagnosis in the patient's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalDiagnosis {
    /// The day on which it was recorded.
    pub recorded_on: Date,
    /// The code: upper case, without dot. Possibly too short for the receiver, possibly unknown to the register.
    pub code: String,
    /// The text in the record.
    pub title: String,
    /// The register of the code.
    pub system: CodeSystem,
    /// Name of the unit that recorded it.
    pub unit_name: String,
}

#[expect(
    clippy::unused_async,
    reason = "the demo journal answers at once, the record systems to come do not, and callers must not notice"
)]
impl Journal {
    /// Makes the journal of the demo, which answers for everything.
    pub fn demo(demo: DemoJournal) -> Self {
        Self {
            records: Records::Demo(demo.clone()),
            directory: Directory::Demo(demo),
        }
    }

    /// Returns the person with this number. Asked by an earlier number, it returns the person under the new one, with
    /// [`Patient::former_id`] set.
    ///
    /// # Errors
    /// [`LookupError::NotFound`] and [`LookupError::Unavailable`] are handled differently: exchange 6.1.
    pub async fn patient(&self, id: &PersonId) -> Result<Patient, LookupError> {
        match &self.records {
            Records::Demo(demo) => demo.patient(id),
        }
    }

    /// Returns the diagnoses in the person's record, newest first; an empty list when there are none.
    ///
    /// # Errors
    /// [`LookupError::NotFound`] when the person is unknown, [`LookupError::Unavailable`] when nobody answers.
    pub async fn diagnoses(&self, id: &PersonId) -> Result<Vec<JournalDiagnosis>, LookupError> {
        match &self.records {
            Records::Demo(demo) => demo.diagnoses(id),
        }
    }

    /// Returns a staff member.
    ///
    /// # Errors
    /// [`LookupError`].
    pub async fn staff(&self, id: &HsaId) -> Result<Staff, LookupError> {
        match &self.directory {
            Directory::Demo(demo) => demo.staff(id),
        }
    }

    /// Returns a staff member's assignments in the directory's order, possibly none.
    ///
    /// # Errors
    /// [`LookupError::NotFound`] when the staff member is unknown, [`LookupError::Unavailable`] when nobody answers.
    pub async fn assignments(&self, staff: &HsaId) -> Result<Vec<Assignment>, LookupError> {
        match &self.directory {
            Directory::Demo(demo) => demo.assignments(staff),
        }
    }

    /// Returns a care unit.
    ///
    /// # Errors
    /// [`LookupError`].
    pub async fn unit(&self, id: &HsaId) -> Result<CareUnit, LookupError> {
        match &self.directory {
            Directory::Demo(demo) => demo.unit(id),
        }
    }

    /// Returns those who have an assignment on the unit in a role that signs, in the directory's order.
    ///
    /// # Errors
    /// [`LookupError::NotFound`] when the unit is unknown, [`LookupError::Unavailable`] when nobody answers.
    pub async fn doctors_on(&self, unit: &HsaId) -> Result<Vec<Staff>, LookupError> {
        match &self.directory {
            Directory::Demo(demo) => demo.doctors_on(unit),
        }
    }
}
