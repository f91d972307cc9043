//! Stäng: what has been saved by hand is just closed, what has only been begun is asked about. Source: ui 6.6.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use intyg_app::{DraftMark, DraftView, SaveKind, SaveRequest, Submitted};
use intyg_core::ids::CertificateId;

use super::handlers::FormPost;
use super::page::NEW_OF_TYPE;
use crate::error::{Code, WebError};
use crate::extract::Address;
use crate::flash::{self, Notice};
use crate::hx::Hx;
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::{Place, Shell, page};
use crate::state::WebState;
use crate::urls;

struct Body {
    action: String,
    back: String,
    csrf: String,
    rev: i64,
}

#[derive(Template)]
#[template(path = "editor/close.html")]
struct Page {
    shell: Shell,
    body: Body,
}

#[derive(Template)]
#[template(path = "editor/close_dialog.html")]
struct Dialog {
    body: Body,
}

fn body(user: &SignedIn, draft: &DraftView) -> Body {
    Body {
        action: urls::close(draft.id),
        back: urls::edit(draft.id),
        csrf: user.current().page_token(),
        rev: draft.rev,
    }
}

/// `GET /intyg/{id}/stang`.
pub(super) async fn ask(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
) -> Result<Response, WebError> {
    let draft = web.app.open_draft(user.actor(), id).await?;
    let place = Place::Certificate(id);
    let shell = Shell::for_patient(&web, &user, &draft.patient, place, "Behålla utkastet?").await?;
    let body = body(&user, &draft);
    page(&Page { shell, body })
}

/// `POST /intyg/{id}/stang`: from the editor with the whole form, or with the decision.
pub(super) async fn close(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
    hx: Hx,
    posted: Posted,
) -> Result<Response, WebError> {
    match posted.get("beslut") {
        "" => from_editor(&web, &user, id, hx, &posted).await,
        "behall" => keep(&web, &user, id, posted.rev()).await,
        "kasta" => {
            let rev = posted
                .rev()
                .ok_or(WebError::new(Code::PreconditionRequired))?;
            let patient = web.app.delete_draft(user.actor(), id, rev).await?;
            Ok(flash::go(
                &urls::overview(patient),
                Notice::DraftDeleted,
                Some(id),
            ))
        }
        _ => Err(WebError::new(Code::BadRequest)),
    }
}

async fn from_editor(
    web: &WebState,
    user: &SignedIn,
    id: CertificateId,
    hx: Hx,
    posted: &Posted,
) -> Result<Response, WebError> {
    let post = FormPost::read(posted)?;
    let draft = match post.save(web, user, id, SaveKind::Auto, hx).await? {
        Ok(saved) => saved.draft,
        Err(response) => return Ok(response),
    };
    if draft.mark == DraftMark::Begun && !draft.is_untouched {
        return if hx.is_partial() {
            page(&Dialog {
                body: body(user, &draft),
            })
        } else {
            Ok(Redirect::to(&urls::close(id)).into_response())
        };
    }
    let patient = web.app.close_draft(user.actor(), id).await?;
    let opened = posted.get("oppna");
    if let Some(code) = opened.strip_prefix(NEW_OF_TYPE) {
        let key = web.app.new_form_key();
        let other = web
            .app
            .create_draft(user.actor(), patient, code, key)
            .await?;
        return Ok(flash::open(&urls::edit(other)));
    }
    match opened.parse::<CertificateId>() {
        Ok(other) => Ok(flash::open(&urls::edit(other))),
        Err(_) => Ok(flash::open(&urls::overview(patient))),
    }
}

async fn keep(
    web: &WebState,
    user: &SignedIn,
    id: CertificateId,
    rev: Option<i64>,
) -> Result<Response, WebError> {
    let request = SaveRequest {
        fetched: Vec::new(),
        rev,
        kind: SaveKind::Manual,
        submitted: Submitted::Changed(Vec::new()),
    };
    let saved = web.app.save_draft(user.actor(), id, request).await?;
    let overview = urls::overview(saved.draft.patient.key);
    Ok(flash::go(&overview, Notice::DraftSaved, Some(id)))
}
