//! The two halves of signing: freezing what is to be signed, and making the signature of the answer.
//!
//! Source: `spec/exchange.md` 7.3, steps 2–4.

use aws_lc_rs::digest::{SHA256, digest};
use intyg_rivta::xml::{self, WriteError, XmlError};

use crate::{
    Algorithm, NormalFormError, SignerIdentity, SigningAnswer, SigningMethodError, VerifyError,
    canonical::exclusive_form,
    key::Key,
    normal_form,
    signature::{is_plain_id, write_signature, write_signed_info},
    x509,
};

/// What is to be signed. It can be stored and finished later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToBeSigned {
    /// `SignedInfo` in canonical form: the bytes that the signing method signs.
    pub signed_info: String,
    /// SHA-256 of the certificate's normal form.
    pub digest: [u8; 32],
    /// The algorithm that is named in it.
    pub algorithm: Algorithm,
}

/// A certificate was not signed.
#[derive(Debug, thiserror::Error)]
pub enum SigningError {
    /// The certificate could not be written.
    #[error("the certificate could not be written")]
    Write(#[from] WriteError),
    /// What was written could not be read.
    #[error("the written certificate could not be read")]
    Xml(#[from] XmlError),
    /// The certificate has no normal form.
    #[error("the certificate has no normal form")]
    NormalForm(#[from] NormalFormError),
    /// The certificate's id has characters that cannot stand in a signature.
    #[error("the certificate's id cannot stand in a signature")]
    Id,
    /// The signing method did not sign.
    #[error(transparent)]
    Method(#[from] SigningMethodError),
    /// The method used another algorithm than the one that is named in what it signed.
    #[error("the signing method used another algorithm")]
    OtherAlgorithm,
    /// The method gave no certificate that can be used.
    #[error("the signing method gave no usable certificate")]
    Certificate,
    /// The signer's certificate is another person's.
    #[error("the signer's certificate belongs to someone else")]
    OtherSigner,
    /// The signature value does not fit the certificate.
    #[error("the signature value does not verify")]
    Value,
    /// The finished document does not verify.
    #[error("the signed certificate does not verify")]
    Check(#[source] VerifyError),
    /// Whoever judged the finished document has refused it.
    #[error("the signed certificate is refused: {0}")]
    Refused(String),
}

/// Computes what is to be signed of an unsigned certificate: one element of the type `Intyg` with this id.
///
/// # Errors
/// [`SigningError::Xml`], [`SigningError::NormalForm`] or [`SigningError::Id`].
pub fn prepare(
    intyg_xml: &str,
    certificate_id: &str,
    algorithm: Algorithm,
) -> Result<ToBeSigned, SigningError> {
    if !is_plain_id(certificate_id) {
        return Err(SigningError::Id);
    }
    let document = xml::parse(intyg_xml.as_bytes())?;
    let normal = normal_form(document.root())?;
    let mut digest_value = [0; 32];
    digest_value.copy_from_slice(digest(&SHA256, &normal).as_ref());
    let written = write_signed_info(certificate_id, &digest_value, algorithm)?;
    let document = xml::parse(written.as_bytes())?;
    Ok(ToBeSigned {
        signed_info: exclusive_form(document.root()),
        digest: digest_value,
        algorithm,
    })
}

impl ToBeSigned {
    /// Makes the element `Signature`, once and as a string, to be inserted verbatim into `underskrift`.
    ///
    /// # Errors
    /// [`SigningError`] if the answer is not this signer's over these bytes.
    pub fn finish(
        &self,
        answer: &SigningAnswer,
        signer: &SignerIdentity,
    ) -> Result<String, SigningError> {
        let signature = self.assemble(answer, signer)?;
        let der = answer
            .certificates
            .first()
            .ok_or(SigningError::Certificate)?;
        let certificate = x509::parse(der).ok_or(SigningError::Certificate)?;
        let key = Key::of(certificate.public_key()).ok_or(SigningError::Certificate)?;
        if !key.has_signed(self.algorithm, self.signed_info.as_bytes(), &answer.value) {
            return Err(SigningError::Value);
        }
        Ok(signature)
    }

    /// Makes the element without checking the value, for a caller that verifies the whole document at once.
    pub(crate) fn assemble(
        &self,
        answer: &SigningAnswer,
        signer: &SignerIdentity,
    ) -> Result<String, SigningError> {
        if answer.algorithm != self.algorithm {
            return Err(SigningError::OtherAlgorithm);
        }
        let der = answer
            .certificates
            .first()
            .ok_or(SigningError::Certificate)?;
        let certificate = x509::parse(der).ok_or(SigningError::Certificate)?;
        let is_signers = x509::serial_number(&certificate)
            .is_some_and(|serial| serial.eq_ignore_ascii_case(&signer.hsa_id));
        if !is_signers {
            return Err(SigningError::OtherSigner);
        }
        Ok(write_signature(
            &self.signed_info,
            &answer.value,
            &answer.certificates,
        )?)
    }
}
