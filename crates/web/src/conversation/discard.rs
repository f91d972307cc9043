//! Kasta: asks first. Source: ui 6.13, acceptance A70.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use intyg_app::Slot;
use intyg_core::ids::CertificateId;
use serde::Deserialize;

use crate::error::{Code, WebError};
use crate::extract::{Address, Query};
use crate::flash::{self, Notice};
use crate::hx::Hx;
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::{Place, Shell, page};
use crate::state::WebState;
use crate::urls;

const HEADING: &str = "Kasta det du har skrivit?";

#[derive(Template)]
#[template(path = "conversation/discard_page.html")]
struct DiscardPage {
    shell: Shell,
    body: Body,
}

#[derive(Template)]
#[template(path = "conversation/discard_dialog.html")]
struct DiscardDialog {
    heading: &'static str,
    body: Body,
}

struct Body {
    csrf: String,
    action: String,
    slot: String,
    back: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    plats: String,
}

/// `GET /intyg/{i}/konversation/kasta`.
pub(super) async fn ask(
    State(web): State<WebState>,
    user: SignedIn,
    hx: Hx,
    Address(id): Address<CertificateId>,
    Query(which): Query<Which>,
) -> Result<Response, WebError> {
    let slot = Slot::from_key(&which.plats).ok_or(WebError::new(Code::NotFound))?;
    let view = web.app.conversation(user.actor(), id).await?;
    let place = Place::Certificate(id);
    let shell = Shell::for_patient(&web, &user, &view.patient, place, HEADING).await?;
    let body = Body {
        csrf: shell.csrf.clone(),
        action: urls::discard_message(id, &slot.key()),
        slot: slot.key(),
        back: match slot {
            Slot::Question => urls::new_message(id),
            Slot::Answer(question) => urls::answer_message(id, question),
            Slot::CannotComplete => urls::cannot_complete(id),
        },
    };
    match hx {
        Hx::Page => page(&DiscardPage { shell, body }),
        Hx::Partial => page(&DiscardDialog {
            heading: HEADING,
            body,
        }),
    }
}

/// `POST /intyg/{i}/konversation/kasta`.
pub(super) async fn discard(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
    posted: Posted,
) -> Result<Response, WebError> {
    let slot = Slot::from_key(posted.get("plats")).ok_or(WebError::new(Code::BadRequest))?;
    web.app.discard_message(user.actor(), id, slot).await?;
    Ok(flash::go(
        &urls::conversation(id),
        Notice::MessageDiscarded,
        None,
    ))
}
