//! Tilldela: says who goes on with a draft.

use axum::extract::State;
use axum::response::Response;
use intyg_core::ids::CertificateId;

use crate::assign::{self, AssignBody};
use crate::error::WebError;
use crate::extract::Address;
use crate::flash::{self, Notice};
use crate::hx::Hx;
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::state::WebState;
use crate::urls;

/// `GET /enhet/utkast/{i}/tilldela`.
pub(super) async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    hx: Hx,
    Address(id): Address<CertificateId>,
) -> Result<Response, WebError> {
    let view = web.app.assign_view(user.actor(), id).await?;
    let body = AssignBody {
        heading: "Tilldela utkast",
        question: "Vem ska fortsätta med utkastet?",
        what: format!("{} för {}", view.name, view.patient.person_id.formatted()),
        action: urls::assign(id),
        staff: assign::colleagues(&view.staff, view.assigned.as_ref()),
        back: urls::UNIT_DRAFTS,
    };
    assign::show(&web, &user, hx, body)
}

/// `POST /enhet/utkast/{i}/tilldela`.
pub(super) async fn assign(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
    posted: Posted,
) -> Result<Response, WebError> {
    let to = assign::chosen(&posted)?;
    web.app.assign(user.actor(), id, to.as_ref()).await?;
    let notice = match to {
        Some(_) => Notice::Assigned,
        None => Notice::Unassigned,
    };
    Ok(flash::go(urls::UNIT_DRAFTS, notice, None))
}
