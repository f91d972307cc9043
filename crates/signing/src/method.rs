//! The interface of signing methods. Whatever signs gets bytes and an identity, and gives an algorithm, a value and a certificate.

use jiff::Timestamp;

/// The signature algorithms that are written and accepted.
///
/// Source: `spec/exchange.md` 7.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// RSA, PKCS #1 v1.5, with SHA-256; keys of at least 2048 bits.
    RsaSha256,
    /// ECDSA with SHA-256 on P-256 or P-384; the value is r and s side by side.
    EcdsaSha256,
}

impl Algorithm {
    /// Returns the identifier that stands in `SignatureMethod`.
    pub const fn uri(self) -> &'static str {
        match self {
            Self::RsaSha256 => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            Self::EcdsaSha256 => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
        }
    }

    pub(crate) fn from_uri(uri: &str) -> Option<Self> {
        [Self::RsaSha256, Self::EcdsaSha256]
            .into_iter()
            .find(|algorithm| algorithm.uri() == uri)
    }
}

/// Who signs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SignerIdentity {
    /// HSA-id, which becomes the certificate's serialNumber.
    pub hsa_id: String,
    /// First and last name.
    pub name: String,
}

/// What a signing method is asked to sign.
#[derive(Debug, Clone, Copy)]
pub struct SigningRequest<'a> {
    /// The bytes to sign: `SignedInfo` in canonical form.
    pub bytes: &'a [u8],
    /// Who signs.
    pub signer: &'a SignerIdentity,
    /// What the signer is shown, in Swedish.
    pub display_text: &'a str,
    /// When.
    pub at: Timestamp,
}

/// What a signing method gives back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningAnswer {
    /// The algorithm that was used.
    pub algorithm: Algorithm,
    /// The signature value as it stands in XML: for ECDSA r and s side by side.
    pub value: Vec<u8>,
    /// Certificates in DER, the signer's first.
    pub certificates: Vec<Vec<u8>>,
}

/// A signing method did not sign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SigningMethodError {
    /// The signer pressed cancel.
    #[error("the signer cancelled")]
    Cancelled,
    /// The signer's computer has no client for the method.
    #[error("no signing client was found")]
    NoClient,
    /// Anything else.
    #[error("the signing method failed: {0}")]
    Failed(String),
}

/// A way to sign.
pub trait SigningMethod: Send + Sync {
    /// Returns the algorithm, which is named in what is signed and must hence be known before.
    fn algorithm(&self) -> Algorithm;

    /// Signs.
    ///
    /// # Errors
    /// [`SigningMethodError`]; nothing has been signed then.
    fn sign(&self, request: &SigningRequest<'_>) -> Result<SigningAnswer, SigningMethodError>;
}
