//! Makes the page, or for partial requests the fragment, of a [`WebError`]. Source: ui 6.22, reliability-security R160.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{Code, WayOut, WebError};
use crate::hx::Hx;
use crate::middleware::RequestRef;
use crate::session::Current;
use crate::shell::Shell;
use crate::state::WebState;
use crate::{text, urls};

static ERROR_CODE: HeaderName = HeaderName::from_static("x-error-code");

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    shell: Shell,
    body: ErrorBody,
}

#[derive(Template)]
#[template(path = "error_fragment.html")]
struct ErrorFragment {
    body: ErrorBody,
}

struct ErrorBody {
    heading: &'static str,
    text: String,
    reference: String,
    time: String,
    contact: String,
    way_out: Option<WayOut>,
}

/// Gives the answers of the routes below that are errors their content; they carry the error as an extension.
pub(crate) async fn render(State(web): State<WebState>, request: Request, next: Next) -> Response {
    let reference = RequestRef::of(&request);
    let hx = Hx::of(request.headers());
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    let Some(error) = response.extensions().get::<Arc<WebError>>().cloned() else {
        return response;
    };
    log(&error, &reference);
    // Found further in, if the request came that far.
    let current = response
        .extensions()
        .get::<Current>()
        .cloned()
        .unwrap_or_default();
    let mut rendered = page(&web, &error, &current, &path, hx, &reference);
    // Cookies that the route has set stay.
    for (name, value) in response.headers() {
        if name != CONTENT_TYPE {
            rendered.headers_mut().append(name, value.clone());
        }
    }
    rendered
}

/// Makes the answer of an error.
pub(crate) fn page(
    web: &WebState,
    error: &WebError,
    current: &Current,
    path: &str,
    hx: Hx,
    reference: &str,
) -> Response {
    let body = ErrorBody {
        heading: error.code.heading(),
        text: error
            .message
            .clone()
            .unwrap_or_else(|| words(error.code, current, path, reference)),
        reference: reference.to_owned(),
        time: intyg_core::time::date_and_time(web.app.now()),
        contact: web.config.contact.clone(),
        way_out: error.way_out.clone().or_else(|| way_out(error.code, path)),
    };
    let html = if hx.is_partial() {
        ErrorFragment { body }.render()
    } else {
        ErrorPage {
            shell: Shell::new(web, current, error.code.heading()),
            body,
        }
        .render()
    };
    let mut response = (
        error.code.status(),
        axum::response::Html(html.unwrap_or_default()),
    )
        .into_response();
    response.headers_mut().insert(
        ERROR_CODE.clone(),
        HeaderValue::from_static(error.code.key()),
    );
    if let Some(seconds) = error.retry_after {
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Only errors that somebody must act on are errors in the log; the rest is what users do.
fn log(error: &WebError, reference: &str) {
    let (code, cause) = (error.code.key(), error.cause.as_deref().unwrap_or(""));
    if error.code.status().is_server_error() {
        tracing::error!(code, reference, cause, "a request failed");
    } else {
        tracing::info!(code, reference, "a request was refused");
    }
}

fn words(code: Code, current: &Current, path: &str, reference: &str) -> String {
    match (code, current.unit_name()) {
        (Code::Forbidden, Some(unit)) => text::no_right(path, unit),
        _ => code.text(reference),
    }
}

fn way_out(code: Code, path: &str) -> Option<WayOut> {
    let (url, label) = match code {
        Code::AuthRequired | Code::LoginFailed => (urls::LOGIN, "Logga in"),
        Code::Forbidden => (urls::UNITS, "Byt enhet"),
        Code::ContextChanged
        | Code::CsrfFailed
        | Code::PreconditionRequired
        | Code::IdempotencyMismatch
        | Code::NotFound
        | Code::Method
        | Code::BadRequest => ("/", "Till översikten"),
        Code::Timeout
        | Code::BodyTimeout
        | Code::StorageFailed
        | Code::Unavailable
        | Code::Internal => (path, "Försök igen"),
        _ => return None,
    };
    Some(WayOut {
        url: url.to_owned(),
        label,
    })
}
