//! Remarks that compare with the patient's other certificates.

use intyg_catalog::finding::{Finding, Severity};
use intyg_catalog::surroundings::{Neighbour, Original, Surroundings};
use intyg_catalog::validation::{may_be_signed, validate_among};
use intyg_core::sick_leave::Stretch;
use jiff::civil::{Date, date};

use crate::samples::{TODAY, Titles, V1, minimal, with};

fn neighbour(from: Date, to: Date, is_extended: bool) -> Neighbour {
    Neighbour {
        created_on: date(2024, 2, 1),
        periods: vec![Stretch { from, to }],
        is_extended,
    }
}

fn among(others: Vec<Neighbour>) -> Vec<Finding> {
    let surroundings = Surroundings {
        others,
        original: None,
    };
    validate_among(V1, &minimal(), TODAY, &Titles, &surroundings)
}

/// The worked example is for 2024-03-04–2024-03-17.
#[test]
fn overlap_and_pause_are_told_of_to_the_day_and_stop_nothing() {
    let cases = [
        (
            date(2024, 3, 6),
            false,
            Some("Överlappar intyget 2024-02-01, 2024-02-05–2024-03-06, med 3 dagar."),
        ),
        (
            date(2024, 3, 4),
            false,
            Some("Överlappar intyget 2024-02-01, 2024-02-05–2024-03-04, med 1 dag."),
        ),
        (date(2024, 3, 3), false, None),
        (
            date(2024, 3, 2),
            false,
            Some("Uppehåll på 1 dag sedan intyget 2024-02-01 tog slut 2024-03-02."),
        ),
        (
            date(2024, 2, 27),
            false,
            Some("Uppehåll på 5 dagar sedan intyget 2024-02-01 tog slut 2024-02-27."),
        ),
        (date(2024, 2, 26), false, None),
        (
            date(2024, 2, 20),
            true,
            Some("Uppehåll på 12 dagar sedan intyget 2024-02-01 tog slut 2024-02-20."),
        ),
    ];
    for (last, is_extended, expected) in cases {
        let found = among(vec![neighbour(date(2024, 2, 5), last, is_extended)]);
        let texts: Vec<&str> = found.iter().map(|f| f.text.as_str()).collect();
        assert_eq!(texts, expected.into_iter().collect::<Vec<_>>(), "{last}");
        assert!(may_be_signed(&found));
        for finding in found {
            assert_eq!(finding.field, "32.HELT_NEDSATT.from");
            let severity = if finding.text.starts_with("Överlappar") {
                Severity::Warning
            } else {
                Severity::Note
            };
            assert_eq!(finding.severity, severity);
        }
    }
}

#[test]
fn several_certificates_are_each_named() {
    let found = among(vec![
        neighbour(date(2024, 2, 5), date(2024, 3, 5), false),
        neighbour(date(2024, 3, 10), date(2024, 4, 30), false),
    ]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|f| f.rule == "A12"));
}

#[test]
fn a_text_that_was_there_last_time_is_asked_about() {
    let surroundings = Surroundings {
        others: Vec::new(),
        original: Some(Original {
            created_on: date(2024, 2, 1),
            answers: minimal(),
        }),
    };
    let told = |draft| -> Vec<String> {
        validate_among(V1, &draft, TODAY, &Titles, &surroundings)
            .into_iter()
            .filter(|f| f.rule == "A26b")
            .map(|f| f.field)
            .collect()
    };
    assert_eq!(told(minimal()), ["35", "17"]);
    assert_eq!(
        told(with(
            minimal(),
            &[("35", "Nu är det bättre med rörligheten.")]
        )),
        ["17"]
    );
}
