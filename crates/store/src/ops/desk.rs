//! What a user has around her: settings, recent patients, open tabs, form keys, who else is in a draft.

use intyg_core::ids::{CertificateId, FormKey, HsaId, PatientKey};
use jiff::Timestamp;

use super::ms;
use crate::Error;
use crate::fields::Columns;
use crate::rows::{FormKeyClaim, NewFormKey, OpenTabRow, PresenceRow, RecentPatientRow, StaffRef};
use crate::tx::{Tx, execute, fetch_all, fetch_optional, one_row};

impl Tx {
    /// Returns a setting of a user.
    pub async fn setting(&mut self, staff: &HsaId, key: &str) -> Result<Option<String>, Error> {
        fetch_optional!(
            self,
            |row| Columns::new(row, "staff_setting", "setting").text("value"),
            "SELECT setting, value FROM staff_setting WHERE staff_id = $1 AND setting = $2",
            staff.as_str(),
            key
        )
    }

    /// Sets a setting of a user.
    pub async fn set_setting(
        &mut self,
        staff: &HsaId,
        key: &str,
        value: &str,
    ) -> Result<(), Error> {
        one_row(execute!(
            self,
            "INSERT INTO staff_setting (staff_id, setting, value) VALUES ($1, $2, $3)
             ON CONFLICT (staff_id, setting) DO UPDATE SET value = excluded.value",
            staff.as_str(),
            key,
            value
        )?)
    }

    /// Removes a setting of a user, if there is one.
    pub async fn remove_setting(&mut self, staff: &HsaId, key: &str) -> Result<(), Error> {
        execute!(
            self,
            "DELETE FROM staff_setting WHERE staff_id = $1 AND setting = $2",
            staff.as_str(),
            key
        )?;
        Ok(())
    }

    /// Notes that a user on a unit has a patient open.
    pub async fn touch_recent_patient(
        &mut self,
        staff: &HsaId,
        unit: &HsaId,
        patient: PatientKey,
        at: Timestamp,
    ) -> Result<(), Error> {
        one_row(execute!(
            self,
            "INSERT INTO recent_patient (staff_id, unit_id, patient_key, at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (staff_id, unit_id, patient_key) DO UPDATE SET at = excluded.at",
            staff.as_str(),
            unit.as_str(),
            patient.to_text(),
            ms(at)
        )?)
    }

    /// Returns whom a user on a unit has had open, the last one first.
    pub async fn recent_patients(
        &mut self,
        staff: &HsaId,
        unit: &HsaId,
        limit: u32,
    ) -> Result<Vec<RecentPatientRow>, Error> {
        fetch_all!(
            self,
            |row| {
                let row = Columns::new(row, "recent_patient", "patient_key");
                Ok::<_, Error>(RecentPatientRow {
                    patient: row.id("patient_key")?,
                    person_id: row.person("person_id")?,
                    at: row.time("at")?,
                })
            },
            "SELECT r.patient_key AS patient_key, p.person_id AS person_id, r.at AS at FROM recent_patient r
             JOIN patient p ON p.patient_key = r.patient_key
             WHERE r.staff_id = $1 AND r.unit_id = $2 ORDER BY r.at DESC, r.patient_key LIMIT $3",
            staff.as_str(),
            unit.as_str(),
            i64::from(limit)
        )
    }

    /// Notes that a user has a certificate open; a second time changes nothing.
    pub async fn open_tab(
        &mut self,
        staff: &HsaId,
        patient: PatientKey,
        certificate: CertificateId,
        at: Timestamp,
    ) -> Result<(), Error> {
        execute!(
            self,
            "INSERT INTO open_tab (staff_id, patient_key, certificate_id, opened_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (staff_id, certificate_id) DO NOTHING",
            staff.as_str(),
            patient.to_text(),
            certificate.to_text(),
            ms(at)
        )?;
        Ok(())
    }

    /// Notes that a user has closed a certificate, if it was open.
    pub async fn close_tab(
        &mut self,
        staff: &HsaId,
        certificate: CertificateId,
    ) -> Result<(), Error> {
        execute!(
            self,
            "DELETE FROM open_tab WHERE staff_id = $1 AND certificate_id = $2",
            staff.as_str(),
            certificate.to_text()
        )?;
        Ok(())
    }

