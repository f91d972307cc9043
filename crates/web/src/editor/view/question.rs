//! A question: caption, hint, explanation, remarks and the control of its kind, in the order of ui 5.6.

use askama::Template;
use intyg_app::AnswerOrigin;
use intyg_catalog::answers::{Answers, html_id};
use intyg_catalog::element::{CertificateType, Code, Element, ElementId};
use intyg_catalog::fields::fields as catalogue_fields;
use intyg_catalog::finding::{Finding, Severity};
use intyg_catalog::visibility;
use intyg_core::time::date_and_time;

use super::controls::{CheckBox, Remarks, Slot, join_ids};
use super::fragment::Fragment;
use super::requests::asked_at;
use super::{FormContext, kinds, question_anchor};
use crate::editor::Rendered;
use crate::editor::fields::{self, Shape};

/// A question about to be rendered, as the kinds see it.
pub(super) struct Asked<'a> {
    pub(super) context: &'a FormContext<'a>,
    pub(super) element: &'static Element,
    pub(super) anchor: String,
    /// The question in the certificate's text version.
    pub(super) label: &'static str,
    pub(super) is_required: bool,
    /// What is pointed out at this question.
    findings: Vec<&'a Finding>,
}

impl<'a> Asked<'a> {
    /// Returns the answers as typed.
    pub(super) fn answers(&self) -> &'a Answers {
        self.context.answers
    }
    /// Returns the key of the element's own field.
    pub(super) fn key(&self) -> String {
        self.element.id.as_str().to_owned()
    }
    /// Returns the label of a code in the certificate's text version.
    pub(super) fn code_label(&self, code: &'static Code) -> &'static str {
        self.context.version.map_or(code.label, |version| {
            version.code_label(self.element.id, code)
        })
    }
    /// Makes the check box of a code.
    pub(super) fn tick(&self, code: &'static Code) -> CheckBox {
        CheckBox::new(
            fields::key(self.element, code.code),
            self.code_label(code),
            self.answers(),
        )
    }
    /// Makes a text field.
    pub(super) fn slot(&self, field: String) -> Slot {
        let is_invalid = self.is_invalid(&field);
        Slot::new(field, self.answers(), is_invalid)
    }
    /// Collects the remarks at some fields, under `{id of the first}-remarks`.
    pub(super) fn remarks_at(&self, fields: &[&str]) -> Remarks {
        let id = fields
            .first()
            .map(|field| format!("{}-remarks", html_id(field)))
            .unwrap_or_default();
        Remarks::new(id, self.context, self.findings_at(fields))
    }
    /// Tells whether something that stops signing is pointed out at a field.
    pub(super) fn is_invalid(&self, field: &str) -> bool {
        self.remarks_at(&[field]).is_stop()
    }
    fn findings_at(&self, fields: &[&str]) -> impl Iterator<Item = &'a Finding> {
        self.findings
            .iter()
            .copied()
            .filter(move |finding| fields.contains(&finding.field.as_str()))
    }
    /// Returns ids of the question's own texts: what is asked for, its hint and the remarks that stand above the control.
    pub(super) fn described_by(&self, own: &Remarks) -> String {
        let is_asked = !asked_at(self.context.requests, self.element.id).is_empty();
        let asked = is_asked.then(|| format!("{}-begaran", self.anchor));
        let hint = (!self.element.hint.is_empty()).then(|| format!("{}-hint", self.anchor));
        join_ids([asked.as_deref(), hint.as_deref(), own.reference()])
    }
    /// Collects the remarks that no row of the control shows.
    pub(super) fn remarks_besides(&self, fields: &[String]) -> Remarks {
        Remarks::new(
            format!("{}-remarks", self.anchor),
            self.context,
            self.findings
                .iter()
                .copied()
                .filter(|finding| !fields.contains(&finding.field)),
        )
    }
}

impl Asked<'_> {
    /// Collects the remarks that concern the question as a whole, where each row of the control shows those at its text fields.
    pub(super) fn remarks_besides_rows(&self) -> Remarks {
        let in_rows: Vec<String> = catalogue_fields(self.element)
            .into_iter()
            .filter(|field| fields::shape(self.element, field) == Shape::Typed)
            .map(|field| field.key)
            .collect();
        self.remarks_besides(&in_rows)
    }
}

/// What the question's text is to its control.
pub(super) enum Caption {
    /// Legend of a group.
    Group { described: String },
    /// Label of one field.
    Field { control: String },
    /// The control says it itself.
    InControl,
}

impl Caption {
    fn is_group(&self) -> bool {
        matches!(self, Self::Group { .. })
    }
}

/// The control of a question.
pub(super) struct Control {
    pub(super) caption: Caption,
    pub(super) html: String,
    /// What stands above the control.
    pub(super) remarks: Remarks,
}

