//! The words of findings, the same in field, summary and Navigator. Source: ui 8.1.

use jiff::civil::Date;

use crate::dates::DateFault;

pub(crate) const CHOOSE_SOME: &str = "Välj minst ett alternativ.";
pub(crate) const CHOOSE_ONE: &str = "Välj ett alternativ.";
pub(crate) const DATE_MISSING: &str = "Ange datum.";
pub(crate) const DATE_FORM: &str = "Ange datum som åååå-mm-dd, till exempel 2026-04-01.";
pub(crate) const DATE_RANGE: &str =
    "Ange ett datum som inte ligger för långt fram eller tillbaka i tiden.";
pub(crate) const DATE_FUTURE: &str = "Datumet får inte vara senare än i dag.";
pub(crate) const END_BEFORE_START: &str = "Till och med kan inte vara före från och med.";
pub(crate) const PERIOD_DATES: &str = "Ange både från och med och till och med.";
pub(crate) const DIAGNOSIS_MISSING: &str = "Ange minst en diagnos.";
pub(crate) const DIAGNOSIS_MAIN: &str = "Fyll i huvuddiagnosen först.";
pub(crate) const DIAGNOSIS_THREE: &str =
    "Ange diagnoskod med så många positioner som möjligt, men minst tre.";
pub(crate) const ROW_FIRST: &str = "Fyll i den översta raden först.";
pub(crate) const BLANK: &str = "Fältet får inte fyllas i med endast blanksteg.";
pub(crate) const POSTCODE: &str = "Ange postnummer med fem siffror.";
pub(crate) const TELEPHONE: &str = "Ange telefonnummer med siffror.";
pub(crate) const OTHERS_REMOVED: &str = "Övriga val togs bort.";

pub(crate) fn fill_in(name: &str) -> String {
    format!("Fyll i {name}.")
}

pub(crate) fn too_long(characters: usize) -> String {
    format!("{characters} tecken för mycket.")
}

/// Source: certificate-types 10.4.
pub(crate) fn out_of_range(min: u16, max: u16) -> String {
    format!("Ange ett värde mellan {min}-{max}.")
}

pub(crate) fn date_between(first: Date, last: Date) -> String {
    format!("Ange ett datum mellan {first} och {last}.")
}

pub(crate) fn unsendable(sign: char) -> String {
    format!("Tecknet {sign} kan inte skickas. Ersätt det.")
}

pub(crate) fn date(fault: DateFault, typed: &str) -> String {
    match fault {
        DateFault::Form => DATE_FORM.to_owned(),
        DateFault::NoSuchDay => format!("{} finns inte i kalendern.", typed.trim()),
        DateFault::OutOfRange => DATE_RANGE.to_owned(),
    }
}
