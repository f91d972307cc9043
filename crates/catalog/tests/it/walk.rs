//! What holds for every type, whoever writes it.

use std::collections::BTreeSet;

use intyg_catalog::condition::Condition;
use intyg_catalog::element::{CertificateType, CodeSet, Element, Kind, Labelled, Wire};
use intyg_catalog::fields::{FieldRole, fields, in_words};
use intyg_catalog::registry;
use intyg_catalog::validation::{may_be_signed, validate};

use crate::samples::{TODAY, Titles, UNIT, with};

/// A reason with the type's name in front, so that a failing walk says where.
fn place(ty: &CertificateType, what: &str) -> String {
    format!("{} version {}: {what}", ty.form_number, ty.major)
}

#[test]
fn no_two_types_share_code_and_version() {
    let keys: BTreeSet<_> = registry::ALL.iter().map(|ty| (ty.code, ty.major)).collect();
    assert_eq!(keys.len(), registry::ALL.len());
    assert!(!registry::ALL.is_empty());
    for ty in registry::ALL {
        let found = registry::find(ty.code, ty.major).expect("a registered type is found");
        assert_eq!(found.full_name(), ty.full_name());
    }
}

#[test]
fn ids_and_fields_are_unique() {
    for ty in registry::ALL {
        let ids: Vec<_> = ty.elements().map(|e| e.id).collect();
        let unique: BTreeSet<_> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "{}", place(ty, "element ids"));
        let keys: Vec<String> = ty.elements().flat_map(fields).map(|f| f.key).collect();
        let unique: BTreeSet<_> = keys.iter().collect();
        assert_eq!(unique.len(), keys.len(), "{}", place(ty, "field keys"));
        let html: BTreeSet<_> = keys
            .iter()
            .map(|k| intyg_catalog::answers::html_id(k))
            .collect();
        assert_eq!(html.len(), keys.len(), "{}", place(ty, "html ids"));
    }
}

#[test]
fn conditions_look_back_at_elements_and_codes_that_exist() {
    for ty in registry::ALL {
        let mut earlier: Vec<&Element> = Vec::new();
        for section in ty.sections {
            conditions_hold(ty, &earlier, &section.shown, section.heading);
            assert_eq!(
                section.ruled_out_because.is_empty(),
                matches!(section.shown, Condition::Always),
                "{}",
                place(ty, section.heading)
            );
            for element in section.elements {
                conditions_hold(ty, &earlier, &element.shown, element.name);
                conditions_hold(ty, &earlier, &element.required, element.name);
                earlier.push(element);
            }
        }
    }
}

fn conditions_hold(ty: &CertificateType, earlier: &[&Element], condition: &Condition, at: &str) {
    condition.collect(&mut |id, code| {
        let element = earlier.iter().find(|e| e.id == id);
        let element =
            element.unwrap_or_else(|| panic!("{}", place(ty, &format!("{at} looks at {id}"))));
        if let Some(code) = code {
            let known = element
                .kind
                .code_set()
                .is_some_and(|set| set.find(code).is_some());
            assert!(
                known,
                "{}",
                place(ty, &format!("{at} looks at {code} of {id}"))
            );
        }
    });
}

#[test]
fn words_and_sources_are_there() {
    for ty in registry::ALL {
        let information = &ty.information;
        let texts = [
            ty.name,
            ty.wire_name,
            ty.form_number,
            ty.recipient.code,
            information.heading,
        ];
        assert!(texts.iter().all(|t| !t.is_empty()) && !information.paragraphs.is_empty());
        for element in ty.elements() {
            let filled = [element.name, element.label, element.source];
            assert!(
                filled.iter().all(|t| !t.trim().is_empty()),
                "{}",
                place(ty, element.id.0)
            );
        }
        for rule in ty.rules {
            let filled = [rule.number, rule.sentence, rule.source];
            assert!(
                filled.iter().all(|t| !t.trim().is_empty()),
                "{}",
                place(ty, rule.number)
            );
        }
        let numbers: Vec<u8> = ty.sections.iter().filter_map(|s| s.number).collect();
        assert_eq!(numbers, (1..=12).take(numbers.len()).collect::<Vec<u8>>());
        assert!(
            ty.sections
                .iter()
                .all(|s| !s.heading.is_empty() && !s.elements.is_empty())
        );
    }
}

