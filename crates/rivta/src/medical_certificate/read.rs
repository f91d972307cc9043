//! Reading, with the checks that the schemas state. Which codes an element takes is left to the caller.

use super::{
    Ability, Activity, Condition, ConditionCode, Contact, Function, Issuer, MedicalCertificate,
    PatientId, Reduction, Reference, Unit,
    simple::{date, moment},
};
use crate::{
    contract::{ContractError, Problem, only_attributes, plain_text, sequence},
    names::{
        HEALTHREPORTING, HSA_ID, MEDICAL_CERTIFICATE, PERSONNUMMER, REGISTER_MEDICAL_CERTIFICATE,
        SAMORDNINGSNUMMER, WORKPLACE_CODE,
    },
    soap,
    xml::{Document, Element},
};

type Result<T> = std::result::Result<T, ContractError>;

/// The value that the schema fixes for `typAvUtlatande`.
const KIND: &str = "Läkarintyg enligt 3 kap, 8 § lagen (1962:381) om allmän försäkring";
/// Attributes that an id may have; only root and extension mean anything here.
const ID_ATTRIBUTES: &[&str] = &[
    "root",
    "extension",
    "identifierName",
    "nullFlavor",
    "flavorId",
    "updateMode",
];
const CODE_ATTRIBUTES: &[&str] = &[
    "code",
    "codeSystem",
    "codeSystemName",
    "codeSystemVersion",
    "displayName",
    "nullFlavor",
    "flavorId",
    "updateMode",
];

/// Finds the element `RegisterMedicalCertificate`: the outermost one, or the one in the body of a SOAP message.
pub fn find<'a, 'i>(document: &'a Document<'i>) -> Option<Element<'a, 'i>> {
    let is_it = |element: &Element<'_, '_>| {
        element.is(REGISTER_MEDICAL_CERTIFICATE, "RegisterMedicalCertificate")
    };
    let root = document.root();
    if is_it(&root) {
        return Some(root);
    }
    soap::read_request(document)
        .ok()
        .map(|request| request.body)
        .filter(is_it)
}

/// Reads the element `RegisterMedicalCertificate`.
///
/// # Errors
/// [`ContractError`] with the place, for whatever a validation against the schema would refuse beside unknown codes.
pub fn read_register(element: Element<'_, '_>) -> Result<MedicalCertificate> {
    let namespace = REGISTER_MEDICAL_CERTIFICATE;
    if !element.is(namespace, "RegisterMedicalCertificate") {
        return Err(ContractError::new(
            element,
            Problem::OtherElement("RegisterMedicalCertificate"),
        ));
    }
    let mut children = sequence(element)?;
    let certificate = certificate(children.required(namespace, "lakarutlatande")?)?;
    children.end_tolerant(namespace)?;
    Ok(certificate)
}

fn certificate(element: Element<'_, '_>) -> Result<MedicalCertificate> {
    let here = MEDICAL_CERTIFICATE;
    let mut children = sequence(element)?;
    let id = required_value(children.required(here, "lakarutlatande-id")?)?;
    let kind = children.required(here, "typAvUtlatande")?;
    let kind_text = plain_text(kind)?;
    // An empty element stands for the value that its schema fixes.
    if !kind_text.is_empty() && kind_text != KIND {
        return Err(ContractError::new(
            kind,
            Problem::Value("the kind of this contract"),
        ));
    }
    let comment = children.optional_text(here, "kommentar")?;
    let signed_at = moment(children.required(here, "signeringsdatum")?)?;
    let sent_at = moment(children.required(here, "skickatDatum")?)?;
    let patient = patient(children.required(here, "patient")?)?;
    let issuer = issuer(children.required(here, "skapadAvHosPersonal")?)?;
    let contacts = children.repeated(here, "vardkontakt", contact)?;
    let references = children.repeated(here, "referens", reference)?;
    let activities = children.repeated(here, "aktivitet", activity)?;
    let history = children
        .optional(here, "bedomtTillstand")
        .map(history)
        .transpose()?
        .flatten();
    let condition = children
        .optional(here, "medicinsktTillstand")
        .map(condition)
        .transpose()?;
    let functions = children.repeated(here, "funktionstillstand", function)?;
    children.end_tolerant(here)?;
    at_most(element, &references, 2)?;
    at_most(element, &functions, 2)?;
    Ok(MedicalCertificate {
        id,
        comment: comment.map(std::borrow::Cow::into_owned),
        signed_at,
        sent_at,
        patient,
        issuer,
        contacts,
        references,
        activities,
        history,
        condition,
        functions,
    })
}

