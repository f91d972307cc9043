//! Whatever is typed can be kept, read, judged and shown; nothing crashes. Source: reliability-security R69, trap 20.

use intyg_catalog::aids::{Save, canonical_input};
use intyg_catalog::answers::Answers;
use intyg_catalog::explanation::explain;
use intyg_catalog::fields::fields;
use intyg_catalog::finding::Severity;
use intyg_catalog::progress::{SectionState, section_states};
use intyg_catalog::reading::read;
use intyg_catalog::registry;
use intyg_catalog::renewal::{Origin, renew};
use intyg_catalog::summary::{days_line, periods, summary};
use intyg_catalog::validation::validate;
use intyg_catalog::wire::{absorb, emit};
use intyg_core::organisation::Contact;
use proptest::prelude::*;

use crate::samples::{TODAY, Titles};

/// What people type in fields, and what they should not.
fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just("true".to_owned()),
        1 => Just("false".to_owned()),
        3 => (2020..2030i32, 0..14u8, 0..33u8).prop_map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}")),
        1 => "[dvm+]?[0-9]{1,4}[dvm]?",
        1 => prop_oneof![Just("idag"), Just("igår"), Just("9999-12-31"), Just("-009999-01-01"), Just("ICD_10_SE"), Just("KSH_97_P")]
            .prop_map(ToOwned::to_owned),
        1 => "[A-Za-z][0-9]{0,5}[-P]?",
        1 => prop_oneof![Just("STOR_SANNOLIKHET"), Just("ATER_X_ANTAL_DGR"), Just("NITTIO_DGR")].prop_map(ToOwned::to_owned),
        2 => any::<String>(),
        1 => "\\PC{0,40}",
    ]
}

fn draft() -> impl Strategy<Value = Answers> {
    let keys: Vec<String> = registry::ALL
        .iter()
        .flat_map(|ty| ty.elements())
        .flat_map(fields)
        .map(|field| field.key)
        .collect();
    let count = keys.len();
    proptest::collection::vec((0..count, typed()), 0..60).prop_map(move |typed| {
        typed
            .into_iter()
            .map(|(key, text)| (keys[key].clone(), text))
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn anything_typed_is_kept_read_and_judged((before, now) in (draft(), draft())) {
        for ty in registry::ALL {
            let save = Save { previous: &before, today: TODAY, copied_end: None, titles: &Titles };
            let mut kept = now.clone();
            canonical_input(ty, &mut kept, &save);
            let mut again = kept.clone();
            prop_assert_eq!(canonical_input(ty, &mut again, &save), []);
            prop_assert_eq!(&again, &kept);

            for answers in [&now, &kept] {
                let reading = read(ty, answers, TODAY, &Titles);
                let findings = validate(ty, answers, TODAY, &Titles);
                for finding in &findings {
                    prop_assert!(explain(ty, answers, finding).is_some(), "{}", finding.rule);
                    let element = ty.element(finding.element.0).expect("an element of the type");
                    prop_assert!(fields(element).iter().any(|f| f.key == finding.field), "{}", finding.field);
                    prop_assert!(!finding.text.is_empty());
                }
                let stops = findings.iter().filter(|f| f.severity == Severity::Stop).count();
                let counted: usize = section_states(ty, answers, &findings, TODAY)
                    .iter()
                    .map(|s| if let SectionState::Missing(n) = s.state { n } else { 0 })
                    .sum();
                prop_assert_eq!(counted, stops);
                summary(ty, &reading.values).line();
                days_line(periods(ty, &reading.values));
                renew(ty, answers, &reading.values, Origin::Received, &Contact::default());
                let svar = emit(ty, &reading.values);
                let absorbed = absorb(ty, &svar);
                prop_assert_eq!(emit(ty, &absorbed.values), svar);
            }
        }
    }
}