#[test]
fn limits_and_codes_are_sound() {
    for ty in registry::ALL {
        for element in ty.elements() {
            let at = place(ty, element.id.0);
            if let Some(set) = element.kind.code_set() {
                set_is_sound(set, &at);
            }
            match &element.kind {
                Kind::Text { limit } => assert!((1..=10_000).contains(limit), "{at}"),
                Kind::Investigations { max, origin, .. } => {
                    assert!((1..=9).contains(max) && origin.limit > 0, "{at}");
                    assert!(!origin.label.is_empty() && !origin.name.is_empty(), "{at}");
                }
                Kind::Number { min, max } => assert!(min <= max, "{at}"),
                Kind::Codes {
                    set,
                    max,
                    exclusive,
                } => {
                    assert!((1..=set.codes.len()).contains(max), "{at}");
                    assert!(
                        exclusive.is_none_or(|code| set.find(code).is_some()),
                        "{at}"
                    );
                }
                Kind::DatedBasis { set, described } => {
                    assert!(
                        set.find(described.code).is_some() && described.limit > 0,
                        "{at}"
                    );
                    assert!(
                        !described.label.is_empty() && !described.name.is_empty(),
                        "{at}"
                    );
                }
                Kind::Periods { set } => {
                    assert!(
                        set.codes.iter().all(|c| (1..=100).contains(&c.figure)),
                        "{at}"
                    );
                }
                Kind::Diagnoses {
                    max,
                    text_limit,
                    systems,
                    ..
                } => {
                    assert!(
                        (1..=9).contains(max) && *text_limit > 0 && !systems.is_empty(),
                        "{at}"
                    );
                }
                Kind::Tick { label } => assert!(!label.is_empty(), "{at}"),
                Kind::YesNo | Kind::Date { .. } | Kind::Code { .. } | Kind::UnitContact => {}
            }
        }
    }
}

fn set_is_sound(set: &CodeSet, at: &str) {
    let codes: BTreeSet<_> = set.codes.iter().map(|c| c.code).collect();
    assert_eq!(codes.len(), set.codes.len(), "{at}: codes are unique");
    assert!(!set.system.is_empty() && !set.codes.is_empty(), "{at}");
    for code in set.codes {
        let named = !code.wire_name.is_empty() && !code.label.is_empty();
        let plain = code
            .code
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b == b'_');
        assert!(named && plain, "{at}: {}", code.code);
    }
}

#[test]
fn the_example_is_accepted() {
    for ty in registry::ALL {
        let example = with((ty.example)(TODAY, TODAY), UNIT);
        let findings = validate(ty, &example, TODAY, &Titles);
        assert!(
            may_be_signed(&findings),
            "{}",
            place(ty, &format!("{findings:?}"))
        );
    }
}

/// A demand that one of several questions is answered makes sense only where none is demanded by itself, and a folded question
/// can be found only when it takes a text.
#[test]
fn sections_that_need_one_answer_and_folded_questions_are_sound() {
    for ty in registry::ALL {
        for section in ty.sections.iter().filter(|s| !s.at_least_one.is_empty()) {
            let at = place(ty, section.heading);
            assert!(section.elements.len() > 1, "{at}");
            assert!(
                section
                    .elements
                    .iter()
                    .all(|e| matches!(e.required, Condition::Never)),
                "{at}"
            );
        }
        for element in ty.elements().filter(|e| e.folded) {
            let is_text = matches!(element.kind, Kind::Text { .. });
            assert!(is_text, "{}", place(ty, element.id.0));
            assert!(
                matches!(element.required, Condition::Never),
                "{}",
                place(ty, element.id.0)
            );
        }
    }
}

