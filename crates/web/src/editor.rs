//! The editor: the whole form of a draft, checked and saved while one types, and usable without script. Source: ui 6.6–6.8.

mod answer;
mod closing;
mod conflict;
mod fields;
mod form;
mod handlers;
mod journal;
mod page;
mod refused;
mod register;
mod shortcuts;
mod view;

use axum::Router;
use axum::routing::{get, post};

use crate::state::WebState;
use crate::urls;

/// What rendering a template gives.
type Rendered<T> = Result<T, askama::Error>;

/// The routes of the editor and of what opens from it.
pub(crate) fn routes() -> Router<WebState> {
    Router::new()
        .route("/intyg/{id}/redigera", get(handlers::show))
        .route("/intyg/{id}/svar", post(handlers::answer))
        .route("/intyg/{id}/validera", post(handlers::validate))
        .route("/intyg/{id}/spara", post(handlers::save))
        .route("/intyg/{id}/stang", get(closing::ask).post(closing::close))
        .route("/intyg/{id}/diagnos/{row}/journal", get(journal::show))
        .route("/intyg/{id}/diagnos/{row}", post(journal::pick))
        .route(urls::DIAGNOSIS_REGISTER, get(register::search))
        .route(urls::SHORTCUTS, get(shortcuts::show))
}
