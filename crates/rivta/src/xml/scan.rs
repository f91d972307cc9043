//! The streaming scan that runs before a tree is built.
//!
//! It finds tags, counts and measures, and leaves the finer points of well-formedness to the tree builder. It runs over the bytes once and
//! keeps one number per open element.

use super::{
    XmlError, XmlErrorCode,
    limits::{
        ATTRIBUTES, DEPTH, ELEMENTS, NAME, NAMESPACES_IN_SCOPE, NAMESPACES_PER_ELEMENT, TEXT,
    },
};

/// Checks a document against the limits and returns it as text without its byte order mark.
pub(super) fn scan(bytes: &[u8], limit: usize) -> Result<&str, XmlError> {
    let fault = |code, what, offset| XmlError::at(code, what, bytes, offset);
    if bytes.len() > limit {
        return Err(fault(XmlErrorCode::Limit, "the document is too large", 0));
    }
    // UTF-16 and UTF-32 put a zero byte beside the first `<`, EBCDIC writes it as 4C.
    if bytes.iter().take(4).any(|b| *b == 0) || bytes.starts_with(b"\x4C\x6F\xA7\x94") {
        return Err(fault(XmlErrorCode::Encoding, "not UTF-8", 0));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|error| fault(XmlErrorCode::Encoding, "not UTF-8", error.valid_up_to()))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    Scanner {
        bytes: text.as_bytes(),
        at: 0,
        elements: 0,
        text_length: 0,
        open: Vec::with_capacity(DEPTH),
    }
    .run()?;
    Ok(text)
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    elements: usize,
    /// Bytes of the text that goes on across comments, references and CDATA sections.
    text_length: usize,
    /// Namespace declarations in scope inside each open element.
    open: Vec<usize>,
}

