//! What the national rules demand of the whole message: less than of version 1. Source: certificate-types 10.5.

use super::codes;
use crate::transport::{
    DiagnosisOrder, EnvelopeForm, Judged, Judgement, Parts, Place, Reach, RelationRoot, Stated,
    Transport, WireRule,
};

const fn judged(svar: u16, parts: Parts, content: Judgement) -> Judged {
    Judged {
        svar,
        parts,
        content,
    }
}

pub(super) const TRANSPORT: Transport = Transport {
    additional_questions: false,
    diagnosis_order: DiagnosisOrder::TextFirst,
    reach: Reach::Only(&[
        judged(1, Parts::Closed, Judgement::ByKind),
        judged(27, Parts::Closed, Judgement::ByKind),
        judged(29, Parts::Closed, Judgement::ByKind),
        judged(28, Parts::Counted, Judgement::ByKind),
        judged(35, Parts::Any, Judgement::ByKind),
        judged(17, Parts::Any, Judgement::ByKind),
        judged(6, Parts::Closed, Judgement::Free),
        judged(32, Parts::Counted, Judgement::Free),
        judged(33, Parts::Counted, Judgement::Free),
        judged(39, Parts::Counted, Judgement::Free),
        judged(19, Parts::Counted, Judgement::Free),
        judged(25, Parts::Counted, Judgement::Free),
        judged(34, Parts::Counted, Judgement::Free),
        judged(37, Parts::Counted, Judgement::Free),
        judged(44, Parts::Counted, Judgement::Free),
    ]),
    envelope: EnvelopeForm {
        licensed_profession: Stated::Yes,
        relation_root: RelationRoot::UnitOfOriginal,
    },
    rules: &[
        WireRule::Count {
            svar: 6,
            min: 1,
            max: 1,
        },
        WireRule::Count {
            svar: 32,
            min: 1,
            max: 4,
        },
        WireRule::DemandedWhenNotTicked {
            some: &[1, 28],
            one: &[35, 17, 39],
            tick: 27,
        },
        WireRule::SvarGoesWith {
            svar: 29,
            codes_of: 28,
            codes: &[codes::CURRENT_WORK],
            unless_ticked: None,
            ban_looks: Place::AnywhereOnce,
        },
    ],
};
