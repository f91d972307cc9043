//! "Det här skickas": what each receiver gets, in reading form, and what nobody gets. Source: ui 6.8, acceptance N09.

use intyg_app::readable_digest;
use intyg_catalog::view::{Content, SectionView, Shown, sections};

use askama::Template;

/// The content with what surrounds it.
#[derive(Template)]
#[template(path = "outgoing.html")]
pub(crate) struct OutgoingPart {
    recipient: &'static str,
    facts: Vec<(&'static str, String)>,
    sections: Vec<SectionView>,
    digest: String,
}

impl OutgoingPart {
    /// Shows answers as they are sent, with what is sent beside them.
    pub(crate) fn of(content: &Content<'_>, facts: Vec<(&'static str, String)>) -> Self {
        Self {
            recipient: content.ctype.recipient.name,
            facts,
            sections: sections(content)
                .into_iter()
                .filter(|section| {
                    section
                        .pairs
                        .iter()
                        .any(|pair| pair.answer != Shown::Missing)
                })
                .collect(),
            digest: readable_digest(content),
        }
    }
}
