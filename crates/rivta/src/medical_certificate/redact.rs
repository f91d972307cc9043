//! What is left out of a document before it is stored.

use std::ops::Range;

use crate::{
    names::{HEALTHREPORTING, MEDICAL_CERTIFICATE, SOAP},
    xml::{Document, Element},
};

/// A document without the patient's name.
#[derive(Clone, PartialEq, Eq)]
pub struct Redacted {
    /// The document; every byte that was not taken out stands as it stood.
    pub text: String,
    /// Whether something was taken out that held a text, and not only an empty element or a comment.
    pub had_names: bool,
}

/// Returns the document without what may name the patient or tell where she lives: everything beside her number in the element
/// `patient`, other attributes of the number than root and extension, comments, and the header of a SOAP message.
///
/// The element is taken out whether it is empty or not, so that the certificates of patients with protected identity look like all
/// others. A byte order mark is left out too.
pub fn without_names(document: &Document<'_>) -> Redacted {
    let mut cuts: Vec<Range<usize>> = Vec::new();
    let mut had_names = false;
    let root = document.root();
    for node in root.node().document().descendants() {
        if node.is_comment() {
            cuts.push(node.range());
        }
    }
    for header in root.children().filter(|child| child.is(SOAP, "Header")) {
        cuts.extend(header.children().map(|child| child.node().range()));
    }
    for patient in root
        .descendants()
        .filter(|element| element.is(MEDICAL_CERTIFICATE, "patient"))
    {
        for child in patient.children() {
            if child.is(HEALTHREPORTING, "person-id") {
                cuts.extend(odd_attributes(child));
            } else {
                had_names |= child
                    .descendants()
                    .any(|inner| !inner.text().trim().is_empty());
                cuts.push(child.node().range());
            }
        }
    }
    Redacted {
        text: cut(document.source(), cuts),
        had_names,
    }
}

fn odd_attributes(id: Element<'_, '_>) -> Vec<Range<usize>> {
    id.node()
        .attributes()
        .filter(|attribute| {
            attribute.namespace().is_some() || !matches!(attribute.name(), "root" | "extension")
        })
        .map(|attribute| attribute.range())
        .collect()
}

/// Takes ranges out; they may stand in each other.
fn cut(source: &str, mut cuts: Vec<Range<usize>>) -> String {
    cuts.sort_by_key(|range| range.start);
    let mut text = String::with_capacity(source.len());
    let mut at = 0;
    for range in cuts {
        if range.start > at {
            text.push_str(source.get(at..range.start).unwrap_or_default());
        }
        at = at.max(range.end);
    }
    text.push_str(source.get(at..).unwrap_or_default());
    text
}

impl std::fmt::Debug for Redacted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redacted")
            .field("bytes", &self.text.len())
            .field("had_names", &self.had_names)
            .finish()
    }
}
