//! Ids. A value that exists is valid; everything is parsed at the edge.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A text that is not an id of the expected form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid id")]
pub struct InvalidId;

macro_rules! uuid_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Makes the id from 16 random bytes, as a version 4 UUID.
            pub fn from_random_bytes(bytes: [u8; 16]) -> Self {
                Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
            }
            /// Returns the lower-case text with dashes, the form on the wire, in addresses and in the database.
            pub fn to_text(self) -> String {
                self.0.hyphenated().to_string()
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0.hyphenated())
            }
        }
        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Uuid::try_parse(text).map(Self).map_err(|_| InvalidId)
            }
        }
    };
}

uuid_id!(
    /// A certificate from its first draft on (`intygs-id`), never changed.
    CertificateId
);
uuid_id!(
    /// Our random name for a patient in addresses, so that they hold no personnummer.
    PatientKey
);
uuid_id!(
    /// A row of the outbox.
    OutboxId
);
uuid_id!(
    /// A message of a conversation: our own name for it, and `meddelande-id` of those that we write.
    MessageId
);
uuid_id!(
    /// An entry of the access log (`logId`).
    LogId
);
uuid_id!(
    /// A one-time key made when a form is opened; the same key again gives the same answer.
    FormKey
);
uuid_id!(
    /// One request, in logs and on error pages.
    RequestId
);

/// An id from the national catalogue HSA: 1–31 characters `A–Z`, `0–9` and `-`, kept in upper case.
/// Source: reliability-security R68.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HsaId(String);

impl HsaId {
    /// Parses an id in any case, with surrounding blanks.
    ///
    /// # Errors
    /// [`InvalidId`] when it is empty, longer than 31 characters or holds another character.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let id = text.trim().to_ascii_uppercase();
        let ok = (1..=31).contains(&id.len())
            && id
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
        if ok { Ok(Self(id)) } else { Err(InvalidId) }
    }
    /// Returns the id in upper case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HsaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for HsaId {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        Self::parse(&text)
    }
}

impl From<HsaId> for String {
    fn from(id: HsaId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hsa_id_is_compared_without_regard_to_case() {
        assert_eq!(
            HsaId::parse(" se2321000016-1a2b "),
            HsaId::parse("SE2321000016-1A2B")
        );
        for bad in ["", "   ", "A B", "SE_1", "Å1", &"A".repeat(32)] {
            assert_eq!(HsaId::parse(bad), Err(InvalidId), "{bad}");
        }
    }

    #[test]
    fn a_certificate_id_is_written_in_lower_case_with_dashes() {
        let id: CertificateId = "9F0E8F2A-3C11-4C6E-9D43-0F5C1F1C2B3A"
            .parse()
            .expect("a uuid");
        assert_eq!(id.to_text(), "9f0e8f2a-3c11-4c6e-9d43-0f5c1f1c2b3a");
    }
}
