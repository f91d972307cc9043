//! The parts that the kinds are put together from: remarks, check boxes, date fields.

use askama::Template;
use intyg_catalog::answers::{Answers, html_id};
use intyg_catalog::explanation::leads_to;
use intyg_catalog::finding::{Finding, Severity};

use super::FormContext;
use super::question::first_field;
use crate::editor::Rendered;
use crate::why::Why;

/// A remark at a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remark {
    pub(super) severity: Severity,
    pub(super) text: String,
    /// Id of the field in another question where it is put right; empty = here.
    pub(super) leads: String,
    pub(super) why: Option<Why>,
}

impl Remark {
    fn new(context: &FormContext<'_>, finding: &Finding) -> Self {
        Self {
            severity: finding.severity,
            text: finding.text.clone(),
            leads: leads_to(context.ctype, finding)
                .map(|element| first_field(context.ctype, element))
                .unwrap_or_default(),
            why: Why::of(context.ctype, context.answers, finding),
        }
    }
    fn class(&self) -> &'static str {
        severity_class(self.severity)
    }
    fn word(&self) -> &'static str {
        severity_word(self.severity)
    }
}

/// Returns the class of a remark's level.
pub(super) fn severity_class(severity: Severity) -> &'static str {
    match severity {
        Severity::Stop => "stop",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// Returns the word before a remark. Source: ui 5.11.
pub(super) fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Stop => "Fel:",
        Severity::Warning => "Kontrollera:",
        Severity::Note => "Tips:",
    }
}

/// The remarks at one place; nothing is rendered when there are none.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "editor/remarks.html")]
pub(super) struct Remarks {
    pub(super) id: String,
    pub(super) lines: Vec<Remark>,
}

impl Remarks {
    /// Collects findings; the same text stands once.
    pub(super) fn new<'f>(
        id: String,
        context: &FormContext<'_>,
        findings: impl Iterator<Item = &'f Finding>,
    ) -> Self {
        let mut lines: Vec<Remark> = Vec::new();
        for finding in findings {
            let is_said =
                |line: &Remark| (line.severity, &line.text) == (finding.severity, &finding.text);
            if !lines.iter().any(is_said) {
                lines.push(Remark::new(context, finding));
            }
        }
        Self { id, lines }
    }
    /// Tells whether there are any.
    pub(super) fn is_any(&self) -> bool {
        !self.lines.is_empty()
    }
    /// Tells whether one of them stops signing.
    pub(super) fn is_stop(&self) -> bool {
        self.lines
            .iter()
            .any(|line| line.severity == Severity::Stop)
    }
    /// Returns the id when there are any, for `aria-describedby`.
    pub(super) fn reference(&self) -> Option<&str> {
        self.is_any().then_some(self.id.as_str())
    }
}

/// Joins ids for `aria-describedby`.
pub(super) fn join_ids<'i>(ids: impl IntoIterator<Item = Option<&'i str>>) -> String {
    ids.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// A check box.
#[derive(Debug, Clone, Template)]
#[template(path = "editor/checkbox.html")]
pub(super) struct CheckBox {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) label: &'static str,
    pub(super) ticked: bool,
    /// Somebody has ticked it once: unticked, it is posted as `false`, so that "no" and "not answered" are kept apart.
    pub(super) touched: bool,
    pub(super) invalid: bool,
    pub(super) described: String,
    /// A `data-` attribute for the scripts.
    pub(super) data: Option<&'static str>,
}

impl CheckBox {
    pub(super) fn new(field: String, label: &'static str, answers: &Answers) -> Self {
        Self {
            id: html_id(&field),
            label,
            ticked: answers.is_ticked(&field),
            touched: !answers.get(&field).is_empty(),
            invalid: false,
            described: String::new(),
            data: None,
            name: field,
        }
    }
}

/// A text field with its label.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) value: String,
    pub(super) invalid: bool,
}

impl Slot {
    pub(super) fn new(field: String, answers: &Answers, is_invalid: bool) -> Self {
        Self {
            id: html_id(&field),
            value: answers.get(&field).to_owned(),
            invalid: is_invalid,
            name: field,
        }
    }
}

/// A date field with its button.
#[derive(Debug, Clone, Template)]
#[template(path = "editor/date_field.html")]
pub(super) struct DateField {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) value: String,
    /// Empty when the question is its label.
    pub(super) label: &'static str,
    /// The row that it belongs to, in its accessible name.
    pub(super) of: String,
    /// Its own question is mandatory.
    pub(super) required: bool,
    /// Id of the from-date, when lengths are accepted too.
    pub(super) from: Option<String>,
    pub(super) invalid: bool,
    pub(super) described: String,
}

/// A template that has been rendered, to stand in another.
pub(super) fn render(template: &impl Template) -> Rendered<String> {
    template.render()
}
