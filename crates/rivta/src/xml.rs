//! The one reader and the one writer of XML.
//!
//! Reading is a streaming scan that enforces the limits and refuses what is dangerous, followed by a tree. Nothing is expanded, nothing
//! is fetched, and the time is linear in the input.
//! Source: `spec/reliability-security.md` 8, R70–R74.

mod element;
mod error;
pub mod limits;
mod node;
mod scan;
mod writer;

pub use element::{Attribute, Element};
pub use error::{XmlError, XmlErrorCode};
pub(crate) use node::copy_content;
pub use node::{Content, Node, NodeAttribute};
pub use writer::{WriteError, Writer};

/// A document that has passed the scan, as a tree that borrows from the input.
#[derive(Debug)]
pub struct Document<'i> {
    tree: roxmltree::Document<'i>,
}

impl<'i> Document<'i> {
    /// Returns the outermost element.
    pub fn root(&self) -> Element<'_, 'i> {
        Element::new(self.tree.root_element())
    }

    /// Returns the text that was parsed, without a byte order mark.
    pub fn source(&self) -> &'i str {
        self.tree.input_text()
    }
}

/// Parses a document of at most [`limits::DOCUMENT`] bytes.
///
/// # Errors
/// [`XmlError`] names the place and the kind of fault, and never echoes input.
pub fn parse(bytes: &[u8]) -> Result<Document<'_>, XmlError> {
    parse_within(bytes, limits::DOCUMENT)
}

/// Parses a document of at most `limit` bytes.
///
/// # Errors
/// As [`parse`].
pub fn parse_within(bytes: &[u8], limit: usize) -> Result<Document<'_>, XmlError> {
    let text = scan::scan(bytes, limit)?;
    let options = roxmltree::ParsingOptions {
        allow_dtd: false,
        ..roxmltree::ParsingOptions::default()
    };
    let tree = roxmltree::Document::parse_with_options(text, options)
        .map_err(|error| XmlError::from_tree(&error))?;
    Ok(Document { tree })
}
