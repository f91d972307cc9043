//! FK 7804 version 1: text versions 1.0–1.3, the form of 2018. Source: certificate-types 6.

mod codes;
pub(super) mod compose;
mod example;
mod rules;
mod sections;
mod texts;
mod wire;

pub(crate) use codes::DEGREES;

use jiff::civil::date;

use super::{
    BASIS, CODE, CODE_SYSTEM, CURRENT_WORK, DIAGNOSES, IMPAIRMENT, INFECTION, LIMITATION,
    LONGER_THAN_GUIDANCE, MEASURES_TEXT, OCCUPATION, ONGOING_TREATMENT, OTHER, PERIODS, PROGNOSIS,
    RECIPIENT, TRAVEL, WORKING_TIME, WORKING_TIME_REASON,
};
use crate::element::{CertificateType, ElementId, TextVersion};

/// The type.
pub static TYPE: CertificateType = CertificateType {
    code: CODE,
    code_system: CODE_SYSTEM,
    wire_name: "Läkarintyg för sjukpenning",
    name: "Läkarintyg för sjukpenning",
    form_number: "FK7804",
    major: 1,
    text_versions: TEXT_VERSIONS,
    recipient: RECIPIENT,
    information: texts::INFORMATION,
    sections: sections::SECTIONS,
    wire_order: &[
        27, 1, 28, 29, 6, 35, 17, 19, 20, 32, 37, 33, 34, 39, 40, 44, 25, 26,
    ],
    transport: wire::TRANSPORT,
    renews: &[(CODE, 1)],
    rules: rules::RULES,
    period_element: Some(PERIODS),
    diagnosis_element: Some(DIAGNOSES),
    age_advice: None,
    example: example::example,
};

/// The words of 1.0 for the category of 35 and 17 are left out: the form of 2018 gives each a section of its own.
/// Source: certificate-types 1.2–1.4.
static TEXT_VERSIONS: &[TextVersion] = &[
    TextVersion {
        version: "1.0",
        valid_from: date(2016, 10, 25),
        form_id: &["FK 7804 (001 F 001) Fastställd av Försäkringskassan"],
        labels: texts::LABELS_1_0,
        additional: &[],
    },
    TextVersion {
        version: "1.1",
        valid_from: date(2020, 2, 17),
        form_id: &[
            "FK 7804 (003 F 001) Fastställd av Försäkringskassan",
            "i samråd med Socialstyrelsen",
        ],
        labels: texts::LABELS_1_1,
        additional: &[],
    },
    TextVersion {
        version: "1.2",
        valid_from: date(2021, 3, 22),
        form_id: &[
            "FK 7804 (003 F 001) Fastställd av Försäkringskassan",
            "i samråd med Socialstyrelsen",
        ],
        labels: texts::LABELS_1_2,
        additional: &[],
    },
    TextVersion {
        version: "1.3",
        valid_from: date(2022, 2, 1),
        form_id: &[
            "FK 7804 (005 F 001) Fastställd av Försäkringskassan",
            "i samråd med Socialstyrelsen",
        ],
        labels: &[],
        additional: &[],
    },
];

const NO_EXAMINATION: ElementId = ElementId("ej-undersokning");
const PLANNED_TREATMENT: ElementId = ElementId("20");
const EARLY_START: ElementId = ElementId("tidigt-startdatum");
const PROGNOSIS_TIME: ElementId = ElementId("39.3");
const MEASURES: ElementId = ElementId("40");
