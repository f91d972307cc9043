//! A worked example.

use jiff::civil::Date;

use crate::answers::Answers;
use crate::types::statement::first_met;

/// Returns a complete statement that rests on an examination on the first day. It has no period, so that the last day is not used.
pub(super) fn example(from: Date, _to: Date) -> Answers {
    let (examined, first_met) = (from.to_string(), first_met(from));
    [
        ("1.UNDERSOKNING", "true"),
        ("1.UNDERSOKNING.datum", examined.as_str()),
        ("2", first_met.as_str()),
        ("3", "true"),
        ("4.1.typ", "SKOLHALSOVARD"),
        ("4.1.datum", first_met.as_str()),
        ("4.1.text", "Elevhälsan, Exempelstad"),
        ("6.kodverk", "ICD_10_SE"),
        ("6.1.kod", "F840"),
        ("6.1.text", "Autism i barndomen"),
        ("15", "Symtom sedan förskoleåldern. Har i dag svårt med samspel och med att växla mellan uppgifter."),
        ("16", "Behöver längre tid och mindre grupp för att nå målen i gymnasieskolan."),
    ]
    .into_iter()
    .map(|(field, text)| (field.to_owned(), text.to_owned()))
    .collect()
}
