//! Every certificate type that the product knows.

use crate::element::CertificateType;
use crate::types;

/// All types and major versions in the order of their form numbers; a new one is one line here.
pub static ALL: &[&CertificateType] = &[
    &types::fk7800::v1::TYPE,
    &types::fk7801::v1::TYPE,
    &types::fk7802::v1::TYPE,
    &types::fk7804::v1::TYPE,
    &types::fk7804::v2::TYPE,
    #[cfg(feature = "trial")]
    &types::fk7210::TYPE,
];

/// Finds a type by its code (exactly as on the wire) and major version.
pub fn find(code: &str, major: u8) -> Option<&'static CertificateType> {
    ALL.iter()
        .copied()
        .find(|t| t.code == code && t.major == major)
}
