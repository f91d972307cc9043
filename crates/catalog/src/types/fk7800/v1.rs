//! FK 7800 version 1: text versions 1.0–1.3. Source: certificate-types 7.

mod example;
mod sections;
mod texts;

use jiff::civil::date;

use super::CODE;
use crate::element::{CertificateType, TextVersion};
use crate::types::statement::{self, WITH_SOCIALSTYRELSEN, working_capacity};

/// The type.
pub static TYPE: CertificateType = CertificateType {
    code: CODE,
    code_system: statement::CODE_SYSTEM,
    wire_name: "Läkarutlåtande för sjukersättning",
    name: "Läkarutlåtande för sjukersättning",
    form_number: "FK7800",
    major: 1,
    text_versions: TEXT_VERSIONS,
    recipient: statement::RECIPIENT,
    information: texts::INFORMATION,
    sections: sections::SECTIONS,
    wire_order: &[
        1, 2, 3, 4, 5, 6, 7, 45, 8, 9, 10, 11, 12, 13, 14, 17, 18, 19, 20, 21, 22, 23, 25, 26,
    ],
    transport: working_capacity::TRANSPORT,
    renews: &[(CODE, 1)],
    rules: statement::RULES,
    period_element: None,
    diagnosis_element: Some(statement::DIAGNOSES),
    age_advice: None,
    example: example::example,
};

/// Source: certificate-types 1.2–1.4.
static TEXT_VERSIONS: &[TextVersion] = &[
    TextVersion {
        version: "1.0",
        valid_from: date(2016, 9, 23),
        form_id: &["FK 7800 (001 F 001) Fastställd av Försäkringskassan"],
        labels: texts::LABELS_UNTIL_1_1,
        additional: &[],
    },
    TextVersion {
        version: "1.1",
        valid_from: date(2016, 12, 19),
        form_id: &["FK 7800 (002 F 001) Fastställd av Försäkringskassan"],
        labels: texts::LABELS_UNTIL_1_1,
        additional: &[],
    },
    TextVersion {
        version: "1.2",
        valid_from: date(2021, 2, 11),
        form_id: &[
            "FK 7800 (006 F 001) Fastställd av Försäkringskassan",
            WITH_SOCIALSTYRELSEN,
        ],
        labels: &[],
        additional: &[],
    },
    TextVersion {
        version: "1.3",
        valid_from: date(2022, 9, 27),
        form_id: &[
            "FK 7800 (007 F 001) Fastställd av Försäkringskassan",
            WITH_SOCIALSTYRELSEN,
        ],
        labels: &[],
        additional: &[],
    },
];
