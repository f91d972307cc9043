use std::borrow::Cow;

use super::Element;
use crate::names::{CORE, TYPES};

/// A text or an element of mixed content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A text, untrimmed.
    Text(String),
    /// An element.
    Element(Node),
}

impl Content {
    /// Returns the text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Element(_) => None,
        }
    }

    /// Returns the element, if it is one.
    pub const fn as_element(&self) -> Option<&Node> {
        match self {
            Self::Text(_) => None,
            Self::Element(node) => Some(node),
        }
    }
}

/// An element on its own, detached from its document. Comments are dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Namespace, empty for none.
    pub namespace: Cow<'static, str>,
    /// Local name.
    pub name: Cow<'static, str>,
    /// Attributes in document order.
    pub attributes: Vec<NodeAttribute>,
    /// Texts and elements in document order.
    pub content: Vec<Content>,
}

/// An attribute of a [`Node`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeAttribute {
    /// Namespace, empty for none.
    pub namespace: String,
    /// Local name.
    pub name: String,
    /// Value.
    pub value: String,
}

impl Node {
    /// Makes an empty element.
    pub const fn new(namespace: &'static str, name: &'static str) -> Self {
        Self {
            namespace: Cow::Borrowed(namespace),
            name: Cow::Borrowed(name),
            attributes: Vec::new(),
            content: Vec::new(),
        }
    }

    /// Makes an element that holds a text.
    pub fn with_text(namespace: &'static str, name: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        let mut node = Self::new(namespace, name);
        if !text.is_empty() {
            node.content.push(Content::Text(text));
        }
        node
    }

    /// Adds a child element at the end.
    pub fn push(&mut self, child: Self) {
        self.content.push(Content::Element(child));
    }

    /// Tells whether the element has this namespace and name.
    pub fn is(&self, namespace: &str, name: &str) -> bool {
        self.name == name && self.namespace == namespace
    }

    /// Iterates over the child elements.
    pub fn children(&self) -> impl Iterator<Item = &Self> {
        self.content.iter().filter_map(Content::as_element)
    }

    /// Returns the first child with this namespace and name.
    pub fn child(&self, namespace: &str, name: &str) -> Option<&Self> {
        self.children().find(|child| child.is(namespace, name))
    }

    /// Returns the own text of the first child with this namespace and name, untrimmed.
    pub fn child_text(&self, namespace: &str, name: &str) -> Option<Cow<'_, str>> {
        self.child(namespace, name).map(Self::own_text)
    }

    /// Returns the element's own text, untrimmed, without the texts of its children.
    pub fn own_text(&self) -> Cow<'_, str> {
        crate::certificate::own_text(&self.content)
    }

    /// Copies an element out of its document. The depth of a document is limited, so the recursion is too.
    pub fn copy_of(element: Element<'_, '_>) -> Self {
        Self {
            namespace: shared(element.namespace(), &[TYPES, CORE]),
            name: shared(
                element.name(),
                &[
                    "cv",
                    "code",
                    "codeSystem",
                    "displayName",
                    "datePeriod",
                    "start",
                    "end",
                ],
            ),
            attributes: element
                .attributes()
                .map(|attribute| NodeAttribute {
                    namespace: attribute.namespace.to_owned(),
                    name: attribute.name.to_owned(),
                    value: attribute.value.to_owned(),
                })
                .collect(),
            content: copy_content(element),
        }
    }
}

/// Copies the content of an element, with the texts around comments joined.
pub(crate) fn copy_content(element: Element<'_, '_>) -> Vec<Content> {
    let mut content: Vec<Content> = Vec::new();
    for child in element.node().children() {
        if child.is_element() {
            content.push(Content::Element(Node::copy_of(Element::new(child))));
        } else if child.is_text()
            && let Some(text) = child.text()
        {
            match content.last_mut() {
                Some(Content::Text(before)) => before.push_str(text),
                _ => content.push(Content::Text(text.to_owned())),
            }
        }
    }
    content
}

/// The usual names need no copy of their own.
fn shared(text: &str, usual: &[&'static str]) -> Cow<'static, str> {
    match usual.iter().find(|known| **known == text) {
        Some(known) => Cow::Borrowed(known),
        None => Cow::Owned(text.to_owned()),
    }
}
