//! The body of a call, never more of it than the limit.

use axum::extract::Request;
use axum::http::header::CONTENT_LENGTH;
use futures_util::StreamExt as _;
use intyg_rivta::xml::limits;

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is longer than the limit; the rest was left unread.
    TooLarge,
    /// It did not come whole, or not in time.
    Broken,
}

/// Reads a body of at most [`limits::DOCUMENT`] bytes.
pub(super) async fn read(request: Request) -> Result<Vec<u8>, Unread> {
    let stated = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if stated.is_some_and(|length| length > limits::DOCUMENT as u64) {
        return Err(Unread::TooLarge);
    }
    let mut chunks = request.into_body().into_data_stream();
    let mut bytes = Vec::new();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Unread::Broken)?;
        if bytes.len() + chunk.len() > limits::DOCUMENT {
            return Err(Unread::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
