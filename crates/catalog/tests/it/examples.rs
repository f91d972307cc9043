//! What holds for the worked examples of every type. Source: certificate-types 12.

use intyg_catalog::element::{Kind, Renewal, Wire};
use intyg_catalog::fields::fields;
use intyg_catalog::finding::Severity;
use intyg_catalog::reading::read;
use intyg_catalog::registry;
use intyg_catalog::renewal::{Origin, can_renew, renew};
use intyg_catalog::validation::validate;
use intyg_catalog::visibility::visible_elements;
use intyg_catalog::wire::{absorb, emit};
use intyg_core::organisation::Contact;

use crate::samples::{TODAY, Titles, all};

#[test]
fn every_type_has_its_examples_and_none_has_a_stop() {
    let with_samples: Vec<_> = all().map(|s| (s.ty.code, s.ty.major)).collect();
    // The trial, which is the last one, has no other example than its own.
    let trials = usize::from(cfg!(feature = "trial"));
    for ty in registry::ALL.iter().rev().skip(trials) {
        assert!(
            with_samples.contains(&(ty.code, ty.major)),
            "{} version {} has no worked examples",
            ty.code,
            ty.major
        );
    }
    for sample in all() {
        for (name, draft) in [("minimal", (sample.minimal)()), ("full", (sample.full)())] {
            let stops: Vec<_> = validate(sample.ty, &draft, TODAY, &Titles)
                .into_iter()
                .filter(|f| f.severity == Severity::Stop)
                .collect();
            assert_eq!(stops, [], "{} {name}", sample.ty.code);
        }
    }
}

/// The full example answers every question that it is asked, so that nothing is left out of the tests that use it.
#[test]
fn full_examples_answer_every_question() {
    for sample in all() {
        let draft = (sample.full)();
        for (_, element) in visible_elements(sample.ty, &draft, TODAY) {
            let answered = fields(element)
                .iter()
                .any(|f| !draft.get(&f.key).is_empty());
            assert!(answered, "{} {}", sample.ty.code, element.id);
        }
    }
}

#[test]
fn examples_are_sent_in_the_order_of_the_type_and_come_back() {
    for sample in all() {
        for draft in [(sample.minimal)(), (sample.full)()] {
            let values = read(sample.ty, &draft, TODAY, &Titles).values;
            let svar = emit(sample.ty, &values);
            let mut order: Vec<u16> = svar.iter().map(|svar| svar.id).collect();
            order.dedup();
            let expected: Vec<u16> = sample
                .ty
                .wire_order
                .iter()
                .copied()
                .filter(|number| order.contains(number))
                .collect();
            assert_eq!(order, expected, "{}", sample.ty.code);
            let absorbed = absorb(sample.ty, &svar);
            assert_eq!(
                emit(sample.ty, &absorbed.values),
                svar,
                "{}",
                sample.ty.code
            );
            for element in sample.ty.elements() {
                let by_kind = matches!(element.wire, Wire::ByKind);
                if by_kind && !matches!(element.kind, Kind::UnitContact) {
                    assert_eq!(
                        absorbed.values.get(element.id),
                        values.get(element.id),
                        "{} {}",
                        sample.ty.code,
                        element.id
                    );
                }
            }
        }
    }
}

#[test]
fn a_renewal_keeps_what_is_to_be_kept_and_nothing_else() {
    for sample in all() {
        let (ty, draft) = (sample.ty, (sample.full)());
        let values = read(ty, &draft, TODAY, &Titles).values;
        let renewed = renew(ty, &draft, &values, Origin::Draft, &Contact::default()).answers;
        assert!(can_renew(ty, ty), "{}", ty.code);
        for element in ty.elements() {
            for field in fields(element) {
                let at = format!("{} {}", ty.code, field.key);
                match element.renewal {
                    Renewal::Keep => {
                        assert_eq!(renewed.get(&field.key), draft.get(&field.key), "{at}");
                    }
                    Renewal::Clear => assert_eq!(renewed.get(&field.key), "", "{at}"),
                    Renewal::SetFalse => assert_eq!(renewed.get(&field.key), "false", "{at}"),
                    Renewal::NextPeriod(_) => {}
                }
            }
        }
    }
}
