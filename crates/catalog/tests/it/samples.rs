//! The worked examples as drafts. Source: certificate-types 12.1, 12.5.

use intyg_catalog::answers::Answers;
use intyg_catalog::element::CertificateType;
use intyg_catalog::types::{fk7800, fk7801, fk7802, fk7804};
use intyg_core::diagnosis::{CodeSystem, DiagnosisTitles, normalise_code};
use jiff::civil::{Date, date};

pub(crate) const TODAY: Date = date(2024, 3, 4);
pub(crate) static V1: &CertificateType = &fk7804::v1::TYPE;
pub(crate) static V2: &CertificateType = &fk7804::v2::TYPE;
pub(crate) static FK7800: &CertificateType = &fk7800::v1::TYPE;
pub(crate) static FK7801: &CertificateType = &fk7801::v1::TYPE;
pub(crate) static FK7802: &CertificateType = &fk7802::v1::TYPE;

#[path = "samples/statements.rs"]
mod statements;

pub(crate) use statements::STATEMENTS;

/// The worked examples of a type.
pub(crate) struct Sample {
    pub(crate) ty: &'static CertificateType,
    pub(crate) minimal: fn() -> Answers,
    pub(crate) full: fn() -> Answers,
}

/// Returns the examples of every type.
pub(crate) fn all() -> impl Iterator<Item = &'static Sample> {
    static SICK_LEAVE: Sample = Sample {
        ty: &fk7804::v1::TYPE,
        minimal,
        full,
    };
    static SICK_LEAVE_TWO: Sample = Sample {
        ty: &fk7804::v2::TYPE,
        minimal: minimal_v2,
        full: full_v2,
    };
    STATEMENTS.iter().chain([&SICK_LEAVE, &SICK_LEAVE_TWO])
}

/// A register with the codes of the examples.
pub(crate) struct Titles;

impl DiagnosisTitles for Titles {
    fn title(&self, system: CodeSystem, code: &str) -> Option<String> {
        let code = normalise_code(code);
        codes(system)
            .iter()
            .find(|(known, _)| *known == code)
            .map(|(_, title)| (*title).to_owned())
    }
}

/// Returns the codes of a register with their titles.
pub(crate) fn codes(system: CodeSystem) -> &'static [(&'static str, &'static str)] {
    match system {
        CodeSystem::Icd10Se => &[
            ("A099", "Gastroenterit och kolit av icke specificerad orsak"),
            ("F32", "Depressiv episod"),
            ("F321", "Medelsvår depressiv episod"),
            ("F840", "Autism i barndomen"),
            ("G470", "Sömnlöshet"),
            ("M54", "Ryggvärk"),
            ("M545", "Lumbago"),
            ("M797", "Fibromyalgi"),
            ("Z730", "Utbrändhet"),
        ],
        CodeSystem::Ksh97P => &[
            ("F32-", "Depressiv episod"),
            ("F438A", "Utmattningssyndrom"),
            ("M549P", "Ryggvärk"),
        ],
    }
}

pub(crate) fn answers(fields: &[(&str, &str)]) -> Answers {
    fields
        .iter()
        .map(|(field, text)| ((*field).to_owned(), (*text).to_owned()))
        .collect()
}

/// Returns `base` with some fields set; an empty text removes one.
pub(crate) fn with(mut base: Answers, fields: &[(&str, &str)]) -> Answers {
    for (field, text) in fields {
        base.set(*field, *text);
    }
    base
}

pub(crate) const UNIT: &[(&str, &str)] = &[
    ("enhet.adress", "Exempelgatan 1"),
    ("enhet.postnummer", "800 00"),
    ("enhet.postort", "Exempelstad"),
    ("enhet.telefon", "026-00 00 00"),
];

pub(crate) fn minimal() -> Answers {
    with(
        answers(UNIT),
        &[
            ("1.UNDERSOKNING", "true"),
            ("1.UNDERSOKNING.datum", "2024-03-04"),
            ("28.ARBETSSOKANDE", "true"),
            ("6.1.kod", "M545"),
            ("6.1.text", "Lumbago"),
            ("35", "Nedsatt rörlighet i ländryggen."),
            ("17", "Kan inte lyfta eller sitta längre stunder."),
            ("32.HELT_NEDSATT", "true"),
            ("32.HELT_NEDSATT.from", "2024-03-04"),
            ("32.HELT_NEDSATT.tom", "2024-03-17"),
            ("39", "STOR_SANNOLIKHET"),
            ("40.EJ_AKTUELLT", "true"),
        ],
    )
}

pub(crate) fn infection() -> Answers {
    with(
        answers(UNIT),
        &[
            ("27", "true"),
            ("6.1.kod", "A099"),
            ("6.1.text", "Gastroenterit"),
            ("32.HELT_NEDSATT", "true"),
            ("32.HELT_NEDSATT.from", "2024-03-04"),
            ("32.HELT_NEDSATT.tom", "2024-03-10"),
        ],
    )
}

