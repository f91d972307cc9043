//! What the national rules demand of the whole message. Source: certificate-types 6.2, 6.5, 6.6.

use super::codes;
use crate::transport::{
    Demand, DiagnosisOrder, EnvelopeForm, Place, Reach, RelationRoot, Stated, Transport, WireRule,
};

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
            svar: 6,
            min: 1,
            max: 1,
        },
        WireRule::Count {
            svar: 32,
            min: 1,
            max: 4,
        },
        WireRule::DemandedUnlessTicked {
            svar: &[1, 28, 35, 17, 39, 40],
            tick: 27,
        },
        WireRule::SvarGoesWith {
            svar: 29,
            codes_of: 28,
            codes: &[codes::CURRENT_WORK],
            unless_ticked: None,
            ban_looks: Place::AnywhereOnce,
        },
        WireRule::SvarGoesWith {
            svar: 33,
            codes_of: 32,
            codes: &[codes::QUARTER, codes::HALF, codes::THREE_QUARTERS],
            unless_ticked: Some(27),
            ban_looks: Place::OwnSvar,
        },
        WireRule::SvarRuledOut {
            svar: 44,
            codes_of: 40,
            code: codes::NOT_RELEVANT,
        },
        WireRule::PartWhenTrue {
            part: 2,
            svar: 33,
            demand: Demand::Mandatory,
        },
        WireRule::PartWhenTrue {
            part: 2,
            svar: 26,
            demand: Demand::Optional,
        },
        WireRule::PartWithCode {
            part: 3,
            svar: 39,
            code: codes::WITHIN_TIME,
        },
    ],
};
