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
        ("4.1.typ", "NEUROPSYKIATRISKT"),
        ("4.1.datum", first_met.as_str()),
        ("4.1.text", "Neuropsykiatriska kliniken, Exempelstad"),
        ("6.kodverk", "ICD_10_SE"),
        ("6.1.kod", "F840"),
        ("6.1.text", "Autism i barndomen"),
        ("7", "Efter utredning på neuropsykiatriska kliniken för fem år sedan."),
        ("45", "false"),
        ("5", "Svårigheter i samspel och kommunikation sedan tidig ålder. Har inte kunnat slutföra praktik."),
        ("9", "Svårt med samspel och att tolka andra, måttlig grad."),
        ("17", "Klarar inte att arbeta i grupp och blir uttröttad av nya situationer."),
        ("22", "Kan sannolikt arbeta deltid efter anpassning och träning."),
        ("24", "Arbetsträning med stöd av handledare i lugn miljö."),
    ]
    .into_iter()
    .map(|(field, text)| (field.to_owned(), text.to_owned()))
    .collect()
}
