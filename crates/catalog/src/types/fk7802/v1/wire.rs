//! What the national rules demand of the whole message. Source: certificate-types 9.2–9.3.

use crate::transport::{
    Demand, DiagnosisOrder, EnvelopeForm, Reach, RelationRoot, Stated, Transport, WireRule,
};
use crate::types::statement::known_before_examination;

pub(super) const TRANSPORT: Transport = Transport {
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
        WireRule::once(6),
        WireRule::once(15),
        WireRule::once(16),
        known_before_examination(),
        WireRule::GoesWithTick { svar: 4, tick: 3 },
        WireRule::PartWhenTrue {
            part: 2,
            svar: 26,
            demand: Demand::Optional,
        },
    ],
};
