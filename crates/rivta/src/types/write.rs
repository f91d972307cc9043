//! Writing of the shared types. The prefixes `c` (core), `t` (types) and `e` (extension 3.2) are declared by the caller's outermost element.

use jiff::civil::DateTime;

use super::{Code, Enhet, HosPersonal, IntygId, MessageReference, PersonId};
use crate::{
    names::{HSA_ID, WORKPLACE_CODE},
    xml::Writer,
};

pub(crate) fn write_intyg_id(writer: &mut Writer, name: &str, id: &IntygId) {
    write_id(writer, name, &id.root, &id.extension);
}

pub(crate) fn write_person_id(writer: &mut Writer, name: &str, id: &PersonId) {
    write_id(writer, name, &id.root, &id.extension);
}

pub(crate) fn write_code(writer: &mut Writer, name: &str, code: &Code) {
    writer.start(name);
    writer.element("t:code", &code.code);
    writer.element("t:codeSystem", &code.code_system);
    if let Some(display_name) = &code.display_name {
        writer.element("t:displayName", display_name);
    }
    writer.end();
}

pub(crate) fn write_message_reference(
    writer: &mut Writer,
    name: &str,
    reference: &MessageReference,
) {
    writer.start(name);
    writer.element("c:meddelande-id", &reference.message_id);
    if let Some(id) = &reference.reference_id {
        writer.element("c:referens-id", id);
    }
    writer.end();
}

/// Writes whole seconds without a zone; a fraction is cut off.
pub(crate) fn write_timestamp(writer: &mut Writer, name: &str, at: DateTime) {
    writer.start(name);
    writer.text(&at.strftime("%Y-%m-%dT%H:%M:%S").to_string());
    writer.end();
}

pub(crate) fn write_hos_personal(writer: &mut Writer, name: &str, staff: &HosPersonal) {
    writer.start(name);
    write_id(writer, "c:personal-id", HSA_ID, &staff.personal_id);
    writer.element("c:fullstandigtNamn", &staff.full_name);
    if let Some(code) = &staff.prescriber_code {
        writer.element("c:forskrivarkod", code);
    }
    for position in &staff.positions {
        write_code(writer, "c:befattning", position);
    }
    write_enhet(writer, &staff.unit);
    for speciality in &staff.specialities {
        writer.start("c:specialistkompetens");
        writer.element("t:code", &speciality.code);
        if let Some(display_name) = &speciality.display_name {
            writer.element("t:displayName", display_name);
        }
        writer.end();
    }
    for profession in &staff.licensed_professions {
        write_code(writer, "e:legitimeratYrke", profession);
    }
    writer.end();
}

fn write_enhet(writer: &mut Writer, unit: &Enhet) {
    writer.start("c:enhet");
    write_id(writer, "c:enhets-id", HSA_ID, &unit.id);
    write_id(
        writer,
        "c:arbetsplatskod",
        WORKPLACE_CODE,
        &unit.workplace_code,
    );
    writer.element("c:enhetsnamn", &unit.name);
    writer.element("c:postadress", &unit.postal_address);
    writer.element("c:postnummer", &unit.postal_code);
    writer.element("c:postort", &unit.city);
    writer.element("c:telefonnummer", &unit.phone);
    if let Some(email) = &unit.email {
        writer.element("c:epost", email);
    }
    writer.start("c:vardgivare");
    write_id(writer, "c:vardgivare-id", HSA_ID, &unit.care_provider.id);
    writer.element("c:vardgivarnamn", &unit.care_provider.name);
    writer.end();
    writer.end();
}

fn write_id(writer: &mut Writer, name: &str, root: &str, extension: &str) {
    writer.start(name);
    writer.element("t:root", root);
    writer.element("t:extension", extension);
    writer.end();
}
