//! Signing in one go, for methods that answer at once.

use intyg_rivta::certificate::{Register, write_certificate, write_signed_register};
use intyg_rivta::xml::{self, Document};
use jiff::Timestamp;

use crate::{
    Algorithm, SignerIdentity, SigningError, SigningMethod, SigningRequest, VerifyError, prepare,
    verify_document,
};

/// A signed `RegisterCertificate`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedRegister {
    /// The request, to be stored and sent as it is: one element without XML declaration.
    pub bytes: Vec<u8>,
    /// The signer's certificate in DER.
    pub certificate_der: Vec<u8>,
    /// The algorithm.
    pub algorithm: Algorithm,
    /// SHA-256 of the certificate's normal form.
    pub digest: [u8; 32],
}

/// Writes a certificate, has it signed, and verifies what came out before it is given away.
///
/// `at` is the time of signing, the same as the certificate's `signeringstidpunkt`.
///
/// # Errors
/// [`SigningError`]; nothing has been signed then, or nothing that can be used.
pub fn sign_register(
    register: &Register,
    method: &dyn SigningMethod,
    who: &SignerIdentity,
    at: Timestamp,
) -> Result<SignedRegister, SigningError> {
    sign_judged_register(register, method, who, at, |_| Ok(()))
}

/// As [`sign_register`], for a certificate that somebody else judges too: `judge` gets what came out, read back from its bytes and
/// verified, and says why it must not be given away.
///
/// # Errors
/// As [`sign_register`], and [`SigningError::Refused`] with what `judge` said.
pub fn sign_judged_register(
    register: &Register,
    method: &dyn SigningMethod,
    who: &SignerIdentity,
    at: Timestamp,
    judge: impl FnOnce(&Document<'_>) -> Result<(), String>,
) -> Result<SignedRegister, SigningError> {
    let id = &register.certificate.id.extension;
    let unsigned = write_certificate(&register.certificate)?;
    let to_be_signed = prepare(&unsigned, id, method.algorithm())?;
    let answer = method.sign(&SigningRequest {
        bytes: to_be_signed.signed_info.as_bytes(),
        signer: who,
        display_text: "Signera intyg",
        at,
    })?;
    let signature = to_be_signed.assemble(&answer, who)?;
    let bytes = write_signed_register(register, &signature)?.into_bytes();
    let document = xml::parse(&bytes).map_err(|error| SigningError::Check(error.into()))?;
    verify_document(&document, None, at).map_err(|error| match error {
        VerifyError::Value => SigningError::Value,
        other => SigningError::Check(other),
    })?;
    judge(&document).map_err(SigningError::Refused)?;
    Ok(SignedRegister {
        bytes,
        certificate_der: answer
            .certificates
            .into_iter()
            .next()
            .ok_or(SigningError::Certificate)?,
        algorithm: to_be_signed.algorithm,
        digest: to_be_signed.digest,
    })
}
