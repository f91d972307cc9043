//! Trust anchors: the issuers that signers' certificates must come from.

use jiff::Timestamp;
use x509_parser::certificate::X509Certificate;

use crate::{pem, x509};

/// Certificates between a signer's and an anchor's that are followed.
const LONGEST_CHAIN: usize = 4;

/// The issuers that are trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchors {
    /// Certificates in DER, each of which has been parsed once.
    certificates: Vec<Vec<u8>>,
}

/// A set of trust anchors could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnchorError {
    /// No certificate in the text.
    #[error("no certificate")]
    Empty,
    /// A certificate that cannot be read.
    #[error("a certificate that cannot be read")]
    Unreadable,
}

impl Anchors {
    /// Reads certificates in PEM form.
    ///
    /// # Errors
    /// [`AnchorError`] if there is none or one cannot be read.
    pub fn from_pem(text: &str) -> Result<Self, AnchorError> {
        Self::from_der(pem::certificates(text).ok_or(AnchorError::Unreadable)?)
    }

    /// Takes certificates in DER form.
    ///
    /// # Errors
    /// As [`Self::from_pem`].
    pub fn from_der(certificates: Vec<Vec<u8>>) -> Result<Self, AnchorError> {
        if certificates.is_empty() {
            return Err(AnchorError::Empty);
        }
        if certificates.iter().any(|der| x509::parse(der).is_none()) {
            return Err(AnchorError::Unreadable);
        }
        Ok(Self { certificates })
    }

    /// Tells whether a chain leads from the signer's certificate, over the offered ones, to an anchor, each certificate valid at `at`.
    pub(crate) fn trust(
        &self,
        signer: &X509Certificate<'_>,
        offered: &[X509Certificate<'_>],
        at: Timestamp,
    ) -> bool {
        let anchors: Vec<_> = self
            .certificates
            .iter()
            .filter_map(|der| x509::parse(der))
            .filter(|anchor| x509::is_valid_at(anchor, at))
            .collect();
        let is_anchor = |certificate: &X509Certificate<'_>| {
            anchors
                .iter()
                .any(|anchor| anchor.as_raw() == certificate.as_raw())
        };
        if !x509::is_valid_at(signer, at) {
            return false;
        }
        let mut current = signer;
        for between in 0..=LONGEST_CHAIN {
            let issued_by = |issuer: &X509Certificate<'_>| {
                x509::may_issue(issuer, between) && x509::has_issued(issuer, current)
            };
            if is_anchor(current) || anchors.iter().any(issued_by) {
                return true;
            }
            let next = offered
                .iter()
                .find(|issuer| x509::is_valid_at(issuer, at) && issued_by(issuer));
            match next {
                Some(issuer) => current = issuer,
                None => return false,
            }
        }
        false
    }
}