/// Reads the number alone: the name is checked for its place and dropped.
fn patient(element: Element<'_, '_>) -> Result<PatientId> {
    let mut children = sequence(element)?;
    let number = children.required(HEALTHREPORTING, "person-id")?;
    let (root, extension) = id(number)?;
    children.optional_text(HEALTHREPORTING, "fullstandigtNamn")?;
    children.end_tolerant(HEALTHREPORTING)?;
    if root != PERSONNUMMER && root != SAMORDNINGSNUMMER {
        return Err(ContractError::new(
            number,
            Problem::Value("the register of personnummer or samordningsnummer"),
        ));
    }
    Ok(PatientId { root, extension })
}

fn issuer(element: Element<'_, '_>) -> Result<Issuer> {
    let here = HEALTHREPORTING;
    let mut children = sequence(element)?;
    let id = rooted_id(children.required(here, "personal-id")?, HSA_ID, "an HSA-id")?;
    let name = filled(children.optional_text(here, "fullstandigtNamn")?);
    let prescriber_code = filled(children.optional_text(here, "forskrivarkod")?);
    let unit = unit(children.required(here, "enhet")?)?;
    children.end_tolerant(here)?;
    Ok(Issuer {
        id,
        name,
        prescriber_code,
        unit,
    })
}

fn unit(element: Element<'_, '_>) -> Result<Unit> {
    let here = HEALTHREPORTING;
    let mut children = sequence(element)?;
    let id = rooted_id(children.required(here, "enhets-id")?, HSA_ID, "an HSA-id")?;
    let workplace_code = children
        .optional(here, "arbetsplatskod")
        .map(|code| rooted_id(code, WORKPLACE_CODE, "an arbetsplatskod"))
        .transpose()?;
    let name = children.required_text(here, "enhetsnamn")?.into_owned();
    let postal_address = filled(children.optional_text(here, "postadress")?);
    let postal_code = filled(children.optional_text(here, "postnummer")?);
    let city = filled(children.optional_text(here, "postort")?);
    let phone = filled(children.optional_text(here, "telefonnummer")?);
    children.optional_text(here, "epost")?;
    let provider_id = children
        .optional(here, "vardgivare")
        .map(provider)
        .transpose()?;
    children.end_tolerant(here)?;
    Ok(Unit {
        id,
        workplace_code,
        name,
        postal_address,
        postal_code,
        city,
        phone,
        provider_id,
    })
}

fn provider(element: Element<'_, '_>) -> Result<String> {
    let mut children = sequence(element)?;
    let id = rooted_id(
        children.required(HEALTHREPORTING, "vardgivare-id")?,
        HSA_ID,
        "an HSA-id",
    )?;
    children.required_text(HEALTHREPORTING, "vardgivarnamn")?;
    children.end_tolerant(HEALTHREPORTING)?;
    Ok(id)
}

fn contact(element: Element<'_, '_>) -> Result<Contact> {
    let here = MEDICAL_CERTIFICATE;
    let mut children = sequence(element)?;
    let kind = children.required_text(here, "vardkontakttyp")?.into_owned();
    let on = date(children.required(here, "vardkontaktstid")?)?;
    children.end_tolerant(here)?;
    Ok(Contact { kind, on })
}

fn reference(element: Element<'_, '_>) -> Result<Reference> {
    let here = MEDICAL_CERTIFICATE;
    let mut children = sequence(element)?;
    let kind = children.required_text(here, "referenstyp")?.into_owned();
    let on = children.optional(here, "datum").map(date).transpose()?;
    children.end_tolerant(here)?;
    Ok(Reference { kind, on })
}

fn activity(element: Element<'_, '_>) -> Result<Activity> {
    let here = MEDICAL_CERTIFICATE;
    let mut children = sequence(element)?;
    let code = children.required_text(here, "aktivitetskod")?.into_owned();
    let text = filled(children.optional_text(here, "beskrivning")?);
    children.end_tolerant(here)?;
    Ok(Activity { code, text })
}

fn history(element: Element<'_, '_>) -> Result<Option<String>> {
    let here = MEDICAL_CERTIFICATE;
    let mut children = sequence(element)?;
    let text = filled(children.optional_text(here, "beskrivning")?);
    children.end_tolerant(here)?;
    Ok(text)
}

fn condition(element: Element<'_, '_>) -> Result<Condition> {
    let here = MEDICAL_CERTIFICATE;
    let mut children = sequence(element)?;
    let text = filled(children.optional_text(here, "beskrivning")?);
    let code = children
        .optional(here, "tillstandskod")
        .map(condition_code)
        .transpose()?;
    children.end_tolerant(here)?;
    Ok(Condition { text, code })
}

