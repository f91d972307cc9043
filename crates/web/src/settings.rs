//! Inställningar: the type of certificate that Ny opens. Source: ui 6.15, acceptance S24, S33.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use crate::error::WebError;
use crate::extract::Query;
use crate::flash::{self, Flash, Notice};
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::{Shell, page_with_flash};
use crate::state::WebState;
use crate::urls;

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage {
    shell: Shell,
    choices: Vec<Choice>,
    next: String,
}

struct Choice {
    code: &'static str,
    label: String,
    is_chosen: bool,
}

/// Where one came from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct From {
    till: String,
}

/// `GET /installningar`.
pub(crate) async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    Query(from): Query<From>,
    flash: Flash,
) -> Result<Response, WebError> {
    let preset = web.app.preset(user.actor()).await?;
    let offered = web.app.offered();
    let types = offered.into_iter().map(|ctype| Choice {
        code: ctype.code,
        label: ctype.full_name(),
        is_chosen: preset.is_some_and(|preset| preset.code == ctype.code),
    });
    let none = Choice {
        code: "",
        label: "Inget".to_owned(),
        is_chosen: preset.is_none(),
    };
    let shell = Shell::new(&web, user.current(), "Inställningar").with_flash(flash);
    let page = SettingsPage {
        shell,
        choices: types.chain([none]).collect(),
        next: urls::own(&from.till).unwrap_or(urls::SETTINGS).to_owned(),
    };
    page_with_flash(&page, flash)
}

/// `POST /installningar`: OK.
pub(crate) async fn save(
    State(web): State<WebState>,
    user: SignedIn,
    posted: Posted,
) -> Result<Response, WebError> {
    let chosen = Some(posted.get("forvalt")).filter(|code| !code.is_empty());
    web.app.choose_preset(user.actor(), chosen).await?;
    let next = urls::own(posted.get("till")).unwrap_or(urls::SETTINGS);
    Ok(flash::go(next, Notice::SettingsSaved, None))
}
