//! Verification by a closed list. Every failure is a refusal.
//!
//! Source: `spec/exchange.md` 7.5 and `spec/reliability-security.md` R76.

use aws_lc_rs::{
    constant_time::verify_slices_are_equal,
    digest::{SHA256, digest},
};
use intyg_rivta::{
    names::{CORE, EXTENSION_32, SIGNATURE, SOAP, TYPES},
    xml::{self, Document, Element, XmlError},
};
use jiff::Timestamp;

use crate::{
    Algorithm, Anchors, NormalFormError,
    canonical::{NOT_COVERED, is_blank},
    key::Key,
    normal_form,
    signature::{self, is_plain_id},
    x509,
};

/// A signature that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The certificate's id, which the signature covers.
    pub certificate_id: String,
    /// serialNumber of the signer's certificate: the HSA-id.
    pub signer_serial_number: String,
    /// Common name of the signer's certificate.
    pub signer_name: Option<String>,
    /// The algorithm.
    pub algorithm: Algorithm,
    /// The signer's certificate in DER.
    pub certificate_der: Vec<u8>,
}

/// A signature that does not hold, or a document that has none in the one place where it may stand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The document cannot be read.
    #[error("the document cannot be read")]
    Xml(#[from] XmlError),
    /// There is no signature.
    #[error("there is no signature")]
    Unsigned,
    /// There are several certificates, signatures or ids, or one in the wrong place.
    #[error("ambiguous: {0}")]
    Ambiguous(&'static str),
    /// An algorithm, transform or part of the signature that is not on the list.
    #[error("not accepted: {0}")]
    NotAccepted(&'static str),
    /// The certificate has no normal form.
    #[error("the certificate has no normal form")]
    NormalForm(#[from] NormalFormError),
    /// The certificate has been changed after it was signed.
    #[error("the certificate is not the one that was signed")]
    Digest,
    /// The signer's certificate cannot be read or must not be used for signing.
    #[error("the signer's certificate cannot be used")]
    Certificate,
    /// The key is of a kind or on a curve that is not accepted, or does not fit the algorithm.
    #[error("the signer's key cannot be used with this algorithm")]
    Key,
    /// The signature value is not this key's.
    #[error("the signature value does not fit the key")]
    Value,
    /// The signer is not the one who made the certificate.
    #[error("the signer is not the one who made the certificate")]
    OtherSigner,
    /// The signer's certificate was not valid at the time.
    #[error("the signer's certificate was not valid at the time")]
    NotValid,
    /// The signer's certificate does not come from a trusted issuer.
    #[error("the signer's certificate does not come from a trusted issuer")]
    NotTrusted,
}

/// Verifies the signed certificate in a document: `intyg` itself, or a message that holds it, in an envelope or not.
///
/// `at` is the time of signing. Without `anchors` the signature is checked against the certificate that comes with it, which tells that
/// nothing was changed but not who signed.
///
/// # Errors
/// [`VerifyError`]; there are no warnings.
pub fn verify(
    bytes: &[u8],
    anchors: Option<&Anchors>,
    at: Timestamp,
) -> Result<Verified, VerifyError> {
    verify_document(&xml::parse(bytes)?, anchors, at)
}

/// Verifies the signed certificate in a document that is already parsed; see [`verify`].
///
/// # Errors
/// As [`verify`].
pub fn verify_document(
    document: &Document<'_>,
    anchors: Option<&Anchors>,
    at: Timestamp,
) -> Result<Verified, VerifyError> {
    let intyg = only_certificate(document)?;
    let element = only_signature(document, intyg)?;
    let id = only_id(document, intyg)?;
    refuse_hidden_content(intyg)?;
    let signature = signature::read(element, &id).map_err(VerifyError::NotAccepted)?;

    let normal = normal_form(intyg)?;
    verify_slices_are_equal(digest(&SHA256, &normal).as_ref(), &signature.digest)
        .map_err(|_| VerifyError::Digest)?;

    let chain = signature
        .certificates
        .iter()
        .map(|der| x509::parse(der))
        .collect::<Option<Vec<_>>>()
        .ok_or(VerifyError::Certificate)?;
    let (signer, offered) = chain.split_first().ok_or(VerifyError::Certificate)?;
    if !x509::may_sign(signer) {
        return Err(VerifyError::Certificate);
    }
    let key = Key::of(signer.public_key())
        .filter(|key| key.fits(signature.algorithm))
        .ok_or(VerifyError::Key)?;
    if !key.has_signed(
        signature.algorithm,
        signature.signed_info.as_bytes(),
        &signature.value,
    ) {
        return Err(VerifyError::Value);
    }

    let serial = x509::serial_number(signer).ok_or(VerifyError::Certificate)?;
    if !made_by(intyg).is_some_and(|maker| maker.eq_ignore_ascii_case(&serial)) {
        return Err(VerifyError::OtherSigner);
    }
    if !x509::is_valid_at(signer, at) {
        return Err(VerifyError::NotValid);
    }
    if anchors.is_some_and(|anchors| !anchors.trust(signer, offered, at)) {
        return Err(VerifyError::NotTrusted);
    }
    Ok(Verified {
        certificate_id: id,
        signer_serial_number: serial,
        signer_name: x509::common_name(signer),
        algorithm: signature.algorithm,
        certificate_der: signer.as_raw().to_vec(),
    })
}

/// Finds the one certificate: the outermost element, a child of it, or a child of the message in an envelope.
fn only_certificate<'a, 'i>(document: &'a Document<'i>) -> Result<Element<'a, 'i>, VerifyError> {
    let intyg = only(document, "intyg")?.ok_or(VerifyError::Ambiguous("no certificate"))?;
    let in_place = match intyg.parent() {
        None => true,
        Some(message) => match message.parent() {
            None => !message.is(SOAP, "Envelope"),
            Some(body) => {
                body.is(SOAP, "Body")
                    && body
                        .parent()
                        .is_some_and(|outer| outer.is(SOAP, "Envelope") && outer.parent().is_none())
            }
        },
    };
    if in_place {
        Ok(intyg)
    } else {
        Err(VerifyError::Ambiguous("a certificate in a strange place"))
    }
}

fn only_signature<'a, 'i>(
    document: &'a Document<'i>,
    intyg: Element<'a, 'i>,
) -> Result<Element<'a, 'i>, VerifyError> {
    let Some(holder) = only(document, "underskrift")? else {
        return Err(match only(document, "Signature")? {
            None => VerifyError::Unsigned,
            Some(_) => VerifyError::Ambiguous("a signature in a strange place"),
        });
    };
    let signature =
        only(document, "Signature")?.ok_or(VerifyError::Ambiguous("no signature in its place"))?;
    let in_place = holder.is(EXTENSION_32, "underskrift")
        && holder.attributes().next().is_none()
        && holder.has_only_blank_text()
        && intyg.children().last() == Some(holder)
        && signature.is(SIGNATURE, "Signature")
        && signature.parent() == Some(holder)
        && holder.children().count() == 1;
    if in_place {
        Ok(signature)
    } else {
        Err(VerifyError::Ambiguous("a signature in a strange place"))
    }
}

/// Returns the certificate's id, which no other element outside the certificate may carry.
fn only_id(document: &Document<'_>, intyg: Element<'_, '_>) -> Result<String, VerifyError> {
    let mut ids = intyg.children().filter(|child| child.name() == "intygs-id");
    let (Some(holder), None) = (ids.next(), ids.next()) else {
        return Err(VerifyError::Ambiguous("not exactly one id"));
    };
    let mut extensions = holder
        .children()
        .filter(|child| child.name() == "extension");
    let (Some(extension), None) = (extensions.next(), extensions.next()) else {
        return Err(VerifyError::Ambiguous("not exactly one id"));
    };
    let id = extension.text();
    if !holder.is(CORE, "intygs-id") || !extension.is(TYPES, "extension") || !is_plain_id(&id) {
        return Err(VerifyError::Ambiguous("an id of another form"));
    }
    let elsewhere = document.root().descendants().any(|element| {
        element.name() == "extension"
            && element.text() == id
            && !element
                .node()
                .ancestors()
                .any(|ancestor| ancestor == intyg.node())
    });
    if elsewhere {
        return Err(VerifyError::Ambiguous(
            "the same id outside the certificate",
        ));
    }
    Ok(id.into_owned())
}

/// Refuses what a reader might see and the digest does not cover, and what readers see differently: elements that are left out of the
/// digest in other places than their own, and comments inside texts.
fn refuse_hidden_content(intyg: Element<'_, '_>) -> Result<(), VerifyError> {
    for element in intyg.descendants() {
        if NOT_COVERED.contains(&element.name()) && !is_delivery_information(element, intyg) {
            return Err(VerifyError::Ambiguous(
                "an element that the signature does not cover in a strange place",
            ));
        }
        let has_comment = element.node().children().any(|child| child.is_comment());
        if has_comment && !is_blank(&element.text()) {
            return Err(VerifyError::Ambiguous("a comment in a text"));
        }
    }
    Ok(())
}

/// Tells whether an element that is left out of the digest stands in its own place, or inside another one that is left out as a whole.
fn is_delivery_information(element: Element<'_, '_>, intyg: Element<'_, '_>) -> bool {
    let in_place = |element: Element<'_, '_>| {
        element.parent() == Some(intyg)
            && (element.namespace() == CORE || element.is(EXTENSION_32, "underskrift"))
    };
    in_place(element)
        // The contract names the status inside `status` the same.
        || element
            .parent()
            .is_some_and(|outer| outer.name() == "status" && in_place(outer))
}

/// Returns the one element of a document with this local name, in whatever namespace.
fn only<'a, 'i>(
    document: &'a Document<'i>,
    name: &str,
) -> Result<Option<Element<'a, 'i>>, VerifyError> {
    let mut found = document
        .root()
        .descendants()
        .filter(|element| element.name() == name);
    match (found.next(), found.next()) {
        (first, None) => Ok(first),
        _ => Err(VerifyError::Ambiguous("the same part several times")),
    }
}

fn made_by<'a>(intyg: Element<'a, '_>) -> Option<std::borrow::Cow<'a, str>> {
    intyg
        .child(CORE, "skapadAv")?
        .child(CORE, "personal-id")?
        .child_text(TYPES, "extension")
}
