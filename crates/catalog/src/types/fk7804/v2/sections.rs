//! Sections 1–12 and the unit's contact details. Source: certificate-types 10.2–10.3; what is not said there is as in 6.2.

use super::{
    BASIS, CURRENT_WORK, DIAGNOSES, IMPAIRMENT, INFECTION, LIMITATION, LONGER_THAN_GUIDANCE,
    MEASURES_TEXT, OCCUPATION, ONGOING_TREATMENT, OTHER, PERIODS, PROGNOSIS, PROGNOSIS_GROUND,
    PROGNOSIS_MONTHS, TRAVEL, WORKING_TIME, WORKING_TIME_REASON, codes, texts,
};
use crate::condition::Condition::{self, Always, Any, Has, Is, Not};
use crate::element::{
    Choice, DescribedCode, DiagnosisRules, Element, Kind, LastPeriodWords, Renewal, Section, Wire,
};
use crate::types::common::{self, UNIT_CONTACT};
use crate::types::fk7804::v1::compose;

const LONG: Kind = Kind::Text { limit: 4000 };

const NOT_INFECTION: Condition = Not(&Is(INFECTION, true));
const INFECTION_RULES_OUT: &str = "smittbärarpenning är ikryssad";

const INFECTION_LABEL: &str = "Förhållningsregler enligt smittskyddslagen på grund av smitta";

