//! Staff and unit on the wire. Source: exchange 1.4, `HosPersonal` and `Enhet`.

use intyg_catalog::transport::Stated;
use intyg_core::actor::{Actor, Role};
use intyg_core::organisation::{CareUnit, Contact};
use intyg_rivta::names;
use intyg_rivta::types::{Code, Enhet, HosPersonal, Specialistkompetens, Vardgivare};

use crate::positions;

/// Stands for every förskrivarkod, and for an arbetsplatskod that is missing.
const MASK: &str = "0000000";
/// Codes and names of specialities cannot be paired in HSA.
const NO_SPECIALITY_CODE: &str = "N/A";
/// How the position codes of doctors without licence, and of dentists, begin.
const UNLICENSED_DOCTORS: &str = "204";
const DENTISTS: &str = "251";

/// Makes the staff element of an actor; `contact` takes the place of the unit's own contact details.
pub(crate) fn hos_personal(
    actor: &Actor,
    contact: Option<&Contact>,
    licensed_profession: Stated,
) -> HosPersonal {
    let staff = &actor.staff;
    HosPersonal {
        personal_id: staff.id.as_str().to_owned(),
        full_name: staff.name.clone(),
        prescriber_code: Some(MASK.to_owned()),
        positions: given(&staff.position_codes)
            .map(|code| Code::new(code, names::POSITION, positions::name(code)))
            .collect(),
        unit: enhet(actor.unit(), contact),
        specialities: given(&staff.specialities)
            .map(|name| Specialistkompetens {
                code: NO_SPECIALITY_CODE.to_owned(),
                display_name: Some(name.to_owned()),
            })
            .collect(),
        licensed_professions: match licensed_profession {
            Stated::Yes => profession(actor).into_iter().collect(),
            Stated::No => Vec::new(),
        },
    }
}

/// The staff register gives no licence of its own: it follows from the role, and of which profession from the positions.
/// Source: certificate-types 1.5, 4.9.
fn profession(actor: &Actor) -> Option<Code> {
    let has_position = |prefix: &str| {
        given(&actor.staff.position_codes).any(|position| position.starts_with(prefix))
    };
    if actor.role() != Role::Doctor || has_position(UNLICENSED_DOCTORS) {
        return None;
    }
    let (code, name) = if has_position(DENTISTS) {
        ("TL", "Tandläkare")
    } else {
        ("LK", "Läkare")
    };
    Some(Code::new(code, names::LICENSED_PROFESSION, name))
}

fn enhet(unit: &CareUnit, contact: Option<&Contact>) -> Enhet {
    let contact = contact.unwrap_or(&unit.contact);
    let workplace_code = unit.workplace_code.as_deref().map_or("", str::trim);
    let email = unit.contact.email.trim();
    Enhet {
        id: unit.id.as_str().to_owned(),
        workplace_code: if workplace_code.is_empty() {
            MASK.to_owned()
        } else {
            workplace_code.to_owned()
        },
        name: unit.name.clone(),
        postal_address: contact.address.clone(),
        postal_code: contact.postcode.clone(),
        city: contact.city.clone(),
        phone: contact.telephone.clone(),
        email: (!email.is_empty()).then(|| email.to_owned()),
        care_provider: Vardgivare {
            id: unit.provider.id.as_str().to_owned(),
            name: unit.provider.name.clone(),
        },
    }
}

/// Blank texts are left out: optional elements without value are absent (trap 22).
fn given(texts: &[String]) -> impl Iterator<Item = &str> {
    texts
        .iter()
        .map(|text| text.trim())
        .filter(|text| !text.is_empty())
}
