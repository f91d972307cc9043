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
        ("4.1.typ", "FYSIOTERAPEUT"),
        ("4.1.datum", first_met.as_str()),
        ("4.1.text", "Rehabkliniken, Exempelstad"),
        ("6.kodverk", "ICD_10_SE"),
        ("6.1.kod", "M797"),
        ("6.1.text", "Fibromyalgi"),
        ("7", "På vårdcentralen för fem år sedan."),
        ("45", "false"),
        ("5", "Långvarig och utbredd smärta som gradvis har ökat trots behandling."),
        ("12", "Generell smärta och ömhet vid undersökning av muskelfästen, måttlig grad."),
        ("17", "Klarar inte hushållsarbete mer än tio minuter i följd. Behöver vila flera gånger om dagen."),
        ("18", "Smärtrehabilitering i sex veckor, utan varaktig förbättring."),
        ("22", "Någon förbättring av arbetsförmågan är inte att vänta."),
    ]
    .into_iter()
    .map(|(field, text)| (field.to_owned(), text.to_owned()))
    .collect()
}
