//! Which types Ny offers: the first version of a form from its first day, a later one from the moment that the installation names.

use std::fmt;

use intyg_core::time::local_date;
use jiff::Timestamp;

use crate::element::CertificateType;
use crate::registry;
use crate::renewal::can_renew;

/// From when a later version of a form takes the place of the earlier ones. Source: certificate-types 1.2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activation {
    /// Code of the type.
    pub code: String,
    /// Major version.
    pub major: u8,
    /// First moment.
    pub from: Timestamp,
}

/// Why an activation means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActivationFault {
    /// No type has the code.
    Code(String),
    /// The type has no such version.
    Version(String, u8),
    /// The version is the type's first, which is offered in any case.
    First(String, u8),
    /// The version is activated twice.
    Twice(String, u8),
}

impl fmt::Display for ActivationFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => {
                let mut known: Vec<&str> = registry::ALL.iter().map(|ty| ty.code).collect();
                known.dedup();
                write!(
                    f,
                    "no certificate type has the code {code:?}; there are {}",
                    known.join(", ")
                )
            }
            Self::Version(code, major) => {
                let known: Vec<String> = registry::ALL
                    .iter()
                    .filter(|ty| ty.code == code)
                    .map(|ty| ty.major.to_string())
                    .collect();
                write!(
                    f,
                    "{code} has no version {major}; it has {}",
                    known.join(", ")
                )
            }
            Self::First(code, major) => write!(
                f,
                "{code} version {major} is the first one, which is offered without being activated"
            ),
            Self::Twice(code, major) => write!(f, "{code} version {major} is activated twice"),
        }
    }
}

/// What an installation offers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offering(Vec<Activation>);

impl Offering {
    /// Makes the offering of an installation with these activations; without any it is that of the first versions.
    ///
    /// # Errors
    /// Every fault, in the order of the activations.
    pub fn new(activations: Vec<Activation>) -> Result<Self, Vec<ActivationFault>> {
        let faults: Vec<ActivationFault> = activations
            .iter()
            .enumerate()
            .filter_map(|(i, activation)| fault(activation, activations.get(..i)?))
            .collect();
        if faults.is_empty() {
            Ok(Self(activations))
        } else {
            Err(faults)
        }
    }

    /// Returns the types that Ny offers at a moment, one per code, in the order of the menu.
    pub fn at(&self, now: Timestamp) -> Vec<&'static CertificateType> {
        registry::ALL
            .iter()
            .copied()
            .filter(|ty| self.is_in_force(ty, now) && self.successor(ty, now).is_none())
            .collect()
    }

    /// Returns the later version of a type that has taken its place, if one has.
    pub fn successor(
        &self,
        ty: &CertificateType,
        now: Timestamp,
    ) -> Option<&'static CertificateType> {
        registry::ALL
            .iter()
            .copied()
            .filter(|later| later.code == ty.code && later.major > ty.major)
            .filter(|later| self.is_in_force(later, now))
            .max_by_key(|later| later.major)
    }

    /// Returns the type of the draft that renews a certificate: the one that is offered, or the certificate's own where that is not
    /// offered any more. `None` when certificates of the type cannot be renewed.
    pub fn renewal_of(
        &self,
        ty: &'static CertificateType,
        now: Timestamp,
    ) -> Option<&'static CertificateType> {
        self.at(now)
            .into_iter()
            .chain([ty])
            .find(|to| can_renew(ty, to))
    }

    fn is_in_force(&self, ty: &CertificateType, now: Timestamp) -> bool {
        if is_first(ty) {
            return ty
                .text_versions
                .first()
                .is_some_and(|version| version.valid_from <= local_date(now));
        }
        self.0
            .iter()
            .any(|active| active.code == ty.code && active.major == ty.major && active.from <= now)
    }
}

fn is_first(ty: &CertificateType) -> bool {
    !registry::ALL
        .iter()
        .any(|other| other.code == ty.code && other.major < ty.major)
}

fn fault(activation: &Activation, earlier: &[Activation]) -> Option<ActivationFault> {
    let (code, major) = (activation.code.clone(), activation.major);
    let is_same = |other: &Activation| (&other.code, other.major) == (&code, major);
    if !registry::ALL.iter().any(|ty| ty.code == code) {
        return Some(ActivationFault::Code(code));
    }
    match registry::find(&code, major) {
        None => Some(ActivationFault::Version(code, major)),
        Some(ty) if is_first(ty) => Some(ActivationFault::First(code, major)),
        Some(_) if earlier.iter().any(is_same) => Some(ActivationFault::Twice(code, major)),
        Some(_) => None,
    }
}
