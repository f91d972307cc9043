//! The value sets. Source: certificate-types 4.1–4.3, 4.6, 4.9, 10.3.

use intyg_core::diagnosis::CodeSystem;

use crate::element::{Code, CodeSet, WireSystem};

const fn code(code: &'static str, wire_name: &'static str, label: &'static str) -> Code {
    Code {
        code,
        wire_name,
        label,
        figure: 0,
    }
}

const fn same(id: &'static str, name: &'static str) -> Code {
    code(id, name, name)
}

const fn degree(id: &'static str, name: &'static str, figure: u16) -> Code {
    Code {
        figure,
        ..same(id, name)
    }
}

pub(super) const SOMETHING_ELSE: &str = "ANNAT";

pub(super) static BASIS: CodeSet = CodeSet {
    system: "KV_FKMU_0001",
    codes: &[
        same(
            "FYSISKUNDERSOKNING",
            "min undersökning vid fysiskt vårdmöte",
        ),
        same(
            "DIGITALUNDERSOKNING",
            "min undersökning vid digitalt vårdmöte",
        ),
        same("TELEFONKONTAKT", "min telefonkontakt med patienten"),
        same("JOURNALUPPGIFTER", "journaluppgifter från den"),
        same(SOMETHING_ELSE, "annat"),
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
        same("FORALDRALEDIG", "Föräldraledighet"),
        same("STUDIER", "Studier"),
    ],
};

pub(super) const QUARTER: &str = "EN_FJARDEDEL";
pub(super) const HALF: &str = "HALFTEN";
pub(super) const THREE_QUARTERS: &str = "TRE_FJARDEDEL";

/// In the order of the screen, which is also that of the message.
pub(super) static DEGREES: CodeSet = CodeSet {
    system: "KV_FKMU_0003",
    codes: &[
        degree(QUARTER, "25 procent", 25),
        degree(HALF, "50 procent", 50),
        degree(THREE_QUARTERS, "75 procent", 75),
        degree("HELT_NEDSATT", "100 procent", 100),
    ],
};

pub(super) const WITHIN_MONTHS: &str = "ATER_X_ANTAL_MANADER";
pub(super) const UNCLEAR: &str = "PROGNOS_OKLAR";

pub(super) static PROGNOSES: CodeSet = CodeSet {
    system: "KV_FKMU_0006",
    codes: &[
        same(
            "STOR_SANNOLIKHET",
            "Patienten förväntas kunna återgå helt i nuvarande sysselsättning efter detta intygs slutdatum",
        ),
        same(
            WITHIN_MONTHS,
            "Patienten förväntas kunna återgå helt i nuvarande sysselsättning efter angiven tid",
        ),
        same(
            "SANNOLIKT_INTE",
            "Patienten förväntas inte kunna återgå helt i nuvarande sysselsättning",
        ),
        same(
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
