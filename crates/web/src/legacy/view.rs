//! A certificate from before June 2018 in reading form.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use intyg_app::LegacyView;
use intyg_catalog::retired::{Answer, Shown as Field};
use intyg_core::ids::CertificateId;
use intyg_core::time::date_and_time;

use crate::error::{Code, WebError};
use crate::extract::Address;
use crate::session::SignedIn;
use crate::shell::{Place, Shell, page};
use crate::state::WebState;
use crate::{text, urls};

use super::list::issuer;

#[derive(Template)]
#[template(path = "legacy/page.html")]
struct LegacyPage {
    shell: Shell,
    overview: String,
    list: String,
    read_only: &'static str,
    id: String,
    signed: String,
    fields: Vec<Field>,
    /// Stands in the box: what replaced the form.
    successor: String,
}

/// `GET /lakarintyg/{i}`.
pub(super) async fn show(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
) -> Result<Response, WebError> {
    let view = web.app.legacy_certificate(user.actor(), id).await?;
    let shell = Shell::for_patient(
        &web,
        &user,
        &view.patient,
        Place::Legacy,
        view.ty.full_name(),
    )
    .await?;
    page(&legacy_page(&view, shell))
}

/// Anything else that is asked of a certificate.
pub(super) async fn refuse(
    State(web): State<WebState>,
    user: SignedIn,
    Address(parts): Address<Vec<(String, String)>>,
) -> WebError {
    let id = parts
        .iter()
        .find(|(name, _)| name == "id")
        .and_then(|(_, id)| id.parse().ok());
    match id {
        Some(id) => web.app.refuse_legacy_change(user.actor(), id).await.into(),
        None => WebError::new(Code::NotFound),
    }
}

fn legacy_page(view: &LegacyView, shell: Shell) -> LegacyPage {
    LegacyPage {
        overview: urls::overview(view.patient.key),
        list: urls::legacy(view.patient.key),
        read_only: text::READ_ONLY,
        id: view.document_id.clone(),
        signed: format!(
            "Signerat {} av {}, {}",
            date_and_time(view.signed_at),
            issuer(&view.issuer),
            view.unit
        ),
        fields: view.ty.show(&view.content),
        successor: view.ty.successor(),
        shell,
    }
}
