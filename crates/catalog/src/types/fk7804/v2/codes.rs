//! The value sets. Source: certificate-types 4.1–4.3, 4.6, 4.9, 10.3.

use intyg_core::diagnosis::CodeSystem;

use crate::element::{Code, CodeSet, WireSystem};

pub(super) const SOMETHING_ELSE: &str = "ANNAT";

pub(super) static BASIS: CodeSet = CodeSet {
    system: "KV_FKMU_0001",
    codes: &[
        Code::same(
            "FYSISKUNDERSOKNING",
            "min undersökning vid fysiskt vårdmöte",
        ),
        Code::same(
            "DIGITALUNDERSOKNING",
            "min undersökning vid digitalt vårdmöte",
        ),
        Code::same("TELEFONKONTAKT", "min telefonkontakt med patienten"),
        Code::same("JOURNALUPPGIFTER", "journaluppgifter från den"),
        Code::same(SOMETHING_ELSE, "annat"),
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
        Code::same("FORALDRALEDIG", "Föräldraledighet"),
        Code::same("STUDIER", "Studier"),
    ],
};

pub(super) const QUARTER: &str = "EN_FJARDEDEL";
pub(super) const HALF: &str = "HALFTEN";
pub(super) const THREE_QUARTERS: &str = "TRE_FJARDEDEL";

/// In the order of the screen, which is also that of the message.
pub(super) static DEGREES: CodeSet = CodeSet {
    system: "KV_FKMU_0003",
    codes: &[
        Code::same(QUARTER, "25 procent").figure(25),
        Code::same(HALF, "50 procent").figure(50),
        Code::same(THREE_QUARTERS, "75 procent").figure(75),
        Code::same("HELT_NEDSATT", "100 procent").figure(100),
    ],
};

pub(super) const WITHIN_MONTHS: &str = "ATER_X_ANTAL_MANADER";
pub(super) const UNCLEAR: &str = "PROGNOS_OKLAR";

pub(super) static PROGNOSES: CodeSet = CodeSet {
    system: "KV_FKMU_0006",
    codes: &[
        Code::same(
            "STOR_SANNOLIKHET",
            "Patienten förväntas kunna återgå helt i nuvarande sysselsättning efter detta intygs slutdatum",
        ),
        Code::same(
            WITHIN_MONTHS,
            "Patienten förväntas kunna återgå helt i nuvarande sysselsättning efter angiven tid",
        ),
        Code::same(
            "SANNOLIKT_INTE",
            "Patienten förväntas inte kunna återgå helt i nuvarande sysselsättning",
        ),
        Code::same(
            UNCLEAR,
            "Prognosen för återgång i nuvarande sysselsättning är svårbedömd",
        ),
    ],
};

pub(super) static REGISTERS: &[WireSystem] = &[WireSystem {
    system: CodeSystem::Icd10Se,
    oid: "1.2.752.116.1.1.1",
    also: &["1.2.752.116.1.1.1.1.8", "1.2.752.116.1.1.1.1.3"],
}];
