//! Läkarintyg: certificates from before June 2018, which can only be read. Source: ui 6.19.

mod list;
mod view;

use axum::Router;
use axum::routing::{any, get};

use crate::state::WebState;

/// Its addresses. Whatever else is asked of a certificate is refused with the reason, not as a page that does not exist.
pub(crate) fn routes() -> Router<WebState> {
    Router::new()
        .route(
            "/patient/{p}/lakarintyg",
            get(list::show).post(list::act).fallback(list::refuse),
        )
        .route("/patient/{p}/lakarintyg/{*action}", any(list::refuse))
        .route("/lakarintyg/{id}", get(view::show).fallback(view::refuse))
        .route("/lakarintyg/{id}/{*action}", any(view::refuse))
}
