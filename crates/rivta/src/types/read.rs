//! Reading of the shared types, with the checks of their schema.

use jiff::civil::{Date, DateTime};

use super::{
    Code, Enhet, HosPersonal, IntygId, MessageReference, PersonId, Specialistkompetens, Vardgivare,
};
use crate::{
    contract::{ContractError, Problem, plain_text, sequence},
    names::{
        CORE, EXTENSION_32, HSA_ID, LICENSED_PROFESSION, PERSONNUMMER, POSITION, SAMORDNINGSNUMMER,
        TYPES, WORKPLACE_CODE,
    },
    xml::Element,
};

/// What XML counts as blanks.
const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

type Result<T> = std::result::Result<T, ContractError>;

pub(crate) fn intyg_id(element: Element<'_, '_>) -> Result<IntygId> {
    let mut children = sequence(element)?;
    let root = children.required_text(TYPES, "root")?.into_owned();
    let extension = children.required_text(TYPES, "extension")?.into_owned();
    children.end()?;
    Ok(IntygId { root, extension })
}

pub(crate) fn person_id(element: Element<'_, '_>) -> Result<PersonId> {
    let mut children = sequence(element)?;
    let root = children.required(TYPES, "root")?;
    let root_text = plain_text(root)?;
    if root_text != PERSONNUMMER && root_text != SAMORDNINGSNUMMER {
        return Err(ContractError::new(
            root,
            Problem::Value("the register of personnummer or samordningsnummer"),
        ));
    }
    let extension = children.required(TYPES, "extension")?;
    let number = plain_text(extension)?;
    if number.len() != 12 || !number.bytes().all(|b| b.is_ascii_digit()) {
        return Err(ContractError::new(
            extension,
            Problem::Value("twelve digits"),
        ));
    }
    children.end()?;
    Ok(PersonId {
        root: root_text.into_owned(),
        extension: number.into_owned(),
    })
}

/// A code of a list that has one fixed code system.
pub(crate) fn restricted_code(element: Element<'_, '_>, system: &'static str) -> Result<Code> {
    let mut code = sequence_of_code(element)?;
    // An empty element stands for the value that its schema fixes.
    if code.code_system.is_empty() {
        system.clone_into(&mut code.code_system);
    }
    if code.code_system != system {
        return Err(ContractError::new(
            element,
            Problem::Value("a code of the code system of this element"),
        ));
    }
    Ok(code)
}

/// A code of any code system: `code`, `codeSystem` and perhaps `displayName`.
pub(crate) fn sequence_of_code(element: Element<'_, '_>) -> Result<Code> {
    let mut children = sequence(element)?;
    let code = children.required_text(TYPES, "code")?.into_owned();
    let code_system = children.required_text(TYPES, "codeSystem")?.into_owned();
    let display_name = children.optional_text(TYPES, "displayName")?;
    children.end()?;
    Ok(Code {
        code,
        code_system,
        display_name: display_name.map(std::borrow::Cow::into_owned),
    })
}

pub(crate) fn message_reference(element: Element<'_, '_>) -> Result<MessageReference> {
    let mut children = sequence(element)?;
    let message_id = children.required_text(CORE, "meddelande-id")?.into_owned();
    let reference_id = children.optional_text(CORE, "referens-id")?;
    children.end_tolerant(CORE)?;
    Ok(MessageReference {
        message_id,
        reference_id: reference_id.map(std::borrow::Cow::into_owned),
    })
}

/// Tells whether a text is one or more digits (`FrageIdType`).
pub(crate) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// A whole number (`int`). Blanks around it are no part of it.
pub(crate) fn instance(element: Element<'_, '_>) -> Result<i32> {
    plain_text(element)?
        .trim_matches(BLANKS)
        .parse()
        .map_err(|_| ContractError::new(element, Problem::Value("a whole number")))
}

/// `DateType`: year, month and day. Blanks around it are part of no XML date.
pub(crate) fn date(element: Element<'_, '_>) -> Result<Date> {
    let text = plain_text(element)?;
    let text = text.trim_matches(BLANKS);
    let real = has_form(text, b"dddd-dd-dd") && !text.starts_with("0000");
    real.then(|| text.parse().ok())
        .flatten()
        .ok_or_else(|| ContractError::new(element, Problem::Value("a date of the form YYYY-MM-DD")))
}

/// `TimeStampType`: whole seconds, no zone. Blanks around it are part of no XML time.
pub(crate) fn timestamp(element: Element<'_, '_>) -> Result<DateTime> {
    let text = plain_text(element)?;
    parse_timestamp(text.trim_matches(BLANKS)).ok_or_else(|| {
        ContractError::new(
            element,
            Problem::Value("a time of the form YYYY-MM-DDThh:mm:ss"),
        )
    })
}

