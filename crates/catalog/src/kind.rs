//! The kinds of answers, and the value sets of the receivers.

use intyg_core::diagnosis::{CodeSystem, needs_four_characters, normalise_code};

/// A kind of answer. Few kinds serve all types.
#[derive(Debug)]
pub enum Kind {
    /// One check box: yes or not stated.
    Tick {
        /// Label of the box.
        label: &'static str,
    },
    /// Two radio buttons.
    YesNo,
    /// One day.
    Date {
        /// Which days may be named.
        span: DateSpan,
    },
    /// Free text.
    Text {
        /// Longest text in Unicode code points, inclusive.
        limit: usize,
    },
    /// A whole number.
    Number {
        /// Least, inclusive.
        min: u16,
        /// Greatest, inclusive.
        max: u16,
    },
    /// One code of a set.
    Code {
        /// The set.
        set: &'static CodeSet,
        /// How it is chosen.
        choice: Choice,
    },
    /// Several codes of a set, each at most once.
    Codes {
        /// The set.
        set: &'static CodeSet,
        /// At most this many.
        max: usize,
        /// A code that rules out all others.
        exclusive: Option<&'static str>,
    },
    /// Ticks with a date each, and for one of them a text: what the certificate is based on.
    DatedBasis {
        /// The set.
        set: &'static CodeSet,
        /// The code that needs a text, the text's label and its limit.
        described: DescribedCode,
    },
    /// Rows of what, when and where it can be had; several rows may name the same.
    Investigations {
        /// What.
        set: &'static CodeSet,
        /// At most this many rows.
        max: usize,
        /// Where it can be had.
        origin: RowText,
    },
    /// A period per degree of sick leave, each degree at most once.
    Periods {
        /// The degrees in screen order.
        set: &'static CodeSet,
    },
    /// Diagnoses, the first one being the main one.
    Diagnoses {
        /// At most this many rows.
        max: usize,
        /// Longest text of a row.
        text_limit: usize,
        /// Registers to choose from, the preset one first.
        systems: &'static [WireSystem],
        /// What makes a row sound.
        rules: DiagnosisRules,
    },
    /// Address and telephone of the issuing unit. Sent in the envelope, not as svar.
    UnitContact,
}

impl Kind {
    /// Returns the value set of the kind, if it has one.
    pub fn code_set(&self) -> Option<&'static CodeSet> {
        match self {
            Self::Code { set, .. }
            | Self::Codes { set, .. }
            | Self::DatedBasis { set, .. }
            | Self::Investigations { set, .. }
            | Self::Periods { set } => Some(set),
            Self::Tick { .. }
            | Self::YesNo
            | Self::Date { .. }
            | Self::Text { .. }
            | Self::Number { .. }
            | Self::Diagnoses { .. }
            | Self::UnitContact => None,
        }
    }
}

/// Which days a [`Kind::Date`] takes, counted from the day on which it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateSpan {
    /// Up to today, inclusive.
    Past,
    /// From today to the same day so many months later, both inclusive.
    Ahead {
        /// Months.
        months: u8,
    },
}

/// How one code is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Radio buttons.
    Radio,
    /// A drop-down, for a short follow-up question.
    DropDown,
}

/// The code of a [`Kind::DatedBasis`] that needs a text.
#[derive(Debug)]
pub struct DescribedCode {
    /// The code.
    pub code: &'static str,
    /// Label of the text.
    pub label: &'static str,
    /// Short name of the text in the Navigator and in error texts.
    pub name: &'static str,
    /// Longest text.
    pub limit: usize,
}

/// The text of a row of [`Kind::Investigations`].
#[derive(Debug)]
pub struct RowText {
    /// Label.
    pub label: &'static str,
    /// Short name in the Navigator and in error texts.
    pub name: &'static str,
    /// Longest text.
    pub limit: usize,
}

/// What makes a diagnosis sound, beside that its code stands in the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiagnosisRules {
    /// A code has a least number of positions; an empty row between two is passed over. Source: certificate-types 5.4.
    Positions,
    /// The register alone decides on a code; no row above a filled one is empty. Source: certificate-types 10.3.
    Register,
}

impl DiagnosisRules {
    /// Tells whether the receiver wants a longer code, although the register has this one.
    pub fn is_too_short(self, code: &str) -> bool {
        match self {
            Self::Positions => {
                needs_four_characters(code) && normalise_code(code).chars().count() < 4
            }
            Self::Register => false,
        }
    }
}

/// A diagnosis register and its code system on the wire.
#[derive(Debug, Clone, Copy)]
pub struct WireSystem {
    /// The register.
    pub system: CodeSystem,
    /// OID that we send.
    pub oid: &'static str,
    /// Further OIDs that we understand.
    pub also: &'static [&'static str],
}

impl WireSystem {
    /// Tells whether a code system on the wire is this register: it holds the OID, whatever stands around it.
    /// Source: certificate-types 4.9, 5.4 DX13.
    pub(crate) fn is(&self, system: &str) -> bool {
        std::iter::once(&self.oid)
            .chain(self.also)
            .any(|oid| system.contains(oid))
    }
}

/// A value set of the receivers.
#[derive(Debug)]
pub struct CodeSet {
    /// `codeSystem` on the wire.
    pub system: &'static str,
    /// Codes in screen order.
    pub codes: &'static [Code],
}

impl CodeSet {
    /// Finds a code.
    pub fn find(&self, code: &str) -> Option<&'static Code> {
        self.codes.iter().find(|c| c.code == code)
    }
}

/// A code of a value set.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The code.
    pub code: &'static str,
    /// `displayName` on the wire.
    pub wire_name: &'static str,
    /// On screen and paper.
    pub label: &'static str,
    /// A figure that belongs to the code, e.g. per cent of a degree or days of a time span; 0 when there is none.
    pub figure: u16,
}

impl Code {
    /// Makes a code without a figure.
    pub(crate) const fn new(
        code: &'static str,
        wire_name: &'static str,
        label: &'static str,
    ) -> Self {
        Self {
            code,
            wire_name,
            label,
            figure: 0,
        }
    }
    /// Makes a code with one name for wire, screen and paper.
    pub(crate) const fn same(code: &'static str, name: &'static str) -> Self {
        Self::new(code, name, name)
    }
    pub(crate) const fn figure(self, figure: u16) -> Self {
        Self { figure, ..self }
    }
}
