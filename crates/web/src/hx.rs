//! Partial requests: those that a script makes to replace a part of the page.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;

/// Whether the page itself or a script asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hx {
    /// A whole page is wanted.
    Page,
    /// A fragment is wanted.
    Partial,
}

impl Hx {
    /// Reads the header that htmx and our own scripts set.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        if headers
            .get("hx-request")
            .is_some_and(|value| value == "true")
        {
            Self::Partial
        } else {
            Self::Page
        }
    }

    pub(crate) fn is_partial(self) -> bool {
        self == Self::Partial
    }
}

impl<S: Sync> FromRequestParts<S> for Hx {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}
