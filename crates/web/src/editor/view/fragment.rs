//! A piece of the page with an id and a fingerprint. The browser names the fingerprints that it has, so that an answer holds only
//! what has changed.

use std::fmt::Write as _;

/// An element of the page that can be exchanged by itself.
#[derive(Debug, Clone)]
pub(in crate::editor) struct Fragment {
    tag: &'static str,
    id: String,
    class: &'static str,
    is_hidden: bool,
    inner: String,
}

impl Fragment {
    /// Makes a fragment from its content, which is HTML.
    pub(in crate::editor) fn new(tag: &'static str, id: impl Into<String>, inner: String) -> Self {
        Self {
            tag,
            id: id.into(),
            class: "",
            is_hidden: false,
            inner,
        }
    }
    /// Sets its class.
    pub(in crate::editor) fn class(self, class: &'static str) -> Self {
        Self { class, ..self }
    }
    /// Hides it; its fields are posted all the same.
    pub(in crate::editor) fn hidden_if(self, is_hidden: bool) -> Self {
        Self { is_hidden, ..self }
    }
    /// Returns the id.
    pub(in crate::editor) fn id(&self) -> &str {
        &self.id
    }
    /// Returns 16 hexadecimal digits that differ when the element differs.
    pub(in crate::editor) fn fingerprint(&self) -> String {
        let shown: &[u8] = if self.is_hidden { b"-" } else { b"+" };
        let parts = [shown, self.class.as_bytes(), b">", self.inner.as_bytes()];
        format!("{:016x}", fnv(parts.into_iter().flatten().copied()))
    }
    /// Returns the whole element.
    pub(in crate::editor) fn html(&self) -> String {
        let Self {
            tag,
            id,
            class,
            is_hidden,
            inner,
        } = self;
        let mut html = String::with_capacity(inner.len() + 120);
        // Writing to a String never fails.
        let _ = write!(html, "<{tag} id=\"{id}\"");
        if !class.is_empty() {
            let _ = write!(html, " class=\"{class}\"");
        }
        if *is_hidden {
            html.push_str(" hidden");
        }
        let _ = write!(html, " data-h=\"{}\">{inner}</{tag}>", self.fingerprint());
        html
    }
}

/// FNV-1a, 64 bits: a change detector, not a safeguard.
fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_follows_content_class_and_visibility() {
        let plain = Fragment::new("p", "a", "x".to_owned());
        let others = [
            Fragment::new("p", "a", "y".to_owned()),
            plain.clone().class("k"),
            plain.clone().hidden_if(true),
        ];
        for other in others {
            assert_ne!(plain.fingerprint(), other.fingerprint(), "{other:?}");
        }
        assert_eq!(
            plain.fingerprint(),
            Fragment::new("p", "b", "x".to_owned()).fingerprint()
        );
    }
}
