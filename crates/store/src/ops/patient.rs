//! The random key under which a patient stands in addresses.

use intyg_core::ids::PatientKey;
use intyg_core::person::PersonId;

use crate::Error;
use crate::fields::{Columns, Fields};
use crate::tx::{Tx, execute, fetch_optional};

impl Tx {
    /// Returns the patient's key; `make` becomes it when she has none yet.
    pub async fn patient_key_for(
        &mut self,
        person: &PersonId,
        make: PatientKey,
    ) -> Result<PatientKey, Error> {
        if let Some(key) = self.patient_key(person).await? {
            return Ok(key);
        }
        execute!(
            self,
            "INSERT INTO patient (patient_key, person_id) VALUES ($1, $2) ON CONFLICT (person_id) DO NOTHING",
            make.to_text(),
            person.digits()
        )?;
        self.patient_key(person).await?.ok_or(Error::Conflict)
    }

    /// Returns who stands behind a key.
    pub async fn person_id_of(&mut self, key: PatientKey) -> Result<Option<PersonId>, Error> {
        fetch_optional!(
            self,
            |row| Columns::new(row, "patient", "patient_key").person("person_id"),
            "SELECT patient_key, person_id FROM patient WHERE patient_key = $1",
            key.to_text()
        )
    }

    /// Returns the patient's key, if she has one.
    pub async fn patient_key(&mut self, person: &PersonId) -> Result<Option<PatientKey>, Error> {
        fetch_optional!(
            self,
            key_row,
            "SELECT patient_key FROM patient WHERE person_id = $1",
            person.digits()
        )
    }
}

fn key_row(row: &impl Fields) -> Result<PatientKey, Error> {
    Columns::new(row, "patient", "patient_key").id("patient_key")
}
