//! The element `Signature`: how it is written, and the closed list by which a received one is read.
//!
//! Source: `spec/exchange.md` 7.2.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use intyg_rivta::{
    names::SIGNATURE,
    xml::{Element, WriteError, Writer},
};

use crate::{
    Algorithm,
    canonical::{exclusive_form, is_blank},
    pem,
};

const EXCLUSIVE_C14N: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const XSLT: &str = "http://www.w3.org/TR/1999/REC-xslt-19991116";
const XPATH_FILTER: &str = "http://www.w3.org/2002/06/xmldsig-filter2";
const SHA_256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const XSL: &str = "http://www.w3.org/1999/XSL/Transform";

/// The transform that puts every element into no namespace and drops comments, processing instructions and blanks between elements, in
/// canonical form. It tells verifiers what was done; we never run it.
const STYLESHEET: &str = "<xsl:stylesheet xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\" version=\"1.0\">\
<xsl:output encoding=\"UTF-8\" indent=\"no\" method=\"xml\" omit-xml-declaration=\"yes\"></xsl:output>\
<xsl:strip-space elements=\"*\"></xsl:strip-space>\
<xsl:template match=\"*\"><xsl:element name=\"{local-name()}\">\
<xsl:copy-of select=\"@*\"></xsl:copy-of><xsl:apply-templates></xsl:apply-templates>\
</xsl:element></xsl:template></xsl:stylesheet>";

/// SHA-256 of the other stylesheet that is accepted, in canonical form without blanks between elements: the one that the national reference
/// writes.
///
/// Source: the signed examples of `spec/exchange.md` 8.
const NATIONAL_STYLESHEET: [u8; 32] = [
    0xc8, 0x65, 0x2b, 0x62, 0x83, 0xab, 0xd2, 0x9c, 0xd4, 0x13, 0x2f, 0xc1, 0xaa, 0x90, 0x7e, 0x21,
    0xef, 0x2b, 0x6f, 0xa3, 0xb5, 0x4a, 0x00, 0x8b, 0x12, 0x07, 0x5d, 0xb5, 0xfb, 0x05, 0xe3, 0xbe,
];

/// What takes the four kinds of elements away that the signature does not cover.
const SUBTRACTED: &str = "//*[local-name()='skickatTidpunkt']|//*[local-name()='relation']|//*[local-name()='status']|//*[local-name()='underskrift']";

/// Certificates in a `KeyInfo` that are read.
const MOST_CERTIFICATES: usize = 5;

/// Tells whether an id can stand in the path that picks the certificate out of its document.
pub(crate) fn is_plain_id(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'))
}

fn intersected(id: &str) -> String {
    ["//extension[text()='", id, "']/../.."].concat()
}

/// Writes `SignedInfo`. What is signed is its canonical form.
pub(crate) fn write_signed_info(
    id: &str,
    digest: &[u8],
    algorithm: Algorithm,
) -> Result<String, WriteError> {
    let mut writer = Writer::fragment();
    writer.start("ds:SignedInfo");
    writer.namespace("ds", SIGNATURE);
    algorithm_element(&mut writer, "ds:CanonicalizationMethod", EXCLUSIVE_C14N);
    algorithm_element(&mut writer, "ds:SignatureMethod", algorithm.uri());
    writer.start("ds:Reference");
    writer.attribute("URI", "");
    writer.start("ds:Transforms");
    algorithm_element(&mut writer, "ds:Transform", ENVELOPED);
    writer.start("ds:Transform");
    writer.attribute("Algorithm", XSLT);
    writer.verbatim(STYLESHEET);
    writer.end();
    filter(&mut writer, "intersect", &intersected(id));
    filter(&mut writer, "subtract", SUBTRACTED);
    algorithm_element(&mut writer, "ds:Transform", EXCLUSIVE_C14N);
    writer.end();
    algorithm_element(&mut writer, "ds:DigestMethod", SHA_256);
    writer.element("ds:DigestValue", &BASE64_STANDARD.encode(digest));
    writer.finish()
}

