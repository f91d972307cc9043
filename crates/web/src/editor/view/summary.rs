//! The error summary after a refused Spara. Source: ui 5.9, 6.8.

use askama::Template;
use intyg_catalog::finding::Severity;

use super::fragment::Fragment;
use super::{FormContext, navigator, question};
use crate::editor::Rendered;

const SLOT: &str = "sammanfattning";
/// More lines than this are grouped by section.
const UNGROUPED: usize = 6;

#[derive(Template)]
#[template(path = "editor/summary.html")]
struct Summary {
    count: usize,
    groups: Vec<Group>,
}

/// Lines of a section; one group without a heading when they are few.
struct Group {
    heading: Option<String>,
    lines: Vec<Line>,
}

struct Line {
    target: String,
    text: String,
}

/// Renders the summary of what stops signing; empty when nothing does.
///
/// # Errors
/// When the template cannot be rendered.
pub(in crate::editor) fn summary(context: &FormContext<'_>) -> Rendered<Fragment> {
    let groups = groups(context);
    let count: usize = groups.iter().map(|group| group.lines.len()).sum();
    if count == 0 {
        return Ok(no_summary());
    }
    let groups = if count > UNGROUPED {
        groups
    } else {
        let lines = groups.into_iter().flat_map(|group| group.lines).collect();
        vec![Group {
            heading: None,
            lines,
        }]
    };
    let html = Summary { count, groups }.render()?;
    Ok(Fragment::new("div", SLOT, html))
}

/// Returns the empty place of the summary.
pub(in crate::editor) fn no_summary() -> Fragment {
    Fragment::new("div", SLOT, String::new())
}

fn groups(context: &FormContext<'_>) -> Vec<Group> {
    let groups = context.ctype.sections.iter().map(|section| {
        let number = section
            .number
            .map(|number| format!("{number}. "))
            .unwrap_or_default();
        let heading = context.heading(section);
        let of_section = context
            .findings_of_section(section)
            .map(|finding| (heading, finding));
        let of_questions = section.elements.iter().flat_map(|element| {
            context
                .findings_of(element.id)
                .map(move |finding| (element.name, finding))
        });
        let lines = of_section
            .chain(of_questions)
            .filter(|(_, finding)| finding.severity == Severity::Stop)
            .map(|(name, finding)| Line {
                target: question::focus_target(context.ctype, finding),
                text: format!("{number}{}", navigator::line_text(name, finding)),
            })
            .collect();
        let number = section
            .number
            .map(|number| format!("{number} "))
            .unwrap_or_default();
        Group {
            heading: Some(format!("{number}{heading}")),
            lines,
        }
    });
    groups
        .filter(|group: &Group| !group.lines.is_empty())
        .collect()
}
