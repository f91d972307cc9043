//! What is read out of X.509 certificates.

use jiff::Timestamp;
use x509_parser::{
    certificate::X509Certificate,
    extensions::ParsedExtension,
    oid_registry::{OID_X509_COMMON_NAME, OID_X509_SERIALNUMBER, Oid},
    prelude::FromDer,
    time::ASN1Time,
    x509::AttributeTypeAndValue,
};

use crate::key::Key;

/// Parses a certificate; nothing may follow it.
pub(crate) fn parse(der: &[u8]) -> Option<X509Certificate<'_>> {
    match X509Certificate::from_der(der) {
        Ok(([], certificate)) => Some(certificate),
        _ => None,
    }
}

/// Returns the subject's serialNumber, decoded from its structure. There must be exactly one.
///
/// Source: `spec/reliability-security.md` R55.
pub(crate) fn serial_number(certificate: &X509Certificate<'_>) -> Option<String> {
    only_attribute(certificate, &OID_X509_SERIALNUMBER)
}

/// Returns the subject's common name, if there is exactly one.
pub(crate) fn common_name(certificate: &X509Certificate<'_>) -> Option<String> {
    only_attribute(certificate, &OID_X509_COMMON_NAME)
}

fn only_attribute(certificate: &X509Certificate<'_>, kind: &Oid<'_>) -> Option<String> {
    let mut found = certificate
        .subject()
        .iter_attributes()
        .filter(|attribute| attribute.attr_type() == kind);
    match (found.next(), found.next()) {
        (Some(only), None) => text_of(only),
        _ => None,
    }
}

fn text_of(attribute: &AttributeTypeAndValue<'_>) -> Option<String> {
    if let Ok(text) = attribute.as_str() {
        return Some(text.to_owned());
    }
    // UCS-2 is the one other string type that issuers have used.
    let value = attribute.attr_value();
    if value.tag() != x509_parser::der_parser::asn1_rs::Tag::BmpString {
        return None;
    }
    let units = value
        .data
        .chunks(2)
        .map(|pair| <[u8; 2]>::try_from(pair).map(u16::from_be_bytes).ok())
        .collect::<Option<Vec<_>>>()?;
    String::from_utf16(&units).ok()
}

/// Tells whether a certificate is valid at a time, ends included.
pub(crate) fn is_valid_at(certificate: &X509Certificate<'_>, at: Timestamp) -> bool {
    ASN1Time::from_timestamp(at.as_second()).is_ok_and(|at| certificate.validity().is_valid_at(at))
}

/// Tells whether a certificate may sign documents: an end entity without unknown critical extensions, for signatures if it names a use.
pub(crate) fn may_sign(certificate: &X509Certificate<'_>) -> bool {
    let use_fits = match certificate.key_usage() {
        Ok(None) => true,
        Ok(Some(usage)) => usage.value.digital_signature() || usage.value.non_repudiation(),
        Err(_) => false,
    };
    use_fits && !certificate.is_ca() && is_understood(certificate)
}

/// Tells whether a certificate may issue others, with so many certificates between it and the signer's.
pub(crate) fn may_issue(certificate: &X509Certificate<'_>, between: usize) -> bool {
    let is_issuer = match certificate.basic_constraints() {
        Ok(Some(constraints)) => {
            constraints.value.ca
                && constraints
                    .value
                    .path_len_constraint
                    .is_none_or(|longest| usize::try_from(longest).is_ok_and(|n| between <= n))
        }
        _ => false,
    };
    let use_fits = match certificate.key_usage() {
        Ok(usage) => usage.is_none_or(|usage| usage.value.key_cert_sign()),
        Err(_) => false,
    };
    is_issuer && use_fits && is_understood(certificate)
}

/// Tells whether `issuer` has issued `certificate`, by name and by key.
pub(crate) fn has_issued(issuer: &X509Certificate<'_>, certificate: &X509Certificate<'_>) -> bool {
    certificate.issuer().as_raw() == issuer.subject().as_raw()
        && certificate.signature_algorithm == certificate.tbs_certificate.signature
        && Key::of(issuer.public_key()).is_some_and(|key| {
            key.has_issued(
                &certificate.signature_algorithm,
                certificate.tbs_certificate.as_ref(),
                &certificate.signature_value.data,
            )
        })
}

/// A critical extension that is not understood forbids the use of a certificate.
fn is_understood(certificate: &X509Certificate<'_>) -> bool {
    certificate.extensions().iter().all(|extension| {
        !extension.critical
            || matches!(
                extension.parsed_extension(),
                ParsedExtension::BasicConstraints(_) | ParsedExtension::KeyUsage(_)
            )
    })
}
