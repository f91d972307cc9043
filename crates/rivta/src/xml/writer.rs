use std::borrow::Cow;

use super::{Content, Node};

/// A document could not be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// A text holds a character that no XML document can hold.
    #[error("{element} holds the character U+{code_point:04X}, which XML does not allow")]
    IllegalCharacter {
        /// Name of the element that the text stands in, with prefix.
        element: String,
        /// The character.
        code_point: u32,
    },
}

/// Writes XML: escapes, keeps the order in which it is called, and gives the same bytes for the same calls.
///
/// Names carry the prefixes that the caller declares on its outermost element. An element that is still open at the end is closed.
#[derive(Debug)]
pub struct Writer {
    out: String,
    /// Where the names of the open elements stand in `out`.
    open: Vec<std::ops::Range<usize>>,
    /// The last start tag still lacks its `>`.
    pending: bool,
    error: Option<WriteError>,
}

impl Writer {
    /// Makes a writer for one element, without an XML declaration.
    pub fn fragment() -> Self {
        Self {
            out: String::with_capacity(8 * 1024),
            open: Vec::with_capacity(8),
            pending: false,
            error: None,
        }
    }

    /// Makes a writer for a document, beginning with the XML declaration.
    pub fn document() -> Self {
        let mut writer = Self::fragment();
        writer
            .out
            .push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        writer
    }

    /// Begins an element.
    pub fn start(&mut self, name: &str) {
        self.close_tag();
        self.out.push('<');
        let at = self.out.len();
        self.out.push_str(name);
        self.open.push(at..self.out.len());
        self.pending = true;
    }

    /// Adds an attribute to the element that has just begun.
    pub fn attribute(&mut self, name: &str, value: &str) {
        debug_assert!(self.pending, "attributes come before content");
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        self.escape(value, escape_in_attribute);
        self.out.push('"');
    }

    /// Declares a prefix, or with an empty prefix the default namespace, on the element that has just begun.
    pub fn namespace(&mut self, prefix: &str, uri: &str) {
        if prefix.is_empty() {
            self.attribute("xmlns", uri);
        } else {
            let mut name = String::with_capacity(6 + prefix.len());
            name.push_str("xmlns:");
            name.push_str(prefix);
            self.attribute(&name, uri);
        }
    }

    /// Writes a text.
    pub fn text(&mut self, text: &str) {
        if !text.is_empty() {
            self.close_tag();
            self.escape(text, escape_in_text);
        }
    }

    /// Ends the innermost element.
    pub fn end(&mut self) {
        let Some(name) = self.open.pop() else {
            debug_assert!(false, "no element is open");
            return;
        };
        if self.pending {
            self.out.push_str("/>");
            self.pending = false;
        } else {
            self.out.push_str("</");
            self.out.extend_from_within(name);
            self.out.push('>');
        }
    }

    /// Writes an element that holds nothing but a text, which may be empty.
    pub fn element(&mut self, name: &str, text: &str) {
        self.start(name);
        self.text(text);
        self.end();
    }

    /// Inserts XML that is already written, unchanged: one element that declares its own prefixes or uses the ones in scope.
    pub fn verbatim(&mut self, xml: &str) {
        self.close_tag();
        self.out.push_str(xml);
    }

    /// Writes a detached element, with the prefixes of `prefixes` (prefix and namespace) where they fit. Elements in another namespace
    /// get it as their default namespace.
    pub fn node(&mut self, node: &Node, prefixes: &[(&str, &str)]) {
        let prefix = prefixes
            .iter()
            .find(|(_, uri)| *uri == node.namespace)
            .map(|(prefix, _)| *prefix);
        self.start(&qualified(prefix, &node.name));
        if prefix.is_none() {
            self.namespace("", &node.namespace);
        }
        for (index, attribute) in node.attributes.iter().enumerate() {
            if attribute.namespace.is_empty() {
                self.attribute(&attribute.name, &attribute.value);
            } else if attribute.namespace == XML {
                self.attribute(&qualified(Some("xml"), &attribute.name), &attribute.value);
            } else {
                let prefix = format!("a{index}");
                self.namespace(&prefix, &attribute.namespace);
                self.attribute(&qualified(Some(&prefix), &attribute.name), &attribute.value);
            }
        }
        self.content(&node.content, prefixes);
        self.end();
    }

    /// Writes mixed content; see [`Self::node`].
    pub fn content(&mut self, content: &[Content], prefixes: &[(&str, &str)]) {
        for item in content {
            match item {
                Content::Text(text) => self.text(text),
                Content::Element(node) => self.node(node, prefixes),
            }
        }
    }

    /// Ends the document and returns it.
    ///
    /// # Errors
    /// [`WriteError::IllegalCharacter`] for the first text that cannot be written.
    pub fn finish(mut self) -> Result<String, WriteError> {
        while !self.open.is_empty() {
            self.end();
        }
        match self.error {
            None => Ok(self.out),
            Some(error) => Err(error),
        }
    }

    fn close_tag(&mut self) {
        if self.pending {
            self.out.push('>');
            self.pending = false;
        }
    }

    fn escape(&mut self, text: &str, replacement: fn(u8) -> Option<&'static str>) {
        let mut written = 0;
        for (at, byte) in text.bytes().enumerate() {
            if let Some(replacement) = replacement(byte) {
                self.out.push_str(text.get(written..at).unwrap_or_default());
                self.out.push_str(replacement);
                written = at + 1;
            }
        }
        self.out.push_str(text.get(written..).unwrap_or_default());
        if self.error.is_none()
            && let Some(illegal) = text.chars().find(|c| !is_xml_character(*c))
        {
            let name = self.open.last().cloned().unwrap_or_default();
            self.error = Some(WriteError::IllegalCharacter {
                element: self.out.get(name).unwrap_or_default().to_owned(),
                code_point: u32::from(illegal),
            });
        }
    }
}

const XML: &str = "http://www.w3.org/XML/1998/namespace";

fn qualified<'a>(prefix: Option<&str>, name: &'a str) -> Cow<'a, str> {
    match prefix {
        None | Some("") => Cow::Borrowed(name),
        Some(prefix) => {
            let mut qualified = String::with_capacity(prefix.len() + 1 + name.len());
            qualified.push_str(prefix);
            qualified.push(':');
            qualified.push_str(name);
            Cow::Owned(qualified)
        }
    }
}

const fn escape_in_text(byte: u8) -> Option<&'static str> {
    match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        // A reader turns a bare CR into LF.
        b'\r' => Some("&#xD;"),
        _ => None,
    }
}

const fn escape_in_attribute(byte: u8) -> Option<&'static str> {
    match byte {
        b'"' => Some("&quot;"),
        b'\t' => Some("&#x9;"),
        b'\n' => Some("&#xA;"),
        other => escape_in_text(other),
    }
}

/// Source: XML 1.0 (fifth edition), production 2.
const fn is_xml_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{1_0000}'..)
}
