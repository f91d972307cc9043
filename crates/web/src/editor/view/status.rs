//! The state of saving, always visible. Source: ui 4.6, reliability-security R111.

use askama::Template;
use intyg_catalog::finding::{Fault, Finding, Severity};
use intyg_core::time;
use jiff::Timestamp;

use super::fragment::Fragment;
use super::navigator::gap_count;
use super::{Checked, FormContext};
use crate::editor::Rendered;

/// What is known about the last save.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::editor) enum SaveState {
    /// Nothing has been typed.
    Nothing,
    /// Saved then.
    Saved(Timestamp),
}

/// Makes `#sparstatus`.
pub(in crate::editor) fn save_status(state: SaveState, findings: &[Finding]) -> Fragment {
    let text = match state {
        SaveState::Nothing => "Inget att spara".to_owned(),
        SaveState::Saved(at) => saved_text(at, findings),
    };
    Fragment::new("p", "sparstatus", text).class("save-status")
}

fn saved_text(at: Timestamp, findings: &[Finding]) -> String {
    let time = time::clock_time(at);
    let wrong = findings
        .iter()
        .filter(|f| f.severity == Severity::Stop && f.fault == Fault::Wrong)
        .count();
    if wrong == 0 {
        format!("Sparat {time}")
    } else {
        format!("Sparat {time}. {wrong} svar behöver rättas.")
    }
}

#[derive(Template)]
#[template(path = "editor/result.html")]
struct CheckResult {
    is_complete: bool,
}

/// Makes the box that says that nothing is missing, after Validera; empty otherwise. Source: ui 6.6.
///
/// # Errors
/// When the template cannot be rendered.
pub(in crate::editor) fn check_result(context: &FormContext<'_>) -> Rendered<Fragment> {
    let is_complete = context.checked == Checked::Yes && gap_count(context.findings) == 0;
    Ok(Fragment::new(
        "div",
        "besked",
        CheckResult { is_complete }.render()?,
    ))
}

#[derive(Template)]
#[template(path = "editor/notice.html")]
struct Notice<'a> {
    text: &'a str,
    undo: &'a str,
}

/// Makes the box that says what the server did to answers that nobody typed in, with the button Ångra unless `undo`, its value, is
/// empty; the box is empty when there is nothing to say.
///
/// # Errors
/// When the template cannot be rendered.
pub(in crate::editor) fn notice(text: &str, undo: &str) -> Rendered<Fragment> {
    let html = Notice { text, undo }.render()?;
    Ok(Fragment::new("div", "notis", html))
}

#[cfg(test)]
mod tests {
    use intyg_catalog::element::ElementId;

    use super::*;

    #[test]
    fn answers_to_put_right_are_counted_and_missing_ones_are_not() {
        let finding = |fault| Finding {
            element: ElementId("x"),
            field: "x".to_owned(),
            rule: "D1",
            severity: Severity::Stop,
            fault,
            text: String::new(),
        };
        let at: Timestamp = "2026-03-31T08:42:00Z".parse().expect("a time");
        assert_eq!(saved_text(at, &[finding(Fault::Missing)]), "Sparat 10.42");
        assert_eq!(
            saved_text(at, &[finding(Fault::Wrong), finding(Fault::Missing)]),
            "Sparat 10.42. 1 svar behöver rättas."
        );
    }
}
