//! FK 7802, Läkarutlåtande för aktivitetsersättning vid förlängd skolgång (`LUAE_FS` on the wire).

pub mod v1;

/// Type code on the wire. Source: certificate-types 1.1.
const CODE: &str = "LUAE_FS";
