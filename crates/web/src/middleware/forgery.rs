//! Nothing changes on the word of a page that is not ours. Source: reliability-security R44, R40.

use std::error::Error as StdError;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::error::{Code, WebError};
use crate::limits::{BODY_BYTES, FORM_FIELDS};
use crate::listener::BodyTooSlow;
use crate::posted::Posted;
use crate::session::{Current, Match, login_token, token_matches};
use crate::state::WebState;
use crate::urls;

const FORM: &str = "application/x-www-form-urlencoded";

/// Lets a request that may change something through only with a token of this session, from a page of ours. What was posted is read here, once,
/// and handed on as [`Posted`].
pub(super) async fn protect(State(web): State<WebState>, request: Request, next: Next) -> Response {
    if matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    ) {
        return next.run(request).await;
    }
    match check(&web, request).await {
        Ok(request) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

async fn check(web: &WebState, request: Request) -> Result<Request, WebError> {
    let scheme = if web.config.transport.is_https() {
        "https"
    } else {
        "http"
    };
    if !is_from_own_page(request.headers(), scheme) || !is_form(request.headers()) {
        return Err(WebError::new(Code::CsrfFailed));
    }
    let (mut parts, body) = request.into_parts();
    let posted = Posted::parse(&read(body).await?).ok_or(WebError::new(Code::BadRequest))?;
    if posted.len() > FORM_FIELDS {
        return Err(WebError::new(Code::BodyTooLarge));
    }
    let sent = match parts.headers.get("x-csrf-token") {
        Some(header) => header.to_str().unwrap_or_default(),
        None => posted.get("csrf"),
    };
    let current = parts
        .extensions
        .get::<Current>()
        .cloned()
        .unwrap_or_default();
    let verdict = if parts.uri.path() == urls::LOGIN {
        login_token(web, &parts.headers)
            .map_or(Match::Wrong, |expected| Match::exact(sent, &expected))
    } else {
        token_matches(&current, sent).ok_or(WebError::new(Code::AuthRequired))?
    };
    match verdict {
        Match::Right => {}
        Match::OtherContext => return Err(WebError::new(Code::ContextChanged)),
        Match::Wrong => return Err(WebError::new(Code::CsrfFailed)),
    }
    parts.extensions.insert(posted);
    Ok(Request::from_parts(parts, Body::empty()))
}

/// `Sec-Fetch-Site` where the browser sends it, else an `Origin` that is our own.
fn is_from_own_page(headers: &HeaderMap, scheme: &str) -> bool {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &axum::http::HeaderValue| value.to_str().ok())
    };
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    match (text(ORIGIN), text(HOST)) {
        (Some(origin), Some(host)) => {
            origin
                .strip_prefix(scheme)
                .and_then(|rest| rest.strip_prefix("://"))
                == Some(host)
        }
        _ => false,
    }
}

/// Every route that changes something takes a form.
fn is_form(headers: &HeaderMap) -> bool {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let (media_type, parameter) = value.split_once(';').unwrap_or((value, ""));
    let utf8 =
        parameter.trim().is_empty() || parameter.trim().eq_ignore_ascii_case("charset=utf-8");
    media_type.trim().eq_ignore_ascii_case(FORM) && utf8
}

async fn read(body: Body) -> Result<Bytes, WebError> {
    to_bytes(body, BODY_BYTES).await.map_err(|error| {
        if chain(&error).any(<dyn StdError>::is::<BodyTooSlow>) {
            WebError::new(Code::BodyTimeout)
        } else if chain(&error).any(<dyn StdError>::is::<http_body_util::LengthLimitError>) {
            WebError::new(Code::BodyTooLarge)
        } else {
            WebError::new(Code::BadRequest)
        }
    })
}

fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    fn source<'a>(error: &&'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
        (**error).source()
    }
    std::iter::successors(Some(error), source)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        lines
            .iter()
            .map(|(name, value)| {
                (
                    axum::http::HeaderName::from_static(name),
                    HeaderValue::from_str(value).expect("ascii"),
                )
            })
            .collect()
    }

    #[test]
    fn only_own_pages_may_post() {
        let own = |lines: &[(&'static str, &str)]| is_from_own_page(&headers(lines), "http");
        assert!(own(&[
            ("sec-fetch-site", "same-origin"),
            ("origin", "null")
        ]));
        assert!(own(&[
            ("origin", "http://127.0.0.1:8080"),
            ("host", "127.0.0.1:8080")
        ]));
        for bad in [
            &[
                ("sec-fetch-site", "same-site"),
                ("origin", "http://h"),
                ("host", "h"),
            ][..],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "none")],
            &[("origin", "http://evil.example"), ("host", "h")],
            &[("origin", "https://h"), ("host", "h")],
            &[("origin", "null"), ("host", "h")],
            &[("host", "h")],
            &[],
        ] {
            assert!(!own(bad), "{bad:?}");
        }
    }

    #[test]
    fn only_a_form_is_a_form() {
        let form = |value: &str| is_form(&headers(&[("content-type", value)]));
        assert!(form("application/x-www-form-urlencoded"));
        assert!(form("application/x-www-form-urlencoded;charset=UTF-8"));
        for bad in [
            "",
            "text/plain",
            "application/json",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded; charset=utf-7",
        ] {
            assert!(!form(bad), "{bad}");
        }
        assert!(!is_form(&HeaderMap::new()));
    }
}
