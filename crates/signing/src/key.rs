//! Public keys: RSA and two curves, nothing else.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA256_ASN1,
    ECDSA_P384_SHA384_ASN1, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, UnparsedPublicKey, VerificationAlgorithm,
};
use x509_parser::{
    oid_registry::{
        OID_EC_P256, OID_KEY_TYPE_EC_PUBLIC_KEY, OID_NIST_EC_P384, OID_PKCS1_RSAENCRYPTION,
        OID_PKCS1_SHA256WITHRSA, OID_PKCS1_SHA384WITHRSA, OID_PKCS1_SHA512WITHRSA,
        OID_SIG_ECDSA_WITH_SHA256, OID_SIG_ECDSA_WITH_SHA384,
    },
    x509::{AlgorithmIdentifier, SubjectPublicKeyInfo},
};

use crate::Algorithm;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Rsa,
    P256,
    P384,
}

/// A public key out of a certificate.
pub(crate) struct Key<'a> {
    kind: Kind,
    bytes: &'a [u8],
}

impl<'a> Key<'a> {
    /// Reads a key; `None` for a kind or curve that is not on the list.
    pub(crate) fn of(info: &'a SubjectPublicKeyInfo<'_>) -> Option<Self> {
        let algorithm = &info.algorithm;
        let kind = if algorithm.algorithm == OID_PKCS1_RSAENCRYPTION {
            Kind::Rsa
        } else if algorithm.algorithm == OID_KEY_TYPE_EC_PUBLIC_KEY {
            let curve = algorithm.parameters.as_ref()?.as_oid().ok()?;
            if curve == OID_EC_P256 {
                Kind::P256
            } else if curve == OID_NIST_EC_P384 {
                Kind::P384
            } else {
                return None;
            }
        } else {
            return None;
        };
        Some(Self {
            kind,
            bytes: &info.subject_public_key.data,
        })
    }

    /// Tells whether the key is of the kind that an algorithm needs.
    pub(crate) fn fits(&self, algorithm: Algorithm) -> bool {
        match algorithm {
            Algorithm::RsaSha256 => self.kind == Kind::Rsa,
            Algorithm::EcdsaSha256 => matches!(self.kind, Kind::P256 | Kind::P384),
        }
    }

    /// Tells whether a signature value in XML form is this key's over a message. RSA keys under 2048 bits verify nothing.
    pub(crate) fn has_signed(&self, algorithm: Algorithm, message: &[u8], value: &[u8]) -> bool {
        match (algorithm, self.kind) {
            (Algorithm::RsaSha256, Kind::Rsa) => {
                self.verifies(&RSA_PKCS1_2048_8192_SHA256, message, value)
            }
            (Algorithm::EcdsaSha256, Kind::P256) => {
                self.verifies(&ECDSA_P256_SHA256_FIXED, message, value)
            }
            (Algorithm::EcdsaSha256, Kind::P384) => split_in_der(value, 96)
                .is_some_and(|der| self.verifies(&ECDSA_P384_SHA256_ASN1, message, &der)),
            _ => false,
        }
    }

    /// Tells whether a signature on a certificate is this key's.
    pub(crate) fn has_issued(
        &self,
        algorithm: &AlgorithmIdentifier<'_>,
        message: &[u8],
        value: &[u8],
    ) -> bool {
        let named = &algorithm.algorithm;
        let algorithm: &'static dyn VerificationAlgorithm = match self.kind {
            Kind::Rsa if *named == OID_PKCS1_SHA256WITHRSA => &RSA_PKCS1_2048_8192_SHA256,
            Kind::Rsa if *named == OID_PKCS1_SHA384WITHRSA => &RSA_PKCS1_2048_8192_SHA384,
            Kind::Rsa if *named == OID_PKCS1_SHA512WITHRSA => &RSA_PKCS1_2048_8192_SHA512,
            Kind::P256 if *named == OID_SIG_ECDSA_WITH_SHA256 => &ECDSA_P256_SHA256_ASN1,
            Kind::P384 if *named == OID_SIG_ECDSA_WITH_SHA256 => &ECDSA_P384_SHA256_ASN1,
            Kind::P384 if *named == OID_SIG_ECDSA_WITH_SHA384 => &ECDSA_P384_SHA384_ASN1,
            _ => return false,
        };
        self.verifies(algorithm, message, value)
    }

    fn verifies(
        &self,
        algorithm: &'static dyn VerificationAlgorithm,
        message: &[u8],
        value: &[u8],
    ) -> bool {
        UnparsedPublicKey::new(algorithm, self.bytes)
            .verify(message, value)
            .is_ok()
    }
}

/// Turns r and s side by side into the DER form that certificates use.
fn split_in_der(value: &[u8], length: usize) -> Option<Vec<u8>> {
    if value.len() != length {
        return None;
    }
    let (r, s) = value.split_at(length / 2);
    let mut body = Vec::with_capacity(length + 8);
    for number in [r, s] {
        let digits = number.iter().skip_while(|b| **b == 0).copied();
        let mut digits: Vec<u8> = digits.collect();
        if digits.first().is_none_or(|b| b & 0x80 != 0) {
            digits.insert(0, 0);
        }
        body.push(0x02);
        body.push(u8::try_from(digits.len()).ok()?);
        body.append(&mut digits);
    }
    // Both numbers together are under 128 bytes, so one byte tells the length.
    let mut der = vec![0x30, u8::try_from(body.len()).ok().filter(|n| *n < 128)?];
    der.append(&mut body);
    Some(der)
}
