//! The body of a call, never more of it than the limit.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::http::header::CONTENT_LENGTH;
use futures_util::StreamExt as _;
use intyg_rivta::xml::limits;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bodies up to this many bytes are read without a place: nearly every message is far smaller, and whoever sends slowly holds nobody up.
pub(super) const SMALL: usize = 64 * 1024;
/// How long a larger one waits for its place.
const PLACE_WITHIN: Duration = Duration::from_secs(20);
/// How much of a body that is too large is taken in and thrown away: a caller who is still sending would not see the answer.
const MOST_DROPPED: usize = 8 * limits::DOCUMENT;

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is longer than the limit.
    TooLarge,
    /// It did not come whole, or not in time.
    Broken,
    /// Too many large ones are being read.
    NoPlace,
}

/// A body, with the place that it takes as long as its bytes are held.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) bytes: Vec<u8>,
    #[expect(dead_code, reason = "gives the place back when the bytes go")]
    place: Option<OwnedSemaphorePermit>,
}

/// Reads a body of at most [`limits::DOCUMENT`] bytes; above [`SMALL`] it takes one of `places`.
pub(super) async fn read(request: Request, places: &Arc<Semaphore>) -> Result<Whole, Unread> {
    let stated = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let mut is_too_large = stated.is_some_and(|length| length > limits::DOCUMENT as u64);
    let mut chunks = request.into_body().into_data_stream();
    let mut bytes = Vec::new();
    let mut place = None;
    let mut dropped = 0;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Unread::Broken)?;
        if is_too_large || bytes.len() + chunk.len() > limits::DOCUMENT {
            is_too_large = true;
            (bytes, place) = (Vec::new(), None);
            dropped += chunk.len();
            if dropped > MOST_DROPPED {
                break;
            }
            continue;
        }
        if place.is_none() && bytes.len() + chunk.len() > SMALL {
            place = Some(take(places).await?);
        }
        bytes.extend_from_slice(&chunk);
    }
    if is_too_large {
        Err(Unread::TooLarge)
    } else {
        Ok(Whole { bytes, place })
    }
}

async fn take(places: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Unread> {
    let place = Arc::clone(places).acquire_owned();
    match tokio::time::timeout(PLACE_WITHIN, place).await {
        Ok(Ok(place)) => Ok(place),
        Ok(Err(_)) | Err(_) => Err(Unread::NoPlace),
    }
}
