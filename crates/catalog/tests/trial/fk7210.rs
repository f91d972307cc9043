//! FK 7210 Intyg om graviditet, as a trial of how a type is added: the day on which a child is expected, and nothing else.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use super::common::{CODE_SYSTEM, RECIPIENT, UNIT_CONTACT};
use crate::answers::Answers;
use crate::condition::Condition::Always;
use crate::element::{
    CertificateType, DateSpan, Element, ElementId, Information, Kind, Renewal, Section, TextVersion,
};
use crate::transport::{
    DiagnosisOrder, EnvelopeForm, Reach, RelationRoot, Stated, Transport, WireRule,
};

/// Code of the type.
pub const CODE: &str = "IGRAV";

const EXPECTED: ElementId = ElementId("54");

/// The type.
pub static TYPE: CertificateType = CertificateType {
    code: CODE,
    code_system: CODE_SYSTEM,
    wire_name: "Intyg om graviditet",
    name: "Intyg om graviditet",
    form_number: "FK7210",
    major: 1,
    text_versions: &[TextVersion {
        version: "1.0",
        valid_from: date(2020, 1, 1),
        form_id: &["FK 7210 Fastställd av Försäkringskassan"],
        labels: &[],
        additional: &[],
    }],
    recipient: RECIPIENT,
    information: Information {
        heading: "Om intyg om graviditet",
        paragraphs: &[
            "Intyget visar när ett barn väntas. Den som väntar barn kan behöva det för att få föräldrapenning innan barnet är fött.",
        ],
    },
    sections: &[
        Section::new(
            1,
            "Beräknat födelsedatum",
            &[Element::new(
                EXPECTED,
                "Beräknat födelsedatum",
                "Datum då barnet beräknas vara fött",
                Kind::Date {
                    span: DateSpan::Ahead { months: 12 },
                },
                "FK 7210",
            )
            .required(Always)
            .renewal(Renewal::Clear)],
        ),
        UNIT_CONTACT,
    ],
    wire_order: &[54],
    transport: Transport {
        additional_questions: false,
        diagnosis_order: DiagnosisOrder::CodeFirst,
        reach: Reach::Everything,
        envelope: EnvelopeForm {
            licensed_profession: Stated::No,
            relation_root: RelationRoot::NewUnit,
        },
        rules: &[WireRule::once(54)],
    },
    renews: &[(CODE, 1)],
    rules: &[],
    period_element: None,
    diagnosis_element: None,
    age_advice: None,
    example,
};

/// Returns a certificate that expects the child half a year after the first day.
fn example(from: Date, _to: Date) -> Answers {
    [("54".to_owned(), from.saturating_add(6.months()).to_string())]
        .into_iter()
        .collect()
}