#[test]
fn everything_that_is_sent_has_a_place_in_the_message() {
    for ty in registry::ALL {
        let mut numbers: Vec<u16> = Vec::new();
        for element in ty.elements() {
            let at = place(ty, element.id.0);
            match (element.id.wire(), &element.wire, &element.kind) {
                (Some((svar, part)), Wire::ByKind | Wire::OrFalse | Wire::Composed(_), _) => {
                    assert!((1..9000).contains(&svar) && part >= 1, "{at}");
                    let id = element.id.0;
                    assert!(
                        id == svar.to_string() || id == format!("{svar}.{part}"),
                        "{at}"
                    );
                    numbers.push(svar);
                }
                (None, Wire::Never, _) | (None, _, Kind::UnitContact) => {}
                _ => panic!("{at}: the id and the way of sending do not fit"),
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        let mut order = ty.wire_order.to_vec();
        order.sort_unstable();
        assert_eq!(order, numbers, "{}", place(ty, "wire order"));
    }
}

#[test]
fn text_versions_follow_each_other_and_name_what_exists() {
    for ty in registry::ALL {
        assert!(
            !ty.text_versions.is_empty(),
            "{}",
            place(ty, "text versions")
        );
        assert!(ty.text_versions.is_sorted_by_key(|v| v.valid_from));
        for version in ty.text_versions {
            assert!(version.version.starts_with(&format!("{}.", ty.major)));
            for label in version.labels {
                let known = match label.what {
                    Labelled::Section(number) => {
                        ty.sections.iter().any(|s| s.number == Some(number))
                    }
                    Labelled::Question(id) => ty.element(id.0).is_some(),
                    Labelled::Code(id, code) => ty
                        .element(id.0)
                        .and_then(|e| e.kind.code_set())
                        .is_some_and(|set| set.find(code).is_some()),
                };
                assert!(
                    known && !label.text.is_empty(),
                    "{}",
                    place(ty, version.version)
                );
            }
        }
        for (code, major) in ty.renews {
            assert!(
                registry::find(code, *major).is_some(),
                "{}",
                place(ty, "renews")
            );
        }
        if let Some(advice) = &ty.age_advice {
            let (code, major) = advice.instead;
            let instead = registry::find(code, major);
            assert!(
                instead.is_some_and(|other| other.code != ty.code) && !advice.why.is_empty(),
                "{}",
                place(ty, "age advice")
            );
        }
        for id in ty.period_element.iter().chain(&ty.diagnosis_element) {
            assert!(ty.element(id.0).is_some(), "{}", place(ty, id.0));
        }
    }
}

#[test]
fn additional_questions_have_their_own_numbers_and_words() {
    for ty in registry::ALL {
        for version in ty.text_versions {
            let numbers: BTreeSet<u16> = version.additional.iter().map(|q| q.number).collect();
            assert_eq!(numbers.len(), version.additional.len());
            assert!(numbers.iter().all(|n| (9001..=9999).contains(n)));
            assert!(version.additional.iter().all(|q| !q.label.is_empty()));
            assert!(ty.transport.additional_questions || numbers.is_empty());
        }
    }
}

#[test]
fn retired_types_are_offered_nowhere_and_name_what_replaced_them() {
    use intyg_catalog::retired;
    assert!(!retired::ALL.is_empty());
    for old in retired::ALL {
        assert!(registry::ALL.iter().all(|ty| ty.code != old.code));
        assert!(!old.successor().is_empty(), "{}", old.full_name());
        for written in [old.code.to_lowercase(), format!(" {} ", old.code)] {
            assert_eq!(retired::find(&written).map(|ty| ty.code), Some(old.code));
        }
        let labels: BTreeSet<_> = old.fields.iter().map(|field| field.label).collect();
        assert_eq!(labels.len(), old.fields.len());
        assert!(
            old.fields
                .iter()
                .all(|f| !f.label.is_empty() && !f.source.is_empty())
        );
    }
    assert!(
        registry::ALL
            .iter()
            .all(|ty| retired::find(ty.code).is_none())
    );
}

/// What two people chose differently is shown to them in words, in every type.
#[test]
fn whatever_is_chosen_has_words_and_what_is_typed_has_none() {
    for ty in registry::ALL {
        for (element, field) in ty.elements().flat_map(|element| {
            fields(element)
                .into_iter()
                .map(move |field| (element, field))
        }) {
            let words = |text: &str| in_words(ty, &field.key, text);
            match (field.role, element.kind.code_set()) {
                (FieldRole::Choice, Some(set)) => {
                    for code in set.codes {
                        assert_eq!(words(code.code), Some(code.label), "{}", field.key);
                    }
                }
                (FieldRole::Choice, None) if matches!(element.kind, Kind::Diagnoses { .. }) => {
                    assert_eq!(words("ICD_10_SE"), Some("ICD-10-SE"), "{}", field.key);
                }
                (FieldRole::Choice | FieldRole::Tick, _) => {
                    assert_eq!(words("true"), Some("Ja"), "{}", field.key);
                    assert_eq!(words("false"), Some("Nej"), "{}", field.key);
                }
                _ => assert_eq!(words("true"), None, "{}", field.key),
            }
            assert_eq!(words("något annat"), None, "{}", field.key);
        }
    }
}
