//! Hanterat, on and off. Source: ui 6.13, acceptance S83, S85, D12.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use intyg_app::{Error, Handle, HandleOnly};
use intyg_core::ids::{CertificateId, MessageId};

use super::messages::{Look, ThreadPart, is_open_request, said};
use super::{Bar, StateLine, all, words};
use crate::error::{Code, WebError};
use crate::extract::Address;
use crate::flash::{self, Notice};
use crate::hx::Hx;
use crate::posted::Posted;
use crate::session::SignedIn;
use crate::shell::{page, refused};
use crate::state::WebState;
use crate::urls;

/// What changes on the page with a mark.
#[derive(Template)]
#[template(path = "conversation/handled.html")]
struct Update {
    thread: ThreadPart,
    state: StateLine,
    bar: Bar,
}

/// `POST /intyg/{i}/konversation/{m}/hanterat`: `hanterat` as a checkbox sends it. A request that nobody has answered is marked only when
/// `bekraftat` comes with it.
pub(super) async fn handle(
    State(web): State<WebState>,
    user: SignedIn,
    hx: Hx,
    Address((id, message)): Address<(CertificateId, MessageId)>,
    posted: Posted,
) -> Result<Response, WebError> {
    let view = web.app.conversation(user.actor(), id).await?;
    let shown = all(&view)
        .find(|shown| shown.id == message)
        .ok_or(WebError::new(Code::NotFound))?;
    let is_ticked = posted.has("hanterat");
    if is_ticked && is_open_request(shown) && !posted.has("bekraftat") {
        return match hx {
            Hx::Page => Ok(Redirect::to(&urls::ask_to_handle(id, message)).into_response()),
            Hx::Partial => part(&web, &user, id, message, Outcome::Asks).await,
        };
    }
    let wanted = if is_ticked {
        Handle::Done
    } else {
        Handle::Undone
    };
    let done = web.app.handle_message(user.actor(), message, wanted).await;
    match (done, hx) {
        (Ok(_), Hx::Partial) => part(&web, &user, id, message, Outcome::Done).await,
        (Ok(_), Hx::Page) => Ok(Redirect::to(&urls::conversation_at(id, message)).into_response()),
        (Err(Error::Refused(reason)), Hx::Partial) => {
            part(&web, &user, id, message, Outcome::Refused(words(&reason))).await
        }
        (Err(error), _) => {
            Err(WebError::from(error).leading_to(urls::conversation(id), "Konversation"))
        }
    }
}

/// `POST /intyg/{i}/hanterat`: the button of Visa, which `till` leads back to.
pub(super) async fn handle_only(
    State(web): State<WebState>,
    user: SignedIn,
    Address(id): Address<CertificateId>,
    posted: Posted,
) -> Result<Response, WebError> {
    let visa = urls::certificate(id);
    let back = urls::own(posted.get("till")).unwrap_or(&visa);
    only(&web, &user, id, back)
        .await
        .map_err(|error| match error {
            Error::Refused(_) => WebError::from(error).leading_to(visa.clone(), "Visa"),
            _ => error.into(),
        })
}

/// Hanterat of a certificate as a whole: marks the only message that waits and leads back, or leads to where one says which.
pub(crate) async fn only(
    web: &WebState,
    user: &SignedIn,
    id: CertificateId,
    back: &str,
) -> Result<Response, Error> {
    Ok(match web.app.handle_only_message(user.actor(), id).await? {
        HandleOnly::Done(_) => flash::go(back, Notice::MessageHandled, Some(id)),
        HandleOnly::Asks(message) => flash::open(&urls::ask_to_handle(id, message)),
        HandleOnly::Several => flash::open(&urls::conversation(id)),
    })
}

enum Outcome {
    Done,
    /// Nothing is done before the user says so again.
    Asks,
    Refused(String),
}

async fn part(
    web: &WebState,
    user: &SignedIn,
    id: CertificateId,
    message: MessageId,
    outcome: Outcome,
) -> Result<Response, WebError> {
    let view = web.app.conversation(user.actor(), id).await?;
    let csrf = user.current().page_token();
    let form_key = || web.app.new_form_key();
    let look = Look {
        view: &view,
        csrf: &csrf,
        me: &user.actor().staff.id,
        form_key: &form_key,
        asked_about: matches!(outcome, Outcome::Asks).then_some(message),
    };
    let mut thread = look
        .thread_of(message)
        .ok_or(WebError::new(Code::NotFound))?;
    let said = match &outcome {
        Outcome::Done => said(&view, &look, message),
        Outcome::Asks => String::new(),
        Outcome::Refused(why) => {
            thread.error.clone_from(why);
            why.clone()
        }
    };
    let update = Update {
        thread,
        state: StateLine {
            is_update: true,
            ..StateLine::of(&view, said)
        },
        bar: Bar {
            is_update: true,
            ..Bar::of(&view, &csrf, form_key())
        },
    };
    match outcome {
        Outcome::Refused(_) => refused(&update, Code::StateConflict),
        Outcome::Done | Outcome::Asks => page(&update),
    }
}
