//! What only the trial asks for: a day that lies ahead.

use intyg_catalog::answers::Answers;
use intyg_catalog::types::fk7210::TYPE;
use intyg_catalog::validation::validate;

use crate::samples::{TODAY, Titles};

#[test]
fn a_day_ahead_lies_between_today_and_the_same_day_a_year_later() {
    for (typed, expected) in [
        ("2024-03-04", None),
        ("2025-03-04", None),
        ("imorgon", None),
        ("2024-03-03", Some("D7")),
        ("2025-03-05", Some("D7")),
        ("2024-02-30", Some("D2")),
        ("i mars", Some("D1")),
        ("", Some("D6")),
    ] {
        let answers: Answers = [("54".to_owned(), typed.to_owned())].into_iter().collect();
        let found: Vec<_> = validate(&TYPE, &answers, TODAY, &Titles)
            .into_iter()
            .filter(|finding| finding.element.0 == "54")
            .map(|finding| finding.rule)
            .collect();
        assert_eq!(found, Vec::from_iter(expected), "{typed:?}");
    }
}