fn algorithm_element(writer: &mut Writer, name: &str, algorithm: &str) {
    writer.start(name);
    writer.attribute("Algorithm", algorithm);
    writer.end();
}

fn filter(writer: &mut Writer, kind: &str, path: &str) {
    writer.start("ds:Transform");
    writer.attribute("Algorithm", XPATH_FILTER);
    writer.start("f:XPath");
    writer.namespace("f", XPATH_FILTER);
    writer.attribute("Filter", kind);
    writer.text(path);
    writer.end();
    writer.end();
}

/// Writes the whole signature around a `SignedInfo` that stays byte for byte as it was signed.
pub(crate) fn write_signature(
    signed_info: &str,
    value: &[u8],
    certificates: &[Vec<u8>],
) -> Result<String, WriteError> {
    let mut writer = Writer::fragment();
    writer.start("ds:Signature");
    writer.namespace("ds", SIGNATURE);
    writer.verbatim(signed_info);
    writer.element("ds:SignatureValue", &BASE64_STANDARD.encode(value));
    writer.start("ds:KeyInfo");
    writer.start("ds:X509Data");
    for certificate in certificates {
        writer.element("ds:X509Certificate", &BASE64_STANDARD.encode(certificate));
    }
    writer.finish()
}

/// A received signature that has the one form that is accepted.
pub(crate) struct Signature {
    /// `SignedInfo` in canonical form.
    pub(crate) signed_info: String,
    pub(crate) algorithm: Algorithm,
    pub(crate) digest: Vec<u8>,
    pub(crate) value: Vec<u8>,
    /// The signer's first; never empty.
    pub(crate) certificates: Vec<Vec<u8>>,
}

/// Reads a signature over the certificate with this id. The error names the part that is not on the list.
pub(crate) fn read(signature: Element<'_, '_>, id: &str) -> Result<Signature, &'static str> {
    if signature.node().descendants().any(|node| node.is_comment()) {
        return Err("a comment in the signature");
    }
    let [info, value, key_info] = children(signature, ["SignedInfo", "SignatureValue", "KeyInfo"])?;
    let [c14n, method, reference] = children(
        info,
        ["CanonicalizationMethod", "SignatureMethod", "Reference"],
    )?;
    if algorithm_of(c14n)? != EXCLUSIVE_C14N || !is_empty(c14n) {
        return Err("the canonicalisation method");
    }
    let algorithm = Algorithm::from_uri(algorithm_of(method)?).ok_or("the signature method")?;
    if !is_empty(method) {
        return Err("the signature method");
    }
    Ok(Signature {
        signed_info: exclusive_form(info),
        algorithm,
        digest: read_reference(reference, id)?,
        value: decoded(value)?,
        certificates: read_certificates(key_info)?,
    })
}

fn read_reference(reference: Element<'_, '_>, id: &str) -> Result<Vec<u8>, &'static str> {
    if only_attribute(reference, "URI") != Some("") {
        return Err("the reference");
    }
    let [transforms, method, value] =
        elements(reference, ["Transforms", "DigestMethod", "DigestValue"])?;
    if algorithm_of(method)? != SHA_256 || !is_empty(method) {
        return Err("the digest method");
    }
    let [enveloped, stylesheet, intersect, subtract, c14n] = children(
        transforms,
        [
            "Transform",
            "Transform",
            "Transform",
            "Transform",
            "Transform",
        ],
    )
    .map_err(|_| "the transforms")?;
    let fits = algorithm_of(enveloped)? == ENVELOPED
        && is_empty(enveloped)
        && algorithm_of(stylesheet)? == XSLT
        && is_known_stylesheet(stylesheet)
        && is_filter(intersect, "intersect", &intersected(id))
        && is_filter(subtract, "subtract", SUBTRACTED)
        && algorithm_of(c14n)? == EXCLUSIVE_C14N
        && is_empty(c14n);
    if !fits {
        return Err("the transforms");
    }
    decoded(value)
}

