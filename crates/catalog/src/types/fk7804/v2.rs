//! FK 7804 version 2: text version 2.0, which the installation activates. Source: certificate-types 10.

mod codes;
mod example;
mod rules;
mod sections;
mod texts;
mod wire;

use jiff::civil::Date;

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
    wire_name: "Läkarintyg sjukpenning",
    name: "Läkarintyg för sjukpenning",
    form_number: "FK7804",
    major: 2,
    text_versions: &[TextVersion {
        version: "2.0",
        // The day of the activation is the installation's; from then on the words are in force.
        valid_from: Date::MIN,
        form_id: &[
            "FK 7804 (006 F 001) Fastställd av Försäkringskassa i samråd med socialstyrelsen",
        ],
        labels: &[],
        additional: &[],
    }],
    recipient: RECIPIENT,
    information: super::texts::INFORMATION,
    sections: sections::SECTIONS,
    wire_order: &[27, 1, 28, 29, 6, 35, 17, 19, 32, 37, 34, 33, 39, 44, 25, 26],
    transport: wire::TRANSPORT,
    renews: &[(CODE, 1), (CODE, 2)],
    rules: rules::RULES,
    period_element: Some(PERIODS),
    diagnosis_element: Some(DIAGNOSES),
    age_advice: None,
    example: example::example,
};

const PROGNOSIS_MONTHS: ElementId = ElementId("39.4");
const PROGNOSIS_GROUND: ElementId = ElementId("39.2");
