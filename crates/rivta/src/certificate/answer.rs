//! `svar` and `delsvar`: written canonically, read as they are.

use std::borrow::Cow;

use crate::{
    names::TYPES,
    types::Code,
    xml::{Content, Node},
};

/// The answer to one question (`svar`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Svar {
    /// `@id`: digits, such as `32`.
    pub id: String,
    /// `instans`, from 1, for questions that can be repeated.
    pub instance: Option<i32>,
    /// `delsvar`, in document order, at least one.
    pub parts: Vec<Delsvar>,
}

/// One part of an answer (`delsvar`).
///
/// There is one form for what is written and what is read: the content as it stands, blanks and all. The constructors make the canonical
/// contents, the methods look at whatever there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delsvar {
    /// `@id`: digits, dot, digits, such as `32.1`.
    pub id: String,
    /// Texts and elements, in document order; comments are dropped and no two texts stand side by side.
    pub content: Vec<Content>,
}

impl Delsvar {
    /// Makes a part that holds a text. Dates, numbers and the two truth values are texts too.
    pub fn text(id: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let content = if text.is_empty() {
            Vec::new()
        } else {
            vec![Content::Text(text)]
        };
        Self {
            id: id.into(),
            content,
        }
    }

    /// Makes a part that holds a code (`cv`).
    pub fn cv(id: impl Into<String>, code: Code) -> Self {
        let mut cv = Node::new(TYPES, "cv");
        cv.push(Node::with_text(TYPES, "code", code.code));
        cv.push(Node::with_text(TYPES, "codeSystem", code.code_system));
        if let Some(display_name) = code.display_name {
            cv.push(Node::with_text(TYPES, "displayName", display_name));
        }
        Self::element(id, cv)
    }

    /// Makes a part that holds a period (`datePeriod`); dates are `YYYY-MM-DD`.
    pub fn date_period(id: impl Into<String>, start: Option<String>, end: Option<String>) -> Self {
        let mut period = Node::new(TYPES, "datePeriod");
        for (name, date) in [("start", start), ("end", end)] {
            if let Some(date) = date {
                period.push(Node::with_text(TYPES, name, date));
            }
        }
        Self::element(id, period)
    }

    /// Makes a part that holds one element.
    pub fn element(id: impl Into<String>, node: Node) -> Self {
        Self {
            id: id.into(),
            content: vec![Content::Element(node)],
        }
    }

    /// Returns the part's own text, untrimmed, without the texts of elements in it.
    pub fn own_text(&self) -> Cow<'_, str> {
        own_text(&self.content)
    }

    /// Iterates over the elements in the part.
    pub fn elements(&self) -> impl Iterator<Item = &Node> {
        self.content.iter().filter_map(Content::as_element)
    }

    /// Returns the first element with this name in the types namespace.
    pub fn typed(&self, name: &str) -> Option<&Node> {
        self.elements().find(|node| node.is(TYPES, name))
    }

    /// Returns the first code in the part, texts untrimmed; `None` if there is none or it has no code or code system.
    pub fn code(&self) -> Option<Code> {
        let cv = self.typed("cv")?;
        Some(Code {
            code: cv.child_text(TYPES, "code")?.into_owned(),
            code_system: cv.child_text(TYPES, "codeSystem")?.into_owned(),
            display_name: cv.child_text(TYPES, "displayName").map(Cow::into_owned),
        })
    }

    /// Returns the ends of the first period in the part, untrimmed; `None` if there is no period.
    pub fn period(&self) -> Option<DatePeriod<'_>> {
        let period = self.typed("datePeriod")?;
        Some(DatePeriod {
            start: period.child_text(TYPES, "start"),
            end: period.child_text(TYPES, "end"),
        })
    }
}

/// The ends of a period as they stand, untrimmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatePeriod<'a> {
    /// First day, `YYYY-MM-DD`.
    pub start: Option<Cow<'a, str>>,
    /// Last day, `YYYY-MM-DD`.
    pub end: Option<Cow<'a, str>>,
}

pub(crate) fn own_text(content: &[Content]) -> Cow<'_, str> {
    let mut texts = content.iter().filter_map(Content::as_text);
    let first = texts.next().unwrap_or_default();
    match texts.next() {
        None => Cow::Borrowed(first),
        Some(second) => {
            let mut all = String::from(first);
            all.push_str(second);
            all.extend(texts);
            Cow::Owned(all)
        }
    }
}
