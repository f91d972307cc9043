//! The value sets. Source: certificate-types 4.1–4.4, 4.6, 4.7, 4.9.

use intyg_core::diagnosis::CodeSystem;

use crate::element::{Code, CodeSet, WireSystem};

const fn code(code: &'static str, wire_name: &'static str, label: &'static str) -> Code {
    figured(code, wire_name, label, 0)
}

const fn figured(
    code: &'static str,
    wire_name: &'static str,
    label: &'static str,
    figure: u16,
) -> Code {
    Code {
        code,
        wire_name,
        label,
        figure,
    }
}

const fn same(id: &'static str, name: &'static str) -> Code {
    code(id, name, name)
}

pub(super) const EXAMINATION: &str = "UNDERSOKNING";
pub(super) const TELEPHONE: &str = "TELEFONKONTAKT";
pub(super) const RECORDS: &str = "JOURNALUPPGIFTER";
pub(super) const SOMETHING_ELSE: &str = "ANNAT";

pub(super) static BASIS: CodeSet = CodeSet {
    system: "KV_FKMU_0001",
    codes: &[
        code(
            EXAMINATION,
            "Min undersökning av patienten",
            "min undersökning av patienten",
        ),
        code(
            TELEPHONE,
            "Min telefonkontakt med patienten",
            "min telefonkontakt med patienten",
        ),
        code(
            RECORDS,
            "Journaluppgifter från den",
            "journaluppgifter från den",
        ),
        code(SOMETHING_ELSE, "Annat", "annat"),
    ],
};

pub(super) const CURRENT_WORK: &str = "NUVARANDE_ARBETE";

pub(super) static OCCUPATIONS: CodeSet = CodeSet {
    system: "KV_FKMU_0002",
    codes: &[
        same(CURRENT_WORK, "Nuvarande arbete"),
        code(
            "ARBETSSOKANDE",
            "Arbetssökande",
            "Arbetssökande - att utföra sådant arbete som är normalt förekommande på arbetsmarknaden",
        ),
        same("FORALDRALEDIG", "Föräldraledighet för vård av barn"),
        same("STUDIER", "Studier"),
    ],
};

pub(super) const QUARTER: &str = "EN_FJARDEDEL";
pub(super) const HALF: &str = "HALFTEN";
pub(super) const THREE_QUARTERS: &str = "TRE_FJARDEDEL";

/// In the order of the screen, which is also that of the message (6.4 P7).
pub(crate) static DEGREES: CodeSet = CodeSet {
    system: "KV_FKMU_0003",
    codes: &[
        figured(QUARTER, "25%", "25 procent", 25),
        figured(HALF, "50%", "50 procent", 50),
        figured(THREE_QUARTERS, "75%", "75 procent", 75),
        figured("HELT_NEDSATT", "100%", "100 procent", 100),
    ],
};

pub(super) const NOT_RELEVANT: &str = "EJ_AKTUELLT";

pub(super) static MEASURES: CodeSet = CodeSet {
    system: "KV_FKMU_0004",
    codes: &[
        same(NOT_RELEVANT, "Inte aktuellt"),
        same("ARBETSTRANING", "Arbetsträning"),
        same("ARBETSANPASSNING", "Arbetsanpassning"),
        same("SOKA_NYTT_ARBETE", "Söka nytt arbete"),
        same("BESOK_ARBETSPLATS", "Besök på arbetsplatsen"),
        same("ERGONOMISK", "Ergonomisk bedömning"),
        same("HJALPMEDEL", "Hjälpmedel"),
        same("KONFLIKTHANTERING", "Konflikthantering"),
        same("KONTAKT_FHV", "Kontakt med företagshälsovård"),
        same("OMFORDELNING", "Omfördelning av arbetsuppgifter"),
        same("OVRIGA_ATGARDER", "Övrigt"),
    ],
};

pub(super) const LIKELY: &str = "STOR_SANNOLIKHET";
pub(super) const WITHIN_TIME: &str = "ATER_X_ANTAL_DGR";
pub(super) const UNLIKELY: &str = "SANNOLIKT_INTE";

pub(super) static PROGNOSES: CodeSet = CodeSet {
    system: "KV_FKMU_0006",
    codes: &[
        code(
            LIKELY,
            "Patienten kommer med stor sannolikhet att kunna återgå helt i nuvarande sysselsättning efter denna sjukskrivning",
            "Patienten förväntas kunna återgå helt i nuvarande sysselsättning efter denna sjukskrivning.",
        ),
        code(
            WITHIN_TIME,
            "Patienten kommer med stor sannolikhet att återgå helt i nuvarande sysselsättning efter x antal dagar",
            "Patienten förväntas kunna återgå helt i nuvarande sysselsättning inom",
        ),
        code(
            UNLIKELY,
            "Patienten kan sannolikt inte återgå till nuvarande sysselsättning",
            "Patienten förväntas inte kunna återgå helt i nuvarande sysselsättning inom 12 månader.",
        ),
        code(
            "PROGNOS_OKLAR",
            "Prognos för återgång i nuvarande sysselsättning är oklar",
            "Återgång i nuvarande sysselsättning är oklar.",
        ),
    ],
};

pub(super) static PROGNOSIS_TIMES: CodeSet = CodeSet {
    system: "KV_FKMU_0007",
    codes: &[
        figured("TRETTIO_DGR", "30 dagar", "1 månad.", 30),
        figured("SEXTIO_DGR", "60 dagar", "2 månader.", 60),
        figured("NITTIO_DGR", "90 dagar", "3 månader.", 90),
        figured("HUNDRAATTIO_DAGAR", "180 dagar", "6 månader.", 180),
        figured("TREHUNDRASEXTIOFEM_DAGAR", "365 dagar", "12 månader.", 365),
    ],
};

pub(super) static REGISTERS: &[WireSystem] = &[
    WireSystem {
        system: CodeSystem::Icd10Se,
        oid: "1.2.752.116.1.1.1.1.3",
        also: &[],
    },
    WireSystem {
        system: CodeSystem::Ksh97P,
        oid: "1.2.752.116.1.3.1.4.1",
        also: &[],
    },
];