pub(super) static SECTIONS: &[Section] = &[
    Section {
        number: Some(1),
        heading: "Smittbärarpenning",
        shown: Always,
        ruled_out_because: "",
        help: texts::INFECTION,
        at_least_one: "",
        elements: &[Element::new(
            INFECTION,
            "Smittbärarpenning",
            INFECTION_LABEL,
            Kind::Tick {
                label: INFECTION_LABEL,
            },
            "certificate-types 10.3, 10.5",
        )
        .wire(Wire::OrFalse)],
    },
    Section {
        number: Some(2),
        heading: "Grund för medicinskt underlag",
        shown: NOT_INFECTION,
        ruled_out_because: INFECTION_RULES_OUT,
        help: "",
        at_least_one: "",
        elements: &[Element::new(
            BASIS,
            "Intyget är baserat på",
            "Intyget är baserat på",
            Kind::DatedBasis {
                set: &codes::BASIS,
                described: DescribedCode {
                    code: codes::SOMETHING_ELSE,
                    label: "Ange vad annat är",
                    name: "Vad annat är",
                    limit: 50,
                },
            },
            "certificate-types 10.3",
        )
        .help(texts::BASIS_HELP)
        .required(Always)
        .renewal(Renewal::Clear)],
    },
    Section {
        number: Some(3),
        heading: "Sysselsättning",
        shown: NOT_INFECTION,
        ruled_out_because: INFECTION_RULES_OUT,
        help: "",
        at_least_one: "",
        elements: &[
            Element::new(
                OCCUPATION,
                "Sysselsättning",
                "I relation till vilken sysselsättning bedömer du arbetsförmågan?",
                Kind::Codes {
                    set: &codes::OCCUPATIONS,
                    max: 4,
                    exclusive: None,
                },
                "certificate-types 6.2 KAT_2, 10.3",
            )
            .help(texts::OCCUPATION)
            .required(Always),
            Element::new(
                CURRENT_WORK,
                "Yrke och arbetsuppgifter",
                "Ange yrke och arbetsuppgifter",
                LONG,
                "certificate-types 6.2 KAT_2, 10.3",
            )
            .shown(Has(OCCUPATION, codes::CURRENT_WORK))
            .required(Always),
        ],
    },
    Section {
        number: Some(4),
        heading: "Diagnos",
        shown: Always,
        ruled_out_because: "",
        help: "",
        at_least_one: "",
        elements: &[Element::new(
            DIAGNOSES,
            "Diagnos",
            "Diagnos/diagnoser för sjukdom som orsakar nedsatt arbetsförmåga",
            Kind::Diagnoses {
                max: 3,
                text_limit: 81,
                systems: codes::REGISTERS,
                rules: DiagnosisRules::Register,
            },
            "certificate-types 10.3",
        )
        .help(texts::DIAGNOSES)
        .required(Always)],
    },
    Section {
        number: Some(5),
        heading: "Funktionsnedsättning",
        shown: NOT_INFECTION,
        ruled_out_because: INFECTION_RULES_OUT,
        help: "",
        at_least_one: "",
        elements: &[Element::new(
            IMPAIRMENT,
            "Funktionsnedsättning",
            "Ange vilken/vilka funktionsnedsättningar patienten har till följd av sjukdom och om möjligt svårighetsgrad. Ange även vad din bedömning av funktionsnedsättningar baseras på. Beskriv relevanta undersökningsfynd, testresultat, utredningssvar eller andra uppgifter (exempelvis anamnesuppgifter) och hur du bedömer dem.",
            LONG,
            "certificate-types 10.3",
        )
        .hint("Vad grundar sig bedömningen på? På vilka sätt och i vilken utsträckning är patienten påverkad?")
        .help(texts::IMPAIRMENT)
        .required(Always)],
    },
    Section {
        number: Some(6),
        heading: "Aktivitetsbegränsning",
        shown: NOT_INFECTION,
        ruled_out_because: INFECTION_RULES_OUT,
        help: "",
        at_least_one: "",
        elements: &[Element::new(
            LIMITATION,
            "Aktivitetsbegränsning",
            "Beskriv vad du bedömer att patienten har svårt att göra på grund av sin sjukdom. Ange exempel på sådana begränsningar relaterade till de arbetsuppgifter eller annan sysselsättning som du bedömer arbetsförmågan i förhållande till. Ange om möjligt svårighetsgrad.",
            LONG,
            "certificate-types 10.3",
        )
        .hint("Hur begränsar ovanstående patientens sysselsättning och i vilken utsträckning?")
        .help(texts::LIMITATION)
        .required(Always)],
    },
    Section {
        number: Some(7),
        heading: "Medicinsk behandling",
        shown: NOT_INFECTION,
        ruled_out_because: INFECTION_RULES_OUT,
        help: "",
        at_least_one: "",
        elements: &[Element::new(
            ONGOING_TREATMENT,
            "Medicinsk behandling",
            "Beskriv pågående och planerade medicinska behandlingar/åtgärder som kan påverka arbetsförmågan",
            LONG,
            "certificate-types 10.3",
        )
        .hint("Ange vad syftet är och om möjligt tidsplan samt ansvarig vårdenhet.")],
    },
    Section {
        number: Some(8),
        heading: "Bedömning",
        shown: Always,
        ruled_out_because: "",
        help: "",
        at_least_one: "",
        elements: &[
            Element::new(
                PERIODS,
                "Nedsättning av arbetsförmågan",
                "Min bedömning av patientens nedsättning av arbetsförmågan",
                Kind::Periods {
                    set: &codes::DEGREES,
                },
                "certificate-types 6.4, 10.3",
            )
            .help(texts::PERIODS)
            .required(Always)
            .renewal(Renewal::NextPeriod(LastPeriodWords {
                period: "sista perioden",
                degree: "omfattningen",
            })),
            Element::new(
                LONGER_THAN_GUIDANCE,
                "Längre tid än beslutsstödet",
                "Patientens arbetsförmåga bedöms nedsatt längre tid än den som Socialstyrelsens försäkringsmedicinska beslutsstöd anger, därför att",
                LONG,
                "certificate-types 6.2 KAT_6, 10.2, 10.3",
            )
            .help(texts::LONGER_THAN_GUIDANCE)
            .shown(NOT_INFECTION),
            Element::new(
                TRAVEL,
                "Transport till och från arbetsplatsen",
                "Transport till och från arbetsplatsen",
                Kind::Tick {
                    label: "Patienten skulle kunna arbeta helt eller delvis vid hjälp med transport till och från arbetsplatsen",
                },
                "certificate-types 10.2, 10.3",
            )
            .shown(NOT_INFECTION),
            Element::new(
                WORKING_TIME,
                "Arbetstidens förläggning",
                "Kommer möjligheterna till återgång i arbete försämras om arbetstiden förläggs ojämnt vid deltidssjukskrivning?",
                Kind::YesNo,
                "certificate-types 10.2, 10.3",
            )
            .help(texts::WORKING_TIME)
            .shown(Any(&[
                Has(PERIODS, codes::QUARTER),
                Has(PERIODS, codes::HALF),
                Has(PERIODS, codes::THREE_QUARTERS),
            ]))
            .required(Always),
            Element::new(
                WORKING_TIME_REASON,
                "Medicinska skäl till förläggningen",
                "Beskriv de medicinska skälen till att möjligheterna till återgång i arbete försämras",
                LONG,
                "certificate-types 10.2, 10.3",
            )
            .shown(Is(WORKING_TIME, true))
            .required(Always),
        ],
    },
    Section {
        number: Some(9),
        heading: "Prognos",
        shown: NOT_INFECTION,
        ruled_out_because: INFECTION_RULES_OUT,
        help: "",
        at_least_one: "",
        elements: &[
            Element::new(
                PROGNOSIS,
                "Prognos för arbetsförmåga",
                "Prognos för arbetsförmåga utifrån aktuellt undersökningstillfälle",
                Kind::Code {
                    set: &codes::PROGNOSES,
                    choice: Choice::Radio,
                },
                "certificate-types 6.2 KAT_6, 10.3",
            )
            .help(texts::PROGNOSIS_HELP)
            .required(Always)
            .renewal(Renewal::Clear),
            Element::new(
                PROGNOSIS_MONTHS,
                "Antal månader",
                "Ange antal månader",
                Kind::Number { min: 1, max: 99 },
                "certificate-types 10.3",
            )
            .shown(Has(PROGNOSIS, codes::WITHIN_MONTHS))
            .required(Always)
            .renewal(Renewal::Clear),
            Element::new(
                PROGNOSIS_GROUND,
                "Grund för bedömningen",
                "Beskriv vad som ligger till grund för bedömningen",
                LONG,
                "certificate-types 10.3",
            )
            .shown(Has(PROGNOSIS, codes::UNCLEAR))
            .required(Always)
            .renewal(Renewal::Clear),
        ],
    },
    Section {
        number: Some(10),
        heading: "Åtgärder som kan främja återgången i arbete",
        shown: NOT_INFECTION,
        ruled_out_because: INFECTION_RULES_OUT,
        help: "",
        at_least_one: "",
        elements: &[Element::new(
            MEASURES_TEXT,
            "Åtgärder",
            "Här kan du beskriva andra åtgärder än åtgärder inom hälso- och sjukvården som kan främja återgången i arbete",
            LONG,
            "certificate-types 10.3",
        )
        .hint("Beskriv gärna hur åtgärderna kan främja återgången i arbete eller annan aktuell sysselsättning.")],
    },
    Section {
        number: Some(11),
        heading: "Övrigt",
        shown: Always,
        ruled_out_because: "",
        help: "",
        at_least_one: "",
        elements: &[Element::new(
            OTHER,
            "Övriga upplysningar",
            "Övriga upplysningar",
            LONG,
            "certificate-types 10.3",
        )
        // The XML of a renewed certificate of version 1 has that version's motivations in it, which told of the old periods.
        .received_as(compose::without_motivations)],
    },
    Section {
        number: Some(12),
        heading: "Kontakt",
        shown: NOT_INFECTION,
        ruled_out_because: INFECTION_RULES_OUT,
        help: "",
        at_least_one: "",
        elements: &[
            common::contact(
                "Jag önskar att Försäkringskassan kontaktar mig",
                "certificate-types 6.2 KAT_9, 10.3",
            ),
            common::contact_reason(
                "Ange gärna varför du vill ha kontakt",
                LONG,
                "certificate-types 6.2 KAT_9, 10.3",
            ),
        ],
    },
    UNIT_CONTACT,
];
