//! FK 7800, Läkarutlåtande för sjukersättning (`LUSE` on the wire).

pub mod v1;

/// Type code on the wire. Source: certificate-types 1.1.
pub(super) const CODE: &str = "LUSE";
