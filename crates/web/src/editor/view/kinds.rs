//! One control per kind of answer.

mod diagnoses;
mod investigations;
mod rows;

use askama::Template;
use intyg_catalog::answers::html_id;
use intyg_catalog::element::{Choice, CodeSet, Kind};
use intyg_catalog::reading::CONTACT_FIELDS;

use super::controls::{CheckBox, DateField, Remarks, Slot, join_ids, render};
use super::question::{Asked, Caption, Control};
use crate::editor::Rendered;
use crate::editor::fields::key;

/// Renders the control of a question.
///
/// # Errors
/// When a template cannot be rendered.
pub(super) fn control(asked: &Asked<'_>) -> Rendered<Control> {
    match &asked.element.kind {
        Kind::Tick { label } => tick(asked, label),
        Kind::YesNo => yes_no(asked),
        Kind::Date { .. } => day(asked),
        Kind::Text { limit } => text(asked, *limit),
        Kind::Number { max, .. } => number(asked, *max),
        Kind::Code {
            set,
            choice: Choice::Radio,
        } => code_radio(asked, set),
        Kind::Code {
            set,
            choice: Choice::DropDown,
        } => code_select(asked, set),
        Kind::Codes { set, exclusive, .. } => codes(asked, set, *exclusive),
        Kind::DatedBasis { set, described } => rows::dated_basis(asked, set, described),
        Kind::Investigations { set, max, origin } => {
            investigations::investigations(asked, set, *max, origin)
        }
        Kind::Periods { set } => rows::periods(asked, set),
        Kind::Diagnoses {
            max,
            text_limit,
            systems,
            ..
        } => diagnoses::diagnoses(asked, *max, *text_limit, systems),
        Kind::UnitContact => unit_contact(asked),
    }
}

/// The question is the legend of its controls.
fn group(asked: &Asked<'_>, html: String, remarks: Remarks) -> Control {
    Control {
        caption: Caption::Group {
            described: asked.described_by(&remarks),
        },
        html,
        remarks,
    }
}

/// The question is the label of its one control.
fn single(asked: &Asked<'_>, html: String, remarks: Remarks) -> Control {
    Control {
        caption: Caption::Field {
            control: html_id(asked.element.id.as_str()),
        },
        html,
        remarks,
    }
}

fn tick(asked: &Asked<'_>, label: &'static str) -> Rendered<Control> {
    let remarks = asked.remarks_besides(&[]);
    let is_its_own_question = asked.label == label || asked.element.label == label;
    let mut tick = CheckBox::new(
        asked.key(),
        if is_its_own_question {
            asked.label
        } else {
            label
        },
        asked.answers(),
    );
    tick.invalid = remarks.is_stop();
    if is_its_own_question {
        tick.described = asked.described_by(&remarks);
        let html = render(&Tick { tick })?;
        return Ok(Control {
            caption: Caption::InControl,
            html,
            remarks,
        });
    }
    let html = render(&Tick { tick })?;
    Ok(group(asked, html, remarks))
}

#[derive(Template)]
#[template(path = "editor/kinds/tick.html")]
struct Tick {
    tick: CheckBox,
}

fn yes_no(asked: &Asked<'_>) -> Rendered<Control> {
    let remarks = asked.remarks_besides(&[]);
    let html = render(&YesNo {
        id: html_id(&asked.key()),
        name: asked.key(),
        value: asked.answers().get(asked.element.id.as_str()),
        invalid: remarks.is_stop(),
    })?;
    Ok(group(asked, html, remarks))
}

#[derive(Template)]
#[template(path = "editor/kinds/yes_no.html")]
struct YesNo<'a> {
    id: String,
    name: String,
    value: &'a str,
    invalid: bool,
}

fn day(asked: &Asked<'_>) -> Rendered<Control> {
    let remarks = asked.remarks_besides(&[]);
    let slot = asked.slot(asked.key());
    let form = format!("{}-form", asked.anchor);
    let described = asked.described_by(&remarks);
    let described = (!described.is_empty()).then_some(described);
    let html = render(&Day {
        anchor: asked.anchor.clone(),
        date: DateField {
            id: slot.id,
            name: slot.name,
            value: slot.value,
            invalid: slot.invalid,
            label: "",
            of: asked.element.name.to_owned(),
            from: None,
            required: asked.is_required,
            described: join_ids([Some(form.as_str()), described.as_deref()]),
        },
    })?;
    Ok(single(asked, html, remarks))
}

#[derive(Template)]
#[template(path = "editor/kinds/day.html")]
struct Day {
    anchor: String,
    date: DateField,
}

fn text(asked: &Asked<'_>, limit: usize) -> Rendered<Control> {
    let remarks = asked.remarks_besides(&[]);
    let area = render(&text_area(
        asked,
        asked.key(),
        limit,
        asked.is_required,
        &remarks,
    ))?;
    let html = if asked.element.folded {
        render(&Folded {
            name: asked.element.name,
            is_open: !asked.answers().get(&asked.key()).trim().is_empty() || remarks.is_any(),
            area,
        })?
    } else {
        area
    };
    Ok(single(asked, html, remarks))
}

/// A text that is folded away until it is used.
#[derive(Template)]
#[template(path = "editor/kinds/folded.html")]
struct Folded {
    name: &'static str,
    is_open: bool,
    area: String,
}

