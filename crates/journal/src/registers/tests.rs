use std::collections::BTreeSet;

use super::import::{is_icd_code, ksh97p};
use super::*;

#[test]
fn every_line_of_the_built_in_registers_is_a_code_and_a_title() {
    for (text, least) in [(BUILTIN_ICD, 150), (BUILTIN_KSH, 40)] {
        let mut codes = BTreeSet::new();
        for line in builtin_lines(text) {
            let (code, title) = line.split_once('\t').expect("code, tab, title");
            assert!(is_icd_code(code) || ksh97p::is_code(code), "{line}");
            assert!(!title.is_empty() && title.trim() == title, "{line}");
            assert!(codes.insert(code), "{code} is there twice");
        }
        assert!(codes.len() >= least, "{} codes", codes.len());
    }
}

#[test]
fn the_built_in_register_has_the_commonest_diagnoses_and_says_what_it_is() {
    let registers = Registers::builtin();
    for code in [
        "M54.5", "f321", "F329", "F410", "F411", "F412", "F430", "F432", "F438A", "F439", "Z733",
        "J069", "A099", "G470", "S828", "M511", "M751", "R539",
    ] {
        assert!(
            registers.title(CodeSystem::Icd10Se, code).is_some(),
            "{code}"
        );
    }
    assert_eq!(registers.title(CodeSystem::Icd10Se, "X999"), None);
    assert_eq!(registers.title(CodeSystem::Icd10Se, ""), None);
    assert_eq!(
        registers.title(CodeSystem::Ksh97P, "F32-").as_deref(),
        Some("Depressiv episod")
    );
    assert!(CodeSystem::ALL.into_iter().all(|s| registers.is_builtin(s)));
    assert_eq!(
        registers.source_description(CodeSystem::Icd10Se),
        "Ett litet inbyggt register används. Läs in ICD-10-SE med kommandot nationella-intyg diagnoses import."
    );
}
