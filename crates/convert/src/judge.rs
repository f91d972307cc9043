//! Documents judged by the receivers' rules.

use intyg_catalog::element::CertificateType;
use intyg_catalog::registry;
use intyg_catalog::transport::{self, TransportFault};
use intyg_rivta::interaction::Interaction;
use intyg_rivta::names::{CORE, TYPES};
use intyg_rivta::xml::{self, Element};

use crate::view;

/// Why a document is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It cannot be judged: not XML, no certificate, or of a type or version that nobody knows.
    #[error("{0}")]
    Unreadable(String),
    /// It breaks rules; there is at least one.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Faults(Vec<TransportFault>),
}

/// What the command `validate` says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The receivers would take it.
    Pass,
    /// They would not.
    Fail {
        /// The first reason.
        first: String,
        /// How many more there are.
        more: usize,
    },
    /// It cannot be judged, and why.
    Unreadable(String),
}

/// Judges a document that holds `RegisterCertificate`.
///
/// The rules are found by the type code, in any case and with blanks around it, and the major version: no rule looks at the
/// rest of the envelope. Source: certificate-types 18.
///
/// # Errors
/// [`Refused`] holds every reason.
pub fn validate_document(bytes: &[u8]) -> Result<(), Refused> {
    let document = xml::parse(bytes).map_err(|error| Refused::Unreadable(error.to_string()))?;
    let intyg = intyg(document.root())
        .ok_or_else(|| Refused::Unreadable("no certificate in the document".to_owned()))?;
    let ty = type_of(intyg).ok_or_else(|| {
        Refused::Unreadable("the type or version of the certificate is not known".to_owned())
    })?;
    let faults = transport::check(ty, &view::message(intyg));
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Refused::Faults(faults))
    }
}

/// Judges a file for the command `validate`.
pub fn validate_file(bytes: &[u8]) -> Verdict {
    match validate_document(bytes) {
        Ok(()) => Verdict::Pass,
        Err(Refused::Unreadable(reason)) => Verdict::Unreadable(reason),
        Err(Refused::Faults(faults)) => Verdict::Fail {
            more: faults.len().saturating_sub(1),
            first: faults
                .into_iter()
                .next()
                .map_or_else(String::new, |fault| fault.0),
        },
    }
}

/// Judges many files at once, on all processors; the verdicts come in the order of the files.
pub fn validate_files(files: &[Vec<u8>]) -> Vec<Verdict> {
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = files.len().div_ceil(workers).max(1);
    std::thread::scope(|scope| {
        let working: Vec<_> = files
            .chunks(share)
            .map(|chunk| {
                let judge = move || chunk.iter().map(|file| validate_file(file)).collect();
                (chunk, scope.spawn(judge))
            })
            .collect();
        working
            .into_iter()
            .flat_map(|(chunk, worker)| -> Vec<Verdict> {
                worker.join().unwrap_or_else(|_| {
                    vec![
                        Verdict::Unreadable("the file could not be judged".to_owned());
                        chunk.len()
                    ]
                })
            })
            .collect()
    })
}

fn intyg<'a, 'i>(root: Element<'a, 'i>) -> Option<Element<'a, 'i>> {
    let namespace = Interaction::RegisterCertificate.namespace();
    root.child(namespace, "intyg").or_else(|| {
        root.descendants()
            .find(|element| element.is(namespace, "intyg"))
    })
}

fn type_of(intyg: Element<'_, '_>) -> Option<&'static CertificateType> {
    let code = intyg.child(CORE, "typ")?.child_text(TYPES, "code")?;
    let version = intyg.child_text(CORE, "version")?;
    let version = version.trim();
    let major: u8 = version
        .split_once('.')
        .map_or(version, |(major, _)| major)
        .parse()
        .ok()?;
    registry::ALL
        .iter()
        .copied()
        .find(|ty| ty.major == major && ty.code.eq_ignore_ascii_case(code.trim()))
}
