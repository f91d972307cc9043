//! Our verdict against that of the national rules, over random certificates, whole and damaged.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use intyg_catalog::element::CertificateType;
use intyg_catalog::registry;
use intyg_catalog::transport::Reach;
use intyg_convert::{Verdict, validate_file};
use intyg_rivta::certificate::{Register, write_register};

use crate::damage::{Stock, damage};
use crate::fixtures::register_of;
use crate::generate::{Dice, accepted, bytes};
use crate::national::{invalid_by_schema, rules_of, schema_faults, schematron, shared, write_all};

/// Number of random certificates per type and version, and of damaged ones; `CONFORMANCE_CASES` asks for more, as
/// `make conformance` does.
fn cases() -> u64 {
    std::env::var("CONFORMANCE_CASES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(150)
}

fn message(ty: &'static CertificateType, dice: &mut Dice<'_>) -> Register {
    register_of(ty, &accepted(ty, dice))
}

/// Writes random certificates of a type to files of a folder.
fn written(ty: &'static CertificateType, folder: &Path) -> Vec<PathBuf> {
    let documents: Vec<String> = (0..cases())
        .map(|seed| {
            let bytes = bytes(seed, 600);
            write_register(&message(ty, &mut Dice::new(&bytes))).expect("writable")
        })
        .collect();
    write_all(folder, &documents)
}

#[test]
fn what_we_write_is_valid_against_the_schema() {
    let Some(shared) = shared("random certificates") else {
        return;
    };
    for ty in registry::ALL {
        let folder = tempfile::tempdir().expect("a folder");
        if let Some(faults) = schema_faults(&shared, &written(ty, folder.path())) {
            assert_eq!(faults, "", "{}", ty.code);
        }
    }
}

#[test]
fn what_we_write_passes_the_national_rules() {
    let Some(shared) = shared("random certificates") else {
        return;
    };
    for ty in registry::ALL {
        let folder = tempfile::tempdir().expect("a folder");
        let files = written(ty, folder.path());
        for line in schematron(&shared, &rules_of(ty), &files).unwrap_or_default() {
            assert!(line.starts_with("pass "), "{}: {line}", ty.code);
        }
    }
}

#[test]
fn damaged_messages_get_the_verdict_of_the_national_rules() {
    let Some(shared) = shared("damaged certificates") else {
        return;
    };
    for ty in registry::ALL {
        let stock = Stock::of(ty);
        let documents: Vec<String> = (0..cases())
            .map(|seed| {
                let bytes = bytes(seed + 1_000_000, 700);
                let mut dice = Dice::new(&bytes);
                let mut register = message(ty, &mut dice);
                damage(&mut register.certificate.answers, &stock, &mut dice);
                write_register(&register).expect("writable")
            })
            .collect();
        let folder = tempfile::tempdir().expect("a folder");
        let files = write_all(folder.path(), &documents);
        let Some(lines) = schematron(&shared, &rules_of(ty), &files) else {
            return;
        };
        let invalid = match ty.transport.reach {
            Reach::Everything => BTreeSet::new(),
            // The rules leave to the schema what they do not look at.
            Reach::Only(_) => match invalid_by_schema(&shared, &files) {
                Some(invalid) => invalid,
                None => return,
            },
        };
        let mut failed = 0;
        let mut differing = Vec::new();
        for ((line, document), file) in lines.iter().zip(&documents).zip(&files) {
            let ours = validate_file(document.as_bytes());
            let national = line.starts_with("pass ") && !invalid.contains(file);
            failed += usize::from(!national);
            if national != (ours == Verdict::Pass) {
                differing.push(format!("{line}\n  ours: {ours:?}"));
            }
        }
        assert!(
            differing.is_empty(),
            "{}: {} differ:\n{}",
            ty.code,
            differing.len(),
            differing.join("\n")
        );
        assert!(
            failed * 4 > lines.len(),
            "{}: damages must matter: {failed} of {}",
            ty.code,
            lines.len()
        );
    }
}
