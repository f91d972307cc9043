//! What a contract demands of a message: the checks that its schema states, made while the message is read.

use std::{borrow::Cow, iter::Peekable};

use crate::{names::SCHEMA_INSTANCE, xml::Element};

/// A message that breaks its contract, as a validation against the schema would find.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {problem}")]
pub struct ContractError {
    /// Where, as names of elements from the outermost in, such as `RegisterCertificate/intyg/svar[2]`.
    pub path: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a message. Values of the message are never named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The outermost element is another one.
    #[error("expected the element {0}")]
    OtherElement(&'static str),
    /// An element is missing, or another one stands in its place.
    #[error("the element {0} is missing here")]
    Missing(&'static str),
    /// One of several elements must stand here.
    #[error("one of the elements {0} is missing here")]
    MissingChoice(&'static str),
    /// An element that has no place here, or comes in the wrong order.
    #[error("an element that has no place here, or comes in the wrong order")]
    Unexpected,
    /// A text between elements.
    #[error("a text where only elements may stand")]
    Text,
    /// An element inside a plain value.
    #[error("an element where only a text may stand")]
    ElementInText,
    /// An attribute is missing.
    #[error("the attribute {0} is missing")]
    MissingAttribute(&'static str),
    /// An attribute that has no place here.
    #[error("an attribute that has no place here")]
    UnexpectedAttribute,
    /// The value does not have the required form.
    #[error("not {0}")]
    Value(&'static str),
}

impl ContractError {
    /// Returns the text of the SOAP fault that answers such a message, with the words by which its sender tells a fault of its own making.
    /// Source: `spec/exchange.md` 2.2 and 3.3.
    pub fn fault_text(&self) -> String {
        format!("Unmarshalling Error: {self}")
    }

    pub(crate) fn new(element: Element<'_, '_>, problem: Problem) -> Self {
        // The name of an element that no contract knows is input, and input is not echoed.
        let known = match problem {
            Problem::OtherElement(_) => element.parent(),
            _ => Some(element),
        };
        Self {
            path: known.map_or_else(|| "document".to_owned(), path_of),
            problem,
        }
    }
}

/// Reads the children of an element in the order that a schema prescribes.
pub(crate) struct Sequence<'a, 'i, I: Iterator<Item = Element<'a, 'i>>> {
    parent: Element<'a, 'i>,
    children: Peekable<I>,
}

/// Begins to read an element that holds only elements and has no attributes.
pub(crate) fn sequence<'a, 'i>(
    parent: Element<'a, 'i>,
) -> Result<Sequence<'a, 'i, impl Iterator<Item = Element<'a, 'i>>>, ContractError> {
    sequence_with_attributes(parent, &[])
}

/// Begins to read an element that holds only elements and may have these attributes.
pub(crate) fn sequence_with_attributes<'a, 'i>(
    parent: Element<'a, 'i>,
    attributes: &[&str],
) -> Result<Sequence<'a, 'i, impl Iterator<Item = Element<'a, 'i>>>, ContractError> {
    only_attributes(parent, attributes)?;
    if !parent.has_only_blank_text() {
        return Err(ContractError::new(parent, Problem::Text));
    }
    Ok(Sequence {
        parent,
        children: parent.children().peekable(),
    })
}

impl<'a, 'i, I: Iterator<Item = Element<'a, 'i>>> Sequence<'a, 'i, I> {
    /// Takes the next child, which must be this one.
    pub(crate) fn required(
        &mut self,
        namespace: &str,
        name: &'static str,
    ) -> Result<Element<'a, 'i>, ContractError> {
        self.optional(namespace, name)
            .ok_or_else(|| ContractError::new(self.parent, Problem::Missing(name)))
    }

    /// Takes the next child if it is this one.
    pub(crate) fn optional(&mut self, namespace: &str, name: &str) -> Option<Element<'a, 'i>> {
        self.children.next_if(|child| child.is(namespace, name))
    }

    /// Takes the next child, which must be this one and hold nothing but a text.
    pub(crate) fn required_text(
        &mut self,
        namespace: &str,
        name: &'static str,
    ) -> Result<Cow<'a, str>, ContractError> {
        plain_text(self.required(namespace, name)?)
    }

    /// Takes the next child if it is this one, which must hold nothing but a text.
    pub(crate) fn optional_text(
        &mut self,
        namespace: &str,
        name: &str,
    ) -> Result<Option<Cow<'a, str>>, ContractError> {
        self.optional(namespace, name).map(plain_text).transpose()
    }

    /// Takes all following children with this name and reads each.
    pub(crate) fn repeated<T>(
        &mut self,
        namespace: &str,
        name: &str,
        read: impl Fn(Element<'a, 'i>) -> Result<T, ContractError>,
    ) -> Result<Vec<T>, ContractError> {
        let mut all = Vec::new();
        while let Some(child) = self.optional(namespace, name) {
            all.push(read(child)?);
        }
        Ok(all)
    }

    /// Ends the sequence where the schema tolerates elements of other namespaces (`xs:any`, `##other`).
    pub(crate) fn end_tolerant(mut self, target: &str) -> Result<(), ContractError> {
        while self
            .children
            .next_if(|child| !child.namespace().is_empty() && child.namespace() != target)
            .is_some()
        {}
        self.end()
    }

    /// Ends the sequence: nothing may follow.
    pub(crate) fn end(mut self) -> Result<(), ContractError> {
        match self.children.next() {
            None => Ok(()),
            Some(_) => Err(ContractError::new(self.parent, Problem::Unexpected)),
        }
    }
}

/// Returns the text of an element that may hold nothing else.
pub(crate) fn plain_text<'a>(element: Element<'a, '_>) -> Result<Cow<'a, str>, ContractError> {
    only_attributes(element, &[])?;
    if element.children().next().is_some() {
        return Err(ContractError::new(element, Problem::ElementInText));
    }
    Ok(element.text())
}

/// Returns an attribute that must be there.
pub(crate) fn required_attribute<'a>(
    element: Element<'a, '_>,
    name: &'static str,
) -> Result<&'a str, ContractError> {
    element
        .attribute(name)
        .ok_or_else(|| ContractError::new(element, Problem::MissingAttribute(name)))
}

/// Refuses attributes other than these; hints on where a schema lies are ignored everywhere.
pub(crate) fn only_attributes(
    element: Element<'_, '_>,
    allowed: &[&str],
) -> Result<(), ContractError> {
    let strange = element.attributes().any(|attribute| {
        let expected = attribute.namespace.is_empty() && allowed.contains(&attribute.name);
        let hint = attribute.namespace == SCHEMA_INSTANCE
            && matches!(
                attribute.name,
                "schemaLocation" | "noNamespaceSchemaLocation"
            );
        !(expected || hint)
    });
    if strange {
        return Err(ContractError::new(element, Problem::UnexpectedAttribute));
    }
    Ok(())
}

/// The way to an element. Only elements that a contract names get this far, so no input is echoed.
fn path_of(element: Element<'_, '_>) -> String {
    let mut steps = Vec::new();
    let mut current = Some(element);
    while let Some(element) = current {
        steps.push(step(element));
        current = element.parent();
    }
    steps.reverse();
    steps.join("/")
}

fn step(element: Element<'_, '_>) -> String {
    let Some(parent) = element.parent() else {
        return element.name().to_owned();
    };
    let alike = || {
        parent
            .children()
            .filter(|sibling| sibling.is(element.namespace(), element.name()))
    };
    if alike().nth(1).is_none() {
        return element.name().to_owned();
    }
    let number = alike().take_while(|sibling| *sibling != element).count() + 1;
    format!("{}[{number}]", element.name())
}
