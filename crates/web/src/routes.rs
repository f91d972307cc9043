//! Every route.

use axum::Router;
use axum::routing::{get, post};

use crate::error::{Code, WebError};
use crate::state::WebState;
use crate::{
    assets, certificate, compare, complement, consent, conversation, copy, delete, editor, health,
    history, inbox, legacy, login, menu, middleware, outbox, overview, patients, print, ready,
    rules, settings, sick_leaves, tabs, todo, unit_drafts, units,
};

/// Requests that pages make by themselves. They do not prolong the session. Source: reliability-security R37.
pub(crate) const BACKGROUND: &[&str] = &[
    "/intyg/{id}/leverans",
    "/intyg/{id}/status",
    "/intyg/{id}/konversation/leverans",
    "/enhet/raknare",
    "/enhet/inkorg/nya",
    "/enhet/utkorg/lage",
    "/enhet/utkorg/nya",
    "/enhet/utkast/nya",
];

/// Returns the whole user interface as a service. Whoever serves it over a socket should use [`crate::listener`], which keeps the time limits.
#[expect(clippy::needless_pass_by_value, reason = "the router keeps the state")]
pub fn router(web: WebState) -> Router {
    let routes = Router::new()
        .route("/", get(login::home))
        .route("/logga-in", get(login::show).post(login::log_in))
        .route("/logga-ut", post(login::log_out))
        .route("/valj-enhet", get(units::show).post(units::choose))
        .route("/patient", get(patients::show).post(patients::find))
        .route(
            "/patient/{p}/intyg",
            get(overview::show).post(overview::act),
        )
        .merge(legacy::routes())
        .merge(health::routes())
        .merge(inbox::routes())
        .merge(outbox::routes())
        .merge(todo::routes())
        .merge(unit_drafts::routes())
        .merge(complement::routes())
        .merge(conversation::routes())
        .route("/enhet/raknare", get(menu::counts))
        .route("/intyg/{id}", get(certificate::show))
        .route("/intyg/{id}/leverans", get(certificate::delivery))
        .route("/intyg/{id}/status", get(certificate::row_status))
        .route("/intyg/{id}/meddelande/{m}", get(certificate::message))
        .route(
            "/intyg/{id}/samtycke",
            get(consent::show).post(consent::answer),
        )
        .route(
            "/intyg/{id}/klart-att-signera",
            get(ready::show).post(ready::mark),
        )
        .route("/intyg/{id}/radera", get(delete::show).post(delete::delete))
        .route(
            "/intyg/{id}/historik",
            get(history::show).post(history::restore),
        )
        .route("/intyg/{id}/jamfor/{older}", get(compare::show))
        .route("/patient/{p}/sjukskrivningar", get(sick_leaves::show))
        .route(crate::urls::RULES, get(rules::show))
        .route("/intyg/{id}/ny-kopia", get(copy::show).post(copy::copy))
        .route("/installningar", get(settings::show).post(settings::save))
        .route("/intyg/{id}/skriv-ut", get(print::show).post(print::order))
        .route("/intyg/{id}/pdf", get(print::pdf))
        .route("/kontrollera-utskrift", get(print::check))
        .route("/intyg/{id}/stang-flik", post(tabs::close))
        .merge(editor::routes())
        .route("/static/{*file}", get(assets::serve))
        .fallback(async || WebError::new(Code::NotFound))
        .method_not_allowed_fallback(async || WebError::new(Code::Method));
    middleware::around(routes, &web)
}
