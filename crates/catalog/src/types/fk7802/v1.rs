//! FK 7802 version 1: text versions 1.0 and 1.1. Source: certificate-types 9.

mod example;
mod sections;
mod texts;
mod wire;

use jiff::civil::date;

use super::CODE;
use crate::element::{CertificateType, TextVersion};
use crate::types::statement::{self, WITH_SOCIALSTYRELSEN};

/// The type.
pub static TYPE: CertificateType = CertificateType {
    code: CODE,
    code_system: statement::CODE_SYSTEM,
    wire_name: "Läkarutlåtande för aktivitetsersättning vid förlängd skolgång",
    name: "Läkarutlåtande för aktivitetsersättning vid förlängd skolgång",
    form_number: "FK7802",
    major: 1,
    text_versions: TEXT_VERSIONS,
    recipient: statement::RECIPIENT,
    information: texts::INFORMATION,
    sections: sections::SECTIONS,
    wire_order: &[1, 2, 3, 4, 6, 15, 16, 25, 26],
    transport: wire::TRANSPORT,
    renews: &[(CODE, 1)],
    rules: statement::RULES,
    period_element: None,
    diagnosis_element: Some(statement::DIAGNOSES),
    age_advice: None,
    example: example::example,
};

/// The two demonstration questions of 1.0 were never in use; answers to them are shown like those to any additional question.
/// Source: certificate-types 1.2–1.4.
static TEXT_VERSIONS: &[TextVersion] = &[
    TextVersion {
        version: "1.0",
        valid_from: date(2016, 11, 29),
        form_id: &["FK 7802 (001 F 001) Fastställd av Försäkringskassan"],
        labels: &[],
        additional: &[],
    },
    TextVersion {
        version: "1.1",
        valid_from: date(2021, 2, 11),
        form_id: &[
            "FK 7802 (004 F 001) Fastställd av Försäkringskassan",
            WITH_SOCIALSTYRELSEN,
        ],
        labels: &[],
        additional: &[],
    },
];
