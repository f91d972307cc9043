//! The worked examples of FK 7800, 7801 and 7802. Source: certificate-types 12.2–12.4.

use intyg_catalog::answers::Answers;

use super::{FK7800, FK7801, FK7802, Sample, UNIT, answers, with};

type Fields = &'static [(&'static str, &'static str)];

/// In the order of the form numbers.
pub(crate) static STATEMENTS: &[Sample] = &[
    Sample {
        ty: FK7800,
        minimal: || with(of_work(), WITH_PAIN),
        full: || with(with(of_work(), WITH_PAIN), FULL_WORK),
    },
    Sample {
        ty: FK7801,
        minimal: || with(of_work(), WITH_AUTISM),
        full: || {
            let full = with(with(of_work(), WITH_AUTISM), FULL_WORK);
            with(
                full,
                &[
                    ("24", "Arbetsträning med stöd"),
                    ("4.3.typ", "SKOLHALSOVARD"),
                ],
            )
        },
    },
    Sample {
        ty: FK7802,
        minimal: || with(answers(UNIT), SCHOOLING),
        full: || with(with(answers(UNIT), SCHOOLING), FULL_SCHOOLING),
    },
];

fn of_work() -> Answers {
    with(
        answers(UNIT),
        &[
            ("1.UNDERSOKNING", "true"),
            ("1.UNDERSOKNING.datum", "2024-03-04"),
            ("2", "2019-05-06"),
            ("3", "false"),
            ("5", "Långvarig smärtproblematik sedan 2015."),
            ("7", "2016, vårdcentralen."),
            ("45", "false"),
            ("17", "Klarar inte hushållsarbete."),
            ("22", "Ingen förbättring förväntas."),
        ],
    )
}

const WITH_PAIN: Fields = &[
    ("6.1.kod", "M797"),
    ("6.1.text", "Fibromyalgi"),
    ("12", "Generell smärta, måttlig grad."),
];

const WITH_AUTISM: Fields = &[
    ("6.1.kod", "F840"),
    ("6.1.text", "Autism i barndomen"),
    ("9", "Svårt med samspel, måttlig grad."),
];

const FULL_WORK: Fields = &[
    ("1.JOURNALUPPGIFTER", "true"),
    ("1.JOURNALUPPGIFTER.datum", "2018-02-26"),
    ("1.ANHORIG", "true"),
    ("1.ANHORIG.datum", "2019-05-06"),
    ("1.ANNAT", "true"),
    ("1.ANNAT.datum", "2024-01-15"),
    ("1.ANNAT.text", "Uppgifter från arbetsterapeut"),
    ("3", "true"),
    ("4.1.typ", "NEUROPSYKIATRISKT"),
    ("4.1.datum", "2023-10-02"),
    ("4.1.text", "Neuropsykiatriska kliniken, X-stads sjukhus"),
    ("4.2.typ", "FORETAGSHALSOVARD"),
    ("4.2.datum", "2023-11-15"),
    ("4.2.text", "Företagshälsan AB"),
    ("4.3.typ", "OVRIGT_UTLATANDE"),
    ("4.3.datum", "2024-01-09"),
    ("4.3.text", "Patienten bifogar"),
    ("6.2.kod", "F321"),
    ("6.2.text", "Medelsvår depressiv episod"),
    ("6.3.kod", "M545"),
    ("6.3.text", "Lumbago"),
    ("45", "true"),
    ("45.2", "Depressionen"),
    ("8", "Utan anmärkning vid testning."),
    ("9", "Drar sig undan, lätt grad."),
    ("10", "Tappar tråden, måttlig grad."),
    ("11", "Nedstämd, måttlig grad."),
    ("12", "Generell smärta, måttlig grad."),
    ("13", "Nedsatt rörlighet i ländryggen."),
    ("14", "Andfådd vid ansträngning, lätt grad."),
    ("18", "Smärtrehabilitering 2018, utan varaktig effekt."),
    ("19", "Samtalsterapi varje vecka."),
    ("20", "Gruppbehandling från april."),
    ("21", "Duloxetin 60 mg."),
    ("23", "Kan läsa och skriva korta stunder."),
    ("25", "Videosamtal planerat."),
    ("26", "true"),
    ("26.2", "Önskar avstämning."),
];

const SCHOOLING: Fields = &[
    ("1.JOURNALUPPGIFTER", "true"),
    ("1.JOURNALUPPGIFTER.datum", "2024-02-26"),
    ("2", "2021-08-30"),
    ("3", "false"),
    ("6.1.kod", "F840"),
    ("6.1.text", "Autism i barndomen"),
    ("15", "Symtom sedan förskoleåldern."),
    ("16", "Behöver längre tid för att nå målen."),
];

const FULL_SCHOOLING: Fields = &[
    ("1.UNDERSOKNING", "true"),
    ("1.UNDERSOKNING.datum", "2024-03-04"),
    ("1.ANHORIG", "true"),
    ("1.ANHORIG.datum", "2021-08-30"),
    ("1.ANNAT", "true"),
    ("1.ANNAT.datum", "2024-01-15"),
    ("1.ANNAT.text", "Uppgifter från skolan"),
    ("3", "true"),
    ("4.1.typ", "SKOLHALSOVARD"),
    ("4.1.datum", "2023-12-01"),
    ("4.1.text", "Elevhälsan, X-stad"),
    ("4.2.typ", "PSYKOLOG"),
    ("4.2.datum", "2023-05-04"),
    ("4.2.text", "Habiliteringen"),
    ("4.3.typ", "LOGOPED"),
    ("4.3.datum", "2022-11-11"),
    ("4.3.text", "Logopedmottagningen"),
    ("6.2.kod", "F321"),
    ("6.2.text", "Medelsvår depressiv episod"),
    ("6.3.kod", "M545"),
    ("6.3.text", "Lumbago"),
    ("25", "Skolan har lämnat åtgärdsprogram."),
    ("26", "true"),
    ("26.2", "Önskar avstämning."),
];
