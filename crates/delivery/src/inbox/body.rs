//! The body of a call, never more of it than the limit.

use axum::extract::Request;
use axum::http::header::CONTENT_LENGTH;
use futures_util::StreamExt as _;
use intyg_rivta::xml::limits;

/// How much of a body that is too large is taken in and thrown away: a caller who is still sending would not see the answer.
const MOST_DROPPED: usize = 8 * limits::DOCUMENT;

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is longer than the limit.
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
    let mut is_too_large = stated.is_some_and(|length| length > limits::DOCUMENT as u64);
    let mut chunks = request.into_body().into_data_stream();
    let mut bytes = Vec::new();
    let mut dropped = 0;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Unread::Broken)?;
        if is_too_large || bytes.len() + chunk.len() > limits::DOCUMENT {
            is_too_large = true;
            bytes = Vec::new();
            dropped += chunk.len();
            if dropped > MOST_DROPPED {
                break;
            }
        } else {
            bytes.extend_from_slice(&chunk);
        }
    }
    if is_too_large {
        Err(Unread::TooLarge)
    } else {
        Ok(bytes)
    }
}