fn parse_timestamp(text: &str) -> Option<DateTime> {
    // A second 60 and the year 0 are no XML times, but would be read as something else.
    let real = !text.ends_with("60") && !text.starts_with("0000");
    if has_form(text, b"dddd-dd-ddTdd:dd:dd") && real {
        text.parse().ok()
    } else {
        None
    }
}

/// Tells whether a text has the digits (`d`) and signs of a form at their places.
fn has_form(text: &str, form: &[u8]) -> bool {
    text.len() == form.len()
        && text.bytes().zip(form).all(|(byte, wanted)| match wanted {
            b'd' => byte.is_ascii_digit(),
            other => byte == *other,
        })
}

pub(crate) fn hos_personal(element: Element<'_, '_>) -> Result<HosPersonal> {
    let mut children = sequence(element)?;
    let personal_id = hsa_id(children.required(CORE, "personal-id")?)?;
    let full_name = children
        .required_text(CORE, "fullstandigtNamn")?
        .into_owned();
    let prescriber_code = children.optional_text(CORE, "forskrivarkod")?;
    let positions =
        children.repeated(CORE, "befattning", |code| restricted_code(code, POSITION))?;
    let unit = enhet(children.required(CORE, "enhet")?)?;
    let specialities = children.repeated(CORE, "specialistkompetens", specialistkompetens)?;
    let licensed_professions = children.repeated(EXTENSION_32, "legitimeratYrke", |code| {
        restricted_code(code, LICENSED_PROFESSION)
    })?;
    children.end()?;
    Ok(HosPersonal {
        personal_id,
        full_name,
        prescriber_code: prescriber_code.map(std::borrow::Cow::into_owned),
        positions,
        unit,
        specialities,
        licensed_professions,
    })
}

fn enhet(element: Element<'_, '_>) -> Result<Enhet> {
    let mut children = sequence(element)?;
    let id = hsa_id(children.required(CORE, "enhets-id")?)?;
    let workplace_code = rooted_id(
        children.required(CORE, "arbetsplatskod")?,
        WORKPLACE_CODE,
        "an arbetsplatskod",
    )?;
    let name = children.required_text(CORE, "enhetsnamn")?.into_owned();
    let postal_address = children.required_text(CORE, "postadress")?.into_owned();
    let postal_code = children.required_text(CORE, "postnummer")?.into_owned();
    let city = children.required_text(CORE, "postort")?.into_owned();
    let phone = children.required_text(CORE, "telefonnummer")?.into_owned();
    let email = children
        .optional(CORE, "epost")
        .map(non_empty)
        .transpose()?;
    let care_provider = vardgivare(children.required(CORE, "vardgivare")?)?;
    children.end_tolerant(CORE)?;
    Ok(Enhet {
        id,
        workplace_code,
        name,
        postal_address,
        postal_code,
        city,
        phone,
        email,
        care_provider,
    })
}

fn vardgivare(element: Element<'_, '_>) -> Result<Vardgivare> {
    let mut children = sequence(element)?;
    let id = hsa_id(children.required(CORE, "vardgivare-id")?)?;
    let name = children.required_text(CORE, "vardgivarnamn")?.into_owned();
    children.end_tolerant(CORE)?;
    Ok(Vardgivare { id, name })
}

fn specialistkompetens(element: Element<'_, '_>) -> Result<Specialistkompetens> {
    let mut children = sequence(element)?;
    let code = children.required_text(TYPES, "code")?.into_owned();
    let display_name = children.optional_text(TYPES, "displayName")?;
    children.end()?;
    Ok(Specialistkompetens {
        code,
        display_name: display_name.map(std::borrow::Cow::into_owned),
    })
}

fn hsa_id(element: Element<'_, '_>) -> Result<String> {
    rooted_id(element, HSA_ID, "an HSA-id")
}

/// An id under a fixed root. The schema also takes an empty root for the fixed value.
fn rooted_id(element: Element<'_, '_>, root: &str, what: &'static str) -> Result<String> {
    let mut children = sequence(element)?;
    let root_element = children.required(TYPES, "root")?;
    let root_text = plain_text(root_element)?;
    if !root_text.is_empty() && root_text != root {
        return Err(ContractError::new(root_element, Problem::Value(what)));
    }
    let extension = non_empty(children.required(TYPES, "extension")?)?;
    children.end()?;
    Ok(extension)
}

fn non_empty(element: Element<'_, '_>) -> Result<String> {
    let text = plain_text(element)?;
    if text.is_empty() {
        return Err(ContractError::new(
            element,
            Problem::Value("a text of at least one character"),
        ));
    }
    Ok(text.into_owned())
}
