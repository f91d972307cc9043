//! Sections 1–12 as on the form of 2018, and the unit's contact details. Source: certificate-types 6.1–6.2.

use super::{
    BASIS, CURRENT_WORK, DIAGNOSES, EARLY_START, IMPAIRMENT, INFECTION, LIMITATION,
    LONGER_THAN_GUIDANCE, MEASURES, MEASURES_TEXT, NO_EXAMINATION, OCCUPATION, ONGOING_TREATMENT,
    OTHER, PERIODS, PLANNED_TREATMENT, PROGNOSIS, PROGNOSIS_TIME, TRAVEL, WORKING_TIME,
    WORKING_TIME_REASON, codes, compose, texts,
};
use crate::condition::Condition::{All, Always, Any, Has, HasValidPeriod, Is, Not, StartsDaysAgo};
use crate::element::{
    Choice, DescribedCode, DiagnosisRules, Element, Kind, LastPeriodWords, Renewal, Section, Wire,
};
use crate::types::common::{self, UNIT_CONTACT};

const LONG: Kind = Kind::Text { limit: 3500 };
const SHORT: Kind = Kind::Text { limit: 150 };

const NOT_INFECTION: crate::condition::Condition = Not(&Is(INFECTION, true));
const INFECTION_RULES_OUT: &str = "avstängning enligt smittskyddslagen är ikryssad";