impl Scanner<'_> {
    fn run(&mut self) -> Result<(), XmlError> {
        self.declaration()?;
        while self.at < self.bytes.len() {
            if self.peek() == Some(b'<') {
                self.markup()?;
            } else {
                let length = self.distance_to(b'<');
                self.grow_text(length)?;
                self.at += length;
            }
        }
        if self.open.is_empty() {
            Ok(())
        } else {
            Err(self.malformed("an element that is not closed"))
        }
    }

    /// The XML declaration: only version 1.0 and only UTF-8.
    fn declaration(&mut self) -> Result<(), XmlError> {
        let rest = self.rest();
        let is_declaration = rest.strip_prefix(b"<?xml").is_some_and(|after| {
            after
                .first()
                .is_some_and(|b| b.is_ascii_whitespace() || *b == b'?')
        });
        if !is_declaration {
            return Ok(());
        }
        let end = self.find(b"?>")?;
        let declaration = self.bytes.get(self.at..end).unwrap_or_default();
        if let Some(encoding) = pseudo_attribute(declaration, b"encoding")
            && !encoding.eq_ignore_ascii_case(b"utf-8")
        {
            return Err(self.fault(XmlErrorCode::Encoding, "an encoding other than UTF-8"));
        }
        if pseudo_attribute(declaration, b"version") != Some(b"1.0") {
            return Err(self.malformed("an XML version other than 1.0"));
        }
        self.at = end + 2;
        Ok(())
    }

    fn markup(&mut self) -> Result<(), XmlError> {
        match self.bytes.get(self.at + 1) {
            Some(b'/') => self.end_tag(),
            Some(b'!') => self.comment_or_section(),
            Some(b'?') => Err(self.malformed("a processing instruction")),
            _ => self.start_tag(),
        }
    }

    fn comment_or_section(&mut self) -> Result<(), XmlError> {
        let rest = self.rest();
        if rest.starts_with(b"<!--") {
            self.at += 4;
            self.at = self.find(b"-->")? + 3;
            Ok(())
        } else if rest.starts_with(b"<![CDATA[") {
            let start = self.at + 9;
            self.at = start;
            let end = self.find(b"]]>")?;
            self.grow_text(end - start)?;
            self.at = end + 3;
            Ok(())
        } else {
            Err(self.fault(XmlErrorCode::Dtd, "a document type declaration"))
        }
    }

    /// The tree builder compares its name with that of the start tag, whose length has been looked at.
    fn end_tag(&mut self) -> Result<(), XmlError> {
        self.text_length = 0;
        self.at += 2;
        let end = self.at + self.distance_to(b'>');
        if end - self.at > NAME || self.peek().is_none_or(ends_name) {
            self.name()?;
        }
        self.at = end + 1;
        match self.open.pop() {
            Some(_) => Ok(()),
            None => Err(self.malformed("an end tag without a start tag")),
        }
    }

    fn start_tag(&mut self) -> Result<(), XmlError> {
        self.text_length = 0;
        self.elements += 1;
        if self.elements > ELEMENTS {
            return Err(self.limit("too many elements"));
        }
        if self.open.len() == DEPTH {
            return Err(self.limit("elements nested too deeply"));
        }
        self.at += 1;
        self.name()?;
        let outer = self.open.last().copied().unwrap_or(0);
        let mut attributes = 0;
        let mut declarations = 0;
        loop {
            self.skip_blanks();
            match self.peek() {
                Some(b'>') => {
                    self.at += 1;
                    self.open.push(outer + declarations);
                    return Ok(());
                }
                Some(b'/') => {
                    self.at += 1;
                    if self.peek() != Some(b'>') {
                        return Err(self.malformed("a tag that is not closed"));
                    }
                    self.at += 1;
                    return Ok(());
                }
                Some(_) => {
                    let name = self.name()?;
                    if name == b"xmlns" || name.starts_with(b"xmlns:") {
                        declarations += 1;
                    } else {
                        attributes += 1;
                    }
                    if attributes > ATTRIBUTES {
                        return Err(self.limit("too many attributes on an element"));
                    }
                    if declarations > NAMESPACES_PER_ELEMENT {
                        return Err(self.limit("too many namespace declarations on an element"));
                    }
                    if outer + declarations > NAMESPACES_IN_SCOPE {
                        return Err(self.limit("too many namespace declarations in scope"));
                    }
                    self.value()?;
                }
                None => return Err(self.malformed("a tag that is not closed")),
            }
        }
    }

    fn name(&mut self) -> Result<&[u8], XmlError> {
        let length = self
            .rest()
            .iter()
            .take(NAME + 1)
            .take_while(|b| !ends_name(**b))
            .count();
        if length == 0 {
            return Err(self.malformed("a name is missing"));
        }
        if length > NAME {
            return Err(self.limit("a name is too long"));
        }
        let start = self.at;
        self.at += length;
        Ok(self.bytes.get(start..self.at).unwrap_or_default())
    }

    fn value(&mut self) -> Result<(), XmlError> {
        self.skip_blanks();
        if self.peek() != Some(b'=') {
            return Err(self.malformed("an attribute without a value"));
        }
        self.at += 1;
        self.skip_blanks();
        let Some(quote @ (b'"' | b'\'')) = self.peek() else {
            return Err(self.malformed("an attribute value without quotes"));
        };
        self.at += 1;
        let length = self.distance_to(quote);
        if length > TEXT {
            return Err(self.limit("an attribute value is too long"));
        }
        self.at += length;
        if self.peek() != Some(quote) {
            return Err(self.malformed("an attribute value that is not closed"));
        }
        self.at += 1;
        Ok(())
    }

    fn grow_text(&mut self, length: usize) -> Result<(), XmlError> {
        self.text_length += length;
        if self.text_length > TEXT {
            return Err(self.limit("a text is too long"));
        }
        Ok(())
    }

    fn skip_blanks(&mut self) {
        self.at += self.rest().iter().take_while(|b| is_blank(**b)).count();
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Returns the number of bytes before the next `wanted`, or before the end.
    fn distance_to(&self, wanted: u8) -> usize {
        let rest = self.rest();
        memchr::memchr(wanted, rest).unwrap_or(rest.len())
    }

    fn find(&self, wanted: &[u8]) -> Result<usize, XmlError> {
        memchr::memmem::find(self.rest(), wanted)
            .map(|distance| self.at + distance)
            .ok_or_else(|| self.malformed("markup that is not closed"))
    }

    fn fault(&self, code: XmlErrorCode, what: &'static str) -> XmlError {
        XmlError::at(code, what, self.bytes, self.at)
    }

    fn malformed(&self, what: &'static str) -> XmlError {
        self.fault(XmlErrorCode::Malformed, what)
    }

    fn limit(&self, what: &'static str) -> XmlError {
        self.fault(XmlErrorCode::Limit, what)
    }
}

const fn ends_name(byte: u8) -> bool {
    matches!(byte, b'=' | b'>' | b'/' | b'<' | b'"' | b'\'') || is_blank(byte)
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Returns the quoted value after `name=` in an XML declaration.
fn pseudo_attribute<'a>(declaration: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let start = declaration
        .windows(name.len())
        .position(|window| window == name)?
        + name.len();
    let mut rest = declaration.get(start..)?.trim_ascii_start();
    rest = rest.strip_prefix(b"=")?.trim_ascii_start();
    let quote = *rest.first().filter(|b| matches!(b, b'"' | b'\''))?;
    rest = rest.get(1..)?;
    rest.get(..rest.iter().position(|b| *b == quote)?)
}
