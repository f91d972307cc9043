//! Advice that depends on the patient's age; it stops nothing. Source: acceptance A29, ui 6.5.

use intyg_core::person::PersonId;
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::element::CertificateType;
use crate::registry;

/// An age above which another type is usually the right one.
#[derive(Debug)]
pub struct AgeAdvice {
    /// Whole years and months after birth; the advice begins the day after.
    pub older_than: (i16, i16),
    /// Whom the type is for, as a whole Swedish sentence.
    pub why: &'static str,
    /// Code and major version of the type for older patients.
    pub instead: (&'static str, u8),
}

/// What is said of a certificate for a patient that it is hardly meant for.
#[derive(Debug, Clone)]
pub struct AgeNotice {
    /// Whom the type is for, how old the patient is and which type there is instead.
    pub text: String,
    /// That type.
    pub instead: &'static CertificateType,
}

/// Returns what should be considered before a certificate of this type is written for the patient on `today`.
pub fn notice(ty: &CertificateType, patient: &PersonId, today: Date) -> Option<AgeNotice> {
    let advice = ty.age_advice.as_ref()?;
    let (years, months) = advice.older_than;
    let last_day = patient
        .birth_date()
        .checked_add(years.years().months(months))
        .ok()?;
    let (code, major) = advice.instead;
    let instead = registry::find(code, major).filter(|_| last_day < today)?;
    let text = format!(
        "{} Patienten är {} år. För äldre används {}.",
        advice.why,
        patient.age_on(today),
        instead.full_name()
    );
    Some(AgeNotice { text, instead })
}
