//! The published registers, where they lie beside the checkout.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use intyg_core::diagnosis::{CodeSystem, DiagnosisTitles as _};
use intyg_journal::Registers;
use intyg_journal::registers::{ImportProblem, Imported, import};

const ICD: [&str; 3] = ["digit3.txt", "digit4.txt", "digit5.txt"];

static REGISTERS: LazyLock<Option<Registers>> =
    LazyLock::new(|| Some(Registers::with(&imported()?)));

/// Returns the folder of the published registers, or says that it is left out.
fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    if folder.is_dir() {
        return Some(folder);
    }
    // Written past the capture of the test harness, so that it is seen although the test passes.
    let line = "left out: the published diagnosis registers are not in ../shared/data\n";
    std::io::stderr()
        .write_all(line.as_bytes())
        .expect("a line on standard error");
    let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(!in_ci, "the published diagnosis registers are missing");
    None
}

fn imported() -> Option<Imported> {
    let folder = folder()?;
    let mut files = ICD.map(|name| folder.join("icd-10-se").join(name)).to_vec();
    files.push(folder.join("ksh97p/KSH97P_KOD.ANS"));
    Some(import(&files).expect("the published files are good"))
}

#[test]
fn the_published_files_are_imported_whole() {
    let Some(imported) = imported() else { return };
    let counts: Vec<usize> = imported.reports.iter().map(|r| r.codes).collect();
    // The files have 35 681 line breaks and no break after the last line of each: three codes more.
    assert_eq!(counts, [2056, 9643, 23985, 977]);
    assert!(imported.reports.iter().all(|report| report.left_out == 0));
    let registers = Registers::with(&imported);
    assert_eq!(registers.count(CodeSystem::Icd10Se), 35_684);
    assert_eq!(
        registers.source_description(CodeSystem::Ksh97P),
        "KSH97-P (Primärvård): 977 koder inlästa ur KSH97P_KOD.ANS."
    );
    for (code, title) in [
        ("A00", "Kolera"),
        ("m54.5", "Lumbago"),
        (
            "Z99.9",
            "Beroende av ospecificerade maskinella och andra hjälpmedel",
        ),
        ("A17.0", "Tuberkulös meningit (G01)"),
        ("F438A", "Utmattningssyndrom"),
        ("B99X", ""),
    ] {
        let found = registers.title(CodeSystem::Icd10Se, code);
        assert_eq!(found.unwrap_or_default(), title, "{code}");
    }
    let found = registers.title(CodeSystem::Ksh97P, "j06-p");
    assert!(found.is_some_and(|title| title.starts_with("Akut övre luftvägsinfektion med")));
}

#[test]
fn the_list_of_other_terms_is_not_taken_for_the_register() {
    let Some(folder) = folder() else { return };
    let error = import(&[folder.join("ksh97p/KSH97P_SFAMALT.ANS")]).expect_err("terms");
    assert!(
        matches!(error.problem, ImportProblem::Twice { .. }),
        "{error}"
    );
}

#[test]
fn what_people_type_finds_what_they_mean_first() {
    let Some(registers) = &*REGISTERS else { return };
    for (text, first) in [
        ("M54", &["M54", "M540", "M541"][..]),
        ("m54.5", &["M545"]),
        (" f32 ", &["F32", "F320", "F321"]),
        ("Z73", &["Z73", "Z730"]),
        ("lumbago", &["M545", "M544"]),
        ("lumbago ischias", &["M544"]),
        ("ischias lumbago", &["M544"]),
        ("M54 ischias", &["M543", "M544"]),
        ("lumbgo", &["M545", "M544"]),
        ("depresiv", &["F32"]),
        ("recidiverande depr", &["F33", "F339"]),
        ("ÅNGEST", &["F419", "F41"]),
        ("angest", &["F419", "F41"]),
        ("astma", &["J45", "J459"]),
        ("utmattningssyndrom", &["F438A"]),
        ("utmatningssyndrom", &["F438A"]),
        ("fraktur underarm", &["S52"]),
        ("underarm fraktur", &["S52"]),
        ("knä artros", &["M17"]),
        ("diabetes typ 2", &["E11", "E110"]),
        ("covid-19", &["U071", "U072"]),
        ("migren", &["G43", "G439"]),
        ("ryggvärk", &["M54", "M549", "M548"]),
    ] {
        let found = registers.search(CodeSystem::Icd10Se, text, 18);
        let codes: Vec<&str> = found.hits.iter().map(|hit| hit.code.as_str()).collect();
        assert!(codes.starts_with(first), "{text}: {codes:?}");
    }
    for nothing in ["", "   ", "F322A", "qqqq", "-", "B99X", "lumbago kolera"] {
        let found = registers.search(CodeSystem::Icd10Se, nothing, 18);
        assert!(found.hits.is_empty() && !found.more, "{nothing}: {found:?}");
    }
    let found = registers.search(CodeSystem::Icd10Se, "fraktur", 18);
    assert_eq!((found.hits.len(), found.more), (18, true));
    let found = registers.search(CodeSystem::Ksh97P, "f32", 18);
    assert_eq!((found.hits.len(), found.more), (1, false));
}
