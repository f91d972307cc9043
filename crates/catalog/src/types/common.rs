//! What the forms of Försäkringskassan have in common: who receives them, and how they end.

use crate::condition::Condition::{Always, Is};
use crate::element::{Element, ElementId, Kind, Recipient, Renewal, Section};

/// `KV_Intygstyp`. Source: certificate-types 1.1.
pub(super) const CODE_SYSTEM: &str = "b64ea353-e8f6-4832-b563-fc7d46f29548";
/// Who receives them. Source: certificate-types 4.10.
pub(super) const RECIPIENT: Recipient = Recipient {
    code: "FKASSA",
    name: "Försäkringskassan",
};

const CONTACT: ElementId = ElementId("26");
const CONTACT_REASON: ElementId = ElementId("26.2");
const UNIT: ElementId = ElementId("enhet");

/// The wish to be contacted; `label` stands at the box.
pub(super) const fn contact(label: &'static str, source: &'static str) -> Element {
    Element::new(
        CONTACT,
        "Kontakt med Försäkringskassan",
        "Kontakt med Försäkringskassan",
        Kind::Tick { label },
        source,
    )
    .help("Försäkringskassan hör av sig när handlingarna i ärendet har kommit in.")
    .renewal(Renewal::Clear)
}

/// Why contact is wished.
pub(super) const fn contact_reason(
    label: &'static str,
    text: Kind,
    source: &'static str,
) -> Element {
    Element::new(CONTACT_REASON, "Varför kontakt önskas", label, text, source)
        .shown(Is(CONTACT, true))
        .renewal(Renewal::Clear)
}

/// The issuing unit's contact details. Source: certificate-types 5.6.
pub(super) const UNIT_CONTACT: Section = Section {
    number: None,
    ..Section::new(
        0,
        "Enhetens kontaktuppgifter",
        &[Element::new(
            UNIT,
            "Enhetens kontaktuppgifter",
            "Enhetens kontaktuppgifter",
            Kind::UnitContact,
            "certificate-types 5.6",
        )
        .required(Always)
        .renewal(Renewal::Clear)],
    )
};
