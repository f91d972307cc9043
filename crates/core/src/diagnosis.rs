//! Diagnosis codes and the registers that know them.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

/// A register of diagnosis codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CodeSystem {
    /// The Swedish ICD-10.
    #[serde(rename = "ICD_10_SE")]
    Icd10Se,
    /// The primary care adaptation.
    #[serde(rename = "KSH_97_P")]
    Ksh97P,
}

impl CodeSystem {
    /// Returns every system, the preset one first.
    pub const ALL: [Self; 2] = [Self::Icd10Se, Self::Ksh97P];

    /// Returns the name in forms and in storage.
    pub fn key(self) -> &'static str {
        match self {
            Self::Icd10Se => "ICD_10_SE",
            Self::Ksh97P => "KSH_97_P",
        }
    }
    /// Returns the name on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Icd10Se => "ICD-10-SE",
            Self::Ksh97P => "KSH97-P (Primärvård)",
        }
    }
    /// Parses [`CodeSystem::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|system| system.key() == key)
    }
}

/// A code as it is stored and sent: upper case, without dot and surrounding blanks. Any text can be normalised to one; only a
/// register knows whether it exists.
pub fn normalise_code(text: &str) -> String {
    let plain = text.to_ascii_uppercase().replace('.', "");
    // What a dot kept apart may now be one character, and normalising twice must change nothing.
    plain.trim().nfc().collect()
}

/// Tells whether the receiver wants at least four characters for the code (F… and Z73…).
/// Source: certificate-types 5.4 DX4.
pub fn needs_four_characters(code: &str) -> bool {
    let code = normalise_code(code);
    code.starts_with('F') || code.starts_with("Z73")
}

/// What a diagnosis register answers.
pub trait DiagnosisTitles {
    /// Returns the official title of a code; `None` when the register does not know it. The code may have a dot and any case.
    fn title(&self, system: CodeSystem, code: &str) -> Option<String>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalising_a_code_twice_changes_nothing() {
        for (typed, code) in [
            (" m54.5 ", "M545"),
            ("f32-", "F32-"),
            ("a .", "A"),
            ("\u{1fd7}", "\u{1fd7}"),
            ("e.\u{301}", "E\u{301}"),
        ] {
            let once = normalise_code(typed);
            assert_eq!(once, code.nfc().collect::<String>());
            assert_eq!(normalise_code(&once), once);
        }
    }
}
