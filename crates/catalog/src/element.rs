//! What a certificate type consists of: sections of elements, each of a kind.

use crate::answers::Answers;
use jiff::civil::Date;

pub use crate::age::AgeAdvice;
use crate::condition::Condition;
pub use crate::kind::{
    Choice, Code, CodeSet, DateSpan, DescribedCode, DiagnosisRules, Kind, RowText, WireSystem,
};
pub use crate::rule::{Breach, Rule, RuleInput};
use crate::transport::Transport;
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
    /// Tells whether a field is of the element: its key is the id, or begins with the id and a dot. That of an element inside a svar
    /// begins with the svar's id too.
    pub fn owns(self, field: &str) -> bool {
        field
            .strip_prefix(self.0)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
    /// Returns the svar number and the delsvar number (1 when the id has none); `None` for a word.
    pub fn wire(self) -> Option<(u16, u8)> {
        let (svar, part) = self.0.split_once('.').unwrap_or((self.0, "1"));
        Some((svar.parse().ok()?, part.parse().ok()?))
    }
}

impl std::fmt::Display for ElementId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
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
    /// What the receivers demand of the whole message, beside what follows from the kinds.
    pub transport: Transport,
    /// Code and major version of the types whose certificates may be renewed to this one.
    pub renews: &'static [(&'static str, u8)],
    /// Rules that concern several elements.
    pub rules: &'static [Rule],
    /// The element whose periods tell when the certificate is in force, if it has one.
    pub period_element: Option<ElementId>,
    /// The element that holds the diagnoses, if it has one.
    pub diagnosis_element: Option<ElementId>,
    /// For whom another type should be considered.
    pub age_advice: Option<AgeAdvice>,
    /// A complete certificate that begins and ends on these days, without the unit's contact details: for the demo, tests and benchmarks.
    pub example: fn(from: Date, to: Date) -> Answers,
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
    /// Finds an element and the section that holds it.
    pub fn place_of(&self, id: ElementId) -> Option<(&'static Section, &'static Element)> {
        self.sections.iter().find_map(|section| {
            let element = section.elements.iter().find(|element| element.id == id)?;
            Some((section, element))
        })
    }
    /// Returns the newest text version in force on `today`; the oldest one before any is.
    pub fn text_version_on(&self, today: Date) -> Option<&'static TextVersion> {
        self.text_versions
            .iter()
            .rev()
            .find(|v| v.valid_from <= today)
            .or(self.text_versions.first())
    }
    /// Finds a text version, e.g. `1.3`.
    pub fn text_version(&self, version: &str) -> Option<&'static TextVersion> {
        self.text_versions.iter().find(|v| v.version == version)
    }
    /// Tells whether the type has this text version, e.g. `1.3`.
    pub fn has_text_version(&self, version: &str) -> bool {
        self.text_version(version).is_some()
    }
}

/// A text version: the same rules with other words.
#[derive(Debug)]
pub struct TextVersion {
    /// `major.minor`.
    pub version: &'static str,
    /// First day of use.
    pub valid_from: Date,
    /// Form id as the paper form has it, one text per row. Source: certificate-types 1.4.
    pub form_id: &'static [&'static str],
    /// Words that differ from those of the elements, which are the newest version's.
    pub labels: &'static [LabelOverride],
    /// Questions that the receiver has added in this version; their answers are svar 9001 and up.
    pub additional: &'static [AdditionalQuestion],
}

/// A question that the receiver has added. Source: certificate-types 3 E12.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdditionalQuestion {
    /// Svar number, from 9001.
    pub number: u16,
    /// The question.
    pub label: &'static str,
    /// Its explanation; empty when there is none.
    pub help: &'static str,
}

impl TextVersion {
    /// Returns the heading of a section in this version.
    pub fn heading(&self, section: &Section) -> &'static str {
        section
            .number
            .and_then(|number| self.find(Labelled::Section(number)))
            .unwrap_or(section.heading)
    }
    /// Returns the question of an element in this version.
    pub fn label(&self, element: &Element) -> &'static str {
        self.find(Labelled::Question(element.id))
            .unwrap_or(element.label)
    }
    /// Returns the label of a code of an element in this version.
    pub fn code_label(&self, element: ElementId, code: &Code) -> &'static str {
        self.find(Labelled::Code(element, code.code))
            .unwrap_or(code.label)
    }
    /// Finds the additional question with this svar number.
    pub fn additional_question(&self, number: u16) -> Option<&'static AdditionalQuestion> {
        self.additional
            .iter()
            .find(|question| question.number == number)
    }
    fn find(&self, what: Labelled) -> Option<&'static str> {
        self.labels
            .iter()
            .find(|label| label.what == what)
            .map(|label| label.text)
    }
}

