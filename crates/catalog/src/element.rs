//! What a certificate type consists of: sections of elements, each of a kind.

use jiff::civil::Date;

use crate::answers::Answers;
use crate::condition::Condition;
use crate::finding::Severity;
use crate::value::Values;

/// Id of an element: its svar number (`"33"`), svar and delsvar (`"33.2"`), or a word for the few that are no svar of their own.
///
/// In HTML ids the dot becomes a dash: question `q-33-2`, field `f-33-2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ElementId(pub &'static str);

impl ElementId {
    /// Returns the id as text.
    pub fn as_str(self) -> &'static str {
        self.0
    }
    /// Returns the svar number and the delsvar number (1 when the id has none); `None` for a word.
    pub fn wire(self) -> Option<(u16, u8)> {
        let (svar, part) = self.0.split_once('.').unwrap_or((self.0, "1"));
        Some((svar.parse().ok()?, part.parse().ok()?))
    }
}

/// A certificate type in one major version.
#[derive(Debug)]
pub struct CertificateType {
    /// Code on the wire, in storage and in addresses. Source: certificate-types 1.1.
    pub code: &'static str,
    /// Code system of the code.
    pub code_system: &'static str,
    /// `displayName` on the wire.
    pub wire_name: &'static str,
    /// Name without number, e.g. for the consent dialog.
    pub name: &'static str,
    /// Form number as lists and menus show it, e.g. `FK7804`.
    pub form_number: &'static str,
    /// Major version.
    pub major: u8,
    /// Text versions, oldest first; never empty.
    pub text_versions: &'static [TextVersion],
    /// Who receives it after consent, as code of `KV_Part`, and in words.
    pub recipient: Recipient,
    /// Shown above the form and never part of the certificate.
    pub information: Information,
    /// Sections in screen order.
    pub sections: &'static [Section],
    /// Svar numbers in the order in which they are sent.
    pub wire_order: &'static [u16],
    /// Rules that concern several elements.
    pub rules: &'static [Rule],
    /// The element whose periods tell when the certificate is in force, if it has one.
    pub period_element: Option<ElementId>,
    /// The element that holds the diagnoses, if it has one.
    pub diagnosis_element: Option<ElementId>,
}

impl CertificateType {
    /// Returns name and number as lists and menus show them.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.name, self.form_number)
    }
    /// Returns every element in screen order.
    pub fn elements(&self) -> impl Iterator<Item = &'static Element> + use<> {
        self.sections.iter().flat_map(|section| section.elements)
    }
    /// Finds an element by its id.
    pub fn element(&self, id: &str) -> Option<&'static Element> {
        self.elements().find(|element| element.id.0 == id)
    }
    /// Finds the section that holds an element.
    pub fn section_of(&self, id: ElementId) -> Option<&'static Section> {
        self.sections
            .iter()
            .find(|section| section.elements.iter().any(|e| e.id == id))
    }
    /// Returns the newest text version in force on `today`; the oldest one before any is.
    pub fn text_version_on(&self, today: Date) -> Option<&'static TextVersion> {
        self.text_versions
            .iter()
            .rev()
            .find(|v| v.valid_from <= today)
            .or(self.text_versions.first())
    }
    /// Tells whether the type has this text version, e.g. `1.3`.
    pub fn has_text_version(&self, version: &str) -> bool {
        self.text_versions.iter().any(|v| v.version == version)
    }
}

/// A text version: the same rules with other words.
#[derive(Debug)]
pub struct TextVersion {
    /// `major.minor`.
    pub version: &'static str,
    /// First day of use.
    pub valid_from: Date,
}

/// A receiver of certificates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recipient {
    /// Code in `KV_Part`.
    pub code: &'static str,
    /// Name in texts.
    pub name: &'static str,
}

/// The information text of a type, in our own words.
#[derive(Debug)]
pub struct Information {
    /// Heading, e.g. "Om läkarintyg för sjukpenning".
    pub heading: &'static str,
    /// Paragraphs.
    pub paragraphs: &'static [&'static str],
}

/// A numbered section of the form.
#[derive(Debug)]
pub struct Section {
    /// Number on screen and paper; `None` for the unit's contact details, which come last.
    pub number: Option<u8>,
    /// Heading.
    pub heading: &'static str,
    /// When it is filled in at all; otherwise one line stands in its place.
    pub shown: Condition,
    /// Why it is not filled in, after "fylls inte i när …", e.g. "avstängning enligt smittskyddslagen är ikryssad". Empty when always shown.
    pub ruled_out_because: &'static str,
    /// Explanation of the whole section, folded; empty when there is none.
    pub help: &'static str,
    /// Elements in screen order.
    pub elements: &'static [Element],
}

/// One question of the form.
#[derive(Debug)]
pub struct Element {
    /// Its id.
    pub id: ElementId,
    /// The question as the official form has it.
    pub label: &'static str,
    /// Short name in the Navigator, in error texts and in lists.
    pub name: &'static str,
    /// Second line under the question as the official form has it; empty when there is none.
    pub hint: &'static str,
    /// Explanation in our own words, folded; empty when there is none.
    pub help: &'static str,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// When it is asked, beside its section's own condition.
    pub shown: Condition,
    /// When it must be answered, given that it is asked.
    pub required: Condition,
    /// What happens to it when the certificate is renewed.
    pub renewal: Renewal,
    /// How it is sent.
    pub wire: Wire,
    /// Where the rule comes from.
    pub source: &'static str,
}

/// What happens to an element when its certificate is renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    /// Copied.
    Keep,
    /// Left empty.
    Clear,
    /// Set to an untouched "no".
    SetFalse,
    /// Degree of the last period, from the day after it.
    NextPeriod,
}

/// How an element is sent.
#[derive(Debug, Clone, Copy)]
pub enum Wire {
    /// By its id and kind.
    ByKind,
    /// Not of its own; another element's [`Wire::Composed`] takes it in.
    Never,
    /// As a text made from several answers, under its own id.
    Composed(fn(&Values) -> Option<String>),
}

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
    /// Free text.
    Text {
        /// Longest text in Unicode code points, inclusive.
        limit: usize,
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
    },
    /// Address and telephone of the issuing unit. Sent in the envelope, not as svar.
    UnitContact,
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
    /// Longest text.
    pub limit: usize,
}

/// A diagnosis register and its code system on the wire.
#[derive(Debug, Clone, Copy)]
pub struct WireSystem {
    /// The register.
    pub system: intyg_core::diagnosis::CodeSystem,
    /// OID that we send.
    pub oid: &'static str,
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

/// A rule that concerns several elements, or one that no kind knows.
#[derive(Debug)]
pub struct Rule {
    /// Number, e.g. `R21`, unique in the type.
    pub number: &'static str,
    /// The rule in one Swedish sentence.
    pub sentence: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// What a breach means.
    pub severity: Severity,
    /// Returns a finding per breach.
    pub check: fn(&RuleInput<'_>) -> Vec<Breach>,
}

/// What a rule looks at.
#[derive(Debug)]
pub struct RuleInput<'a> {
    /// The answers as typed.
    pub answers: &'a Answers,
    /// The answers that could be read, of visible elements only.
    pub values: &'a Values,
    /// Local date in Sweden.
    pub today: Date,
}

/// A breach of a [`Rule`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// At which element.
    pub element: ElementId,
    /// At which field, as [`crate::answers`] names them.
    pub field: String,
    /// What is wrong and what to do.
    pub text: String,
}
