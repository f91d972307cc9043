//! The Navigator: every section with its state, and under it what is missing or wrong. Source: ui 5.10.

use askama::Template;
use intyg_catalog::element::{Element, Section};
use intyg_catalog::finding::{Fault, Finding, Severity};
use intyg_catalog::progress::{SectionState, section_states};

use super::controls::{severity_class, severity_word};
use super::fragment::Fragment;
use super::requests::asked_at;
use super::{FormContext, is_red_now, question, section_anchor};
use crate::editor::Rendered;

#[derive(Template)]
#[template(path = "editor/navigator.html")]
struct Navigator {
    left: usize,
    headline: String,
    /// Fields of the last and of the first gap, for those who have no script; empty = there is none.
    ends: Option<(String, String)>,
    sections: Vec<NavSection>,
    recipient: &'static str,
}

struct NavSection {
    anchor: String,
    number: Option<u8>,
    heading: &'static str,
    /// The recipient wants something completed in it.
    is_asked: bool,
    state: String,
    class: &'static str,
    elements: Vec<NavElement>,
}

struct NavElement {
    anchor: String,
    name: &'static str,
    lines: Vec<NavLine>,
}

impl NavElement {
    /// Lines that are not shown yet still lead F8 to the next gap.
    fn is_hidden(&self) -> bool {
        self.lines.iter().all(|line| line.hidden)
    }
}

struct NavLine {
    target: String,
    class: &'static str,
    word: &'static str,
    text: String,
    stops: bool,
    hidden: bool,
}

/// Renders the Navigator's content.
///
/// # Errors
/// When the template cannot be rendered.
pub(in crate::editor) fn navigator(context: &FormContext<'_>) -> Rendered<Fragment> {
    let left = gap_count(context.findings);
    let sections = section_states(
        context.ctype,
        context.answers,
        context.findings,
        context.today,
    )
    .into_iter()
    .map(|progress| nav_section(context, progress.section, progress.state))
    .collect();
    let navigator = Navigator {
        left,
        headline: headline(context.findings),
        ends: ends(context),
        sections,
        recipient: context.ctype.recipient.name,
    };
    Ok(Fragment::new("div", "navigator", navigator.render()?))
}

fn ends(context: &FormContext<'_>) -> Option<(String, String)> {
    let mut gaps = question::gaps(context);
    let first = gaps.next()?;
    let target = |finding| question::focus_target(context.ctype, finding);
    Some((target(gaps.last().unwrap_or(first)), target(first)))
}

/// Returns how many findings stop signing.
pub(in crate::editor) fn gap_count(findings: &[Finding]) -> usize {
    stops(findings).count()
}

/// Returns what follows "Navigator" on the button that opens it when the page is narrow.
pub(in crate::editor) fn gap_label(findings: &[Finding]) -> Fragment {
    let count = gap_count(findings);
    let words = if count == 0 {
        String::new()
    } else {
        format!(", {count} saknas")
    };
    Fragment::new("span", "navigator-antal", words)
}

fn stops(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
    findings.iter().filter(|f| f.severity == Severity::Stop)
}

fn headline(findings: &[Finding]) -> String {
    if stops(findings).next().is_none() {
        "Inget saknas. Intyget kan signeras.".to_owned()
    } else {
        gap_words(findings)
    }
}

/// Returns "4 uppgifter saknas", with what is to be put right counted in.
fn gap_words(findings: &[Finding]) -> String {
    let count = gap_count(findings);
    let noun = if count == 1 { "uppgift" } else { "uppgifter" };
    if stops(findings).any(|f| f.fault == Fault::Wrong) {
        format!("{count} {noun} saknas eller behöver rättas")
    } else {
        format!("{count} {noun} saknas")
    }
}

fn nav_section(
    context: &FormContext<'_>,
    section: &'static Section,
    state: SectionState,
) -> NavSection {
    let (state, class) = state_words(state);
    NavSection {
        anchor: section_anchor(section),
        number: section.number,
        heading: context.heading(section),
        is_asked: section
            .elements
            .iter()
            .any(|element| !asked_at(context.requests, element.id).is_empty()),
        state,
        class,
        elements: std::iter::once(whole_section(context, section))
            .chain(
                section
                    .elements
                    .iter()
                    .map(|element| nav_element(context, element)),
            )
            .filter(|element| !element.lines.is_empty())
            .collect(),
    }
}

fn state_words(state: SectionState) -> (String, &'static str) {
    match state {
        SectionState::Done => ("klart".to_owned(), "done"),
        SectionState::Missing(count) => (format!("{count} saknas"), "gaps"),
        SectionState::Optional => ("frivilligt".to_owned(), "optional"),
        SectionState::RuledOut(_) => ("visas inte".to_owned(), "ruled-out"),
    }
}

fn nav_element(context: &FormContext<'_>, element: &'static Element) -> NavElement {
    NavElement {
        anchor: element.id.as_str().replace('.', "-"),
        name: element.name,
        lines: context
            .findings_of(element.id)
            .map(|finding| nav_line(context, element.name, finding))
            .collect(),
    }
}

/// What concerns a section as a whole stands under the section's own name.
fn whole_section(context: &FormContext<'_>, section: &'static Section) -> NavElement {
    let name = context.heading(section);
    NavElement {
        anchor: format!("{}-hela", section_anchor(section)),
        name,
        lines: context
            .findings_of_section(section)
            .map(|finding| nav_line(context, name, finding))
            .collect(),
    }
}

fn nav_line(context: &FormContext<'_>, name: &str, finding: &Finding) -> NavLine {
    NavLine {
        target: question::focus_target(context.ctype, finding),
        class: severity_class(finding.severity),
        word: severity_word(finding.severity),
        text: line_text(name, finding),
        stops: finding.severity == Severity::Stop,
        hidden: !is_red_now(context.checked, finding),
    }
}

/// Returns "{fältnamn}: {fel}".
pub(super) fn line_text(name: &str, finding: &Finding) -> String {
    format!("{name}: {}", finding.text)
}
