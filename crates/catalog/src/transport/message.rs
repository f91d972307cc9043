//! The answers of a message as they stand, faults and all, borrowed from the document.

use std::borrow::Cow;

/// All svar of a certificate in document order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Message<'a> {
    /// Svar.
    pub svar: Vec<Svar<'a>>,
}

/// One svar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Svar<'a> {
    /// `@id`.
    pub id: &'a str,
    /// The id as a number, if it is written as one.
    number: Option<u16>,
    /// `instans`, untrimmed.
    pub instance: Found<Cow<'a, str>>,
    /// Delsvar.
    pub parts: Vec<Part<'a>>,
}

/// One delsvar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<'a> {
    /// `@id`.
    pub id: &'a str,
    /// The numbers before and after the dot of the id, if it is written so.
    numbers: Option<(u16, u16)>,
    /// Its own text, untrimmed.
    pub text: Cow<'a, str>,
    /// Number of elements in it.
    pub elements: usize,
    /// `cv`.
    pub cv: Found<Cv<'a>>,
    /// `datePeriod`.
    pub period: Found<Period<'a>>,
}

/// A coded value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cv<'a> {
    /// `code`.
    pub code: Found<Leaf<'a>>,
    /// `codeSystem`.
    pub system: Found<Leaf<'a>>,
    /// Number of `displayName`.
    pub names: usize,
}

/// A period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period<'a> {
    /// `start`.
    pub start: Found<Leaf<'a>>,
    /// `end`.
    pub end: Found<Leaf<'a>>,
}

/// An element that should hold nothing but text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf<'a> {
    /// Its own text, untrimmed.
    pub text: Cow<'a, str>,
    /// Number of elements in it.
    pub elements: usize,
}

/// How many there are of something, and the first of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    /// How many.
    pub count: usize,
    /// The first.
    pub first: Option<T>,
}

impl<T> Default for Found<T> {
    fn default() -> Self {
        Self {
            count: 0,
            first: None,
        }
    }
}

impl<T> Found<T> {
    /// Adds one more.
    pub fn add(&mut self, make: impl FnOnce() -> T) {
        self.count += 1;
        if self.first.is_none() {
            self.first = Some(make());
        }
    }
    /// Returns it when there is exactly one.
    pub fn only(&self) -> Option<&T> {
        self.first.as_ref().filter(|_| self.count == 1)
    }
}

impl<'a> Svar<'a> {
    /// Makes a svar without content.
    pub fn new(id: &'a str) -> Self {
        Self::with_parts(id, 0)
    }
    /// Makes a svar without content that has room for so many parts and no more: a message may hold very many svar.
    pub fn with_parts(id: &'a str, parts: usize) -> Self {
        Self {
            id,
            number: number(id),
            instance: Found::default(),
            parts: Vec::with_capacity(parts),
        }
    }
    pub(super) fn is(&self, number: u16) -> bool {
        self.number == Some(number)
    }
    /// Returns its part with this number.
    pub(super) fn part(&self, number: u16) -> Option<&Part<'a>> {
        let svar = self.number?;
        self.parts.iter().find(|part| part.is(svar, number))
    }
}

impl<'a> Part<'a> {
    /// Makes a part without content.
    pub fn new(id: &'a str) -> Self {
        Self {
            id,
            numbers: id
                .split_once('.')
                .and_then(|(svar, part)| Some((number(svar)?, number(part)?))),
            text: Cow::Borrowed(""),
            elements: 0,
            cv: Found::default(),
            period: Found::default(),
        }
    }
    pub(super) fn is(&self, svar: u16, number: u16) -> bool {
        self.numbers == Some((svar, number))
    }
    pub(super) fn numbers(&self) -> Option<(u16, u16)> {
        self.numbers
    }
}

/// Reads digits without a zero in front, as the lists of allowed ids are written.
fn number(digits: &str) -> Option<u16> {
    let plain = !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|_| plain)
}

impl Part<'_> {
    /// Returns the code of its first `cv`, untrimmed; empty when there is none.
    pub(super) fn code(&self) -> &str {
        self.cv
            .first
            .as_ref()
            .and_then(|cv| cv.code.first.as_ref())
            .map_or("", |leaf| &leaf.text)
    }
    /// Returns the code system of its first `cv`, untrimmed; empty when there is none.
    pub(super) fn system(&self) -> &str {
        self.cv
            .first
            .as_ref()
            .and_then(|cv| cv.system.first.as_ref())
            .map_or("", |leaf| &leaf.text)
    }
    /// Returns first and last day of its first period, untrimmed; empty when there is none.
    pub(super) fn ends(&self) -> (&str, &str) {
        self.period.first.as_ref().map_or(("", ""), |period| {
            (
                period.start.first.as_ref().map_or("", |leaf| &leaf.text),
                period.end.first.as_ref().map_or("", |leaf| &leaf.text),
            )
        })
    }
}
