//! The value sets. Source: certificate-types 4.1, 4.5, 4.9.

use intyg_core::diagnosis::CodeSystem;

use crate::element::{Code, CodeSet, WireSystem};

pub(in crate::types) const EXAMINATION: &str = "UNDERSOKNING";
pub(super) const RECORDS: &str = "JOURNALUPPGIFTER";
pub(in crate::types) const RELATIVE: &str = "ANHORIG";
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
            RECORDS,
            "Journaluppgifter från den",
            "journaluppgifter från den",
        ),
        Code::new(
            RELATIVE,
            "Anhörigs beskrivning av patienten",
            "anhörigs beskrivning av patienten",
        ),
        Code::new(SOMETHING_ELSE, "Annat", "annat"),
    ],
};

/// `codeSystem` of the investigations.
pub(in crate::types) const INVESTIGATION_SYSTEM: &str = "KV_FKMU_0005";
pub(in crate::types) const NEUROPSYCHIATRIC: Code =
    Code::same("NEUROPSYKIATRISKT", "Neuropsykiatriskt utlåtande");
pub(in crate::types) const HABILITATION: Code =
    Code::same("HABILITERING", "Underlag från habiliteringen");
pub(in crate::types) const OCCUPATIONAL_THERAPIST: Code =
    Code::same("ARBETSTERAPEUT", "Underlag från arbetsterapeut");
pub(in crate::types) const PHYSIOTHERAPIST: Code =
    Code::same("FYSIOTERAPEUT", "Underlag från fysioterapeut");
pub(in crate::types) const SPEECH_THERAPIST: Code = Code::same("LOGOPED", "Underlag från logoped");
pub(in crate::types) const PSYCHOLOGIST: Code = Code::same("PSYKOLOG", "Underlag från psykolog");
pub(in crate::types) const OCCUPATIONAL_HEALTH: Code =
    Code::same("FORETAGSHALSOVARD", "Underlag från företagshälsovård");
pub(in crate::types) const SCHOOL_HEALTH: Code =
    Code::same("SKOLHALSOVARD", "Underlag från skolhälsovård");
pub(in crate::types) const SPECIALIST: Code =
    Code::same("SPECIALISTKLINIK", "Utredning av annan specialistklinik");
pub(in crate::types) const ABROAD: Code =
    Code::same("VARD_UTOMLANDS", "Utredning från vårdinrättning utomlands");
pub(in crate::types) const OTHER_STATEMENT: Code = Code::same("OVRIGT_UTLATANDE", "Övrigt");

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
