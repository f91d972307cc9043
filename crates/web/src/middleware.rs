//! What every request passes through, from the outside in: frame, error page, panic catch, limits and loopback, session, protection against
//! forgery, time limit.

mod forgery;
mod frame;
mod guards;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{
    DefaultPredicate, NotForContentType, Predicate as _, SizeAbove,
};

use crate::error::{Code, WebError, render};
use crate::session::load_session;
use crate::state::WebState;

/// The id of a request: Fel-id on error pages, `reference` in the log.
#[derive(Debug, Clone)]
pub(crate) struct RequestRef(String);

impl RequestRef {
    pub(crate) fn of(request: &Request) -> String {
        request
            .extensions()
            .get::<Self>()
            .map(|id| id.0.clone())
            .unwrap_or_default()
    }
}

/// Lets only this machine call routes that have no pages, as long as they share the plain listener of the pages: a page of another site that
/// a browser here has open cannot reach them by a name of its own. Source: reliability-security R18, R46.
pub fn from_this_machine(routes: Router) -> Router {
    routes
        .layer(from_fn(guards::only_direct))
        .layer(from_fn(frame::with_headers))
}

/// Puts the routes behind everything that a request passes through.
pub(crate) fn around(routes: Router<WebState>, web: &WebState) -> Router {
    routes
        .layer(from_fn(guards::time_limit))
        .layer(from_fn_with_state(web.clone(), forgery::protect))
        .layer(from_fn_with_state(web.clone(), load_session))
        .layer(from_fn_with_state(web.clone(), guards::check))
        .layer(CatchPanicLayer::custom(|_| -> Response {
            WebError::new(Code::Internal).into_response()
        }))
        .layer(from_fn_with_state(web.clone(), render))
        .layer(from_fn_with_state(web.clone(), frame::frame))
        .layer(
            CompressionLayer::new()
                // A PDF is compressed within.
                .compress_when(
                    DefaultPredicate::new()
                        .and(SizeAbove::new(1024))
                        .and(NotForContentType::const_new("application/pdf")),
                ),
        )
        .with_state(web.clone())
}
