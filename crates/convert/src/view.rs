//! A document as the catalogue's check wants to see it: the svar as they stand.

use intyg_catalog::transport::{Cv, Found, Leaf, Message, Part, Period, Svar};
use intyg_rivta::names::{CORE, TYPES};
use intyg_rivta::xml::Element;

/// Returns the svar of an `intyg` element.
pub(crate) fn message<'a>(intyg: Element<'a, '_>) -> Message<'a> {
    Message {
        svar: intyg
            .children()
            .filter(|child| child.is(CORE, "svar"))
            .map(svar)
            .collect(),
    }
}

fn svar<'a>(element: Element<'a, '_>) -> Svar<'a> {
    let parts = element.children().filter(is_part).count();
    let mut svar = Svar::with_parts(id(element), parts);
    for child in element.children() {
        if is_part(&child) {
            svar.parts.push(part(child));
        } else if child.is(CORE, "instans") {
            svar.instance.add(|| child.text());
        }
    }
    svar
}

fn is_part(element: &Element<'_, '_>) -> bool {
    element.is(CORE, "delsvar")
}

fn part<'a>(element: Element<'a, '_>) -> Part<'a> {
    let mut part = Part::new(id(element));
    for child in element.children() {
        part.elements += 1;
        if child.is(TYPES, "cv") {
            part.cv.add(|| cv(child));
        } else if child.is(TYPES, "datePeriod") {
            part.period.add(|| period(child));
        }
    }
    part.text = element.text();
    part
}

fn cv<'a>(element: Element<'a, '_>) -> Cv<'a> {
    let mut cv = Cv {
        code: Found::default(),
        system: Found::default(),
        names: 0,
    };
    for child in element
        .children()
        .filter(|child| child.namespace() == TYPES)
    {
        match child.name() {
            "code" => cv.code.add(|| leaf(child)),
            "codeSystem" => cv.system.add(|| leaf(child)),
            "displayName" => cv.names += 1,
            _ => {}
        }
    }
    cv
}

fn period<'a>(element: Element<'a, '_>) -> Period<'a> {
    let mut period = Period {
        start: Found::default(),
        end: Found::default(),
    };
    for child in element
        .children()
        .filter(|child| child.namespace() == TYPES)
    {
        match child.name() {
            "start" => period.start.add(|| leaf(child)),
            "end" => period.end.add(|| leaf(child)),
            _ => {}
        }
    }
    period
}

fn leaf<'a>(element: Element<'a, '_>) -> Leaf<'a> {
    Leaf {
        text: element.text(),
        elements: element.children().count(),
    }
}

fn id<'a>(element: Element<'a, '_>) -> &'a str {
    element
        .attributes()
        .find(|attribute| attribute.namespace.is_empty() && attribute.name == "id")
        .map_or("", |attribute| attribute.value)
}