#[derive(Template)]
#[template(path = "editor/question.html")]
struct Question<'a> {
    element: ElementId,
    anchor: String,
    name: &'static str,
    label: &'static str,
    required: bool,
    hint: &'static str,
    help: &'static str,
    caption: Caption,
    remarks: Remarks,
    control: String,
    /// What the recipient wants completed here.
    asked: Vec<&'a str>,
    recipient: &'static str,
    /// Where its answer comes from; empty = nothing to say.
    origin: String,
    /// Ids of the fields before and after it that lack something, for those who have no script; empty unless it lacks something itself.
    steps: Option<Steps>,
}

/// Renders a question.
///
/// # Errors
/// When a template cannot be rendered.
pub(super) fn question(
    context: &FormContext<'_>,
    element: &'static Element,
    is_shown: bool,
) -> Rendered<Fragment> {
    let asked = Asked {
        context,
        element,
        anchor: question_anchor(element.id),
        label: context.label(element),
        is_required: visibility::is_required(
            context.ctype,
            element,
            context.answers,
            context.today,
        ),
        findings: context
            .findings_of(element.id)
            .filter(|finding| context.is_pointed_out(finding))
            .collect(),
    };
    let control = kinds::control(&asked)?;
    let class = class(context.ctype, element, control.remarks.is_stop());
    let question = Question {
        element: element.id,
        name: element.name,
        label: asked.label,
        required: asked.is_required,
        hint: element.hint,
        help: element.help,
        anchor: asked.anchor.clone(),
        caption: control.caption,
        remarks: control.remarks,
        control: control.html,
        asked: asked_at(context.requests, element.id),
        recipient: context.ctype.recipient.name,
        origin: origin_line(context, element.id),
        steps: Steps::around(context, element.id),
    };
    Ok(Fragment::new("div", asked.anchor, question.render()?)
        .class(class)
        .hidden_if(!is_shown))
}

/// A question that another answer calls for stands directly under it, set in.
fn class(ctype: &CertificateType, element: &Element, is_invalid: bool) -> &'static str {
    let is_follow_up = ctype.place_of(element.id).is_some_and(|(section, _)| {
        let causes = element.shown.elements();
        section
            .elements
            .iter()
            .any(|other| causes.contains(&other.id))
    });
    match (is_follow_up, is_invalid) {
        (false, false) => "question",
        (false, true) => "question invalid",
        (true, false) => "question follow-up",
        (true, true) => "question follow-up invalid",
    }
}

/// Where an answer comes from, in words. Source: ui 5.17.
fn origin_line(context: &FormContext<'_>, id: ElementId) -> String {
    let line = match context.origins.get(&id) {
        None => return String::new(),
        Some(AnswerOrigin::Journal { recorded_on }) => format!("Från journalen {recorded_on}."),
        Some(AnswerOrigin::Copied { from }) => format!("Kopierat från intyget {from}."),
        Some(AnswerOrigin::Changed { by, at }) => {
            format!("Ändrat av {by} {}.", date_and_time(*at))
        }
        Some(AnswerOrigin::Written { by, at }) => {
            format!("Skrivet av {by} {}.", date_and_time(*at))
        }
    };
    if context.unreviewed.contains(&id) {
        format!("{line} Kontrollera att svaret fortfarande stämmer.")
    } else {
        line
    }
}

/// The way from one gap to the next, around the end.
struct Steps {
    previous: String,
    next: String,
}

impl Steps {
    fn around(context: &FormContext<'_>, id: ElementId) -> Option<Self> {
        let gaps: Vec<&Finding> = gaps(context).collect();
        let first = gaps.iter().position(|gap| gap.element == id)?;
        let last = gaps.iter().rposition(|gap| gap.element == id)?;
        let target = |at: usize| Some(focus_target(context.ctype, gaps.get(at)?));
        Some(Self {
            previous: target(first.checked_sub(1).unwrap_or(gaps.len() - 1))?,
            next: target((last + 1) % gaps.len())?,
        })
    }
}

/// What is missing or wrong and shown as such, in screen order.
pub(super) fn gaps<'a>(context: &'a FormContext<'_>) -> impl Iterator<Item = &'a Finding> {
    context
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Stop && context.is_pointed_out(f))
}

/// Returns the id of the first control of a question.
pub(super) fn first_field(ctype: &CertificateType, id: ElementId) -> String {
    let fields = ctype
        .element(id.as_str())
        .map(fields::focusable)
        .unwrap_or_default();
    fields
        .first()
        .map_or_else(|| question_anchor(id), |field| html_id(field))
}

/// Returns the id of the control that takes the focus for a finding: the field itself when it is on the page, else the first control of
/// the question.
pub(super) fn focus_target(ctype: &CertificateType, finding: &Finding) -> String {
    let fields = ctype
        .element(finding.element.as_str())
        .map(fields::focusable)
        .unwrap_or_default();
    let target = fields
        .iter()
        .find(|known| **known == finding.field)
        .or(fields.first());
    target.map_or_else(|| question_anchor(finding.element), |field| html_id(field))
}
