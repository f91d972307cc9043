//! What stands in addresses. The ready-made extractors answer in words of their own, without code and page.

use axum::extract::{self, FromRequestParts, Path};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::error::{Code, WebError};

/// The ids of the address. One that is no id is answered as one that does not exist.
pub(crate) struct Address<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Address<T> {
    type Rejection = WebError;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebError> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(ids)) => Ok(Self(ids)),
            Err(_) => Err(WebError::new(Code::NotFound)),
        }
    }
}

/// What stands behind the question mark. What cannot be read is refused as a whole, and nothing of it is repeated.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = WebError;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebError> {
        match extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(extract::Query(asked)) => Ok(Self(asked)),
            Err(_) => Err(WebError::new(Code::BadRequest)),
        }
    }
}
