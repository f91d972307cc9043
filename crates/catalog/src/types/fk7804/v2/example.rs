//! A worked example. Source: certificate-types 12.5.

use jiff::civil::Date;

use crate::answers::Answers;

/// Returns a complete certificate for full sick leave from `from` to `to`, based on an examination on the first day.
pub(super) fn example(from: Date, to: Date) -> Answers {
    let (from, to) = (from.to_string(), to.to_string());
    [
        ("1.FYSISKUNDERSOKNING", "true"),
        ("1.FYSISKUNDERSOKNING.datum", from.as_str()),
        ("28.NUVARANDE_ARBETE", "true"),
        (
            "29",
            "Undersköterska på äldreboende. Tunga lyft och förflyttningar.",
        ),
        ("6.1.kod", "M545"),
        ("6.1.text", "Lumbago"),
        (
            "35",
            "Måttligt nedsatt rörlighet i ländryggen vid undersökning, positiv Lasègue på höger sida vid 40 grader.",
        ),
        (
            "17",
            "Kan inte lyfta eller bära, och inte sitta eller stå mer än tjugo minuter i följd.",
        ),
        ("19", "Fysioterapi två gånger i veckan."),
        ("32.HELT_NEDSATT", "true"),
        ("32.HELT_NEDSATT.from", from.as_str()),
        ("32.HELT_NEDSATT.tom", to.as_str()),
        ("39", "STOR_SANNOLIKHET"),
        ("44", "Anpassade arbetsuppgifter utan tunga lyft."),
    ]
    .into_iter()
    .map(|(field, text)| (field.to_owned(), text.to_owned()))
    .collect()
}