pub(crate) fn full() -> Answers {
    with(
        answers(UNIT),
        &[
            ("27", "false"),
            ("1.TELEFONKONTAKT", "true"),
            ("1.TELEFONKONTAKT.datum", "2024-03-01"),
            ("1.JOURNALUPPGIFTER", "true"),
            ("1.JOURNALUPPGIFTER.datum", "2024-02-20"),
            ("1.ANNAT", "true"),
            ("1.ANNAT.datum", "2024-02-19"),
            ("1.ANNAT.text", "Samtal med arbetsgivaren"),
            ("ej-undersokning", "Patienten infektionskänslig"),
            ("28.NUVARANDE_ARBETE", "true"),
            ("28.STUDIER", "true"),
            ("29", "Snickare, byggarbete"),
            ("6.1.kod", "F321"),
            ("6.1.text", "Medelsvår depressiv episod"),
            ("6.2.kod", "M545"),
            ("6.2.text", "Lumbago"),
            ("6.3.kod", "G470"),
            ("6.3.text", "Insomni"),
            ("35", "Koncentrationssvårigheter vid testning."),
            ("17", "Klarar inte sammanhängande arbetspass."),
            ("19", "Samtalsterapi varje vecka."),
            ("20", "Gruppbehandling från april."),
            ("32.EN_FJARDEDEL", "true"),
            ("32.EN_FJARDEDEL.from", "2024-05-01"),
            ("32.EN_FJARDEDEL.tom", "2024-05-31"),
            ("32.HALFTEN", "true"),
            ("32.HALFTEN.from", "2024-04-01"),
            ("32.HALFTEN.tom", "2024-04-30"),
            ("32.TRE_FJARDEDEL", "true"),
            ("32.TRE_FJARDEDEL.from", "2024-03-11"),
            ("32.TRE_FJARDEDEL.tom", "2024-03-31"),
            ("32.HELT_NEDSATT", "true"),
            ("32.HELT_NEDSATT.from", "2024-02-19"),
            ("32.HELT_NEDSATT.tom", "2024-03-10"),
            ("tidigt-startdatum", "Väntade på provsvar"),
            ("37", "Samsjuklighet fördröjer tillfrisknandet."),
            ("34", "true"),
            ("33", "true"),
            ("33.2", "Behöver vilodagar mellan arbetsdagar."),
            ("39", "ATER_X_ANTAL_DGR"),
            ("39.3", "NITTIO_DGR"),
            ("40.ARBETSTRANING", "true"),
            ("40.KONTAKT_FHV", "true"),
            ("40.OVRIGA_ATGARDER", "true"),
            ("44", "Successiv upptrappning med handledare."),
            ("25", "Videosamtal planerat."),
            ("26", "true"),
            ("26.2", "Vill diskutera rehabilitering."),
        ],
    )
}

pub(crate) fn minimal_v2() -> Answers {
    with(
        answers(UNIT),
        &[
            ("1.FYSISKUNDERSOKNING", "true"),
            ("1.FYSISKUNDERSOKNING.datum", "2024-03-04"),
            ("28.ARBETSSOKANDE", "true"),
            ("6.1.kod", "M545"),
            ("6.1.text", "Lumbago"),
            ("35", "Nedsatt rörlighet i ländryggen."),
            ("17", "Kan inte lyfta eller sitta längre stunder."),
            ("32.HELT_NEDSATT", "true"),
            ("32.HELT_NEDSATT.from", "2024-03-04"),
            ("32.HELT_NEDSATT.tom", "2024-03-17"),
            ("39", "STOR_SANNOLIKHET"),
        ],
    )
}

pub(crate) fn full_v2() -> Answers {
    with(
        answers(UNIT),
        &[
            ("27", "false"),
            ("1.FYSISKUNDERSOKNING", "true"),
            ("1.FYSISKUNDERSOKNING.datum", "2024-03-04"),
            ("1.DIGITALUNDERSOKNING", "true"),
            ("1.DIGITALUNDERSOKNING.datum", "2024-03-02"),
            ("1.TELEFONKONTAKT", "true"),
            ("1.TELEFONKONTAKT.datum", "2024-03-01"),
            ("1.JOURNALUPPGIFTER", "true"),
            ("1.JOURNALUPPGIFTER.datum", "2024-02-20"),
            ("1.ANNAT", "true"),
            ("1.ANNAT.datum", "2024-02-19"),
            ("1.ANNAT.text", "Samtal med arbetsgivaren"),
            ("28.NUVARANDE_ARBETE", "true"),
            ("28.ARBETSSOKANDE", "true"),
            ("28.FORALDRALEDIG", "true"),
            ("28.STUDIER", "true"),
            ("29", "Snickare, byggarbete"),
            ("6.1.kod", "F321"),
            ("6.1.text", "Medelsvår depressiv episod"),
            ("6.2.kod", "M545"),
            ("6.2.text", "Lumbago"),
            ("6.3.kod", "G470"),
            ("6.3.text", "Insomni"),
            ("35", "Koncentrationssvårigheter vid testning."),
            ("17", "Klarar inte sammanhängande arbetspass."),
            ("19", "Samtalsterapi varje vecka."),
            ("32.EN_FJARDEDEL", "true"),
            ("32.EN_FJARDEDEL.from", "2024-05-01"),
            ("32.EN_FJARDEDEL.tom", "2024-05-31"),
            ("32.HALFTEN", "true"),
            ("32.HALFTEN.from", "2024-04-01"),
            ("32.HALFTEN.tom", "2024-04-30"),
            ("32.TRE_FJARDEDEL", "true"),
            ("32.TRE_FJARDEDEL.from", "2024-03-11"),
            ("32.TRE_FJARDEDEL.tom", "2024-03-31"),
            ("32.HELT_NEDSATT", "true"),
            ("32.HELT_NEDSATT.from", "2024-03-04"),
            ("32.HELT_NEDSATT.tom", "2024-03-10"),
            ("37", "Samsjuklighet fördröjer tillfrisknandet."),
            ("34", "true"),
            ("33", "true"),
            ("33.2", "Behöver vilodagar mellan arbetsdagar."),
            ("39", "ATER_X_ANTAL_MANADER"),
            ("39.4", "6"),
            ("44", "Successiv upptrappning med handledare."),
            ("25", "Videosamtal planerat."),
            ("26", "true"),
            ("26.2", "Vill diskutera rehabilitering."),
        ],
    )
}
