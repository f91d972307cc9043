//! FK 7263, the form before FK 7804. Source: certificate-types 14.2, 14.3; MU7263-RIV 3.1.

use jiff::civil::date;

use super::{Field, MessageForm, RetiredType, Shows};
use crate::element::{Code, CodeSet};

/// The type.
pub(super) static TYPE: RetiredType = RetiredType {
    code: "FK7263",
    name: "Läkarintyg",
    form_number: "FK7263",
    replaced_by: "LISJP",
    issued_before: date(2018, 6, 1),
    fields: FIELDS,
    message: MessageForm {
        major: 1,
        periods: 32,
        degrees: &crate::types::fk7804::v1::DEGREES,
    },
};

const fn code(code: &'static str, label: &'static str) -> Code {
    degree(code, label, 0)
}

const fn degree(code: &'static str, label: &'static str, figure: u16) -> Code {
    Code {
        code,
        wire_name: label,
        label,
        figure,
    }
}

/// The old contract gives its codes no system.
const fn set(codes: &'static [Code]) -> CodeSet {
    CodeSet { system: "", codes }
}

static CONTACTS: CodeSet = set(&[
    code(
        "Min_undersokning_av_patienten",
        "Min undersökning av patienten den",
    ),
    code(
        "Min_telefonkontakt_med_patienten",
        "Min telefonkontakt med patienten den",
    ),
]);

static REFERENCES: CodeSet = set(&[
    code("Journaluppgifter", "Journaluppgifter, den"),
    code("Annat", "Annat, den"),
]);

static RECOMMENDATIONS: CodeSet = set(&[
    code(
        "Patienten_behover_fa_kontakt_med_Arbetsformedlingen",
        "Kontakt med Arbetsförmedlingen",
    ),
    code(
        "Patienten_behover_fa_kontakt_med_foretagshalsovarden",
        "Kontakt med företagshälsovården",
    ),
    code("Ovrigt", "Övrigt"),
]);

static TREATMENT: CodeSet = set(&[
    code(
        "Planerad_eller_pagaende_behandling_eller_atgard_inom_sjukvarden",
        "Inom sjukvården",
    ),
    code("Planerad_eller_pagaende_annan_atgard", "Annan åtgärd"),
]);

static REHABILITATION: CodeSet = set(&[
    code("Arbetslivsinriktad_rehabilitering_ar_aktuell", "Ja"),
    code("Arbetslivsinriktad_rehabilitering_ar_ej_aktuell", "Nej"),
    code(
        "Gar_ej_att_bedomma_om_arbetslivsinriktad_rehabilitering_ar_aktuell",
        "Går inte att bedöma",
    ),
]);

static TRAVEL: CodeSet = set(&[
    code("Forandrat_ressatt_till_arbetsplatsen_ar_aktuellt", "Ja"),
    code("Forandrat_ressatt_till_arbetsplatsen_ar_ej_aktuellt", "Nej"),
]);

const CURRENT_WORK: &str = "Nuvarande_arbete";

static OCCUPATIONS: CodeSet = set(&[
    code(CURRENT_WORK, "Nuvarande arbete"),
    code("Arbetsloshet", "Arbetslöshet"),
    code("Foraldraledighet", "Föräldraledighet"),
]);

static DEGREES: CodeSet = set(&[
    degree("Helt_nedsatt", "Helt nedsatt", 100),
    degree("Nedsatt_med_3/4", "Nedsatt med 3/4", 75),
    degree("Nedsatt_med_1/2", "Nedsatt med hälften", 50),
    degree("Nedsatt_med_1/4", "Nedsatt med 1/4", 25),
]);

static PROGNOSES: CodeSet = set(&[
    code("Aterstallas_helt", "Ja"),
    code("Aterstallas_delvis", "Ja, delvis"),
    code("Inte_aterstallas", "Nej"),
    code("Det_gar_inte_att_bedomma", "Går inte att bedöma"),
]);

const fn field(label: &'static str, shows: Shows) -> Field {
    Field {
        label,
        shows,
        source: "certificate-types 14.2, 14.3",
    }
}

/// Fields 14–16 have no label of their own on the form; theirs are ours.
static FIELDS: &[Field] = &[
    field(
        "Avstängning enligt smittskyddslagen på grund av smitta (fält 1)",
        Shows::Ticked("Avstangning_enligt_SmL_pga_smitta"),
    ),
    field(
        "Diagnos/diagnoser för sjukdom som orsakar nedsatt arbetsförmåga (fält 2)",
        Shows::Diagnosis {
            code: "Diagnoskod enligt ICD-10 (huvuddiagnos)",
            text: "Förtydligande av diagnos/diagnoser",
        },
    ),
    field("Aktuellt sjukdomsförlopp (Fält 3)", Shows::History),
    field(
        "Funktionsnedsättning - observationer, undersökningsfynd och utredningsresultat (fält 4)",
        Shows::Function("Kroppsfunktion"),
    ),
    field(
        "Intyget baseras på (fält 4b)",
        Shows::Basis {
            contacts: &CONTACTS,
            references: &REFERENCES,
        },
    ),
    field(
        "Aktivitetsbegränsning relaterat till diagnos och funktionsnedsättning (fält 5)",
        Shows::Function("Aktivitet"),
    ),
    field("Rekommendationer (fält 6a)", Shows::Boxes(&RECOMMENDATIONS)),
    field(
        "Planerad eller pågående behandling eller åtgärd (fält 6b)",
        Shows::Boxes(&TREATMENT),
    ),
    field(
        "Är arbetslivsinriktad rehabilitering aktuell? (fält 7)",
        Shows::OneOf(&REHABILITATION),
    ),
    field(
        "Patientens arbetsförmåga bedöms i förhållande till (fält 8a)",
        Shows::Occupations {
            set: &OCCUPATIONS,
            duties_of: CURRENT_WORK,
        },
    ),
    field(
        "Jag bedömer att arbetsförmåga är (fält 8b)",
        Shows::Reductions {
            set: &DEGREES,
            headers: &["Nedsatt med", "Från och med", "Längst till och med"],
        },
    ),
    field(
        "Patientens arbetsförmåga bedöms nedsatt längre tid än den som det försäkringsmedicinska beslutsstödet anger, därför att: (fält 9)",
        Shows::Reason,
    ),
    field(
        "Prognos - kommer patienten att få tillbaka sin arbetsförmåga i nuvarande arbete? (Gäller inte arbetslösa) (fält 10)",
        Shows::Prognosis(&PROGNOSES),
    ),
    field(
        "Kan resor till och från arbetet med annat färdsätt än normalt göra det möjligt för patienten att återgå i arbete? (fält 11)",
        Shows::OneOf(&TRAVEL),
    ),
    field(
        "Kontakt önskas med Försäkringskassan (fält 12)",
        Shows::Ticked("Kontakt_med_Forsakringskassan_ar_aktuell"),
    ),
    field(
        "Övriga upplysningar och förtydliganden (fält 13)",
        Shows::Comment,
    ),
    field("Datum (fält 14)", Shows::SignedOn),
    field("Utfärdare och enhet (fält 15 och 16)", Shows::Issuer),
    field(
        "Förskrivarkod och arbetsplatskod (fält 17)",
        Shows::IssuerCodes,
    ),
];
