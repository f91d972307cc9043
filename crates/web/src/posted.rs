//! What a form has sent.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use intyg_core::ids::FormKey;
use serde::de::DeserializeOwned;
use serde::de::value::{Error, MapDeserializer};

use crate::error::{Code, WebError};

/// The fields of a posted form, in the order in which they came. A handler of a POST takes it as an argument; it is there only when the request
/// has passed the protection against forgery.
#[derive(Debug, Clone)]
pub(crate) struct Posted(Arc<Vec<(String, String)>>);

impl Posted {
    /// Reads an `application/x-www-form-urlencoded` body.
    pub(crate) fn parse(body: &[u8]) -> Option<Self> {
        serde_html_form::from_bytes(body)
            .ok()
            .map(|fields| Self(Arc::new(fields)))
    }

    /// Returns the first value of a field; empty when it is not there.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(field, _)| field == name)
            .map_or("", |(_, value)| value)
    }

    /// Tells whether a field was sent, with whatever value: a tick or a pressed button.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }

    /// Returns every field with its value.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Reads the fields that a type names; the others are not looked at. What cannot be read is refused as a whole.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, WebError> {
        T::deserialize(MapDeserializer::<_, Error>::new(self.iter()))
            .map_err(|_| WebError::new(Code::BadRequest))
    }

    /// Returns the one-time key in the field `nyckel`.
    pub(crate) fn form_key(&self) -> Result<FormKey, WebError> {
        self.get("nyckel")
            .parse()
            .map_err(|_| WebError::new(Code::PreconditionRequired))
    }

    /// Returns the revision in the field `rev`; `None` when it is missing or no number.
    pub(crate) fn rev(&self) -> Option<i64> {
        self.get("rev").parse().ok()
    }
}

impl<S: Sync> FromRequestParts<S> for Posted {
    type Rejection = WebError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or(WebError::new(Code::CsrfFailed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_come_as_they_were_sent() {
        let posted = Posted::parse(b"a=1&b=%C3%A5%0D%0A+x&a=2&tom=").expect("a form");
        assert_eq!(
            (
                posted.get("a"),
                posted.get("b"),
                posted.get("tom"),
                posted.get("c")
            ),
            ("1", "å\r\n x", "", "")
        );
        assert!(posted.has("tom") && !posted.has("c"));
        assert_eq!(posted.iter().count(), 4);
        assert_eq!(posted.rev(), None);
        assert_eq!(
            Posted::parse(b"rev=12").and_then(|posted| posted.rev()),
            Some(12)
        );
    }

    #[test]
    fn a_type_takes_the_fields_that_it_names() {
        #[derive(Debug, Default, PartialEq, serde::Deserialize)]
        #[serde(default)]
        struct Asked {
            status: String,
            sida: String,
        }
        let read = |body: &[u8]| Posted::parse(body).and_then(|posted| posted.read::<Asked>().ok());
        let status = |status: &str| Asked {
            status: status.to_owned(),
            ..Asked::default()
        };
        for (body, expected) in [
            (&b"csrf=x&status=%C3%A5"[..], Some(status("å"))),
            (b"", Some(status(""))),
            (b"status=a&status=b", None),
        ] {
            assert_eq!(read(body), expected);
        }
    }
}
