//! Gives every request an id and a log line, and every response its headers.

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use intyg_app::App;
use tokio::time::Instant;

use crate::hx::Hx;
use crate::middleware::RequestRef;
use crate::state::WebState;

/// Source: reliability-security R46.
static ALWAYS: [(HeaderName, &str); 6] = [
    (
        STRICT_TRANSPORT_SECURITY,
        "max-age=31536000; includeSubDomains",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), encrypted-media=(), \
         fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), \
         microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), \
         storage-access=(), usb=(), window-management=(), xr-spatial-tracking=(), clipboard-read=(), \
         clipboard-write=(self)",
    ),
];

/// Source: reliability-security R45.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

/// The outermost layer.
pub(super) async fn frame(
    State(web): State<WebState>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let id = web.app.new_request_id();
    let reference = id.to_text();
    request
        .extensions_mut()
        .insert(RequestRef(reference.clone()));
    let method = request.method().clone();
    // The pattern of the route and not the address, which names certificates.
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("-", MatchedPath::as_str)
        .to_owned();
    let hx = Hx::of(request.headers());

    // The access log carries the same id.
    let mut response = App::in_request(id, next.run(request)).await;
    if hx.is_partial() && response.status() == StatusCode::SEE_OTHER {
        redirect_page(&mut response);
    }
    add_headers(response.headers_mut());
    tracing::info!(
        %method,
        route,
        status = response.status().as_u16(),
        duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        reference,
        "request answered"
    );
    response
}

/// Gives the answers of a route that has no pages the headers of every answer.
pub(super) async fn with_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    add_headers(response.headers_mut());
    response
}

/// A script would follow a redirect unseen and get a whole page; it is told to move the page instead.
fn redirect_page(response: &mut Response) {
    if let Some(location) = response.headers_mut().remove(LOCATION) {
        *response.status_mut() = StatusCode::OK;
        response.headers_mut().insert("hx-redirect", location);
        *response.body_mut() = Body::empty();
    }
}

fn add_headers(headers: &mut HeaderMap) {
    for (name, value) in &ALWAYS {
        headers.insert(name.clone(), HeaderValue::from_static(value));
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
    {
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    }
}
