use std::borrow::Cow;

/// An element of a [`super::Document`]; found by namespace and name, never by prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element<'a, 'i> {
    node: roxmltree::Node<'a, 'i>,
}

/// An attribute of an [`Element`]; namespace declarations are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// Namespace, empty for none.
    pub namespace: &'a str,
    /// Local name.
    pub name: &'a str,
    /// Value, references resolved.
    pub value: &'a str,
}

impl<'a, 'i> Element<'a, 'i> {
    pub(super) const fn new(node: roxmltree::Node<'a, 'i>) -> Self {
        Self { node }
    }

    /// Returns the namespace, empty for none.
    pub fn namespace(self) -> &'a str {
        self.node.tag_name().namespace().unwrap_or_default()
    }

    /// Returns the local name.
    pub fn name(self) -> &'a str {
        self.node.tag_name().name()
    }

    /// Tells whether the element has this namespace and name.
    pub fn is(self, namespace: &str, name: &str) -> bool {
        self.name() == name && self.namespace() == namespace
    }

    /// Iterates over the child elements in document order.
    pub fn children(self) -> impl Iterator<Item = Element<'a, 'i>> + use<'a, 'i> {
        self.node
            .children()
            .filter(roxmltree::Node::is_element)
            .map(Self::new)
    }

    /// Iterates over this element and all elements in it, in document order.
    pub fn descendants(self) -> impl Iterator<Item = Element<'a, 'i>> + use<'a, 'i> {
        self.node
            .descendants()
            .filter(roxmltree::Node::is_element)
            .map(Self::new)
    }

    /// Returns the first child with this namespace and name.
    pub fn child(self, namespace: &str, name: &str) -> Option<Element<'a, 'i>> {
        self.children().find(|child| child.is(namespace, name))
    }

    /// Returns the text of the first child with this namespace and name.
    pub fn child_text(self, namespace: &str, name: &str) -> Option<Cow<'a, str>> {
        self.child(namespace, name).map(Self::text)
    }

    /// Returns the surrounding element.
    pub fn parent(self) -> Option<Element<'a, 'i>> {
        self.node.parent_element().map(Self::new)
    }

    /// Returns the element's own text, untrimmed: without the texts of its children, with the texts around comments joined.
    pub fn text(self) -> Cow<'a, str> {
        let mut texts = self.texts();
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

    /// Tells whether there is nothing but blanks between the child elements.
    pub fn has_only_blank_text(self) -> bool {
        self.texts().all(|text| {
            text.bytes()
                .all(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n'))
        })
    }

    /// Returns the value of an attribute that is in no namespace.
    pub fn attribute(self, name: &str) -> Option<&'a str> {
        self.attributes()
            .find(|attribute| attribute.namespace.is_empty() && attribute.name == name)
            .map(|attribute| attribute.value)
    }

    /// Iterates over the attributes in document order.
    pub fn attributes(self) -> impl Iterator<Item = Attribute<'a>> + use<'a, 'i> {
        self.node.attributes().map(|attribute| Attribute {
            namespace: attribute.namespace().unwrap_or_default(),
            name: attribute.name(),
            value: attribute.value(),
        })
    }

    /// Returns the node of the tree, for canonicalisation.
    pub const fn node(self) -> roxmltree::Node<'a, 'i> {
        self.node
    }

    /// Returns the element as it stands in the source; prefixes may be declared outside it.
    pub fn source(self) -> &'a str {
        let document = self.node.document();
        document
            .input_text()
            .get(self.node.range())
            .unwrap_or_default()
    }

    fn texts(self) -> impl Iterator<Item = &'a str> + use<'a, 'i> {
        self.node
            .children()
            .filter(roxmltree::Node::is_text)
            .filter_map(|node| node.text())
    }
}
