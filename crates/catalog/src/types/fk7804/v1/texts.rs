//! Explanations and the information text in our own words, and the words of older text versions.
//! Source: certificate-types 1.3, 6.7.

use super::{BASIS, PROGNOSIS, WORKING_TIME_REASON, codes};
use crate::element::{Information, LabelOverride, Labelled};

pub(super) const INFORMATION: Information = Information {
    heading: "Om läkarintyg för sjukpenning",
    paragraphs: &[
        "Sjukpenning är en ersättning till den som har nedsatt arbetsförmåga på grund av sjukdom. Intyget är underlag när Försäkringskassan bedömer rätten till den. Samma intyg används för smittbärarpenning.",
        "Är patienten okänd för dig ska identiteten kontrolleras, till exempel med en id-handling, innan intyget skrivs.",
        "Den som är anställd behöver intyget från och med sjukperiodens åttonde dag. För studerande prövas rätten att behålla studiemedel tidigast från dag 15.",
        "Försäkringskassan bedömer arbetsförmågan i steg, rehabiliteringskedjan: de första 90 dagarna mot patientens vanliga arbete, efter 90 dagar även mot annat arbete hos arbetsgivaren och efter 180 dagar mot arbete som normalt förekommer på arbetsmarknaden, om inga undantag gäller. Efter 365 dagar är undantagen färre.",
    ],
};

pub(super) const INFECTION: &str = "Kryssa här när patienten inte får arbeta på grund av ett beslut enligt smittskyddslagen, behöver undersökas eller hälsokontrolleras utan att vara sjuk, eller inte får hantera livsmedel. Då besvaras bara frågorna om diagnos, nedsättning av arbetsförmågan och övriga upplysningar.";
pub(super) const BASIS_HELP: &str = "Enligt Socialstyrelsens föreskrifter (HSLF-FS 2018:54) ska ett intyg i regel utfärdas efter att du har undersökt patienten. Har ni träffats över video, skriv det under Övriga upplysningar.";
pub(super) const NO_EXAMINATION: &str = "Förklara varför intyget skrivs utan att du har undersökt patienten. Texten sänds under Övriga upplysningar.";
pub(super) const OCCUPATION: &str = "Kryssar du i flera och sjukskrivningens omfattning eller längd skiljer sig mellan dem, förtydliga det under Övriga upplysningar.";
pub(super) const DIAGNOSES: &str = "Ange först den sjukdom som påverkar arbetsförmågan mest och använd så många positioner i koden som möjligt. Har patienten fler än tre sjukdomar som påverkar arbetsförmågan, ange de övriga under Övriga upplysningar.";
pub(super) const IMPAIRMENT: &str = "Beskriv de avvikelser som du har sett vid undersökningen och svar från till exempel röntgen, laboratorium och tester. Vid psykisk sjukdom hör också relevant sjukhistoria hit.";
pub(super) const LIMITATION: &str = "Ge konkreta exempel på vad patienten inte klarar i sin sysselsättning, hur ofta och i vilken grad. Skriv varifrån uppgifterna kommer, till exempel din observation eller patientens berättelse. Ange också sådant som patienten bör undvika av medicinska skäl.";
pub(super) const PERIODS: &str = "Bedöm nedsättningen i förhållande till patientens ordinarie arbetstid. Varje grad har en egen period och perioderna får inte gå in i varandra.";
pub(super) const EARLY_START: &str = "Skriv varför sjukskrivningen börjar före dagen då intyget skrivs, till exempel att provsvar dröjde. Texten sänds under Övriga upplysningar.";
pub(super) const LONGER_THAN_GUIDANCE: &str = "Här kan du beskriva sådant som förlänger sjukskrivningen, till exempel hur sjukdomen har utvecklats, komplikationer eller andra sjukdomar.";
pub(super) const WORKING_TIME: &str = "Frågan besvaras bara när arbetsförmågan är nedsatt till en del. Arbetstiden minskas i regel lika mycket varje dag, om det inte finns medicinska skäl till något annat.";
pub(super) const PROGNOSIS_HELP: &str =
    "Uppgiften är viktig när Försäkringskassan och arbetsgivaren planerar för återgång i arbete.";
pub(super) const CONTACT: &str =
    "Försäkringskassan hör av sig när handlingarna i ärendet har kommit in.";

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
