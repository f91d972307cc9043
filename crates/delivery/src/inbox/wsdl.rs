//! `?wsdl`: the contract as client generators read it. Our own words for what the national schema says.

use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::{CONTRACT, not_allowed};

const TEXT: &str = include_str!("send_message_to_care.wsdl");
/// Stands in the text for the address of the endpoint.
const PLACE: &str = "{location}";

/// Answers a request that is no call.
pub(super) fn answer(request: &Request) -> Response {
    if request.method() != Method::GET {
        return not_allowed();
    }
    let is_asked = request
        .uri()
        .query()
        .is_some_and(|query| query.eq_ignore_ascii_case("wsdl"));
    if !is_asked {
        return not_allowed();
    }
    let host = request
        .headers()
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .filter(|host| is_plain(host));
    let Some(host) = host else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let location = format!("http://{host}{}", CONTRACT.path());
    let content_type = HeaderValue::from_static("text/xml; charset=utf-8");
    (
        [(CONTENT_TYPE, content_type)],
        TEXT.replace(PLACE, &location),
    )
        .into_response()
}

/// A host and port that can stand in an attribute.
fn is_plain(host: &str) -> bool {
    !host.is_empty()
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'))
}
