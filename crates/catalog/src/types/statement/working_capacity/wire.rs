//! What the national rules demand of the whole message; the same for both types. Source: certificate-types 7.2, 7.4, 8.

use super::super::known_before_examination;
use crate::transport::{
    Demand, DiagnosisOrder, EnvelopeForm, Reach, RelationRoot, Stated, Transport, WireRule,
};

pub(in crate::types) const TRANSPORT: Transport = Transport {
    additional_questions: true,
    diagnosis_order: DiagnosisOrder::CodeFirst,
    reach: Reach::Everything,
    envelope: EnvelopeForm {
        licensed_profession: Stated::No,
        relation_root: RelationRoot::NewUnit,
    },
    rules: &[
        WireRule::Count {
            svar: 1,
            min: 1,
            max: 4,
        },
        WireRule::once(2),
        WireRule::once(3),
        WireRule::once(5),
        WireRule::once(6),
        WireRule::once(7),
        WireRule::once(17),
        WireRule::once(22),
        WireRule::once(45),
        WireRule::AtLeastOne(&[8, 9, 10, 11, 12, 13, 14]),
        known_before_examination(),
        WireRule::GoesWithTick { svar: 4, tick: 3 },
        WireRule::PartWhenTrue {
            part: 2,
            svar: 45,
            demand: Demand::Mandatory,
        },
        WireRule::PartWhenTrue {
            part: 2,
            svar: 26,
            demand: Demand::Optional,
        },
    ],
};
