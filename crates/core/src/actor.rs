//! Who acts: a staff member in one assignment with one role.

use serde::{Deserialize, Serialize};

use crate::ids::HsaId;
use crate::organisation::CareUnit;
use crate::person::PersonId;

/// A role. One session has one. Source: reliability-security R20.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Läkare (LAK).
    Doctor,
    /// Läkare utan legitimation (AT).
    UnlicensedDoctor,
    /// Annan vårdpersonal (VP).
    CareStaff,
    /// Vårdadministratör (VA).
    CareAdmin,
    /// Enhetsadministratör (EA).
    UnitAdmin,
    /// Logggranskare (LG).
    LogReviewer,
}

impl Role {
    /// Returns every role, in the order of the permission matrix's columns.
    pub const ALL: [Self; 6] = [
        Self::Doctor,
        Self::UnlicensedDoctor,
        Self::CareStaff,
        Self::CareAdmin,
        Self::UnitAdmin,
        Self::LogReviewer,
    ];

    /// Returns the name in storage and in the access log.
    pub fn key(self) -> &'static str {
        match self {
            Self::Doctor => "doctor",
            Self::UnlicensedDoctor => "unlicensed_doctor",
            Self::CareStaff => "care_staff",
            Self::CareAdmin => "care_admin",
            Self::UnitAdmin => "unit_admin",
            Self::LogReviewer => "log_reviewer",
        }
    }
    /// Returns the Swedish name on the screen. Source: ui 1.3.
    pub fn label(self) -> &'static str {
        match self {
            Self::Doctor | Self::UnlicensedDoctor => "Läkare",
            Self::CareStaff | Self::CareAdmin => "Vårdadministratör",
            Self::UnitAdmin => "Administratör",
            Self::LogReviewer => "Logggranskare",
        }
    }
    /// Tells whether the role signs certificates.
    pub fn is_signing(self) -> bool {
        matches!(self, Self::Doctor | Self::UnlicensedDoctor)
    }
}

/// A staff member as the staff register knows her.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// Her id in HSA.
    pub id: HsaId,
    /// Her full name, which stands on certificates.
    pub name: String,
    /// Her title on the screen and in the access log.
    pub title: String,
    /// Position codes (befattningskoder), possibly none.
    pub position_codes: Vec<String>,
    /// Names of her specialities, possibly none.
    pub specialities: Vec<String>,
    /// Her own personnummer, where the register gives it: one cannot certify oneself (A33).
    pub person_id: Option<PersonId>,
}

/// An assignment (medarbetaruppdrag): a role on a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Name of the assignment in the access log.
    pub name: String,
    /// The role that it gives.
    pub role: Role,
    /// Where.
    pub unit: CareUnit,
}

/// A staff member in the assignment that she works in right now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub staff: Staff,
    /// In which role and where.
    pub assignment: Assignment,
}

impl Actor {
    /// Returns the role.
    pub fn role(&self) -> Role {
        self.assignment.role
    }
    /// Returns the unit.
    pub fn unit(&self) -> &CareUnit {
        &self.assignment.unit
    }
}
