//! FK 7801, Läkarutlåtande för aktivitetsersättning vid nedsatt arbetsförmåga (`LUAE_NA` on the wire).

pub mod v1;

/// Type code on the wire. Source: certificate-types 1.1.
const CODE: &str = "LUAE_NA";