    /// Returns a patient's certificates that a user has open, in the order of opening.
    pub async fn open_tabs(
        &mut self,
        staff: &HsaId,
        patient: PatientKey,
    ) -> Result<Vec<OpenTabRow>, Error> {
        fetch_all!(
            self,
            |row| {
                let row = Columns::new(row, "open_tab", "certificate_id");
                Ok::<_, Error>(OpenTabRow {
                    patient: row.id("patient_key")?,
                    certificate: row.id("certificate_id")?,
                    opened_at: row.time("opened_at")?,
                })
            },
            "SELECT patient_key, certificate_id, opened_at FROM open_tab WHERE staff_id = $1 AND patient_key = $2
             ORDER BY opened_at, certificate_id",
            staff.as_str(),
            patient.to_text()
        )
    }

    /// Uses a one-time key. Source: reliability-security R114.
    pub async fn claim_form_key(&mut self, key: &NewFormKey) -> Result<FormKeyClaim, Error> {
        let inserted = execute!(
            self,
            "INSERT INTO form_key (form_key, staff_id, digest, location, created_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (form_key) DO NOTHING",
            key.key.to_text(),
            key.staff_id.as_str(),
            key.digest.as_str(),
            key.location.as_str(),
            ms(key.at)
        )?;
        if inserted == 1 {
            return Ok(FormKeyClaim::New);
        }
        let location = fetch_optional!(
            self,
            |row| Columns::new(row, "form_key", "form_key").text("location"),
            "SELECT form_key, location FROM form_key WHERE form_key = $1 AND staff_id = $2 AND digest = $3",
            key.key.to_text(),
            key.staff_id.as_str(),
            key.digest.as_str()
        )?;
        Ok(match location {
            Some(location) => FormKeyClaim::Same { location },
            None => FormKeyClaim::Mismatch,
        })
    }

    /// Keeps where the first use of a one-time key led, for the second.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the key has not been used.
    pub async fn answer_form_key(&mut self, key: FormKey, location: &str) -> Result<(), Error> {
        one_row(execute!(
            self,
            "UPDATE form_key SET location = $2 WHERE form_key = $1",
            key.to_text(),
            location
        )?)
    }

    /// Removes at most `limit` one-time keys used before `at`.
    pub async fn remove_form_keys_before(
        &mut self,
        at: Timestamp,
        limit: u32,
    ) -> Result<u64, Error> {
        execute!(
            self,
            "DELETE FROM form_key WHERE form_key IN (SELECT form_key FROM form_key WHERE created_at < $1 LIMIT $2)",
            ms(at),
            i64::from(limit)
        )
    }

    /// Notes that somebody has a draft open.
    pub async fn touch_presence(
        &mut self,
        certificate: CertificateId,
        staff: &StaffRef,
        at: Timestamp,
    ) -> Result<(), Error> {
        one_row(execute!(
            self,
            "INSERT INTO draft_presence (certificate_id, staff_id, staff_name, seen_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (certificate_id, staff_id) DO UPDATE SET staff_name = excluded.staff_name, seen_at = excluded.seen_at",
            certificate.to_text(),
            staff.id.as_str(),
            staff.name.as_str(),
            ms(at)
        )?)
    }

    /// Notes that somebody has left a draft.
    pub async fn leave_draft(
        &mut self,
        certificate: CertificateId,
        staff: &HsaId,
    ) -> Result<(), Error> {
        execute!(
            self,
            "DELETE FROM draft_presence WHERE certificate_id = $1 AND staff_id = $2",
            certificate.to_text(),
            staff.as_str()
        )?;
        Ok(())
    }

    /// Returns who but `staff` has been heard of in a draft since then, the last one first.
    pub async fn others_present(
        &mut self,
        certificate: CertificateId,
        staff: &HsaId,
        since: Timestamp,
    ) -> Result<Vec<PresenceRow>, Error> {
        fetch_all!(
            self,
            |row| {
                let row = Columns::new(row, "draft_presence", "certificate_id");
                Ok::<_, Error>(PresenceRow {
                    staff: row.staff("staff_id", "staff_name")?,
                    seen_at: row.time("seen_at")?,
                })
            },
            "SELECT certificate_id, staff_id, staff_name, seen_at FROM draft_presence
             WHERE certificate_id = $1 AND staff_id <> $2 AND seen_at >= $3 ORDER BY seen_at DESC, staff_id",
            certificate.to_text(),
            staff.as_str(),
            ms(since)
        )
    }
}