const INFECTION_LABEL: &str = "Avstängning enligt smittskyddslagen på grund av smitta. (Fortsätt till frågorna \"Diagnos\" och \"Nedsättning av arbetsförmåga\").";
const TRAVEL_LABEL: &str = "Resor till och från arbetet med annat färdmedel än normalt kan göra det möjligt för patienten att återgå till arbetet under sjukskrivningsperioden.";

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
            "Avstängning enligt smittskyddslagen",
            INFECTION_LABEL,
            Kind::Tick {
                label: INFECTION_LABEL,
            },
            "certificate-types 6.2 KAT_10",
        )],
    },
    Section {
        number: Some(2),
        heading: "Grund för medicinskt underlag",
        shown: NOT_INFECTION,
        ruled_out_because: INFECTION_RULES_OUT,
        help: "",
        at_least_one: "",
        elements: &[
            Element::new(
                BASIS,
                "Intyget är baserat på",
                "Intyget är baserat på",
                Kind::DatedBasis {
                    set: &codes::BASIS,
                    described: DescribedCode {
                        code: codes::SOMETHING_ELSE,
                        label: "Ange vad annat är",
                        name: "Vad annat är",
                        limit: 3500,
                    },
                },
                "certificate-types 6.2 KAT_1, R1–R3",
            )
            .help(texts::BASIS_HELP)
            .required(Always)
            .renewal(Renewal::Clear),
            Element::new(
                NO_EXAMINATION,
                "Motivering till att undersökning saknas",
                "Motivering till varför det medicinska underlaget inte baseras på en undersökning av patienten",
                SHORT,
                "certificate-types 6.2 KAT_1, 6.3",
            )
            .help(texts::NO_EXAMINATION)
            .shown(All(&[
                Any(&[
                    Has(BASIS, codes::TELEPHONE),
                    Has(BASIS, codes::RECORDS),
                    Has(BASIS, codes::SOMETHING_ELSE),
                ]),
                Not(&Has(BASIS, codes::EXAMINATION)),
            ]))
            .renewal(Renewal::Clear)
            .wire(Wire::Never),
        ],
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
                "certificate-types 6.2 KAT_2, R5",
            )
            .help(texts::OCCUPATION)
            .required(Always),
            Element::new(
                CURRENT_WORK,
                "Yrke och arbetsuppgifter",
                "Ange yrke och arbetsuppgifter",
                LONG,
                "certificate-types 6.2 KAT_2, R9–R10",
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
                rules: DiagnosisRules::Positions,
            },
            "certificate-types 5.4, 6.2 KAT_3, R8–R9, R12",
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
            "Beskriv undersökningsfynd, testresultat och observationer",
            LONG,
            "certificate-types 6.2 KAT_4",
        )
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
            "Beskriv vad patienten inte kan göra på grund av sin sjukdom. Ange vad uppgiften grundas på.",
            LONG,
            "certificate-types 6.2 KAT_4",
        )
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
        elements: &[
            Element::new(
                ONGOING_TREATMENT,
                "Pågående behandling",
                "Pågående medicinska behandlingar/åtgärder.",
                LONG,
                "certificate-types 6.2 KAT_5",
            )
            .hint(TREATMENT_HINT),
            Element::new(
                PLANNED_TREATMENT,
                "Planerad behandling",
                "Planerade medicinska behandlingar/åtgärder.",
                LONG,
                "certificate-types 6.2 KAT_5",
            )
            .hint(TREATMENT_HINT),
        ],
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
                "certificate-types 6.2 KAT_6, 6.4, R17, R22",
            )
            .help(texts::PERIODS)
            .required(Always)
            .renewal(Renewal::NextPeriod(LastPeriodWords {
                period: "sista sjukskrivningsperioden",
                degree: "sjukskrivningsgraden",
            })),
            Element::new(
                EARLY_START,
                "Orsak till tidigt startdatum",
                "Ange orsak för att starta perioden mer än 7 dagar bakåt i tiden.",
                SHORT,
                "certificate-types 6.2 KAT_6, 6.3, 6.4 P6",
            )
            .help(texts::EARLY_START)
            .shown(All(&[NOT_INFECTION, StartsDaysAgo(PERIODS, 7)]))
            .renewal(Renewal::Clear)
            .wire(Wire::Never),
            Element::new(
                LONGER_THAN_GUIDANCE,
                "Längre tid än beslutsstödet",
                "Patientens arbetsförmåga bedöms nedsatt längre tid än den som Socialstyrelsens försäkringsmedicinska beslutsstöd anger, därför att",
                LONG,
                "certificate-types 6.2 KAT_6",
            )
            .help(texts::LONGER_THAN_GUIDANCE)
            .shown(NOT_INFECTION),
            Element::new(
                TRAVEL,
                "Resor till och från arbetet",
                TRAVEL_LABEL,
                Kind::Tick {
                    label: TRAVEL_LABEL,
                },
                "certificate-types 6.2 KAT_6",
            )
            .shown(NOT_INFECTION),
            Element::new(
                WORKING_TIME,
                "Arbetstidens förläggning",
                "Kommer möjligheterna till återgång i arbete försämras om arbetstiden förläggs på annat sätt än att arbetstiden minskas lika mycket varje dag?",
                Kind::YesNo,
                "certificate-types 6.2 KAT_6, R13–R15, R26",
            )
            .help(texts::WORKING_TIME)
            .shown(All(&[
                NOT_INFECTION,
                Any(&[
                    Has(PERIODS, codes::QUARTER),
                    Has(PERIODS, codes::HALF),
                    Has(PERIODS, codes::THREE_QUARTERS),
                ]),
            ]))
            .required(Any(&[
                HasValidPeriod(PERIODS, codes::QUARTER),
                HasValidPeriod(PERIODS, codes::HALF),
                HasValidPeriod(PERIODS, codes::THREE_QUARTERS),
            ]))
            .renewal(Renewal::Clear),
            Element::new(
                WORKING_TIME_REASON,
                "Medicinska skäl till förläggningen",
                "Beskriv de medicinska skälen till att möjligheterna till återgång i arbete försämras",
                LONG,
                "certificate-types 6.2 KAT_6, R16",
            )
            .shown(Is(WORKING_TIME, true))
            .required(Always)
            .renewal(Renewal::Clear),
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
                "certificate-types 6.2 KAT_6",
            )
            .help(texts::PROGNOSIS_HELP)
            .required(Always)
            .renewal(Renewal::Clear),
            Element::new(
                PROGNOSIS_TIME,
                "Tid till återgång",
                "Välj tidsperiod",
                Kind::Code {
                    set: &codes::PROGNOSIS_TIMES,
                    choice: Choice::DropDown,
                },
                "certificate-types 6.2 KAT_6",
            )
            .shown(Has(PROGNOSIS, codes::WITHIN_TIME))
            .required(Always)
            .renewal(Renewal::Clear),
        ],
    },
    Section {
        number: Some(10),
        heading: "Åtgärder",
        shown: NOT_INFECTION,
        ruled_out_because: INFECTION_RULES_OUT,
        help: "",
        at_least_one: "",
        elements: &[
            Element::new(
                MEASURES,
                "Åtgärder",
                "Här kan du ange åtgärder som du tror skulle göra det lättare för patienten att återgå i arbete",
                Kind::Codes {
                    set: &codes::MEASURES,
                    max: 10,
                    exclusive: Some(codes::NOT_RELEVANT),
                },
                "certificate-types 6.2 KAT_7, R21, R29",
            )
            .required(Always),
            Element::new(
                MEASURES_TEXT,
                "Fler åtgärder",
                "Här kan du ange fler åtgärder. Du kan också beskriva hur åtgärderna kan underlätta återgång i arbete.",
                LONG,
                "certificate-types 6.2 KAT_7, R27",
            )
            .shown(All(&[
                Not(&Has(MEASURES, codes::NOT_RELEVANT)),
                Any(&[
                    Has(MEASURES, "ARBETSTRANING"),
                    Has(MEASURES, "ARBETSANPASSNING"),
                    Has(MEASURES, "SOKA_NYTT_ARBETE"),
                    Has(MEASURES, "BESOK_ARBETSPLATS"),
                    Has(MEASURES, "ERGONOMISK"),
                    Has(MEASURES, "HJALPMEDEL"),
                    Has(MEASURES, "KONFLIKTHANTERING"),
                    Has(MEASURES, "KONTAKT_FHV"),
                    Has(MEASURES, "OMFORDELNING"),
                    Has(MEASURES, "OVRIGA_ATGARDER"),
                ]),
            ])),
        ],
    },
    Section {
        number: Some(11),
        heading: "Övriga upplysningar",
        shown: Always,
        ruled_out_because: "",
        help: "",
        at_least_one: "",
        elements: &[Element::new(
            OTHER,
            "Övriga upplysningar",
            "Övriga upplysningar",
            Kind::Text { limit: 2700 },
            "certificate-types 6.2 KAT_8, 6.3",
        )
        .wire(Wire::Composed(compose::other_information))
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
                "Jag önskar att Försäkringskassan kontaktar mig.",
                "certificate-types 6.2 KAT_9",
            )
            .renewal(Renewal::SetFalse),
            common::contact_reason(
                "Ange gärna varför du vill ha kontakt.",
                LONG,
                "certificate-types 6.2 KAT_9",
            ),
        ],
    },
    UNIT_CONTACT,
];

const TREATMENT_HINT: &str = "Ange vad syftet är och om möjligt tidplan samt ansvarig vårdenhet.";
