//! The form as the page shows it, derived from the catalogue: sections, questions and Navigator, each a [`Fragment`] with a stable id.

mod controls;
mod copied;
mod fragment;
mod kinds;
mod navigator;
mod question;
mod requests;
mod status;
mod summary;

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use intyg_app::{AnswerOrigin, RequestView};
use intyg_catalog::answers::Answers;
use intyg_catalog::condition::Situation;
use intyg_catalog::element::{CertificateType, Element, ElementId, Section, TextVersion};
use intyg_catalog::finding::{Fault, Finding, Severity};
use intyg_catalog::visibility;
use intyg_core::diagnosis::CodeSystem;
use jiff::civil::Date;

use controls::Remarks;
pub(super) use copied::copied;
pub(super) use fragment::Fragment;
pub(super) use navigator::{gap_count, gap_label, navigator};
pub(super) use requests::requests;
pub(super) use status::{SaveState, check_result, notice, save_status};
pub(super) use summary::{no_summary, summary};

use super::Rendered;

/// Whether missing answers are pointed out in red. Before the first Validera or Spara only wrong ones are (ui 5.10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Checked {
    /// Nobody has asked yet.
    #[default]
    NotYet,
    /// Validera or Spara has been pressed.
    Yes,
}

impl Checked {
    /// Returns the value of the form's field `visa`.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::NotYet => "",
            Self::Yes => "saknas",
        }
    }
    /// Parses [`Checked::word`].
    pub(super) fn parse(word: &str) -> Self {
        if word == Self::Yes.word() {
            Self::Yes
        } else {
            Self::NotYet
        }
    }
}

/// What the form is made from.
#[derive(Debug, Clone)]
pub(super) struct FormContext<'a> {
    pub(super) ctype: &'static CertificateType,
    pub(super) version: Option<&'static TextVersion>,
    pub(super) answers: &'a Answers,
    pub(super) findings: &'a [Finding],
    pub(super) today: Date,
    pub(super) checked: Checked,
    /// The field that somebody is typing in right now: its remarks wait until it is left (ui 6.6).
    pub(super) typing_in: Option<&'a str>,
    /// Rows that have been opened, by element id.
    pub(super) open_rows: &'a BTreeMap<String, usize>,
    /// What there is to say of the diagnosis registers.
    pub(super) register_notices: &'a [(CodeSystem, String)],
    /// Where answers come from.
    pub(super) origins: &'a BTreeMap<ElementId, AnswerOrigin>,
    /// Mandatory answers that are as they were copied.
    pub(super) unreviewed: &'a [ElementId],
    /// What the recipient wants completed.
    pub(super) requests: &'a [RequestView],
}

impl<'a> FormContext<'a> {
    pub(super) fn situation(&self) -> Situation<'a> {
        Situation {
            ty: self.ctype,
            answers: self.answers,
            today: self.today,
        }
    }

    /// Returns the question of an element in the certificate's text version.
    fn label(&self, element: &Element) -> &'static str {
        self.version
            .map_or(element.label, |version| version.label(element))
    }

    fn heading(&self, section: &Section) -> &'static str {
        self.version
            .map_or(section.heading, |version| version.heading(section))
    }

    /// Tells whether a finding is shown at its field.
    fn is_pointed_out(&self, finding: &Finding) -> bool {
        is_red_now(self.checked, finding) && self.typing_in != Some(finding.field.as_str())
    }

    /// Returns what is said of a question itself.
    fn findings_of(&self, id: ElementId) -> impl Iterator<Item = &'a Finding> {
        self.findings
            .iter()
            .filter(move |f| f.element == id && !f.is_of_section())
    }

    /// Returns what is said of a section as a whole.
    fn findings_of_section(&self, section: &'static Section) -> impl Iterator<Item = &'a Finding> {
        self.findings
            .iter()
            .filter(|f| f.is_of_section() && section.elements.iter().any(|e| e.id == f.element))
    }
}

/// Tells whether a finding is visible at this point of the work.
fn is_red_now(checked: Checked, finding: &Finding) -> bool {
    checked == Checked::Yes || finding.severity != Severity::Stop || finding.fault == Fault::Wrong
}

/// A section of the form.
#[derive(Debug)]
pub(super) struct SectionView {
    /// `s-{nr}`.
    pub(super) anchor: String,
    /// Heading, or the line that stands in the section's place.
    pub(super) head: Fragment,
    pub(super) help: &'static str,
    pub(super) heading: &'static str,
    pub(super) questions: Vec<Fragment>,
    /// Who issues stands in it.
    pub(super) is_last: bool,
}

#[derive(Template)]
#[template(path = "editor/section_head.html")]
struct SectionHead {
    anchor: String,
    number: Option<u8>,
    heading: &'static str,
    ruled_out_because: Option<&'static str>,
    /// At least one of its questions must be answered.
    needs_one: bool,
    remarks: Remarks,
}

/// Makes every section of the form, ruled-out questions included (hidden), so that what was typed in them is not lost.
///
/// # Errors
/// When a template cannot be rendered.
pub(super) fn sections(context: &FormContext<'_>) -> Rendered<Vec<SectionView>> {
    let shown: BTreeSet<ElementId> =
        visibility::visible_elements(context.ctype, context.answers, context.today)
            .into_iter()
            .map(|(_, element)| element.id)
            .collect();
    let sections = context.ctype.sections;
    sections
        .iter()
        .enumerate()
        .map(|(i, section)| {
            let questions = section
                .elements
                .iter()
                .map(|element| question::question(context, element, shown.contains(&element.id)))
                .collect::<Rendered<_>>()?;
            Ok(SectionView {
                anchor: section_anchor(section),
                head: section_head(context, section)?,
                help: section.help,
                heading: context.heading(section),
                questions,
                is_last: i + 1 == sections.len(),
            })
        })
        .collect()
}

fn section_head(context: &FormContext<'_>, section: &'static Section) -> Rendered<Fragment> {
    let anchor = section_anchor(section);
    let is_asked = section.shown.holds(context.situation());
    let head = SectionHead {
        anchor: anchor.clone(),
        number: section.number,
        heading: context.heading(section),
        ruled_out_because: (!is_asked).then_some(section.ruled_out_because),
        needs_one: !section.at_least_one.is_empty(),
        remarks: Remarks::new(
            format!("{anchor}-remarks"),
            context,
            context
                .findings_of_section(section)
                .filter(|finding| context.is_pointed_out(finding)),
        ),
    };
    Ok(Fragment::new("div", format!("{anchor}-head"), head.render()?).class("section-head"))
}

/// Returns `s-{nr}`; the unnumbered section is `s-enhet`.
pub(super) fn section_anchor(section: &Section) -> String {
    section
        .number
        .map_or_else(|| "s-enhet".to_owned(), |number| format!("s-{number}"))
}

/// Returns `q-{element}` with dots as dashes.
pub(super) fn question_anchor(id: ElementId) -> String {
    format!("q-{}", id.as_str().replace('.', "-").to_lowercase())
}

/// Returns every fragment that the editor's answers consist of: section heads and questions in screen order.
///
/// # Errors
/// When a template cannot be rendered.
pub(super) fn fragments(context: &FormContext<'_>) -> Rendered<Vec<Fragment>> {
    Ok(sections(context)?
        .into_iter()
        .flat_map(|section| std::iter::once(section.head).chain(section.questions))
        .collect())
}

#[cfg(test)]
pub(super) mod tests;
