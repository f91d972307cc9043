//! What FK 7800 and FK 7801, the statements on working capacity, have in common beside what all three have.
//! Source: certificate-types 7, 8.

mod texts;
mod wire;

use super::{LONG, diagnoses};
use crate::condition::Condition::{Always, Is};
use crate::element::{Element, ElementId, Kind, Section};

pub(in crate::types) use wire::TRANSPORT;

const BACKGROUND: ElementId = ElementId("5");
const DIAGNOSIS_GROUNDS: ElementId = ElementId("7");
const INTELLECT: ElementId = ElementId("8");
pub(in crate::types) const PSYCHOSOCIAL: ElementId = ElementId("9");
const ATTENTION: ElementId = ElementId("10");
const OTHER_MENTAL: ElementId = ElementId("11");
const SENSES: ElementId = ElementId("12");
const MOTION: ElementId = ElementId("13");
const OTHER_BODILY: ElementId = ElementId("14");
const LIMITATION: ElementId = ElementId("17");
const ENDED_TREATMENT: ElementId = ElementId("18");
const ONGOING_TREATMENT: ElementId = ElementId("19");
const PLANNED_TREATMENT: ElementId = ElementId("20");
pub(in crate::types) const SUBSTANCES: ElementId = ElementId("21");
const PREREQUISITES: ElementId = ElementId("22");
const ABILITY: ElementId = ElementId("23");
const REVISION: ElementId = ElementId("45");
const REVISED_DIAGNOSES: ElementId = ElementId("45.2");

const DEGREE_HINT: &str = "Beskriv eventuella undersökningsfynd och grad av funktionsnedsättning (lätt, måttlig, stor, total)";
const TREATMENT_HINT: &str = "Ange vad syftet är och om möjligt tidplan samt ansvarig vårdenhet";

pub(in crate::types) const fn work_diagnoses() -> Element {
    diagnoses(
        "Diagnos/diagnoser för sjukdom som orsakar nedsatt arbetsförmåga",
        "certificate-types 5.4, 7.2 KAT_4",
    )
}

pub(in crate::types) const fn diagnosis_grounds() -> Element {
    Element::new(
        DIAGNOSIS_GROUNDS,
        "När och var diagnosen ställdes",
        "När och var ställdes diagnosen/diagnoserna?",
        LONG,
        "certificate-types 7.2 KAT_4",
    )
    .required(Always)
}

pub(in crate::types) const fn revision() -> Element {
    Element::new(
        REVISION,
        "Skäl att revidera diagnosen",
        "Finns skäl till att revidera/uppdatera tidigare satt diagnos?",
        Kind::YesNo,
        "certificate-types 7.2 KAT_4",
    )
    .help(texts::REVISION)
    .required(Always)
}

pub(in crate::types) const fn revised_diagnoses(label: &'static str) -> Element {
    Element::new(
        REVISED_DIAGNOSES,
        "Vilka diagnoser som avses",
        label,
        LONG,
        "certificate-types 7.2 KAT_4, R13–R14, 8",
    )
    .shown(Is(REVISION, true))
    .required(Always)
}

pub(in crate::types) const BACKGROUND_SECTION: Section = Section::new(
    3,
    "Bakgrund",
    &[Element::new(
        BACKGROUND,
        "Bakgrund",
        "Bakgrund - beskriv kortfattat förloppet för aktuella sjukdomar",
        LONG,
        "certificate-types 7.2 KAT_3",
    )
    .required(Always)],
);

pub(in crate::types) const IMPAIRMENTS: Section = Section::new(
    4,
    "Funktionsnedsättningar",
    &[
        impairment(INTELLECT, "Intellektuell funktion")
            .hint("Beskriv eventuella iakttagelser alternativt testresultat från psykologutredning")
            .help(texts::INTELLECT),
        impairment(PSYCHOSOCIAL, "Övergripande psykosociala funktioner").help(texts::PSYCHOSOCIAL),
        impairment(
            ATTENTION,
            "Uppmärksamhet, koncentration och exekutiv funktion",
        )
        .help(texts::ATTENTION),
        impairment(OTHER_MENTAL, "Annan psykisk funktion").help(texts::OTHER_MENTAL),
        impairment(SENSES, "Sinnesfunktioner och smärta").help(texts::SENSES),
        impairment(MOTION, "Balans, koordination och motorik").help(texts::MOTION),
        impairment(OTHER_BODILY, "Annan kroppslig funktion").help(texts::OTHER_BODILY),
    ],
)
.help(texts::IMPAIRMENTS)
.at_least_one("Beskriv minst en funktionsnedsättning.");

const fn impairment(id: ElementId, name: &'static str) -> Element {
    Element::new(id, name, name, LONG, "certificate-types 7.2 KAT_5")
        .hint(DEGREE_HINT)
        .folded()
}

pub(in crate::types) const fn limitation(label: &'static str) -> Element {
    Element::new(
        LIMITATION,
        "Aktivitetsbegränsningar",
        label,
        LONG,
        "certificate-types 7.2 KAT_6, 8",
    )
    .hint("Ge konkreta exempel")
    .help(texts::LIMITATION)
    .required(Always)
}

pub(in crate::types) const TREATMENTS: Section = Section::new(
    6,
    "Medicinsk behandling",
    &[
        Element::new(
            ENDED_TREATMENT,
            "Avslutade behandlingar",
            "Avslutade medicinska behandlingar/åtgärder",
            LONG,
            "certificate-types 7.2 KAT_7",
        )
        .hint("Ange under vilka perioder de pågick och vilka resultat de gav. Ange även erbjudna men inte genomförda/avböjda behandlingar/åtgärder."),
        Element::new(
            ONGOING_TREATMENT,
            "Pågående behandlingar",
            "Pågående medicinska behandlingar/åtgärder",
            LONG,
            "certificate-types 7.2 KAT_7",
        )
        .hint(TREATMENT_HINT),
        Element::new(
            PLANNED_TREATMENT,
            "Planerade behandlingar",
            "Planerade medicinska behandlingar/åtgärder",
            LONG,
            "certificate-types 7.2 KAT_7",
        )
        .hint(TREATMENT_HINT),
        Element::new(
            SUBSTANCES,
            "Substansintag",
            "Substansintag",
            LONG,
            "certificate-types 7.2 KAT_7",
        )
        .hint("Substansintag (ordinerade läkemedel och övriga eventuella substansintag, exempelvis narkotika eller överkonsumtion av alkohol)"),
    ],
);

pub(in crate::types) const fn prerequisites() -> Element {
    Element::new(
        PREREQUISITES,
        "Medicinska förutsättningar för arbete",
        "Hur bedömer du att patientens medicinska förutsättningar för arbete, helt eller delvis, kan utvecklas över tid? Beskriv även om det finns medicinska skäl till särskilda arbetstider.",
        LONG,
        "certificate-types 7.2 KAT_8",
    )
    .help(texts::PREREQUISITES)
    .required(Always)
}

pub(in crate::types) const fn ability() -> Element {
    Element::new(
        ABILITY,
        "Vad patienten kan göra",
        "Beskriv vad patienten kan göra trots sin sjukdom eller sina begränsningar",
        LONG,
        "certificate-types 7.2 KAT_8",
    )
}
