//! The value sets. Source: certificate-types 4.1–4.4, 4.6, 4.7, 4.9.

use intyg_core::diagnosis::CodeSystem;

use crate::element::{Code, CodeSet, WireSystem};

pub(super) const EXAMINATION: &str = "UNDERSOKNING";
pub(super) const TELEPHONE: &str = "TELEFONKONTAKT";
pub(super) const RECORDS: &str = "JOURNALUPPGIFTER";
pub(super) const SOMETHING_ELSE: &str = "ANNAT";

pub(super) static BASIS: CodeSet = CodeSet {
    system: "KV_FKMU_0001",
    codes: &[
        Code::new(
            EXAMINATION,
            "Min undersökning av patienten",
            "min undersökning av patienten",
        ),
        Code::new(
            TELEPHONE,
            "Min telefonkontakt med patienten",
            "min telefonkontakt med patienten",
        ),
        Code::new(
            RECORDS,
            "Journaluppgifter från den",
            "journaluppgifter från den",
        ),
        Code::new(SOMETHING_ELSE, "Annat", "annat"),
    ],
};

pub(super) const CURRENT_WORK: &str = "NUVARANDE_ARBETE";

pub(super) static OCCUPATIONS: CodeSet = CodeSet {
    system: "KV_FKMU_0002",
    codes: &[
        Code::same(CURRENT_WORK, "Nuvarande arbete"),
        Code::new(
            "ARBETSSOKANDE",
            "Arbetssökande",
            "Arbetssökande - att utföra sådant arbete som är normalt förekommande på arbetsmarknaden",
        ),
        Code::same("FORALDRALEDIG", "Föräldraledighet för vård av barn"),
        Code::same("STUDIER", "Studier"),
    ],
};

pub(super) const QUARTER: &str = "EN_FJARDEDEL";
pub(super) const HALF: &str = "HALFTEN";
pub(super) const THREE_QUARTERS: &str = "TRE_FJARDEDEL";

/// In the order of the screen, which is also that of the message (6.4 P7).
pub(crate) static DEGREES: CodeSet = CodeSet {
    system: "KV_FKMU_0003",
    codes: &[
        Code::new(QUARTER, "25%", "25 procent").figure(25),
        Code::new(HALF, "50%", "50 procent").figure(50),
        Code::new(THREE_QUARTERS, "75%", "75 procent").figure(75),
        Code::new("HELT_NEDSATT", "100%", "100 procent").figure(100),
    ],
};

pub(super) const NOT_RELEVANT: &str = "EJ_AKTUELLT";

pub(super) static MEASURES: CodeSet = CodeSet {
    system: "KV_FKMU_0004",
    codes: &[
        Code::same(NOT_RELEVANT, "Inte aktuellt"),
        Code::same("ARBETSTRANING", "Arbetsträning"),
        Code::same("ARBETSANPASSNING", "Arbetsanpassning"),
        Code::same("SOKA_NYTT_ARBETE", "Söka nytt arbete"),
        Code::same("BESOK_ARBETSPLATS", "Besök på arbetsplatsen"),
        Code::same("ERGONOMISK", "Ergonomisk bedömning"),
        Code::same("HJALPMEDEL", "Hjälpmedel"),
        Code::same("KONFLIKTHANTERING", "Konflikthantering"),
        Code::same("KONTAKT_FHV", "Kontakt med företagshälsovård"),
        Code::same("OMFORDELNING", "Omfördelning av arbetsuppgifter"),
        Code::same("OVRIGA_ATGARDER", "Övrigt"),
    ],
};

pub(super) const LIKELY: &str = "STOR_SANNOLIKHET";
pub(super) const WITHIN_TIME: &str = "ATER_X_ANTAL_DGR";
pub(super) const UNLIKELY: &str = "SANNOLIKT_INTE";

pub(super) static PROGNOSES: CodeSet = CodeSet {
    system: "KV_FKMU_0006",
    codes: &[
        Code::new(
            LIKELY,
            "Patienten kommer med stor sannolikhet att kunna återgå helt i nuvarande sysselsättning efter denna sjukskrivning",
            "Patienten förväntas kunna återgå helt i nuvarande sysselsättning efter denna sjukskrivning.",
        ),
        Code::new(
            WITHIN_TIME,
            "Patienten kommer med stor sannolikhet att återgå helt i nuvarande sysselsättning efter x antal dagar",
            "Patienten förväntas kunna återgå helt i nuvarande sysselsättning inom",
        ),
        Code::new(
            UNLIKELY,
            "Patienten kan sannolikt inte återgå till nuvarande sysselsättning",
            "Patienten förväntas inte kunna återgå helt i nuvarande sysselsättning inom 12 månader.",
        ),
        Code::new(
            "PROGNOS_OKLAR",
            "Prognos för återgång i nuvarande sysselsättning är oklar",
            "Återgång i nuvarande sysselsättning är oklar.",
        ),
    ],
};

pub(super) static PROGNOSIS_TIMES: CodeSet = CodeSet {
    system: "KV_FKMU_0007",
    codes: &[
        Code::new("TRETTIO_DGR", "30 dagar", "1 månad.").figure(30),
        Code::new("SEXTIO_DGR", "60 dagar", "2 månader.").figure(60),
        Code::new("NITTIO_DGR", "90 dagar", "3 månader.").figure(90),
        Code::new("HUNDRAATTIO_DAGAR", "180 dagar", "6 månader.").figure(180),
        Code::new("TREHUNDRASEXTIOFEM_DAGAR", "365 dagar", "12 månader.").figure(365),
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
