//! Explanations and the information text in our own words, and the words of older text versions.
//! Source: certificate-types 1.3, 7.5.

use crate::element::{Information, LabelOverride, Labelled};
use crate::types::statement::working_capacity::{PSYCHOSOCIAL, SUBSTANCES};

pub(super) const INFORMATION: Information = Information {
    heading: "Om läkarutlåtande för sjukersättning",
    paragraphs: &[
        "Sjukersättning kan ges till den som har fyllt 19 år och som på grund av sjukdom, skada eller funktionsnedsättning troligen aldrig kommer att kunna arbeta heltid, i något arbete på arbetsmarknaden. Före 30 års ålder gäller det bara hel ersättning.",
        "Utlåtandet är underlag när Försäkringskassan bedömer hur arbetsförmågan är nedsatt, hur varaktig nedsättningen är och om rehabilitering kan förbättra den. Beskriv därför funktionsnedsättningen och vad den leder till så konkret som möjligt.",
    ],
};

pub(super) const ABILITY: &str =
    "Nämn särskilda förmågor som kan tas till vara i rehabilitering och arbete.";

pub(super) static LABELS_UNTIL_1_1: &[LabelOverride] = &[
    LabelOverride {
        what: Labelled::Question(PSYCHOSOCIAL),
        text: "Kommunikation och social interaktion",
    },
    LabelOverride {
        what: Labelled::Question(SUBSTANCES),
        text: "Ordinerade läkemedel, alkohol, tobak och övriga substansintag",
    },
];
