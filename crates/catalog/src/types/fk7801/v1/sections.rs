//! Sections in screen order. Source: certificate-types 7.1–7.2, 8.

use super::texts;
use crate::element::{CodeSet, Element, ElementId, Section};
use crate::types::statement::working_capacity::{
    BACKGROUND_SECTION, IMPAIRMENTS, TREATMENTS, ability, diagnosis_grounds, limitation,
    prerequisites, revised_diagnoses, revision, work_diagnoses,
};
use crate::types::statement::{
    GROUNDS_HEADING, LONG, UNIT_CONTACT, basis, codes, contact, investigations, known_since,
    no_examination, other_grounds, other_information,
};

const SUGGESTIONS: ElementId = ElementId("24");

static INVESTIGATIONS: CodeSet = CodeSet {
    system: codes::INVESTIGATION_SYSTEM,
    codes: &[
        codes::NEUROPSYCHIATRIC,
        codes::HABILITATION,
        codes::OCCUPATIONAL_THERAPIST,
        codes::PHYSIOTHERAPIST,
        codes::SPEECH_THERAPIST,
        codes::PSYCHOLOGIST,
        codes::OCCUPATIONAL_HEALTH,
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
            basis("Underlaget är baserat på"),
            no_examination(),
            known_since(),
            other_grounds(),
            investigations(&INVESTIGATIONS),
        ],
    ),
    Section::new(
        2,
        "Diagnos",
        &[
            work_diagnoses(),
            diagnosis_grounds(),
            revision(),
            revised_diagnoses("Beskriv vilken eller vilka diagnoser som avses."),
        ],
    ),
    BACKGROUND_SECTION,
    IMPAIRMENTS,
    Section::new(
        5,
        "Aktivitetsbegränsningar",
        &[limitation(
            "Aktivitetsbegränsningar - beskriv vad har patienten svårt att göra på grund av den eller de funktionsnedsättningar som beskrivs ovan?",
        )],
    ),
    TREATMENTS,
    Section::new(
        7,
        "Medicinska förutsättningar för arbete",
        &[
            prerequisites(),
            ability().help(texts::ABILITY),
            Element::new(
                SUGGESTIONS,
                "Förslag som kan underlätta",
                "Beskriv eller lämna förslag på vad som kan underlätta för patienten att komma ut i arbete",
                LONG,
                "certificate-types 8",
            )
            .help(texts::SUGGESTIONS),
        ],
    ),
    Section::new(8, "Övrigt", &[other_information(2700)]),
    contact(9),
    UNIT_CONTACT,
];
