//! Komplettering: begins the draft that completes a certificate, or goes on with it. Source: ui 6.14.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use intyg_core::ids::CertificateId;

use crate::copy::refusal;
use crate::error::WebError;
use crate::extract::Address;
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::{flash, urls};

/// Its address.
pub(crate) fn routes() -> Router<WebState> {
    Router::new().route("/intyg/{id}/komplettering", post(begin))
}

/// `POST /intyg/{i}/komplettering`.
async fn begin(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
    posted: Posted,
) -> Result<Response, WebError> {
    let key = posted.form_key()?;
    match web.app.complement(user.actor(), id, key).await {
        Ok(complement) => Ok(flash::open(&urls::edit(complement.draft()))),
        Err(error) => Err(refusal(error, id)),
    }
}
