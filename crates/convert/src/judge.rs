//! Documents judged by the receivers' rules.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use intyg_catalog::element::CertificateType;
use intyg_catalog::registry;
use intyg_catalog::retired::{self, RetiredType};
use intyg_catalog::transport::{self, TransportFault};
use intyg_rivta::interaction::Interaction;
use intyg_rivta::names::{CORE, TYPES};
use intyg_rivta::xml::{self, Document, Element};

use crate::view;

/// Documents that a thread takes at a time.
const BATCH: usize = 16;

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
    validate_parsed(&document)
}

/// Judges a document that is already parsed; see [`validate_document`].
///
/// # Errors
/// As [`validate_document`].
pub fn validate_parsed(document: &Document<'_>) -> Result<(), Refused> {
    let intyg = intyg(document.root())
        .ok_or_else(|| Refused::Unreadable("no certificate in the document".to_owned()))?;
    let rules = rules_of(intyg).ok_or_else(|| {
        Refused::Unreadable("the type or version of the certificate is not known".to_owned())
    })?;
    let message = view::message(intyg);
    let faults = match rules {
        Rules::Of(ty) => transport::check(ty, &message),
        Rules::OfRetired(ty) => transport::check_retired(&ty.message, &message),
    };
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

/// Judges many documents on all processors. `read` fetches one of them, on any thread; `tell` is called for each on this thread, in
/// the order of `sources`. No more documents than processors are in memory at once.
pub fn validate_all<T: Sync>(
    sources: &[T],
    read: impl Fn(&T) -> Result<Vec<u8>, String> + Sync,
    mut tell: impl FnMut(&T, Verdict),
) {
    let batches: Vec<&[T]> = sources.chunks(BATCH).collect();
    let next = AtomicUsize::new(0);
    let judge = |source: &T| match read(source) {
        Ok(bytes) => std::panic::catch_unwind(|| validate_file(&bytes))
            .unwrap_or_else(|_| Verdict::Unreadable("the document could not be judged".to_owned())),
        Err(reason) => Verdict::Unreadable(reason),
    };
    let (judged, verdicts) = mpsc::sync_channel(2 * processors());
    std::thread::scope(|scope| {
        for _ in 0..processors().min(batches.len()) {
            let (judged, batches, next, judge) = (judged.clone(), &batches, &next, &judge);
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(batch) = batches.get(number) else {
                        return;
                    };
                    let verdicts: Vec<Verdict> = batch.iter().map(judge).collect();
                    if judged.send((number, verdicts)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(judged);
        let mut early = BTreeMap::new();
        let mut told = 0;
        for (number, found) in verdicts {
            early.insert(number, found);
            while let (Some(found), Some(batch)) = (early.remove(&told), batches.get(told)) {
                batch
                    .iter()
                    .zip(found)
                    .for_each(|(source, verdict)| tell(source, verdict));
                told += 1;
            }
        }
    });
}

/// Returns on how many processors [`validate_all`] works.
pub fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn intyg<'a, 'i>(root: Element<'a, 'i>) -> Option<Element<'a, 'i>> {
    let namespace = Interaction::RegisterCertificate.namespace();
    root.child(namespace, "intyg").or_else(|| {
        root.descendants()
            .find(|element| element.is(namespace, "intyg"))
    })
}

/// By whose rules a certificate is judged.
enum Rules {
    Of(&'static CertificateType),
    OfRetired(&'static RetiredType),
}

fn rules_of(intyg: Element<'_, '_>) -> Option<Rules> {
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
        .map(Rules::Of)
        .or_else(|| {
            retired::find(&code)
                .filter(|ty| ty.message.major == major)
                .map(Rules::OfRetired)
        })
}