fn condition_code(element: Element<'_, '_>) -> Result<ConditionCode> {
    empty_with(element, CODE_ATTRIBUTES)?;
    let attribute = |name| {
        element
            .attribute(name)
            .filter(|value| !value.trim().is_empty())
            .map(ToOwned::to_owned)
    };
    Ok(ConditionCode {
        code: attribute("code"),
        system: attribute("codeSystem"),
        system_name: attribute("codeSystemName"),
        display_name: attribute("displayName"),
    })
}

fn function(element: Element<'_, '_>) -> Result<Function> {
    let here = MEDICAL_CERTIFICATE;
    let mut children = sequence(element)?;
    let text = filled(children.optional_text(here, "beskrivning")?);
    let kind = children
        .required_text(here, "typAvFunktionstillstand")?
        .into_owned();
    let ability = children
        .optional(here, "arbetsformaga")
        .map(ability)
        .transpose()?;
    children.end_tolerant(here)?;
    Ok(Function {
        text,
        kind,
        ability,
    })
}

fn ability(element: Element<'_, '_>) -> Result<Ability> {
    let here = MEDICAL_CERTIFICATE;
    let mut children = sequence(element)?;
    let reason = filled(children.optional_text(here, "motivering")?);
    let prognosis = children
        .optional_text(here, "prognosangivelse")?
        .map(std::borrow::Cow::into_owned);
    let duties = children
        .optional(here, "arbetsuppgift")
        .map(|element| only_text(element, "typAvArbetsuppgift"))
        .transpose()?
        .filter(|duties| !duties.trim().is_empty());
    let reductions = children.repeated(here, "arbetsformagaNedsattning", reduction)?;
    if reductions.is_empty() {
        return Err(ContractError::new(
            element,
            Problem::Missing("arbetsformagaNedsattning"),
        ));
    }
    let occupations = children.repeated(here, "sysselsattning", |element| {
        only_text(element, "typAvSysselsattning")
    })?;
    children.end_tolerant(here)?;
    at_most(element, &reductions, 4)?;
    at_most(element, &occupations, 3)?;
    Ok(Ability {
        reason,
        prognosis,
        duties,
        reductions,
        occupations,
    })
}

fn reduction(element: Element<'_, '_>) -> Result<Reduction> {
    let here = MEDICAL_CERTIFICATE;
    let mut children = sequence(element)?;
    let from = date(children.required(here, "varaktighetFrom")?)?;
    let to = date(children.required(here, "varaktighetTom")?)?;
    let degree = children
        .required_text(here, "nedsattningsgrad")?
        .into_owned();
    children.end_tolerant(here)?;
    Ok(Reduction { from, to, degree })
}

/// Reads an element that holds one text.
fn only_text(element: Element<'_, '_>, name: &'static str) -> Result<String> {
    let mut children = sequence(element)?;
    let text = children
        .required_text(MEDICAL_CERTIFICATE, name)?
        .into_owned();
    children.end_tolerant(MEDICAL_CERTIFICATE)?;
    Ok(text)
}

/// `II`: attributes alone. The extension is demanded here, since an id without one names nobody.
fn id(element: Element<'_, '_>) -> Result<(String, String)> {
    empty_with(element, ID_ATTRIBUTES)?;
    let root = element.attribute("root").unwrap_or_default().to_owned();
    match element.attribute("extension").map(str::trim) {
        Some(extension) if !extension.is_empty() => Ok((root, extension.to_owned())),
        _ => Err(ContractError::new(
            element,
            Problem::MissingAttribute("extension"),
        )),
    }
}

/// An id under a root; a missing root stands for the one of its element.
fn rooted_id(element: Element<'_, '_>, root: &str, what: &'static str) -> Result<String> {
    let (found, extension) = id(element)?;
    if !found.is_empty() && found != root {
        return Err(ContractError::new(element, Problem::Value(what)));
    }
    Ok(extension)
}

fn empty_with(element: Element<'_, '_>, attributes: &[&str]) -> Result<()> {
    only_attributes(element, attributes)?;
    if element.children().next().is_some() {
        return Err(ContractError::new(element, Problem::ElementInText));
    }
    if !element.has_only_blank_text() {
        return Err(ContractError::new(element, Problem::Text));
    }
    Ok(())
}

fn required_value(element: Element<'_, '_>) -> Result<String> {
    let text = plain_text(element)?;
    let text = text.trim();
    if text.is_empty() {
        return Err(ContractError::new(
            element,
            Problem::Value("a text of at least one character"),
        ));
    }
    Ok(text.to_owned())
}

/// A text that says something; a blank one is no answer.
fn filled(text: Option<std::borrow::Cow<'_, str>>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
        .map(std::borrow::Cow::into_owned)
}

fn at_most<T>(parent: Element<'_, '_>, items: &[T], most: usize) -> Result<()> {
    if items.len() > most {
        return Err(ContractError::new(parent, Problem::Unexpected));
    }
    Ok(())
}