fn is_known_stylesheet(transform: Element<'_, '_>) -> bool {
    let mut inside = transform.children();
    let (Some(stylesheet), None) = (inside.next(), inside.next()) else {
        return false;
    };
    if !transform.has_only_blank_text() || !stylesheet.is(XSL, "stylesheet") {
        return false;
    }
    let blank = stylesheet.descendants().all(Element::has_only_blank_text);
    let canonical: String = exclusive_form(stylesheet)
        .split_inclusive('>')
        .map(|piece| piece.trim_start_matches([' ', '\t', '\n']))
        .collect();
    blank
        && (canonical == STYLESHEET
            || digest(&SHA256, canonical.as_bytes()).as_ref() == NATIONAL_STYLESHEET)
}

fn is_filter(transform: Element<'_, '_>, kind: &str, path: &str) -> bool {
    let mut inside = transform.children();
    let (Some(filter), None) = (inside.next(), inside.next()) else {
        return false;
    };
    algorithm_of(transform) == Ok(XPATH_FILTER)
        && transform.has_only_blank_text()
        && filter.is(XPATH_FILTER, "XPath")
        && only_attribute(filter, "Filter") == Some(kind)
        && filter.children().next().is_none()
        && filter.text() == path
}

fn read_certificates(key_info: Element<'_, '_>) -> Result<Vec<Vec<u8>>, &'static str> {
    let [data] = children(key_info, ["X509Data"])?;
    if data.attributes().next().is_some() || !data.has_only_blank_text() {
        return Err("the key");
    }
    let certificates = data
        .children()
        .map(|child| {
            if child.is(SIGNATURE, "X509Certificate") {
                decoded(child)
            } else {
                Err("the key")
            }
        })
        .collect::<Result<Vec<_>, _>>()?;
    if certificates.is_empty() || certificates.len() > MOST_CERTIFICATES {
        return Err("the number of certificates");
    }
    Ok(certificates)
}

/// Returns exactly these children of an element that has neither attributes nor text.
fn children<'a, 'i, const N: usize>(
    parent: Element<'a, 'i>,
    names: [&str; N],
) -> Result<[Element<'a, 'i>; N], &'static str> {
    if parent.attributes().next().is_some() {
        return Err("an attribute in the signature");
    }
    elements(parent, names)
}

fn elements<'a, 'i, const N: usize>(
    parent: Element<'a, 'i>,
    names: [&str; N],
) -> Result<[Element<'a, 'i>; N], &'static str> {
    let found: Vec<_> = parent.children().collect();
    let fit = found
        .iter()
        .zip(names)
        .all(|(child, name)| child.is(SIGNATURE, name));
    if !fit || !parent.has_only_blank_text() {
        return Err("the parts of the signature");
    }
    found.try_into().map_err(|_| "the parts of the signature")
}

fn algorithm_of<'a>(element: Element<'a, '_>) -> Result<&'a str, &'static str> {
    only_attribute(element, "Algorithm").ok_or("an algorithm")
}

fn only_attribute<'a>(element: Element<'a, '_>, name: &str) -> Option<&'a str> {
    let mut attributes = element.attributes();
    match (attributes.next(), attributes.next()) {
        (Some(only), None) if only.namespace.is_empty() && only.name == name => Some(only.value),
        _ => None,
    }
}

fn is_empty(element: Element<'_, '_>) -> bool {
    element.children().next().is_none() && is_blank(&element.text())
}

fn decoded(element: Element<'_, '_>) -> Result<Vec<u8>, &'static str> {
    if element.attributes().next().is_some() || element.children().next().is_some() {
        return Err("a value of the signature");
    }
    pem::decode(&element.text()).ok_or("a value of the signature")
}
