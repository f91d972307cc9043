//! Names of position codes (befattningskoder). Source: certificate-types 4.9.

const NAMES: &[(&str, &str)] = &[
    ("201010", "Överläkare"),
    ("201011", "Distriktsläkare/Specialist allmänmedicin"),
    ("201012", "Skolläkare"),
    ("201013", "Företagsläkare"),
    ("202010", "Specialistläkare"),
    ("203010", "Läkare legitimerad, specialiseringstjänstgöring"),
    ("203020", "Läkare legitimerad, bastjänstgöring"),
    ("203090", "Läkare legitimerad, annan"),
    ("204010", "Läkare ej legitimerad, allmäntjänstgöring"),
    ("204090", "Läkare ej legitimerad, annan"),
    ("251010", "Tandläkare, allmäntandvård"),
    ("251011", "Specialisttandläkare"),
    ("251012", "Sjukhustandläkare"),
    ("251013", "Tandläkare under specialiseringstjänstgöring"),
];

/// Returns the name of a code; of a code that is not in the list, the code itself.
pub(crate) fn name(code: &str) -> &str {
    NAMES
        .iter()
        .find(|(known, _)| *known == code)
        .map_or(code, |(_, name)| name)
}
