//! The worked cases that the page of the rules shows, run.

use std::collections::BTreeSet;

use intyg_catalog::cases::{cases, complete};
use intyg_catalog::explanation::{explain, rules};
use intyg_catalog::registry;
use intyg_catalog::validation::{validate, validate_among};

use crate::samples::{TODAY, Titles};

#[test]
fn nothing_is_wrong_with_the_complete_certificate() {
    for ty in registry::ALL {
        let found = validate(ty, &complete(ty, TODAY), TODAY, &Titles);
        assert_eq!(found, [], "{} {}", ty.code, ty.major);
    }
}

#[test]
fn every_case_breaks_its_rule_where_it_says() {
    for ty in registry::ALL {
        for case in cases(ty, TODAY) {
            let found = validate_among(ty, &case.answers, TODAY, &Titles, &case.surroundings);
            let finding = found
                .iter()
                .find(|finding| finding.rule == case.rule)
                .unwrap_or_else(|| {
                    panic!("{} {}: {} {:?}", ty.code, ty.major, case.rule, case.changed)
                });
            let explained = explain(ty, &case.answers, finding).expect("it can be explained");
            assert_eq!(explained.number, case.rule);
            assert!(!explained.remedy.is_empty() && !explained.sentence.is_empty());
            let surrounded =
                case.surroundings != intyg_catalog::surroundings::Surroundings::default();
            assert!(surrounded || !case.changed.is_empty(), "{}", case.rule);
        }
    }
}

#[test]
fn every_rule_has_a_case() {
    let told: BTreeSet<&str> = registry::ALL
        .iter()
        .flat_map(|ty| rules(ty).map(|rule| rule.number))
        .collect();
    let shown: BTreeSet<&str> = registry::ALL
        .iter()
        .flat_map(|ty| cases(ty, TODAY))
        .map(|case| case.rule)
        .collect();
    // No form has more alternatives than may be chosen of them, and only the trial form asks for a day to come.
    let without: Vec<&&str> = told.difference(&shown).collect();
    assert!(
        without.iter().all(|rule| ["D7", "V4"].contains(rule)),
        "{without:?}"
    );
    assert!(shown.is_subset(&told));
}

#[test]
fn an_explanation_names_the_answers_and_what_would_satisfy_the_rule() {
    for ty in registry::ALL
        .iter()
        .filter(|ty| ty.period_element.is_some())
    {
        let case = cases(ty, TODAY)
            .into_iter()
            .find(|case| case.rule == "P2")
            .expect("a period that ends before it begins");
        let found = validate(ty, &case.answers, TODAY, &Titles);
        let finding = found.iter().find(|f| f.rule == "P2").expect("found");
        let explained = explain(ty, &case.answers, finding).expect("a rule");
        let [line] = explained.answers.as_slice() else {
            panic!("{:?}", explained.answers);
        };
        assert!(
            line.contains("25 procent, 2024-03-04, 2024-03-03"),
            "{line}"
        );
        assert!(explained.remedy.starts_with("Ändra ett av datumen"));
    }
}
