use std::fmt;

/// What is wrong with a document. The message names the place and never echoes input.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {what} (line {line}, column {column})")]
pub struct XmlError {
    /// The kind of fault.
    pub code: XmlErrorCode,
    /// What is wrong, in English.
    pub what: &'static str,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// The kinds of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum XmlErrorCode {
    /// A document type declaration.
    Dtd,
    /// Not well-formed, or a construct that is not accepted.
    Malformed,
    /// A limit of [`super::limits`] is passed.
    Limit,
    /// Not UTF-8.
    Encoding,
}

impl XmlErrorCode {
    /// Returns the code as it stands in answers and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dtd => "XML_DTD",
            Self::Malformed => "XML_MALFORMED",
            Self::Limit => "XML_LIMIT",
            Self::Encoding => "XML_ENCODING",
        }
    }
}

impl fmt::Display for XmlErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl XmlError {
    /// Makes an error at a byte offset of the input.
    pub(crate) fn at(code: XmlErrorCode, what: &'static str, bytes: &[u8], offset: usize) -> Self {
        let before = bytes.get(..offset).unwrap_or(bytes);
        let line_start = before
            .iter()
            .rposition(|b| *b == b'\n')
            .map_or(0, |at| at + 1);
        let lines = before.split(|b| *b == b'\n').count();
        // A character of UTF-8 begins with a byte that is not a continuation byte.
        let column = before
            .iter()
            .skip(line_start)
            .filter(|b| **b & 0xC0 != 0x80)
            .count();
        Self {
            code,
            what,
            line: u32::try_from(lines).unwrap_or(u32::MAX),
            column: u32::try_from(column + 1).unwrap_or(u32::MAX),
        }
    }

    /// Translates an error of the tree builder; its own messages quote the input.
    pub(crate) fn from_tree(error: &roxmltree::Error) -> Self {
        let position = error.pos();
        let (code, what) = match error {
            roxmltree::Error::DtdDetected => (XmlErrorCode::Dtd, "a document type declaration"),
            roxmltree::Error::NodesLimitReached
            | roxmltree::Error::AttributesLimitReached
            | roxmltree::Error::NamespacesLimitReached => (XmlErrorCode::Limit, "too many nodes"),
            roxmltree::Error::UnknownNamespace(..) => {
                (XmlErrorCode::Malformed, "a prefix that is not declared")
            }
            roxmltree::Error::DuplicatedAttribute(..)
            | roxmltree::Error::DuplicatedNamespace(..) => {
                (XmlErrorCode::Malformed, "an attribute that stands twice")
            }
            roxmltree::Error::UnexpectedCloseTag(..)
            | roxmltree::Error::UnclosedRootNode
            | roxmltree::Error::UnexpectedEntityCloseTag(..) => (
                XmlErrorCode::Malformed,
                "start tags and end tags that do not match",
            ),
            roxmltree::Error::UnknownEntityReference(..)
            | roxmltree::Error::MalformedEntityReference(..)
            | roxmltree::Error::EntityReferenceLoop(..) => (
                XmlErrorCode::Malformed,
                "a reference that is none of the five predefined ones and no allowed character",
            ),
            roxmltree::Error::NonXmlChar(..) => (
                XmlErrorCode::Malformed,
                "a character that XML does not allow",
            ),
            roxmltree::Error::NoRootNode => (XmlErrorCode::Malformed, "no element"),
            _ => (XmlErrorCode::Malformed, "not well-formed"),
        };
        Self {
            code,
            what,
            line: position.row,
            column: position.col,
        }
    }
}
