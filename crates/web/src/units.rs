//! Choose unit. Source: ui 6.2.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use intyg_app::UnitChoice;
use intyg_core::organisation::UnitStatus;

use crate::error::{Code, WebError};
use crate::login::Next;
use crate::posted::Posted;
use crate::session::{LoggedIn, session_cookie};
use crate::shell::{Shell, page};
use crate::state::WebState;
use crate::urls;

#[derive(Template)]
#[template(path = "units.html")]
struct UnitsPage {
    shell: Shell,
    next: String,
    providers: Vec<Provider>,
}

struct Provider {
    name: String,
    units: Vec<UnitRow>,
}

struct UnitRow {
    index: usize,
    name: String,
    role: &'static str,
    is_inactive: bool,
    is_current: bool,
    drafts: i64,
    failed: i64,
}

/// `GET /valj-enhet`.
pub(crate) async fn show(
    State(web): State<WebState>,
    user: LoggedIn,
    Query(next): Query<Next>,
) -> Result<Response, WebError> {
    let choices = web.app.unit_choices(&user.session).await?;
    page(&UnitsPage {
        shell: Shell::new(&web, &user.current, "Välj enhet"),
        next: next.own().to_owned(),
        providers: by_provider(choices),
    })
}

/// `POST /valj-enhet`.
pub(crate) async fn choose(
    State(web): State<WebState>,
    user: LoggedIn,
    posted: Posted,
) -> Result<Response, WebError> {
    let index = posted
        .get("enhet")
        .parse()
        .map_err(|_| WebError::new(Code::BadRequest))?;
    let token = web
        .app
        .choose_unit(&user.session, index, posted.has("alltid"))
        .await?;
    let next = urls::own(posted.get("till")).unwrap_or(urls::FIND_PATIENT);
    Ok((
        CookieJar::new().add(session_cookie(&web, token)),
        Redirect::to(next),
    )
        .into_response())
}

/// Groups neighbours of one care provider; the choices come sorted by it.
fn by_provider(choices: Vec<UnitChoice>) -> Vec<Provider> {
    let mut providers: Vec<Provider> = Vec::new();
    for choice in choices {
        let row = UnitRow {
            index: choice.index,
            role: choice.role.label(),
            is_inactive: choice.unit.status == UnitStatus::Inactive,
            is_current: choice.is_current,
            drafts: choice.drafts,
            failed: choice.failed,
            name: choice.unit.name,
        };
        let provider = choice.unit.provider.name;
        match providers.iter_mut().find(|known| known.name == provider) {
            Some(known) => known.units.push(row),
            None => providers.push(Provider {
                name: provider,
                units: vec![row],
            }),
        }
    }
    providers
}
