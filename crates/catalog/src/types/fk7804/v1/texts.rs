//! Explanations that only this version has, and the words of older text versions.
//! Source: certificate-types 1.3, 6.7.

use super::{BASIS, PROGNOSIS, WORKING_TIME_REASON, codes};
use crate::element::{LabelOverride, Labelled};

pub(super) use super::super::texts::*;

pub(super) const BASIS_HELP: &str = "Enligt Socialstyrelsens föreskrifter (HSLF-FS 2018:54) ska ett intyg i regel utfärdas efter att du har undersökt patienten. Har ni träffats över video, skriv det under Övriga upplysningar.";
pub(super) const NO_EXAMINATION: &str = "Förklara varför intyget skrivs utan att du har undersökt patienten. Texten sänds under Övriga upplysningar.";
pub(super) const EARLY_START: &str = "Skriv varför sjukskrivningen börjar före dagen då intyget skrivs, till exempel att provsvar dröjde. Texten sänds under Övriga upplysningar.";

const WORKING_TIME_UNTIL_1_2: LabelOverride = LabelOverride {
    what: Labelled::Question(super::WORKING_TIME),
    text: "Finns det medicinska skäl att förlägga arbetstiden på något annat sätt än att minska arbetstiden lika mycket varje dag?",
};
const WORKING_TIME_REASON_UNTIL_1_2: LabelOverride = LabelOverride {
    what: Labelled::Question(WORKING_TIME_REASON),
    text: "Beskriv medicinska skäl till annan förläggning av arbetstiden",
};
const LIKELY_UNTIL_1_1: LabelOverride = LabelOverride {
    what: Labelled::Code(PROGNOSIS, codes::LIKELY),
    text: "Patienten kommer med stor sannolikhet att kunna återgå helt i nuvarande sysselsättning efter denna sjukskrivning.",
};
const WITHIN_TIME_UNTIL_1_1: LabelOverride = LabelOverride {
    what: Labelled::Code(PROGNOSIS, codes::WITHIN_TIME),
    text: "Patienten kommer med stor sannolikhet att kunna återgå helt i nuvarande sysselsättning inom",
};
const UNLIKELY_UNTIL_1_1: LabelOverride = LabelOverride {
    what: Labelled::Code(PROGNOSIS, codes::UNLIKELY),
    text: "Patienten kommer med stor sannolikhet inte att kunna återgå helt i nuvarande sysselsättning inom 12 månader.",
};

pub(super) static LABELS_1_2: &[LabelOverride] =
    &[WORKING_TIME_UNTIL_1_2, WORKING_TIME_REASON_UNTIL_1_2];

pub(super) static LABELS_1_1: &[LabelOverride] = &[
    WORKING_TIME_UNTIL_1_2,
    WORKING_TIME_REASON_UNTIL_1_2,
    LIKELY_UNTIL_1_1,
    WITHIN_TIME_UNTIL_1_1,
    UNLIKELY_UNTIL_1_1,
];

pub(super) static LABELS_1_0: &[LabelOverride] = &[
    WORKING_TIME_UNTIL_1_2,
    WORKING_TIME_REASON_UNTIL_1_2,
    LIKELY_UNTIL_1_1,
    WITHIN_TIME_UNTIL_1_1,
    UNLIKELY_UNTIL_1_1,
    LabelOverride {
        what: Labelled::Code(BASIS, codes::EXAMINATION),
        text: "Min undersökning av patienten",
    },
    LabelOverride {
        what: Labelled::Code(BASIS, codes::TELEPHONE),
        text: "Min telefonkontakt med patienten",
    },
    LabelOverride {
        what: Labelled::Code(BASIS, codes::RECORDS),
        text: "Journaluppgifter från den",
    },
    LabelOverride {
        what: Labelled::Code(BASIS, codes::SOMETHING_ELSE),
        text: "Annat",
    },
];
