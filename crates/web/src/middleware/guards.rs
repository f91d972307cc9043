//! Refuses what is too large, too slow or comes the wrong way. Source: reliability-security R18, R63.

use std::net::{Ipv4Addr, Ipv6Addr};

use axum::extract::{Request, State};
use axum::http::header::{CONTENT_ENCODING, FORWARDED, HOST};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::error::{Code, WebError};
use crate::limits::{HANDLING, HEADER_BYTES, HEADER_COUNT, URI_BYTES};
use crate::state::WebState;

/// Checks address, headers and, in the demo, that the request comes straight from this machine.
pub(super) async fn check(State(web): State<WebState>, request: Request, next: Next) -> Response {
    let refusal = too_large(request.uri(), request.headers())
        .or_else(|| {
            request
                .headers()
                .contains_key(CONTENT_ENCODING)
                .then_some(Code::UnsupportedMedia)
        })
        .or_else(|| {
            (!web.config.transport.is_https() && !is_direct(request.headers()))
                .then_some(Code::Forbidden)
        });
    match refusal {
        Some(code) => WebError::new(code).into_response(),
        None => next.run(request).await,
    }
}

/// Refuses what does not come straight from this machine to a route that has no pages.
pub(super) async fn only_direct(request: Request, next: Next) -> Response {
    if is_direct(request.headers()) {
        next.run(request).await
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}

/// Ends the handling of a request that takes too long; what it had not committed is rolled back.
pub(super) async fn time_limit(request: Request, next: Next) -> Response {
    match tokio::time::timeout(HANDLING, next.run(request)).await {
        Ok(response) => response,
        Err(_) => WebError::new(Code::Timeout).into_response(),
    }
}

fn too_large(uri: &Uri, headers: &HeaderMap) -> Option<Code> {
    let uri_bytes = uri
        .path_and_query()
        .map_or(0, |address| address.as_str().len());
    // "name: value\r\n", and the request line with its method and version.
    let header_bytes: usize = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    if uri_bytes > URI_BYTES {
        Some(Code::UriTooLong)
    } else if headers.len() > HEADER_COUNT || uri_bytes + header_bytes > HEADER_BYTES {
        Some(Code::HeaderTooLarge)
    } else {
        None
    }
}

fn is_direct(headers: &HeaderMap) -> bool {
    let forwarded = headers.contains_key(FORWARDED)
        || headers
            .keys()
            .any(|name| name.as_str().starts_with("x-forwarded-"));
    let host = headers
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    !forwarded && is_loopback(host)
}

/// Tells whether a `Host` header, with or without a port, names this machine.
fn is_loopback(host: &str) -> bool {
    if let Some(rest) = host.strip_prefix('[') {
        let address = rest.split(']').next().unwrap_or_default();
        return address.parse::<Ipv6Addr>().is_ok_and(|ip| ip.is_loopback());
    }
    let name = host.split(':').next().unwrap_or_default();
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for good in [
            "localhost",
            "LocalHost:8080",
            "127.0.0.1",
            "127.8.9.1:1",
            "[::1]",
            "[::1]:8080",
        ] {
            assert!(is_loopback(good), "{good}");
        }
        for bad in [
            "",
            "intyg.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example:80",
            "10.0.0.1",
            "[2001:db8::1]:80",
            "0.0.0.0",
        ] {
            assert!(!is_loopback(bad), "{bad}");
        }
    }
}
