//! Values as svar and delsvar, both ways: what a kind looks like on the wire. Source: certificate-types 3.

mod absorb;
mod emit;

pub use absorb::{Absorbed, absorb};
pub use emit::emit;

use jiff::civil::Date;

/// One svar that we send, or one of a message that the national rules accept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Svar {
    /// Its number.
    pub id: u16,
    /// From 1, for svar that repeat.
    pub instance: Option<u32>,
    /// Its delsvar, at least one.
    pub parts: Vec<Part>,
}

/// One delsvar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The number after the dot.
    pub number: u8,
    /// What it holds.
    pub content: Content,
}

/// What a delsvar holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Text; truth values and single dates are texts too.
    Text(String),
    /// A coded value.
    Code {
        /// `code`, trimmed.
        code: String,
        /// `codeSystem`, trimmed.
        system: String,
        /// `displayName`.
        name: Option<String>,
    },
    /// A period, both days included.
    Period {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
}

/// Numbers of the svar that hold answers to additional questions. Source: certificate-types 3 E12.
pub const ADDITIONAL: std::ops::RangeInclusive<u16> = 9000..=9999;

impl Svar {
    fn single(id: u16, number: u8, content: Content) -> Self {
        Self {
            id,
            instance: None,
            parts: vec![Part { number, content }],
        }
    }

    /// Returns what a part holds.
    pub fn part(&self, number: u8) -> Option<&Content> {
        self.parts
            .iter()
            .find(|part| part.number == number)
            .map(|part| &part.content)
    }

    fn text(&self, number: u8) -> Option<&str> {
        match self.part(number)? {
            Content::Text(text) => Some(text),
            Content::Code { .. } | Content::Period { .. } => None,
        }
    }

    fn code(&self, number: u8) -> Option<&str> {
        match self.part(number)? {
            Content::Code { code, .. } => Some(code),
            Content::Text(_) | Content::Period { .. } => None,
        }
    }
}
