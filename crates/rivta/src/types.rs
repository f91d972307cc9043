//! What the contracts share: ids, codes, staff and units.

mod read;
mod write;

pub(crate) use read::{
    date, hos_personal, instance, intyg_id, is_number, message_reference, person_id,
    restricted_code, sequence_of_code, timestamp,
};
pub(crate) use write::{
    write_code, write_hos_personal, write_intyg_id, write_message_reference, write_person_id,
    write_timestamp,
};

/// The id of a certificate (`IntygId`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IntygId {
    /// HSA-id of the issuing unit, by convention; any text by contract.
    pub root: String,
    /// The id itself, a UUID in lower case by convention.
    pub extension: String,
}

/// A reference to a message (`MeddelandeReferens`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MessageReference {
    /// `meddelande-id`.
    pub message_id: String,
    /// `referens-id`, the recipient's own.
    pub reference_id: Option<String>,
}

/// A person's number: twelve digits and the register that they belong to.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PersonId {
    /// [`crate::names::PERSONNUMMER`] or [`crate::names::SAMORDNINGSNUMMER`].
    pub root: String,
    /// Twelve digits, no hyphen.
    pub extension: String,
}

impl std::fmt::Debug for PersonId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[personnummer]")
    }
}

/// A code (`CVType` and its restrictions).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Code {
    /// The code.
    pub code: String,
    /// The code system: an OID, a UUID or a name.
    pub code_system: String,
    /// The text that belongs to the code.
    pub display_name: Option<String>,
}

impl Code {
    /// Makes a code with its text.
    pub fn new(
        code: impl Into<String>,
        code_system: impl Into<String>,
        display_name: impl Into<String>,
    ) -> Self {
        Self {
            code: code.into(),
            code_system: code_system.into(),
            display_name: Some(display_name.into()),
        }
    }
}

/// A specialist competence; it has no code system.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Specialistkompetens {
    /// `N/A` by convention.
    pub code: String,
    /// The name of the speciality.
    pub display_name: Option<String>,
}

/// A member of the care staff with the unit of the assignment (`HosPersonal`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HosPersonal {
    /// HSA-id of the person.
    pub personal_id: String,
    /// First and last name.
    pub full_name: String,
    /// Förskrivarkod, or the mask `0000000`.
    pub prescriber_code: Option<String>,
    /// Befattningar, code system [`crate::names::POSITION`].
    pub positions: Vec<Code>,
    /// The unit.
    pub unit: Enhet,
    /// Specialities.
    pub specialities: Vec<Specialistkompetens>,
    /// Licensed professions, code system [`crate::names::LICENSED_PROFESSION`]; only for forms that ask for them.
    pub licensed_professions: Vec<Code>,
}

/// A care unit (`Enhet`). Texts that are not known are empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Enhet {
    /// HSA-id of the unit.
    pub id: String,
    /// Arbetsplatskod; `0000000` when the unit has none, never empty.
    pub workplace_code: String,
    /// Name of the unit.
    pub name: String,
    /// Street or box.
    pub postal_address: String,
    /// Postal code.
    pub postal_code: String,
    /// Town.
    pub city: String,
    /// Telephone number.
    pub phone: String,
    /// E-mail; `None` when there is none, never empty.
    pub email: Option<String>,
    /// The care provider.
    pub care_provider: Vardgivare,
}

/// A care provider (`Vardgivare`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Vardgivare {
    /// HSA-id of the care provider.
    pub id: String,
    /// Name of the care provider.
    pub name: String,
}
