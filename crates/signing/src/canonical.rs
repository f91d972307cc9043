//! The normal form that is digested, and exclusive canonicalisation.
//!
//! Source: `spec/exchange.md` 7.1; Exclusive XML Canonicalization 1.0 without comments. Recursion is bounded by the depth that the reader
//! accepts.

use intyg_rivta::xml::Element;
use roxmltree::Node;

/// The elements that the signature does not cover, by local name.
///
/// Source: `spec/exchange.md` 7.1, step 4.
pub(crate) const NOT_COVERED: [&str; 4] = ["skickatTidpunkt", "relation", "status", "underskrift"];

/// A certificate that has no normal form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NormalFormError {
    /// An attribute in a namespace; the contract knows none, and what becomes of it differs between implementations.
    #[error("an attribute in a namespace")]
    QualifiedAttribute,
}

/// Returns the bytes that the digest covers: the certificate without namespaces, comments, blanks between elements and delivery information,
/// in exclusive canonical form.
///
/// # Errors
/// [`NormalFormError`] for what cannot be put into that form.
pub fn normal_form(intyg: Element<'_, '_>) -> Result<Vec<u8>, NormalFormError> {
    let mut out = String::with_capacity(4 * 1024);
    write_normal(&mut out, intyg.node())?;
    Ok(out.into_bytes())
}

fn write_normal(out: &mut String, node: Node<'_, '_>) -> Result<(), NormalFormError> {
    let name = node.tag_name().name();
    out.push('<');
    out.push_str(name);
    let mut attributes: Vec<_> = node.attributes().collect();
    if attributes.iter().any(|a| a.namespace().is_some()) {
        return Err(NormalFormError::QualifiedAttribute);
    }
    attributes.sort_unstable_by_key(roxmltree::Attribute::name);
    for attribute in attributes {
        write_attribute(out, attribute.name(), attribute.value());
    }
    out.push('>');

    // A text may lie in pieces around comments; it counts as one.
    let mut pieces: Vec<&str> = Vec::new();
    for child in node.children() {
        if child.is_text() {
            pieces.extend(child.text());
        } else if child.is_element() {
            write_text(out, &pieces);
            pieces.clear();
            if !NOT_COVERED.contains(&child.tag_name().name()) {
                write_normal(out, child)?;
            }
        }
    }
    write_text(out, &pieces);

    out.push_str("</");
    out.push_str(name);
    out.push('>');
    Ok(())
}

fn write_text(out: &mut String, pieces: &[&str]) {
    if pieces.iter().any(|piece| !is_blank(piece)) {
        for piece in pieces {
            escape(out, piece, escape_in_text);
        }
    }
}

pub(crate) fn is_blank(text: &str) -> bool {
    text.bytes()
        .all(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n'))
}

/// Returns an element in exclusive canonical form without comments, as a piece of its document.
pub fn exclusive_form(element: Element<'_, '_>) -> String {
    let mut out = String::with_capacity(2 * 1024);
    let mut rendered = Vec::new();
    write_exclusive(&mut out, element.node(), &mut rendered);
    out
}

fn write_exclusive<'a>(
    out: &mut String,
    node: Node<'a, '_>,
    rendered: &mut Vec<(&'a str, &'a str)>,
) {
    let source = node.document().input_text();
    let name = qualified_name(source.get(node.range()).unwrap_or_default());
    let mut attributes: Vec<_> = node
        .attributes()
        .map(|attribute| {
            let name = source.get(attribute.range_qname()).unwrap_or_default();
            (
                attribute.namespace().unwrap_or_default(),
                attribute.name(),
                name,
                attribute.value(),
            )
        })
        .collect();
    attributes.sort_unstable();

    out.push('<');
    out.push_str(name);
    let outer = rendered.len();
    let mut used: Vec<&str> = attributes
        .iter()
        .filter_map(|(_, _, name, _)| name.split_once(':').map(|(prefix, _)| prefix))
        .chain([prefix_of(name)])
        .filter(|prefix| *prefix != "xml")
        .collect();
    used.sort_unstable();
    used.dedup();
    for prefix in used {
        let lookup = Some(prefix).filter(|prefix| !prefix.is_empty());
        let uri = node.lookup_namespace_uri(lookup).unwrap_or_default();
        let current = rendered
            .iter()
            .rev()
            .find(|(known, _)| *known == prefix)
            .map_or("", |(_, uri)| *uri);
        if current != uri {
            if prefix.is_empty() {
                write_attribute(out, "xmlns", uri);
            } else {
                write_attribute(out, &["xmlns:", prefix].concat(), uri);
            }
            rendered.push((prefix, uri));
        }
    }
    for (_, _, name, value) in attributes {
        write_attribute(out, name, value);
    }
    out.push('>');
    for child in node.children() {
        if child.is_element() {
            write_exclusive(out, child, rendered);
        } else if child.is_text()
            && let Some(text) = child.text()
        {
            escape(out, text, escape_in_text);
        }
    }
    out.push_str("</");
    out.push_str(name);
    out.push('>');
    rendered.truncate(outer);
}

/// Returns the name with prefix of the start tag that a text begins with. The tree does not keep prefixes.
fn qualified_name(tag: &str) -> &str {
    let name = tag.strip_prefix('<').unwrap_or(tag);
    let end = name
        .find([' ', '\t', '\r', '\n', '/', '>'])
        .unwrap_or(name.len());
    name.get(..end).unwrap_or(name)
}

fn prefix_of(name: &str) -> &str {
    name.split_once(':').map_or("", |(prefix, _)| prefix)
}

fn write_attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(out, value, escape_in_attribute);
    out.push('"');
}

fn escape(out: &mut String, text: &str, replacement: fn(char) -> Option<&'static str>) {
    let mut rest = text;
    while let Some((at, found)) = rest
        .char_indices()
        .find_map(|(at, c)| replacement(c).map(|found| (at, found)))
    {
        out.push_str(rest.get(..at).unwrap_or_default());
        out.push_str(found);
        // Everything that is escaped is one byte long.
        rest = rest.get(at + 1..).unwrap_or_default();
    }
    out.push_str(rest);
}

const fn escape_in_text(c: char) -> Option<&'static str> {
    match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '\r' => Some("&#xD;"),
        _ => None,
    }
}

const fn escape_in_attribute(c: char) -> Option<&'static str> {
    match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '"' => Some("&quot;"),
        '\t' => Some("&#x9;"),
        '\n' => Some("&#xA;"),
        '\r' => Some("&#xD;"),
        _ => None,
    }
}
