//! What the recipient wants completed: on top of the form, in the panel, and above the questions that it concerns.
//! Source: ui 6.14, acceptance A68.

use askama::Template;
use intyg_app::{DraftView, PointCount, PointPlace, RequestPoint, RequestView};
use intyg_catalog::element::{CertificateType, ElementId};
use intyg_core::time::date_and_time;
use jiff::civil::Date;

use super::fragment::Fragment;
use super::question::first_field;
use crate::editor::Rendered;
use crate::text;

#[derive(Template)]
#[template(path = "editor/requests.html")]
struct Box<'a> {
    recipient: &'static str,
    is_urgent: bool,
    list: &'a List,
}

#[derive(Template)]
#[template(path = "editor/requests_list.html")]
struct List {
    requests: Vec<Request>,
    /// "1 av 3 punkter ändrade"; empty = there are no points.
    count: String,
}

struct Request {
    sent: String,
    /// Last day with the days that are left; empty = none.
    reply_by: String,
    text: String,
    points: Vec<Point>,
}

struct Point {
    /// Field that it leads to; empty = it concerns no question of the form.
    target: String,
    name: String,
    text: String,
    is_changed: bool,
}

/// Makes the box on top of the form and the tab of the panel; both are empty for a draft that completes nothing.
///
/// # Errors
/// When a template cannot be rendered.
pub(in crate::editor) fn requests(draft: &DraftView) -> Rendered<[Fragment; 2]> {
    if draft.requests.is_empty() {
        return Ok(fragments(String::new(), String::new()));
    }
    let list = List {
        requests: draft
            .requests
            .iter()
            .map(|request| shown(draft.ctype, request, draft.today))
            .collect(),
        count: count(PointCount::of(&draft.requests)),
    };
    let top = Box {
        recipient: draft.ctype.recipient.name,
        is_urgent: draft
            .requests
            .iter()
            .filter_map(|request| request.reply_by)
            .any(|day| text::is_urgent(day, draft.today)),
        list: &list,
    };
    Ok(fragments(top.render()?, list.render()?))
}

fn fragments(top: String, panel: String) -> [Fragment; 2] {
    [
        Fragment::new("div", "begaran", top).class("requests"),
        Fragment::new("div", "begaran-flik", panel).class("requests"),
    ]
}

fn shown(ctype: &CertificateType, request: &RequestView, today: Date) -> Request {
    Request {
        sent: date_and_time(request.sent_at),
        reply_by: request
            .reply_by
            .map(|day| text::reply_by(day, today))
            .unwrap_or_default(),
        text: request.text.clone(),
        points: request
            .points
            .iter()
            .map(|point| shown_point(ctype, point))
            .collect(),
    }
}

fn shown_point(ctype: &CertificateType, point: &RequestPoint) -> Point {
    let place = point.point.place.as_ref();
    Point {
        target: place
            .and_then(|place| place.element)
            .and_then(|id| ctype.element(id))
            .map(|element| first_field(ctype, element.id))
            .unwrap_or_default(),
        name: place.map_or_else(|| "Övriga uppgifter".to_owned(), place_name),
        text: point.point.text.clone(),
        is_changed: point.is_changed,
    }
}

fn place_name(place: &PointPlace) -> String {
    place.section.map_or_else(
        || place.heading.to_owned(),
        |number| format!("{number} {}", place.heading),
    )
}

fn count(points: PointCount) -> String {
    let PointCount { changed, all } = points;
    match (changed, all) {
        (_, 0) => String::new(),
        (0, 1) => "0 av 1 punkt ändrad".to_owned(),
        (1, 1) => "1 av 1 punkt ändrad".to_owned(),
        _ => format!("{changed} av {all} punkter ändrade"),
    }
}

/// Returns what the recipient wants to know at a question.
pub(super) fn asked_at(requests: &[RequestView], id: ElementId) -> Vec<&str> {
    requests
        .iter()
        .flat_map(|request| &request.points)
        .filter(|point| {
            let place = point.point.place.as_ref();
            place.and_then(|place| place.element) == Some(id.as_str())
        })
        .map(|point| point.point.text.as_str())
        .collect()
}
