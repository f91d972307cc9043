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
