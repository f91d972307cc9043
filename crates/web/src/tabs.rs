//! Closes tabs. Source: ui 4.2.

use axum::extract::State;
use axum::response::Redirect;
use intyg_app::Error;
use intyg_core::ids::CertificateId;

use crate::error::WebError;
use crate::extract::Address;
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::urls;

/// `POST /intyg/{i}/stang-flik`.
pub(crate) async fn close(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
    posted: Posted,
) -> Result<Redirect, WebError> {
    // Closing a form that nobody has typed in leaves nothing behind; who may not write has no such form.
    let patient = match web.app.close_draft(user.actor(), id).await {
        Err(Error::Forbidden) => web.app.close_tab(user.actor(), id).await?,
        closed => closed?,
    };
    let overview = urls::overview(patient);
    Ok(Redirect::to(
        urls::own(posted.get("till")).unwrap_or(&overview),
    ))
}
