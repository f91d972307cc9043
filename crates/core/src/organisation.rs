//! Care providers and their units.

use serde::{Deserialize, Serialize};

use crate::ids::HsaId;

/// A care provider (vårdgivare).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CareProvider {
    /// Its id in HSA.
    pub id: HsaId,
    /// Its name.
    pub name: String,
}

/// A care unit (vårdenhet) that issues certificates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CareUnit {
    /// Its id in HSA.
    pub id: HsaId,
    /// Its name.
    pub name: String,
    /// Who runs it.
    pub provider: CareProvider,
    /// Arbetsplatskod; a unit without one is sent with `0000000`.
    pub workplace_code: Option<String>,
    /// Contact details as the unit register has them.
    pub contact: Contact,
    /// A closed unit still owns certificates, which can be read but not followed by new ones.
    pub status: UnitStatus,
}

/// Whether new certificates may be made on a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitStatus {
    /// Ordinary.
    Active,
    /// Closed: read only.
    Inactive,
}

/// Where a unit is reached. Empty text = unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Street or box.
    pub address: String,
    /// Five digits, possibly with a blank after the third.
    pub postcode: String,
    /// Post town.
    pub city: String,
    /// Telephone number.
    pub telephone: String,
    /// E-mail; left out of messages when empty.
    #[serde(default)]
    pub email: String,
}