/// A word of an older text version.
#[derive(Debug, Clone, Copy)]
pub struct LabelOverride {
    /// What it names.
    pub what: Labelled,
    /// The word.
    pub text: &'static str,
}

/// What a label names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labelled {
    /// The section with this number.
    Section(u8),
    /// The question of an element.
    Question(ElementId),
    /// A code of an element.
    Code(ElementId, &'static str),
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
    /// What is said when none of its questions is answered, although at least one must be; empty when none need be.
    pub at_least_one: &'static str,
    /// Elements in screen order.
    pub elements: &'static [Element],
}

impl Section {
    /// Makes a numbered section that is always filled in.
    pub(crate) const fn new(
        number: u8,
        heading: &'static str,
        elements: &'static [Element],
    ) -> Self {
        Self {
            number: Some(number),
            heading,
            shown: Condition::Always,
            ruled_out_because: "",
            help: "",
            at_least_one: "",
            elements,
        }
    }
    pub(crate) const fn help(self, help: &'static str) -> Self {
        Self { help, ..self }
    }
    pub(crate) const fn at_least_one(self, otherwise: &'static str) -> Self {
        Self {
            at_least_one: otherwise,
            ..self
        }
    }
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
    /// A text that is folded away until it is used. Blanks alone do not use it, since nobody would see them.
    pub folded: bool,
    /// When it is asked, beside its section's own condition.
    pub shown: Condition,
    /// When it must be answered, given that it is asked.
    pub required: Condition,
    /// What happens to it when the certificate is renewed.
    pub renewal: Renewal,
    /// How it is sent.
    pub wire: Wire,
    /// Makes a received text the author's own again when the certificate is renewed and only its XML is left.
    pub from_received: Option<fn(&str) -> String>,
    /// Where the rule comes from.
    pub source: &'static str,
}

impl Element {
    /// Makes an element that is always asked, never required, kept on renewal and sent by its kind.
    pub(crate) const fn new(
        id: ElementId,
        name: &'static str,
        label: &'static str,
        kind: Kind,
        source: &'static str,
    ) -> Self {
        Self {
            id,
            label,
            name,
            hint: "",
            help: "",
            kind,
            folded: false,
            shown: Condition::Always,
            required: Condition::Never,
            renewal: Renewal::Keep,
            wire: Wire::ByKind,
            from_received: None,
            source,
        }
    }
    pub(crate) const fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }
    pub(crate) const fn help(self, help: &'static str) -> Self {
        Self { help, ..self }
    }
    pub(crate) const fn folded(self) -> Self {
        Self {
            folded: true,
            ..self
        }
    }
    pub(crate) const fn shown(self, shown: Condition) -> Self {
        Self { shown, ..self }
    }
    pub(crate) const fn required(self, required: Condition) -> Self {
        Self { required, ..self }
    }
    pub(crate) const fn renewal(self, renewal: Renewal) -> Self {
        Self { renewal, ..self }
    }
    pub(crate) const fn wire(self, wire: Wire) -> Self {
        Self { wire, ..self }
    }
    pub(crate) const fn received_as(self, cleaned: fn(&str) -> String) -> Self {
        Self {
            from_received: Some(cleaned),
            ..self
        }
    }
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
    /// Degree of the last period, from the day after it; with the words for the line above the periods.
    NextPeriod(LastPeriodWords),
}

/// How the line that tells of the renewed certificate names its last period. Source: certificate-types 13.3, 13.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastPeriodWords {
    /// After "slutdatumet för den", e.g. "sista sjukskrivningsperioden".
    pub period: &'static str,
    /// What the degree is called, e.g. "sjukskrivningsgraden".
    pub degree: &'static str,
}

/// How an element is sent.
#[derive(Debug, Clone, Copy)]
pub enum Wire {
    /// By its id and kind.
    ByKind,
    /// By its id and kind; a box that nobody has touched as `false`, because the receiver's rules hang on it.
    OrFalse,
    /// Not of its own; another element's [`Wire::Composed`] takes it in.
    Never,
    /// As a text made from several answers, under its own id.
    Composed(fn(&Values) -> Option<String>),
}
