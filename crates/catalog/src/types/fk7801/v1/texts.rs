//! Explanations and the information text in our own words, and the words of older text versions.
//! Source: certificate-types 1.3, 7.5, 8.

use crate::element::{Information, LabelOverride, Labelled};
use crate::types::statement::working_capacity::{PSYCHOSOCIAL, SUBSTANCES};

pub(super) const INFORMATION: Information = Information {
    heading: "Om läkarutlåtande för aktivitetsersättning vid nedsatt arbetsförmåga",
    paragraphs: &[
        "Aktivitetsersättning kan ges till den som är mellan 19 och 29 år och som på grund av sjukdom, skada eller funktionsnedsättning troligen inte kommer att kunna arbeta heltid under minst ett år framåt.",
        "Utlåtandet är underlag när Försäkringskassan bedömer arbetsförmågan och vilka insatser som kan förbättra den. Beskriv därför funktionsnedsättningen, vad den leder till och vad som kan underlätta, så konkret som möjligt.",
    ],
};

pub(super) const ABILITY: &str =
    "Nämn patientens resurser och förmågor, också sådana som kan utvecklas.";
pub(super) const SUGGESTIONS: &str = "Det kan vara insatser som förbereder för arbete, fysisk eller social träning, samverkan mellan lokala aktörer, utbildning eller hjälpmedel.";

pub(super) static LABELS_1_0: &[LabelOverride] = &[
    LabelOverride {
        what: Labelled::Question(PSYCHOSOCIAL),
        text: "Kommunikation och social interaktion",
    },
    LabelOverride {
        what: Labelled::Question(SUBSTANCES),
        text: "Ordinerade läkemedel, alkohol, tobak och övriga substansintag",
    },
];
