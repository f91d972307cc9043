//! Text that is never changed again, with the hash that proves it.

use aws_lc_rs::digest::{SHA256, digest};

/// A text together with its SHA-256. Made outside the transaction, so that nothing is hashed inside one.
#[derive(Clone, PartialEq, Eq)]
pub struct Frozen {
    text: String,
    sha256: String,
}

impl Frozen {
    /// Freezes `text`.
    pub fn new(text: String) -> Self {
        let sha256 = sha256_hex(text.as_bytes());
        Self { text, sha256 }
    }
    /// Takes text and hash as they were stored, or `None` when they do not belong together.
    pub(crate) fn verified(text: String, sha256: &str) -> Option<Self> {
        let frozen = Self::new(text);
        (frozen.sha256 == sha256).then_some(frozen)
    }
    /// Tells whether text and hash belong together.
    pub(crate) fn is_intact(text: &str, sha256: &str) -> bool {
        sha256_hex(text.as_bytes()) == sha256
    }
    /// Returns the text, byte for byte as it was frozen.
    pub fn text(&self) -> &str {
        &self.text
    }
    /// Returns the SHA-256 as 64 lower-case hexadecimal digits.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
    /// Returns the text alone.
    pub fn into_text(self) -> String {
        self.text
    }
}

impl std::fmt::Debug for Frozen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Frozen")
            .field("bytes", &self.text.len())
            .field("sha256", &self.sha256)
            .finish_non_exhaustive()
    }
}

/// Returns the SHA-256 of `bytes` as 64 lower-case hexadecimal digits.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    digest(&SHA256, bytes)
        .as_ref()
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|nibble| DIGITS.get(usize::from(nibble)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_standard() {
        // Source: FIPS 180-4 example, "abc".
        assert_eq!(
            Frozen::new("abc".to_owned()).sha256(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn a_changed_text_is_not_taken_back() {
        let frozen = Frozen::new("abc".to_owned());
        assert!(Frozen::verified("abc".to_owned(), frozen.sha256()).is_some());
        assert!(Frozen::verified("abd".to_owned(), frozen.sha256()).is_none());
    }

    #[test]
    fn debug_never_shows_the_text() {
        assert!(!format!("{:?}", Frozen::new("secret".to_owned())).contains("secret"));
    }
}
