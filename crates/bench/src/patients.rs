//! Many patients: a certificate is measured among those that an ordinary person has, not among all of the measurement's.

use anyhow::Context as _;
use intyg_core::actor::Actor;
use intyg_core::ids::PatientKey;
use intyg_core::person::PersonId;
use intyg_testkit::app::TestApp;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

/// Birth day of the first one: so long ago that the numbers belong to nobody alive.
const FIRST_BIRTH: Date = date(1900, 1, 1);
/// Birth number of all of them; one is born each day.
const BIRTH_NUMBER: &str = "238";

/// Makes so many ordinary patients and opens them.
pub(crate) async fn open(
    t: &TestApp,
    doctor: &Actor,
    count: usize,
) -> anyhow::Result<Vec<PatientKey>> {
    let like = t.ordinary_person().await;
    let mut keys = Vec::with_capacity(count);
    for day in 0..i64::try_from(count)? {
        let born = FIRST_BIRTH.checked_add(day.days())?;
        let nine = format!("{}{BIRTH_NUMBER}", born.strftime("%y%m%d"));
        let digits = format!("19{nine}{}", check_digit(&nine)?);
        let person = PersonId::from_canonical(&digits)?;
        t.journal.enrol(person.clone(), &like)?;
        keys.push(t.open(doctor, &person).await);
    }
    Ok(keys)
}

/// The check digit of a personnummer. Source: Skatteverket, SKV 704.
fn check_digit(nine: &str) -> anyhow::Result<u32> {
    let mut sum = 0;
    for (place, sign) in nine.chars().enumerate() {
        let product = sign.to_digit(10).context("a digit")? * if place % 2 == 0 { 2 } else { 1 };
        sum += product / 10 + product % 10;
    }
    Ok((10 - sum % 10) % 10)
}
