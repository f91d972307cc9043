//! Sections in screen order. Source: certificate-types 9.1–9.2.

use crate::condition::Condition::Always;
use crate::element::{CodeSet, Element, ElementId, Section};
use crate::types::statement::{
    GROUNDS_HEADING, LONG, UNIT_CONTACT, basis, codes, contact, diagnoses, investigations,
    known_since, no_examination, other_grounds, other_information,
};

const ONSET: ElementId = ElementId("15");
const SCHOOLING: ElementId = ElementId("16");

static INVESTIGATIONS: CodeSet = CodeSet {
    system: codes::INVESTIGATION_SYSTEM,
    codes: &[
        codes::NEUROPSYCHIATRIC,
        codes::HABILITATION,
        codes::OCCUPATIONAL_THERAPIST,
        codes::PHYSIOTHERAPIST,
        codes::SPEECH_THERAPIST,
        codes::PSYCHOLOGIST,
        codes::SCHOOL_HEALTH,
        codes::SPECIALIST,
        codes::ABROAD,
        codes::OTHER_STATEMENT,
    ],
};

pub(super) static SECTIONS: &[Section] = &[
    Section::new(
        1,
        GROUNDS_HEADING,
        &[
            basis("Utlåtandet är baserat på"),
            no_examination(),
            known_since(),
            other_grounds(),
            investigations(&INVESTIGATIONS),
        ],
    ),
    Section::new(
        2,
        "Diagnos",
        &[diagnoses(
            "Diagnos/diagnoser för sjukdom som orsakar eller har orsakat funktionsnedsättning",
            "certificate-types 5.4, 9.2",
        )],
    ),
    Section::new(
        3,
        "Funktionsnedsättning",
        &[
            Element::new(
                ONSET,
                "Debut och utveckling",
                "Beskriv när och hur patientens funktionsnedsättning debuterat, utvecklats och visar sig för närvarande",
                LONG,
                "certificate-types 9.2",
            )
            .required(Always),
            Element::new(
                SCHOOLING,
                "Påverkan på skolgången",
                "Beskriv på vilket sätt funktionsnedsättningen påverkar eller har påverkat patientens förmåga att klara sin skolgång",
                LONG,
                "certificate-types 9.2",
            )
            .required(Always),
        ],
    ),
    Section::new(4, "Övrigt", &[other_information(2850)]),
    contact(5),
    UNIT_CONTACT,
];
