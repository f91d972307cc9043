//! Whatever validation accepts can be sent, and comes back as it was.

use intyg_catalog::element::{Kind, Wire};
use intyg_catalog::reading::read;
use intyg_catalog::registry;
use intyg_catalog::validation::{may_be_signed, validate};
use intyg_catalog::value::Value;
use intyg_convert::{Envelope, from_bytes, to_wire, validate_document};
use intyg_rivta::certificate::write_register;
use proptest::prelude::*;

use crate::fixtures::{doctor, id, patient, signed_at};
use crate::generate::{Dice, accepted};
use crate::samples::{TODAY, Titles};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn accepted_drafts_are_taken_by_the_receivers_and_come_back_the_same(
        bytes in proptest::collection::vec(any::<u8>(), 0..600),
    ) {
        for ty in registry::ALL {
            let draft = accepted(ty, &mut Dice::new(&bytes));
            let findings = validate(ty, &draft, TODAY, &Titles);
            prop_assert!(may_be_signed(&findings), "{findings:?}");

            let values = read(ty, &draft, TODAY, &Titles).values;
            let version = ty.text_version_on(TODAY).expect("a version").version;
            let envelope = Envelope {
                id: id(),
                text_version: version,
                signed_at: signed_at(),
                patient: &patient(),
                actor: &doctor(),
            };
            let xml = write_register(&to_wire(ty, &values, &envelope)).expect("writable");
            prop_assert_eq!(&xml, &write_register(&to_wire(ty, &values, &envelope)).expect("writable"));
            prop_assert_eq!(validate_document(xml.as_bytes()), Ok(()));

            let received = from_bytes(xml.as_bytes()).expect("a certificate");
            prop_assert_eq!(&received.text_version, version);
            for element in ty.elements() {
                let sent = match element.wire {
                    Wire::Never => continue,
                    Wire::Composed(compose) => compose(&values).map(Value::Text),
                    Wire::ByKind => values.get(element.id).cloned(),
                    Wire::OrFalse => values.get(element.id).cloned().or(Some(Value::Bool(false))),
                };
                prop_assert_eq!(received.values.get(element.id), sent.as_ref(), "{}", element.id);
            }
            let again = read(ty, &received.answers, TODAY, &Titles).values;
            for element in ty.elements().filter(|e| matches!(e.wire, Wire::ByKind)) {
                if matches!(element.kind, Kind::Diagnoses { .. }) || again.get(element.id).is_some() {
                    prop_assert_eq!(again.get(element.id), values.get(element.id), "{}", element.id);
                }
            }
        }
    }
}
