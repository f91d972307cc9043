//! What is to be thought of when a certificate is sent to its recipient. Source: certificate-types 13.6, ui 6.8.

use crate::element::CertificateType;
use crate::summary;

/// Sick leave for fewer days seldom needs a certificate at the recipient.
const SHORT_DAYS: i32 = 15;

/// For whom a certificate is needed from day 8 on.
const EXCEPTIONS: &[&str] = &[
    "egenföretagare",
    "arbetssökande",
    "anställd utan sjuklön från arbetsgivaren",
    "studerande som arbetar med rätt till sjukpenning",
    "ledig med föräldrapenning",
    "ledig med graviditetspenning",
];

/// Advice for a short sick leave; it never stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortAdvice {
    /// How short it is, and what follows.
    pub text: String,
    /// What stands before the exceptions.
    pub lead: &'static str,
    /// For whom it does not hold.
    pub exceptions: &'static [&'static str],
}

/// Returns the advice for a certificate whose periods cover `days`, adjoining ones merged; `None` for a long one and for a type without
/// periods.
pub fn short_advice(ty: &CertificateType, days: i32) -> Option<ShortAdvice> {
    let is_short = ty.period_element.is_some() && (1..SHORT_DAYS).contains(&days);
    is_short.then(|| ShortAdvice {
        text: format!(
            "Perioden är {}. Intyg för kortare tid än {SHORT_DAYS} dagar behövs oftast inte hos {}.",
            summary::days(days),
            ty.recipient.name
        ),
        lead: "Från dag 8 behövs intyget när patienten är",
        exceptions: EXCEPTIONS,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry;

    #[test]
    fn only_a_period_below_fifteen_days_is_advised_against() {
        for ty in registry::ALL {
            for (days, expected) in [(0, false), (1, true), (14, true), (15, false), (90, false)] {
                let expected = expected && ty.period_element.is_some();
                assert_eq!(
                    short_advice(ty, days).is_some(),
                    expected,
                    "{days} {}",
                    ty.code
                );
            }
        }
    }

    #[test]
    fn the_advice_says_how_short_it_is() {
        let ty = registry::ALL.iter().find(|ty| ty.period_element.is_some());
        let texts =
            ty.map(|ty| [1, 14].map(|days| short_advice(ty, days).map(|advice| advice.text)));
        let [Some(one), Some(more)] = texts.expect("a type with periods") else {
            panic!("both are short");
        };
        assert!(
            one.starts_with("Perioden är 1 dag. ") && more.starts_with("Perioden är 14 dagar. ")
        );
    }
}
