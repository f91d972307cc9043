//! Limits on what is read. Each holds for the value itself: at the limit is accepted, one more is refused.
//!
//! Source: `spec/reliability-security.md` R63 and R72.

/// Bytes of a SOAP message that comes in.
pub const DOCUMENT: usize = 2 * 1024 * 1024;
/// Bytes of an answer to a call of ours.
pub const ANSWER: usize = 15 * 1024 * 1024;
/// Elements inside each other.
pub const DEPTH: usize = 64;
/// Elements in a document.
pub const ELEMENTS: usize = 100_000;
/// Attributes of one element, namespace declarations not counted.
pub const ATTRIBUTES: usize = 64;
/// Bytes of the name of an element or attribute, with prefix.
pub const NAME: usize = 256;
/// Bytes of one text or attribute value as written, references not resolved. Comments in a text do not end it.
pub const TEXT: usize = 1024 * 1024;
/// Namespace declarations on one element.
pub const NAMESPACES_PER_ELEMENT: usize = 16;
/// Namespace declarations on an element and all that surround it.
pub const NAMESPACES_IN_SCOPE: usize = 64;
