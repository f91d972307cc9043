//! The patient as the register knows her. Name and flags are shown, never stored.

use std::fmt;

use jiff::civil::Date;

use crate::person::PersonId;

/// A person found in the patient register.
#[derive(Clone, PartialEq, Eq)]
pub struct Patient {
    /// Personnummer or samordningsnummer.
    pub id: PersonId,
    /// Name for the page's banner only.
    pub name: PatientName,
    /// Protected identity.
    pub protection: Protection,
    /// Whether the person lives.
    pub life: LifeStatus,
    /// A person made for tests, whose certificates never go to Försäkringskassan.
    pub test_indicated: bool,
    /// An earlier personnummer, when it has been changed.
    pub former_id: Option<PersonId>,
}

/// A patient's name. `Debug` masks it and nothing serialises it, so that it stays on the screen (R07).
#[derive(Clone, PartialEq, Eq)]
pub struct PatientName(String);

impl PatientName {
    /// Takes the name as the register has it.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }
    /// Returns the name for the banner.
    pub fn for_banner(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PatientName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[namn]")
    }
}

impl fmt::Debug for Patient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Patient")
            .field("protection", &self.protection)
            .finish_non_exhaustive()
    }
}

/// Protected identity (skyddade personuppgifter, either form).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// Not protected.
    Open,
    /// Protected.
    Protected,
    /// The register did not say; handled as protected (R26).
    Unknown,
}

impl Protection {
    /// Tells whether the patient is handled as protected.
    pub fn is_protected(self) -> bool {
        !matches!(self, Self::Open)
    }
}

/// Whether a person lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LifeStatus {
    /// Alive.
    Alive,
    /// Deceased on this day.
    Deceased(Date),
}

impl LifeStatus {
    /// Tells whether the person is dead.
    pub fn is_deceased(self) -> bool {
        matches!(self, Self::Deceased(_))
    }
}
