//! FK 7804, Läkarintyg för sjukpenning (LISJP on the wire).

pub mod v1;

/// Type code on the wire. Source: certificate-types 1.1.
const CODE: &str = "LISJP";
/// `KV_Intygstyp`.
const CODE_SYSTEM: &str = "b64ea353-e8f6-4832-b563-fc7d46f29548";
