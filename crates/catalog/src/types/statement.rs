//! What the three läkarutlåtanden (FK 7800, 7801 and 7802) have in common: grounds, diagnoses, other information, contact.
//! Source: certificate-types 7–9.

pub(super) mod codes;
mod compose;
mod rules;
mod texts;
pub(super) mod working_capacity;

use crate::condition::Condition::{All, Always, Any, Has, Is, Not};
use crate::element::{
    CodeSet, DateSpan, DescribedCode, DiagnosisRules, Element, ElementId, Kind, Renewal, RowText,
    Section, Wire,
};
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::common;

pub(super) use super::common::{CODE_SYSTEM, RECIPIENT, UNIT_CONTACT};
pub(super) use rules::{RULES, known_before_examination};

/// The second row of the paper forms since 2021. Source: certificate-types 1.4.
pub(super) const WITH_SOCIALSTYRELSEN: &str = "i samråd med Socialstyrelsen";

const BASIS: ElementId = ElementId("1");
const NO_EXAMINATION: ElementId = ElementId("ej-undersokning");
const KNOWN_SINCE: ElementId = ElementId("2");
const OTHER_GROUNDS: ElementId = ElementId("3");
const INVESTIGATIONS: ElementId = ElementId("4");
pub(super) const DIAGNOSES: ElementId = ElementId("6");
const OTHER: ElementId = ElementId("25");

pub(super) const LONG: Kind = Kind::Text { limit: 3500 };

pub(super) const GROUNDS_HEADING: &str = "Grund för medicinskt underlag";

pub(super) const fn basis(label: &'static str) -> Element {
    Element::new(
        BASIS,
        label,
        label,
        Kind::DatedBasis {
            set: &codes::BASIS,
            described: DescribedCode {
                code: codes::SOMETHING_ELSE,
                label: "Ange vad annat är:",
                name: "Vad annat är",
                limit: 3500,
            },
        },
        "certificate-types 7.2 KAT_1",
    )
    .required(Always)
    .renewal(Renewal::Clear)
}

pub(super) const fn no_examination() -> Element {
    Element::new(
        NO_EXAMINATION,
        "Motivering till att undersökning saknas",
        "Motivering till varför det medicinska underlaget inte baseras på en undersökning av patienten:",
        Kind::Text { limit: 150 },
        "certificate-types 7.2 KAT_1, 7.3",
    )
    .help(texts::NO_EXAMINATION)
    .shown(All(&[
        Any(&[
            Has(BASIS, codes::RECORDS),
            Has(BASIS, codes::RELATIVE),
            Has(BASIS, codes::SOMETHING_ELSE),
        ]),
        Not(&Has(BASIS, codes::EXAMINATION)),
    ]))
    .renewal(Renewal::Clear)
    .wire(Wire::Never)
}

pub(super) const fn known_since() -> Element {
    Element::new(
        KNOWN_SINCE,
        "Känt patienten sedan",
        "Jag har känt patienten sedan den",
        Kind::Date {
            span: DateSpan::Past,
        },
        "certificate-types 7.2 KAT_1",
    )
    .required(Always)
}

pub(super) const fn other_grounds() -> Element {
    Element::new(
        OTHER_GROUNDS,
        "Andra utredningar eller underlag",
        "Är utlåtandet även baserat på andra medicinska utredningar eller underlag?",
        Kind::YesNo,
        "certificate-types 7.2 KAT_1",
    )
    .required(Always)
}

pub(super) const fn investigations(set: &'static CodeSet) -> Element {
    Element::new(
        INVESTIGATIONS,
        "Utredning eller underlag",
        "Ange utredning eller underlag",
        Kind::Investigations {
            set,
            max: 3,
            origin: RowText {
                label: "Från vilken vårdgivare kan Försäkringskassan hämta information om utredningen/underlaget?",
                name: "Varifrån utredningen kan hämtas",
                limit: 100,
            },
        },
        "certificate-types 7.2 KAT_1",
    )
    .help(texts::INVESTIGATIONS)
    .shown(Is(OTHER_GROUNDS, true))
    .required(Always)
}

pub(super) const fn diagnoses(label: &'static str, source: &'static str) -> Element {
    Element::new(
        DIAGNOSES,
        "Diagnos",
        label,
        Kind::Diagnoses {
            max: 3,
            text_limit: 81,
            systems: codes::REGISTERS,
            rules: DiagnosisRules::Positions,
        },
        source,
    )
    .help(texts::DIAGNOSES)
    .required(Always)
}

pub(super) const fn other_information(limit: usize) -> Element {
    Element::new(
        OTHER,
        "Övriga upplysningar",
        "Övriga upplysningar",
        Kind::Text { limit },
        "certificate-types 7.2 KAT_9, 7.3, 9.2",
    )
    .wire(Wire::Composed(compose::other_information))
    .received_as(compose::without_motivation)
}

const CONTACT_QUESTIONS: &[Element] = &[
    common::contact(
        "Jag önskar att Försäkringskassan kontaktar mig",
        "certificate-types 7.2 KAT_10",
    ),
    common::contact_reason(
        "Ange gärna varför du vill ha kontakt",
        LONG,
        "certificate-types 7.2 KAT_10",
    ),
];

pub(super) const fn contact(number: u8) -> Section {
    Section::new(number, "Kontakt", CONTACT_QUESTIONS)
}

/// Returns the day on which the doctor of an example met the patient first: well before the certificate begins.
pub(super) fn first_met(from: Date) -> String {
    from.checked_sub(5.years()).unwrap_or(from).to_string()
}