fn text_area<'a>(
    asked: &Asked<'a>,
    field: String,
    limit: usize,
    required: bool,
    remarks: &Remarks,
) -> TextArea<'a> {
    let id = html_id(&field);
    let described = [asked.described_by(remarks), format!("{id}-count")];
    TextArea {
        value: asked.answers().get(&field),
        invalid: remarks.is_stop(),
        described: described.join(" ").trim_start().to_owned(),
        limit,
        required,
        id,
        name: field,
    }
}

#[derive(Template)]
#[template(path = "editor/kinds/text.html")]
struct TextArea<'a> {
    id: String,
    name: String,
    value: &'a str,
    limit: usize,
    required: bool,
    invalid: bool,
    described: String,
}

impl TextArea<'_> {
    fn length(&self) -> usize {
        self.value.chars().count()
    }
    fn is_over(&self) -> bool {
        self.length() > self.limit
    }
    /// From nine tenths of the limit on. Source: ui 5.6.
    fn counter(&self) -> String {
        let length = self.length();
        if length > self.limit {
            format!("{} tecken för mycket", length - self.limit)
        } else if length * 10 >= self.limit * 9 {
            format!("{} tecken kvar", self.limit - length)
        } else {
            String::new()
        }
    }
}

fn number(asked: &Asked<'_>, max: u16) -> Rendered<Control> {
    let remarks = asked.remarks_besides(&[]);
    let html = render(&Number {
        slot: Slot {
            invalid: remarks.is_stop(),
            ..asked.slot(asked.key())
        },
        // One character more than the greatest number, so that it is never cramped.
        size: max.to_string().len() + 1,
        required: asked.is_required,
        described: asked.described_by(&remarks),
    })?;
    Ok(single(asked, html, remarks))
}

#[derive(Template)]
#[template(path = "editor/kinds/number.html")]
struct Number {
    slot: Slot,
    size: usize,
    required: bool,
    described: String,
}

/// A code to choose.
struct CodeOption {
    id: String,
    code: &'static str,
    label: &'static str,
    chosen: bool,
}

/// The first radio button has the field's own id, so that a link to the question finds it.
fn options(asked: &Asked<'_>, set: &'static CodeSet) -> Vec<CodeOption> {
    let key = asked.key();
    let chosen = asked.answers().get(&key);
    set.codes
        .iter()
        .enumerate()
        .map(|(i, code)| CodeOption {
            id: if i == 0 {
                html_id(&key)
            } else {
                html_id(&format!("{key}.{}", code.code))
            },
            code: code.code,
            label: asked.code_label(code),
            chosen: chosen == code.code,
        })
        .collect()
}

fn code_radio(asked: &Asked<'_>, set: &'static CodeSet) -> Rendered<Control> {
    let remarks = asked.remarks_besides(&[]);
    let html = render(&CodeRadio {
        name: asked.key(),
        options: options(asked, set),
        invalid: remarks.is_stop(),
    })?;
    Ok(group(asked, html, remarks))
}

#[derive(Template)]
#[template(path = "editor/kinds/code_radio.html")]
struct CodeRadio {
    name: String,
    options: Vec<CodeOption>,
    invalid: bool,
}

fn code_select(asked: &Asked<'_>, set: &'static CodeSet) -> Rendered<Control> {
    let remarks = asked.remarks_besides(&[]);
    let html = render(&CodeSelect {
        id: html_id(&asked.key()),
        name: asked.key(),
        options: options(asked, set),
        required: asked.is_required,
        invalid: remarks.is_stop(),
        described: asked.described_by(&remarks),
    })?;
    Ok(single(asked, html, remarks))
}

#[derive(Template)]
#[template(path = "editor/kinds/code_select.html")]
struct CodeSelect {
    id: String,
    name: String,
    options: Vec<CodeOption>,
    required: bool,
    invalid: bool,
    described: String,
}

fn codes(
    asked: &Asked<'_>,
    set: &'static CodeSet,
    exclusive: Option<&'static str>,
) -> Rendered<Control> {
    let remarks = asked.remarks_besides(&[]);
    let ticks = set
        .codes
        .iter()
        .map(|code| {
            let mut tick = asked.tick(code);
            tick.invalid = remarks.is_stop();
            if exclusive == Some(code.code) {
                tick.data = Some("data-exclusive");
            }
            tick
        })
        .collect();
    let html = render(&Codes { ticks })?;
    Ok(group(asked, html, remarks))
}

#[derive(Template)]
#[template(path = "editor/kinds/codes.html")]
struct Codes {
    ticks: Vec<CheckBox>,
}

/// Characters that the contact fields show, in their order.
const CONTACT_WIDTHS: [u8; 4] = [40, 8, 24, 16];

fn unit_contact(asked: &Asked<'_>) -> Rendered<Control> {
    let fields: Vec<ContactField> = CONTACT_FIELDS
        .iter()
        .zip(CONTACT_WIDTHS)
        .map(|((part, label), size)| {
            let field = key(asked.element, part);
            ContactField {
                label,
                size,
                remarks: asked.remarks_at(&[&field]),
                slot: asked.slot(field),
            }
        })
        .collect();
    let own: Vec<String> = fields.iter().map(|field| field.slot.name.clone()).collect();
    let remarks = asked.remarks_besides(&own);
    let html = render(&UnitContact { fields })?;
    Ok(group(asked, html, remarks))
}

struct ContactField {
    label: &'static str,
    size: u8,
    slot: Slot,
    remarks: Remarks,
}

#[derive(Template)]
#[template(path = "editor/kinds/unit_contact.html")]
struct UnitContact {
    fields: Vec<ContactField>,
}
