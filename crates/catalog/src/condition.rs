//! Conditions as data: they can be evaluated, explained and listed.

mod explain;

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::answers::Answers;
use crate::dates;
use crate::element::{CertificateType, Element, ElementId, Kind, Section};

/// When an element is asked or must be answered.
#[derive(Debug, Clone, Copy)]
pub enum Condition {
    /// Always.
    Always,
    /// Never.
    Never,
    /// The tick or yes/no question has this answer. An untouched one counts as `false` for a tick, as neither for yes/no.
    Is(ElementId, bool),
    /// The code is chosen (a degree: its row is ticked).
    Has(ElementId, &'static str),
    /// The degree is ticked and its period is valid (both dates, from ≤ to).
    HasValidPeriod(ElementId, &'static str),
    /// The earliest from-date lies at least this many days before today.
    StartsDaysAgo(ElementId, i32),
    /// All of them.
    All(&'static [Condition]),
    /// At least one of them.
    Any(&'static [Condition]),
    /// Not this.
    Not(&'static Condition),
}

/// What a condition looks at.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// The type that the condition belongs to.
    pub ty: &'a CertificateType,
    /// The answers as typed.
    pub answers: &'a Answers,
    /// Local date in Sweden.
    pub today: Date,
}

impl Condition {
    /// Tells whether the condition holds. An element that is not asked counts as unanswered.
    pub fn holds(&self, in_: Situation<'_>) -> bool {
        match *self {
            Self::Always => true,
            Self::Never => false,
            Self::Is(id, wanted) => in_.tick_is(id, wanted),
            Self::Has(id, code) => in_.asked(id).is_some_and(|element| in_.has(element, code)),
            Self::HasValidPeriod(id, code) => in_
                .asked(id)
                .is_some_and(|element| in_.has(element, code) && in_.has_valid_period(id, code)),
            Self::StartsDaysAgo(id, days) => in_
                .asked(id)
                .and_then(|element| in_.earliest_start(element))
                .is_some_and(|start| {
                    in_.today
                        .checked_sub(days.days())
                        .is_ok_and(|limit| start <= limit)
                }),
            Self::All(parts) => parts.iter().all(|part| part.holds(in_)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(in_)),
            Self::Not(part) => !part.holds(in_),
        }
    }

    /// Returns the ids of the elements that the condition looks at, each once, in order of appearance.
    pub fn elements(&self) -> Vec<ElementId> {
        let mut found = Vec::new();
        self.collect(&mut |id, _| {
            if !found.contains(&id) {
                found.push(id);
            }
        });
        found
    }

    /// Calls `visit` with every element, and with the code where the condition names one.
    pub fn collect(&self, visit: &mut impl FnMut(ElementId, Option<&'static str>)) {
        match *self {
            Self::Always | Self::Never => {}
            Self::Is(id, _) | Self::StartsDaysAgo(id, _) => visit(id, None),
            Self::Has(id, code) | Self::HasValidPeriod(id, code) => visit(id, Some(code)),
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.collect(visit);
                }
            }
            Self::Not(part) => part.collect(visit),
        }
    }

    /// Returns why the condition holds, as a Swedish main clause without full stop, e.g.
    /// "Avstängning enligt smittskyddslagen är ikryssad"; empty for [`Condition::Always`] and [`Condition::Never`].
    pub fn explain(&self, ty: &CertificateType) -> String {
        explain::sentence(self, ty, explain::Polarity::Holds)
    }
}

impl Situation<'_> {
    /// Tells whether an element of a section is asked: the section is filled in and the element's own condition holds.
    pub(crate) fn shows(&self, section: &Section, element: &Element) -> bool {
        section.shown.holds(*self) && element.shown.holds(*self)
    }

    fn asked(&self, id: ElementId) -> Option<&'static Element> {
        let (section, element) = self.ty.place_of(id)?;
        self.shows(section, element).then_some(element)
    }

    fn tick_is(&self, id: ElementId, wanted: bool) -> bool {
        let typed = self.answers.get(id.0);
        if wanted {
            return typed == "true" && self.asked(id).is_some();
        }
        let Some((section, element)) = self.ty.place_of(id) else {
            return false;
        };
        match typed {
            "true" | "false" if self.shows(section, element) => typed == "false",
            _ => matches!(element.kind, Kind::Tick { .. }),
        }
    }

    fn has(&self, element: &Element, code: &str) -> bool {
        let id = element.id;
        match element.kind {
            Kind::Code { .. } => self.answers.get(id.0) == code,
            _ => self.answers.is_ticked(&format!("{id}.{code}")),
        }
    }

    fn start(&self, id: ElementId, code: &str) -> Option<Date> {
        dates::read(self.answers.get(&format!("{id}.{code}.from")), self.today).ok()
    }

    fn has_valid_period(&self, id: ElementId, code: &str) -> bool {
        let typed = self.answers.get(&format!("{id}.{code}.tom"));
        self.start(id, code).is_some_and(|from| {
            dates::read_end(typed, Some(from), self.today).is_ok_and(|to| from <= to)
        })
    }

    fn earliest_start(&self, element: &Element) -> Option<Date> {
        let Kind::Periods { set } = &element.kind else {
            return None;
        };
        set.codes
            .iter()
            .filter(|degree| self.has(element, degree.code))
            .filter_map(|degree| self.start(element.id, degree.code))
            .min()
    }
}
